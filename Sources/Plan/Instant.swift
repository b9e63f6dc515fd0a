internal import Foundation

/// A moment as programs and people write it; milliseconds since 1970-01-01 00:00 UTC, as commits carry it.
public enum Instant {
  /// `2025-01-31T14:02:05.120Z`. Years outside 1 to 9999, which a broken clock may say, are written as the nearest one.
  public static func iso(_ milliseconds: Int64) -> String {
    let clamped = min(max(milliseconds, -62_135_596_800_000), 253_402_300_799_999)
    let (day, inDay) = clamped.quotientAndFloorRemainder(dividingBy: 86_400_000)
    let (year, month, dayOfMonth) = civil(day)
    let seconds = inDay / 1000
    return pad(year, 4) + "-" + pad(month, 2) + "-" + pad(dayOfMonth, 2) + "T" + pad(seconds / 3600, 2) + ":"
      + pad(seconds / 60 % 60, 2) + ":" + pad(seconds % 60, 2) + "." + pad(inDay % 1000, 3) + "Z"
  }

  /// `2025-01-31 15:02`, by this device's time zone.
  public static func local(_ milliseconds: Int64) -> String {
    var seconds = time_t(milliseconds / 1000)
    var parts = tm()
    guard localtime_r(&seconds, &parts) != nil else { return iso(milliseconds) }
    return date(parts) + " " + pad(Int64(parts.tm_hour), 2) + ":" + pad(Int64(parts.tm_min), 2)
  }

  /// `2025-01-31`: the day that it is, by this device's time zone.
  public static func localDay(_ milliseconds: Int64) -> String {
    var seconds = time_t(milliseconds / 1000)
    var parts = tm()
    guard localtime_r(&seconds, &parts) != nil else { return String(iso(milliseconds).prefix(10)) }
    return date(parts)
  }

  private static func date(_ parts: tm) -> String {
    pad(Int64(parts.tm_year) + 1900, 4) + "-" + pad(Int64(parts.tm_mon) + 1, 2) + "-" + pad(Int64(parts.tm_mday), 2)
  }

  private static func pad(_ number: Int64, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }

  /// The date of a day counted from 1970-01-01, in the Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level
  /// Date Algorithms", `civil_from_days`).
  private static func civil(_ day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, dayOfEra) = (day + 719_468).quotientAndFloorRemainder(dividingBy: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }
}

extension Int64 {
  fileprivate func quotientAndFloorRemainder(dividingBy divisor: Int64) -> (Int64, Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
