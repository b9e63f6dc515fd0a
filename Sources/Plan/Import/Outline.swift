import Foundation

/// The document as chapters and sections, each with its lines of prose and of table.
struct Outline {
  struct Part {
    var numberWord: String?
    var numbers: [Int] = []
    var heading: [SourceLine] = []
    var prose: [SourceLine] = []
    /// Lines of the table without its head.
    var table: [SourceLine] = []
    var anchor: Anchor?
    var isChapter: Bool { numbers.count == 1 }
    var isSection: Bool { numbers.count > 1 || numberWord == nil }
  }

  /// The words that open a section's text and tell its kind.
  enum Anchor { case priority, direction }

  var front: [SourceLine] = []
  var parts: [Part] = []
  var furniture: [SourceLine] = []

  init(_ source: [SourceLine]) {
    var lines = source
    furniture = Outline.takeFurniture(&lines)
    var index = 0
    var inTable = false
    while index < lines.count {
      if let heading = Outline.heading(lines, at: index, after: parts.last(where: { !$0.numbers.isEmpty })?.numbers) {
        parts.append(heading.part)
        index = heading.end
        inTable = false
        continue
      }
      if let anchor = Outline.anchor(lines[index]) {
        if let unnumbered = takeUnnumberedHeading(inTable: inTable) { parts.append(unnumbered) }
        if !parts.isEmpty {
          parts[parts.count - 1].anchor = anchor.kind
          parts[parts.count - 1].prose.append(anchor.rest)
        }
        inTable = false
        index += 1
        continue
      }
      if Outline.isMarker(lines[index]), !parts.isEmpty {
        inTable = true
        index += 1
        continue
      }
      if let end = TableHead.end(lines, at: index), !parts.isEmpty {
        inTable = true
        index = end
        continue
      }
      if parts.isEmpty {
        front.append(lines[index])
      } else if inTable, !Outline.isPointer(lines[index]) {
        parts[parts.count - 1].table.append(lines[index])
      } else {
        parts[parts.count - 1].prose.append(lines[index])
      }
      index += 1
    }
  }

  /// A text begins where the last part has one already: the block before it was a heading without a number.
  private mutating func takeUnnumberedHeading(inTable: Bool) -> Part? {
    guard let last = parts.indices.last, parts[last].anchor != nil || !parts[last].table.isEmpty else { return nil }
    var lines = inTable ? parts[last].table : parts[last].prose
    guard !lines.isEmpty else { return nil }
    var start = lines.count - 1
    while start > 0, !lines[start].afterBlank { start -= 1 }
    var heading = Array(lines[start...])
    let looksLikeOne =
      heading.count <= 3 && heading[0].words[0].startsUpper && heading.last?.words.last?.endsSentence == false
      && !heading.contains { $0.words.contains { $0.afterBar || $0.bareYear != nil } }
    guard looksLikeOne else { return nil }
    lines.removeLast(heading.count)
    // A heading in a loose print: its beginning may be the line above.
    if let above = lines.last, above.startsPage, heading.count == 1, !heading[0].startsPage,
      !heading[0].words[0].startsUpper
    {
      heading.insert(above, at: 0)
      lines.removeLast()
    }
    if inTable { parts[last].table = lines } else { parts[last].prose = lines }
    return Part(numberWord: nil, heading: heading)
  }

  // MARK: Headings

  /// The numbers of `4.1.3` or `4.`, or `nil` when the word is none.
  static func numbers(_ word: Word) -> [Int]? {
    let text = word.text
    guard text.first?.isNumber == true, text.contains("."), text.utf8.count <= 12, !word.afterBar else { return nil }
    let bare = text.hasSuffix(".") ? text.dropLast() : text[...]
    var numbers: [Int] = []
    for piece in bare.split(separator: ".", omittingEmptySubsequences: false) {
      guard (1...2).contains(piece.utf8.count), let number = Int(piece), number > 0 else { return nil }
      numbers.append(number)
    }
    return (1...4).contains(numbers.count) ? numbers : nil
  }

  private static func heading(_ lines: [SourceLine], at index: Int, after last: [Int]?) -> (part: Part, end: Int)? {
    let line = lines[index]
    guard let numbers = numbers(line.words[0]), line.words.count > 1 else { return nil }
    let title = line.words[1]
    guard title.startsUpper, !line.words.contains(where: { $0.afterBar || $0.bareYear != nil }) || numbers.count == 1
    else {
      return nil
    }
    if let last {
      // A number that does not go on from the last one is a number inside a sentence, not a heading.
      guard last.lexicographicallyPrecedes(numbers), follows(numbers, last) else { return nil }
    }
    if numbers.count == 1, !line.afterBlank { return nil }
    var end = index + 1
    while end < lines.count, end < index + 4 {
      let next = lines[end]
      if Outline.numbers(next.words[0]) != nil || anchor(next) != nil || isMarker(next) { break }
      if TableHead.end(lines, at: end) != nil || isPointer(next) { break }
      let above = lines[end - 1].words[lines[end - 1].words.count - 1]
      if next.afterBlank {
        let open = RowReader.endingCost(above, stopShare: 0) >= RowReader.Cost.cutTitle
        if !open || next.words.count > 6 || next.startsPage { break }
      } else if above.endsSentence {
        break
      }
      end += 1
    }
    let part = Part(numberWord: line.words[0].text, numbers: numbers, heading: Array(lines[index..<end]))
    return (part, end)
  }

  /// Whether a heading `numbers` may come after `last`: one level deeper, or a step on at any level above.
  private static func follows(_ numbers: [Int], _ last: [Int]) -> Bool {
    var common = 0
    while common < min(numbers.count, last.count), numbers[common] == last[common] { common += 1 }
    if common == last.count { return numbers.count <= last.count + 2 && numbers[common] <= 3 }
    return common < numbers.count && numbers[common] - last[common] <= 4
  }

