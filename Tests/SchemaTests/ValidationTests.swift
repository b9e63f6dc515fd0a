import Merge
import Schema
import Testing

struct ValidationTests {
  let schema = Schema.bundled

  func number(_ path: String) throws -> (type: TypeNumber, field: Field) {
    let keys = path.split(separator: ".").map(String.init)
    let type = try #require(schema.type(keys[0]))
    return (type.number, try #require(type.field(keys[1])))
  }

  func codes(_ path: String, _ value: Value, _ context: ValidationContext = ValidationContext()) throws
    -> [FieldProblem.Code]
  {
    let (type, field) = try number(path)
    return schema.violations(register: field.register, value: value, type: type, context: context).map(\.code)
  }

  @Test func oneRegister() throws {
    #expect(try codes("assessment.colour", Value(.code("green"))) == [])
    #expect(try codes("assessment.colour", Value(.code("lilac"))) == [.unknownOption])
    #expect(try codes("assessment.colour", .text("green")) == [.wrongKind])
    #expect(try codes("assessment.colour", .cleared) == [])
    #expect(try codes("assessment.year", .cleared) == [.requiredMissing])
    #expect(try codes("assessment.year", Value(.integer(12))) == [.badYear])
    #expect(try codes("activity.title", .text("o\u{308}")) == [.notNormalized])
    #expect(try codes("activity.title", .text("\u{7}")) == [.controlCharacter])
    #expect(try codes("activity.title", .text(String(repeating: "a", count: 65_537))) == [.tooLong])
    #expect(try codes("activity.title", Value(bytes: [1, 0xFF])) == [.wrongKind])
    #expect(try codes("award.amount", Value(.decimal(Decimal(mantissa: -1, scale: 2)))) == [.outOfRange])
    #expect(try codes("figure.value", Value(.decimal(Decimal(mantissa: 1, scale: 200)))) == [.badNumber])
    #expect(try codes("activity.doneOn", Value(.date(try #require(PartialDate(year: 2025))))) == [.badDate])
    #expect(try codes("actor.artForms", .cleared) == [])
  }

  @Test func rowsAndLists() throws {
    let leads = RowPart(number: 2, value: Value(.code("leads")))
    #expect(try codes("network.members", Value(.row([leads]))) == [.missingPart])
    let actor = RowPart(number: 1, value: Value(.reference(RecordID(bits: 1))))
    #expect(try codes("network.members", Value(.row([actor, leads]))) == [])
    let unknown = RowPart(number: 3, value: .text("x"))
    #expect(try codes("network.members", Value(.row([actor, unknown]))) == [.unknownPart])
    #expect(try codes("network.members", Value(.row([actor, unknown])), ValidationContext(allowsUnknown: true)) == [])
    // A printed pointer that nobody has resolved yet has no record.
    #expect(try codes("section.seeAlso", Value(.row([RowPart(number: 2, value: .text("4.1.3"))]))) == [])
    #expect(try codes("section.seeAlso", Value(.row([]))) == [.missingPart])
    let step = Value(.row([RowPart(number: 2, value: Value(.code("pink")))]))
    #expect(try codes("plan.scale", Value(.row([RowPart(number: 1, value: step)]))) == [.unknownOption])
    let many = (1...1001).map { RowPart(number: $0, value: Value(.row([]))) }
    #expect(try codes("plan.scale", Value(.row(many))) == [.tooMany])
  }

  @Test func elementsStandUnderTheirKey() throws {
    let (type, field) = try number("network.members")
    let whole = Value(
      .row([
        RowPart(number: 1, value: Value(.reference(RecordID(bits: 1)))),
        RowPart(number: 2, value: Value(.code("leads"))),
      ]))
    let element = try #require(field.kind.part(whole))
    func codes(_ key: Value?, _ value: Value) -> [FieldProblem.Code] {
      schema.violations(write: RegisterID(field.number, element: key), value: value, type: type).map(\.code)
    }
    #expect(codes(element.key, element.rest) == [])
    #expect(codes(element.key, .cleared) == [])
    #expect(codes(nil, whole) == [.wrongKind])
    #expect(codes(whole, SetElement.nothingMore) == [.wrongKind])
    #expect(codes(element.key, whole) == [.wrongKind])
    let title = try number("activity.title")
    let odd = RegisterID(title.field.number, element: .text("x"))
    #expect(schema.violations(write: odd, value: .text("y"), type: title.type).map(\.code) == [.wrongKind])
  }

  @Test func references() throws {
    let section = try #require(schema.type("section")).number
    let function = try #require(schema.type("function")).number
    let value = Value(.reference(RecordID(bits: 1)))
    #expect(try codes("activity.section", value) == [])
    #expect(try codes("activity.section", value, ValidationContext(typeOfRecord: { _ in section })) == [])
    #expect(
      try codes("activity.section", value, ValidationContext(typeOfRecord: { _ in function })) == [.wrongReferenceType])
    #expect(try codes("note.on", value, ValidationContext(typeOfRecord: { _ in function })) == [])
  }

