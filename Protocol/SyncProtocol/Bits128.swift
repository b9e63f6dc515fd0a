internal import CommitFormat
internal import Merge

/// 128-bit names between numbers, bytes and hexadecimal.
enum Bits128 {
  static func text(_ bits: UInt128) -> String { Hex.string(bits.bytes) }

  static func value(_ text: String) -> UInt128? {
    guard text.utf8.count == 32, let bytes = Hex.bytes(text) else { return nil }
    return value(bytes)
  }

  /// Nil unless there are 16 bytes.
  static func value(_ bytes: some Collection<UInt8>) -> UInt128? {
    guard bytes.count == 16 else { return nil }
    return bytes.reduce(0) { $0 << 8 | UInt128($1) }
  }
}
