import CommitFormat
import Merge
import Replica
import Schema
import Testing

/// Old and new programs sync side by side: what the older one does not know passes through it untouched.
@Suite struct NewerSchemas {
  /// The bundled schema with one more field of an activity and one more type.
  private static func newer() throws -> Schema {
    var document = try #require(Schema.bundled.document.object)
    document["version"] = .number(Schema.bundled.version + 1)
    var types = try #require(document["types"]?.array)
    let place = try #require(types.firstIndex { $0["key"]?.string == "activity" })
    var activity = try #require(types[place].object)
    let label = JSONValue.members(["sv": .string("Budget"), "en": .string("Budget"), "da": .string("Budget")])
    let budget = JSONValue.members([
      "number": .number(90), "key": .string("budget"), "label": label, "policy": .string("review"),
      "kind": .string("decimal"),
    ])
    activity["fields"] = .array(try #require(activity["fields"]?.array) + [budget])
    types[place] = .object(activity)
    let name = JSONValue.members([
      "number": .number(8), "key": .string("name"), "label": label, "policy": .string("text"), "kind": .string("text"),
    ])
    types.append(
      .members([
        "number": .number(90), "key": .string("venue"), "label": label, "plural": label,
        "nameField": .string("name"), "fields": .array([name]),
      ]))
    document["types"] = .array(types)
    return try Schema(json: JSONValue.object(document).bytes())
  }

  @Test func unknownFieldsAndTypesSurviveAnOlderProgram() throws {
    let newer = try Self.newer()
    let office = Office()
    let old = try office.laptop("Karin")
    let new = try office.laptop("Per")
    let other = try office.laptop("Anna")
    for laptop in [old, new, other] { try office.pull(laptop) }
    // Two of the three programs are new and know the schema before the log does.
    for laptop in [new, other] { try laptop.replica.store.write { try $0.setSchema(newer.json()) } }
    let activity = Words.record(1)
    let title = Words.number("title", Words.activity)
    let budget = FieldNumber(90)
    let amount = Value(.decimal(Decimal(mantissa: 12_500, scale: 0)))
    try new.edit(.create(Words.activity.number, activity, [.set(title, .text("Kulturnatt")), .set(budget, amount)]))
    let venue = Words.record(2)
    try new.edit(.create(TypeNumber(90), venue, [.set(FieldNumber(8), .text("Folkets hus"))]))

    // A file carries it to the old program first; that one goes on writing, and brings all of it to the server.
    let runs = try new.replica.outgoing(key: new.key, commitsMax: 10, bytesMax: 1 << 20)
    #expect(try old.replica.receive(runs).taken == 2)
    #expect(try old.view(activity).value(budget) == amount)
    #expect(try old.view(venue).value(FieldNumber(8))?.text == "Folkets hus")
    try old.edit(.update(activity, [.set(title, .text("Kulturnatten"))]))
    for laptop in [old, other, new] { try office.sync(laptop) }

    for laptop in [new, other] {
      #expect(try laptop.view(activity).value(budget) == amount)
      #expect(try laptop.view(activity).value(title)?.text == "Kulturnatten")
      #expect(try laptop.view(venue).type == TypeNumber(90))
    }
    let digests = try [old, new, other].map { try $0.replica.header().digest }
    #expect(Set(digests).count == 1)
    #expect(try old.replica.selfCheck().isSound)

    // The log brings the schema; from then on the old laptop can write the new field too.
    #expect(throws: EditProblem.unknownField(budget)) {
      try old.edit(.update(activity, [.set(budget, .cleared)]))
    }
    office.append(.schema(version: UInt32(newer.version), json: newer.json()))
    try office.pull(old)
    try old.edit(.update(activity, [.set(budget, .cleared)]))
    for laptop in [old, new] { try office.sync(laptop) }
    #expect(try new.view(activity).value(budget) == nil)
  }

  /// A schema that this program can't read leaves the replica as it was: what was typed is there, and more can be.
  @Test(arguments: ["", "{", "[]", "{\"version\": 2}"])
  func aSchemaThatCannotBeReadIsNotTakenIn(json: String) throws {
    let office = Office()
    let laptop = try office.laptop("Karin")
    try office.sync(laptop)
    let (activity, title) = (Words.record(1), Words.number("title", Words.activity))
    try laptop.edit(.create(Words.activity.number, activity, [.set(title, .text("Kulturnatten"))]))
    let before = try laptop.replica.header()
    office.append(.schema(version: 2, json: Array(json.utf8)))
    #expect { try office.pull(laptop) } throws: { error in
      if case ReplicaProblem.unreadableSchema = error { true } else { false }
    }
    #expect(try laptop.replica.header() == before)
    #expect(try laptop.replica.selfCheck().isSound)
    try laptop.edit(.update(activity, [.set(title, .text("Kulturnatten 2026"))]))
    #expect(try laptop.view(activity).value(title)?.text == "Kulturnatten 2026")
  }
}
