public import Merge

/// Something wrong with a write, or questionable about it.
public struct Violation: Hashable, Sendable {
  /// The key of the field; nil when it is about the record as a whole.
  public let field: String?
  /// The key of the row's part that it is about.
  public let part: String?
  public let problem: FieldProblem

  public init(field: String?, part: String? = nil, problem: FieldProblem) {
    self.field = field
    self.part = part
    self.problem = problem
  }

  public var code: FieldProblem.Code { problem.code }
  /// Whether people are told and nothing is refused.
  public var isWarning: Bool { problem.isWarning }
}

/// What validation asks of its surroundings.
public struct ValidationContext {
  /// Whether types, fields, parts and codes that this schema does not know are let through: so when the commit was made
  /// under a newer schema.
  public var allowsUnknown: Bool
  /// The type of a record; nil when it is not held here, and then nothing is said about it.
  public var typeOfRecord: (RecordID) -> TypeNumber?
  /// The value of a field of another record, by the field's key; nil when it is not known here.
  public var valueOfField: (RecordID, String) -> Value?

  public init(
    allowsUnknown: Bool = false,
    typeOfRecord: @escaping (RecordID) -> TypeNumber? = { _ in nil },
    valueOfField: @escaping (RecordID, String) -> Value? = { _, _ in nil }
  ) {
    self.allowsUnknown = allowsUnknown
    self.typeOfRecord = typeOfRecord
    self.valueOfField = valueOfField
  }
}
