import ArgumentParser
import CommitFormat
import Merge
import Plan
import Replica
import Schema
import Words

struct Log: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.log))

  @OptionGroup var options: CommonOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.reference), valueName: "ref"))
  var reference: String?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.limit), valueName: "n"))
  var limit: Int?

  func validate() throws {
    guard limit ?? 0 >= 0 else { throw ValidationError(Spoken.text(Words.Arguments.negative)) }
  }

  func run() throws {
    let session = Session(options)
    let record = try reference.map { text in try session.look { try $0.lookup.record(text) } }
    // A person reads the newest; a program gets all, unless it says otherwise.
    let most = limit ?? (session.output.json || record != nil ? .max : 30)
    let items = try session.reader().history(of: record, limit: most)
    try session.look { look in
      let about =
        try record.map { record in try ProposalBook(look.reading).all().filter { $0.subject == record } } ?? []
      if session.output.json {
        let json = try HistoryJSON(look.reading, lookup: look.lookup)
        let commits = JSONValue.array(try items.map { try json.commit($0) })
        guard record != nil else { return try session.output.print(["commits": commits]) }
        return try session.output.print([
          "commits": commits, "proposals": .array(try about.map { try Proposals.json($0, look) }),
        ])
      }
      try History.print(items, look, session.output)
      guard !about.isEmpty else { return }
      try session.output.print("")
      try session.output.print(session.output.bold(session.output.text(Words.SettlingReport.proposalsHeading)))
      for proposal in about { try Proposals.print(proposal, look, session.output) }
    }
  }
}

struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.diff))

  @OptionGroup var options: CommonOptions

  func run() throws {
    let session = Session(options)
    let items = try session.reader().unsynced()
    try session.look { look in
      if items.isEmpty, !session.output.json { return session.output.say(Words.Reading.allSynced) }
      try History.print(items, look, session.output)
    }
  }
}

/// Commits as people and programs read them.
enum History {
  static func print(_ items: [HistoryItem], _ look: Look, _ output: Output, dryRun: Bool = false) throws {
    if output.json {
      let json = try HistoryJSON(look.reading, lookup: look.lookup)
      return try output.print(["commits": .array(try items.map { try json.commit($0) })])
    }
    if dryRun { output.say(Words.Writing.dryRun) }
    guard !items.isEmpty else { return output.say(Words.Reading.noHistory) }
    for (index, item) in items.enumerated() {
      if index > 0 { try output.print("") }
      if !dryRun {
        var head = [CommitLabel.text(item.commit.commit), Instant.local(item.commit.commit.stamp.milliseconds)]
        head.append(item.device.isEmpty ? item.author : "\(item.author) (\(item.device))")
        switch item.state {
        case .logged: break
        case .unsynced: head.append(output.text(Words.Records.isUnsynced))
        case .refused: head.append(output.text(Words.Reading.refused))
        }
        try output.print(output.bold(PlainText.oneLine(head.joined(separator: " · "))))
        if !item.note.isEmpty { try output.print("  " + PlainText.oneLine(item.note)) }
      }
      try printWrites(item, look, output)
    }
  }

  /// A line per write: which record and field, what stood there, what stands there now.
  static func printWrites(_ item: HistoryItem, _ look: Look, _ output: Output) throws {
    let most = 40
    let columns = output.out.columns
    var lastRecord: RecordID?
    for write in item.writes.prefix(most) {
      let type = write.type.flatMap { look.lookup.schema.type($0) }
      if write.record != lastRecord {
        let name = try look.lookup.name(of: write.record)
        let label = type.map { look.text.label($0.label) } ?? ""
        try output.print(
          fit("  \(try look.lookup.reference(of: write.record))  \(label)  \(PlainText.oneLine(name))", columns))
        lastRecord = write.record
      }
      let field = look.text.label(write.register, of: type)
      let to = PlainText.oneLine(try look.text.text(write.to, register: write.register, of: type))
      var from = "… → "
      if let value = write.from {
        from = value.isCleared ? "" : PlainText.oneLine(try look.text.text(value, register: write.register, of: type))
        if !from.isEmpty { from += " → " }
      }
      if write.register == .life { from = "" }
      try output.print(fit("    \(field): \(from)\(to)", columns))
      for side in write.settled {
        let value = PlainText.oneLine(try look.text.text(side.value, register: write.register, of: type))
        let author = PlainText.oneLine(side.author)
        try output.print(fit("      \(output.text(Words.SettlingReport.hadWritten(author))): \(value)", columns))
      }
    }
    if item.writes.count > most { try output.print("    " + output.text(Words.Reading.more(item.writes.count - most))) }
  }

  private static func fit(_ line: String, _ columns: Int?) -> String {
    guard let columns, DisplayWidth.of(line) > columns else { return line }
    return DisplayWidth.fit(line, to: columns)
  }
}