  static func anchor(_ line: SourceLine) -> (kind: Anchor, rest: SourceLine)? {
    let words = line.words
    guard let colon = words.prefix(6).firstIndex(where: { $0.text.hasSuffix(":") }) else { return nil }
    let label = words[...colon].map(\.letters)
    let kind: Anchor
    if colon == 0, Letters.resemble(label[0], Letters.fold("prioritering")) {
      kind = .priority
    } else if colon <= 4, label.contains(where: { Letters.resemble($0, Letters.fold("inriktning")) }) {
      kind = .direction
    } else {
      return nil
    }
    var rest = line
    rest.words = Array(words[(colon + 1)...])
    rest.text = rest.words.map(\.text).joined(separator: " ")
    return (kind, rest)
  }

  static func isMarker(_ line: SourceLine) -> Bool {
    guard line.words.count == 1, let word = line.words.first else { return false }
    return word.text == word.text.uppercased() && Letters.resemble(word.letters, Letters.fold("aktiviteter"))
  }

  /// "Aktiviteter finns under 3.2.1": the section has no table of its own.
  static func isPointer(_ line: SourceLine) -> Bool {
    guard line.words.count <= 8, line.words.contains(where: { (numbers($0)?.count ?? 0) > 1 }) else { return false }
    let first = String(decoding: line.words[0].letters, as: UTF8.self)
    return first == Letters.plain("aktiviteter") || first == Letters.plain("se")
  }

  // MARK: Running heads and feet

  private static func takeFurniture(_ lines: inout [SourceLine]) -> [SourceLine] {
    var isFurniture = Set<Int>()
    for (index, line) in lines.enumerated() {
      let text = line.text
      let isPageNumber = text.wholeMatch(of: /(?:[Ss]ida )?\d{1,3}\s*\(\d{1,3}\)/) != nil
      let isDateline = text.contains(/Datum:?\s*\d{4}-\d{2}-\d{2}/)
      if isPageNumber || isDateline { isFurniture.insert(index) }
    }
    // The foot's other lines stand beside the first ones, and alone at the end of other pages.
    var feet = Set<String>()
    for index in isFurniture {
      for near in max(0, index - 2)..<min(lines.count, index + 2) where !isFurniture.contains(near) {
        let line = lines[near]
        if line.words.count <= 4, line.afterBlank, near + 1 >= lines.count || lines[near + 1].afterBlank {
          feet.insert(line.text)
        }
      }
    }
    var endCounts: [String: Int] = [:]
    for line in lines where line.endsPage { endCounts[line.text, default: 0] += 1 }
    for (index, line) in lines.enumerated() {
      let besideFoot = isFurniture.contains(index + 1) || isFurniture.contains(index + 2)
      let repeats = endCounts[line.text, default: 0]
      let endsRepeatedly =
        line.endsPage && repeats >= 2 && line.afterBlank && line.words.first?.startsUpper == true
        && line.words.last?.endsSentence == false && line.words.count <= 4 && line.words.count >= 2
      if besideFoot && feet.contains(line.text) && repeats > 0 || endsRepeatedly { isFurniture.insert(index) }
    }
    let taken = isFurniture.sorted().map { lines[$0] }
    for index in isFurniture where lines[index].endsPage && index > 0 { lines[index - 1].endsPage = true }
    for index in isFurniture where lines[index].startsPage && index + 1 < lines.count {
      lines[index + 1].startsPage = lines[index + 1].page == lines[index].page
    }
    lines = lines.enumerated().filter { !isFurniture.contains($0.offset) }.map(\.element)
    return taken
  }
}

/// The head of a table of activities, however it was broken.
enum TableHead {
  private static let names: [[String]] = [
    ["aktivitet", "insats", "åtgärd"], ["ansvar", "ansvarig"], ["påbörjas", "start", "startår"],
    ["uppföljning", "status", "kommentar"],
  ]
  private static let pieces: [[UInt8]] = [
    "handläggning", "påbörjas", "uppföljning", "ansvar", "för", "aktivitet", "startår",
  ]
  .map { Letters.fold($0) }

  /// The index after the head that begins at `index`, or `nil` when none begins there.
  static func end(_ lines: [SourceLine], at index: Int) -> Int? {
    let first = lines[index].words
    guard column(first[0]) == 0 else { return nil }
    var columns = Set(first.compactMap(column))
    if columns.count < 2 {
      guard first.count == 1 else { return nil }
      for line in lines[(index + 1)...].prefix(4) { columns.formUnion(line.words.compactMap(column)) }
      guard columns.count >= 3 else { return nil }
    }
    var end = index + 1
    while end < lines.count, end < index + 9, lines[end].words.allSatisfy(isPiece), !isLoneYear(lines[end]) { end += 1 }
    return end
  }

  private static func isLoneYear(_ line: SourceLine) -> Bool { line.words.first?.year != nil }

  private static func column(_ word: Word) -> Int? {
    names.firstIndex { $0.contains { Letters.resemble(Letters.fold($0), word.letters) } }
  }

  /// A head word, a part of one, or the date of the follow-up.
  private static func isPiece(_ word: Word) -> Bool {
    if word.year != nil || word.isMonth || column(word) != nil { return true }
    guard !word.letters.isEmpty, !word.startsUpper || word.letters.count > 4 else { return false }
    return pieces.contains { piece in
      Letters.resemble(piece, word.letters) || piece.starts(with: word.letters) && word.letters.count > 3
        || word.letters.count <= 6 && piece.suffix(word.letters.count).elementsEqual(word.letters)
    }
  }
}
