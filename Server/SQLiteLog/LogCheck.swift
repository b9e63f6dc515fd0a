public import CommitFormat
internal import Foundation
internal import GRDB
public import Merge
internal import SyncServer

/// The first place of a log where something is not as it was written.
public struct BrokenEntry: Hashable, Sendable {
  /// What gave it away.
  public enum Sign: String, Hashable, Sendable {
    /// There is no entry at this position, and there are later ones or the head says so.
    case missing
    /// Its bytes are no entry.
    case unreadable
    /// A commit's bytes have another hash than the one beside them.
    case hash
    /// It does not follow on the commit of its replica before it.
    case order
    /// Its chain hash does not follow on the one before: something that the chain covers was changed.
    case chain
    /// Something was taken out of a commit, and no erasure in the log says that these bytes are what is left.
    case erased
    /// All entries follow on one another, and the log's head says something else.
    case head
  }

  public var position: Position
  public var sign: Sign
  /// What the row says, as far as it can be read: the server's time, milliseconds, and whose it is.
  public var time: Int64?
  public var author: String?

  public init(position: Position, sign: Sign, time: Int64? = nil, author: String? = nil) {
    self.position = position
    self.sign = sign
    self.time = time
    self.author = author
  }
}

extension SQLiteLog {
  /// Reads the log from its beginning and computes everything anew: each commit's hash, that each follows on its
  /// replica's last one, each entry's chain hash, and that nothing is missing. Others may go on writing.
  ///
  /// - Parameter see: is given every entry that is as it was written, with the chain hash there.
  /// - Returns: the first place where something is not as it was written; nil when all is.
  /// - Throws: what SQLite says, as `LogProblem`, and what `see` throws.
  /// - Complexity: O(log).
  public func firstBroken(_ see: (LogEntry, Hash) throws -> Void = { _, _ in }) throws -> BrokenEntry? {
    try file.read { db in try Self.firstBroken(db, number: number, workspace: workspace, see) }
  }

  static func firstBroken(
    _ db: Database, number: Int64, workspace: WorkspaceID, _ see: (LogEntry, Hash) throws -> Void
  ) throws -> BrokenEntry? {
    var check = EntryCheck(workspace: workspace)
    let rows = try Row.fetchCursor(
      db, sql: "SELECT \(columns) FROM entry WHERE workspace = ? ORDER BY position", arguments: [number])
    while let row = try rows.next() {
      if let broken = check.broken(row) { return broken }
      if let entry = check.entry { try see(entry, check.chain) }
    }
    if let broken = check.unproved { return broken }
    let head = try Row.fetchOne(
      db, sql: "SELECT position, chain FROM workspace WHERE number = ?", arguments: [number])
    guard let position = head?[0] as Int64?, let chain = (head?[1] as Data?).flatMap({ Hash(bytes: $0) }) else {
      return BrokenEntry(position: check.position, sign: .head)
    }
    if position > Int64(clamping: check.position) {
      return BrokenEntry(position: check.position + 1, sign: .missing)
    }
    let isHead = position == Int64(clamping: check.position) && chain == check.chain
    return isHead ? nil : BrokenEntry(position: check.position, sign: .head)
  }
}

/// The entries of one log, one after the other.
private struct EntryCheck {
  private(set) var position: Position = 0
  private(set) var chain: Hash
  private(set) var entry: LogEntry?
  private var heads: [ReplicaID: (sequence: SequenceNumber, hash: Hash)] = [:]
  private var users: [ReplicaID: String] = [:]
  /// Parts of which something was erased, until the erasure comes that says what is left.
  private var erased: [ErasedPart: (left: [UInt8], found: BrokenEntry)] = [:]
  /// Erasures of what has not come yet: the log was put back, and lost it.
  private var ahead: [ErasedPart: [UInt8]] = [:]

  private struct ErasedPart: Hashable {
    let commit: Hash
    let audience: Audience
  }

  /// The first commit of which something is gone without an erasure.
  var unproved: BrokenEntry? { erased.values.map(\.found).min { $0.position < $1.position } }

  init(workspace: WorkspaceID) {
    chain = LogEntry.chainStart(of: workspace)
  }

  mutating func broken(_ row: Row) -> BrokenEntry? {
    let expected = position + 1
    let time = row[1] as Int64?
    let replica = (row[3] as Data?).flatMap { UInt128(bytes: $0) }.map(ReplicaID.init(bits:))
    let author = row[7] as String? ?? replica.flatMap { users[$0] }
    func broken(_ sign: BrokenEntry.Sign) -> BrokenEntry {
      BrokenEntry(position: expected, sign: sign, time: time, author: author)
    }
    guard let found = row[0] as Int64? else { return broken(.unreadable) }
    guard found == Int64(clamping: expected) else { return BrokenEntry(position: expected, sign: .missing) }
    guard let record = SQLiteLog.entryRecord(row), let entry = record.entry else { return broken(.unreadable) }
    guard entry.commitName?.hash == record.hash else { return broken(.hash) }
    if let name = entry.commitName {
      let head = heads[name.replica]
      guard name.sequence == (head?.sequence ?? 0) + 1 else { return broken(.order) }
      if case .accepted(let commit, _) = entry.event, commit.previous != head?.hash ?? .zero { return broken(.order) }
      heads[name.replica] = (name.sequence, name.hash)
    }
    if case .enrolled(let enrolment) = entry.event { users[enrolment.replica] = enrolment.user }
    let next = entry.chain(after: chain)
    guard (row[9] as Data?).flatMap({ Hash(bytes: $0) }) == next else { return broken(.chain) }
    chain = next
    position = expected
    self.entry = entry
    return proof(of: entry, broken(.erased))
  }

  private mutating func proof(of entry: LogEntry, _ broken: BrokenEntry) -> BrokenEntry? {
    switch entry.event {
    case .accepted(let commit, _):
      for part in commit.parts {
        let place = ErasedPart(commit: commit.hash, audience: part.audience)
        let expected = ahead.isEmpty ? nil : ahead.removeValue(forKey: place)
        guard case .erased(_, let left) = part.body else {
          if expected != nil { return broken }
          continue
        }
        if expected != left { erased[place] = (left, broken) }
      }
    case .erased(let erasure):
      guard let content = erasure.content else { break }
      let part = ErasedPart(commit: erasure.commit.hash, audience: erasure.audience)
      guard let found = erased.removeValue(forKey: part) else {
        ahead[part] = content.left
        break
      }
      if found.left != content.left { return found.found }
    case .refused, .enrolled, .schema, .horizon, .branched: break
    }
    return nil
  }
}
