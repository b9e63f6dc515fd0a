public import CommitFormat
internal import Foundation
internal import GRDB
public import Merge
public import SyncServer

/// One workspace's log in `log.sqlite`.
public struct SQLiteLog: CommitLog {
  let file: LogFile
  let number: Int64
  public let workspace: WorkspaceID

  static let columns =
    "position, time, kind, replica, sequence, hash, previous, author, body, chain"

  public func head() throws -> LogHead {
    guard let found = try file.remembered(.head(workspace: number), { try head($0) }) else {
      throw LogProblem.unknownWorkspace(workspace)
    }
    return found
  }

  private func head(_ db: Database) throws -> LogHead {
    let row = try Row.fetchOne(
      db, kept: "SELECT id, name, epoch, position, chain FROM workspace WHERE number = ?", arguments: [number])
    guard let row else { throw LogProblem.unknownWorkspace(workspace) }
    return try file.head(row)
  }

  @discardableResult
  public func append(_ entries: [LogEntry], with changes: [AccountChange]) throws -> LogHead {
    try file.write(keepsAccounts: changes.isEmpty) { db in
      var head = try head(db)
      if !entries.isEmpty {
        let statement = try db.cachedStatement(
          sql: "INSERT INTO entry (workspace, \(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for entry in entries {
          guard entry.position == head.position + 1 else {
            throw LogProblem.notNext(expected: head.position + 1, found: entry.position)
          }
          head.position = entry.position
          head.chain = entry.chain(after: head.chain)
          if case .erased(let erasure) = entry.event { try erase(entry, erasure.commit, db) }
          let record = EntryRecord(entry)
          try statement.execute(arguments: [
            number, Int64(record.position), record.time, Int(record.kind.rawValue), record.replica?.bytes.data,
            record.sequence.map { Int64($0) }, record.hash?.bytes.data, record.previous?.bytes.data, record.author,
            record.body.data, head.chain.bytes.data,
          ])
        }
        try db.execute(
          kept: "UPDATE workspace SET position = ?, chain = ? WHERE number = ?",
          arguments: [Int64(head.position), head.chain.bytes.data, number])
      }
      for change in changes { try AccountTables(db: db, path: file.path).apply(change) }
      return head
    }
  }

