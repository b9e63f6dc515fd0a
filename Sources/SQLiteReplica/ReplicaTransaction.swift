internal import CommitFormat
internal import GRDB
internal import GRDBSQLite
internal import Merge
internal import Replica
internal import Schema

/// One transaction on the database: what it has read and written is remembered until it ends.
final class ReplicaTransaction {
  /// Where a record lies.
  struct Place: Hashable {
    let table: Int
    let row: Int64
  }

  /// What is known of a record's row; nil for a record that has none.
  struct Known {
    let place: Place
    /// How the record reads by now, once that has been read or saved.
    var view: RecordView??
    /// The same of what stands in it.
    var state: RecordState?
  }

  let db: Database
  let store: SQLiteReplicaStore
  var tables: CurrentLayout.Tables
  let search: SearchIndex
  /// Nil for a transaction that only reads.
  let writerMemory: WriterMemory?

  private var known: [RecordID: Known?] = [:]
  private var statements: [SQLText: SQLStatement] = [:]
  /// Replicas that this transaction has numbered or looked up.
  private(set) var newReplicas: [(ReplicaID, UInt64)] = []
  /// The table in which a creation was found last; the next one most likely is there too.
  var tableHint = 0
  var touches: [(record: RecordID, name: Int64)] = []
  var created: [RecordID: Int64] = [:]
  var dirty: [Int: [Int64]] = [:]
  /// Records of commits that wait, which say it themselves that they changed.
  var noted: Set<RecordID> = []
  /// Records of which a commit said that they changed, which waits no more.
  var saidByNone: Set<RecordID> = []
  /// Chains of which a commit has got its answer.
  var answered: Set<Int64> = []
  var hasIndexedUnkept = false
  /// Whether any row has an alias, once that has been asked for. True stays true when the last one has gone: then the
  /// tables are asked in vain.
  var knownAliases: Bool?
  /// Of a transaction that only reads, once it has been asked for.
  var knownHeader: ReplicaHeader??
  /// All of them, once they have been asked for; nearly always none.
  var knownBranches: [Branch]?

  init(
    _ db: Database, store: SQLiteReplicaStore, tables: CurrentLayout.Tables, search: SearchIndex,
    writerMemory: WriterMemory?
  ) {
    self.db = db
    self.store = store
    self.tables = tables
    self.search = search
    self.writerMemory = writerMemory
  }

  var layout: Layout { tables.layout }
  var sql: [TableSQL] { tables.sql }

  /// A prepared statement, ready to be bound. Not to be taken again while it is being stepped.
  func statement(_ sql: String) throws -> SQLStatement {
    let key = SQLText(sql)
    if let writerMemory { return try writerMemory.statement(key, db) }
    if let statement = statements[key] { return statement }
    let statement = SQLStatement(try db.cachedStatement(sql: sql))
    statements[key] = statement
    return statement
  }

  /// A statement of its own, for what may be stepped while others like it are.
  func ownStatement(_ sql: String) throws -> (statement: SQLStatement, owner: Statement) {
    let owner = try db.makeStatement(sql: sql)
    return (SQLStatement(owner), owner)
  }

  // Places.

  /// After all rows are gone.
  func forgetKnown() {
    known.removeAll()
    created.removeAll()
    tableHint = 0
  }

  func know(_ id: RecordID, _ what: Known?) {
    // A long transaction must not hold every record it has seen.
    if known.count > 8192 { known.removeAll(keepingCapacity: true) }
    known[id] = .some(what)
  }

  func known(_ id: RecordID) throws -> Known? {
    if let what = known[id] { return what }
    let statement = try statement("SELECT type, row FROM record WHERE id = ?")
    statement.bind(bits: id.bits, 1)
    var place: Place?
    if try statement.step() {
      guard let table = layout.table(numbered: statement.int64(0)) else {
        statement.reset()
        throw DamagedBytes("type of a record")
      }
      place = Place(table: table.index, row: statement.int64(1))
      statement.reset()
    }
    let what = place.map { Known(place: $0) }
    know(id, what)
    return what
  }

