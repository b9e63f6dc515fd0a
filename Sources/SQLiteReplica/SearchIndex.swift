internal import Foundation
internal import GRDB
internal import Merge
internal import Replica
internal import Schema

/// The words of the records, and the letters by which people name them, in a file of their own.
///
/// It is derived, and the next search brings in what changed: the rows that are noted as changed (`dirty`), and the
/// records of commits that wait, which say it themselves. A file that is missing, damaged, of another replica or too far
/// behind is made anew.
final class SearchIndex: @unchecked Sendable {
  private let folder: ReplicaFolder
  private let lock = NSLock()
  private var queue: DatabaseQueue?

  private static let version = 2
  private static let letterCount = 16

  init(folder: ReplicaFolder) {
    self.folder = folder
  }

  /// The live records in which each word begins some word, best first.
  func records(_ words: [String], limit: Int, in transaction: ReplicaTransaction) throws -> [RecordID] {
    // Words are letters and digits alone, so no query syntax can come through.
    let query = words.map { "\"\($0)\" *" }.joined(separator: " ")
    return try using(transaction) { db in
      let rows = try SQLite.fetchIDs(
        db,
        "SELECT d.record FROM words w JOIN doc d ON d.id = w.rowid WHERE words MATCH ? ORDER BY w.rank, d.record LIMIT ?",
        [query, limit])
      return rows
    }
  }

  /// The records whose reference begins with the letters.
  func records(letters: String, in transaction: ReplicaTransaction) throws -> [RecordID] {
    let start = String(letters.prefix(Self.letterCount))
    let found = try using(transaction) { db in
      try SQLite.fetchIDs(
        db, "SELECT record FROM doc WHERE letters >= ? AND letters < ?", [start, start + "~"])
    }
    return letters.utf8.count <= Self.letterCount ? found : found.filter { $0.answers(toReference: letters) }
  }

  /// Makes the index anew at its next use.
  func forget() {
    lock.withLock {
      try? queue?.write { try $0.execute(sql: "DELETE FROM state") }
    }
  }

  /// Takes the file away: what can be made anew needs no mending.
  func discard() {
    lock.withLock { unlinkFiles() }
  }

  private func unlinkFiles() {
    try? queue?.close()
    queue = nil
    for ending in ["", "-journal", "-wal", "-shm"] { unlink(folder.searchIndex + ending) }
  }

  private func using<Result>(_ transaction: ReplicaTransaction, _ body: (Database) throws -> Result) throws -> Result {
    lock.lock()
    defer { lock.unlock() }
    if transaction.writerMemory != nil {
      try transaction.flush()
      transaction.hasIndexedUnkept = true
    }
    do {
      return try run(transaction, body)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB {
      unlinkFiles()
      return try run(transaction, body)
    } catch let error as DatabaseError where Self.cannotBeWritten(error) {
      try? queue?.close()
      queue = try inMemory()
      return try run(transaction, body)
    }
  }

  private static func cannotBeWritten(_ error: DatabaseError) -> Bool {
    [.SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_FULL, .SQLITE_PERM].contains(error.resultCode)
  }

  /// Where nothing can be written the index lives as long as the store does.
  private func inMemory() throws -> DatabaseQueue {
    let memory = try DatabaseQueue()
    try memory.writeWithoutTransaction { try Self.prepare($0) }
    return memory
  }

  private func run<Result>(_ transaction: ReplicaTransaction, _ body: (Database) throws -> Result) throws -> Result {
    let queue = try open()
    let reached = try State(transaction)
    let isLevel = try queue.read { try State(of: $0) == reached }
    if !isLevel {
      try queue.writeWithoutTransaction { db in
        try db.inTransaction(.immediate) {
          try bringIn(transaction, upTo: reached, into: db)
          return .commit
        }
      }
    }
    return try queue.read(body)
  }

  private func open() throws -> DatabaseQueue {
    if let queue { return queue }
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.busyMode = .timeout(10)
    let opened: DatabaseQueue
    do {
      opened = try DatabaseQueue(path: folder.searchIndex, configuration: configuration)
      try opened.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000")
        try Self.prepare(db)
      }
      chmod(folder.searchIndex, 0o600)
    } catch let error as DatabaseError where Self.cannotBeWritten(error) {
      let memory = try inMemory()
      queue = memory
      return memory
    }
    queue = opened
    return opened
  }

