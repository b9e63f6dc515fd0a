internal import CommitFormat
internal import Merge
internal import Replica

extension ReplicaTransaction {
  /// The columns that `storedCommit` reads.
  static let commitColumns = "name, position, time, author, stamp, counter, hash, previous, body"

  func name(of replica: ReplicaID, _ sequence: SequenceNumber, givingNumber: Bool) throws -> Int64? {
    guard sequence > 0, sequence < 1 << 32 else { return nil }
    let number = givingNumber ? try number(of: replica) : try knownNumber(of: replica)
    return number.map { Int64($0) << 32 | Int64(sequence) }
  }

  func hash(_ statement: SQLStatement, _ column: Int32) throws -> Hash {
    guard let hash = Hash(bytes: statement.bytes(column) ?? []) else { throw DamagedBytes("hash") }
    return hash
  }

  func storedCommit(_ statement: SQLStatement) throws -> StoredCommit {
    let name = statement.int64(0)
    let body = statement.bytes(8) ?? []
    guard let replica = try replica(numbered: UInt64(name >> 32)),
      let commit = Commit(
        replica: replica, origin: try branch(replica)?.origin, sequence: SequenceNumber(name & 0xFFFF_FFFF),
        previous: try hash(statement, 7), body: body)
    else { throw DamagedBytes("commit") }
    return StoredCommit(commit: commit, hash: try hash(statement, 6), logged: place(statement))
  }

  /// Of `commitColumns`, what says where the commit stands in the log.
  private func place(_ statement: SQLStatement) -> StoredCommit.Logged? {
    statement.optionalInt64(1).map { position in
      StoredCommit.Logged(
        position: Position(bitPattern: position), time: statement.int64(2), author: statement.text(3))
    }
  }

  func storedCommits(_ sql: String, _ bind: (SQLStatement) -> Void) throws -> [StoredCommit] {
    let statement = try statement(sql)
    defer { statement.reset() }
    bind(statement)
    var commits: [StoredCommit] = []
    while try statement.step() { commits.append(try storedCommit(statement)) }
    return commits
  }

  func head(of replica: ReplicaID) throws -> ReplicaHead? {
    guard let number = try knownNumber(of: replica) else { return nil }
    if let known = writerMemory?.heads[number] { return known }
    let head = try head(ofNumber: Int64(number))
    writerMemory?.heads[number] = head
    return head
  }

  private func head(ofNumber number: Int64) throws -> ReplicaHead? {
    let statement = try statement(
      "SELECT name, hash, stamp, counter FROM commits WHERE name BETWEEN ?1 << 32 AND (?1 << 32) + 4294967295 "
        + "ORDER BY name DESC LIMIT 1")
    statement.bind(number, 1)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    return ReplicaHead(
      sequence: SequenceNumber(statement.int64(0) & 0xFFFF_FFFF), hash: try hash(statement, 1),
      stamp: Stamp(milliseconds: statement.int64(2), counter: UInt32(truncatingIfNeeded: statement.int64(3))))
  }

  func frontier() throws -> Frontier {
    var frontier = Frontier()
    let statement = try statement("SELECT number, id FROM replica")
    defer { statement.reset() }
    while try statement.step() {
      guard let bits = statement.bits128(1) else { throw DamagedBytes("replica") }
      if let head = try head(ofNumber: statement.int64(0)) { frontier[ReplicaID(bits: bits)] = head.sequence }
    }
    return frontier
  }

  func commit(_ replica: ReplicaID, _ sequence: SequenceNumber) throws -> StoredCommit? {
    guard let name = try name(of: replica, sequence, givingNumber: false) else { return nil }
    let statement = try statement("SELECT \(Self.commitColumns) FROM commits WHERE name = ? AND body IS NOT NULL")
    statement.bind(name, 1)
    defer { statement.reset() }
    return try statement.step() ? try storedCommit(statement) : nil
  }

  func place(of replica: ReplicaID, _ sequence: SequenceNumber) throws -> StoredCommit.Logged? {
    guard let name = try name(of: replica, sequence, givingNumber: false) else { return nil }
    let statement = try statement(
      "SELECT name, position, time, author FROM commits WHERE name = ? AND body IS NOT NULL")
    statement.bind(name, 1)
    defer { statement.reset() }
    return try statement.step() ? place(statement) : nil
  }

