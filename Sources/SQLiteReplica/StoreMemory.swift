internal import Foundation
internal import GRDB
internal import GRDBSQLite
internal import Merge
internal import Replica
internal import Schema

/// The layout as this store last saw it.
final class CurrentLayout: @unchecked Sendable {
  struct Tables: Sendable {
    /// Rises each time a file is laid out anew.
    let generation: Int64
    let layout: Layout
    let sql: [TableSQL]

    init(_ layout: Layout, generation: Int64) {
      self.generation = generation
      self.layout = layout
      sql = layout.tables.map(TableSQL.init)
    }
  }

  private let lock = NSLock()
  private var tables: Tables

  init(_ tables: Tables) {
    self.tables = tables
  }

  /// Nil when what was seen is of another generation.
  func tables(generation: Int64) -> Tables? {
    lock.withLock { tables.generation == generation ? tables : nil }
  }

  func set(_ new: Tables) { lock.withLock { tables = new } }
}

/// What the writer remembers from one transaction to the next. Used behind the write lock only.
final class WriterMemory {
  struct UpdateKey: Hashable {
    let generation: Int64
    let table: Int
    let columns: [Int]
  }

  var updates: [UpdateKey: String] = [:]
  /// Statements of the writing connection, by their text.
  private var statements: [SQLText: Prepared] = [:]
  /// Counts the transactions.
  private var turn = 0
  var tables: CurrentLayout.Tables?
  /// The data version at which the file said what follows. It says so as long as no other connection writes, and this one
  /// nothing that bears on it.
  private var version: Int64?
  var schema: [UInt8]??
  var hasAliases: Bool?
  var header: ReplicaHeader??
  /// Of the replicas that were asked about, by their numbers here; what has none is not in it.
  var heads: [UInt64: ReplicaHead] = [:]
  /// Chains with a commit that is known to wait.
  var waitingChains: Set<Int64> = []
  /// The first and last place in the order in which they came.
  var arrivals: (first: Int64, last: Int64)?
  var problem: StorageProblem?
  /// Pages in the write-ahead log after the last transaction.
  var logPages = 0

  /// A statement that is kept from one transaction to the next.
  final class Prepared {
    let statement: SQLStatement
    /// Lets go of the statement when it is gone.
    let owner: Statement
    /// The transaction that used it last.
    var turn: Int

    init(_ owner: Statement, turn: Int) {
      self.owner = owner
      self.turn = turn
      statement = SQLStatement(owner)
    }
  }

  /// A statement, ready to be bound. Not to be taken again while it is being stepped.
  func statement(_ sql: SQLText, _ db: Database) throws -> SQLStatement {
    guard let known = statements[sql] else {
      let made = Prepared(try db.makeStatement(sql: sql.text), turn: turn)
      statements[sql] = made
      return made.statement
    }
    if known.turn != turn {
      // An earlier transaction may have left it in the middle.
      known.statement.reset()
      known.turn = turn
    }
    return known.statement
  }

  /// Begins a transaction, and forgets what is said of the file if another connection has written since the last one.
  func begin(_ db: Database) throws {
    turn += 1
    try statement(SQLText("BEGIN IMMEDIATE"), db).run()
    let version = try statement(SQLText("PRAGMA data_version"), db)
    defer { version.reset() }
    noteVersion(try version.step() ? version.int64(0) : 0)
  }

  func commit(_ db: Database) throws { try statement(SQLText("COMMIT"), db).run() }

  /// Ends the transaction without its writes.
  func rollBack(_ db: Database) {
    forget()
    // A layout that was not kept leaves its generation to another one.
    updates = [:]
    // Some errors have ended it already; and there is nothing to do about one here that the first one does not say.
    guard let connection = db.sqliteConnection, sqlite3_get_autocommit(connection) == 0 else { return }
    try? statement(SQLText("ROLLBACK"), db).run()
  }

  private func noteVersion(_ version: Int64) {
    if version != self.version { forget() }
    self.version = version
  }

  /// Lets go of the connection.
  func finish() { statements.removeAll() }

  /// What the file says is read anew.
  func forget() {
    schema = nil
    hasAliases = nil
    header = nil
    tables = nil
    heads = [:]
    waitingChains = []
    arrivals = nil
  }

  /// Has SQLite say after each transaction how long the log is. In place of its own automatic checkpoints, which would
  /// run outside the lock's order.
  func watchLog(of db: Database) {
    sqlite3_wal_hook(
      db.sqliteConnection,
      { memory, _, _, pages in
        if let memory { Unmanaged<WriterMemory>.fromOpaque(memory).takeUnretainedValue().logPages = Int(pages) }
        return SQLITE_OK
      }, Unmanaged.passUnretained(self).toOpaque())
  }
}

/// The numbers of replicas that are known to be kept; they never change.
final class KnownReplicas: @unchecked Sendable {
  private let lock = NSLock()
  private var numbers: [ReplicaID: UInt64] = [:]
  private var replicas: [UInt64: ReplicaID] = [:]

  func number(of replica: ReplicaID) -> UInt64? { lock.withLock { numbers[replica] } }
  func replica(numbered number: UInt64) -> ReplicaID? { lock.withLock { replicas[number] } }

  func merge(_ new: [(ReplicaID, UInt64)]) {
    guard !new.isEmpty else { return }
    lock.withLock {
      for (replica, number) in new {
        numbers[replica] = number
        replicas[number] = replica
      }
    }
  }
}
