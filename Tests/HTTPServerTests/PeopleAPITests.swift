import CommitFormat
import Foundation
import Schema
import SyncProtocol
import Testing

@Suite(.serialized) struct PeopleAPITests {
  @Test func membersComeAndGoOverJSON() throws {
    let server = try ServerProgram()
    try server.start()
    let ada = try Laptop(server, "Ada", "administrator")
    let lisa = JSONValue.members(["user": .string("Lisa Ö"), "role": .string("editor")])
    let added = try ada.json("POST", "users", lisa)
    #expect(added.status == 201)
    #expect(try added.json["code"]?.string?.isEmpty == false)
    #expect(try ada.json("POST", "users", lisa).problem == .userExists)
    let path = "users/Lisa%20%C3%96"
    #expect(try ada.json("PATCH", path, .members(["role": .string("reader")])).json["role"]?.string == "reader")
    #expect(try ada.json("PATCH", path, .members(["role": .string("chef")])).problem == .malformed)
    #expect(try ada.json("DELETE", path).json["removed"]?.boolean == true)
    #expect(try ada.json("DELETE", path).problem == .notFound)
    let hidden = JSONValue.members(["user": .string("Li\u{202E}sa"), "role": .string("editor")])
    #expect(try ada.json("POST", "users", hidden).problem == .refused)
    // The last administrator can't leave the workspace without one.
    let last = try ada.json("PATCH", "users/Ada", .members(["role": .string("reader")]))
    #expect(last.problem == .notAllowed)
    #expect(try last.json["subject"]?.string == "last-administrator")
    #expect(try ada.json("DELETE", "users/Ada").problem == .notAllowed)
    // The two that were not allowed stand there too.
    let audit = try ada.json("GET", "audit?limit=4").json
    #expect(
      audit["records"]?.array?.map { $0["action"]?.string } == [
        "request-refused", "request-refused", "member-removed", "role-changed",
      ])
    let next = try #require(audit["next"]?.integer)
    #expect(
      try ada.json("GET", "audit?limit=1&before=\(next)").json["records"]?.array?.first?["action"]
        == .string("member-added"))
  }

  @Test func aCodeOfTheAPILetsADeviceInAndItsOwnerShutsItOut() throws {
    let server = try ServerProgram()
    try server.start()
    let ada = try Laptop(server, "Ada", "administrator")
    let kim = try Laptop(server, "Kim")
    let other = try Laptop(server, "Ann")
    #expect(try kim.json("POST", "invitations", .members(["user": .string("Ann")])).problem == .notAllowed)
    let invited = try kim.json("POST", "invitations", .members([:]))
    #expect(invited.status == 201)
    #expect(try invited.json["user"]?.string == "Kim")
    #expect(try ada.json("GET", "invitations").json["invitations"]?.array?.count == 1)
    let code = try #require(try invited.json["code"]?.string)
    let body = JSONValue.members([
      "code": .string(code), "device": .string("Telefon"), "publicKey": .string(Hex.string(DeviceKey().publicKey)),
      "replica": .string("0123456789abcdef0123456789abcdef"),
    ])
    let joined = try kim.call(
      "POST", "/v1/join", headers: [("Content-Type", "application/json")], body: body.bytes())
    #expect(joined.status == 201)
    let device = try #require(try joined.json["device"]?.string)
    let me = try kim.json("GET", "me").json
    #expect(me["devices"]?.array?.count == 2)
    #expect(me["role"]?.string == "editor")
    #expect(try other.json("DELETE", "devices/\(device)").problem == .notAllowed)
    let revoked = try kim.json("DELETE", "devices/\(device)")
    #expect(try revoked.json["revoked"]?.string != nil)
    let token = try #require(try joined.json["token"]?.string)
    let wire = try Wire(server.port)
    try wire.request("GET", kim.path("records"), token: token)
    #expect(try wire.answer().problem == .deviceRevoked)
    #expect(try kim.json("DELETE", "devices/fel").problem == .notFound)
  }

  @Test func aReportSaysFromWhichStateItWasMade() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    _ = try kim.json(
      "POST", "records", .members(["type": .string("activity"), "fields": .members(["title": .string("Kör")])]))
    let report = try kim.json("GET", "reports/follow-up?year=2024").json
    #expect(report["total"]?["unassessed"]?.integer == 1)
    let repair = try kim.json("GET", "repair").json
    for key in ["position", "chain", "digest"] { #expect(report["made"]?[key] == repair[key], "\(key)") }
    #expect(try kim.json("GET", "reports/follow-up").problem == .malformed)
    #expect(try kim.json("GET", "reports/follow-up?year=1").problem == .malformed)
  }
}
