import BrowserSupport
import Foundation
import Schema
import Testing

extension WebTests {
  /// Edits of a shut-out laptop, decided in a real browser.
  @Suite struct QuarantineStory {
    @Test func `an administrator sees what a revoked laptop held, accepts one edit and refuses another`() async throws {
      try await onThread {
        let demo = try DemoWorkspace()
        let title = try demo.activity("Räkna lokaler")
        try demo.annas.json(["edit", title, "doneOn=2025-05-06"])
        try demo.annas.json(["add", "actor", "name=<b>Filmklubben</b>"])
        let devices = try demo.server.command(["device", "list", "--json"]).json().list("devices")
        let stolen = try #require(devices.first { $0.text("user") == DemoWorkspace.anna }).text("id")
        #expect(try demo.server.command(["device", "revoke", stolen]).status == 0)
        #expect(try demo.annas.run(["sync"]).status == 4)
        let visitor = try Visitor(demo.server, as: DemoWorkspace.administrator)
        let browser = visitor.browser
        try visitor.go("quarantine")
        let rows = try browser.findAll("article[data-row='quarantined']")
        #expect(rows.count == 2)
        let first = try rows[0].text()
        #expect(first.contains(DemoWorkspace.anna) && first.contains("Annas fältdator") && first.contains("2025"))
        #expect(try rows[1].text().contains("<b>Filmklubben</b>"), "what people write is text")
        if let folder = ProcessInfo.processInfo.environment["BYGD_SCREENSHOTS"] {
          try Data(try browser.picture(whole: true, heightMax: 1800, scale: 0.75)).write(
            to: URL(fileURLWithPath: folder + "/quarantine.png"))
        }
        // Without a reason nothing is refused.
        try browser.follow("article[data-row='quarantined']:nth-of-type(2) button[value='refuse']")
        #expect(try visitor.status() == 422)
        #expect(try browser.findAll("article[data-row='quarantined']").count == 2)
        try browser.write("article[data-row='quarantined']:nth-of-type(2) input[name='reason']", "Finns redan")
        try browser.follow("article[data-row='quarantined']:nth-of-type(2) button[value='refuse']")
        #expect(try visitor.isDone(), "\(visitor.says)")
        try browser.follow("article[data-row='quarantined'] button[value='accept']")
        #expect(try visitor.isDone(), "\(visitor.says)")
        #expect(try browser.findAll("article[data-row='quarantined']").isEmpty)
        #expect(try browser.findAll("tr[data-row='decided']").count == 2)
        #expect(try browser.find("main").text().contains("Finns redan"))
        #expect(try visitor.overflow() <= 0)
        #expect([0, 2].contains(try demo.desk.run(["sync"]).status))
        #expect(try demo.desk.field(title, "doneOn") == "2025-05-06")
        #expect(try demo.desk.json(["search", "Filmklubben"]).list("records").isEmpty)
        try visitor.go("audit")
        #expect(try browser.find("main").text().contains("Finns redan"))
      }
    }

    @Test func `audiences are chosen on the people page`() async throws {
      try await onThread {
        let house = try House(["Karin": "administrator", "Per": "editor"])
        let per = house["Per"]
        let visitor = try Visitor(house.server, as: "Karin")
        let browser = visitor.browser
        func choose(_ belongs: Bool) throws {
          try visitor.go("people")
          let box = try browser.find("tr:nth-of-type(2) input[name='audience'][value='protected']")
          try box.click()
          try browser.follow("tr:nth-of-type(2) form.audiences button")
          #expect(try visitor.isDone(), "\(visitor.says)")
          let users = try house.json(["user", "list"]).list("users")
          let keys = users.first { $0.text("user") == "Per" }?.list("audiences").compactMap(\.string)
          #expect(keys == (belongs ? ["protected"] : []))
        }
        if let folder = ProcessInfo.processInfo.environment["BYGD_SCREENSHOTS"] {
          try visitor.go("people")
          try Data(try browser.picture(whole: true, heightMax: 1800, scale: 0.75)).write(
            to: URL(fileURLWithPath: folder + "/people-audiences.png"))
        }
        try choose(true)
        try per.sync()
        #expect(try per.run(["add", "activity", "title=Skyddad", "--audience", "protected"]).status == 0)
        try choose(false)
        #expect(try visitor.overflow() <= 0)
      }
    }
  }
}
