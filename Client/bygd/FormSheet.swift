import Foundation
import Plan
import Words

/// A form in the person's editor. What was typed is kept in a file until it has been taken: a mistake, a crash or a
/// refusal loses nothing.
struct FormSheet {
  let title: String
  let form: RecordForm
  let path: String
  private let output: Output

  init(title: String, form: RecordForm, folder: String, name: String, output: Output) {
    self.title = title
    self.form = form
    self.output = output
    path = "\(folder)/\(name)-\(getpid()).txt"
  }

  /// Opens the form, again and again until what stands in it can be taken, or the person leaves a mistake as it is.
  ///
  /// - Parameter take: makes something of what was changed; what it throws is shown in the form.
  /// - Returns: what `take` made.
  /// - Throws: `CommandProblem` with the file in which the form was kept.
  func edit<Result>(_ take: ([Assignment]) throws -> Result) throws -> Result {
    var text = form.text(remarks: remarks([]), onePerLine: output.text(Words.Forms.onePerLine))
    var failures: [String] = []
    while true {
      try Editor.write(text, to: path)
      try Editor.open(path)
      guard let edited = try? Session.readText(path) else { throw CommandProblem.editorFailed(kept: path) }
      // A form that comes back with the same mistakes will not get better by being opened again.
      if !failures.isEmpty, edited.utf8.elementsEqual(text.utf8) {
        throw CommandProblem.formNotTaken(kept: path, failures)
      }
      do {
        let result = try take(try form.changes(in: edited))
        return result
      } catch {
        let failure = Failure(error, unsynced: 0)
        guard failure.status == .badInput || failure.status == .usage else { throw error }
        failures = failure.text(output.language).split(separator: "\n").map(String.init)
        text = Self.withoutRemarks(edited, remarks(failures))
      }
    }
  }

  func discard() { unlink(path) }

  private func remarks(_ failures: [String]) -> [String] {
    [title, output.text(Words.Forms.instructions)] + failures.map { "! " + $0 }
  }

  /// What the person wrote, under new remarks.
  private static func withoutRemarks(_ text: String, _ remarks: [String]) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("#!") }
    let head = remarks.flatMap { $0.split(separator: "\n") }.map { "#! " + $0 }
    return (head + lines.map(String.init)).joined(separator: "\n")
  }
}

/// The person's editor: `$VISUAL`, `$EDITOR`, the config file's, else what every system has.
enum Editor {
  private static var command: String {
    let environment = ProcessInfo.processInfo.environment
    for name in ["BYGD_EDITOR", "VISUAL", "EDITOR"] {
      if let value = environment[name], !value.isEmpty { return value }
    }
    if let editor = ConfigFile.standard["editor"] { return editor }
    return FileManager.default.isExecutableFile(atPath: "/usr/bin/editor") ? "/usr/bin/editor" : "vi"
  }

  static func write(_ text: String, to path: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let file = Foundation.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw CommandProblem.cannotWriteFile(path) }
    defer { close(file) }
    guard StandardStream(file).write(text) else { throw CommandProblem.cannotWriteFile(path) }
  }

  /// Waits until the editor has been left. It stays in our process group, so that it may have the terminal.
  static func open(_ path: String) throws {
    let arguments = ["sh", "-c", command + " \"$1\"", "sh", path]
    var strings: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for string in strings { free(string) } }
    var process = pid_t()
    let status: Int32 = Interruption.suspended {
      guard posix_spawn(&process, "/bin/sh", nil, nil, &strings, environ) == 0 else { return -1 }
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0 { guard errno == EINTR else { return -1 } }
      return status
    }
    guard status == 0 else { throw CommandProblem.editorFailed(kept: path) }
  }
}
