import ArgumentParser
import CommitFormat
import Foundation
import Logging
import Merge
import Plan
import Replica
import SQLiteLog
import Schema
import SyncProtocol
import SyncServer
import Words

struct Backup: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.ServerProgram.backupHelp))

  @OptionGroup var folders: FolderOptions
  @Argument(help: ArgumentHelp(valueName: "FILE")) var file: String
  @Flag var json = false

  func run() throws {
    let log = try folders.folder.log()
    let heads = try log.backup(to: file)
    let entries = heads.reduce(0) { $0 + Int(clamping: $1.position) }
    let now = SystemClock().now()
    try log.change(
      heads.map { head in
        .audit(
          AuditRecord(
            time: now, workspace: head.workspace, actor: "console", action: .backedUp, subject: head.epoch.text,
            detail: "\(head.position)"))
      })
    if json {
      Output.json(["file": .string(file), "workspaces": .array(heads.map(WorkspaceJSON.head))])
    } else {
      Output.line(Spoken.text(Words.Restoring.backedUp(file, entries: entries)))
    }
  }
}

/// Everything is made ready beside the data, and takes its place in one step: whenever this is cut off, the folder has
/// the old log or the new one, and the same command may be given again.
struct Restore: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.ServerProgram.restoreHelp))

  @OptionGroup var folders: FolderOptions
  @Argument(help: ArgumentHelp(valueName: "FILE")) var file: String
  @Flag(help: ArgumentHelp(Spoken.text(Words.Restoring.discardHelp))) var discard = false
  @Flag var json = false

  func run() throws {
    let folder = folders.folder
    do {
      _ = try KeyFolder(folder.keys).sealKey()
    } catch LogProblem.missing(let path) {
      throw ServerCommandProblem.keysMissing(path)
    }
    do {
      try FileManager.default.createDirectory(
        atPath: folder.data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw LogProblem.readOnly(path: folder.data)
    }
    let lock = try ServingLock(folder)
    // A log that can't be read any more is put aside all the same.
    let former = try? folder.log()
    let scratch = ServerFolder(data: folder.data + "/restoring", keys: folder.keys)
    let random = SystemRandom()
    let log = try LogFile.unpack(
      file, to: scratch.data, replacing: former, discards: discard, now: SystemClock().now()
    ) { Epoch(bits: random.bits128()) }
    let discarded = discard ? try drop(former, in: scratch) : 0
    let revoked = try log.workspaces().flatMap { head in
      // Also of what was revoked after the backup, and is known only here.
      if let former {
        let accounts = Accounts(store: former, workspace: head.workspace, keptApart: KeyFolder(folder.keys))
        try accounts.reconcileRevocations()
      }
      return try Accounts(store: log, workspace: head.workspace, keptApart: KeyFolder(folder.keys))
        .reconcileRevocations()
    }
    // What was erased is gone from the log before it takes the place.
    if try log.workspaces().contains(where: { try !KeyFolder(folder.keys).erasures(in: $0.workspace).isEmpty }) {
      _ = try HostedWorkspaces(scratch, logger: Logger(label: "bygd-server")).workspaces()
    }
    try log.close()
    try? former?.close()
    let kept = try LogFile.replace(in: folder.data, by: scratch.data)
    try folder.forgetWorkspaces()
    try? FileManager.default.removeItem(atPath: scratch.data)
    _ = consume lock
    try report(folder, kept: kept, revoked: revoked, discarded: discarded)
  }

  /// Refuses, in the log that takes the place, what the former one had taken after the backup.
  private func drop(_ former: LogFile?, in scratch: ServerFolder) throws -> Int {
    guard let former else { return 0 }
    var count = 0
    for server in try HostedWorkspaces(scratch, logger: Logger(label: "bygd-server")).workspaces() {
      guard let old = try? former.log(of: server.workspace) else { continue }
      let head = try server.log.head()
      guard try old.chain(at: head.position) == head.chain else { continue }
      let end = try old.head().position
      var position = head.position
      while position < end {
        let entries = try old.entries(after: position, count: 4096, bytes: 8 << 20)
        guard let last = entries.last?.position else { break }
        try server.discard(entries)
        count += entries.count { if case .accepted = $0.event { true } else { false } }
        position = last
      }
    }
    return count
  }

  private func report(_ folder: ServerFolder, kept: String?, revoked: [Device], discarded: Int) throws {
    let heads = try folder.log().workspaces()
    if json {
      Output.json([
        "workspaces": .array(heads.map(WorkspaceJSON.head)), "kept": kept.map(JSONValue.string) ?? .null,
        "revoked": .array(revoked.map { .string($0.id.text) }), "discarded": .number(discarded),
        "confirmed": .boolean(false),
      ])
      return
    }
    for head in heads {
      Output.line(
        Spoken.text(Words.Restoring.restored(head.name, entries: Int(clamping: head.position), kept: kept)))
    }
    if discarded > 0 { Output.line(Spoken.text(Words.Restoring.discarded(discarded))) }
    for device in revoked {
      Output.line(Spoken.text(Words.Restoring.revokedAgain(device.name, user: device.user)))
    }
    Output.line(Spoken.text(Words.Restoring.restoredNext))
  }
}

/// Opens what a restore has closed: shows who may do what, and asks.
struct Confirm: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Restoring.confirmHelp))

  @OptionGroup var options: WorkspaceOptions
  @Flag(help: ArgumentHelp(Spoken.text(Words.Restoring.yesHelp))) var yes = false

  func run() throws {
    let folder = options.folders.folder
    let file = try folder.log()
    let head = try ServerFolder.head(options.workspace, in: file)
    let log = try file.log(of: head.workspace)
    let accounts = try options.accounts()
    guard try log.restorations().contains(where: { $0.confirmedAt == nil }) else {
      if options.json {
        Output.json(["workspace": .string(head.name), "confirmed": .boolean(true)])
      } else {
        Output.line(Spoken.text(Words.Restoring.nothingToConfirm))
      }
      return
    }
    if !options.json { try show(accounts) }
    guard yes || options.json || Output.asks(Words.Restoring.question) else {
      Output.error(Spoken.text(Words.Restoring.notConfirmed))
      throw ExitCode(ServerFailure.failed)
    }
    let now = SystemClock().now()
    try log.confirmRestorations(at: now)
    try file.change([
      .audit(
        AuditRecord(
          time: now, workspace: head.workspace, actor: "console", action: .restoreConfirmed, subject: head.name))
    ])
    if options.json {
      Output.json(["workspace": .string(head.name), "confirmed": .boolean(true)])
    } else {
      Output.line(Spoken.text(Words.Restoring.confirmed(head.name)))
    }
  }

  private func show(_ accounts: Accounts) throws {
    Output.line(Spoken.text(Words.Restoring.members))
    for member in try accounts.members() { Output.line("  \(member.user)\t\(member.role.rawValue)") }
    Output.line(Spoken.text(Words.Restoring.devices))
    for device in try accounts.devices() {
      let mark = device.revokedAt == nil ? "" : "\t" + Spoken.text(Words.ServerProgram.revokedMark)
      Output.line("  \(device.user)\t\(device.name)\t\(Instant.iso(device.createdAt))\(mark)")
    }
  }
}
