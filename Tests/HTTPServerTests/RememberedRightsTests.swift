import CommitFormat
import Foundation
import Merge
import Schema
import SyncProtocol
import Testing

/// A server remembers who may do what, while the console's program changes it in the same folder: what that has done when it
/// ends holds at the very next request.
@Suite(.serialized) struct RememberedRightsTests {
  @Test func whatTheConsoleTakesAwayIsGoneAtTheNextRequest() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    try kim.actor("Teatern", phone: "1")
    try kim.sync()
    for round in 0..<3 {
      for _ in 0..<3 { #expect(try kim.exchange().welcome?.role == .editor) }
      try server.admin("user", "role", "Kim", "reader")
      #expect(try kim.exchange().welcome?.role == .reader)
      // What it may not do any more is refused, not only said.
      try kim.actor("Kören \(round)", phone: "2")
      let receipts = try kim.exchange().receipts
      #expect(receipts.count == 1)
      for receipt in receipts {
        guard case .refused(_, let refusal) = receipt.outcome else {
          Issue.record("\(receipt.outcome)")
          continue
        }
        #expect(refusal.code == .role)
      }
      try kim.sync()
      try server.admin("user", "role", "Kim", "editor")
    }
    let device = try #require(
      try server.admin("device", "list")["devices"]?.array?.first { $0["user"]?.string == "Kim" }?["id"]?.string)
    #expect(try kim.exchange().welcome?.role == .editor)
    try server.admin("device", "revoke", device)
    let refused = try kim.exchange()
    #expect(refused.answer.problem == .deviceRevoked && refused.welcome == nil)
    #expect(try kim.json("GET", "me").problem == .deviceRevoked)
  }

  @Test func whenADeviceWasHereOutlivesTheServer() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    func seen() throws -> String? {
      try server.admin("device", "list")["devices"]?.array?.first?["lastSync"]?.string
    }
    try kim.sync()
    let first = try #require(try seen())
    /// Until it is later by more than a second, in which the time is told; a command in between, for the sake of the limits.
    func waitASecond() throws {
      let began = ContinuousClock.now
      while ContinuousClock.now - began < .milliseconds(1100) {
        #expect(try kim.exchange().answer.status == 200)
        _ = try seen()
      }
    }
    try waitASecond()
    let shown = try kim.json("GET", "me").json["devices"]?.array?.first?["lastSync"]?.string
    #expect(try #require(shown) > first)
    try waitASecond()
    try server.stop()
    #expect(try #require(try seen()) > #require(shown))
  }
}
