/// Why bytes are not a JSON document that we take, and where.
public struct JSONError: Error, Hashable, Sendable {
  public enum Code: String, Hashable, Sendable, CaseIterable {
    case empty
    case tooLarge = "too-large"
    case tooDeep = "too-deep"
    case cut
    case unexpectedByte = "unexpected-byte"
    case notUTF8 = "not-utf8"
    case controlCharacter = "control-character"
    case badEscape = "bad-escape"
    case loneSurrogate = "lone-surrogate"
    case badNumber = "bad-number"
    case duplicateKey = "duplicate-key"
    case trailingBytes = "trailing-bytes"
  }

  public let code: Code
  /// The index of the byte where reading stopped.
  public let offset: Int
  /// The line of that byte, from 1.
  public let line: Int
  /// Its place within the line in bytes, from 1.
  public let column: Int
}

/// What a parser takes at most.
public struct JSONLimits: Hashable, Sendable {
  public var bytesMax: Int
  /// How many arrays and objects may stand within each other.
  public var depthMax: Int
  /// The longest number, in characters.
  public var numberLengthMax: Int

  public init(bytesMax: Int = 64 << 20, depthMax: Int = 32, numberLengthMax: Int = 64) {
    self.bytesMax = bytesMax
    self.depthMax = depthMax
    self.numberLengthMax = numberLengthMax
  }
}

extension JSONValue {
  /// Reads one document, strictly: UTF-8 without byte order mark, no comments, no trailing commas, no key twice in one
  /// object (nor two that are canonically equivalent), no lone surrogates.
  ///
  /// Bytes may be anything; nothing but the error tells of them.
  ///
  /// - Throws: what is wrong, and where.
  /// - Complexity: O(bytes).
  public init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
    var parser = JSONParser(bytes: bytes, limits: limits)
    self = try parser.document()
  }

  public init(parsing text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) {
    try self.init(parsing: Array(text.utf8), limits: limits)
  }
}

private struct JSONParser {
  let bytes: [UInt8]
  let limits: JSONLimits
  var index = 0

  init(bytes: [UInt8], limits: JSONLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  mutating func document() throws(JSONError) -> JSONValue {
    guard bytes.count <= limits.bytesMax else { throw error(.tooLarge) }
    skipSpace()
    guard index < bytes.count else { throw error(.empty) }
    let value = try self.value(depth: 0)
    skipSpace()
    guard index == bytes.count else { throw error(.trailingBytes) }
    return value
  }

  func error(_ code: JSONError.Code) -> JSONError {
    let before = bytes[..<min(index, bytes.count)]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return JSONError(code: code, offset: index, line: line, column: index - lineStart + 1)
  }

  mutating func skipSpace() {
    while index < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[index]) { index += 1 }
  }

  func peek() throws(JSONError) -> UInt8 {
    guard index < bytes.count else { throw error(.cut) }
    return bytes[index]
  }

  mutating func expect(_ character: Unicode.Scalar) throws(JSONError) {
    guard try peek() == UInt8(ascii: character) else { throw error(.unexpectedByte) }
    index += 1
  }

  mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    switch try peek() {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    default: throw error(.unexpectedByte)
    }
  }

  mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
    for offset in 0..<word.utf8CodeUnitCount {
      guard try peek() == word.utf8Start[offset] else { throw error(.unexpectedByte) }
      index += 1
    }
    return value
  }

  mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    guard depth <= limits.depthMax else { throw error(.tooDeep) }
    index += 1
    var members: [JSONObject.Member] = []
    var keys: Set<String> = []
    skipSpace()
    if try peek() == UInt8(ascii: "}") {
      index += 1
      return .object(JSONObject())
    }
    while true {
      skipSpace()
      let keyIndex = index
      guard try peek() == UInt8(ascii: "\"") else { throw error(.unexpectedByte) }
      let key = try string()
      guard keys.insert(key).inserted else {
        index = keyIndex
        throw error(.duplicateKey)
      }
      skipSpace()
      try expect(":")
      skipSpace()
      members.append(JSONObject.Member(key: key, value: try value(depth: depth)))
      skipSpace()
      if try peek() == UInt8(ascii: "}") {
        index += 1
        return .object(JSONObject(distinct: members))
      }
      try expect(",")
    }
  }

  mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    guard depth <= limits.depthMax else { throw error(.tooDeep) }
    index += 1
    var elements: [JSONValue] = []
    skipSpace()
    if try peek() == UInt8(ascii: "]") {
      index += 1
      return .array([])
    }
    while true {
      skipSpace()
      elements.append(try value(depth: depth))
      skipSpace()
      if try peek() == UInt8(ascii: "]") {
        index += 1
        return .array(elements)
      }
      try expect(",")
    }
  }

  mutating func number() throws(JSONError) -> String {
    let start = index
    if bytes[index] == UInt8(ascii: "-") { index += 1 }
    if index < bytes.count, bytes[index] == UInt8(ascii: "0") { index += 1 } else { try digits() }
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      try digits()
    }
    if index < bytes.count, [UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[index]) {
      index += 1
      if index < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[index]) { index += 1 }
      try digits()
    }
    guard index - start <= limits.numberLengthMax else { throw error(.badNumber) }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  mutating func digits() throws(JSONError) {
    let start = index
    while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) { index += 1 }
    guard index > start else { throw error(index < bytes.count ? .badNumber : .cut) }
  }

  mutating func string() throws(JSONError) -> String {
    let start = index
    index += 1
    var run = index
    var unescaped: [UInt8]?
    while true {
      switch try peek() {
      case UInt8(ascii: "\""):
        let whole: ArraySlice<UInt8>
        if var parts = unescaped {
          parts.append(contentsOf: bytes[run..<index])
          whole = parts[...]
        } else {
          whole = bytes[run..<index]
        }
        index += 1
        guard let text = String(validating: whole, as: UTF8.self) else {
          index = start
          throw error(.notUTF8)
        }
        return text
      case UInt8(ascii: "\\"):
        var parts = unescaped ?? []
        unescaped = nil
        parts.append(contentsOf: bytes[run..<index])
        index += 1
        try escape(into: &parts)
        unescaped = parts
        run = index
      case 0..<0x20:
        throw error(.controlCharacter)
      default:
        index += 1
      }
    }
  }

  mutating func escape(into out: inout [UInt8]) throws(JSONError) {
    let letter = try peek()
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(letter)
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "f"): out.append(0x0C)
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "u"):
      index += 1
      out.append(contentsOf: String(try scalar()).utf8)
      return
    default: throw error(.badEscape)
    }
    index += 1
  }

  /// The scalar after `\u`: four hexadecimal digits, or a pair of surrogates.
  mutating func scalar() throws(JSONError) -> Character {
    let start = index
    let first = try codeUnit()
    if let scalar = Unicode.Scalar(UInt32(first)) { return Character(scalar) }
    guard (0xD800..<0xDC00).contains(first), index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
      bytes[index + 1] == UInt8(ascii: "u")
    else {
      index = start
      throw error(.loneSurrogate)
    }
    index += 2
    let second = try codeUnit()
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
    else {
      index = start
      throw error(.loneSurrogate)
    }
    return Character(scalar)
  }

  mutating func codeUnit() throws(JSONError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(try peek())).hexDigitValue else { throw error(.badEscape) }
      unit = unit << 4 | UInt16(digit)
      index += 1
    }
    return unit
  }
}
