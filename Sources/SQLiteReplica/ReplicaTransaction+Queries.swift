internal import Merge
internal import Replica
internal import Schema

extension ReplicaTransaction {
  func recordCount() throws -> Int {
    var count: Int64 = 0
    for table in layout.tables {
      // Counting all is quick, and what is left out has an index.
      let all =
        table.type == nil ? "SELECT count(*) FROM other WHERE type IS NOT NULL" : "SELECT count(*) FROM \(table.name)"
      let statement = try statement("SELECT (\(all)) - (\(table.unlistedCount))")
      if try statement.step() { count += statement.int64(0) }
      statement.reset()
    }
    return Int(count)
  }

  func search(_ words: String, limit: Int) throws -> [RecordID] {
    let wanted = Folding.words(of: words)
    guard !wanted.isEmpty, limit > 0 else { return [] }
    return try search.records(wanted, limit: limit, in: self)
  }

  func records(referencePrefix: String, limit: Int) throws -> [RecordID] {
    guard let letters = CrockfordBase32.canonical(referencePrefix) else { return [] }
    return Array(try search.records(letters: letters, in: self).sorted().prefix(max(0, limit)))
  }

  func list(_ query: RecordQuery) throws -> RecordList {
    let tables = query.type.map { [layout.table(of: $0)] } ?? layout.tables
    if query.isPlain, tables.count == 1, let type = tables[0].type { return try plainList(query, type) }
    var found: [Candidate] = []
    let touched = try query.touchedBy.map(touchedRecords)
    for table in tables { try collect(query, table, touched, into: &found) }
    if query.sortedBy != nil {
      found.sort { $0.key == $1.key ? $0.id < $1.id : $0.key < $1.key }
    } else {
      found.sort { $0.id < $1.id }
    }
    let page = found[query.page(of: found.count)]
    return RecordList(records: try page.compactMap { try row(at: $0.place)?.view }, total: found.count)
  }

  private struct Candidate {
    let id: RecordID
    let place: Place
    let key: SortKey
  }

  /// All records of a type by id: in the order of `record`, and no more than the page is read.
  private func plainList(_ query: RecordQuery, _ type: RecordType) throws -> RecordList {
    let table = layout.table(of: type.number)
    let counting = try statement("SELECT (SELECT count(*) FROM \(table.name)) - (\(table.unlistedCount))")
    var total = 0
    if try counting.step() { total = Int(counting.int64(0)) }
    counting.reset()
    let page = query.page(of: total)
    // In a file of many types the walk over the ids of others would cost more than sorting this type's.
    let statement = try statement(
      """
      SELECT t.row FROM record r CROSS JOIN \(table.name) t ON t.row = r.row
      WHERE r.type = \(table.number) AND t._deleted IS NULL AND t._joined IS NULL ORDER BY r.id LIMIT ? OFFSET ?
      """)
    statement.bind(Int64(page.count), 1)
    statement.bind(Int64(page.lowerBound), 2)
    var rows: [Int64] = []
    while try statement.step() { rows.append(statement.int64(0)) }
    let views = try rows.compactMap { try row(at: Place(table: table.index, row: $0))?.view }
    return RecordList(records: views, total: total)
  }

  private func touchedRecords(_ replicas: [ReplicaID]) throws -> Set<RecordID> {
    let waiting = try waiting()
    let numbers = try replicas.compactMap { try knownNumber(of: $0) }
    guard !numbers.isEmpty else { return [] }
    let list = numbers.map(String.init).joined(separator: ", ")
    var parts = [
      """
      SELECT t.record FROM touched t JOIN commits c ON c.name = t.name
      WHERE c.name >> 32 IN (\(list)) AND c.body IS NOT NULL
      """,
      "SELECT id FROM creation WHERE replica IN (\(list))",
    ]
    for table in layout.tables { parts.append("SELECT id FROM \(table.name) WHERE row >> 44 IN (\(list))") }
    var result: Set<RecordID> = []
    for commit in waiting where numbers.contains(UInt64(commit.name >> 32)) { result.formUnion(commit.records) }
    let (statement, owner) = try ownStatement(parts.joined(separator: " UNION ALL "))
    try withExtendedLifetime(owner) {
      while try statement.step() {
        guard let bits = statement.bits128(0) else { throw DamagedBytes("id") }
        result.insert(RecordID(bits: bits))
      }
    }
    return result
  }

