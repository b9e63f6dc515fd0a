public import CommitFormat
public import Merge

/// Whose data is to be erased.
public struct ErasureRequest: Hashable, Sendable {
  /// What decides which fields go.
  public enum Scope: Hashable, Sendable {
    /// Of these records, and of those that are read as one with them, the fields with these keys; nil: those that the
    /// schema marks as personal.
    case records([RecordID], fields: [String]?)
    /// Every personal field, of any record, of which some value, also a former one, holds this text. Letters are compared
    /// as in a search: case and marks make no difference.
    case naming(String)
  }

  public var scope: Scope
  /// Why, in the words of whoever decides. It is kept in the account log: it must not say what is erased.
  public var reason: String

  /// Keys of record types that say of other records what should stand there, as proposals do. What records of such types
  /// that name one of these say in the words that are erased goes too.
  public var quotingTypes: Set<String>

  public init(_ scope: Scope, reason: String, quotingTypes: Set<String> = []) {
    self.scope = scope
    self.reason = reason
    self.quotingTypes = quotingTypes
  }

  /// Bytes of a reason.
  public static let reasonBytesMax = 1000
}

/// Exactly what an erasure would take away, or took.
public struct ErasurePreview: Hashable, Sendable {
  /// One value that somebody wrote.
  public struct Item: Hashable, Sendable {
    public let record: RecordID
    public let type: TypeNumber?
    public let field: FieldNumber
    public let value: Value
    public let commit: CommitName
    /// Who wrote it, and the server's time when it came.
    public let author: String
    public let time: Int64
    /// Whether it is what the record shows, or one of several that stand there.
    public let isStanding: Bool
  }

  /// By record and field, in the order of the log.
  public let items: [Item]
  /// Commits of which a part goes.
  public let commits: Int
  /// Fields among them that the schema does not mark as personal. The hash of what was written there stays, and was not
  /// salted: whoever guesses the whole commit exactly could tell that the guess is right.
  public let unsalted: [FieldNumber]
  /// Stands for all of this: an erasure with another one is refused, because something has changed since.
  public let token: String

  /// How many records are touched.
  public var recordCount: Int { Set(items.map(\.record)).count }
}

/// Why nothing was erased.
public enum ErasureProblem: Error, Hashable, Sendable {
  case unknownRecord(RecordID)
  /// The record's type has no such field.
  case unknownField(String, of: RecordID)
  /// Nobody said why, or at too great length.
  case reason
  /// A text of fewer than three letters would go over too much.
  case tooShort(String)
  /// There is nothing of it.
  case nothing
  /// Something has changed since the preview; this is what would go now.
  case changed(ErasurePreview)
}

/// What was done.
public struct ErasureReport: Hashable, Sendable {
  public let done: ErasurePreview
  /// Whether nothing is left in the server's files; false when somebody was reading what was, and the next start sees to
  /// it.
  public let isScrubbed: Bool
}
