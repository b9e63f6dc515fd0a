internal import Merge
internal import Plan
public import Replica
internal import Schema
public import Words

/// A list of records, or what a search found.
public struct RecordsPage: PageBody {
  public static let template = "records"

  /// What is asked for, as it stands in the address.
  public struct Question: Hashable, Sendable {
    public var type: String
    public var words: String
    public var inConflict: Bool
    public var deleted: Bool
    public var offset: Int

    public init(
      type: String = "", words: String = "", inConflict: Bool = false, deleted: Bool = false, offset: Int = 0
    ) {
      self.type = type
      self.words = words
      self.inConflict = inConflict
      self.deleted = deleted
      self.offset = offset
    }

    func address(_ base: String, offset: Int) -> String {
      Query.address(
        base + "/records",
        [
          ("q", words), ("type", type), ("conflict", inConflict ? "1" : ""), ("deleted", deleted ? "1" : ""),
          ("offset", offset == 0 ? "" : String(offset)),
        ])
    }
  }

  struct Row: Sendable {
    let reference: String
    let address: String
    let name: String
    let cells: [Cell]
    let conflictAddress: String?
    let isDeleted: Bool
  }

  struct Cell: Sendable {
    let label: String
    let text: String
    let isEmpty: Bool
  }

  /// Rows on one page.
  public static let pageSize = 50
  private static let foundMax = 500

  let words: FormText
  let types: [FormOption]
  let inConflict: Bool
  let deleted: Bool
  let headings: [String]
  let rows: [Row]
  let hasRows: Bool
  let pager: Pager
  let isCut: Bool

  /// - Parameters:
  ///   - question: which records.
  ///   - reading: the workspace.
  ///   - base: of the addresses of the workspace's pages.
  ///   - language: of the words.
  /// - Throws: what the store throws.
  /// - Complexity: one page is read, save with words beside other conditions: then up to 500 found records are.
  public init(_ question: Question, _ reading: any ReplicaReading, base: String, language: Language) throws {
    let lookup = try Lookup(reading)
    let text = ValueText(lookup, language)
    let type = lookup.schema.type(question.type)
    words = FormText(question.words)
    types = lookup.schema.types.map {
      FormOption($0.key, Language.capitalized(text.label($0.plural)), isChosen: $0.key == type?.key)
    }
    inConflict = question.inConflict
    deleted = question.deleted
    let views: [RecordView]
    let total: Int
    let offset = max(0, question.offset)
    if question.words.contains(where: { !$0.isWhitespace }) {
      let found = try Self.found(question, type: type, lookup: lookup, reading: reading)
      total = found.count
      isCut = found.count >= Self.foundMax
      views = Array(found.dropFirst(offset).prefix(Self.pageSize))
    } else {
      var query = RecordQuery(type: type?.number)
      query.inConflict = question.inConflict
      query.deleted = question.deleted ? .only : .without
      query.sortedBy = type.flatMap { type in type.nameField.flatMap { type.field($0)?.number } }
      query.limit = Self.pageSize
      query.offset = offset
      let list = try reading.list(query)
      (views, total, isCut) = (list.records, list.total, false)
    }
    let table = try RecordTable(text).table(views, type: type)
    // Reference first, then type or name; marks last.
    let nameAt = type == nil ? 2 : 1
    let shown = table.headings.indices.dropFirst().dropLast().filter { $0 != nameAt }
    headings = shown.map { table.headings[$0] }
    rows = zip(views, table.rows).map { view, cells in
      Row(
        reference: cells[0], address: base + "/records/" + cells[0], name: cells[nameAt],
        cells: shown.map {
          Cell(label: table.headings[$0], text: cells[$0], isEmpty: cells[$0].isEmpty)
        },
        conflictAddress: view.conflicts.isEmpty ? nil : base + "/inbox/" + cells[0], isDeleted: view.isDeleted)
    }
    hasRows = !rows.isEmpty
    pager = Pager(
      offset: offset, count: rows.count, total: total, pageSize: Self.pageSize, language: language
    ) { question.address(base, offset: $0) }
  }

  private static func found(
    _ question: Question, type: RecordType?, lookup: Lookup, reading: any ReplicaReading
  ) throws -> [RecordView] {
    var ids: [RecordID] = []
    // What is called so comes before what holds the words.
    switch try lookup.find(question.words) {
    case .found(let id): ids = [id]
    case .ambiguous(let several): ids = several
    case .unknown: break
    }
    for id in try reading.search(question.words, limit: foundMax) where !ids.contains(id) { ids.append(id) }
    return try ids.compactMap { try reading.view($0) }.filter { view in
      (type == nil || view.type == type?.number) && (!question.inConflict || !view.conflicts.isEmpty)
        && view.isDeleted == question.deleted
    }
  }
}
