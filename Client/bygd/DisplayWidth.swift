/// How many columns of a terminal text takes: two for wide East Asian characters and emoji, none for marks that stand on
/// others (Unicode Standard Annex 11).
enum DisplayWidth {
  static func of(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + of($1) }
  }

  static func of(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    if first.value < 0x300 { return 1 }
    if character.unicodeScalars.contains(where: { $0.value == 0xFE0F || $0.properties.isEmojiPresentation }) {
      return 2
    }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch first.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  /// The text in exactly `width` columns: filled up with spaces, or cut with `…`.
  static func fit(_ text: String, to width: Int) -> String {
    let full = of(text)
    if full <= width { return text + String(repeating: " ", count: width - full) }
    var result = ""
    var used = 0
    for character in text {
      let next = of(character)
      guard used + next <= width - 1 else { break }
      result.append(character)
      used += next
    }
    return result + "…" + String(repeating: " ", count: max(0, width - 1 - used))
  }

  /// The text in lines of at most `width` columns, broken between words where that can be.
  static func wrap(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var line = ""
      for word in paragraph.split(separator: " ", omittingEmptySubsequences: true) {
        var word = String(word)
        if !line.isEmpty, of(line) + 1 + of(word) <= width {
          line += " " + word
          continue
        }
        if !line.isEmpty { lines.append(line) }
        while of(word) > width {
          var head = ""
          while let first = word.first, head.isEmpty || of(head) + of(first) <= width {
            head.append(word.removeFirst())
          }
          lines.append(head)
        }
        line = word
      }
      lines.append(line)
    }
    return lines
  }
}

/// Text that other people wrote, made harmless for a terminal.
enum PlainText {
  /// Without control characters that move the cursor or change the terminal, and without those that turn the writing
  /// direction of what follows.
  static func safe(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHarmful) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(isHarmful(scalar) ? "\u{FFFD}" : scalar) }
    return String(result)
  }

  static func oneLine(_ text: String) -> String {
    safe(text).split(whereSeparator: \.isNewline).joined(separator: " ").replacing("\t", with: " ")
  }

  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A, 0x09: false
    case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
