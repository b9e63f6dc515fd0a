/// A text, or a part of one, cut into lines or words.
package struct TextTokens: Sendable {
  /// The UTF-8 bytes of the whole text.
  package let bytes: [UInt8]
  /// Where each token begins in `bytes`, and last where the last one ends.
  package let bounds: [Int]
  /// A number per token; tokens numbered by the same `TextNumbers` are equal bytes if and only if theirs are equal.
  package private(set) var ids: [Int32] = []

  /// The number of tokens.
  package var count: Int { bounds.count - 1 }

  /// Where these tokens stand in `bytes`.
  package func byteRange(_ tokens: Range<Int>) -> Range<Int> {
    bounds[tokens.lowerBound]..<bounds[tokens.upperBound]
  }

  /// The lines of a text, each with its line feed; what follows the last line feed is a line too.
  ///
  /// - Complexity: O(bytes).
  package init(linesOf bytes: [UInt8], numbering numbers: inout TextNumbers) {
    var bounds = [0]
    for (index, byte) in bytes.enumerated() where byte == 0x0A { bounds.append(index + 1) }
    if bounds.last != bytes.count { bounds.append(bytes.count) }
    self.bytes = bytes
    self.bounds = bounds
    ids = numbers.numbers(of: self)
  }

  /// The words of a part of a text: runs of letters and digits, runs of white space, single line ends, runs of anything
  /// else. What combines (accents, joiners, variation selectors, skin tones) stays with what it stands on. A number with
  /// its separators (`2026-05-01`, `12,50`, `1 000`, `10:30`) is one word: half of one date and half of another is a
  /// date that nobody wrote. The range begins and ends where lines do.
  ///
  /// - Complexity: O(bytes in `range`).
  package init(wordsOf bytes: [UInt8], in range: Range<Int>, numbering numbers: inout TextNumbers) {
    self.bytes = bytes
    bounds = Self.wordBounds(bytes, range)
    ids = numbers.numbers(of: self)
  }

  /// Whether the token holds a letter, a digit or what stands for one: text that people would miss.
  package func isWord(_ token: Int) -> Bool {
    String(decoding: bytes[bounds[token]..<bounds[token + 1]], as: UTF8.self).unicodeScalars
      .contains { TextScalarKind($0) == .word }
  }

  private static func wordBounds(_ bytes: [UInt8], _ range: Range<Int>) -> [Int] {
    var bounds = [range.lowerBound]
    /// The kind of the open token; nil when none is open or nothing but glue stands in it.
    var kind: TextScalarKind?
    var isGlued = false
    var endsInDigit = false
    var isInLineEnd = false
    var scalars = String(decoding: bytes[range], as: UTF8.self).unicodeScalars.makeIterator()
    var scalar = scalars.next()
    var next = scalars.next()
    var offset = range.lowerBound

    func close() {
      if bounds.last != offset { bounds.append(offset) }
      kind = nil
      isGlued = false
    }

    while let current = scalar {
      let kindHere = TextScalarKind(current)
      let beginsLineEnd = current == "\r" && next == "\n"
      if current == "\n" || beginsLineEnd {
        if !isInLineEnd { close() }
        offset += 1
        isInLineEnd = beginsLineEnd
        if !beginsLineEnd { close() }
      } else {
        if kindHere == .joiner {
          isGlued = true
        } else if kindHere != .mark {
          let separates = endsInDigit && kind == .word && current.separatesDigits && next?.isDigit == true
          if let open = kind, open != kindHere, !isGlued, !separates { close() }
          if !separates { kind = kindHere }
          isGlued = false
        }
        offset += UTF8.width(current)
      }
      if kindHere != .mark { endsInDigit = current.isDigit }
      scalar = next
      next = scalars.next()
    }
    close()
    return bounds
  }
}

/// Gives equal tokens equal numbers, counted from zero in order of appearance.
///
/// - Complexity: O(bytes) on average; the hash is seeded anew in each process, so no text can be made to collide.
package struct TextNumbers: Sendable {
  private var texts: [[UInt8]] = []
  private var entries: [(hash: Int, text: Int, range: Range<Int>)] = []
  /// Open addressing with linear steps; an entry's number, or −1.
  private var table = [Int32](repeating: -1, count: 64)

  package init() {}

  package mutating func numbers(of tokens: TextTokens) -> [Int32] {
    let text = texts.count
    texts.append(tokens.bytes)
    var numbers: [Int32] = []
    numbers.reserveCapacity(tokens.count)
    tokens.bytes.withUnsafeBytes { bytes in
      for token in 0..<tokens.count {
        let range = tokens.byteRange(token..<token + 1)
        numbers.append(number(of: UnsafeRawBufferPointer(rebasing: bytes[range]), at: range, of: text))
      }
    }
    return numbers
  }

  private mutating func number(of token: UnsafeRawBufferPointer, at range: Range<Int>, of text: Int) -> Int32 {
    var hasher = Hasher()
    hasher.combine(bytes: token)
    let hash = hasher.finalize()
    var slot = hash & (table.count - 1)
    while table[slot] >= 0 {
      let entry = entries[Int(table[slot])]
      if entry.hash == hash, entry.range.count == token.count,
        texts[entry.text][entry.range].elementsEqual(token)
      {
        return table[slot]
      }
      slot = (slot + 1) & (table.count - 1)
    }
    let number = Int32(entries.count)
    table[slot] = number
    entries.append((hash, text, range))
    if entries.count * 2 > table.count { grow() }
    return number
  }

  private mutating func grow() {
    table = [Int32](repeating: -1, count: table.count * 2)
    for (number, entry) in entries.enumerated() {
      var slot = entry.hash & (table.count - 1)
      while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
      table[slot] = Int32(number)
    }
  }
}

/// What a Unicode scalar is to the words of a text.
private enum TextScalarKind {
  case word
  case space
  case other
  /// Stands on the scalar before it.
  case mark
  /// Holds the scalars on both sides together: joiners and other invisible format controls.
  case joiner

  init(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "0"..."9", "A"..."Z", "a"..."z":
      self = .word
    case " ", "\t", "\r", "\n", "\u{B}", "\u{C}":
      self = .space
    default:
      self = scalar.isASCII ? .other : Self.beyondASCII(scalar)
    }
  }

  private static func beyondASCII(_ scalar: Unicode.Scalar) -> TextScalarKind {
    let properties = scalar.properties
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark:
      return .mark
    case .format:
      return .joiner
    case .spaceSeparator, .lineSeparator, .paragraphSeparator:
      return .space
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber:
      return properties.isGraphemeExtend ? .mark : .word
    default:
      return properties.isGraphemeExtend || properties.isEmojiModifier ? .mark : .other
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isDigit: Bool {
    isASCII ? ("0"..."9").contains(self) : properties.generalCategory == .decimalNumber
  }

  /// Stands between the digits of one amount, date, time or telephone number.
  fileprivate var separatesDigits: Bool {
    switch self {
    case ".", ",", ":", "-", "/", "'", " ", "\u{A0}", "\u{2009}", "\u{2013}", "\u{2019}", "\u{202F}", "\u{2212}": true
    default: false
    }
  }
}
