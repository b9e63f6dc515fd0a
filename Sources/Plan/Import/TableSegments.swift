/// One row of a table as the lines that it was printed on, before their words are dealt to columns.
struct TableRow {
  var lines: [SourceLine]
  var reasons: [UncertainReason] = []
}

/// Cuts the lines of one table into rows and gives every piece that stands elsewhere to the row that it completes.
struct TableSegments {
  var reader: RowReader
  /// First words of rows, folded: what rows of this document begin with.
  var openers: Set<[UInt8]> = []

  init(reader: RowReader, openers: Set<[UInt8]> = []) {
    self.reader = reader
    self.openers = openers
  }

  private enum YearLine {
    /// Title words stand before the function and the year.
    case opensRow
    /// A function and a year, the title above; the function begins at this line.
    case functionFrom(Int)
  }

  func rows(of table: [SourceLine]) -> (rows: [TableRow], strays: [SourceLine]) {
    let lines = rowMajor(table)
    guard !lines.isEmpty else { return ([], []) }
    let starts = rowStarts(lines)
    guard let first = starts.first else { return ([], lines) }
    var rows: [TableRow] = []
    for (position, start) in starts.enumerated() {
      let end = position + 1 < starts.count ? starts[position + 1] : lines.count
      rows.append(TableRow(lines: Array(lines[start..<end])))
    }
    settleTails(&rows)
    settlePageTops(&rows)
    if first > 0 { place(Array(lines[..<first]), in: &rows) }
    return (rows, [])
  }

  // MARK: Row starts

  private func rowStarts(_ lines: [SourceLine]) -> [Int] {
    var starts: [Int] = []
    var free = 0
    for index in lines.indices {
      guard let kind = yearLine(at: index, in: lines, from: free) else { continue }
      switch kind {
      case .opensRow:
        starts.append(index)
      case .functionFrom(let function):
        starts.append(titleStart(lines, from: free, before: function, isFirst: starts.isEmpty))
      }
      free = index + 1
    }
    return starts
  }

  private func yearLine(at index: Int, in lines: [SourceLine], from free: Int) -> YearLine? {
    let words = lines[index].words
    for position in words.indices {
      guard words[position].bareYear != nil else { continue }
      if position == 0 { return loneYear(at: index, in: lines, from: free) }
      if words[position - 1].isMonth && !words[position].afterBar { continue }
      let before = words[0..<position]
      let start = reader.book.functionStart(before)
      let bar = before.indices.last { words[$0].afterBar }
      if words[position].afterBar {
        if let bar { return bar > 0 ? .opensRow : .functionFrom(index) }
        return start.index > 0 ? .opensRow : .functionFrom(index)
      }
      if let bar, bar > 0 {
        if reader.book.functionStart(words[bar..<position]).cost < 4.5 { return .opensRow }
        continue
      }
      guard start.cost < 1.5, start.letters >= 4 else { continue }
      return start.index > 0 ? .opensRow : .functionFrom(index)
    }
    return nil
  }

  /// A year at a line's beginning belongs to a row printed cell by cell when a function stands right above it.
  private func loneYear(at index: Int, in lines: [SourceLine], from free: Int) -> YearLine? {
    var time = TimeCell()
    for (offset, word) in lines[index].words.enumerated() {
      guard let next = time.taking(word) else {
        if offset == 0 { return nil }
        break
      }
      time = next
    }
    guard index > free else { return nil }
    var best: (start: Int, cost: Float)?
    for start in stride(from: index - 1, through: max(free, index - 5), by: -1) {
      var cells = FunctionBook.start
      for line in lines[start..<index] {
        for (offset, word) in line.words.enumerated() {
          cells = reader.book.feed(word, startsPiece: offset == 0, into: cells)
        }
      }
      guard !cells.isEmpty, start > free || lines[start].afterBlank else { continue }
      let reading = reader.book.finished(cells)
      var cost = reading.cost
      if !lines[start].words[0].startsUpper { cost += 0.8 }
      if !lines[start].afterBlank { cost += 0.6 }
      if cost < (best?.cost ?? 2) { best = (start, cost) }
    }
    if let best { return .functionFrom(best.start) }
    // An unknown function that stands as a short block of its own between a block of title and the year.
    guard lines[index].afterBlank else { return nil }
    var start = index - 1
    while start > free, !lines[start].afterBlank { start -= 1 }
    guard start > free, index - start <= 3, lines[start].words[0].startsUpper, lines[start].afterBlank else {
      return nil
    }
    let isProse = lines[start..<index].contains { $0.words.contains { $0.endsSentence } || $0.words.count > 4 }
    return isProse ? nil : .functionFrom(start)
  }

