/// Pieces of rows that a print left elsewhere on the page.
extension TableSegments {
  private func cost(_ lines: [SourceLine]) -> Float {
    lines.isEmpty ? 8 : reading(of: lines).cost
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
  func place(_ tail: [SourceLine], in rows: inout [TableRow]) {
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
  func settlePageTops(_ rows: inout [TableRow]) {
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
  func settleTails(_ rows: inout [TableRow]) {
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
