/// A plan as one table that a person can correct in a spreadsheet and import again.
///
/// Each row is one record: the plan, a colour of the scale, a section, an activity or a warning. The `id` column holds
/// whatever the caller named the record with, and comes back as it was, so that a corrected row finds its record even when
/// its title has changed. No cell is written so that a spreadsheet runs it; every cell comes back exact.
public struct ReviewTable: Hashable, Sendable {
  /// What one row tells.
  public enum Entry: Hashable, Sendable {
    case plan(title: String, organisation: String, fromYear: Int, toYear: Int)
    case colour(ImportedColour)
    case section(ImportedSection)
    case activity(ImportedActivity)
    case warning(ImportWarning)
  }

  /// One record and its name.
  public struct Row: Hashable, Sendable {
    /// The caller's name of the record; empty for a row that a person added.
    public var id: String
    public var entry: Entry

    public init(id: String, entry: Entry) {
      self.id = id
      self.entry = entry
    }
  }

  public var rows: [Row]

  public init(rows: [Row]) {
    self.rows = rows
  }

  /// The table of `plan`; `id` names each record.
  public init(_ plan: ImportedPlan, id: (Entry) -> String = { _ in "" }) {
    var entries: [Entry] = [
      .plan(title: plan.title, organisation: plan.organisation, fromYear: plan.fromYear, toYear: plan.toYear)
    ]
    entries += plan.scale.map(Entry.colour)
    for section in plan.sections {
      entries.append(.section(section))
      entries += plan.activities.filter { $0.sectionKey == section.key }.map(Entry.activity)
    }
    entries += plan.warnings.map(Entry.warning)
    rows = entries.map { Row(id: id($0), entry: $0) }
  }

  /// The plan that the rows carry, with ranks and ordinals counted in the order of the rows.
  public func plan() -> ImportedPlan {
    var plan = ImportedPlan()
    for row in ReviewTable.counted(rows) {
      switch row.entry {
      case .plan(let title, let organisation, let fromYear, let toYear):
        (plan.title, plan.organisation, plan.fromYear, plan.toYear) = (title, organisation, fromYear, toYear)
      case .colour(let colour): plan.scale.append(colour)
      case .section(let section): plan.sections.append(section)
      case .activity(let activity): plan.activities.append(activity)
      case .warning(let warning): plan.warnings.append(warning)
      }
    }
    return plan
  }

  /// The rows with ranks and ordinals counted anew.
  static func counted(_ rows: [Row]) -> [Row] {
    var rank = 0
    var ordinals: [String: Int] = [:]
    var equals: [String: Int] = [:]
    return rows.map { row in
      var row = row
      switch row.entry {
      case .section(var section):
        section.rank = rank
        rank += 1
        row.entry = .section(section)
      case .activity(var activity):
        ordinals[activity.sectionKey, default: 0] += 1
        activity.ordinalInSection = ordinals[activity.sectionKey, default: 1]
        let equal = activity.sectionKey + "/" + normalisedTitle(activity.title)
        equals[equal, default: 0] += 1
        activity.ordinalAmongEquals = equals[equal, default: 1]
        row.entry = .activity(activity)
      case .plan, .colour, .warning: break
      }
      return row
    }
  }

  // MARK: Columns

  enum Column: String, CaseIterable {
    case id
    case record = "post"
    case key = "nyckel"
    case section = "avsnitt"
    case number = "nummer"
    case kind = "slag"
    case title = "titel"
    case text
    case seeAlso = "se även"
    case responsible = "ansvar"
    case support = "stöd"
    case start = "startår"
    case recurrence = "återkommer"
    case until = "till och med"
    case notes = "anteckning"
    case uncertain = "osäkert"
    case line = "rad"

    /// English names that the head may use instead.
    var alias: String {
      switch self {
      case .seeAlso: "see also"
      case .start: "start year"
      case .until: "until year"
      case .record: "record"
      case .line: "line"
      default: String(describing: self)
      }
    }

    static func named(_ cell: String) -> Column? {
      let letters = Letters.plainSentence(cell)
      guard !letters.isEmpty else { return nil }
      return allCases.first {
        Letters.plainSentence($0.rawValue) == letters || Letters.plainSentence($0.alias) == letters
      }
    }

    static let required: [Column] = [.record, .section, .title, .responsible, .start]
  }

  /// Words of a closed set, Swedish first, with the names of the cases as aliases.
  static let recordWords = [
    ("plan", "plan"), ("färg", "colour"), ("avsnitt", "section"), ("aktivitet", "activity"),
    ("anmärkning", "warning"),
  ]
  static let kindWords: [(String, ImportedSection.Kind)] = [
    ("mål", .goal), ("prioritering", .priority), ("inriktning", .direction), ("grupp", .group),
  ]
  static let colourWords: [(String, ImportedColour.Code)] = [
    ("blå", .blue), ("röd", .red), ("gul", .yellow), ("grön", .green),
  ]
  static let yearlyWord = "årligen"
}
