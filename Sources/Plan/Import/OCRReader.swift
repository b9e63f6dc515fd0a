import Foundation

/// Reads the text of a printed plan, as a scanner or a text extraction gave it.
///
/// Three steps, each a value: lines and pages (``PageLines``), chapters and sections (``Outline``), rows of the tables
/// (``TableSegments`` and ``RowReader``). The function column is learned from the document between two passes.
struct OCRReader {
  private var spelling: Spelling
  private var plan = ImportedPlan()
  private let lines: [SourceLine]

  static func read(_ text: String) throws(ImportError) -> ImportedPlan {
    let lines = PageLines.cut(text)
    guard !lines.isEmpty else { throw .empty }
    var reader = OCRReader(lines: lines)
    reader.readAll()
    guard !reader.plan.sections.isEmpty else { throw .notAPlan }
    return reader.plan
  }

  private init(lines: [SourceLine]) {
    self.lines = lines
    spelling = Spelling(document: lines.lazy.flatMap { $0.words.lazy.map(\.text) })
  }

  private mutating func readAll() {
    let outline = Outline(lines)
    for line in outline.furniture {
      plan.warnings.append(ImportWarning(line: line.number, code: .pageFurniture, text: line.text))
    }
    readFront(outline)
    let sections = readSections(outline)
    readTables(sections)
    plan.warnings.sort { ($0.line, $0.text) < ($1.line, $1.text) }
  }

  // MARK: What stands outside the sections

  private mutating func readFront(_ outline: Outline) {
    readPeriod()
    readOrganisation()
    readTitle(outline)
    let unread = outline.front.filter { line in
      let text = spelling.restored(line.text)
      return text != plan.title && text != plan.organisation
    }
    if let first = unread.first {
      plan.warnings.append(ImportWarning(line: first.number, code: .chapterText, text: joined(unread)))
    }
    for part in outline.parts where part.isChapter {
      let prose = takeScale(part.prose)
      let text = ([spelling.restored(joined(part.heading))] + paragraphs(prose)).joined(separator: "\n")
      if !prose.isEmpty, let line = part.heading.first {
        plan.warnings.append(ImportWarning(line: line.number, code: .chapterText, text: text))
      }
      for line in part.table {
        plan.warnings.append(ImportWarning(line: line.number, code: .strayTail, text: line.text))
      }
    }
  }

  /// The period that the document names most often.
  private mutating func readPeriod() {
    var counts: [[Int]: Int] = [:]
    var order: [[Int]] = []
    for line in lines {
      for match in line.text.matches(of: /\b(20\d\d)\s*[-–—]\s*(20\d\d)\b/) {
        guard let from = Int(match.1), let to = Int(match.2), from <= to, to - from <= 20 else { continue }
        if counts[[from, to]] == nil { order.append([from, to]) }
        counts[[from, to], default: 0] += 1
      }
    }
    guard let best = order.max(by: { counts[$0, default: 0] < counts[$1, default: 0] }) else { return }
    plan.fromYear = best[0]
    plan.toYear = best[1]
  }

  /// "Region …" with the words that follow it most often.
  private mutating func readOrganisation() {
    var counts: [String: Int] = [:]
    var order: [String] = []
    for line in lines {
      for (index, word) in line.words.enumerated() where word.text == "Region" || word.text == "Regionen" {
        var name = [word.text]
        for next in line.words[(index + 1)...].prefix(3) {
          let isCounty = Letters.resemble(next.letters, Letters.fold("län")) || next.letters == Letters.fold("läns")
          guard name.count == 1 ? next.startsUpper && next.letters.count > 2 : isCounty else { break }
          name.append(isCounty ? "län" : next.core.trimmingCharacters(in: CharacterSet(charactersIn: ".;:()")))
          if isCounty || next.endsSentence || next.endsWithComma { break }
        }
        guard name.count > 1 else { continue }
        let full = spelling.restored(name.joined(separator: " "))
        if counts[full] == nil { order.append(full) }
        counts[full, default: 0] += 1
      }
    }
    plan.organisation = order.max { counts[$0, default: 0] < counts[$1, default: 0] } ?? ""
  }

