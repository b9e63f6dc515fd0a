public import Merge

/// A chain of commits of one replica that leaves another chain of it: two copies of the replica used one name twice.
///
/// The first chain to have its commit in the log keeps the replica's name; the other is read under a name of its own
/// from there on. Sequences go on, and bytes, hashes and seals stay as they are. The name follows from the first commit
/// that has it, so that server, carrier and copy name it alike without asking each other.
public struct Branch: Hashable, Sendable {
  /// What its commits are read as.
  public let id: ReplicaID
  /// The replica that its commits were made as.
  public let origin: ReplicaID
  /// The chain that it leaves: the origin, or another branch of it.
  public let parent: ReplicaID
  /// The sequence of its first commit; those below are the parent's.
  public let first: SequenceNumber
  /// The hash of the commit before that one; zero when `first` is 1.
  public let previous: Hash

  /// A branch as it was stored or came.
  public init(id: ReplicaID, origin: ReplicaID, parent: ReplicaID, first: SequenceNumber, previous: Hash) {
    self.id = id
    self.origin = origin
    self.parent = parent
    self.first = first
    self.previous = previous
  }

  /// The branch that begins with a commit whose place another has taken.
  ///
  /// - Parameters:
  ///   - commit: the first one.
  ///   - hash: its hash.
  ///   - parent: the chain that the commit before it stands in.
  public init(beginningWith commit: Commit, hash: Hash, leaving parent: ReplicaID) {
    self.init(
      id: Self.name(of: commit.origin, beginningWith: hash), origin: commit.origin, parent: parent,
      first: commit.sequence, previous: commit.previous)
  }

  /// The first 128 bits of SHA-256 over the label `bygd branch 1`, the replica and the hash of the first commit.
  public static func name(of origin: ReplicaID, beginningWith hash: Hash) -> ReplicaID {
    var preimage = Preimage("bygd branch 1")
    preimage.append(origin.bytes)
    preimage.append(hash.bytes)
    return ReplicaID(bits: preimage.hash.high)
  }
}
