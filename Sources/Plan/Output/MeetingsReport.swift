internal import Merge
public import Replica
public import Schema
internal import Words

/// The meetings of a year: who was invited, who came, and how many different organisations that were.
///
/// A number that people do not agree on counts as unresolved, and is in no sum.
public struct MeetingsReport: PlanReport {
  private struct Meeting {
    let record: RecordID
    let name: String
    let date: String
    let place: String
    let host: String
    let invited: [RecordID]
    let present: [RecordID]
    /// How many came: as counted there, else as many as are named; nil while it is in conflict.
    let attendance: Int?
  }

  private let meetings: [Meeting]
  private let year: Int
  private let language: Language
  private let workspace: String

  /// - Parameters:
  ///   - reading: the state.
  ///   - text: over the same; its language is the report's.
  ///   - workspace: its name, for the title.
  ///   - year: that the meetings were in; those without a date are in none.
  /// - Throws: what the store throws.
  public init(_ reading: any ReplicaReading, _ text: ValueText, workspace: String, year: Int) throws {
    self.year = year
    self.workspace = workspace
    language = text.language
    guard let type = text.lookup.schema.type("meeting") else {
      meetings = []
      return
    }
    func value(_ key: String, _ view: RecordView) -> Value? {
      type.field(key).flatMap { text.lookup.value(of: $0, in: view) }
    }
    func actors(_ key: String, _ view: RecordView) throws -> [RecordID] {
      var found: [RecordID] = []
      for element in type.field(key).map({ view.elements($0.number) }) ?? [] {
        // Two that turned out to be one are one.
        if let actor = try element.reference.map(text.lookup.shown), !found.contains(actor) { found.append(actor) }
      }
      return found
    }
    meetings = try reading.list(RecordQuery(type: type.number)).records.compactMap { view in
      guard case .date(let date)? = value("date", view)?.content, date.year == year else { return nil }
      let present = try actors("present", view)
      let headcount = type.field("headcount")
      var attendance: Int? = present.count
      if case .integer(let counted)? = value("headcount", view)?.content { attendance = Int(clamping: counted) }
      if view.conflicts.contains(where: { $0.register == nil || $0.register?.field == headcount?.register }) {
        attendance = nil
      }
      return Meeting(
        record: view.id, name: try text.lookup.name(of: view), date: date.text, place: value("place", view)?.text ?? "",
        host: try value("host", view)?.reference.map { try text.name(of: $0) } ?? "",
        invited: try actors("invited", view), present: present, attendance: attendance)
    }
    .sorted { ($0.date, $0.record) < ($1.date, $1.record) }
  }

  public var title: String { Words.Meetings.title(year, workspace).text(language) }

  private var invited: Int { meetings.reduce(0) { $0 + $1.invited.count } }
  private var attendance: Int { meetings.reduce(0) { $0 + ($1.attendance ?? 0) } }
  private var unresolved: Int { meetings.filter { $0.attendance == nil }.count }
  private var invitedOrganisations: Int { Set(meetings.flatMap(\.invited)).count }
  private var presentOrganisations: Int { Set(meetings.flatMap(\.present)).count }

  /// The sums, then each meeting.
  public func parts() -> [ReportPart] {
    var sums = TextTable(headings: [Words.Meetings.sums, Words.Meetings.number].map { $0.text(language) })
    for (phrase, number) in [
      (Words.Meetings.meetings, meetings.count), (Words.Meetings.invited, invited),
      (Words.Meetings.invitedOrganisations, invitedOrganisations), (Words.Meetings.present, attendance),
      (Words.Meetings.presentOrganisations, presentOrganisations), (Words.Meetings.unresolved, unresolved),
    ] {
      sums.rows.append([phrase.text(language), String(number)])
    }
    var parts = [ReportPart(heading: Words.Meetings.sums.text(language), table: sums, numbersFrom: 1)]
    guard !meetings.isEmpty else { return parts }
    var table = TextTable(
      headings: [
        Words.Meetings.date, Words.Meetings.meeting, Words.Meetings.place, Words.Meetings.host, Words.Meetings.invited,
        Words.Meetings.present,
      ].map { $0.text(language) })
    for meeting in meetings {
      table.rows.append([
        meeting.date, meeting.name, meeting.place, meeting.host, String(meeting.invited.count),
        meeting.attendance.map(String.init) ?? "?",
      ])
    }
    parts.append(ReportPart(heading: Words.Meetings.meetings.text(language), table: table, numbersFrom: 4))
    return parts
  }

  /// A row for each meeting.
  public func csv() -> [UInt8] {
    CSVText.bytes(
      [["date", "meeting", "place", "host", "invited", "present", "presentOrganisations", "id"]]
        + meetings.map { meeting in
          [
            meeting.date, meeting.name, meeting.place, meeting.host, String(meeting.invited.count),
            meeting.attendance.map(String.init) ?? "unresolved", String(meeting.present.count), meeting.record.text,
          ]
        })
  }

  /// `{"report","year","total","meetings"}`; `present` is null while it is in conflict.
  public func json() -> JSONObject {
    JSONObject([
      .init(key: "report", value: .string("meetings")), .init(key: "year", value: .number(year)),
      .init(
        key: "total",
        value: .members([
          "meetings": .number(meetings.count), "invited": .number(invited),
          "invitedOrganisations": .number(invitedOrganisations), "present": .number(attendance),
          "presentOrganisations": .number(presentOrganisations), "unresolved": .number(unresolved),
        ])),
      .init(
        key: "meetings",
        value: .array(
          meetings.map { meeting in
            .members([
              "id": .string(meeting.record.text), "date": .string(meeting.date), "name": .string(meeting.name),
              "place": .string(meeting.place), "host": .string(meeting.host),
              "invited": .number(meeting.invited.count), "present": meeting.attendance.map { .number($0) } ?? .null,
              "presentOrganisations": .number(meeting.present.count),
            ])
          })),
    ])
  }
}
