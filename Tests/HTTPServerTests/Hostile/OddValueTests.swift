import Foundation
import Schema
import SyncProtocol
import TestSupport
import Testing

/// Odd values over the JSON API and on the page of a record: what is taken comes back to the byte (in the form in which
/// texts are stored, Unicode NFC with line feeds), and what is not taken is refused by its field.
@Suite(.serialized) struct OddValueTests {
  private static let pieces = [
    "'; DROP TABLE record; --", "\"", "\\", "%00", "%s%n", "${x}", "{{x}}", "<script>alert(1)</script>", "\u{202E}gnp",
    "\u{2066}x\u{2069}", "\u{200B}", "\u{FEFF}", "👩‍👩‍👧", "🏳️‍🌈", "Z\u{335}a\u{321}l\u{334}g\u{30D}o", "a\u{30A}", "Å",
    "e\u{301}\u{301}", "\u{2028}",
    "عربي", "Ŋuorjjo", "\u{1F}", "\u{0}", "\u{7F}", "\u{85}", "\r\n", "\t", "NULL", "-1", "1e309", "NaN", "Infinity",
    "nan",
    "9223372036854775807", "-9223372036854775808", "\u{10FFFF}", "\u{E000}", "--", "\u{AD}", "ﷺ", "ß", "İ",
  ]

  private static func text(_ generator: inout SeededGenerator) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 1...5, using: &generator) {
      text += pieces[Int.random(in: 0..<pieces.count, using: &generator)]
    }
    return text
  }

  private static func stored(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { $0.unicodeScalars.append($1) }
      .replacingOccurrences(of: "\r\n", with: "\n").replacingOccurrences(of: "\r", with: "\n")
      .precomposedStringWithCanonicalMapping
  }

  private static func hasControls(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t" }
  }

  @Test func textsComeBackToTheByteOrAreRefused() async throws {
    let server = try await PageServer()
    let matrix = OddDesk(server)
    try matrix.join()
    let seed = UInt64.random(in: 1...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    var taken = 0
    for _ in 0..<150 {
      let notes = Self.text(&generator)
      let answer = try await matrix.send(
        "POST", "records",
        .members(["type": .string("activity"), "fields": .members(["title": .string("x"), "notes": .string(notes)])]))
      let said = "seed \(seed): \(notes.debugDescription): \(answer.status) \(answer.text.prefix(200))"
      guard !Self.hasControls(Self.stored(notes)) else {
        #expect(answer.status == 422, "\(said)")
        #expect(
          try answer.json["subject"]?.string == "notes" && answer.json["code"]?.string == "control-character", "\(said)"
        )
        continue
      }
      try #require(answer.status == 201, "\(said)")
      taken += 1
      let id = try #require(try answer.json["record"]?["id"]?.string)
      let read = try #require(try await matrix.send("GET", "records/\(id)").json["fields"]?["notes"]?.string)
      #expect(read.utf8.elementsEqual(Self.stored(notes).utf8), "\(said)")
    }
    #expect(taken > 30, "seed \(seed)")
  }

  @Test func numbersAreExactOrRefused() async throws {
    let server = try await PageServer()
    let matrix = OddDesk(server)
    try matrix.join()
    func plan(_ year: String) async throws -> Wire.Answer {
      try await matrix.send(
        "POST", "records",
        .members(["type": .string("activity"), "fields": .members(["title": .string("x"), "rank": .number(year)])]))
    }
    for text in ["0", "1.5", "-1.5", "9223372036854775807", "-9223372036854775807", "0.000000001"] {
      let answer = try await plan(text)
      if answer.status == 201 {
        let id = try #require(try answer.json["record"]?["id"]?.string)
        let rank = try await matrix.send("GET", "records/\(id)").json["fields"]?["rank"]
        let read = rank?.string ?? rank?.text() ?? ""
        #expect(read == text)
      } else {
        #expect(answer.status == 422 && answer.problem == .refused, "\(text): \(answer.status) \(answer.text)")
      }
    }
    for text in [
      "9223372036854775808", "-9223372036854775809", "1e309", "-1e309", String(repeating: "9", count: 5000), "1e-9999",
      "0." + String(repeating: "1", count: 400),
    ] {
      let answer = try await plan(text)
      #expect(
        [.refused, .malformed].contains(answer.problem), "\(text.prefix(40)): \(answer.status) \(answer.text)")
    }
    for text in ["NaN", "Infinity", "-Infinity", "0x10", "1_000", "01", "+1", ".5", "1."] {
      let body = #"{"type":"activity","fields":{"title":"x","rank":\#(text)}}"#
      #expect(try await matrix.raw("records", Array(body.utf8)).problem == .malformed, "\(text)")
    }
  }

  @Test func whatIsTooLongIsRefusedByItsName() async throws {
    let server = try await PageServer()
    let matrix = OddDesk(server)
    try matrix.join()
    let large = try await matrix.send(
      "POST", "records",
      .members([
        "type": .string("actor"), "fields": .members(["name": .string(String(repeating: "x", count: 1_500_000))]),
      ]))
    #expect(large.problem == .tooLarge && large.status == 413)
    let long = try await matrix.send(
      "POST", "records",
      .members([
        "type": .string("actor"), "fields": .members(["name": .string(String(repeating: "å", count: 200_000))]),
      ]))
    #expect(try long.status == 422 && long.json["code"]?.string == "too-long" && long.json["subject"]?.string == "name")
    // What no JSON can say: bytes that are no UTF-8, halves of a surrogate pair.
    for body in [
      Array(#"{"type":"actor","fields":{"name":"\ud83d"}}"#.utf8),
      Array(#"{"type":"actor","fields":{"name":"\ude00\ud83d"}}"#.utf8),
      Array(#"{"type":"actor","fields":{"name":""#.utf8) + [0xFF, 0xFE] + Array(#""}}"#.utf8),
      Array(#"{"type":"actor","fields":{"name":""#.utf8) + [0xED, 0xA0, 0x80] + Array(#""}}"#.utf8),
      Array(#"{"type":"actor","fields":{"name":""#.utf8) + [0xC0, 0xAF] + Array(#""}}"#.utf8),
    ] {
      #expect(try await matrix.raw("records", body).problem == .malformed)
    }
    #expect(try await matrix.send("GET", "records?type=actor").json["total"]?.integer == 0)
  }

  @Test func oddWordsInQueriesFindOrDoNot() async throws {
    let server = try await PageServer()
    let matrix = OddDesk(server)
    try matrix.join()
    let seed = UInt64.random(in: 1...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let templates = [
      "records?q=", "records?type=", "records?type=activity&where=title=", "records?where=", "history?before=",
      "inbox?person=", "conflicts?field=", "records?limit=", "reports/follow-up?year=", "records/", "commits/",
      "conflicts/", "records?deleted=", "repair?bucket=", "told?upTo=", "audit?before=",
    ]
    for _ in 0..<150 {
      let template = templates[Int.random(in: 0..<templates.count, using: &generator)]
      let path = template + TestBrowser.encoded(Self.text(&generator))
      let answer = try await matrix.send("GET", path)
      #expect(answer.status < 500, "seed \(seed): \(path): \(answer.status) \(answer.text.prefix(200))")
    }
  }
}
