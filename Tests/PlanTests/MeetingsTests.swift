import CommitFormat
import Merge
import Plan
import Replica
import Schema
import Testing
import Words

/// Who was invited, who came, and how many different organisations that were.
@Suite struct MeetingsTests {
  private let replica = Replica(store: MemoryStore())

  init() throws {
    try replica.setUp(
      ReplicaHeader(
        replica: ReplicaID(bits: 1), workspace: WorkspaceID(bits: 7), workspaceName: "Ax", user: "Karin",
        device: "laptop", role: .administrator))
  }

  private func record(_ number: Int) -> RecordID { .random(milliseconds: 1_700_000_000_000, bits: UInt128(number)) }

  private func field(_ type: String, _ key: String) throws -> FieldNumber {
    try #require(Schema.bundled.type(type)?.field(key)?.number)
  }

  private func actors(_ numbers: ClosedRange<Int>) throws {
    let type = try #require(Schema.bundled.type("actor"))
    let name = try field("actor", "name")
    _ = try replica.edit(
      Draft(numbers.map { .create(type.number, record($0), [.set(name, .text("Organisation \($0)"))]) }))
  }

  private func meeting(
    _ number: Int, _ date: String, invited: ClosedRange<Int>, present: ClosedRange<Int>?, headcount: Int?
  ) throws {
    let type = try #require(Schema.bundled.type("meeting"))
    var changes: [FieldChange] = [
      .set(try field("meeting", "kind"), .text("Kulturting")),
      .set(try field("meeting", "date"), Value(.date(try #require(PartialDate(text: date))))),
      .setAll(try field("meeting", "invited"), invited.map { Value(.reference(record($0))) }),
    ]
    if let present {
      changes.append(.setAll(try field("meeting", "present"), present.map { Value(.reference(record($0))) }))
    }
    if let headcount { changes.append(.set(try field("meeting", "headcount"), Value(.integer(Int64(headcount))))) }
    _ = try replica.edit(Draft([.create(type.number, record(number), changes)]))
  }

  private func total(_ year: Int) throws -> [String: Int64] {
    let report = try replica.store.read { reading in
      try ReportName.meetings.report(reading, ValueText(try Lookup(reading), .en), year: year)
    }
    #expect(report.title == "Meetings \(year), Ax")
    var result: [String: Int64] = [:]
    for member in report.json()["total"]?.object?.members ?? [] { result[member.key] = member.value.integer }
    return result
  }

  @Test func sumsCountPeopleAndOrganisationsApart() throws {
    try actors(1...22)
    try meeting(101, "2022-03-01", invited: 1...22, present: 1...9, headcount: 40)
    try meeting(102, "2022-09-10", invited: 5...22, present: 5...13, headcount: nil)
    try meeting(103, "2023-01-01", invited: 1...2, present: 1...1, headcount: 1)
    #expect(
      try total(2022) == [
        "meetings": 2, "invited": 40, "invitedOrganisations": 22, "present": 49, "presentOrganisations": 13,
        "unresolved": 0,
      ])
    #expect(try total(2024)["meetings"] == 0)
  }

  @Test func organisationsThatTurnOutToBeOneAreOne() throws {
    try actors(1...3)
    try meeting(101, "2022-03-01", invited: 1...3, present: 1...3, headcount: nil)
    _ = try replica.edit(Draft([.join(record(3), into: record(2))]))
    #expect(try total(2022)["presentOrganisations"] == 2)
    #expect(try total(2022)["invited"] == 2)
  }
}