  private mutating func readTitle(_ outline: Outline) {
    let period = /20\d\d\s*[-–—]\s*20\d\d/
    let candidates = outline.furniture + outline.front + lines
    for line in candidates {
      let text = line.text.split(separator: "|").first.map(String.init) ?? line.text
      guard let match = text.firstMatch(of: period), text.lowercased().contains("plan"), text.count <= 120 else {
        continue
      }
      let title = String(text[..<match.range.upperBound])
      guard title.first?.isUppercase == true else { continue }
      plan.title = spelling.restored(title)
      return
    }
    plan.title = spelling.restored(
      joined(outline.front.isEmpty ? Array(lines.prefix(1)) : Array(outline.front.prefix(1))))
  }

  /// The follow-up scale out of a chapter's prose; gives back what is left.
  private mutating func takeScale(_ prose: [SourceLine]) -> [SourceLine] {
    let words: [(code: ImportedColour.Code, letters: [UInt8])] = [
      (.blue, Letters.fold("blått")), (.blue, Letters.fold("blå")), (.red, Letters.fold("rött")),
      (.red, Letters.fold("röd")),
      (.yellow, Letters.fold("gult")), (.yellow, Letters.fold("gul")), (.green, Letters.fold("grönt")),
      (.green, Letters.fold("grön")),
    ]
    var left: [SourceLine] = []
    var taken: [(code: ImportedColour.Code?, word: String, lines: [[Word]])] = []
    var open = false
    for line in prose {
      let first = line.words[0]
      let code = words.first { $0.letters == first.letters }?.code
      if let code, first.text.hasSuffix(":") {
        taken.append((code, String(first.text.dropLast()), [Array(line.words.dropFirst())]))
        open = true
      } else if first.text == ":", line.words.count > 2, !taken.isEmpty {
        taken.append((nil, "", [Array(line.words.dropFirst())]))
        open = true
      } else if open, !line.afterBlank {
        taken[taken.count - 1].lines.append(line.words)
      } else {
        open = false
        left.append(line)
      }
    }
    guard taken.count >= 2 else { return prose }
    let lost = Set(ImportedColour.Code.allCases).subtracting(taken.compactMap(\.code))
    for step in taken {
      let meaning = spelling.restored(TitleText.join(step.lines))
      if let code = step.code {
        plan.scale.append(ImportedColour(code: code, word: spelling.restored(step.word), meaning: meaning))
      } else if lost.count == 1, let only = lost.first {
        plan.scale.append(ImportedColour(code: only, word: "", meaning: meaning, uncertain: .lostWord))
      } else {
        let number = prose.first?.number ?? 0
        plan.warnings.append(ImportWarning(line: number, code: .chapterText, text: ": " + meaning))
      }
    }
    return left
  }

  // MARK: Sections

  private mutating func readSections(_ outline: Outline) -> [(key: String, table: [SourceLine])] {
    var tables: [(key: String, table: [SourceLine])] = []
    var keys = Set<String>()
    var keyByNumbers: [[Int]: String] = [:]
    var siblingNumbers: [Int] = []
    let parts = outline.parts.filter(\.isSection)
    for part in parts {
      guard let first = part.heading.first else { continue }
      var reasons: [UncertainReason] = []
      var titleWords = part.heading.map(\.words)
      if part.numberWord != nil { titleWords[0].removeFirst() }
      var isGoal = false
      if let word = titleWords[0].first, word.text.hasSuffix(":"), OCRReader.isGoalWord(word) {
        isGoal = true
        titleWords[0].removeFirst()
      }
      var title = spelling.restored(TitleText.join(titleWords))
      if title.hasSuffix("."), !title.hasSuffix("..") { title.removeLast() }
      let parent: [Int]
      if part.numberWord != nil {
        parent = Array(part.numbers.dropLast())
        siblingNumbers = part.numbers
        if keyByNumbers[part.numbers] != nil { reasons.append(.oddNumber) }
      } else {
        parent = siblingNumbers.count > 2 ? Array(siblingNumbers.dropLast()) : siblingNumbers
        reasons.append(.missingNumber)
      }
      let parentKey = (0...parent.count).reversed().lazy.compactMap { keyByNumbers[Array(parent.prefix($0))] }.first
      let number = part.numberWord.map { _ in part.numbers.map(String.init).joined(separator: ".") }
      var key = number ?? "\(parentKey ?? "")/\(normalisedTitle(title))"
      var repeated = 2
      while keys.contains(key) {
        key = "\(number ?? "\(parentKey ?? "")/\(normalisedTitle(title))")#\(repeated)"
        repeated += 1
      }
      keys.insert(key)
      if part.numberWord != nil, keyByNumbers[part.numbers] == nil { keyByNumbers[part.numbers] = key }
      let (text, seeAlso) = prose(part.prose)
      let kind: ImportedSection.Kind
      if isGoal {
        kind = .goal
      } else if let anchor = part.anchor {
        kind = anchor == .priority ? .priority : .direction
      } else if part.numbers.count == 2 {
        kind = .group
      } else {
        kind = plan.sections.last { $0.parentKey == parentKey }?.kind ?? .priority
      }
      // Two priorities of the plan have no number at all, so a lone missing number is no doubt when the text has its label.
      if part.anchor != nil { reasons.removeAll { $0 == .missingNumber } }
      plan.sections.append(
        ImportedSection(
          key: key, number: number, kind: kind, parentKey: parentKey, title: title, text: text, seeAlso: seeAlso,
          rank: plan.sections.count, uncertain: UncertainReason.joined(reasons), sourceLine: first.number))
      tables.append((key, part.table))
    }
    return tables
  }

