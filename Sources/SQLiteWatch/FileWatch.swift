internal import GRDB
internal import GRDBSQLite
internal import Synchronization

/// Sees whether a database file was written to, in this program or in another: over a connection of its own that writes
/// nothing, so that all who do are others to it.
///
/// A server looks at every request; so it is one statement of SQLite's, kept and stepped by hand. Where the file is locked
/// against readers it waits, for ten seconds at the most.
public final class FileWatch: Sendable {
  private enum Connection {
    case none
    case open(OpaquePointer, statement: OpaquePointer)
    case closed
  }

  private let path: String
  private let connection = Mutex(Connection.none)

  /// Looks at nothing before it is asked.
  public init(_ path: String) {
    self.path = path
  }

  deinit { close() }

  /// A number that is another one after every transaction that has changed the file. Opens the file at the first call.
  ///
  /// - Throws: `DatabaseError`, as that of a closed connection once this is closed.
  public func version() throws -> Int64 {
    try connection.withLock { connection in
      if case .none = connection { connection = try Self.open(path) }
      guard case .open(let database, let statement) = connection else {
        throw DatabaseError(resultCode: .SQLITE_MISUSE)
      }
      defer { sqlite3_reset(statement) }
      guard sqlite3_step(statement) == SQLITE_ROW else { throw Self.problem(of: database) }
      return sqlite3_column_int64(statement, 0)
    }
  }

  private static func open(_ path: String) throws -> Connection {
    var (database, statement): (OpaquePointer?, OpaquePointer?) = (nil, nil)
    let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
    guard sqlite3_open_v2(path, &database, flags, nil) == SQLITE_OK, let database else {
      defer { sqlite3_close_v2(database) }
      throw problem(of: database)
    }
    sqlite3_busy_timeout(database, 10_000)
    guard sqlite3_prepare_v2(database, "PRAGMA data_version", -1, &statement, nil) == SQLITE_OK, let statement else {
      defer { sqlite3_close_v2(database) }
      throw problem(of: database)
    }
    return .open(database, statement: statement)
  }

  private static func problem(of database: OpaquePointer?) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: sqlite3_extended_errcode(database)),
      message: String(cString: sqlite3_errmsg(database)))
  }

  /// Lets go of the file. Whoever asks after that is told so.
  public func close() {
    connection.withLock { connection in
      if case .open(let database, let statement) = connection {
        sqlite3_finalize(statement)
        sqlite3_close_v2(database)
      }
      connection = .closed
    }
  }
}
