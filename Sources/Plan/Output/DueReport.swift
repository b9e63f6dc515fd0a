public import Schema
public import Words

/// What the follow-up of a year asks, of whom, and what is left of it.
public struct DueReport: PlanReport {
  private let followUp: FollowUp
  private let language: Language
  private let workspace: String

  /// - Parameters:
  ///   - followUp: of the year that is asked about.
  ///   - workspace: its name, for the title.
  ///   - language: of headings and words.
  public init(_ followUp: FollowUp, workspace: String, language: Language) {
    self.followUp = followUp
    self.workspace = workspace
    self.language = language
  }

  public var title: String { Words.Duties.title(followUp.year, workspace).text(language) }

  /// What is asked and not decided: not assessed, or by people who do not agree.
  private var left: [FollowUp.Row] {
    followUp.rows.filter { row in
      guard row.duty.isAsked else { return false }
      if case .colour = row.outcome { return false }
      return true
    }
  }

  /// Counts by what the year asks and by function, then each activity that is left.
  public func parts() -> [ReportPart] {
    var parts = [
      ReportPart(heading: Words.Duties.byDuty.text(language), table: duties(), numbersFrom: 1),
      ReportPart(heading: Words.Duties.byFunction.text(language), table: functions(), numbersFrom: 1),
    ]
    if !left.isEmpty { parts.append(ReportPart(heading: Words.Duties.left.text(language), table: activities())) }
    return parts
  }

  private func duties() -> TextTable {
    var table = TextTable(
      headings: [
        Words.FollowUps.activities, Words.FollowUps.total, Words.Duties.assessed, Words.FollowUps.unresolved,
        Words.FollowUps.unassessed,
      ].map { $0.text(language) })
    for duty in Duty.allCases {
      let tally = followUp.tally(of: duty)
      let assessed = tally.total - tally.unresolved - tally.unassessed
      table.rows.append(
        [Words.Duties.name(duty.rawValue).text(language)]
          + [tally.total, assessed, tally.unresolved, tally.unassessed].map(String.init))
    }
    return table
  }

  private func functions() -> TextTable {
    var table = TextTable(
      headings: [
        Words.FollowUps.byFunction, Words.Duties.asked, Words.Duties.assessed, Words.FollowUps.unresolved,
        Words.FollowUps.unassessed,
      ].map { $0.text(language) })
    for progress in followUp.progress {
      let name = progress.function.isEmpty ? Words.FollowUps.none.text(language) : progress.function
      table.rows.append(
        [name] + [progress.asked, progress.assessed, progress.unresolved, progress.left].map(String.init))
    }
    return table
  }

  private func activities() -> TextTable {
    var table = TextTable(
      headings: [
        Words.FollowUps.place, Words.FollowUps.activity, Words.FollowUps.functions, Words.FollowUps.start,
        Words.FollowUps.outcome, Words.Duties.expected,
      ].map { $0.text(language) })
    for row in left {
      let expected = row.duty.expectedColour.map { FollowUp.Outcome.colour($0).text(in: language) } ?? ""
      table.rows.append([
        row.place ?? "", row.title, row.functions.joined(separator: ", "), row.schedule(in: language),
        row.outcome.text(in: language), expected,
      ])
    }
    return table
  }

  /// All activities, also those of which nothing is asked.
  public func csv() -> [UInt8] {
    var records = [
      [
        "year", "place", "title", "responsible", "startYear", "recurrence", "untilYear", "duty", "outcome", "expected",
        "id",
      ]
    ]
    for row in followUp.rows {
      records.append([
        String(followUp.year), row.place ?? "", row.title, CSVText.list(row.functions),
        row.startYear.map(String.init) ?? "", row.isYearly ? "yearly" : "none", row.untilYear.map(String.init) ?? "",
        row.duty.rawValue, row.outcome.code, row.duty.expectedColour ?? "", row.activity.text,
      ])
    }
    return CSVText.bytes(records)
  }

  /// `{"report","year","duties":{"due","overdue","later","over"},"functions","activities"}`.
  public func json() -> JSONObject {
    let duties = Duty.allCases.map { duty in
      JSONObject.Member(key: duty.rawValue, value: followUp.tally(of: duty).json)
    }
    let functions = followUp.progress.map { progress in
      JSONValue.members([
        "title": .string(progress.function), "asked": .number(progress.asked), "assessed": .number(progress.assessed),
        "unresolved": .number(progress.unresolved), "left": .number(progress.left),
      ])
    }
    let activities = followUp.rows.map { row in
      var json = row.json
      json["expected"] = row.duty.expectedColour.map(JSONValue.string) ?? .null
      return JSONValue.object(json)
    }
    return JSONObject([
      .init(key: "report", value: .string("due")), .init(key: "year", value: .number(followUp.year)),
      .init(key: "duties", value: .object(JSONObject(duties))), .init(key: "functions", value: .array(functions)),
      .init(key: "activities", value: .array(activities)),
    ])
  }
}
