import ArgumentParser
import Merge
import Plan
import Replica
import Schema
import Words

struct Edit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: Spoken.text(Words.Help.edit), discussion: Spoken.text(Words.Help.values))

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.reference), valueName: "ref"))
  var reference: String

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.assignments), valueName: "field=value"))
  var assignments: [String] = []

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.seen), valueName: "token"))
  var seen: String?

  @Option(name: .shortAndLong, help: ArgumentHelp(Spoken.text(Words.Help.message), valueName: "text"))
  var message: String?

  func run() throws {
    let writing = Writing(options, change)
    let token = try seen.map { text in
      guard let token = SeenToken(text) else { throw CommandProblem.badToken }
      return token
    }
    guard !assignments.isEmpty else { return try editForm(writing, token) }
    let assignments = try RecordMaker.assignments(assignments)
    let (record, draft) = try writing.draft { maker in
      let record = try maker.record(reference)
      return (record, try maker.update(record, assignments, seen: token, note: message ?? ""))
    }
    try writing.write(draft, showing: record, done: Words.Writing.edited)
  }

  private func editForm(_ writing: Writing, _ token: SeenToken?) throws {
    let session = writing.session
    let replica = try session.writer()
    let (record, form, seen, title) = try session.look { look in
      let record = try look.lookup.record(reference)
      let view = try look.requiredView(record)
      guard !view.isDeleted else { throw EditProblem.isDeleted(record) }
      guard let type = look.lookup.schema.type(view.type) else { throw EditProblem.unknownType(view.type.number) }
      guard !type.isAppendOnly else { throw EditProblem.isAppendOnly(view.type) }
      let form = try RecordForm(view, type: type, text: look.text)
      let title =
        "\(look.text.label(type.label)) \(try look.lookup.reference(of: record))  \(try look.lookup.name(of: view))"
      return (record, form, try token ?? look.reading.seenNow(), title)
    }
    let sheet = FormSheet(
      title: title, form: form, folder: session.folder + "/drafts", name: record.referenceLetters(),
      output: session.output)
    // What is wrong is found before anything is written, so that the form can be opened again.
    let draft = try sheet.edit { assignments -> Draft? in
      guard !assignments.isEmpty else { return nil }
      let draft = try writing.draft { try $0.update(record, assignments, seen: seen, note: message ?? "") }
      _ = try replica.check(draft)
      return draft
    }
    guard let draft else {
      session.output.say(Words.Writing.unchanged)
      if options.json { try Show.print(record, session) }
      return
    }
    do {
      try writing.write(draft, showing: record, done: Words.Writing.edited)
      sheet.discard()
    } catch {
      session.output.say(Words.Writing.formKept(sheet.path))
      throw error
    }
  }
}
