internal import CommitFormat
public import Merge
internal import Replica
internal import Schema

/// What somebody reported around the time of a change: a visit, a note, the comment of an assessment.
public struct AuthorSaid: Hashable, Sendable {
  /// Where it was said.
  public enum Kind: String, Hashable, Sendable {
    case visit
    case note
    case assessment
  }

  public let author: String
  public let kind: Kind
  public let record: RecordID
  public let reference: String
  /// Of what is quoted: the place of a visit, the activity of an assessment.
  public let name: String
  /// As its author dated it: `2025-01-31`, or the year of an assessment; empty when it has no date.
  public let date: String
  /// A few lines of it, one of them perhaps cut with `…`.
  public let text: String
  /// Whether it is about the record in conflict itself or what that lies in; else about its neighbourhood.
  public let isAboutRecord: Bool
}

/// Finds what authors said around the time when they wrote.
struct AuthorVoice {
  private static let daysMax = 14
  private static let quotesMax = 3
  private static let charactersMax = 320

  private let reading: any ReplicaReading
  private let lookup: Lookup
  private let places: PlanPlaces

  init(_ reading: any ReplicaReading, lookup: Lookup) {
    self.reading = reading
    self.lookup = lookup
    places = PlanPlaces(reading, lookup: lookup)
  }

  private struct Quote {
    let said: AuthorSaid
    let closeness: Int
    let distance: Int
  }

  /// The quotes of each author, closest first.
  ///
  /// - Parameters:
  ///   - authors: with the time of each one's writing, milliseconds.
  ///   - view: the record in conflict.
  /// - Returns: at most three of each.
  /// - Throws: what the store throws.
  func quotes(of authors: [(name: String, time: Int64)], about view: RecordView) throws -> [AuthorSaid] {
    let chain = try places.chain(of: view)
    let around = Surroundings(
      records: chain.prefix { !places.isSection($0) }.map(\.id), sections: chain.map(\.id),
      municipalities: Set(places.municipalities(of: chain)))
    var result: [AuthorSaid] = []
    var done: Set<String> = []
    for (name, time) in authors where !name.isEmpty && done.insert(name).inserted {
      let day = Int(time / InboxBook.dayMilliseconds)
      var quotes = try visits(by: name, around, day: day, except: view.id)
      quotes += try notes(by: name, around, day: day)
      quotes += try comments(by: name, around, day: day, except: view.id)
      quotes.sort { ($0.closeness, $0.distance, $0.said.reference) < ($1.closeness, $1.distance, $1.said.reference) }
      result += quotes.prefix(Self.quotesMax).map(\.said)
    }
    return result
  }

  private struct Surroundings {
    /// The record, and what it lies in up to its section.
    let records: [RecordID]
    let sections: [RecordID]
    let municipalities: Set<String>
  }

  private func list(_ key: String, by author: String) throws -> (RecordType, [RecordView])? {
    guard let type = lookup.schema.type(key), let field = type.field("author") else { return nil }
    var query = RecordQuery(type: type.number)
    query.filters = [RecordQuery.FieldFilter(field: field.number, value: .text(author))]
    return (type, try reading.list(query).records)
  }

  private func visits(by author: String, _ around: Surroundings, day: Int, except: RecordID) throws -> [Quote] {
    guard let (type, views) = try list("visit", by: author) else { return [] }
    return try views.compactMap { visit in
      guard visit.id != except, let date = date("date", of: visit, type),
        let distance = distance(date, day: day), distance <= Self.daysMax
      else { return nil }
      let text = [self.text("report", of: visit, type), self.text("nextSteps", of: visit, type)]
        .filter { !$0.isEmpty }.joined(separator: "\n")
      guard !text.isEmpty else { return nil }
      let activities = type.field("activities").map { visit.elements($0.number).compactMap(\.reference) } ?? []
      let closeness = try closeness(to: activities, in: self.text("municipality", of: visit, type), around)
      return try quote(.visit, visit, by: author, date: date.text, text: text, closeness: closeness, distance: distance)
    }
  }

