import CommitFormat
import Foundation
import HTTPServer
import SyncProtocol
import SyncServer
import Testing

@Suite struct SignInPageTests {
  @Test func aLinkIsUsedUpByItsButtonAndNotByLooking() async throws {
    let server = try await PageServer()
    _ = try server.accounts.addMember("Eva", role: .administrator, by: .console)
    let link = "/sign-in/" + (try server.accounts.signInCode(for: "Eva", by: .console).text)
    let browser = TestBrowser(server)
    for _ in 0..<3 {
      let page = try await TestBrowser(server).get(link)
      #expect(page.status == 200 && page.isPage && page.text.contains("Eva"))
    }
    #expect(try await TestBrowser(server).send("HEAD", link, headers: [], body: nil).status == 200)
    let page = try await browser.get(link)
    let answer = try await browser.post(link, [("csrf", page.formToken)])
    #expect(answer.status == 303 && answer.location == server.base)
    let name = "bygd-" + server.server.workspace.text
    let line = try #require(answer.cookies.first { $0.hasPrefix(name + "=") })
    #expect(line.hasSuffix("; Path=/; HttpOnly; SameSite=Lax"))
    #expect(line.count == name.count + 1 + 64 + "; Path=/; HttpOnly; SameSite=Lax".count)
    #expect(answer.cookies.contains("bygd-before=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"))
    #expect(try await browser.get("/").location == server.base)
    #expect(try await browser.get(server.base).status == 200)

    let other = TestBrowser(server)
    #expect(try await other.get(link).status == 410)
    #expect(try await other.get("/sign-in/0000-0000-0000-0000").status == 404)
    #expect(try await other.get("/").location == "/sign-in")
    #expect(
      try await other.get(server.base + "/audit").location == "/sign-in?return="
        + TestBrowser.slashed(server.base + "/audit"))
    #expect(try server.accounts.audit().first?.detail == "link")
  }

  @Test func underTLSTheCookiesAreBoundToTheHost() async throws {
    let server = try await PageServer(web: WebSettings(publicURL: WebOrigin("https://Bygd.example.se:443/")))
    let password = try server.member("Eva", .administrator)
    let browser = TestBrowser(server)
    #expect(try await browser.signIn("Eva", password).status == 403)
    browser.origin = "https://bygd.example.se"
    let answer = try await browser.signIn("Eva", password)
    #expect(answer.status == 303)
    #expect(answer.cookies.count == 2)
    for line in answer.cookies {
      #expect(line.hasPrefix("__Host-bygd-"))
      #expect(line.contains("; Path=/; HttpOnly; SameSite=Lax; Secure"))
    }
    // A cookie that plain HTTP could have planted is not looked at.
    let planted = TestBrowser(server)
    let name = "__Host-bygd-" + server.server.workspace.text
    planted.cookies = [String(name.dropFirst(7)): try #require(browser.cookies[name])]
    #expect(try await planted.get("/").location == "/sign-in")
  }

  @Test func aCodeIsUsedForAPasswordWhichThenServes() async throws {
    let server = try await PageServer()
    let code = try server.accounts.addMember("Åsa <b>", role: .editor, by: .console)
    let browser = TestBrowser(server)
    let page = try await browser.get("/sign-in")
    let typed = code.text.lowercased().replacingOccurrences(of: "-", with: " ")
    let sent = try await browser.post("/sign-in", [("csrf", page.formToken), ("code", typed)])
    #expect(sent.status == 303 && sent.location == "/sign-in/" + code.text)
    let chooser = try await browser.get(sent.location)
    #expect(chooser.text.contains("Åsa &lt;b&gt;") && !chooser.text.contains("<b>"))
    func choose(_ one: String, _ two: String) async throws -> Wire.Answer {
      try await browser.post(sent.location, [("csrf", chooser.formToken), ("password", one), ("repeated", two)])
    }
    #expect(try await choose("fyra ord som sitter", "fyra ord som satt").status == 422)
    #expect(try await choose("för kort", "för kort").status == 422)
    let chosen = try await choose("fyra ord som sitter", "fyra ord som sitter")
    #expect(chosen.status == 303 && chosen.location == server.base)
    #expect(try await browser.get(sent.location).status == 410)

    let other = TestBrowser(server)
    let wrong = try await other.signIn("Åsa <b>", "fyra ord som satt")
    let unknown = try await other.signIn("Åse", "fyra ord som satt")
    #expect(wrong.status == 422 && unknown.status == 422)
    func plain(_ answer: Wire.Answer, _ name: String) -> String {
      answer.text.replacingOccurrences(of: answer.formToken, with: "").replacingOccurrences(of: name, with: "NAME")
    }
    #expect(plain(wrong, "Åsa &lt;b&gt;") == plain(unknown, "Åse"))
    #expect(other.cookies.keys.allSatisfy { $0 == "bygd-before" })
    #expect(try await other.signIn("Åsa <b>", "fyra ord som sitter").status == 303)
    let bad = try await other.post("/sign-in", [("csrf", try await other.get("/sign-in").formToken), ("code", "hej")])
    #expect(bad.status == 422 && bad.isPage)
  }

  @Test func nobodyCanPlantASession() async throws {
    let server = try await PageServer()
    let password = try server.member("Eva", .administrator)
    let attacker = TestBrowser(server)
    try server.member("Mallory", .reader)
    #expect(try await attacker.signIn("Mallory", password).status == 303)
    let name = "bygd-" + server.server.workspace.text
    let theirs = try #require(attacker.cookies[name])
    let victim = TestBrowser(server)
    victim.cookies = [name: theirs]
    #expect(try await victim.signIn("Eva", password).status == 303)
    let mine = try #require(victim.cookies[name])
    #expect(mine != theirs)
    // The former session ended when its browser signed in as somebody else.
    #expect(try await attacker.get("/").location == "/sign-in")
    // A token that nobody gave out opens nothing.
    victim.cookies[name] = String(repeating: "ab", count: 32)
    #expect(try await victim.get("/").location == "/sign-in")
    // The sign-in form of one browser does not serve in another.
    let page = try await TestBrowser(server).get("/sign-in")
    let answer = try await TestBrowser(server).post(
      "/sign-in", [("csrf", page.formToken), ("name", "Mallory"), ("password", password)])
    #expect(answer.status == 403 && answer.isPage && answer.cookies.isEmpty)
    let stranger = TestBrowser(server)
    _ = try await stranger.get("/sign-in")
    #expect(
      try await stranger.post("/sign-in", [("csrf", page.formToken), ("name", "Mallory"), ("password", password)])
        .status == 403)
  }

  @Test func signingOutEndsTheSessionForGood() async throws {
    let server = try await PageServer()
    let password = try server.member("Eva", .administrator)
    let browser = TestBrowser(server)
    _ = try await browser.signIn("Eva", password)
    let stolen = TestBrowser(server)
    stolen.cookies = browser.cookies
    let page = try await browser.get(server.base)
    browser.origin = "https://evil.example"
    #expect(try await browser.post("/sign-out", [("csrf", page.formToken)]).status == 403)
    #expect(try await browser.get("/").location == server.base)
    browser.origin = nil
    #expect(try await browser.post("/sign-out", [("csrf", "1.1")]).status == 403)
    browser.origin = "http://localhost"
    let answer = try await browser.post("/sign-out", [("csrf", page.formToken)])
    #expect(answer.status == 303 && answer.location == "/sign-in")
    #expect(browser.cookies["bygd-" + server.server.workspace.text] == nil)
    #expect(try await stolen.get("/").location == "/sign-in")
    #expect(try await browser.post("/sign-out", [("csrf", page.formToken)]).location == "/sign-in")
    #expect(try server.accounts.audit().first?.action == .signedOut)
  }

  @Test func signingInLeadsNowhereElse() async throws {
    let server = try await PageServer()
    let password = try server.member("Eva", .administrator)
    let base = server.base
    for path in [
      "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/w//evil.example",
      "/w/../../evil", base + "/..", base + "/%2e%2E/x", base + "\r\nX: y", base + "/\u{7F}", " " + base,
      "/sign-out", "/w", base + "/å", base + "#x", base + "\\..", "/w/" + String(repeating: "a", count: 4000),
    ] {
      let answer = try await TestBrowser(server).signIn("Eva", password, path: path)
      #expect(answer.status == 303 && answer.location == base, "\(path.debugDescription) \(answer.location)")
    }
    for path in [base + "/audit", base + "/inbox?kind=text&page=2", "/w/Kulturplan/audit"] {
      #expect(try await TestBrowser(server).signIn("Eva", password, path: path).location == path)
    }
  }

  @Test func oneAddressMayNotGuessForLong() async throws {
    let server = try await PageServer(strangers: 1)
    let password = try server.member("Eva", .administrator)
    let browser = TestBrowser(server)
    let token = try await browser.get("/sign-in").formToken
    var statuses: [Int] = []
    func guess() async throws {
      statuses.append(try await browser.post("/sign-in", [("csrf", token), ("code", "hej")]).status)
    }
    for _ in 0..<4 { try await guess() }
    #expect(statuses == [422, 422, 422, 422])
    // A try comes back every few seconds, which may be long or short on a busy machine.
    var answer = try await browser.get("/sign-in")
    while answer.status != 429, statuses.count < 500 {
      repeat { try await guess() } while statuses.last == 422 && statuses.count < 500
      answer = try await browser.signIn("Eva", password)
    }
    #expect(statuses.allSatisfy { $0 == 422 || $0 == 429 })
    #expect(answer.status == 429 && answer.isPage && answer.headers["retry-after"] != nil)
  }

  @Test func oneMembersPasswordMayNotBeGuessedFromEverywhere() async throws {
    let server = try await PageServer()
    let password = try server.member("Eva", .administrator)
    try server.member("Bo", .reader)
    // All at a time, each from a browser of its own.
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<10 {
        group.addTask { try await TestBrowser(server).signIn("Eva", "fel lösenord \(number)").status }
      }
      return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
    }
    #expect(statuses[422, default: 0] >= 4 && statuses[429, default: 0] >= 4)
    #expect(statuses.values.reduce(0, +) == 10)
    let noted = try server.accounts.audit().filter { $0.action == .signInFailed }
    #expect(noted.count == statuses[422])
    // Nobody else is kept out by that.
    for _ in 0..<6 { #expect(try await TestBrowser(server).signIn("Bo", password).status == 303) }
  }

  @Test func twoWorkspacesAreTwoSessions() async throws {
    let server = try await PageServer(workspaces: ["Ett", "Två"])
    let second = server.servers[1]
    let password = try server.member("Eva", .administrator)
    let code = try second.accounts.addMember("Bo", role: .reader, by: .console)
    _ = try second.accounts.choosePassword("ett annat lösenord", with: code)
    let browser = TestBrowser(server)
    // Which one is asked for, and no names are given away.
    let page = try await browser.get("/sign-in")
    #expect(page.text.contains("id=\"workspace\"") && !page.text.contains("Två"))
    #expect(try await browser.signIn("Eva", password, workspace: "Tre").status == 422)
    #expect(try await browser.signIn("Eva", password, workspace: "Två").status == 422)
    #expect(try await browser.signIn("Eva", password, workspace: "Ett").location == server.base)
    let other = "/w/\(second.workspace.text)"
    #expect(try await browser.get(other).location == "/sign-in?return=" + TestBrowser.slashed(other))
    // The session of the one under the other's name.
    let forged = TestBrowser(server)
    forged.cookies["bygd-" + second.workspace.text] = browser.cookies["bygd-" + server.server.workspace.text]
    #expect(try await forged.get(other).status == 303)
    #expect(try await browser.signIn("Bo", "ett annat lösenord", path: other).location == other)
    #expect(try await browser.get(other).status == 200)
    #expect(try await browser.get(server.base).status == 200)
  }
}

extension TestBrowser {
  /// As the server writes a path in a query.
  static func slashed(_ path: String) -> String { path.replacingOccurrences(of: "/", with: "%2F") }
}
