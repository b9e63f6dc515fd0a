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

struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.doctor))

  @OptionGroup var options: CommonOptions

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Rescuing.help)))
  var repair = false

  func run() async throws {
    let session = Session(options)
    if repair { return try await Rescue(session).run() }
    var examination = Examination(session)
    await examination.run()
    let findings = examination.findings
    let isFine = findings.allSatisfy(\.isFine)
    if options.json {
      try session.output.print([
        "healthy": .boolean(isFine),
        "findings": .array(
          findings.map { finding in
            .members([
              "name": .string(finding.name), "fine": .boolean(finding.isFine), "detail": .string(finding.detail),
              "next": finding.next.map { .string(session.output.text($0)) } ?? .null,
            ])
          }),
      ])
    } else {
      let width = findings.map { DisplayWidth.of(session.output.text($0.label)) }.max() ?? 0
      for finding in findings {
        let label = DisplayWidth.fit(session.output.text(finding.label), to: width)
        try session.output.print("\(finding.isFine ? "✓" : "✕")  \(label)  \(PlainText.oneLine(finding.detail))")
        if let next = finding.next { try session.output.print("   \(PlainText.oneLine(session.output.text(next)))") }
      }
      if !isFine { session.output.say(Words.Upkeep.rescue) }
    }
    if !isFine { throw ExitStatus.failed }
  }
}

/// One thing that the doctor looked at.
struct Finding {
  let name: String
  let label: Phrase
  let isFine: Bool
  let detail: String
  /// What to do about it.
  var next: Phrase?
}

/// A look at everything that a replica stands on.
struct Examination {
  private(set) var findings: [Finding] = []
  private let session: Session
  /// As the rows have it.
  private var digest: StateDigest?
  private static let day: Int64 = 86_400_000

  init(_ session: Session) {
    self.session = session
  }

  private mutating func find(
    _ name: String, _ label: Phrase, _ isFine: Bool, _ detail: String, next: Phrase? = nil
  ) {
    findings.append(Finding(name: name, label: label, isFine: isFine, detail: detail, next: isFine ? nil : next))
  }

  mutating func run() async {
    find("program", Words.Upkeep.program, true, "bygd \(Version.text), SQLite \(SQLiteReplicaStore.libraryVersion)")
    lookAtFolder()
    guard let replica = lookAtReplica(), let header = try? replica.header() else { return }
    lookAtWork(replica)
    if let ahead = header.clockAhead {
      find(
        "clock", Words.Upkeep.clock, abs(ahead) < 120_000, session.output.text(Words.Status.clockAhead(ahead)),
        next: Words.Examining.clockNext)
    }
    if !header.former.isEmpty {
      find(
        "copies", Words.Copies.label, true, session.output.text(Words.Copies.formerNames(header.former.count)))
    }
    if header.server != nil { await lookAtServer(replica, header) }
  }

  private mutating func lookAtFolder() {
    let folder = session.folder
    find("folder", Words.Upkeep.folder, access(folder, W_OK) == 0, folder, next: Words.Examining.folderNext)
    let free = (try? FileManager.default.attributesOfFileSystem(forPath: folder))?[.systemFreeSize] as? Int64
    if let free {
      find(
        "disk", Words.Upkeep.disk, free > 64 << 20, "\(session.language.number(free >> 20)) MiB",
        next: Words.Examining.freeNext)
    }
    let open = [DeviceCredentials.fileName, "keys"].map { "\(folder)/\($0)" }.filter { path in
      var status = stat()
      return stat(path, &status) == 0 && status.st_mode & 0o077 != 0
    }
    find(
      "keys", Words.Examining.keys, open.isEmpty,
      session.output.text(
        open.isEmpty ? Words.Examining.keysClosed : Words.Examining.keysOpen(open.joined(separator: " "))))
    let aside = Rescue.asideFolders(in: folder)
    if !aside.isEmpty {
      find(
        "aside", Words.Examining.copies, true,
        session.output.text(Words.Examining.aside(aside.joined(separator: " "))))
    }
  }