  /// The dot that a row's number says; nil for a number that says none.
  func dot(ofRow row: Int64) throws -> Dot? {
    guard row >= 1 << 44 else { return nil }
    guard let replica = try replica(numbered: UInt64(row >> 44)) else { throw DamagedBytes("row") }
    return Dot(
      replica: replica, sequence: UInt64(row >> 12 & 0xFFFF_FFFF), index: UInt32(truncatingIfNeeded: row & 0xFFF))
  }

  /// The row number that says a dot; nil when the dot does not fit in one, or its replica has no number and gets none.
  func row(of dot: Dot, givingNumber: Bool) throws -> Int64? {
    guard dot.audience == .everyone, dot.index < 1 << 12, dot.sequence > 0, dot.sequence < 1 << 32,
      let number = givingNumber ? try number(of: dot.replica) : try knownNumber(of: dot.replica), number < 1 << 19
    else { return nil }
    return Int64(number) << 44 | Int64(dot.sequence) << 12 | Int64(dot.index)
  }
}

extension ReplicaTransaction: ReplicaNumbers {
  func knownNumber(of replica: ReplicaID) throws -> UInt64? {
    if let number = store.numbers.number(of: replica) { return number }
    if let new = newReplicas.last(where: { $0.0 == replica }) { return new.1 }
    let statement = try statement("SELECT number FROM replica WHERE id = ?")
    statement.bind(bits: replica.bits, 1)
    guard try statement.step() else { return nil }
    let number = UInt64(bitPattern: statement.int64(0))
    statement.reset()
    newReplicas.append((replica, number))
    return number
  }

  func number(of replica: ReplicaID) throws -> UInt64 {
    if let number = try knownNumber(of: replica) { return number }
    let statement = try statement("INSERT INTO replica(id) VALUES (?) RETURNING number")
    statement.bind(bits: replica.bits, 1)
    guard try statement.step() else { throw DamagedBytes("replica") }
    let number = UInt64(bitPattern: statement.int64(0))
    while try statement.step() {}
    newReplicas.append((replica, number))
    return number
  }

  func replica(numbered number: UInt64) throws -> ReplicaID? {
    if let replica = store.numbers.replica(numbered: number) { return replica }
    if let new = newReplicas.last(where: { $0.1 == number }) { return new.0 }
    guard number < 1 << 62 else { return nil }
    let statement = try statement("SELECT id FROM replica WHERE number = ?")
    statement.bind(Int64(number), 1)
    guard try statement.step() else { return nil }
    let bits = statement.bits128(0)
    statement.reset()
    guard let bits else { throw DamagedBytes("replica") }
    newReplicas.append((ReplicaID(bits: bits), number))
    return ReplicaID(bits: bits)
  }
}

// Rows as records.

extension ReplicaTransaction {
  /// A row as it was read.
  struct Row {
    let id: RecordID
    let place: Place
    let view: RecordView?
    let meta: RecordMeta
  }

  /// Reads the row that `statement`, of the shape of `TableSQL.select`, stands on.
  func row(_ statement: SQLStatement, table: TableLayout) throws -> Row {
    guard let bits = statement.bits128(1) else { throw DamagedBytes("id") }
    let id = RecordID(bits: bits)
    let place = Place(table: table.index, row: statement.int64(0))
    let engine = TableSQL.firstField + Int32(table.columns.count)
    let meta = try RecordMeta(
      statement.bytes(engine + 5), record: id, rowDot: try dot(ofRow: place.row), replicas: self)
    guard !meta.isUnread else { return Row(id: id, place: place, view: nil, meta: meta) }
    let type: TypeNumber
    if let known = table.type {
      type = known.number
    } else {
      guard let number = UInt32(exactly: statement.int64(2)) else { throw DamagedBytes("type") }
      type = TypeNumber(number)
    }
    let fields = try fields(statement, table: table, inexact: meta.inexact)
    var parent: RecordID?
    if statement.isNull(engine) {
      parent = TableLayout.parent(fields, table: table)
    } else {
      parent = statement.bits128(engine).map(RecordID.init(bits:))
    }
    let view = RecordView(
      id: id, type: type, fields: fields, isDeleted: !statement.isNull(engine + 2), conflicts: meta.conflicts,
      isUnsynced: !statement.isNull(engine + 4), parent: parent,
      alias: statement.bits128(engine + 1).map(RecordID.init(bits:)),
      joinedInto: statement.bits128(engine + 6).map(RecordID.init(bits:)))
    return Row(id: id, place: place, view: view, meta: meta)
  }

