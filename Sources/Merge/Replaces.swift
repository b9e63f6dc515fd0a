/// The writes that a write takes the place of, or that a tombstone covers, by name.
///
/// A commit never changes once made, and one that it builds on may still be refused. So every superseded write that has
/// no position in the log yet is named, and the positioned ones beneath those: leaving one commit out of the history
/// never changes what the others mean.
public struct Replaces: Hashable, Sendable {
  /// One write of any replica, by its dot.
  public struct Named: Hashable, Comparable, Sendable {
    public let dot: Dot
    /// The first 8 bytes of the hash of the commit that made it, where that commit belongs to another replica and had
    /// no position yet: two copies of one replica can have used one name twice.
    public let commitHashPrefix: UInt64?

    public init(dot: Dot, commitHashPrefix: UInt64? = nil) {
      self.dot = dot
      self.commitHashPrefix = commitHashPrefix
    }

    public static func < (left: Self, right: Self) -> Bool {
      (left.dot, left.commitHashPrefix ?? 0) < (right.dot, right.commitHashPrefix ?? 0)
    }
  }

  /// Rising; each dot once, save where two hashes tell two writes of one name apart.
  public private(set) var named: [Named]
  /// Ranges of sequences of the author's own replica: all its writes of the register (for a tombstone: of the record)
  /// in them. Rising, disjoint.
  public private(set) var own: [ClosedRange<SequenceNumber>]
  /// Ranges of sequences of the chains that the author's own chain is a branch of: what its own ranges mean below it.
  /// Rising by replica, then by sequence, disjoint. Nearly always there are none.
  public private(set) var inherited: [Inherited]

  /// A stretch of another chain's commits: its writes of the register (for a tombstone: of the record) in them.
  public struct Inherited: Hashable, Comparable, Sendable {
    public let replica: ReplicaID
    public let sequences: ClosedRange<SequenceNumber>

    public init(replica: ReplicaID, sequences: ClosedRange<SequenceNumber>) {
      self.replica = replica
      self.sequences = sequences
    }

    public static func < (left: Self, right: Self) -> Bool {
      (left.replica, left.sequences.lowerBound, left.sequences.upperBound)
        < (right.replica, right.sequences.lowerBound, right.sequences.upperBound)
    }

    /// Whether the dot is the replica's, in one of these sequences.
    public func contains(_ dot: Dot) -> Bool { dot.replica == replica && sequences.contains(dot.sequence) }

    /// Whether `other` lies within this.
    func contains(_ other: Self) -> Bool {
      replica == other.replica && sequences.lowerBound <= other.sequences.lowerBound
        && other.sequences.upperBound <= sequences.upperBound
    }
  }

  public static let nothing = Replaces()

  public init(
    named: [Named] = [], own: [ClosedRange<SequenceNumber>] = [], inherited: [Inherited] = []
  ) {
    self.named = named
    self.own = own
    self.inherited = inherited
    if named.count > 1 { normalizeNamed() }
    if own.count > 1 { normalizeOwn() }
    if inherited.count > 1 { normalizeInherited() }
  }

  public init(dots: [Dot]) {
    self.init(named: dots.map { Named(dot: $0) })
  }

  public var isEmpty: Bool { named.isEmpty && own.isEmpty && inherited.isEmpty }

  /// Whether a write of `author` with this list takes the place of the write `dot` of the same register.
  ///
  /// - Complexity: O(log n).
  public func names(_ dot: Dot, author: ReplicaID) -> Bool {
    if dot.replica == author, own.contains(where: { $0.contains(dot.sequence) }) { return true }
    if !inherited.isEmpty, inherited.contains(where: { $0.contains(dot) }) { return true }
    if named.count < 8 { return named.contains { $0.dot == dot } }
    var low = 0
    var high = named.count
    while low < high {
      let middle = (low + high) / 2
      if named[middle].dot < dot { low = middle + 1 } else { high = middle }
    }
    return low < named.count && named[low].dot == dot
  }

  public mutating func formUnion(_ other: Replaces) {
    if !other.named.isEmpty {
      named += other.named
      normalizeNamed()
    }
    if !other.own.isEmpty {
      own += other.own
      normalizeOwn()
    }
    if !other.inherited.isEmpty {
      inherited += other.inherited
      normalizeInherited()
    }
  }

  public mutating func insert(_ write: Named) {
    named.append(write)
    normalizeNamed()
  }

  public mutating func insertOwn(_ sequence: SequenceNumber) {
    own.append(sequence...sequence)
    normalizeOwn()
  }

  /// Closes the gaps between own ranges in which `isGap` says that nothing must be spared, so that a thousand edits of
  /// one field among edits of others stay one range.
  public mutating func joinOwn(acrossGapsWhere isGap: (ClosedRange<SequenceNumber>) -> Bool) {
    guard var current = own.first else { return }
    var joined: [ClosedRange<SequenceNumber>] = []
    for range in own.dropFirst() {
      if isGap((current.upperBound + 1)...(range.lowerBound - 1)) {
        current = current.lowerBound...range.upperBound
      } else {
        joined.append(current)
        current = range
      }
    }
    own = joined + [current]
  }

  private mutating func normalizeNamed() {
    named.sort()
    var kept: [Named] = []
    for write in named {
      if let last = kept.last, last.dot == write.dot,
        last.commitHashPrefix == nil || last.commitHashPrefix == write.commitHashPrefix
      {
        // The same write, once with and once without the hash: with it, it says more. With two hashes it is the name of
        // two, which two copies of one replica made.
        kept[kept.count - 1] = write
      } else {
        kept.append(write)
      }
    }
    named = kept
  }

  private mutating func normalizeOwn() {
    own.sort { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    var kept: [ClosedRange<SequenceNumber>] = []
    for range in own {
      if let last = kept.last, range.lowerBound <= last.upperBound || range.lowerBound == last.upperBound + 1 {
        kept[kept.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        kept.append(range)
      }
    }
    own = kept
  }

  private mutating func normalizeInherited() {
    inherited.sort()
    var kept: [Inherited] = []
    for stretch in inherited {
      if let last = kept.last, last.replica == stretch.replica,
        stretch.sequences.lowerBound <= last.sequences.upperBound + 1
      {
        let end = max(last.sequences.upperBound, stretch.sequences.upperBound)
        kept[kept.count - 1] = Inherited(replica: last.replica, sequences: last.sequences.lowerBound...end)
      } else {
        kept.append(stretch)
      }
    }
    inherited = kept
  }
}
