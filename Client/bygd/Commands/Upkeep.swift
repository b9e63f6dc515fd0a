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

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.verify))

  @OptionGroup var options: CommonOptions

  func run() throws {
    let session = Session(options)
    let replica = try session.reader()
    if let store = replica.store as? SQLiteReplicaStore { try store.verify() }
    let check = try replica.selfCheck()
    if options.json {
      try session.output.print([
        "level": .boolean(check.isSound), "differing": .array([]), "repaired": .number(0),
      ])
    } else if check.isSound {
      try session.output.print(Words.Upkeep.sound(check.records))
    } else {
      if check.kept != check.recomputed { session.output.say(Words.Upkeep.digestDiffers) }
      for name in check.damagedCommits {
        session.output.say(Words.Upkeep.damagedCommit(CommitLabel.text(name.replica, name.sequence)))
      }
    }
    if !check.isSound { throw ExitStatus.failed }
  }
}

struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.doctor))

  @OptionGroup var options: CommonOptions

  private struct Finding {
    let name: String
    let label: Phrase
    let isFine: Bool
    let detail: String
  }

  func run() async throws {
    let session = Session(options)
    var findings: [Finding] = []
    func find(_ name: String, _ label: Phrase, _ isFine: Bool, _ detail: String) {
      findings.append(Finding(name: name, label: label, isFine: isFine, detail: detail))
    }
    find("program", Words.Upkeep.program, true, "bygd \(Version.text), SQLite \(SQLiteReplicaStore.libraryVersion)")
    find("folder", Words.Upkeep.folder, access(session.folder, W_OK) == 0, session.folder)
    let free = (try? FileManager.default.attributesOfFileSystem(forPath: session.folder))?[.systemFreeSize] as? Int64
    if let free { find("disk", Words.Upkeep.disk, free > 64 << 20, "\(session.language.number(free >> 20)) MiB") }
    var header: ReplicaHeader?
    do {
      let replica = try session.reader()
      header = try replica.header()
      if let store = replica.store as? SQLiteReplicaStore { try store.verify() }
      let check = try replica.selfCheck()
      find("replica", Words.Upkeep.replica, check.isSound, session.output.text(Words.Records.count(check.records)))
    } catch {
      find("replica", Words.Upkeep.replica, false, Failure(error, unsynced: 0).text(session.language))
    }
    if let ahead = header?.clockAhead {
      find("clock", Words.Upkeep.clock, abs(ahead) < 120_000, session.output.text(Words.Status.clockAhead(ahead)))
    }
    if let former = header?.former, !former.isEmpty {
      find("copies", Words.Copies.label, true, session.output.text(Words.Copies.formerNames(former.count)))
    }
    if let server = header?.server {
      do {
        let credentials = try DeviceCredentials.load(from: session.folder)
        find("signedIn", Words.Upkeep.signedIn, credentials?.token != nil, header?.user ?? "")
        let found = try await Self.reach(server, credentials)
        find("server", Words.Upkeep.server, found.isFine, "\(server) \(found.detail)")
      } catch {
        find("server", Words.Upkeep.server, false, Failure(error, unsynced: 0).text(session.language))
      }
    }
    let isFine = findings.allSatisfy(\.isFine)
    if options.json {
      try session.output.print([
        "healthy": .boolean(isFine),
        "findings": .array(
          findings.map {
            .members(["name": .string($0.name), "fine": .boolean($0.isFine), "detail": .string($0.detail)])
          }),
      ])
    } else {
      let width = findings.map { DisplayWidth.of(session.output.text($0.label)) }.max() ?? 0
      for finding in findings {
        let label = DisplayWidth.fit(session.output.text(finding.label), to: width)
        try session.output.print("\(finding.isFine ? "✓" : "✕")  \(label)  \(PlainText.oneLine(finding.detail))")
      }
      if !isFine { session.output.say(Words.Upkeep.rescue) }
    }
    if !isFine { throw ExitStatus.failed }
  }

  private static func reach(
    _ server: String, _ credentials: DeviceCredentials?
  ) async throws -> (isFine: Bool, detail: String) {
    let line = Line(try ServerAddress(server), credentials)
    do {
      var status = 0
      try await line.transport.exchange(TransportRequest(.get, SyncHTTP.healthPath)) { event in
        if case .head(let head) = event { status = head.status }
      }
      await line.close()
      return (status == 200, "HTTP \(status)")
    } catch {
      await line.close()
      throw SyncProblem(error)
    }
  }
}

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
