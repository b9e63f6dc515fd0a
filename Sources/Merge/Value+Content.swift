extension Value {
  /// The tag that opens a value's bytes. Numbers are part of the format and never change.
  private enum Tag {
    static let text: UInt8 = 1
    static let integer: UInt8 = 2
    static let decimal: UInt8 = 3
    static let no: UInt8 = 4
    static let yes: UInt8 = 5
    static let date: UInt8 = 6
    static let code: UInt8 = 7
    static let reference: UInt8 = 8
    static let row: UInt8 = 9
  }

  /// The deepest nesting of rows that is read; a group of rows needs two.
  public static let rowDepthMax = 4

  /// The canonical bytes of `content`. Parts of a row are put in order and cleared ones left out.
  public init(_ content: Content) {
    var out: [UInt8] = []
    switch content {
    case .text(let text):
      out.reserveCapacity(text.utf8.count + 1)
      out.append(Tag.text)
      out.append(contentsOf: text.utf8)
    case .integer(let number):
      out.reserveCapacity(11)
      out.append(Tag.integer)
      Varint.append(Varint.zigzag(number), to: &out)
    case .decimal(let decimal):
      out.append(Tag.decimal)
      out.append(decimal.scale)
      Varint.append(Varint.zigzag(decimal.mantissa), to: &out)
    case .boolean(let flag):
      out.append(flag ? Tag.yes : Tag.no)
    case .date(let date):
      out.append(Tag.date)
      out.append(UInt8(date.year >> 8))
      out.append(UInt8(date.year & 0xFF))
      if let month = date.month { out.append(UInt8(month)) }
      if let day = date.day { out.append(UInt8(day)) }
    case .code(let code):
      out.append(Tag.code)
      out.append(contentsOf: code.utf8)
    case .reference(let record):
      out.reserveCapacity(17)
      out.append(Tag.reference)
      record.bits.append(to: &out)
    case .row(let parts):
      out.append(Tag.row)
      for part in parts.sorted(by: { $0.number < $1.number }) where !part.value.isCleared {
        Varint.append(UInt64(part.number), to: &out)
        Varint.append(UInt64(part.value.bytes.count), to: &out)
        out.append(contentsOf: part.value.bytes)
      }
    }
    self.init(bytes: out)
  }

  public static func text(_ text: String) -> Value { Value(.text(text)) }

  /// The typed view; nil when the value is cleared, of an unknown kind, or not in canonical form.
  ///
  /// - Complexity: O(bytes).
  public var content: Content? { content(depth: 0) }

  private func content(depth: Int) -> Content? {
    guard let tag = bytes.first, depth < Self.rowDepthMax else { return nil }
    var reader = ByteReader(bytes[1...])
    switch tag {
    case Tag.text:
      return String(validating: reader.rest(), as: UTF8.self).map(Content.text)
    case Tag.integer:
      guard let number = reader.varint(), reader.isAtEnd else { return nil }
      return .integer(Varint.unzigzag(number))
    case Tag.decimal:
      guard let scale = reader.byte(), let mantissa = reader.varint(), reader.isAtEnd else { return nil }
      let decimal = Decimal(mantissa: Varint.unzigzag(mantissa), scale: scale)
      guard decimal.scale == scale else { return nil }
      return .decimal(decimal)
    case Tag.no, Tag.yes:
      return reader.isAtEnd ? .boolean(tag == Tag.yes) : nil
    case Tag.date:
      guard (3...5).contains(bytes.count) else { return nil }
      return PartialDate(
        year: Int(bytes[1]) << 8 | Int(bytes[2]),
        month: bytes.count > 3 ? Int(bytes[3]) : nil,
        day: bytes.count > 4 ? Int(bytes[4]) : nil
      ).map(Content.date)
    case Tag.code:
      return String(validating: reader.rest(), as: UTF8.self).map(Content.code)
    case Tag.reference:
      guard let record = reader.record(), reader.isAtEnd else { return nil }
      return .reference(record)
    case Tag.row:
      return row(&reader, depth: depth)
    default:
      return nil
    }
  }

  private func row(_ reader: inout ByteReader, depth: Int) -> Content? {
    var parts: [RowPart] = []
    while !reader.isAtEnd {
      guard let number = reader.varint(), number <= UInt64(UInt32.max), let count = reader.varint(), count > 0,
        let bytes = reader.bytes(count)
      else { return nil }
      if let last = parts.last, last.number >= UInt32(number) { return nil }
      let value = Value(bytes: Array(bytes))
      if bytes.first == Tag.row, value.content(depth: depth + 1) == nil { return nil }
      parts.append(RowPart(number: UInt32(number), value: value))
    }
    return .row(parts)
  }

  /// The number, when the value is a whole one.
  public var integer: Int64? {
    guard bytes.first == Tag.integer else { return nil }
    var reader = ByteReader(bytes[1...])
    guard let number = reader.varint(), reader.isAtEnd else { return nil }
    return Varint.unzigzag(number)
  }

  /// The text, when the value is one.
  public var text: String? {
    guard case .text(let text)? = content else { return nil }
    return text
  }

  /// The record that the value points to, when it is a reference.
  public var reference: RecordID? {
    guard bytes.first == Tag.reference, case .reference(let record)? = content else { return nil }
    return record
  }

  /// The parts, when the value is a row; empty when it is cleared.
  public var parts: [RowPart]? {
    if isCleared { return [] }
    guard case .row(let parts)? = content else { return nil }
    return parts
  }
}
