import ArgumentParser
import CommitFormat
import Merge
import Plan
import Replica
import Schema
import Words

/// Which conflicts a command is about.
struct ConflictFilterOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.SettlingHelp.section), valueName: "number"))
  var section: String?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.SettlingHelp.municipality), valueName: "name"))
  var municipality: String?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.SettlingHelp.person), valueName: "name"))
  var person: String?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.SettlingHelp.kind), valueName: "kind"))
  var kind: String?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.SettlingHelp.older), valueName: "days"))
  var older: Int?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.SettlingHelp.type), valueName: "type"))
  var type: String?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.SettlingHelp.field), valueName: "field"))
  var field: String?

  func validate() throws {
    if let kind, ConflictKind(rawValue: kind) == nil {
      throw ValidationError(
        Spoken.text(Words.SettlingHelp.unknownKind(kind, ConflictKind.allCases.map(\.rawValue))))
    }
    guard older ?? 0 >= 0 else { throw ValidationError(Spoken.text(Words.Arguments.negative)) }
  }

  var filter: InboxFilter {
    var filter = InboxFilter()
    filter.section = section
    filter.municipality = municipality
    filter.person = person
    filter.kind = kind.flatMap { ConflictKind(rawValue: $0) }
    filter.olderThanDays = older
    filter.type = type
    filter.field = field
    return filter
  }
}

