internal import Merge
public import Plan
public import Replica
internal import Schema
public import Words

/// The yearly follow-up: counts per goal and priority as bars and as a table, and every activity.
public struct FollowUpPage: PageBody {
  public static let template = "follow-up"

  struct Table: Sendable {
    let heading: String
    let anchor: String
    let headings: [String]
    let rows: [Row]
    let total: Row?
    let bars: [Bar]
    let hasBars: Bool
  }

  struct Row: Sendable {
    let name: String
    let counts: [Count]
  }

  struct Count: Sendable {
    let label: String
    let text: String
  }

  struct Activity: Sendable {
    let place: String
    let title: String
    let address: String
    let functions: String
    let start: String
    let outcome: String
    let outcomeMark: String
    let outcomeKind: String
    let comment: String
    let conflictAddress: String?
  }

  let year: String
  let years: [FormOption]
  let tables: [Table]
  let legend: [Bar.Part]
  let activities: [Activity]
  let hasActivities: Bool
  let unresolved: String?

  /// - Parameters:
  ///   - followUp: of the year.
  ///   - years: that can be chosen.
  ///   - workspace: its name.
  ///   - reading: the workspace.
  ///   - base: of the addresses of the workspace's pages.
  ///   - language: of the words.
  /// - Throws: what the store throws.
  public init(
    _ followUp: FollowUp, years: [Int], workspace: String, _ reading: any ReplicaReading, base: String,
    language: Language
  ) throws {
    let lookup = try Lookup(reading)
    let open = Set(try reading.recordsInConflict())
    year = String(followUp.year)
    self.years = years.map { FormOption(String($0), String($0), isChosen: $0 == followUp.year) }
    let summaries = FollowUpReport(followUp, workspace: workspace, language: language).summaries()
    let groups = [followUp.goals, followUp.sections, []]
    tables = zip(summaries, groups).enumerated().map { index, pair in
      let ((heading, table), groups) = pair
      let rows = table.rows.map { cells in
        Row(
          name: cells.first ?? "",
          counts: zip(table.headings, cells).dropFirst().map { Count(label: $0, text: $1) })
      }
      // By function there is no sum: an activity may have several.
      let hasTotal = index < 2
      let bars = zip(rows, groups).map { Bar($0.name, $1.tally, language: language) }
      return Table(
        heading: heading, anchor: "by-\(index)", headings: table.headings, rows: hasTotal ? rows.dropLast() : rows,
        total: hasTotal ? rows.last : nil, bars: bars, hasBars: !bars.isEmpty)
    }
    legend = Bar.legend(language)
    activities = try followUp.rows.map { row in
      try Self.activity(row, open: open, lookup: lookup, base: base, language: language)
    }
    hasActivities = !activities.isEmpty
    unresolved =
      followUp.total.unresolved > 0 ? Words.Pages.unresolvedInReport(followUp.total.unresolved).text(language) : nil
  }

  private static func activity(
    _ row: FollowUp.Row, open: Set<RecordID>, lookup: Lookup, base: String, language: Language
  ) throws -> Activity {
    let reference = try lookup.reference(of: row.activity)
    var start = row.startYear.map(String.init) ?? ""
    if row.isYearly { start += " " + Words.FollowUps.yearly.text(language) }
    if let until = row.untilYear { start += "–\(until)" }
    let (kind, mark, outcome): (String, String, String) =
      switch row.outcome {
      case .colour(let code): (code, Words.Colours.mark(code), Words.FollowUps.colour(code).text(language))
      case .unassessed: ("none", "–", Words.FollowUps.unassessed.text(language))
      case .unresolved: ("open", "?", Words.FollowUps.unresolved.text(language))
      }
    let inConflict = [row.activity, row.assessment].compactMap { $0 }.first { open.contains($0) }
    return Activity(
      place: row.place ?? "", title: row.title, address: base + "/records/" + reference,
      functions: row.functions.joined(separator: ", "), start: start, outcome: outcome, outcomeMark: mark,
      outcomeKind: ["green", "yellow", "red", "blue", "none", "open"].contains(kind) ? kind : "none",
      comment: row.comment,
      conflictAddress: try inConflict.map { base + "/inbox/" + (try lookup.reference(of: $0)) })
  }
}

