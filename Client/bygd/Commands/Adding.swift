import ArgumentParser
import Merge
import Plan
import Replica
import Words

struct Add: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: Spoken.text(Words.Help.add), discussion: Spoken.text(Words.Help.values))

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.type), valueName: "type"))
  var type: String

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.assignments), valueName: "field=value"))
  var assignments: [String] = []

  @Option(help: ArgumentHelp(Spoken.text(Words.Audiences.audienceHelp), valueName: "audience"))
  var audience: String?

  @Option(name: .shortAndLong, help: ArgumentHelp(Spoken.text(Words.Help.message), valueName: "text"))
  var message: String?
  func run() throws {
    let writing = Writing(options, change)
    let assignments = try RecordMaker.assignments(assignments)
    var (record, draft) = try writing.draft { try $0.create(type, assignments) }
    draft.note = message ?? ""
    draft.audience = try audience.map { try writing.audience($0) }
    try writing.write(draft, showing: record)
  }
}

struct Visit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: Spoken.text(Words.Help.visit), discussion: Spoken.text(Words.Help.visitExample))

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.assignments), valueName: "field=value"))
  var assignments: [String] = []

  func run() throws {
    let writing = Writing(options, change)
    let assignments = try RecordMaker.assignments(assignments)
    let (record, draft) = try writing.draft { try $0.visit(assignments) }
    try writing.write(draft, showing: record)
  }
}

struct Note: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.note))

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.reference), valueName: "ref"))
  var reference: String

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.noteText), valueName: "text"))
  var text: String

  func run() throws {
    let writing = Writing(options, change)
    let (record, draft) = try writing.draft { maker in
      try maker.note(on: try maker.record(reference), text)
    }
    try writing.write(draft, showing: record)
  }
}

struct Assess: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: Spoken.text(Words.Help.assess), discussion: Spoken.text(Words.Help.colours))

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.activity), valueName: "ref"))
  var reference: String

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.year), valueName: "year"))
  var year: String

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.colour), valueName: "blue|red|yellow|green"))
  var colour: String

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.comment), valueName: "text"))
  var comment: String?

  func run() throws {
    let writing = Writing(options, change)
    let (record, draft) = try writing.draft { maker in
      let activity = try maker.record(reference, types: ["activity"])
      return try maker.assess(activity, year: year, colour: colour, comment: comment)
    }
    try writing.write(draft, showing: record)
  }
}