  func history(of record: RecordID) throws -> [StoredCommit] {
    var names: Set<Int64> = []
    for waiting in try waiting() where waiting.records.contains(record) { names.insert(waiting.name) }
    let touched = try statement("SELECT name FROM touched WHERE record = ?")
    touched.bind(bits: record.bits, 1)
    while try touched.step() { names.insert(touched.int64(0)) }
    for dot in try self.record(record)?.creations ?? [] {
      if let name = try name(of: dot.replica, dot.sequence, givingNumber: false) { names.insert(name) }
    }
    var found: [(order: (Int64, Int64), commit: StoredCommit)] = []
    let statement = try statement(
      "SELECT \(Self.commitColumns), arrival FROM commits WHERE name = ? AND body IS NOT NULL")
    for name in names.sorted() {
      statement.bind(name, 1)
      defer { statement.reset() }
      guard try statement.step() else { continue }
      found.append(((statement.optionalInt64(1) ?? .max, statement.int64(9)), try storedCommit(statement)))
    }
    return found.sorted { $0.order < $1.order }.map(\.commit)
  }

  func recentCommits(limit: Int) throws -> [StoredCommit] {
    let unlogged = try storedCommits(
      "SELECT \(Self.commitColumns) FROM \(Self.waitingCommits) AND body IS NOT NULL ORDER BY arrival DESC LIMIT ?"
    ) { $0.bind(Int64(max(0, limit)), 1) }
    guard unlogged.count < limit else { return unlogged }
    return unlogged
      + (try storedCommits(
        "SELECT \(Self.commitColumns) FROM commits WHERE position IS NOT NULL AND body IS NOT NULL "
          + "ORDER BY position DESC LIMIT ?"
      ) { $0.bind(Int64(limit - unlogged.count), 1) })
  }

  func logged(at position: Position) throws -> StoredCommit? {
    let statement = try statement("SELECT \(Self.commitColumns) FROM commits WHERE position = ? AND body IS NOT NULL")
    statement.bind(Int64(bitPattern: position), 1)
    defer { statement.reset() }
    return try statement.step() ? try storedCommit(statement) : nil
  }

