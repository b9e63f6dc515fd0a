public import CommitFormat
public import Merge

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
  /// That device; nil where a file was handed in on the server itself.
  public var carrier: DeviceID?
  /// Nil as long as nobody has decided.
  public var decision: Decision?

  /// What an administrator decided.
  public struct Decision: Hashable, Sendable {
    /// Milliseconds since 1970-01-01 00:00 UTC.
    public var time: Int64
    /// Who.
    public var by: String
    /// Why, or what there was to say.
    public var reason: String
    /// The commit by which it was carried out; nil where it was refused.
    public var made: CommitPlaceName?

    public init(time: Int64, by: String, reason: String, made: CommitPlaceName?) {
      self.time = time
      self.by = by
      self.reason = reason
      self.made = made
    }

    public var isAccepted: Bool { made != nil }
  }

  public init(
    id: Int64 = 0, workspace: WorkspaceID, time: Int64, reason: Reason, entry: LogEntry, seal: Seal? = nil,
    user: String, device: String, carrier: DeviceID? = nil, decision: Decision? = nil
  ) {
    self.id = id
    self.workspace = workspace
    self.time = time
    self.reason = reason
    self.entry = entry
    self.seal = seal
    self.user = user
    self.device = device
    self.carrier = carrier
    self.decision = decision
  }

  /// Nil where it is an entry of another kind, which a log that was put back gave up.
  public var commit: Commit? {
    guard case .accepted(let commit, _) = entry.event else { return nil }
    return commit
  }

  /// How much of the bounds it takes.
  public var bytes: Int { entry.bytes.count }

  /// Two of one name and hash are one.
  public func isSame(as other: QuarantinedCommit) -> Bool {
    guard workspace == other.workspace else { return false }
    guard let name = entry.commitName else { return entry.event == other.entry.event }
    return other.entry.commitName == name
  }
}

/// A commit by its place in its replica's chain.
public struct CommitPlaceName: Hashable, Sendable {
  public var replica: ReplicaID
  public var sequence: SequenceNumber

  public init(replica: ReplicaID, sequence: SequenceNumber) {
    self.replica = replica
    self.sequence = sequence
  }
}

/// What waits for a decision.
public struct QuarantineLoad: Hashable, Sendable {
  public var commits: Int
  public var bytes: Int

  public init(commits: Int = 0, bytes: Int = 0) {
    self.commits = commits
    self.bytes = bytes
  }
}
