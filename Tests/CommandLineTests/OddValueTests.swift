import Foundation
import Schema
import TestSupport
import Testing

/// Odd values typed at the command line: what is taken is shown again to the byte (in the form in which texts are
/// stored, Unicode NFC with line feeds), what is not taken is refused in words, and nothing is printed that a terminal
/// would obey.
@Suite struct OddValues {
  private static let texts = [
    "'; DROP TABLE record; --", "\"quoted\"", "back\\slash", "%00%s%n", "${HOME}`id`$(id)", "{{x}}",
    "<script>alert(1)</script>", "a\u{202E}gnp.exe", "a\u{2066}x\u{2069}b", "a\u{200B}b", "👩‍👩‍👧 🏳️‍🌈",
    "Z\u{335}\u{321}a\u{334}\u{30D}lgo", "a\u{30A}ngstro\u{308}m", "عربي", "Ŋuorjjo", "rad 1\r\nrad 2\rrad 3", "a\tb",
    "a\u{2028}b", "NULL", "NaN", "-1", "--lang", "a=b=c", "+=", "\u{10FFFD}", "ﷺ", "İıß", "@@jobb",
  ]

  @Test func whatIsTypedIsShownAgain() throws {
    let (field, _, _, activity) = try Field.started()
    for text in Self.texts {
      let outcome = try field.run(["edit", activity, "notes=\(text)"])
      #expect(outcome.status == 0, "\(text.debugDescription): \(outcome.errors)")
      let shown = try #require(try field.json("show", activity)["fields"]?["notes"]?.string)
      var stored = text.replacingOccurrences(of: "\r\n", with: "\n").replacingOccurrences(of: "\r", with: "\n")
        .precomposedStringWithCanonicalMapping
      // A value that begins with the sign of a file has it twice.
      if stored.hasPrefix("@@") { stored.removeFirst() }
      #expect(shown.utf8.elementsEqual(stored.utf8), "\(text.debugDescription) became \(shown.debugDescription)")
      let page = try field.bygd("show", activity)
      #expect(!page.text.unicodeScalars.contains { Self.isObeyed($0) }, "\(text.debugDescription)")
    }
    #expect(try field.json("verify")["ok"]?.boolean != false)
  }

  /// What turns a terminal's line around, or begins a command to it.
  private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1B, 0x07, 0x08, 0x9B, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  @Test func whatCannotBeStoredIsRefused() throws {
    let (field, _, _, activity) = try Field.started()
    let before = try field.json("log")
    let large = try field.write(String(repeating: "x", count: 10 << 20), to: "stor.txt")
    let zero = try field.write("a\u{0}b", to: "noll.txt")
    let broken = try field.write([0x61, 0xFF, 0xFE, 0x62], to: "trasig.bin")
    for assignment in [
      "notes=a\u{1B}[31mb", "notes=a\u{7}", "notes=a\u{85}b", "notes=@\(large)", "notes=@\(zero)", "notes=@\(broken)",
      "rank=9223372036854775808", "rank=-9223372036854775809", "rank=1e309", "rank=NaN", "rank=Infinity",
      "rank=\(String(repeating: "9", count: 400))", "rank=0x10", "startYear=99999", "startYear=-1", "doneOn=2025-02-30",
      "doneOn=0000-01-01", "doneOn=2025-13", "title=", "section=\(activity)",
    ] {
      let outcome = try field.run(["edit", activity, assignment])
      #expect([64, 65].contains(outcome.status), "\(assignment.prefix(40)): \(outcome.status)")
      #expect(!outcome.errors.isEmpty && outcome.errors.utf8.count < 4000, "\(assignment.prefix(40))")
      #expect(!outcome.errors.unicodeScalars.contains { Self.isObeyed($0) })
    }
    #expect(try field.json("log") == before)
  }

  @Test func oddWordsAreLookedFor() throws {
    let field = try Field.started().field
    let seed = UInt64.random(in: 1...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<20 {
      var word = ""
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        word += Self.texts[Int.random(in: 0..<Self.texts.count, using: &generator)]
      }
      for arguments in [
        ["search", "--", word], ["show", "--", word], ["list", "activity", "--where", "title=\(word)"],
      ] {
        let outcome = try field.run(arguments)
        #expect([0, 1, 64, 65, 66].contains(outcome.status), "seed \(seed): \(arguments): \(outcome.status)")
      }
    }
  }
}
