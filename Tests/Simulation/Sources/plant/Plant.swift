import Foundation

/// `plant PROJECT SCRATCH`: copies the rooms that decide and the simulation to a scratch folder, and plants all bugs of
/// `Bugs` there, each behind a switch of its own. What does not fit any more is said, and nothing is planted.
@main
struct Plant {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else {
      print("plant PROJECT SCRATCH")
      exit(2)
    }
    do {
      try plant(URL(fileURLWithPath: arguments[1]), URL(fileURLWithPath: arguments[2]))
    } catch {
      print("plant: \(error)")
      exit(1)
    }
  }

  private static let rooms = [
    "Sources/Merge", "Sources/Schema", "Sources/CommitFormat", "Sources/Replica", "Protocol/SyncProtocol",
    "Protocol/CZlib", "Protocol/CZstd", "Client/SyncClient", "Server/SyncServer", "Tests/Simulation",
  ]

  private static func plant(_ project: URL, _ scratch: URL) throws {
    let manager = FileManager.default
    for room in rooms {
      let target = scratch.appendingPathComponent(room)
      try copy(project.appendingPathComponent(room).resolvingSymlinksInPath(), to: target, manager)
    }
    let folder = project.appendingPathComponent("Tests/Simulation/Bugs")
    let files = try manager.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".bug") }.sorted()
    var bugs: [Bug] = []
    for name in files {
      let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      bugs += try Bug.read(text, file: name)
    }
    var texts: [String: String] = [:]
    for (index, bug) in bugs.enumerated() {
      for patch in bug.patches {
        let path = scratch.appendingPathComponent(patch.file)
        var text = try texts[patch.file] ?? String(contentsOf: path, encoding: .utf8)
        let pieces = text.components(separatedBy: patch.old)
        guard pieces.count == 2 else {
          throw Misfit(bug: bug.title, file: patch.file, found: pieces.count - 1, old: patch.old)
        }
        text = pieces.joined(
          separator: patch.new.replacingOccurrences(of: "BUG", with: "PlantedBugs.isOn(\(index + 1))"))
        texts[patch.file] = text
      }
    }
    for (file, text) in texts {
      let hasImport = text.contains("import Merge\n") || file.hasPrefix("Sources/Merge/")
      try write(hasImport ? text : "internal import Merge\n" + text, to: scratch.appendingPathComponent(file))
    }
    try write(Self.switchBoard, to: scratch.appendingPathComponent("Sources/Merge/PlantedBugs.swift"))
    try write(
      planting(bugs.map(\.title)),
      to: scratch.appendingPathComponent("Tests/Simulation/Sources/Simulation/Planting.swift"))
    print("\(bugs.count) bugs are planted")
  }

  /// Copies what differs, so that a second build is a short one.
  private static func copy(_ from: URL, to target: URL, _ manager: FileManager) throws {
    try manager.createDirectory(at: target, withIntermediateDirectories: true)
    for name in try manager.contentsOfDirectory(atPath: from.path).sorted() where name != ".build" && name != "Bugs" {
      let source = from.appendingPathComponent(name)
      let place = target.appendingPathComponent(name)
      if let link = try? manager.destinationOfSymbolicLink(atPath: source.path) {
        try? manager.removeItem(at: place)
        try manager.createSymbolicLink(atPath: place.path, withDestinationPath: link)
        continue
      }
      var isFolder: ObjCBool = false
      _ = manager.fileExists(atPath: source.path, isDirectory: &isFolder)
      if isFolder.boolValue {
        try copy(source, to: place, manager)
      } else if !manager.contentsEqual(atPath: source.path, andPath: place.path) {
        try? manager.removeItem(at: place)
        try manager.copyItem(at: source, to: place)
      }
    }
  }

  private static func write(_ text: String, to path: URL) throws {
    if let old = try? String(contentsOf: path, encoding: .utf8), old == text { return }
    try text.write(to: path, atomically: true, encoding: .utf8)
  }

  private static let switchBoard = """
    /// Which planted bug is on; none for 0. Set before a run, never during one.
    public enum PlantedBugs {
      nonisolated(unsafe) public static var current = 0
      @inline(__always) public static func isOn(_ number: Int) -> Bool { current == number }
    }

    """

  private static func planting(_ titles: [String]) -> String {
    """
    import Merge

    /// The bugs that are planted in this copy.
    public enum Planting {
      public static let titles: [String] = [
    \(titles.map { "    \"\($0.replacingOccurrences(of: "\"", with: "\\\""))\"," }.joined(separator: "\n"))
      ]

      public static func turnOn(_ number: Int) { PlantedBugs.current = number }
    }

    """
  }
}

/// A patch that does not fit the code any more.
struct Misfit: Error, CustomStringConvertible {
  let bug: String
  let file: String
  let found: Int
  let old: String

  var description: String {
    "“\(bug)” does not fit \(file) any more: its old text is there \(found) times instead of once:\n\(old)"
  }
}

/// One bug: what it is, and where it goes.
struct Bug {
  struct Patch {
    var file: String
    var old: String
    var new: String
  }

  var title: String
  var patches: [Patch]

  /// Reads bugs: `# title`, then for each patch `file`, `---`, the old lines, `+++`, the new lines, `===`.
  static func read(_ text: String, file name: String) throws -> [Bug] {
    var bugs: [Bug] = []
    var part = Part.outside
    var patch = Patch(file: "", old: "", new: "")
    for line in text.components(separatedBy: "\n") {
      switch (part, line) {
      case (.outside, _) where line.hasPrefix("# "): bugs.append(Bug(title: String(line.dropFirst(2)), patches: []))
      case (.outside, ""): continue
      case (.outside, "---"): part = .old
      case (.outside, _): patch = Patch(file: line, old: "", new: "")
      case (.old, "+++"): part = .new
      case (.old, _): patch.old += line + "\n"
      case (.new, "==="):
        guard !bugs.isEmpty, !patch.file.isEmpty, !patch.old.isEmpty else { throw Unreadable(file: name, line: line) }
        bugs[bugs.count - 1].patches.append(patch)
        part = .outside
        patch.old = ""
        patch.new = ""
      case (.new, _): patch.new += line + "\n"
      }
    }
    guard part == .outside else { throw Unreadable(file: name, line: "the end") }
    return bugs
  }

  private enum Part {
    case outside, old, new
  }

  struct Unreadable: Error {
    let file: String
    let line: String
  }
}
