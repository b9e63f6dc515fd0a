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

  /// Rows that were read before, by the numbers of their lines.
  private final class Readings {
    var byLines: [[Int]: RowReader.Reading] = [:]
  }

  private let readings = Readings()

  /// The reading of a row's lines, done once for the same lines.
  func reading(of lines: [SourceLine]) -> RowReader.Reading {
    let key = lines.map(\.number)
    if let known = readings.byLines[key] { return known }
    let reading = reader.read(lines)
    readings.byLines[key] = reading
    return reading
  }

  private enum YearLine {
    /// Title words stand before the function and the year.
    case opensRow
    /// A function and a year, the title above; the function begins at this line.
    case functionFrom(Int, isAlone: Bool)
  }

  func rows(of table: [SourceLine]) -> (rows: [TableRow], strays: [SourceLine]) {
    var lines = rowMajor(table)
    guard !lines.isEmpty else { return ([], []) }
    let starts = rowStarts(&lines)
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

  /// Where rows begin; marks the lines of cells that were printed alone.
  private func rowStarts(_ lines: inout [SourceLine]) -> [Int] {
    var starts: [Int] = []
    var free = 0
    for index in lines.indices {
      guard let kind = yearLine(at: index, in: lines, from: free) else {
        if isYearlessRow(at: index, in: lines, from: free) {
          starts.append(index)
          free = index + 1
        }
        continue
      }
      switch kind {
      case .opensRow:
        starts.append(index)
      case .functionFrom(let function, let isAlone):
        let start = titleStart(lines, from: free, before: function, isFirst: starts.isEmpty)
        starts.append(start)
        if isAlone {
          for line in start..<function { lines[line].cell = .title }
          for line in function..<index { lines[line].cell = .function }
        }
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
        if let bar { return bar > 0 ? .opensRow : .functionFrom(index, isAlone: false) }
        return start.index > 0 ? .opensRow : .functionFrom(index, isAlone: false)
      }
      if let bar, bar > 0 {
        if reader.book.functionStart(words[bar..<position]).cost < 4.5 { return .opensRow }
        continue
      }
      let isKnown = start.cost < 1.5 && start.letters >= 4
      if !isKnown, opensLikeRow(words, year: position) { return .opensRow }
      guard isKnown else { continue }
      return start.index > 0 ? .opensRow : .functionFrom(index, isAlone: false)
    }
    return nil
  }

  /// A row whose year was lost: a title as others begin, a bar, and a whole function, after a finished row.
  private func isYearlessRow(at index: Int, in lines: [SourceLine], from free: Int) -> Bool {
    let words = lines[index].words
    guard index >= free, index > 0, words[0].startsUpper, openers.contains(words[0].letters) else { return false }
    guard let bar = words.indices.dropFirst().first(where: { words[$0].afterBar }) else { return false }
    guard !words.contains(where: { $0.year != nil || $0.opensBracket }) else { return false }
    if index + 1 < lines.count {
      let below = lines[index + 1].words
      // The year may stand in the next line; a row of its own begins there otherwise.
      if below.contains(where: { $0.bareYear != nil }), !openers.contains(below[0].letters) { return false }
    }
    let above = lines[index - 1].words
    guard let last = above.last, lines[index].afterBlank || last.endsSentence || last.closesBracket || last.year != nil
    else { return false }
    var cells = FunctionBook.start
    for (offset, word) in words[bar...].enumerated() {
      cells = reader.book.feed(word, startsPiece: offset == 0, into: cells)
    }
    guard !cells.isEmpty else { return false }
    let reading = reader.book.finished(cells)
    return !reading.isCut && reading.cost < 0.3
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
    let isBlock = lines[index].afterBlank
    var blocks = 0
    for start in stride(from: index - 1, through: max(free, index - 6), by: -1) {
      if lines[start].afterBlank { blocks += 1 }
      guard start > free || lines[start].afterBlank, !isBlock || lines[start].afterBlank else { continue }
      let cell = lines[start..<index]
      var cells = FunctionBook.start
      for line in cell {
        for (offset, word) in line.words.enumerated() {
          cells = reader.book.feed(word, startsPiece: offset == 0, into: cells)
        }
      }
      guard !cells.isEmpty else { continue }
      var cost = reader.book.finished(cells).cost
      if !lines[start].words[0].startsUpper { cost += 0.8 }
      if !lines[start].afterBlank { cost += 0.6 }
      // A short block of its own right above the year is the function, known or not.
      let isProse = cell.contains { $0.words.contains(where: \.endsSentence) } || cell.count > 4
      let isShort = isBlock && blocks == 1 && !isProse && start > free && lines[start].words[0].startsUpper
      if cost < (isShort ? 9 : 2), cost < best?.cost ?? .infinity { best = (start, cost) }
    }
    return best.map { .functionFrom($0.start, isAlone: lines[$0.start].afterBlank && isBlock) }
  }

  /// A line that begins as other rows do and ends with a name and a year, though the name is unknown.
  private func opensLikeRow(_ words: [Word], year: Int) -> Bool {
    guard year > 1, words[0].startsUpper, words[year - 1].startsUpper, !words[year - 1].endsSentence else {
      return false
    }
    guard openers.contains(words[0].letters) else { return false }
    var time = TimeCell()
    for word in words[year...] {
      guard let next = time.taking(word) else { return false }
      time = next
    }
    return true
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
}
