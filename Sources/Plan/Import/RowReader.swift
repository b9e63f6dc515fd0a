/// Deals the words of one row's lines to its columns: title, function, time, follow-up.
///
/// The print gives no positions, only words in order, some column bars, and what the words are. A beam search over the
/// lines keeps the cheapest ways to deal them; in each line the columns follow one another and a bar ends a column.
struct RowReader {
  var book: FunctionBook
  /// Folded words that were seen in the follow-up column.
  var followWords: Set<[UInt8]> = []
  /// The share of titles in this document that end with a full stop, 0...1.
  var stopShare: Float = 0.5

  enum Cost {
    static let noYear: Float = 3
    static let cutTitle: Float = 3
    static let openAdjective: Float = 1.6
    static let lowerAfterStop: Float = 2.6
    static let upperAfterStop: Float = 0.5
    static let followWord: Float = 0.45
    static let followOpened: Float = 1.2
    static let strayFollow: Float = 2.2
    static let timeLeft: Float = 1.5
    static let gap: Float = 0.4
    static let barSplit: Float = -0.4
    static let lowerFunction: Float = 0.8
    static let unclosedTime: Float = 1.5
    static let emptyTitle: Float = 6
    static let cutFollow: Float = 1.5
    static let timeWithoutFunction: Float = 3
  }

  struct Reading {
    var cost: Float
    /// What the second-best reading that differs in title or functions cost more; large when there is none.
    var margin: Float
    /// One entry per line that gave words to the title.
    var titlePieces: [[Word]]
    var functions: FunctionBook.Reading
    var time: TimeCell
    var follow: [Word]
    var titleIsCut: Bool
    /// Per line how many words went to title, function, time, follow-up.
    var deals: [Deal]
  }

  struct Deal: Hashable {
    var title: Int
    var function: Int
    var time: Int
    var follow: Int
  }

  private struct Way {
    var cost: Float = 0
    var deals: [Deal] = []
    var lastTitleWord: Word?
    /// Where in ``Memo/cells`` the states of the function column stand.
    var cells = 0
    var functionIsEmpty = true
    var time = TimeCell()
    var lastFollowWord: Word?
    var hasFollow = false
    var followOpen = false
    var functionGap = 0
    var rank: Float = 0
  }

  /// The states of the function column for every sequence of words that a way has put there, found once.
  private struct Memo {
    var cells: [[FunctionBook.CellState]] = [FunctionBook.start]
    var promises: [Float] = [0]
    var next: [Int: Int] = [:]

    mutating func fed(_ index: Int, _ word: Word, serial: Int, startsPiece: Bool, book: FunctionBook) -> Int {
      let key = (index * 4096 + serial) * 2 + (startsPiece ? 1 : 0)
      if let known = next[key] { return known }
      let states = book.feed(word, startsPiece: startsPiece, into: cells[index])
      cells.append(states)
      promises.append(book.promise(states))
      next[key] = cells.count - 1
      return cells.count - 1
    }
  }

  static let beamWidth = 14
  /// A longer row than any print has; what comes after is left to the title.
  static let linesMax = 90

