public import CommitFormat
public import Merge
public import Replica

/// What people and programs call a commit: the first letters of its replica's id and its number there, `3fa91c07-12`.
///
/// A number alone means a commit of this replica.
public enum CommitLabel {
  private static let lettersCount = 8

  /// The commit’s name, which `find` reads.
  public static func text(_ replica: ReplicaID, _ sequence: SequenceNumber) -> String {
    "\(Hex.string(replica.bytes).prefix(lettersCount))-\(sequence)"
  }

  /// As `text(_:_:)`, of a commit that is at hand.
  public static func text(_ commit: Commit) -> String { text(commit.replica, commit.sequence) }

  /// The commit that is called `label`.
  ///
  /// - Returns: nil when no replica that is known here begins so, or several do.
  public static func find(
    _ label: String, in reading: any ReplicaReading
  ) throws -> (replica: ReplicaID, sequence: SequenceNumber)? {
    guard let header = try reading.header() else { return nil }
    if let sequence = SequenceNumber(label) { return (header.replica, sequence) }
    guard let dash = label.lastIndex(of: "-"), let sequence = SequenceNumber(label[label.index(after: dash)...]) else {
      return nil
    }
    let letters = label[..<dash].lowercased()
    guard letters.count >= 4 else { return nil }
    let known = Set([header.replica] + header.former.map(\.replica) + (try reading.enrolments().map(\.replica)))
      .union(try reading.branches().map(\.id))
    let found = known.filter { Hex.string($0.bytes).hasPrefix(letters) }
    guard found.count == 1, let replica = found.first else { return nil }
    return (replica, sequence)
  }
}

/// What people and programs call a write.
public enum DotLabel {
  /// Replica, sequence, audience unless it is everyone, and index; unique in the workspace.
  public static func text(_ dot: Dot) -> String {
    let audience = dot.audience == .everyone ? "" : ".\(dot.audience.number)"
    return "\(Hex.string(dot.replica.bytes))-\(dot.sequence)\(audience)-\(dot.index)"
  }
}
