internal import CommitFormat
internal import GRDBSQLite
internal import Merge
internal import Replica
internal import Schema

extension ReplicaTransaction {
  func save(_ record: RecordState, view: RecordView?) throws {
    let id = record.id
    let before = try known(id)
    guard !record.entries.isEmpty else {
      if let before { try remove(id, before) }
      return
    }
    let table = view == nil ? layout.other : layout.table(of: view?.type)
    var place = before?.place
    if let old = place, old.table != table.index {
      try deleteRow(old)
      place = nil
    }
    if let place, let before {
      try update(record, view: view, at: place, from: before.view, table: table)
    } else {
      place = try insert(record, view: view, table: table, isNew: before == nil)
    }
    guard let place else { return }
    try saveCreations(of: record, row: place.row)
    try saveConflicts(
      of: id, view: view, table: table,
      mayHaveOld: before.map { $0.view.map { $0?.conflicts.isEmpty == false } ?? true } ?? false)
    know(id, Known(place: place, view: .some(view), state: record))
  }

  /// Writes all columns of a record, as this layout has them.
  func saveAnew(_ id: RecordID) throws {
    guard let row = try row(of: id) else { return }
    let state = try state(row)
    know(id, Known(place: row.place))
    try save(state, view: row.view)
  }

  private func remove(_ id: RecordID, _ known: Known) throws {
    try deleteRow(known.place)
    let statement = try statement("DELETE FROM record WHERE id = ?")
    statement.bind(bits: id.bits, 1)
    try statement.run()
    try deleteConflicts(of: id)
    know(id, nil)
  }

  private func deleteRow(_ place: Place) throws {
    let statement = try statement(sql[place.table].delete)
    statement.bind(place.row, 1)
    try statement.run()
    markDirty(place)
  }

  func markDirty(_ place: Place) { dirty[place.table, default: []].append(place.row) }

  // Rows.

  private func insert(_ record: RecordState, view: RecordView?, table: TableLayout, isNew: Bool) throws -> Place {
    var row: Int64?
    for dot in record.creations {
      row = try self.row(of: dot, givingNumber: true)
      if row != nil { break }
    }
    let statement = try statement(sql[table.index].insert)
    var place = Place(table: table.index, row: try row ?? freeRow(in: table))
    while true {
      statement.bind(place.row, 1)
      statement.bind(bits: record.id.bits, 2)
      if table.type == nil { statement.bind(view.map { Int64($0.type.number) }, 3) }
      let inexact = bindFields(view, table: table, to: statement)
      let rowDot = try dot(ofRow: place.row)
      let meta = try RecordMeta.pack(
        record, view: view, inexact: inexact, table: table, rowDot: rowDot, replicas: self)
      bindEngine(view, table: table, meta: meta, to: statement)
      try statement.run()
      if sqlite3_changes(sqlite3_db_handle(statement.pointer)) == 1 { break }
      // The dot is taken: by a record whose first creation it was no longer is, or in another audience.
      place = Place(table: table.index, row: try freeRow(in: table))
    }
    let link = try self.statement("INSERT OR REPLACE INTO record(id, type, row) VALUES (?, ?, ?)")
    link.bind(bits: record.id.bits, 1)
    link.bind(table.number, 2)
    link.bind(place.row, 3)
    try link.run()
    if place.row >= 1 << 44 { created[record.id] = place.row }
    markDirty(place)
    return place
  }

  private func freeRow(in table: TableLayout) throws -> Int64 {
    let statement = try statement("SELECT ifnull(max(row), 0) + 1 FROM \(table.name) WHERE row < 1 << 44")
    defer { statement.reset() }
    return try statement.step() ? statement.int64(0) : 1
  }

  private func update(
    _ record: RecordState, view: RecordView?, at place: Place, from old: RecordView??, table: TableLayout
  ) throws {
    let engine = table.columns.count
    var places: [Int]
    if case .some(.some(let old)) = old, let view, old.type == view.type {
      places = changedColumns(from: old, to: view, table: table)
      if old.fields != view.fields || old.isListed != view.isListed { markDirty(place) }
    } else {
      places = (0..<engine + TableLayout.engineColumns.count).filter { $0 != engine + 5 }
      markDirty(place)
    }
    places.append(engine + 5)
    let sql = updateSQL(table, places)
    let statement = try statement(sql)
    sqlite3_clear_bindings(statement.pointer)
    statement.bind(place.row, 1)
    if table.type == nil { statement.bind(view.map { Int64($0.type.number) }, 3) }
    // Parameters of columns that the statement does not name are out of its range, which binding passes over.
    let inexact = bindFields(view, table: table, to: statement)
    let meta = try RecordMeta.pack(
      record, view: view, inexact: inexact, table: table, rowDot: try dot(ofRow: place.row), replicas: self)
    bindEngine(view, table: table, meta: meta, to: statement)
    try statement.run()
  }

