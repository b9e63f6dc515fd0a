public import CommitFormat
public import Merge
internal import Schema

/// What became of commits that somebody carried here.
public struct CarryReport: Hashable, Sendable {
  public var taken = 0
  public var known = 0
  /// Commits that build on something that has not come yet: they stay where they are, until it has.
  public var deferred: [CommitName] = []
  /// Runs whose replica nobody has vouched for here, or whose seal is not its device's.
  public var unproved: [ReplicaID] = []

  public init() {}
}

extension Replica {
  /// The commits that the log lacks as far as is known here, in runs that end at a seal: this replica's own, sealed
  /// now, and those of others that were carried here. Causes come before effects among this replica's own; what somebody
  /// carried is proved by one seal and goes as a whole.
  ///
  /// - Parameters:
  ///   - key: of this device.
  ///   - commitsMax: how many to take at the most.
  ///   - bytesMax: how many bytes of commits to take at the most; one commit, or one carried run, is always taken.
  ///   - skipping: commits up to here are left out, because the server has answered them already.
  /// - Returns: runs in the order in which their first commits came here.
  /// - Throws: what the store throws.
  public func outgoing(
    key: DeviceKey, commitsMax: Int, bytesMax: Int, skipping: Frontier = Frontier()
  ) throws -> [SealedRun] {
    try store.read { reading in
      let bounds = OutgoingBounds(commits: commitsMax, bytes: bytesMax, skipping: skipping)
      return try bounds.runs(of: reading.unlogged(), own: reading.ownReplicas(), key: key, reading)
    }
  }

  /// What an exchange begins with, all of it as it is at one moment.
  ///
  /// - Parameters: as of `outgoing`.
  /// - Throws: what the store throws.
  public func departure(
    key: DeviceKey, commitsMax: Int, bytesMax: Int, skipping: Frontier = Frontier()
  ) throws -> Departure {
    try store.read { reading in
      let header = try reading.requiredHeader()
      let unlogged = try reading.unlogged()
      let own = try reading.ownReplicas()
      let bounds = OutgoingBounds(commits: commitsMax, bytes: bytesMax, skipping: skipping)
      return Departure(
        header: header, head: try reading.head(of: header.replica), ownReplicas: own,
        schemaVersion: try reading.currentSchema().version, unlogged: unlogged.map(\.name),
        runs: try bounds.runs(of: unlogged, own: own, key: key, reading),
        hasMoved: try reading.refused().contains { $0.refusal.code == .moved })
    }
  }

  /// Takes in commits that the log here does not hold yet, carried by whomever: a file, another laptop.
  ///
  /// - Parameters:
  ///   - runs: each with its seal.
  ///   - keys: public keys of replicas that the log need not vouch for, because they are this device's own.
  /// - Returns: what became of them.
  /// - Throws: what the store throws; nothing was taken in then.
  public func receive(_ runs: [SealedRun], keys: [ReplicaID: [UInt8]] = [:]) throws -> CarryReport {
    try store.write { transaction in
      var report = CarryReport()
      for run in runs {
        guard let key = try keys[run.replica] ?? transaction.enrolment(of: run.replica)?.publicKey,
          run.seal.isValid(publicKey: key)
        else {
          // What is held already needs no proof: a workspace that has met no server has enrolled nobody, itself neither.
          if try Self.isHeld(run, transaction) {
            report.known += run.commits.count
          } else {
            report.unproved.append(run.replica)
          }
          continue
        }
        // What is left after an erasure, only an entry of the log can prove: the seal is over the hash alone.
        let proved = SealedRun(commits: run.commits.map(\.withholdingErased), seal: run.seal)
        try Self.take(proved ?? run, into: transaction, report: &report)
      }
      return report
    }
  }

  private static func isHeld(_ run: SealedRun, _ reading: any ReplicaReading) throws -> Bool {
    try run.commits.allSatisfy { commit in
      let place = try Chains(reading, of: commit.origin).place(of: commit, hash: commit.hash)
      if case .known = place { return true }
      return false
    }
  }

  private static func take(
    _ run: SealedRun, into transaction: any ReplicaWriting, report: inout CarryReport
  ) throws {
    let work = RecordWork(transaction, schema: try transaction.currentSchema())
    let waiting = try Waiting(transaction)
    var last: ReplicaID?
    run: for offered in run.commits {
      var commit = offered
      var beginning: Branch?
      let hash = offered.hash
      switch try Chains(transaction, of: offered.origin).place(of: offered, hash: hash) {
      case .known(let known):
        report.known += 1
        last = known.replica
        continue
      case .next(let next): commit = next
      case .begins(let branch, let first):
        // Two copies of that replica were used. Which of the two keeps its name, the log will say.
        try transaction.setBranch(branch)
        beginning = branch
        commit = first
      case .gap:
        report.deferred.append(offered.name)
        break run
      }
      guard let placed = try readable(commit, transaction, work, waiting) else {
        if let beginning { try transaction.removeBranch(beginning.id) }
        report.deferred.append(offered.name)
        break run
      }
      var records: [RecordID] = []
      var seen: Set<RecordID> = []
      for step in placed {
        try work.update(step.operation.record) { $0.hold(step.operation, dot: step.dot, stamp: step.stamp) }
        work.note(step)
        if seen.insert(step.operation.record).inserted { records.append(step.operation.record) }
      }
      try transaction.append(StoredCommit(commit: commit, hash: hash), touching: records)
      last = commit.replica
      report.taken += 1
    }
    _ = try work.finish()
    guard let last, let head = try transaction.head(of: last), head.sequence >= run.seal.sequence,
      try transaction.hash(of: last, sequence: run.seal.sequence) == run.seal.hash,
      try transaction.seal(of: last)?.sequence ?? 0 < run.seal.sequence
    else { return }
    try transaction.setSeal(run.seal, of: last)
  }

