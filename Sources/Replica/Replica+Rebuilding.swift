internal import CommitFormat
public import Merge

/// What became of a replica that took in the log anew.
public struct RebuildReport: Hashable, Sendable {
  /// Audiences whose records came.
  public var gained: [Audience] = []
  /// Audiences whose records left.
  public var lost: [Audience] = []
  /// Records that were shown before, and are no longer.
  public var recordsGone = 0
  public var fetched = 0

  public init() {}
}

extension Replica {
  /// Puts the log, as it may be read here now, in the place of what was taken in of it before: in one transaction, so
  /// that nobody ever sees less than one of the two.
  ///
  /// What the log lacks stays: this replica's own commits, carried ones, the refused box. The rows of an audience that
  /// is not held any more are gone; `ReplicaStore.scrub` makes sure of their bytes, and is to be called after this.
  ///
  /// - Parameters:
  ///   - stretches: the whole log from its first entry.
  ///   - audiences: whose parts are in them.
  ///   - shared: the last position of the log that was taken in before which the new one has too; what was accepted after
  ///     it stays as a commit without a place, until the new log gives it one. Nil where the new log goes on from the old.
  /// - Returns: what came and what left.
  /// - Throws: `ApplyProblem`, and nothing was changed; what the store throws.
  /// - Complexity: O(log).
  public func rebuild(
    _ stretches: [LogStretch], audiences: [Audience], sharing shared: Position? = nil
  ) throws -> RebuildReport {
    try store.write { transaction in
      var report = RebuildReport()
      var header = try transaction.requiredHeader()
      let before = Set(header.audiences ?? [.everyone])
      report.gained = audiences.filter { !before.contains($0) }
      report.lost = before.filter { !audiences.contains($0) }.sorted()
      let former = shared ?? header.cursor?.position ?? 0
      // Commits of a part of the log that was lost, now or at an earlier sync, are held on, and name what it knew.
      let enrolments = try transaction.enrolments()
      let created = try shared.map { try Self.takeBack(from: header.cursor?.position ?? 0, to: $0, transaction) } ?? [:]
      let unlogged = try transaction.unlogged()
      let refusals = try KeptRefusal.all(beside: unlogged, own: header.replica, transaction)
      let tidings = try transaction.tidings(for: header.user)
      let lastStamp = try transaction.head(of: header.replica)?.stamp
      var shown: [RecordID] = []
      try transaction.eachRecord { shown.append($0.id) }
      try transaction.forgetLog()
      header.cursor = nil
      header.digest = StateDigest()
      header.audienceDigests = [:]
      header.audiences = audiences.sorted()
      header.horizon = 0
      header.mustScrub = true
      try transaction.setHeader(header)
      // By their hashes: the log may have named them otherwise than they are named here.
      let aside = Dictionary(unlogged.map { ($0.hash, $0.commit) }) { first, _ in first }
      let applying = try Applying(transaction, now: clock.now(), aside: aside, lastStamp: lastStamp)
      for stretch in stretches { report.fetched += try applying.apply(stretch).fetched }
      for enrolment in enrolments where try transaction.enrolment(number: enrolment.number) == nil {
        try transaction.addEnrolment(enrolment)
      }
      for (dot, record) in created.sorted(by: { $0.key < $1.key }) where try transaction.record(createdBy: dot) == nil {
        try transaction.keepName(of: record, createdBy: dot)
      }
      try putBack(unlogged, refusals, lastStamp, into: transaction)
      try transaction.eraseUnsent(Self.erased(in: stretches, after: former))
      for tiding in tidings where try transaction.record(tiding.record) != nil { try transaction.addTiding(tiding) }
      for record in shown where try transaction.record(record) == nil { report.recordsGone += 1 }
      return report
    }
  }

  /// Takes their places in the log away from the commits after `shared`, the last one first. Gives the records that they
  /// made.
  private static func takeBack(
    from end: Position, to shared: Position, _ transaction: any ReplicaWriting
  ) throws -> [Dot: RecordID] {
    var created: [Dot: RecordID] = [:]
    var position = end
    while position > shared {
      if let stored = try transaction.logged(at: position) {
        for step in try transaction.operations(ofStored: stored) {
          if case .create(let record, _, _) = step.operation { created[step.dot] = record }
        }
        try transaction.setUnlogged(stored.name)
      }
      position -= 1
    }
    return created
  }

  /// What was erased since this replica last looked.
  private static func erased(in stretches: [LogStretch], after position: Position) -> Set<ErasedContent.Place> {
    var places: Set<ErasedContent.Place> = []
    for case .entry(let entry) in stretches.flatMap(\.entries) where entry.position > position {
      if case .erased(let erasure) = entry.event { places.formUnion(erasure.content?.places ?? []) }
    }
    return places
  }

