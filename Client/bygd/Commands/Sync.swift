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

struct Join: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.join))

  @OptionGroup var options: CommonOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.joinURL), valueName: "url"))
  var address: String

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.code), valueName: "code"))
  var code: String?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.deviceName), valueName: "name"))
  var device: String?

  @Option(name: .customLong("certificate"), help: ArgumentHelp(Spoken.text(Words.Help.certificate), valueName: "file"))
  var certificate: String?

  @Flag(name: .customLong("allow-http"), help: ArgumentHelp(Spoken.text(Words.Help.plainHTTP)))
  var allowsPlainHTTP = false

  func run() async throws {
    let session = Session(options)
    let address = try ServerAddress(address)
    let code = try invitation(session)
    let replica = try session.creator()
    let line = Line(address, certificateFile: certificate, allowsPlainHTTP: allowsPlainHTTP)
    let status: ExitStatus
    do {
      let (answer, credentials) = try await SyncDriver.join(
        address, code: code, device: Device.clean(device) ?? Device.name,
        key: SQLiteReplicaStore.loadOrCreateDeviceKey(folder: session.folder), replica: replica, folder: session.folder,
        certificateFile: certificate, allowsPlainHTTP: allowsPlainHTTP, transport: line.transport)
      if !options.json { session.output.say(Words.Setup.joined(answer.workspaceName, user: answer.user)) }
      status = try await Synchronizing(session, replica, credentials, line).once(quiet: options.json)
    } catch {
      await line.close()
      throw error
    }
    await line.close()
    if options.json { try WhoAmI.print(try replica.header(), session) }
    if status != .done { throw status }
  }

  private func invitation(_ session: Session) throws -> String {
    let text: String
    switch code {
    case "-"?: text = readLine(strippingNewline: true) ?? ""
    case let code? where code.hasPrefix("@"): text = try Session.readText(String(code.dropFirst()))
    case let code?: text = code
    case nil:
      if isatty(STDIN_FILENO) == 1 { session.output.errors.write(session.output.text(Words.Setup.askCode) + " ") }
      text = readLine(strippingNewline: true) ?? ""
    }
    let code = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !code.isEmpty else { throw CommandProblem.usage(Words.Arguments.noCode) }
    return code
  }
}

struct Sync: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.sync))

  @OptionGroup var options: CommonOptions

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.watch)))
  var watch = false

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.dryRun)))
  var dryRun = false

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.yes)))
  var yes = false

  func run() async throws {
    let session = Session(options)
    let replica = try session.writer()
    let header = try replica.header()
    guard let server = header.server else { throw CommandProblem.noServer }
    if dryRun {
      let items = try replica.unsynced()
      return try session.look { try History.print(items, $0, session.output, dryRun: true) }
    }
    guard let credentials = try DeviceCredentials.load(from: session.folder) else { throw SyncProblem.notSignedIn }
    try MassDeleting.check(
      try replica.unsentDeletions(), isSure: yes, output: session.output, command: "bygd sync",
      question: { Words.MassDelete.confirmSend($0, of: $1) })
    let line = Line(try ServerAddress(server), credentials)
    let synchronizing = Synchronizing(session, replica, credentials, line)
    let status: ExitStatus
    do {
      status = watch ? try await synchronizing.watch() : try await synchronizing.once()
    } catch {
      await line.close()
      throw error
    }
    await line.close()
    if status != .done { throw status }
  }
}

/// The wire to a server, to be closed after use.
struct Line {
  let transport: HTTPTransport

  init(_ address: ServerAddress, certificateFile: String?, allowsPlainHTTP: Bool) {
    transport = HTTPTransport(
      address,
      settings: HTTPTransport.Settings(
        allowsPlainHTTP: allowsPlainHTTP, certificateFile: certificateFile, userAgent: "bygd/\(Version.text)"))
  }

  init(_ address: ServerAddress, _ credentials: DeviceCredentials?) {
    self.init(
      address, certificateFile: credentials?.certificateFile, allowsPlainHTTP: credentials?.allowsPlainHTTP ?? false)
  }

  func close() async { await transport.shutdown() }
}

/// Syncs, and says what came of it.
struct Synchronizing {
  private let session: Session
  private let replica: Replica
  private let driver: SyncDriver
  private let credentials: DeviceCredentials

