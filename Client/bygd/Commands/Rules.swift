import ArgumentParser
import CommitFormat
import Merge
import Plan
import Replica
import Schema
import Words

/// `resolve --rule`: many conflicts at once.
struct RuleCarrying {
  private let command: Resolve
  private let writing: Writing
  private var session: Session { writing.session }

  init(_ command: Resolve) {
    self.command = command
    writing = Writing(command.options, command.change)
  }

  func run(_ code: String) throws {
    let rule = try Self.rule(code, author: command.author)
    let replica = try session.writer()
    guard try replica.header().role == .administrator else { throw EditProblem.notAllowed(needs: .administrator) }
    let places =
      command.ids.isEmpty
      ? try InboxIndex(replica).conflicts(command.filters.filter)
      : try command.ids.map { text in
        let open = try Conflicts.find(text, in: session)
        return ConflictPlace(id: open.id, record: open.view.id)
      }
    let isShown = command.change.dryRun || !command.change.yes && session.output.canAsk
    if isShown {
      let preview = try session.look { try BulkSettling.preview(rule, places, text: $0.text, reading: $0.reading) }
      try show(preview, rule)
      if command.change.dryRun || preview.lines.isEmpty { return }
      guard session.output.confirm(Words.SettlingReport.confirmRule(preview.lines.count)) else {
        throw CommandProblem.declined
      }
    }
    let report = try BulkSettling.carryOut(
      rule, places, reason: command.reason ?? "", replica: replica
    ) { draft in _ = try replica.edit(draft) }
    try show(report, rule)
  }

  static func rule(_ code: String, author: String?) throws -> InboxRule {
    guard let rule = InboxRule(code, person: author) else {
      throw CommandProblem.usage(Words.SettlingHelp.unknownRule(code, InboxRule.typedCodes))
    }
    return rule
  }

  private func show(_ preview: RulePreview, _ rule: InboxRule) throws {
    let output = session.output
    if output.json {
      return try output.print([
        "rule": .string(rule.code),
        "changes": .array(
          preview.lines.map { line in
            .members([
              "id": .string(line.place.id.text), "ref": .string(line.reference),
              "record": .string(line.place.record.text), "field": .string(line.fieldKey),
              "before": .string(line.before), "after": .string(line.after),
            ])
          }),
        "untouched": .number(preview.untouched),
      ])
    }
    guard !preview.lines.isEmpty else { return output.say(Words.SettlingReport.ruleSaysNothing) }
    var table = TextTable(headings: [
      "ID", output.text(Words.Records.reference), output.text(Words.Records.name), output.text(Words.Inbox.field),
      output.text(Words.SettlingReport.now), output.text(Words.SettlingReport.then),
    ])
    for line in preview.lines {
      table.rows.append([line.place.id.text, line.reference, line.name, line.field, line.before, line.after])
    }
    try output.print(table)
    if preview.untouched > 0 { output.say(Words.SettlingReport.untouched(preview.untouched)) }
  }

  private func show(_ report: BulkReport, _ rule: InboxRule) throws {
    let output = session.output
    if output.json {
      func ids(_ places: [ConflictPlace]) -> JSONValue { .array(places.map { .string($0.id.text) }) }
      return try output.print([
        "rule": .string(rule.code), "settled": ids(report.settled), "commits": .number(report.commits),
        "moved": ids(report.moved), "untouched": ids(report.untouched), "refused": ids(report.refused.map(\.place)),
      ])
    }
    output.say(Words.SettlingReport.ruleDone(report.settled.count))
    if !report.untouched.isEmpty { output.say(Words.SettlingReport.untouched(report.untouched.count)) }
    if !report.moved.isEmpty {
      throw try ConflictMoved(report.moved.map(\.id), in: nil, session)
    }
    for refused in report.refused {
      let failure = Failure(refused.problem, unsynced: 0)
      output.say(Phrase(verbatim: "\(refused.place.id.text): \(failure.text(output.language))"))
    }
  }
}

