import CommitFormat
import Merge
import Plan
import Replica
import Schema
import TestSupport
import Testing
import Words

/// What has a day comes into any calendar program, whatever people wrote in it.
@Suite struct CalendarTests {
  private func calendar(_ changes: [RecordChange]) throws -> String {
    let replica = Replica(store: MemoryStore())
    try replica.setUp(
      ReplicaHeader(
        replica: ReplicaID(bits: 1), workspace: WorkspaceID(bits: 7), workspaceName: "Plan", user: "Karin",
        device: "laptop", role: .administrator))
    if !changes.isEmpty { _ = try replica.edit(Draft(changes)) }
    return try replica.store.read { reading in
      let text = ValueText(try Lookup(reading), .sv)
      return String(decoding: try CalendarExport(reading, text).bytes(now: 1_763_856_000_123), as: UTF8.self)
    }
  }

  private func create(_ number: Int, _ type: String, _ fields: [(String, Value)]) throws -> RecordChange {
    let declaration = try #require(Schema.bundled.type(type))
    return .create(
      declaration.number, .random(milliseconds: 1_700_000_000_000, bits: UInt128(number)),
      try fields.map { .set(try #require(declaration.field($0.0)?.number), $0.1) })
  }

  private func date(_ text: String) throws -> Value { Value(.date(try #require(PartialDate(text: text)))) }

  /// Lines as a calendar program reads them: what is folded is put together again.
  private func lines(_ calendar: String) -> [String] {
    calendar.replacing("\r\n ", with: "").split(separator: "\r\n").map(String.init)
  }

  @Test func visitsMeetingsAndDecisionsHaveTheirDays() throws {
    let calendar = try calendar([
      create(
        1, "visit",
        [("date", date("2025-03-04")), ("place", .text("Grythyttan")), ("municipality", .text("Hällefors"))]),
      create(
        2, "meeting",
        [
          ("kind", .text("Samråd")), ("date", date("2025-04-01")), ("start", .text("09:30")),
          ("minutes", Value(.integer(90))), ("place", .text("Bygdegården; övre salen")),
          ("agenda", .text("1, inledning\n2, frågor")),
        ]),
      create(3, "decision", [("reference", .text("24RS123")), ("date", date("2025-05-06"))]),
      // Nobody knows the day.
      create(4, "decision", [("reference", .text("24RS124")), ("date", date("2025-05"))]),
      create(5, "visit", [("place", .text("Nora"))]),
    ])
    let lines = lines(calendar)
    #expect(lines.first == "BEGIN:VCALENDAR" && lines.last == "END:VCALENDAR")
    #expect(lines.filter { $0 == "BEGIN:VEVENT" }.count == 3)
    #expect(lines.filter { $0.hasPrefix("DTSTAMP:") } == Array(repeating: "DTSTAMP:20251123T000000Z", count: 3))
    for line in [
      "DTSTART;VALUE=DATE:20250304", "SUMMARY:Besök: Grythyttan", "LOCATION:Grythyttan\\, Hällefors",
      "DTSTART:20250401T093000", "DURATION:PT90M", "SUMMARY:Möte: Samråd", "LOCATION:Bygdegården\\; övre salen",
      "DESCRIPTION:1\\, inledning\\n2\\, frågor", "DTSTART;VALUE=DATE:20250506", "SUMMARY:Beslut: 24RS123",
    ] { #expect(lines.contains(line), "\(line)") }
    #expect(!calendar.contains("24RS124") && !calendar.contains("Nora"))
  }

  @Test func nothingThatPeopleWriteBreaksALine() throws {
    var random = SeededGenerator(seed: 11)
    let alphabet = [
      "å", "ä", "👩‍👩‍👧", "a", " ", "\n", "\\", ";", ",", ":", "\"", "\u{2028}", "BEGIN:VEVENT",
    ]
    for seed in 0..<200 {
      let text = (0..<Int.random(in: 1...120, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "a"
      }
      .joined()
      let calendar = try calendar([
        create(seed + 1, "visit", [("date", date("2025-03-04")), ("place", .text("x")), ("report", .text(text))])
      ])
      let raw = calendar.split(separator: "\r\n", omittingEmptySubsequences: false)
      #expect(raw.last == "" && raw.allSatisfy { $0.utf8.count <= 75 }, "seed \(seed)")
      #expect(!raw.contains { $0.contains("\n") || $0.contains("\r") }, "seed \(seed)")
      #expect(lines(calendar).filter { $0 == "BEGIN:VEVENT" }.count == 1, "seed \(seed)")
    }
  }

  @Test func anEmptyWorkspaceIsAnEmptyCalendar() throws {
    #expect(lines(try calendar([])).count == 4)
  }
}
