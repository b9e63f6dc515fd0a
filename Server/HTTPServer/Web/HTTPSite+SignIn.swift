internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Pages
internal import Replica
internal import SyncProtocol
internal import SyncServer
internal import Words

extension HTTPSite {
  /// The pages that need no session. The provider's come first: `oidc` would do for a code.
  var signInRoutes: [Route] {
    oidcRoutes + [
      Route(.get, "/", .openPage, answer: home),
      Route(.get, "/sign-in", .openPage, answer: signInPage),
      Route(.post, "/sign-in", .openPage, answer: signIn),
      Route(.get, "/sign-in/{code}", .openPage, answer: codePage),
      Route(.post, "/sign-in/{code}", .openPage, answer: useCode),
      Route(.post, "/sign-out", .openPage, answer: signOut),
      Route(.get, "/assets/{name}", .openPage, answer: asset),
    ]
  }

  /// Leads to the workspace, or to the sign-in page.
  @Sendable private func home(_ call: Call) async throws -> Response {
    let directory = directory
    for server in try await pool.run({ try directory.workspaces() }) where try await browser(call, server) != nil {
      return .redirect(toAddress: Self.base(server))
    }
    return .redirect(toAddress: "/sign-in")
  }

  // The page.

  @Sendable private func signInPage(_ call: Call) async throws -> Response {
    let path = call.query["return"].flatMap { LocalPath($0) }
    return try await signInPage(call, form: SignInForm(path: path, workspace: call.query["workspace"] ?? ""))
  }

  /// What the sign-in page shows.
  struct SignInForm: Sendable {
    var path: LocalPath?
    var workspace = ""
    var name = ""
    var problem: Phrase?
    var status = HTTPResponse.Status.ok
    var kept: FormFields?
    var isTooLong = false
  }

  private func signInPage(_ call: Call, form: SignInForm, stranger: Stranger? = nil) async throws -> Response {
    let directory = directory
    let stranger = stranger ?? Stranger(call, web)
    let servers = try await pool.run { try directory.workspaces() }
    var workspace = form.workspace.isEmpty ? form.path?.workspace ?? "" : form.workspace
    if servers.count == 1, let only = servers.first { workspace = only.workspace.text }
    let isKnown = servers.contains { $0.workspace.text == workspace }
    // What was typed before stays to be seen as long as it is kept.
    let kept = form.kept ?? web.kept.look(stranger.shelf, now: uptime).flatMap { FormFields($0.body) }
    var title = Words.SignIn.title
    var notice = form.problem.map { PageFrame.Notice(.problem, $0.text(call.language)) }
    if form.kept != nil {
      title = Words.SignIn.endedTitle
      notice = PageFrame.Notice(
        .warning, (form.isTooLong ? Words.SignIn.endedTooLong : Words.SignIn.ended).text(call.language))
    }
    let body = SignInPage(
      language: call.language, returnPath: form.path?.text ?? "", workspace: workspace, asksWorkspace: !isKnown,
      typedName: form.name, elsewhere: elsewhere(path: form.path, workspace: workspace),
      typed: kept.map(ErrorPage.typed) ?? [])
    let address = Query.address("/sign-in", [("return", form.path?.text ?? "")])
    let frame = PageFrame(
      language: call.language, title: title.text(call.language), formToken: stranger.formToken, notice: notice,
      address: address)
    var response = Response.page(frame.html(body), call: call, status: form.status)
    stranger.remember(in: &response)
    return response
  }

  /// The answer to a form that came without a session: what was typed is shown, and kept until somebody has signed in.
  func signInToGoOn(_ call: Call, form: FormFields, path: LocalPath?) async throws -> Response {
    guard strangers.take(call.address, now: uptime) == nil else { throw tooMany(60) }
    let stranger = Stranger(call, web)
    var shown = SignInForm(path: path, status: .unauthorized, kept: form)
    if let path, let kept = Self.kept(form, path) {
      web.kept.put(kept, as: stranger.shelf, bytes: 256 + kept.body.count, now: uptime)
    } else {
      shown.isTooLong = !form.body.isEmpty
    }
    return try await signInPage(call, form: shown, stranger: stranger)
  }

  // With name and password.

