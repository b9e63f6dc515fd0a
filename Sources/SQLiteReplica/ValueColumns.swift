internal import Merge
internal import Schema

/// The way between a value and one SQLite column. What the column can't say exactly is kept in the record's `_meta`
/// besides; the column is then what people read.
enum ValueColumn {
  private static let textTag: UInt8 = 1
  private static let codeTag: UInt8 = 7
  private static let referenceTag: UInt8 = 8

  /// Binds what people shall read.
  ///
  /// - Returns: whether `read` gives the same value back.
  static func bind(_ value: Value, kind: Kind, to statement: SQLStatement, _ index: Int32) -> Bool {
    switch kind {
    case .text, .longText:
      return bind(value, tag: textTag, to: statement, index)
    case .enumeration:
      return bind(value, tag: codeTag, to: statement, index)
    case .integer, .year:
      guard case .integer(let number)? = value.content else { break }
      statement.bind(number, index)
      return true
    case .boolean:
      guard case .boolean(let flag)? = value.content else { break }
      statement.bind(flag ? 1 : 0, index)
      return true
    case .decimal:
      guard case .decimal(let decimal)? = value.content, plainDecimal(decimal.text) == decimal else { break }
      statement.bind(text: decimal.text, index)
      return true
    case .date, .partialDate:
      guard case .date(let date)? = value.content else { break }
      statement.bind(text: date.text, index)
      return true
    case .reference:
      guard let record = value.reference else { break }
      statement.bind(bits: record.bits, index)
      return true
    case .row, .list, .set:
      statement.bind(text: kind.json(value)?.text(), index)
      return false
    }
    statement.bindNull(index)
    return false
  }

  /// The same for a value that lies among other bytes.
  static func bind(_ bytes: ArraySlice<UInt8>, kind: Kind, to statement: SQLStatement, _ index: Int32) {
    switch kind {
    case .text, .longText: _ = bind(bytes, tag: textTag, to: statement, index)
    case .enumeration: _ = bind(bytes, tag: codeTag, to: statement, index)
    default: _ = bind(Value(bytes: Array(bytes)), kind: kind, to: statement, index)
    }
  }

  private static func bind(_ value: Value, tag: UInt8, to statement: SQLStatement, _ index: Int32) -> Bool {
    bind(value.bytes[...], tag: tag, to: statement, index)
  }

  private static func bind(
    _ bytes: ArraySlice<UInt8>, tag: UInt8, to statement: SQLStatement, _ index: Int32
  ) -> Bool {
    guard bytes.first == tag, isPlainText(bytes.dropFirst()) else {
      statement.bindNull(index)
      return false
    }
    statement.bind(utf8: bytes.dropFirst(), index)
    return true
  }

  /// UTF-8 without zero bytes, which SQLite's own functions would stop at.
  private static func isPlainText(_ bytes: ArraySlice<UInt8>) -> Bool {
    var highest: UInt8 = 0
    var hasZero = false
    // Without a way out of the loop it runs over many bytes at once.
    bytes.withUnsafeBufferPointer { buffer in
      for byte in buffer {
        highest |= byte
        hasZero = hasZero || byte == 0
      }
    }
    return !hasZero && (highest < 0x80 || String(validating: bytes, as: UTF8.self) != nil)
  }

