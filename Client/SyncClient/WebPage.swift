/// Just enough of HTML to know a page when one comes, and to say what it calls itself.
enum WebPage {
  /// Whether the bytes begin as a web page does.
  static func begins(_ bytes: some Collection<UInt8>) -> Bool {
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    let start = String(decoding: rest.drop { $0 <= 0x20 }.prefix(14), as: UTF8.self).lowercased()
    return ["<!doctype", "<html", "<head", "<body", "<!--", "<meta", "<script", "<title"].contains {
      start.hasPrefix($0)
    }
  }

  /// The text of the title, at most 80 characters, without anything that could move a terminal; nil when there is none.
  static func title(_ bytes: some Collection<UInt8>) -> String? {
    let text = Array(bytes.prefix(64 << 10))
    let folded = text.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
    guard let open = place(of: Array("<title".utf8), in: folded, from: 0),
      let start = place(of: [0x3E], in: folded, from: open),
      let end = place(of: Array("</title".utf8), in: folded, from: start)
    else { return nil }
    let words = String(decoding: text[(start + 1)..<end], as: UTF8.self).unicodeScalars
      .split { $0.properties.isWhitespace || $0.properties.generalCategory == .control }
      .map { word in
        String(String.UnicodeScalarView(word.filter { $0.properties.generalCategory != .format }))
      }
    let title = String(words.joined(separator: " ").prefix(80))
    return title.isEmpty ? nil : title
  }

  private static func place(of needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard bytes.count - start >= needle.count else { return nil }
    return (start...(bytes.count - needle.count)).first { bytes[$0..<($0 + needle.count)].elementsEqual(needle) }
  }
}