  @Sendable private func signIn(_ call: Call) async throws -> Response {
    let (form, stranger) = try await strangersForm(call)
    if let seconds = strangers.take(call.address, now: uptime) { throw tooMany(seconds) }
    var shown = SignInForm(
      path: form["return"].flatMap { LocalPath($0) }, workspace: form["workspace"] ?? "", name: form["name"] ?? "",
      status: .unprocessableContent)
    if let text = form["code"] {
      guard let code = InvitationCode(text) else {
        shown.problem = Words.SignIn.codeWrong
        return try await signInPage(call, form: shown)
      }
      return .redirect(toAddress: "/sign-in/" + code.text)
    }
    guard let server = try await workspaceServer(named: shown.workspace) else {
      shown.problem = Words.SignIn.noWorkspace
      return try await signInPage(call, form: shown)
    }
    let guessed = "\(server.workspace.text) \(shown.name)"
    // Before the password is looked at: else many at a time would all find room.
    if let seconds = web.guesses.take(guessed, now: uptime) { throw tooMany(seconds) }
    do {
      let browser = self.newBrowser(call, server, stranger)
      let (name, password) = (shown.name, form["password"] ?? "")
      let signedIn = try await web.passwords.run {
        try server.accounts.signIn(name, password: password, from: browser)
      }
      web.guesses.giveBack(guessed)
      return enter(signedIn, server, path: shown.path, stranger: stranger)
    } catch AccountProblem.wrongPassword {
      shown.problem = Words.SignIn.wrong
      return try await signInPage(call, form: shown)
    }
  }

  // With a code.

  /// Looking at the page uses nothing up: programs that read letters before people do follow links too.
  @Sendable private func codePage(_ call: Call) async throws -> Response {
    try await codePage(call, try await invitation(call), problem: nil, stranger: Stranger(call, web))
  }

  private func codePage(
    _ call: Call, _ invitation: (code: InvitationCode, found: Invitation, server: WorkspaceServer), problem: Phrase?,
    stranger: Stranger
  ) async throws -> Response {
    let user = invitation.found.user
    let choosesPassword = invitation.found.purpose == .device
    let address = "/sign-in/" + invitation.code.text
    let title = choosesPassword ? Words.SignIn.choose(user) : Words.SignIn.linkTitle(user)
    let frame = PageFrame(
      language: call.language, title: title.text(call.language), formToken: stranger.formToken,
      notice: problem.map { PageFrame.Notice(.problem, $0.text(call.language)) }, address: address)
    let body = CodePage(
      language: call.language, address: address, user: user, choosesPassword: choosesPassword,
      lengthMin: PasswordHash.lengthMin)
    var response = Response.page(frame.html(body), call: call, status: problem == nil ? .ok : .unprocessableContent)
    stranger.remember(in: &response)
    return response
  }

  private func invitation(
    _ call: Call
  ) async throws -> (code: InvitationCode, found: Invitation, server: WorkspaceServer) {
    guard strangers.hasRoom(call.address, now: uptime) else { throw tooMany(60) }
    let directory = directory
    let text = call.parameters["code"] ?? ""
    do {
      return try await pool.run {
        let servers = try directory.workspaces()
        guard let code = InvitationCode(text), let first = servers.first,
          let id = try Accounts.workspace(of: code, in: first.accounts.store),
          let server = servers.first(where: { $0.workspace == id })
        else { throw AccountProblem.codeUnknown }
        return (code, try server.accounts.look(at: code), server)
      }
    } catch let problem as AccountProblem {
      _ = strangers.take(call.address, now: uptime)
      throw problem
    }
  }

  @Sendable private func useCode(_ call: Call) async throws -> Response {
    let (form, stranger) = try await strangersForm(call)
    let invitation = try await invitation(call)
    let server = invitation.server
    let browser = newBrowser(call, server, stranger)
    let code = invitation.code
    guard invitation.found.purpose == .device else {
      let signedIn = try await pool.run { try server.accounts.signIn(code, from: browser) }
      return enter(signedIn, server, path: nil, stranger: stranger)
    }
    if let seconds = strangers.take(call.address, now: uptime) { throw tooMany(seconds) }
    let password = form["password"] ?? ""
    do {
      guard password.utf8.elementsEqual((form["repeated"] ?? "").utf8) else {
        return try await codePage(call, invitation, problem: Words.SignIn.differ, stranger: stranger)
      }
      let signedIn = try await web.passwords.run {
        try server.accounts.choosePassword(password, with: code, from: browser)
      }
      return enter(signedIn, server, path: nil, stranger: stranger)
    } catch AccountProblem.passwordTooShort(let min) {
      return try await codePage(call, invitation, problem: Words.SignIn.tooShort(min), stranger: stranger)
    } catch AccountProblem.passwordTooLong {
      return try await codePage(call, invitation, problem: Words.SignIn.tooLong, stranger: stranger)
    }
  }

