internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema

/// The row of a record of which nothing is known but that one commit made it: a glance at the commit tells it.
///
/// Both sides of a snapshot make it by this code, and what another row says besides is told. So it need not be right, only
/// alike.
struct PlainRow {
  let table: TableLayout
  let row: Int64
  let record: RecordID
  private let part: [UInt8]
  private let columns: [Column]
  /// Among the records of its group.
  private let place: Int

  private struct Column {
    let parameter: Int32
    let kind: Kind
    let values: [Range<Int>]
  }

  /// Calls `body` with the row of each record that a commit's part for everyone makes before it does anything else, in
  /// the order of its steps.
  ///
  /// - Parameters:
  ///   - commit: as the log has it.
  ///   - number: by which the file names its replica.
  ///   - layout: of the file.
  ///   - body: is given a row.
  /// - Throws: what `body` throws.
  /// - Complexity: O(bytes of the part).
  static func each(
    of commit: Commit, number: UInt64, layout: Layout, _ body: (PlainRow) throws -> Void
  ) throws {
    guard number < 1 << 19, commit.sequence < 1 << 32,
      let part = commit.parts.first(where: { $0.audience == .everyone })?.content
    else { return }
    let name = Int64(number) << 32 | Int64(commit.sequence)
    for group in CreationGroup.first(in: part) {
      let table = layout.table(of: group.type)
      guard table.type != nil else { continue }
      let columns = group.columns.compactMap { column -> Column? in
        guard !column.isElement, case .field(let field)? = table.register(column.field)?.shape else { return nil }
        return Column(
          parameter: TableSQL.firstField + 1 + Int32(field.place), kind: field.field.kind, values: column.values)
      }
      for (place, record) in group.records.enumerated() where group.firstIndex + place < 1 << 12 {
        let row = name << 12 | Int64(group.firstIndex + place)
        try body(PlainRow(table: table, row: row, record: record, part: part, columns: columns, place: place))
      }
    }
  }

  /// Binds what `TableSQL.insert` takes. Parameters that were bound before must have been cleared.
  func bind(to statement: SQLStatement) {
    statement.bind(row, 1)
    statement.bind(bits: record.bits, 2)
    for column in columns {
      ValueColumn.bind(part[column.values[place]], kind: column.kind, to: statement, column.parameter)
    }
  }
}