  /// The line between `from` and `before` where a title begins whose function stands at `before`.
  private func titleStart(_ lines: [SourceLine], from: Int, before: Int, isFirst: Bool) -> Int {
    guard from < before else { return before }
    var best = (index: before, score: Float(-1))
    for index in from..<before {
      let line = lines[index]
      var score: Float = line.words[0].startsUpper || line.words[0].text.first?.isNumber == true ? 2 : -2
      if line.afterBlank { score += 1.2 }
      if line.startsPage { score += 0.5 }
      if openers.contains(line.words[0].letters) { score += 1.5 }
      if index == from {
        score += isFirst ? 1.5 : 1
      } else {
        let above = lines[index - 1].words[lines[index - 1].words.count - 1]
        let ending = RowReader.endingCost(above, stopShare: 0.5)
        score += ending == 0 ? 1.5 : (ending > 1 ? -1.5 : 0)
      }
      if score > best.score + 0.01 { best = (index, score) }
    }
    return best.index
  }

  // MARK: Column-major tables

  /// The lines in row order: where the titles of several rows were printed one after the other, then their functions, then
  /// their years, the blocks are dealt to their rows.
  private func rowMajor(_ lines: [SourceLine]) -> [SourceLine] {
    var blocks: [(range: Range<Int>, kind: Block)] = []
    var start = 0
    for index in 1..<max(lines.count + 1, 1) where index == lines.count || lines[index].afterBlank {
      guard start < index else { continue }
      blocks.append((start..<index, kind(of: lines[start..<index])))
      start = index
    }
    var result: [SourceLine] = []
    var done = 0
    var position = 0
    while position < blocks.count {
      guard blocks[position].kind == .time else {
        position += 1
        continue
      }
      var end = position
      var years = 0
      while end < blocks.count, blocks[end].kind == .time || blocks[end].kind == .timeTail {
        if blocks[end].kind == .time { years += 1 }
        end += 1
      }
      let functions = position - years
      let titles = functions - years
      let matches =
        years >= 2 && titles >= 0 && blocks[functions..<position].allSatisfy { $0.kind == .function }
        && blocks[titles..<functions].allSatisfy { $0.kind == .text }
      guard matches, blocks[titles].range.lowerBound >= done else {
        position = end
        continue
      }
      result.append(contentsOf: lines[done..<blocks[titles].range.lowerBound])
      var time = position
      for row in 0..<years {
        result.append(contentsOf: lines[blocks[titles + row].range])
        result.append(contentsOf: lines[blocks[functions + row].range])
        result.append(contentsOf: lines[blocks[time].range])
        time += 1
        while time < end, blocks[time].kind == .timeTail {
          result.append(contentsOf: lines[blocks[time].range])
          time += 1
        }
      }
      done = blocks[end - 1].range.upperBound
      position = end
    }
    result.append(contentsOf: lines[done...])
    return result
  }

  private enum Block { case text, function, time, timeTail }

