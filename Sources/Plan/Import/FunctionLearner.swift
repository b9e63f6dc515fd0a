/// Learns from a document what its function column says: pieces between two bars, endings of first lines that recur with
/// different words before them, and what recurs on the line below them.
struct FunctionLearner {
  static func learn(_ tables: [[SourceLine]], into book: inout FunctionBook, spelling: inout Spelling) {
    var pieces: [(display: String, count: Int)] = []
    var indexByLetters: [[UInt8]: Int] = [:]
    func note(_ whole: ArraySlice<Word>, weight: Int) {
      for words in names(in: whole) {
        guard let first = words.first, first.startsUpper || weight > 1, words.count <= 8 else { continue }
        if words.contains(where: { $0.year != nil || $0.opensBracket || $0.endsSentence }) { continue }
        if words.last?.endsWithHyphen == true { continue }
        let letters = words.flatMap(\.letters)
        guard letters.count >= 4 else { continue }
        let display = words.map(\.core).joined(separator: " ")
        if let index = indexByLetters[letters] {
          pieces[index].count += weight
        } else {
          indexByLetters[letters] = pieces.count
          pieces.append((display, weight))
        }
      }
    }
    var contextsByLetters: [[UInt8]: Set<[UInt8]>] = [:]
    for table in tables {
      for line in table {
        guard let year = firstYear(line), year > 0 else { continue }
        let words = line.words
        let bars = words.indices.filter { words[$0].afterBar && $0 > 0 && $0 <= year }
        if let bar = bars.first, bar < year {
          note(words[bar..<year], weight: 2)
          continue
        }
        for start in 1..<max(year, 1) where words[start].startsUpper {
          let letters = words[start..<year].flatMap(\.letters)
          contextsByLetters[letters, default: []].insert(words[start - 1].letters)
          note(words[start..<year], weight: 1)
        }
      }
    }
    for piece in pieces {
      let letters = piece.display.split(separator: " ").flatMap { Letters.fold($0) }
      let contexts = contextsByLetters[letters]?.count ?? 0
      if endsOpen(piece.display) || book.holds(piece.display) { continue }
      if piece.count >= 3 || contexts >= 2 { book.insert(spelling.restored(piece.display), kind: .name) }
    }
    let openings = Set(contextsByLetters.filter { $0.value.count >= 2 }.keys)
    learnContinuations(tables, openings: openings, into: &book, spelling: &spelling)
  }

  /// A cell's names, cut at commas and at "med stöd av".
  private static func names(in words: ArraySlice<Word>) -> [ArraySlice<Word>] {
    let support = [Letters.fold("med"), Letters.fold("stöd"), Letters.fold("av")]
    var names: [ArraySlice<Word>] = []
    var start = words.startIndex
    var index = words.startIndex
    while index < words.endIndex {
      if words[index].endsWithComma {
        names.append(words[start...index])
        start = index + 1
      } else if words.count - (index - words.startIndex) >= 3, words[index..<index + 3].map(\.letters) == support {
        if start < index { names.append(words[start..<index]) }
        index += 2
        start = index + 1
      }
      index += 1
    }
    var last = words[start...]
    // The print may break the cell inside "med stöd av".
    if last.count > 2, last.suffix(2).map(\.letters) == Array(support.prefix(2)) { last.removeLast(2) }
    if last.count > 1, last.last?.letters == support[0] { last.removeLast() }
    if !last.isEmpty { names.append(last) }
    return names
  }

