public import CommitFormat
public import Merge

/// What a replica is and how far it has come.
public struct ReplicaHeader: Hashable, Sendable {
  public var replica: ReplicaID
  public var workspace: WorkspaceID
  public var workspaceName: String
  /// The member who uses it, as people read the name.
  public var user: String
  public var device: String
  public var role: Role
  /// The number that the log gave this replica; nil until it has been enrolled.
  public var number: UInt32?
  /// The server's address; nil for a workspace that has not met one.
  public var server: String?
  /// How far the log has been taken in; nil before the first sync.
  public var cursor: LogPoint?
  /// Of the logged state at the cursor.
  public var digest: StateDigest
  /// The parts of `digest` of other audiences than everyone; one that is 0 is left out.
  public var audienceDigests: [Audience: StateDigest] = [:]
  /// Whose records this replica holds, rising; nil before a server has said it, and on the server itself, which holds
  /// all.
  public var audiences: [Audience]?
  /// Whether rows have left this replica whose bytes may still lie in its files.
  public var mustScrub = false
  /// The last horizon of the log that was followed: what had been replaced by that position is forgotten. 0 where the log
  /// has none.
  public var horizon: Position = 0
  /// When the last sync ended well, milliseconds by this device's clock.
  public var lastSync: Int64?
  /// How far this device's clock ran ahead of the server's at the last sync, milliseconds.
  public var clockAhead: Int64?
  /// The names that this copy wrote under before it found that another copy used them too; the first one first.
  public var former: [FormerName] = []
  /// That another copy was found, and the person has not been told yet.
  public var copyToTell: CopyFound?

  public init(
    replica: ReplicaID, workspace: WorkspaceID, workspaceName: String, user: String, device: String, role: Role
  ) {
    self.replica = replica
    self.workspace = workspace
    self.workspaceName = workspaceName
    self.user = user
    self.device = device
    self.role = role
    digest = StateDigest()
  }
}

/// A replica id that a copy of the workspace has left for another one.
public struct FormerName: Hashable, Sendable {
  /// The id that it wrote under.
  public let replica: ReplicaID
  /// The chain that its commits are read in by now: that id, or a branch of it.
  public var chain: ReplicaID

  public init(replica: ReplicaID, chain: ReplicaID) {
    self.replica = replica
    self.chain = chain
  }
}

/// What was found of another copy of this replica.
public enum CopyFound: UInt8, Hashable, Sendable, CaseIterable {
  /// Another copy has this one's name; this one goes on under a new name.
  case goesOnUnderNewName = 1
  /// Another copy was used; it has taken a new name, and this one keeps its own.
  case keepsName = 2
}

extension ReplicaHeader {
  /// Whether records of `audience` are held here.
  public func holds(_ audience: Audience) -> Bool {
    audience == .everyone || audiences.map { $0.contains(audience) } ?? true
  }

  /// Brings the digests of other audiences than everyone up to date.
  mutating func add(_ changes: [Audience: StateDigest]) {
    for (audience, change) in changes {
      let sum = (audienceDigests[audience] ?? StateDigest()) + change
      audienceDigests[audience] = sum == StateDigest() ? nil : sum
    }
  }

  /// Of the logged state as those may read it who read `audiences`; nil stands for all.
  public func digest(for audiences: Set<Audience>?) -> StateDigest {
    guard let audiences else { return digest }
    var sum = digest
    for (audience, part) in audienceDigests where !audiences.contains(audience) { sum = sum - part }
    return sum
  }
}

/// A point of the log, and what proves it.
public struct LogPoint: Hashable, Sendable {
  public var epoch: Epoch
  public var position: Position
  /// The chain hash at the position.
  public var chain: Hash
  /// The cursor as the server gave it, to be handed back as it is.
  public var token: [UInt8]

  public init(epoch: Epoch, position: Position, chain: Hash, token: [UInt8] = []) {
    self.epoch = epoch
    self.position = position
    self.chain = chain
    self.token = token
  }
}

/// The last known commit of a replica.
public struct ReplicaHead: Hashable, Sendable {
  public var sequence: SequenceNumber
  public var hash: Hash
  /// Never runs backwards from one commit of a replica to the next.
  public var stamp: Stamp

  public init(sequence: SequenceNumber, hash: Hash, stamp: Stamp) {
    self.sequence = sequence
    self.hash = hash
    self.stamp = stamp
  }
}

/// A commit as a replica keeps it.
public struct StoredCommit: Hashable, Sendable {
  public let commit: Commit
  public let hash: Hash
  /// Nil while the log does not hold it.
  public let logged: Logged?

  public init(commit: Commit, hash: Hash, logged: Logged? = nil) {
    self.commit = commit
    self.hash = hash
    self.logged = logged
  }

  public var name: CommitName { CommitName(replica: commit.replica, sequence: commit.sequence, hash: hash) }

  /// Its place in the log.
  public struct Logged: Hashable, Sendable {
    public let position: Position
    /// The server's time, milliseconds.
    public let time: Int64
    /// The author, where it is not the user that the replica is enrolled for.
    public let author: String?

    public init(position: Position, time: Int64, author: String? = nil) {
      self.position = position
      self.time = time
      self.author = author
    }
  }
}

/// A commit of this replica that the server would not take. Its content stays here until its author has decided.
public struct RefusedCommit: Hashable, Sendable {
  public let commit: Commit
  public let name: CommitName
  public let refusal: Refusal
  /// When the refusal came, milliseconds by this device's clock.
  public let time: Int64

  public init(commit: Commit, name: CommitName, refusal: Refusal, time: Int64) {
    self.commit = commit
    self.name = name
    self.refusal = refusal
    self.time = time
  }
}

/// Word to an author of what became of a value: another was chosen, or somebody's later one under `latest` took its
/// place; or of a record: it was deleted with what the author wrote in it, or kept although the author had deleted it.
public struct Tiding: Hashable, Sendable {
  public enum Outcome: UInt8, Hashable, Sendable, CaseIterable {
    /// Another value stands.
    case replaced = 0
    /// The record went, and the value with it.
    case deleted = 1
    /// The record stays, although the author deleted it.
    case kept = 2
  }

  /// Rising in the order in which they came; the store gives it when it is 0.
  public let id: Int64
  /// Who is told.
  public let user: String
  public let record: RecordID
  /// `life` where it is about the record itself.
  public let register: RegisterID
  /// The author's own value.
  public let value: Value
  /// What stands now; cleared where the record went.
  public let chosen: Value
  public let outcome: Outcome
  /// Who wrote or chose that.
  public let by: String
  /// Their reason; empty when none was given.
  public let reason: String
  /// The server's time, milliseconds.
  public let time: Int64

  public init(
    id: Int64 = 0, user: String, record: RecordID, register: RegisterID, value: Value, chosen: Value,
    outcome: Outcome = .replaced, by: String, reason: String, time: Int64
  ) {
    self.id = id
    self.user = user
    self.record = record
    self.register = register
    self.value = value
    self.chosen = chosen
    self.outcome = outcome
    self.by = by
    self.reason = reason
    self.time = time
  }

  /// The same with the number that a store gives it.
  func numbered(_ id: Int64) -> Tiding {
    Tiding(
      id: id, user: user, record: record, register: register, value: value, chosen: chosen, outcome: outcome, by: by,
      reason: reason, time: time)
  }
}