  private func fields(_ statement: SQLStatement, table: TableLayout, inexact: [FieldView]) throws -> [FieldView] {
    var fields: [FieldView] = []
    fields.reserveCapacity(table.registers.count)
    var rest = inexact[...]
    for register in table.registers {
      while let next = rest.first, next.field < register.number {
        fields.append(next)
        rest.removeFirst()
      }
      if let next = rest.first, next.field == register.number {
        fields.append(next)
        rest.removeFirst()
        continue
      }
      if let content = try content(statement, register) {
        fields.append(FieldView(field: register.number, content: content))
      }
    }
    return fields + rest
  }

  private func content(_ statement: SQLStatement, _ register: TableLayout.Register) throws -> FieldContent? {
    switch register.shape {
    case .field(let column):
      return try ValueColumn.read(statement, TableSQL.firstField + Int32(column.place), kind: column.field.kind)
        .map(FieldContent.value)
    case .set(let column, let element):
      let place = TableSQL.firstField + Int32(column.place)
      guard let json = statement.bytes(place) else { return nil }
      return .elements(try ValueColumn.elements(ofJSON: json, kind: element))
    case .group(_, let members):
      var parts: [RowPart] = []
      for column in members {
        let place = TableSQL.firstField + Int32(column.place)
        if let value = try ValueColumn.read(statement, place, kind: column.field.kind) {
          parts.append(RowPart(number: column.field.number.number, value: value))
        }
      }
      return parts.isEmpty ? nil : .value(Value(.row(parts)))
    }
  }

  func row(at place: Place) throws -> Row? {
    let sql = self.sql[place.table]
    let statement = try statement(sql.selectByRow)
    statement.bind(place.row, 1)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    return try row(statement, table: sql.table)
  }

  func row(of id: RecordID) throws -> Row? {
    guard let known = try known(id) else { return nil }
    guard let row = try row(at: known.place), row.id == id else {
      // A row that is gone is a record that is not known here: what is read and written besides goes on, and the digest
      // tells.
      know(id, nil)
      return nil
    }
    know(id, Known(place: known.place, view: .some(row.view)))
    return row
  }

  /// As `row(of:)`, of what was read or saved in this transaction already.
  func knownView(_ id: RecordID) throws -> RecordView? {
    if let view = try known(id)?.view { return view }
    return try row(of: id)?.view
  }

  func knownState(_ id: RecordID) throws -> RecordState? {
    if let state = try known(id)?.state { return state }
    guard let row = try row(of: id) else { return nil }
    let state = try state(row)
    know(id, Known(place: row.place, view: .some(row.view), state: state))
    return state
  }

  func state(_ row: Row) throws -> RecordState {
    try row.meta.state(row.id, view: row.view, table: layout.tables[row.place.table])
  }
}

extension TableLayout {
  /// The parent that the columns say.
  static func parent(_ fields: [FieldView], table: TableLayout) -> RecordID? {
    for column in table.parents {
      for field in fields where field.field == column.field.number {
        if case .value(let value) = field.content, let parent = value.reference { return parent }
      }
    }
    return nil
  }
}
