public import CommitFormat
internal import Merge
public import Replica

/// A one-time code as a person types it: four groups of four letters of Crockford's base 32, 80 random bits.
public struct InvitationCode: Hashable, Sendable {
  private let bits: UInt128

  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
  private static let letterCount = 16

  public init(random: some RandomSource) {
    bits = random.bits128() >> 48
  }

  /// As typed: in either case, with dashes and spaces or without, O for 0 and I or L for 1. Nil when it is no code.
  public init?(_ text: String) {
    var bits: UInt128 = 0
    var count = 0
    for letter in text.utf8 {
      switch letter {
      case UInt8(ascii: "-"), UInt8(ascii: " "): continue
      default: break
      }
      var upper = letter
      if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) { upper = letter - 32 }
      switch upper {
      case UInt8(ascii: "O"): upper = UInt8(ascii: "0")
      case UInt8(ascii: "I"), UInt8(ascii: "L"): upper = UInt8(ascii: "1")
      default: break
      }
      guard let digit = Self.alphabet.firstIndex(of: upper), count < Self.letterCount else { return nil }
      bits = bits << 5 | UInt128(digit)
      count += 1
    }
    guard count == Self.letterCount else { return nil }
    self.bits = bits
  }

  /// As `7K2M-Q9XV-3T0B-HN5D`.
  public var text: String {
    var out: [UInt8] = []
    for place in 0..<Self.letterCount {
      if place > 0, place % 4 == 0 { out.append(UInt8(ascii: "-")) }
      out.append(Self.alphabet[Int(bits >> UInt128(5 * (Self.letterCount - 1 - place)) & 31)])
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// All that the server keeps. 80 random bits need no slow hash.
  public var hash: Hash { Hash(of: Array("bygd code 1".utf8) + [0] + bits.bytes) }
}

/// What a device shows at each request: 256 random bits, as 64 hexadecimal digits.
public struct DeviceToken: Hashable, Sendable {
  private let bytes: [UInt8]

  public init(random: some RandomSource) {
    bytes = random.bits128().bytes + random.bits128().bytes
  }

  /// Nil unless `text` is 64 hexadecimal digits.
  public init?(_ text: String) {
    guard text.utf8.count == 64, let bytes = Hex.bytes(text) else { return nil }
    self.bytes = bytes
  }

  public var text: String { Hex.string(bytes) }

  /// All that the server keeps.
  public var hash: Hash { Hash(of: Array("bygd token 1".utf8) + [0] + bytes) }
}