struct Conflicts: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.Help.conflicts))

  @OptionGroup var options: CommonOptions
  @OptionGroup var filters: ConflictFilterOptions

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.conflictsAll)))
  var all = false

  @Flag(name: .long, help: ArgumentHelp(Spoken.text(Words.SettlingHelp.proposed)))
  var proposed = false

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.SettlingHelp.words), valueName: "words"))
  var words: String?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.SettlingHelp.order), valueName: "order"))
  var order: String?

  @Option(name: .long, help: ArgumentHelp(Spoken.text(Words.Help.limit), valueName: "n"))
  var limit: Int?

  func validate() throws {
    if let order, InboxOrder(rawValue: order) == nil {
      throw ValidationError(
        Spoken.text(Words.SettlingHelp.unknownOrder(order, InboxOrder.allCases.map(\.rawValue))))
    }
    guard limit ?? 0 >= 0 else { throw ValidationError(Spoken.text(Words.Arguments.negative)) }
  }

  func run() throws {
    let session = Session(options)
    let index = InboxIndex(try session.reader())
    let header = try session.reader().header()
    var filter = filters.filter
    filter.isProposed = proposed
    filter.text = words
    // An administrator's list is the inbox: what everybody waits for. Others see what their own words stand in.
    if !all, header.role != .administrator, filter.person == nil { filter.person = header.user }
    let page = try index.page(
      filter, order: order.flatMap { InboxOrder(rawValue: $0) } ?? .waiting, limit: .max, language: session.language)
    let matching = Set(try index.conflicts(filter).map(\.id))
    let listed = page.rows.flatMap { row in row.conflicts.filter { matching.contains($0.id) }.map { (row, $0) } }
      .prefix(limit ?? .max)
    if session.output.json {
      return try session.look { look in
        let json = try ConflictJSON(look.reading, lookup: look.lookup)
        let conflicts = try listed.compactMap { row, conflict in
          try look.reading.openConflict(conflict.id, of: row.record).map { try json.conflict($0, in: row) }
        }
        let twins = try SuspectedTwins(look.reading, limit: limit ?? .max)
        try session.output.print([
          "conflicts": .array(conflicts), "total": .number(page.conflictsTotal),
          "twins": twins.json(look.lookup.schema),
        ])
      }
    }
    if listed.isEmpty {
      session.output.say(
        filter.isEmpty || page.conflictsTotal == 0 ? Words.Inbox.none : Words.SettlingReport.noneLikeThat)
    } else {
      try session.output.print(Self.table(Array(listed), session))
      session.output.say(Words.Inbox.show)
    }
    if listed.count < page.conflictsTotal {
      session.output.say(Words.SettlingReport.shown(listed.count, of: page.conflictsTotal))
    }
    if filter.isEmpty || filter.person != nil { try printTwins(session) }
  }

  /// What looks like one thing made twice is no conflict; it stands apart, under them.
  private func printTwins(_ session: Session) throws {
    let lines = try session.look { try SuspectedTwins($0.reading, limit: limit ?? 20).lines($0.text) }
    guard !lines.isEmpty else { return }
    try session.output.print("\n" + session.output.bold(session.output.text(Words.Twins.title)))
    for line in lines { try session.output.print(PlainText.oneLine(line)) }
  }

  private static func table(_ conflicts: [(row: InboxRow, conflict: InboxConflict)], _ session: Session) -> TextTable {
    let language = session.language
    let now = SystemClock().now()
    let isProposed = conflicts.contains { $0.conflict.proposals > 0 }
    var table = TextTable(
      headings: [
        "ID", Words.Records.reference.text(language), Words.SettlingReport.place.text(language),
        Words.Records.name.text(language), Words.Inbox.field.text(language), Words.Inbox.kind.text(language),
        Words.Inbox.authors.text(language), Words.SettlingReport.waiting.text(language),
      ] + (isProposed ? [Words.SettlingReport.proposals.text(language)] : []))
    for (row, conflict) in conflicts {
      var authors: [String] = []
      for person in conflict.people where !authors.contains(person.name) { authors.append(person.name) }
      table.rows.append(
        [
          conflict.id.text, row.reference, row.place, row.name, conflict.fieldName(language),
          Words.Conflicts.kind(conflict.kind.rawValue).text(language), language.list(authors),
          Words.SettlingReport.waited(now - conflict.waitingSince).text(language),
        ] + (isProposed ? [conflict.proposals == 0 ? "" : language.number(conflict.proposals)] : []))
    }
    return table
  }

  /// The open conflict whose id begins with `text`.
  ///
  /// - Throws: `ConflictMoved` when there was such a one; `CommandProblem` when there never was.
  static func find(_ text: String, in session: Session) throws -> OpenConflict {
    let letters = text.lowercased()
    return try session.look { look in
      let found = letters.isEmpty ? [] : try look.reading.conflictPlaces(idPrefix: letters)
      guard let first = found.first else {
        if let id = ConflictID(letters), let news = try ConflictTrace(look.text, look.reading).news(of: id) {
          throw ConflictMoved(news: [news])
        }
        throw CommandProblem.noConflictLikeThat(text)
      }
      guard found.count == 1 else { throw CommandProblem.ambiguous(text, found.map(\.id.text)) }
      guard let open = try look.reading.openConflict(first.id, of: first.record) else {
        throw CommandProblem.noConflictLikeThat(text)
      }
      return open
    }
  }
}

/// A conflict does not stand as it did when it was shown, and nothing was written.
struct ConflictMoved: Error {
  let news: [ConflictNews]

  /// What became of conflicts that moved, one that was shown each.
  init(news: [ConflictNews]) {
    self.news = news
  }

  init(_ ids: [ConflictID], in record: RecordID?, _ session: Session) throws {
    news = try session.look { look in
      let trace = ConflictTrace(look.text, look.reading)
      return try ids.compactMap { try trace.news(of: $0, in: record) }
    }
  }

  /// A line per thing that somebody did meanwhile.
  func lines(_ language: Language) -> [String] {
    news.flatMap { news in
      var lines = [
        Words.SettlingReport.meanwhile(
          "\(news.reference)  \(news.name)" + (news.field.isEmpty ? "" : " · \(news.field)")
        ).text(language)
      ]
      for event in news.events {
        let who = event.device.isEmpty ? event.author : "\(event.author) (\(event.device))"
        let note = event.note.isEmpty ? "" : " ”\(event.note)”"
        lines.append("  \(event.time)  \(who): \(event.text)\(note)")
      }
      if let current = news.current { lines.append("  bygd conflict show \(current.text)") }
      return lines.map(PlainText.oneLine)
    }
  }
}
