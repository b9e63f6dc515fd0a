import ArgumentParser
import CommitFormat
import Foundation
import Logging
import Merge
import Plan
import Schema
import SyncServer
import Words

/// The workspace that a command is about, on a server of several.
struct WorkspaceOptions: ParsableArguments {
  @OptionGroup var folders: FolderOptions
  @Option(help: ArgumentHelp(Spoken.text(Words.ServerProgram.whichHelp), valueName: "W")) var workspace: String?
  @Flag var json = false

  func accounts() throws -> Accounts { try folders.folder.accounts(workspace).accounts }

  /// The named workspace as it is served, for what only the server itself may do. Nobody else may be serving it.
  func hosted() throws -> WorkspaceServer {
    let folder = folders.folder
    let head = try ServerFolder.head(workspace, in: try folder.log())
    let served = try HostedWorkspaces(folder, logger: Logger(label: "bygd-server")).workspaces()
    guard let server = served.first(where: { $0.workspace == head.workspace }) else {
      throw ServerCommandProblem.noWorkspace
    }
    return server
  }
}

enum RoleText {
  static func role(_ text: String) throws -> Role {
    guard let role = Role(rawValue: text) else { throw ServerCommandProblem.badRole(text) }
    return role
  }
}

struct User: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: Spoken.text(Words.ServerProgram.userHelp),
    subcommands: [Add.self, List.self, SetRole.self, SetAudiences.self, Remove.self])

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: Spoken.text(Words.ServerProgram.userAddHelp))

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: ArgumentHelp(valueName: "NAME")) var name: String
    @Option(help: ArgumentHelp(valueName: "reader|editor|administrator")) var role: String

    func run() throws {
      let role = try RoleText.role(role)
      let code = try options.accounts().addMember(name, role: role, by: .console)
      if options.json {
        Output.json(["user": .string(name), "role": .string(role.rawValue), "code": .string(code.text)])
      } else {
        Output.line(Spoken.text(Words.ServerProgram.added(name, code: code.text)))
      }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: Spoken.text(Words.ServerProgram.userListHelp))

    @OptionGroup var options: WorkspaceOptions

    func run() throws {
      let folder = options.folders.folder
      let (accounts, head) = try folder.accounts(options.workspace)
      let members = try accounts.members()
      let schema = try folder.schema(of: head.workspace)
      func keys(_ member: Member) -> [String] { member.audiences.compactMap { schema.audience($0)?.key } }
      if options.json {
        Output.json([
          "users": .array(
            members.map { member in
              .members([
                "user": .string(member.user), "role": .string(member.role.rawValue),
                "since": .string(Instant.iso(member.since)),
                "audiences": .array(keys(member).map(JSONValue.string)),
              ])
            })
        ])
      } else {
        for member in members {
          Output.line(([member.user, member.role.rawValue] + keys(member)).joined(separator: "\t"))
        }
      }
    }
  }

  struct SetRole: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "role", abstract: Spoken.text(Words.ServerProgram.userRoleHelp))

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: ArgumentHelp(valueName: "NAME")) var name: String
    @Argument(help: ArgumentHelp(valueName: "reader|editor|administrator")) var role: String

    func run() throws {
      let role = try RoleText.role(role)
      try options.accounts().setRole(of: name, to: role, by: .console)
      if options.json { Output.json(["user": .string(name), "role": .string(role.rawValue)]) }
    }
  }

  struct SetAudiences: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "audiences", abstract: Spoken.text(Words.Audiences.setHelp))

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: ArgumentHelp(valueName: "NAME")) var name: String
    @Argument(help: ArgumentHelp(Spoken.text(Words.Audiences.keysHelp), valueName: "AUDIENCE")) var audiences:
      [String] =
        []

    func run() throws {
      let folder = options.folders.folder
      let (accounts, head) = try folder.accounts(options.workspace)
      try accounts.setAudiences(
        of: name, to: audiences, schema: try folder.schema(of: head.workspace), by: .console)
      if options.json {
        Output.json(["user": .string(name), "audiences": .array(audiences.map(JSONValue.string))])
      }
    }
  }

  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: Spoken.text(Words.ServerProgram.userRemoveHelp))

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: ArgumentHelp(valueName: "NAME")) var name: String

    func run() throws {
      try options.accounts().removeMember(name, by: .console)
      if options.json { Output.json(["user": .string(name), "removed": .boolean(true)]) }
    }
  }
}

struct Invite: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.ServerProgram.inviteHelp))

  @OptionGroup var options: WorkspaceOptions
  @Argument(help: ArgumentHelp(valueName: "USER")) var user: String

  func run() throws {
    let code = try options.accounts().invite(user, by: .console)
    if options.json {
      Output.json(["user": .string(user), "code": .string(code.text)])
    } else {
      Output.line(Spoken.text(Words.ServerProgram.added(user, code: code.text)))
    }
  }
}

struct DeviceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device", abstract: Spoken.text(Words.ServerProgram.deviceHelp),
    subcommands: [List.self, Revoke.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: Spoken.text(Words.ServerProgram.deviceListHelp))

    @OptionGroup var options: WorkspaceOptions

    func run() throws {
      let devices = try options.accounts().devices()
      if options.json {
        Output.json([
          "devices": .array(
            devices.map { device in
              .members([
                "id": .string(device.id.text), "user": .string(device.user), "name": .string(device.name),
                "created": .string(Instant.iso(device.createdAt)),
                "revoked": device.revokedAt.map { .string(Instant.iso($0)) } ?? .null,
                "lastSync": device.report.map { .string(Instant.iso($0.seenAt)) } ?? .null,
              ])
            })
        ])
      } else {
        for device in devices {
          let mark = device.revokedAt == nil ? "" : "\t" + Spoken.text(Words.ServerProgram.revokedMark)
          Output.line("\(device.id.text.prefix(8))\t\(device.user)\t\(device.name)\(mark)")
        }
      }
    }
  }

  struct Revoke: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: Spoken.text(Words.ServerProgram.deviceRevokeHelp))

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: ArgumentHelp(valueName: "DEVICE")) var device: String

    func run() throws {
      let accounts = try options.accounts()
      let wanted = device.lowercased()
      let found = try accounts.devices().filter { $0.id.text.hasPrefix(wanted) }
      guard wanted.count >= 4, let first = found.first else { throw ServerCommandProblem.unknownDevice(device) }
      guard found.count == 1 else {
        throw ServerCommandProblem.ambiguousDevice(device, found.map(\.id.text))
      }
      try accounts.revokeDevice(first.id, by: .console)
      if options.json { Output.json(["device": .string(first.id.text), "revoked": .boolean(true)]) }
    }
  }
}
