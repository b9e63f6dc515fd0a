public import CommitFormat
public import Merge
internal import Schema

/// What a replica finds when it looks at itself.
public struct SelfCheck: Hashable, Sendable {
  /// The digest as it was kept up to date.
  public let kept: StateDigest
  /// The digest as the rows have it.
  public let recomputed: StateDigest
  public let records: Int
  /// Commits whose bytes have another hash than they were stored under, do not follow on the one before, or are not
  /// there although a later one of their replica is.
  public let damagedCommits: [CommitName]
  /// Records of which something is here that can't be read; rising.
  public let unreadable: [RecordID]

  public var isSound: Bool { kept == recomputed && damagedCommits.isEmpty && unreadable.isEmpty }
}

extension Replica {
  /// Recomputes the digest from the rows, and the hashes of all commits.
  ///
  /// - Complexity: O(records + bytes of commits).
  public func selfCheck() throws -> SelfCheck {
    try store.read { reading in
      let counted = try reading.recount()
      return SelfCheck(
        kept: try reading.requiredHeader().digest, recomputed: counted.digest, records: counted.records,
        damagedCommits: try reading.damagedCommits() + reading.unprovedErasures(), unreadable: counted.unreadable)
    }
  }

  /// Takes the digest that the rows have for the kept one. What the server says of it then, the next sync shows.
  ///
  /// - Returns: whether they differed.
  /// - Complexity: O(records).
  @discardableResult
  public func recount() throws -> Bool {
    let (kept, counted) = try store.read { reading in
      (try reading.requiredHeader().digest, try reading.recount().digest)
    }
    // Nearly always there is nothing to write.
    guard kept != counted else { return false }
    return try store.write { transaction in
      var header = try transaction.requiredHeader()
      let counted = try transaction.recount()
      guard header.digest != counted.digest else { return false }
      header.digest = counted.digest
      header.audienceDigests = counted.byAudience
      try transaction.setHeader(header)
      return true
    }
  }

  /// Takes out the records of which something can't be read, so that they are in the way of nothing: what is logged of
  /// them the server has, and what is unsent its commits.
  ///
  /// - Returns: which; rising.
  /// - Complexity: O(records).
  @discardableResult
  public func dropUnreadable() throws -> [RecordID] {
    guard try !store.read({ try $0.surveyRecords { _ in } }).isEmpty else { return [] }
    return try store.write { transaction in
      let unreadable = try transaction.surveyRecords { _ in }
      for record in unreadable { try transaction.forget(record) }
      return unreadable
    }
  }

  /// Makes anew what follows from the logged state and the unsent commits: the unsent writes in their records, how
  /// records read, and their conflicts.
  ///
  /// - Returns: the records in which something was otherwise; rising.
  /// - Complexity: O(records).
  public func refreshDerived() throws -> [RecordID] {
    try store.write { transaction in
      var ids: [RecordID] = []
      let unreadable = Set(try transaction.surveyRecords { ids.append($0.id) })
      let held = try HeldWrites(transaction)
      let work = RecordWork(transaction, schema: try transaction.currentSchema())
      var changed: Set<RecordID> = []
      for id in held.records(with: ids) where !unreadable.contains(id) {
        guard let wanted = held.applied(to: try work.state(id)), try work.state(id) != wanted else { continue }
        try work.update(id) { $0 = wanted }
        changed.insert(id)
      }
      _ = try work.finish()
      let reading = RecordWork(transaction, schema: try transaction.currentSchema())
      for id in ids where !unreadable.contains(id) {
        guard let state = try transaction.record(id) else { continue }
        let view = try reading.wholeView(id)
        let isIndexed = try transaction.isIndexed(id, as: view)
        guard try !isIndexed || transaction.view(id) != view else { continue }
        try transaction.forget(id)
        try transaction.save(state, view: view)
        changed.insert(id)
      }
      return changed.sorted()
    }
  }

