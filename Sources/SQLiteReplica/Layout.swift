internal import Merge
internal import Schema

/// The tables that a schema's records lie in.
///
/// One plain table per record type, one row per record, one column per field. The row number is the record's creation
/// dot, (replica's local number << 44 | sequence << 12 | index), so that the short names by which commits name records
/// need no index of their own; rows that have no such dot are numbered below 2⁴⁴. `record` says in which table and row
/// an id lies: 32 bytes a record in a file of 20,000. A unique index on the ids of each table would take about 5 less,
/// but a look-up would have to ask every table; a table from dots to ids would come on top of either.
struct Layout: Sendable {
  /// Rising by number of the type; the last one, of number 0, takes what this schema has no type for.
  let tables: [TableLayout]
  let schema: Schema
  private let indexByType: [TypeNumber: Int]
  /// What is read as the record ?1.
  let aliasesSQL: String
  /// 1 when anything is read as anything else.
  let hasAliasesSQL: String
  /// What lies below the record ?1.
  let childrenSQL: String

  init(schema: Schema) {
    let types = schema.types.sorted { $0.number < $1.number }
    var tables: [TableLayout] = []
    for type in types { tables.append(TableLayout(type: type, index: tables.count)) }
    tables.append(TableLayout(type: nil, index: tables.count))
    self.tables = tables
    self.schema = schema
    indexByType = Dictionary(types.enumerated().map { ($1.number, $0) }) { first, _ in first }
    aliasesSQL = tables.map { "SELECT id FROM \($0.name) WHERE _alias = ?1" }.joined(separator: " UNION ALL ")
    let anyAlias = tables.map { "EXISTS (SELECT 1 FROM \($0.name) WHERE _alias IS NOT NULL)" }
    hasAliasesSQL = "SELECT " + anyAlias.joined(separator: " OR ")
    childrenSQL = tables.flatMap(\.childrenSQL).joined(separator: " UNION ALL ")
  }

  /// The table for what has no table of its own, and for records of which no creation is known.
  var other: TableLayout { tables[tables.count - 1] }

  func table(of type: TypeNumber?) -> TableLayout {
    type.flatMap { indexByType[$0] }.map { tables[$0] } ?? other
  }

  /// Whether everything that lies in the tables of `other` may stay there: they are all here, and mean the same.
  func extends(_ other: Layout) -> Bool {
    other.tables.allSatisfy { table in
      guard let type = table.type else { return true }
      return self.table(of: type.number).extends(table)
    }
  }

  /// By the number that `record` keeps: the type's, or 0.
  func table(numbered number: Int64) -> TableLayout? {
    if number == 0 { return other }
    return UInt32(exactly: number).flatMap { indexByType[TypeNumber($0)] }.map { tables[$0] }
  }
}

/// Classes, because they are passed around for every row and never change.
final class TableLayout: Sendable {
  final class Column: Sendable {
    /// Quoted.
    let name: String
    let field: Field
    /// The place among the table's field columns.
    let place: Int

    init(name: String, field: Field, place: Int) {
      self.name = name
      self.field = field
      self.place = place
    }
  }

  /// A register and its columns.
  final class Register: Sendable {
    enum Shape: Sendable {
      case field(Column)
      case set(Column, element: Kind)
      case group(FieldGroup, [Column])
    }

    let number: FieldNumber
    let shape: Shape
    let columns: [Column]

    init(number: FieldNumber, shape: Shape) {
      self.number = number
      self.shape = shape
      columns =
        switch shape {
        case .field(let column), .set(let column, _): [column]
        case .group(_, let members): members
        }
    }
  }

  /// Nil for the table that takes all else.
  let type: RecordType?
  /// The place among the layout's tables.
  let index: Int
  /// Quoted.
  let name: String
  let columns: [Column]
  /// Rising by number.
  let registers: [Register]
  /// In the order in which they are asked for the parent.
  let parents: [Column]

  /// What every table has besides: the parent where the fields do not say it (empty: none), the alias, whether the
  /// record is deleted, how many conflicts it shows, whether it has unlogged writes, the packed rest, and the record
  /// that it is read as.
  static let engineColumns = ["_parent", "_alias", "_deleted", "_conflicts", "_unsynced", "_meta", "_joined"]

  /// The number that `record` keeps.
  var number: Int64 { Int64(type?.number.number ?? 0) }

