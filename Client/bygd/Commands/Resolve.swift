import ArgumentParser
import CommitFormat
import Foundation
import Merge
import Plan
import Replica
import Schema
import Words

/// What is decided, as options.
struct DecisionOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.take), valueName: "n"))
  var take: Int?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.value), valueName: "value"))
  var value: String?

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.editValue)))
  var edit = false

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.keep)))
  var keep = false

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.deleteRecord)))
  var delete = false

  @Flag(name: .customLong("keep-both"), help: ArgumentHelp(Spoken.text(Words.Help.keepBoth)))
  var keepBoth = false

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.SettlingHelp.move), valueName: "ref"))
  var move: String?

  var count: Int {
    [take != nil, value != nil, edit, keep, delete, keepBoth, move != nil].count { $0 }
  }

  /// Nil when the decision is to be written in an editor, or is none of these.
  func decision() throws -> Decision? {
    if let take { return .take(number: take) }
    if let value { return .text(try Self.fileOrText(value)) }
    if keep { return .keep }
    if delete { return .delete }
    if keepBoth { return .keepBoth }
    if let move { return .move(move) }
    return nil
  }

  /// `@FILE` reads a file; a text that begins with the sign itself has it twice.
  static func fileOrText(_ text: String) throws -> String {
    guard text.hasPrefix("@") else { return text }
    let rest = String(text.dropFirst())
    return rest.hasPrefix("@") ? rest : try Session.readText(rest)
  }
}

struct Resolve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: Spoken.text(Words.Help.resolve), discussion: Spoken.text(Words.SettlingHelp.resolveDiscussion))

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var decided: DecisionOptions
  @OptionGroup var filters: ConflictFilterOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.SettlingHelp.conflictIDs), valueName: "id"))
  var ids: [String] = []

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.SettlingHelp.choose), valueName: "field=choice"))
  var choose: [String] = []

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.SettlingHelp.proposal), valueName: "n"))
  var proposal: Int?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.SettlingHelp.rule), valueName: "rule"))
  var rule: String?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.SettlingHelp.author), valueName: "name"))
  var author: String?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.reason), valueName: "text"))
  var reason: String?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.seen), valueName: "token"))
  var seen: String?

  func validate() throws {
    let chosen = decided.count + [proposal != nil, rule != nil, !choose.isEmpty].count { $0 }
    guard chosen == 1 else { throw ValidationError(Spoken.text(Words.Arguments.oneDecision)) }
    if rule == nil {
      guard !ids.isEmpty else { throw ValidationError(Spoken.text(Words.SettlingHelp.whichConflict)) }
      guard filters.filter.isEmpty, author == nil else {
        throw ValidationError(Spoken.text(Words.SettlingHelp.filterWithoutRule))
      }
    } else if !ids.isEmpty, !filters.filter.isEmpty {
      throw ValidationError(Spoken.text(Words.SettlingHelp.idsOrFilter))
    }
    guard ids.count <= 1 || !decided.edit && proposal == nil && choose.isEmpty else {
      throw ValidationError(Spoken.text(Words.SettlingHelp.oneAtATime))
    }
  }

  func run() throws {
    if let rule { return try RuleCarrying(self).run(rule) }
    let writing = Writing(options, change)
    let session = writing.session
    let replica = try session.writer()
    let token = try seen.map { text in
      guard let token = SeenToken(text) else { throw CommandProblem.badToken }
      return token
    }
    let opened = try ids.flatMap { try Self.conflicts($0, all: !choose.isEmpty, session) }
    guard let first = opened.first else { throw CommandProblem.noConflictLikeThat(ids.first ?? "") }
    do {
      if decided.edit {
        let settled = try ConflictForm(first, session).edit { decision in
          let draft = try self.draft([(first, decision)], writing, token)
          _ = try replica.check(draft)
          return draft
        }
        try writing.write(settled.draft, showing: first.view.id, done: Words.Inbox.settled)
        unlink(settled.path)
        return
      }
      let draft = try draft(try decisions(opened, session), writing, token)
      try writing.write(draft, showing: first.view.id, done: Words.Inbox.settled)
    } catch EditProblem.conflictMoved {
      throw try ConflictMoved(opened.map(\.id), in: first.view.id, session)
    } catch DecisionProblem.moved(let ids) {
      throw try ConflictMoved(ids, in: opened.first { ids.contains($0.id) }?.view.id, session)
    }
  }

  /// The conflict that is called `text`, or those of the record that is.
  private static func conflicts(_ text: String, all: Bool, _ session: Session) throws -> [OpenConflict] {
    do {
      let open = try Conflicts.find(text, in: session)
      return all ? try session.reader().openConflicts(of: open.view.id) : [open]
    } catch let problem as CommandProblem {
      let found = try session.look { look in
        guard case .found(let record) = try look.lookup.find(text) else { throw problem }
        return try look.reading.openConflicts(of: record)
      }
      guard all || found.count == 1 else {
        throw found.isEmpty ? problem : CommandProblem.ambiguous(text, found.map(\.id.text))
      }
      return found
    }
  }

  private func decisions(_ opened: [OpenConflict], _ session: Session) throws -> [(OpenConflict, Decision)] {
    if !choose.isEmpty {
      return try session.look { look in try choose.map { try FieldChoice($0).decision(opened, look) } }
    }
    if let proposal {
      return try session.look { look in
        let user = try look.reading.header()?.user ?? ""
        let sheet = try ConflictSheet.make(opened[0], text: look.text, reading: look.reading, viewer: user)
        guard let line = sheet.proposals.first(where: { $0.number == proposal }) else {
          throw CommandProblem.noProposal(proposal, sheet.proposals.count)
        }
        return [(opened[0], line.decision)]
      }
    }
    guard let decision = try decided.decision() else { return [] }
    return opened.map { ($0, decision) }
  }

  private func draft(
    _ decisions: [(open: OpenConflict, decision: Decision)], _ writing: Writing, _ token: SeenToken?
  ) throws -> Draft {
    var isStatus = false
    var draft = try writing.draft(over: { maker, reading in
      for (open, decision) in decisions {
        let settlement = try decision.settlement(of: open, maker: maker)
        if OfficialStatus.isChanged(by: settlement, of: open, schema: maker.lookup.schema) { isStatus = true }
      }
      return try Draft.settling(
        decisions.map { Settling(conflict: $0.open.id, record: $0.open.view.id, decision: $0.decision) },
        reason: reason ?? "", seen: token, reading: reading, maker: maker)
    })
    // Another official status is something that people ask about later.
    if isStatus, reason == nil, !change.yes, writing.session.output.canAsk {
      draft.note = writing.session.output.ask(Words.SettlingReport.askReason)
    }
    return draft
  }
}

