import Foundation

/// `$XDG_CONFIG_HOME/bygd/config`: a line `key = value` for each choice; `#` begins a remark.
struct ConfigFile {
  static let keys = ["replica", "lang", "editor"]

  static var path: String {
    let environment = ProcessInfo.processInfo.environment
    let base = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (base ?? (environment["HOME"] ?? NSHomeDirectory()) + "/.config") + "/bygd/config"
  }

  /// The file as it was when the program began; empty when there is none.
  static let standard = ConfigFile(path: path)

  private(set) var values: [(key: String, value: String)] = []

  init(path: String) {
    guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8) else {
      return
    }
    for line in text.split(separator: "\n") {
      let line = line.drop { $0 == " " || $0 == "\t" }
      guard !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") else { continue }
      let key = line[..<equals].trimmingCharacters(in: .whitespaces)
      values.append((key, line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)))
    }
  }

  /// Nil when the file does not say, or says nothing.
  subscript(key: String) -> String? {
    values.last { $0.key == key && !$0.value.isEmpty }?.value
  }

  /// Keeps a choice; an empty value takes it out.
  mutating func set(_ key: String, _ value: String, path: String = ConfigFile.path) throws {
    values.removeAll { $0.key == key }
    if !value.isEmpty { values.append((key, value)) }
    let text = values.map { "\($0.key) = \($0.value)\n" }.joined()
    let folder = (path as NSString).deletingLastPathComponent
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw CommandProblem.cannotWriteFile(path)
    }
  }
}
