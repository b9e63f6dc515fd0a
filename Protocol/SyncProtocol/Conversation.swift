public import CommitFormat
public import Merge

/// What a replica says first.
public struct Hello: Hashable, Sendable {
  public var protocolVersion: UInt32
  public var schemaVersion: UInt32
  public var replica: ReplicaID
  /// Its highest own commit, sent or not; nil when it has made none.
  public var own: KnownCommit?
  /// How far it has pulled; nil for a replica that holds nothing of the log.
  public var cursor: Cursor?
  /// Of its logged state at the cursor.
  public var digest: StateDigest?
  /// How many bytes of log pages the line takes well; 0 leaves it to the server.
  public var pageBytes: UInt32
  /// Commits it holds that the log lacks, as far as it knows; not all need be in this request.
  public var unsentCount: UInt64
  public var appVersion: String
  /// What the device's clock says, milliseconds since 1970-01-01 00:00 UTC.
  public var deviceClock: Int64
  /// The id under which this replica wrote before it found that it was copied; nil when it never has. The server enrols
  /// the new id for the same device.
  public var former: ReplicaID?

  public init(
    protocolVersion: UInt32 = ProtocolVersion.current, schemaVersion: UInt32, replica: ReplicaID,
    own: KnownCommit? = nil, cursor: Cursor? = nil, digest: StateDigest? = nil, pageBytes: UInt32 = 0,
    unsentCount: UInt64 = 0, appVersion: String = "", deviceClock: Int64, former: ReplicaID? = nil
  ) {
    self.protocolVersion = protocolVersion
    self.schemaVersion = schemaVersion
    self.replica = replica
    self.own = own
    self.cursor = cursor
    self.digest = digest
    self.pageBytes = pageBytes
    self.unsentCount = unsentCount
    self.appVersion = appVersion
    self.deviceClock = deviceClock
    self.former = former
  }
}

/// A commit of a replica that goes without saying, by its sequence and hash.
public struct KnownCommit: Hashable, Sendable {
  public let sequence: SequenceNumber
  public let hash: Hash

  public init(sequence: SequenceNumber, hash: Hash) {
    self.sequence = sequence
    self.hash = hash
  }
}

/// What the server says first.
public struct Welcome: Hashable, Sendable {
  /// Milliseconds since 1970-01-01 00:00 UTC.
  public var serverTime: Int64
  public var workspace: WorkspaceID
  public var epoch: Epoch
  /// The highest commit in the log of the replica that greeted, accepted or refused; nil when there is none. A replica
  /// that lacks it has a twin.
  public var known: KnownCommit?
  /// The member whose device it is.
  public var user: String
  public var role: Role
  /// The number of the replica's enrolment; nil when the log has none yet.
  public var replicaNumber: UInt32?
  public var schemaVersion: UInt32
  /// The user reads other audiences today than the hello's cursor says: no entries follow, and the replica takes in the
  /// log anew from a snapshot.
  public var audiencesChanged: Bool

  public init(
    serverTime: Int64, workspace: WorkspaceID, epoch: Epoch, known: KnownCommit?, user: String, role: Role,
    replicaNumber: UInt32?, schemaVersion: UInt32, audiencesChanged: Bool = false
  ) {
    self.serverTime = serverTime
    self.workspace = workspace
    self.epoch = epoch
    self.known = known
    self.user = user
    self.role = role
    self.replicaNumber = replicaNumber
    self.schemaVersion = schemaVersion
    self.audiencesChanged = audiencesChanged
  }
}

/// The server's answer to one pushed commit. Every outcome has a client behaviour.
public struct Receipt: Hashable, Sendable {
  public let replica: ReplicaID
  public let sequence: SequenceNumber
  public let outcome: Outcome

  public init(replica: ReplicaID, sequence: SequenceNumber, outcome: Outcome) {
    self.replica = replica
    self.sequence = sequence
    self.outcome = outcome
  }