/// `doneOn=take:2`, `notes=keep-both`, `colour=value:red`: a decision about one field of a record.
struct FieldChoice {
  private let key: String
  private let choice: String

  init(_ argument: String) throws {
    guard let equals = argument.firstIndex(of: "=") else { throw RequestProblem.notAnAssignment(argument) }
    key = String(argument[..<equals])
    choice = String(argument[argument.index(after: equals)...])
  }

  /// By the field's key, `record` for what is about the record itself, or the conflict's id.
  func decision(_ opened: [OpenConflict], _ look: Look) throws -> (OpenConflict, Decision) {
    let found = opened.filter { open in
      guard let register = open.conflict.register else { return key == "record" || open.id.text.hasPrefix(key) }
      let type = look.lookup.schema.type(open.view.type)
      return type?.register(register.field)?.key == key || register == .alias && key == "same"
        || open.id.text.hasPrefix(key)
    }
    guard let open = found.first else { throw CommandProblem.noConflictLikeThat(key) }
    guard found.count == 1 else { throw CommandProblem.ambiguous(key, found.map(\.id.text)) }
    let parts = choice.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let rest = parts.count > 1 ? String(parts[1]) : ""
    switch (parts[0], parts.count) {
    case ("take", 2):
      guard let number = Int(rest) else { throw DecisionProblem.malformed("take") }
      return (open, .take(number: number))
    case ("value", 2): return (open, .text(try DecisionOptions.fileOrText(rest)))
    case ("move", 2): return (open, .move(rest))
    case ("keep", 1): return (open, .keep)
    case ("delete", 1): return (open, .delete)
    case ("keep-both", 1): return (open, .keepBoth)
    default: throw DecisionProblem.malformed(choice)
    }
  }
}
