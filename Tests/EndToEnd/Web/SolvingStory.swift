import BrowserSupport
import Foundation
import Schema
import Synchronization
import Testing

extension WebTests {
  /// A Monday with the inbox, in a real browser.
  @Suite struct SolvingStory {
    @Test(arguments: [("sv", 1280), ("en", 320)])
    func `filter, open, choose per field, solve, undo`(language: String, width: Int) async throws {
      try await onThread {
        let field = try Field.three()
        let id = try field.disagreement("Bokstart i Laxå")
        _ = try field.disagreement("Läsning i Nora")
        let visitor = try Visitor(
          field.server, as: "Cecilia", Browser.Settings(language: language, width: width, height: 800))
        let browser = visitor.browser
        try browser.follow("nav a[href$='/inbox']")
        #expect(try visitor.listed().sorted() == ["Bokstart i Laxå", "Läsning i Nora"])
        try browser.write("#q", "laxa")
        try browser.follow("#filters button[type=submit]")
        #expect(try visitor.listed() == ["Bokstart i Laxå"])
        try visitor.open("Bokstart i Laxå")
        #expect(try browser.find("html").attribute("lang") == language)
        #expect(try browser.findAll("fieldset.conflict").count == 3)
        #expect(try visitor.overflow() == 0)
        let before = try field["Cecilia"].json(["conflicts", "--all"]).list("conflicts").count
        #expect(before == 6, "looking changes nothing")
        try visitor.choose("doneOn", by: "Bertil")
        try visitor.write("notes", "Möte i april och juni\nRapport i maj")
        try visitor.send(reason: "Enligt protokollet")
        #expect(try visitor.isDone(), "\(visitor.says)")
        #expect(try browser.findAll("fieldset.conflict").count == 1, "the years are still open")
        try visitor.choose("schedule", by: "Anna")
        try visitor.send("solve", reason: "Årsplanen")
        #expect(try visitor.isDone(), "\(visitor.says)")
        try field.sync()
        let settled = try field["Anna"].json(["show", id])
        #expect(settled["fields"]?.text("doneOn") == "2025-04-02")
        #expect(settled["fields"]?.text("notes") == "Möte i april och juni\nRapport i maj")
        #expect(settled["fields"]?.number("startYear") == 2025)
        #expect(settled.list("conflicts").isEmpty)
        let told = try field["Anna"].json(["status"]).list("told")
        #expect(told.map { $0.text("field") }.sorted() == ["doneOn", "notes"])
        #expect(told.allSatisfy { $0.text("by") == "Cecilia" && $0.text("reason") == "Enligt protokollet" })
        try browser.follow("#undo")
        #expect(try visitor.isDone(), "\(visitor.says)")
        try visitor.go("records/\(try field["Cecilia"].json(["show", id]).text("ref"))")
        #expect(try browser.findAll("li[data-row='commit']").count >= 6, "the whole story stands there")
        try visitor.go("inbox")
        #expect(try visitor.listed() == ["Läsning i Nora"])
      }
    }

    @Test func `somebody was faster, and nothing is overwritten`() async throws {
      try await onThread {
        let field = try Field.three()
        let id = try field.disagreement("Bokstart")
        let reference = try field["Cecilia"].json(["show", id]).text("ref")
        let visitor = try Visitor(field.server, as: "Cecilia")
        let browser = visitor.browser
        try visitor.go("inbox/\(reference)")
        try visitor.choose("doneOn", by: "Anna")
        try visitor.write("notes", "Det som jag höll på att skriva")
        // Meanwhile on a laptop: one of the three is settled, and a new edit comes to another.
        try field["Cecilia"].sync()
        let open = try field["Cecilia"].json(["conflicts", "--all"]).list("conflicts")
        let date = open.first { $0.text("field") == "doneOn" }?.text("id") ?? ""
        try field["Cecilia"].json(["resolve", date, "--value", "2025-05-05", "--reason", "Snabbare"])
        try field["Bertil"].json(["edit", id, "notes=Möte i juli\nRapport i maj"])
        try field.sync()
        try visitor.send(reason: "För sent")
        #expect(try visitor.status() == 409)
        #expect(try browser.has("#meanwhile"))
        let meanwhile = try browser.find("#meanwhile").text()
        #expect(meanwhile.contains("Cecilia") && meanwhile.contains("Bertil"), "\(meanwhile)")
        #expect(try browser.find("\(visitor.row("notes")) textarea").value() == "Det som jag höll på att skriva")
        try field.sync()
        #expect(try field["Anna"].field(id, "doneOn") == "2025-05-05")
        #expect(
          try field["Anna"].json(["show", id]).list("conflicts").compactMap(\.string).sorted() == ["notes", "schedule"])
        try visitor.send(reason: "Nu vet jag")
        #expect(try visitor.isDone(), "\(visitor.says)")
        try field.sync()
        #expect(try field["Anna"].field(id, "notes") == "Det som jag höll på att skriva")
      }
    }

