import ArgumentParser
import CommitFormat
import Foundation
import Merge
import Plan
import Replica
import SQLiteReplica
import Schema
import SyncClient
import SyncProtocol
import Words

struct BundleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle", abstract: Spoken.text(Words.Help.bundle),
    subcommands: [BundleCreate.self, BundleApply.self])
}

struct BundleCreate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: Spoken.text(Words.Help.bundleCreate))

  @OptionGroup var options: CommonOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.bundleFile), valueName: "file"))
  var file: String

  func run() throws {
    let session = Session(options)
    let replica = try session.reader()
    let header = try replica.header()
    let key =
      try DeviceCredentials.load(from: session.folder)?.key
      ?? SQLiteReplicaStore.loadOrCreateDeviceKey(folder: session.folder)
    let runs = try replica.outgoing(key: key, commitsMax: .max, bytesMax: .max)
    let enrolments = try replica.store.read { reading in
      try runs.reduce(into: [ClaimedEnrolment]()) { claimed, run in
        guard !claimed.contains(where: { $0.replica == run.replica }) else { return }
        if let known = try reading.enrolment(of: run.replica) {
          claimed.append(
            ClaimedEnrolment(
              number: known.number, replica: known.replica, user: known.user, device: known.device,
              publicKey: known.publicKey))
        } else if run.replica == header.replica || header.former.contains(where: { $0.replica == run.replica }) {
          claimed.append(
            ClaimedEnrolment(
              number: run.replica == header.replica ? header.number : nil, replica: run.replica, user: header.user,
              device: header.device,
              publicKey: key.publicKey))
        }
      }
    }
    let bundle = Bundle(
      header: BundleHeader(
        workspace: header.workspace, schemaVersion: UInt32(clamping: try replica.schema().version),
        appVersion: Version.text, deviceClock: SystemClock().now()),
      enrolments: enrolments, commits: runs.compactMap { SealedCommits(commits: $0.commits, seal: $0.seal) })
    let bytes = bundle.bytes
    try FileOutput.write(bytes, to: file)
    let count = runs.reduce(0) { $0 + $1.commits.count }
    if options.json {
      return try session.output.print([
        "file": .string(file), "commits": .number(count), "bytes": .number(bytes.count),
      ])
    }
    session.output.say(Words.Carrying.created(count, file))
  }
}

struct BundleApply: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: Spoken.text(Words.Help.bundleApply))

  @OptionGroup var options: CommonOptions

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.dryRun)))
  var dryRun = false

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.bundleFile), valueName: "file"))
  var file: String

  func run() throws {
    let session = Session(options)
    let bundle = try Bundle(bytes: try Session.readBytes(file))
    let replica = dryRun ? try session.reader() : try session.writer()
    guard try replica.header().workspace == bundle.header.workspace else { throw CommandProblem.otherWorkspace }
    let runs = bundle.commits.compactMap { SealedRun(commits: $0.commits, seal: $0.seal) }
    let report: CarryReport
    if dryRun {
      var counted = CarryReport()
      counted.taken = runs.reduce(0) { $0 + $1.commits.count }
      report = counted
    } else {
      report = try replica.receive(runs)
    }
    if options.json {
      try session.output.print([
        "taken": .number(report.taken), "known": .number(report.known), "deferred": .number(report.deferred.count),
        "unproved": .number(report.unproved.count),
      ])
    } else {
      if dryRun { session.output.say(Words.Writing.dryRun) }
      try session.output.print(Words.Carrying.applied(taken: report.taken, known: report.known))
      if !report.deferred.isEmpty { session.output.say(Words.Carrying.deferred(report.deferred.count)) }
      for replica in report.unproved {
        let claimed = bundle.enrolments.first { $0.replica == replica }
        session.output.say(Words.Carrying.unproved(claimed?.user ?? "?", device: claimed?.device ?? "?"))
      }
    }
    if !report.unproved.isEmpty { throw ExitStatus.failed }
  }
}
