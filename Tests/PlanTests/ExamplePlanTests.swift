import Plan
import Testing

@Suite struct ExamplePlanTests {
  @Test func isReadWholeAndWithoutDoubt() throws {
    let bytes = try Files.bytes(Files.examplePlan)
    let plan = try readPlan(bytes)
    let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { $0.contains(" | 20") }
    #expect(rows.count >= 45)
    #expect(plan.activities.count == rows.count)
    for (row, activity) in zip(rows, plan.activities) {
      let cells = row.split(separator: "|", omittingEmptySubsequences: false)
      #expect(activity.title + " " == cells[0])
      #expect(cells[2].contains("årligen") == (activity.recurrence == .yearly))
      #expect(cells[2].contains("pågår") == (activity.untilYear != nil))
      #expect(activity.startYear.map { cells[2].contains(String($0)) } == true)
      #expect(cells[1].contains("med stöd av") == !activity.support.isEmpty)
    }
    #expect(plan.activities.allSatisfy { $0.uncertain == nil })
    #expect(plan.sections.allSatisfy { $0.uncertain == nil })
    #expect(plan.scale.map(\.code) == [.blue, .red, .yellow, .green])
    #expect(plan.scale.map(\.word) == ["Blått", "Rött", "Gult", "Grönt"])
    #expect((plan.fromYear, plan.toYear) == (2024, 2027))
    #expect(plan.organisation == "Region Örebro län")
  }

  @Test func showsEveryShape() throws {
    let plan = try readPlan(Files.bytes(Files.examplePlan))
    #expect(Set(plan.sections.map(\.kind)) == Set(ImportedSection.Kind.allCases))
    #expect(plan.sections.contains { $0.number == nil })
    #expect(plan.sections.contains { !$0.seeAlso.isEmpty })
    #expect(Set(plan.sections.map(\.title)).count < plan.sections.count)
    #expect(Set(plan.activities.compactMap(\.startYear)) == [2024, 2025, 2026, 2027])
    #expect(plan.activities.contains { $0.recurrence == .yearly })
    #expect(plan.activities.contains { $0.untilYear != nil })
    #expect(plan.activities.contains { $0.responsible.count > 2 })
    #expect(plan.activities.contains { !$0.support.isEmpty })
    for goal in plan.sections where goal.kind == .goal {
      let below = plan.sections.filter { $0.parentKey == goal.key }.map(\.key) + [goal.key]
      #expect(plan.activities.contains { below.contains($0.sectionKey) })
    }
  }

  @Test func keysAreUniqueAndStayTheSame() throws {
    let bytes = try Files.bytes(Files.examplePlan)
    let plan = try readPlan(bytes)
    #expect(Set(plan.activities.map(\.key)).count == plan.activities.count)
    #expect(Set(plan.sections.map(\.key)).count == plan.sections.count)
    #expect(try readPlan(bytes) == plan)
  }

  @Test func windows1252AndLineEndsChangeNothing() throws {
    let bytes = try Files.bytes(Files.examplePlan)
    let text = String(decoding: bytes, as: UTF8.self)
    let plan = try readPlan(bytes)
    let latin: [UInt8] = text.unicodeScalars.map { $0.value < 256 ? UInt8($0.value) : UInt8(ascii: "?") }
    #expect(try readPlan(latin) == plan)
    #expect(
      try readPlan(Array(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8))
        == plan)
    #expect(try readPlan([0xEF, 0xBB, 0xBF] + bytes) == plan)
    let wide = Array(text.utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(try readPlan([0xFF, 0xFE] + wide) == plan)
  }
}

@Suite struct NormalisedTitleTests {
  @Test(arguments: [
    ("Följa upp kulturföreningar", "folja upp  kultur-\nforeningar"),
    ("Följa upp kulturföreningar", "Foélja upp kulturféreningar"),
    ("länets förening", "l&net\u{73} f6rening"),
    ("länets", "1&nets"),
    ("Amatörteater", "amatQrteater"),
    ("Öka", "O\u{308}ka"),
    ("AI-utveckling", "Al utveckling"),
  ])
  func isTheSameForWhatAScannerPrints(_ one: String, _ other: String) {
    #expect(normalisedTitle(one) == normalisedTitle(other))
  }

  @Test func keepsDifferentTitlesApart() {
    #expect(normalisedTitle("Bidrag till arkiv") != normalisedTitle("Bidrag till arkiven"))
    #expect(normalisedTitle("Plan 2024") != normalisedTitle("Plan 2025"))
  }

  @Test func isIdempotent() {
    for title in ["Följa upp 2024–2027", "MU-pott & stöd", "É", "", "日本 plan", "ﬁlm"] {
      #expect(normalisedTitle(normalisedTitle(title)) == normalisedTitle(title))
    }
  }
}
