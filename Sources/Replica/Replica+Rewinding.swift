public import CommitFormat
public import Merge
internal import Schema

/// The log as a replica holds it: what it can give back to a server that lost the end of its own.
extension Replica {
  /// The chain hash at every position from 0 to the cursor, told anew from what is held here.
  ///
  /// - Returns: nil when what is held does not lead to the cursor's chain hash: the replica was damaged, or an earlier
  ///   program that kept no journal made it. What it holds then proves nothing.
  /// - Throws: what the store throws.
  /// - Complexity: O(log).
  public func chainHashes() throws -> [Hash]? {
    try store.read { reading in
      let header = try reading.requiredHeader()
      var chain = LogEntry.chainStart(of: header.workspace)
      var result = [chain]
      guard let cursor = header.cursor else { return result }
      for position in stride(from: Position(1), through: cursor.position, by: 1) {
        guard let entry = try reading.logEntry(at: position) else { return nil }
        chain = entry.chain(after: chain)
        result.append(chain)
      }
      return chain == cursor.chain ? result : nil
    }
  }

  /// The entries of the log after a position, as they are held here.
  ///
  /// - Parameters:
  ///   - position: of the last entry that is left out.
  ///   - end: of the last one that is wanted.
  ///   - count: at most so many.
  ///   - bytes: no more than so many bytes of them; one at least.
  /// - Returns: fewer than there are where one is missing here.
  /// - Throws: what the store throws.
  public func logEntries(after position: Position, through end: Position, count: Int, bytes: Int) throws -> [LogEntry] {
    try store.read { reading in
      var result: [LogEntry] = []
      var room = bytes
      var next = position + 1
      while next <= end, result.count < count, let entry = try reading.logEntry(at: next) {
        let size = entry.bytes.count
        guard result.isEmpty || size <= room else { break }
        room -= size
        result.append(entry)
        next += 1
      }
      return result
    }
  }

  /// Goes back on the log: what it said after `point` is taken back, and this replica stands at `point`. The commits that
  /// it had accepted there are kept as they are, without a place; the log that goes on from `point` gives them one, or
  /// refuses them. What was not sent stays that.
  ///
  /// The logged state is then what it was at `point`, to the digest.
  ///
  /// - Parameter point: at or below the cursor, of the same chain.
  /// - Throws: what the store throws.
  /// - Complexity: O(history of the records that the entries after `point` touch).
  public func rewind(to point: LogPoint) throws {
    try store.write { transaction in
      try Rewinding(transaction).rewind(to: point)
    }
  }
}

extension ReplicaReading {
  /// The record as the commits that are held here make it: what the log has, with what has no place in it on top. Which
  /// logged writes stand is taken from the rows where what replaced others may be forgotten.
  func replayed(_ record: RecordID) throws -> RecordState {
    var state = RecordState(id: record)
    for stored in try history(of: record) {
      for step in try operations(ofStored: stored) where step.operation.record == record {
        if stored.logged == nil {
          state.hold(step.operation, dot: step.dot, stamp: step.stamp)
        } else {
          state.log(step.operation, dot: step.dot, stamp: step.stamp)
        }
      }
    }
    guard try header()?.horizon ?? 0 > 0, let known = try self.record(record) else { return state }
    return state.standing(as: known)
  }

  /// The entry of the log at a position, as it came; nil when it is not held here.
  public func logEntry(at position: Position) throws -> LogEntry? {
    guard let stored = try logged(at: position), let logged = stored.logged else { return try journal(at: position) }
    return LogEntry(position: position, time: logged.time, event: .accepted(stored.commit, author: logged.author))
  }
}

/// The way back, inside one transaction.
private struct Rewinding {
  private let transaction: any ReplicaWriting

  init(_ transaction: any ReplicaWriting) {
    self.transaction = transaction
  }

  func rewind(to point: LogPoint) throws {
    var header = try transaction.requiredHeader()
    var affected: Set<RecordID> = []
    var position = header.cursor?.position ?? 0
    while position > point.position {
      if let stored = try transaction.logged(at: position) {
        for step in try transaction.operations(ofStored: stored) {
          affected.insert(step.operation.record)
          // Commits of those days name it so, also when the log refuses it now.
          if case .create(let record, _, _) = step.operation {
            try transaction.keepName(of: record, createdBy: step.dot)
          }
        }
        try transaction.setUnlogged(stored.name)
      }
      position -= 1
    }
    let goesBackOnSchema = try goBackOnSchema(from: header.cursor?.position ?? 0, to: point.position)
    try transaction.forgetJournal(after: point.position)
    let work = RecordWork(transaction, schema: try transaction.currentSchema())
    for record in affected.sorted() {
      let state = try transaction.replayed(record)
      try work.update(record) { $0 = state }
    }
    header.digest = try work.finish(digest: header.digest)
    header.add(work.audienceChanges)
    header.cursor = point
    try transaction.setHeader(header)
    guard goesBackOnSchema else { return }
    var all: [RecordID] = []
    try transaction.eachRecord { all.append($0.id) }
    let views = RecordWork(transaction, schema: try transaction.currentSchema())
    for id in all.sorted() { try views.update(id) { _ in } }
    _ = try views.finish()
  }

  /// The schema that the log had published by `point`, where it published another one after that.
  private func goBackOnSchema(from cursor: Position, to point: Position) throws -> Bool {
    guard try lastSchema(from: cursor, above: point) != nil, let former = try lastSchema(from: point, above: 0) else {
      return false
    }
    try transaction.setSchema(former)
    return true
  }

  private func lastSchema(from position: Position, above end: Position) throws -> [UInt8]? {
    var position = position
    while position > end {
      if let entry = try transaction.journal(at: position), case .schema(_, let json) = entry.event { return json }
      position -= 1
    }
    return nil
  }
}

extension LogEntry {
  /// Whether it gives a commit its place; all others are kept in the journal.
  var isAcceptance: Bool {
    if case .accepted = event { return true }
    return false
  }
}