  /// The cheapest reading of `lines`.
  ///
  /// - Complexity: O(lines × beam × words²) steps of the function automaton.
  func read(_ lines: [SourceLine]) -> Reading {
    var ways = [Way()]
    var memo = Memo()
    var serial = 0
    for (index, line) in lines.prefix(RowReader.linesMax).enumerated() {
      var next: [Way] = []
      for way in ways { extend(way, by: line, serial: serial, isFirst: index == 0, memo: &memo, into: &next) }
      serial += line.words.count
      for position in next.indices { next[position].rank = next[position].cost + memo.promises[next[position].cells] }
      let ordered = next.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
      ways = ordered.prefix(RowReader.beamWidth).map(\.element)
    }
    var finished: [(cost: Float, way: Way, functions: FunctionBook.Reading, cut: Bool)] = []
    for way in ways {
      let functions = book.finished(memo.cells[way.cells])
      let ending = titleEnding(way)
      var cost = way.cost + functions.cost + ending
      if way.time.year == nil { cost += Cost.noYear }
      if way.time.isOpen && !way.time.isComplete { cost += Cost.unclosedTime }
      if let last = way.lastFollowWord, RowReader.endingCost(last, stopShare: 0) >= Cost.cutTitle {
        cost += Cost.cutFollow
      }
      finished.append((cost, way, functions, ending >= Cost.openAdjective))
    }
    finished.sort { $0.cost < $1.cost }
    guard let best = finished.first else {
      return Reading(
        cost: 20, margin: 9, titlePieces: [], functions: book.finished(FunctionBook.start), time: TimeCell(),
        follow: [],
        titleIsCut: true, deals: [])
    }
    let rival = finished.dropFirst().first { $0.way.deals != best.way.deals }
    var pieces: [[Word]] = []
    var follow: [Word] = []
    for (line, deal) in zip(lines, best.way.deals) {
      if deal.title > 0 { pieces.append(Array(line.words.prefix(deal.title))) }
      if deal.follow > 0 { follow.append(contentsOf: line.words.suffix(deal.follow)) }
    }
    return Reading(
      cost: best.cost, margin: rival.map { $0.cost - best.cost } ?? 9, titlePieces: pieces, functions: best.functions,
      time: best.way.time, follow: follow, titleIsCut: best.cut, deals: best.way.deals)
  }

  private func titleEnding(_ way: Way) -> Float {
    guard let last = way.lastTitleWord else { return Cost.emptyTitle }
    return RowReader.endingCost(last, stopShare: stopShare)
  }

  /// How unlikely it is that a title ends with `word`.
  static func endingCost(_ word: Word, stopShare: Float) -> Float {
    if word.endsSentence || word.closesBracket { return 0 }
    if word.endsWithComma || word.text.hasSuffix(":") { return Cost.cutTitle }
    if word.endsWithHyphen { return word.startsUpper ? 0.7 : Cost.openAdjective }
    let folded = String(decoding: word.letters, as: UTF8.self)
    if DomainWords.openingWords.contains(folded) && !(word.startsUpper && word.letters.count > 3) {
      return Cost.cutTitle
    }
    if DomainWords.openingEndings.contains(where: { folded.count > $0.count && folded.hasSuffix($0) }) {
      return Cost.openAdjective
    }
    return 0.2 + 0.6 * stopShare
  }

  private func extend(
    _ way: Way, by line: SourceLine, serial: Int, isFirst: Bool, memo: inout Memo, into ways: inout [Way]
  ) {
    let words = line.words
    let count = words.count
    if line.cell != nil {
      deal(
        way, line, serial: serial, isFirst: isFirst, end: count, timeEnd: count, time: way.time, cost: 0, memo: &memo,
        &ways)
      return
    }
    // Where the time words may stand: the empty stretch first, then every stretch that the time cell takes.
    var stretches: [(from: Int, to: Int, time: TimeCell)] = []
    for from in 0..<count {
      guard var time = way.time.taking(words[from]) else { continue }
      // A month before a year, or a year inside a sentence without a function before it, is no start year.
      if way.time.year == nil, from > 0, words[from - 1].isMonth, !words[from].afterBar { continue }
      stretches.append((from, from + 1, time))
      var to = from + 1
      while to < count, let more = time.taking(words[to]) {
        time = more
        to += 1
        stretches.append((from, to, time))
      }
    }
    for stretch in stretches {
      let longer = stretches.contains { $0.from == stretch.from && $0.to > stretch.to }
      if longer { continue }
      deal(
        way, line, serial: serial, isFirst: isFirst, end: stretch.from, timeEnd: stretch.to, time: stretch.time,
        cost: 0,
        memo: &memo, &ways)
    }
    let leaves: Float = stretches.isEmpty ? 0 : Cost.timeLeft
    deal(
      way, line, serial: serial, isFirst: isFirst, end: count, timeEnd: count, time: way.time, cost: leaves,
      memo: &memo,
      &ways)
    // Without time words the follow-up can still end the line.
    let last = words[count - 1]
    guard way.hasFollow || last.year != nil || isFollowWord(last) else { return }
    for from in stride(from: count - 1, through: 0, by: -1) {
      let tail = words[from...]
      if tail.dropFirst().contains(where: \.afterBar) { break }
      var unknown = 0
      for (offset, word) in tail.enumerated() {
        let isDate = word.isMonth || (word.year != nil && offset > 0 && words[from + offset - 1].isMonth)
        if !isDate && !isFollowWord(word) { unknown += 1 }
      }
      var price: Float
      if unknown == 0 && way.hasFollow {
        price = -0.1
      } else if way.followOpen && from == 0 {
        price = 0.4 + 0.05 * Float(unknown)
      } else {
        price = (way.hasFollow ? Cost.followOpened : Cost.strayFollow) + Cost.followWord * Float(unknown)
      }
      if words[from].afterBar { price -= 0.5 }
      deal(
        way, line, serial: serial, isFirst: isFirst, end: from, timeEnd: from, time: way.time, cost: price + leaves,
        memo: &memo, &ways)
    }
  }

