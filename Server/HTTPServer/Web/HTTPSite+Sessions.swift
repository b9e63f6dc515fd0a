internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Pages
internal import Replica
internal import SyncProtocol
internal import SyncServer

/// A browser that is signed in.
struct SignedInBrowser: Sendable {
  let token: SessionToken
  let session: WebSession
  let actor: Actor
}

/// Where a form was sent from, as far as the browser says it.
enum FormSender: Sendable {
  case ourPage
  case otherSite
  /// Neither `Origin` nor `Sec-Fetch-Site` says it: no browser of today, or a page that was loaded anew. The form's
  /// token alone decides.
  case unsaid
}

extension HTTPSite {
  /// A route for a page of a workspace, for members with at least that role.
  ///
  /// Before `answer` is called: the session is found and the role of today looked up; a `POST` comes from a page of
  /// ours and carries its session's form token; one that was sent twice is answered as the first one was. Without a
  /// session a `GET` leads to the sign-in page and back, and a `POST` keeps what was typed.
  ///
  /// What `answer` throws becomes a page too. A `POST` that has done something answers with `WebCall.redirect`.
  func page(
    _ method: HTTPRequest.Method, _ template: String, _ role: Role,
    _ answer: @escaping @Sendable (WebCall) async throws -> Response
  ) -> Route {
    Route(method, template, .page(role)) { [self] call in
      do {
        return method == .post ? try await post(call, role, answer) : try await get(call, role, answer)
      } catch {
        await noteRefusal(error, call, "\(method.rawValue) \(template)")
        throw error
      }
    }
  }

  private func get(
    _ call: Call, _ role: Role, _ answer: @escaping @Sendable (WebCall) async throws -> Response
  ) async throws -> Response {
    let path = LocalPath(call.request.head.path ?? "/")
    guard let server = try await workspaceServer(call), let browser = try await browser(call, server) else {
      let address = Query.address("/sign-in", [("return", path?.text ?? "")])
      return .redirect(toAddress: address)
    }
    try allow(browser, role)
    // What is given once is given to the person and not to a program that looks ahead.
    let isSeen = call.request.method == .get && call.headers[.secPurpose] == nil
    let kept = isSeen ? try await keptForm(browser, server, path: path) : nil
    let notice = isSeen ? web.notices.take(browser.session.token, now: uptime) : nil
    return try await answer(
      WebCall(
        call: call, site: self, server: server, actor: browser.actor, session: browser.session,
        formToken: Self.formToken(browser.token), form: .none, kept: kept, notice: notice))
  }

  private func keptForm(
    _ browser: SignedInBrowser, _ server: WorkspaceServer, path: LocalPath?
  ) async throws -> FormFields? {
    guard browser.session.kept != nil, let path else { return nil }
    let session = browser.session
    return try await pool.run { try server.accounts.takeKept(of: session, path: path.path) }
      .flatMap { FormFields($0.body) }
  }

  private func post(
    _ call: Call, _ role: Role, _ answer: @escaping @Sendable (WebCall) async throws -> Response
  ) async throws -> Response {
    let sender = sender(of: call)
    let form = try await call.form(limits: limits, metrics: metrics)
    if sender == .otherSite { throw WebProblem.forged }
    do {
      return try await post(call, form, sender, role, answer)
    } catch {
      // What somebody typed is not lost because it came too early.
      guard sender == .ourPage, !form.body.isEmpty, !(error is WebProblem),
        let path = LocalPath(call.request.head.path ?? "/"),
        ProblemAnswer.answer(to: error).answer.problem.retryAfterSeconds > 0
      else { throw error }
      throw WebProblem.later(form, again: path, error)
    }
  }

