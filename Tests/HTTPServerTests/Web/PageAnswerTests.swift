import CommitFormat
import Foundation
import HTTPServer
import SyncProtocol
import SyncServer
import Testing

@Suite struct PageAnswerTests {
  private static let policy = """
    default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; \
    frame-ancestors 'none'; base-uri 'none'
    """

  @Test func everyPageAndEveryErrorOfOneIsGuarded() async throws {
    let server = try await PageServer()
    let password = try server.member("Eva", .administrator)
    let browser = TestBrowser(server)
    for path in ["/", "/sign-in", "/sign-in/0000-0000-0000-0000", "/nowhere", "/assets/none", server.base] {
      try check(try await browser.get(path), path)
    }
    try check(try await browser.post("/sign-in", []), "POST /sign-in")
    _ = try await browser.signIn("Eva", password)
    for path in ["/", server.base, server.base + "/people", server.base + "/nowhere", server.base + "/inbox/zzz"] {
      try check(try await browser.get(path), path)
    }
    try check(try await browser.send("DELETE", server.base, headers: [], body: nil), "DELETE")
  }

  private func check(_ answer: Wire.Answer, _ what: String) throws {
    #expect(answer.headers["content-security-policy"] == Self.policy, "\(what)")
    #expect(answer.headers["referrer-policy"] == "same-origin", "\(what)")
    #expect(answer.headers["x-content-type-options"] == "nosniff", "\(what)")
    #expect(answer.headers["cache-control"] == "no-store", "\(what)")
    guard answer.status != 303 else { return }
    #expect(answer.isPage, "\(what)")
    #expect(!answer.text.contains("style=\"") && !answer.text.contains("<script>"), "\(what)")
  }

  @Test func aSlashTooManyLeadsToThePage() async throws {
    let server = try await PageServer()
    let browser = TestBrowser(server)
    for (typed, meant) in [(server.base + "/", server.base), (server.base + "/inbox/?q=a", server.base + "/inbox?q=a")]
    {
      let answer = try await browser.get(typed)
      #expect(answer.status == 303 && answer.headers["location"] == meant, "\(typed)")
    }
    #expect(try await browser.get(server.base + "/nowhere/").status == 404)
    #expect(try await browser.get("//elsewhere.example/").status == 404)
  }

  @Test func peopleReadPagesAndProgramsReadProblems() async throws {
    let server = try await PageServer()
    let person = TestBrowser(server)
    let program = TestBrowser(server)
    program.headers = [("Accept", "application/json")]
    let plain = TestBrowser(server)
    plain.headers = []
    #expect(try await person.get("/nowhere").isPage)
    #expect(try await program.get("/nowhere").problem == .notFound)
    #expect(try await plain.get("/nowhere").problem == .notFound)
    #expect(try await person.get("/v1/workspaces/x/records").problem == .notFound)
    #expect(try await plain.get("/sign-in/0000-0000-0000-0000").isPage)
    #expect(try await program.get("/sign-in/0000-0000-0000-0000").problem == .codeUnknown)
    #expect(try await person.get("/v1/openapi.yaml").headers["content-security-policy"] == nil)
  }

  @Test func theReaderChoosesTheLanguage() async throws {
    let server = try await PageServer()
    let browser = TestBrowser(server)
    browser.headers = []
    #expect(try await browser.get("/sign-in").headers["content-language"] == "sv")
    browser.headers = [("Accept-Language", "fr, da;q=0.8, en;q=0.5")]
    #expect(try await browser.get("/sign-in").headers["content-language"] == "da")
    let chosen = try await browser.get("/sign-in?lang=en")
    #expect(chosen.headers["content-language"] == "en")
    #expect(chosen.cookies.contains("bygd-lang=en; Path=/; SameSite=Lax; Max-Age=31536000"))
    #expect(try await browser.get("/sign-in").headers["content-language"] == "en")
    #expect(try await browser.get("/nowhere").headers["content-language"] == "en")
    let odd = try await browser.get("/sign-in?lang=%0d%0aX")
    #expect(odd.status == 200 && odd.headers["content-language"] == "en")
    #expect(!odd.cookies.contains { $0.hasPrefix("bygd-lang") })
  }

  @Test func assetsAreNamedByTheirContent() async throws {
    let server = try await PageServer()
    let browser = TestBrowser(server)
    let page = try await browser.get("/sign-in")
    let parts = page.text.components(separatedBy: "/assets/")
    #expect(parts.count == 4)
    for part in parts.dropFirst() {
      let path = "/assets/" + part.prefix { $0 != "\"" }
      let answer = try await browser.get(path)
      #expect(answer.status == 200 && !answer.body.isEmpty, "\(path)")
      #expect(answer.headers["cache-control"] == "public, max-age=31536000, immutable")
      #expect(answer.headers["content-type"].map { !$0.contains("html") } == true)
      let again = try await browser.get(path, headers: [("If-None-Match", answer.headers["etag"] ?? "")])
      #expect(again.status == 304)
      let packed = try await browser.get(path, headers: [("Accept-Encoding", "gzip")])
      #expect(packed.body == answer.body)
    }
    #expect(try await browser.get("/assets/style.css").headers["cache-control"] == "no-cache")
    for path in ["/assets/style.0123456789abcdef.css", "/assets/..%2fsign-in", "/assets/"] {
      #expect(try await browser.get(path).status == 404)
    }
  }
}
