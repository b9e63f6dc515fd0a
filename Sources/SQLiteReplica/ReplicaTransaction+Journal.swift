internal import CommitFormat
internal import Merge
internal import Replica

/// What the log said besides commits, and what it takes to go back on it.
extension ReplicaTransaction {
  func keep(_ entry: LogEntry) throws {
    let statement = try statement("INSERT OR REPLACE INTO journal(position, entry) VALUES (?, ?)")
    statement.bind(Int64(bitPattern: entry.position), 1)
    statement.bind(blob: entry.bytes, 2)
    try statement.run()
  }

  func journal(at position: Position) throws -> LogEntry? {
    let statement = try statement("SELECT entry FROM journal WHERE position = ?")
    statement.bind(Int64(bitPattern: position), 1)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    guard let entry = LogEntry(position: position, bytes: statement.bytes(0) ?? []) else {
      throw DamagedBytes("journal")
    }
    return entry
  }

  func forgetJournal(after position: Position) throws {
    let statement = try statement("DELETE FROM journal WHERE position > ?")
    statement.bind(Int64(bitPattern: position), 1)
    try statement.run()
  }

  func keepName(of record: RecordID, createdBy dot: Dot) throws {
    let statement = try statement(
      "INSERT OR REPLACE INTO kept(replica, sequence, audience, number, id) VALUES (?, ?, ?, ?, ?)")
    bind(dot, statement)
    statement.bind(bits: record.bits, 5)
    try statement.run()
  }

  func keptName(of dot: Dot) throws -> RecordID? {
    let statement = try statement(
      "SELECT id FROM kept WHERE replica = ? AND sequence = ? AND audience = ? AND number = ?")
    bind(dot, statement)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    guard let bits = statement.bits128(0) else { throw DamagedBytes("kept") }
    return RecordID(bits: bits)
  }

  private func bind(_ dot: Dot, _ statement: SQLStatement) {
    statement.bind(bits: dot.replica.bits, 1)
    statement.bind(Int64(bitPattern: dot.sequence), 2)
    statement.bind(Int64(dot.audience.number), 3)
    statement.bind(Int64(dot.index), 4)
  }

  func refusedHash(_ replica: ReplicaID, _ sequence: SequenceNumber) throws -> Hash? {
    guard let number = try name(of: replica, sequence, givingNumber: false) else { return nil }
    let statement = try statement("SELECT hash FROM commits WHERE name = ? AND body IS NULL")
    statement.bind(number, 1)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    guard let hash = Hash(bytes: statement.bytes(0) ?? []) else { throw DamagedBytes("hash") }
    return hash
  }

  func forgetRefusal(_ name: CommitName) throws {
    guard let number = try self.name(of: name.replica, name.sequence, givingNumber: false) else { return }
    let statement = try statement("DELETE FROM commits WHERE name = ? AND hash = ? AND body IS NULL")
    statement.bind(number, 1)
    statement.bind(blob: name.hash.bytes, 2)
    try statement.run()
    writerMemory?.heads = [:]
  }
}
