import Foundation
import Schema
import Testing

/// Signing in with the real program: its commands, its file, its options.
@Suite(.serialized) struct SignInProgramTests {
  @Test func aLinkFromTheProgramSignsIn() throws {
    let server = try ServerProgram()
    try server.start()
    _ = try server.invite("Eva", "administrator")
    let made = try server.admin("link", "Eva", "--public-url", "https://bygd.example.se")
    let link = try #require(made["link"]?.string)
    let code = try #require(made["code"]?.string)
    #expect(link == "https://bygd.example.se/sign-in/" + code)
    func send(_ method: String, _ path: String, _ cookie: String, _ body: String? = nil) throws -> Wire.Answer {
      let wire = try Wire(server.port)
      var headers = [("Accept", "text/html")]
      if !cookie.isEmpty { headers.append(("Cookie", cookie)) }
      if body != nil { headers.append(("Content-Type", "application/x-www-form-urlencoded")) }
      try wire.request(method, path, headers: headers, body: body.map { Array($0.utf8) })
      return try wire.answer()
    }
    func pair(_ answer: Wire.Answer) -> String { answer.cookies.first.map { String($0.prefix { $0 != ";" }) } ?? "" }
    let page = try send("GET", "/sign-in/" + code, "")
    let entered = try send("POST", "/sign-in/" + code, pair(page), "csrf=" + page.formToken)
    #expect(entered.status == 303)
    let session = pair(entered)
    #expect(try send("GET", "/", session).location.hasPrefix("/w/"))

    let listed = try #require(try server.admin("session", "list")["sessions"]?.array?.first)
    #expect(listed["user"]?.string == "Eva" && listed["way"]?.string == "link")
    // The session outlives the program, and ends when it is told to.
    try server.stop()
    try server.start()
    #expect(try send("GET", "/", session).location.hasPrefix("/w/"))
    try server.admin("session", "end", "Eva")
    #expect(try send("GET", "/", session).location == "/sign-in")
    #expect(try server.admin("session", "list")["sessions"]?.array?.isEmpty == true)
    #expect(try server.admin("password", "reset", "Eva")["code"]?.string?.utf8.count == 19)
    #expect(try server.status("link", "Kim") == 65)
    // Neither codes nor tokens in the log.
    for secret in [code, String(session.suffix(64)), page.formToken] { #expect(!server.logText.contains(secret)) }
  }

  @Test func wrongOptionsAreSaid() throws {
    let server = try ServerProgram()
    for arguments in [
      ["--public-url", "bygd.example.se"], ["--public-url", "https://x/path"],
      ["--oidc-issuer", "http://provider.example", "--oidc-client-id", "bygd"],
      ["--oidc-issuer", "https://provider.example"],
    ] {
      let (status, _, error) = try ServerProgram.run(["serve", "--data", server.data] + arguments)
      #expect(status == 64 && !error.isEmpty, "\(arguments)")
    }
    let (status, _, _) = try ServerProgram.run([
      "serve", "--data", server.data, "--oidc-issuer", "https://provider.example", "--oidc-client-id", "bygd",
      "--oidc-client-secret-file", server.folder.path + "/none",
    ])
    #expect(status == 65)
  }

  @Test func theProgramOffersTheOrganisationsSignIn() throws {
    let server = try ServerProgram()
    try server.start("--oidc-issuer", "https://provider.example", "--oidc-client-id", "bygd")
    let wire = try Wire(server.port)
    try wire.request("GET", "/sign-in")
    #expect(try wire.answer().text.contains("href=\"/sign-in/oidc"))
  }
}
