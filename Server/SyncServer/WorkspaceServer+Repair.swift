public import CommitFormat
public import Merge
internal import Replica
public import SyncProtocol
internal import Synchronization

/// The logged state in 256 sums, by which two replicas at one position find where they differ.
public struct RepairSummary: Hashable, Sendable {
  public let position: Position
  public let chain: Hash
  public let digest: StateDigest
  /// By `Replica.bucket(of:)`; they add up to the digest.
  public let buckets: [StateDigest]
}

/// One record of a bucket.
public struct RepairRecord: Hashable, Sendable {
  public let record: RecordID
  public let digest: StateDigest
}

/// What the server remembers of repairs between a device's questions and its next exchange, and of looking at itself.
struct RepairNotes {
  /// Records whose state a device has fetched again since its last exchange.
  var fetched: [DeviceID: Int] = [:]
  /// When the rows were held against the log last, by the server's clock.
  var checkedAt: Int64?
  /// Devices that were told of as still differing.
  var differing: Set<DeviceID> = []
}

extension WorkspaceServer {
  /// The rows are not held against the log more often than this on somebody's asking, because it reads the whole log.
  private static let checkMilliseconds: Int64 = 60_000

  /// Whether replicas may take the server's state for right. The one place to ask: while a log is being put together
  /// again out of what replicas give back, nobody's difference from it is damage.
  ///
  /// - Throws: `Problem` with the code `restoring` when not.
  func requireRepairable() throws { try requireOpen() }

  /// Answers a question about the logged state at a position.
  ///
  /// The server looks at itself first: rows that differ from what its log makes are made anew from the log, and then the
  /// head alone is answered, as after the log has grown.
  ///
  /// - Parameters:
  ///   - question: what a replica asks.
  ///   - position: where that replica stands.
  ///   - device: whose replica it is.
  /// - Returns: frames in their order.
  /// - Throws: `Problem`; what log and store throw.
  /// - Complexity: O(records); now and then O(log).
  public func repair(_ question: RepairQuestion, at position: Position, device: Device) throws -> [RepairFrame] {
    try requireRepairable()
    try lookAtRows(question)
    let readable = Set(try readable(by: device.user))
    let (head, answer) = try replica.store.read { whole -> (RepairHead, [RepairFrame]) in
      let reading = FilteredView.of(whole, readable)
      guard let header = try reading.header(), let cursor = header.cursor else { throw Problem(.notFound) }
      let head = RepairHead(
        epoch: cursor.epoch, position: cursor.position, chain: cursor.chain, digest: header.digest(for: readable))
      guard cursor.position == position else { return (head, []) }
      switch question {
      case .buckets: return (head, [.buckets(try reading.bucketDigests().buckets)])
      case .sums(let buckets):
        let sums = try reading.recordDigests(in: Set(buckets)).sums
        return (
          head, [.sums(sums.map { RecordSum(record: $0.key, digest: $0.value) }.sorted { $0.record < $1.record })]
        )
      case .states(let records):
        return (head, [.states(try records.map { try reading.record($0) ?? RecordState(id: $0) })])
      }
    }
    if case .states(let records) = question, !answer.isEmpty {
      state.withLock { state in
        state.repairs.fetched[device.id, default: 0] += records.count
        state.figures.recordsRepaired += UInt64(records.count)
      }
    }
    return [.head(head)] + answer + [.end]
  }

  private func lookAtRows(_ question: RepairQuestion) throws {
    let now = clock.now()
    switch question {
    case .sums: return
    case .buckets:
      let (kept, counted) = try replica.store.read { reading in
        (try reading.header()?.digest, try reading.bucketDigests())
      }
      // Sums that do not add up to the digest are seen at once; that rows and digest went wrong together is not.
      let isLevel = counted.unreadable.isEmpty && counted.buckets.reduce(StateDigest(), +) == kept
      if !isLevel { try rebuildFromLog() }
    case .states:
      let isDue = state.withLock { state in
        if let last = state.repairs.checkedAt, abs(now - last) < Self.checkMilliseconds { return false }
        state.repairs.checkedAt = now
        return true
      }
      if isDue { try rebuildFromLog() }
    }
  }

  /// Holds all rows against what the log makes, and puts that in the place of what differs.
  ///
  /// - Returns: the records that differed; rising.
  /// - Throws: what log and store throw; `ApplyProblem` for an entry that can't be read, and then nothing was changed.
  /// - Complexity: O(log).
  @discardableResult
  public func rebuildFromLog() throws -> [RecordID] {
    let (differing, isRecounted) = try exclusively { () throws -> ([RecordID], Bool) in
      try catchUpLocked()
      let head = try log.head()
      let made = try statesOfLog()
      var missing = Set(made.keys)
      var differing: Set<RecordID> = []
      let unreadable = try replica.store.read { reading in
        try reading.surveyRecords { row in
          missing.remove(row.id)
          if Self.digest(of: row) != Self.digest(of: made[row.id] ?? RecordState(id: row.id)) {
            differing.insert(row.id)
          }
        }
      }
      let all = differing.union(missing).union(unreadable).sorted()
      let isRecounted = try replica.recount()
      guard !all.isEmpty else { return ([], isRecounted) }
      let states = all.map { made[$0] ?? RecordState(id: $0) }
      guard try replica.replace(states, at: head.position, chain: head.chain) else {
        throw ServerProblem.replicaDiverged(at: head.position)
      }
      return (all, isRecounted)
    }
    if !differing.isEmpty || isRecounted {
      state.withLock { $0.figures.rowsRebuilt += UInt64(differing.count) }
      try accounts.store.change([
        accounts.record(.rowsRebuilt, by: .console, subject: workspace.text, detail: "\(differing.count)", now: now())
      ])
    }
    return differing
  }