  @Test func aNewerSchemaIsLetThrough() throws {
    let newer = ValidationContext(allowsUnknown: true)
    let activity = try #require(schema.type("activity")).number
    let unknownField = { schema.violations(register: FieldNumber(500), value: .text("x"), type: activity, context: $0) }
    #expect(unknownField(ValidationContext()).map(\.code) == [.unknownField])
    #expect(unknownField(newer).isEmpty)
    let unknownType = { schema.violations(record: { _ in nil }, type: TypeNumber(500), context: $0) }
    #expect(unknownType(ValidationContext()).map(\.code) == [.unknownType])
    #expect(unknownType(newer).isEmpty)
    #expect(try codes("assessment.colour", Value(.code("lilac")), newer) == [])
    // A member of a group is no register of its own.
    let start = try number("activity.startYear")
    let alone = schema.violations(register: start.field.number, value: Value(.integer(2025)), type: start.type)
    #expect(alone.map(\.code) == [.unknownField])
  }

  @Test func requiredFieldsOfARecord() throws {
    let (type, title) = try number("activity.title")
    #expect(schema.violations(record: { _ in nil }, type: type).map(\.code) == [.requiredMissing])
    #expect(
      schema.violations(record: { $0 == title.number ? .text(" \n") : nil }, type: type).map(\.code) == [
        .requiredMissing
      ])
    #expect(schema.violations(record: { $0 == title.number ? .text("Läsfrämjande") : nil }, type: type).isEmpty)
    #expect(schema.violations(record: { _ in nil }, type: type, changed: []).isEmpty)
  }

  /// An activity in a section of a plan for 2024–2027.
  func schedule(_ start: Int64?, _ recurrence: String?, _ until: Int64?) throws -> [Violation] {
    let type = try #require(schema.type("activity"))
    let group = try #require(type.group("schedule"))
    var members: [FieldNumber: Value] = [:]
    members[try number("activity.startYear").field.number] = start.map { Value(.integer($0)) }
    members[try number("activity.recurrence").field.number] = recurrence.map { Value(.code($0)) }
    members[try number("activity.untilYear").field.number] = until.map { Value(.integer($0)) }
    let section = RecordID(bits: 1)
    let plan = RecordID(bits: 2)
    let values = [
      try number("activity.title").field.number: Value.text("x"),
      try number("activity.section").field.number: Value(.reference(section)),
      group.number: group.tuple(members),
    ]
    let context = ValidationContext(valueOfField: { record, key in
      switch (record, key) {
      case (section, "plan"): Value(.reference(plan))
      case (plan, "fromYear"): Value(.integer(2024))
      case (plan, "toYear"): Value(.integer(2027))
      default: nil
      }
    })
    return schema.violations(record: { values[$0] }, type: type.number, context: context)
  }

  @Test func rulesOfTheSchedule() throws {
    #expect(try schedule(2024, "none", 2026) == [])
    #expect(try schedule(2024, nil, nil) == [])
    #expect(try schedule(2027, "none", 2026).map(\.problem) == [.notBefore(other: "startYear")])
    #expect(try schedule(2023, nil, nil).map(\.problem) == [.outsidePlan(from: 2024, to: 2027)])
    #expect(try schedule(2028, nil, nil).map(\.field) == ["startYear"])
    let warned = try schedule(2024, "yearly", 2026)
    #expect(warned.map(\.code) == [.unlikelyTogether])
    #expect(!warned.contains { !$0.isWarning })
    #expect(try !schedule(2028, nil, nil).contains(where: \.isWarning))
  }

  @Test func nothingIsSaidOfWhatIsNotHeld() throws {
    let (type, section) = try number("activity.section")
    let group = try #require(schema.type(type)?.group("schedule"))
    let start = try number("activity.startYear").field.number
    let values = [
      try number("activity.title").field.number: Value.text("x"),
      section.number: Value(.reference(RecordID(bits: 1))),
      group.number: group.tuple([start: Value(.integer(1999))]),
    ]
    #expect(schema.violations(record: { values[$0] }, type: type).isEmpty)
  }

  @Test func datesOfDifferentPrecision() throws {
    func period(_ from: String, _ to: String) throws -> [FieldProblem.Code] {
      let type = try #require(schema.type("project"))
      let group = try #require(type.group("period"))
      let name = try number("project.name").field.number
      let fields = (try number("project.from").field, try number("project.to").field)
      let tuple = group.tuple([fields.0.number: try fields.0.parse(from), fields.1.number: try fields.1.parse(to)])
      return schema.violations(record: { [name: .text("x"), group.number: tuple][$0] }, type: type.number).map(\.code)
    }
    #expect(try period("2025-03", "2025") == [])
    #expect(try period("2025-03-10", "2025-03") == [])
    #expect(try period("2025-03", "2025-02") == [.notBefore])
    #expect(try period("2025-03-10", "2025-03-09") == [.notBefore])
    #expect(try period("2025", "2024-12-31") == [.notBefore])
  }

  @Test func theTimeOfAMeeting() throws {
    let type = try #require(schema.type("meeting"))
    let group = try #require(type.group("when"))
    let start = try number("meeting.start").field.number
    for (text, expected) in [("09:30", 0), ("24:00", 1), ("9:30", 1), ("09:60", 1), ("09.30", 1), ("-9:30", 1)] {
      let values = [group.number: group.tuple([start: .text(text)])]
      #expect(schema.violations(record: { values[$0] }, type: type.number).count == expected, "\(text)")
    }
  }
}
