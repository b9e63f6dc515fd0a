import ArgumentParser
import CommitFormat
import Foundation
import Merge
import Plan
import Replica
import SQLiteLog
import SQLiteReplica
import Schema
import SyncProtocol
import SyncServer
import Words

/// Proves that the server's files are what it wrote: the log entry by entry, the accounts against it, the seals under
/// which commits came, and the tables, which must add up to the same from their rows and from the log. Changes nothing;
/// the server may run.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.ServerProgram.verifyHelp))

  @OptionGroup var folders: FolderOptions
  @Flag var json = false

  func run() throws {
    let folder = folders.folder
    let file = try folder.log()
    try file.checkFile()
    let findings = try file.workspaces().map { try WorkspaceFindings(of: $0, in: file, folder) }
    let brokenRecord = try file.firstBrokenAuditRecord()
    let isSound = findings.allSatisfy(\.isSound) && brokenRecord == nil
    // What was found is said also where it can't be noted.
    try? file.change(
      findings.map { finding in
        .audit(
          AuditRecord(
            time: SystemClock().now(), workspace: finding.head.workspace, actor: "console", action: .verified,
            subject: finding.head.epoch.text, detail: finding.isSound ? "\(finding.head.position)" : "broken"))
      })
    if json {
      var members: [(String, JSONValue)] = [("ok", .boolean(isSound))]
      if let broken = findings.compactMap(\.broken).first { members.append(("broken", .number(broken.position))) }
      members.append(("audit", brokenRecord.map { .number($0) } ?? .null))
      members.append(("workspaces", .array(findings.map(\.json))))
      var object = JSONObject([.init(key: "schema", value: .number(1))])
      for (key, value) in members { object[key] = value }
      Output.line(JSONValue.object(object).text())
    } else {
      if let brokenRecord { Output.error(Spoken.text(Words.Quarantine.auditBroken(Int(brokenRecord)))) }
      for finding in findings {
        for phrase in finding.phrases {
          if finding.isSound { Output.line(Spoken.text(phrase)) } else { Output.error(Spoken.text(phrase)) }
        }
      }
    }
    guard isSound else { throw ExitCode(ServerFailure.failed) }
  }
}

/// What was found in one workspace.
private struct WorkspaceFindings {
  let head: LogHead
  let broken: BrokenEntry?
  /// Replicas whose seal does not fit the log.
  private(set) var badSeals: [String] = []
  private(set) var sealCount = 0
  /// Replicas and devices of which accounts and log say different things.
  private(set) var accountProblems: [String] = []
  /// Nil where the server has made no tables yet.
  private(set) var tables: Tables?

  struct Tables {
    var position: Position
    var kept: StateDigest
    var rows: StateDigest
    /// Nil where the tables stand at no point of the log.
    var replayed: StateDigest?

    var agree: Bool { kept == rows && rows == replayed }
  }

  var isSound: Bool {
    broken == nil && badSeals.isEmpty && accountProblems.isEmpty && tables?.agree ?? true
  }

  init(of head: LogHead, in file: LogFile, _ folder: ServerFolder) throws {
    let log = try file.log(of: head.workspace)
    // Of another epoch they are those of the log before a restore, which was cut off before it removed them: the server
    // makes them anew at its next start.
    let tableFacts = try TableFacts(folder, head.workspace).flatMap { facts in
      facts.point.map { $0.epoch == head.epoch } ?? true ? facts : nil
    }
    let replay = Replica(store: MemoryStore())
    try replay.setUp(
      ReplicaHeader(
        replica: ReplicaID(bits: 0), workspace: head.workspace, workspaceName: head.name, user: "", device: "",
        role: .reader))
    var enrolments: [ReplicaID: Enrolment] = [:]
    var sealed: [ReplicaID: Bool] = [:]
    var replayed: StateDigest?
    if tableFacts?.point == nil { replayed = StateDigest() }
    broken = try log.firstBroken { entry, chain in
      if case .enrolled(let enrolment) = entry.event { enrolments[enrolment.replica] = enrolment }
      if let name = entry.commitName, let seal = tableFacts?.seals[name.replica], seal.sequence == name.sequence {
        let isTrue = enrolments[name.replica].map { seal.isValid(publicKey: $0.publicKey) } ?? false
        sealed[name.replica] = seal.hash == name.hash && isTrue
      }
      guard let point = tableFacts?.point, entry.position <= point.position else { return }
      let end = LogPoint(epoch: point.epoch, position: entry.position, chain: chain)
      _ = try replay.apply(LogStretch(entries: [.entry(entry)], end: end))
      if entry.position == point.position { replayed = chain == point.chain ? try replay.header().digest : nil }
    }
    self.head = head
    guard broken == nil else { return }
    sealCount = sealed.values.count { $0 }
    for replica in (tableFacts?.seals.keys).map(Array.init)?.sorted() ?? [] where sealed[replica] != true {
      badSeals.append(enrolments[replica].map { "\($0.user), \($0.device)" } ?? Hex.string(replica.bytes))
    }
    if let facts = tableFacts {
      tables = Tables(
        position: facts.point?.position ?? 0, kept: facts.kept, rows: facts.rows, replayed: replayed)
    }
    let accounts = Accounts(store: file, workspace: head.workspace)
    for device in try accounts.devices() {
      for replica in device.replicas {
        guard let enrolment = enrolments[replica], enrolment.publicKey == device.publicKey,
          enrolment.user.utf8.elementsEqual(device.user.utf8)
        else {
          accountProblems.append("\(device.user), \(device.name)")
          continue
        }
      }
    }
    _ = try accounts.members()
    _ = try accounts.openInvitations()
    _ = try accounts.audit(limit: .max)
    _ = try file.quarantined(in: head.workspace)
  }

