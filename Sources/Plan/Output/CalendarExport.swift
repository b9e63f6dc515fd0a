internal import Merge
public import Replica
internal import Schema
internal import Words

/// What has a day, for a calendar program (iCalendar, RFC 5545): meetings, visits and decisions.
///
/// Times are the clock on the wall, wherever that is. Where people do not agree when it is, it is tentative.
public struct CalendarExport {
  private static let types = ["meeting", "visit", "decision"]
  private static let descriptions = ["agenda", "nextSteps", "report", "text"]
  private static let places = ["place", "municipality"]
  /// Octets of a line before it is folded, without its end.
  private static let lineBytesMax = 75

  private let reading: any ReplicaReading
  private let text: ValueText

  /// Over one unchanging state; `text` is over the same.
  public init(_ reading: any ReplicaReading, _ text: ValueText) {
    self.reading = reading
    self.text = text
  }

  /// Writes an event for each record that lives and has a whole day.
  ///
  /// - Parameter now: milliseconds since 1970: when the calendar is made.
  /// - Returns: the calendar, UTF-8.
  /// - Throws: what the store throws.
  public func bytes(now: Int64) throws -> [UInt8] {
    let stamp = Instant.iso(now).filter { $0.isNumber || $0 == "T" }.prefix(15) + "Z"
    var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bygd//Bygd//\(text.language.rawValue.uppercased())"]
    for type in Self.types.compactMap({ text.lookup.schema.type($0) }) {
      guard let date = type.field("date") else { continue }
      for view in try reading.list(RecordQuery(type: type.number)).records {
        if let event = try event(view, type, date: date) {
          lines += ["BEGIN:VEVENT", "UID:\(view.id.text)@bygd", "DTSTAMP:\(stamp)"] + event + ["END:VEVENT"]
        }
      }
    }
    lines.append("END:VCALENDAR")
    return lines.flatMap(Self.folded)
  }

  private func event(_ view: RecordView, _ type: RecordType, date: Field) throws -> [String]? {
    guard case .date(let day)? = text.lookup.value(of: date, in: view)?.content else { return nil }
    let digits = day.text.filter(\.isNumber)
    guard digits.utf8.count == 8 else { return nil }
    var lines: [String] = []
    if let start = try string("start", view, type), start.utf8.count == 5 {
      lines.append("DTSTART:\(digits)T\(start.filter(\.isNumber))00")
      if case .integer(let minutes)? = value("minutes", view, type)?.content, minutes > 0 {
        lines.append("DURATION:PT\(minutes)M")
      }
    } else {
      lines.append("DTSTART;VALUE=DATE:\(digits)")
    }
    let label = text.label(type.label)
    let kind = label.prefix(1).uppercased() + label.dropFirst()
    lines.append("SUMMARY:" + Self.escaped("\(kind): \(try text.lookup.name(of: view))"))
    let place = try Self.places.compactMap { try string($0, view, type) }.joined(separator: ", ")
    if !place.isEmpty { lines.append("LOCATION:" + Self.escaped(place)) }
    let description = try Self.descriptions.compactMap { try string($0, view, type) }.joined(separator: "\n\n")
    if !description.isEmpty { lines.append("DESCRIPTION:" + Self.escaped(description)) }
    let isOpen = view.conflicts.contains { $0.register == nil || $0.register?.field == date.register }
    lines.append(isOpen ? "STATUS:TENTATIVE" : "STATUS:CONFIRMED")
    return lines
  }

  private func value(_ key: String, _ view: RecordView, _ type: RecordType) -> Value? {
    type.field(key).flatMap { text.lookup.value(of: $0, in: view) }
  }

  private func string(_ key: String, _ view: RecordView, _ type: RecordType) throws -> String? {
    guard let field = type.field(key), let value = text.lookup.value(of: field, in: view) else { return nil }
    return try text.text(value, of: field)
  }

  /// Text as a value: what would end the line or the value is written otherwise, and controls are left out.
  static func escaped(_ value: String) -> String {
    var result = ""
    for character in value {
      switch character {
      case "\\", ";", ",": result += "\\" + String(character)
      case _ where character.isNewline: result += "\\n"
      default: result.unicodeScalars += character.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }
      }
    }
    return result
  }

  /// A line with its end, over several where it is long; none begins in the midst of a letter.
  static func folded(_ line: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var room = lineBytesMax
    for scalar in line.unicodeScalars {
      let letter = Array(String(scalar).utf8)
      if letter.count > room {
        bytes += [0x0D, 0x0A, 0x20]
        room = lineBytesMax - 1
      }
      bytes += letter
      room -= letter.count
    }
    return bytes + [0x0D, 0x0A]
  }
}
