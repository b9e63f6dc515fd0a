public import Schema
public import Words

/// The yearly follow-up as people and programs read it.
public struct FollowUpReport {
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
      var start = row.startYear.map(String.init) ?? ""
      if row.isYearly { start += " " + Words.FollowUps.yearly.text(language) }
      if let until = row.untilYear { start += "–\(until)" }
      table.rows.append([
        row.place ?? "", row.title, row.functions.joined(separator: ", "), start, text(row.outcome), row.comment,
      ])
    }
    return table
  }

  private func text(_ outcome: FollowUp.Outcome) -> String {
    switch outcome {
    case .colour(let code): Words.Colours.mark(code) + " " + Words.FollowUps.colour(code).text(language)
    case .unassessed: "– " + Words.FollowUps.unassessed.text(language)
    case .unresolved: "? " + Words.FollowUps.unresolved.text(language)
    }
  }

  /// The whole report in Markdown: text that people wrote stands for itself and is no markup.
  public func markdown() -> String {
    var lines = ["# " + Self.inline(title), ""]
    for (heading, table) in summaries() {
      lines += ["## " + Self.inline(heading), ""] + Self.markdown(table, numbersFrom: 1) + [""]
    }
    lines += ["## " + Words.FollowUps.activities.text(language), ""]
    lines += Self.markdown(activities(), numbersFrom: .max)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func markdown(_ table: TextTable, numbersFrom first: Int) -> [String] {
    func line(_ cells: [String]) -> String { "| " + cells.map(inline).joined(separator: " | ") + " |" }
    let rule = table.headings.indices.map { $0 >= first ? "---:" : "---" }
    return [line(table.headings), "| " + rule.joined(separator: " | ") + " |"] + table.rows.map(line)
  }

  /// Text that stands for itself in Markdown, on one line.
  private static func inline(_ text: String) -> String {
    var result = ""
    for character in text {
      if character.isNewline {
        result += " "
      } else {
        if "\\`*_{}[]<>#|~".contains(character) { result += "\\" }
        result.append(character)
      }
    }
    return result
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
        Self.code(row.outcome), row.comment, row.activity.text,
      ])
    }
    return CSVText.bytes(records)
  }

  private static func code(_ outcome: FollowUp.Outcome) -> String {
    switch outcome {
    case .colour(let code): code
    case .unassessed: "unassessed"
    case .unresolved: "unresolved"
    }
  }

  /// `{"report","year","total","goals","sections","functions","activities"}`.
  public func json() -> JSONObject {
    func tally(_ tally: FollowUp.Tally) -> JSONValue {
      .members([
        "green": .number(tally.green), "yellow": .number(tally.yellow), "red": .number(tally.red),
        "blue": .number(tally.blue), "unassessed": .number(tally.unassessed), "unresolved": .number(tally.unresolved),
        "total": .number(tally.total),
      ])
    }
    func groups(_ groups: [FollowUp.Group]) -> JSONValue {
      .array(
        groups.map { group in
          .members([
            "id": group.record.map { .string($0.text) } ?? .null,
            "number": group.number.map(JSONValue.string) ?? .null,
            "title": .string(group.title), "counts": tally(group.tally),
          ])
        })
    }
    let activities = followUp.rows.map { row in
      JSONValue.members([
        "id": .string(row.activity.text), "place": row.place.map(JSONValue.string) ?? .null,
        "title": .string(row.title), "responsible": .array(row.functions.map(JSONValue.string)),
        "startYear": row.startYear.map { .number($0) } ?? .null, "yearly": .boolean(row.isYearly),
        "untilYear": row.untilYear.map { .number($0) } ?? .null, "outcome": .string(Self.code(row.outcome)),
        "comment": .string(row.comment), "assessment": row.assessment.map { .string($0.text) } ?? .null,
      ])
    }
    return JSONObject([
      .init(key: "report", value: .string("followup")), .init(key: "year", value: .number(followUp.year)),
      .init(key: "total", value: tally(followUp.total)), .init(key: "goals", value: groups(followUp.goals)),
      .init(key: "sections", value: groups(followUp.sections)),
      .init(key: "functions", value: groups(followUp.functions)),
      .init(key: "activities", value: .array(activities)),
    ])
  }
}
