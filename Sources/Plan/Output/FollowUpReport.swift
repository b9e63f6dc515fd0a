public import Schema
public import Words

/// The yearly follow-up as people and programs read it.
public struct FollowUpReport: PlanReport {
  private let followUp: FollowUp
  private let language: Language
  private let workspace: String

  public init(_ followUp: FollowUp, workspace: String, language: Language) {
    self.followUp = followUp
    self.workspace = workspace
    self.language = language
  }

  public var title: String { Words.FollowUps.title(followUp.year, workspace).text(language) }

  private var tallyHeadings: [String] {
    ["green", "yellow", "red", "blue"].map { Words.Colours.mark($0) + " " + Words.FollowUps.colour($0).text(language) }
      + [Words.FollowUps.unassessed, Words.FollowUps.unresolved, Words.FollowUps.total].map { $0.text(language) }
  }

  private static func cells(_ tally: FollowUp.Tally) -> [String] {
    [tally.green, tally.yellow, tally.red, tally.blue, tally.unassessed, tally.unresolved, tally.total].map(String.init)
  }

  /// The counts, as tables with their headings: per goal, section and function, each with the whole below.
  public func summaries() -> [(heading: String, table: TextTable)] {
    [
      (Words.FollowUps.byGoal, followUp.goals), (Words.FollowUps.bySection, followUp.sections),
      (Words.FollowUps.byFunction, followUp.functions),
    ].map { heading, groups in
      var table = TextTable(headings: [heading.text(language)] + tallyHeadings)
      for group in groups {
        let title = [group.number, group.title].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        table.rows.append(
          [title.isEmpty ? Words.FollowUps.none.text(language) : title] + Self.cells(group.tally))
      }
      // An activity may have several functions, so their counts add up to nothing that means anything.
      if heading != Words.FollowUps.byFunction {
        table.rows.append([Words.FollowUps.total.text(language)] + Self.cells(followUp.total))
      }
      return (heading.text(language), table)
    }
  }

  /// Each activity with its assessment.
  public func activities() -> TextTable {
    var table = TextTable(
      headings: [
        Words.FollowUps.place, Words.FollowUps.activity, Words.FollowUps.functions, Words.FollowUps.start,
        Words.FollowUps.outcome, Words.FollowUps.comment,
      ].map { $0.text(language) })
    for row in followUp.rows {
      table.rows.append([
        row.place ?? "", row.title, row.functions.joined(separator: ", "), row.schedule(in: language),
        row.outcome.text(in: language), row.comment,
      ])
    }
    return table
  }

  /// The counts, then each activity.
  public func parts() -> [ReportPart] {
    summaries().map { ReportPart(heading: $0.heading, table: $0.table, numbersFrom: 1) }
      + [ReportPart(heading: Words.FollowUps.activities.text(language), table: activities())]
  }

  /// The activities as a table for a spreadsheet; colours by their English codes.
  public func csv() -> [UInt8] {
    var records = [
      ["year", "place", "title", "responsible", "startYear", "recurrence", "untilYear", "outcome", "comment", "id"]
    ]
    for row in followUp.rows {
      records.append([
        String(followUp.year), row.place ?? "", row.title, CSVText.list(row.functions),
        row.startYear.map(String.init) ?? "", row.isYearly ? "yearly" : "none", row.untilYear.map(String.init) ?? "",
        row.outcome.code, row.comment, row.activity.text,
      ])
    }
    return CSVText.bytes(records)
  }

  /// `{"report","year","total","goals","sections","functions","activities"}`.
  public func json() -> JSONObject {
    func groups(_ groups: [FollowUp.Group]) -> JSONValue {
      .array(
        groups.map { group in
          .members([
            "id": group.record.map { .string($0.text) } ?? .null,
            "number": group.number.map(JSONValue.string) ?? .null,
            "title": .string(group.title), "counts": group.tally.json,
          ])
        })
    }
    let activities = followUp.rows.map { row in
      var json = row.json
      json["comment"] = .string(row.comment)
      json["assessment"] = row.assessment.map { .string($0.text) } ?? .null
      return JSONValue.object(json)
    }
    return JSONObject([
      .init(key: "report", value: .string("followup")), .init(key: "year", value: .number(followUp.year)),
      .init(key: "total", value: followUp.total.json), .init(key: "goals", value: groups(followUp.goals)),
      .init(key: "sections", value: groups(followUp.sections)),
      .init(key: "functions", value: groups(followUp.functions)),
      .init(key: "activities", value: .array(activities)),
    ])
  }
}
