public import Merge

/// Commits of one replica without a gap between them, and the seal that proves them: what leaves a device, whoever
/// carries it.
public struct SealedRun: Hashable, Sendable {
  /// At least one; each carries the hash of the one before.
  public let commits: [Commit]
  /// Over the last of the commits.
  public let seal: Seal

  /// Nil when the commits do not follow each other, or the seal is not over the last one.
  public init?(commits: [Commit], seal: Seal) {
    guard let last = commits.last, seal.replica == last.origin, seal.sequence == last.sequence, seal.hash == last.hash
    else { return nil }
    for (left, right) in zip(commits, commits.dropFirst()) {
      guard left.origin == right.origin, left.sequence + 1 == right.sequence, left.hash == right.previous else {
        return nil
      }
    }
    self.commits = commits
    self.seal = seal
  }

  /// The replica that made them; what they are read as, says the reader.
  public var replica: ReplicaID { seal.replica }
}