  private static func prepare(_ db: Database) throws {
    guard try Int.fetchOne(db, sql: "PRAGMA user_version") != version else { return }
    try db.inTransaction(.immediate) {
      for table in ["words", "doc", "state"] { try db.execute(sql: "DROP TABLE IF EXISTS \(table)") }
      try db.execute(
        sql: """
          CREATE VIRTUAL TABLE words USING fts5(text, prefix = '1 2 3', tokenize = "unicode61 remove_diacritics 0");
          CREATE TABLE doc(
            id INTEGER PRIMARY KEY, type INTEGER NOT NULL, row INTEGER NOT NULL, record BLOB NOT NULL,
            letters TEXT NOT NULL);
          CREATE UNIQUE INDEX "doc by row" ON doc(type, row);
          CREATE INDEX "doc by letters" ON doc(letters);
          CREATE TABLE state(
            number INTEGER, type INTEGER, first INTEGER, last INTEGER, name INTEGER, arrival INTEGER, hash BLOB);
          PRAGMA user_version = \(version);
          """)
      return .commit
    }
  }

  /// An entry of the replica's list of changed rows.
  private struct Newest: Equatable {
    let number: Int64
    let type: Int64
    let first: Int64
    let last: Int64

    init(number: Int64, type: Int64, first: Int64, last: Int64) {
      self.number = number
      self.type = type
      self.first = first
      self.last = last
    }

    init(_ statement: SQLStatement) {
      self.init(
        number: statement.int64(0), type: statement.int64(1), first: statement.int64(2), last: statement.int64(3))
    }

    /// Nil when nothing was ever changed.
    init?(_ transaction: ReplicaTransaction) throws {
      let statement = try transaction.statement(
        "SELECT number, type, first, last FROM dirty ORDER BY number DESC LIMIT 1")
      defer { statement.reset() }
      guard try statement.step() else { return nil }
      self.init(statement)
    }
  }

  /// The last of the commits that wait.
  private struct LastWaiting: Equatable {
    let name: Int64
    let arrival: Int64
    let hash: [UInt8]
  }

  /// How far the replica is, or the index has come.
  private struct State: Equatable {
    let dirty: Newest?
    let waiting: LastWaiting?

    init(_ transaction: ReplicaTransaction) throws {
      dirty = try Newest(transaction)
      let statement = try transaction.statement(
        "SELECT name, arrival, hash FROM \(ReplicaTransaction.waitingCommits) ORDER BY arrival DESC LIMIT 1")
      defer { statement.reset() }
      waiting = try statement.step() ? Self.waiting(statement, from: 0) : nil
    }

    /// Nil of an index that has nothing yet.
    init?(of db: Database) throws {
      let statement = SQLStatement(
        try db.cachedStatement(sql: "SELECT number, type, first, last, name, arrival, hash FROM state"))
      defer { statement.reset() }
      guard try statement.step() else { return nil }
      dirty = statement.isNull(0) ? nil : Newest(statement)
      waiting = statement.isNull(4) ? nil : Self.waiting(statement, from: 4)
    }

    private static func waiting(_ statement: SQLStatement, from first: Int32) -> LastWaiting {
      LastWaiting(
        name: statement.int64(first), arrival: statement.int64(first + 1), hash: statement.bytes(first + 2) ?? [])
    }
  }