  /// Names that go on in the next line: what ends the line below a known beginning, twice or more.
  private static func learnContinuations(
    _ tables: [[SourceLine]], openings: Set<[UInt8]>, into book: inout FunctionBook, spelling: inout Spelling
  ) {
    var beginnings: [(display: String, line: [SourceLine])] = []
    for table in tables {
      for (index, line) in table.enumerated() {
        guard let year = firstYear(line), year > 0 else { continue }
        guard let piece = beginning(line, year: year, book: book, openings: openings) else { continue }
        var rest: [SourceLine] = []
        for below in table[(index + 1)...].prefix(3) {
          if firstYear(below) != nil { break }
          rest.append(below)
        }
        beginnings.append((piece, rest))
      }
    }
    for depth in 0..<3 {
      var counts: [String: (count: Int, before: Set<[UInt8]>)] = [:]
      var sizes: [String: Int] = [:]
      for beginning in beginnings { sizes[Letters.plainSentence(beginning.display), default: 0] += 1 }
      var matches: [[String]] = []
      for beginning in beginnings {
        var found: [String] = []
        if depth < beginning.line.count {
          let words = functionWords(beginning.line[depth])
          for start in words.indices.reversed().prefix(5) {
            let suffix = words[start...]
            if suffix.contains(where: { $0.endsSentence || $0.endsWithComma && $0 != suffix.last }) { break }
            let name = beginning.display + " " + suffix.map(\.core).joined(separator: " ")
            found.append(name)
            let before = start > words.startIndex ? words[start - 1].letters : []
            let key = Letters.plainSentence(name)
            counts[key, default: (0, [])].count += 1
            counts[key, default: (0, [])].before.insert(before)
          }
        }
        matches.append(found)
      }
      var extended: [(display: String, line: [SourceLine])] = []
      for (beginning, found) in zip(beginnings, matches) {
        // The longest ending that recurs with different words before it, or as a line of its own.
        let longest = found.last { name in
          let count = counts[Letters.plainSentence(name)]
          let known = sizes[Letters.plainSentence(beginning.display), default: 0]
          let least = endsOpen(beginning.display) ? 2 : 3
          guard let count, count.count >= least, count.count * 2 >= known, !endsOpen(name) else { return false }
          return count.before.count >= 2 || count.before.contains([])
        }
        guard let longest else { continue }
        if !book.holds(longest) { book.insert(spelling.restored(longest), kind: .name) }
        extended.append((longest, beginning.line))
      }
      beginnings = extended
      if beginnings.isEmpty { break }
    }
  }

  /// A name does not end with a word that awaits another.
  static func endsOpen(_ name: String) -> Bool {
    guard let last = name.split(separator: " ").last else { return true }
    return DomainWords.openingWords.contains(Letters.plain(last))
  }

  /// The words of a continued row's line that may be function words: before the time words, after a bar if one is there.
  private static func functionWords(_ line: SourceLine) -> ArraySlice<Word> {
    var words = line.words[...]
    if let bracket = words.firstIndex(where: \.opensBracket), bracket > 0 { words = words[..<bracket] }
    while let last = words.last, last.closesBracket { words.removeLast() }
    if let bar = words.lastIndex(where: \.afterBar), bar > words.startIndex { words = words[bar...] }
    return words
  }

  private static func beginning(
    _ line: SourceLine, year: Int, book: FunctionBook, openings: Set<[UInt8]>
  ) -> String? {
    let words = line.words
    if let bar = words.indices.last(where: { words[$0].afterBar && $0 > 0 && $0 < year }) {
      return words[bar..<year].map(\.core).joined(separator: " ")
    }
    let start = book.functionStart(words[0..<year])
    if start.cost >= 1.5 || start.index >= year {
      // Not known, but the same words end other first lines too.
      let opening = (1..<year).first { words[$0].startsUpper && openings.contains(words[$0..<year].flatMap(\.letters)) }
      return opening.map { words[$0..<year].map(\.core).joined(separator: " ") }
    }
    return words[start.index..<year].map(\.core).joined(separator: " ")
  }

  /// The position of a year that stands where a start year can stand.
  static func firstYear(_ line: SourceLine) -> Int? {
    line.words.indices.first { index in
      line.words[index].bareYear != nil
        && (line.words[index].afterBar || index == 0 || !line.words[index - 1].isMonth)
    }
  }
}

extension FunctionBook {
  /// Where in `words` a function cell most likely begins, when it reaches to their end.
  func functionStart(_ words: ArraySlice<Word>) -> (index: Int, cost: Float, letters: Int) {
    var best = (index: words.endIndex, cost: Float.infinity, letters: 0)
    for start in words.indices.suffix(9) {
      var cells = FunctionBook.start
      for (offset, word) in words[start...].enumerated() {
        cells = feed(word, startsPiece: offset == 0, into: cells)
        if cells.isEmpty { break }
      }
      guard !cells.isEmpty else { continue }
      let cost = promise(cells) + (words[start].startsUpper ? 0 : 0.8)
      if cost < best.cost { best = (start, cost, words[start...].reduce(0) { $0 + $1.letters.count }) }
    }
    return best
  }
}

extension Letters {
  static func plainSentence(_ text: String) -> String {
    String(decoding: text.split(separator: " ").flatMap { fold($0) }, as: UTF8.self)
  }
}
