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

  /// What is named, where anything is: nearly every write in the log names nothing, and is copied often.
  private var lists: Lists?

  fileprivate struct Content: Hashable, Sendable {
    var named: [Named] = []
    var own: [ClosedRange<SequenceNumber>] = []
    var inherited: [Inherited] = []

    var isEmpty: Bool { named.isEmpty && own.isEmpty && inherited.isEmpty }
  }

  private final class Lists: Sendable {
    let content: Content

    init(_ content: Content) {
      self.content = content
    }
  }

  /// Rising; each dot once, save where two hashes tell two writes of one name apart.
  public var named: [Named] { lists?.content.named ?? [] }
  /// Ranges of sequences of the author's own replica: all its writes of the register (for a tombstone: of the record)
  /// in them. Rising, disjoint.
  public var own: [ClosedRange<SequenceNumber>] { lists?.content.own ?? [] }
  /// Ranges of sequences of the chains that the author's own chain is a branch of: what its own ranges mean below it.
  /// Rising by replica, then by sequence, disjoint. Nearly always there are none.
  public var inherited: [Inherited] { lists?.content.inherited ?? [] }

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
    let content = Content(named: named, own: own, inherited: inherited)
    lists = content.isEmpty ? nil : Lists(content.normalized())
  }

  public init(dots: [Dot]) {
    self.init(named: dots.map { Named(dot: $0) })
  }

  public var isEmpty: Bool { lists == nil }

  /// The one write that is named, where nothing else is; nil also where ranges may name several.
  public var only: Dot? {
    named.count == 1 && own.isEmpty && inherited.isEmpty ? named[0].dot : nil
  }

  /// Whether a write of `author` with this list takes the place of the write `dot` of the same register.
  ///
  /// - Complexity: O(log n).
  public func names(_ dot: Dot, author: ReplicaID) -> Bool {
    guard let content = lists?.content else { return false }
    if dot.replica == author, content.own.contains(where: { $0.contains(dot.sequence) }) { return true }
    if !content.inherited.isEmpty, content.inherited.contains(where: { $0.contains(dot) }) { return true }
    let named = content.named
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
    if other.isEmpty { return }
    if isEmpty {
      self = other
    } else {
      self = Replaces(named: named + other.named, own: own + other.own, inherited: inherited + other.inherited)
    }
  }

  public mutating func insert(_ write: Named) {
    self = Replaces(named: named + [write], own: own, inherited: inherited)
  }

  public mutating func insertOwn(_ sequence: SequenceNumber) {
    self = Replaces(named: named, own: own + [sequence...sequence], inherited: inherited)
  }

  /// Closes the gaps between own ranges in which `isGap` says that nothing must be spared, so that a thousand edits of
  /// one field among edits of others stay one range.
  public mutating func joinOwn(acrossGapsWhere isGap: (ClosedRange<SequenceNumber>) -> Bool) {
    guard own.count > 1, var current = own.first else { return }
    var joined: [ClosedRange<SequenceNumber>] = []
    for range in own.dropFirst() {
      if isGap((current.upperBound + 1)...(range.lowerBound - 1)) {
        current = current.lowerBound...range.upperBound
      } else {
        joined.append(current)
        current = range
      }
    }
    self = Replaces(named: named, own: joined + [current], inherited: inherited)
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.lists === right.lists || left.lists?.content == right.lists?.content
  }

  /// Of what is named.
  public func hash(into hasher: inout Hasher) { hasher.combine(lists?.content) }
}

extension Replaces.Content {
  /// Each list in its order, with nothing twice.
  fileprivate func normalized() -> Self {
    var result = self
    if named.count > 1 { result.normalizeNamed() }
    if own.count > 1 { result.normalizeOwn() }
    if inherited.count > 1 { result.normalizeInherited() }
    return result
  }

  private mutating func normalizeNamed() {
    named.sort()
    var kept: [Replaces.Named] = []
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
    var kept: [Replaces.Inherited] = []
    for stretch in inherited {
      if let last = kept.last, last.replica == stretch.replica,
        stretch.sequences.lowerBound <= last.sequences.upperBound + 1
      {
        let end = max(last.sequences.upperBound, stretch.sequences.upperBound)
        kept[kept.count - 1] = Replaces.Inherited(replica: last.replica, sequences: last.sequences.lowerBound...end)
      } else {
        kept.append(stretch)
      }
    }
    inherited = kept
  }
}
