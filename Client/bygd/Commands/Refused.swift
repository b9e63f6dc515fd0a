import ArgumentParser
import CommitFormat
import Foundation
import Merge
import Plan
import Replica
import Schema
import Words

struct Refused: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: Spoken.text(Words.Help.refused),
    subcommands: [RefusedList.self, RefusedRetry.self, RefusedEdit.self, RefusedDiscard.self, RefusedExport.self],
    defaultSubcommand: RefusedList.self)

  /// The refused commit that is called `label`.
  static func find(_ label: String, _ replica: Replica) throws -> CommitName {
    let name = try replica.store.read { try CommitLabel.find(label, in: $0) }
    let found = try replica.refused().first {
      $0.refused.name.replica == name?.replica && $0.refused.name.sequence == name?.sequence
    }
    guard let found else { throw EditProblem.unknownCommit }
    return found.refused.name
  }

  static func json(_ session: Session) throws -> JSONObject {
    let box = try session.reader().refused()
    return try session.look { look in
      let json = try HistoryJSON(look.reading, lookup: look.lookup)
      return JSONObject([.init(key: "refused", value: .array(try box.map { try json.refused($0.item, $0.refused) }))])
    }
  }
}

struct RefusedList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: Spoken.text(Words.Help.refusedList))

  @OptionGroup var options: CommonOptions

  func run() throws {
    let session = Session(options)
    if options.json { return try session.output.print(try Refused.json(session)) }
    let box = try session.reader().refused()
    guard !box.isEmpty else { return session.output.say(Words.Refusing.none) }
    try session.look { look in
      for (index, entry) in box.enumerated() {
        if index > 0 { try session.output.print("") }
        try RefusedText.print(entry.item, entry.refused, look, session.output)
      }
      session.output.say(Words.Refusing.nextSteps)
    }
  }
}

/// A refused commit as people read it.
enum RefusedText {
  static func print(_ item: HistoryItem, _ refused: RefusedCommit, _ look: Look, _ output: Output) throws {
    try output.print(output.bold(CommitLabel.text(item.commit.commit) + " · " + Instant.local(refused.time)))
    var why = output.text(Words.Audiences.reason(refused.refusal.code.rawValue, refused.refusal.reason))
    if let field = refused.refusal.field { why += " (\(field))" }
    // What a role does not allow is said by the code; its reason is for programs.
    if !["", "audience", Words.Restoring.discarded].contains(refused.refusal.reason), refused.refusal.code != .role {
      why += " " + output.text(Words.Problems.problem(refused.refusal.reason))
    }
    try output.print("  " + PlainText.oneLine(why))
    try History.printWrites(item, look, output)
  }
}

struct RefusedRetry: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: Spoken.text(Words.Help.refusedRetry))

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.refusedID), valueName: "id"))
  var id: String

  func run() throws {
    let session = Session(options)
    let replica = try session.writer()
    let name = try Refused.find(id, replica)
    if change.dryRun { return try RefusedRetry.rehearse(try replica.dependents(ofRefused: name), session) }
    try RefusedRetry.report(try replica.retry(refused: name), session)
  }

  static func rehearse(_ commits: [RefusedCommit], _ session: Session) throws {
    let replica = try session.writer()
    let drafts = try replica.store.read { reading in try commits.map { try reading.draft(anew: $0.commit) } }
    try replica.rehearse(drafts) { reading, items, _ in
      try History.print(items, try Look(reading, language: session.language), session.output, dryRun: true)
    }
  }

  static func report(_ made: [StoredCommit], _ session: Session) throws {
    let names = Set(made.map(\.name))
    let items = try session.reader().unsynced().filter { names.contains($0.commit.name) }
    try session.look { look in
      try History.print(items, look, session.output)
      if !session.output.json { session.output.say(Words.Refusing.queued) }
    }
  }
}