  /// - Returns: nil when it can't be opened.
  private mutating func lookAtReplica() -> Replica? {
    do {
      let replica = try session.reader()
      guard let store = replica.store as? SQLiteReplicaStore else { return nil }
      let faults = store.fileFaults()
      find(
        "file", Words.Examining.file, faults.isEmpty,
        faults.first ?? session.output.text(Words.Examining.whole), next: Words.Repairing.fileDamaged)
      guard faults.isEmpty else { return nil }
      let check = try replica.selfCheck()
      digest = check.recomputed
      var detail = session.output.text(Words.Records.count(check.records))
      var next = Words.Repairing.needsServer
      if !check.unreadable.isEmpty { detail = session.output.text(Words.Repairing.unreadable(check.unreadable.count)) }
      if let name = check.damagedCommits.first {
        detail = session.output.text(Words.Upkeep.damagedCommit(CommitLabel.text(name.replica, name.sequence)))
        next = Words.Repairing.fileDamaged
      } else if check.kept != check.recomputed {
        detail = session.output.text(Words.Upkeep.digestDiffers)
      } else if store.isDiffering, check.isSound {
        detail = session.output.text(Words.Repairing.unproved)
      }
      find("replica", Words.Upkeep.replica, check.isSound && !store.isDiffering, detail, next: next)
      if access(session.folder, W_OK) == 0 {
        let isFull = try (session.writer().store as? SQLiteReplicaStore)?.isFullySynchronous() ?? false
        find(
          "durability", Words.Examining.durability, isFull,
          session.output.text(isFull ? Words.Examining.full : Words.Examining.notFull))
      }
      return replica
    } catch {
      find(
        "replica", Words.Upkeep.replica, false, Failure(error, unsynced: 0).text(session.language),
        next: (error as? StorageProblem).map(Self.isDamage) ?? false ? Words.Repairing.fileDamaged : nil)
      return nil
    }
  }

  static func isDamage(_ problem: StorageProblem) -> Bool {
    if case .damaged = problem { return true }
    return false
  }

  private mutating func lookAtWork(_ replica: Replica) {
    guard let waiting = try? replica.store.read({ try $0.unlogged() }) else { return }
    let oldest = waiting.map(\.commit.stamp.milliseconds).min()
    let days = oldest.map { max(0, (SystemClock().now() - $0) / Self.day) } ?? 0
    // What waits for a month on one laptop is in danger there.
    find(
      "unsynced", Words.Examining.unsynced, days < 30,
      session.output.text(Words.Examining.waiting(waiting.count, days: Int(days))), next: Words.Examining.seeSync)
  }

  private mutating func lookAtServer(_ replica: Replica, _ header: ReplicaHeader) async {
    guard let server = header.server else { return }
    do {
      let credentials = try DeviceCredentials.load(from: session.folder)
      find(
        "signedIn", Words.Upkeep.signedIn, credentials?.token != nil, header.user, next: Words.Examining.signInNext)
      let line = Line(try ServerAddress(server), credentials)
      let answer = try await Self.ask(line, header, credentials)
      find("server", Words.Upkeep.server, answer.health == 200, "\(server) HTTP \(answer.health)")
      lookAtState(header, answer.head)
    } catch {
      find("server", Words.Upkeep.server, false, Failure(error, unsynced: 0).text(session.language))
    }
  }

  private mutating func lookAtState(_ header: ReplicaHeader, _ head: RepairHead?) {
    func tell(_ isFine: Bool, _ phrase: Phrase) {
      find("level", Words.Examining.level, isFine, session.output.text(phrase))
    }
    guard let head, let cursor = header.cursor else { return tell(true, Words.Examining.notAsked) }
    if head.epoch != cursor.epoch || head.position < cursor.position {
      return tell(false, Words.Examining.otherHistory)
    }
    guard head.position == cursor.position else {
      return tell(true, Words.Examining.behind(Int(clamping: head.position - cursor.position)))
    }
    guard head.chain == cursor.chain else { return tell(false, Words.Examining.otherHistory) }
    tell(head.digest == digest, head.digest == digest ? Words.Examining.isLevel : Words.Examining.differs)
  }

  /// Whether the server is there, and where its state stands; nil where it does not say.
  private static func ask(
    _ line: Line, _ header: ReplicaHeader, _ credentials: DeviceCredentials?
  ) async throws -> (health: Int, head: RepairHead?) {
    var health = 0
    var head: RepairHead?
    do {
      try await line.transport.exchange(TransportRequest(.get, SyncHTTP.healthPath)) { event in
        if case .head(let head) = event { health = head.status }
      }
      var status = 0
      var body: [UInt8] = []
      let headers = [
        TransportRequest.Header("Accept", SyncHTTP.contentType),
        TransportRequest.Header(SyncHTTP.versionHeader, String(ProtocolVersion.current)),
        TransportRequest.Header("Authorization", "Bearer \(credentials?.token ?? "")"),
      ]
      let path = SyncHTTP.repairPath(header.workspace, .sums(buckets: []), at: header.cursor?.position ?? 0)
      try await line.transport.exchange(TransportRequest(.get, path, headers: headers)) { event in
        if case .head(let head) = event { status = head.status }
        if case .body(let bytes, _) = event { body += bytes }
      }
      if status == 200 {
        var reader = RepairReader()
        try reader.feed(body)
        if case .head(let found)? = try reader.next() { head = found }
      } else if status == 401 || status == 403 {
        throw SyncProblem.notSignedIn
      } else if status == 404 {
        throw SyncProblem.wrongServer(expected: header.workspace, found: nil)
      }
      await line.close()
      return (health, head)
    } catch {
      await line.close()
      throw SyncProblem(error)
    }
  }
}
