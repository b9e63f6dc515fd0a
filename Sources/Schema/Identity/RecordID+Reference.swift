internal import Crypto
public import Merge

/// Base 32 in Douglas Crockford's alphabet, in lower case: no i, l, o or u, so that a letter read aloud or copied by
/// hand is not mistaken.
public enum CrockfordBase32 {
  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  /// The bits of `bytes`, five to a letter, the highest first; the last letter is filled up with zeros.
  public static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var letters: [UInt8] = []
    var buffer: UInt32 = 0
    var bitCount: UInt32 = 0
    for byte in bytes {
      buffer = buffer << 8 | UInt32(byte)
      bitCount += 8
      while bitCount >= 5 {
        bitCount -= 5
        letters.append(alphabet[Int(buffer >> bitCount & 31)])
      }
      buffer &= 1 << bitCount - 1
    }
    if bitCount > 0 { letters.append(alphabet[Int(buffer << (5 - bitCount) & 31)]) }
    return String(decoding: letters, as: UTF8.self)
  }

  /// What the letters mean as we write them: lower case, `o` read as 0, `i` and `l` as 1, hyphens dropped.
  ///
  /// - Returns: nil when a character is none of the alphabet, or nothing is left.
  public static func canonical(_ text: String) -> String? {
    var letters: [UInt8] = []
    for character in text.utf8 where character != UInt8(ascii: "-") {
      let lower = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(character) ? character | 0x20 : character
      switch lower {
      case UInt8(ascii: "o"): letters.append(UInt8(ascii: "0"))
      case UInt8(ascii: "i"), UInt8(ascii: "l"): letters.append(UInt8(ascii: "1"))
      case let letter where alphabet.contains(letter): letters.append(letter)
      default: return nil
      }
    }
    return letters.isEmpty ? nil : String(decoding: letters, as: UTF8.self)
  }

  /// The bytes that whole letters spell; nil for other characters, or bits left over that are not zero.
  public static func decode(_ text: String) -> [UInt8]? {
    guard !text.isEmpty else { return [] }
    guard let letters = canonical(text) else { return nil }
    var bytes: [UInt8] = []
    var buffer: UInt32 = 0
    var bitCount: UInt32 = 0
    for letter in letters.utf8 {
      guard let digit = alphabet.firstIndex(of: letter) else { return nil }
      buffer = buffer << 5 | UInt32(digit)
      bitCount += 5
      if bitCount >= 8 {
        bitCount -= 8
        bytes.append(UInt8(truncatingIfNeeded: buffer >> bitCount))
        buffer &= 1 << bitCount - 1
      }
    }
    return bitCount < 5 && buffer == 0 ? bytes : nil
  }
}

extension RecordID {
  /// How many letters a reference has, unless another record's begins with the same.
  public static let referenceLength = 7
  /// All the letters that there are.
  public static let referenceLengthMax = 52

  /// The first `count` letters of the short reference by which people name the record: Crockford base 32 of the
  /// SHA-256 of the id's 16 bytes.
  public func referenceLetters(_ count: Int = RecordID.referenceLength) -> String {
    String(CrockfordBase32.encode(SHA256.hash(data: bytes)).prefix(max(0, count)))
  }

  /// Whether what a person typed is the beginning of this record's reference.
  public func answers(toReference text: String) -> Bool {
    guard let letters = CrockfordBase32.canonical(text) else { return false }
    return referenceLetters(Self.referenceLengthMax).utf8.starts(with: letters.utf8)
  }
}