  public enum Outcome: Hashable, Sendable {
    /// In the log, durably. Sent again, a commit gets the same position, with `known` among its effects.
    case accepted(Position, Effects)
    /// In the log as a refusal: it goes to its author's refused box.
    case refused(Position, Refusal)
    /// Not in the log: it and its replica's later ones wait where they are.
    case deferred(Deferral)
    /// Hash or seal is wrong: no commit at all, never logged.
    case damaged
  }

  /// What accepting a commit did.
  public struct Effects: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
      self.rawValue = rawValue
    }

    /// Somebody else had written in the same records meanwhile; nothing is left to a person.
    public static let merged = Effects(rawValue: 1)
    /// It opened a conflict, or stands in one.
    public static let inConflict = Effects(rawValue: 2)
    /// It was in the log before.
    public static let known = Effects(rawValue: 4)
  }

  public enum Deferral: UInt32, Hashable, Sendable, CaseIterable {
    /// It names a write or record that the server does not have.
    case unknownWrite = 1
    /// A commit of its replica before it is missing.
    case gap = 2
    /// One before it was deferred.
    case afterDeferred = 3
    /// The server does not know whose replica it is.
    case unknownReplica = 4
  }
}

/// What the server says last.
public struct Done: Hashable, Sendable {
  /// Where the replica stands when it has taken in the response; the hello's when nothing came. Nil when the replica
  /// holds no cursor and nothing came.
  public var cursor: Cursor?
  /// Of the logged state at the cursor, when that is the head of the log.
  public var digest: StateDigest?
  /// The log goes on: ask again at once.
  public var more: Bool
  /// 0: whenever it suits.
  public var retryAfterSeconds: UInt32
  /// Open conflicts of the workspace, as far as the user may read.
  public var openConflicts: UInt64

  public init(
    cursor: Cursor?, digest: StateDigest? = nil, more: Bool = false, retryAfterSeconds: UInt32 = 0,
    openConflicts: UInt64 = 0
  ) {
    self.cursor = cursor
    self.digest = digest
    self.more = more
    self.retryAfterSeconds = retryAfterSeconds
    self.openConflicts = openConflicts
  }
}

/// Why the server ended the exchange. Receipts that came before it hold.
public struct Problem: Error, Hashable, Sendable {
  /// The stable code, known here or not.
  public var code: String
  public var retryAfterSeconds: UInt32
  /// The bound that was passed, where there is one.
  public var limit: UInt64?
  /// What the server speaks, when the version does not fit.
  public var versions: ClosedRange<UInt32>?
  /// What it is about, as a stable word or id; never a sentence.
  public var subject: String

  public init(
    _ code: ProblemCode, retryAfterSeconds: UInt32 = 0, limit: UInt64? = nil, versions: ClosedRange<UInt32>? = nil,
    subject: String = ""
  ) {
    self.init(
      code: code.rawValue, retryAfterSeconds: retryAfterSeconds, limit: limit, versions: versions, subject: subject)
  }

  /// A problem with a code that may be of a later version.
  public init(
    code: String, retryAfterSeconds: UInt32 = 0, limit: UInt64? = nil, versions: ClosedRange<UInt32>? = nil,
    subject: String = ""
  ) {
    self.code = code
    self.retryAfterSeconds = retryAfterSeconds
    self.limit = limit
    self.versions = versions
    self.subject = subject
  }

  /// What is answered to bytes that could not be taken.
  public init(_ problem: ProtocolProblem) {
    self.init(problem.code)
    switch problem {
    case .frameTooLarge(_, let max), .bodyTooLarge(let max), .inflatedTooLarge(let max), .tooManyCommits(let max):
      limit = UInt64(max)
    case .unsupportedVersion: versions = ProtocolVersion.spoken
    default: break
    }
  }

  /// The code, if this version knows it.
  public var known: ProblemCode? { ProblemCode(rawValue: code) }
}
