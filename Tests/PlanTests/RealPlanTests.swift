import Foundation
import Plan
import Testing

/// FNV-1a with 32 bits (Fowler, Noll and Vo).
func fnv(_ text: String) -> String {
  var hash: UInt32 = 0x811C_9DC5
  for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
  return String(hash, radix: 16)
}

enum Files {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let realPlan = root.appending(path: "../shared/data/orebro-plan.txt").standardized
  static let examplePlan = root.appending(path: "Sources/Plan/Example/plan.txt")
  static var hasRealPlan: Bool { FileManager.default.fileExists(atPath: realPlan.path) }

  static func bytes(_ url: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: url)) }

  static func table(_ name: String) throws -> [[String]] {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "expectations/\(name)")
    let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
  }
}

@Suite(.enabled(if: Files.hasRealPlan, "the public documents do not stand beside this package"))
struct RealPlanTests {
  private struct Expected {
    var section: String
    var titleStart: String
    var title: String
    var year: String
    var recurrence: String
    var functions: String
  }

  private static let read = Result { try readPlan(Files.bytes(Files.realPlan)) }

  private func sectionName(_ section: ImportedSection) -> String {
    section.number ?? fnv(normalisedTitle(section.title))
  }

  @Test func agreesWithAReadingByHand() throws {
    let plan = try RealPlanTests.read.get()
    let names = Dictionary(uniqueKeysWithValues: plan.sections.map { ($0.key, sectionName($0)) })
    let expected = try Files.table("orebro-plan.tsv").map {
      Expected(section: $0[0], titleStart: $0[1], title: $0[2], year: $0[3], recurrence: $0[4], functions: $0[7])
    }
    var left = plan.activities
    var missed: [Expected] = []
    var elsewhere = 0
    var wrongYear = 0
    var wrongFunctions = 0
    var wholeTitles = 0
    for activity in expected {
      func matches(_ read: ImportedActivity) -> Bool {
        fnv(String(normalisedTitle(read.title).prefix(24))) == activity.titleStart
      }
      let inSection = left.firstIndex { matches($0) && names[$0.sectionKey] == activity.section }
      guard let index = inSection ?? left.firstIndex(where: matches) else {
        missed.append(activity)
        continue
      }
      let read = left.remove(at: index)
      if inSection == nil { elsewhere += 1 }
      let recurrence = read.untilYear.map(String.init) ?? (read.recurrence == .yearly ? "y" : "-")
      if read.startYear.map(String.init) != activity.year || recurrence != activity.recurrence { wrongYear += 1 }
      let functions = read.responsible.map(normalisedTitle) + ["<"] + read.support.map(normalisedTitle)
      if fnv(functions.joined(separator: ";")) != activity.functions { wrongFunctions += 1 }
      if fnv(normalisedTitle(read.title)) == activity.title { wholeTitles += 1 }
    }
    let found = expected.count - missed.count
    print(
      "real plan: expected \(expected.count), found \(found), whole titles \(wholeTitles), missed \(missed.count), "
        + "invented \(left.count), wrong section \(elsewhere), wrong year \(wrongYear), wrong functions "
        + "\(wrongFunctions), uncertain \(plan.activities.count { $0.uncertain != nil })")
    #expect(expected.count == 175)
    let right = found - elsewhere - wrongYear - wrongFunctions
    #expect(right * 100 >= expected.count * 97)
    #expect(wholeTitles * 100 >= expected.count * 97)
    #expect(left.isEmpty, "\(left.map(\.title))")
  }

  @Test func sectionsAgreeWithAReadingByHand() throws {
    let plan = try RealPlanTests.read.get()
    let names = Dictionary(uniqueKeysWithValues: plan.sections.map { ($0.key, sectionName($0)) })
    let read = plan.sections.map { section in
      let pointers = section.seeAlso.isEmpty ? "-" : section.seeAlso.joined(separator: ",")
      return [sectionName(section), section.kind.rawValue, section.parentKey.flatMap { names[$0] } ?? "-", pointers]
    }
    #expect(read == (try Files.table("orebro-sections.tsv")))
    #expect(plan.fromYear == 2024)
    #expect(plan.toYear == 2027)
    #expect(plan.organisation == "Region Örebro län")
    #expect(Set(plan.scale.map(\.code)) == Set(ImportedColour.Code.allCases))
  }

  /// What is printed comes out somewhere: in a section, an activity, the scale, or a warning.
  @Test func noLineIsDroppedInSilence() throws {
    let bytes = try Files.bytes(Files.realPlan)
    let plan = try RealPlanTests.read.get()
    var told = plan.title + " " + plan.organisation
    for colour in plan.scale { told += " \(colour.word) \(colour.meaning)" }
    for section in plan.sections { told += " \(section.title) \(section.text) \(section.seeAlso)" }
    for activity in plan.activities {
      told += " \(activity.title) \(activity.notes) \(activity.responsible) \(activity.support)"
    }
    for warning in plan.warnings { told += " \(warning.text)" }
    let letters = normalisedTitle(told)
    let heads = [
      "aktivitet", "ansvar", "handlag", "paborj", "uppfoljning", "aktiviteter", "gors", "arligen", "pagar", "pabdrjas",
    ]
    .map(normalisedTitle)
    var lost: [String] = []
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      for word in line.split(whereSeparator: { " |/-".contains($0) }) where word.count > 7 {
        let folded = normalisedTitle(String(word))
        let isHead = heads.contains { folded.contains($0) }
        // A misread word may have been put right, so it counts as told when its beginning or its end is there.
        let isTold = letters.contains(folded.prefix(5)) || letters.contains(folded.suffix(5))
        if !isHead && !isTold { lost.append(String(word)) }
      }
    }
    #expect(lost.isEmpty, "\(lost)")
  }

  @Test func survivesEveryFormUnchanged() throws {
    let plan = try RealPlanTests.read.get()
    #expect(try readPlan(plan.csv()) == plan)
    #expect(try readPlan(plan.json()) == plan)
  }
}
