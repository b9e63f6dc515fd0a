public import CommitFormat
public import Merge

/// One workspace's log: the total order of what the server accepted and refused.
///
/// There is one writer at a time; readers are not in its way.
public protocol CommitLog: Sendable {
  func head() throws -> LogHead

  /// Adds entries behind the head, and changes accounts with them: all of it in one transaction, durable when this
  /// returns, or nothing.
  ///
  /// - Parameters:
  ///   - entries: at the positions head + 1, head + 2, …
  ///   - changes: of accounts, in the same transaction.
  /// An erasure among the entries takes effect, in the same transaction, on what the log holds: see
  /// `LogEntry.erasing(_:)`.
  ///
  /// - Returns: the new head.
  /// - Throws: `LogProblem.notNext` when the head has moved, `AccountProblem` when a change does not apply, or
  ///   another `LogProblem`.
  @discardableResult
  func append(_ entries: [LogEntry], with changes: [AccountChange]) throws -> LogHead

  /// The entries behind `position`, in order: at most `count`, and no more than `bytes` bytes of them; one at least,
  /// where there is one.
  func entries(after position: Position, count: Int, bytes: Int) throws -> [LogEntry]
  func entry(at position: Position) throws -> LogEntry?
  /// The entry of a commit, accepted or refused; nil when the log does not hold it.
  func entry(of replica: ReplicaID, sequence: SequenceNumber) throws -> LogEntry?
  /// The chain hash at a position, 0 included; nil past the head.
  func chain(at position: Position) throws -> Hash?
  /// All enrolments, in the order of the log.
  func enrolments() throws -> [LoggedEnrolment]

  /// All erasures, in the order of the log.
  func erasures() throws -> [LogEntry]
  /// Leaves no byte in files of what erasures took away.
  ///
  /// - Throws: `LogProblem.busy` while somebody still reads what was.
  /// - Complexity: O(files) where there is something to do.
  func scrub() throws

  /// Gives the log's history from here on another name: cursors of the former epoch are known as such.
  func begin(_ restoration: Restoration) throws
  /// Oldest first.
  func restorations() throws -> [Restoration]
  /// Notes that an administrator has looked at devices and rights: whatever waits for that is open.
  func confirmRestorations(at time: Int64) throws
}

/// The end of a log, and whose log it is.
public struct LogHead: Hashable, Sendable {
  public var workspace: WorkspaceID
  /// What people call the workspace.
  public var name: String
  public var epoch: Epoch
  /// 0 for the empty log.
  public var position: Position
  /// The chain hash there.
  public var chain: Hash

  public init(workspace: WorkspaceID, name: String, epoch: Epoch, position: Position, chain: Hash) {
    self.workspace = workspace
    self.name = name
    self.epoch = epoch
    self.position = position
    self.chain = chain
  }
}

/// An enrolment and where the log has it.
public struct LoggedEnrolment: Hashable, Sendable {
  public let position: Position
  public let enrolment: Enrolment

  public init(position: Position, enrolment: Enrolment) {
    self.position = position
    self.enrolment = enrolment
  }
}

/// What can go wrong with the storage of log and accounts.
public enum LogProblem: Error, Hashable, Sendable {
  /// An entry does not follow on the head: somebody else has appended.
  case notNext(expected: Position, found: Position)
  /// There is no log here.
  case missing(path: String)
  /// There is one already.
  case exists(path: String)
  /// The file is something else.
  case foreign(path: String)
  /// Written by a newer version of the program.
  case newerVersion(path: String, found: Int, known: Int)
  /// Bytes that cannot be what a server wrote.
  case damaged(path: String, detail: String)
  /// The entry at this position is not what was once written there, or its chain hash does not follow.
  case broken(at: Position)
  case unknownWorkspace(WorkspaceID)
  /// The key that seals cursors is missing, or can be read by others.
  case badKey(path: String)
  case readOnly(path: String)
  /// Another program kept the file for longer than one waits.
  case busy(path: String)
  /// No room left on the disk. Nothing was changed.
  case full(path: String)
  case inputOutput(path: String, detail: String)
}