  private static func isGoalWord(_ word: Word) -> Bool {
    let text = normalisedTitle(word.text)
    return text == normalisedTitle("mål") || text == normalisedTitle("målområde") || text == normalisedTitle("delmål")
  }

  private mutating func prose(_ lines: [SourceLine]) -> (text: String, seeAlso: [String]) {
    var seeAlso: [String] = []
    for word in lines.flatMap(\.words) {
      var printed = word.text.trimmingCharacters(in: CharacterSet(charactersIn: "():;,"))
      while printed.hasSuffix(".") { printed.removeLast() }
      guard let numbers = Outline.numbers(Word(printed[...], afterBar: false)), numbers.count > 1 else { continue }
      if !seeAlso.contains(printed) { seeAlso.append(printed) }
    }
    let told = lines.filter { !Outline.isPointer($0) }
    return (paragraphs(told).joined(separator: "\n"), seeAlso)
  }

  /// Paragraphs of running text: a new one at a bullet, or after a blank line that follows a full stop.
  private mutating func paragraphs(_ lines: [SourceLine]) -> [String] {
    var groups: [[[Word]]] = []
    for line in lines where !line.words.isEmpty {
      var words = line.words
      let isBullet = words.count > 1 && ["e", "o", "•", "-", "–", "¢", "*"].contains(words[0].text)
      if isBullet { words[0] = Word("•", afterBar: false) }
      let ended = groups.last?.last?.last?.endsSentence ?? true
      if groups.isEmpty || isBullet || (line.afterBlank && ended) {
        groups.append([words])
      } else {
        groups[groups.count - 1].append(words)
      }
    }
    return groups.map { spelling.restored(TitleText.join($0)) }
  }

  private func joined(_ lines: [SourceLine]) -> String {
    TitleText.join(lines.map(\.words))
  }

  // MARK: Tables

  private mutating func readTables(_ sections: [(key: String, table: [SourceLine])]) {
    var book = FunctionBook.common
    FunctionLearner.learn(sections.map(\.table), into: &book, spelling: &spelling)
    var reader = RowReader(book: book)
    reader.followWords = OCRReader.followWords(sections.flatMap(\.table))
    var segments = TableSegments(reader: reader)
    // The first pass tells what rows begin with, how titles end, and which unknown functions recur.
    var openerCounts: [[UInt8]: Int] = [:]
    var stops = 0
    var titles = 0
    var freeCounts: [String: (display: String, count: Int)] = [:]
    for section in sections {
      for row in segments.rows(of: section.table).rows {
        let reading = segments.reading(of: row.lines)
        guard let first = reading.titlePieces.first?.first, let last = reading.titlePieces.last?.last else { continue }
        openerCounts[first.letters, default: 0] += 1
        titles += 1
        if last.endsSentence { stops += 1 }
        for case .free(let name) in reading.functions.parts {
          let letters = Letters.plainSentence(name)
          freeCounts[letters] = (freeCounts[letters]?.display ?? name, (freeCounts[letters]?.count ?? 0) + 1)
        }
      }
    }
    for (_, free) in freeCounts.sorted(by: { $0.key < $1.key })
    where free.count >= 2 && !FunctionLearner.endsOpen(free.display) {
      book.insert(spelling.restored(free.display), kind: .name)
    }
    reader.book = book
    reader.stopShare = titles > 0 ? Float(stops) / Float(titles) : 0.5
    segments = TableSegments(reader: reader, openers: Set(openerCounts.filter { $0.value > 1 }.keys))
    for section in sections {
      let found = segments.rows(of: section.table)
      for line in found.strays {
        plan.warnings.append(ImportWarning(line: line.number, code: .strayTail, text: line.text))
      }
      append(found.rows, of: section.key, segments: segments)
    }
  }

