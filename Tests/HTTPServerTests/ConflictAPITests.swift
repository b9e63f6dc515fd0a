import CommitFormat
import Foundation
import Merge
import Replica
import Schema
import SyncProtocol
import Testing

@Suite(.serialized) struct ConflictAPITests {
  /// A server, an administrator and two editors who have written against each other.
  private struct Quarrel {
    let server: ServerProgram
    let kim: Laptop
    let ann: Laptop
    let ada: Laptop
    var ids: [RecordID] = []

    init(records: Int) throws {
      server = try ServerProgram()
      try server.start()
      kim = try Laptop(server, "Kim")
      ann = try Laptop(server, "Ann")
      ada = try Laptop(server, "Ada", "administrator")
      for number in 0..<records { ids.append(try kim.actor("Kör \(number)", phone: "1")) }
      try kim.sync()
      try ann.sync()
      for id in ids {
        try kim.actor("", phone: "2", on: id)
        try ann.actor("", phone: "3", on: id)
      }
      try kim.sync()
      try ann.sync()
    }

    func conflicts(_ query: String = "") throws -> [JSONValue] {
      try ada.json("GET", "conflicts" + query).json["conflicts"]?.array ?? []
    }

    /// The name of one of the records is written against as well.
    func nameToo(_ record: RecordID) throws {
      let type = try #require(try kim.replica.schema().type("actor"))
      let field = try #require(type.field("commissioned"))
      for (laptop, value) in [(kim, true), (ann, false)] {
        _ = try laptop.replica.edit(Draft([.update(record, [.set(field.number, Value(.boolean(value)))])]))
      }
      try kim.sync()
      try ann.sync()
    }
  }

  @Test func theInboxIsFilteredCountedAndPaged() throws {
    let quarrel = try Quarrel(records: 5)
    let page = try quarrel.ada.json("GET", "inbox?limit=2").json
    #expect(page["rows"]?.array?.count == 2)
    #expect(page["matching"]?.integer == 5)
    #expect(page["counts"]?["people"]?.array?.count == 2)
    #expect(try quarrel.ada.json("GET", "inbox?person=Ingen").json["matching"]?.integer == 0)
    #expect(try quarrel.ada.json("GET", "inbox?q=k%C3%B6r").json["matching"]?.integer == 5)
    #expect(try quarrel.ada.json("GET", "inbox?kind=fel").problem == .malformed)
    #expect(try quarrel.ada.json("GET", "inbox?order=fel").problem == .malformed)
    #expect(try quarrel.conflicts("?limit=2&offset=4").count == 1)
    #expect(try quarrel.conflicts("?field=contact&kind=edit&type=actor").count == 5)
    #expect(try quarrel.conflicts("?field=name").isEmpty)
    let id = try #require(try quarrel.conflicts().first?["id"]?.string)
    let one = try quarrel.ada.call("GET", quarrel.ada.path("conflicts/\(id)"), headers: [("Accept-Language", "en")])
    #expect(try one.json["candidates"]?.array?.map { $0["author"]?.string } == ["Kim", "Ann"])
    #expect(try one.json["base"]?["phone"]?.string == "1")
    #expect(try one.json["sheet"]?["explanation"]?.string?.contains("Kim") == true)
    #expect(try one.json["seen"]?.string?.isEmpty == false)
  }

  @Test func whoComesTooLateIsToldWhoWasFaster() throws {
    let quarrel = try Quarrel(records: 1)
    let id = try #require(try quarrel.conflicts().first?["id"]?.string)
    let bea = try Laptop(quarrel.server, "Bea", "administrator")
    let settled = try bea.json(
      "POST", "conflicts/\(id)/resolve", .members(["take": .number(2), "reason": .string("Ringde.")]))
    #expect(settled.status == 200)
    let late = try quarrel.ada.json("POST", "conflicts/\(id)/resolve", .members(["take": .number(1)]))
    #expect(late.problem == .conflictMoved)
    let event = try late.json["meanwhile"]?.array?.first?["events"]?.array?.last
    #expect(event?["author"]?.string == "Bea")
    #expect(event?["note"]?.string == "Ringde.")
    #expect(event?["isSettlement"]?.boolean == true)
    // The same request once more is told the same, and changes nothing.
    let again = try bea.json("POST", "conflicts/\(id)/resolve", .members(["take": .number(2)]))
    #expect(again.problem == .conflictMoved)
    let never = try bea.json("POST", "conflicts/0123456789abcdef/resolve", .members(["keep": .boolean(true)]))
    #expect(never.problem == .conflictMoved)
    #expect(try never.json["meanwhile"] == .array([]))
    let record = quarrel.ids[0].text
    #expect(try bea.json("GET", "records/\(record)/history").json["commits"]?.array?.count == 4)
  }

