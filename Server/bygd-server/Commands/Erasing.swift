import ArgumentParser
import CommitFormat
import Foundation
import Merge
import Plan
import Replica
import Schema
import SyncServer
import Words

/// Shows exactly what would go, asks, and erases it. The server is stopped meanwhile, so that nobody is handed what goes.
struct Erase: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Erasing.help))

  @OptionGroup var options: WorkspaceOptions
  @Argument(help: ArgumentHelp(Spoken.text(Words.Erasing.recordsHelp), valueName: "REF")) var records: [String] = []
  @Option(help: ArgumentHelp(Spoken.text(Words.Erasing.fieldHelp), valueName: "FIELD")) var field: [String] = []
  @Option(help: ArgumentHelp(Spoken.text(Words.Erasing.namingHelp), valueName: "TEXT")) var naming: String?
  @Option(help: ArgumentHelp(Spoken.text(Words.Erasing.reasonHelp), valueName: "TEXT")) var reason: String?
  @Option(help: ArgumentHelp(Spoken.text(Words.Erasing.tokenHelp), valueName: "TOKEN")) var token: String?
  @Flag(help: ArgumentHelp(Spoken.text(Words.Erasing.previewHelp))) var dryRun = false
  @Flag(help: ArgumentHelp(Spoken.text(Words.Restoring.yesHelp))) var yes = false

  func run() throws {
    let folder = options.folders.folder
    let lock = try ServingLock(folder)
    let server = try options.hosted()
    var request = ErasureRequest(try scope(server), reason: reason ?? "", quotingTypes: ProposalBook.quotingTypes)
    let preview = try server.previewErasure(request, by: .console)
    if let token, token != preview.token { throw ErasureProblem.changed(preview) }
    if dryRun {
      try show(preview, server, isErased: false)
      return
    }
    guard let reason, !reason.isEmpty else { throw ErasureProblem.reason }
    if !options.json { try show(preview, server, isErased: false) }
    guard yes || !options.json && Output.asks(Words.Erasing.question) else {
      Output.error(Spoken.text(Words.Erasing.notErased))
      throw ExitCode(ServerFailure.failed)
    }
    request.reason = reason
    let report = try server.erase(request, expecting: preview.token, by: .console)
    _ = consume lock
    if options.json {
      try show(report.done, server, isErased: true)
      return
    }
    Output.line(Spoken.text(Words.Erasing.erased(values: report.done.items.count)))
    if !report.isScrubbed { Output.error(Spoken.text(Words.Erasing.notScrubbed)) }
    let older = (try? FileManager.default.contentsOfDirectory(atPath: folder.data)) ?? []
    let aside = older.filter { $0.contains(".before-restore") }.sorted()
    if !aside.isEmpty { Output.line(Spoken.text(Words.Erasing.older(aside.map { folder.data + "/" + $0 }))) }
  }

  private func scope(_ server: WorkspaceServer) throws -> ErasureRequest.Scope {
    if let naming { return .naming(naming) }
    guard !records.isEmpty else { throw ErasureCommandProblem.nothingNamed }
    let found = try server.replica.store.read { reading in
      let lookup = try Lookup(reading)
      return try records.map { text -> RecordID in
        guard case .found(let record) = try lookup.find(text) else { throw ErasureCommandProblem.unknownRecord(text) }
        return record
      }
    }
    return .records(found, fields: field.isEmpty ? nil : field)
  }

  private func show(_ preview: ErasurePreview, _ server: WorkspaceServer, isErased: Bool) throws {
    try server.replica.store.read { reading in
      let text = ValueText(try Lookup(reading), Spoken.language)
      let schema = text.lookup.schema
      func field(_ item: ErasurePreview.Item) -> Field? { item.type.flatMap { schema.type($0) }?.field(item.field) }
      if options.json {
        Output.json([
          "workspace": .string(server.name), "erased": .boolean(isErased), "token": .string(preview.token),
          "records": .number(preview.recordCount), "commits": .number(preview.commits),
          "unsalted": .array(
            preview.unsalted.map { number in
              .string(preview.items.first { $0.field == number }.flatMap(field)?.key ?? "\(number.number)")
            }),
          "values": .array(
            try preview.items.map { item in
              .members([
                "record": .string(item.record.text), "ref": .string(try text.lookup.reference(of: item.record)),
                "field": .string(field(item)?.key ?? "\(item.field.number)"),
                // What is gone is not said again.
                "value": isErased ? .null : .string(try value(item, field(item), text)), "by": .string(item.author),
                "at": .string(Instant.iso(item.time)), "current": .boolean(item.isStanding),
              ])
            }),
        ])
        return
      }
      let counts = Words.Erasing.preview(
        values: preview.items.count, records: preview.recordCount, commits: preview.commits)
      Output.line(Spoken.text(counts))
      for item in preview.items {
        let name = try text.name(of: item.record)
        let label = field(item).map { text.label($0.label) } ?? "\(item.field.number)"
        let mark = item.isStanding ? "\t" + Spoken.text(Words.Erasing.current) : ""
        Output.line(
          "  \(name)\t\(label)\t\(try value(item, field(item), text))\t\(item.author)\t\(Instant.iso(item.time))\(mark)"
        )
      }
      if !preview.unsalted.isEmpty {
        let labels = preview.unsalted.map { number in
          preview.items.first { $0.field == number }.flatMap(field).map { text.label($0.label) } ?? "\(number.number)"
        }
        Output.line(Spoken.text(Words.Erasing.unsalted(labels)))
      }
    }
  }

  private func value(_ item: ErasurePreview.Item, _ field: Field?, _ text: ValueText) throws -> String {
    guard let field else { return Hex.string(item.value.bytes) }
    return try text.text(item.value, of: field)
  }
}

/// What can't be erased because it was not said clearly.
enum ErasureCommandProblem: Error, Hashable {
  case nothingNamed
  case unknownRecord(String)
}
