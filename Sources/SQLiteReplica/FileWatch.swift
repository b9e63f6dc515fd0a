internal import Foundation
internal import GRDB

/// Sees whether a database file was written to, in this program or in another: over a connection of its own that writes
/// nothing, so that all who do are others to it.
final class FileWatch: @unchecked Sendable {
  private let path: String
  private let lock = NSLock()
  private var queue: DatabaseQueue?
  private var isClosed = false

  /// Looks at nothing before it is asked.
  init(_ path: String) {
    self.path = path
  }

  /// A number that is another one after every transaction that has changed the file.
  func version() throws -> Int64 {
    let queue = try lock.withLock { try self.queue ?? open() }
    return try queue.unsafeRead { db in
      // Prepared anew it would tell nothing less, and cost more.
      let statement = SQLStatement(try db.cachedStatement(sql: "PRAGMA data_version"))
      defer { statement.reset() }
      return try statement.step() ? statement.int64(0) : 0
    }
  }

  private func open() throws -> DatabaseQueue {
    guard !isClosed else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(10)
    let made = try DatabaseQueue(path: path, configuration: configuration)
    queue = made
    return made
  }

  func close() {
    lock.withLock {
      try? queue?.close()
      queue = nil
      isClosed = true
    }
  }
}

extension SQLiteReplicaStore {
  /// Nil of one that only reads: it may look at a file of which nothing is told.
  public func version() throws -> Int64? {
    guard writer != nil else { return nil }
    return try mapped { try watch.version() }
  }
}