  private func updateSQL(_ table: TableLayout, _ places: [Int]) -> String {
    let key = WriterMemory.UpdateKey(generation: tables.generation, table: table.index, columns: places)
    if let sql = writerMemory?.updates[key] { return sql }
    let sql = self.sql[table.index].update(places)
    if let writerMemory, writerMemory.updates.count < 256 { writerMemory.updates[key] = sql }
    return sql
  }

  /// The places of the columns, fields' and engine's but `_meta`, that differ between two readings of a record.
  private func changedColumns(from old: RecordView, to new: RecordView, table: TableLayout) -> [Int] {
    var places: [Int] = []
    for register in table.registers where old[register.number] != new[register.number] {
      places += register.columns.map(\.place)
    }
    places.sort()
    let engine = table.columns.count
    if old.parent != new.parent || !places.isEmpty && !table.parents.isEmpty { places.append(engine) }
    if old.alias != new.alias { places.append(engine + 1) }
    if old.isDeleted != new.isDeleted { places.append(engine + 2) }
    if old.conflicts.count != new.conflicts.count { places.append(engine + 3) }
    if old.isUnsynced != new.isUnsynced { places.append(engine + 4) }
    if old.joinedInto != new.joinedInto { places.append(engine + 6) }
    return places
  }

  /// - Returns: what the columns do not say exactly.
  private func bindFields(_ view: RecordView?, table: TableLayout, to statement: SQLStatement) -> [FieldView] {
    let first = TableSQL.firstField + 1
    var inexact: [FieldView] = []
    var fields = (view?.fields ?? [])[...]
    for register in table.registers {
      while let next = fields.first, next.field < register.number {
        inexact.append(next)
        fields.removeFirst()
      }
      guard let next = fields.first, next.field == register.number else {
        for column in register.columns { statement.bindNull(first + Int32(column.place)) }
        continue
      }
      fields.removeFirst()
      if !bind(next.content, register, to: statement) { inexact.append(next) }
    }
    return inexact + fields
  }

  /// - Returns: whether the columns say it exactly.
  private func bind(_ content: FieldContent, _ register: TableLayout.Register, to statement: SQLStatement) -> Bool {
    let first = TableSQL.firstField + 1
    switch (register.shape, content) {
    case (.field(let column), .value(let value)) where !value.isCleared:
      return ValueColumn.bind(value, kind: column.field.kind, to: statement, first + Int32(column.place))
    case (.set(let column, let kind), .elements(let elements)) where !elements.isEmpty:
      let json = ValueColumn.json(of: elements, kind: kind)
      statement.bind(text: json.text, first + Int32(column.place))
      return json.isExact
    case (.group(_, let members), .value(let value)):
      guard case .row(let parts)? = value.content else { break }
      var isExact = !parts.isEmpty
      for column in members {
        let index = first + Int32(column.place)
        if let part = parts.first(where: { $0.number == column.field.number.number }) {
          if !ValueColumn.bind(part.value, kind: column.field.kind, to: statement, index) { isExact = false }
        } else {
          statement.bindNull(index)
        }
      }
      return isExact && parts.allSatisfy { part in members.contains { $0.field.number.number == part.number } }
    default: break
    }
    for column in register.columns { statement.bindNull(first + Int32(column.place)) }
    return false
  }

  private func bindEngine(_ view: RecordView?, table: TableLayout, meta: [UInt8]?, to statement: SQLStatement) {
    let first = TableSQL.firstField + 1 + Int32(table.columns.count)
    let said = view.flatMap { TableLayout.parent($0.fields, table: table) }
    if said == view?.parent {
      statement.bindNull(first)
    } else {
      statement.bind(blob: view?.parent?.bytes ?? [], first)
    }
    if view?.alias != nil {
      knownAliases = true
      writerMemory?.forget()
    }
    statement.bind(blob: view?.alias?.bytes, first + 1)
    statement.bind(view?.isDeleted == true ? 1 : nil, first + 2)
    statement.bind(view.flatMap { $0.conflicts.isEmpty ? nil : Int64($0.conflicts.count) }, first + 3)
    statement.bind(view?.isUnsynced == true ? 1 : nil, first + 4)
    statement.bind(blob: meta, first + 5)
    statement.bind(blob: view?.joinedInto?.bytes, first + 6)
  }

  // What lies beside the row.