  private func isFollowWord(_ word: Word) -> Bool {
    followWords.contains(word.letters)
      || (word.letters.count > 5 && followWords.contains { Letters.resemble($0, word.letters) })
  }

  /// Every border between title and function in `words[0..<end]`, the time words to `timeEnd`, the rest follow-up.
  private func deal(
    _ way: Way, _ line: SourceLine, serial: Int, isFirst: Bool, end: Int, timeEnd: Int, time: TimeCell, cost: Float,
    memo: inout Memo, _ ways: inout [Way]
  ) {
    let words = line.words
    if timeEnd < words.count, timeEnd > end, words[(timeEnd + 1)...].contains(where: \.afterBar) { return }
    let bars = (0..<end).filter { words[$0].afterBar && $0 > 0 }
    guard bars.count <= 1 else { return }
    let firstOpen = words.first?.afterBar == true && end > 0
    for border in 0...end {
      if let bar = bars.first, bar != border { continue }
      if line.cell == .title && border < end || line.cell == .function && border > 0 { continue }
      // A bar that begins the line leaves the title empty.
      if firstOpen && border > 0 { continue }
      var next = way
      next.cost += cost
      if bars.first == border { next.cost += Cost.barSplit }
      if border > 0 { next.cost += titleCost(&next, words[0..<border]) }
      if border < end {
        next.cost += functionCost(&next, words[border..<end], serial: serial + border, memo: &memo)
        if memo.cells[next.cells].isEmpty { continue }
      } else if !next.functionIsEmpty {
        next.functionGap += 1
      }
      if isFirst && border == end && timeEnd > end { next.cost += Cost.timeWithoutFunction }
      next.time = time
      let follow = words.count - timeEnd
      if follow > 0 {
        next.hasFollow = true
        next.lastFollowWord = words.last
        next.followOpen = words.last?.endsSentence == false
        if timeEnd > end, way.time.year != nil, !words[timeEnd].afterBar { next.cost += 0.2 }
      } else {
        next.followOpen = false
      }
      next.deals.append(Deal(title: border, function: end - border, time: timeEnd - end, follow: follow))
      ways.append(next)
    }
  }

  private func titleCost(_ way: inout Way, _ words: ArraySlice<Word>) -> Float {
    var cost: Float = 0
    var last = way.lastTitleWord
    for word in words {
      if let last, last.endsSentence, !RowReader.isAbbreviation(last) {
        cost += word.startsUpper ? Cost.upperAfterStop : Cost.lowerAfterStop
      }
      last = word
    }
    way.lastTitleWord = last
    return cost
  }

  static func isAbbreviation(_ word: Word) -> Bool {
    let inner = word.text.dropLast()
    return inner.contains(".")
      || ["ca", "bl", "ex", "kl", "nr", "st", "resp", "osv", "inkl"].contains(inner.lowercased())
  }

  private func functionCost(_ way: inout Way, _ words: ArraySlice<Word>, serial: Int, memo: inout Memo) -> Float {
    var cost: Float = 0
    if way.functionIsEmpty {
      if words.first?.startsUpper == false { cost += Cost.lowerFunction }
    } else {
      cost += Float(min(way.functionGap, 3)) * Cost.gap
    }
    way.functionGap = 0
    way.functionIsEmpty = false
    for (offset, word) in words.enumerated() {
      way.cells = memo.fed(way.cells, word, serial: serial + offset, startsPiece: offset == 0, book: book)
      if memo.cells[way.cells].isEmpty { return cost }
    }
    return cost
  }
}
