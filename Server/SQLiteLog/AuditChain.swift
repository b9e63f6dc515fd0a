internal import CommitFormat
internal import Foundation
internal import GRDB
internal import Merge
internal import SyncServer

/// The audit log is only ever added to: triggers refuse everything else, and each row carries a hash over itself and the
/// row before, so that whoever goes around the triggers is found out by `verify`.
enum AuditChain {
  private static let start = Hash(of: Array("bygd audit 1".utf8))

  /// Gives the rows of an older file their hashes.
  static func begin(_ db: Database) throws {
    try db.execute(sql: "DROP TRIGGER auditStays")
    var (id, chain) = (Int64(0), start)
    for row in try Row.fetchAll(db, sql: "SELECT \(columns) FROM audit ORDER BY id") {
      id = row[0] ?? 0
      chain = try hash(row, after: chain)
      try db.execute(sql: "UPDATE audit SET chain = ? WHERE id = ?", arguments: [chain.bytes.data, id])
    }
    try db.execute(sql: "INSERT INTO auditHead (id, chain) VALUES (?, ?)", arguments: [id, chain.bytes.data])
    try db.execute(
      sql: "CREATE TRIGGER auditStays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END")
  }

  static func append(_ record: AuditRecord, to db: Database) throws {
    let head = try Row.fetchOne(db, kept: "SELECT id, chain FROM auditHead")
    guard let last = head?[0] as Int64?, let before = (head?[1] as Data?).flatMap({ Hash(bytes: $0) }) else {
      throw LogProblem.damaged(path: "", detail: "audit")
    }
    let id = last + 1
    let row = Row([
      "id": id, "workspace": record.workspace.bits.bytes.data, "time": record.time, "actor": record.actor,
      "action": record.action.rawValue, "subject": record.subject, "detail": record.detail,
    ])
    let chain = try hash(row, after: before)
    try db.execute(
      kept: """
        INSERT INTO audit (id, workspace, time, actor, action, subject, detail, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        id, record.workspace.bits.bytes.data, record.time, record.actor, record.action.rawValue, record.subject,
        record.detail, chain.bytes.data,
      ])
    try db.execute(kept: "UPDATE auditHead SET id = ?, chain = ?", arguments: [id, chain.bytes.data])
  }

  /// The first row that is not as it was written; nil when all are, and none is missing.
  static func firstBroken(_ db: Database) throws -> Int64? {
    var (last, chain) = (Int64(0), start)
    let rows = try Row.fetchCursor(db, sql: "SELECT \(columns), chain FROM audit ORDER BY id")
    while let row = try rows.next() {
      guard let id = row[0] as Int64? else { return last + 1 }
      guard let next = try? hash(row, after: chain), (row[7] as Data?).flatMap({ Hash(bytes: $0) }) == next else {
        return id
      }
      (last, chain) = (id, next)
    }
    let head = try Row.fetchOne(db, sql: "SELECT id, chain FROM auditHead")
    let isHead = head?[0] as Int64? == last && (head?[1] as Data?).flatMap { Hash(bytes: $0) } == chain
    return isHead ? nil : last + 1
  }

  private static let columns = "id, workspace, time, actor, action, subject, detail"

  /// Over every column with its length, so that no two rows have one preimage.
  private static func hash(_ row: Row, after before: Hash) throws -> Hash {
    guard let id = row["id"] as Int64?, let workspace = row["workspace"] as Data?, let time = row["time"] as Int64?,
      let actor = row["actor"] as String?, let action = row["action"] as String?,
      let subject = row["subject"] as String?, let detail = row["detail"] as String?
    else { throw LogProblem.damaged(path: "", detail: "audit") }
    var bytes = before.bytes + numbered(UInt64(bitPattern: id)) + numbered(UInt64(bitPattern: time))
    for block in [Array(workspace), Array(actor.utf8), Array(action.utf8), Array(subject.utf8), Array(detail.utf8)] {
      bytes += numbered(UInt64(block.count)) + block
    }
    return Hash(of: bytes)
  }

  private static func numbered(_ value: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }
  }
}

extension LogFile {
  /// Computes the audit log's chain anew.
  ///
  /// - Returns: the number of the first record that is not as it was written, or that is missing; nil when all are.
  /// - Throws: what SQLite says, as `LogProblem`.
  /// - Complexity: O(records).
  public func firstBrokenAuditRecord() throws -> Int64? { try read { try AuditChain.firstBroken($0) } }
}
