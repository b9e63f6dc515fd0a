/// A culture plan as a file told it: values alone, no ids and no database.
///
/// Sections stand in reading order and a parent before its children; activities stand in the order of their sections.
/// Text is Unicode NFC as far as the source was. What the source said unclearly carries an `uncertain` reason; what had
/// no place among the values is named in `warnings`, so that no row of the source is dropped in silence.
public struct ImportedPlan: Hashable, Sendable, Codable {
  public var title: String
  public var organisation: String
  /// First and last calendar year of the plan; both 0 when the source names no period.
  public var fromYear: Int
  public var toYear: Int
  public var scale: [ImportedColour]
  public var sections: [ImportedSection]
  public var activities: [ImportedActivity]
  public var warnings: [ImportWarning]

  public init(
    title: String = "", organisation: String = "", fromYear: Int = 0, toYear: Int = 0, scale: [ImportedColour] = [],
    sections: [ImportedSection] = [], activities: [ImportedActivity] = [], warnings: [ImportWarning] = []
  ) {
    self.title = title
    self.organisation = organisation
    self.fromYear = fromYear
    self.toYear = toYear
    self.scale = scale
    self.sections = sections
    self.activities = activities
    self.warnings = warnings
  }
}

/// One step of the follow-up scale: what a colour means, never what an activity got.
public struct ImportedColour: Hashable, Sendable, Codable {
  /// The four steps, by their colour.
  public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
    case blue, red, yellow, green
  }

  public var code: Code
  /// The word as printed; empty when the print lost it and the code follows from the other three.
  public var word: String
  public var meaning: String
  public var uncertain: UncertainReason?

  public init(code: Code, word: String, meaning: String, uncertain: UncertainReason? = nil) {
    self.code = code
    self.word = word
    self.meaning = meaning
    self.uncertain = uncertain
  }
}

/// A goal, a priority, a direction, or a group of directions.
public struct ImportedSection: Hashable, Sendable, Codable {
  /// What a section is to the plan.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    case goal, priority, direction, group
  }

  /// Unique within the plan and the same at every reading: the number where one is printed, else the parent's key and
  /// the normalised title.
  public var key: String
  /// As printed, such as `4.1.3`; `nil` for a section without one.
  public var number: String?
  public var kind: Kind
  public var parentKey: String?
  public var title: String
  public var text: String
  /// The numbers that the text points to, as printed. They may follow an older numbering, so they are no links.
  public var seeAlso: [String]
  /// Position in reading order, from 0.
  public var rank: Int
  public var uncertain: UncertainReason?
  /// 1-based line of the source.
  public var sourceLine: Int

  public init(
    key: String, number: String? = nil, kind: Kind, parentKey: String? = nil, title: String, text: String = "",
    seeAlso: [String] = [], rank: Int = 0, uncertain: UncertainReason? = nil, sourceLine: Int = 0
  ) {
    self.key = key
    self.number = number
    self.kind = kind
    self.parentKey = parentKey
    self.title = title
    self.text = text
    self.seeAlso = seeAlso
    self.rank = rank
    self.uncertain = uncertain
    self.sourceLine = sourceLine
  }
}

/// One row of a table of activities.
public struct ImportedActivity: Hashable, Sendable, Codable {
  /// Whether the activity comes back each year.
  public enum Recurrence: String, Hashable, Sendable, Codable, CaseIterable {
    case none, yearly
  }

  public var sectionKey: String
  /// Position in the section, from 1.
  public var ordinalInSection: Int
  /// Position among the section's activities of the same normalised title, from 1.
  public var ordinalAmongEquals: Int
  public var title: String
  /// Functions that answer for the activity, in printed order.
  public var responsible: [String]
  /// Functions named after "med stöd av".
  public var support: [String]
  public var startYear: Int?
  public var recurrence: Recurrence
  public var untilYear: Int?
  /// What the follow-up column said. No colour is ever read from it.
  public var notes: String
  public var uncertain: UncertainReason?
  /// 1-based line of the source where the row begins.
  public var sourceLine: Int

