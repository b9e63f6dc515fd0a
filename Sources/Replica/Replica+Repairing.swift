public import CommitFormat
public import Merge

extension Replica {
  /// Puts the logged state of records in the place of what is here of them, applies the unsent commits on top, and
  /// counts the digest anew from the rows.
  ///
  /// - Parameters:
  ///   - states: as they are in the log at `position`; one without registers takes the record out. Unsent writes in
  ///     them are passed over.
  ///   - position: the point of the log that they are of.
  ///   - chain: the chain hash there.
  /// - Returns: false, and nothing was changed, when this replica has gone on from that point.
  /// - Throws: what the store throws.
  /// - Complexity: O(records of the replica).
  public func replace(_ states: [RecordState], at position: Position, chain: Hash) throws -> Bool {
    try store.write { transaction in
      var header = try transaction.requiredHeader()
      let known = header.cursor.map { ($0.position, $0.chain) } ?? (0, LogEntry.chainStart(of: header.workspace))
      guard known == (position, chain) else { return false }
      try transaction.replace(states)
      header = try transaction.requiredHeader()
      let counted = try transaction.recount()
      header.digest = counted.digest
      header.audienceDigests = counted.byAudience
      try transaction.setHeader(header)
      return true
    }
  }
}

extension ReplicaWriting {
  fileprivate func replace(_ states: [RecordState]) throws {
    for state in states {
      // What can't be read is taken out whatever is left of it.
      if (try? record(state.id)) == nil { try forget(state.id) }
    }
    // First the logged state alone: unsent commits name records by what made them.
    let logged = RecordWork(self, schema: try currentSchema())
    logged.distrusts = true
    for state in states {
      var state = state
      state.dropPending()
      try logged.update(state.id) { $0 = state }
    }
    _ = try logged.finish()
    let held = try HeldWrites(self)
    let work = RecordWork(self, schema: try currentSchema())
    for id in held.records(with: states.map(\.id)) {
      guard let state = held.applied(to: try work.state(id)), try work.state(id) != state else { continue }
      try work.update(id) { $0 = state }
    }
    _ = try work.finish()
  }
}

/// The writes of the unsent commits, by record.
struct HeldWrites {
  private var byRecord: [RecordID: [PlacedOperation]] = [:]
  /// Unsent commits that can't be read. While there are any, what stands in the records is better than nothing.
  private(set) var unreadable: [CommitName] = []

  /// - Throws: what the store throws.
  init(_ reading: any ReplicaReading) throws {
    let names = Names(StoreNames(reading: reading))
    for stored in try reading.unlogged() {
      guard stored.commit.hash == stored.hash else {
        unreadable.append(stored.name)
        continue
      }
      do {
        for step in try reading.operations(of: stored.commit, names: names) {
          if case .create(let record, _, _) = step.operation { names.created[step.dot] = record }
          byRecord[step.operation.record, default: []].append(step)
        }
      } catch is PartProblem {
        unreadable.append(stored.name)
      }
    }
  }

  /// `records` and those that something unsent writes to, each once; rising.
  func records(with records: [RecordID]) -> [RecordID] { Set(records).union(byRecord.keys).sorted() }

  /// The record with exactly the unsent writes that the unsent commits make; nil when that can't be told.
  func applied(to state: RecordState) -> RecordState? {
    guard unreadable.isEmpty else { return nil }
    var state = state
    state.dropPending()
    for step in byRecord[state.id] ?? [] { state.hold(step.operation, dot: step.dot, stamp: step.stamp) }
    return state
  }

  /// Short names over what is saved and what the unsent commits make themselves.
  private final class Names: NameReader {
    let saved: StoreNames
    var created: [Dot: RecordID] = [:]

    init(_ saved: StoreNames) {
      self.saved = saved
    }

    func replica(numbered number: UInt32) throws -> ReplicaID? { try saved.replica(numbered: number) }
    func record(createdBy dot: Dot) throws -> RecordID? { try created[dot] ?? saved.record(createdBy: dot) }
  }
}
