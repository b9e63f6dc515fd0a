import CommitFormat
import Foundation
import HTTPServer
import SyncProtocol
import SyncServer
import Testing

/// What becomes of forms, told with the page on which people are added.
@Suite struct FormTests {
  private func signedIn(_ server: PageServer, _ user: String = "Eva") async throws -> TestBrowser {
    let password = try server.member(user, .administrator)
    let browser = TestBrowser(server)
    try #require(try await browser.signIn(user, password).status == 303)
    return browser
  }

  private func adding(_ user: String, _ token: String) -> [(String, String)] {
    [("csrf", token), ("do", "add"), ("user", user), ("role", "reader")]
  }

  private func names(_ server: PageServer) throws -> [String] { try server.accounts.members().map(\.user) }

  @Test func aFormThatWasMadeElsewhereDoesNothing() async throws {
    let server = try await PageServer()
    let browser = try await signedIn(server)
    let people = server.base + "/people"
    let token = try await browser.get(people).formToken
    for (origin, site) in [
      ("https://evil.example", nil), ("null", nil), ("http://localhost:1", nil), ("http://localhost.evil.example", nil),
      (nil, "cross-site"), (nil, "same-site"), ("null", "none"), ("http://localhost", "cross-site"),
    ] as [(String?, String?)] {
      browser.origin = origin
      let answer = try await browser.post(
        people, adding("Mallory", token), headers: site.map { [("Sec-Fetch-Site", $0)] } ?? [])
      #expect(answer.status == 403 && answer.isPage, "\(origin ?? "-") \(site ?? "-")")
    }
    // A program that says nothing of where it comes from needs the token, and the token of this session.
    browser.origin = nil
    let other = try await signedIn(server, "Bo")
    for wrong in ["", "1", token.uppercased(), String(token.dropFirst()), try await other.get(people).formToken] {
      #expect(try await browser.post(people, adding("Mallory", wrong)).status == 403)
    }
    #expect(try names(server) == ["Bo", "Eva"])
    #expect(try await browser.post(people, adding("Åsa", token)).status == 303)
    #expect(try names(server) == ["Bo", "Eva", "Åsa"])
  }

