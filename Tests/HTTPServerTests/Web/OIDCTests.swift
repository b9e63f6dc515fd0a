import CommitFormat
import Foundation
import HTTPServer
import Schema
import SyncProtocol
import SyncServer
import Testing

@Suite(.serialized) struct OIDCTests {
  private func start(
    claim: String = "preferred_username", waitSeconds: Int = 10
  ) async throws -> (PageServer, TestProvider) {
    let provider = try TestProvider()
    let settings = try #require(
      OIDCSettings(
        issuer: provider.issuer, clientID: provider.clientID, clientSecret: provider.secret, claim: claim,
        waitSeconds: waitSeconds))
    let server = try await PageServer(web: WebSettings(oidc: settings))
    _ = try server.accounts.addMember("Eva", role: .administrator, by: .console)
    provider.be(.none, now: server.clock.now())
    return (server, provider)
  }

  /// Follows the link of the sign-in page to the provider.
  ///
  /// - Returns: the address that the provider sends the browser back to.
  private func goThere(_ browser: TestBrowser, _ provider: TestProvider, path: String = "") async throws -> String {
    let page = try await browser.get("/sign-in?return=" + TestBrowser.encoded(path))
    let link = try #require(page.text.range(of: "href=\"/sign-in/oidc"))
    let rest = page.text[link.lowerBound...].dropFirst(6).prefix { $0 != "\"" }
    let sent = try await browser.get(rest.replacingOccurrences(of: "&amp;", with: "&"))
    guard sent.status == 303 else { throw Unsent(status: sent.status, text: sent.text) }
    #expect(sent.location.hasPrefix(provider.issuer + "/authorize?tenant=1&"))
    let cookie = try #require(sent.cookies.first { $0.hasPrefix("bygd-oidc=") })
    #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Lax; Max-Age=600"))
    let path = sent.location.dropFirst("http://127.0.0.1:\(provider.port)".utf8.count)
    let port = provider.port
    let answer: Wire.Answer = try await withCheckedThrowingContinuation { continuation in
      Thread {
        continuation.resume(
          with: Result {
            let wire = try Wire(port)
            try wire.request("GET", String(path))
            return try wire.answer()
          })
      }.start()
    }
    try #require(answer.status == 302)
    let back = answer.location
    #expect(back.hasPrefix("http://localhost/sign-in/oidc/callback?"))
    return String(back.dropFirst("http://localhost".count))
  }

  private struct Unsent: Error {
    let status: Int
    let text: String
  }

  @Test func aMemberComesInAndGoesWhereTheyWanted() async throws {
    let (server, provider) = try await start()
    defer { provider.stop() }
    for trick in [TestProvider.Trick.none, .rsa] {
      provider.be(trick, now: server.clock.now())
      let browser = TestBrowser(server)
      let back = try await goThere(browser, provider, path: server.base + "/audit")
      let answer = try await browser.get(back)
      #expect(answer.status == 303 && answer.location == server.base + "/audit", "\(trick)")
      #expect(browser.cookies.keys.sorted() == ["bygd-" + server.server.workspace.text])
      #expect(try await browser.get(server.base + "/audit").status == 200)
      // The way back leads in once.
      #expect(try await browser.get(back).status == 400)
    }
    #expect(try server.accounts.audit().first?.detail == "oidc")
    #expect(provider.count("openid-configuration") == 1)
    #expect(provider.count("jwks") == 1)
  }

  @Test func whateverIsWrongNobodyIsLetIn() async throws {
    let (server, provider) = try await start(waitSeconds: 2)
    defer { provider.stop() }
    _ = try server.accounts.addMember("Bo", role: .reader, by: .console)
    let atDiscovery: Set<TestProvider.Trick> = [.garbledDiscovery, .otherIssuerDiscovered, .plainHTTPEndpoint]
    let isGood: Set<TestProvider.Trick> = [.none, .rsa]
    for trick in TestProvider.Trick.allCases where !isGood.contains(trick) && trick != .garbledKeys {
      // Discovery is remembered for an hour, so these have a server of their own below.
      guard !atDiscovery.contains(trick) else { continue }
      provider.be(trick, now: server.clock.now())
      let browser = TestBrowser(server)
      let answer = try await browser.get(try await goThere(browser, provider))
      let refusals: [TestProvider.Trick: Int] = [.noName: 403, .refusedCode: 403]
      #expect(answer.status == refusals[trick] ?? 502, "\(trick): \(answer.status)")
      #expect(answer.isPage && answer.text.contains("href=\"/sign-in\""), "\(trick)")
      #expect(!browser.cookies.keys.contains { $0.hasSuffix(server.server.workspace.text) }, "\(trick)")
    }
    #expect(try server.accounts.sessions(by: .console).isEmpty)
    for trick in atDiscovery.union([.garbledKeys]).sorted(by: { $0.rawValue < $1.rawValue }) {
      let (other, provider) = try await start()
      defer { provider.stop() }
      provider.be(trick, now: other.clock.now())
      let browser = TestBrowser(other)
      let status: Int
      do {
        status = try await browser.get(try await goThere(browser, provider)).status
      } catch let unsent as Unsent {
        status = unsent.status
        #expect(unsent.text.contains("<h1>"))
      }
      #expect(status == 502, "\(trick)")
    }
  }

  @Test func theAnswerMustBeToThisBrowsersQuestion() async throws {
    let (server, provider) = try await start()
    defer { provider.stop() }
    let attacker = TestBrowser(server)
    let theirs = try await goThere(attacker, provider)
    // Somebody else's answer, slipped to a browser that asked nothing, or something else.
    #expect(try await TestBrowser(server).get(theirs).status == 400)
    let victim = TestBrowser(server)
    let own = try await goThere(victim, provider)
    #expect(try await victim.get(theirs).status == 400)
    let items = TestProvider.items(String(own.split(separator: "?")[1]))
    let state = try #require(items["state"])
    let code = try #require(items["code"])
    for path in [
      "?code=\(code)", "?state=\(state)", "?code=\(code)&state=\(state.uppercased())", "?code=&state=",
      "?code=\(code)&state=\(state)&iss=https%3A%2F%2Fprovider.example", "",
    ] {
      #expect(try await victim.get("/sign-in/oidc/callback" + path).status == 400, "\(path)")
    }
    #expect(try server.accounts.sessions(by: .console).isEmpty)
  }

  @Test func whatTheProviderRefusesIsSaid() async throws {
    let (server, provider) = try await start()
    defer { provider.stop() }
    let browser = TestBrowser(server)
    let items = TestProvider.items(String(try await goThere(browser, provider).split(separator: "?")[1]))
    let state = try #require(items["state"])
    let answer = try await browser.get("/sign-in/oidc/callback?error=access_denied&state=\(state)")
    #expect(answer.status == 403 && answer.isPage)
    // Too late.
    let late = TestBrowser(server)
    let path = try await goThere(late, provider)
    provider.be(.none, now: server.clock.now() - 400_000)
    #expect(try await late.get(path).status == 502)
  }

  @Test func onlyMembersComeIn() async throws {
    let (server, provider) = try await start()
    defer { provider.stop() }
    provider.be(.none, name: "Mallory <b>", now: server.clock.now())
    let browser = TestBrowser(server)
    let answer = try await browser.get(try await goThere(browser, provider))
    #expect(answer.status == 403 && answer.text.contains("Mallory &lt;b&gt;"))
    let record = try #require(try server.accounts.audit().first)
    #expect(record.action == .signInFailed && record.subject == "Mallory <b>" && record.detail == "oidc")
  }

  @Test func anAddressThatNobodyHasCheckedIsNoName() async throws {
    let (server, provider) = try await start(claim: "email")
    defer { provider.stop() }
    _ = try server.accounts.addMember("kim@example.se", role: .reader, by: .console)
    for (verified, status) in [(false, 403), (true, 303)] {
      provider.be(
        .none, now: server.clock.now(),
        claims: ["email": .string("kim@example.se"), "email_verified": .boolean(verified)])
      let browser = TestBrowser(server)
      #expect(try await browser.get(try await goThere(browser, provider)).status == status)
    }
  }

  @Test func aNewKeyIsFetchedAndAnUnknownOneNotAgainAndAgain() async throws {
    let (server, provider) = try await start()
    defer { provider.stop() }
    func signIn() async throws -> Int {
      let browser = TestBrowser(server)
      return try await browser.get(try await goThere(browser, provider)).status
    }
    #expect(try await signIn() == 303)
    provider.changeKey()
    #expect(try await signIn() == 303)
    #expect(provider.count("jwks") == 2)
    provider.be(.unknownKey, now: server.clock.now())
    for _ in 0..<12 { #expect(try await signIn() == 502) }
    #expect(provider.count("jwks") < 10)
  }

  @Test func whatWasTypedComesAlongOverTheProvider() async throws {
    let (server, provider) = try await start()
    defer { provider.stop() }
    let people = server.base + "/people"
    let browser = TestBrowser(server)
    let ended = try await browser.post(people, [("csrf", "x.y"), ("do", "add"), ("user", "Åsa"), ("role", "reader")])
    #expect(ended.status == 401)
    let answer = try await browser.get(try await goThere(browser, provider, path: people))
    #expect(answer.location == people)
    #expect(try await browser.get(people).text.contains("value=\"Åsa\""))
  }

  @Test func onlySecureIssuersAreTaken() {
    func settings(_ issuer: String) -> OIDCSettings? { OIDCSettings(issuer: issuer, clientID: "bygd") }
    for issuer in [
      "http://provider.example", "http://127.0.0.1.example", "ftp://127.0.0.1", "provider.example", "https://",
      "https://a@b", "http://localhost@provider.example", "https://x?y", "https://x#y", "https://x y", "",
      "http://10.0.0.1", "http://[::2]:80",
    ] {
      #expect(settings(issuer) == nil, "\(issuer)")
    }
    for issuer in [
      "https://provider.example", "https://provider.example:8443/realms/x/", "http://127.0.0.1:8080",
      "http://localhost",
      "http://[::1]:80/x",
    ] {
      #expect(settings(issuer) != nil, "\(issuer)")
    }
    #expect(OIDCSettings(issuer: "https://x", clientID: "") == nil)
  }
}