/// One stacked bar: how many of a group came out how. Lengths are shares in per cent, so that the picture fits any width
/// and its numbers stay readable.
struct Bar: Sendable {
  struct Part: Sendable {
    let kind: String
    let mark: String
    let label: String
    let count: Int
    let x: String
    let width: String
    let middle: String
    let isWide: Bool
    let isDark: Bool
  }

  let name: String
  let anchor: String
  let parts: [Part]
  let description: String
  let total: String

  private static let kinds = ["green", "yellow", "red", "blue", "none", "open"]

  init(_ name: String, _ tally: FollowUp.Tally, language: Language) {
    self.name = name
    let counts = [tally.green, tally.yellow, tally.red, tally.blue, tally.unassessed, tally.unresolved]
    let whole = max(1, counts.reduce(0, +))
    var parts: [Part] = []
    var before = 0
    for (kind, count) in zip(Self.kinds, counts) where count > 0 {
      parts.append(
        Self.part(kind, count: count, from: before * 10_000 / whole, to: (before + count) * 10_000 / whole, language))
      before += count
    }
    self.parts = parts
    total = language.number(before)
    anchor = ""
    description = Words.Pages.bar(parts.map { "\(language.number($0.count)) \($0.label)" }).text(language)
  }

  /// `from` and `to` in hundredths of a per cent.
  private static func part(_ kind: String, count: Int, from: Int, to: Int, _ language: Language) -> Part {
    Part(
      kind: kind, mark: mark(kind), label: label(kind, language), count: count, x: percent(from),
      width: percent(to - from), middle: percent((from + to) / 2), isWide: to - from >= 600,
      isDark: !["yellow", "none"].contains(kind))
  }

  static func legend(_ language: Language) -> [Part] {
    kinds.map { part($0, count: 0, from: 0, to: 10_000, language) }
  }

  private static func percent(_ hundredths: Int) -> String {
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)%"
  }

  private static func mark(_ kind: String) -> String {
    switch kind {
    case "none": "–"
    case "open": "?"
    default: Words.Colours.mark(kind)
    }
  }

  private static func label(_ kind: String, _ language: Language) -> String {
    switch kind {
    case "none": Words.FollowUps.unassessed.text(language)
    case "open": Words.FollowUps.unresolved.text(language)
    default: Words.FollowUps.colour(kind).text(language)
    }
  }
}

extension FollowUpPage {
  /// The years that can be looked at: those of the plans, and those that somebody has assessed; this year in any case.
  ///
  /// - Parameters:
  ///   - reading: the workspace.
  ///   - now: milliseconds; says which year it is here.
  /// - Returns: rising.
  /// - Throws: what the store throws.
  /// - Complexity: O(plans + rounds).
  public static func years(_ reading: any ReplicaReading, now: Int64) throws -> [Int] {
    let lookup = try Lookup(reading)
    var years: Set<Int> = []
    if let year = Int(Instant.localDay(now).prefix(4)) { years.insert(year) }
    func integer(_ key: String, _ type: RecordType, _ view: RecordView) -> Int? {
      guard let field = type.field(key), case .integer(let year)? = lookup.value(of: field, in: view)?.content else {
        return nil
      }
      return Int(exactly: year).flatMap { (1...9999).contains($0) ? $0 : nil }
    }
    if let type = lookup.schema.type("plan") {
      for view in try reading.list(RecordQuery(type: type.number)).records {
        guard let from = integer("fromYear", type, view) else { continue }
        let to = integer("toYear", type, view) ?? from
        if from <= to, to - from < 100 { years.formUnion(from...to) }
      }
    }
    if let type = lookup.schema.type("round") {
      for view in try reading.list(RecordQuery(type: type.number)).records {
        if let year = integer("year", type, view) { years.insert(year) }
      }
    }
    return years.sorted()
  }

  /// The year that is shown when none is asked for: this one, or the nearest of the plan.
  public static func usual(_ years: [Int], now: Int64) -> Int {
    let this = Int(Instant.localDay(now).prefix(4)) ?? 2000
    return years.contains(this) ? this : years.last { $0 < this } ?? years.first ?? this
  }

  /// The heading of the page.
  public static func title(_ year: Int, language: Language) -> String {
    Words.Pages.place("follow-up").text(language) + " " + String(year)
  }
}