  private func kind(of lines: ArraySlice<SourceLine>) -> Block {
    var time = TimeCell()
    var onlyTime = true
    for word in lines.flatMap(\.words) {
      guard let next = time.taking(word) else {
        onlyTime = false
        break
      }
      time = next
    }
    if onlyTime { return .time }
    if lines.first?.words.first?.opensBracket == true, isTimeTail(lines) { return .timeTail }
    var cells = FunctionBook.start
    for line in lines {
      for (offset, word) in line.words.enumerated() {
        cells = reader.book.feed(word, startsPiece: offset == 0, into: cells)
      }
    }
    guard lines.first?.words.first?.startsUpper == true, !cells.isEmpty else { return .text }
    return reader.book.finished(cells).cost < 1 ? .function : .text
  }

  private func isTimeTail(_ lines: ArraySlice<SourceLine>) -> Bool {
    var time = TimeCell(year: 2000)
    for word in lines.flatMap(\.words) {
      guard let next = time.taking(word) else { return false }
      time = next
    }
    return true
  }

  // MARK: Pieces that stand elsewhere

  /// What rows cost that were read before, by the numbers of their lines.
  private final class Prices {
    var byLines: [[Int]: Float] = [:]
  }

  private let prices = Prices()

  private func cost(_ lines: [SourceLine]) -> Float {
    guard !lines.isEmpty else { return 8 }
    let key = lines.map(\.number)
    if let known = prices.byLines[key] { return known }
    let cost = reader.read(lines).cost
    prices.byLines[key] = cost
    return cost
  }

  /// `lines` with `tail` put where it was printed: after the lines of the row's own page.
  private func joined(_ lines: [SourceLine], _ tail: [SourceLine]) -> [SourceLine] {
    guard let page = lines.first?.page else { return tail }
    let split = lines.firstIndex { $0.page > page } ?? lines.count
    return Array(lines[..<split]) + tail + Array(lines[split...])
  }

  private static let doubt: Float = 0.7
  /// What it costs to believe that a page's top belongs to two rows.
  private static let splitTop: Float = 1.2

  /// Gives lines that stand before a table's first row to the row of that page which they complete.
  private func place(_ tail: [SourceLine], in rows: inout [TableRow]) {
    guard let page = tail.first?.page else { return }
    let samePage = rows.indices.filter { rows[$0].lines.first?.page == page }
    let candidates = samePage.isEmpty ? Array(rows.indices) : samePage
    var prices: [(index: Int, price: Float)] = []
    for index in candidates {
      prices.append((index, cost(joined(rows[index].lines, tail)) - cost(rows[index].lines)))
    }
    // A table's last row is where a print leaves its tail; that decides between equals.
    prices.sort { ($0.price, -$0.index) < ($1.price, -$1.index) }
    guard let best = prices.first else { return }
    rows[best.index].lines = joined(rows[best.index].lines, tail)
    if best.price > 1 || (prices.count > 1 && prices[1].price - best.price < TableSegments.doubt) {
      rows[best.index].reasons.append(.tailOwner)
    }
  }

  /// Lines at a page's beginning continue the row before, or are the tail of the page's last row.
  private func settlePageTops(_ rows: inout [TableRow]) {
    for index in rows.indices {
      guard let page = rows[index].lines.first?.page else { continue }
      guard let top = rows[index].lines.firstIndex(where: { $0.page > page && $0.startsPage }) else { continue }
      let topPage = rows[index].lines[top].page
      guard let last = rows.indices.last(where: { $0 > index && rows[$0].lines.first?.page == topPage }) else {
        continue
      }
      let lines = rows[index].lines
      let topEnd = lines[top...].firstIndex { $0.page > topPage } ?? lines.count
      let cuts = [top] + (top + 1..<max(topEnd, top + 1)).filter { lines[$0].afterBlank } + [topEnd]
      let otherLines = rows[last].lines
      var options: [(cut: Int, price: Float)] = []
      for cut in Set(cuts).sorted().suffix(5) {
        let kept = Array(lines[..<cut]) + Array(lines[topEnd...])
        let moved = Array(lines[cut..<topEnd])
        let other = moved.isEmpty ? otherLines : joined(otherLines, moved)
        let price: Float = cut == topEnd ? 0 : (cut == top ? 0.05 : TableSegments.splitTop)
        options.append((cut, cost(kept) + cost(other) + price))
      }
      if !options.contains(where: { $0.cut == top }) {
        let kept = Array(lines[..<top]) + Array(lines[topEnd...])
        options.append((top, cost(kept) + cost(joined(otherLines, Array(lines[top..<topEnd]))) + 0.05))
      }
      options.sort { $0.price < $1.price }
      guard let best = options.first else { continue }
      let doubtful = options.count > 1 && options[1].price - best.price < TableSegments.doubt
      if best.cut < topEnd {
        rows[last].lines = joined(otherLines, Array(lines[best.cut..<topEnd]))
        rows[index].lines = Array(lines[..<best.cut]) + Array(lines[topEnd...])
        if doubtful { rows[last].reasons.append(.tailOwner) }
      } else if doubtful {
        rows[index].reasons.append(.tailOwner)
      }
    }
  }