  /// The logged state of all records as the log alone makes it: by an empty replica in memory that follows it.
  ///
  /// - Complexity: O(log), in memory too.
  public func statesOfLog() throws -> [RecordID: RecordState] {
    let fresh = Replica(store: MemoryStore(), clock: clock, random: random)
    try fresh.setUp(
      ReplicaHeader(
        replica: ReplicaID(bits: random.bits128()), workspace: workspace, workspaceName: name, user: "",
        device: Self.deviceName, role: .administrator))
    let head = try log.head()
    var position: Position = 0
    var chain = LogEntry.chainStart(of: workspace)
    while position < head.position {
      let entries = try log.entries(after: position, count: 4096, bytes: 4 << 20)
      for entry in entries { chain = entry.chain(after: chain) }
      guard let last = entries.last?.position else { throw LogProblem.broken(at: position + 1) }
      position = last
      let end = LogPoint(epoch: head.epoch, position: position, chain: chain)
      _ = try fresh.apply(LogStretch(entries: entries.map(IncomingEntry.entry), end: end))
    }
    var states: [RecordID: RecordState] = [:]
    try fresh.store.read { reading in try reading.eachRecord { states[$0.id] = $0 } }
    return states
  }

  private static func digest(of state: RecordState) -> StateDigest {
    var digest = StateDigest()
    digest.add(state)
    return digest
  }

  /// Writes down what a device's exchange says about a repair before it: whether it is level now.
  func noteRepair(of device: Device, digest: StateDigest?, at position: Position) throws {
    let hasNotes = state.withLock { $0.repairs.fetched[device.id] != nil || $0.repairs.differing.contains(device.id) }
    guard hasNotes, let digest else { return }
    try Waiting.begin()
    let header = try replica.header()
    // Only at the head are the two digests of the same state.
    guard header.cursor?.position == position else { return }
    let isLevel = header.digest(for: Set(try readable(by: device.user))) == digest
    let count = state.withLock { state -> Int? in
      let count = state.repairs.fetched.removeValue(forKey: device.id)
      if isLevel { state.repairs.differing.remove(device.id) } else { state.repairs.differing.insert(device.id) }
      return count
    }
    guard let count else { return }
    state.withLock { $0.figures.repairs += 1 }
    let actor = Actor(user: device.user, role: .reader)
    try accounts.store.change([
      accounts.record(
        isLevel ? .replicaRepaired : .replicaDiffers, by: actor, subject: device.id.text, detail: "\(count)", now: now()
      )
    ])
  }

  /// Of what a member may read; nil for what everyone may.
  ///
  /// - Complexity: O(records).
  public func repairSummary(for user: String? = nil) throws -> RepairSummary {
    let readable = Set(try readable(orEveryoneBy: user))
    return try replica.store.read { whole in
      let reading = FilteredView.of(whole, readable)
      let header = try reading.header()
      return RepairSummary(
        position: header?.cursor?.position ?? 0, chain: header?.cursor?.chain ?? LogEntry.chainStart(of: workspace),
        digest: header?.digest(for: readable) ?? StateDigest(), buckets: try reading.bucketDigests().buckets)
    }
  }

  /// The records of a bucket that a member may read, each with its own sum, rising; nil for those of everyone.
  ///
  /// - Complexity: O(records).
  public func repairRecords(bucket: Int, for user: String? = nil) throws -> [RepairRecord] {
    let readable = Set(try readable(orEveryoneBy: user))
    return try replica.store.read { whole in
      try FilteredView.of(whole, readable).recordDigests(in: [bucket]).sums.map {
        RepairRecord(record: $0.key, digest: $0.value)
      }
      .sorted { $0.record < $1.record }
    }
  }

  /// The entries of the log that made a record what it is, in order: from them its logged state follows anew.
  /// None where the member may not read it; nil for what everyone may.
  public func repairEntries(of record: RecordID, for user: String? = nil) throws -> [LogEntry] {
    let readable = Set(try readable(orEveryoneBy: user))
    return try replica.store.read { reading in
      guard readable.contains(try reading.record(record)?.audience ?? .everyone) else { return [] }
      return try reading.history(of: record).compactMap { stored in
        guard let logged = stored.logged else { return nil }
        return LogEntry(
          position: logged.position, time: logged.time, event: .accepted(stored.commit, author: logged.author)
        ).withholding(except: readable)
      }
    }
  }

  /// Begins another epoch, as after the log was restored from a backup: whoever has seen more than the log has is told.
  ///
  /// - Parameters:
  ///   - actor: an administrator.
  ///   - detail: why, as a word for the audit log.
  /// - Returns: the new epoch.
  /// - Throws: `AccountProblem` where the actor may not, and what the log throws.
  public func beginEpoch(by actor: Actor, detail: String = "") throws -> Epoch {
    try accounts.require(.administrator, of: actor)
    let epoch = Epoch(bits: random.bits128())
    let head = try log.head()
    let highest = state.withLock(\.lastNumber)
    try log.begin(
      Restoration(
        epoch: epoch, former: [head.epoch], position: head.position, time: now(), discards: false,
        numbersFrom: Restoration.numbers(after: highest), confirmedAt: now()))
    try accounts.store.change([
      accounts.record(.epochBegun, by: actor, subject: Hex.string(epoch.bits.bytes), detail: detail, now: now())
    ])
    try catchUp()
    return epoch
  }
}
