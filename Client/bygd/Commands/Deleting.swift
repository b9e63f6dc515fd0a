import ArgumentParser
import CommitFormat
import Merge
import Plan
import Replica
import Schema
import Words

struct Delete: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.delete))

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.reference), valueName: "ref"))
  var reference: String

  func run() throws {
    let writing = Writing(options, change)
    let output = writing.session.output
    let record = try writing.draft { try $0.record(reference) }
    let (name, parts) = try writing.session.look { look in
      let parts = try look.reading.children(of: record).compactMap { try look.reading.view($0) }
      return (try look.lookup.name(of: record), parts.filter { !$0.isDeleted }.count)
    }
    if parts > 0, !change.dryRun, !change.yes, output.canAsk {
      guard output.confirm(Words.Writing.deleteParent(name, parts: parts)) else { throw CommandProblem.declined }
    }
    try writing.write(Draft([.delete(record)]), showing: record, done: Words.Writing.deleted)
    if parts > 0, !output.json { output.say(Words.Writing.orphans(parts)) }
  }
}

struct Restore: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.restore))

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.reference), valueName: "ref"))
  var reference: String?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.MassDelete.sinceHelp), valueName: "position"))
  var since: UInt64?

  func validate() throws {
    if (reference == nil) == (since == nil) { throw ValidationError(Spoken.text(Words.Errors.seeHelp)) }
  }

  func run() throws {
    let writing = Writing(options, change)
    guard let reference else { return try restoreAll(writing) }
    let record = try writing.draft { try $0.record(reference) }
    try writing.write(Draft([.restore(record)]), showing: record, done: Words.Writing.restored)
  }

  /// Everything that others deleted since, in one commit.
  private func restoreAll(_ writing: Writing) throws {
    let session = writing.session
    let replica = try session.writer()
    let records = try replica.deleted(since: since ?? 0)
    guard !records.isEmpty else { throw EditProblem.nothingToDo }
    for start in stride(from: 0, to: records.count, by: FormatLimits.operationsPerPartMax) {
      let draft = Draft(
        records[start..<min(start + FormatLimits.operationsPerPartMax, records.count)].map { .restore($0) })
      if change.dryRun { _ = try replica.rehearse([draft]) } else { _ = try replica.edit(draft) }
    }
    if options.json {
      return try session.output.print([
        "restored": .array(records.map { .string($0.referenceLetters()) }), "dryRun": .boolean(change.dryRun),
      ])
    }
    if change.dryRun { session.output.say(Words.Writing.dryRun) }
    try session.output.print(Words.MassDelete.restored(records.count))
  }
}

struct Undo: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.undo))

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.commit), valueName: "commit"))
  var commit: String?

  func run() throws {
    let writing = Writing(options, change)
    let replica = try writing.session.writer()
    let name = try commit.map { label in
      guard let name = try replica.store.read({ try CommitLabel.find(label, in: $0) }) else {
        throw EditProblem.unknownCommit
      }
      return name
    }
    let draft = try replica.undoing(name)
    guard !draft.changes.isEmpty else { throw CommandProblem.nothingToUndo }
    let session = writing.session
    if change.dryRun {
      try replica.rehearse([draft]) { reading, items, _ in
        try History.print(items, try Look(reading, language: session.language), session.output, dryRun: true)
      }
      return
    }
    try MassDeleting.check(
      try replica.deletions(by: [draft]), isSure: change.yes, output: session.output, command: "bygd undo")
    let made = try replica.edit(draft)
    let items = try replica.history(limit: 8).filter { $0.commit.name == made.name }
    try session.look { look in
      try History.print(items, look, session.output)
      if !session.output.json { session.output.say(Words.Writing.undone) }
    }
  }
}

struct Same: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.same))

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.sameKept), valueName: "ref"))
  var kept: String

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.sameJoined), valueName: "ref"))
  var joined: String

  func run() throws {
    let writing = Writing(options, change)
    let (kept, joined) = try writing.draft { maker -> (RecordID, RecordID) in
      (try maker.record(self.kept), try maker.record(self.joined))
    }
    try writing.write(Draft([.join(joined, into: kept)]), showing: kept, done: Words.Writing.joined)
  }
}