  private func bringIn(_ transaction: ReplicaTransaction, upTo reached: State, into db: Database) throws {
    if let state = try State(of: db), try isKnown(state, in: transaction) {
      let changes = try transaction.ownStatement(
        "SELECT number, type, first, last FROM dirty WHERE number > \(state.dirty?.number ?? 0) ORDER BY number")
      try withExtendedLifetime(changes.owner) {
        while try changes.statement.step() {
          try bringIn(Newest(changes.statement), transaction, into: db)
        }
      }
      // An answer to any commit adds an entry to the list of changes, and may begin the order of arrival anew.
      let seen = state.dirty == reached.dirty ? state.waiting?.arrival ?? .min : .min
      for commit in try transaction.waiting() where commit.arrival > seen {
        for record in commit.records {
          guard let place = try transaction.known(record)?.place else { continue }
          let number = transaction.layout.tables[place.table].number
          try bringIn(Newest(number: 0, type: number, first: place.row, last: place.row), transaction, into: db)
        }
      }
    } else {
      try db.execute(sql: "DELETE FROM words; DELETE FROM doc")
      let tables = transaction.layout.tables
      try transaction.eachRow(in: tables.indices) { try add($0, table: tables[$0.place.table], to: db) }
    }
    try db.execute(sql: "DELETE FROM state")
    let (dirty, waiting) = (reached.dirty, reached.waiting)
    try db.execute(
      sql: "INSERT INTO state(number, type, first, last, name, arrival, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        dirty?.number, dirty?.type, dirty?.first, dirty?.last, waiting?.name, waiting?.arrival,
        waiting.map { Data($0.hash) },
      ])
  }

  private func bringIn(_ change: Newest, _ transaction: ReplicaTransaction, into db: Database) throws {
    try remove(change, from: db)
    // Of a table that is gone nothing is left.
    guard change.first <= change.last, let table = transaction.layout.table(numbered: change.type) else { return }
    try transaction.eachRow(in: table.index..<table.index + 1, rows: change.first...change.last) {
      try add($0, table: table, to: db)
    }
  }

  /// Whether the replica still has the entry and the commit that the index came to. An older copy of the replica, or one
  /// that has gone far ahead, does not.
  private func isKnown(_ state: State, in transaction: ReplicaTransaction) throws -> Bool {
    if let waiting = state.waiting {
      let statement = try transaction.statement("SELECT 1 FROM commits WHERE name = ? AND hash = ?")
      statement.bind(waiting.name, 1)
      statement.bind(blob: waiting.hash, 2)
      defer { statement.reset() }
      guard try statement.step() else { return false }
    }
    guard let dirty = state.dirty else { return true }
    let statement = try transaction.statement("SELECT number, type, first, last FROM dirty WHERE number = ?")
    statement.bind(dirty.number, 1)
    defer { statement.reset() }
    return try statement.step() && Newest(statement) == dirty
  }

  private func remove(_ change: Newest, from db: Database) throws {
    let arguments: StatementArguments = [change.type, change.first, change.last]
    try db.execute(
      sql: "DELETE FROM words WHERE rowid IN (SELECT id FROM doc WHERE type = ? AND row BETWEEN ? AND ?)",
      arguments: arguments)
    try db.execute(sql: "DELETE FROM doc WHERE type = ? AND row BETWEEN ? AND ?", arguments: arguments)
  }

  private func add(_ row: ReplicaTransaction.Row, table: TableLayout, to db: Database) throws {
    guard let view = row.view else { return }
    let doc = SQLStatement(
      try db.cachedStatement(sql: "INSERT INTO doc(type, row, record, letters) VALUES (?, ?, ?, ?)"))
    doc.bind(table.number, 1)
    doc.bind(row.place.row, 2)
    doc.bind(bits: row.id.bits, 3)
    doc.bind(text: row.id.referenceLetters(Self.letterCount), 4)
    try doc.run()
    guard view.isListed else { return }
    let words = SQLStatement(
      try db.cachedStatement(sql: "INSERT INTO words(rowid, text) VALUES (last_insert_rowid(), ?)"))
    words.bind(text: Folding.words(of: view).joined(separator: " "), 1)
    try words.run()
  }
}

private enum SQLite {
  static func fetchIDs(_ db: Database, _ sql: String, _ arguments: StatementArguments) throws -> [RecordID] {
    let owner = try db.makeStatement(sql: sql)
    try owner.setArguments(arguments)
    return try withExtendedLifetime(owner) {
      let statement = SQLStatement(owner)
      var result: [RecordID] = []
      while try statement.step() {
        guard let bits = statement.bits128(0) else { throw DamagedBytes("search index") }
        result.append(RecordID(bits: bits))
      }
      return result
    }
  }
}
