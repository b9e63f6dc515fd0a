import CommitFormat
import Foundation
import Merge
import Plan
import Replica
import Schema
import Testing
import Words

/// What a year's follow-up asks of each activity, and how far people have come.
@Suite struct DutyTests {
  @Test(
    arguments: [
      // What begins in the year is asked, what begins later is not.
      (2024, nil, false, 2024, false, Duty.due), (2025, nil, false, 2024, false, .later),
      (2025, nil, true, 2024, false, .later), (2025, 2026, false, 2024, false, .later),
      // What was not carried out in its time is asked until somebody says that it was.
      (2024, nil, false, 2025, false, .overdue), (2024, nil, false, 2027, false, .overdue),
      (2024, nil, false, 2025, true, .over), (2024, 2025, false, 2026, false, .overdue),
      (2024, 2025, false, 2026, true, .over),
      // What goes on is asked each year, also when it went well.
      (2024, 2026, false, 2025, true, .due), (2024, 2026, false, 2026, true, .due),
      // What comes back each year does so until its last one, and is never late.
      (2024, nil, true, 2027, true, .due), (2024, 2025, true, 2025, false, .due),
      (2024, 2025, true, 2026, false, .over),
      // Where nobody knows when it begins, somebody is asked.
      (nil, nil, false, 2025, false, .due), (nil, 2024, false, 2025, false, .overdue),
    ] as [(Int?, Int?, Bool, Int, Bool, Duty)])
  func theRule(_ start: Int?, _ until: Int?, _ isYearly: Bool, _ year: Int, _ isDone: Bool, _ duty: Duty) {
    #expect(Duty(start: start, until: until, isYearly: isYearly, year: year, isDone: isDone) == duty)
  }

  private func imported(_ url: URL) throws -> Replica {
    let replica = Replica(store: MemoryStore())
    try replica.setUp(
      ReplicaHeader(
        replica: ReplicaID(bits: 1), workspace: WorkspaceID(bits: 7), workspaceName: "Plan", user: "Karin",
        device: "laptop", role: .administrator))
    let plan = try readPlan(Files.bytes(url))
    let drafts = try replica.store.read { try PlanImporter($0).preview(ReviewTable(plan).rows, source: "plan").drafts }
    for draft in drafts { _ = try replica.edit(draft) }
    return replica
  }

  private func followUp(_ replica: Replica, _ year: Int) throws -> FollowUp {
    try replica.store.read { try FollowUp($0, year: year) }
  }

  private func assess(_ replica: Replica, _ activity: RecordID, _ year: Int, _ colour: String) throws {
    let type = try #require(Schema.bundled.type("assessment"))
    let record = RecordID.natural(type: "assessment", [.record(activity), .integer(Int64(year))])
    func number(_ key: String) throws -> FieldNumber { try #require(type.field(key)?.number) }
    _ = try replica.edit(
      Draft([
        .create(
          type.number, record,
          [
            .set(number("activity"), Value(.reference(activity))), .set(number("year"), Value(.integer(Int64(year)))),
            .set(number("colour"), Value(.code(colour))),
          ])
      ]))
  }

  @Test(.enabled(if: Files.hasRealPlan, "the public documents do not stand beside this package"))
  func theRealPlanAsks155In2024And98In2025() throws {
    let replica = try imported(Files.realPlan)
    let first = try followUp(replica, 2024)
    #expect(first.tally(of: .due).total == 155)
    #expect(first.tally(of: .later).total == 20)
    #expect(first.tally(of: .overdue).total == 0 && first.tally(of: .over).total == 0)
    #expect(first.total.unassessed == 175, "no colour is in the text, and none is made up")
    let second = try followUp(replica, 2025)
    #expect(second.tally(of: .due).total == 98)
    // Of the others, 71 were to be done in 2024 and nobody has said that they were; 6 begin later still.
    #expect(second.tally(of: .overdue).total == 71)
    #expect(second.tally(of: .later).total == 6)
  }

  @Test func whatWasCarriedOutIsAskedNoMore() throws {
    let replica = try imported(Files.examplePlan)
    let single = try #require(
      try followUp(replica, 2024).rows.first { $0.startYear == 2024 && !$0.isYearly && $0.untilYear == nil })
    let yearly = try #require(try followUp(replica, 2024).rows.first { $0.startYear == 2024 && $0.isYearly })
    func duty(_ row: FollowUp.Row, _ year: Int) throws -> Duty? {
      try followUp(replica, year).rows.first { $0.activity == row.activity }?.duty
    }
    for row in [single, yearly] { try assess(replica, row.activity, 2024, "yellow") }
    #expect(try duty(single, 2025) == .overdue)
    #expect(try duty(yearly, 2025) == .due)
    for row in [single, yearly] { try assess(replica, row.activity, 2025, "green") }
    #expect(try duty(single, 2025) == .overdue, "its own year's colour changes nothing about what the year asks")
    #expect(try duty(single, 2026) == .over)
    #expect(try duty(yearly, 2026) == .due)
  }

  @Test func progressCountsWhatIsAskedOfEachFunction() throws {
    let replica = try imported(Files.examplePlan)
    let before = try followUp(replica, 2024)
    let row = try #require(before.rows.first { $0.duty == .due && $0.functions.count == 1 })
    let name = row.functions[0]
    let asked = before.rows.filter { $0.duty.isAsked && $0.functions.contains(name) }.count
    #expect(before.progress.first { $0.function == name }?.left == asked)
    try assess(replica, row.activity, 2024, "green")
    let after = try #require(try followUp(replica, 2024).progress.first { $0.function == name })
    #expect((after.asked, after.assessed, after.left) == (asked, 1, asked - 1))
    #expect(before.progress.map(\.function) == (try followUp(replica, 2024)).progress.map(\.function))
    let report = DueReport(try followUp(replica, 2024), workspace: "Plan", language: .sv)
    let left = try #require(report.parts().last)
    #expect(!left.table.rows.contains { $0[1] == row.title && $0[0] == row.place })
    #expect(report.markdown().contains("## Kvar att bedöma"))
    #expect(report.json()["duties"]?["due"]?["green"]?.integer == 1)
  }
}
