public import CommitFormat
public import Merge
public import Replica
public import SyncProtocol

/// What a sync did.
public struct SyncReport: Hashable, Sendable {
  /// Commits that went to the server, each counted once.
  public var sent = 0
  /// Of those, the ones that the server took and that stand in no conflict.
  public var accepted = 0
  /// Of those, the ones that the server took and that stood in a conflict when they came.
  public var inConflict = 0
  /// Of those, the ones that the server did not take; they are in the refused box, with all values.
  public var refused: [RefusedOnSync] = []
  /// Of those, the ones that wait here for something that the server lacks.
  public var deferred: [DeferredOnSync] = []
  /// Of those, the ones whose hash or seal the server does not believe; they wait here.
  public var damaged: [CommitName] = []
  /// Commits of others that were new here.
  public var fetched = 0
  /// Whether this replica opened what the server had made of the log, and did not read the log itself.
  public var isOpened = false
  /// Entries of the log that the server had lost and this replica gave back: commits, its own and other people's, and
  /// what was said of replicas.
  public var givenBack = 0
  /// Of what was given back, entries that the server could not link to what it holds: its administrator sees them.
  public var setAside = 0
  /// The open conflicts that commits of this replica stand in, by record.
  public var conflicts: [OwnConflict] = []
  /// What the user has not been told yet.
  public var tidings: [Tiding] = []
  /// Bytes of bodies as they went over the line.
  public var bytesSent = 0
  public var bytesReceived = 0
  public var roundTrips = 0
  /// How far the log has been taken in.
  public var cursor: Position = 0
  /// Whether the digest here is the server's at the same position.
  public var level = false
  /// How far this device's clock runs ahead of the server's, milliseconds; half a round trip of doubt.
  public var clockAhead: Int64 = 0
  /// How many times an exchange was begun anew.
  public var retries = 0
  /// What came of a difference from the server's state; nil when there was none.
  public var repair: RepairReport?
  /// That another copy of this replica was found, which the person has not been told yet. Nothing is lost by it.
  public var copyFound: CopyFound?
  /// Open conflicts of the workspace, as the server counts them.
  public var openConflicts: UInt64 = 0
  /// Audiences whose records may be read from now on, and those whose records have left this replica.
  public var audiencesGained: [Audience] = []
  public var audiencesLost: [Audience] = []
  /// How many records have left: with an audience, or because they were moved to one that is not held here.
  public var recordsGone = 0
  /// Commits that the server did not take because their records had moved, and whose wishes are in commits that this
  /// replica made in their place.
  public var followed = 0

  public init() {}
}

/// A commit that the server did not take.
public struct RefusedOnSync: Hashable, Sendable {
  public let name: CommitName
  public let position: Position
  public let refusal: Refusal
}

/// A commit that waits.
public struct DeferredOnSync: Hashable, Sendable {
  public let name: CommitName
  public let reason: Receipt.Deferral
}

/// An open conflict that a commit of this replica stands in.
public struct OwnConflict: Hashable, Sendable {
  public let id: ConflictID
  public let conflict: Conflict
}

/// How far a sync has come, for people who wait.
public struct SyncProgress: Hashable, Sendable {
  public enum Phase: Hashable, Sendable {
    case connecting
    /// The workspace comes as one file.
    case snapshot
    /// Commits go and come.
    case exchanging
    /// What came is taken in.
    case applying
    /// What differs from the server's state is looked for and fetched again.
    case repairing
    /// The server has lost the end of its log; it gets it from here.
    case givingBack
    /// Waits before it tries again.
    case waiting(seconds: Double)
  }

  public var phase = Phase.connecting
  /// Commits that the server has answered, and how many there were to send.
  public var sent = 0
  public var toSend = 0
  /// Commits of others that were taken in.
  public var fetched = 0
  /// Bytes over the line so far.
  public var bytesSent = 0
  public var bytesReceived = 0
  /// Bytes of the snapshot here, and in all; nil when the size is not known.
  public var snapshotBytes = 0
  public var snapshotBytesTotal: Int?
  /// Entries of the snapshot's log that are taken in, and how many there are; 0 where there is no snapshot.
  public var taken: UInt64 = 0
  public var toTake: UInt64 = 0
  /// Seconds left as the pace so far has it; nil while nobody can tell.
  public var secondsLeft: Double?

  public init() {}
}
