/// Unsigned numbers in groups of 7 bits, the lowest first (LEB128), always in the fewest bytes.
public enum Varint {
  public static func append(_ number: UInt64, to out: inout [UInt8]) {
    // Most are small.
    if number <= 0x7F { return out.append(UInt8(truncatingIfNeeded: number)) }
    var rest = number
    while rest > 0x7F {
      out.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    out.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Small magnitudes of either sign become small unsigned numbers.
  public static func zigzag(_ number: Int64) -> UInt64 {
    UInt64(bitPattern: number << 1 ^ number >> 63)
  }

  public static func unzigzag(_ number: UInt64) -> Int64 {
    Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
  }
}

/// Reads bytes that may be anything, from front to back. Every call answers nil rather than read past the end, and
/// then leaves the reader where it was.
public struct ByteReader {
  private let bytes: ArraySlice<UInt8>
  /// The index, in the slice's own indices, of the next byte.
  public private(set) var index: Int

  public init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  public init(_ bytes: [UInt8]) {
    self.init(bytes[...])
  }

  public var isAtEnd: Bool { index == bytes.endIndex }

  /// How many bytes are left.
  public var count: Int { bytes.endIndex - index }

  public mutating func byte() -> UInt8? {
    guard index < bytes.endIndex else { return nil }
    defer { index += 1 }
    return bytes[index]
  }

  /// A varint in its fewest bytes; nil when it is cut, too long for 64 bits, or padded.
  public mutating func varint() -> UInt64? {
    var result: UInt64 = 0
    var shift: UInt64 = 0
    var at = index
    while at < bytes.endIndex {
      let byte = bytes[at]
      at += 1
      if shift == 63, byte > 1 { return nil }
      result |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 {
        if byte == 0, shift > 0 { return nil }
        index = at
        return result
      }
      shift += 7
      if shift > 63 { return nil }
    }
    return nil
  }

  /// A varint that fits in 32 bits.
  public mutating func varint32() -> UInt32? {
    let start = index
    guard let number = varint(), number <= UInt64(UInt32.max) else {
      index = start
      return nil
    }
    return UInt32(number)
  }

  public mutating func bytes(_ count: UInt64) -> ArraySlice<UInt8>? {
    guard count <= UInt64(self.count) else { return nil }
    defer { index += Int(count) }
    return bytes[index..<(index + Int(count))]
  }

  /// A varint that says how many bytes follow, and those bytes.
  public mutating func block() -> ArraySlice<UInt8>? {
    let start = index
    guard let count = varint(), let block = bytes(count) else {
      index = start
      return nil
    }
    return block
  }

  public mutating func rest() -> ArraySlice<UInt8> {
    defer { index = bytes.endIndex }
    return bytes[index...]
  }

  /// Sixteen bytes, the highest first.
  public mutating func bits128() -> UInt128? {
    guard let bytes = bytes(16) else { return nil }
    return bytes.withUnsafeBytes { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) }
  }

  public mutating func record() -> RecordID? { bits128().map(RecordID.init(bits:)) }
  public mutating func replica() -> ReplicaID? { bits128().map(ReplicaID.init(bits:)) }
}

extension UInt128 {
  /// Sixteen bytes, the highest first.
  public var bytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }

  /// Puts its sixteen bytes, the highest first, at the end.
  public func append(to out: inout [UInt8]) { withUnsafeBytes(of: bigEndian) { out.append(contentsOf: $0) } }
}

extension RecordID {
  /// Sixteen bytes, in the order in which a UUID is written.
  public var bytes: [UInt8] { bits.bytes }
}

extension ReplicaID {
  public var bytes: [UInt8] { bits.bytes }
}
