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

/// Edits that somebody may not send any more: an administrator decides about them.
struct QuarantineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine", abstract: Spoken.text(Words.Quarantine.help),
    subcommands: [List.self, Show.self, Accept.self, Refuse.self, Add.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Quarantine.listHelp))

    @OptionGroup var options: WorkspaceOptions
    @Flag(help: ArgumentHelp(Spoken.text(Words.Quarantine.decidedHelp))) var decided = false

    func run() throws {
      let desk = try QuarantineDesk(options)
      let items = try desk.server.quarantine(decided: decided, limit: .max, for: .console)
      if options.json { return Output.json(["quarantine": .array(try desk.json(items))]) }
      guard !items.isEmpty else { return Output.error(Spoken.text(Words.Quarantine.none)) }
      for item in items { Output.line(desk.line(item)) }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Quarantine.showHelp))

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: ArgumentHelp(Spoken.text(Words.Quarantine.numbers), valueName: "ID")) var id: Int64

    func run() throws {
      let desk = try QuarantineDesk(options)
      let item = try desk.server.quarantined(id, for: .console)
      if options.json {
        var object = try desk.json([item]).first?.object ?? JSONObject()
        object["schema"] = .number(1)
        return Output.line(JSONValue.object(object).text())
      }
      for line in try desk.lines(item) { Output.line(line) }
    }
  }

  struct Accept: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Quarantine.acceptHelp))

    @OptionGroup var options: WorkspaceOptions
    @Option(name: .shortAndLong, help: ArgumentHelp(Spoken.text(Words.Quarantine.reasonHelp))) var message = ""
    @Argument(help: ArgumentHelp(Spoken.text(Words.Quarantine.numbers), valueName: "ID")) var ids: [Int64]

    func run() throws {
      let desk = try QuarantineDesk(options)
      var isDone = true
      for id in ids {
        let item = try desk.server.quarantined(id, for: .console)
        let said = Spoken.text(Words.Quarantine.note(item.author, device: item.device))
        let note = [item.item?.note ?? "", said].filter { !$0.isEmpty }.joined(separator: " – ")
        switch try desk.server.acceptQuarantined(id, note: note, reason: message, by: .console) {
        case .accepted(let stored):
          if options.json { continue }
          Output.error(
            Spoken.text(Words.Quarantine.accepted(item.author, conflicts: try desk.conflicts(of: stored.commit))))
        case .refused(let refusal):
          isDone = false
          Output.error(
            "\(id): " + Spoken.text(Words.Quarantine.cannot(refusal.code.rawValue, refusal.reason).phrase))
        case .waits:
          isDone = false
          Output.error("\(id): " + Spoken.text(Words.Quarantine.waits.phrase))
        }
      }
      if options.json {
        Output.json(["quarantine": .array(try desk.json(ids.map { try desk.server.quarantined($0, for: .console) }))])
      }
      if !isDone { throw ExitCode(ServerFailure.failed) }
    }
  }

  struct Refuse: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Quarantine.refuseHelp))

    @OptionGroup var options: WorkspaceOptions
    @Option(name: .shortAndLong, help: ArgumentHelp(Spoken.text(Words.Quarantine.reasonHelp))) var message: String
    @Argument(help: ArgumentHelp(Spoken.text(Words.Quarantine.numbers), valueName: "ID")) var ids: [Int64]

    func run() throws {
      let desk = try QuarantineDesk(options)
      for id in ids {
        let author = try desk.server.quarantined(id, for: .console).author
        try desk.server.refuseQuarantined(id, reason: message, by: .console)
        if !options.json { Output.error(Spoken.text(Words.Quarantine.refused(author))) }
      }
      if options.json {
        Output.json(["quarantine": .array(try desk.json(ids.map { try desk.server.quarantined($0, for: .console) }))])
      }
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Quarantine.addHelp))

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: ArgumentHelp(Spoken.text(Words.Quarantine.fileHelp), valueName: "FILE")) var file: String

    func run() throws {
      let desk = try QuarantineDesk(options)
      guard let bytes = FileManager.default.contents(atPath: file) else {
        throw ServerCommandProblem.unreadableFile(file)
      }
      let bundle: SyncProtocol.Bundle
      do {
        bundle = try SyncProtocol.Bundle(bytes: Array(bytes))
      } catch {
        throw ServerCommandProblem.unreadableFile(file)
      }
      guard bundle.header.workspace == desk.server.workspace else {
        throw ServerCommandProblem.unknownWorkspace(bundle.header.workspace.text)
      }
      let runs = bundle.commits.compactMap { SealedRun(commits: $0.commits, seal: $0.seal) }
      let report = try desk.server.handIn(runs, device: nil, user: Actor.console.user)
      if options.json {
        Output.json([
          "taken": .number(report.taken), "known": .number(report.known), "left": .number(report.left),
          "unproved": .number(report.unproved),
        ])
      } else {
        Output.error(
          Spoken.text(
            Words.Quarantine.handedIn(
              taken: report.taken, known: report.known, left: report.left, unproved: report.unproved)))
      }
      if report.unproved > 0 || report.left > 0 { throw ExitCode(ServerFailure.failed) }
    }
  }
}

