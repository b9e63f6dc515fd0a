public import Merge
public import Replica

/// Which records go to which audience, and why.
public struct MoveRequest: Hashable, Sendable {
  /// With them go those that are read as one with them and, unless they go to everyone, those that lie below them.
  public var records: [RecordID]
  public var audience: Audience
  /// Goes into the history for those who read both audiences, and into the account log; may be empty.
  public var reason: String

  public init(_ records: [RecordID], to audience: Audience, reason: String = "") {
    self.records = records
    self.audience = audience
    self.reason = reason
  }

  /// Bytes of a reason.
  public static let reasonBytesMax = 1000
}

/// What a move would do, or did.
public struct MovePreview: Hashable, Sendable {
  /// One record that goes.
  public struct Item: Hashable, Sendable {
    public let record: RecordID
    public let from: Audience
  }

  /// Rising by record.
  public let items: [Item]
  /// Commits whose values in these records leave the replicas of those who read only where they were.
  public let commits: Int
  /// Stands for all of this: a move that expects another one is not made.
  public let token: String
}

/// Why nothing was moved.
public enum MoveProblem: Error, Hashable, Sendable {
  case unknownRecord(RecordID)
  case unknownAudience(Audience)
  /// Whoever moves a record belongs to both audiences.
  case notInAudience(Audience)
  /// They are all there already.
  case nothing
  /// The record lies below one that stays in a third audience.
  case parentElsewhere(RecordID, parent: RecordID)
  case reasonTooLong
  /// More stands there than one commit holds.
  case tooLarge
  /// Something has changed since the preview; this is what would go now.
  case changed(MovePreview)
}

/// What was done.
public struct MoveReport: Hashable, Sendable {
  public let done: MovePreview
  /// The commit that says so.
  public let commit: StoredCommit
  /// Whether nothing of it is left in the server's files under the former audience; false when somebody was reading what
  /// was, and the next start sees to it.
  public let isScrubbed: Bool
}
