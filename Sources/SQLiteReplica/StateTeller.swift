internal import CommitFormat
internal import GRDB
internal import GRDBSQLite
internal import Merge
internal import Replica
internal import Schema

/// Says what a replica made of its log, as far as a glance at the log does not say it.
///
/// - Complexity: O(rows and commits) in all; a piece of the rest is about a megabyte.
final class StateTeller: StateTelling {
  private let transaction: ReplicaTransaction
  private let tables: StateTables
  /// The rows that have been told beside the log, per table.
  private var told: [RowRanges]
  /// Commits and entries that the replica holds otherwise than the log says: forgotten, or erased twice.
  private var otherCommits: [Int64] = []
  private var otherEntries: [Int64] = []
  private var next = 0
  private var running: (statement: SQLStatement, owner: Statement)?

  private static let pieceBytes = 1 << 20
  /// Of what stands beside one stretch; further rows are told in the rest.
  private static let besideBytesMax = 4 << 20

  init(_ transaction: ReplicaTransaction) {
    self.transaction = transaction
    tables = StateTables(transaction.layout)
    told = transaction.layout.tables.map { _ in RowRanges() }
  }

  func header() throws -> ReplicaHeader? { try transaction.header() }

  func opening() throws -> [UInt8] {
    var rows = RawRows()
    let statement = try transaction.statement(StateTables.replicas.select + " ORDER BY number")
    while try statement.step() { try rows.append(row: statement) }
    return tables.opening(replicas: rows.bytes)
  }

  func beside(_ entries: [LogEntry]) throws -> [UInt8] {
    var rows = RawRows()
    var skipped: UInt64 = 0
    for entry in entries {
      guard case .accepted(let commit, let author) = entry.event else {
        if try !isKept(entry) { otherEntries.append(Int64(bitPattern: entry.position)) }
        continue
      }
      guard let number = try transaction.knownNumber(of: commit.replica) else { continue }
      let name = Int64(number) << 32 | Int64(commit.sequence)
      if try !isHeld(commit, as: name, entry, author: author) { otherCommits.append(name) }
      try PlainRow.each(of: commit, number: number, layout: transaction.layout) { plain in
        let isRoom = rows.bytes.count < Self.besideBytesMax
        guard let differing = isRoom ? try differing(plain) : nil else {
          // There is no such row, or it comes later.
          rows.append(number: skipped)
          rows.append(number: 0)
          skipped = 0
          return
        }
        told[plain.table.index].insert(plain.row)
        if differing.isEmpty {
          skipped += 1
          return
        }
        rows.append(number: skipped)
        rows.append(number: UInt64(differing.count))
        skipped = 0
        let actual = try transaction.statement(transaction.sql[plain.table.index].selectByRow)
        actual.bind(plain.row, 1)
        defer { actual.reset() }
        guard try actual.step() else { throw DamagedBytes("row") }
        for place in differing {
          rows.append(number: UInt64(place))
          try rows.append(value: TableSQL.firstField + Int32(place), of: actual)
        }
      }
    }
    return rows.bytes
  }

  /// The places of the columns that the row has otherwise; nil where that record has no such row.
  private func differing(_ plain: PlainRow) throws -> [Int]? {
    let actual = try transaction.statement(transaction.sql[plain.table.index].selectByRow)
    actual.bind(plain.row, 1)
    defer { actual.reset() }
    guard try actual.step(), actual.bits128(1) == plain.record.bits else { return nil }
    let count = plain.table.columns.count + TableLayout.engineColumns.count
    let parameters = (0..<count).map { "?\($0 + Int(TableSQL.firstField) + 1)" }
    let made = try transaction.statement("SELECT ?1, ?2, NULL, \(parameters.joined(separator: ", "))")
    sqlite3_clear_bindings(made.pointer)
    plain.bind(to: made)
    defer { made.reset() }
    guard try made.step() else { return nil }
    return (0..<count).filter { !actual.isSame(TableSQL.firstField + Int32($0), in: made) }
  }

  private func isKept(_ entry: LogEntry) throws -> Bool {
    let statement = try transaction.statement("SELECT entry FROM journal WHERE position = ?")
    statement.bind(Int64(bitPattern: entry.position), 1)
    defer { statement.reset() }
    return try statement.step() && statement.bytes(0) == entry.bytes
  }

  private func isHeld(_ commit: Commit, as name: Int64, _ entry: LogEntry, author: String?) throws -> Bool {
    let statement = try transaction.statement("SELECT position, time, author, body FROM commits WHERE name = ?")
    statement.bind(name, 1)
    defer { statement.reset() }
    return try statement.step() && statement.optionalInt64(0) == Int64(bitPattern: entry.position)
      && statement.optionalInt64(1) == entry.time && statement.text(2) == author && statement.bytes(3) == commit.body
  }

  func rest() throws -> [UInt8]? {
    while next < tables.tables.count {
      let table = tables.tables[next]
      var rows = RawRows()
      rows.append(number: UInt64(next))
      let start = rows.bytes.count
      switch next {
      case StateTables.commits: try tell(&otherCommits, by: "name", table, &rows)
      case StateTables.journal: try tell(&otherEntries, by: "position", table, &rows)
      default: break
      }
      try tell(table, &rows)
      if rows.bytes.count > start { return rows.bytes }
    }
    return nil
  }

  /// The rows of these keys, as many as there is room for.
  private func tell(
    _ keys: inout [Int64], by column: String, _ table: StateTables.Table, _ rows: inout RawRows
  ) throws {
    let statement = try transaction.statement("\(table.select) WHERE \(column) = ?")
    while rows.bytes.count < Self.pieceBytes, let key = keys.popLast() {
      statement.bind(key, 1)
      while try statement.step() { try rows.append(row: statement) }
    }
  }

  /// The rows of a table that are told; after the last one the next table is at hand.
  private func tell(_ table: StateTables.Table, _ rows: inout RawRows) throws {
    guard rows.bytes.count < Self.pieceBytes else { return }
    let own = try running ?? transaction.ownStatement(table.selection)
    running = own
    try withExtendedLifetime(own.owner) {
      while rows.bytes.count < Self.pieceBytes {
        guard try own.statement.step() else {
          running = nil
          next += 1
          return
        }
        if let index = table.layoutIndex, told[index].contains(own.statement.int64(0)) { continue }
        try rows.append(row: own.statement)
      }
    }
  }
}

/// Row numbers, of which many follow one another.
struct RowRanges {
  private var ranges: [ClosedRange<Int64>] = []
  private var isSorted = true

  mutating func insert(_ row: Int64) {
    if let last = ranges.last {
      if row == last.upperBound + 1 {
        ranges[ranges.count - 1] = last.lowerBound...row
        return
      }
      if row <= last.upperBound { isSorted = false }
    }
    ranges.append(row...row)
  }

  mutating func contains(_ row: Int64) -> Bool {
    if !isSorted {
      ranges.sort { $0.lowerBound < $1.lowerBound }
      isSorted = true
    }
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < row { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(row)
  }
}

extension SQLStatement {
  /// Whether a column of this row holds the very same as that of another.
  fileprivate func isSame(_ column: Int32, in other: SQLStatement) -> Bool {
    let type = sqlite3_column_type(pointer, column)
    guard type == sqlite3_column_type(other.pointer, column) else { return false }
    switch type {
    case SQLITE_NULL: return true
    case SQLITE_INTEGER: return int64(column) == other.int64(column)
    default: return bytes(column) == other.bytes(column)
    }
  }
}
