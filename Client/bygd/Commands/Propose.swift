import ArgumentParser
import CommitFormat
import Foundation
import Merge
import Plan
import Replica
import Schema
import Words

/// What an editor would do about a conflict, or what an administrator wants to think over.
struct Propose: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: Spoken.text(Words.SettlingHelp.propose), discussion: Spoken.text(Words.SettlingHelp.proposeDiscussion))

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var decided: DecisionOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.conflictID), valueName: "id"))
  var id: String?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.reason), valueName: "text"))
  var reason: String?

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.SettlingHelp.draft)))
  var draft = false

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.SettlingHelp.withdraw)))
  var withdraw = false

  func validate() throws {
    let chosen = decided.count + (withdraw ? 1 : 0)
    guard chosen == (id == nil ? 0 : 1) else { throw ValidationError(Spoken.text(Words.SettlingHelp.oneProposal)) }
  }

  func run() throws {
    guard let id else { return try listOwn(Session(options)) }
    let writing = Writing(options, change)
    let session = writing.session
    let replica = try session.writer()
    let user = try replica.header().user
    if withdraw { return try withdraw(id, by: user, writing) }
    let open = try Conflicts.find(id, in: session)
    if decided.edit {
      let made = try ConflictForm(open, session).edit { decision in try self.draft(decision, open, user, writing) }
      try writing.write(made.draft, showing: open.view.id, done: done)
      unlink(made.path)
      return
    }
    guard let decision = try decided.decision() else { return }
    try writing.write(try draft(decision, open, user, writing), showing: open.view.id, done: done)
  }

  private func done(_ reference: String, _ name: String) -> Phrase {
    draft ? Words.SettlingReport.draftSaved(reference, name) : Words.SettlingReport.proposed(reference, name)
  }

  private func draft(_ decision: Decision, _ open: OpenConflict, _ user: String, _ writing: Writing) throws -> Draft {
    try writing.draft(over: { maker, reading in
      // What can't be read now could not be carried out either.
      _ = try decision.settlement(of: open, maker: maker)
      let state = draft ? ProposalState.draft : .proposed
      let book = try ProposalBook(reading)
      return Draft([try book.change(decision, about: open, author: user, reason: reason ?? "", state: state).change])
    })
  }

  private func withdraw(_ text: String, by user: String, _ writing: Writing) throws {
    let letters = text.lowercased()
    let (change, record) = try writing.session.look { look in
      let book = try ProposalBook(look.reading)
      let own = try book.of(user).filter { $0.state != .withdrawn && $0.conflict.text.hasPrefix(letters) }
      guard let first = own.first, own.count == 1, let change = book.withdrawal(of: first) else {
        throw CommandProblem.noConflictLikeThat(text)
      }
      return (change, first.subject)
    }
    try writing.write(Draft([change]), showing: record) { _, _ in Words.SettlingReport.withdrawn }
  }

  /// The user's own proposals, and what became of them.
  private func listOwn(_ session: Session) throws {
    try session.look { look in
      let output = session.output
      let user = try look.reading.header()?.user ?? ""
      let own = try ProposalBook(look.reading).of(user)
      if output.json {
        return try output.print(["proposals": .array(try own.map { try Proposals.json($0, look) })])
      }
      guard !own.isEmpty else { return output.say(Words.SettlingReport.noProposals) }
      for proposal in own { try Proposals.print(proposal, look, output) }
    }
  }
}

/// Proposals as people and programs read them, with what became of them.
enum Proposals {
  static func json(_ proposal: Proposal, _ look: Look) throws -> JSONValue {
    let fate = try ProposalFate(proposal, text: look.text, reading: look.reading)
    return .members([
      "id": .string(proposal.conflict.text), "ref": .string(try look.lookup.reference(of: proposal.subject)),
      "field": proposal.field.map(JSONValue.string) ?? .null, "author": .string(proposal.author),
      "reason": .string(proposal.reason), "state": .string(proposal.state.rawValue), "fate": .string(fate.code),
      "by": fate.by.map(JSONValue.string) ?? .null, "why": fate.reason.map(JSONValue.string) ?? .null,
    ])
  }

  static func print(_ proposal: Proposal, _ look: Look, _ output: Output) throws {
    let type = try look.reading.view(proposal.subject).flatMap { look.lookup.schema.type($0.type) }
    let field = proposal.field.flatMap { key in type?.register(key).map { look.text.label($0.label) } ?? key } ?? ""
    let fate = try ProposalFate(proposal, text: look.text, reading: look.reading)
    let head = [
      try look.lookup.reference(of: proposal.subject), try look.lookup.name(of: proposal.subject), field,
    ].filter { !$0.isEmpty }.joined(separator: " · ")
    try output.print(PlainText.oneLine(head))
    let why = proposal.reason.isEmpty ? "" : " ”\(proposal.reason)”"
    let what =
      try look.reading.openConflict(proposal.conflict, of: proposal.subject).map {
        try DecisionText(look.text, look.reading).text(proposal.decision, about: $0) + " – "
      } ?? ""
    try output.print("  " + PlainText.oneLine("\(proposal.author): \(what)\(fate.words(output.language))\(why)"))
  }
}
