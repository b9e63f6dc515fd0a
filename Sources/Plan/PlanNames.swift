internal import Merge
internal import Replica
internal import Schema

/// The records that the rows of a plan stand for, and the cells that they fill.
struct PlanNames {
  struct Function {
    let id: RecordID
    let name: String
  }

  let plan: RecordType
  let section: RecordType
  let activity: RecordType
  let function: RecordType
  private let planID: RecordID
  private let scale: [ImportedColour]
  private var sections: [String: RecordID] = [:]
  /// Per row; nil for rows that are no record of their own.
  private(set) var records: [RecordID?] = []
  /// The functions that the activities name, in the order in which they come up.
  private(set) var functions: [Function] = []

  init(_ rows: [ReviewTable.Row], schema: Schema) throws(ImportProblem) {
    func type(_ key: String) throws(ImportProblem) -> RecordType {
      guard let type = schema.type(key) else { throw .schemaLacks(key) }
      return type
    }
    plan = try type("plan")
    section = try type("section")
    activity = try type("activity")
    function = try type("function")
    planID = try Self.planID(rows)
    scale = rows.compactMap { row in
      guard case .colour(let colour) = row.entry else { return nil }
      return colour
    }
    for (index, row) in rows.enumerated() {
      guard case .section(let entry) = row.entry else { continue }
      sections[entry.key] =
        try Self.id(of: row, at: index) ?? .natural(type: "section", [.record(planID), .exact(entry.key)])
    }
    var rowByRecord: [RecordID: Int] = [:]
    for (index, row) in rows.enumerated() {
      let record = try record(of: row, at: index)
      records.append(record)
      guard let record else { continue }
      if let other = rowByRecord.updateValue(index, forKey: record) {
        throw .sameRecord(row: index + 1, other: other + 1)
      }
    }
    for row in rows {
      guard case .activity(let entry) = row.entry else { continue }
      for name in entry.responsible + entry.support {
        let id = functionID(name)
        if !functions.contains(where: { $0.id == id }) { functions.append(Function(id: id, name: name)) }
      }
    }
  }

  private static func planID(_ rows: [ReviewTable.Row]) throws(ImportProblem) -> RecordID {
    for (index, row) in rows.enumerated() {
      guard case .plan(let title, let organisation, let fromYear, let toYear) = row.entry else { continue }
      if let id = try id(of: row, at: index) { return id }
      return .natural(
        type: "plan",
        [.name(normalisedTitle(title)), .name(organisation), .integer(Int64(fromYear)), .integer(Int64(toYear))])
    }
    return .natural(type: "plan", [])
  }

  private static func id(of row: ReviewTable.Row, at index: Int) throws(ImportProblem) -> RecordID? {
    guard !row.id.isEmpty else { return nil }
    guard let id = RecordID(text: row.id) else { throw .badID(row: index + 1, row.id) }
    return id
  }

  private func record(of row: ReviewTable.Row, at index: Int) throws(ImportProblem) -> RecordID? {
    switch row.entry {
    case .plan: return planID
    case .section(let entry): return sections[entry.key]
    case .activity(let entry):
      guard sections[entry.sectionKey] != nil else { throw .unknownSection(row: index + 1, entry.sectionKey) }
      let key: [NaturalKeyPart] = [
        .record(planID), .exact(entry.sectionKey), .exact(normalisedTitle(entry.title)),
        .integer(Int64(entry.ordinalAmongEquals)),
      ]
      return try Self.id(of: row, at: index) ?? .natural(type: "activity", key)
    case .colour, .warning: return nil
    }
  }

  private func functionID(_ name: String) -> RecordID {
    .natural(type: "function", [.record(planID), .name(name)])
  }

  func type(of entry: ReviewTable.Entry) -> RecordType? {
    switch entry {
    case .plan: plan
    case .section: section
    case .activity: activity
    case .colour, .warning: nil
    }
  }

  func isUncertain(_ entry: ReviewTable.Entry) -> Bool {
    switch entry {
    case .section(let entry): entry.uncertain != nil
    case .activity(let entry): entry.uncertain != nil
    case .plan, .colour, .warning: false
    }
  }

  func cells(of function: Function) -> [FieldChange] {
    var cells = Cells(self.function)
    cells.set("plan", .reference(planID))
    cells.set("name", .text(function.name))
    return cells.changes
  }