  /// Puts what an erasure leaves in the place of the entries that it is about.
  private func erase(_ erasure: LogEntry, _ name: CommitName, _ db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      kept: """
        SELECT \(Self.columns) FROM entry
        WHERE workspace = ?1 AND (replica = ?2 AND sequence = ?3 OR kind = \(EntryRecord.Kind.erased.rawValue))
        """,
      arguments: [number, name.replica.bytes.data, Int64(clamping: name.sequence)])
    for row in rows {
      let former = try entry(record(row))
      let left = former.erasing(erasure)
      guard left != former else { continue }
      try db.execute(
        kept: "UPDATE entry SET body = ? WHERE workspace = ? AND position = ?",
        arguments: [EntryRecord(left).body.data, number, Int64(former.position)])
    }
  }

  /// Oldest first.
  public func erasures() throws -> [LogEntry] {
    try file.read { db in
      try Row.fetchAll(
        db,
        kept: """
          SELECT \(Self.columns) FROM entry
          WHERE workspace = ? AND kind = \(EntryRecord.Kind.erased.rawValue) ORDER BY position
          """,
        arguments: [number]
      ).map { try entry(record($0)) }
    }
  }

  /// Writes the file anew, and empties what SQLite keeps beside it.
  public func scrub() throws { try file.scrub() }

  public func entries(after position: Position, count: Int, bytes: Int) throws -> [LogEntry] {
    try file.read { db in
      var result: [LogEntry] = []
      var room = bytes
      let statement = try db.cachedStatement(
        sql: "SELECT \(Self.columns) FROM entry WHERE workspace = ? AND position > ? ORDER BY position LIMIT ?")
      let cursor = try Row.fetchCursor(
        statement, arguments: [number, Int64(clamping: position), Int64(max(0, count))])
      while let row = try cursor.next() {
        let record = try record(row)
        guard result.isEmpty || record.body.count <= room else { break }
        room -= record.body.count
        result.append(try entry(record))
      }
      return result
    }
  }

  public func entry(at position: Position) throws -> LogEntry? {
    try file.read { db in
      try Row.fetchOne(
        db, kept: "SELECT \(Self.columns) FROM entry WHERE workspace = ? AND position = ?",
        arguments: [number, Int64(clamping: position)]
      ).map { try entry(record($0)) }
    }
  }

  public func entry(of replica: ReplicaID, sequence: SequenceNumber) throws -> LogEntry? {
    try file.read { db in
      try Row.fetchOne(
        db,
        kept: "SELECT \(Self.columns) FROM entry WHERE workspace = ? AND replica = ? AND sequence = ?",
        arguments: [number, replica.bytes.data, Int64(clamping: sequence)]
      ).map { try entry(record($0)) }
    }
  }

  public func chain(at position: Position) throws -> Hash? {
    guard position > 0 else { return LogEntry.chainStart(of: workspace) }
    return try file.remembered(.chain(workspace: number, position)) { db in
      let bytes = try Data.fetchOne(
        db, kept: "SELECT chain FROM entry WHERE workspace = ? AND position = ?",
        arguments: [number, Int64(clamping: position)])
      return try bytes.map { bytes in
        guard let hash = Hash(bytes: bytes) else { throw LogProblem.broken(at: position) }
        return hash
      }
    }
  }

  public func enrolments() throws -> [LoggedEnrolment] {
    try file.read { db in
      try Row.fetchAll(
        db,
        kept: "SELECT \(Self.columns) FROM entry WHERE workspace = ? AND kind = 2 ORDER BY position",
        arguments: [number]
      ).compactMap { row in
        let entry = try entry(record(row))
        guard case .enrolled(let enrolment) = entry.event else { return nil }
        return LoggedEnrolment(position: entry.position, enrolment: enrolment)
      }
    }
  }

  /// A new epoch, and why, in one transaction.
  public func begin(_ restoration: Restoration) throws {
    try file.write { db in
      try db.execute(
        kept: "UPDATE workspace SET epoch = ? WHERE number = ?",
        arguments: [restoration.epoch.bits.bytes.data, number])
      try db.execute(
        kept: """
          INSERT INTO restoration (workspace, number, epoch, former, position, time, discards, numbersFrom, confirmedAt)
          VALUES (?1, (SELECT ifnull(max(number), 0) + 1 FROM restoration WHERE workspace = ?1), ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          number, restoration.epoch.bits.bytes.data, restoration.former.flatMap(\.bits.bytes).data,
          Int64(restoration.position), restoration.time, restoration.discards, Int64(restoration.numbersFrom),
          restoration.confirmedAt,
        ])
    }
  }

  /// Oldest first.
  public func restorations() throws -> [Restoration] {
    try file.read { db in
      try Row.fetchAll(
        db,
        kept: """
          SELECT epoch, former, position, time, discards, numbersFrom, confirmedAt FROM restoration
          WHERE workspace = ? ORDER BY number
          """, arguments: [number]
      ).map { row in
        guard let epoch = (row[0] as Data?).flatMap({ UInt128(bytes: $0) }), let former = row[1] as Data?,
          former.count % 16 == 0, let position = (row[2] as Int64?).flatMap({ Position(exactly: $0) }),
          let time = row[3] as Int64?, let discards = row[4] as Bool?,
          let numbersFrom = (row[5] as Int64?).flatMap({ UInt32(exactly: $0) })
        else { throw LogProblem.damaged(path: file.path, detail: "restoration") }
        let epochs = stride(from: former.startIndex, to: former.endIndex, by: 16)
          .compactMap { UInt128(bytes: Data(former[$0..<$0 + 16])) }
        return Restoration(
          epoch: Epoch(bits: epoch), former: epochs.map(Epoch.init(bits:)), position: position, time: time,
          discards: discards, numbersFrom: numbersFrom, confirmedAt: row[6])
      }
    }
  }

  /// Of those that wait, all.
  public func confirmRestorations(at time: Int64) throws {
    try file.write { db in
      try db.execute(
        kept: "UPDATE restoration SET confirmedAt = ? WHERE workspace = ? AND confirmedAt IS NULL",
        arguments: [time, number])
    }
  }

  private func entry(_ record: EntryRecord) throws -> LogEntry {
    guard let entry = record.entry else { throw LogProblem.broken(at: record.position) }
    return entry
  }

  private func record(_ row: Row) throws -> EntryRecord {
    if let record = Self.entryRecord(row) { return record }
    guard let position = (row[0] as Int64?).flatMap({ Position(exactly: $0) }) else {
      throw LogProblem.damaged(path: file.path, detail: "position")
    }
    throw LogProblem.broken(at: position)
  }

  /// Nil when the row can't be what was written.
  static func entryRecord(_ row: Row) -> EntryRecord? {
    guard let position = (row[0] as Int64?).flatMap({ Position(exactly: $0) }), let time = row[1] as Int64?,
      let number = (row[2] as Int64?).flatMap({ UInt8(exactly: $0) }), let kind = EntryRecord.Kind(rawValue: number),
      let body = row[8] as Data?
    else { return nil }
    var record = EntryRecord(position: position, time: time, kind: kind, body: Array(body))
    if let bytes = row[3] as Data? {
      guard let bits = UInt128(bytes: bytes) else { return nil }
      record.replica = ReplicaID(bits: bits)
    }
    if let sequence = row[4] as Int64? {
      guard let sequence = SequenceNumber(exactly: sequence) else { return nil }
      record.sequence = sequence
    }
    record.hash = (row[5] as Data?).flatMap { Hash(bytes: $0) }
    record.previous = (row[6] as Data?).flatMap { Hash(bytes: $0) }
    record.author = row[7] as String?
    return record
  }
}