  private func collect(
    _ query: RecordQuery, _ table: TableLayout, _ touched: Set<RecordID>?, into found: inout [Candidate]
  ) throws {
    var conditions = ["_joined IS NULL"]
    switch query.deleted {
    case .without: conditions.append("_deleted IS NULL")
    case .only: conditions.append("_deleted IS NOT NULL")
    case .with: break
    }
    if query.isUnsynced { conditions.append("_unsynced IS NOT NULL") }
    if query.inConflict { conditions.append("_conflicts IS NOT NULL") }
    if table.type == nil {
      conditions.append("type IS NOT NULL")
      if let type = query.type { conditions.append("type = \(type.number)") }
    }
    var bindings: [(SQLStatement) -> Void] = []
    // The columns narrow down; a row that they do not say exactly is looked at by itself.
    let inexact = "_meta >= x'\(String(RecordMeta.inexactBit, radix: 16))'"
    if let parent = query.parent {
      let said = table.parents.map { "\($0.name) = ?1" } + ["_parent = ?1", inexact]
      conditions.append("(\(said.joined(separator: " OR ")))")
      bindings.append { $0.bind(bits: parent.bits, 1) }
    }
    // One with several values is left to reading: the rows are few.
    for filter in query.filters where filter.others.isEmpty {
      let place = Int32(bindings.count + (query.parent == nil ? 1 : 1))
      guard let (condition, bind) = condition(filter, table, parameter: place) else { continue }
      conditions.append("(\(condition) OR \(inexact))")
      bindings.append(bind)
    }
    let sortColumn = query.sortedBy.flatMap { sorted in table.columns.first { $0.field.number == sorted } }
    // A field that is one column is sorted by that column; members of groups and sets are read with their record.
    let sortKind = sortColumn.flatMap { $0.field.group == nil && !$0.field.kind.isSet ? $0.field.kind : nil }
    let mustRead = !query.filters.isEmpty || query.parent != nil || query.sortedBy != nil && sortKind == nil
    let columns =
      mustRead
      ? sql[table.index].select : "SELECT row, id, _meta, \(sortColumn?.name ?? "NULL") FROM \(table.name)"
    let whole = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    let (statement, owner) = try ownStatement(columns + whole)
    try withExtendedLifetime(owner) {
      for bind in bindings { bind(statement) }
      while try statement.step() {
        guard let bits = statement.bits128(1) else { throw DamagedBytes("id") }
        let id = RecordID(bits: bits)
        if let touched, !touched.contains(id) { continue }
        let place = Place(table: table.index, row: statement.int64(0))
        if mustRead {
          guard let view = try row(statement, table: table).view, query.matches(view, schema: layout.schema) else {
            continue
          }
          let key = SortKey(query.sortedBy.flatMap { view.content($0, schema: layout.schema) })
          found.append(Candidate(id: id, place: place, key: key))
        } else if query.sortedBy != nil, let first = statement.bytes(2)?.first, first & RecordMeta.inexactBit != 0 {
          let view = try row(at: place)?.view
          found.append(
            Candidate(
              id: id, place: place, key: SortKey(query.sortedBy.flatMap { view?.content($0, schema: layout.schema) })))
        } else {
          let value = try sortKind.flatMap { try ValueColumn.read(statement, 3, kind: $0) }
          let key = SortKey(value.map { .value($0) })
          found.append(Candidate(id: id, place: place, key: key))
        }
      }
    }
  }

  /// The condition under which the column of a filter's field may match; nil where it can't tell.
  private func condition(
    _ filter: RecordQuery.FieldFilter, _ table: TableLayout, parameter: Int32
  ) -> (sql: String, bind: (SQLStatement) -> Void)? {
    guard let column = table.columns.first(where: { $0.field.number == filter.field }), !filter.value.isCleared else {
      return nil
    }
    if case .set(let kind) = column.field.kind {
      let element = ValueColumn.json(of: filter.value, kind: kind).text()
      // A quotation mark inside an element is escaped, so a bracket or comma before one always opens an element.
      let sql = "instr(\(column.name), '[' || ?\(parameter)) OR instr(\(column.name), ',' || ?\(parameter))"
      return (sql, { $0.bind(text: element, parameter) })
    }
    return (
      "\(column.name) = ?\(parameter)",
      { _ = ValueColumn.bind(filter.value, kind: column.field.kind, to: $0, parameter) }
    )
  }
}

extension RecordQuery {
  /// The live records of a type, by id.
  fileprivate var isPlain: Bool {
    type != nil && filters.isEmpty && deleted == .without && !isUnsynced && touchedBy == nil && !inConflict
      && parent == nil && sortedBy == nil
  }
}

extension SortKey {
  fileprivate static var none: SortKey { SortKey(nil) }
}
