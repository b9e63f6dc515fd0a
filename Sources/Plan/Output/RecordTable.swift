internal import Merge
public import Replica
public import Schema
internal import Words

/// Records as people read them: many as a table, one as a card.
public struct RecordTable {
  private let text: ValueText
  private let lookup: Lookup

  public init(_ text: ValueText) {
    self.text = text
    lookup = text.lookup
  }

  /// What tells records of a type apart beside their names.
  private static let briefFieldKeys: [String: [String]] = [
    "section": ["number", "kind"],
    "activity": ["section", "startYear", "responsible"],
    "assessment": ["year", "colour", "assessor"],
    "visit": ["date", "municipality", "author"],
    "note": ["at", "author", "on"],
    "function": ["unit"],
    "actor": ["kinds", "municipalities"],
    "meeting": ["date", "place"],
    "plan": ["fromYear", "toYear"],
  ]
  private static let briefFieldsMax = 3

  private func briefFields(_ type: RecordType) -> [Field] {
    if let keys = Self.briefFieldKeys[type.key] { return keys.compactMap { type.field($0) } }
    let passed: Set = ["uncertain", "rank", "plan", type.nameField ?? ""]
    let short = type.fields.filter { field in
      if passed.contains(field.key) || field.kind.isSet { return false }
      switch field.kind {
      case .longText, .row, .list: return false
      default: return true
      }
    }
    return Array(short.prefix(Self.briefFieldsMax))
  }

  /// One row per record: reference, name, what is brief about it, and its marks.
  ///
  /// - Parameters:
  ///   - views: in the order in which they are to stand.
  ///   - type: that all are of; nil when they are of several, which then stand in a column.
  /// - Returns: the table, with headings in the reader's language.
  /// - Throws: what the store throws.
  public func table(_ views: [RecordView], type: RecordType?) throws -> TextTable {
    let fields = type.map(briefFields) ?? []
    var table = TextTable(headings: [Words.Records.reference.text(text.language)])
    if type == nil { table.headings.append(Words.Records.type.text(text.language)) }
    table.headings.append(Words.Records.name.text(text.language))
    table.headings += fields.map { text.label($0.label) }
    table.headings.append("")
    for view in views {
      let own = lookup.schema.type(view.type)
      var row = [try lookup.reference(of: view.id)]
      if type == nil { row.append(own.map { text.label($0.label) } ?? "#\(view.type.number)") }
      row.append(try lookup.name(of: view))
      row += try fields.map { try brief($0, of: view) }
      row.append(marks(view))
      table.rows.append(row)
    }
    return table
  }

  private func brief(_ field: Field, of view: RecordView) throws -> String {
    if field.kind.isSet {
      return try view.elements(field.number).map { try text.text($0, of: field) }.joined(separator: ", ")
    }
    guard let value = lookup.value(of: field, in: view) else { return "" }
    // Dates of one column are easier to compare as figures.
    if case .date(let date)? = value.content { return date.text }
    return try text.text(value, of: field)
  }

  /// In words: in conflict, not synced, deleted.
  public func marks(_ view: RecordView) -> String {
    var marks: [String] = []
    if view.isDeleted { marks.append(Words.Records.isDeleted.text(text.language)) }
    if !view.conflicts.isEmpty { marks.append(Words.Records.isInConflict.text(text.language)) }
    if view.isUnsynced { marks.append(Words.Records.isUnsynced.text(text.language)) }
    return marks.joined(separator: ", ")
  }

  /// One record in full: what it is called, and a line for each field that holds anything.
  public struct Card: Hashable, Sendable {
    public let type: String
    public let reference: String
    public let name: String
    public let marks: String
    /// A set has one value per element; a field in conflict says so.
    public var lines: [Line]

    /// One field with what it holds.
    public struct Line: Hashable, Sendable {
      public let label: String
      public let values: [String]
      public let isInConflict: Bool
    }
  }

  /// The record in full, its fields in the order of the schema.
  public func card(_ view: RecordView) throws -> Card {
    let type = lookup.schema.type(view.type)
    var card = Card(
      type: type.map { text.label($0.label) } ?? "#\(view.type.number)", reference: try lookup.reference(of: view.id),
      name: try lookup.name(of: view), marks: marks(view), lines: [])
    let inConflict = Set(view.conflicts.compactMap(\.register?.field))
    for field in view.fields {
      let isInConflict = inConflict.contains(field.field)
      func line(_ label: Label, _ values: [String]) {
        let values = values.filter { !$0.isEmpty }
        guard !values.isEmpty || isInConflict else { return }
        card.lines.append(Card.Line(label: text.label(label), values: values, isInConflict: isInConflict))
      }
      switch (type?.register(field.field)?.shape, field.content) {
      case (.field(let declaration)?, .value(let value)):
        line(declaration.label, [try text.text(value, of: declaration)])
      case (.set(let declaration, _)?, .elements(let elements)):
        line(
          declaration.label, try elements.map { try text.text($0, of: declaration) }.sorted(by: Self.swedishOrder))
      case (.group(let group, let members)?, .value(let tuple)):
        for member in members {
          line(member.label, [try text.text(group.member(member.number, of: tuple), of: member)])
        }
      default: break
      }
    }
    return card
  }

  private static func swedishOrder(_ left: String, _ right: String) -> Bool {
    swedishCollationKey(left) < swedishCollationKey(right)
  }
}