  init(_ session: Session, _ replica: Replica, _ credentials: DeviceCredentials, _ line: Line) {
    self.session = session
    self.replica = replica
    self.credentials = credentials
    driver = SyncDriver(
      replica: replica, key: credentials.key, transport: line.transport,
      settings: SyncSession.Settings(token: credentials.token, appVersion: Version.text),
      snapshotFolder: session.folder)
  }

  func once(quiet: Bool = false) async throws -> ExitStatus {
    var progress = ProgressLine(session.output)
    var shown = ContinuousClock.now
    let language = session.language
    let before = try replica.header().cursor?.position
    do {
      let report = try await driver.sync { state in
        guard ContinuousClock.now - shown > .milliseconds(100) else { return }
        shown = .now
        progress.show(Words.Sync.progress(state.words).text(language))
      }
      progress.clear()
      try note(report)
      if !quiet {
        try SyncText.print(report, session)
        try tellDeletions(since: before)
        if !session.output.json { await handingIn.afterSync() }
      }
      return SyncText.status(report)
    } catch {
      progress.clear()
      if error as? SyncProblem == .deviceRevoked { await handingIn.afterRevocation() }
      throw error
    }
  }

  private var handingIn: HandingIn { HandingIn(session: session, replica: replica, driver: driver) }

  /// Keeps beside the replica what a damaged one could not say.
  private func note(_ report: SyncReport) throws {
    let store = replica.store as? SQLiteReplicaStore
    if report.level {
      store?.noteDiffering(false)
    } else if report.repair?.outcome == .notHelped {
      store?.noteDiffering(true)
    }
    let header = try replica.header()
    guard credentials.workspace != header.workspace || credentials.replica != header.replica,
      var kept = try DeviceCredentials.load(from: session.folder)
    else { return }
    kept.workspace = header.workspace
    kept.replica = header.replica
    try kept.save(to: session.folder)
  }

  /// Says when others have deleted much at once.
  private func tellDeletions(since position: Position?) throws {
    guard let position, !session.output.json else { return }
    let gone = try replica.deleted(since: position).count
    let live = try replica.store.read { try $0.recordCount() } + gone
    guard MassDeletion(gone: gone, live: live).isMass else { return }
    session.output.say(Words.MassDelete.came(gone, since: position))
  }

  func watch() async throws -> ExitStatus {
    let told = Teller(session)
    do throws(SyncProblem) {
      try await driver.watch { event in told.tell(event) }
    } catch {
      if error == .deviceRevoked { await handingIn.afterRevocation() }
      throw error
    }
    return .done
  }
}

/// Tells what a watch sees; called from one task at a time.
private final class Teller: @unchecked Sendable {
  private let session: Session

  init(_ session: Session) {
    self.session = session
  }

  func tell(_ event: WatchEvent) {
    switch event {
    case .synced(let report): try? SyncText.print(report, session)
    case .waiting(let problem, let seconds):
      session.output.say(Failure(problem, unsynced: Session.unsyncedOfLast()).trouble.phrase)
      session.output.say(Words.Sync.waits(Int(seconds.rounded(.up))))
    }
  }
}

/// What a sync did, for people and programs.
enum SyncText {
  static func status(_ report: SyncReport) -> ExitStatus {
    if report.repair?.outcome == .notHelped { return .failed }
    return report.refused.isEmpty && report.conflicts.isEmpty ? .done : .open
  }

