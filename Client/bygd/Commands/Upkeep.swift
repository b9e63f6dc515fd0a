import ArgumentParser
import CommitFormat
import Foundation
import HTTPTransport
import Merge
import Plan
import Replica
import SQLiteReplica
import Schema
import SyncClient
import SyncProtocol
import Words

struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.config))

  @OptionGroup var options: CommonOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.configValues), valueName: "key=value"))
  var choices: [String] = []

  func run() throws {
    let session = Session(options)
    var file = ConfigFile(path: ConfigFile.path)
    for choice in choices {
      guard let assignment = Assignment(choice), assignment.operator == .set else {
        throw RequestProblem.notAnAssignment(choice)
      }
      guard ConfigFile.keys.contains(assignment.key) else {
        throw AssignmentProblem.unknownField(assignment.key, known: ConfigFile.keys)
      }
      if assignment.key == "lang", !assignment.text.isEmpty, Language(code: assignment.text) == nil {
        throw CommandProblem.usage(Words.Arguments.unknownLanguage(assignment.text))
      }
      guard !assignment.text.contains(where: \.isNewline) else { throw RequestProblem.notAnAssignment(choice) }
      try file.set(assignment.key, assignment.text)
    }
    let header = try? session.reader().header()
    let values: [(String, String?)] = [
      ("file", ConfigFile.path), ("replica", session.folder), ("lang", session.language.rawValue),
      ("editor", file["editor"]), ("workspace", header?.workspaceName), ("server", header?.server),
      ("user", header?.user), ("device", header?.device),
    ]
    if options.json {
      let members = values.map { JSONObject.Member(key: $0.0, value: $0.1.map(JSONValue.string) ?? .null) }
      return try session.output.print(JSONObject([.init(key: "config", value: .object(JSONObject(members)))]))
    }
    for (key, value) in values { try session.output.print(PlainText.oneLine("\(key) = \(value ?? "")")) }
  }
}

struct WhoAmI: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "whoami", abstract: Spoken.text(Words.Help.whoami))

  @OptionGroup var options: CommonOptions

  func run() throws {
    let session = Session(options)
    try Self.print(try session.reader().header(), session)
  }

  static func print(_ header: ReplicaHeader, _ session: Session) throws {
    if session.output.json {
      return try session.output.print([
        "user": .string(header.user), "device": .string(header.device), "role": .string(header.role.rawValue),
        "workspace": .string(header.workspaceName), "server": header.server.map(JSONValue.string) ?? .null,
        "replica": .string(session.folder),
      ])
    }
    let role = session.output.text(Words.People.role(header.role.rawValue))
    let place = header.server ?? session.output.text(Words.Status.noServer)
    try session.output.print(
      PlainText.oneLine("\(header.user) · \(role) · \(header.workspaceName) · \(header.device) · \(place)"))
  }
}

struct LogOut: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "logout", abstract: Spoken.text(Words.Help.logout))

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  func run() throws {
    let session = Session(options)
    let replica = try session.reader()
    let header = try replica.header()
    let waiting = try replica.unsynced().count
    // What has not been sent can't be sent from here once the device is signed out.
    if waiting > 0, !change.yes, !change.dryRun {
      guard session.output.canAsk else { throw CommandProblem.unsentBeforeLogout(waiting) }
      guard session.output.confirm(Words.Setup.confirmLogout(waiting)) else { throw CommandProblem.declined }
    }
    // The key stays: what has been written here and not sent is sealed with it.
    if !change.dryRun, var credentials = try DeviceCredentials.load(from: session.folder) {
      credentials.token = nil
      try credentials.save(to: session.folder)
    }
    if options.json { return try WhoAmI.print(header, session) }
    session.output.say(change.dryRun ? Words.Writing.dryRun : Words.Setup.loggedOut)
  }
}