  public init(
    sectionKey: String, ordinalInSection: Int, ordinalAmongEquals: Int = 1, title: String, responsible: [String] = [],
    support: [String] = [], startYear: Int? = nil, recurrence: Recurrence = .none, untilYear: Int? = nil,
    notes: String = "", uncertain: UncertainReason? = nil, sourceLine: Int = 0
  ) {
    self.sectionKey = sectionKey
    self.ordinalInSection = ordinalInSection
    self.ordinalAmongEquals = ordinalAmongEquals
    self.title = title
    self.responsible = responsible
    self.support = support
    self.startYear = startYear
    self.recurrence = recurrence
    self.untilYear = untilYear
    self.notes = notes
    self.uncertain = uncertain
    self.sourceLine = sourceLine
  }

  /// The row's key within the plan: section, normalised title, ordinal among equals.
  public var key: String { "\(sectionKey)/\(normalisedTitle(title))/\(ordinalAmongEquals)" }
}

/// Why something was read with doubt, as codes that the edge turns into words. Codes are joined with `+`.
public struct UncertainReason: Hashable, Sendable, Codable, RawRepresentable, ExpressibleByStringLiteral {
  public var rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  public init(stringLiteral value: String) {
    rawValue = value
  }

  /// A piece of the row stood elsewhere on the page and more than one row could own it.
  public static let tailOwner: UncertainReason = "tail-owner"
  /// The border between the title and the function could stand elsewhere.
  public static let columnBorder: UncertainReason = "column-border"
  /// The function column names nobody that the document or the vocabulary knows.
  public static let unknownFunction: UncertainReason = "unknown-function"
  /// The function column is empty.
  public static let missingFunction: UncertainReason = "missing-function"
  /// The function column stops inside a name.
  public static let cutFunction: UncertainReason = "cut-function"
  /// No start year could be read.
  public static let missingYear: UncertainReason = "missing-year"
  /// The start year lies outside the plan's period.
  public static let yearOutsidePlan: UncertainReason = "year-outside-plan"
  /// The bracket after the start year was not understood.
  public static let unclearRecurrence: UncertainReason = "unclear-recurrence"
  /// The title stops inside a sentence.
  public static let cutTitle: UncertainReason = "cut-title"
  /// The title is empty.
  public static let missingTitle: UncertainReason = "missing-title"
  /// The section has no printed number where its neighbours have one.
  public static let missingNumber: UncertainReason = "missing-number"
  /// The section's number is out of order or printed twice.
  public static let oddNumber: UncertainReason = "odd-number"
  /// The printed word was lost and follows from the other words.
  public static let lostWord: UncertainReason = "lost-word"

  static func joined(_ reasons: [UncertainReason]) -> UncertainReason? {
    var seen: [String] = []
    for reason in reasons where !seen.contains(reason.rawValue) { seen.append(reason.rawValue) }
    return seen.isEmpty ? nil : UncertainReason(rawValue: seen.joined(separator: "+"))
  }

  public init(from decoder: any Decoder) throws {
    rawValue = try decoder.singleValueContainer().decode(String.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}

/// A piece of the source that became no value, or one that a person should look at.
public struct ImportWarning: Hashable, Sendable, Codable {
  /// Why the piece became no value.
  public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
    /// Page numbers, running heads and feet.
    case pageFurniture
    /// A chapter that holds neither sections nor activities.
    case chapterText
    /// A piece of a table that no row could own.
    case strayTail
    /// Characters that were no text.
    case replacedCharacters
    /// A row of a table file that names no known kind of record.
    case unknownRecord
  }

  /// 1-based line of the source.
  public var line: Int
  public var code: Code
  public var text: String

  public init(line: Int, code: Code, text: String) {
    self.line = line
    self.code = code
    self.text = text
  }
}

/// The forms that a plan can come in.
public enum ImportFormat: String, Hashable, Sendable, CaseIterable {
  case ocrText, csv, json
}
