import CommitFormat
import Foundation
import Merge
import Replica
import Schema
import SyncProtocol
import Testing

@Suite(.serialized) struct JoiningTests {
  @Test func aCodeLetsOneDeviceInAndNoOther() throws {
    let server = try ServerProgram()
    try server.start()
    let code = try server.invite("Kim", "editor")
    let kim = try Laptop(server, "Ann")
    #expect(try kim.json("GET", "records").status == 200)
    // Kim's code, on Ann's laptop: another replica's id is taken, and the code stays good.
    #expect(try kim.join(code: code).problem == .notAllowed)
    let other = try Laptop(server, "Bo")
    let used = try #require(try server.admin("invite", "Bo")["code"]?.string)
    let wire = try Wire(server.port)
    func join(_ code: String, _ replica: String) throws -> Wire.Answer {
      let body = #"""
        {"code":"\#(code)","device":"d","publicKey":"\#(Hex.string(DeviceKey().publicKey))","replica":"\#(replica)"}
        """#
      try wire.request(
        "POST", "/v1/join", headers: [("Content-Type", "application/json")], body: Array(body.utf8))
      return try wire.answer()
    }
    #expect(try join(used, "000000000000000000000000000000a1").status == 201)
    let again = try join(used, "000000000000000000000000000000a2")
    #expect(again.status == 410)
    #expect(again.problem == .codeUsed)
    let wire2 = try Wire(server.port)
    try wire2.request(
      "POST", "/v1/join", headers: [("Content-Type", "application/json")],
      body: Array(
        #"{"code":"0000-0000-0000-0000","device":"d","publicKey":"00","replica":"000000000000000000000000000000a3"}"#
          .utf8))
    #expect(try wire2.answer().problem == .codeUnknown)
    #expect(other.user == "Bo")
  }

  @Test func aDeviceThatAsksAgainBecauseTheAnswerWasLostIsLetIn() throws {
    let server = try ServerProgram()
    try server.start()
    _ = try server.invite("Kim", "editor")
    let code = try #require(try server.admin("invite", "Kim")["code"]?.string)
    let key = Hex.string(DeviceKey().publicKey)
    var tokens: [String] = []
    for _ in 0..<2 {
      let wire = try Wire(server.port)
      let body = #"{"code":"\#(code)","device":"d","publicKey":"\#(key)","replica":"000000000000000000000000000000b1"}"#
      try wire.request("POST", "/v1/join", headers: [("Content-Type", "application/json")], body: Array(body.utf8))
      let answer = try wire.answer()
      #expect(answer.status == 201)
      tokens.append(try #require(try answer.json["token"]?.string))
    }
    #expect(tokens[0] != tokens[1])
  }

  @Test func theAddressMayNameTheWorkspace() throws {
    let server = try ServerProgram()
    let second = try #require(try server.admin("init", "Andra planen")["id"]?.string)
    try server.start()
    let code = try #require(
      try server.admin("user", "add", "Kim", "--role", "editor", "--workspace", "Andra planen")["code"]?.string)
    func join(_ workspace: String?) throws -> Wire.Answer {
      let wire = try Wire(server.port)
      let named = workspace.map { #","workspace":"\#($0)""# } ?? ""
      let body = #"""
        {"code":"\#(code)","device":"d","publicKey":"\#(Hex.string(DeviceKey().publicKey))",\#
        "replica":"000000000000000000000000000000c1"\#(named)}
        """#
      try wire.request("POST", "/v1/join", headers: [("Content-Type", "application/json")], body: Array(body.utf8))
      return try wire.answer()
    }
    #expect(try join("Kulturplan").problem == .codeUnknown)
    #expect(try join("Tredje").problem == .wrongWorkspace)
    let answer = try join("Andra planen")
    #expect(answer.status == 201)
    #expect(try answer.json["workspace"]?.string == second)
  }

  @Test func whoeverIsAddedWhileTheServerRunsIsThereAtOnceAndGoneAtOnce() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    #expect(try kim.json("GET", "records").status == 200)
    #expect(try kim.json("GET", "users").problem == .notAllowed)
    try server.admin("user", "role", "Kim", "administrator")
    #expect(try kim.json("GET", "users").status == 200)
    try server.admin("user", "add", "Ada", "--role", "administrator")
    try server.admin("user", "remove", "Kim")
    #expect(try kim.json("GET", "records").problem == .deviceRevoked)
  }

  private static let faketime = ["/usr/bin/faketime", "/usr/local/bin/faketime"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(.enabled(if: faketime != nil, "faketime is not installed")) func aCodeIsGoodForAWeek() throws {
    let server = try ServerProgram()
    try server.start()
    let faketime = try #require(Self.faketime)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: faketime)
    process.arguments = [
      "8 days ago", ServerProgram.path, "user", "add", "Kim", "--role", "editor", "--data", server.data, "--json",
    ]
    let out = Pipe()
    process.standardOutput = out
    try process.run()
    let bytes = Array(out.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    let code = try #require(try JSONValue(parsing: bytes)["code"]?.string)
    let body = #"""
      {"code":"\#(code)","device":"d","publicKey":"\#(Hex.string(DeviceKey().publicKey))",\#
      "replica":"000000000000000000000000000000d1"}
      """#
    let wire = try Wire(server.port)
    try wire.request("POST", "/v1/join", headers: [("Content-Type", "application/json")], body: Array(body.utf8))
    let answer = try wire.answer()
    #expect(answer.status == 410)
    #expect(answer.problem == .codeExpired)
  }
}
