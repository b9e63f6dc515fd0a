/// What a register holds: canonical bytes, so that equal values have equal bytes and bytes are copied, never made anew.
///
/// The engine compares, stores and forwards values without knowing what they mean; `content` is the typed view of them.
/// A value of a kind that this version does not know is carried untouched.
public struct Value: Hashable, Sendable {
  /// A tag byte and the content's canonical form, as `Content` says; empty when cleared.
  public let bytes: [UInt8]

  /// Takes bytes as they came. They may be anything: `content` tells whether they mean something.
  public init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// No value: a field that was emptied, or an element that was taken out of a set.
  public static let cleared = Value(bytes: [])

  public var isCleared: Bool { bytes.isEmpty }
}

/// The typed view of a value.
public enum Content: Hashable, Sendable {
  /// Unicode text; NFC when it comes from one of our programs.
  case text(String)
  case integer(Int64)
  case decimal(Decimal)
  case boolean(Bool)
  case date(PartialDate)
  /// The code of an enumeration, in English.
  case code(String)
  case reference(RecordID)
  /// Named parts, by number, in rising order and none cleared: a group of fields, or a structured element of a set.
  case row([RowPart])
}

/// One part of a row.
public struct RowPart: Hashable, Sendable {
  public let number: UInt32
  public let value: Value

  public init(number: UInt32, value: Value) {
    self.number = number
    self.value = value
  }
}

/// A decimal number, exact: `mantissa` × 10^−`scale`, without trailing zeros after the point.
public struct Decimal: Hashable, Sendable {
  public let mantissa: Int64
  public let scale: UInt8

  /// Reduces to lowest terms, so that 1.50 and 1.5 are one value.
  public init(mantissa: Int64, scale: UInt8) {
    var mantissa = mantissa
    var scale = scale
    while scale > 0, mantissa % 10 == 0 {
      mantissa /= 10
      scale -= 1
    }
    self.mantissa = mantissa
    self.scale = scale
  }
}

/// A date with a precision: a year, a month or a day of the Gregorian calendar, year 1 to 9999.
public struct PartialDate: Hashable, Comparable, Sendable {
  public let year: Int
  /// 1 to 12, or nil when only the year is known.
  public let month: Int?
  /// 1 to the month's length, or nil when only the month is known.
  public let day: Int?

  /// Nil for a day that no calendar has.
  public init?(year: Int, month: Int? = nil, day: Int? = nil) {
    guard (1...9999).contains(year) else { return nil }
    if let month {
      guard (1...12).contains(month) else { return nil }
      if let day {
        guard (1...Self.days(in: month, of: year)).contains(day) else { return nil }
      }
    } else if day != nil {
      return nil
    }
    self.year = year
    self.month = month
    self.day = day
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  /// In time, the coarser first: 2025 < 2025-01 < 2025-01-01.
  public static func < (left: Self, right: Self) -> Bool {
    (left.year, left.month ?? 0, left.day ?? 0) < (right.year, right.month ?? 0, right.day ?? 0)
  }
}
