import CommitFormat
import Foundation
import Schema
import SyncProtocol
import Testing

/// Erasing a person's data over JSON: nothing goes but what a preview showed.
@Suite(.serialized) struct ErasureAPITests {
  private func scope(_ records: [String], fields: [String]? = nil) -> [JSONObject.Member] {
    var members = [JSONObject.Member(key: "records", value: .array(records.map(JSONValue.string)))]
    if let fields { members.append(.init(key: "fields", value: .array(fields.map(JSONValue.string)))) }
    return members
  }

  private func naming(_ text: String) -> [JSONObject.Member] { [.init(key: "naming", value: .string(text))] }

  private func decision(_ scope: [JSONObject.Member], _ token: String, reason: String = "begäran 7") -> JSONValue {
    .object(
      JSONObject(scope + [.init(key: "reason", value: .string(reason)), .init(key: "token", value: .string(token))]))
  }

  private func made(_ laptop: Laptop, _ type: String, _ fields: KeyValuePairs<String, String>) throws -> String {
    let members = JSONObject(fields.map { .init(key: $0.key, value: .string($0.value)) })
    let answer = try laptop.json(
      "POST", "records", .members(["type": .string(type), "fields": .object(members)]))
    try #require(answer.status == 201, "\(answer.text)")
    return try #require(try answer.json["record"]?["id"]?.string)
  }