  func append(_ stored: StoredCommit, touching records: [RecordID]) throws {
    let commit = stored.commit
    guard let name = try name(of: commit.replica, commit.sequence, givingNumber: true) else {
      throw DamagedBytes("sequence")
    }
    let logged = stored.logged
    // What the log has ordered needs no order of arrival.
    let arrival = logged == nil ? try nextArrival(of: name) : nil
    let statement = try statement(
      "INSERT INTO commits(name, position, arrival, time, author, stamp, counter, hash, previous, body, records) "
        + "VALUES (?1, ?2, ?11, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
    statement.bind(name, 1)
    statement.bind(arrival, 11)
    statement.bind(logged.map { Int64(bitPattern: $0.position) }, 2)
    statement.bind(logged?.time, 3)
    statement.bind(text: logged?.author, 4)
    statement.bind(commit.stamp.milliseconds, 5)
    statement.bind(Int64(commit.stamp.counter), 6)
    statement.bind(blob: stored.hash.bytes, 7)
    statement.bind(blob: commit.previous.bytes, 8)
    statement.bind(blob: commit.body, 9)
    // An edit writes no more pages than it must: the index of histories follows when the log answers.
    let waits = logged == nil && records.count <= Self.waitingRecordsMax
    statement.bind(blob: waits ? records.flatMap(\.bytes) : nil, 10)
    try statement.run()
    noteHead(ReplicaHead(sequence: commit.sequence, hash: stored.hash, stamp: commit.stamp), at: name)
    if waits {
      for record in records { noted.insert(record) }
    } else {
      for record in records { touches.append((record, name)) }
    }
  }

  /// A commit came; most often it is the next one.
  private func noteHead(_ head: ReplicaHead, at name: Int64) {
    let number = UInt64(name >> 32)
    guard let known = writerMemory?.heads[number] else { return }
    if known.sequence < head.sequence { writerMemory?.heads[number] = head }
  }

  /// More records than these are indexed at once: they are many rows anyway.
  private static let waitingRecordsMax = 16

  func setLogged(_ name: CommitName, position: Position, time: Int64, author: String?) throws {
    guard let number = try self.name(of: name.replica, name.sequence, givingNumber: false) else { return }
    for record in try stopsWaiting(number, name.hash) { touches.append((record, number)) }
    let statement = try statement(
      "UPDATE commits SET position = ?, arrival = NULL, records = NULL, time = ?, author = ? "
        + "WHERE name = ? AND hash = ? AND body IS NOT NULL")
    statement.bind(Int64(bitPattern: position), 1)
    statement.bind(time, 2)
    statement.bind(text: author, 3)
    statement.bind(number, 4)
    statement.bind(blob: name.hash.bytes, 5)
    try statement.run()
  }

  func withhold(_ audience: Audience, of name: CommitName) throws {
    guard let stored = try commit(name.replica, name.sequence), stored.hash == name.hash,
      let number = try self.name(of: name.replica, name.sequence, givingNumber: false)
    else { return }
    let statement = try statement("UPDATE commits SET body = ? WHERE name = ? AND hash = ?")
    statement.bind(blob: stored.commit.withholding(audience).body, 1)
    statement.bind(number, 2)
    statement.bind(blob: name.hash.bytes, 3)
    try statement.run()
  }

  func setErased(_ stored: StoredCommit) throws {
    guard let name = try name(of: stored.commit.replica, stored.commit.sequence, givingNumber: false) else { return }
    let statement = try statement("UPDATE commits SET body = ? WHERE name = ? AND hash = ? AND body IS NOT NULL")
    statement.bind(blob: stored.commit.body, 1)
    statement.bind(name, 2)
    statement.bind(blob: stored.hash.bytes, 3)
    try statement.run()
  }

  func fillIn(_ stored: StoredCommit, touching records: [RecordID]) throws {
    let commit = stored.commit
    guard try self.commit(commit.replica, commit.sequence)?.hash == stored.hash,
      let name = try name(of: commit.replica, commit.sequence, givingNumber: false)
    else { return }
    try setErased(stored)
    for record in records { touches.append((record, name)) }
  }

  func setRefused(_ name: CommitName, stamp: Stamp?) throws {
    guard let number = try self.name(of: name.replica, name.sequence, givingNumber: true) else {
      throw DamagedBytes("sequence")
    }
    _ = try stopsWaiting(number, name.hash)
    // The row stays, empty, so that the head and the contiguous sequences do.
    let empty = try statement(
      "UPDATE commits SET body = NULL, previous = NULL, records = NULL, position = NULL, arrival = NULL WHERE name = ? AND hash = ?"
    )
    empty.bind(number, 1)
    empty.bind(blob: name.hash.bytes, 2)
    try empty.run()
    writerMemory?.heads = [:]
    let known = try head(of: name.replica)?.stamp
    let stamp = [known, stamp].compactMap { $0 }.max() ?? Stamp(milliseconds: 0)
    let note = try statement("INSERT OR IGNORE INTO commits(name, stamp, counter, hash) VALUES (?, ?, ?, ?)")
    note.bind(number, 1)
    note.bind(stamp.milliseconds, 2)
    note.bind(Int64(stamp.counter), 3)
    note.bind(blob: name.hash.bytes, 4)
    try note.run()
    writerMemory?.heads = [:]
  }

  // The refused box.

  func refused() throws -> [RefusedCommit] {
    let statement = try statement(
      "SELECT name, hash, previous, body, code, field, reason, time FROM refused ORDER BY number")
    defer { statement.reset() }
    var result: [RefusedCommit] = []
    while try statement.step() {
      let name = statement.int64(0)
      guard let replica = try replica(numbered: UInt64(name >> 32)),
        let commit = Commit(
          replica: replica, origin: try branch(replica)?.origin, sequence: SequenceNumber(name & 0xFFFF_FFFF),
          previous: try hash(statement, 2), body: statement.bytes(3) ?? []),
        let code = statement.text(4).flatMap(RefusalCode.init(rawValue:))
      else { throw DamagedBytes("refused commit") }
      result.append(
        RefusedCommit(
          commit: commit,
          name: CommitName(replica: replica, sequence: commit.sequence, hash: try hash(statement, 1)),
          refusal: Refusal(code: code, field: statement.text(5), reason: statement.text(6) ?? ""),
          time: statement.int64(7)))
    }
    return result
  }

  func addRefused(_ refused: RefusedCommit) throws {
    try removeRefused(refused.name)
    guard let name = try name(of: refused.name.replica, refused.name.sequence, givingNumber: true) else {
      throw DamagedBytes("sequence")
    }
    let statement = try statement(
      "INSERT INTO refused(name, hash, previous, body, code, field, reason, time) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    statement.bind(name, 1)
    statement.bind(blob: refused.name.hash.bytes, 2)
    statement.bind(blob: refused.commit.previous.bytes, 3)
    statement.bind(blob: refused.commit.body, 4)
    statement.bind(text: refused.refusal.code.rawValue, 5)
    statement.bind(text: refused.refusal.field, 6)
    statement.bind(text: refused.refusal.reason, 7)
    statement.bind(refused.time, 8)
    try statement.run()
  }

  func removeRefused(_ name: CommitName) throws {
    guard let number = try self.name(of: name.replica, name.sequence, givingNumber: false) else { return }
    let statement = try statement("DELETE FROM refused WHERE name = ? AND hash = ?")
    statement.bind(number, 1)
    statement.bind(blob: name.hash.bytes, 2)
    try statement.run()
  }
}
