import CommitFormat
import Foundation
import Merge
import Plan
import Replica
import SQLiteReplica
import Schema
import Words

/// What a command works with: where the replica is, how to speak, and where to print.
final class Session {
  let folder: String
  let output: Output
  let language = Spoken.language

  private nonisolated(unsafe) static var last: Session?
  private var opened: Replica?

  init(_ options: CommonOptions) {
    folder = Self.folder(options)
    output = Output(json: options.json, language: Spoken.language)
    Self.last = self
  }

  /// A new look at a folder whose files have been replaced.
  init(folder: String, like other: Session) {
    self.folder = folder
    output = other.output
    Self.last = self
  }

  /// By the flag, the environment, the config file, and the usual place, in that order.
  static func folder(_ options: CommonOptions) -> String {
    let environment = ProcessInfo.processInfo.environment
    let chosen =
      options.replica ?? environment["BYGD_REPLICA"].flatMap { $0.isEmpty ? nil : $0 } ?? ConfigFile.standard["replica"]
    if let chosen { return absolute(chosen) }
    let base = environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (base ?? (environment["HOME"] ?? NSHomeDirectory()) + "/.local/share") + "/bygd"
  }

  private static func absolute(_ path: String) -> String {
    let path = (path as NSString).expandingTildeInPath
    guard !path.hasPrefix("/") else { return path }
    return FileManager.default.currentDirectoryPath + "/" + path
  }

  /// The replica to look at: opened in the cheapest way, which can change nothing.
  func reader() throws -> Replica {
    if let opened { return opened }
    // What looks at itself first is opened to be written.
    if SQLiteReplicaStore.isCheckDue(folder: folder), access(folder, W_OK) == 0 { return try open(.open) }
    return try open(.readOnly)
  }

  /// The replica to write to.
  func writer() throws -> Replica { try open(.open) }

  /// The replica, made when there is none.
  func creator() throws -> Replica { try open(.create) }

  private func open(_ mode: SQLiteReplicaStore.Mode) throws -> Replica {
    let replica = Replica(store: try SQLiteReplicaStore(folder: folder, mode: mode))
    opened = replica
    return replica
  }

  /// One look at one unchanging state.
  func look<Result>(_ body: (Look) throws -> Result) throws -> Result {
    let replica = try reader()
    return try replica.store.read { reading in
      guard try reading.header() != nil else { throw ReplicaProblem.notSetUp }
      return try body(Look(reading, language: language))
    }
  }

  /// Reads a file that a person named.
  static func readText(_ path: String) throws -> String {
    let bytes = try readBytes(path)
    guard let text = String(validating: bytes, as: UTF8.self) else { throw CommandProblem.notText(path) }
    return text
  }

  static func readBytes(_ path: String) throws -> [UInt8] {
    if path == "-" { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
    do {
      return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw CommandProblem.unreadableFile(path)
    }
  }

  func maker(_ reading: any ReplicaReading) throws -> RecordMaker {
    try RecordMaker(reading, clock: SystemClock(), random: SystemRandom(), readFile: Session.readText)
  }

  // What an error wants to know about the replica at hand.

  static var lastFolder: String { last?.folder ?? "" }

  /// How many changes wait; 0 when nobody can tell.
  static func unsyncedOfLast() -> Int {
    guard let last, let replica = try? last.reader() else { return 0 }
    return (try? replica.unsynced().count) ?? 0
  }

  /// References and names, to choose between.
  static func lastNames(of records: [RecordID]) -> [String] {
    guard let last, let replica = try? last.reader() else { return records.map { $0.referenceLetters() } }
    return records.map { record in
      let name = try? replica.store.read { reading in
        let lookup = try Lookup(reading)
        return try lookup.reference(of: record) + "  " + lookup.name(of: record)
      }
      return name ?? record.referenceLetters()
    }
  }

  static func lastName(of field: FieldNumber) -> String {
    fieldNames[field] ?? "#\(field.number)"
  }

  /// The fields of the type that is being written, by number.
  nonisolated(unsafe) static var fieldNames: [FieldNumber: String] = [:]
}

/// One state of the workspace, and what it takes to show it.
struct Look {
  let reading: any ReplicaReading
  let lookup: Lookup
  let text: ValueText

  init(_ reading: any ReplicaReading, language: Language) throws {
    self.reading = reading
    lookup = try Lookup(reading)
    text = ValueText(lookup, language)
  }

  var table: RecordTable { RecordTable(text) }

  func json() throws -> RecordJSON { try RecordJSON(reading, lookup: lookup) }

  func requiredView(_ record: RecordID) throws -> RecordView {
    guard let view = try reading.view(record) else { throw EditProblem.unknownRecord(record) }
    return view
  }
}
