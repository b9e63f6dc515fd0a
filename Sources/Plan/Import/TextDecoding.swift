/// Text out of bytes of unknown origin: UTF-8 first, UTF-16 by its mark, Windows-1252 when the bytes can't be UTF-8.
enum TextDecoding {
  /// Larger files are refused before anything is read.
  static let bytesMax = 64 << 20

  struct Decoded {
    var text: String
    /// Characters that had to be replaced by U+FFFD.
    var replaced: Int
  }

  static func decode(_ bytes: [UInt8]) throws(ImportError) -> Decoded {
    guard bytes.count <= bytesMax else { throw .tooLarge(bytes: bytes.count, bytesMax: bytesMax) }
    guard !bytes.isEmpty else { throw .empty }
    if let kind = magic(bytes) { throw .binary(kind: kind, offset: 0) }
    if bytes.starts(with: [0xFF, 0xFE]) { return try utf16(bytes.dropFirst(2), highFirst: false) }
    if bytes.starts(with: [0xFE, 0xFF]) { return try utf16(bytes.dropFirst(2), highFirst: true) }
    let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    try refuseBinary(body)
    guard body.contains(where: { $0 > 0x20 }) else { throw .empty }
    switch utf8Fault(body) {
    case nil:
      return Decoded(text: String(decoding: body, as: UTF8.self), replaced: 0)
    case .cut(let offset)?:
      throw .truncated(offset: offset)
    case .invalid?:
      return windows1252(body)
    }
  }

  private static func magic(_ bytes: [UInt8]) -> ImportError.BinaryKind? {
    if bytes.starts(with: [0x25, 0x50, 0x44, 0x46, 0x2D]) { return .pdf }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return .zip }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) || bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return .image }
    return nil
  }

  /// A NUL, or more than one control character in fifty, is no text.
  private static func refuseBinary(_ body: ArraySlice<UInt8>) throws(ImportError) {
    var controls = 0
    var first: Int?
    for (offset, byte) in zip(body.indices, body) {
      if byte == 0 { throw .binary(kind: .other, offset: offset) }
      if byte < 0x20, byte != 9, byte != 10, byte != 12, byte != 13 {
        controls += 1
        if first == nil { first = offset }
      }
    }
    if let first, controls * 50 > body.count { throw .binary(kind: .other, offset: first) }
  }

  private enum UTF8Fault {
    case cut(offset: Int)
    case invalid
  }

  /// `cut` when the only fault is that the last character is incomplete.
  private static func utf8Fault(_ body: ArraySlice<UInt8>) -> UTF8Fault? {
    var index = body.startIndex
    while index < body.endIndex {
      let lead = body[index]
      let length: Int
      switch lead {
      case 0..<0x80: length = 1
      case 0xC2..<0xE0: length = 2
      case 0xE0..<0xF0: length = 3
      case 0xF0..<0xF5: length = 4
      default: return .invalid
      }
      var low: UInt8 = 0x80
      var high: UInt8 = 0xBF
      switch lead {
      case 0xE0: low = 0xA0
      case 0xED: high = 0x9F
      case 0xF0: low = 0x90
      case 0xF4: high = 0x8F
      default: break
      }
      for step in 1..<max(length, 1) {
        guard index + step < body.endIndex else {
          // A lone high byte at the end of plain ASCII may as well be Windows-1252; a cut is only certain when the
          // text before it used UTF-8.
          return body[body.startIndex..<index].contains { $0 >= 0x80 } || step > 1 ? .cut(offset: index) : .invalid
        }
        let byte = body[index + step]
        if byte < low || byte > high { return .invalid }
        low = 0x80
        high = 0xBF
      }
      index += length
    }
    return nil
  }

  private static func utf16(_ body: ArraySlice<UInt8>, highFirst: Bool) throws(ImportError) -> Decoded {
    guard body.count % 2 == 0 else { throw .truncated(offset: body.endIndex - 1) }
    var units: [UInt16] = []
    units.reserveCapacity(body.count / 2)
    var index = body.startIndex
    while index < body.endIndex {
      let one = UInt16(body[index])
      let two = UInt16(body[index + 1])
      let unit = highFirst ? one << 8 | two : two << 8 | one
      if unit == 0 { throw .binary(kind: .other, offset: index) }
      units.append(unit)
      index += 2
    }
    let text = String(decoding: units, as: UTF16.self)
    guard text.unicodeScalars.contains(where: { $0.value > 0x20 }) else { throw .empty }
    return Decoded(text: text, replaced: text.unicodeScalars.count { $0 == "\u{FFFD}" })
  }

  /// The 32 places where Windows-1252 differs from Latin-1; 0 marks the five that it leaves unused.
  private static let windowsHigh: [UInt16] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
    0x0178,
  ]

  private static func windows1252(_ body: ArraySlice<UInt8>) -> Decoded {
    var scalars = String.UnicodeScalarView()
    var replaced = 0
    for byte in body {
      let unit = (0x80..<0xA0).contains(byte) ? windowsHigh[Int(byte) - 0x80] : UInt16(byte)
      if unit != 0, let scalar = Unicode.Scalar(unit) {
        scalars.append(scalar)
      } else {
        scalars.append("\u{FFFD}")
        replaced += 1
      }
    }
    return Decoded(text: String(scalars), replaced: replaced)
  }
}