  /// The value of a column; nil for NULL.
  ///
  /// - Throws: `DamagedBytes` for what `bind` never writes.
  static func read(_ statement: SQLStatement, _ column: Int32, kind: Kind) throws -> Value? {
    if statement.isNull(column) { return nil }
    switch kind {
    case .text, .longText:
      if statement.isText(column), let bytes = statement.bytes(column, prefix: textTag) { return Value(bytes: bytes) }
    case .enumeration:
      if statement.isText(column), let bytes = statement.bytes(column, prefix: codeTag) { return Value(bytes: bytes) }
    case .integer, .year:
      if statement.isInteger(column) { return Value(.integer(statement.int64(column))) }
    case .boolean:
      if statement.isInteger(column) { return Value(.boolean(statement.int64(column) != 0)) }
    case .decimal:
      if let decimal = statement.text(column).flatMap(plainDecimal) { return Value(.decimal(decimal)) }
    case .date, .partialDate:
      if let date = statement.text(column).flatMap({ PartialDate(text: $0) }) { return Value(.date(date)) }
    case .reference:
      if let bits = statement.bits128(column) { return Value(.reference(RecordID(bits: bits))) }
    case .row, .list, .set:
      return nil
    }
    throw DamagedBytes("column")
  }

  /// Reads digits with at most one point and a minus before them, as `Decimal.text` writes them.
  static func plainDecimal(_ text: String) -> Decimal? {
    var digits = text.utf8[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits = digits.dropFirst() }
    var magnitude: UInt64 = 0
    var scale: Int?
    guard !digits.isEmpty else { return nil }
    for digit in digits {
      if digit == UInt8(ascii: "."), scale == nil {
        scale = 0
        continue
      }
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      let (tens, overflow) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
      guard !overflow, !carry else { return nil }
      magnitude = sum
      if let known = scale { scale = known + 1 }
    }
    guard let places = UInt8(exactly: scale ?? 0) else { return nil }
    let mantissa = isNegative ? Int64(exactly: -Int128(magnitude)) : Int64(exactly: magnitude)
    return mantissa.map { Decimal(mantissa: $0, scale: places) }
  }

  // Sets.

  /// The elements of a set as a JSON array of text, or of numbers and truth values.
  ///
  /// - Returns: the text, and whether `elements` gives the same values back.
  static func json(of elements: [Value], kind: Kind) -> (text: String, isExact: Bool) {
    let array = JSONValue.array(elements.map { json(of: $0, kind: kind) })
    let text = array.text()
    let isScalar: Bool =
      switch kind {
      case .row, .list, .set: false
      default: true
      }
    guard isScalar else { return (text, false) }
    return (text, (try? Self.elements(ofJSON: Array(text.utf8), kind: kind)) == elements)
  }

  /// One element, as `json(of:kind:)` writes it.
  static func json(of element: Value, kind: Kind) -> JSONValue {
    switch (kind, element.content) {
    case (.reference, .reference(let record)?): return .string(record.text)
    case (.enumeration, .code(let code)?): return .string(code)
    case (.text, .text(let text)?), (.longText, .text(let text)?): return .string(text)
    case (.decimal, .decimal(let decimal)?): return .string(decimal.text)
    case (.date, .date(let date)?), (.partialDate, .date(let date)?): return .string(date.text)
    default: return kind.json(element) ?? .null
    }
  }

  static func elements(ofJSON bytes: [UInt8], kind: Kind) throws -> [Value] {
    guard let array = (try? JSONValue(parsing: bytes))?.array else { throw DamagedBytes("set") }
    return try array.map { element in
      let value: Value? =
        switch kind {
        case .reference: element.string.flatMap { RecordID(text: $0) }.map { Value(.reference($0)) }
        case .enumeration: element.string.map { Value(.code($0)) }
        case .text, .longText: element.string.map { Value.text($0) }
        case .decimal: element.string.flatMap(plainDecimal).map { Value(.decimal($0)) }
        case .date, .partialDate: element.string.flatMap { PartialDate(text: $0) }.map { Value(.date($0)) }
        case .integer, .year: element.integer.map { Value(.integer($0)) }
        case .boolean: element.boolean.map { Value(.boolean($0)) }
        case .row, .list, .set: nil
        }
      guard let value else { throw DamagedBytes("element") }
      return value
    }
  }
}

/// Bytes that no version of this program writes. Turned into `StorageProblem.damaged` where the path is known.
struct DamagedBytes: Error {
  let place: String

  init(_ place: String) {
    self.place = place
  }
}
