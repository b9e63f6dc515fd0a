import BrowserSupport
import Schema
import Testing

extension WebTests {
  /// Many conflicts at once, and those that nobody needs to see any more.
  @Suite struct RuleStory {
    @Test func `many at once by a rule, after a look at what it would do`() async throws {
      try await onThread {
        let field = try Field.three()
        let ids = try ["Ett", "Två", "Tre"].map { try field.disagreement($0) }
        let visitor = try Visitor(field.server, as: "Cecilia")
        let browser = visitor.browser
        try visitor.go("rules")
        try browser.click("#rule option[value='latest']")
        try browser.follow("#preview")
        var chosen: [String] = []
        for line in try browser.findAll("tr[data-row='line']") {
          let text = try line.text()
          if text.contains("Klar den") {
            chosen.append(try line.find("th a").text())
          } else {
            try line.find("input[type=checkbox]").click()
          }
        }
        #expect(chosen.sorted() == ["Ett", "Tre", "Två"])
        try field.sync()
        #expect(try field["Anna"].field(ids[0], "doneOn") == "2025-03-01", "a look changes nothing")
        try browser.write("#reason", "Den senaste gäller")
        try browser.follow("#carry")
        #expect(try visitor.isDone(), "\(visitor.says)")
        try field.sync()
        for id in ids {
          #expect(try field["Anna"].field(id, "doneOn") == "2025-04-02")
          let conflicts = try field["Anna"].json(["show", id]).list("conflicts").compactMap(\.string)
          #expect(conflicts.sorted() == ["notes", "schedule"])
        }
        let told = try field["Anna"].json(["status"]).list("told")
        #expect(told.count == 3)
        #expect(told.allSatisfy { $0.text("by") == "Cecilia" && $0.text("reason").contains("Den senaste gäller") })
      }
    }

    @Test func `a standing rule settles what comes after it`() async throws {
      try await onThread {
        let field = try Field.three()
        let visitor = try Visitor(field.server, as: "Cecilia")
        let browser = visitor.browser
        try visitor.go("rules")
        try browser.click("#about option[value='activity.doneOn']")
        try browser.click("#standing-rule option[value='latest']")
        try browser.write("#standing-reason", "Datum ändras ofta")
        try browser.follow("#standing-form button[type=submit]")
        #expect(try visitor.isDone(), "\(visitor.says)")
        #expect(try browser.findAll("tr[data-row='rule']").count == 1)
        let id = try field.disagreement("Bokstart")
        try browser.wait("the rule to be carried out") {
          try field.sync()
          return try !field["Anna"].json(["show", id]).list("conflicts").compactMap(\.string).contains("doneOn")
        }
        #expect(try field["Anna"].field(id, "doneOn") == "2025-04-02")
        let told = try field["Anna"].json(["status"]).list("told")
        #expect(told.map { $0.text("field") } == ["doneOn"])
        #expect(told.first?.text("by") == "Cecilia")
        #expect(told.first?.text("reason").contains("Datum ändras ofta") == true)
        try visitor.go("rules")
        try browser.follow("tr[data-row='rule'] form button")
        #expect(try visitor.isDone(), "\(visitor.says)")
        let other = try field.disagreement("Läsning")
        #expect(try field["Cecilia"].json(["show", other]).list("conflicts").compactMap(\.string).contains("doneOn"))
      }
    }
  }
}
