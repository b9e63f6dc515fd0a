import Plan
import TestSupport
import Testing

@Suite struct ReviewTableTests {
  private static let pieces = [
    "=1+1", "+46 19 602", "-", "@SUM(A1)", "\t=cmd", "'", "''=", "'= 1", "4.1.10", "4.1", "1-2", "2024-01-02", "007",
    "1E5",
    "12345678901", "å", "Å", "\"", "\"\"", ";", ",", "\n", "\r\n", "\r", " inledande", "slut ", "\\", "\\;", "a;b",
    "＝x", "|",
    "sep=;", "Čáhppes", "Östra", "0", "1/2", "50 %", "–", "(görs årligen)", "id", "'4.1",
  ]

  private func text(_ random: inout SeededGenerator, min: Int = 0) -> String {
    var text = ""
    for _ in 0..<Int.random(in: min...3, using: &random) {
      text += ReviewTableTests.pieces[Int.random(in: 0..<ReviewTableTests.pieces.count, using: &random)]
    }
    return text
  }

  private func randomPlan(_ random: inout SeededGenerator) -> ImportedPlan {
    var plan = ImportedPlan(
      title: text(&random), organisation: text(&random), fromYear: 2024, toYear: 2027,
      scale: [ImportedColour(code: .yellow, word: text(&random), meaning: text(&random), uncertain: .lostWord)])
    for rank in 0..<4 {
      let parent = rank == 0 ? nil : plan.sections[Int.random(in: 0..<rank, using: &random)].key
      plan.sections.append(
        ImportedSection(
          key: "k\(rank)", number: random.oneIn(2) ? "4.\(rank)" : nil,
          kind: ImportedSection.Kind.allCases[rank], parentKey: parent, title: "t" + text(&random), text: text(&random),
          seeAlso: ["3.2.1", "=3"], rank: rank, uncertain: random.oneIn(2) ? .missingNumber : nil, sourceLine: rank))
    }
    for section in plan.sections {
      for _ in 0..<3 {
        let yearly = random.oneIn(2)
        plan.activities.append(
          ImportedActivity(
            sectionKey: section.key, ordinalInSection: 0, title: text(&random, min: 1) + "t",
            responsible: ["=a" + text(&random) + "b"],
            support: random.oneIn(2) ? [" x", "y ", "\\z;"] : [], startYear: random.oneIn(3) ? nil : 2025,
            recurrence: yearly ? .yearly : .none, untilYear: random.oneIn(3) ? 2026 : nil, notes: text(&random),
            uncertain: random.oneIn(2) ? .columnBorder : nil, sourceLine: 7))
      }
    }
    plan.warnings.append(ImportWarning(line: 3, code: .pageFurniture, text: text(&random)))
    // Ordinals as the table counts them.
    return ReviewTable(plan).plan()
  }

  /// What is written comes back, whatever the cells hold.
  @Test(arguments: 1...60 as ClosedRange<UInt64>)
  func comesBackExact(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let plan = randomPlan(&random)
    var count = 0
    let table = ReviewTable(plan) { _ in
      count += 1
      return "id-\(count)"
    }
    let read = try ReviewTable(csv: table.csv())
    #expect(read == table, "seed \(seed)")
    #expect(read.plan() == plan, "seed \(seed)")
    #expect(try readPlan(plan.csv()) == plan, "seed \(seed)")
    #expect(try readPlan(plan.json()) == plan, "seed \(seed)")
  }