  @Test func whoWroteOverJSONIsToldThereWhatBecameOfIt() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    let ann = try Laptop(server, "Ann")
    let ada = try Laptop(server, "Ada", "administrator")
    let made = try kim.json(
      "POST", "records",
      .members(["type": .string("actor"), "fields": .members(["name": .string("Kör"), "phone": .string("1")])]))
    let record = try #require(try made.json["record"])
    let (id, seen) = (try #require(record["id"]?.string), try #require(record["seen"]))
    for (laptop, phone) in [(kim, "2"), (ann, "3")] {
      let edit = JSONValue.members(["fields": .members(["phone": .string(phone)]), "seen": seen])
      #expect(try laptop.json("PATCH", "records/\(id)", edit).status == 200)
    }
    let conflict = try ada.json("GET", "conflicts").json["conflicts"]?.array?.first?["id"]?.string
    let choice = JSONValue.members(["take": .number(2), "reason": .string("Ringde.")])
    #expect(try ada.json("POST", "conflicts/\(try #require(conflict))/resolve", choice).status == 200)
    let told = try kim.json("GET", "told").json
    let tiding = try #require(told["tidings"]?.array?.first)
    #expect(told["total"]?.integer == 1)
    #expect(tiding["value"]?["phone"]?.string == "2")
    #expect(tiding["chosen"]?["phone"]?.string == "3")
    #expect(tiding["by"]?.string == "Ada")
    #expect(tiding["reason"]?.string == "Ringde.")
    #expect(try ann.json("GET", "told").json["total"]?.integer == 0)
    let read = try #require(tiding["id"]?.integer)
    // Nobody forgets for another.
    #expect(try ann.json("DELETE", "told?upTo=\(read)").status == 200)
    #expect(try kim.json("GET", "told").json["total"]?.integer == 1)
    #expect(try kim.json("DELETE", "told?upTo=\(read)").status == 200)
    #expect(try kim.json("GET", "told").json["total"]?.integer == 0)
  }

  @Test func severalConflictsOfARecordAreSettledTogetherOrNotAtAll() throws {
    let quarrel = try Quarrel(records: 1)
    try quarrel.nameToo(quarrel.ids[0])
    let open = try quarrel.conflicts()
    #expect(open.count == 2)
    let ids = open.compactMap { $0["id"]?.string }
    let path = "records/\(quarrel.ids[0].text)/resolve"
    func decide(_ conflicts: [String]) -> JSONValue {
      .members([
        "decisions": .array(conflicts.map { .members(["conflict": .string($0), "take": .number(2)]) }),
        "reason": .string("Båda"),
      ])
    }
    let wrong = try quarrel.ada.json("POST", path, decide([ids[0], "0123456789abcdef"]))
    #expect(wrong.problem == .conflictMoved)
    #expect(try wrong.json["subject"]?.string == "0123456789abcdef")
    #expect(try quarrel.conflicts().count == 2)
    #expect(try quarrel.ada.json("POST", path, decide([ids[0], ids[0]])).problem == .refused)
    #expect(try quarrel.ada.json("POST", path, decide([])).problem == .malformed)
    let before = try quarrel.ada.json("GET", "history?limit=1").json["commits"]?.array?.first?["position"]?.integer
    let settled = try quarrel.ada.json("POST", path, decide(ids))
    #expect(settled.status == 200)
    #expect(try settled.json["record"]?["conflicts"] == .array([]))
    let commits = try quarrel.ada.json("GET", "history").json["commits"]?.array ?? []
    #expect(commits.filter { $0["position"]?.integer ?? 0 > before ?? 0 }.count == 1)
    #expect(try quarrel.ada.json("POST", path, decide(ids)).problem == .conflictMoved)
  }