  /// Lines after a finished title that begin in lower case complete the next row, or the page's last, when they can.
  ///
  /// Where a print set each row's tail above the row, the next row's own tail moves on with it.
  private func settleTails(_ rows: inout [TableRow]) {
    for index in rows.indices {
      let lines = rows[index].lines
      let cut = lines.indices.dropFirst().first { position in
        let line = lines[position]
        guard line.afterBlank, !line.words[0].startsUpper, !line.words[0].opensBracket else { return false }
        return lines[position - 1].words.last?.endsSentence == true
      }
      guard let cut, !lines[cut].startsPage else { continue }
      var settled: [(rows: [TableRow], price: Float, owner: Int)] = []
      func consider(_ changed: [TableRow], owner: Int, bias: Float) {
        var price = bias
        for (old, new) in zip(rows, changed) where old.lines.map(\.number) != new.lines.map(\.number) {
          price += cost(new.lines) - cost(old.lines)
        }
        settled.append((changed, price, owner))
      }
      consider(rows, owner: index, bias: 0)
      let tail = Array(lines[cut...])
      let last = rows.indices.last { rows[$0].lines.first?.page == tail[0].page } ?? index
      for owner in Set([index + 1, last]).sorted() where owner > index && owner < rows.count {
        var changed = rows
        changed[index].lines = Array(lines[..<cut])
        changed[owner].lines = joined(changed[owner].lines, tail)
        consider(changed, owner: owner, bias: 0.1)
      }
      var chain = rows
      var moving = tail
      chain[index].lines = Array(lines[..<cut])
      var owner = index + 1
      while owner < rows.count, !moving.isEmpty {
        let own = ownTail(rows[owner].lines)
        chain[owner].lines = joined(Array(rows[owner].lines.dropLast(own.count)), moving)
        moving = own
        owner += 1
      }
      if moving.isEmpty, owner > index + 2 { consider(chain, owner: index + 1, bias: 0) }
      settled.sort { ($0.price, $0.owner) < ($1.price, $1.owner) }
      guard let best = settled.first, best.owner != index else { continue }
      rows = best.rows
      let rival = settled.dropFirst().first { $0.owner != best.owner }
      if let rival, rival.price - best.price < TableSegments.doubt { rows[best.owner].reasons.append(.tailOwner) }
    }
  }

  /// The last block of a row when it stands after the row's year, in lower case, and is no time.
  private func ownTail(_ lines: [SourceLine]) -> [SourceLine] {
    guard let start = lines.lastIndex(where: \.afterBlank), start > 0, !lines[start].startsPage else { return [] }
    let tail = lines[start...]
    guard let first = tail.first?.words.first, !first.startsUpper, !first.opensBracket else { return [] }
    guard lines[..<start].last?.words.contains(where: { $0.bareYear != nil }) == true else { return [] }
    return Array(tail)
  }
}
