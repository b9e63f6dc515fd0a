internal import CommitFormat
internal import GRDBSQLite
internal import Merge
internal import Replica
internal import Schema

/// What one store tells another of a replica beside the log, table by table. `docs/replica-file.md` says what the tables are.
struct StateTables {
  /// Of one table: what is told of it, and how that is taken in.
  struct Table {
    /// Without the condition.
    let select: String
    /// Which rows are told; nil for all.
    let condition: String?
    let insert: String
    let columnCount: Int
    /// The place among the layout's tables.
    let layoutIndex: Int?
  }

  /// By the number that stands before its rows; the layout's own come last.
  let tables: [Table]
  /// Alike where both sides have the same tables, and make plain rows alike.
  private let tag: [UInt8]
  private let schema: Schema

  private static let tagBytes = 16
  static let replicas = Table(named: "replica", "number, id")

  /// The places of the tables of which only some rows are told.
  static let commits = 0
  static let journal = 1
  /// One row, which changes the one that is there.
  static let header = 2

  init(_ layout: Layout) {
    schema = layout.schema
    tag = Self.tag(of: layout.schema)
    let header = Table(
      select: "SELECT digest, audience_digests, horizon FROM header", condition: nil,
      insert: "UPDATE header SET digest = ?1, audience_digests = ?2, horizon = ?3", columnCount: 3, layoutIndex: nil)
    let fixed = [
      Table(
        named: "commits", "name, position, arrival, time, author, stamp, counter, hash, previous, records, body",
        replaces: true, where: "body IS NULL"),
      Table(named: "journal", "position, entry", replaces: true, where: "0"),
      header,
      Table(named: "creation", "replica, sequence, audience, number, id"),
      Table(named: "conflict", "record, number, type, field, kind, writes, conflict"),
      Table(named: "touched", "record, name"),
      Table(named: "kept", "replica, sequence, audience, number, id"),
      Table(named: "enrolment", "number, replica, user, device, public_key"),
      Table(named: "branch", "id, origin, parent, first, previous"),
      Table(named: "seal", "replica, sequence, hash, signature"),
    ]
    tables =
      fixed
      + layout.tables.map { table in
        let names = table.columns.map(\.name) + TableLayout.engineColumns
        let columns = (["row", "id"] + (table.type == nil ? ["type"] : []) + names).joined(separator: ", ")
        return Table(named: table.name, columns, layoutIndex: table.index)
      }
  }
}

extension StateTables {
  private static func tag(of schema: Schema) -> [UInt8] {
    var preimage = Array("bygd state 2\0".utf8)
    Varint.append(UInt64(ReplicaFolder.version), to: &preimage)
    preimage += schema.json()
    return Array(Hash(of: preimage).bytes.prefix(tagBytes))
  }

  /// How what is told begins: by which tables, and which replicas have which numbers. The schema itself is told where it is not
  /// the one that ships with the program.
  func opening(replicas: [UInt8]) -> [UInt8] {
    var bytes = tag
    let told = schema == .bundled ? [] : schema.json()
    Varint.append(UInt64(told.count), to: &bytes)
    return bytes + told + replicas
  }

  /// Reads an opening.
  ///
  /// - Parameter opening: as `opening(replicas:)` makes it; it may be anything.
  /// - Returns: the schema that the tables are to be made by, and the rows of `replicas`.
  /// - Throws: `NotToBeOpened.otherTables` where no tables can be made that are alike.
  static func read(_ opening: [UInt8]) throws -> (schema: Schema, replicas: ArraySlice<UInt8>) {
    var reader = ByteReader(opening)
    guard let tag = reader.bytes(UInt64(tagBytes)), let told = reader.block(),
      let schema = told.isEmpty ? .bundled : try? Schema(json: Array(told)), tag.elementsEqual(Self.tag(of: schema))
    else { throw NotToBeOpened.otherTables }
    return (schema, opening[reader.index...])
  }
}

extension StateTables.Table {
  var selection: String { select + (condition.map { " WHERE \($0)" } ?? "") }

  fileprivate init(
    named name: String, _ columns: String, replaces: Bool = false, where condition: String? = nil,
    layoutIndex: Int? = nil
  ) {
    columnCount = columns.split(separator: ", ").count
    let parameters = (1...columnCount).map { "?\($0)" }.joined(separator: ", ")
    select = "SELECT \(columns) FROM \(name)"
    self.condition = condition
    insert = "INSERT \(replaces ? "OR REPLACE " : "")INTO \(name)(\(columns)) VALUES (\(parameters))"
    self.layoutIndex = layoutIndex
  }
}
