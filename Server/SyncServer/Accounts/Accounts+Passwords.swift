internal import CommitFormat
internal import Merge
internal import Replica

extension Accounts {
  /// What a code is for, and whose; for the page on which it is used. Nothing is used up.
  ///
  /// - Throws: `AccountProblem.codeUnknown`, `.codeUsed` or `.codeExpired`.
  public func look(at code: InvitationCode) throws -> Invitation {
    guard let invitation = try store.invitation(code: code.hash) else { throw AccountProblem.codeUnknown }
    return try usable(code, purpose: invitation.purpose, now: clock.now())
  }

  /// Uses an invitation up for a password instead of a device, and signs in with it.
  ///
  /// - Throws: `AccountProblem`; a password that is refused uses nothing up.
  public func choosePassword(
    _ password: String, with code: InvitationCode, from browser: Browser = Browser()
  ) throws -> SignedIn {
    let now = clock.now()
    let invitation = try usable(code, purpose: .device, now: now)
    guard let role = try role(of: invitation.user) else { throw AccountProblem.codeUnknown }
    let hash = try PasswordHash(of: password, random: random)
    let actor = Actor(user: invitation.user, role: role)
    return try begin(
      invitation.user, way: .invitation, from: browser, now: now,
      with: [
        .useInvitation(code: code.hash, at: now), .setPassword(workspace, user: invitation.user, hash),
        .endSessions(workspace, user: invitation.user),
        record(.passwordSet, by: actor, subject: invitation.user, now: now),
      ])
  }

  /// Signs in by name and password. Whether it is the name or the password that is wrong, the answer is the same and
  /// takes as long.
  ///
  /// - Throws: `AccountProblem.wrongPassword`.
  public func signIn(_ user: String, password: String, from browser: Browser = Browser()) throws -> SignedIn {
    let now = clock.now()
    let known = try store.password(of: user, in: workspace)
    let isRight = try (known ?? .nobody).isOf(password)
    guard known != nil, isRight, try role(of: user) != nil else {
      let name = (try? Self.name(user)) ?? "?"
      try store.change([
        record(.signInFailed, by: Actor(user: "", role: .reader), subject: name, detail: "password", now: now)
      ])
      throw AccountProblem.wrongPassword
    }
    return try begin(user, way: .password, from: browser, now: now, with: [])
  }

  /// Gives oneself another password; all other sessions of the member end.
  ///
  /// - Throws: `AccountProblem.wrongPassword` when `former` is not the one of today.
  public func changePassword(from former: String, to password: String, in session: WebSession) throws {
    let known = try store.password(of: session.user, in: workspace)
    let isRight = try (known ?? .nobody).isOf(former)
    guard known != nil, isRight, let role = try role(of: session.user) else { throw AccountProblem.wrongPassword }
    let hash = try PasswordHash(of: password, random: random)
    let now = clock.now()
    try store.change([
      .setPassword(workspace, user: session.user, hash), .endSessions(workspace, user: session.user),
      .addSession(session),
      record(.passwordSet, by: Actor(user: session.user, role: role), subject: session.user, now: now),
    ])
  }

  /// Takes a member's password away, signs them out everywhere, and makes the code with which they choose another.
  public func resetPassword(of user: String, by actor: Actor) throws -> InvitationCode {
    try require(.administrator, of: actor)
    guard try role(of: user) != nil else { throw AccountProblem.unknownUser(user) }
    let now = clock.now()
    let (code, invitation) = invitation(for: user, purpose: .device, now: now)
    try store.change([
      .setPassword(workspace, user: user, nil), .endSessions(workspace, user: user), .addInvitation(invitation),
      record(.passwordReset, by: actor, subject: user, now: now),
    ])
    return code
  }

  /// Whether a member has a password.
  public func hasPassword(_ user: String) throws -> Bool { try store.password(of: user, in: workspace) != nil }

  /// Notes that somebody was not let in.
  public func noteFailure(of user: String, way: String) throws {
    let name = (try? Self.name(user)) ?? "?"
    try store.change([
      record(.signInFailed, by: Actor(user: "", role: .reader), subject: name, detail: way, now: clock.now())
    ])
  }
}
