import ArgumentParser
import CommitFormat
import Foundation
import Merge
import Replica
import SQLiteLog
import SQLiteReplica
import Schema
import SyncProtocol
import SyncServer
import Synchronization
import Words

/// Where the server's data and keys lie, and the workspace that a command is about.
struct FolderOptions: ParsableArguments {
  @Option(help: ArgumentHelp(Spoken.text(Words.ServerProgram.dataHelp), valueName: "DIR"))
  var data: String?

  @Option(help: ArgumentHelp(Spoken.text(Words.ServerProgram.keysHelp), valueName: "DIR"))
  var keys: String?

  @Option(help: ArgumentHelp(Spoken.text(Words.ServerProgram.languageHelp), valueName: "sv|en|da"))
  var lang: String?

  var folder: ServerFolder { ServerFolder(data: data, keys: keys) }
}

/// The server's folders: `log.sqlite` is the truth, `workspaces/ID` what follows from it; keys lie beside, not within.
struct ServerFolder {
  let data: String
  let keys: String

  /// - Parameters:
  ///   - data: nil for `BYGD_SERVER_DATA`, else the user's data folder.
  ///   - keys: nil for `BYGD_SERVER_KEYS`, else beside the data, its name with `-keys` behind.
  init(data: String?, keys: String?) {
    let environment = ProcessInfo.processInfo.environment
    let home =
      environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory() + "/.local/share"
    let path = data ?? environment["BYGD_SERVER_DATA"] ?? home + "/bygd-server"
    self.data = URL(fileURLWithPath: path).standardizedFileURL.path
    let keyPath = keys ?? environment["BYGD_SERVER_KEYS"] ?? self.data + "-keys"
    self.keys = URL(fileURLWithPath: keyPath).standardizedFileURL.path
  }

  func log() throws -> LogFile { try LogFile.open(in: data) }

  func seal() throws -> CursorSeal {
    let folder = KeyFolder(keys)
    guard let seal = CursorSeal(key: try folder.sealKey()) else { throw LogProblem.badKey(path: keys) }
    return seal
  }

  func workspaceFolder(_ workspace: WorkspaceID) -> URL {
    URL(fileURLWithPath: data, isDirectory: true).appendingPathComponent("workspaces", isDirectory: true)
      .appendingPathComponent(workspace.text, isDirectory: true)
  }

  /// What follows from the log can be made anew, and is after a restore.
  func forgetWorkspaces() throws {
    let folder = URL(fileURLWithPath: data, isDirectory: true).appendingPathComponent("workspaces", isDirectory: true)
    guard FileManager.default.fileExists(atPath: folder.path) else { return }
    try FileManager.default.removeItem(at: folder)
  }

  /// The workspace by its name or id; the only one, when nothing is said.
  static func head(_ wanted: String?, in log: LogFile) throws -> LogHead {
    let heads = try log.workspaces()
    guard let wanted else {
      guard let head = heads.first else { throw ServerCommandProblem.noWorkspace }
      guard heads.count == 1 else { throw ServerCommandProblem.whichWorkspace(heads.map(\.name)) }
      return head
    }
    guard let head = heads.first(where: { $0.name == wanted || $0.workspace.text == wanted.lowercased() }) else {
      throw ServerCommandProblem.unknownWorkspace(wanted)
    }
    return head
  }

  /// The schema that a workspace has, as far as its replica has followed the log.
  func schema(of workspace: WorkspaceID) throws -> Schema {
    do {
      let store = try SQLiteReplicaStore(folder: workspaceFolder(workspace).path, mode: .readOnly)
      return try store.read { try $0.currentSchema() }
    } catch StorageProblem.missing {
      return .bundled
    }
  }

  func accounts(_ wanted: String?) throws -> (accounts: Accounts, head: LogHead) {
    let log = try log()
    let head = try Self.head(wanted, in: log)
    return (Accounts(store: log, workspace: head.workspace, keptApart: KeyFolder(keys)), head)
  }
}

/// What commands can't do.
enum ServerCommandProblem: Error, Hashable {
  case noWorkspace
  case whichWorkspace([String])
  case unknownWorkspace(String)
  case unreadableFile(String)
  case badSchema(String)
  case isServing
  case keysMissing(String)
  case badAddress(String)
  case badURL(String)
  case badIssuer(String)
  case issuerNeedsClient
  case badRole(String)
  case unknownDevice(String)
  case ambiguousDevice(String, [String])
}
