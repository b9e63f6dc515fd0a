import CommitFormat
import Foundation
import Merge
import Replica
import Schema
import SyncProtocol
import Testing

@Suite(.serialized) struct RecordAPITests {
  private static func actor(_ name: String, id: String? = nil, more: [JSONObject.Member] = []) -> JSONValue {
    var members: [JSONObject.Member] = [
      .init(key: "type", value: .string("actor")), .init(key: "fields", value: .members(["name": .string(name)])),
    ]
    if let id { members.append(.init(key: "id", value: .string(id))) }
    return .object(JSONObject(members + more))
  }

  @Test func aRecordIsMadeOnceHoweverOftenItIsSent() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    let id = UUID().uuidString.lowercased()
    let made = try kim.json("POST", "records", Self.actor("Teatern", id: id))
    #expect(made.status == 201)
    #expect(try made.json["record"]?["id"]?.string == id)
    #expect(try made.json["record"]?["state"]?.string == "synced")
    let again = try kim.json("POST", "records", Self.actor("Teatern", id: id))
    #expect(again.problem == .recordExists)
    #expect(try again.json["subject"]?.string == id)
    #expect(try again.json["ref"] == made.json["record"]?["ref"])
    #expect(try kim.json("GET", "records?type=actor").json["total"]?.integer == 1)
    #expect(try kim.json("GET", "history").json["commits"]?.array?.count == 1)
    // The commit is in the log, so that it comes to every laptop.
    try kim.sync()
    #expect(try kim.replica.view(#require(RecordID(text: id)))?.isUnsynced == false)
  }

  @Test func aRecordWithANaturalKeyIsMetByWhoeverMakesItToo() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    let activity = try kim.json(
      "POST", "records", .members(["type": .string("activity"), "fields": .members(["title": .string("Kör")])]))
    let reference = try #require(try activity.json["record"]?["id"]?.string)
    func assess(_ colour: String, id: String? = nil) throws -> Wire.Answer {
      var members: [JSONObject.Member] = [
        .init(key: "type", value: .string("assessment")),
        .init(
          key: "fields",
          value: .members([
            "activity": .string(reference), "year": .number(2024), "colour": .string(colour),
          ])),
      ]
      if let id { members.append(.init(key: "id", value: .string(id))) }
      return try kim.json("POST", "records", .object(JSONObject(members)))
    }
    let first = try assess("green")
    #expect(first.status == 201)
    let second = try assess("yellow")
    #expect(second.status == 200)
    #expect(try second.json["record"]?["id"] == first.json["record"]?["id"])
    #expect(try second.json["record"]?["fields"]?["colour"]?.string == "yellow")
    // An id of one's own would make a second record of one thing.
    let own = try assess("red", id: UUID().uuidString)
    #expect(own.problem == .refused)
    #expect(try own.json["natural"] == first.json["record"]?["id"])
  }

  @Test func whatWasWrittenSinceItWasSeenIsNotReplaced() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    let ann = try Laptop(server, "Ann")
    let made = try kim.json(
      "POST", "records",
      .members([
        "type": .string("actor"),
        "fields": .members(["name": .string("Teatern"), "phone": .string("1"), "artForms": .array([.string("dans")])]),
      ]))
    let record = try #require(try made.json["record"])
    let (id, seen) = (try #require(record["id"]?.string), try #require(record["seen"]))
    func edit(_ laptop: Laptop, _ phone: String) throws -> Wire.Answer {
      try laptop.json(
        "PATCH", "records/\(id)", .members(["fields": .members(["phone": .string(phone)]), "seen": seen]))
    }
    #expect(try edit(kim, "2").json["record"]?["conflicts"] == .array([]))
    let late = try edit(ann, "3")
    #expect(late.status == 200)
    #expect(try late.json["record"]?["conflicts"] == .array([.string("contact")]))
    #expect(try late.json["record"]?["fields"]?["phone"]?.string == "2")
    // Elements of a set are written one by one; a whole array says what it holds.
    let sets = try kim.json(
      "PATCH", "records/\(id)",
      .members([
        "add": .members(["artForms": .array([.string("sång")])]),
        "remove": .members(["artForms": .array([.string("dans")])]), "seen": seen,
      ]))
    #expect(try sets.json["record"]?["fields"]?["artForms"] == .array([.string("sång")]))
    // Without what was seen nothing is edited.
    let blind = try kim.json("PATCH", "records/\(id)", .members(["fields": .members(["phone": .string("4")])]))
    #expect(blind.problem == .malformed)
    #expect(try blind.json["subject"]?.string == "seen")
  }

  @Test func aDeletedRecordComesBackAndAnUndoneCommitIsUndoneOnce() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    let made = try kim.json("POST", "records", Self.actor("Teatern"))
    let record = try #require(try made.json["record"])
    let (id, seen) = (try #require(record["id"]?.string), try #require(record["seen"]?.string))
    #expect(try kim.json("DELETE", "records/\(id)").problem == .malformed)
    let deleted = try kim.json("DELETE", "records/\(id)?seen=\(seen)&message=dubblett")
    #expect(try deleted.json["record"]?["deleted"]?.boolean == true)
    #expect(try kim.json("DELETE", "records/\(id)?seen=\(seen)").problem == .refused)
    #expect(try kim.json("GET", "records?type=actor").json["total"]?.integer == 0)
    #expect(try kim.json("GET", "records?type=actor&deleted=only").json["total"]?.integer == 1)
    #expect(try kim.json("POST", "records/\(id)/restore", .members([:])).status == 200)
    let commit = try #require(try deleted.json["commit"]?.string)
    // It is restored already, so that nothing is left to undo.
    #expect(try kim.json("POST", "commits/\(commit)/undo", .members([:])).problem == .nothingToDo)
    let making = try #require(try made.json["commit"]?.string)
    #expect(try kim.json("POST", "commits/\(making)/undo", .members(["reason": .string("fel")])).status == 200)
    #expect(try kim.json("GET", "records/\(id)").json["deleted"]?.boolean == true)
    #expect(try kim.json("POST", "commits/finns-1/undo", .members([:])).problem == .notFound)
    #expect(try kim.json("GET", "commits/\(making)").json["writes"]?.array?.isEmpty == false)
  }

  @Test func historiesComeInPages() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    let made = try kim.json("POST", "records", Self.actor("Kör 0"))
    let id = try #require(try made.json["record"]?["id"]?.string)
    var seen = try #require(try made.json["record"]?["seen"])
    for number in 1..<7 {
      let edited = try kim.json(
        "PATCH", "records/\(id)", .members(["fields": .members(["name": .string("Kör \(number)")]), "seen": seen]))
      seen = try #require(try edited.json["record"]?["seen"])
    }
    for path in ["history", "records/\(id)/history"] {
      var commits: [String] = []
      var next = "?limit=3"
      while true {
        let page = try kim.json("GET", path + next).json
        commits += page["commits"]?.array?.compactMap { $0["id"]?.string } ?? []
        guard let before = page["next"]?.integer else { break }
        next = "?limit=3&before=\(before)"
      }
      #expect(commits.count == 7, "\(path)")
      #expect(Set(commits).count == 7, "\(path)")
    }
  }

  @Test func whatIsNotDescribedIsRefusedByName() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    func refused(_ body: String, _ code: ProblemCode, _ subject: String, line: Int = #line) throws {
      let answer = try kim.call(
        "POST", kim.path("records"), headers: [("Content-Type", "application/json")], body: Array(body.utf8))
      #expect(answer.problem == code, "line \(line)")
      #expect(try answer.json["subject"]?.string == subject, "line \(line)")
    }
    try refused("[]", .malformed, "json")
    try refused(#"{"fields":{}}"#, .malformed, "type")
    try refused(#"{"type":"actor","feilds":{}}"#, .malformed, "feilds")
    try refused(#"{"type":"actor","type":"visit"}"#, .malformed, "json")
    try refused(#"{"type":"actor","id":"1"}"#, .malformed, "id")
    try refused(#"{"type":"aktör"}"#, .refused, "type")
    try refused(#"{"type":"actor","fields":{"name":"A","fel":1}}"#, .refused, "fel")
    try refused(#"{"type":"actor","fields":{"name":["A"]}}"#, .refused, "name")
    try refused(#"{"type":"actor","fields":{}}"#, .refused, "schema")
    try refused(#"{"type":"visit","fields":{"date":"2024-02-30"}}"#, .refused, "date")
    try refused(#"{"type":"actor","fields":{"name":"A"},"message":"\u0007"}"#, .refused, "message")
    try refused(
      #"{"type":"actor","message":""# + String(repeating: "x", count: 4097) + #""}"#, .malformed, "message")
    #expect(try kim.json("GET", "history").json["commits"] == .array([]))
    // What people write is text, whatever it looks like.
    let name = "<script>alert(1)</script>\u{202E}"
    let made = try kim.json("POST", "records", Self.actor(name))
    #expect(try made.json["record"]?["fields"]?["name"]?.string == name)
    let wire = try Wire(server.port)
    try wire.send(
      "POST \(kim.path("records")) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(kim.token)\r\n"
        + "Content-Type: application/json\r\nContent-Length: \(10 << 20)\r\n\r\n")
    let large = try wire.answer()
    #expect(large.problem == .tooLarge)
    #expect(try large.json["limit"]?.integer == 1 << 20)
  }
}
