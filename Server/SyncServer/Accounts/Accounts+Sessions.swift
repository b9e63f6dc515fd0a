internal import CommitFormat
internal import Merge
internal import Replica

/// What a browser gets when somebody has signed in.
public struct SignedIn: Hashable, Sendable {
  /// For the browser's cookie, shown this once.
  public let token: SessionToken
  public let session: WebSession
  public let actor: Actor
}

/// The browser that somebody signs in with.
public struct Browser: Hashable, Sendable {
  /// As it names itself.
  public var name: String
  /// The session that it had; it ends, so that nobody is signed in with a token that was there before.
  public var former: SessionToken?
  /// What was typed without a session.
  public var kept: KeptForm?

  public init(name: String = "", former: SessionToken? = nil, kept: KeptForm? = nil) {
    self.name = name
    self.former = former
    self.kept = kept
  }

  /// As it is stored: what can't be seen left out, and shortened.
  var shortName: String {
    var out = String.UnicodeScalarView()
    var bytes = 0
    for scalar in name.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator, .unassigned: continue
      default: bytes += UTF8.width(scalar)
      }
      guard bytes <= Accounts.nameBytesMax else { break }
      out.append(scalar)
    }
    return String(out)
  }
}

extension Accounts {
  /// Uses a sign-in code up.
  ///
  /// - Throws: `AccountProblem.codeUnknown`, `.codeUsed` or `.codeExpired`.
  public func signIn(_ code: InvitationCode, from browser: Browser = Browser()) throws -> SignedIn {
    let now = clock.now()
    let invitation = try usable(code, purpose: .signIn, now: now)
    return try begin(
      invitation.user, way: .link, from: browser, now: now, with: [.useInvitation(code: code.hash, at: now)])
  }

  /// Lets in a member for whom somebody else vouches: the caller has seen that it is so.
  ///
  /// - Throws: `AccountProblem.unknownUser` when there is no such member.
  public func signIn(vouchedFor user: String, from browser: Browser = Browser()) throws -> SignedIn {
    guard try role(of: user) != nil else { throw AccountProblem.unknownUser(user) }
    return try begin(user, way: .oidc, from: browser, now: clock.now(), with: [])
  }

  func begin(
    _ user: String, way: WebSession.Way, from browser: Browser, now: Int64, with changes: [AccountChange]
  ) throws -> SignedIn {
    guard let role = try role(of: user) else { throw AccountProblem.codeUnknown }
    let actor = Actor(user: user, role: role)
    let token = SessionToken(random: random)
    let session = WebSession(
      token: token.hash, workspace: workspace, user: user, way: way, browser: browser.shortName, createdAt: now,
      seenAt: now, kept: browser.kept)
    var all = changes
    if let former = browser.former { all.append(.endSession(former.hash)) }
    all += [
      .forgetSessions(at: now), .addSession(session),
      record(.signedIn, by: actor, subject: user, detail: way.rawValue, now: now),
    ]
    try store.change(all)
    return SignedIn(token: token, session: session, actor: actor)
  }

  /// How old the note of a session's last use may get before it is written anew.
  private static let seenMilliseconds: Int64 = 60_000

  /// The session that a token belongs to, with its member's role of today.
  ///
  /// - Throws: `AccountProblem.notSignedIn` when there is none, when it has ended, and when it is another workspace's.
  public func session(_ token: SessionToken) throws -> (session: WebSession, actor: Actor) {
    let now = clock.now()
    guard var session = try store.session(token: token.hash), session.workspace == workspace, session.isOpen(at: now),
      let role = try role(of: session.user)
    else { throw AccountProblem.notSignedIn }
    if now - session.seenAt >= Self.seenMilliseconds {
      session.seenAt = now
      try store.change([.seeSession(token.hash, at: now)])
    }
    return (session, Actor(user: session.user, role: role))
  }

  /// Ends a session. One that has ended already is no problem.
  public func signOut(_ token: SessionToken) throws {
    guard let session = try store.session(token: token.hash), session.workspace == workspace else { return }
    let actor = Actor(user: session.user, role: try role(of: session.user) ?? .reader)
    try store.change([
      .endSession(token.hash), record(.signedOut, by: actor, subject: session.user, now: clock.now()),
    ])
  }

  /// Remembers in a session what was typed into a form that could not be taken.
  public func keep(_ kept: KeptForm, in token: SessionToken) throws {
    try store.change([.keepForm(token.hash, kept)])
  }

  /// What was kept for the page at `path`. It is given once.
  public func takeKept(of session: WebSession, path: String) throws -> KeptForm? {
    guard let kept = session.kept, kept.path.utf8.elementsEqual(path.utf8) else { return nil }
    try store.change([.keepForm(session.token, nil)])
    return kept
  }

  /// Those that are open, the one used last first: an administrator sees everybody's, others their own.
  public func sessions(by actor: Actor) throws -> [WebSession] {
    let now = clock.now()
    return try store.sessions(in: workspace).filter { session in
      session.isOpen(at: now)
        && (actor.role == .administrator || session.user.utf8.elementsEqual(actor.user.utf8))
    }
  }

  /// Ends one session, by its `id`: an administrator's any, everybody's one's own.
  ///
  /// - Throws: `AccountProblem.unknownSession`.
  public func endSession(_ id: String, by actor: Actor) throws {
    guard let session = try sessions(by: actor).first(where: { $0.id.utf8.elementsEqual(id.utf8) }) else {
      throw AccountProblem.unknownSession
    }
    try store.change([
      .endSession(session.token),
      record(.sessionsEnded, by: actor, subject: session.user, detail: session.id, now: clock.now()),
    ])
  }

  /// Signs a member out everywhere: an administrator anybody, everybody oneself.
  public func endSessions(of user: String, by actor: Actor) throws {
    if !actor.user.utf8.elementsEqual(user.utf8) { try require(.administrator, of: actor) }
    guard try role(of: user) != nil else { throw AccountProblem.unknownUser(user) }
    try store.change([
      .endSessions(workspace, user: user), record(.sessionsEnded, by: actor, subject: user, now: clock.now()),
    ])
  }
}
