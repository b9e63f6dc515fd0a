public import CommitFormat
public import Merge

/// A store that can say what it made of a log, and take in what another one made of it, without any of the work in
/// between.
///
/// It says only what a glance at the log does not: whoever takes it in reads the log beside it.
public protocol SnapshotStore: ReplicaStore {
  /// Runs `body` over one unchanging state, that of a replica which has taken in a log from its first entry and has
  /// written nothing itself.
  func telling<Result>(_ body: (any StateTelling) throws -> Result) throws -> Result

  /// Runs `body` as one transaction: durable when this returns, without a trace when it throws.
  func taking<Result>(_ body: (any StateTaking) throws -> Result) throws -> Result
}

/// What a replica made of a log, in pieces: the opening, one beside each stretch of the log, and the rest.
public protocol StateTelling {
  /// Whose state it is.
  func header() throws -> ReplicaHeader?
  /// What comes first.
  func opening() throws -> [UInt8]
  /// What belongs to a stretch of the log.
  ///
  /// - Parameter entries: those that follow on the last ones, as the replica read them.
  /// - Returns: the piece.
  /// - Throws: what the store throws.
  func beside(_ entries: [LogEntry]) throws -> [UInt8]
  /// The next piece of the rest, after the whole log; nil at the end.
  func rest() throws -> [UInt8]?
}

/// Takes in what `StateTelling` says, into a replica that holds nothing yet.
///
/// The pieces may be anything. What can't be is refused with `StorageProblem.damaged`, what is not for this replica with
/// `NotToBeOpened`.
public protocol StateTaking {
  func header() throws -> ReplicaHeader?
  /// Takes in the opening.
  ///
  /// - Throws: `NotToBeOpened`.
  func open(_ opening: [UInt8]) throws
  /// Takes in the next stretch of the log and what belongs to it.
  ///
  /// - Parameters:
  ///   - entries: with the hashes of those that are accepted commits; positions follow one another.
  ///   - state: what was told beside them.
  /// - Throws: `NotToBeOpened`.
  func take(_ entries: [HashedEntry], beside state: [UInt8]) throws
  /// Takes in a piece of the rest.
  func take(rest: [UInt8]) throws
  /// Makes what is derived, and sets the cursor.
  ///
  /// - Parameters:
  ///   - end: where the log was read to.
  ///   - digest: of the state there, as the sender says; another one than was told is refused.
  ///   - audiences: whose parts are in it, rising.
  /// - Throws: what the store throws.
  func finish(at end: LogPoint, digest: StateDigest, audiences: [Audience]) throws
}

/// An entry of the log whose commit, if it accepts one, has been hashed.
public struct HashedEntry: Sendable {
  public let entry: LogEntry
  /// Of the accepted commit.
  public let hash: Hash?

  public init(_ entry: LogEntry, hash: Hash?) {
    self.entry = entry
    self.hash = hash
  }
}

/// Why a replica reads the log instead of opening what somebody else made of it.
public enum NotToBeOpened: Error, Hashable, Sendable {
  /// The sender keeps its tables otherwise.
  case otherTables
  /// There is something here already.
  case notEmpty
  /// The log has commits of this replica, or of this person at a device of this name: what becomes of those is this
  /// replica's alone to find out.
  case ownCommits
}
