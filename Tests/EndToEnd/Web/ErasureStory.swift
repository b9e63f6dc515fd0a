import BrowserSupport
import Foundation
import Schema
import Testing

extension WebTests {
  /// A person's data, erased by an administrator in a real browser.
  @Suite struct ErasureStory {
    private typealias Key = Browser.Key

    private static let number = "0581-77 31 42"

    private func told(_ visitor: Visitor, _ accessibility: Accessibility?) throws {
      #expect(try visitor.overflow() <= 0)
      guard let accessibility else { return }
      for fault in try visitor.faultsInAllLooks(accessibility) { Issue.record(Comment(rawValue: fault)) }
    }

    private func keep(_ browser: Browser, _ name: String) throws {
      guard let folder = PictureFolder.path else { return }
      try browser.run("document.activeElement.blur(); scrollTo(0, 0)", as: String?.self)
      try Data(try browser.picture(whole: true, heightMax: 1800, scale: browser.settings.width < 640 ? 1 : 0.75)).write(
        to: URL(fileURLWithPath: "\(folder)/\(name).png"))
    }

    @Test func `from the record to what would go to gone, with the keyboard alone`() async throws {
      try await onThread {
        let demo = try DemoWorkspace()
        let accessibility = Accessibility.isInstalled ? try Accessibility() : nil
        let artist = try demo.annas.json([
          "add", "actor", "name=Karin Ek", "phone=0581-77 31 41", "mail=karin@example.org",
        ]).text("id")
        try demo.annas.json(["edit", artist, "phone=\(Self.number)", "-m", "<b>Nytt nummer</b>"])
        try demo.sync()
        let reference = try demo.reference(artist)
        let visitor = try Visitor(demo.server, as: DemoWorkspace.administrator)
        let browser = visitor.browser
        try visitor.go("records/\(reference)")
        #expect(try browser.find("main").text().contains(Self.number))
        try browser.tab(to: "main a[href*='/erase?record=']")
        try browser.press(Key.enter)
        try browser.wait("the fields") { try browser.has("#record-form") }
        try told(visitor, accessibility)
        try keep(browser, "erase")
        let chosen = try browser.findAll("#record-form input[type=checkbox]:checked").map { try $0.value() }
        #expect(chosen == ["phone", "mail"], "what is marked as personal, and no more")
        try browser.tab(to: "#record-form button")
        try browser.press(Key.enter)
        try browser.wait("what would go") { try browser.has("#erase-form") }
        #expect(try browser.findAll("tr[data-row='value']").count == 4)
        #expect(try browser.find("main").text().contains(Self.number))
        #expect(try !browser.url().contains("0581"), "what is looked for stands in no address")
        try told(visitor, accessibility)
        try keep(browser, "erase-preview")
        // Nothing goes without a reason.
        try browser.tab(to: "#erase-form button[value='erase']")
        try browser.press(Key.enter)
        try browser.wait("the problem") { try browser.has("#erase-problem") }
        #expect(try visitor.status() == 422)
        try told(visitor, accessibility)
        try browser.tab(to: "#erase-reason")
        try browser.type("Begäran 2025/7")
        // Back to the choice and here again: what was typed is still there.
        try browser.follow("#erase-form button[value='choose']")
        try browser.follow("#record-form button")
        #expect(try browser.find("#erase-reason").value() == "Begäran 2025/7")
        // Somebody writes meanwhile: it is shown again before anything is done.
        try demo.bertils.json(["edit", artist, "phone=0581-77 31 43"])
        try demo.sync()
        try browser.follow("#erase-form button[value='erase']")
        #expect(try visitor.status() == 409)
        #expect(try browser.find("main").text().contains("0581-77 31 43"))
        #expect(try browser.find("#erase-reason").value() == "Begäran 2025/7")
        try browser.tab(to: "#erase-form button[value='erase']")
        try browser.press(Key.space)
        try browser.wait("the answer") { try visitor.isDone() }
        #expect(try visitor.page().hasPrefix("records/\(reference)"), "the record's page shows that it is gone")
        #expect(try !browser.source().contains("0581-77"))
        #expect(try browser.find("main").text().contains("raderat efter beslut"), "the history says why it is empty")
        try told(visitor, accessibility)
        try keep(browser, "erased")
        try visitor.go("audit")
        let log = try browser.find("main").text()
        #expect(
          log.contains("Begäran 2025/7") && log.contains("Karin Ek") && log.contains("Annas fältdator (Anna Holm)"))
        #expect(!log.contains(artist), "names, and no ids")
        try demo.sync()
        #expect(try demo.annas.field(artist, "phone") == nil && demo.annas.field(artist, "name") == "Karin Ek")
      }
    }

    @Test func `all that names a person, from the people page, on a narrow screen`() async throws {
      try await onThread {
        let house = try House(["Karin": "administrator", "Per": "editor"])
        let per = house["Per"]
        try per.sync()
        try per.json(["add", "actor", "name=Ateljén", "phone=019-1", "mail=Sven.Östling@example.org"])
        try per.json(["add", "enquiry", "question=Kommer bussen?", "asker=Sven Ostling"])
        try per.sync()
        let visitor = try Visitor(
          house.server, as: "Karin", Browser.Settings(language: "en", width: 320, height: 640, runsScript: false))
        let browser = visitor.browser
        try visitor.go("people")
        try browser.follow("main a[href$='/erase']")
        try browser.write("#naming", "Sv")
        try browser.follow("#naming-form button")
        #expect(try visitor.status() == 422)
        #expect(try browser.find("#naming").value() == "Sv")
        try browser.write("#naming", "östling")
        try browser.follow("#naming-form button")
        #expect(try browser.findAll("tr[data-row='value']").count == 2, "\(visitor.says)")
        #expect(try visitor.overflow() <= 0)
        try keep(browser, "erase-preview-320")
        try browser.write("#erase-reason", "Request 8")
        try browser.follow("#erase-form button[value='erase']")
        #expect(try visitor.isDone(), "\(visitor.says)")
        try per.sync()
        #expect(try per.json(["search", "Ostling"]).list("records").isEmpty)
        // Once more there is nothing to erase, and what was typed is still there.
        try visitor.go("erase")
        try browser.write("#naming", "östling")
        try browser.follow("#naming-form button")
        #expect(try visitor.status() == 422)
        #expect(try browser.find("#naming").value() == "östling")
      }
    }
  }
}
