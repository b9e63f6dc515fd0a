import ArgumentParser
import CommitFormat
import Merge
import Plan
import Replica
import Schema
import Words

struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.status))

  @OptionGroup var options: CommonOptions

  func run() throws {
    let session = Session(options)
    let status = try session.reader().status()
    try session.look { look in
      if session.output.json {
        try session.output.print(try Self.json(status, look, session))
      } else {
        try Self.printText(status, look, session)
      }
    }
    if !session.output.json, let found = status.header.copyToTell {
      try Copies.tell(found, session.writer(), session.output)
    }
    if let last = status.tidings.last, session.output.json || session.output.out.isTerminal {
      // Shown once; a replica that can't be written shows them again.
      try? session.writer().dismissTidings(upTo: last.id)
    }
  }

  private static func json(_ status: ReplicaStatus, _ look: Look, _ session: Session) throws -> JSONObject {
    let history = try HistoryJSON(look.reading, lookup: look.lookup)
    let header = status.header
    return JSONObject([
      .init(key: "replica", value: .string(session.folder)),
      .init(key: "workspace", value: .string(header.workspaceName)),
      .init(key: "user", value: .string(header.user)),
      .init(key: "server", value: header.server.map(JSONValue.string) ?? .null),
      .init(key: "unsynced", value: .number(status.unsynced)),
      .init(key: "refused", value: .number(status.refused)),
      .init(key: "conflicts", value: .number(status.conflictsOwn)),
      .init(key: "conflictsOpen", value: .number(status.conflictsOpen)),
      .init(key: "records", value: .number(status.records)),
      .init(key: "lastSync", value: header.lastSync.map { .string(Instant.iso($0)) } ?? .null),
      .init(key: "digest", value: .string(header.digest.hex)),
      .init(key: "copied", value: .boolean(!header.former.isEmpty || header.copyToTell != nil)),
      .init(key: "told", value: .array(try status.tidings.map { try history.tiding($0) })),
    ])
  }

  private static func printText(_ status: ReplicaStatus, _ look: Look, _ session: Session) throws {
    let output = session.output
    let header = status.header
    try output.print(output.bold(PlainText.oneLine(header.workspaceName)))
    let role = output.text(Words.People.role(header.role.rawValue))
    var lines: [(Phrase, String)] = [
      (Words.Status.user, "\(header.user) (\(role)), \(header.device)"),
      (Words.Status.server, header.server ?? output.text(Words.Status.noServer)),
      (
        Words.Status.lastSync,
        header.lastSync.map { Instant.local($0) } ?? output.text(Words.Status.never)
      ),
      (Words.Status.records, output.language.number(status.records)),
      (Words.Status.unsynced, output.language.number(status.unsynced)),
      (Words.Status.refused, output.language.number(status.refused)),
      (
        Words.Status.conflicts,
        output.text(Words.Status.ownOf(status.conflictsOwn, status.conflictsOpen))
      ),
      (Words.Status.place, session.folder),
    ]
    if let ahead = header.clockAhead, abs(ahead) > 120_000 {
      lines.append((Words.Status.clock, output.text(Words.Status.clockAhead(ahead))))
    }
    let labels = lines.map { output.text($0.0) }
    let width = labels.map(DisplayWidth.of).max() ?? 0
    for (label, line) in zip(labels, lines) {
      try output.print(DisplayWidth.fit(label, to: width) + "  " + PlainText.oneLine(line.1))
    }
    try Told.print(status.tidings, look, output)
    if status.refused > 0 { output.say(Words.Status.seeRefused) }
    if status.conflictsOpen > 0 { output.say(Words.Status.seeConflicts) }
    if status.unsynced > 0, header.server != nil { output.say(Words.Status.seeSync) }
  }
}

/// Word to an author of what became of a value.
enum Told {
  static func print(_ tidings: [Tiding], _ look: Look, _ output: Output) throws {
    for tiding in tidings {
      let type = try look.reading.view(tiding.record).flatMap { look.lookup.schema.type($0.type) }
      func text(_ value: Value) throws -> String {
        let text = PlainText.oneLine(try look.text.text(value, register: tiding.register, of: type))
        return DisplayWidth.of(text) > 60 ? DisplayWidth.fit(text, to: 60) : text
      }
      let record = try look.lookup.name(of: tiding.record)
      let date = Instant.localDay(tiding.time)
      let field = look.text.label(tiding.register, of: type)
      let phrase =
        switch tiding.outcome {
        case .replaced:
          Words.Status.told(
            by: tiding.by, record: record, field: field, value: try text(tiding.value),
            chosen: try text(tiding.chosen), reason: tiding.reason, date: date)
        case .deleted where tiding.register == .life:
          Words.Status.toldGone(by: tiding.by, record: record, reason: tiding.reason, date: date)
        case .deleted:
          Words.Status.toldDeleted(
            by: tiding.by, record: record, field: field, value: try text(tiding.value), reason: tiding.reason,
            date: date)
        case .kept: Words.Status.toldKept(by: tiding.by, record: record, reason: tiding.reason, date: date)
        }
      try output.print(phrase)
    }
  }
}
