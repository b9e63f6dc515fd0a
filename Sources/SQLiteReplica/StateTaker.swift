internal import CommitFormat
internal import GRDB
internal import GRDBSQLite
internal import Merge
internal import Replica
internal import Schema

/// Makes the rows of a replica from its log and from what another store told of it.
///
/// - Complexity: one insertion per row and commit; no more in memory than a stretch of the log.
final class StateTaker: StateTaking {
  private let transaction: ReplicaTransaction
  private var tables: StateTables
  private let own: ReplicaHeader
  private var numbers: [ReplicaID: UInt64] = [:]
  /// Replicas of this person at a device of this name.
  private var namesakes: Set<ReplicaID> = []
  private var inserts: [SQLStatement] = []
  private var isOpen = false

  init(_ transaction: ReplicaTransaction) throws {
    self.transaction = transaction
    tables = StateTables(transaction.layout)
    guard let header = try transaction.header() else { throw NotToBeOpened.notEmpty }
    own = header
  }

  func header() throws -> ReplicaHeader? { own }

  func open(_ opening: [UInt8]) throws {
    let (schema, replicas) = try StateTables.read(opening)
    guard own.cursor == nil, own.former.isEmpty, try isEmpty() else { throw NotToBeOpened.notEmpty }
    if schema != transaction.layout.schema {
      try transaction.layOut(by: schema)
      tables = StateTables(transaction.layout)
    }
    var reader = RawRows.Reader(replicas)
    let statement = try transaction.statement(StateTables.replicas.insert)
    try refusing {
      while !reader.isAtEnd {
        try reader.bindRow(StateTables.replicas.columnCount, to: statement)
        try statement.run()
      }
    }
    let found = try transaction.statement(StateTables.replicas.select)
    while try found.step() {
      guard let id = found.bits128(1), found.int64(0) > 0 else { throw DamagedBytes("replica") }
      numbers[ReplicaID(bits: id)] = UInt64(found.int64(0))
    }
    inserts = try transaction.sql.map { try transaction.statement($0.insert) }
    isOpen = true
  }

  private func isEmpty() throws -> Bool {
    for table in ["replica", "record", "commits", "journal", "enrolment", "refused", "kept", "branch", "seal"] {
      let statement = try transaction.statement("SELECT 1 FROM \(table) LIMIT 1")
      defer { statement.reset() }
      if try statement.step() { return false }
    }
    return true
  }

