import GRDBSQLite

/// SQLite through its C interface, with statements that are prepared once: nothing stands between the measurement and it.
public final class Database {
  private var handle: OpaquePointer?
  private var statements: [String: OpaquePointer] = [:]

  public struct Problem: Error {
    public let message: String
  }

  public init(_ path: String, synchronous: String = "FULL") throws {
    try check(sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nil))
    try run("PRAGMA journal_mode = WAL")
    try run("PRAGMA synchronous = \(synchronous)")
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close(handle)
  }

  private func check(_ code: Int32) throws {
    guard code != SQLITE_OK, code != SQLITE_ROW, code != SQLITE_DONE else { return }
    throw Problem(message: handle.map { String(cString: sqlite3_errmsg($0)) } ?? "code \(code)")
  }

  public func run(_ sql: String) throws {
    try check(sqlite3_exec(handle, sql, nil, nil, nil))
  }

  /// The statement of this text, reset and without values.
  public func statement(_ sql: String) throws -> Statement {
    if let known = statements[sql] {
      sqlite3_reset(known)
      return Statement(pointer: known)
    }
    var made: OpaquePointer?
    try check(sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil))
    guard let made else { throw Problem(message: "no statement") }
    statements[sql] = made
    return Statement(pointer: made)
  }

  /// Runs a statement that gives no rows.
  public func finish(_ statement: Statement) throws {
    try check(sqlite3_step(statement.pointer))
    sqlite3_reset(statement.pointer)
  }

  /// Whether there was another row.
  public func next(_ statement: Statement) throws -> Bool {
    let code = sqlite3_step(statement.pointer)
    try check(code)
    if code == SQLITE_ROW { return true }
    sqlite3_reset(statement.pointer)
    return false
  }

  public func transaction(_ body: () throws -> Void) throws {
    try run("BEGIN")
    try body()
    try run("COMMIT")
  }
}

/// A prepared statement; columns count from 0, parameters from 1.
public struct Statement {
  let pointer: OpaquePointer

  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  public func bind(_ text: String, _ place: Int32) {
    var text = text
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { bytes in
        _ = sqlite3_bind_text(pointer, place, bytes.baseAddress, Int32(bytes.count), Self.copied)
      }
    }
  }

  public func bind(_ number: Int, _ place: Int32) { sqlite3_bind_int64(pointer, place, Int64(number)) }

  public func text(_ column: Int32) -> String {
    guard let bytes = sqlite3_column_text(pointer, column) else { return "" }
    let count = Int(sqlite3_column_bytes(pointer, column))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  public func number(_ column: Int32) -> Int { Int(sqlite3_column_int64(pointer, column)) }
}