  /// No cell of the file begins as a formula.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func writesNothingThatASpreadsheetRuns(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let text = String(decoding: ReviewTable(randomPlan(&random)).csv(), as: UTF8.self)
    let scalars = Array(text.unicodeScalars.dropFirst())
    var atStart = true
    var quoted = false
    for (index, scalar) in scalars.enumerated() {
      if atStart {
        let first = scalar == "\"" && index + 1 < scalars.count ? scalars[index + 1] : scalar
        #expect(!"=+-@\t＝＋－＠".unicodeScalars.contains(first), "seed \(seed)")
        atStart = false
      }
      if scalar == "\"" { quoted.toggle() }
      if !quoted && (scalar == ";" || scalar == "\n") { atStart = true }
    }
  }

  private let small = """
    id;post;nyckel;avsnitt;nummer;slag;titel;ansvar;startår;återkommer;osäkert
    s1;avsnitt;4.1;;4.1;mål;Ett mål;;;;
    a1;aktivitet;;4.1;;;Göra något;Kulturchef;2024;årligen;column-border
    """

  @Test func aCorrectedRowKeepsItsID() throws {
    let corrected = small.replacing("Göra något", with: "Göra något helt annat").replacing("column-border", with: "")
    let table = try ReviewTable(csv: Array(corrected.utf8))
    #expect(table.rows.map(\.id) == ["s1", "a1"])
    let activity = try #require(table.plan().activities.first)
    #expect(activity.title == "Göra något helt annat")
    #expect(activity.uncertain == nil)
  }

  @Test func everySpreadsheetFormReadsTheSame() throws {
    let plain = try ReviewTable(csv: Array(small.utf8))
    let forms: [String] = [
      small.replacing("\n", with: "\r\n"), small.replacing("\n", with: "\r"), small.replacing(";", with: ","),
      small.replacing(";", with: "\t"), "sep=;\r\n" + small, small + "\n;;;;;;;;;;\n\n",
      small.replacing("2024", with: "2024,0"),
      small.replacing("post;", with: "Record;").replacing("startår", with: "START YEAR"),
      small.split(separator: "\n").map { "\"" + $0 + "\"" }.joined(separator: "\r\n"),
    ]
    for form in forms {
      #expect(try ReviewTable(csv: Array(form.utf8)) == plain, "\(form)")
      #expect(try ReviewTable(csv: [0xEF, 0xBB, 0xBF] + Array(form.utf8)) == plain, "\(form)")
      let latin = form.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
      #expect(try ReviewTable(csv: latin) == plain, "\(form)")
    }
  }

  @Test func aBadHeadIsNamed() {
    #expect(throws: ImportError.badHeader(missing: "startår", repeated: nil)) {
      try ReviewTable(csv: Array(small.replacing("startår", with: "x").utf8))
    }
    #expect(throws: ImportError.badHeader(missing: nil, repeated: "titel")) {
      try ReviewTable(csv: Array(small.replacing("ansvar", with: "titel").utf8))
    }
  }

  @Test func aBadCellIsPlaced() {
    func fault(_ old: String, _ new: String) -> ImportError? {
      do {
        _ = try ReviewTable(csv: Array(small.replacing(old, with: new).utf8))
        return nil
      } catch {
        return error
      }
    }
    #expect(fault("2024", "tjugo") == .badCell(line: 3, column: 9, name: "startår", fault: .notANumber, value: "tjugo"))
    #expect(fault("2024", "24") == .badCell(line: 3, column: 9, name: "startår", fault: .notAYear, value: "24"))
    #expect(
      fault("årligen", "ibland")
        == .badCell(line: 3, column: 10, name: "återkommer", fault: .notAChoice, value: "ibland"))
    #expect(
      fault("aktivitet;;4.1", "aktivitet;;9")
        == .badCell(line: 3, column: 4, name: "avsnitt", fault: .unknownParent, value: "9"))
    #expect(fault("Ett mål", "") == .badCell(line: 2, column: 7, name: "titel", fault: .empty, value: ""))
    let opened = small.utf8.count - "Göra något;Kulturchef;2024;årligen;column-border".utf8.count
    #expect(fault("Göra något", "\"Göra") == .truncated(offset: opened))
  }

  @Test func anUnknownRecordIsToldNotDropped() throws {
    let table = try ReviewTable(csv: Array((small + "\nx;sak;;;;;Något;;;;").utf8))
    #expect(table.plan().warnings.map(\.code) == [.unknownRecord])
  }
}
