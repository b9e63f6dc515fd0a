public import Foundation

public protocol Visitor {
  mutating func visitSingularInt64Field(value: Int64, fieldNumber: Int) throws
  mutating func visitSingularUInt32Field(value: UInt32, fieldNumber: Int) throws
  mutating func visitSingularUInt64Field(value: UInt64, fieldNumber: Int) throws
  mutating func visitSingularSInt64Field(value: Int64, fieldNumber: Int) throws
  mutating func visitSingularBoolField(value: Bool, fieldNumber: Int) throws
  mutating func visitSingularStringField(value: String, fieldNumber: Int) throws
  mutating func visitSingularBytesField(value: Data, fieldNumber: Int) throws
  mutating func visitSingularMessageField<M: Message>(value: M, fieldNumber: Int) throws
  mutating func visitRepeatedMessageField<M: Message>(value: [M], fieldNumber: Int) throws
  mutating func visitPackedUInt32Field(value: [UInt32], fieldNumber: Int) throws
  mutating func visitUnknown(bytes: Data) throws
}

struct WireWriter: Visitor {
  var bytes: [UInt8] = []

  private mutating func varint(_ value: UInt64) {
    var value = value
    while value >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    bytes.append(UInt8(value))
  }

  private mutating func tag(_ number: Int, _ wire: UInt64) { varint(UInt64(number) << 3 | wire) }

  private mutating func block(_ content: [UInt8], _ number: Int) {
    tag(number, 2)
    varint(UInt64(content.count))
    bytes += content
  }

  mutating func visitSingularInt64Field(value: Int64, fieldNumber: Int) {
    visitSingularUInt64Field(value: UInt64(bitPattern: value), fieldNumber: fieldNumber)
  }

  mutating func visitSingularUInt32Field(value: UInt32, fieldNumber: Int) {
    visitSingularUInt64Field(value: UInt64(value), fieldNumber: fieldNumber)
  }

  mutating func visitSingularUInt64Field(value: UInt64, fieldNumber: Int) {
    tag(fieldNumber, 0)
    varint(value)
  }

  mutating func visitSingularSInt64Field(value: Int64, fieldNumber: Int) {
    visitSingularUInt64Field(value: UInt64(bitPattern: value << 1 ^ value >> 63), fieldNumber: fieldNumber)
  }

  mutating func visitSingularBoolField(value: Bool, fieldNumber: Int) {
    visitSingularUInt64Field(value: value ? 1 : 0, fieldNumber: fieldNumber)
  }

  mutating func visitSingularStringField(value: String, fieldNumber: Int) { block(Array(value.utf8), fieldNumber) }
  mutating func visitSingularBytesField(value: Data, fieldNumber: Int) { block(Array(value), fieldNumber) }

  mutating func visitSingularMessageField<M: Message>(value: M, fieldNumber: Int) throws {
    block(try value.serializedBytes(), fieldNumber)
  }

  mutating func visitRepeatedMessageField<M: Message>(value: [M], fieldNumber: Int) throws {
    for message in value { try visitSingularMessageField(value: message, fieldNumber: fieldNumber) }
  }

  mutating func visitPackedUInt32Field(value: [UInt32], fieldNumber: Int) {
    var inner = WireWriter()
    for number in value { inner.varint(UInt64(number)) }
    block(inner.bytes, fieldNumber)
  }

  mutating func visitUnknown(bytes: Data) { self.bytes += Array(bytes) }
}
