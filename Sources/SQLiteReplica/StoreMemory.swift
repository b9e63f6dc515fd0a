internal import Foundation
internal import GRDB
internal import GRDBSQLite
internal import Merge
internal import Replica
internal import Schema

/// The layout as this store last saw it.
final class CurrentLayout: @unchecked Sendable {
  struct Tables: Sendable {
    let version: Int
    let layout: Layout
    let sql: [TableSQL]
  }

  private let lock = NSLock()
  private var tables: Tables

  init(_ layout: Layout, version: Int) {
    tables = Tables(version: version, layout: layout, sql: layout.tables.map(TableSQL.init))
  }

  /// Nil when what was seen is of another version.
  func tables(version: Int) -> Tables? { lock.withLock { tables.version == version ? tables : nil } }

  func set(_ layout: Layout, version: Int) -> Tables {
    let new = Tables(version: version, layout: layout, sql: layout.tables.map(TableSQL.init))
    lock.withLock { tables = new }
    return new
  }
}

/// What the writer remembers from one transaction to the next. Used behind the write lock only.
final class WriterMemory {
  struct UpdateKey: Hashable {
    let layout: Int
    let table: Int
    let columns: [Int]
  }

  var updates: [UpdateKey: String] = [:]
  /// The data version at which the file said what follows. It says so as long as no other connection writes, and this one
  /// nothing that bears on it.
  private var version: Int64?
  var schema: [UInt8]??
  var hasAliases: Bool?
  var problem: StorageProblem?
  /// Pages in the write-ahead log after the last transaction.
  var logPages = 0

  func noteVersion(_ version: Int64) {
    if version != self.version { forget() }
    self.version = version
  }

  /// What the file says is read anew.
  func forget() {
    schema = nil
    hasAliases = nil
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
