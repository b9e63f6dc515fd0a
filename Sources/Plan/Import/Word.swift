import Foundation

/// One printed word with what the reader asks about it again and again.
struct Word: Hashable {
  var text: String
  /// The word without the comma that ends it.
  let core: String
  var letters: [UInt8]
  /// A column bar stood before it.
  var afterBar: Bool
  var startsWithComma: Bool
  var endsWithComma: Bool
  var endsSentence: Bool
  var endsWithHyphen: Bool
  var startsUpper: Bool
  /// Digits alone (brackets and stops apart) that make a year between 1990 and 2099.
  var year: Int?
  var opensBracket: Bool
  var closesBracket: Bool

  init(_ text: Substring, afterBar: Bool) {
    self.text = String(text)
    core = text.trimmingCharacters(in: CharacterSet(charactersIn: ",|"))
    self.afterBar = afterBar
    letters = Letters.fold(text)
    startsWithComma = text.hasPrefix(",")
    endsWithComma = text.hasSuffix(",") && text.count > 1
    let bare = text.drop { "\"'”’“»(".contains($0) }
    let tail = text.reversed().drop { "\"'”’“»".contains($0) }
    endsSentence = tail.first.map { ".!?".contains($0) } ?? false
    endsWithHyphen = text.hasSuffix("-") && text.count > 1
    startsUpper = bare.first?.isUppercase ?? false
    opensBracket = text.hasPrefix("(")
    closesBracket = text.hasSuffix(")") || text.hasSuffix(").")
    let digits = text.trimmingCharacters(in: CharacterSet(charactersIn: "().,:;"))
    let isYear = digits.utf8.count == 4 && digits.utf8.allSatisfy { (48...57).contains($0) }
    year = isYear ? Int(digits).flatMap { (1990...2099).contains($0) ? $0 : nil } : nil
  }

  /// A four-digit year that stands alone, without brackets.
  var bareYear: Int? {
    guard let year, !opensBracket, !closesBracket else { return nil }
    return year
  }

  var isMonth: Bool { DomainWords.months.contains(String(decoding: letters, as: UTF8.self)) }
}

/// One line of the source.
struct SourceLine {
  /// 1-based.
  var number: Int
  var page: Int
  var text: String
  var words: [Word]
  /// A blank line, or the page's beginning, stood before it.
  var afterBlank: Bool
  var startsPage: Bool
  var endsPage = false
  /// The line is part of a cell that was printed alone, so all its words belong to one column.
  var cell: Cell?
  /// A column bar ends the line.
  var endsWithBar = false

  enum Cell: Hashable { case title, function }
}

/// Cuts text into pages and lines; blank lines survive as a mark on the line after them.
enum PageLines {
  /// A page begins at a form feed, or, in texts that lost theirs, at a line that begins with a single space where other
  /// lines begin at the margin.
  static func cut(_ text: String) -> [SourceLine] {
    var lines: [SourceLine] = []
    var page = 0
    var number = 0
    var afterBlank = true
    var startsPage = true
    let raw = text.replacingOccurrences(of: "\r\n", with: "\n").replacingOccurrences(of: "\r", with: "\n")
    let rows = raw.split(separator: "\n", omittingEmptySubsequences: false)
    let indented = rows.count { $0.hasPrefix(" ") }
    let feeds = rows.contains { $0.contains("\u{0C}") }
    let spaceStartsPage = !feeds && indented * 8 < max(rows.count, 1)
    for row in rows {
      number += 1
      var content = row
      if content.contains("\u{0C}") || (spaceStartsPage && content.hasPrefix(" ") && !content.hasPrefix("  ")) {
        if !lines.isEmpty { page += 1 }
        startsPage = true
        afterBlank = true
        if let last = lines.indices.last { lines[last].endsPage = true }
        content = content.drop { $0 == "\u{0C}" || $0 == " " }
      }
      var words: [Word] = []
      var bar = false
      for piece in content.split(whereSeparator: { $0.isWhitespace || $0 == "\u{0C}" }) {
        for (index, part) in piece.split(separator: "|", omittingEmptySubsequences: false).enumerated() {
          if index > 0 { bar = true }
          if part.isEmpty { continue }
          words.append(Word(part, afterBar: bar))
          bar = false
        }
      }
      guard !words.isEmpty else {
        afterBlank = true
        continue
      }
      let shown = content.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      lines.append(
        SourceLine(
          number: number, page: page, text: shown, words: words, afterBlank: afterBlank, startsPage: startsPage,
          endsWithBar: bar))
      afterBlank = false
      startsPage = false
    }
    if let last = lines.indices.last { lines[last].endsPage = true }
    return lines
  }
}
