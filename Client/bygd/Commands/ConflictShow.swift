import ArgumentParser
import CommitFormat
import Merge
import Plan
import Replica
import Schema
import Words

struct ConflictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflict", abstract: Spoken.text(Words.Help.conflict), subcommands: [ConflictShow.self])
}

struct ConflictShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: Spoken.text(Words.Help.conflictShow))

  @OptionGroup var options: CommonOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.conflictID), valueName: "id"))
  var id: String

  func run() throws {
    let session = Session(options)
    let open = try Conflicts.find(id, in: session)
    try session.look { look in
      if session.output.json {
        let json = try ConflictJSON(look.reading, lookup: look.lookup).conflict(open, explained: look.text)
        return try session.output.print(json.object ?? JSONObject())
      }
      let sheet = try RecordSheet.shown(open, look)
      let settles = try look.reading.header()?.role == .administrator
      let others = open.view.conflicts.map { ConflictID($0) }.filter { $0 != open.id }
      try session.output.print(
        SheetLayout(sheet, session.output, settles: settles, others: others.map(\.text)).text)
    }
  }
}

extension RecordSheet {
  /// The sheet of a record with one of its conflicts, for whoever sits at this device.
  static func shown(_ open: OpenConflict, _ look: Look) throws -> RecordSheet {
    let user = try look.reading.header()?.user ?? ""
    guard
      let sheet = try RecordSheet.make(
        of: open.view.id, only: open.id, text: look.text, reading: look.reading, viewer: user)
    else { throw EditProblem.conflictMoved(open.view.id) }
    return sheet
  }
}

/// A conflict laid out for a terminal: its values beside each other, or below each other where there is no room.
struct SheetLayout {
  private(set) var text = ""
  private let output: Output
  private let columns: Int
  private var lines: [String] = []

  init(_ record: RecordSheet, _ output: Output, settles: Bool, others: [String]) {
    self.output = output
    columns = max(40, min(output.out.columns ?? 100, 160))
    let place = record.place.isEmpty ? [] : [record.place]
    lines = [
      output.bold(PlainText.oneLine(record.name)),
      ([record.typeName, record.reference] + place).joined(separator: " · "),
    ]
    for sheet in record.conflicts {
      add(sheet)
      addProposals(sheet)
    }
    addSaid(record.said)
    if !record.agreed.isEmpty {
      paragraph(
        output.text(Words.SettlingReport.agreed(record.agreed.map(\.label), in: output.language)), heading: nil)
    }
    if !others.isEmpty { paragraph(output.text(Words.SettlingReport.others(others)), heading: nil) }
    for sheet in record.conflicts { addWays(sheet, settles: settles) }
    text = lines.joined(separator: "\n")
  }

  private mutating func add(_ sheet: ConflictSheet) {
    lines.append(PlainText.oneLine(sheet.field.isEmpty ? sheet.kindName : "\(sheet.field): \(sheet.kindName)"))
    lines += DisplayWidth.wrap(PlainText.oneLine(sheet.explanation), to: columns) + [""]
    let blocks = sheet.columns.enumerated().map { index, column in
      let heading = column.number.map { "\($0)  \(column.heading)" } ?? column.heading
      let who = [column.author, column.device].filter { !$0.isEmpty }.joined(separator: ", ")
      var head = [heading, PlainText.oneLine(who), column.time]
      if !column.note.isEmpty { head.append("”\(PlainText.oneLine(column.note))”") }
      // What is put together of parts is read part by part, the differing ones marked.
      let body =
        sheet.parts.isEmpty
        ? column.text
        : sheet.parts.map { "\($0.isDifferent ? "≠" : "=") \($0.label): \($0.texts[index])" }.joined(separator: "\n")
      return (head: head, text: PlainText.safe(body))
    }
    let width = (columns - 2 * (blocks.count - 1)) / max(1, blocks.count)
    if width >= 18 {
      let heads = blocks.map { block in block.head.flatMap { DisplayWidth.wrap($0, to: width) } }
      let texts = blocks.map { DisplayWidth.wrap($0.text, to: width) }
      lines += Self.beside(heads, width)
      lines.append(blocks.map { _ in String(repeating: "─", count: width) }.joined(separator: "  "))
      lines += Self.beside(texts, width)
    } else {
      for block in blocks {
        lines += block.head.filter { !$0.isEmpty }.flatMap { DisplayWidth.wrap($0, to: columns) }
        lines += DisplayWidth.wrap(block.text, to: columns - 2).map { "  " + $0 } + [""]
      }
    }
    if !sheet.merged.isEmpty {
      paragraph(
        PlainText.safe(merged(sheet)), heading: output.text(Words.SettlingReport.mergedHeading))
    }
  }

