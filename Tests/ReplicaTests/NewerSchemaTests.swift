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

  /// The bundled schema with another policy of one field of an activity.
  private static func schema(policy: String, ofActivity key: String, version: Int) throws -> Schema {
    var document = try #require(Schema.bundled.document.object)
    document["version"] = .number(version)
    var types = try #require(document["types"]?.array)
    let place = try #require(types.firstIndex { $0["key"]?.string == "activity" })
    var activity = try #require(types[place].object)
    var fields = try #require(activity["fields"]?.array)
    let row = try #require(fields.firstIndex { $0["key"]?.string == key })
    var field = try #require(fields[row].object)
    field["policy"] = .string(policy)
    fields[row] = .object(field)
    activity["fields"] = .array(fields)
    types[place] = .object(activity)
    document["types"] = .array(types)
    return try Schema(json: JSONValue.object(document).bytes())
  }

  /// One stretch of the log brings a schema, and before and after it commits: every record reads by the new one.
  @Test func whateverStandsAroundASchemaReadsByIt() throws {
    let office = Office()
    let (first, second) = (try office.laptop("Karin"), try office.laptop("Per"))
    let (reader, late) = (try office.laptop("Anna"), try office.laptop("Eva"))
    let (title, uncertain) = (Words.number("title", Words.activity), Words.number("uncertain", Words.activity))
    let activities = (1...4).map(Words.record)
    func write(_ value: String, in activity: RecordID, _ laptop: Laptop) throws {
      try laptop.edit(.update(activity, [.set(uncertain, .text(value))]))
    }
    for activity in activities {
      try first.edit(.create(Words.activity.number, activity, [.set(title, .text("Kulturnatt"))]))
    }
    for laptop in [first, second, reader] { try office.sync(laptop) }
    // Two people write in the first two before the reader looks, and in the other two in what comes with the schema.
    for (who, laptop) in [(1, first), (2, second)] {
      for activity in activities[..<2] { try write("svar \(who)", in: activity, laptop) }
      try office.sync(laptop)
    }
    try office.pull(reader)
    #expect(try reader.replica.conflicts().isEmpty, "the last one stands")
    for (who, laptop) in [(1, first), (2, second)] {
      for activity in activities[2...] { try write("svar \(who)", in: activity, laptop) }
    }
    for laptop in [first, second] { try office.sync(laptop) }

    func append(_ policy: String, _ version: Int) throws {
      let schema = try Self.schema(policy: policy, ofActivity: "uncertain", version: version)
      office.append(.schema(version: UInt32(version), json: schema.json()))
    }
    try append("review", Schema.bundled.version + 1)
    // Of each pair, one is written to behind the schema.
    for activity in [activities[0], activities[2]] {
      try second.edit(.update(activity, [.set(title, .text("Kulturnatten"))]))
    }
    for laptop in [second, reader, late, first] { try office.sync(laptop) }
    for laptop in [first, second, reader, late] {
      #expect(try laptop.replica.conflicts().count == 4)
      #expect(try laptop.world() == reader.world())
      #expect(try laptop.replica.selfCheck().isSound)
    }
    // Two more in one stretch, of which the last one counts.
    try append("review", Schema.bundled.version + 2)
    try append("latest", Schema.bundled.version + 3)
    try second.edit(.update(activities[1], [.set(title, .text("Kulturnatten"))]))
    for laptop in [second, reader, late, first] { try office.sync(laptop) }
    for laptop in [first, second, reader, late] {
      #expect(try laptop.replica.conflicts().isEmpty)
      #expect(try laptop.world() == reader.world())
      #expect(try laptop.replica.selfCheck().isSound)
    }
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
