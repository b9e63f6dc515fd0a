import Plan
import TestSupport
import Testing

/// Any bytes give a plan or a typed error.
@Suite struct HostileBytesTests {
  private func survive(_ bytes: [UInt8], format: ImportFormat? = nil) throws {
    let plan: ImportedPlan
    do { plan = try readPlan(bytes, format: format) } catch { return }
    #expect(!plan.sections.isEmpty)
    // What came in can be corrected in a table, and comes in again.
    let table = plan.csv()
    #expect(try ReviewTable(csv: table).csv() == table)
    _ = try readPlan(plan.json(), format: .json)
  }

  @Test(arguments: [("2026", "6611"), ("2026", "0000"), ("2026", "2024"), ("2024", "2025"), ("2026", "2026")])
  func aLastYearThatCantBeIsUnclear(_ start: String, _ until: String) throws {
    let text = try String(decoding: Files.bytes(Files.examplePlan), as: UTF8.self)
      .replacing("| 2024 (pågår till och med 2025) |", with: "| \(start) (pågår till och med \(until)) |")
    try survive(Array(text.utf8))
    let plan = try readPlan(Array(text.utf8))
    let activity = try #require(plan.activities.first { $0.title.hasPrefix("Besöka en by") })
    let canBe = until == "2025" || until == "2026"
    #expect(activity.startYear == Int(start))
    #expect(activity.untilYear == (canBe ? Int(until) : nil))
    #expect(activity.uncertain?.rawValue.contains("unclear") ?? false == !canBe)
  }

  private func forms() throws -> [[UInt8]] {
    let bytes = try Files.bytes(Files.examplePlan)
    let plan = try readPlan(bytes)
    return [bytes, plan.csv(), try plan.json(), Array(BrokenPrint(seed: 5, breakage: .harsh).text.utf8.prefix(2500))]
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func randomBytes(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let count = Int.random(in: 0...3000, using: &random)
    let alphabet: [UInt8] =
      seed % 2 == 0 ? Array(0...255) : Array("|;,\"{}[]:.0123456789 \n\u{0C}aAkQ&éå()'=-\r\t".utf8)
    let bytes = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
    try survive(bytes)
    for format in ImportFormat.allCases { try survive(bytes, format: format) }
  }

  @Test func everyTruncation() throws {
    for bytes in try forms() {
      for end in stride(from: 0, to: bytes.count, by: 197) { try survive(Array(bytes[..<end])) }
    }
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func mutations(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for var bytes in try forms() {
      for _ in 0..<Int.random(in: 1...40, using: &random) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: index)
        case 2: bytes.insert(UInt8.random(in: 1...127, using: &random), at: index)
        case 3: bytes.swapAt(index, Int.random(in: 0..<bytes.count, using: &random))
        default:
          let end = min(bytes.count, index + 200)
          bytes.append(contentsOf: bytes[index..<end])
        }
      }
      try survive(bytes)
    }
  }

  @Test func everyKindOfNothingIsNamed() {
    #expect(throws: ImportError.empty) { try readPlan([]) }
    #expect(throws: ImportError.empty) { try readPlan(Array(" \n\t\r\n".utf8)) }
    #expect(throws: ImportError.binary(kind: .pdf, offset: 0)) { try readPlan(Array("%PDF-1.7 …".utf8)) }
    #expect(throws: ImportError.binary(kind: .zip, offset: 0)) { try readPlan([0x50, 0x4B, 3, 4, 20, 0]) }
    #expect(throws: ImportError.binary(kind: .other, offset: 3)) { try readPlan([65, 66, 67, 0, 68]) }
    #expect(throws: ImportError.notAPlan) { try readPlan(Array("Ett brev om ingenting.\nHälsningar".utf8)) }
    #expect(throws: ImportError.truncated(offset: 3)) { try readPlan(Array("å å".utf8.dropLast(1))) }
    #expect(throws: ImportError.truncated(offset: 9)) { try readPlan(Array(#"{"format""#.utf8)) }
    #expect(throws: ImportError.badValue(path: "plan")) {
      try readPlan(Array(#"{"format":"bygd-plan","version":1}"#.utf8))
    }
  }

  @Test func tooLargeIsRefusedUnread() {
    let bytes = [UInt8](repeating: 32, count: (64 << 20) + 1)
    #expect(throws: ImportError.tooLarge(bytes: bytes.count, bytesMax: 64 << 20)) { try readPlan(bytes) }
  }

  /// Forms that invite a slow reader: deep nesting, endless lines, a row that never ends, bars and commas alone.
  @Test func nothingHangs() throws {
    let head = "1.1 Mål: Ett\n\nAKTIVITETER\n\nAktivitet | Ansvar | Påbörjas | Uppföljning\n"
    try survive(Array((head + "Ord | Kulturchef | 2024\n" + String(repeating: "mer text här\n", count: 4000)).utf8))
    try survive(Array((head + String(repeating: "ord ", count: 4000) + "| Kulturchef | 2024").utf8))
    try survive(Array((head + String(repeating: "| , ", count: 3000)).utf8))
    try survive(Array((head + String(repeating: "2024 ", count: 3000)).utf8))
    try survive(Array((head + String(repeating: "2024\n\n", count: 1500)).utf8))
    try survive(Array((head + String(repeating: "Kulturchef\n\n", count: 1500) + "2024").utf8))
    try survive(Array(String(repeating: "[", count: 100_000).utf8))
    try survive(Array(String(repeating: "\"", count: 100_001).utf8), format: .csv)
    try survive(Array((head + String(repeating: "a", count: 200_000)).utf8))
  }
}