  @Test func anEditorProposesAndADraftIsOnesOwn() throws {
    let quarrel = try Quarrel(records: 2)
    let ids = try quarrel.conflicts().compactMap { $0["id"]?.string }
    let choice = JSONValue.members(["take": .number(2), "reason": .string("Räknat om")])
    #expect(try quarrel.kim.json("POST", "conflicts/\(ids[0])/resolve", choice).problem == .notAllowed)
    #expect(try quarrel.kim.json("PUT", "conflicts/\(ids[0])/proposal", choice).status == 200)
    // Sent again, it is still one.
    #expect(try quarrel.kim.json("PUT", "conflicts/\(ids[0])/proposal", choice).status == 200)
    let draft = JSONValue.members(["value": .members(["phone": .string("4")]), "draft": .boolean(true)])
    #expect(try quarrel.ada.json("PUT", "conflicts/\(ids[0])/proposal", draft).status == 200)
    func proposals(_ laptop: Laptop) throws -> [String] {
      let list = try laptop.json("GET", "proposals").json["proposals"]?.array ?? []
      let one = try laptop.json("GET", "conflicts/\(ids[0])").json["proposals"]?.array ?? []
      #expect(list.compactMap { $0["author"]?.string }.sorted() == one.compactMap { $0["author"]?.string }.sorted())
      return list.compactMap { $0["author"]?.string }.sorted()
    }
    #expect(try proposals(quarrel.ada) == ["Ada", "Kim"])
    #expect(try proposals(quarrel.ann) == ["Kim"])
    #expect(try quarrel.conflicts("?proposed=true").count == 1)
    let impossible = try quarrel.kim.json("PUT", "conflicts/\(ids[1])/proposal", .members(["take": .number(9)]))
    #expect(impossible.problem == .refused)
    #expect(try quarrel.kim.json("DELETE", "conflicts/\(ids[0])/proposal").status == 200)
    #expect(try quarrel.kim.json("DELETE", "conflicts/\(ids[0])/proposal").problem == .notFound)
    #expect(try proposals(quarrel.ada) == ["Ada"])
  }

  @Test func manyAreSettledByARuleAsTheyWerePreviewed() throws {
    var quarrel = try Quarrel(records: 4)
    let question = JSONValue.members([
      "rule": .string("latest"), "filter": .members(["field": .string("contact")]),
    ])
    let preview = try quarrel.ada.json("POST", "bulk/preview", question).json
    let lines = preview["lines"]?.array ?? []
    #expect(lines.count == 4)
    #expect(lines.allSatisfy { $0["after"]?.string?.contains("3") == true })
    #expect(try quarrel.conflicts().count == 4)
    // Somebody writes in one of them before the rule is carried out.
    try quarrel.kim.sync()
    try quarrel.kim.actor("", phone: "9", on: quarrel.ids[0])
    try quarrel.kim.sync()
    let ids = lines.compactMap { $0["conflict"] }
    let order = JSONValue.members([
      "rule": .string("latest"), "conflicts": .array(ids), "reason": .string("Sista gäller"),
    ])
    let report = try quarrel.ada.json("POST", "bulk/settle", order).json
    #expect(report["settled"]?.array?.count == 3)
    #expect(report["moved"]?.array?.count == 1)
    #expect(report["commits"]?.integer == 1)
    let again = try quarrel.ada.json("POST", "bulk/settle", order).json
    #expect(again["settled"] == .array([]))
    #expect(again["moved"]?.array?.count == 4)
    #expect(try quarrel.kim.json("POST", "bulk/settle", order).problem == .notAllowed)
    #expect(try quarrel.ada.json("POST", "bulk/preview", .members(["rule": .string("takeAuthor")])).problem == .refused)
    quarrel.ids = []
  }

  @Test func aStandingRuleIsKeptAndShown() throws {
    let quarrel = try Quarrel(records: 1)
    let off = JSONValue.members(["rule": .string("official"), "on": .boolean(false), "reason": .string("Prov")])
    #expect(try quarrel.kim.json("PUT", "rules/actor/contact", off).problem == .notAllowed)
    #expect(try quarrel.ada.json("PUT", "rules/actor/contact", off).status == 200)
    let rules = try quarrel.kim.json("GET", "rules").json["rules"]?.array ?? []
    #expect(rules.map { $0["field"]?.string } == ["contact"])
    #expect(rules.first?["on"]?.boolean == false)
    #expect(rules.first?["author"]?.string == "Ada")
    #expect(try quarrel.ada.json("PUT", "rules/actor/finnsinte", off).problem == .refused)
    #expect(try quarrel.ada.json("PUT", "rules/finnsinte/contact", off).problem == .refused)
    #expect(try quarrel.conflicts().count == 1)
  }
}
