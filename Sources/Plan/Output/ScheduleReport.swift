public import Schema
public import Words

/// What begins in a year, what ends in it, and what is overdue.
public struct ScheduleReport: PlanReport {
  private enum Turn: String, CaseIterable {
    case begins, ends, overdue
  }

  private let year: Int
  private let rows: [(turn: Turn, row: FollowUp.Row)]
  private let language: Language
  private let workspace: String

  /// - Parameters:
  ///   - followUp: of the year.
  ///   - workspace: its name, for the title.
  ///   - language: of headings and words.
  public init(_ followUp: FollowUp, workspace: String, language: Language) {
    year = followUp.year
    self.workspace = workspace
    self.language = language
    rows = Turn.allCases.flatMap { turn in
      followUp.rows.filter { Self.is(turn, $0, in: followUp.year) }.map { (turn, $0) }
    }
  }

  /// What begins and ends in the same year does both.
  private static func `is`(_ turn: Turn, _ row: FollowUp.Row, in year: Int) -> Bool {
    switch turn {
    case .begins: row.startYear == year
    case .ends: (row.untilYear ?? (row.isYearly ? nil : row.startYear)) == year
    case .overdue: row.duty == .overdue
    }
  }

  public var title: String { Words.Schedules.title(year, workspace).text(language) }

  /// A table each; what has nothing has none.
  public func parts() -> [ReportPart] {
    Turn.allCases.compactMap { turn in
      let rows = rows.filter { $0.turn == turn }
      guard !rows.isEmpty else { return nil }
      var table = TextTable(
        headings: [
          Words.FollowUps.place, Words.FollowUps.activity, Words.FollowUps.functions, Words.FollowUps.start,
          Words.FollowUps.outcome,
        ].map { $0.text(language) })
      for (_, row) in rows {
        table.rows.append([
          row.place ?? "", row.title, row.functions.joined(separator: ", "), row.schedule(in: language),
          row.outcome.text(in: language),
        ])
      }
      let heading = Words.Schedules.turn(turn.rawValue).text(language)
      return ReportPart(heading: "\(heading) (\(rows.count))", table: table)
    }
  }

  /// A row for each turn of each activity.
  public func csv() -> [UInt8] {
    let head = [
      "year", "turn", "place", "title", "responsible", "startYear", "recurrence", "untilYear", "outcome", "id",
    ]
    return CSVText.bytes(
      [head]
        + rows.map { turn, row in
          [
            String(year), turn.rawValue, row.place ?? "", row.title, CSVText.list(row.functions),
            row.startYear.map(String.init) ?? "", row.isYearly ? "yearly" : "none",
            row.untilYear.map(String.init) ?? "", row.outcome.code, row.activity.text,
          ]
        })
  }

  /// `{"report","year","begins","ends","overdue"}`, each an array of activities.
  public func json() -> JSONObject {
    JSONObject(
      [.init(key: "report", value: .string("schedule")), .init(key: "year", value: .number(year))]
        + Turn.allCases.map { turn in
          JSONObject.Member(
            key: turn.rawValue,
            value: .array(rows.filter { $0.turn == turn }.map { JSONValue.object($0.row.json) }))
        })
  }
}