  func cells(of entry: ReviewTable.Entry) throws(ImportProblem) -> [FieldChange] {
    var cells: Cells
    switch entry {
    case .plan(let title, let organisation, let fromYear, let toYear):
      cells = Cells(plan)
      cells.set("title", title.isEmpty ? organisation : title)
      cells.set("organisation", organisation)
      cells.set("fromYear", year: fromYear)
      cells.set("toYear", year: toYear)
      cells.set("scale", scaleValue)
    case .section(let entry):
      cells = Cells(section)
      cells.set("plan", .reference(planID))
      cells.set("number", entry.number ?? "")
      cells.set("rank", .decimal(Decimal(mantissa: Int64(entry.rank), scale: 0)))
      cells.set("kind", .code(entry.kind.rawValue))
      cells.set("parent", entry.parentKey.flatMap { sections[$0] }.map { .reference($0) })
      cells.set("title", entry.title)
      cells.set("text", entry.text)
      cells.setPointers("seeAlso", entry.seeAlso)
      cells.set("uncertain", entry.uncertain?.rawValue ?? "")
    case .activity(let entry):
      cells = Cells(activity)
      cells.set("section", sections[entry.sectionKey].map { .reference($0) })
      cells.set("rank", .decimal(Decimal(mantissa: Int64(entry.ordinalInSection), scale: 0)))
      cells.set("title", entry.title)
      cells.setAll("responsible", entry.responsible.map { .reference(functionID($0)) })
      cells.setAll("support", entry.support.map { .reference(functionID($0)) })
      cells.set("startYear", year: entry.startYear ?? 0)
      cells.set("recurrence", .code(entry.recurrence.rawValue))
      cells.set("untilYear", year: entry.untilYear ?? 0)
      cells.set("notes", entry.notes)
      cells.set("uncertain", entry.uncertain?.rawValue ?? "")
    case .colour, .warning: return []
    }
    if let missing = cells.missing { throw .schemaLacks(missing) }
    return cells.changes
  }

  private var scaleValue: Content? {
    guard case .list(let element)? = plan.field("scale")?.kind, let parts = element.rowParts, !scale.isEmpty else {
      return nil
    }
    var rows: [RowPart] = []
    for (index, colour) in scale.enumerated() {
      var row: [RowPart] = []
      for part in parts {
        let content: Content? =
          switch part.key {
          case "step": .integer(Int64(index + 1))
          case "colour": .code(colour.code.rawValue)
          case "meaning": colour.meaning.isEmpty ? nil : .text(colour.meaning)
          default: nil
          }
        if let content { row.append(RowPart(number: part.number, value: Value(content))) }
      }
      rows.append(RowPart(number: UInt32(index + 1), value: Value(.row(row))))
    }
    return .row(rows)
  }
}

/// Collects the cells of one record by the keys of its type's fields.
private struct Cells {
  private let type: RecordType
  private(set) var changes: [FieldChange] = []
  /// The first field that the schema lacks.
  private(set) var missing: String?

  init(_ type: RecordType) {
    self.type = type
  }

  mutating func set(_ key: String, _ content: Content?) {
    guard let field = field(key) else { return }
    changes.append(.set(field.number, content.map { Value($0) } ?? .cleared))
  }

  mutating func set(_ key: String, _ text: String) {
    set(key, text.isEmpty ? nil : .text(text))
  }

  mutating func set(_ key: String, year: Int) {
    set(key, year == 0 ? nil : .integer(Int64(year)))
  }

  mutating func setAll(_ key: String, _ contents: [Content]) {
    guard let field = field(key) else { return }
    changes.append(.setAll(field.number, contents.map { Value($0) }))
  }

  /// Pointers as printed, which no record is known for.
  mutating func setPointers(_ key: String, _ printed: [String]) {
    guard let field = field(key), let part = field.kind.rowParts?.first(where: { $0.key == "printed" }) else { return }
    changes.append(
      .setAll(field.number, printed.map { Value(.row([RowPart(number: part.number, value: .text($0))])) }))
  }

  private mutating func field(_ key: String) -> Field? {
    if let field = type.field(key) { return field }
    missing = missing ?? key
    return nil
  }
}
