extension ReviewTable {
  /// The table as a file for a spreadsheet: UTF-8 with its mark, semicolons, CRLF, Swedish head.
  ///
  /// - Complexity: O(bytes).
  public func csv() -> [UInt8] {
    var records = [Column.allCases.map(\.rawValue)]
    for row in rows {
      let cells = cells(of: row)
      records.append(Column.allCases.map { cells[$0] ?? "" })
    }
    return CSVText.bytes(records)
  }

  /// Reads what ``csv()`` wrote and a spreadsheet may have saved again: any of `;`, `,` and tab, LF or CRLF, with or without
  /// a mark, UTF-8, UTF-16 or Windows-1252, columns in any order, short rows, blank rows.
  public init(csv bytes: [UInt8]) throws(ImportError) {
    try self.init(csv: TextDecoding.decode(bytes).text)
  }

  /// Whether the first line that is not blank names at least three known columns.
  static func looksLikeTable(_ text: String) -> Bool {
    let lines = text.split(maxSplits: 8, whereSeparator: \.isNewline).prefix(8)
    guard
      let head = lines.first(where: { line in
        !line.lowercased().hasPrefix("sep=") && line.contains { !$0.isWhitespace && !";,\t".contains($0) }
      }), head.utf8.count < 4096
    else { return false }
    let names = head.split { ";,\t".contains($0) }.compactMap { cell in
      Column.named(cell.filter { $0 != "\"" })
    }
    return Set(names).count >= 3
  }

  init(csv text: String) throws(ImportError) {
    let records = try CSVText.records(text)
    guard let head = records.first else { throw .empty }
    var positions: [Column: Int] = [:]
    for (index, cell) in head.cells.enumerated() {
      guard let column = Column.named(CSVText.unguarded(cell)) else { continue }
      if positions[column] != nil { throw .badHeader(missing: nil, repeated: column.rawValue) }
      positions[column] = index
    }
    for column in Column.required where positions[column] == nil {
      throw .badHeader(missing: column.rawValue, repeated: nil)
    }
    rows = []
    var keys: [String: String] = [:]
    for record in records.dropFirst() {
      let reader = CellReader(record: record, positions: positions)
      let row = try reader.row()
      if case .section(let section) = row.entry {
        if keys[section.key] != nil {
          throw reader.fault(.key, .repeatedKey, section.key)
        }
        if let parent = section.parentKey, keys[parent] == nil { throw reader.fault(.section, .unknownParent, parent) }
        keys[section.key] = section.key
      }
      if case .activity(let activity) = row.entry, keys[activity.sectionKey] == nil {
        throw reader.fault(.section, .unknownParent, activity.sectionKey)
      }
      rows.append(row)
    }
    rows = ReviewTable.counted(rows)
    guard rows.contains(where: { if case .section = $0.entry { true } else { false } }) else { throw .notAPlan }
  }

  private func cells(of row: Row) -> [Column: String] {
    var cells: [Column: String] = [.id: row.id]
    func put(_ column: Column, _ value: some CustomStringConvertible) { cells[column] = value.description }
    switch row.entry {
    case .plan(let title, let organisation, let fromYear, let toYear):
      put(.record, ReviewTable.recordWords[0].0)
      put(.title, title)
      put(.text, organisation)
      put(.start, fromYear)
      put(.until, toYear)
    case .colour(let colour):
      put(.record, ReviewTable.recordWords[1].0)
      put(.kind, ReviewTable.colourWords.first { $0.1 == colour.code }?.0 ?? colour.code.rawValue)
      put(.title, colour.word)
      put(.text, colour.meaning)
      put(.uncertain, colour.uncertain?.rawValue ?? "")
    case .section(let section):
      put(.record, ReviewTable.recordWords[2].0)
      put(.key, section.key)
      put(.section, section.parentKey ?? "")
      put(.number, section.number ?? "")
      put(.kind, ReviewTable.kindWords.first { $0.1 == section.kind }?.0 ?? section.kind.rawValue)
      put(.title, section.title)
      put(.text, section.text)
      put(.seeAlso, CSVText.list(section.seeAlso))
      put(.uncertain, section.uncertain?.rawValue ?? "")
      put(.line, section.sourceLine)
    case .activity(let activity):
      put(.record, ReviewTable.recordWords[3].0)
      put(.section, activity.sectionKey)
      put(.title, activity.title)
      put(.responsible, CSVText.list(activity.responsible))
      put(.support, CSVText.list(activity.support))
      put(.start, activity.startYear.map(String.init) ?? "")
      put(.recurrence, activity.recurrence == .yearly ? ReviewTable.yearlyWord : "")
      put(.until, activity.untilYear.map(String.init) ?? "")
      put(.notes, activity.notes)
      put(.uncertain, activity.uncertain?.rawValue ?? "")
      put(.line, activity.sourceLine)
    case .warning(let warning):
      put(.record, ReviewTable.recordWords[4].0)
      put(.kind, warning.code.rawValue)
      put(.text, warning.text)
      put(.line, warning.line)
    }
    return cells
  }
}

/// One record of the table on its way to a row.
private struct CellReader {
  var record: CSVText.Record
  var positions: [ReviewTable.Column: Int]

