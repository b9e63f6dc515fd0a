internal import GRDB
internal import Merge
internal import Replica
internal import Schema

// The tables are those of the workspace's own schema; of the one that ships with the program where it has none.

extension Schema {
  /// Whether a file with the tables of `other` is to have this one's. Not those of an older version: what lies in the
  /// columns that it lacks would have to go.
  func isToLayOut(after other: Schema) -> Bool {
    guard name == other.name else { return true }
    return version > other.version || version == other.version && self != other
  }
}

extension ReplicaTransaction {
  /// The schema that the tables are to be made by; nil where they are as they should be. `program` is the one that ships with
  /// the program.
  func schemaToLayOut(program: Schema) throws -> Schema? {
    guard let json = try schema() else {
      return program.name == layout.schema.name && program.version > layout.schema.version ? program : nil
    }
    let stored = try statement("SELECT json FROM layout")
    defer { stored.reset() }
    if try stored.step(), stored.bytes(0) == json { return nil }
    // One that can't be read is somebody else's affair.
    return (try? Schema(json: json)).flatMap { $0.isToLayOut(after: layout.schema) ? $0 : nil }
  }

  /// Gives the file the tables of a schema, in this transaction, and brings there what lies in those it has.
  ///
  /// - Complexity: O(records) of time and of memory: each is held and saved anew; only looked at where the schema adds to the
  ///   former one and takes nothing away.
  func layOut(by schema: Schema) throws {
    let new = Layout(schema: schema)
    try flushTouches()
    _ = try flushDirty()
    if new.extends(layout) {
      try change(to: new)
      return try adopt()
    }
    var rows: [(state: RecordState, view: RecordView?)] = []
    try eachRow(in: layout.tables.indices) { rows.append((try state($0), $0.view)) }
    for table in layout.tables {
      if let range = try rowRange(of: table) { try addDirty(table.number, range.lowerBound, range.upperBound) }
      try db.execute(sql: "DROP TABLE \(table.name)")
    }
    for table in ["record", "conflict"] { try db.execute(sql: "DELETE FROM \(table)") }
    try change(to: new)
    for (state, view) in rows { try save(state, view: view) }
    _ = try flushDirty()
    try statement("UPDATE layout SET adopted = 1").run()
  }

  private func rowRange(of table: TableLayout) throws -> ClosedRange<Int64>? {
    let statement = try statement("SELECT min(row), max(row) FROM \(table.name)")
    defer { statement.reset() }
    guard try statement.step(), let first = statement.optionalInt64(0) else { return nil }
    return first...statement.int64(1)
  }

  private func change(to new: Layout) throws {
    let generation = tables.generation + 1
    try SQLiteReplicaStore.make(new, generation: generation, isNew: false, in: db)
    tables = CurrentLayout.Tables(new, generation: generation)
    writerMemory?.forget()
    writerMemory?.tables = tables
    forgetKnown()
  }

  /// Whether all records lie where this layout has them.
  func isAdopted() throws -> Bool {
    let statement = try statement("SELECT adopted FROM layout")
    defer { statement.reset() }
    return try statement.step() && statement.int64(0) != 0
  }

  /// Moves what an older schema could not name into the columns that it has now.
  func adopt() throws {
    for id in try recordsToAdopt() { try saveAnew(id) }
    try statement("UPDATE layout SET adopted = 1").run()
  }

  /// The records that lie in the table for unknown types, or outside their columns, although the layout has room.
  private func recordsToAdopt() throws -> [RecordID] {
    var result: [RecordID] = []
    let other = try statement("SELECT id, type FROM other WHERE type IS NOT NULL")
    while try other.step() {
      guard let bits = other.bits128(0), let number = UInt32(exactly: other.int64(1)) else {
        throw DamagedBytes("type")
      }
      if layout.table(of: TypeNumber(number)).type != nil { result.append(RecordID(bits: bits)) }
    }
    let mark = "x'\(String(RecordMeta.inexactBit, radix: 16))'"
    for table in layout.tables where table.type != nil {
      let (statement, owner) = try ownStatement(sql[table.index].select + " WHERE _meta >= \(mark)")
      try withExtendedLifetime(owner) {
        while try statement.step() {
          let row = try row(statement, table: table)
          let couldBeColumns = row.meta.inexact.contains { field in
            guard let register = table.register(field.field) else { return false }
            return register.columns.allSatisfy { statement.isNull(TableSQL.firstField + Int32($0.place)) }
          }
          if couldBeColumns { result.append(row.id) }
        }
      }
    }
    return result
  }
}
