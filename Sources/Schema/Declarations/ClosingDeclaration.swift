public import Merge

/// Which records a closed round freezes, as data: those of one type, by the plan that they belong to and their year.
public struct ClosingDeclaration: Hashable, Sendable {
  /// The key of the rounds' type. Its natural key is a plan and a year.
  public let round: String
  /// References from a frozen record to its plan.
  public let path: [String]
  /// The frozen record's field that holds the year.
  public let year: String
  /// The round's field that tells whether it is closed, and the code that says so.
  public let state: String
  public let closed: String
}

extension Schema {
  /// The round that freezes a record when it is closed.
  ///
  /// - Parameters:
  ///   - type: the record's type.
  ///   - value: the value of a field of the record, by its key.
  ///   - valueOfField: the value of a field of another record, by that field's key.
  /// - Returns: nil when no round freezes this type, or the way to the plan breaks off.
  public func round(
    freezing type: RecordType, value: (String) -> Value?, valueOfField: (RecordID, String) -> Value?
  ) -> RecordID? {
    guard let closing = type.closing, case .integer(let year)? = value(closing.year)?.content,
      let first = closing.path.first, var record = value(first)?.reference
    else { return nil }
    for step in closing.path.dropFirst() {
      guard let next = valueOfField(record, step)?.reference else { return nil }
      record = next
    }
    return .natural(type: closing.round, [.record(record), .integer(year)])
  }

  /// The types that rounds freeze.
  public var frozenTypes: [RecordType] { types.filter { $0.closing != nil } }
}
