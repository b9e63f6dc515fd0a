public import Merge

extension RecordID {
  /// The 36 characters of a UUID, in lower case (RFC 9562, section 4).
  public var text: String {
    var text = ""
    text.reserveCapacity(36)
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text.append("-") }
      if byte < 16 { text.append("0") }
      text.append(String(byte, radix: 16))
    }
    return text
  }

  /// Reads the 36 characters of a UUID, of any version, in either case; nil for anything else.
  public init?(text: String) {
    let characters = Array(text.utf8)
    guard characters.count == 36 else { return nil }
    var bits: UInt128 = 0
    for (index, character) in characters.enumerated() {
      if [8, 13, 18, 23].contains(index) {
        guard character == UInt8(ascii: "-") else { return nil }
      } else {
        guard let digit = Character(Unicode.Scalar(character)).hexDigitValue else { return nil }
        bits = bits << 4 | UInt128(digit)
      }
    }
    self.init(bits: bits)
  }
}