  /// Creations that the row's number does not say are found by a table of their own. Entries may outlive what they
  /// say: whoever reads them asks the record.
  private func saveCreations(of record: RecordState, row: Int64) throws {
    let said = try dot(ofRow: row)
    let type = record[.type]
    if let said, type.logged.count + type.pending.count == 1, (type.logged.first ?? type.pending.first)?.dot == said {
      return
    }
    let dots = record.creations
    for dot in dots where dot != said {
      let statement = try statement(
        "INSERT OR IGNORE INTO creation(replica, sequence, audience, number, id) VALUES (?, ?, ?, ?, ?)")
      statement.bind(Int64(bitPattern: try number(of: dot.replica)), 1)
      statement.bind(Int64(bitPattern: dot.sequence), 2)
      statement.bind(Int64(dot.audience.number), 3)
      statement.bind(Int64(dot.index), 4)
      statement.bind(bits: record.id.bits, 5)
      try statement.run()
    }
  }

  private func deleteConflicts(of id: RecordID) throws {
    let statement = try statement("DELETE FROM conflict WHERE record = ?")
    statement.bind(bits: id.bits, 1)
    try statement.run()
  }

  private func saveConflicts(of id: RecordID, view: RecordView?, table: TableLayout, mayHaveOld: Bool) throws {
    if mayHaveOld { try deleteConflicts(of: id) }
    for (number, conflict) in (view?.conflicts ?? []).enumerated() {
      let statement = try statement(
        "INSERT OR REPLACE INTO conflict(record, number, type, field, kind, writes, conflict) VALUES (?, ?, ?, ?, ?, ?, ?)"
      )
      statement.bind(bits: id.bits, 1)
      statement.bind(Int64(number), 2)
      statement.bind(text: table.type?.key ?? view.map { String($0.type.number) }, 3)
      let field = conflict.register.map { register in
        table.type?.register(register.field)?.key ?? "#\(register.field.number)"
      }
      statement.bind(text: field, 4)
      statement.bind(text: conflict.kind.rawValue, 5)
      statement.bind(Int64(conflict.dots.count), 6)
      statement.bind(text: ConflictID(conflict).text, 7)
      try statement.run()
    }
  }

  // The end of the transaction.

  /// Writes down what was put off: which records the commits touched, and which rows changed.
  func flush() throws {
    try flushTouches()
    let hasAnswers = try flushAnswers()
    for place in try noted.compactMap({ try known($0)?.place }) { dirty[place.table]?.removeAll { $0 == place.row } }
    noted.removeAll(keepingCapacity: true)
    for place in try saidByNone.compactMap({ try known($0)?.place }) { markDirty(place) }
    saidByNone.removeAll(keepingCapacity: true)
    // Where the order of arrival may begin again, an entry of nothing tells that what was known of it is of another one.
    if try !flushDirty(), hasAnswers { try addDirty(0, 1, 0) }
  }

  /// - Returns: whether any row had changed.
  func flushDirty() throws -> Bool {
    var isWritten = false
    for (table, rows) in dirty.sorted(by: { $0.key < $1.key }) where !rows.isEmpty {
      isWritten = true
      var first: Int64?
      var last: Int64 = 0
      for row in rows.sorted() {
        if first != nil, row <= last + 1 {
          last = row
          continue
        }
        if let first { try addDirty(layout.tables[table].number, first, last) }
        first = row
        last = row
      }
      if let first { try addDirty(layout.tables[table].number, first, last) }
    }
    dirty.removeAll(keepingCapacity: true)
    return isWritten
  }

  func addDirty(_ type: Int64, _ first: Int64, _ last: Int64) throws {
    let statement = try statement("INSERT INTO dirty(type, first, last) VALUES (?, ?, ?)")
    statement.bind(type, 1)
    statement.bind(first, 2)
    statement.bind(last, 3)
    try statement.run()
    let number = sqlite3_last_insert_rowid(sqlite3_db_handle(statement.pointer))
    // An index that lags behind this far is made anew; until then the list stays short.
    if number % 1024 == 0 {
      let trim = try self.statement("DELETE FROM dirty WHERE number <= ?")
      trim.bind(number - 16384, 1)
      try trim.run()
    }
  }

  func flushTouches() throws {
    for touch in touches.sorted(by: { ($0.record, $0.name) < ($1.record, $1.name) }) {
      // The row's number says it already.
      if let row = created[touch.record], row >> 12 == touch.name { continue }
      let statement = try statement("INSERT OR IGNORE INTO touched(record, name) VALUES (?, ?)")
      statement.bind(bits: touch.record.bits, 1)
      statement.bind(touch.name, 2)
      try statement.run()
    }
    touches.removeAll(keepingCapacity: true)
  }

  func wasRolledBack() {
    if hasIndexedUnkept { search.forget() }
  }
}
