internal import Foundation

/// Text as it is stored: Unicode NFC, lines ended by a line feed, no control characters but that and the tab.
public enum CleanText {
  /// Puts text in the form in which it is stored.
  ///
  /// - Throws: `controlCharacter` or `tooLong`. Nothing is left out in silence.
  public static func make(_ text: String, bytesMax: Int) throws(FieldProblem) -> String {
    // A composed form is never more than three times as short, so what is far too long need not be composed first.
    guard text.utf8.count <= bytesMax * 4 else { throw .tooLong(bytes: text.utf8.count, bytesMax: bytesMax) }
    var scalars = String.UnicodeScalarView()
    var lastWasReturn = false
    for scalar in text.unicodeScalars {
      defer { lastWasReturn = scalar == "\r" }
      if scalar == "\n", lastWasReturn { continue }
      scalars.append(scalar == "\r" ? "\n" : scalar)
    }
    let clean = String(scalars).precomposedStringWithCanonicalMapping
    if let problem = problem(clean, bytesMax: bytesMax) { throw problem }
    return clean
  }

  /// What keeps text from being in that form.
  static func problem(_ text: String, bytesMax: Int) -> FieldProblem? {
    guard text.utf8.count <= bytesMax else { return .tooLong(bytes: text.utf8.count, bytesMax: bytesMax) }
    var isPlain = true
    for scalar in text.unicodeScalars {
      let value = scalar.value
      if value >= 0x300 { isPlain = false }
      // All of Unicode's control characters.
      if value < 0x20 || 0x7f...0x9f ~= value, value != 0x0a, value != 0x09 { return .controlCharacter(value) }
    }
    // Below U+0300 every scalar is its own composed form.
    if isPlain { return nil }
    return text.precomposedStringWithCanonicalMapping.utf8.elementsEqual(text.utf8) ? nil : .notNormalized
  }
}
