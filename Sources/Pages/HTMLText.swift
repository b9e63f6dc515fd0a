internal import Mustache

/// What goes into a page as text: every character that could begin markup is written as a reference to it.
///
/// Scalar by scalar, because a letter of several scalars (a quotation mark with a combining accent) is one `Character`
/// and would pass a look-up by characters.
enum HTMLText {
  /// The name by which every template asks for it.
  static let contentType = "BYGD"

  static func escaped(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "&": out.append(contentsOf: "&amp;".unicodeScalars)
      case "<": out.append(contentsOf: "&lt;".unicodeScalars)
      case ">": out.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": out.append(contentsOf: "&quot;".unicodeScalars)
      case "'": out.append(contentsOf: "&#39;".unicodeScalars)
      case "`": out.append(contentsOf: "&#96;".unicodeScalars)
      // What no page may hold, and what would end it early for some readers.
      case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{7F}"..."\u{9F}": out.append("\u{FFFD}")
      case _ where isNoncharacter(scalar):
        if let kept = FormText.takeKept(scalar, &rest) {
          out.append(contentsOf: "&#x\(hexadecimal(kept));".unicodeScalars)
        } else {
          out.append("\u{FFFD}")
        }
      default:
        if isInvisible(scalar) {
          out.append(contentsOf: "⟦\(hexadecimal(scalar))⟧".unicodeScalars)
        } else {
          out.append(scalar)
        }
      }
    }
    return String(out)
  }

  /// Marks that turn the direction of what stands around them, or that nobody sees: in a name they are shown by their
  /// numbers. The joiners, which letters and emoji are made with, stay.
  static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\u{61C}", "\u{180E}", "\u{200B}", "\u{200E}"..."\u{200F}", "\u{2028}"..."\u{202E}", "\u{2060}"..."\u{206F}",
      "\u{FEFF}", "\u{FFF9}"..."\u{FFFB}", "\u{E0000}"..."\u{E007F}":
      true
    default: false
    }
  }

  static func isNoncharacter(_ scalar: Unicode.Scalar) -> Bool {
    (0xFDD0...0xFDEF).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE
  }

  static func hexadecimal(_ scalar: Unicode.Scalar) -> String { String(scalar.value, radix: 16, uppercase: true) }
}

struct HTMLContent: MustacheContentType {
  func escapeText(_ text: String) -> String { HTMLText.escaped(text) }
}

/// Text that stands in a field of a form, and so comes back as it is: marks that can't be seen are kept.
///
/// They pass the escaping in disguise: their hexadecimal digits as noncharacters, which no text has in earnest.
struct FormText: MustacheCustomRenderable, Hashable, Sendable {
  let text: String
  let isNull = false

  init(_ text: String) {
    self.text = text
  }

  private static let begin: UInt32 = 0xFDD0
  private static let zero: UInt32 = 0xFDD1
  private static let end: UInt32 = 0xFDE1

  private static func append(_ value: UInt32, to out: inout String.UnicodeScalarView) {
    if let scalar = Unicode.Scalar(value) { out.append(scalar) }
  }

  var renderText: String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if HTMLText.isNoncharacter(scalar) {
        out.append("\u{FFFD}")
      } else if HTMLText.isInvisible(scalar) {
        Self.append(Self.begin, to: &out)
        for digit in HTMLText.hexadecimal(scalar) {
          if let value = digit.hexDigitValue { Self.append(Self.zero + UInt32(value), to: &out) }
        }
        Self.append(Self.end, to: &out)
      } else {
        out.append(scalar)
      }
    }
    return String(out)
  }

  /// The mark whose disguise follows on its beginning; nil, and nothing is taken, when it is no such disguise.
  static func takeKept(_ first: Unicode.Scalar, _ rest: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
    guard first.value == begin else { return nil }
    var look = rest
    var value: UInt32 = 0
    for _ in 0..<6 {
      guard let next = look.popFirst() else { return nil }
      if next.value == end {
        guard let kept = Unicode.Scalar(value), HTMLText.isInvisible(kept) else { return nil }
        rest = look
        return kept
      }
      guard next.value >= zero, next.value < zero + 16 else { return nil }
      value = value << 4 | (next.value - zero)
    }
    return nil
  }
}
