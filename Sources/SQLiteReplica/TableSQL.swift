/// The statements for one table of records.
struct TableSQL: Sendable {
  let table: TableLayout
  /// Columns: row, id, type, the fields, then the engine's; the type is NULL where the table says it.
  let select: String
  let selectByRow: String
  let insert: String
  let delete: String
  let metaByRow: String
  /// Of the records that show a conflict; by the index on `_conflicts`.
  let metaInConflict: String

  /// The place of the first field's column in `select`, and of its parameter less one in `insert`.
  static let firstField: Int32 = 3

  init(_ table: TableLayout) {
    self.table = table
    let names = table.columns.map(\.name) + TableLayout.engineColumns
    let columns = (["row", "id", table.type == nil ? "type" : "NULL"] + names).joined(separator: ", ")
    select = "SELECT \(columns) FROM \(table.name)"
    selectByRow = select + " WHERE row = ?"
    let inserted = ["row", "id"] + (table.type == nil ? ["type"] : []) + names
    // The type's parameter is there for every table, so that the others count alike.
    let parameters = ["?1", "?2"] + (table.type == nil ? ["?3"] : []) + names.indices.map { "?\($0 + 4)" }
    insert =
      "INSERT OR IGNORE INTO \(table.name)(\(inserted.joined(separator: ", "))) VALUES (\(parameters.joined(separator: ", ")))"
    delete = "DELETE FROM \(table.name) WHERE row = ?"
    metaByRow = "SELECT id, _meta FROM \(table.name) WHERE row = ?"
    metaInConflict = "SELECT row, id, _meta FROM \(table.name) WHERE _conflicts IS NOT NULL"
  }

  /// Parameters: the row, then as in `insert` those of the given fields' and engine's columns, by place.
  func update(_ places: [Int]) -> String {
    let names = table.columns.map(\.name) + TableLayout.engineColumns
    let type = table.type == nil ? ["type = ?3"] : []
    let assignments = type + places.map { "\(names[$0]) = ?\($0 + 4)" }
    return "UPDATE \(table.name) SET \(assignments.joined(separator: ", ")) WHERE row = ?1"
  }
}

/// A statement's text as a key: of the few that there are, the length and the last letters tell nearly all apart, and those
/// that are meant alike are nearly always the same string in memory.
struct SQLText: Hashable {
  let text: String

  init(_ text: String) {
    self.text = text
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { bytes in
      hasher.combine(bytes.count)
      if bytes.count >= 8, let base = bytes.baseAddress {
        hasher.combine(UnsafeRawPointer(base).loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self))
      }
    }
  }
}
