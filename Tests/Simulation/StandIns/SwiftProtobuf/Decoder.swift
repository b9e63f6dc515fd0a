public import Foundation

public protocol Decoder {
  mutating func nextFieldNumber() throws -> Int?
  mutating func handleConflictingOneOf() throws
  mutating func decodeSingularInt64Field(value: inout Int64) throws
  mutating func decodeSingularUInt32Field(value: inout UInt32) throws
  mutating func decodeSingularUInt64Field(value: inout UInt64) throws
  mutating func decodeSingularSInt64Field(value: inout Int64) throws
  mutating func decodeSingularBoolField(value: inout Bool) throws
  mutating func decodeSingularBoolField(value: inout Bool?) throws
  mutating func decodeSingularStringField(value: inout String) throws
  mutating func decodeSingularStringField(value: inout String?) throws
  mutating func decodeSingularBytesField(value: inout Data) throws
  mutating func decodeSingularBytesField(value: inout Data?) throws
  mutating func decodeSingularMessageField<M: Message>(value: inout M?) throws
  mutating func decodeRepeatedMessageField<M: Message>(value: inout [M]) throws
  mutating func decodeRepeatedUInt32Field(value: inout [UInt32]) throws
}

struct WireDecoder: Decoder {
  private enum Content {
    case number(UInt64)
    case block(ArraySlice<UInt8>)
    case fixed
  }

  private var rest: ArraySlice<UInt8>
  private var current: (bytes: ArraySlice<UInt8>, content: Content)?
  private var isTaken = true
  var unknown: [UInt8] = []

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  private static func varint(_ bytes: inout ArraySlice<UInt8>) throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 70, by: 7) {
      guard let byte = bytes.popFirst() else { throw WireProblem.malformed }
      value |= UInt64(byte & 0x7f) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    throw WireProblem.malformed
  }

  private static func take(_ count: UInt64, _ bytes: inout ArraySlice<UInt8>) throws -> ArraySlice<UInt8> {
    guard count <= UInt64(bytes.count) else { throw WireProblem.malformed }
    defer { bytes = bytes.dropFirst(Int(count)) }
    return bytes.prefix(Int(count))
  }

  mutating func nextFieldNumber() throws -> Int? {
    if !isTaken, let current { unknown += current.bytes }
    guard !rest.isEmpty else { return nil }
    let start = rest
    let tag = try Self.varint(&rest)
    let number = Int(tag >> 3)
    guard number > 0, tag <= UInt64(UInt32.max) else { throw WireProblem.malformed }
    let content: Content
    switch tag & 7 {
    case 0: content = .number(try Self.varint(&rest))
    case 1:
      _ = try Self.take(8, &rest)
      content = .fixed
    case 2:
      let count = try Self.varint(&rest)
      content = .block(try Self.take(count, &rest))
    case 5:
      _ = try Self.take(4, &rest)
      content = .fixed
    default: throw WireProblem.malformed
    }
    current = (start[start.startIndex..<rest.startIndex], content)
    isTaken = false
    return number
  }

  mutating func handleConflictingOneOf() {}

  /// A field of another wire type than the schema's is kept as unknown.
  private mutating func number() -> UInt64? {
    guard case .number(let value)? = current?.content else { return nil }
    isTaken = true
    return value
  }

  private mutating func block() -> ArraySlice<UInt8>? {
    guard case .block(let bytes)? = current?.content else { return nil }
    isTaken = true
    return bytes
  }

  mutating func decodeSingularInt64Field(value: inout Int64) {
    if let number = number() { value = Int64(bitPattern: number) }
  }

  mutating func decodeSingularUInt32Field(value: inout UInt32) {
    if let number = number() { value = UInt32(truncatingIfNeeded: number) }
  }

  mutating func decodeSingularUInt64Field(value: inout UInt64) {
    if let number = number() { value = number }
  }

  mutating func decodeSingularSInt64Field(value: inout Int64) {
    if let number = number() { value = Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1) }
  }

  mutating func decodeSingularBoolField(value: inout Bool) {
    if let number = number() { value = number != 0 }
  }

  mutating func decodeSingularBoolField(value: inout Bool?) {
    if let number = number() { value = number != 0 }
  }

  mutating func decodeSingularStringField(value: inout String) throws {
    var text: String?
    try decodeSingularStringField(value: &text)
    if let text { value = text }
  }

  mutating func decodeSingularStringField(value: inout String?) throws {
    guard let block = block() else { return }
    guard let text = String(validating: block, as: UTF8.self) else { throw WireProblem.malformed }
    value = text
  }

  mutating func decodeSingularBytesField(value: inout Data) {
    if let block = block() { value = Data(block) }
  }

  mutating func decodeSingularBytesField(value: inout Data?) {
    if let block = block() { value = Data(block) }
  }

  mutating func decodeSingularMessageField<M: Message>(value: inout M?) throws {
    guard let block = block() else { return }
    var message = value ?? M()
    var decoder = WireDecoder(block)
    try message.decodeMessage(decoder: &decoder)
    message.unknownFields.bytes += decoder.unknown
    value = message
  }

  mutating func decodeRepeatedMessageField<M: Message>(value: inout [M]) throws {
    var message: M?
    try decodeSingularMessageField(value: &message)
    if let message { value.append(message) }
  }

  mutating func decodeRepeatedUInt32Field(value: inout [UInt32]) throws {
    if let number = number() {
      value.append(UInt32(truncatingIfNeeded: number))
    } else if var block = block() {
      while !block.isEmpty { value.append(UInt32(truncatingIfNeeded: try Self.varint(&block))) }
    }
  }
}
