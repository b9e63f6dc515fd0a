/// A rule of a record type that one field alone does not tell, as data.
public enum Rule: Hashable, Sendable {
  /// `field` is not earlier, or less, than `other`; both are dates, years or numbers.
  case notBefore(field: String, other: String)
  /// The year in `field` lies within those of the plan: the record that `path`, references from this record on, leads
  /// to. Nothing is said while the path breaks off.
  case yearInPlan(field: String, path: [String], from: String, to: String)
  /// `field` holds `code` and `other` is set too: a warning, for the two may have been merged.
  case unlikelyTogether(field: String, code: String, other: String)
  /// The text in `field` is a time of day, `HH:MM`.
  case timeOfDay(field: String)

  /// The rule's name in a schema's JSON.
  public var name: String {
    switch self {
    case .notBefore: "notBefore"
    case .yearInPlan: "yearInPlan"
    case .unlikelyTogether: "unlikelyTogether"
    case .timeOfDay: "timeOfDay"
    }
  }

  /// The keys of the fields that it looks at.
  public var fieldKeys: [String] {
    switch self {
    case .notBefore(let field, let other), .unlikelyTogether(let field, _, let other): [field, other]
    case .yearInPlan(let field, let path, _, _): [field] + path.prefix(1)
    case .timeOfDay(let field): [field]
    }
  }
}