  func fault(_ column: ReviewTable.Column, _ fault: ImportError.CellFault, _ value: String) -> ImportError {
    .badCell(
      line: record.line, column: (positions[column] ?? -1) + 1, name: column.rawValue, fault: fault,
      value: String(value.prefix(120)))
  }

  private func cell(_ column: ReviewTable.Column) -> String {
    guard let index = positions[column], index < record.cells.count else { return "" }
    return CSVText.unguarded(record.cells[index])
  }

  private func trimmed(_ column: ReviewTable.Column) -> String {
    let cell = cell(column)
    guard let first = cell.firstIndex(where: { !$0.isWhitespace }),
      let last = cell.lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return String(cell[first...last])
  }

  func row() throws(ImportError) -> ReviewTable.Row {
    let word = Letters.plainSentence(trimmed(.record))
    let known = ReviewTable.recordWords.first {
      Letters.plainSentence($0.0) == word || Letters.plainSentence($0.1) == word
    }
    let entry: ReviewTable.Entry
    switch known?.1 {
    case "plan":
      entry = .plan(
        title: cell(.title), organisation: cell(.text), fromYear: try number(.start) ?? 0,
        toYear: try number(.until) ?? 0)
    case "colour": entry = .colour(try colour())
    case "section": entry = .section(try section())
    case "activity": entry = .activity(try activity())
    case "warning":
      guard let code = ImportWarning.Code(rawValue: trimmed(.kind)) else {
        throw fault(.kind, .notAChoice, trimmed(.kind))
      }
      entry = .warning(ImportWarning(line: try number(.line) ?? 0, code: code, text: cell(.text)))
    default:
      let text = record.cells.joined(separator: ";")
      entry = .warning(ImportWarning(line: record.line, code: .unknownRecord, text: text))
    }
    return ReviewTable.Row(id: trimmed(.id), entry: entry)
  }

  private func colour() throws(ImportError) -> ImportedColour {
    let word = Letters.plainSentence(trimmed(.kind))
    guard
      let code = ReviewTable.colourWords.first(where: {
        Letters.plainSentence($0.0) == word || $0.1.rawValue == trimmed(.kind)
      })?.1
    else { throw fault(.kind, .notAChoice, trimmed(.kind)) }
    return ImportedColour(code: code, word: cell(.title), meaning: cell(.text), uncertain: uncertain)
  }

  private func section() throws(ImportError) -> ImportedSection {
    let word = Letters.plainSentence(trimmed(.kind))
    guard
      let kind = ReviewTable.kindWords.first(where: {
        Letters.plainSentence($0.0) == word || $0.1.rawValue == trimmed(.kind)
      })?
      .1
    else { throw fault(.kind, .notAChoice, trimmed(.kind)) }
    let title = cell(.title)
    if trimmed(.title).isEmpty { throw fault(.title, .empty, "") }
    let number = trimmed(.number)
    let parent = trimmed(.section)
    var key = trimmed(.key)
    if key.isEmpty { key = number.isEmpty ? "\(parent)/\(normalisedTitle(title))" : number }
    return ImportedSection(
      key: key, number: number.isEmpty ? nil : number, kind: kind, parentKey: parent.isEmpty ? nil : parent,
      title: title,
      text: cell(.text), seeAlso: CSVText.items(cell(.seeAlso)), uncertain: uncertain,
      sourceLine: try self.number(.line) ?? 0)
  }

  private func activity() throws(ImportError) -> ImportedActivity {
    let start = try year(.start)
    let until = try year(.until)
    if let start, let until, until < start { throw fault(.until, .untilBeforeStart, trimmed(.until)) }
    let title = cell(.title)
    if trimmed(.title).isEmpty && uncertain == nil { throw fault(.title, .empty, "") }
    return ImportedActivity(
      sectionKey: trimmed(.section), ordinalInSection: 0, title: title, responsible: CSVText.items(cell(.responsible)),
      support: CSVText.items(cell(.support)), startYear: start, recurrence: try recurrence(), untilYear: until,
      notes: cell(.notes), uncertain: uncertain, sourceLine: try number(.line) ?? 0)
  }

  private var uncertain: UncertainReason? {
    let text = trimmed(.uncertain)
    return text.isEmpty ? nil : UncertainReason(rawValue: text)
  }

  private func recurrence() throws(ImportError) -> ImportedActivity.Recurrence {
    let text = trimmed(.recurrence)
    switch Letters.plainSentence(text) {
    case "", "none", Letters.plain("nej"), Letters.plain("ingen"): return .none
    case "yearly", Letters.plain("årligen"), Letters.plain("ja"), Letters.plainSentence("varje år"): return .yearly
    default: throw fault(.recurrence, .notAChoice, text)
    }
  }

  /// A whole number, also as a spreadsheet may save it (`2024,0`).
  private func number(_ column: ReviewTable.Column) throws(ImportError) -> Int? {
    var text = trimmed(column)
    if text.isEmpty { return nil }
    for tail in [",0", ".0", ",00", ".00"] where text.hasSuffix(tail) { text.removeLast(tail.count) }
    guard text.utf8.count <= 9, text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text) else {
      throw fault(column, .notANumber, trimmed(column))
    }
    return number
  }

  private func year(_ column: ReviewTable.Column) throws(ImportError) -> Int? {
    guard let number = try number(column) else { return nil }
    guard (1900...2199).contains(number) else { throw fault(column, .notAYear, trimmed(column)) }
    return number
  }
}
