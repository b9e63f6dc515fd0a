import ArgumentParser
import CommitFormat
import Foundation
import Plan
import Replica
import Schema
import Words

struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.importing))

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.importFile), valueName: "file"))
  var file: String

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.review), valueName: "file"))
  var review: String?

  func run() throws {
    let session = Session(options)
    let table = try ReviewTable(reading: try Session.readBytes(file))
    let replica = change.dryRun ? try session.reader() : try session.writer()
    let source = file == "-" ? "-" : (file as NSString).lastPathComponent
    let (preview, reviewed) = try replica.store.read { reading in
      guard try reading.header() != nil else { throw ReplicaProblem.notSetUp }
      return (
        try PlanImporter(reading).preview(table.rows, source: source),
        review == nil ? nil : try table.identified(reading)
      )
    }
    if !change.dryRun {
      var progress = ProgressLine(session.output)
      for (index, draft) in preview.drafts.enumerated() {
        progress.show(session.output.text(Words.Importing.progress(index, of: preview.drafts.count)))
        _ = try replica.edit(draft)
      }
      progress.clear()
    }
    if let review, let reviewed { try FileOutput.write(reviewed.csv(), to: review) }
    let warnings = table.rows.compactMap { row -> ImportWarning? in
      guard case .warning(let warning) = row.entry else { return nil }
      return warning
    }
    if options.json {
      return try session.output.print([
        "added": .number(preview.added), "changed": .number(preview.changed), "unchanged": .number(preview.unchanged),
        "uncertain": .number(preview.uncertain), "commits": .number(preview.drafts.count),
        "warnings": .array(
          warnings.map {
            .members([
              "line": .number($0.line), "code": .string($0.code.rawValue), "text": .string($0.text),
            ])
          }), "review": review.map(JSONValue.string) ?? .null, "dryRun": .boolean(change.dryRun),
      ])
    }
    if change.dryRun { session.output.say(Words.Writing.dryRun) }
    try session.output.print(
      Words.Importing.summary(
        added: preview.added, changed: preview.changed, unchanged: preview.unchanged, uncertain: preview.uncertain))
    let unread = warnings.filter { $0.code != .pageFurniture && $0.code != .chapterText }
    if !unread.isEmpty { session.output.say(Words.Importing.leftOver(unread.count)) }
    if preview.uncertain > 0 || !unread.isEmpty {
      session.output.say(review.map(Words.Importing.reviewed) ?? Words.Importing.review(source))
    }
  }
}

/// One line on the terminal that says how far something has come; nothing where there is no terminal.
struct ProgressLine {
  private let output: Output
  private var isShown = false

  init(_ output: Output) {
    self.output = output
  }

  mutating func show(_ text: String) {
    guard !output.json, let columns = output.errors.columns else { return }
    output.errors.write("\r\u{1B}[K" + DisplayWidth.fit(PlainText.oneLine(text), to: max(8, columns - 1)))
    isShown = true
  }

  mutating func clear() {
    if isShown { output.errors.write("\r\u{1B}[K") }
    isShown = false
  }
}

struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.export))

  @OptionGroup var options: CommonOptions

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.exportFormat), valueName: "csv|json|ndjson|ics"))
  var format: String?

  @Flag(name: .customLong("with-history"), help: ArgumentHelp(Spoken.text(Words.Help.withHistory)))
  var withHistory = false

  func run() throws {
    let known = RecordExport.Format.allCases.map(\.rawValue)
    let name = format ?? "json"
    guard let format = RecordExport.Format(rawValue: name) else {
      throw CommandProblem.usage(Words.Arguments.unknownFormat(name, known))
    }
    guard format == .json || format == .ndjson || !withHistory else {
      throw CommandProblem.usage(Words.Arguments.historyNeedsJSON)
    }
    let session = Session(options)
    let history = withHistory ? Array(try session.reader().history().reversed()) : nil
    let bytes = try session.look { look in
      let export = RecordExport(look.reading, lookup: look.lookup)
      return switch format {
      case .csv: try export.csv()
      case .json: try export.json(history: history)
      case .ndjson: try export.lines(history: history)
      case .ics: try CalendarExport(look.reading, look.text).bytes(now: SystemClock().now())
      }
    }
    guard session.output.out.write(bytes) else { throw CommandProblem.notWritten }
  }
}

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.report))

  @OptionGroup var options: CommonOptions

  @Argument(
    help: ArgumentHelp(
      Spoken.text(Words.Help.reportName), valueName: ReportName.allCases.map(\.rawValue).joined(separator: "|")))
  var name: String

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.year), valueName: "year"))
  var year: Int?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.reportFormat), valueName: "text|md|csv|json"))
  var format: String?

  func run() throws {
    guard let name = ReportName(rawValue: name) else {
      throw CommandProblem.usage(Words.Arguments.unknownReport(name, ReportName.allCases.map(\.rawValue)))
    }
    let format = format ?? (options.json ? "json" : "text")
    guard ["text", "md", "csv", "json"].contains(format) else {
      throw CommandProblem.usage(Words.Arguments.unknownFormat(format, ["text", "md", "csv", "json"]))
    }
    let session = Session(options)
    let output = session.output
    let report: any PlanReport = try session.look { look in
      let year = year ?? Int(Instant.localDay(SystemClock().now()).prefix(4)) ?? 0
      return try name.report(look.reading, look.text, year: year)
    }
    switch format {
    case "md": guard output.out.write(report.markdown()) else { throw CommandProblem.notWritten }
    case "csv": guard output.out.write(report.csv()) else { throw CommandProblem.notWritten }
    case "json": try output.print(report.json())
    default:
      try output.print(output.bold(PlainText.oneLine(report.title)))
      for part in report.parts() {
        try output.print("")
        // Where the first column says it, nobody needs it twice.
        if part.heading != part.table.headings.first { try output.print(output.bold(part.heading)) }
        try output.print(part.table)
      }
    }
  }
}