  @Test func previewThenConfirm() throws {
    let server = try ServerProgram()
    try server.start()
    let ada = try Laptop(server, "Ada", "administrator")
    let kim = try Laptop(server, "Kim")
    let artist = try made(kim, "actor", ["name": "Ek", "phone": "0701234567", "mail": "ek@example.org"])
    func preview(_ scope: [JSONObject.Member], by laptop: Laptop) throws -> Wire.Answer {
      try laptop.json("POST", "erasures/preview", .object(JSONObject(scope)))
    }
    #expect(try preview(scope([artist]), by: kim).problem == .notAllowed)
    let shown = try preview(scope([artist]), by: ada)
    #expect(shown.status == 200, "\(shown.text)")
    let json = try shown.json
    #expect(json["erased"] == .boolean(false) && json["scrubbed"] == .null && json["records"]?.integer == 1)
    #expect(json["values"]?.array?.map { $0["field"]?.string } == ["phone", "mail"])
    #expect(json["values"]?.array?.first?["value"]?.string == "0701234567")
    #expect(json["values"]?.array?.first?["by"]?.string == "Kim")
    let token = try #require(json["token"]?.string)

    // Whoever is no administrator can't use what one was shown; nor can it be used for something else.
    #expect(try kim.json("POST", "erasures", decision(scope([artist]), token)).problem == .notAllowed)
    let other = try made(kim, "actor", ["name": "Alm", "phone": "0709999999"])
    #expect(try ada.json("POST", "erasures", decision(scope([other]), token)).problem == .conflictMoved)
    #expect(
      try ada.json("POST", "erasures", decision(scope([artist], fields: ["phone"]), token)).problem == .conflictMoved)
    #expect(try ada.json("POST", "erasures", decision(scope([artist]), token, reason: " \n")).problem == .refused)
    #expect(
      try ada.json("POST", "erasures", decision(scope([artist]), token, reason: String(repeating: "å", count: 501)))
        .problem == .refused)
    #expect(
      try ada.json(
        "POST", "erasures", .object(JSONObject(scope([artist]) + [.init(key: "reason", value: .string("x"))]))
      )
      .problem == .malformed, "no token, nothing erased")
    let untouched = try ada.json("GET", "records/\(artist)").json
    #expect(untouched["fields"]?["phone"]?.string == "0701234567", "\(untouched)")

    let erased = try ada.json("POST", "erasures", decision(scope([artist]), token))
    #expect(erased.status == 200, "\(erased.text)")
    #expect(!erased.text.contains("0701234567"))
    #expect(try erased.json["erased"] == .boolean(true) && erased.json["scrubbed"] == .boolean(true))
    for path in ["records/\(artist)", "records/\(artist)/history", "history", "records?q=0701234567", "audit"] {
      #expect(try !ada.json("GET", path).text.contains("0701234567"), "\(path)")
    }
    #expect(try ada.json("GET", "records/\(other)").json["fields"]?["phone"]?.string == "0709999999")
    // What is sent again does nothing.
    #expect(try ada.json("POST", "erasures", decision(scope([artist]), token)).problem == .nothingToDo)
    let noted = try ada.json("GET", "audit?limit=50").json["records"]?.array?.filter {
      $0["action"]?.string == "erased"
    }
    #expect(noted?.count == 1 && noted?.first?["actor"]?.string == "Ada")
    #expect(noted?.first?["detail"]?.string?.contains("begäran 7") == true)
  }

  @Test func whatCannotBeReadOrMeantIsRefused() throws {
    let server = try ServerProgram()
    try server.start()
    let ada = try Laptop(server, "Ada", "administrator")
    let artist = try made(ada, "actor", ["name": "Örjan Ek", "phone": "0701234567"])
    let enquiry = try made(ada, "enquiry", ["question": "När?", "asker": "Orjan Ek"])
    func problem(_ members: [JSONObject.Member]) throws -> ProblemCode? {
      try ada.json("POST", "erasures/preview", .object(JSONObject(members))).problem
    }
    #expect(try problem([]) == .malformed)
    #expect(try problem(scope([])) == .malformed)
    #expect(try problem(scope([artist]) + naming("Ek")) == .malformed)
    #expect(try problem(naming("Örjan") + [.init(key: "fields", value: .array([.string("phone")]))]) == .malformed)
    #expect(try problem(scope(Array(repeating: artist, count: 101))) == .malformed)
    #expect(try problem(scope([artist], fields: [])) == .malformed)
    #expect(try problem(scope([artist], fields: ["tax"])) == .refused)
    #expect(try problem(scope(["nobody"])) == .notFound)
    #expect(try problem(naming("ek")) == .refused, "too short")
    #expect(try problem(naming("Nobody at all")) == .nothingToDo)
    #expect(try problem(scope([artist]) + [.init(key: "reason", value: .string("x"))]) == .malformed)
    // A text finds what is personal, whatever the marks on its letters, and nothing else.
    let found = try ada.json("POST", "erasures/preview", .object(JSONObject(naming("orjan ek")))).json
    #expect(found["values"]?.array?.map { $0["record"]?.string } == [enquiry])
    // A name is not marked as personal: it can be erased where it is named, and the answer says what that means.
    let named = try ada.json("POST", "erasures/preview", .object(JSONObject(scope([artist], fields: ["name"])))).json
    #expect(named["unsalted"]?.array == [.string("name")])
  }

  /// What people wrote at the same time, what somebody proposes about it, and the indexes that the server has of both.
  @Test func conflictsAndProposalsAreReachedToo() throws {
    let server = try ServerProgram()
    try server.start()
    let ada = try Laptop(server, "Ada", "administrator")
    let kim = try Laptop(server, "Kim")
    let artist = try made(kim, "actor", ["name": "Ek", "phone": "0700000001"])
    let other = try made(kim, "actor", ["name": "Alm", "phone": "0709999999"])
    for (record, digit) in [(artist, "2"), (other, "8")] {
      let seen = try #require(try ada.json("GET", "records/\(record)").json["seen"]?.string)
      for (laptop, number) in [(ada, "070000000\(digit)"), (kim, "070555555\(digit)")] {
        let edit = JSONValue.members([
          "fields": .members(["phone": .string(number)]), "seen": .string(seen), "message": .string("nytt: \(number)"),
        ])
        #expect(try laptop.json("PATCH", "records/\(record)", edit).status == 200)
      }
      let conflicts = try ada.json("GET", "conflicts").json["conflicts"]?.array ?? []
      let conflict = try #require(conflicts.first { $0["record"]?.string == record }?["id"]?.string)
      let proposal = JSONValue.members([
        "value": .members(["phone": .string("070555555\(digit)")]),
        "reason": .string("Hon sa 070555555\(digit) i telefon"),
      ])
      let proposed = try kim.json("PUT", "conflicts/\(conflict)/proposal", proposal)
      #expect(proposed.status == 200, "\(proposed.text)")
    }
    let paths = [
      "inbox", "conflicts", "proposals", "history", "records", "records?type=proposal", "records?q=0705555552", "told",
    ]
    #expect(try ada.json("GET", "conflicts").text.contains("0705555552"))
    #expect(try ada.json("GET", "proposals").text.contains("0705555552"))
    let scope = scope([artist])
    let shown = try ada.json("POST", "erasures/preview", .object(JSONObject(scope))).json
    let said = shown["values"]?.array?.map { $0["field"]?.string } ?? []
    #expect(said.contains("value") && said.contains("reason") && said.count { $0 == "phone" } == 3, "\(shown)")
    let erased = try ada.json("POST", "erasures", decision(scope, try #require(shown["token"]?.string)))
    #expect(erased.status == 200, "\(erased.text)")
    for path in paths {
      let text = try ada.json("GET", path).text
      for gone in ["0700000001", "0700000002", "0705555552"] { #expect(!text.contains(gone), "\(path) \(gone)") }
    }
    // What others wrote about somebody else stays.
    #expect(try ada.json("GET", "conflicts").text.contains("0705555558"))
    #expect(try ada.json("GET", "proposals").text.contains("0705555558"))
    let files = try #require(FileManager.default.enumerator(atPath: server.data))
    for case let name as String in files {
      guard let bytes = FileManager.default.contents(atPath: server.data + "/" + name) else { continue }
      #expect(bytes.range(of: Data("0705555552".utf8)) == nil, "\(name)")
    }
  }
}
