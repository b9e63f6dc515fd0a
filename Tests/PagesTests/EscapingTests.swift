import Foundation
import Pages
import TestSupport
import Testing
import Words

/// Whatever people and devices are called, it is read and never obeyed.
@Suite struct EscapingTests {
  private static let pieces = [
    "<script>alert(1)</script>", "</title>", "\"><img src=x onerror=alert(1)>", "' autofocus onfocus='x",
    "{{frame.token}}",
    "{{{page}}}", "</textarea><b>", "<!--", "]]>", "&lt;b&gt;", "&amp;", "&#x3c;", "`onclick`", "javascript:alert(1)",
    "\"\u{301}><b>", "<\u{338}b>", "'\u{20DD}", "\u{202E}gnp.exe", "\u{2066}x", "\u{200B}", "\u{FEFF}", "\u{2028}",
    "åäö ÅÄÖ", "Ŋuorjjo", "عربي", "👩‍👩‍👧", "\\", "%00", "\u{E0041}", "?a=1&b=2", "--", "${x}", "<svg/onload=x>",
  ]
  /// What a record never holds, because the schema refuses it; a device's name on an older server may.
  private static let worse =
    ["\u{0}", "\u{8}", "\u{1B}[31m", "\u{7F}", "\u{85}"]
    + [0xFDD0, 0xFDE1, 0xFFFF].compactMap { Unicode.Scalar(UInt32($0)).map { String(Character($0)) } }

  private static func hostile(_ generator: inout SeededGenerator, worse: Bool) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let pool = worse ? pieces + Self.worse : pieces
      text += pool[Int.random(in: 0..<pool.count, using: &generator)]
    }
    // NFC is what the schema takes; white space at the ends is trimmed from names.
    return ("x" + text + "y").precomposedStringWithCanonicalMapping
  }

  private static func pages(
    _ language: Language, text: @escaping () -> String, content: @escaping () -> String
  ) throws -> [(name: String, html: String)] {
    let samples = SamplePages(language: language, text: text, content: content)
    return samples.plain() + (try samples.overRecords(SampleWorld(text: content)))
  }

  @Test(arguments: Language.allCases) func hostileWordsBringNoMarkup(language: Language) throws {
    var count = 0
    // What the pages look like when everybody is called something nice.
    let nice = {
      count += 1
      return "namn \(count)"
    }
    var shapes: [String: Set<String>] = [:]
    for (name, html) in try Self.pages(language, text: nice, content: nice) {
      shapes[name, default: []].formUnion(try PageReader(html).shapes)
    }
    let known = shapes.values.reduce(into: Set<String>()) { $0.formUnion($1) }
    let seed = UInt64.random(in: 1...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for round in 0..<12 {
      var worse = generator
      var mild = generator
      let pages = try Self.pages(
        language, text: { Self.hostile(&worse, worse: true) }, content: { Self.hostile(&mild, worse: false) })
      for (name, html) in pages {
        let page = try PageReader(html)
        #expect(
          page.shapes.isSubset(of: known),
          "seed \(seed), round \(round), \(name): \(page.shapes.subtracting(known).sorted())")
        // Noncharacters, controls and marks that turn the direction are never there in earnest.
        #expect(!html.unicodeScalars.contains { (0x202A...0x202E).contains($0.value) || $0.value == 0x200F })
        #expect(!html.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" })
      }
      _ = generator.next()
    }
  }

  @Test func aNameIsReadAsItIsWritten() throws {
    let name = #"<b>"Åsa" & 'Bo' `x` {{t.skip}}"#
    let samples = SamplePages(language: .sv, text: { name }, content: { name })
    for (page, html) in samples.plain() where page != "help" {
      #expect(try PageReader(html).text.contains(name), "\(page)")
    }
  }

  @Test func marksThatNobodySeesAreShownInNamesAndKeptInForms() throws {
    let name = "a\u{202E}b\u{200B}c\u{E0041}d"
    let samples = SamplePages(language: .en, text: { name }, content: { name })
    let html = try #require(samples.plain().first { $0.name == "people" }?.html)
    let page = try PageReader(html)
    #expect(page.text.contains("a⟦202E⟧b⟦200B⟧c⟦E0041⟧d"))
    #expect(page.inputs(named: "user").contains { $0["value"].map { Array($0.utf8) } == Array(name.utf8) })
  }

  @Test func whatLooksLikeADisguiseIsNone() throws {
    // The noncharacters by which form values are carried past the escaping, sent by somebody who knows of them.
    for digits in [[0xFDD0, 0xFDD4, 0xFDDD, 0xFDE1], [0xFDD0], [0xFDD0, 0xFDE1], [0xFDD0, 0xFDD3, 0xFDD1]] {
      var scalars = String.UnicodeScalarView()
      for digit in digits { scalars.append(try #require(Unicode.Scalar(UInt32(digit)))) }
      let name = "x" + String(scalars) + "y"
      for (_, html) in SamplePages(language: .sv, text: { name }, content: { name }).plain() {
        #expect(!(try PageReader(html).text.contains("<")))
        #expect(!html.unicodeScalars.contains { (0xFDD0...0xFDEF).contains($0.value) })
      }
    }
  }
}
