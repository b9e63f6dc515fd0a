public import Schema
public import Words

/// Who does what: of each function, what it answers for and what it supports.
public struct FunctionsReport: PlanReport {
  private struct Share {
    /// Empty for what nobody answers for.
    let function: String
    var answersFor: [FollowUp.Row] = []
    var supports: [FollowUp.Row] = []
  }

  private let year: Int
  private let shares: [Share]
  private let language: Language
  private let workspace: String

  /// - Parameters:
  ///   - followUp: of the year whose assessments stand beside.
  ///   - workspace: its name, for the title.
  ///   - language: of headings and words.
  public init(_ followUp: FollowUp, workspace: String, language: Language) {
    year = followUp.year
    self.workspace = workspace
    self.language = language
    var found: [String: Share] = [:]
    for row in followUp.rows {
      for function in row.functions.isEmpty ? [""] : row.functions {
        found[function, default: Share(function: function)].answersFor.append(row)
      }
      for function in row.support { found[function, default: Share(function: function)].supports.append(row) }
    }
    shares = found.values.sorted { left, right in
      left.function.isEmpty == right.function.isEmpty
        ? swedishOrder(left.function, right.function) : right.function.isEmpty
    }
  }

  public var title: String { Words.WhoDoesWhat.title(workspace).text(language) }

  /// How much it is, then what, function by function.
  public func parts() -> [ReportPart] {
    var counts = TextTable(
      headings: [Words.FollowUps.byFunction, Words.WhoDoesWhat.answersFor, Words.WhoDoesWhat.supports].map {
        $0.text(language)
      })
    for share in shares {
      counts.rows.append([name(share), String(share.answersFor.count), String(share.supports.count)])
    }
    let total = ReportPart(heading: Words.FollowUps.byFunction.text(language), table: counts, numbersFrom: 1)
    return [total]
      + shares.map { share in
        var table = TextTable(
          headings: [
            Words.FollowUps.place, Words.FollowUps.activity, Words.FollowUps.start, Words.FollowUps.outcome,
            Words.WhoDoesWhat.part,
          ].map { $0.text(language) })
        for (rows, part) in [
          (share.answersFor, Words.WhoDoesWhat.answersFor), (share.supports, Words.WhoDoesWhat.supports),
        ] {
          for row in rows {
            table.rows.append([
              row.place ?? "", row.title, row.schedule(in: language), row.outcome.text(in: language),
              part.text(language),
            ])
          }
        }
        return ReportPart(heading: name(share), table: table)
      }
  }

  private func name(_ share: Share) -> String {
    share.function.isEmpty ? Words.FollowUps.none.text(language) : share.function
  }

  /// A row for each part that a function has in an activity.
  public func csv() -> [UInt8] {
    func record(_ share: Share, _ part: String, _ row: FollowUp.Row) -> [String] {
      [
        share.function, part, row.place ?? "", row.title, row.startYear.map(String.init) ?? "",
        row.isYearly ? "yearly" : "none", row.untilYear.map(String.init) ?? "", String(year), row.outcome.code,
        row.activity.text,
      ]
    }
    let head = [
      "function", "part", "place", "title", "startYear", "recurrence", "untilYear", "year", "outcome", "id",
    ]
    return CSVText.bytes(
      [head]
        + shares.flatMap { share in
          share.answersFor.map { record(share, "responsible", $0) }
            + share.supports.map { record(share, "support", $0) }
        })
  }

  /// `{"report","year","functions":[{"title","responsible":[…],"support":[…]}]}`.
  public func json() -> JSONObject {
    func rows(_ rows: [FollowUp.Row]) -> JSONValue { .array(rows.map { .object($0.json) }) }
    return JSONObject([
      .init(key: "report", value: .string("functions")), .init(key: "year", value: .number(year)),
      .init(
        key: "functions",
        value: .array(
          shares.map { share in
            .members([
              "title": .string(share.function), "responsible": rows(share.answersFor), "support": rows(share.supports),
            ])
          })),
    ])
  }
}