  /// What SQLite does not take, no replica told.
  private func refusing<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      switch error.resultCode {
      case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG: throw DamagedBytes("state")
      default: throw error
      }
    }
  }

  func take(_ entries: [HashedEntry], beside state: [UInt8]) throws {
    guard isOpen else { throw DamagedBytes("state") }
    var beside = Beside(state)
    try beside.advance()
    let commits = try transaction.statement(
      "INSERT INTO commits(name, position, time, author, stamp, counter, hash, previous, body) "
        + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
    let journal = try transaction.statement("INSERT INTO journal(position, entry) VALUES (?, ?)")
    try refusing {
      for hashed in entries {
        let entry = hashed.entry
        try expectOthers(entry.event)
        guard case .accepted(let commit, let author) = entry.event, let hash = hashed.hash else {
          journal.bind(Int64(bitPattern: entry.position), 1)
          journal.bind(blob: entry.bytes, 2)
          try journal.run()
          continue
        }
        guard let number = numbers[commit.replica], number < 1 << 31, commit.sequence < 1 << 32 else {
          throw DamagedBytes("replica of a commit")
        }
        commits.bind(Int64(number) << 32 | Int64(commit.sequence), 1)
        commits.bind(Int64(bitPattern: entry.position), 2)
        commits.bind(entry.time, 3)
        commits.bind(text: author, 4)
        commits.bind(commit.stamp.milliseconds, 5)
        commits.bind(Int64(commit.stamp.counter), 6)
        commits.bind(blob: hash.bytes, 7)
        commits.bind(blob: commit.previous.bytes, 8)
        commits.bind(blob: commit.body, 9)
        try commits.run()
        try PlainRow.each(of: commit, number: number, layout: transaction.layout) { try insert($0, &beside) }
      }
    }
    guard beside.isAtEnd else { throw DamagedBytes("state") }
  }

  private func insert(_ plain: PlainRow, _ beside: inout Beside) throws {
    let statement = inserts[plain.table.index]
    sqlite3_clear_bindings(statement.pointer)
    plain.bind(to: statement)
    if try beside.isNext() {
      let count = try beside.reader.number()
      let places = UInt64(plain.table.columns.count + TableLayout.engineColumns.count)
      guard count <= places else { throw DamagedBytes("state") }
      for _ in 0..<count {
        let place = try beside.reader.number()
        guard place < places else { throw DamagedBytes("state") }
        try beside.reader.bindValue(TableSQL.firstField + 1 + Int32(place), of: statement)
      }
      try beside.advance()
      if count == 0 { return }
    }
    try statement.run()
    guard sqlite3_changes(sqlite3_db_handle(statement.pointer)) == 1 else { throw DamagedBytes("row") }
  }

  /// The rows of a stretch that are not plain, by how many plain ones stand before each.
  private struct Beside {
    var reader: RawRows.Reader
    private var plain: UInt64?

    init(_ bytes: [UInt8]) {
      reader = RawRows.Reader(bytes[...])
    }

    var isAtEnd: Bool { plain == nil && reader.isAtEnd }

    mutating func advance() throws { plain = reader.isAtEnd ? nil : try reader.number() }

    /// Whether the row at hand is the next one that is not plain.
    mutating func isNext() throws -> Bool {
      guard let left = plain else { return false }
      if left > 0 { plain = left - 1 }
      return left == 0
    }
  }

  /// What the log says of this replica itself, or of what this person wrote here before, is more than rows.
  private func expectOthers(_ event: LogEntry.Event) throws {
    switch event {
    case .accepted(let commit, _):
      guard !isOwn(commit.replica), !isOwn(commit.origin) else { throw NotToBeOpened.ownCommits }
    case .refused(let name, _): guard !isOwn(name.replica) else { throw NotToBeOpened.ownCommits }
    case .branched(let branch): guard !isOwn(branch.id), !isOwn(branch.origin) else { throw NotToBeOpened.ownCommits }
    case .enrolled(let enrolment):
      guard enrolment.replica != own.replica, enrolment.user.utf8.elementsEqual(own.user.utf8),
        enrolment.device.utf8.elementsEqual(own.device.utf8)
      else { return }
      namesakes.insert(enrolment.replica)
    case .schema(_, let json): try transaction.keepSchema(json)
    case .horizon, .erased: break
    }
  }

  private func isOwn(_ replica: ReplicaID) -> Bool { replica == own.replica || namesakes.contains(replica) }

  func take(rest: [UInt8]) throws {
    guard isOpen else { throw DamagedBytes("state") }
    var reader = RawRows.Reader(rest[...])
    let number = try reader.number()
    guard number < UInt64(tables.tables.count) else { throw DamagedBytes("state") }
    let table = tables.tables[Int(number)]
    let statement = try transaction.statement(table.insert)
    try refusing {
      while !reader.isAtEnd {
        try reader.bindRow(table.columnCount, to: statement)
        try statement.run()
      }
    }
  }

  func finish(at end: LogPoint, digest: StateDigest, audiences: [Audience]) throws {
    guard isOpen else { throw DamagedBytes("state") }
    // In the order of the index: a row at a random place of it costs several times as much.
    let rows = transaction.layout.tables.map { "SELECT id, \($0.number) AS type, row FROM \($0.name)" }
    try refusing {
      try transaction.statement(
        "INSERT INTO record(id, type, row) SELECT id, type, row FROM (\(rows.joined(separator: " UNION ALL "))) ORDER BY id"
      ).run()
    }
    for table in transaction.layout.tables {
      try transaction.statement(
        "INSERT INTO dirty(type, first, last) SELECT \(table.number), min(row), max(row) FROM \(table.name) HAVING count(*) > 0"
      ).run()
    }
    transaction.writerMemory?.forget()
    transaction.knownBranches = nil
    guard var header = try transaction.header(), header.digest == digest else { throw DamagedBytes("digest") }
    header.cursor = end
    header.audiences = audiences
    if let enrolment = try transaction.enrolment(of: header.replica) { header.number = enrolment.number }
    try transaction.setHeader(header)
  }
}
