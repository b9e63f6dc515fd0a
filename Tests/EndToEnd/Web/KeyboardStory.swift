import BrowserSupport
import Schema
import Testing

extension WebTests {
  /// The whole way from signing in to undoing without a mouse.
  @Suite struct KeyboardStory {
    private typealias Key = Browser.Key

    @Test func `everything by Tab, Enter, Space and arrows alone`() async throws {
      try await onThread {
        let field = try Field.three()
        let id = try field.disagreement("Bokstart")
        let visitor = try Visitor(field.server)
        let browser = visitor.browser
        try browser.open(try field.server.signInLink("Cecilia"))
        try browser.tab(to: "main form button")
        #expect(try Self.isFocusVisible(browser))
        try browser.press(Key.enter)
        try browser.wait("the workspace") { try browser.has("nav.menu") }
        try browser.press(Key.tab)
        #expect(try browser.hasFocus("a.skip"), "the first stop leads past the menu")
        try browser.tab(to: "nav a[href$='/inbox']")
        try browser.press(Key.enter)
        try browser.wait("the inbox") { try browser.has("tr[data-row='conflict']") }
        try browser.tab(to: "tr[data-row='conflict'] a")
        #expect(try Self.isFocusVisible(browser))
        try browser.press(Key.enter)
        try browser.wait("the conflict") { try browser.has("#conflict-form") }
        // Within the radio buttons of one field the arrows choose, Tab goes on to the next field.
        try browser.tab(to: "\(visitor.row("doneOn")) input[type=radio]")
        #expect(try Self.isFocusVisible(browser))
        for _ in 0..<6 where try !Self.hasChosen("Bertil", "doneOn", visitor) { try browser.press(Key.down) }
        #expect(try Self.hasChosen("Bertil", "doneOn", visitor))
        try browser.tab(to: "#reason")
        try browser.type("Med tangenter")
        try browser.tab(to: "#conflict-form button[value='solve']")
        #expect(try Self.isFocusVisible(browser))
        try browser.press(Key.space)
        try browser.wait("the answer") { try visitor.isDone() }
        try field.sync()
        #expect(try field["Anna"].field(id, "doneOn") == "2025-04-02")
        try browser.tab(to: "#undo")
        try browser.press(Key.enter)
        try browser.wait("the undoing") { try visitor.isDone() && !browser.has("#undo:focus") }
        try field.sync()
        #expect(try field["Anna"].field(id, "doneOn") == "2025-03-01")
        try browser.tab(to: "header .who form button", back: true)
        try browser.press(Key.enter)
        try browser.wait("the end") { try browser.place().hasPrefix("/sign-in") }
      }
    }

    @Test func `the shortcuts of the help page do what it says`() async throws {
      try await onThread {
        let field = try Field.three()
        let id = try field.disagreement("Alfabetet")
        _ = try field.disagreement("Bokstart")
        let visitor = try Visitor(field.server, as: "Cecilia")
        let browser = visitor.browser
        try browser.press("?")
        try browser.wait("the help") { try browser.place().contains("/help") }
        let listed = try browser.findAll("table.keys kbd").map { try $0.text() }
        for key in ["j", "k", "s", "u", "?"] { #expect(listed.contains(key), "\(listed)") }
        // Who dictates to the computer turns them off, and back on (WCAG 2.1, 2.1.4).
        try browser.find("#keys-switch").click()
        try browser.press("i", "k")
        #expect(try browser.place().contains("/help"))
        #expect(try browser.find("#keys-switch").text() == "Slå på kortkommandona")
        try browser.find("#keys-switch").click()
        try browser.press("i")
        try browser.wait("the inbox") { try browser.has("tr[data-row='conflict']") }
        try browser.press("/")
        try browser.wait("the search") { try browser.hasFocus("#q") }
        try browser.type("jos?")
        #expect(try browser.find("#q").value() == "jos?", "letters in a field are letters")
        try browser.press(Key.escape)
        try browser.press("j", "j", "k")
        let name = try browser.focus().text()
        #expect(["Alfabetet", "Bokstart"].contains(name))
        try browser.press(Key.enter)
        try browser.wait("the conflict") { try browser.has("#conflict-form") }
        try browser.press("j", "2")
        let chosen = try browser.findAll("fieldset.conflict input[data-key='2']:checked").count
        #expect(chosen == 1)
        try browser.press("s")
        try browser.wait("the answer") { try visitor.isDone() || browser.has("[aria-invalid]") }
        if try browser.has("[aria-invalid]") {
          try browser.write("#reason", "Snabbt")
          try browser.press(Key.escape)
          try browser.press("s")
          try browser.wait("the answer") { try visitor.isDone() }
        }
        try browser.press("u")
        #expect(try browser.hasFocus("#undo"))
        try field.sync()
        let open = try field["Cecilia"].json(["conflicts", "--all"]).list("conflicts").count
        #expect(open == 5)
        _ = id
      }
    }

    private static func hasChosen(_ author: String, _ field: String, _ visitor: Visitor) throws -> Bool {
      try visitor.browser.findAll("\(visitor.row(field)) .choice:has(input:checked)").contains {
        try $0.text().contains(author)
      }
    }

    /// Whether whatever has the focus looks different from when it has not.
    private static func isFocusVisible(_ browser: Browser) throws -> Bool {
      try browser.run(
        """
        const focused = document.activeElement;
        const style = getComputedStyle(focused);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        """, as: Bool.self)
    }
  }
}