  /// Holds again what the log still lacks. Where the log has given its name to another commit meanwhile, it is read as a
  /// branch from here on.
  private func putBack(
    _ unlogged: [StoredCommit], _ refusals: [KeptRefusal], _ lastStamp: Stamp?, into transaction: any ReplicaWriting
  ) throws {
    let work = RecordWork(transaction, schema: try transaction.currentSchema())
    let before = try transaction.requiredHeader()
    var renamed: [ReplicaID: ReplicaID] = [:]
    var left = refusals
    for stored in unlogged {
      try left.removeAll { refusal in
        guard refusal.origin == stored.commit.origin, refusal.name.sequence < stored.commit.sequence else {
          return false
        }
        return try putBack(refusal, lastStamp, into: transaction)
      }
      let former = stored.commit
      let commit: Commit
      switch try Chains(transaction, of: former.origin).place(of: former, hash: stored.hash) {
      case .known(let known):
        renamed[former.replica] = known.replica
        continue
      case .next(let next):
        renamed[former.replica] = next.replica
        commit = next
      case .begins(let branch, let first):
        try transaction.setBranch(branch)
        try goOn(in: branch, transaction)
        commit = first
      case .gap:
        throw ApplyProblem.outOfOrder(stored.name, known: try transaction.head(of: former.replica)?.sequence ?? 0)
      }
      var records: [RecordID] = []
      var seen: Set<RecordID> = []
      for step in try transaction.operations(of: commit, names: work.names) {
        try work.update(step.operation.record) { $0.hold(step.operation, dot: step.dot, stamp: step.stamp) }
        work.note(step)
        if seen.insert(step.operation.record).inserted { records.append(step.operation.record) }
      }
      try transaction.append(StoredCommit(commit: commit, hash: stored.hash), touching: records)
      if commit.replica != former.replica, let seal = try transaction.seal(of: former.replica), seal.hash == stored.hash
      {
        try transaction.setSeal(seal, of: commit.replica)
      }
    }
    for refusal in left { _ = try putBack(refusal, lastStamp, into: transaction) }
    try follow(renamed, from: before, transaction)
    _ = try work.finish()
  }

  /// What was written here under one name, the log has under another: there its former names find it.
  private func follow(
    _ renamed: [ReplicaID: ReplicaID], from before: ReplicaHeader, _ transaction: any ReplicaWriting
  ) throws {
    var header = try transaction.requiredHeader()
    for (index, name) in before.former.enumerated() where index < header.former.count {
      if let chain = renamed[name.chain], chain != name.chain { header.former[index].chain = chain }
    }
    try transaction.setHeader(header)
  }

  /// Whether it has a place, or had one already.
  private func putBack(
    _ refusal: KeptRefusal, _ lastStamp: Stamp?, into transaction: any ReplicaWriting
  ) throws -> Bool {
    let (name, origin) = (refusal.name, refusal.origin)
    switch try Chains(transaction, of: origin).place(ofRefused: name, after: refusal.previous) {
    case .known: break
    case .next(let chain):
      try transaction.setRefused(
        CommitName(replica: chain, sequence: name.sequence, hash: name.hash), stamp: refusal.isOwn ? lastStamp : nil)
    case .begins(let branch):
      try transaction.setBranch(branch)
      try goOn(in: branch, transaction)
      try transaction.setRefused(
        CommitName(replica: branch.id, sequence: name.sequence, hash: name.hash), stamp: refusal.isOwn ? lastStamp : nil
      )
    case .gap: return false
    }
    return true
  }

  /// What was written here under a name that another copy keeps stands in a branch; what comes next bears a new name.
  private func goOn(in branch: Branch, _ transaction: any ReplicaWriting) throws {
    var header = try transaction.requiredHeader()
    for index in header.former.indices where header.former[index].chain == branch.parent {
      header.former[index].chain = branch.id
    }
    if header.replica == branch.parent {
      header.takeNewName(ReplicaID(bits: random.bits128()), chain: branch.id)
    }
    try transaction.setHeader(header)
  }

  /// Makes sure that nothing is left in this replica's files of rows that have left it, if any have.
  ///
  /// - Complexity: O(files) when there is something to do.
  public func scrubIfNeeded() throws { try scrubIfNeeded(header()) }

  /// The same, where the header as it is now is at hand.
  public func scrubIfNeeded(_ header: ReplicaHeader) throws {
    guard header.mustScrub else { return }
    do {
      try store.scrub()
    } catch StorageProblem.busy {
      // Another program still reads what was; the next sync tries again.
      return
    }
    try updateHeader { $0.mustScrub = false }
  }
}

/// A commit that the log refused as it was, where the log that comes may not speak of it yet: what was written after it
/// follows on it.
private struct KeptRefusal {
  let name: CommitName
  let origin: ReplicaID
  /// The hash of the commit before it.
  let previous: Hash
  /// Whether it was made under the name that this replica goes by.
  let isOwn: Bool

  /// Those that stand above the last logged commit of each chain in which something is to be put back, and of this
  /// replica's own; rising by sequence.
  static func all(
    beside unlogged: [StoredCommit], own: ReplicaID, _ transaction: any ReplicaWriting
  ) throws -> [KeptRefusal] {
    var chains = Set(unlogged.map(\.commit.replica)).union([own])
    for chain in chains {
      var chain = chain
      while let parent = try transaction.branch(chain)?.parent, chains.insert(parent).inserted { chain = parent }
    }
    var result: [KeptRefusal] = []
    for chain in chains {
      let branch = try transaction.branch(chain)
      var sequence = try transaction.head(of: chain)?.sequence ?? 0
      while sequence > 0 {
        if let hash = try transaction.refusedHash(chain, sequence) {
          let isFirst = sequence == branch?.first ?? 1
          let previous = isFirst ? branch?.previous ?? .zero : try transaction.hash(of: chain, sequence: sequence - 1)
          guard let previous else { break }
          result.append(
            KeptRefusal(
              name: CommitName(replica: chain, sequence: sequence, hash: hash), origin: branch?.origin ?? chain,
              previous: previous, isOwn: chain == own))
        } else if try transaction.commit(chain, sequence).map({ $0.logged != nil }) ?? true {
          break
        }
        sequence -= 1
      }
    }
    return result.sorted { ($0.name.sequence, $0.name.replica) < ($1.name.sequence, $1.name.replica) }
  }
}
