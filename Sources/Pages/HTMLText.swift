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
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out.append(contentsOf: "&amp;".unicodeScalars)
      case "<": out.append(contentsOf: "&lt;".unicodeScalars)
      case ">": out.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": out.append(contentsOf: "&quot;".unicodeScalars)
      case "'": out.append(contentsOf: "&#39;".unicodeScalars)
      case "`": out.append(contentsOf: "&#96;".unicodeScalars)
      // What no page may hold, and what would end it early for some readers.
      case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{7F}"..."\u{9F}": out.append("\u{FFFD}")
      default: out.append(scalar)
      }
    }
    return String(out)
  }
}

struct HTMLContent: MustacheContentType {
  func escapeText(_ text: String) -> String { HTMLText.escaped(text) }
}
