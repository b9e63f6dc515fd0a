public import CommitFormat
public import Merge

/// Why a workspace can't be served. The server's own files do not fit together; what clients do wrong is answered with a
/// `Problem`.
public enum ServerProblem: Error, Hashable, Sendable {
  /// The server's replica belongs to another workspace than the log.
  case otherWorkspace(log: WorkspaceID, replica: WorkspaceID)
  /// The server's replica has come further than the log: the log was restored, and the replica must be made anew.
  case replicaAhead(log: Position, replica: Position)
  /// The server's replica follows another history than the log.
  case replicaDiverged(at: Position)
  /// Snapshots could not be kept in their folder.
  case snapshotFolder(path: String)
}
