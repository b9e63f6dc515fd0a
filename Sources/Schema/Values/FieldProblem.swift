public import Merge

/// What is wrong with a value, or questionable about it. A closed set: words for people are made from `code` and the
/// payload, at the edge.
public enum FieldProblem: Error, Hashable, Sendable {
  /// Not of the field's kind; the payload is the kind's name.
  case wrongKind(expected: String)
  case badDate(String)
  case badYear(String)
  case badNumber(String)
  case badBoolean(String)
  case badTimeOfDay(String)
  case unknownOption(String, known: [String])
  case unknownReference(String)
  case ambiguousReference(String, candidates: [RecordID])
  /// It points to a record of another type than it may.
  case wrongReferenceType(String, expected: [String])
  case outOfRange(minimum: Int64?, maximum: Int64?)
  case tooLong(bytes: Int, bytesMax: Int)
  case tooMany(count: Int, countMax: Int)
  /// The scalar's number: a control character other than line end and tab.
  case controlCharacter(UInt32)
  /// Text that is not in Unicode's composed form (NFC).
  case notNormalized
  case badJSON(JSONError)
  /// A part of a row that is not known; a key, or `#` and a number.
  case unknownPart(String)
  /// A part of a row, or a member of a group, that must be there.
  case missingPart(String)
  case requiredMissing
  case unknownType(UInt32)
  case unknownField(UInt32)
  /// It is earlier, or less, than the field of that key.
  case notBefore(other: String)
  case outsidePlan(from: Int64, to: Int64)
  /// A warning: it hardly makes sense together with the field of that key.
  case unlikelyTogether(other: String)

  /// The names of the problems, for programs. They never change.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    case wrongKind = "wrong-kind"
    case badDate = "bad-date"
    case badYear = "bad-year"
    case badNumber = "bad-number"
    case badBoolean = "bad-boolean"
    case badTimeOfDay = "bad-time-of-day"
    case unknownOption = "unknown-option"
    case unknownReference = "unknown-reference"
    case ambiguousReference = "ambiguous-reference"
    case wrongReferenceType = "wrong-reference-type"
    case outOfRange = "out-of-range"
    case tooLong = "too-long"
    case tooMany = "too-many"
    case controlCharacter = "control-character"
    case notNormalized = "not-normalized"
    case badJSON = "bad-json"
    case unknownPart = "unknown-part"
    case missingPart = "missing-part"
    case requiredMissing = "required-missing"
    case unknownType = "unknown-type"
    case unknownField = "unknown-field"
    case notBefore = "not-before"
    case outsidePlan = "outside-plan"
    case unlikelyTogether = "unlikely-together"
  }

  public var code: Code {
    switch self {
    case .wrongKind: .wrongKind
    case .badDate: .badDate
    case .badYear: .badYear
    case .badNumber: .badNumber
    case .badBoolean: .badBoolean
    case .badTimeOfDay: .badTimeOfDay
    case .unknownOption: .unknownOption
    case .unknownReference: .unknownReference
    case .ambiguousReference: .ambiguousReference
    case .wrongReferenceType: .wrongReferenceType
    case .outOfRange: .outOfRange
    case .tooLong: .tooLong
    case .tooMany: .tooMany
    case .controlCharacter: .controlCharacter
    case .notNormalized: .notNormalized
    case .badJSON: .badJSON
    case .unknownPart: .unknownPart
    case .missingPart: .missingPart
    case .requiredMissing: .requiredMissing
    case .unknownType: .unknownType
    case .unknownField: .unknownField
    case .notBefore: .notBefore
    case .outsidePlan: .outsidePlan
    case .unlikelyTogether: .unlikelyTogether
    }
  }

  /// Whether people are told and nothing is refused.
  public var isWarning: Bool { code == .unlikelyTogether }
}