  static func print(_ report: SyncReport, _ session: Session) throws {
    let output = session.output
    if output.json {
      return try output.print([
        "sent": .number(report.sent), "accepted": .number(report.accepted), "refused": .number(report.refused.count),
        "fetched": .number(report.fetched), "conflicts": .number(report.conflicts.count),
        "bytesSent": .number(report.bytesSent), "bytesReceived": .number(report.bytesReceived),
        "roundTrips": .number(report.roundTrips), "cursor": .number(report.cursor), "level": .boolean(report.level),
        "copied": .boolean(report.copyFound != nil),
        "audiencesGained": .array(try keys(report.audiencesGained, session)),
        "audiencesLost": .array(try keys(report.audiencesLost, session)), "recordsGone": .number(report.recordsGone),
        "followed": .number(report.followed),
        "givenBack": .number(report.givenBack), "setAside": .number(report.setAside),
      ])
    }
    let replica = try session.reader()
    let box = report.refused.isEmpty ? [] : try replica.refused()
    try session.look { look in
      for own in report.conflicts {
        guard let conflict = try look.reading.openConflict(own.id, of: own.conflict.record) else { continue }
        let user = try look.reading.header()?.user ?? ""
        try output.print(
          line(try ConflictSheet.make(conflict, text: look.text, reading: look.reading, viewer: user), output))
      }
      for refused in report.refused {
        guard let entry = box.first(where: { $0.refused.name == refused.name }) else { continue }
        try RefusedText.print(entry.item, entry.refused, look, output)
      }
      try Told.print(report.tidings, look, output)
    }
    if let found = report.copyFound { try Copies.tell(found, replica, output) }
    let schema = try replica.schema()
    func named(_ audiences: [Audience]) -> String {
      audiences.map { schema.audience($0)?.label.text(session.language.rawValue) ?? "#\($0.number)" }
        .joined(separator: ", ")
    }
    if !report.audiencesGained.isEmpty { output.say(Words.Audiences.gained(named(report.audiencesGained))) }
    if !report.audiencesLost.isEmpty {
      output.say(Words.Audiences.lost(named(report.audiencesLost), records: report.recordsGone).phrase)
    }
    if report.audiencesLost.isEmpty, report.recordsGone > 0 { output.say(Words.Moving.left(report.recordsGone)) }
    if report.followed > 0 { output.say(Words.Moving.followed(report.followed)) }
    if report.givenBack > 0 { output.say(Words.Restoring.givenBack(report.givenBack)) }
    if report.setAside > 0 { output.say(Words.Restoring.setAside(report.setAside)) }
    if !report.deferred.isEmpty { output.say(Words.Sync.deferred(report.deferred.count)) }
    if !report.damaged.isEmpty { output.say(Words.Sync.damaged(report.damaged.count)) }
    if abs(report.clockAhead) > 120_000 {
      output.say(.joined([Words.Status.clock, Words.Status.clockAhead(report.clockAhead)]))
    }
    for phrase in RepairWords.phrases(report) { output.say(phrase) }
    try output.print(
      Words.Sync.summary(
        sent: report.sent, accepted: report.accepted, conflicts: report.conflicts.count,
        refused: report.refused.count, fetched: report.fetched))
    if !report.conflicts.isEmpty { output.say(Words.Status.seeConflicts) }
    if !report.refused.isEmpty { output.say(Words.Status.seeRefused) }
    if let last = report.tidings.last { try replica.dismissTidings(upTo: last.id) }
  }

  private static func keys(_ audiences: [Audience], _ session: Session) throws -> [JSONValue] {
    guard !audiences.isEmpty else { return [] }
    let schema = try session.reader().schema()
    return audiences.map { .string(schema.audience($0)?.key ?? String($0.number)) }
  }

  /// A conflict on a line or two: what, the base, and who wrote what.
  private static func line(_ sheet: ConflictSheet, _ output: Output) -> String {
    func short(_ text: String) -> String {
      let text = PlainText.oneLine(text)
      return DisplayWidth.of(text) > 40 ? DisplayWidth.fit(text, to: 40) : text
    }
    let title = "\(sheet.id)  \(sheet.reference)  \(PlainText.oneLine(sheet.recordName))"
    let values = sheet.columns.map { column in
      let who = column.number.map { "\($0) \(column.author)" } ?? column.heading
      return "\(who): \(short(column.text))"
    }
    let about = sheet.field.isEmpty ? sheet.kindName : "\(sheet.field) (\(sheet.kindName))"
    return "\(title) · \(about)\n    " + values.joined(separator: " · ")
  }
}

extension SyncProgress {
  var words: Words.Sync.Progress {
    let step: Words.Sync.Progress.Step =
      switch phase {
      case .connecting: .connecting
      case .snapshot: .snapshot
      case .exchanging: .exchanging
      case .applying, .givingBack: .applying
      case .repairing: .repairing
      case .waiting(let seconds): .waiting(seconds: Int(seconds.rounded(.up)))
      }
    return Words.Sync.Progress(
      step: step, sent: sent, toSend: toSend, fetched: fetched, snapshotBytes: snapshotBytes,
      snapshotBytesTotal: snapshotBytesTotal, taken: taken, toTake: toTake,
      secondsLeft: secondsLeft.map { Int($0.rounded(.up)) })
  }
}
