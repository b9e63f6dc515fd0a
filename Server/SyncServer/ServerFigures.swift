public import CommitFormat
public import Merge

/// What a server has done since it started, and where it stands: for its metrics.
public struct ServerFigures: Hashable, Sendable {
  public internal(set) var syncs: UInt64 = 0
  public internal(set) var commitsAccepted: UInt64 = 0
  public internal(set) var commitsKnown: UInt64 = 0
  public internal(set) var commitsDeferred: UInt64 = 0
  public internal(set) var commitsDamaged: UInt64 = 0
  public internal(set) var commitsRefused: [RefusalCode: UInt64] = [:]
  /// Commits of the server's own replica: edits on the web.
  public internal(set) var commitsOwn: UInt64 = 0
  /// Transactions of the log, and how many pushes they took in: more per transaction when many wait.
  public internal(set) var appends: UInt64 = 0
  public internal(set) var pushes: UInt64 = 0
  public internal(set) var entriesSent: UInt64 = 0
  public internal(set) var pageBytesSent: UInt64 = 0
  /// Devices that fetched part of the state again, and the records that they fetched.
  public internal(set) var repairs: UInt64 = 0
  public internal(set) var recordsRepaired: UInt64 = 0
  /// Rows of the server's own that differed from its log and were made anew.
  public internal(set) var rowsRebuilt: UInt64 = 0
  /// Of the log.
  public internal(set) var position: Position = 0
  public internal(set) var openConflicts: Int = 0
  public internal(set) var records: Int = 0

  public init() {}
}
