import Foundation
import Schema
import Testing

/// What somebody had written and may not send any more, with the real programs.
@Suite(.serialized, .enabled(if: Installation.isThere, "the programs are not built"))
struct QuarantineStoryTests {
  @Test func `what a stolen laptop still held is handed in, and the administrator decides`() async throws {
    try await onThread {
      let house = try House(["Karin": "administrator", "Per": "editor", "Anna": "editor"])
      let (karin, per, anna) = (house["Karin"], house["Per"], house["Anna"])
      try per.sync()
      let record = try per.json(["add", "activity", "title=Bokstart"]).text("id")
      try per.sync()
      try anna.sync()
      // Both write, Per with no network; then his laptop is shut out.
      try per.json(["edit", record, "title=Bokstart i Nora"])
      try per.json(["add", "activity", "title=Körskola"])
      try anna.json(["edit", record, "title=Bokstart i Laxå"])
      try anna.sync()
      let devices = try house.json(["device", "list"]).list("devices")
      let stolen = try #require(devices.first { $0.text("user") == "Per" }).text("id")
      try house.json(["device", "revoke", stolen])

      let refused = try per.run(["sync"])
      #expect(refused.status == 4, "\(refused.errorText)")
      #expect(refused.errorText.contains("handed in"), "\(refused.errorText)")
      // Once more changes nothing; and he has all of it still.
      #expect(try per.run(["sync"]).status == 4)
      #expect(try per.json(["status"]).number("unsynced") == 2)
      let waiting = try house.json(["quarantine", "list"]).list("quarantine")
      #expect(waiting.map { $0.text("author") } == ["Per", "Per"])
      let write = try #require(waiting.first?.list("writes").first)
      #expect(
        write.text("field") == "title" && write.text("from") == "Bokstart" && write.text("to") == "Bokstart i Nora")
      let shown = try house.server.command(["quarantine", "show", String(waiting[0].number("id"))])
      #expect(shown.text.contains("Bokstart → Bokstart i Nora"), "\(shown.text)")
      try anna.sync()
      #expect(try anna.json(["list"]).number("total") == 1)

      try house.json(["quarantine", "accept", String(waiting[0].number("id"))])
      try house.json(["quarantine", "refuse", String(waiting[1].number("id")), "-m", "Den finns i planen."])
      #expect(try house.server.command(["quarantine", "accept", String(waiting[0].number("id"))]).status == 1)
      // Anna's title was not overwritten: both are there, as two who wrote at the same time.
      #expect([0, 2].contains(try anna.run(["sync"]).status))
      #expect([0, 2].contains(try karin.run(["sync"]).status))
      #expect(try karin.conflicts().count == 1)
      #expect(try karin.json(["list"]).number("total") == 1)
      #expect(try karin.commits().contains { $0.text("message").contains("Per") })
      let told = try per.run(["sync"])
      #expect(told.errorText.contains("Den finns i planen."), "\(told.errorText)")
      let verified = try house.server.command(["verify"])
      #expect(verified.status == 0, "\(verified.errorText)")
    }
  }

  @Test func `a file from a revoked laptop is handed in on the server`() async throws {
    try await onThread {
      let house = try House(["Karin": "administrator", "Per": "editor"])
      let per = house["Per"]
      try per.sync()
      try per.json(["add", "activity", "title=Utan nät"])
      let devices = try house.json(["device", "list"]).list("devices")
      try house.json(["device", "revoke", try #require(devices.first { $0.text("user") == "Per" }).text("id")])
      let file = per.folder.path + "/kvar.bygd"
      try per.json(["bundle", "create", file])
      let added = try house.json(["quarantine", "add", file])
      #expect(added.number("taken") == 1 && added.number("unproved") == 0)
      #expect(try house.json(["quarantine", "add", file]).number("known") == 1)
      let id = try #require(try house.json(["quarantine"]).list("quarantine").first).number("id")
      try house.json(["quarantine", "accept", String(id)])
      try house["Karin"].sync()
      #expect(try house["Karin"].json(["list"]).number("total") == 1)
      #expect(try house["Karin"].json(["verify"]).flag("level"))
    }
  }

  @Test func `who is made a reader keeps what was not sent, and is told what became of it`() async throws {
    try await onThread {
      let house = try House(["Karin": "administrator", "Per": "editor"])
      let per = house["Per"]
      try per.sync()
      try per.json(["add", "activity", "title=Ett"])
      try per.json(["add", "activity", "title=Två"])
      try house.server.setRole("Per", "reader")
      let refused = try per.run(["sync"])
      #expect(refused.status == 2 && refused.errorText.contains("decision"))
      #expect(try per.json(["refused"]).list("refused").count == 2)
      let file = per.folder.path + "/refused.json"
      try per.json(["refused", "export", file])
      #expect(
        try JSONValue(parsing: Array(try Data(contentsOf: URL(fileURLWithPath: file)))).list("refused").count == 2)
      let waiting = try house.json(["quarantine"]).list("quarantine")
      #expect(waiting.map { $0.text("reason") } == ["not-allowed", "not-allowed"])
      try house.json(["quarantine", "accept", String(waiting[0].number("id"))])
      try house.json(["quarantine", "refuse", String(waiting[1].number("id")), "-m", "Nej tack"])
      let told = try per.run(["sync"])
      #expect(told.errorText.contains("accepted your edit") && told.errorText.contains("Nej tack"), "\(told.errorText)")
      #expect(try per.json(["list"]).list("records").map { $0["fields"]?.text("title") } == ["Ett"])
      #expect(try per.json(["refused"]).list("refused").count == 1)
    }
  }
}

extension House {
  /// A command of the server's program that must succeed, and its document.
  @discardableResult
  func json(_ arguments: [String]) throws -> JSONValue {
    let outcome = try server.command(arguments + ["--json"])
    guard outcome.status == 0 else {
      throw Trouble("bygd-server \(arguments.joined(separator: " ")): \(outcome.status) \(outcome.errorText)")
    }
    return try outcome.json()
  }
}