  fileprivate init(type: RecordType?, index: Int) {
    self.type = type
    self.index = index
    // Types and tables of our own share one space of names.
    name = Self.quoted(type.map { Self.reserved.contains($0.key.lowercased()) ? "\($0.key)_" : $0.key } ?? "other")
    var columns: [Column] = []
    var taken: Set<String> = ["id", "row", "rowid", "oid"]
    for field in (type?.fields ?? []).sorted(by: { $0.number < $1.number }) {
      // SQLite does not tell case apart in names.
      let isFree = taken.insert(field.key.lowercased()).inserted
      let name = isFree ? field.key : "\(field.key)#\(field.number.number)"
      columns.append(Column(name: Self.quoted(name), field: field, place: columns.count))
    }
    self.columns = columns
    let byNumber = Dictionary(columns.map { ($0.field.number, $0) }) { first, _ in first }
    registers = (type?.registers ?? []).compactMap { declaration -> Register? in
      switch declaration.shape {
      case .field(let field): byNumber[field.number].map { Register(number: field.number, shape: .field($0)) }
      case .set(let field, let element):
        byNumber[field.number].map { Register(number: field.number, shape: .set($0, element: element)) }
      case .group(let group, let members):
        Register(
          number: group.number,
          shape: .group(
            group, members.sorted { $0.number < $1.number }.compactMap { byNumber[$0.number] }))
      }
    }.sorted { $0.number < $1.number }
    parents = (type?.parentFields ?? []).compactMap { field in
      guard field.group == nil, case .reference = field.kind else { return nil }
      return byNumber[field.number]
    }
  }

  fileprivate func extends(_ other: TableLayout) -> Bool {
    name == other.name
      && other.columns.allSatisfy { old in
        columns.contains { column in
          column.name == old.name && column.field.number == old.field.number && column.field.group == old.field.group
            && Self.reads(column.field.kind, as: old.field.kind)
        }
      }
  }

  /// Whether a column of the one kind says the same in the other. What it does not say exactly, lies beside it.
  private static func reads(_ kind: Kind, as other: Kind) -> Bool {
    switch (kind, other) {
    case (.set(.row), .set(.row)), (.set(.list), .set(.list)): kind == other
    case (.set(let element), .set(let otherElement)): element.name == otherElement.name
    default: kind.name == other.name
    }
  }

  /// The parts of the question for a record's children that are about this table.
  fileprivate var childrenSQL: [String] {
    var parts: [String] = []
    var empty = ""
    for column in parents {
      parts.append("SELECT id FROM \(name) WHERE \(column.name) = ?1 AND _parent IS NULL\(empty)")
      empty += " AND \(column.name) IS NULL"
    }
    return parts + ["SELECT id FROM \(name) WHERE _parent = ?1"]
  }

  func register(_ number: FieldNumber) -> Register? {
    var low = 0
    var high = registers.count
    while low < high {
      let middle = (low + high) / 2
      if registers[middle].number < number { low = middle + 1 } else { high = middle }
    }
    return low < registers.count && registers[low].number == number ? registers[low] : nil
  }

  /// The kind of a set's elements; nil for an unknown field.
  func elementKind(_ number: FieldNumber) -> Kind? {
    guard case .set(_, let element)? = register(number)?.shape else { return nil }
    return element
  }

  static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\"", with: "\"\"") + "\""
  }

  private static let reserved: Set<String> = [
    "alias", "branch", "commits", "conflict", "creation", "dirty", "enrolment", "header", "history", "journal", "kept",
    "layout", "other", "record",
    "refused", "replica", "schema", "seal", "tiding", "touched",
  ]
}

extension TableLayout {
  /// The statements that make the table, or bring one of an older schema to this one. `existing` are the names of the
  /// columns that are there, unquoted; nil when there is no table.
  func creation(existing: Set<String>?) -> [String] {
    var statements: [String] = []
    if let existing {
      for column in columns where !existing.contains(Self.unquoted(column.name)) {
        statements.append("ALTER TABLE \(name) ADD COLUMN \(column.name) \(Self.affinity(column.field.kind))")
      }
    } else {
      var parts = ["row INTEGER PRIMARY KEY", "id BLOB NOT NULL"]
      if type == nil { parts.append("type INTEGER") }
      parts += columns.map { "\($0.name) \(Self.affinity($0.field.kind))" }
      parts += [
        "_parent BLOB", "_alias BLOB", "_deleted INTEGER", "_conflicts INTEGER", "_unsynced INTEGER", "_meta BLOB",
        "_joined BLOB",
      ]
      statements.append("CREATE TABLE \(name)(\(parts.joined(separator: ", ")))")
      // None on `_unsynced`: it would be one more page to write in every edit.
      for engine in ["_parent", "_alias", "_deleted", "_conflicts"] {
        statements.append(index(on: engine))
      }
    }
    for column in parents { statements.append(index(on: column.name)) }
    return statements
  }

