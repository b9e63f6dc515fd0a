/// Where a text stands in a Swedish list. Keys compare as their texts are sorted.
public struct CollationKey: Hashable, Comparable, Sendable {
  /// Letters without case and accent; equal for texts that Swedes look up in one place.
  public let primary: [UInt8]
  /// Tells apart what is equal otherwise, so that the order of a list never depends on how it was made.
  public let tieBreak: [UInt8]

  public static func < (left: Self, right: Self) -> Bool {
    if left.primary != right.primary { return left.primary.lexicographicallyPrecedes(right.primary) }
    return left.tieBreak.lexicographicallyPrecedes(right.tieBreak)
  }
}

/// The key of a text in Swedish order: spaces, signs, digits, a to z, then å, ä (with æ) and ö (with ø).
///
/// `v` and `w` are two letters, `ü` stands with `y`, and other accents and case only decide between texts that are
/// otherwise equal. Danish and Sámi letters stand with the letters that a Swede takes them for.
///
/// - Complexity: O(characters).
public func swedishCollationKey(_ text: String) -> CollationKey {
  var primary: [UInt8] = []
  let lower = text.lowercased()
  for character in lower {
    switch character {
    case "å": primary.append(0x80)
    case "ä", "æ": primary.append(0x82)
    case "ö", "ø": primary.append(0x84)
    case "ü": primary.append(LetterWeight.of(UInt8(ascii: "y")))
    default:
      for scalar in Folding.baseLetters(of: character).unicodeScalars {
        if let ascii = UInt8(exactly: scalar.value), ascii < 0x80 {
          let weight = LetterWeight.of(ascii)
          primary.append(weight)
          if weight == LetterWeight.sign { primary.append(ascii) }
        } else {
          // Other alphabets come last, by their numbers.
          primary.append(0xFE)
          primary.append(contentsOf: Array(String(Character(scalar)).utf8))
        }
      }
    }
  }
  return CollationKey(primary: primary, tieBreak: Array(lower.utf8) + [0] + Array(text.utf8))
}

private enum LetterWeight {
  static let sign: UInt8 = 0x03

  static func of(_ ascii: UInt8) -> UInt8 {
    switch ascii {
    case 0x09, 0x0A, 0x0D, 0x20: 0x02
    case UInt8(ascii: "0")...UInt8(ascii: "9"): 0x20 + (ascii - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): 0x40 + (ascii - UInt8(ascii: "a"))
    default: sign
    }
  }
}

/// The text as it is searched: lower case, every letter without its accents, so that `orebro` finds `Örebro`.
/// Both what is searched and what is searched for are folded.
///
/// - Complexity: O(characters).
public func searchFolded(_ text: String) -> String {
  var folded = ""
  folded.reserveCapacity(text.utf8.count)
  for character in text.lowercased() { folded += Folding.baseLetters(of: character) }
  return folded
}

enum Folding {
  /// The plain letters of a lower-case character: without marks, and ligatures taken apart. What has none comes back as
  /// it is; marks alone and soft hyphens vanish.
  static func baseLetters(of character: Character) -> String {
    if character.isASCII { return character == "\r\n" ? "\n" : String(character) }
    switch character {
    case "å", "ä": return "a"
    case "ö", "ø": return "o"
    case "é": return "e"
    case "æ": return "ae"
    case "œ": return "oe"
    case "ß": return "ss"
    case "þ": return "th"
    case "ð": return "d"
    case "ŋ": return "n"
    case "ı": return "i"
    case "ĸ": return "k"
    case "ĳ": return "ij"
    case "ﬀ": return "ff"
    case "ﬁ": return "fi"
    case "ﬂ": return "fl"
    case "ﬃ": return "ffi"
    case "ﬄ": return "ffl"
    case "\u{A0}", "\u{2009}", "\u{202F}": return " "
    default: break
    }
    var letters = ""
    for scalar in character.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .format: continue
      case .lowercaseLetter: letters += plainLetter(scalar)
      default: letters.unicodeScalars.append(scalar)
      }
    }
    return letters
  }

  /// The letter that Unicode's name for an accented one tells: `LATIN SMALL LETTER C WITH CARON` is a c.
  private static func plainLetter(_ scalar: Unicode.Scalar) -> String {
    let prefix = "LATIN SMALL LETTER "
    guard let name = scalar.properties.name, name.hasPrefix(prefix) else { return String(Character(scalar)) }
    let rest = name.dropFirst(prefix.count)
    guard let letter = rest.first, rest.dropFirst().hasPrefix(" WITH ") else { return String(Character(scalar)) }
    return letter.lowercased()
  }
}
