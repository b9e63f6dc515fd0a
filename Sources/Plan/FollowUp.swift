public import Merge
public import Replica
internal import Schema

/// The yearly follow-up of the plans of a workspace, as values: every activity with its assessment, and the counts per
/// goal, section and function.
///
/// A conflict counts as unresolved, never as one of its candidates; what nobody has assessed counts as that.
public struct FollowUp: Hashable, Sendable {
  public let year: Int
  /// In the order of the plan.
  public let rows: [Row]
  /// Per goal, in the order of the plan; activities under no goal come last, under nil.
  public let goals: [Group]
  /// Per section that has activities of its own, in the order of the plan.
  public let sections: [Group]
  /// Per function that answers for activities, in Swedish order.
  public let functions: [Group]
  public let total: Tally

  public enum Outcome: Hashable, Sendable {
    /// One of the follow-up's colours, by its code.
    case colour(String)
    case unassessed
    /// People set different colours, or the assessment is in conflict otherwise: nobody has decided yet.
    case unresolved
  }

  public struct Row: Hashable, Sendable {
    public let activity: RecordID
    /// `4.1.3-2`; nil where the section has no number.
    public let place: String?
    public let title: String
    public let goal: RecordID?
    public let section: RecordID?
    /// Names of the functions that answer for it, in Swedish order.
    public let functions: [String]
    /// Those that support it, in Swedish order.
    public let support: [String]
    public let startYear: Int?
    public let untilYear: Int?
    public let isYearly: Bool
    /// What the year asks of it.
    public let duty: Duty
    public let outcome: Outcome
    /// Empty when there is none.
    public let comment: String
    public let assessment: RecordID?
  }

  public struct Group: Hashable, Sendable {
    /// Nil for what belongs to none.
    public let record: RecordID?
    public let number: String?
    public let title: String
    public let tally: Tally
  }

  /// How many activities came out how.
  public struct Tally: Hashable, Sendable {
    public var blue = 0
    public var red = 0
    public var yellow = 0
    public var green = 0
    public var unassessed = 0
    public var unresolved = 0

    public init() {}

    public var total: Int { blue + red + yellow + green + unassessed + unresolved }

    mutating func count(_ outcome: Outcome) {
      switch outcome {
      case .colour("blue"): blue += 1
      case .colour("red"): red += 1
      case .colour("yellow"): yellow += 1
      case .colour("green"): green += 1
      // A colour of somebody's newer scale is an assessment that this program can't count with the four.
      case .colour, .unassessed: unassessed += 1
      case .unresolved: unresolved += 1
      }
    }
  }

  /// How far those who answer for something have come with what the year asks of them.
  public struct Progress: Hashable, Sendable {
    /// The function's name; empty for what nobody answers for.
    public let function: String
    public var asked = 0
    public var assessed = 0
    public var unresolved = 0
    public var left: Int { asked - assessed - unresolved }
  }

  /// Of each function that is asked for something, in Swedish order; what nobody answers for comes last.
  public var progress: [Progress] {
    var found: [String: Progress] = [:]
    for row in rows where row.duty.isAsked {
      for function in row.functions.isEmpty ? [""] : row.functions {
        var progress = found[function] ?? Progress(function: function)
        progress.asked += 1
        switch row.outcome {
        case .colour: progress.assessed += 1
        case .unresolved: progress.unresolved += 1
        case .unassessed: break
        }
        found[function] = progress
      }
    }
    return found.values.sorted { left, right in
      left.function.isEmpty == right.function.isEmpty
        ? swedishOrder(left.function, right.function) : right.function.isEmpty
    }
  }

  /// How what the year asks, or does not ask, has come out.
  public func tally(of duty: Duty) -> Tally {
    var tally = Tally()
    for row in rows where row.duty == duty { tally.count(row.outcome) }
    return tally
  }

  /// Reads the follow-up of `year`.
  ///
  /// - Complexity: O(sections + activities + assessments).
  public init(_ reading: any ReplicaReading, year: Int) throws {
    let book = try PlanBook(reading)
    let assessments = try book.assessments(of: year)
    let done = try book.carriedOut(before: year)
    var rows: [Row] = []
    for section in book.sections {
      for (index, activity) in (book.activities[section.id] ?? []).enumerated() {
        rows.append(
          book.row(
            activity, section: section, ordinal: index + 1, year: year, assessment: assessments[activity.id],
            isDone: done.contains(activity.id)))
      }
    }
    for activity in book.activities[nil] ?? [] {
      rows.append(
        book.row(
          activity, section: nil, ordinal: 0, year: year, assessment: assessments[activity.id],
          isDone: done.contains(activity.id)))
    }
    self.year = year
    self.rows = rows
    goals = Self.groups(rows, by: \.goal, book: book)
    sections = Self.groups(rows, by: \.section, book: book)
    functions = Self.functions(rows)
    var total = Tally()
    for row in rows { total.count(row.outcome) }
    self.total = total
  }

  private static func groups(_ rows: [Row], by key: (Row) -> RecordID?, book: PlanBook) -> [Group] {
    var order: [RecordID?] = []
    var tallies: [RecordID?: Tally] = [:]
    for row in rows {
      let group = key(row)
      if tallies[group] == nil { order.append(group) }
      tallies[group, default: Tally()].count(row.outcome)
    }
    let named = order.filter { $0 != nil } + order.filter { $0 == nil }
    return named.map { record in
      let section = record.flatMap { book.section($0) }
      return Group(
        record: record, number: section.flatMap { book.number(of: $0) },
        title: section.map { book.title(of: $0) } ?? "", tally: tallies[record] ?? Tally())
    }
  }

  private static func functions(_ rows: [Row]) -> [Group] {
    var tallies: [String: Tally] = [:]
    for row in rows {
      for function in row.functions { tallies[function, default: Tally()].count(row.outcome) }
    }
    return tallies.sorted { swedishOrder($0.key, $1.key) }.map { name, tally in
      Group(record: nil, number: nil, title: name, tally: tally)
    }
  }
}
