internal import CommitFormat
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import Pages
internal import Replica
internal import SyncProtocol
internal import SyncServer

/// Somebody who was sent to the provider.
struct PendingSignIn: Sendable {
  let path: LocalPath?
  let workspace: String
}

extension HTTPSite {
  var oidcRoutes: [Route] {
    [
      Route(.get, "/sign-in/oidc", .openPage, answer: askProvider),
      Route(.get, "/sign-in/oidc/callback", .openPage, answer: hearProvider),
    ]
  }

  /// The address at which the provider vouches for people; nil where there is none.
  func elsewhere(path: LocalPath?, workspace: String) -> String? {
    guard web.oidc != nil else { return nil }
    return Query.address("/sign-in/oidc", [("return", path?.text ?? ""), ("workspace", workspace)])
  }

  private static func question(_ token: SessionToken, _ origin: WebOrigin) -> OIDCProvider.Question {
    OIDCProvider.Question(
      state: token.derived("bygd oidc state 1").hex, nonce: token.derived("bygd oidc nonce 1").hex,
      verifier: token.derived("bygd oidc verifier 1").hex, redirect: origin.text + "/sign-in/oidc/callback")
  }

  /// Sends the browser to the provider, with a secret of its own that it must bring back.
  @Sendable private func askProvider(_ call: Call) async throws -> Response {
    guard let provider = web.oidc, let origin = web.origin(call) else { throw ProblemAnswer(.notFound) }
    if let seconds = strangers.take(call.address, now: uptime) { throw tooMany(seconds) }
    let token = SessionToken(random: SystemRandom())
    let address = try await provider.address(for: Self.question(token, origin), now: uptime)
    web.pending.put(
      PendingSignIn(
        path: call.query["return"].flatMap { LocalPath($0) },
        workspace: String((call.query["workspace"] ?? "").prefix(200))),
      as: token.hash, bytes: 4096, now: uptime)
    var response = Response.redirect(toAddress: address)
    response.set(cookie: web.cookies.secret(web.cookies.oidc, token.text, seconds: 600))
    return response
  }

  /// The browser is back: with a code, or with word that nothing came of it.
  @Sendable private func hearProvider(_ call: Call) async throws -> Response {
    guard let provider = web.oidc, let origin = web.origin(call) else { throw ProblemAnswer(.notFound) }
    if let seconds = strangers.take(call.address, now: uptime) { throw tooMany(seconds) }
    guard let token = Cookies(call.headers)[web.cookies.oidc].flatMap(SessionToken.init),
      let state = call.query["state"], let pending = web.pending.look(token.hash, now: uptime)
    else { throw OIDCProblem.unasked }
    let question = Self.question(token, origin)
    guard state.utf8.elementsEqual(question.state.utf8),
      call.query["iss"].map({ $0.utf8.elementsEqual(provider.settings.issuer.utf8) }) ?? true
    else { throw OIDCProblem.unasked }
    // From here on the question is used up, whatever comes of it.
    _ = web.pending.take(token.hash, now: uptime)
    if let error = call.query["error"] { throw OIDCProblem.refused(error) }
    guard let code = call.query["code"], !code.isEmpty else { throw OIDCProblem.unasked }
    do {
      let name = try await provider.name(for: code, question: question, now: clock.now(), uptime: uptime)
        .precomposedStringWithCanonicalMapping
      return try await enter(name, pending, call)
    } catch let problem as OIDCProblem {
      call.logger.warning("sign-in elsewhere failed", metadata: ["reason": "\(problem.label)"])
      throw problem
    }
  }

  /// Lets the person in whom the provider has named, where they are a member.
  private func enter(_ name: String, _ pending: PendingSignIn, _ call: Call) async throws -> Response {
    let directory = directory
    let servers = try await pool.run { try directory.workspaces() }
    let wanted = pending.path?.workspace ?? pending.workspace
    let named = servers.filter { Self.isNamed($0, wanted) }
    let stranger = Stranger(call, web)
    for server in named.isEmpty ? servers : named {
      let browser = newBrowser(call, server, stranger)
      do {
        let signedIn = try await pool.run { try server.accounts.signIn(vouchedFor: name, from: browser) }
        var response = enter(signedIn, server, path: pending.path, stranger: stranger)
        response.set(cookie: web.cookies.gone(web.cookies.oidc))
        return response
      } catch AccountProblem.unknownUser {
        continue
      }
    }
    if let server = named.first ?? servers.first {
      try await pool.run { try server.accounts.noteFailure(of: name, way: WebSession.Way.oidc.rawValue) }
    }
    throw OIDCProblem.notMember(name)
  }

  static func isNamed(_ server: WorkspaceServer, _ name: String) -> Bool {
    name.lowercased() == server.workspace.text || name.utf8.elementsEqual(server.name.utf8)
  }
}

extension OIDCProblem {
  /// For the server's log: no names, and nothing that the other side wrote.
  var label: String {
    switch self {
    case .unreachable: "unreachable"
    case .garbled(let what): "garbled " + what
    case .refused: "refused"
    case .unasked: "unasked"
    case .badToken(let fault): "token " + fault.rawValue
    case .noName: "no-name"
    case .notMember: "not-member"
    }
  }

  var status: Int {
    switch self {
    case .unreachable, .garbled, .badToken: 502
    case .refused, .noName, .notMember: 403
    case .unasked: 400
    }
  }
}