    @Test func `two tabs, a double submit and the way back`() async throws {
      try await onThread {
        let field = try Field.three()
        let id = try field.disagreement("Bokstart")
        let reference = try field["Cecilia"].json(["show", id]).text("ref")
        let visitor = try Visitor(field.server, as: "Cecilia")
        let browser = visitor.browser
        try visitor.go("inbox/\(reference)")
        try visitor.choose("doneOn", by: "Anna")
        let first = try browser.tab()
        try browser.openTab()
        try visitor.go("inbox/\(reference)")
        try visitor.choose("doneOn", by: "Bertil")
        try visitor.send(reason: "Andra fliken")
        #expect(try visitor.isDone(), "\(visitor.says)")
        try browser.switchTab(first)
        try visitor.send(reason: "Första fliken")
        #expect(try visitor.status() == 409)
        #expect(try browser.find("#meanwhile").text().contains("Cecilia"))
        // The same form twice at once, as an impatient hand sends it: one commit, and both are told of it.
        try visitor.choose("schedule", by: "Bertil")
        try browser.write("#reason", "Två gånger")
        let body = try visitor.form()
        let cookies = try browser.cookies().map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
        let path = "/w/\(field.server.workspaceID)/inbox/\(reference)"
        let statuses = Mutex<[Int]>([])
        let server = (url: field.server.url, port: field.server.port)
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
          let status = try? Visitor.post(path, body, url: server.url, port: server.port, cookies: cookies)
          statuses.withLock { $0.append(status ?? -1) }
        }
        #expect(statuses.withLock { $0 } == [303, 303])
        try field.sync()
        let commits = try field["Cecilia"].json(["log", id]).list("commits")
        #expect(commits.filter { $0.text("message") == "Två gånger" }.count == 1)
        #expect(commits.filter { $0.text("message") == "Första fliken" }.isEmpty)
        // Back to a form that has been used up: sending it again changes nothing.
        try visitor.go("inbox/\(reference)")
        try visitor.choose("notes", way: "keepBoth")
        try visitor.send(reason: "Båda")
        #expect(try visitor.isDone(), "\(visitor.says)")
        try browser.back()
        if try browser.has("#conflict-form") { try visitor.send(reason: "Igen") }
        try field.sync()
        #expect(try field["Cecilia"].json(["log", id]).list("commits").filter { $0.text("message") == "Igen" }.isEmpty)
        #expect(try field["Anna"].field(id, "doneOn") == "2025-04-02")
      }
    }

    @Test func `without script everything can be read and solved`() async throws {
      try await onThread {
        let field = try Field.three()
        let id = try field.disagreement("Bokstart")
        let visitor = try Visitor(field.server, as: "Cecilia", Browser.Settings(language: "da", runsScript: false))
        let browser = visitor.browser
        try visitor.go("inbox")
        try browser.write("#q", "bokstart")
        try browser.follow("#filters button[type=submit]")
        try visitor.open("Bokstart")
        try visitor.choose("doneOn", by: "Bertil")
        try visitor.write("notes", "Skrivet utan skript")
        try visitor.choose("schedule", by: "Anna")
        try visitor.send(reason: "Uden script")
        #expect(try visitor.isDone(), "\(visitor.says)")
        try field.sync()
        #expect(try field["Bertil"].field(id, "notes") == "Skrivet utan skript")
        #expect(try field["Bertil"].json(["show", id]).list("conflicts").isEmpty)
        try browser.follow("#undo")
        #expect(try visitor.isDone(), "\(visitor.says)")
        try field.sync()
        #expect(try field["Bertil"].field(id, "doneOn") == "2025-03-01")
      }
    }

    @Test func `a practice conflict touches nothing`() async throws {
      try await onThread {
        let field = try Field(["Cecilia": "administrator"])
        try field["Cecilia"].sync()
        let digest = try field["Cecilia"].json(["status"]).text("digest")
        for language in ["sv", "en"] {
          let visitor = try Visitor(field.server, as: "Cecilia", Browser.Settings(language: language))
          try visitor.go("practice")
          let rows = try visitor.browser.findAll("fieldset.conflict")
          #expect(rows.count >= 2)
          for row in rows { try row.find("input[data-key='1']").click() }
          try visitor.send(reason: "Bara på prov")
          #expect(try visitor.browser.has("#practice-result"), "\(visitor.says)")
          #expect(try visitor.browser.findAll("fieldset.conflict").isEmpty)
        }
        try field["Cecilia"].sync()
        #expect(try field["Cecilia"].json(["status"]).text("digest") == digest)
        #expect(try field["Cecilia"].json(["list"]).number("total") == 0)
      }
    }
  }
}

extension Visitor {
  /// What the page says, for a test that fails.
  var says: String { "\((try? browser.url()) ?? "?"): \((try? browser.text())?.prefix(1200) ?? "?")" }
}
