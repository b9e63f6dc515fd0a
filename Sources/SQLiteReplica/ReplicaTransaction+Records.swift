internal import Merge
internal import Replica
internal import Schema

extension ReplicaTransaction: ReplicaWriting {
  func record(_ id: RecordID) throws -> RecordState? { try knownState(id) }
  func view(_ id: RecordID) throws -> RecordView? { try knownView(id) }

  func record(createdBy dot: Dot) throws -> RecordID? {
    try standing(createdBy: dot) ?? keptName(of: dot)
  }

  private func standing(createdBy dot: Dot) throws -> RecordID? {
    if let row = try row(of: dot, givingNumber: false) {
      let tables = layout.tables
      for step in 0..<tables.count {
        let index = (tableHint + step) % tables.count
        let statement = try statement(sql[index].metaByRow)
        statement.bind(row, 1)
        guard try statement.step() else { continue }
        let bits = statement.bits128(0)
        let isSaid = RecordMeta.saysCreation(statement.bytes(1))
        statement.reset()
        guard let bits else { throw DamagedBytes("id") }
        let id = RecordID(bits: bits)
        guard try isSaid || record(id)?.creations.contains(dot) == true else { continue }
        tableHint = index
        return id
      }
    }
    guard let number = try knownNumber(of: dot.replica) else { return nil }
    let statement = try statement(
      "SELECT id FROM creation WHERE replica = ? AND sequence = ? AND audience = ? AND number = ?")
    statement.bind(Int64(number), 1)
    statement.bind(Int64(bitPattern: dot.sequence), 2)
    statement.bind(Int64(dot.audience.number), 3)
    statement.bind(Int64(dot.index), 4)
    var candidates: [RecordID] = []
    while try statement.step() {
      guard let bits = statement.bits128(0) else { throw DamagedBytes("id") }
      candidates.append(RecordID(bits: bits))
    }
    return try candidates.first { try record($0)?.creations.contains(dot) == true }
  }

  func children(of parent: RecordID) throws -> [RecordID] {
    try ids(layout.childrenSQL) { $0.bind(bits: parent.bits, 1) }
  }

  func aliases(of record: RecordID) throws -> [RecordID] {
    // Nearly always nothing is read as anything else, and one look tells it for the whole transaction.
    guard try hasAliases() else { return [] }
    return try ids(layout.aliasesSQL) { $0.bind(bits: record.bits, 1) }
  }

  private func hasAliases() throws -> Bool {
    if let knownAliases { return knownAliases }
    var found = writerMemory?.hasAliases
    if found == nil {
      let statement = try statement(layout.hasAliasesSQL)
      defer { statement.reset() }
      found = try statement.step() && statement.int64(0) != 0
      writerMemory?.hasAliases = found
    }
    knownAliases = found
    return found ?? true
  }

  func recordsInConflict() throws -> [RecordID] { try ids("SELECT DISTINCT record FROM conflict") { _ in } }

  /// - Complexity: O(conflicts); of each record one column alone is read.
  func eachConflict(_ body: (RecordID, [Conflict]) throws -> Void) throws {
    // Nearly always there are none, and the tables need not be looked at.
    let any = try statement("SELECT 1 FROM conflict LIMIT 1")
    guard try any.step() else { return }
    any.reset()
    for table in sql {
      let statement = try statement(table.metaInConflict)
      var found: [(record: RecordID, conflicts: [Conflict])] = []
      while try statement.step() {
        guard let bits = statement.bits128(1) else { throw DamagedBytes("id") }
        let id = RecordID(bits: bits)
        let meta = try RecordMeta(
          statement.bytes(2), record: id, rowDot: try dot(ofRow: statement.int64(0)), replicas: self)
        found.append((id, meta.conflicts))
      }
      for (record, conflicts) in found { try body(record, conflicts) }
    }
  }

  /// - Complexity: O(conflicts), as SQLite counts rows: 10,000 in a millisecond.
  func conflictCount() throws -> Int {
    let statement = try statement("SELECT count(*) FROM conflict")
    defer { statement.reset() }
    return try statement.step() ? Int(statement.int64(0)) : 0
  }

  private func ids(_ sql: String, _ bind: (SQLStatement) -> Void) throws -> [RecordID] {
    let statement = try statement(sql)
    bind(statement)
    var result: [RecordID] = []
    while try statement.step() {
      guard let bits = statement.bits128(0) else { throw DamagedBytes("id") }
      result.append(RecordID(bits: bits))
    }
    return result.sorted()
  }

  func eachRecord(_ body: (RecordState) throws -> Void) throws {
    try eachRow(in: layout.tables.indices) { try body(state($0)) }
  }

  func eachRow(in tables: Range<Int>, rows: ClosedRange<Int64>? = nil, _ body: (Row) throws -> Void) throws {
    for table in layout.tables[tables] {
      let condition = rows.map { " WHERE row BETWEEN \($0.lowerBound) AND \($0.upperBound)" } ?? ""
      let (statement, owner) = try ownStatement(sql[table.index].select + condition + " ORDER BY row")
      try withExtendedLifetime(owner) {
        while try statement.step() { try body(row(statement, table: table)) }
      }
    }
  }

  /// Reads everything once. Throws `DamagedBytes` for what can't be read.
  func verify() throws {
    var count: Int64 = 0
    try eachRow(in: layout.tables.indices) { row in
      _ = try state(row)
      guard try known(row.id)?.place == row.place else { throw DamagedBytes("place of a record") }
      count += 1
    }
    let statement = try statement("SELECT count(*) FROM record")
    guard try statement.step() else { throw DamagedBytes("record") }
    let noted = statement.int64(0)
    statement.reset()
    guard noted == count else { throw DamagedBytes("a record without its row") }
    _ = try header()
    guard try unlogged().count == waitingCount() else { throw DamagedBytes("the list of what is not sent") }
    _ = try refused()
  }
}
