import ArgumentParser
import CommitFormat
import Merge
import Plan
import Replica
import Schema
import SyncServer
import Words

/// Shows which records would go to another audience, asks, and moves them. Not under a running server: it is the one that
/// writes the log.
struct Move: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Moving.help))

  @OptionGroup var options: WorkspaceOptions
  @Argument(help: ArgumentHelp(Spoken.text(Words.Moving.recordsHelp), valueName: "REF")) var records: [String] = []
  @Option(help: ArgumentHelp(Spoken.text(Words.Moving.toHelp), valueName: "AUDIENCE")) var to: String
  @Option(help: ArgumentHelp(Spoken.text(Words.Moving.reasonHelp), valueName: "TEXT")) var reason: String = ""
  @Flag(help: ArgumentHelp(Spoken.text(Words.Moving.dryRunHelp))) var dryRun = false
  @Flag(help: ArgumentHelp(Spoken.text(Words.Restoring.yesHelp))) var yes = false

  func run() throws {
    let folder = options.folders.folder
    let lock = try ServingLock(folder)
    let server = try options.hosted()
    let request = MoveRequest(try found(server), to: try audience(server), reason: reason)
    let preview = try server.previewMove(request, by: .console)
    if dryRun || !options.json { try show(preview, request, server, isMoved: false) }
    if dryRun { return }
    guard yes || !options.json && Output.asks(Words.Moving.question) else {
      Output.error(Spoken.text(Words.Moving.notMoved))
      throw ExitCode(ServerFailure.failed)
    }
    let report = try server.move(request, expecting: preview.token, by: .console)
    _ = consume lock
    if options.json {
      try show(report.done, request, server, isMoved: true)
      return
    }
    let name = try server.replica.store.read { Self.name(request.audience, try $0.currentSchema()) }
    Output.line(Spoken.text(Words.Moving.moved(records: report.done.items.count, to: name)))
    if !report.isScrubbed { Output.error(Spoken.text(Words.Erasing.notScrubbed)) }
  }

  private func found(_ server: WorkspaceServer) throws -> [RecordID] {
    guard !records.isEmpty else { throw MoveCommandProblem.nothingNamed }
    return try server.replica.store.read { reading in
      let lookup = try Lookup(reading)
      return try records.map { text -> RecordID in
        guard case .found(let record) = try lookup.find(text) else { throw MoveCommandProblem.unknownRecord(text) }
        return record
      }
    }
  }

  private func audience(_ server: WorkspaceServer) throws -> Audience {
    if to == Self.everyone { return .everyone }
    let schema = try server.replica.store.read { try $0.currentSchema() }
    guard let declared = schema.audience(to) else {
      throw MoveCommandProblem.unknownAudience(to, known: schema.audiences.map(\.key) + [Self.everyone])
    }
    return declared.audience
  }

  /// How everyone is named where an audience's key is expected.
  private static let everyone = "everyone"

  private static func name(_ audience: Audience, _ schema: Schema) -> String {
    if audience == .everyone { return Spoken.text(Words.Audiences.everyone) }
    return schema.audience(audience)?.label.text(Spoken.language.rawValue) ?? "#\(audience.number)"
  }

  private func show(
    _ preview: MovePreview, _ request: MoveRequest, _ server: WorkspaceServer, isMoved: Bool
  ) throws {
    try server.replica.store.read { reading in
      let text = ValueText(try Lookup(reading), Spoken.language)
      let schema = text.lookup.schema
      func key(_ audience: Audience) -> String { schema.audience(audience)?.key ?? Self.everyone }
      if options.json {
        Output.json([
          "workspace": .string(server.name), "moved": .boolean(isMoved), "to": .string(key(request.audience)),
          "changes": .number(preview.commits),
          "records": .array(
            try preview.items.map { item in
              .members([
                "id": .string(item.record.text), "ref": .string(try text.lookup.reference(of: item.record)),
                "name": .string(try text.name(of: item.record)), "from": .string(key(item.from)),
              ])
            }),
        ])
        return
      }
      let name = Self.name(request.audience, schema)
      Output.line(
        Spoken.text(Words.Moving.preview(records: preview.items.count, commits: preview.commits, to: name)))
      for item in preview.items {
        let from = Spoken.text(Words.Moving.from(Self.name(item.from, schema)))
        Output.line("  \(try text.lookup.reference(of: item.record))\t\(try text.name(of: item.record))\t\(from)")
      }
    }
  }
}

/// What can't be moved because it was not said clearly.
enum MoveCommandProblem: Error, Hashable {
  case nothingNamed
  case unknownRecord(String)
  case unknownAudience(String, known: [String])
}