  /// How many rows the lists leave out; a row that is read as another has an alias, which there is an index on.
  var unlistedCount: String {
    """
    (SELECT count(*) FROM \(name) WHERE _deleted IS NOT NULL)
    + (SELECT count(*) FROM \(name) WHERE _alias IS NOT NULL AND _joined IS NOT NULL AND _deleted IS NULL)
    """
  }

  /// Rows in which the column is empty are not in the index and cost nothing.
  private func index(on column: String) -> String {
    let label = Self.quoted("\(Self.unquoted(name)) by \(Self.unquoted(column))")
    return "CREATE INDEX IF NOT EXISTS \(label) ON \(name)(\(column)) WHERE \(column) IS NOT NULL"
  }

  static func unquoted(_ name: String) -> String {
    name.hasPrefix("\"") ? String(name.dropFirst().dropLast()).replacing("\"\"", with: "\"") : name
  }

  private static func affinity(_ kind: Kind) -> String {
    switch kind {
    case .integer, .year, .boolean: "INTEGER"
    case .reference: "BLOB"
    default: "TEXT"
    }
  }
}

/// The tables that are the same under every schema, and the views for people with a SQLite shell.
enum CommonTables {
  static let creation = [
    "CREATE TABLE layout(name TEXT NOT NULL, version INTEGER NOT NULL, json BLOB NOT NULL, adopted INTEGER NOT NULL)",
    """
    CREATE TABLE header(
      one INTEGER PRIMARY KEY CHECK (one = 1), replica BLOB NOT NULL, workspace BLOB NOT NULL,
      workspace_name TEXT NOT NULL, user TEXT NOT NULL, device TEXT NOT NULL, role TEXT NOT NULL, number INTEGER,
      server TEXT, epoch BLOB, position INTEGER, chain BLOB, token BLOB, digest BLOB NOT NULL, last_sync INTEGER,
      clock_ahead INTEGER, former BLOB, copy_found INTEGER, audiences TEXT, audience_digests BLOB, must_scrub INTEGER,
      horizon INTEGER)
    """,
    branch,
    "CREATE TABLE replica(number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, unlogged INTEGER)",
    unloggedIndex,
    "CREATE TABLE record(id BLOB PRIMARY KEY, type INTEGER NOT NULL, row INTEGER NOT NULL) WITHOUT ROWID",
    """
    CREATE TABLE creation(
      replica INTEGER, sequence INTEGER, audience INTEGER, number INTEGER, id BLOB NOT NULL,
      PRIMARY KEY (replica, sequence, audience, number, id)) WITHOUT ROWID
    """,
    """
    CREATE TABLE conflict(
      record BLOB NOT NULL, number INTEGER NOT NULL, type TEXT NOT NULL, field TEXT, kind TEXT NOT NULL,
      writes INTEGER NOT NULL, conflict TEXT NOT NULL, PRIMARY KEY (record, number)) WITHOUT ROWID
    """,
    """
    CREATE TABLE commits(
      name INTEGER PRIMARY KEY, position INTEGER, arrival INTEGER, time INTEGER, author TEXT, stamp INTEGER NOT NULL,
      counter INTEGER NOT NULL, hash BLOB NOT NULL, previous BLOB, records BLOB, body BLOB)
    """,
    "CREATE UNIQUE INDEX \"commits by position\" ON commits(position) WHERE position IS NOT NULL",
    "CREATE TABLE touched(record BLOB, name INTEGER, PRIMARY KEY (record, name)) WITHOUT ROWID",
    "CREATE TABLE dirty(number INTEGER PRIMARY KEY, type INTEGER, first INTEGER, last INTEGER)",
    """
    CREATE TABLE refused(
      number INTEGER PRIMARY KEY, name INTEGER NOT NULL, hash BLOB NOT NULL, previous BLOB NOT NULL, body BLOB NOT NULL,
      code TEXT NOT NULL, field TEXT, reason TEXT NOT NULL, time INTEGER NOT NULL)
    """,
    "CREATE TABLE seal(replica INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, hash BLOB, signature BLOB)",
    """
    CREATE TABLE enrolment(
      number INTEGER PRIMARY KEY, replica BLOB NOT NULL UNIQUE, user TEXT NOT NULL, device TEXT NOT NULL,
      public_key BLOB NOT NULL)
    """,
    """
    CREATE TABLE tiding(
      id INTEGER PRIMARY KEY AUTOINCREMENT, record BLOB NOT NULL, field INTEGER NOT NULL, element BLOB,
      value BLOB NOT NULL, chosen BLOB NOT NULL, by TEXT NOT NULL, reason TEXT NOT NULL, time INTEGER NOT NULL,
      outcome INTEGER NOT NULL, user TEXT NOT NULL)
    """,
    journal, kept,
    "CREATE TABLE schema(one INTEGER PRIMARY KEY CHECK (one = 1), json BLOB NOT NULL)",
  ]

