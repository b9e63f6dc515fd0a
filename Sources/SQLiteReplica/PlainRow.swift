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
  private let fields: [Operation.FieldWrite]

  /// The rows of the records that a commit's part for everyone makes, in the order of its steps.
  ///
  /// - Parameters:
  ///   - commit: as the log has it.
  ///   - number: by which the file names its replica.
  ///   - layout: of the file.
  /// - Complexity: O(bytes of the part).
  static func rows(of commit: Commit, number: UInt64, layout: Layout) -> [PlainRow] {
    guard number < 1 << 19, commit.sequence < 1 << 32, let bytes = commit.everyonesBytes,
      let content = try? PartContent(bytes, author: commit.origin, names: AnyNames())
    else { return [] }
    var rows: [PlainRow] = []
    for (index, operation) in content.operations.enumerated() where index < 1 << 12 {
      guard case .create(let record, let type, let fields) = operation else { continue }
      let table = layout.table(of: type)
      guard table.type != nil else { continue }
      let row = Int64(number) << 44 | Int64(commit.sequence) << 12 | Int64(index)
      rows.append(PlainRow(table: table, row: row, record: record, fields: fields))
    }
    return rows
  }

  /// Binds what `TableSQL.insert` takes. Parameters that were bound before must have been cleared.
  func bind(to statement: SQLStatement) {
    statement.bind(row, 1)
    statement.bind(bits: record.bits, 2)
    for field in fields where field.register.element == nil {
      guard case .field(let column)? = table.register(field.register.field)?.shape else { continue }
      let parameter = TableSQL.firstField + 1 + Int32(column.place)
      _ = ValueColumn.bind(field.value, kind: column.field.kind, to: statement, parameter)
    }
  }
}

extension Commit {
  /// The bytes of the part for everyone, where they may be read.
  fileprivate var everyonesBytes: [UInt8]? { parts.first { $0.audience == .everyone }?.content }
}

/// Short names that are not looked up, because nobody asks what they mean.
private struct AnyNames: NameReader {
  func replica(numbered number: UInt32) -> ReplicaID? { ReplicaID(bits: UInt128(number)) }
  func record(createdBy dot: Dot) -> RecordID? { RecordID(bits: 0) }
}