  private mutating func append(_ rows: [TableRow], of key: String, segments: TableSegments) {
    var equals: [String: Int] = [:]
    for (index, row) in rows.enumerated() {
      let reading = segments.reading(of: row.lines)
      let title = spelling.restored(TitleText.join(reading.titlePieces))
      let folded = normalisedTitle(title)
      equals[folded, default: 0] += 1
      var responsible: [String] = []
      var support: [String] = []
      var inSupport = false
      var reasons = row.reasons
      for part in reading.functions.parts {
        switch part {
        case .support: inSupport = true
        case .name, .free:
          if case .free = part { reasons.append(.unknownFunction) }
          guard let name = segments.reader.book.display(part) else { continue }
          let shown = OCRReader.capitalised(spelling.restored(name))
          if inSupport { support.append(shown) } else { responsible.append(shown) }
        }
      }
      if reading.functions.isEmpty { reasons.append(.missingFunction) }
      if reading.functions.isCut { reasons.append(.cutFunction) }
      if reading.margin < 0.2 { reasons.append(.columnBorder) }
      if title.isEmpty { reasons.append(.missingTitle) } else if reading.titleIsCut { reasons.append(.cutTitle) }
      if let year = reading.time.year {
        let outside = plan.fromYear > 0 && !(plan.fromYear...plan.toYear).contains(year)
        if outside { reasons.append(.yearOutsidePlan) }
      } else {
        reasons.append(.missingYear)
      }
      // A last year that can't be one is a misprint.
      let until = reading.time.untilYear.flatMap { ((reading.time.year ?? 1900)...2199).contains($0) ? $0 : nil }
      if reading.time.isOpen && !reading.time.isComplete || until != reading.time.untilYear {
        reasons.append(.unclearRecurrence)
      }
      plan.activities.append(
        ImportedActivity(
          sectionKey: key, ordinalInSection: index + 1, ordinalAmongEquals: equals[folded, default: 1], title: title,
          responsible: responsible, support: support, startYear: reading.time.year,
          recurrence: reading.time.isYearly ? .yearly : .none, untilYear: until,
          notes: spelling.restored(TitleText.join([reading.follow])), uncertain: UncertainReason.joined(reasons),
          sourceLine: row.lines.first?.number ?? 0))
    }
  }

  private static func capitalised(_ name: String) -> String {
    name.prefix(1).uppercased() + name.dropFirst()
  }

  /// What stands behind a start year or its bracket is follow-up.
  private static func followWords(_ lines: [SourceLine]) -> Set<[UInt8]> {
    var found = Set<[UInt8]>()
    for line in lines {
      var time = TimeCell()
      var last: Int?
      if let year = FunctionLearner.firstYear(line), year > 0, let next = time.taking(line.words[year]) {
        time = next
        last = year
      } else {
        time = TimeCell(year: 2000)
        last = line.words.lastIndex { $0.opensBracket && time.taking($0) != nil }
        if let bracket = last, let next = time.taking(line.words[bracket]) { time = next }
      }
      guard var end = last else { continue }
      while end + 1 < line.words.count, let next = time.taking(line.words[end + 1]) {
        time = next
        end += 1
      }
      for word in line.words[(end + 1)...] where word.letters.count > 3 && word.year == nil && !word.opensBracket {
        found.insert(word.letters)
      }
    }
    return found
  }
}
