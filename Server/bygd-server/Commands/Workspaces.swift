import ArgumentParser
import CommitFormat
import Foundation
import HTTPServer
import Logging
import Replica
import SQLiteLog
import SQLiteReplica
import Schema
import SyncProtocol
import SyncServer
import Words

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.ServerProgram.initHelp))

  @OptionGroup var folders: FolderOptions
  @Argument(help: ArgumentHelp(Spoken.text(Words.ServerProgram.workspaceHelp), valueName: "WORKSPACE")) var workspace:
    String
  @Option(help: ArgumentHelp(Spoken.text(Words.ServerProgram.schemaHelp), valueName: "FILE")) var schema: String?
  @Flag var json = false

  func run() throws {
    guard workspace.contains(where: { !$0.isWhitespace }), workspace.utf8.count <= 200, !workspace.contains("/") else {
      throw AccountProblem.badName(workspace)
    }
    let wanted = try schema.map(Self.read)
    let folder = folders.folder
    let log: LogFile
    do {
      log = try LogFile.create(in: folder.data)
    } catch LogProblem.exists {
      log = try folder.log()
    }
    try KeyFolder(folder.keys).make()
    let random = SystemRandom()
    let id = WorkspaceID(bits: random.bits128())
    _ = try log.addWorkspace(id, name: workspace, epoch: Epoch(bits: random.bits128()))
    if let wanted, wanted != Schema.bundled {
      let hosted = try HostedWorkspaces(folder, logger: Logger(label: "bygd-server"))
      guard let server = try hosted.workspaces().first(where: { $0.workspace == id }) else {
        throw ServerCommandProblem.unknownWorkspace(workspace)
      }
      try server.change(schema: wanted, by: .console)
    }
    if json {
      Output.json(["workspace": .string(workspace), "id": .string(id.text)])
    } else {
      Output.line(Spoken.text(Words.ServerProgram.made(workspace, id: id.text)))
    }
  }

  private static func read(_ path: String) throws -> Schema {
    guard let data = FileManager.default.contents(atPath: path) else { throw ServerCommandProblem.unreadableFile(path) }
    do {
      return try Schema(json: Array(data))
    } catch {
      throw ServerCommandProblem.badSchema("\(error)")
    }
  }
}

enum WorkspaceJSON {
  static func head(_ head: LogHead) -> JSONValue {
    .members([
      "workspace": .string(head.name), "id": .string(head.workspace.text), "epoch": .string(head.epoch.text),
      "position": .number(head.position), "chain": .string(head.chain.hex),
    ])
  }
}

struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.ServerProgram.configHelp))

  @OptionGroup var folders: FolderOptions
  @Flag var json = false

  func run() throws {
    let folder = folders.folder
    let limits = HTTPLimits.standard
    let values: KeyValuePairs<String, JSONValue> = [
      "data": .string(folder.data), "keys": .string(folder.keys),
      "sqlite": .string(SQLiteReplicaStore.libraryVersion), "protocol": .number(ProtocolVersion.current),
      "bodyBytesMax": .number(limits.exchange.bodyBytesMax), "frameBytesMax": .number(limits.exchange.frameBytesMax),
      "inflatedBytesMax": .number(limits.exchange.inflatedBytesMax),
      "commitsPerRequestMax": .number(limits.exchange.commitsPerRequestMax),
      "jsonBytesMax": .number(limits.jsonBytesMax), "headerBytesMax": .number(limits.headerBytesMax),
      "connectionsMax": .number(limits.connectionsMax), "requestsPerMinute": .number(limits.requestsPerMinute),
      "strangersPerMinute": .number(limits.strangersPerMinute), "idleSeconds": .number(limits.idleSeconds),
      "paceSeconds": .number(limits.paceSeconds),
    ]
    if json {
      Output.json(values)
    } else {
      for (key, value) in values { Output.line("\(key) = \(value.string ?? value.text())") }
    }
  }
}
