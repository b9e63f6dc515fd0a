internal import GRDBSQLite
internal import Merge

/// Rows as they travel from one file to another: values as SQLite holds them, integers as the step from the row before.
///
/// A value is a varint and what it announces: 0 nothing, 1 an integer (zigzag), 2 + 2n a text of n bytes, 3 + 2n a blob.
struct RawRows {
  private(set) var bytes: [UInt8] = []
  private var last: [Int64] = []

  private enum Head {
    static let null: UInt64 = 0
    static let integer: UInt64 = 1
    static let text: UInt64 = 2
  }

  mutating func append(number: UInt64) { Varint.append(number, to: &bytes) }

  /// All columns of the row that a statement stands on.
  mutating func append(row statement: SQLStatement) throws {
    let count = sqlite3_column_count(statement.pointer)
    if last.count != count { last = [Int64](repeating: 0, count: Int(count)) }
    for column in 0..<count {
      if statement.isInteger(column) {
        let number = statement.int64(column)
        append(number: Head.integer)
        append(number: Varint.zigzag(number &- last[Int(column)]))
        last[Int(column)] = number
      } else {
        try append(value: column, of: statement)
      }
    }
  }

  /// One column, whatever stood before.
  mutating func append(value column: Int32, of statement: SQLStatement) throws {
    switch sqlite3_column_type(statement.pointer, column) {
    case SQLITE_NULL: append(number: Head.null)
    case SQLITE_INTEGER:
      append(number: Head.integer)
      append(number: Varint.zigzag(statement.int64(column)))
    case SQLITE_TEXT, SQLITE_BLOB:
      let found = statement.bytes(column) ?? []
      append(number: Head.text + UInt64(found.count) * 2 + (statement.isBlob(column) ? 1 : 0))
      bytes += found
    default: throw DamagedBytes("number")
    }
  }

  /// Reads the same back, from bytes that may be anything.
  struct Reader {
    private var reader: ByteReader
    private var last: [Int64] = []

    init(_ bytes: ArraySlice<UInt8>) {
      reader = ByteReader(bytes)
    }

    var isAtEnd: Bool { reader.isAtEnd }

    mutating func number() throws -> UInt64 {
      guard let number = reader.varint() else { throw DamagedBytes("state") }
      return number
    }

    /// Binds the values of a row to the parameters from the first on.
    mutating func bindRow(_ count: Int, to statement: SQLStatement) throws {
      if last.count != count { last = [Int64](repeating: 0, count: count) }
      for column in 0..<count {
        if let step = try bindOrStep(Int32(column) + 1, of: statement) {
          last[column] = last[column] &+ step
          statement.bind(last[column], Int32(column) + 1)
        }
      }
    }

    mutating func bindValue(_ parameter: Int32, of statement: SQLStatement) throws {
      if let number = try bindOrStep(parameter, of: statement) { statement.bind(number, parameter) }
    }

    /// - Returns: the integer, which is not bound.
    private mutating func bindOrStep(_ parameter: Int32, of statement: SQLStatement) throws -> Int64? {
      let head = try number()
      if head == Head.null {
        statement.bindNull(parameter)
        return nil
      }
      if head == Head.integer { return Varint.unzigzag(try number()) }
      guard let content = reader.bytes((head - Head.text) / 2) else { throw DamagedBytes("state") }
      guard head % 2 == 0 else {
        statement.bind(blob: Array(content), parameter)
        return nil
      }
      guard !content.contains(0), String(validating: content, as: UTF8.self) != nil else { throw DamagedBytes("text") }
      statement.bind(utf8: content, parameter)
      return nil
    }
  }
}
