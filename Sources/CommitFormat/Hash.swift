internal import Crypto
internal import Merge

/// A SHA-256 hash.
public struct Hash: Hashable, Comparable, Sendable {
  private let first: UInt128
  private let last: UInt128

  public static let zero = Hash(first: 0, last: 0)

  private init(first: UInt128, last: UInt128) {
    self.first = first
    self.last = last
  }

  /// Nil unless there are 32 bytes.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    self =
      bytes.withContiguousStorageIfAvailable { Hash(raw: UnsafeRawBufferPointer($0)) }
      ?? Array(bytes).withUnsafeBytes { Hash(raw: $0) }
  }

  /// The hash of `bytes`.
  public init(of bytes: [UInt8]) {
    self = SHA256.hash(data: bytes).withUnsafeBytes { Hash(raw: $0) }
  }

  /// Of 32 bytes.
  private init(raw: UnsafeRawBufferPointer) {
    first = UInt128(bigEndian: raw.loadUnaligned(fromByteOffset: 0, as: UInt128.self))
    last = UInt128(bigEndian: raw.loadUnaligned(fromByteOffset: 16, as: UInt128.self))
  }

  /// 32 bytes, the highest first.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    append(to: &bytes)
    return bytes
  }

  /// Puts its 32 bytes at the end.
  func append(to out: inout [UInt8]) {
    first.append(to: &out)
    last.append(to: &out)
  }

  /// The first 8 bytes, by which a write of another replica's unlogged commit is named.
  public var prefix: UInt64 { UInt64(truncatingIfNeeded: first >> 64) }

  /// The first 16 bytes as a number.
  public var high: UInt128 { first }

  /// Lower-case hexadecimal, 64 letters.
  public var hex: String { Hex.string(bytes) }

  public static func < (left: Self, right: Self) -> Bool { (left.first, left.last) < (right.first, right.last) }
}

/// Lower-case hexadecimal.
public enum Hex {
  private static let digits = Array("0123456789abcdef".utf8)

  public static func string(_ bytes: some Sequence<UInt8>) -> String {
    var out: [UInt8] = []
    for byte in bytes {
      out.append(digits[Int(byte >> 4)])
      out.append(digits[Int(byte & 15)])
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Nil unless `text` is an even number of hexadecimal digits, of either case.
  public static func bytes(_ text: String) -> [UInt8]? {
    let letters = Array(text.utf8)
    guard letters.count % 2 == 0 else { return nil }
    var out: [UInt8] = []
    for index in stride(from: 0, to: letters.count, by: 2) {
      guard let high = digit(letters[index]), let low = digit(letters[index + 1]) else { return nil }
      out.append(high << 4 | low)
    }
    return out
  }

  private static func digit(_ letter: UInt8) -> UInt8? {
    switch letter {
    case 0x30...0x39: letter - 0x30
    case 0x61...0x66: letter - 0x61 + 10
    case 0x41...0x46: letter - 0x41 + 10
    default: nil
    }
  }
}

/// Puts together the bytes that a hash or a signature is over: a label that says what it is for, then fields.
struct Preimage {
  private(set) var bytes: [UInt8]

  init(_ label: String) {
    bytes = []
    bytes.reserveCapacity(256)
    bytes += label.utf8
    bytes.append(0)
  }

  mutating func append(_ more: [UInt8]) { bytes += more }
  mutating func append(_ more: some Sequence<UInt8>) { bytes += more }
  mutating func append(byte: UInt8) { bytes.append(byte) }
  mutating func append(_ hash: Hash) { hash.append(to: &bytes) }
  mutating func append(_ record: RecordID) { record.bits.append(to: &bytes) }
  mutating func append(_ replica: ReplicaID) { replica.bits.append(to: &bytes) }

  /// Eight bytes, the highest first.
  mutating func append(_ number: UInt64) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  var hash: Hash { Hash(of: bytes) }
}
