import BrowserSupport
import Testing

extension WebTests {
  /// Coming in and going out, in a real browser.
  @Suite struct SignInStory {
    @Test func `a link lets its person in once, and signing out ends it`() async throws {
      try await onThread {
        let field = try Field(["Cecilia": "administrator"])
        let visitor = try Visitor(field.server)
        let browser = visitor.browser
        try browser.open(visitor.base)
        #expect(try browser.place().hasPrefix("/sign-in"))
        let link = try field.server.signInLink("Cecilia")
        try browser.open(link)
        try browser.reload()
        #expect(try browser.has("main form button"), "looking at the page uses nothing up")
        try browser.follow("main form button")
        #expect(try visitor.page() == "")
        #expect(try browser.find("header .who").text().contains("Cecilia"))
        for cookie in try browser.cookies() where cookie.httpOnly {
          #expect(["Lax", "Strict"].contains(cookie.sameSite ?? ""), "\(cookie)")
        }
        #expect(try browser.cookies().contains(where: \.httpOnly))
        let other = try Visitor(field.server)
        try other.browser.open(link)
        #expect(try !other.browser.has("main form button"), "the code is used up")
        try browser.follow("header .who form button")
        #expect(try browser.place().hasPrefix("/sign-in"))
        try visitor.go("inbox")
        #expect(try browser.place().hasPrefix("/sign-in"))
      }
    }

    @Test func `an invitation's code lets a person choose a password, with script and without`() async throws {
      try await onThread {
        let field = try Field(["Cecilia": "administrator"])
        for runsScript in [true, false] {
          let name = runsScript ? "Anna" : "Bertil"
          let code = try field.server.addUser(name, role: "editor")
          let visitor = try Visitor(field.server, Browser.Settings(language: "en", runsScript: runsScript))
          let browser = visitor.browser
          try browser.open(field.server.url)
          try browser.write("#code", code)
          try browser.follow("#code-form button")
          try browser.write("#password", "bokbuss i mars")
          try browser.write("#repeated", "bokbuss i april")
          try browser.follow("main form button")
          #expect(try browser.has("#password"), "the two differ")
          try browser.write("#password", "bokbuss i mars")
          try browser.write("#repeated", "bokbuss i mars")
          try browser.follow("main form button")
          #expect(try visitor.page() == "")
          #expect(try browser.find("header .who").text().contains(name))
          try browser.follow("header .who form button")
          try browser.write("#name", name)
          try browser.write("#password", "fel lösenord")
          try browser.follow("#password-form button")
          #expect(try browser.has("#password-form"))
          #expect(try browser.find("#name").value() == name, "what was typed is kept")
          try browser.write("#password", "bokbuss i mars")
          try browser.follow("#password-form button")
          #expect(try visitor.page() == "")
        }
      }
    }

    @Test func `pages speak the browser's language, and the one chosen`() async throws {
      try await onThread {
        let server = try ServerProcess()
        try server.start()
        var titles: [String] = []
        for language in ["sv", "en-GB", "da", "fi"] {
          let visitor = try Visitor(server, Browser.Settings(language: language))
          try visitor.browser.open(server.url)
          titles.append(try visitor.browser.find("html").attribute("lang") ?? "")
          guard language == "fi" else { continue }
          try visitor.browser.follow("footer a[hreflang=en]")
          #expect(try visitor.browser.find("html").attribute("lang") == "en")
          try visitor.browser.open(server.url)
          #expect(try visitor.browser.find("html").attribute("lang") == "en", "the choice lasts")
        }
        #expect(titles == ["sv", "en", "da", "sv"])
      }
    }
  }
}
