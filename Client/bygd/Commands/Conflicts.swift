import ArgumentParser
import CommitFormat
import Merge
import Plan
import Replica
import Schema
import Words

struct Conflicts: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.conflicts))

  @OptionGroup var options: CommonOptions

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.conflictsAll)))
  var all = false

  func run() throws {
    let session = Session(options)
    let open = try session.reader().conflicts()
    try session.look { look in
      // An administrator's list is the inbox: what everybody waits for.
      let header = try look.reading.header()
      let user = header?.user
      let all = all || header?.role == .administrator
      let listed =
        try all
        ? open
        : open.filter { conflict in
          try conflict.conflict.dots.contains { try look.reading.author(of: $0) == user }
        }
      if session.output.json {
        let json = try ConflictJSON(look.reading, lookup: look.lookup)
        return try session.output.print(["conflicts": .array(try listed.map { try json.conflict($0) })])
      }
      if listed.isEmpty {
        session.output.say(Words.Inbox.none)
      } else {
        try session.output.print(try Self.table(listed, look))
        session.output.say(Words.Inbox.show)
      }
      if listed.count < open.count { session.output.say(Words.Inbox.more(open.count - listed.count)) }
    }
  }

  private static func table(_ conflicts: [OpenConflict], _ look: Look) throws -> TextTable {
    let language = look.text.language
    var table = TextTable(
      headings: [
        "ID", Words.Records.reference.text(language), Words.Records.name.text(language),
        Words.Inbox.field.text(language), Words.Inbox.kind.text(language), Words.Inbox.authors.text(language),
      ])
    for open in conflicts {
      let type = look.lookup.schema.type(open.view.type)
      var authors: [String] = []
      for candidate in open.candidates where !authors.contains(candidate.author) { authors.append(candidate.author) }
      table.rows.append([
        open.id.text, try look.lookup.reference(of: open.view.id), try look.lookup.name(of: open.view),
        open.conflict.register.map { look.text.label($0, of: type) } ?? "",
        Words.Conflicts.kind(open.conflict.kind.rawValue).text(language), language.list(authors),
      ])
    }
    return table
  }

  /// The open conflict whose id begins with `text`.
  static func find(_ text: String, in replica: Replica) throws -> OpenConflict {
    let letters = text.lowercased()
    let found = try replica.conflicts().filter { !letters.isEmpty && $0.id.text.hasPrefix(letters) }
    guard let first = found.first else { throw CommandProblem.noConflictLikeThat(text) }
    guard found.count == 1 else { throw CommandProblem.ambiguous(text, found.map(\.id.text)) }
    return first
  }
}

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
    let open = try Conflicts.find(id, in: try session.reader())
    try session.look { look in
      if session.output.json {
        let json = try ConflictJSON(look.reading, lookup: look.lookup).conflict(open)
        return try session.output.print(json.object ?? JSONObject())
      }
      let user = try look.reading.header()?.user ?? ""
      guard
        let record = try RecordSheet.make(
          of: open.view.id, only: open.id, text: look.text, reading: look.reading, viewer: user),
        let sheet = record.conflicts.first
      else { throw EditProblem.conflictMoved(open.view.id) }
      let settles = try look.reading.header()?.role == .administrator
      try session.output.print(SheetLayout(sheet, session.output, settles: settles).text)
    }
  }
}

/// A conflict laid out for a terminal: its values beside each other, or below each other where there is no room.
struct SheetLayout {
  let text: String

  init(_ sheet: ConflictSheet, _ output: Output, settles: Bool) {
    let columns = max(40, min(output.out.columns ?? 100, 160))
    let title = sheet.field.isEmpty ? sheet.kindName : "\(sheet.field): \(sheet.kindName)"
    var lines = [
      output.bold(PlainText.oneLine(sheet.recordName)), "\(sheet.typeName) · \(sheet.reference)",
      PlainText.oneLine(title), "",
    ]
    let blocks = sheet.columns.map { column in
      let heading = column.number.map { "\($0)  \(column.heading)" } ?? column.heading
      let who = [column.author, column.device].filter { !$0.isEmpty }.joined(separator: ", ")
      var head = [heading, PlainText.oneLine(who), column.time]
      if !column.note.isEmpty { head.append("”\(PlainText.oneLine(column.note))”") }
      return (head: head, text: PlainText.safe(column.text))
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
    lines.append("")
    if settles {
      if !sheet.advice.isEmpty { lines += DisplayWidth.wrap(sheet.advice, to: columns) }
      lines.append(output.text(Words.Inbox.nextSteps))
      let commands = sheet.ways.map(\.command)
      let commandWidth = commands.map(DisplayWidth.of).max() ?? 0
      for step in sheet.ways {
        lines.append("  " + DisplayWidth.fit(step.command, to: commandWidth) + "   " + PlainText.oneLine(step.label))
      }
    } else {
      lines += DisplayWidth.wrap(output.text(Words.Inbox.administratorSettles), to: columns)
    }
    text = lines.joined(separator: "\n")
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
