import Foundation

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

  /// Those of a project, by their files' names.
  static func all(in project: URL) throws -> [Bug] {
    let folder = project.appendingPathComponent("Tests/Simulation/Bugs")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".bug") }
    return try files.sorted().flatMap { name in
      try read(String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8), file: name)
    }
  }

  /// The changed texts of files with all bugs in them, each behind its switch.
  ///
  /// - Throws: ``Misfit`` where a patch's old text is not in its file exactly once.
  static func plant(_ bugs: [Bug], reading read: (String) throws -> String) throws -> [String: String] {
    var texts: [String: String] = [:]
    for (index, bug) in bugs.enumerated() {
      for patch in bug.patches {
        let pieces = try (texts[patch.file] ?? read(patch.file)).components(separatedBy: patch.old)
        guard pieces.count == 2 else {
          throw Misfit(bug: bug.title, file: patch.file, found: pieces.count - 1, old: patch.old)
        }
        texts[patch.file] = pieces.joined(
          separator: patch.new.replacingOccurrences(of: "BUG", with: "PlantedBugs.isOn(\(index + 1))"))
      }
    }
    return texts
  }

  private enum Part {
    case outside, old, new
  }

  struct Unreadable: Error {
    let file: String
    let line: String
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
