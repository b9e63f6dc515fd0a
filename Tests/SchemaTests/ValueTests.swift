import Merge
import Schema
import TestSupport
import Testing

/// What people write, what is stored, and what programs read.
struct ValueTests {
  func field(_ path: String) throws -> Field {
    let keys = path.split(separator: ".").map(String.init)
    return try #require(Schema.bundled.type(keys[0])?.field(keys[1]))
  }

  func problem(_ path: String, _ text: String) throws -> FieldProblem.Code? {
    let field = try field(path)
    do {
      _ = try field.parse(text)
      return nil
    } catch {
      return error.code
    }
  }

  @Test func whatPeopleWrite() throws {
    let cases: [(String, String, String)] = [
      ("activity.doneOn", "2025-01-31", "2025-01-31"), ("decision.date", "2025-01", "2025-01"),
      ("decision.date", "2025", "2025"), ("activity.startYear", "2025", "2025"),
      ("award.amount", "12,50", "12.5"), ("award.amount", "1 250 000", "1250000"), ("figure.value", "−0,05", "-0.05"),
      ("award.amount", "0,10", "0.1"), ("actor.commissioned", "ja", "true"), ("actor.commissioned", "no", "false"),
      ("assessment.colour", "green", "green"), ("assessment.colour", "Grön", "green"),
      ("assessment.colour", "GRØN", "green"), ("section.kind", "övergripande  mål", "goal"),
      ("activity.recurrence", "Årligen", "yearly"), ("meeting.headcount", "12", "12"),
      ("activity.title", "Öppna  O\u{308}rebro\r\nslott\t", "Öppna  Örebro\nslott\t"),
      ("network.members", #"{"role":"leads"}"#, #"{"role":"leads"}"#), ("activity.title", "", ""),
      (
        "plan.scale", #"[{"step":1,"colour":"blå"},{"step":2,"colour":"red"}]"#,
        #"[{"step":1,"colour":"blue"},{"step":2,"colour":"red"}]"#
      ),
    ]
    for (path, text, expected) in cases {
      let field = try field(path)
      let value = try field.parse(text)
      let printed = try #require(field.print(value))
      #expect(Array(printed.utf8) == Array(expected.utf8), "\(path)=\(text)")
      #expect(value.isCleared == text.isEmpty)
    }
  }

  @Test func whatIsWrongIsRefusedByName() throws {
    let cases: [(String, String, FieldProblem.Code)] = [
      ("activity.doneOn", "2025-02-29", .badDate), ("activity.doneOn", "2025-02", .badDate),
      ("activity.doneOn", "25-02-01", .badDate), ("activity.doneOn", "2025-2-1", .badDate),
      ("activity.doneOn", "2025-02-01T10", .badDate), ("activity.doneOn", "+025-02-01", .badDate),
      ("activity.startYear", "25", .badYear), ("activity.startYear", "2025-01", .badYear),
      ("activity.startYear", "0025", .badYear), ("award.amount", "1.2.3", .badNumber),
      ("award.amount", "1 25", .badNumber), ("award.amount", "1e3", .badNumber), ("award.amount", ".", .badNumber),
      ("award.amount", "9999999999999999999", .badNumber), ("award.amount", "-1", .outOfRange),
      ("award.amount", "0,0000000000000000001", .badNumber), ("award.amount", "٣", .badNumber),
      ("meeting.headcount", "1,5", .badNumber), ("meeting.headcount", "-1", .outOfRange),
      ("actor.commissioned", "kanske", .badBoolean), ("assessment.colour", "lila", .unknownOption),
      ("activity.title", "a\u{0}b", .controlCharacter), ("activity.title", "a\u{1B}[31m", .controlCharacter),
      ("activity.title", "a\u{9B}b", .controlCharacter), ("activity.section", "nowhere", .unknownReference),
      ("network.members", "{", .badJSON), ("network.members", #"{"x":1}"#, .unknownPart),
      ("network.members", "[]", .wrongKind), ("network.members", #"{"role":"boss"}"#, .unknownOption),
      ("activity.title", String(repeating: "å", count: 40_000), .tooLong),
    ]
    for (path, text, expected) in cases where !text.isEmpty {
      #expect(try problem(path, text) == expected, "\(path)=\(text.prefix(40))")
    }
    #expect(try problem("activity.title", String(repeating: "å", count: 32 << 10)) == nil)
    #expect(try problem("activity.notes", String(repeating: "å", count: 40_000)) == nil)
  }

  @Test func decimalsAreExact() throws {
    let cases = [
      "9223372036854775807": "9223372036854775807", "-9223372036854775808": "-9223372036854775808",
      "0.000000000000000001": "0.000000000000000001", "-0": "0", "+5": "5", "1.50": "1.5", "100": "100", "0,0": "0",
    ]
    for (text, expected) in cases { #expect(Decimal(text: text)?.text == expected) }
    let rising = ["-100", "-1.5", "-1.4", "-0.001", "0", "0.0009", "0.001", "1.4", "1.5", "20"]
    for (index, left) in rising.enumerated() {
      for (other, right) in rising.enumerated() {
        let left = try #require(Decimal(text: left))
        let right = try #require(Decimal(text: right))
        #expect(Decimal.isLess(left, right) == (index < other))
      }
    }
    #expect(!Decimal.isLess(Decimal(mantissa: 1, scale: 255), Decimal(mantissa: 0, scale: 0)))
    #expect(Decimal.isLess(Decimal(mantissa: .min, scale: 0), Decimal(mantissa: .max, scale: 0)))
  }

  @Test func aReferenceIsLookedUpByTheCaller() throws {
    let field = try field("activity.responsible")
    let id = RecordID(bits: 77)
    var asked: [ReferenceQuery] = []
    let value = try field.parse("Kulturchef") { query in
      asked.append(query)
      return .found(id)
    }
    #expect(value == Value(.reference(id)))
    #expect(asked.map(\.text) == ["Kulturchef"])
    #expect(asked.first?.types == ["function"])
    #expect(asked.first?.makesMissing == true)
    #expect(field.print(value) { _ in "k7" } == "k7")
    #expect(field.json(value)?.text() == "{\"id\":\"\(id.text)\"}")
    #expect(try field.value(of: .members(["ref": "k7", "id": .string(id.text)])) == value)
    #expect(throws: FieldProblem.ambiguousReference("K", candidates: [id])) {
      try field.parse("K") { _ in .ambiguous([id]) }
    }
  }

  @Test func jsonOfValues() throws {
    #expect(try field("award.amount").value(of: .number("12.50")).content == .decimal(Decimal(mantissa: 125, scale: 1)))
    #expect(try field("award.amount").json(Value(.decimal(Decimal(mantissa: 125, scale: 1)))) == .string("12.5"))
    #expect(try field("activity.startYear").json(Value(.integer(2025))) == .number("2025"))
    #expect(try field("actor.commissioned").json(Value(.boolean(false))) == .boolean(false))
    #expect(try field("activity.title").json(.cleared) == nil)
    #expect(try field("activity.title").value(of: .null) == .cleared)
    #expect(try field("activity.title").json(Value(.integer(1))) == nil)
    #expect(throws: FieldProblem.wrongKind(expected: "boolean")) {
      try field("actor.commissioned").value(of: .number("1"))
    }
    #expect(throws: FieldProblem.badNumber("1e3")) { try field("meeting.headcount").value(of: .number("1e3")) }
  }

  @Test func partsOfANewerSchemaSurvive() throws {
    let field = try field("partnership.bodies")
    let value = Value(
      .row([
        RowPart(number: 1, value: .text("Styrelsen")), RowPart(number: 2, value: Value(.integer(3))),
        RowPart(number: 9, value: Value(bytes: [200, 1, 2])),
      ]))
    let json = try #require(field.json(value))
    #expect(json.text() == ##"{"name":"Styrelsen","seats":3,"#9":"c80102"}"##)
    #expect(try field.value(of: json) == value)
  }

  @Test func anElementIsItsKeyAndTheRest() throws {
    let field = try field("partnership.partners")
    let whole = try field.parse(#"{"municipality":"Örebro","year":2025,"population":158000}"#)
    let element = try #require(field.elementKind.part(whole))
    #expect(element.key == (try field.parse(#"{"municipality":"Örebro","year":2025}"#)))
    #expect(element.rest == (try field.parse(#"{"population":158000}"#)))
    #expect(element.whole == whole)
    #expect(field.elementKind.part(try field.parse(#"{"population":1}"#)) == nil)
    let text = Value.text("Lekeberg")
    #expect(Kind.text.part(text) == SetElement(key: text, rest: SetElement.nothingMore))
    #expect(Kind.text.part(text)?.whole == text)
    #expect(Kind.text.part(.cleared) == nil)
    #expect(!SetElement.nothingMore.isCleared)
  }

  @Test func aGroupGoesAsATuple() throws {
    let type = try #require(Schema.bundled.type("activity"))
    let schedule = try #require(type.group("schedule"))
    let start = try #require(type.field("startYear"))
    let until = try #require(type.field("untilYear"))
    let seen = Value(
      .row([RowPart(number: start.number.number, value: Value(.integer(2024))), RowPart(number: 99, value: .text("x"))])
    )
    let tuple = schedule.tuple([until.number: Value(.integer(2027))], over: seen)
    #expect(schedule.member(start.number, of: tuple) == Value(.integer(2024)))
    #expect(schedule.member(until.number, of: tuple) == Value(.integer(2027)))
    #expect(tuple.parts?.last == RowPart(number: 99, value: .text("x")))
    let emptied = schedule.tuple([start.number: .cleared])
    #expect(emptied.isCleared)
  }

  /// Every kind of field: what is printed is read as the same value, as text and as JSON, and it is valid.
  @Test(arguments: UInt64(0)..<60) func whatIsPrintedIsRead(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for type in Schema.bundled.types {
      for field in type.fields {
        let value = try #require(RandomValues.value(field.elementKind, using: &random))
        let printed = try #require(field.print(value), "\(type.key).\(field.key), seed \(seed)")
        #expect(try field.parse(printed) == value, "\(type.key).\(field.key), seed \(seed)")
        let json = try #require(field.json(value))
        let read = try JSONValue(parsing: json.bytes())
        #expect(try field.value(of: read) == value, "\(type.key).\(field.key), seed \(seed)")
        if field.group == nil {
          let found = Schema.bundled.violations(register: field.number, value: value, type: type.number)
          #expect(found.isEmpty, "\(type.key).\(field.key), seed \(seed)")
        }
      }
    }
  }

  /// Bytes that may be anything are judged, never crashed upon.
  @Test func hostileValues() {
    let types = Schema.bundled.types
    for seed in UInt64(0)..<3000 {
      var random = SeededGenerator(seed: seed)
      let bytes = (0..<Int.random(in: 0...12, using: &random)).map { index in
        UInt8.random(in: 0...(index == 0 ? 10 : 255), using: &random)
      }
      let value = Value(bytes: bytes)
      guard let type = types.randomElement(using: &random), let field = type.fields.randomElement(using: &random) else {
        continue
      }
      _ = field.print(value)
      _ = field.json(value)
      let found = Schema.bundled.violations(register: field.register, value: value, type: type.number)
      if value.content == nil, !value.isCleared { #expect(!found.isEmpty, "seed \(seed)") }
    }
  }
}

enum RandomValues {
  static func value(_ kind: Kind, using random: inout SeededGenerator) -> Value? {
    switch kind {
    case .text, .longText:
      let pieces = ["a", "Å", "é", "đ", "\n", "\t", "\"", " ", "12", "😀", ","]
      let count = Int.random(in: 1...6, using: &random)
      return .text((0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined())
    case .integer: return Value(.integer(Int64.random(in: 0...(random.oneIn(3) ? .max : 20), using: &random)))
    case .decimal:
      let mantissa = Int64.random(in: 0...(random.oneIn(3) ? .max : 2000), using: &random)
      return Value(.decimal(Decimal(mantissa: mantissa, scale: UInt8.random(in: 0...18, using: &random))))
    case .boolean: return Value(.boolean(random.oneIn(2)))
    case .date, .partialDate:
      let year = Int.random(in: 1...9999, using: &random)
      let month = Int.random(in: 1...12, using: &random)
      let day = Int.random(in: 1...28, using: &random)
      let isWhole = kind == .date || random.oneIn(2)
      return PartialDate(year: year, month: month, day: isWhole ? day : nil).map { Value(.date($0)) }
    case .year: return Value(.integer(Int64.random(in: Kind.Limits.years, using: &random)))
    case .enumeration(let options): return options.randomElement(using: &random).map { Value(.code($0.code)) }
    case .reference: return Value(.reference(RecordID(bits: UInt128(random.next()))))
    case .row(let parts):
      return Value(
        .row(
          parts.compactMap { part in
            value(part.kind, using: &random).map { RowPart(number: part.number, value: $0) }
          }))
    case .set(let element): return value(element, using: &random)
    case .list(let element):
      let count = UInt32.random(in: 1...4, using: &random)
      return Value(
        .row(
          (1...count).compactMap { number in
            value(element, using: &random).map { RowPart(number: number, value: $0) }
          }))
    }
  }
}

extension JSONValue: Swift.ExpressibleByStringLiteral {
  init(stringLiteral value: String) { self = .string(value) }
}
