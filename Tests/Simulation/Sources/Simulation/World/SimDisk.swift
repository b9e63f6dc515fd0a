import CommitFormat
import Merge
import Replica
import SyncServer

/// The power went.
struct PowerLost: Error {}

/// A disk that loses power at a planned write: what the write did is there, or it is gone. After that, nothing answers
/// until the machine is started anew.
final class SimDisk: ReplicaStore, @unchecked Sendable {
  let base: MemoryStore
  private var writesLeft: Int?
  private var keepsLast = false
  private(set) var isOff = false
  private(set) var writes = 0

  init(_ base: MemoryStore) {
    self.base = base
  }

  /// Loses power at the write after `count` others.
  func failAfter(_ count: Int, keepingLast: Bool) {
    writesLeft = count
    keepsLast = keepingLast
  }

  func start() {
    isOff = false
    writesLeft = nil
  }

  func read<Result>(_ body: (any ReplicaReading) throws -> Result) throws -> Result {
    guard !isOff else { throw PowerLost() }
    return try base.read(body)
  }

  func write<Result>(_ body: (any ReplicaWriting) throws -> Result) throws -> Result {
    guard !isOff else { throw PowerLost() }
    writes += 1
    guard let left = writesLeft else { return try base.write(body) }
    guard left == 0 else {
      writesLeft = left - 1
      return try base.write(body)
    }
    isOff = true
    guard keepsLast else {
      return try base.write { transaction in
        _ = try body(transaction)
        throw PowerLost()
      }
    }
    _ = try base.write(body)
    throw PowerLost()
  }
}

/// A log whose machine loses power at a planned append.
final class SimLog: CommitLog, @unchecked Sendable {
  let base: MemoryLog
  private var appendsLeft: Int?
  private var keepsLast = false
  private(set) var isOff = false

  init(_ base: MemoryLog) {
    self.base = base
  }

  func failAfter(_ count: Int, keepingLast: Bool) {
    appendsLeft = count
    keepsLast = keepingLast
  }

  func start() {
    isOff = false
    appendsLeft = nil
  }

  func append(_ entries: [LogEntry], with changes: [AccountChange]) throws -> LogHead {
    guard !isOff else { throw PowerLost() }
    guard let left = appendsLeft else { return try base.append(entries, with: changes) }
    guard left == 0 else {
      appendsLeft = left - 1
      return try base.append(entries, with: changes)
    }
    isOff = true
    if keepsLast { _ = try base.append(entries, with: changes) }
    throw PowerLost()
  }

  func head() throws -> LogHead { base.head() }
  func entries(after position: Position, count: Int, bytes: Int) throws -> [LogEntry] {
    base.entries(after: position, count: count, bytes: bytes)
  }
  func entry(at position: Position) throws -> LogEntry? { base.entry(at: position) }
  func entry(of replica: ReplicaID, sequence: SequenceNumber) throws -> LogEntry? {
    base.entry(of: replica, sequence: sequence)
  }
  func chain(at position: Position) throws -> Hash? { base.chain(at: position) }
  func enrolments() throws -> [LoggedEnrolment] { base.enrolments() }
  func erasures() throws -> [LogEntry] { base.erasures() }
  func scrub() throws { base.scrub() }
  func begin(_ restoration: Restoration) throws { base.begin(restoration) }
  func restorations() throws -> [Restoration] { base.restorations() }
  func confirmRestorations(at time: Int64) throws { base.confirmRestorations(at: time) }
}
