internal import Foundation
internal import GRDB
internal import Replica

extension SQLiteReplicaStore {
  /// What SQLite itself finds wrong with the file, in its own words; empty when nothing.
  ///
  /// - Complexity: O(file).
  public func fileFaults() -> [String] {
    do {
      return try mapped {
        try readDatabase { db in
          let found = try String.fetchAll(db, sql: "PRAGMA integrity_check(10)")
          try Self.checkReading(found)
          return found == ["ok"] ? [] : found
        }
      }
    } catch {
      return [String(describing: error)]
    }
  }

  /// A page that the disk did not give this time is no damage; SQLite says so within its report, with the error's number
  /// or, of its lists of free pages, without.
  static func checkReading(_ report: [String]) throws {
    for line in report {
      let code = line.split(separator: "error code=").dropFirst().first.flatMap { Int32($0.prefix(while: \.isNumber)) }
      if let code, code & 0xFF == ResultCode.SQLITE_IOERR.rawValue {
        throw DatabaseError(resultCode: ResultCode(rawValue: code), message: line)
      }
      if code == nil, line.contains("failed to get page") {
        throw DatabaseError(resultCode: .SQLITE_IOERR, message: line)
      }
    }
  }

  /// Whether a program ended in the middle of a write, or the machine was started anew, since the replica in `folder`
  /// was held against itself last. Reads a few bytes, and waits for nobody.
  public static func isCheckDue(folder: String) -> Bool {
    let folder = ReplicaFolder(folder)
    guard access(folder.database, F_OK) == 0 else { return false }
    return EndMark.isCheckDue(path: folder.lock)
  }

  /// Whether writes are kept through a power cut, as the writing connection has it.
  public func isFullySynchronous() throws -> Bool { try writerPragma("synchronous") == "2" }

  /// After an end in the middle of a write: counts the digest anew from the rows, and makes anew what is derived.
  ///
  /// - Throws: `StorageProblem.damaged` for a file that SQLite finds faults in.
  /// - Complexity: O(file).
  func checkAfterUncleanEnd() throws {
    let found = try mapped {
      try readDatabase { db in
        let found = try String.fetchAll(db, sql: "PRAGMA quick_check(1)")
        try Self.checkReading(found)
        return found
      }
    }
    guard found == ["ok"] else {
      throw StorageProblem.damaged(path: folder.database, detail: found.joined(separator: "; "))
    }
    forgetSearchIndex()
    try writeTransaction { try $0.recountWaiting() }
    let replica = Replica(store: self)
    do {
      try replica.dropUnreadable()
      try replica.recount()
      _ = try replica.refreshDerived()
    } catch ReplicaProblem.notSetUp {
      // Nothing is in it yet.
    }
  }
}

/// What the lock file says about the last write: `c` that it came to its end, `o` that it has not, `u` that one has not
/// and nobody has looked since; and in which run of the machine that was.
///
/// It is written with every transaction and never synced: a program that is killed leaves it as it was, and after a
/// power cut the machine's run is another one.
struct EndMark: Hashable {
  enum State: UInt8 {
    case closed = 0x63
    case open = 0x6F
    case unchecked = 0x75
  }

  var state: State?
  var run: [UInt8]

  static let byteCount = 38

  /// The machine's run: the same until it is started anew.
  static let currentRun: [UInt8] = {
    let text = (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .ascii)) ?? ""
    return Array(text.utf8.prefix(36)) + [UInt8](repeating: 0x2D, count: max(0, 36 - text.utf8.prefix(36).count))
  }()

  var isCheckDue: Bool { state != .closed || run != Self.currentRun }

  static func read(_ descriptor: Int32) -> EndMark {
    var bytes = [UInt8](repeating: 0, count: byteCount)
    let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard count == byteCount else { return EndMark(state: nil, run: []) }
    return EndMark(state: State(rawValue: bytes[0]), run: Array(bytes[2...]))
  }

  static func isCheckDue(path: String) -> Bool {
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return true }
    defer { close(descriptor) }
    guard read(descriptor).isCheckDue else { return false }
    // A write that has not come to its end may be going on.
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return false }
    defer { flock(descriptor, LOCK_UN) }
    return read(descriptor).isCheckDue
  }

  /// All of it, or the state alone where the rest is there.
  static func write(_ state: State, to descriptor: Int32, whole: Bool) {
    let bytes = whole ? [state.rawValue, 0x20] + currentRun : [state.rawValue]
    _ = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }
}
