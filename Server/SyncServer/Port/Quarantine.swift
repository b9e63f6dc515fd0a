public import CommitFormat

/// A commit that could not be taken and must not be lost: kept aside until an administrator has decided.
public struct QuarantinedCommit: Hashable, Sendable {
  /// Why it is here. The words are stable, for programs.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// Given back to a restored server, and builds on what nobody has given back. Taken as soon as somebody does.
    case unlinked
    /// Given back to a restored server, where its name has gone to another commit.
    case nameTaken = "name-taken"
    /// Dropped with the tail of the log, and written on the server itself, so that it is in nobody's refused box.
    case discarded
    /// Its author's device has been revoked.
    case revoked
    /// Its author may no longer write there.
    case notAllowed = "not-allowed"
    /// Its record has moved to another audience.
    case moved
  }

  /// Rising; the store gives it when it is 0.
  public var id: Int64
  public var workspace: WorkspaceID
  /// When it came here, milliseconds since 1970-01-01 00:00 UTC.
  public var time: Int64
  public var reason: Reason
  /// As the log had it: an acceptance, at the position that it had; 0 where it never had one. Of what a server gave up
  /// besides commits, the entry that it was.
  public var entry: LogEntry
  /// The seal that it came under, where it came under one.
  public var seal: Seal?
  /// Whose device brought it.
  public var user: String
  public var device: String

  public init(
    id: Int64 = 0, workspace: WorkspaceID, time: Int64, reason: Reason, entry: LogEntry, seal: Seal? = nil,
    user: String, device: String
  ) {
    self.id = id
    self.workspace = workspace
    self.time = time
    self.reason = reason
    self.entry = entry
    self.seal = seal
    self.user = user
    self.device = device
  }

  /// Two of one name and hash are one.
  public func isSame(as other: QuarantinedCommit) -> Bool {
    guard workspace == other.workspace else { return false }
    guard let name = entry.commitName else { return entry.event == other.entry.event }
    return other.entry.commitName == name
  }
}