  /// The merged text, with what overlaps between brackets.
  private func merged(_ sheet: ConflictSheet) -> String {
    let authors = sheet.columns.filter { $0.number != nil }.map(\.author)
    return sheet.merged.map { segment in
      switch segment {
      case .equal(let text): return text
      case .changed(_, let text, _): return text
      case .overlap(let before, let alternatives):
        let choices = alternatives.map { alternative in
          let who = alternative.heads.map { $0 < authors.count ? authors[$0] : "?" }
          return "\(output.language.list(who)): \(alternative.text.trimmingWhiteSpace)"
        }
        let old = before.trimmingWhiteSpace
        let was = old.isEmpty ? "" : " ¦ \(output.text(Words.Inbox.before)): \(old)"
        return "⟦\(choices.joined(separator: " ¦ "))\(was)⟧"
      }
    }.joined()
  }

  private mutating func addProposals(_ sheet: ConflictSheet) {
    guard !sheet.proposals.isEmpty else { return }
    lines += ["", output.bold(output.text(Words.SettlingReport.proposalsHeading))]
    for proposal in sheet.proposals {
      let draft = proposal.isDraft ? " (\(output.text(Words.SettlingReport.draft)))" : ""
      let why = proposal.reason.isEmpty ? "" : " ”\(proposal.reason)”"
      let line = PlainText.oneLine("\(proposal.number)  \(proposal.author)\(draft): \(proposal.text)\(why)")
      lines += DisplayWidth.wrap(line, to: columns - 2).map { "  " + $0 }
    }
  }

  private mutating func addSaid(_ said: [AuthorSaid]) {
    guard !said.isEmpty else { return }
    lines += ["", output.bold(output.text(Words.SettlingReport.saidHeading))]
    for quote in said {
      let what = output.text(Words.SettlingReport.said(quote.kind.rawValue))
      let head = [quote.author, what, quote.date, quote.reference, quote.name].filter { !$0.isEmpty }
      lines += DisplayWidth.wrap(PlainText.oneLine(head.joined(separator: " · ")), to: columns - 2).map { "  " + $0 }
      lines += DisplayWidth.wrap(PlainText.safe(quote.text), to: columns - 4).map { "    " + $0 }
    }
  }

  private mutating func addWays(_ sheet: ConflictSheet, settles: Bool) {
    lines.append("")
    if settles, !sheet.advice.isEmpty { lines += DisplayWidth.wrap(sheet.advice, to: columns) }
    var steps = sheet.ways.map { (command: $0.command, label: $0.label) }
    if settles {
      steps += sheet.proposals.map {
        ("bygd resolve \(sheet.id) --proposal \($0.number)", output.text(Words.SettlingReport.takeProposal($0.author)))
      }
      lines.append(output.text(Words.Inbox.nextSteps))
    } else {
      steps = steps.map { ($0.command.replacing("bygd resolve ", with: "bygd propose "), $0.label) }
      lines += DisplayWidth.wrap(output.text(Words.SettlingReport.proposeInstead), to: columns)
    }
    let width = steps.map { DisplayWidth.of($0.command) }.max() ?? 0
    for step in steps {
      lines.append("  " + DisplayWidth.fit(step.command, to: width) + "   " + PlainText.oneLine(step.label))
    }
  }

  private mutating func paragraph(_ text: String, heading: String?) {
    lines.append("")
    if let heading { lines.append(output.bold(heading)) }
    lines += DisplayWidth.wrap(text, to: columns - (heading == nil ? 0 : 2)).map { heading == nil ? $0 : "  " + $0 }
  }

  private static func beside(_ blocks: [[String]], _ width: Int) -> [String] {
    let height = blocks.map(\.count).max() ?? 0
    return (0..<height).map { row in
      var line = blocks.map { DisplayWidth.fit(row < $0.count ? $0[row] : "", to: width) }.joined(separator: "  ")
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }
}

extension String {
  fileprivate var trimmingWhiteSpace: String {
    var rest = self[...]
    while rest.last?.isWhitespace == true { rest.removeLast() }
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    return String(rest)
  }
}