  /// The operations of a commit, when everything that it names is known here; nil when some of it has not come yet.
  private static func readable(
    _ commit: Commit, _ reading: any ReplicaReading, _ work: RecordWork, _ waiting: Waiting
  ) throws -> [PlacedOperation]? {
    do {
      let placed = try reading.operations(of: commit, names: work.strictNames)
      let frontier = try reading.frontier()
      for step in placed {
        let (replaces, covers) = step.operation.names
        for name in replaces.named + covers.named where name.dot.replica != commit.replica {
          if !frontier.contains(name.dot) { return nil }
        }
        if waiting.isMeantOtherwise(replaces, by: commit) || waiting.isMeantOtherwise(covers, by: commit) { return nil }
      }
      return placed
    } catch is PartProblem {
      return nil
    }
  }
}

/// The commits that no log is known to have, by their chains.
///
/// Who names a commit that their log lacks says its hash too. So a name without one means what the log has there; and if
/// what is here is another copy's, it is not the one that is meant. Only the log can tell.
private struct Waiting {
  private var sequences: [ReplicaID: Set<SequenceNumber>] = [:]

  init(_ reading: any ReplicaReading) throws {
    for commit in try reading.unlogged().map(\.commit) {
      sequences[commit.replica, default: []].insert(commit.sequence)
    }
  }

  /// Whether something that a commit names may be another one than what is here of that name.
  func isMeantOtherwise(_ names: Replaces, by commit: Commit) -> Bool {
    if sequences.isEmpty { return false }
    return names.named.contains { name in
      name.commitHashPrefix == nil && name.dot.replica != commit.replica
        && sequences[name.dot.replica]?.contains(name.dot.sequence) ?? false
    }
      || names.inherited.contains { inherited in
        inherited.replica != commit.replica
          && sequences[inherited.replica]?.contains { inherited.sequences.contains($0) } ?? false
      }
  }
}

/// A replica as it sets out for an exchange.
public struct Departure: Sendable {
  public let header: ReplicaHeader
  /// The last commit under the name that the header says; nil when there is none.
  public let head: ReplicaHead?
  /// All names that this copy has written under.
  public let ownReplicas: Set<ReplicaID>
  public let schemaVersion: Int
  /// The commits that the log lacks as far as is known here, in the order in which they came.
  public let unlogged: [CommitName]
  /// As `Replica.outgoing` gives them.
  public let runs: [SealedRun]
  /// Whether `Replica.followMoves` has something to look at.
  public let hasMoved: Bool
}

/// How much of what is unsent goes at once.
private struct OutgoingBounds {
  let commits: Int
  let bytes: Int
  let skipping: Frontier

  func runs(
    of unlogged: [StoredCommit], own: Set<ReplicaID>, key: DeviceKey, _ reading: any ReplicaReading
  ) throws -> [SealedRun] {
    let unsent = unlogged.filter { $0.commit.sequence > skipping[$0.commit.replica] }
    var runs: [(commits: [Commit], seal: Seal?)] = []
    var carried: Set<ReplicaID> = []
    var count = 0
    var size = 0
    for stored in unsent {
      let replica = stored.commit.replica
      var run = [stored.commit]
      var seal: Seal?
      if !own.contains(replica) {
        // What travels ends at a seal; what came after it has not been proved here.
        guard carried.insert(replica).inserted, let proof = try reading.seal(of: replica) else { continue }
        run = unsent.map(\.commit).filter { $0.replica == replica && $0.sequence <= proof.sequence }
        seal = proof
      }
      guard !run.isEmpty else { continue }
      let more = run.reduce(0) { $0 + $1.body.count }
      guard count == 0 || (count + run.count <= commits && size + more <= bytes) else { break }
      count += run.count
      size += more
      if seal == nil, let last = runs.last, last.seal == nil, let before = last.commits.last,
        before.replica == replica, before.sequence + 1 == stored.commit.sequence
      {
        runs[runs.count - 1].commits += run
      } else {
        runs.append((run, seal))
      }
    }
    return try runs.compactMap { run in
      if let seal = run.seal { return SealedRun(commits: run.commits, seal: seal) }
      guard let last = run.commits.last else { return nil }
      let seal = try key.seal(replica: last.origin, sequence: last.sequence, hash: last.hash)
      return SealedRun(commits: run.commits, seal: seal)
    }
  }
}
