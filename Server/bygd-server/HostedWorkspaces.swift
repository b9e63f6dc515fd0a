import CommitFormat
import Dispatch
import Foundation
import HTTPServer
import Logging
import Plan
import Replica
import SQLiteLog
import SQLiteReplica
import Schema
import SyncProtocol
import SyncServer
import Synchronization

/// The workspaces of a server's folder, opened as they are asked for.
final class HostedWorkspaces: WorkspaceDirectory {
  private let folder: ServerFolder
  private let log: LogFile
  private let seal: CursorSeal
  private let logger: Logger
  /// What is in conflict in each workspace.
  let inboxes = InboxShelf()
  private let open = Mutex<[WorkspaceID: WorkspaceServer]>([:])

  init(_ folder: ServerFolder, logger: Logger) throws {
    self.folder = folder
    self.logger = logger
    log = try folder.log()
    seal = try folder.seal()
  }

  /// Brings the log into its file, which is the whole log then. Nothing is asked after that.
  func close() throws { try log.close() }

  func workspaces() throws -> [WorkspaceServer] {
    let heads = try log.workspaces()
    return try open.withLock { open in
      try heads.map { head in
        if let server = open[head.workspace] { return server }
        try Waiting.begin()
        let server = try serve(head.workspace)
        open[head.workspace] = server
        return server
      }
    }
  }

  /// Opens a workspace. What follows the log and does not fit it any more is made anew.
  private func serve(_ workspace: WorkspaceID) throws -> WorkspaceServer {
    let place = folder.workspaceFolder(workspace)
    do {
      return try server(workspace, in: place)
    } catch ServerProblem.replicaAhead, ServerProblem.replicaDiverged, ServerProblem.otherWorkspace,
      StorageProblem.damaged
    {
      logger.warning("the replica does not fit the log and is made anew", metadata: ["workspace": "\(workspace.text)"])
      try FileManager.default.removeItem(at: place)
      return try server(workspace, in: place)
    }
  }

  private func server(_ workspace: WorkspaceID, in place: URL) throws -> WorkspaceServer {
    let store = try SQLiteReplicaStore(folder: place.path, mode: .create)
    let server = try WorkspaceServer(
      replica: Replica(store: store), log: try log.log(of: workspace), accounts: log, seal: seal,
      snapshotFolder: place.appendingPathComponent("snapshots", isDirectory: true).path,
      snapshotStore: { try SQLiteReplicaStore(folder: $0, mode: .create, durability: .normal) },
      keptApart: KeyFolder(folder.keys))
    WorkspaceSteward.serve(server, inbox: inboxes.index(of: workspace, server.replica), logger: logger)
    return server
  }
}

/// Held as long as a server serves a folder, so that nobody else does, and nobody restores under it.
struct ServingLock: ~Copyable {
  private let descriptor: Int32

  /// - Throws: `ServerCommandProblem.isServing` when somebody has it.
  init(_ folder: ServerFolder) throws {
    let path = folder.data + "/serving.lock"
    descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw LogProblem.readOnly(path: path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw ServerCommandProblem.isServing
    }
  }

  deinit { close(descriptor) }
}