  private func notes(by author: String, _ around: Surroundings, day: Int) throws -> [Quote] {
    guard let (type, views) = try list("note", by: author) else { return [] }
    return try views.compactMap { note in
      guard let on = note.parent, let date = date("at", of: note, type),
        let distance = distance(date, day: day), distance <= Self.daysMax
      else { return nil }
      let closeness = try closeness(to: [on], in: "", around)
      return try quote(
        .note, note, by: author, date: date.text, text: text("text", of: note, type), closeness: closeness,
        distance: distance)
    }
  }

  /// The comments in the assessments of the activity that the conflict is about.
  private func comments(by author: String, _ around: Surroundings, day: Int, except: RecordID) throws -> [Quote] {
    guard let type = lookup.schema.type("assessment"), let comment = type.field("comment"),
      let year = type.field("year")
    else { return [] }
    var quotes: [Quote] = []
    for record in around.records {
      for child in try reading.children(of: record) where child != except {
        guard let view = try reading.view(child), view.type == type.number, !view.isDeleted,
          let write = try reading.record(child)?[RegisterID(comment.number)].official,
          let stored = try reading.commit(write.dot.replica, write.dot.sequence),
          try reading.author(of: stored)?.user == author
        else { continue }
        let distance = abs(Int(stored.commit.stamp.milliseconds / InboxBook.dayMilliseconds) - day)
        guard distance <= Self.daysMax else { continue }
        let date = lookup.value(of: year, in: view).flatMap { year.print($0) } ?? ""
        if let quote = try quote(
          .assessment, view, by: author, date: date, text: text("comment", of: view, type), closeness: 0,
          distance: distance)
        {
          quotes.append(quote)
        }
      }
    }
    return quotes
  }

  /// 0 for the record itself, 1 for its section, 2 for its municipality; nil for what has nothing to do with it.
  private func closeness(to records: [RecordID], in municipality: String, _ around: Surroundings) throws -> Int? {
    if records.contains(where: { around.records.contains($0) }) { return 0 }
    for record in records {
      guard let view = try reading.view(record) else { continue }
      if try places.chain(of: view).contains(where: { around.sections.contains($0.id) && places.isSection($0) }) {
        return 1
      }
    }
    return around.municipalities.contains(municipality) ? 2 : nil
  }

  private func quote(
    _ kind: AuthorSaid.Kind, _ view: RecordView, by author: String, date: String, text: String, closeness: Int?,
    distance: Int
  ) throws -> Quote? {
    guard let closeness, !text.isEmpty else { return nil }
    let said = AuthorSaid(
      author: author, kind: kind, record: view.id, reference: try lookup.reference(of: view.id),
      name: kind == .note ? "" : try lookup.name(of: view), date: date, text: Self.cut(text),
      isAboutRecord: closeness == 0)
    return Quote(said: said, closeness: closeness, distance: distance)
  }

  private static func cut(_ text: String) -> String {
    let text = text.trimmed
    guard text.count > charactersMax else { return text }
    let head = text.prefix(charactersMax)
    let words = head.lastIndex(where: \.isWhitespace).map { head[..<$0] } ?? head
    return words + " …"
  }

  private func text(_ key: String, of view: RecordView, _ type: RecordType) -> String {
    type.field(key).flatMap { lookup.value(of: $0, in: view)?.text } ?? ""
  }

  private func date(_ key: String, of view: RecordView, _ type: RecordType) -> PartialDate? {
    guard let field = type.field(key), case .date(let date)? = lookup.value(of: field, in: view)?.content else {
      return nil
    }
    return date
  }

  /// Days between; nil when the date names no day.
  private func distance(_ date: PartialDate, day: Int) -> Int? {
    guard let month = date.month, let dayOfMonth = date.day else { return nil }
    return abs(Instant.day(year: date.year, month: month, day: dayOfMonth) - day)
  }
}

extension Instant {
  /// The number of a date counted from 1970-01-01, in the Gregorian calendar (Howard Hinnant, "chrono-Compatible
  /// Low-Level Date Algorithms", `days_from_civil`).
  static func day(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
