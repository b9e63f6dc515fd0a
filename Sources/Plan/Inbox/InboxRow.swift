public import CommitFormat
public import Merge
public import Schema
public import Words

/// A record in conflict, as a line of the inbox.
public struct InboxRow: Hashable, Sendable {
  public let record: RecordID
  public let reference: String
  public let name: String
  public let type: TypeNumber
  public let typeKey: String
  public let typeLabel: Label
  /// As printed: `4.1.3-2` of an activity, `4.1.3` of what lies in a section; empty where the plan has no such place.
  public let place: String
  /// The nearest section that has a number, `4.1.3`, and its title; empty where there is none.
  public let section: String
  public let sectionName: String
  /// The numbers of that section and of all above it, the nearest first.
  public let sectionPath: [String]
  /// Of the record, or of the nearest one above it that names any; in Swedish order.
  public let municipalities: [String]
  /// At least one; those about the record itself first, then in the order of the fields.
  public let conflicts: [InboxConflict]
  /// Who stands against whom in any of them, in the order in which they wrote; a person once, with the last time.
  public let people: [InboxPerson]
  /// The first and the last time that somebody wrote, milliseconds by the authors' clocks.
  public let oldest: Int64
  public let newest: Int64
  /// When the oldest of its conflicts arose, milliseconds by the server's clock where the log has it.
  public let waitingSince: Int64
  /// Proposals and saved drafts about its conflicts.
  public let proposals: Int
  public let drafts: Int

  let planOrder: [Double]
  let nameKey: CollationKey
  let words: [String]
}

/// One conflict of a record, as the inbox lists it.
public struct InboxConflict: Hashable, Sendable {
  public let id: ConflictID
  public let kind: ConflictKind
  /// Nil when it is about the record itself.
  public let register: RegisterID?
  /// The key of the field or group, as in JSON; nil when it is about the record itself.
  public let fieldKey: String?
  public let people: [InboxPerson]
  public let waitingSince: Int64
  public let proposals: Int
  public let drafts: Int

  let fieldLabel: Label?

  /// What the field or group is called; empty when the conflict is about the record itself.
  public func fieldName(_ language: Language) -> String {
    guard let register else { return "" }
    if register == .alias { return Words.Records.alias.text(language) }
    return fieldLabel?.text(language.rawValue) ?? "#\(register.field.number)"
  }
}

/// Somebody whose writing stands in a conflict.
public struct InboxPerson: Hashable, Sendable {
  public let name: String
  public let device: String
  /// Milliseconds by the author's clock.
  public let time: Int64
}

/// Which rows of the inbox to show. All that is set must hold.
public struct InboxFilter: Hashable, Sendable {
  /// A section's number; what lies in the sections below it is shown too.
  public var section: String?
  public var municipality: String?
  /// Somebody whose writing stands in the conflict.
  public var person: String?
  public var kind: ConflictKind?
  /// The key of the record's type.
  public var type: String?
  /// The key of the field or group in conflict.
  public var field: String?
  /// Waiting for at least so many days.
  public var olderThanDays: Int?
  /// Only those that somebody has proposed something about.
  public var isProposed = false
  /// Words that must begin some word of the name, place, reference or people; `orebro` finds `Örebro`.
  public var text: String?

  public init() {}

  public var isEmpty: Bool { self == InboxFilter() }
}

/// In which order the rows stand.
public enum InboxOrder: String, Hashable, Sendable, CaseIterable {
  /// What has waited longest first.
  case waiting
  /// What somebody wrote last first.
  case newest
  /// As the plan is printed; what is in no plan comes last.
  case place
  /// By name, in Swedish order.
  case name
}

/// One value of a filter, and how many rows it would show beside the other filters that are set.
public struct InboxCount: Hashable, Sendable {
  public let value: String
  public let label: String
  public let count: Int
}

/// The values that each filter can take.
public struct InboxCounts: Hashable, Sendable {
  public let sections: [InboxCount]
  public let municipalities: [InboxCount]
  public let people: [InboxCount]
  public let kinds: [InboxCount]
  public let types: [InboxCount]
  /// Days as values: 1, 7, 30.
  public let ages: [InboxCount]
}

/// A page of the inbox.
public struct InboxPage: Hashable, Sendable {
  public let rows: [InboxRow]
  public let offset: Int
  /// Rows that the filter shows, and all rows; conflicts in them likewise.
  public let matching: Int
  public let total: Int
  public let conflictsMatching: Int
  public let conflictsTotal: Int
  public let counts: InboxCounts
}