struct RuleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rule", abstract: Spoken.text(Words.SettlingHelp.standing),
    subcommands: [RuleList.self, RuleSet.self, RuleOff.self], defaultSubcommand: RuleList.self)
}

struct RuleList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: Spoken.text(Words.SettlingHelp.standingList))

  @OptionGroup var options: CommonOptions

  func run() throws {
    let session = Session(options)
    try session.look { look in
      let rules = try StandingRules(look.reading).all()
      let output = session.output
      if output.json {
        return try output.print(["rules": .array(try rules.map { try Self.json($0, look) })])
      }
      guard !rules.isEmpty else { return output.say(Words.SettlingReport.noRules) }
      var table = TextTable(headings: [
        output.text(Words.SettlingReport.ruleType), output.text(Words.Inbox.field),
        output.text(Words.SettlingReport.rule),
        output.text(Words.SettlingReport.state), output.text(Words.SettlingReport.ruleAuthor),
        output.text(Words.SettlingReport.reason),
      ])
      for rule in rules {
        let type = look.lookup.schema.type(rule.type)
        let field = type?.register(rule.field).map { look.text.label($0.label) } ?? rule.field
        table.rows.append([
          type.map { look.text.label($0.label) } ?? rule.type, field, rule.rule.words(output.language),
          output.text(
            rule.isContested
              ? Words.SettlingReport.contested : rule.isOn ? Words.SettlingReport.isOn : Words.SettlingReport.isOff),
          rule.author, rule.reason,
        ])
      }
      try output.print(table)
    }
  }

  static func json(_ rule: StandingRule, _ look: Look) throws -> JSONValue {
    .members([
      "ref": .string(try look.lookup.reference(of: rule.record)), "type": .string(rule.type),
      "field": .string(rule.field), "rule": .string(rule.rule.code),
      "person": rule.rule.person.map(JSONValue.string) ?? .null, "reason": .string(rule.reason),
      "state": .string(rule.isOn ? "on" : "off"), "author": .string(rule.author),
      "contested": .boolean(rule.isContested),
    ])
  }
}

struct RuleSet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: Spoken.text(Words.SettlingHelp.standingSet))

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.SettlingHelp.type), valueName: "type"))
  var type: String

  @Argument(help: ArgumentHelp(Spoken.text(Words.SettlingHelp.field), valueName: "field"))
  var field: String

  @Argument(help: ArgumentHelp(Spoken.text(Words.SettlingHelp.rule), valueName: "rule"))
  var rule: String

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.SettlingHelp.author), valueName: "name"))
  var author: String?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.reason), valueName: "text"))
  var reason: String?

  func run() throws {
    let rule = try RuleCarrying.rule(rule, author: author)
    try RuleSet.write(Writing(options, change)) { rules, lookup in
      try rules.change(rule, type: lookup.type(named: type).key, field: field, reason: reason ?? "", isOn: true)
    }
  }

  static func write(
    _ writing: Writing, _ change: (StandingRules, Lookup) throws -> (change: RecordChange, record: RecordID)
  ) throws {
    let replica = try writing.session.writer()
    guard try replica.header().role == .administrator else { throw EditProblem.notAllowed(needs: .administrator) }
    let (change, record) = try writing.session.look { look in
      try change(StandingRules(look.reading), look.lookup)
    }
    try writing.write(Draft([change]), showing: record) { _, _ in Words.SettlingReport.ruleSaved }
  }
}

struct RuleOff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "off", abstract: Spoken.text(Words.SettlingHelp.standingOff))

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.SettlingHelp.type), valueName: "type"))
  var type: String

  @Argument(help: ArgumentHelp(Spoken.text(Words.SettlingHelp.field), valueName: "field"))
  var field: String

  func run() throws {
    try RuleSet.write(Writing(options, change)) { rules, lookup in
      let type = try lookup.type(named: self.type).key
      guard let known = try rules.all().first(where: { $0.type == type && $0.field == field }) else {
        throw CommandProblem.noRule(type, field)
      }
      return try rules.change(known.rule, type: type, field: field, reason: known.reason, isOn: false)
    }
  }
}