  @Test func aFormThatIsSentTwiceIsDoneOnce() async throws {
    let server = try await PageServer()
    let browser = try await signedIn(server)
    let people = server.base + "/people"
    let token = try await browser.get(people).formToken
    // A double click: both are under way at the same time.
    let (port, cookies, form) = (server, browser.cookies, adding("Åsa", token))
    let answers = try await withThrowingTaskGroup(of: Wire.Answer.self) { group in
      for _ in 0..<6 {
        group.addTask {
          let browser = TestBrowser(port)
          browser.cookies = cookies
          return try await browser.post(people, form)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.allSatisfy { $0.status == 303 && $0.location == people })
    #expect(try await browser.post(people, form).location == people)
    #expect(try server.accounts.audit().filter { $0.action == .memberAdded && $0.subject == "Åsa" }.count == 1)
    // Another one from the same page is another one.
    #expect(try await browser.post(people, adding("Ola", token)).status == 303)
    #expect(try names(server) == ["Eva", "Ola", "Åsa"])
    // What did not come to anything may be sent again.
    let wrong = adding("\u{202E}", try await browser.get(people).formToken)
    let first = try await browser.post(people, wrong)
    #expect(first.status != 303)
    #expect(try await browser.post(people, wrong).status == first.status)
  }

  @Test func whatWasTypedWhenTheSessionEndedComesBackAfterSigningIn() async throws {
    let server = try await PageServer()
    let browser = try await signedIn(server)
    let people = server.base + "/people"
    let token = try await browser.get(people).formToken
    server.clock.move(WebSession.idleMilliseconds)
    let name = "Åsa <script> & \"Bo\""
    let answer = try await browser.post(people, adding(name, token))
    #expect(answer.status == 401 && answer.isPage)
    #expect(answer.text.contains("Åsa &lt;script&gt; &amp; &quot;Bo&quot;") && !answer.text.contains("<script>"))
    #expect(answer.field("return") == people)
    let fields = [
      ("csrf", answer.formToken), ("return", answer.field("return")), ("workspace", answer.field("workspace")),
      ("name", "Eva"),
    ]
    // A wrong password in between loses nothing.
    let wrong = try await browser.post("/sign-in", fields + [("password", "fel lösenord")])
    #expect(wrong.status == 422 && wrong.text.contains("Åsa &lt;script&gt;"))
    let entered = try await browser.post("/sign-in", fields + [("password", "fyra ord som sitter")])
    #expect(entered.status == 303 && entered.location == people)
    // A program that looks ahead takes nothing away.
    _ = try await browser.send("HEAD", people, headers: [], body: nil)
    _ = try await browser.get(people, headers: [("Sec-Purpose", "prefetch")])
    let page = try await browser.get(people)
    #expect(page.text.contains("Åsa &lt;script&gt; &amp; &quot;Bo&quot;"))
    #expect(try names(server) == ["Eva"])
    // Once.
    #expect(!(try await browser.get(people)).text.contains("&lt;script&gt;"))
    #expect(try await browser.post(people, adding(name, page.formToken)).status == 303)
    #expect(try names(server).contains(name))
  }

  @Test func whatIsTooLongToBeKeptIsShown() async throws {
    let server = try await PageServer()
    _ = try await signedIn(server)
    let stranger = TestBrowser(server)
    let long = String(repeating: "ordet ", count: 20_000) + "slut"
    let answer = try await stranger.post(server.base + "/people", [("csrf", "x"), ("user", long)])
    #expect(answer.status == 401 && answer.text.contains("ordet slut"))
    #expect(answer.text.contains("Copy it from here"))
  }

  @Test func aPageFromBeforeSigningInAgainIsAnsweredWithWhatWasTyped() async throws {
    let server = try await PageServer()
    let browser = try await signedIn(server)
    let people = server.base + "/people"
    let old = try await browser.get(people).formToken
    #expect(try await browser.signIn("Eva", "fyra ord som sitter").status == 303)
    let answer = try await browser.post(people, adding("Åsa", old))
    #expect(answer.status == 403 && answer.isPage && answer.text.contains("Åsa"))
    #expect(answer.text.contains("href=\"\(people)\""))
    #expect(try await browser.get(people).text.contains("value=\"Åsa\""))
    #expect(try names(server) == ["Eva"])
  }

  @Test func aRoleThatIsTakenAwayIsGoneAtTheNextRequest() async throws {
    let server = try await PageServer()
    let browser = try await signedIn(server)
    try server.member("Bo", .administrator)
    let people = server.base + "/people"
    let token = try await browser.get(people).formToken
    try server.accounts.setRole(of: "Eva", to: .reader, by: .console)
    let answer = try await browser.post(people, adding("Åsa", token))
    #expect(answer.status == 403 && answer.isPage)
    #expect(try await browser.get(people).status == 403)
    #expect(try await browser.get(server.base).status == 200)
    try server.accounts.removeMember("Eva", by: .console)
    #expect(try await browser.get(server.base).status == 303)
    #expect(try names(server) == ["Bo"])
  }

  @Test func anAdministratorsHandEndsASession() async throws {
    let server = try await PageServer()
    let browser = try await signedIn(server)
    try server.accounts.endSessions(of: "Eva", by: .console)
    #expect(try await browser.get(server.base).status == 303)
  }

  @Test func aSessionEndsByTheServersClock() async throws {
    let server = try await PageServer()
    let browser = try await signedIn(server)
    server.clock.move(WebSession.idleMilliseconds - 1)
    #expect(try await browser.get(server.base).status == 200)
    server.clock.move(WebSession.idleMilliseconds)
    #expect(try await browser.get(server.base).status == 303)
  }

  @Test func formsAreBounded() async throws {
    let server = try await PageServer()
    let browser = try await signedIn(server)
    let people = server.base + "/people"
    let token = try await browser.get(people).formToken
    let large = try await browser.post(people, adding(String(repeating: "x", count: 10 << 20), token))
    #expect(large.status == 413 && large.isPage && large.text.contains("1024 KiB"))
    let field = try await browser.post(people, adding(String(repeating: "x", count: 600 << 10), token))
    #expect(field.status == 413)
    let many = try await browser.post(people, adding("Åsa", token) + Array(repeating: ("x", ""), count: 5001))
    #expect(many.status == 413 && many.text.contains("5000"))
    for (type, body) in [
      ("text/plain", "user=Bo"), ("application/x-www-form-urlencoded", "user=%"), ("multipart/form-data", "x"),
      ("application/x-www-form-urlencoded", "user=%FF"),
    ] {
      let answer = try await browser.send(
        "POST", people, headers: [("Content-Type", type), ("Origin", "http://localhost")], body: Array(body.utf8))
      #expect([400, 415].contains(answer.status) && answer.isPage)
    }
    #expect(try names(server) == ["Eva"])
    let header = try await browser.get(people, headers: [("X-Long", String(repeating: "x", count: 40 << 10))])
    #expect(header.status == 431)
    #expect(try await browser.get("/" + String(repeating: "x", count: 9000)).status == 413)
  }
}
