/// How far each replica's commits are known, refused ones included: the highest sequence up to which none is missing.
/// A version vector.
public struct Frontier: Hashable, Sendable {
  private var highest: [ReplicaID: SequenceNumber]

  public init() {
    highest = [:]
  }

  /// Zero entries are left out, so that equal frontiers are equal values.
  public init(_ entries: some Swift.Sequence<(ReplicaID, SequenceNumber)>) {
    highest = [:]
    for (replica, sequence) in entries where sequence > 0 { highest[replica] = sequence }
  }

  /// 0 when nothing of the replica is known.
  public subscript(_ replica: ReplicaID) -> SequenceNumber {
    get { highest[replica] ?? 0 }
    set { highest[replica] = newValue == 0 ? nil : newValue }
  }

  public func contains(_ dot: Dot) -> Bool { dot.sequence <= self[dot.replica] }

  /// Rising by replica, so that it reads the same everywhere.
  public var entries: [(replica: ReplicaID, sequence: SequenceNumber)] {
    highest.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
  }

  /// Notes that the replica's commit `sequence` is known. False when one before it is missing; nothing changes then.
  public mutating func advance(_ replica: ReplicaID, to sequence: SequenceNumber) -> Bool {
    let known = self[replica]
    guard sequence > known else { return true }
    guard sequence == known + 1 else { return false }
    self[replica] = sequence
    return true
  }

  public mutating func formUnion(_ other: Frontier) {
    for (replica, sequence) in other.highest { self[replica] = max(self[replica], sequence) }
  }

  /// Whether everything that `other` knows is known here.
  public func covers(_ other: Frontier) -> Bool {
    other.highest.allSatisfy { self[$0.key] >= $0.value }
  }
}