  /// Digests of the logged state by bucket: the first byte of the hash of a record's id. They add up to the whole.
  public func bucketDigests() throws -> [StateDigest] {
    try store.read { try $0.bucketDigests().buckets }
  }

  /// The bucket that a record belongs to, 0 to 255.
  public static func bucket(of record: RecordID) -> Int {
    Int(Hash(of: record.bytes).high >> 120)
  }
}

private struct ErasedPart: Hashable {
  let commit: Hash
  let audience: Audience
}

/// What the rows add up to.
struct RowCount {
  let digest: StateDigest
  /// Of other audiences than everyone.
  let byAudience: [Audience: StateDigest]
  let records: Int
  let unreadable: [RecordID]
}

extension ReplicaReading {
  /// Logged commits that lack something, and no erasure that is held here says that their bytes are what is left.
  ///
  /// - Complexity: O(log).
  fileprivate func unprovedErasures() throws -> [CommitName] {
    var lacking: [(name: CommitName, part: ErasedPart, left: [UInt8])] = []
    var proofs: [ErasedPart: [UInt8]] = [:]
    for position in stride(from: Position(1), through: try header()?.cursor?.position ?? 0, by: 1) {
      if let stored = try logged(at: position) {
        for part in stored.commit.parts {
          guard case .erased(_, let left) = part.body else { continue }
          lacking.append((stored.name, ErasedPart(commit: stored.hash, audience: part.audience), left))
        }
      } else if let entry = try journal(at: position), case .erased(let erasure) = entry.event,
        let content = erasure.content
      {
        proofs[ErasedPart(commit: erasure.commit.hash, audience: erasure.audience)] = content.left
      }
    }
    return lacking.filter { proofs[$0.part] != $0.left }.map(\.name)
  }

  /// The digest as the rows have it, how many records there are, and which can't be read.
  func recount() throws -> RowCount {
    var digest = StateDigest()
    var byAudience: [Audience: StateDigest] = [:]
    var records = 0
    let unreadable = try surveyRecords { state in
      digest.add(state)
      let audience = state.loggedAudience
      if audience != .everyone { byAudience[audience, default: StateDigest()].add(state) }
      records += 1
    }
    byAudience = byAudience.filter { $0.value != StateDigest() }
    return RowCount(digest: digest, byAudience: byAudience, records: records, unreadable: unreadable)
  }

  /// The 256 sums of the logged state, and the buckets in which a record can't be read.
  public func bucketDigests() throws -> (buckets: [StateDigest], unreadable: Set<Int>) {
    var buckets = Array(repeating: StateDigest(), count: 256)
    let unreadable = try surveyRecords { state in buckets[Replica.bucket(of: state.id)].add(state) }
    return (buckets, Set(unreadable.map(Replica.bucket)))
  }

  /// The sum of each record of some buckets, and the records in them that can't be read.
  public func recordDigests(in buckets: Set<Int>) throws -> (sums: [RecordID: StateDigest], unreadable: [RecordID]) {
    var sums: [RecordID: StateDigest] = [:]
    let unreadable = try surveyRecords { state in
      guard buckets.contains(Replica.bucket(of: state.id)) else { return }
      var digest = StateDigest()
      digest.add(state)
      // What holds unsent writes alone is nothing that the server could know.
      if state.entries.contains(where: { !$0.register.logged.isEmpty }) { sums[state.id] = digest }
    }
    return (sums, unreadable.filter { buckets.contains(Replica.bucket(of: $0)) })
  }
}

extension Schema {
  /// The field change that writes a register as a creation had it; nil for the engine's own registers.
  func change(_ write: Operation.FieldWrite, type: TypeNumber) -> FieldChange? {
    guard write.register.field >= .firstOfSchema else { return nil }
    if let key = write.register.element {
      return .add(write.register.field, SetElement(key: key, rest: write.value).whole)
    }
    return .set(write.register.field, write.value)
  }
}
