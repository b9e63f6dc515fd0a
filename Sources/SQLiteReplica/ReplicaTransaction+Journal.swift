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

  func setUnlogged(_ name: CommitName) throws {
    guard let number = try self.name(of: name.replica, name.sequence, givingNumber: false) else { return }
    let statement = try statement(
      """
      UPDATE commits SET position = NULL, time = NULL, author = NULL,
        arrival = (SELECT ifnull(min(arrival), 1) - 1 FROM commits WHERE arrival IS NOT NULL)
      WHERE name = ? AND hash = ? AND body IS NOT NULL AND position IS NOT NULL
      """)
    statement.bind(number, 1)
    statement.bind(blob: name.hash.bytes, 2)
    try statement.run()
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
  }
}
