import Foundation
import Merge
import Schema
import Testing

/// The bundled schema says what the culture plan is.
struct CulturePlanTests {
  let schema = Schema.bundled

  /// Every type and field, with its policy and group: `group.field:policy`.
  static let expected: [String: String] = [
    "plan": "title:text organisation:review period.fromYear:review period.toYear:review state:review scale:once",
    "section": "plan:once number:review rank:latest kind:review parent:review title:text text:text seeAlso:union",
    "activity": """
    section:review rank:latest title:text responsible:union support:union schedule.startYear:review \
    schedule.recurrence:review schedule.untilYear:review municipalities:union partners:union notes:text doneOn:review
    """,
    "round": "plan:once year:once state:review reportHash:review",
    "assessment": "activity:once year:once colour:review comment:text assessor:latest",
    "function": "plan:once name:text aliases:union holder:review unit:latest",
    "actor": """
    name:text kinds:union artForms:union municipalities:union contact.phone:review contact.mail:review \
    commissioned:review
    """,
    "visit": """
    when.date:review when.place:review when.municipality:review activities:union actors:union author:once report:text \
    nextSteps:text
    """,
    "note": "on:once text:once author:once at:once",
    "meeting": """
    kind:latest when.date:review when.start:review when.minutes:review when.place:review host:review invited:union \
    present:union headcount:review representatives:union agenda:text notes:text
    """,
    "network": "name:text level:latest coordinator:review members:union since:review",
    "decision": "body:once date:once reference:once text:once about:union",
    "call": """
    name:text window.opens:review window.closes:review limit.ceiling:review limit.currency:review budget:review \
    eligible:union
    """,
    "application": "call:once applicant:once received:once asked:review text:text state:review",
    "award": "application:once amount:review decided:review paid:review",
    "enquiry": "asker:once question:once kinds:union owner:review state:review referredTo:union",
    "project": """
    name:text period.from:review period.to:review funders:union leaders:union themes:union planned:union lessons:text
    """,
    "figure": "subject:once asOf:once value:once unit:once qualifier:once source:once",
    "partnership": """
    name:text bodies:union partners:union rule.ratePerInhabitant:review rule.multiplier:review rule.fromYear:review \
    rule.toYear:review
    """,
    "attachment": "on:once name:latest mediaType:once size:once hash:once caption:text",
    "proposal": """
    conflict:once author:once record:once field:once choice.decision:latest choice.take:latest choice.value:latest \
    reason:latest state:latest
    """,
    "rule": "type:once field:once how.rule:review how.person:review reason:latest state:review",
  ]

  @Test func everyTypeAndFieldIsThere() {
    #expect(Set(schema.types.map(\.key)) == Set(Self.expected.keys))
    for type in schema.types {
      let fields = type.fields.map { field in
        let group = type.group(of: field).map { "\($0.key)." } ?? ""
        return "\(group)\(field.key):\(field.policy.rawValue)"
      }
      #expect(fields.joined(separator: " ") == (Self.expected[type.key] ?? "") + " uncertain:latest")
    }
  }

  @Test func enumerationsHaveTheCodesOfTheDomain() {
    let expected = [
      "plan.state": "draft adopted closed", "section.kind": "goal priority direction group",
      "activity.recurrence": "none yearly", "round.state": "open closed", "assessment.colour": "blue red yellow green",
      "actor.kinds":
        "company association professional semiProfessional amateur new established municipality region other",
      "network.level": "local regional interregional national european",
      "application.state": "draft received incomplete granted refused withdrawn",
      "enquiry.kinds": "support knowledge contact", "enquiry.state": "open closed",
      "figure.qualifier": "exact about over nearly atMost atLeast",
      "proposal.decision": "take value keep delete keepBoth move", "proposal.state": "draft proposed withdrawn",
      "rule.rule": "official latest newestOfOneAuthor takeAuthor", "rule.state": "on off",
    ]
    let found = schema.types.flatMap { type in
      type.fields.filter { !$0.options.isEmpty }.map {
        ("\(type.key).\($0.key)", $0.options.map(\.code).joined(separator: " "))
      }
    }
    #expect(Dictionary(uniqueKeysWithValues: found) == expected)
  }

