import Foundation

/// A title as a key: letters and digits alone, the same for every way a scanner may have spelled it.
///
/// Case, white space, hyphens and punctuation are dropped. Å, ä, ö, é and plain a and o fall together, because a
/// scanner prints each of them for each other; so does a doubled letter of that class, `&` for ä, `6` for ö, and `1` for
/// l inside a word; i and l are one letter. Titles that differ in nothing else become equal and are told apart by their ordinal.
///
/// - Complexity: O(characters).
public func normalisedTitle(_ title: String) -> String {
  var bytes: [UInt8] = []
  for word in title.precomposedStringWithCanonicalMapping.split(whereSeparator: \.isWhitespace) {
    bytes.append(contentsOf: Letters.fold(word))
  }
  return String(decoding: Letters.collapsed(bytes), as: UTF8.self)
}

/// Letters as the reader compares them: lower-case ASCII, with one letter for all that a scanner confuses.
enum Letters {
  /// Stands for a, o, å, ä, ö, é and what is printed for them.
  static let vowel = UInt8(ascii: "a")

  /// Stands for i, l, capital I, and 1 inside a word: all one stroke to a scanner.
  static let stroke = UInt8(ascii: "i")

  /// The letters and digits of one word.
  static func fold(_ word: some StringProtocol) -> [UInt8] {
    let scalars = Array(word.unicodeScalars)
    var folded: [UInt8] = []
    folded.reserveCapacity(scalars.count)
    var afterLower = false
    for (index, scalar) in scalars.enumerated() {
      defer { afterLower = scalar.properties.isLowercase }
      switch scalar {
      case "O", "o": folded.append(vowel)
      case "Q" where afterLower: folded.append(vowel)
      case "L", "l", "I", "i": folded.append(stroke)
      case "A"..."Z": folded.append(UInt8(scalar.value) + 32)
      case "a"..."z": folded.append(UInt8(scalar.value))
      case "6", "8", "4", "0", "1":
        if isMisread(digit: index, in: scalars) {
          folded.append(scalar == "1" ? stroke : vowel)
        } else {
          folded.append(UInt8(scalar.value))
        }
      case "0"..."9": folded.append(UInt8(scalar.value))
      case "&" where scalars.count > 1: folded.append(vowel)
      case "\u{300}"..."\u{36F}": continue
      default: folded.append(contentsOf: foreign(scalar))
      }
    }
    return folded
  }

  /// A digit that touches a letter, alone or with one other digit, was a letter: `l4n`, `14n`, `6vriga`; not a year.
  private static func isMisread(digit index: Int, in scalars: [Unicode.Scalar]) -> Bool {
    func isDigit(_ position: Int) -> Bool {
      scalars.indices.contains(position) && ("0"..."9").contains(scalars[position])
    }
    var from = index
    var to = index
    while isDigit(from - 1) { from -= 1 }
    while isDigit(to + 1) { to += 1 }
    guard to - from < 2 else { return false }
    let before = from > 0 && scalars[from - 1].properties.isAlphabetic
    let after = to + 1 < scalars.count && (scalars[to + 1].properties.isAlphabetic || scalars[to + 1] == "&")
    return before || after
  }

  /// The letters with each run of ``vowel`` as one: a scanner prints `éa` for one `ä`.
  static func collapsed(_ letters: [UInt8]) -> [UInt8] {
    var kept: [UInt8] = []
    kept.reserveCapacity(letters.count)
    for letter in letters where !(letter == vowel && kept.last == vowel) { kept.append(letter) }
    return kept
  }

  private static func foreign(_ scalar: Unicode.Scalar) -> [UInt8] {
    guard scalar.properties.isAlphabetic || scalar.properties.numericType != nil else { return [] }
    switch scalar {
    case "å", "ä", "ö", "Å", "Ä", "Ö", "é", "É", "è", "È", "á", "Á", "à", "À", "â", "Â", "ã", "ó", "Ó", "ò", "ô", "õ",
      "ø",
      "Ø", "æ", "Æ", "ê", "ë":
      return [vowel]
    default:
      let plain = String(scalar).folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil).lowercased()
      if plain.utf8.count == 1, let byte = plain.utf8.first { return [byte == UInt8(ascii: "o") ? vowel : byte] }
      return Array(plain.utf8)
    }
  }

  /// Letters that a scanner prints for å, ä and ö beside those that ``fold(_:)`` already joins.
  static func isPrintedForVowel(_ letter: UInt8) -> Bool {
    switch letter {
    case UInt8(ascii: "d"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "t"), UInt8(ascii: "q"): true
    default: false
    }
  }

  /// A word without case and diacritics, for head words and markers: `Påbörjas` and `Paborjas` become `paborjas`.
  static func plain(_ word: some StringProtocol) -> String {
    String(decoding: fold(word), as: UTF8.self)
  }

  /// Whether two folded words are the same but for what a scanner does: at most one edit in six letters.
  static func resemble(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    if one == other { return true }
    let allowed = min(one.count, other.count) / 5
    guard allowed > 0, abs(one.count - other.count) <= allowed else { return false }
    var row = Array(0...other.count)
    for (i, letter) in one.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      var best = row[0]
      for (j, target) in other.enumerated() {
        let here = min(diagonal + (letter == target ? 0 : 1), row[j] + 1, row[j + 1] + 1)
        diagonal = row[j + 1]
        row[j + 1] = here
        best = min(best, here)
      }
      if best > allowed { return false }
    }
    return row[other.count] <= allowed
  }
}