struct RefusedEdit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: Spoken.text(Words.Help.refusedEdit))

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.refusedID), valueName: "id"))
  var id: String

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.assignments), valueName: "field=value"))
  var assignments: [String] = []

  func run() throws {
    let session = Session(options)
    let replica = try session.writer()
    let name = try Refused.find(id, replica)
    let commits = try replica.dependents(ofRefused: name)
    let (refused, form, title) = try session.look { look in
      let draft = try look.reading.draft(anew: commits[0].commit)
      guard let refused = try RefusedDraft(draft, lookup: look.lookup, reading: look.reading) else {
        throw EditProblem.nothingToDo
      }
      let title = "\(look.text.label(refused.type.label)) \(refused.record.referenceLetters())"
      return (refused, try refused.form(text: look.text), title)
    }
    func correct(_ assignments: [Assignment]) throws -> Draft {
      try replica.store.read { reading in
        let maker = try session.maker(reading)
        let changes = try maker.reader.changes(assignments, type: refused.type)
        return refused.corrected(changes, makings: maker.makingsSoFar)
      }
    }
    let draft: Draft
    var sheet: FormSheet?
    if assignments.isEmpty {
      let opened = FormSheet(
        title: title, form: form, folder: session.folder + "/drafts", name: refused.record.referenceLetters(),
        output: session.output)
      draft = try opened.edit { assignments in
        let draft = try correct(assignments)
        _ = try replica.check(draft)
        return draft
      }
      sheet = opened
    } else {
      draft = try correct(try RecordMaker.assignments(assignments))
    }
    if change.dryRun {
      return try replica.rehearse([draft]) { reading, items, _ in
        try History.print(items, try Look(reading, language: session.language), session.output, dryRun: true)
      }
    }
    try RefusedRetry.report(try replica.retry(refused: name) { _ in draft }, session)
    sheet?.discard()
  }
}

struct RefusedDiscard: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "discard", abstract: Spoken.text(Words.Help.refusedDiscard))

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.refusedID), valueName: "id"))
  var id: String

  func run() throws {
    let session = Session(options)
    let replica = try session.writer()
    let name = try Refused.find(id, replica)
    let entry = try replica.refused().first { $0.refused.name == name }
    if let entry, !options.json {
      try session.look { try RefusedText.print(entry.item, entry.refused, $0, session.output) }
    }
    if change.dryRun {
      if options.json {
        try session.output.print(try Refused.json(session))
      } else {
        session.output.say(Words.Writing.dryRun)
      }
      return
    }
    if !change.yes, session.output.canAsk {
      guard session.output.confirm(Words.Refusing.confirmDiscard) else { throw CommandProblem.declined }
    }
    try replica.discard(refused: name)
    if options.json {
      try session.output.print(try Refused.json(session))
    } else {
      session.output.say(Words.Refusing.discarded)
    }
  }
}

struct RefusedExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: Spoken.text(Words.Help.refusedExport))

  @OptionGroup var options: CommonOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.bundleFile), valueName: "file"))
  var file: String

  func run() throws {
    let session = Session(options)
    let json = try Refused.json(session)
    let members = [JSONObject.Member(key: "schema", value: .number(1))] + json.members
    try FileOutput.write(JSONValue.object(JSONObject(members)).bytes(.indented) + [0x0A], to: file)
    if options.json { return try session.output.print(json) }
    session.output.say(Words.Refusing.exported(json["refused"]?.array?.count ?? 0, file))
  }
}

/// Files that a person asked for: written whole or not at all.
enum FileOutput {
  static func write(_ bytes: [UInt8], to path: String) throws {
    if path == "-" {
      guard StandardStream(STDOUT_FILENO).write(bytes) else { throw CommandProblem.notWritten }
      return
    }
    let draft = path + ".\(getpid()).new"
    let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw CommandProblem.cannotWriteFile(path) }
    let isWritten = StandardStream(file).write(bytes) && fsync(file) == 0
    close(file)
    guard isWritten, rename(draft, path) == 0 else {
      unlink(draft)
      throw CommandProblem.cannotWriteFile(path)
    }
  }
}