  @Test func rowsHaveTheirPartsAndKeys() {
    let expected = [
      "plan.scale": "step colour meaning", "section.seeAlso": "*record *printed",
      "meeting.representatives": "*name role", "network.members": "*actor role", "project.planned": "*what number",
      "partnership.bodies": "*name seats", "partnership.partners": "*municipality *year population",
    ]
    let found = schema.types.flatMap { type in
      type.fields.compactMap { field in
        field.kind.rowParts.map { parts in
          ("\(type.key).\(field.key)", parts.map { ($0.isKey ? "*" : "") + $0.key }.joined(separator: " "))
        }
      }
    }
    #expect(Dictionary(uniqueKeysWithValues: found) == expected)
  }

  @Test func numbersAreDenseFromTheFirstOfTheSchema() {
    for type in schema.types {
      let numbers = (type.fields.map(\.number.number) + type.groups.map(\.number.number)).sorted()
      let first = FieldNumber.firstOfSchema.number
      #expect(numbers == Array(first..<(first + UInt32(numbers.count))), "\(type.key)")
    }
  }

  @Test func personalFieldsAreMarked() {
    let personal = schema.types.flatMap { type in
      type.fields.filter(\.isPersonal).map { "\(type.key).\($0.key)" }
    }
    #expect(
      personal == [
        "function.holder", "actor.phone", "actor.mail", "meeting.representatives", "application.applicant",
        "enquiry.asker",
      ])
  }

  @Test func parentsAndNaturalKeys() {
    let parents = schema.types.filter { !$0.parentFieldKeys.isEmpty }.map {
      "\($0.key):\($0.parentFieldKeys.joined(separator: ","))"
    }
    #expect(
      parents == [
        "section:parent,plan", "activity:section", "round:plan", "assessment:activity", "note:on", "application:call",
        "award:application", "attachment:on",
      ])
    let keys = schema.types.compactMap { type in
      type.naturalKey.map { "\(type.key):\($0.joined(separator: ","))" }
    }
    #expect(
      keys == [
        "round:plan,year", "assessment:activity,year", "function:plan,name", "proposal:conflict,author",
        "rule:type,field",
      ])
  }

  @Test func aClosedRoundFreezesItsAssessments() throws {
    let type = try #require(schema.type("assessment"))
    #expect(schema.frozenTypes == [type])
    let ids = (activity: RecordID(bits: 1), section: RecordID(bits: 2), plan: RecordID(bits: 3))
    func round(year: Int64, holdsSection: Bool = true) -> RecordID? {
      schema.round(
        freezing: type,
        value: { $0 == "year" ? Value(.integer(year)) : $0 == "activity" ? Value(.reference(ids.activity)) : nil },
        valueOfField: { record, key in
          switch (record, key) {
          case (ids.activity, "section"): Value(.reference(ids.section))
          case (ids.section, "plan"): holdsSection ? Value(.reference(ids.plan)) : nil
          default: nil
          }
        })
    }
    let roundType = try #require(schema.type("round"))
    let plan = try #require(roundType.field("plan")).number
    let made = roundType.naturalID { $0 == plan ? Value(.reference(ids.plan)) : Value(.integer(2025)) }
    #expect(made != nil && round(year: 2025) == made)
    #expect(round(year: 2026) != made)
    #expect(round(year: 2025, holdsSection: false) == nil)
    #expect(schema.round(freezing: roundType, value: { _ in nil }, valueOfField: { _, _ in nil }) == nil)
  }

  @Test func everyLabelReadsInThreeLanguages() {
    var labels: [Label] = []
    func add(_ kind: Kind) {
      labels += kind.options?.map(\.label) ?? []
      for part in kind.rowParts ?? [] {
        labels.append(part.label)
        add(part.kind)
      }
    }
    for type in schema.types {
      labels += [type.label, type.plural] + type.groups.map(\.label)
      for field in type.fields {
        labels.append(field.label)
        add(field.kind)
      }
    }
    #expect(labels.count > 200)
    for label in labels {
      for text in label.all { #expect(!text.isEmpty && text == text.trimmingCharacters(in: .whitespaces)) }
    }
  }

  @Test func theFileAndTheProgramAreOne() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = try Data(contentsOf: root.appending(path: "Sources/Schema/culture-plan.json"))
    #expect(Array(file) == Array(bundledSchemaText.utf8))
  }
}