  var phrases: [Phrase] {
    typealias Say = Words.Restoring
    if let broken {
      return [
        Say.broken(
          head.name, position: Int(clamping: broken.position), author: broken.author,
          time: broken.time.map { Instant.iso($0) })
      ]
    }
    var phrases = badSeals.map { Say.sealDiffers(head.name, $0) }
    phrases += accountProblems.map { Say.accountsDiffer(head.name, $0) }
    if let tables, !tables.agree { phrases.append(Say.replicaDiffers(head.name)) }
    if phrases.isEmpty {
      phrases.append(Say.verified(head.name, entries: Int(clamping: head.position), seals: sealCount))
    }
    return phrases
  }

  var json: JSONValue {
    .members([
      "workspace": .string(head.name), "id": .string(head.workspace.text), "epoch": .string(head.epoch.text),
      "position": .number(head.position), "chain": .string(head.chain.hex), "ok": .boolean(isSound),
      "broken": brokenJSON, "seals": .number(sealCount), "badSeals": .array(badSeals.map(JSONValue.string)),
      "accounts": .array(accountProblems.map(JSONValue.string)), "tables": tablesJSON,
    ])
  }

  private var brokenJSON: JSONValue {
    guard let broken else { return .null }
    let time: JSONValue = broken.time.map { .string(Instant.iso($0)) } ?? .null
    return .members([
      "position": .number(broken.position), "sign": .string(broken.sign.rawValue),
      "author": broken.author.map(JSONValue.string) ?? .null, "time": time,
    ])
  }

  private var tablesJSON: JSONValue {
    guard let tables else { return .null }
    func text(_ digest: StateDigest) -> JSONValue { .string(Hex.string(digest.bits.bytes)) }
    return .members([
      "position": .number(tables.position), "digest": text(tables.kept), "rows": text(tables.rows),
      "log": tables.replayed.map(text) ?? .null,
    ])
  }
}

/// What a workspace's tables say, all of one moment.
private struct TableFacts {
  let point: LogPoint?
  let kept: StateDigest
  let rows: StateDigest
  let seals: [ReplicaID: Seal]

  /// Nil where there are none yet.
  init?(_ folder: ServerFolder, _ workspace: WorkspaceID) throws {
    let place = folder.workspaceFolder(workspace).path
    let store: SQLiteReplicaStore
    do {
      store = try SQLiteReplicaStore(folder: place, mode: .open)
    } catch StorageProblem.missing {
      // Of a folder that was to be removed, a part may be left.
      return nil
    }
    let facts = try store.read { reading -> (LogPoint?, StateDigest, StateDigest, [ReplicaID: Seal])? in
      guard let header = try reading.header() else { return nil }
      var rows = StateDigest()
      try reading.eachRecord { rows.add($0) }
      var seals: [ReplicaID: Seal] = [:]
      for enrolment in try reading.enrolments() {
        if let seal = try reading.seal(of: enrolment.replica) { seals[enrolment.replica] = seal }
      }
      return (header.cursor, header.digest, rows, seals)
    }
    guard let facts else { return nil }
    (point, kept, rows, seals) = facts
  }
}