  private func post(
    _ call: Call, _ form: FormFields, _ sender: FormSender, _ role: Role,
    _ answer: @escaping @Sendable (WebCall) async throws -> Response
  ) async throws -> Response {
    let path = LocalPath(call.request.head.path ?? "/")
    guard let server = try await workspaceServer(call), let browser = try await browser(call, server) else {
      return try await signInToGoOn(call, form: form, path: path)
    }
    guard Self.isFormToken(form.token, of: browser.token) else {
      guard sender == .ourPage else { throw WebProblem.forged }
      try await keep(form, path: path, in: browser.token, of: server)
      throw WebProblem.stale(form, again: path)
    }
    try allow(browser, role)
    let name = Hash(of: Array("\(form.token) \(call.request.head.path ?? "")\n".utf8) + form.body)
    if let done = await web.ledger.begin(name) { return .redirect(to: done) }
    var led: LocalPath?
    defer { web.ledger.end(name, path: led) }
    let response = try await answer(
      WebCall(
        call: call, site: self, server: server, actor: browser.actor, session: browser.session,
        formToken: Self.formToken(browser.token), form: form, kept: nil, notice: nil))
    if response.status == .seeOther { led = response.headers[.location].flatMap { LocalPath($0) } }
    return response
  }

  private func keep(
    _ form: FormFields, path: LocalPath?, in token: SessionToken, of server: WorkspaceServer
  ) async throws {
    guard let path, let kept = Self.kept(form, path) else { return }
    try await pool.run { try server.accounts.keep(kept, in: token) }
  }

  /// What may be kept of a form; nil when it is too much.
  static func kept(_ form: FormFields, _ path: LocalPath) -> KeptForm? {
    guard !form.body.isEmpty, form.body.count + path.text.utf8.count <= KeptForm.bytesMax else { return nil }
    return KeptForm(path: path.path, body: form.body)
  }

  private func allow(_ browser: SignedInBrowser, _ role: Role) throws {
    if let seconds = devices.take("web " + browser.session.id, now: uptime) { throw tooMany(seconds) }
    guard browser.actor.role >= role else { throw AccountProblem.notAllowed(needs: role) }
  }

  /// The workspace that the path names, by id or by name. May be asked by anybody, so nobody is told.
  func workspaceServer(_ call: Call) async throws -> WorkspaceServer? {
    try await workspaceServer(named: call.parameters["workspace"] ?? "")
  }

  func workspaceServer(named wanted: String) async throws -> WorkspaceServer? {
    let directory = directory
    return try await pool.run {
      let servers = try directory.workspaces()
      if let server = servers.first(where: { $0.workspace.text == wanted.lowercased() }) { return server }
      let named = servers.filter { $0.name.utf8.elementsEqual(wanted.utf8) }
      return named.count == 1 ? named[0] : nil
    }
  }

  /// Who is signed in at a workspace.
  func browser(_ call: Call, _ server: WorkspaceServer) async throws -> SignedInBrowser? {
    guard let token = Cookies(call.headers)[web.cookies.session(server.workspace)].flatMap(SessionToken.init) else {
      return nil
    }
    let now = uptime
    guard strangers.hasRoom(call.address, now: now) else { throw tooMany(60) }
    do {
      return try await pool.run {
        let (session, actor) = try server.accounts.session(token)
        return SignedInBrowser(token: token, session: session, actor: actor)
      }
    } catch AccountProblem.notSignedIn {
      _ = strangers.take(call.address, now: now)
      return nil
    }
  }

  // Forms.

  /// Where a form was sent from.
  func sender(of call: Call) -> FormSender {
    var sender = FormSender.unsaid
    switch call.headers[.secFetchSite] {
    case nil, "none": break
    case "same-origin": sender = .ourPage
    default: return .otherSite
    }
    if let text = call.headers[.origin] {
      guard let origin = WebOrigin(text), isOurs(origin, call) else { return .otherSite }
      sender = .ourPage
    }
    return sender
  }

  private func isOurs(_ origin: WebOrigin, _ call: Call) -> Bool {
    guard let own = web.origin(call) else { return false }
    // Behind a proxy that nobody told us of, only the host is known.
    return web.settings.publicURL == nil
      ? origin.authority == own.authority || Self.isSame(origin, call) : origin == own
  }

  private static func isSame(_ origin: WebOrigin, _ call: Call) -> Bool {
    call.request.head.authority.flatMap { WebOrigin(origin.scheme + "://" + $0) } == origin
  }

  static func formToken(_ token: SessionToken) -> String {
    token.formToken + "." + String(UInt64.random(in: .min ... .max), radix: 36)
  }

  static func isFormToken(_ text: String, of token: SessionToken) -> Bool {
    let parts = text.split(separator: ".", maxSplits: 1)
    return parts.count == 2 && token.isFormToken(String(parts[0]))
  }
}
