internal import CommitFormat
internal import Merge
internal import Replica

// Commits that wait for the log's answer: the end of each chain, from `replica.unlogged` on.

extension ReplicaTransaction {
  /// Tables and condition of those commits, by their chains: an index of their order would be one more page to write in
  /// every edit.
  static let waitingCommits = """
    replica CROSS JOIN commits ON commits.name BETWEEN (replica.number << 32) + replica.unlogged
      AND (replica.number << 32) + 4294967295
    WHERE replica.unlogged IS NOT NULL AND commits.arrival IS NOT NULL
    """

  func unlogged() throws -> [StoredCommit] {
    try storedCommits(
      "SELECT \(Self.commitColumns) FROM \(Self.waitingCommits) AND body IS NOT NULL ORDER BY arrival"
    ) { _ in }
  }

  /// The place in the order of arrival of a commit that is to wait, whose chain is noted to have one.
  func nextArrival(of name: Int64) throws -> Int64 {
    var places = try arrivals()
    if writerMemory?.waitingChains.contains(name >> 32) != true { try noteWaiting(name) }
    places.last += 1
    writerMemory?.arrivals = places
    return places.last
  }

  func setUnlogged(_ name: CommitName) throws {
    guard let number = try self.name(of: name.replica, name.sequence, givingNumber: false) else { return }
    var places = try arrivals()
    try noteWaiting(number)
    let statement = try statement(
      """
      UPDATE commits SET position = NULL, time = NULL, author = NULL, arrival = ?
      WHERE name = ? AND hash = ? AND body IS NOT NULL AND position IS NOT NULL
      """)
    places.first -= 1
    statement.bind(places.first, 1)
    statement.bind(number, 2)
    statement.bind(blob: name.hash.bytes, 3)
    try statement.run()
    writerMemory?.arrivals = places
  }

  /// The first and the last place in the order of arrival; 1 and 0 of none.
  private func arrivals() throws -> (first: Int64, last: Int64) {
    if let known = writerMemory?.arrivals { return known }
    let statement = try statement("SELECT min(arrival), max(arrival) FROM \(Self.waitingCommits)")
    defer { statement.reset() }
    guard try statement.step(), let first = statement.optionalInt64(0) else { return (1, 0) }
    return (first, statement.int64(1))
  }

  /// Notes that a commit of a chain waits, unless an earlier one does.
  private func noteWaiting(_ name: Int64) throws {
    let statement = try statement(
      "UPDATE replica SET unlogged = ?2 WHERE number = ?1 AND (unlogged IS NULL OR unlogged > ?2)")
    statement.bind(name >> 32, 1)
    statement.bind(name & 0xFFFF_FFFF, 2)
    try statement.run()
    writerMemory?.waitingChains.insert(name >> 32)
  }

  /// To be called before a commit gets its answer.
  ///
  /// - Returns: the records that stand beside it, which are not indexed yet.
  func stopsWaiting(_ name: Int64, _ hash: Hash) throws -> [RecordID] {
    answered.insert(name >> 32)
    let statement = try statement("SELECT records FROM commits WHERE name = ? AND hash = ? AND records IS NOT NULL")
    statement.bind(name, 1)
    statement.bind(blob: hash.bytes, 2)
    defer { statement.reset() }
    guard try statement.step() else { return [] }
    let records = Self.records(statement.bytes(0) ?? [])
    saidByNone.formUnion(records)
    return records
  }

  /// For each chain that got answers: where what waits begins now.
  ///
  /// - Returns: whether there were any; the order of arrival may begin again then.
  func flushAnswers() throws -> Bool {
    guard !answered.isEmpty else { return false }
    for number in answered.sorted() {
      let statement = try statement(
        """
        UPDATE replica SET unlogged =
          (SELECT name & 4294967295 FROM commits
            WHERE name BETWEEN (number << 32) + unlogged AND (number << 32) + 4294967295 AND arrival IS NOT NULL
            ORDER BY name LIMIT 1)
        WHERE number = ? AND unlogged IS NOT NULL
        """)
      statement.bind(number, 1)
      try statement.run()
      writerMemory?.waitingChains.remove(number)
    }
    answered.removeAll(keepingCapacity: true)
    writerMemory?.arrivals = nil
    return true
  }

  /// How many commits wait, counted one by one.
  ///
  /// - Complexity: O(commits).
  func waitingCount() throws -> Int {
    let statement = try statement("SELECT count(*) FROM commits WHERE arrival IS NOT NULL AND body IS NOT NULL")
    defer { statement.reset() }
    return try statement.step() ? Int(statement.int64(0)) : 0
  }

  /// Counts anew which chains have commits that wait; for what moves them about.
  ///
  /// - Complexity: O(commits).
  func recountWaiting() throws {
    try statement("UPDATE replica SET unlogged = NULL WHERE unlogged IS NOT NULL").run()
    try statement(CommonTables.notingUnlogged).run()
    writerMemory?.waitingChains = []
    writerMemory?.arrivals = nil
  }

  /// A commit that waits and whose records stand beside it.
  struct Waiting {
    let name: Int64
    let arrival: Int64
    let hash: [UInt8]
    let records: [RecordID]
  }

  /// In no order.
  func waiting() throws -> [Waiting] {
    try flushTouches()
    let statement = try statement(
      "SELECT name, arrival, hash, records FROM \(Self.waitingCommits) AND records IS NOT NULL")
    var result: [Waiting] = []
    while try statement.step() {
      result.append(
        Waiting(
          name: statement.int64(0), arrival: statement.int64(1), hash: statement.bytes(2) ?? [],
          records: Self.records(statement.bytes(3) ?? [])))
    }
    return result
  }

  private static func records(_ bytes: [UInt8]) -> [RecordID] {
    stride(from: 0, to: bytes.count - bytes.count % 16, by: 16).map { start in
      RecordID(bits: bytes[start..<start + 16].reduce(0) { $0 << 8 | UInt128($1) })
    }
  }
}
