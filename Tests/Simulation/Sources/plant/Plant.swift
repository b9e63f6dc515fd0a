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
    let bugs = try Bug.all(in: project)
    let texts = try Bug.plant(bugs) {
      try String(contentsOf: scratch.appendingPathComponent($0), encoding: .utf8)
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
