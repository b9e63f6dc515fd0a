import CommitFormat
import Foundation
import Merge
import Replica
import Schema
import SyncProtocol
import Testing

@Suite(.serialized) struct KeepingTests {
  @Test func whatWasAcknowledgedIsThereAfterTheServerWasKilled() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    var acknowledged: [SequenceNumber: Position] = [:]
    for round in 0..<5 {
      // One exchange that came back, and one that the server dies in.
      for number in 0..<5 { try kim.actor("Kör \(round).\(number)", phone: "1") }
      for receipt in try kim.sync().receipts {
        if case .accepted(let position, _) = receipt.outcome { acknowledged[receipt.sequence] = position }
      }
      for number in 5..<9 { try kim.actor("Kör \(round).\(number)", phone: "1") }
      let wire = try Wire(server.port)
      try wire.request(
        "POST", kim.path("sync"), token: kim.token, headers: [("Content-Type", SyncHTTP.contentType)],
        body: try kim.body().bytes)
      try server.stop(SIGKILL)
      try server.start()
    }
    try kim.sync()
    #expect(acknowledged.count >= 25)
    #expect(try kim.replica.status().unsynced == 0)
    for (sequence, position) in acknowledged {
      #expect(try kim.replica.store.read { try $0.commit(kim.id, sequence)?.logged?.position } == position)
    }
    #expect(try kim.json("GET", "records?type=actor").json["total"]?.integer == 45)
    let verified = try server.admin("verify")
    #expect(verified["ok"]?.boolean == true)
  }

  @Test func aRestoredServerIsKnownAsSuchAndGetsBackWhatItLacks() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    try kim.actor("Teatern", phone: "1")
    try kim.sync()
    let backup = server.folder.appendingPathComponent("kopia.sqlite").path
    try server.admin("backup", backup)
    #expect(try server.status("backup", backup) == 65)
    try kim.actor("Kören", phone: "2")
    try kim.sync()
    // Not under a running server.
    #expect(try server.status("restore", backup) == 1)
    try server.stop()
    let epochs = try server.admin("verify")["workspaces"]?.array?.first?["epoch"]?.string
    let restored = try server.admin("restore", backup)["workspaces"]?.array?.first
    #expect(restored?["position"]?.integer == 2)
    #expect(restored?["epoch"]?.string != epochs)
    try server.start()
    // Nobody is let on before somebody has looked at who may come in.
    #expect(try kim.exchange().answer.problem == .restoring)
    _ = try server.admin("confirm")
    #expect(try kim.exchange().answer.problem == .unknownEpoch)
    #expect(try kim.json("GET", "records?type=actor").json["total"]?.integer == 1)
  }

  @Test func twoServersNeverServeOneFolder() throws {
    let server = try ServerProgram()
    try server.start()
    #expect(try server.status("serve", "--listen", "127.0.0.1:0") == 1)
  }

  @Test func plainHTTPIsForThisMachineUnlessOneSaysOtherwise() throws {
    let server = try ServerProgram()
    #expect(try server.status("serve", "--listen", "0.0.0.0:0") == 64)
    #expect(try server.status("serve", "--listen", "nonsens") == 64)
    #expect(try server.status("serve", "--listen", "127.0.0.1:0", "--tls-cert", "x", "--tls-key", "y") == 65)
    try server.start("--listen", "0.0.0.0:0", "--allow-plain-http")
    let wire = try Wire(server.port)
    try wire.request("GET", "/healthz")
    #expect(try wire.answer().status == 200)
  }

  @Test func theCommandsEndAsTheyPromise() throws {
    let server = try ServerProgram()
    #expect(try server.status("init", "Kulturplan") == 65)
    #expect(try server.status("user", "add", "Kim", "--role", "kung") == 64)
    #expect(try server.status("user", "add", "Kim") == 64)
    #expect(try server.status("user", "add", "Kim", "--role", "administrator") == 0)
    #expect(try server.status("user", "add", "Kim", "--role", "editor") == 65)
    #expect(try server.status("user", "role", "Kim", "reader") == 4)
    #expect(try server.status("user", "remove", "Bo") == 65)
    #expect(try server.status("invite", "Bo") == 65)
    #expect(try server.status("device", "revoke", "abcd") == 65)
    #expect(try server.status("finnsinte") == 64)
    #expect(try ServerProgram.run(["user", "list", "--data", server.folder.path + "/tom"]).status == 65)
    #expect(try server.admin("user", "list")["users"]?.array?.count == 1)
    #expect(try server.admin("config")["data"]?.string == server.data)
    #expect(try ServerProgram.run(["--help"]).status == 0)
    // A log that somebody has been at.
    let path = server.data + "/log.sqlite"
    try Data("inget".utf8).write(to: URL(fileURLWithPath: path))
    #expect(try server.status("verify") == 65)
  }
}
