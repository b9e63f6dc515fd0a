internal import GRDB
internal import GRDBSQLite

/// A prepared statement that is bound and stepped by hand: on the paths that run once per record, a general row type
/// costs more than the work itself.
///
/// Whoever takes one from the cache binds every parameter, steps to the end or resets it, and uses it before the
/// database is left. Parameters count from 1 and columns from 0, as in SQLite.
struct SQLStatement {
  let pointer: OpaquePointer

  /// Bytes are copied by SQLite at the call.
  private static var transient: sqlite3_destructor_type {
    unsafeBitCast(OpaquePointer(bitPattern: -1), to: sqlite3_destructor_type.self)
  }

  init(_ statement: Statement) {
    pointer = statement.sqliteStatement
    sqlite3_reset(pointer)
  }

  func bindNull(_ index: Int32) { sqlite3_bind_null(pointer, index) }
  func bind(_ number: Int64, _ index: Int32) { sqlite3_bind_int64(pointer, index, number) }

  func bind(_ number: Int64?, _ index: Int32) {
    if let number { bind(number, index) } else { bindNull(index) }
  }

  func bind(blob bytes: [UInt8]?, _ index: Int32) {
    guard let bytes else { return bindNull(index) }
    bytes.withUnsafeBytes { raw in
      guard let base = raw.baseAddress, raw.count > 0 else {
        sqlite3_bind_zeroblob(pointer, index, 0)
        return
      }
      sqlite3_bind_blob(pointer, index, base, Int32(clamping: raw.count), Self.transient)
    }
  }

  /// Sixteen bytes, the highest first.
  func bind(bits: UInt128, _ index: Int32) {
    withUnsafeBytes(of: bits.bigEndian) { raw in
      _ = sqlite3_bind_blob(pointer, index, raw.baseAddress, 16, Self.transient)
    }
  }

  /// Takes UTF-8 without zero bytes.
  func bind(utf8 bytes: ArraySlice<UInt8>, _ index: Int32) {
    bytes.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { characters in
        guard let base = characters.baseAddress, !characters.isEmpty else {
          sqlite3_bind_text(pointer, index, "", 0, Self.transient)
          return
        }
        sqlite3_bind_text(pointer, index, base, Int32(clamping: characters.count), Self.transient)
      }
    }
  }

  func bind(text: String?, _ index: Int32) {
    guard let text else { return bindNull(index) }
    bind(utf8: Array(text.utf8)[...], index)
  }

  /// Whether there is a row. After the last one the statement can be bound anew.
  func step() throws -> Bool {
    switch sqlite3_step(pointer) {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      sqlite3_reset(pointer)
      return false
    default:
      let database = sqlite3_db_handle(pointer)
      let code = sqlite3_extended_errcode(database)
      let message = String(cString: sqlite3_errmsg(database))
      sqlite3_reset(pointer)
      throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
  }

  /// Runs a statement that has no rows.
  func run() throws {
    while try step() {}
  }

  func reset() { sqlite3_reset(pointer) }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_NULL }
  func isText(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_TEXT }
  func isInteger(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_INTEGER }
  func isBlob(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_BLOB }

  func int64(_ column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }
  func optionalInt64(_ column: Int32) -> Int64? { isNull(column) ? nil : int64(column) }

  /// The bytes of a blob or text, with `prefix` before them; nil for NULL.
  func bytes(_ column: Int32, prefix: UInt8? = nil) -> [UInt8]? {
    if isNull(column) { return nil }
    let start = sqlite3_column_blob(pointer, column)
    let count = Int(sqlite3_column_bytes(pointer, column))
    let extra = prefix == nil ? 0 : 1
    return [UInt8](unsafeUninitializedCapacity: count + extra) { buffer, filled in
      if let prefix { buffer[0] = prefix }
      if let start, count > 0 {
        UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[extra...])
          .copyMemory(from: UnsafeRawBufferPointer(start: start, count: count))
      }
      filled = count + extra
    }
  }

  /// Nil unless the column holds sixteen bytes.
  func bits128(_ column: Int32) -> UInt128? {
    guard isBlob(column), sqlite3_column_bytes(pointer, column) == 16,
      let start = sqlite3_column_blob(pointer, column)
    else { return nil }
    return UInt128(bigEndian: start.loadUnaligned(as: UInt128.self))
  }

  func text(_ column: Int32) -> String? {
    bytes(column).map { String(decoding: $0, as: UTF8.self) }
  }
}
