import ArgumentParser
import CommitFormat
import Foundation
import Merge
import Plan
import Replica
import SQLiteReplica
import Schema
import Words

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.initialize))

  @OptionGroup var options: CommonOptions

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.workspaceName), valueName: "name"))
  var name: String?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.userName), valueName: "name"))
  var user: String?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.deviceName), valueName: "name"))
  var device: String?

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.dryRun)))
  var dryRun = false

  func run() throws {
    let session = Session(options)
    let random = SystemRandom()
    let header = ReplicaHeader(
      replica: ReplicaID(bits: random.bits128()), workspace: WorkspaceID(bits: random.bits128()),
      workspaceName: Device.clean(name) ?? session.output.text(Words.Setup.defaultName),
      user: Device.clean(user) ?? Device.userName, device: Device.clean(device) ?? Device.name, role: .administrator)
    if !dryRun {
      let replica = try session.creator()
      do {
        try replica.setUp(header)
      } catch ReplicaProblem.alreadySetUp {
        throw CommandProblem.replicaExists(session.folder)
      }
    }
    if options.json {
      try session.output.print([
        "replica": .string(session.folder), "workspace": .string(header.workspaceName), "user": .string(header.user),
        "device": .string(header.device), "role": .string(header.role.rawValue),
      ])
    } else {
      try session.output.print(Words.Setup.made(header.workspaceName, folder: session.folder))
      session.output.say(Words.Setup.nextSteps)
    }
  }
}

/// What the device is called, and who sits at it.
enum Device {
  static var name: String {
    var bytes = [CChar](repeating: 0, count: 256)
    guard gethostname(&bytes, bytes.count - 1) == 0 else { return "dator" }
    let host = String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return clean(host) ?? "dator"
  }

  /// The person's name as the system knows it, else the account's.
  static var userName: String {
    let environment = ProcessInfo.processInfo.environment
    let full = getpwuid(getuid()).flatMap { $0.pointee.pw_gecos.flatMap { String(validatingCString: $0) } }
    let name = full?.split(separator: ",", omittingEmptySubsequences: false).first.map(String.init)
    return clean(environment["BYGD_USER"]) ?? clean(name) ?? clean(environment["USER"]) ?? clean(NSUserName())
      ?? "user"
  }

  /// Without what is no letter to see; nil when nothing is left.
  static func clean(_ text: String?) -> String? {
    guard let text, let clean = try? CleanText.make(text, bytesMax: 200) else { return nil }
    let line = clean.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.isEmpty ? nil : line
  }
}