  /// Chains of commits that left another one of their replica, because it was copied.
  static let branch = """
    CREATE TABLE branch(
      id BLOB PRIMARY KEY, origin BLOB NOT NULL, parent BLOB NOT NULL, first INTEGER NOT NULL, previous BLOB NOT NULL
    ) WITHOUT ROWID
    """

  /// The chains with commits that the log has not. None on the commits themselves: it would be one more page to write in
  /// every edit.
  static let unloggedIndex = "CREATE INDEX \"replica by unlogged\" ON replica(unlogged) WHERE unlogged IS NOT NULL"

  /// Notes of each chain where what waits begins, where nothing is noted yet.
  static let notingUnlogged = """
    UPDATE replica SET unlogged = waiting.first
    FROM (SELECT name >> 32 AS number, min(name) & 4294967295 AS first FROM commits WHERE arrival IS NOT NULL GROUP BY 1)
      AS waiting
    WHERE replica.number = waiting.number
    """

  /// What the log said besides commits.
  static let journal = "CREATE TABLE journal(position INTEGER PRIMARY KEY, entry BLOB NOT NULL)"
  /// Which records dots created whose commits the log took back.
  static let kept = """
    CREATE TABLE kept(
      replica BLOB, sequence INTEGER, audience INTEGER, number INTEGER, id BLOB NOT NULL,
      PRIMARY KEY (replica, sequence, audience, number)) WITHOUT ROWID
    """

  /// An id as people and the program write it.
  static func text(ofID column: String) -> String {
    let hex = "lower(hex(\(column)))"
    let parts = [(1, 8), (9, 4), (13, 4), (17, 4), (21, 12)]
    return parts.map { "substr(\(hex), \($0.0), \($0.1))" }.joined(separator: " || '-' || ")
  }

  /// Made anew with each layout.
  static func views(_ layout: Layout) -> [String] {
    let creations = layout.tables.map {
      "SELECT id AS record, row >> 12 AS name FROM \($0.name) WHERE row >= 1 << 44"
    }
    let places = (0..<16).map { "(\($0))" }.joined(separator: ", ")
    let waiting = """
      SELECT substr(records, 1 + 16 * column1, 16), name FROM commits JOIN (VALUES \(places))
      WHERE 16 * column1 < length(records)
      """
    return [
      "DROP VIEW IF EXISTS conflicts",
      "DROP VIEW IF EXISTS history",
      """
      CREATE VIEW conflicts AS
        SELECT \(text(ofID: "record")) AS id, type, field, kind, writes, conflict FROM conflict
      """,
      """
      CREATE VIEW history AS
        SELECT datetime(coalesce(c.time, c.stamp) / 1000, 'unixepoch') AS "when",
          coalesce(c.author, e.user) AS who, e.device AS device, \(text(ofID: "t.record")) AS id,
          lower(hex(r.id)) AS replica, c.name & 4294967295 AS sequence, c.position AS position
        FROM (SELECT record, name FROM touched UNION \(waiting) UNION \(creations.joined(separator: " UNION "))) t
          JOIN commits c ON c.name = t.name JOIN replica r ON r.number = c.name >> 32
          LEFT JOIN enrolment e ON e.replica = r.id
        WHERE c.body IS NOT NULL
      """,
    ]
  }
}
