import Merge

/// Makes choices out of an input's bytes. Past the end everything is zero.
struct InputReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: some Collection<UInt8>) {
    rest = Array(bytes)[...]
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  mutating func choice(_ count: Int) -> Int { Int(byte()) % count }

  mutating func number() -> UInt64 { (0..<8).reduce(0) { number, _ in number << 8 | UInt64(byte()) } }

  /// Up to 255 bytes, or 64 KiB when the first byte says so.
  mutating func block() -> [UInt8] {
    var count = Int(byte())
    if count == 255 { count = Int(byte()) << 8 | Int(byte()) }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  mutating func remaining() -> [UInt8] {
    defer { rest = [] }
    return Array(rest)
  }

  mutating func text() -> String { String(decoding: block(), as: UTF8.self) }
}
