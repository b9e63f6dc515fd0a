internal import CommitFormat
internal import Merge
internal import Replica

/// What a kept commit names, said in names of the log: what it did can then be done again over what stands now, replacing
/// what its author saw and nothing that came since.
///
/// A write that the log has keeps its name. One that was carried out from the quarantine has the name that it got there.
/// In place of one that was refused or still waits stands what that one had replaced.
struct KeptNames {
  private let reading: any ReplicaReading
  private let commit: Commit
  /// Kept commits before this one in its chain, by sequence.
  private var predecessors: [SequenceNumber: QuarantinedCommit] = [:]
  /// Which kept commit a commit of the log carries out.
  private var originals: [CommitPlaceName: CommitPlaceName] = [:]
  /// The log has the chain up to here; what bears a later name there is another commit.
  private let loggedUpTo: SequenceNumber

  /// - Complexity: O(kept commits).
  init(_ commit: Commit, among kept: [QuarantinedCommit], reading: any ReplicaReading, log: any CommitLog) throws {
    self.reading = reading
    self.commit = commit
    var byHash: [Hash: QuarantinedCommit] = [:]
    for one in kept {
      guard let other = one.commit else { continue }
      byHash[other.hash] = one
      if let made = one.decision?.made {
        originals[made] = CommitPlaceName(replica: other.replica, sequence: other.sequence)
      }
      guard other.replica == commit.replica, other.sequence < commit.sequence else { continue }
      if try log.entry(of: other.replica, sequence: other.sequence)?.commitName?.hash == other.hash {
        predecessors[other.sequence] = one
      }
    }
    var first = commit
    while let before = byHash[first.previous], let other = before.commit, other.replica == commit.replica,
      other.sequence < first.sequence
    {
      predecessors[other.sequence] = before
      first = other
    }
    var end: SequenceNumber = 0
    if first.sequence > 1,
      try log.entry(of: first.replica, sequence: first.sequence - 1)?.commitName?.hash == first.previous
    {
      end = first.sequence - 1
    }
    loggedUpTo = end
  }

  /// The same operation with names of the log alone.
  func translated(_ operation: Operation) throws -> Operation {
    switch operation {
    case .create, .leave, .arrive: return operation
    case .set(let record, let register, let value, let replaces, let mark):
      let dots = try self.dots(replaces, of: commit.replica, [register], in: record)
      return .set(record, register, value, replaces: Replaces(dots: dots), mark: mark)
    case .tombstone(let record, let covers, let replaces):
      return .tombstone(
        record, covers: Replaces(dots: try self.covered(covers, in: record)),
        replaces: Replaces(dots: try dots(replaces, of: commit.replica, [.life], in: record)))
    case .keep(let record, let covers, let replaces):
      return .keep(
        record, covers: Replaces(dots: try self.covered(covers, in: record)),
        replaces: Replaces(dots: try dots(replaces, of: commit.replica, [.life], in: record)))
    }
  }

  private func covered(_ names: Replaces, in record: RecordID) throws -> [Dot] {
    guard !names.isEmpty, let state = try reading.record(record) else { return [] }
    return try dots(names, of: commit.replica, state.entries.map(\.id), in: record)
  }

  /// The logged writes of some registers that `names`, of a commit of `author`, means.
  private func dots(
    _ names: Replaces, of author: ReplicaID, _ registers: [RegisterID], in record: RecordID
  ) throws -> [Dot] {
    guard !names.isEmpty else { return [] }
    var result: Set<Dot> = []
    for register in registers {
      for write in try reading.history(of: register, in: record) where means(names, write.dot, author) {
        result.insert(write.dot)
      }
    }
    for (sequence, before) in predecessors where before.decision?.made == nil {
      guard names.own.contains(where: { $0.contains(sequence) }), let other = before.commit else { continue }
      for step in try reading.operations(of: other) where step.operation.record == record {
        let writes = step.operation.writes(dot: step.dot, stamp: step.stamp)
        for register in registers where writes.contains(where: { $0.register == register }) {
          let earlier = step.operation.names
          result.formUnion(try dots(earlier.replaces, of: author, [register], in: record))
        }
      }
    }
    return result.sorted()
  }

  private func means(_ names: Replaces, _ dot: Dot, _ author: ReplicaID) -> Bool {
    if let original = originals[CommitPlaceName(replica: dot.replica, sequence: dot.sequence)] {
      let first = Dot(
        replica: original.replica, sequence: original.sequence, audience: dot.audience, index: dot.index)
      return names.names(first, author: author)
    }
    if dot.replica == commit.replica, dot.sequence > loggedUpTo { return false }
    return names.names(dot, author: author)
  }
}
