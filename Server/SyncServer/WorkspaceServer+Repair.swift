public import CommitFormat
public import Merge
internal import Replica

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

extension WorkspaceServer {
  /// - Complexity: O(records).
  public func repairSummary() throws -> RepairSummary {
    try replica.store.read { reading in
      var buckets = Array(repeating: StateDigest(), count: 256)
      try reading.eachRecord { buckets[Replica.bucket(of: $0.id)].add($0) }
      let header = try reading.header()
      return RepairSummary(
        position: header?.cursor?.position ?? 0, chain: header?.cursor?.chain ?? LogEntry.chainStart(of: workspace),
        digest: header?.digest ?? StateDigest(), buckets: buckets)
    }
  }

  /// The records of a bucket, each with its own sum, rising.
  ///
  /// - Complexity: O(records).
  public func repairRecords(bucket: Int) throws -> [RepairRecord] {
    try replica.store.read { reading in
      var result: [RepairRecord] = []
      try reading.eachRecord { state in
        guard Replica.bucket(of: state.id) == bucket else { return }
        var digest = StateDigest()
        digest.add(state)
        result.append(RepairRecord(record: state.id, digest: digest))
      }
      return result.sorted { $0.record < $1.record }
    }
  }

  /// The entries of the log that made a record what it is, in order: from them its logged state follows anew.
  public func repairEntries(of record: RecordID) throws -> [LogEntry] {
    try replica.store.read { reading in
      try reading.history(of: record).compactMap { stored in
        guard let logged = stored.logged else { return nil }
        return LogEntry(
          position: logged.position, time: logged.time, event: .accepted(stored.commit, author: logged.author))
      }
    }
  }

  /// Begins another epoch, as after the log was restored from a backup: whoever has seen more than the log has is told.
  public func beginEpoch(by actor: Actor) throws -> Epoch {
    try accounts.require(.administrator, of: actor)
    let epoch = Epoch(bits: random.bits128())
    try log.beginEpoch(epoch)
    try accounts.store.change([
      accounts.record(.epochBegun, by: actor, subject: Hex.string(epoch.bits.bytes), now: now())
    ])
    try catchUp()
    return epoch
  }
}