/// The workspace opened to decide in it; a server may run beside this.
private struct QuarantineDesk {
  let server: WorkspaceServer

  init(_ options: WorkspaceOptions) throws {
    server = try options.folders.folder.server(options.workspace)
  }

  func json(_ items: [QuarantineItem]) throws -> [JSONValue] {
    try server.replica.store.read { reading in
      let history = try HistoryJSON(reading, lookup: Lookup(reading))
      return try items.map { item in
        let decision = item.kept.decision
        return .members([
          "id": .number(item.kept.id),
          "state": .string(decision.map { $0.isAccepted ? "accepted" : "refused" } ?? "waiting"),
          "reason": .string(item.kept.reason.rawValue), "author": .string(item.author), "device": .string(item.device),
          "came": .string(Instant.iso(item.kept.time)),
          "commit": item.kept.commit.map { .string(CommitLabel.text($0)) } ?? .null,
          "message": .string(item.item?.note ?? ""), "readable": .boolean(item.item != nil),
          "writes": .array(try (item.item?.writes ?? []).map(history.write)),
          "decision": decision.map {
            .members([
              "by": .string($0.by), "at": .string(Instant.iso($0.time)), "reason": .string($0.reason),
            ])
          } ?? .null,
        ])
      }
    }
  }

  func line(_ item: QuarantineItem) -> String {
    var parts = [
      String(item.kept.id), item.author, item.device, Instant.local(item.kept.time),
      Spoken.text(Words.Quarantine.why(item.kept.reason.rawValue)),
    ]
    if let decision = item.kept.decision {
      let words = decision.isAccepted ? "accepted" : "refused"
      parts += [words, decision.by, decision.reason]
    }
    return parts.map(OneLine.text).joined(separator: "\t")
  }

  func lines(_ item: QuarantineItem) throws -> [String] {
    var lines = [line(item)]
    guard let shown = item.item else {
      let words = item.kept.commit == nil ? Words.Quarantine.notAnEdit : Words.Quarantine.unreadable
      return lines + ["  " + Spoken.text(words)]
    }
    if !shown.note.isEmpty { lines.append("  " + OneLine.text(shown.note)) }
    try server.replica.store.read { reading in
      let text = ValueText(try Lookup(reading), Spoken.language)
      for write in shown.writes {
        let type = write.type.flatMap { text.lookup.schema.type($0) }
        let isThere = try reading.record(write.record).map { !$0.isUnknown } ?? false
        let name = isThere ? try text.name(of: write.record) : type.map { text.label($0.label) } ?? ""
        let before =
          try write.from.map {
            try $0.isCleared ? "" : text.text($0, register: write.register, of: type) + " → "
          } ?? "… → "
        let after = try text.text(write.to, register: write.register, of: type)
        let reference = try text.lookup.reference(of: write.record)
        lines.append(
          OneLine.text("  \(reference)  \(name) · \(text.label(write.register, of: type)): \(before)\(after)"))
      }
    }
    return lines
  }

  func conflicts(of commit: Commit) throws -> Int {
    try server.replica.store.read { reading in
      try Set(try reading.operations(of: commit).map(\.operation.record)).reduce(0) { sum, record in
        let conflicts = try reading.view(record)?.conflicts ?? []
        return sum
          + conflicts.count { conflict in
            conflict.dots.contains { $0.replica == commit.replica && $0.sequence == commit.sequence }
          }
      }
    }
  }
}

extension ServerFolder {
  /// A workspace opened for one command. A server may have it open too: both write in the same transactions.
  func server(_ wanted: String?) throws -> WorkspaceServer {
    let file = try log()
    let head = try Self.head(wanted, in: file)
    let store = try SQLiteReplicaStore(folder: workspaceFolder(head.workspace).path, mode: .create)
    return try WorkspaceServer(
      replica: Replica(store: store), log: try file.log(of: head.workspace), accounts: file, seal: try seal(),
      keptApart: KeyFolder(keys))
  }
}

/// What people wrote, on one line that a terminal shows and does not obey.
enum OneLine {
  static func text(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: result.append(" ")
      case .format where scalar.value != 0x200D: result.append("\u{FFFD}")
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
