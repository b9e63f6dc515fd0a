public import Merge

/// The chains that a branch goes on from: which of them a sequence of its author stands in.
///
/// The bytes of a commit name its author's own writes by sequence alone. Below the branch those are another chain's.
public struct BranchLine: Sendable {
  private let chains: [(replica: ReplicaID, first: SequenceNumber)]

  /// - Parameter chains: the branch first, each with its first sequence, then those that it leaves; the replica that made
  ///   the commits, from 1, is the last.
  public init(chains: [(replica: ReplicaID, first: SequenceNumber)]) {
    self.chains = chains
  }

  /// The replica that made the commits.
  var origin: ReplicaID? { chains.last?.replica }

  /// The chain that the author's commit of a sequence stands in.
  private func replica(at sequence: SequenceNumber) -> ReplicaID? {
    chains.first { $0.first <= sequence }?.replica
  }

  /// The dot as it is read: the author's own in the chain where it stands.
  public func place(_ dot: Dot) -> Dot {
    guard dot.replica == origin, let replica = replica(at: dot.sequence) else { return dot }
    return Dot(replica: replica, sequence: dot.sequence, audience: dot.audience, index: dot.index)
  }

  /// Parts own ranges by the chains that they reach into.
  func place(named: [Replaces.Named], own: [ClosedRange<SequenceNumber>]) -> Replaces {
    var kept: [ClosedRange<SequenceNumber>] = []
    var inherited: [Replaces.Inherited] = []
    for range in own {
      // The first sequence of the chain before, on the way down.
      var end = range.upperBound
      for (index, chain) in chains.enumerated() where end >= range.lowerBound && chain.first <= end {
        let part = max(range.lowerBound, chain.first)...end
        if index == 0 { kept.append(part) } else { inherited.append(.init(replica: chain.replica, sequences: part)) }
        guard chain.first > range.lowerBound else { break }
        end = chain.first - 1
      }
    }
    return Replaces(named: named, own: kept, inherited: inherited)
  }
}
