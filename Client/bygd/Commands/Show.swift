import ArgumentParser
import CommitFormat
import Merge
import Plan
import Replica
import Schema
import Words

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.show))

  @OptionGroup var options: CommonOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.reference), valueName: "ref"))
  var reference: String

  func run() throws {
    let session = Session(options)
    let record = try session.look { try $0.lookup.record(reference) }
    try Self.print(record, session)
  }

  static func print(_ record: RecordID, _ session: Session) throws {
    try session.look { look in
      let view = try look.requiredView(record)
      if session.output.json {
        return try session.output.print(try look.json().record(view).object ?? JSONObject())
      }
      try session.output.print(CardLayout(try look.table.card(view), session.output).text)
      if !view.conflicts.isEmpty { session.output.say(Words.Reading.seeConflicts) }
    }
  }
}

/// A record in full, for a terminal.
struct CardLayout {
  let text: String

  init(_ card: RecordTable.Card, _ output: Output) {
    let columns = max(40, output.out.columns ?? 100)
    var lines = [output.bold(PlainText.oneLine(card.name))]
    lines.append([card.type, card.reference, card.marks].filter { !$0.isEmpty }.joined(separator: " · "))
    let labels = card.lines.map { PlainText.oneLine($0.label) + ($0.isInConflict ? " !" : "") }
    let width = min(24, labels.map(DisplayWidth.of).max() ?? 0)
    if !card.lines.isEmpty { lines.append("") }
    for (label, line) in zip(labels, card.lines) {
      var first = true
      for value in line.values.isEmpty ? ["–"] : line.values {
        for piece in DisplayWidth.wrap(PlainText.safe(value), to: columns - width - 2) {
          let head = DisplayWidth.fit(first ? label : "", to: width)
          lines.append(head + "  " + piece)
          first = false
        }
      }
    }
    text = lines.joined(separator: "\n")
  }
}

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: Spoken.text(Words.Help.list), discussion: Spoken.text(Words.Help.types))

  @OptionGroup var options: CommonOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.type), valueName: "type"))
  var type: String?

  @Option(name: .customLong("where"), help: ArgumentHelp(Spoken.text(Words.Help.filter), valueName: "field=value"))
  var filters: [String] = []

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.changed)))
  var changed = false

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.mine)))
  var mine = false

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.deleted)))
  var deleted = false

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.limit), valueName: "n"))
  var limit: Int?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.offset), valueName: "n"))
  var offset = 0

  func validate() throws {
    guard limit ?? 0 >= 0, offset >= 0 else { throw ValidationError(Spoken.text(Words.Arguments.negative)) }
    guard filters.isEmpty || type != nil else { throw ValidationError(Spoken.text(Words.Arguments.filterNeedsType)) }
  }

  func run() throws {
    let session = Session(options)
    let filters = try RecordMaker.assignments(filters)
    try session.look { look in
      let type = try type.map { try look.lookup.type(named: $0) }
      var query = RecordQuery(type: type?.number)
      if let type { query.filters = try filters.map { try filter($0, type, look) } }
      query.deleted = deleted ? .only : .without
      query.isUnsynced = changed
      if mine { query.touchedBy = try Self.replicas(of: look) }
      query.sortedBy = Self.order(type)
      query.limit = limit
      query.offset = offset
      let found = try look.reading.list(query)
      let isWhole = found.records.count == found.total
      let ordered = isWhole && type?.key == "activity" ? try Self.inPlanOrder(found, look) : found
      try Listing.print(ordered, type: type, look, session.output)
    }
  }

  private func filter(_ assignment: Assignment, _ type: RecordType, _ look: Look) throws -> RecordQuery.FieldFilter {
    guard let field = type.field(assignment.key), assignment.operator == .set else {
      throw AssignmentProblem.unknownField(assignment.key, known: type.fields.map(\.key))
    }
    let reader = AssignmentReader(lookup: look.lookup, readFile: Session.readText) { _, _ in nil }
    return try look.lookup.filter(field, try reader.value(assignment.text, of: field))
  }

  /// Activities by the order of their sections; within one they stay as they stand.
  private static func inPlanOrder(_ found: RecordList, _ look: Look) throws -> RecordList {
    guard let section = look.lookup.schema.type("section") else { return found }
    var query = RecordQuery(type: section.number)
    query.sortedBy = section.field("rank")?.number
    var places: [RecordID: Int] = [:]
    for (place, view) in try look.reading.list(query).records.enumerated() { places[view.id] = place }
    let records = found.records.enumerated().sorted { left, right in
      let leftPlace = left.element.parent.flatMap { places[$0] } ?? .max
      let rightPlace = right.element.parent.flatMap { places[$0] } ?? .max
      return (leftPlace, left.offset) < (rightPlace, right.offset)
    }
    return RecordList(records: records.map(\.element), total: found.total)
  }

  /// The replicas of the person who asks, this one and those of other devices.
  private static func replicas(of look: Look) throws -> [ReplicaID] {
    guard let header = try look.reading.header() else { return [] }
    var replicas = try look.reading.ownReplicas()
    for enrolment in try look.reading.enrolments() where enrolment.user == header.user {
      replicas.insert(enrolment.replica)
    }
    for branch in try look.reading.branches() where replicas.contains(branch.origin) { replicas.insert(branch.id) }
    return replicas.sorted()
  }

  /// Sections and activities in the order of the plan, dated things by date, others by name.
  private static func order(_ type: RecordType?) -> FieldNumber? {
    guard let type else { return nil }
    for key in ["rank", "date", "at", "year"] {
      if let field = type.field(key) { return field.number }
    }
    return type.nameField.flatMap { type.field($0) }?.number
  }
}

/// Many records, for people or programs.
enum Listing {
  static func print(_ found: RecordList, type: RecordType?, _ look: Look, _ output: Output) throws {
    if output.json {
      let json = try look.json()
      return try output.print([
        "records": .array(try found.records.map { try json.record($0) }), "total": .number(found.total),
      ])
    }
    guard !found.records.isEmpty else { return output.say(Words.Records.none) }
    try output.print(try look.table.table(found.records, type: type))
    if found.total > found.records.count {
      output.say(Words.Reading.shown(found.records.count, of: found.total))
    } else if output.out.isTerminal {
      output.say(Words.Records.count(found.total))
    }
  }
}

struct Search: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.search))

  @OptionGroup var options: CommonOptions

  @Argument(help: ArgumentHelp(Spoken.text(Words.Help.words), valueName: "words"))
  var words: [String]

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.limit), valueName: "n"))
  var limit = 50

  func validate() throws {
    guard !words.isEmpty else { throw ValidationError(Spoken.text(Words.Arguments.noWords)) }
    guard limit >= 0 else { throw ValidationError(Spoken.text(Words.Arguments.negative)) }
  }

  func run() throws {
    let session = Session(options)
    try session.look { look in
      let found = try look.reading.search(words.joined(separator: " "), limit: limit)
      let views = try found.compactMap { try look.reading.view($0) }
      try Listing.print(RecordList(records: views, total: views.count), type: nil, look, session.output)
    }
  }
}
