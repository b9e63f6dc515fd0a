import Plan
import TestSupport
import Testing

/// How much of a random plan comes back from its broken print.
private struct Score {
  var expected = 0
  var found = 0
  var right = 0
  var invented = 0
  var uncertain = 0
  var misses: [String] = []

  mutating func add(_ print: BrokenPrint, _ plan: ImportedPlan, seed: UInt64) {
    let titleByKey = Dictionary(uniqueKeysWithValues: plan.sections.map { ($0.key, normalisedTitle($0.title)) })
    var left = plan.activities
    uncertain += plan.activities.count { $0.uncertain != nil }
    for activity in print.activities {
      expected += 1
      let title = normalisedTitle(activity.title)
      let position = left.firstIndex {
        titleByKey[$0.sectionKey] == normalisedTitle(activity.section) && normalisedTitle($0.title) == title
          && $0.startYear == activity.start
      }
      let near = left.firstIndex {
        titleByKey[$0.sectionKey] == normalisedTitle(activity.section)
          && normalisedTitle($0.title).prefix(24) == title.prefix(24)
      }
      guard let index = position ?? near else {
        misses.append("\(seed) missed: \(activity.title)")
        continue
      }
      let read = left.remove(at: index)
      found += 1
      let isRight =
        normalisedTitle(read.title) == title && read.startYear == activity.start
        && (read.recurrence == .yearly) == activity.yearly && read.untilYear == activity.until
        && read.responsible.map(normalisedTitle) == activity.responsible.map(normalisedTitle)
        && read.support.map(normalisedTitle) == activity.support.map(normalisedTitle)
      if isRight {
        right += 1
      } else {
        misses.append(
          "\(seed) wrong: \(activity.title) | \(activity.responsible) <- \(activity.support) \(activity.start) read as "
            + "\(read.sourceLine): \(read.title) | \(read.responsible) <- \(read.support) \(read.startYear ?? 0) "
            + "\(read.recurrence) \(read.untilYear ?? 0) \(read.uncertain?.rawValue ?? "")")
      }
    }
    invented += left.count
    for extra in left { misses.append("\(seed) invented: \(extra.title) in \(extra.sectionKey)") }
  }

  var summary: String {
    misses.joined(separator: "\n")
      + "\nexpected \(expected), found \(found), all right \(right), invented \(invented), uncertain \(uncertain)"
  }
}

@Suite struct BrokenPrintTests {
  private func score(_ breakage: BrokenPrint.Breakage, seeds: ClosedRange<UInt64>) throws -> Score {
    var score = Score()
    for seed in seeds {
      let print = BrokenPrint(seed: seed, breakage: breakage)
      let plan = try readPlan(Array(print.text.utf8))
      score.add(print, plan, seed: seed)
    }
    return score
  }

  private func activities(_ table: String) throws -> [ImportedActivity] {
    let head = "1.1 Mål: Ett mål\n\nAKTIVITETER\n\nAktivitet | Ansvar | Påbörjas | Uppföljning\n\n"
    return try readPlan(Array((head + table).utf8)).activities
  }

  /// A table that was printed column by column: titles, then functions, then years.
  @Test func columnsOneAfterTheOther() throws {
    let read = try activities(
      """
      Bygga en scen
      vid sjön.

      Måla tre hus.

      Sjunga mer.

      Kulturchef

      Områdeschef med
      stöd av kulturchef

      Filmfrämjande

      2024
      (görs
      årligen)

      2025

      2026
      """)
    #expect(read.map(\.title) == ["Bygga en scen vid sjön.", "Måla tre hus.", "Sjunga mer."])
    #expect(read.map(\.responsible) == [["Kulturchef"], ["Områdeschef"], ["Filmfrämjande"]])
    #expect(read.map(\.support) == [[], ["Kulturchef"], []])
    #expect(read.map(\.startYear) == [2024, 2025, 2026])
    #expect(read.map(\.recurrence) == [.yearly, .none, .none])
  }

  @Test func aRowWithoutItsYearIsKeptAndMarked() throws {
    let read = try activities(
      """
      Bygga en scen. | Kulturchef | 2024
      Bygga ett hus. | Kulturchef | 2025
      Bygga en bro. | Kulturchef |
      Bygga en väg. | Kulturchef | 2026
      """)
    #expect(read.map(\.title) == ["Bygga en scen.", "Bygga ett hus.", "Bygga en bro.", "Bygga en väg."])
    #expect(read.map(\.startYear) == [2024, 2025, nil, 2026])
    #expect(read[2].uncertain == .missingYear)
  }

  @Test func whatFollowsTheYearIsFollowUpAndNoColour() throws {
    let read = try activities("Bygga en scen. | Kulturchef | 2024 (görs årligen) | Klart, grönt sept 2024\n")
    #expect(read.map(\.title) == ["Bygga en scen."])
    #expect(read.map(\.notes) == ["Klart, grönt sept 2024"])
  }

  @Test func doubtIsMarkedWithItsReason() throws {
    let read = try activities("Bygga en scen för | Kulturchef | 2031\n\nBygga ett hus. | Trollkarlen | 2024\n")
    #expect(read.map(\.uncertain) == [.cutTitle, .unknownFunction])
    #expect(read.map(\.responsible) == [["Kulturchef"], ["Trollkarlen"]])
  }

  @Test func cleanTextIsReadWhole() throws {
    let score = try score(.none, seeds: 1...8)
    print("clean print: \(score.summary)")
    #expect(score.right == score.expected, "\(score.misses.prefix(5))")
    #expect(score.invented == 0)
  }

  @Test func mildBreakageLosesAtMostThreeInAHundred() throws {
    let score = try score(.mild, seeds: 1...8)
    print("mild print: \(score.summary)")
    #expect(score.right * 100 >= score.expected * 97, "\(score.misses.prefix(5))")
    #expect(score.invented * 100 <= score.expected)
  }

  @Test func harshBreakageLosesAtMostTenInAHundred() throws {
    let score = try score(.harsh, seeds: 1...8)
    print("harsh print: \(score.summary)")
    #expect(score.right * 100 >= score.expected * 90, "\(score.misses.prefix(5))")
    #expect(score.invented * 100 <= score.expected * 3)
  }
}