  // Coming in and going out.

  /// The browser that is about to be signed in, with what it brings along.
  func newBrowser(_ call: Call, _ server: WorkspaceServer, _ stranger: Stranger) -> Browser {
    let former = Cookies(call.headers)[web.cookies.session(server.workspace)].flatMap(SessionToken.init)
    var kept = web.kept.look(stranger.shelf, now: uptime)
    if let path = kept?.path, let named = LocalPath(path)?.workspace, !Self.isNamed(server, named) { kept = nil }
    return Browser(name: call.headers[.userAgent] ?? "", former: former, kept: kept)
  }

  /// Gives the browser its session, and sends it to where it wanted to go.
  func enter(_ signedIn: SignedIn, _ server: WorkspaceServer, path: LocalPath?, stranger: Stranger) -> Response {
    _ = web.kept.take(stranger.shelf, now: uptime)
    let wanted = signedIn.session.kept.flatMap { LocalPath($0.path) } ?? path
    let isThere = wanted?.workspace.map { Self.isNamed(server, $0) } ?? false
    var response = Response.redirect(toAddress: isThere ? wanted?.text ?? Self.base(server) : Self.base(server))
    response.set(cookie: web.cookies.secret(web.cookies.session(server.workspace), signedIn.token.text))
    response.set(cookie: web.cookies.gone(web.cookies.before))
    return response
  }

  /// Ends the session whose form it is.
  @Sendable private func signOut(_ call: Call) async throws -> Response {
    let sender = sender(of: call)
    let form = try await call.form(limits: limits, metrics: metrics)
    if sender == .otherSite { throw WebProblem.forged }
    let directory = directory
    let cookies = Cookies(call.headers)
    for server in try await pool.run({ try directory.workspaces() }) {
      let name = web.cookies.session(server.workspace)
      guard let token = cookies[name].flatMap(SessionToken.init), Self.isFormToken(form.token, of: token) else {
        continue
      }
      try await pool.run { try server.accounts.signOut(token) }
      var response = Response.redirect(toAddress: "/sign-in")
      response.set(cookie: web.cookies.gone(name))
      return response
    }
    // Somebody who has signed out already wants nothing else.
    guard sender == .ourPage else { throw WebProblem.forged }
    return .redirect(toAddress: "/sign-in")
  }

  /// The form of somebody who has not signed in: it carries what the cookie of its page says.
  private func strangersForm(_ call: Call) async throws -> (FormFields, Stranger) {
    let sender = sender(of: call)
    let form = try await call.form(limits: limits, metrics: metrics)
    if sender == .otherSite { throw WebProblem.forged }
    let stranger = Stranger(call, web)
    guard !stranger.isNew, Self.isFormToken(form.token, of: stranger.token) else { throw WebProblem.noCookie }
    return (form, stranger)
  }
}

/// A browser that is not signed in, known by a cookie of its own so that nobody else can make it sign in as somebody.
struct Stranger: Sendable {
  let token: SessionToken
  /// Whether the browser has no such cookie yet.
  let isNew: Bool
  private let cookies: CookieMaker
  private static let seconds: Int64 = 3600

  init(_ call: Call, _ web: WebState) {
    cookies = web.cookies
    let known = Cookies(call.headers)[web.cookies.before].flatMap(SessionToken.init)
    isNew = known == nil
    token = known ?? SessionToken(random: SystemRandom())
  }

  var formToken: String { HTTPSite.formToken(token) }

  /// Where what it typed is kept.
  var shelf: Hash { token.derived("bygd kept 1") }

  func remember(in response: inout Response) {
    response.set(cookie: cookies.secret(cookies.before, token.text, seconds: Self.seconds))
  }
}
