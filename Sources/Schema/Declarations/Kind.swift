/// What a field can hold.
public indirect enum Kind: Hashable, Sendable {
  /// At most `Limits.textBytesMax` bytes.
  case text
  /// At most `Limits.longTextBytesMax` bytes.
  case longText
  case integer
  /// Exact; never binary floating point.
  case decimal
  case boolean
  /// A day. Held as `Content.date`, like `partialDate`.
  case date
  /// A day, a month or a year.
  case partialDate
  /// Held as `Content.integer`.
  case year
  case enumeration([EnumOption])
  /// A record of one of these types, by their keys; of any type when there are none.
  case reference(to: [String])
  /// Named parts. Held as `Content.row`.
  case row([RowPartDeclaration])
  /// A register for each element, and the policy `union`: what a value of the field's registers means is an element.
  case set(of: Kind)
  /// Several in order, written together as one value of one register. Held as `Content.row` whose parts are numbered
  /// 1, 2, 3, … .
  case list(of: Kind)

  /// The kind's name in a schema's JSON.
  public var name: String {
    switch self {
    case .text: "text"
    case .longText: "longText"
    case .integer: "integer"
    case .decimal: "decimal"
    case .boolean: "boolean"
    case .date: "date"
    case .partialDate: "partialDate"
    case .year: "year"
    case .enumeration: "enumeration"
    case .reference: "reference"
    case .row: "row"
    case .set: "set"
    case .list: "list"
    }
  }

  /// How large values may be.
  public enum Limits {
    public static let textBytesMax = 64 << 10
    public static let longTextBytesMax = 1 << 20
    /// Of any value, whatever its kind.
    public static let valueBytesMax = 1 << 20
    public static let listCountMax = 1000
    public static let years: ClosedRange<Int64> = 1000...9999
  }

  /// The kind of one element, when this is a set or a list; else the kind itself.
  public var element: Kind {
    switch self {
    case .set(let element), .list(let element): element
    default: self
    }
  }

  public var isSet: Bool {
    guard case .set = self else { return false }
    return true
  }

  /// The kind is text of either length, which can be searched and merged.
  public var isText: Bool { self == .text || self == .longText }

  /// The keys of the types that a reference, or an element that is one, may point to; nil when it is none.
  public var referenceTypes: [String]? {
    guard case .reference(let types) = element else { return nil }
    return types
  }

  /// The parts of a row, or of the rows in a set or list; nil when there are none.
  public var rowParts: [RowPartDeclaration]? {
    guard case .row(let parts) = element else { return nil }
    return parts
  }

  public var options: [EnumOption]? {
    guard case .enumeration(let options) = element else { return nil }
    return options
  }
}

/// One of the codes that an enumeration may hold.
public struct EnumOption: Hashable, Sendable {
  /// In English; what is stored and what programs read.
  public let code: String
  public let label: Label

  public init(code: String, label: Label) {
    self.code = code
    self.label = label
  }
}

/// A named part of a row.
public struct RowPartDeclaration: Hashable, Sendable {
  public let number: UInt32
  public let key: String
  public let label: Label
  /// Never a row, set or list.
  public let kind: Kind
  /// Whether it belongs to what tells one element of a set from another. When no part of a row does, all do.
  public let isKey: Bool
}
