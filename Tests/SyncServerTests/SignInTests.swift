import CommitFormat
import Merge
import Replica
import SyncServer
import Testing

@Suite struct SignInTests {
  private static let password = "fyra ord som sitter"

  private func member(_ world: World, _ user: String, _ role: Role = .editor) throws -> SignedIn {
    let code = try world.server.accounts.addMember(user, role: role, by: .console)
    return try world.server.accounts.choosePassword(Self.password, with: code)
  }

  @Test func aSessionEndsWhenNobodyUsesItAndAfterAWhileAnyway() throws {
    let world = try World()
    let accounts = world.server.accounts
    let asa = try member(world, "Åsa")
    #expect(try accounts.session(asa.token).actor == Actor(user: "Åsa", role: .editor))
    world.clock.move(WebSession.idleMilliseconds - 1)
    #expect(try accounts.session(asa.token).session.id == asa.session.id)
    // It was used just now, so the time begins anew.
    world.clock.move(WebSession.idleMilliseconds - 1)
    _ = try accounts.session(asa.token)
    world.clock.move(WebSession.idleMilliseconds)
    #expect(throws: AccountProblem.notSignedIn) { try accounts.session(asa.token) }
    #expect(try accounts.sessions(by: .console).isEmpty)

    let again = try accounts.signIn("Åsa", password: Self.password)
    var used: Int64 = 0
    while used + WebSession.idleMilliseconds - 1 < WebSession.wholeMilliseconds {
      world.clock.move(WebSession.idleMilliseconds - 1)
      used += WebSession.idleMilliseconds - 1
      _ = try accounts.session(again.token)
    }
    world.clock.move(WebSession.wholeMilliseconds - used)
    #expect(throws: AccountProblem.notSignedIn) { try accounts.session(again.token) }
    // What has ended is forgotten at the next sign-in.
    _ = try accounts.signIn("Åsa", password: Self.password)
    #expect(world.log.sessions(in: World.workspace).count == 1)
  }

  @Test func theRoleIsTheOneOfToday() throws {
    let world = try World()
    let accounts = world.server.accounts
    _ = try accounts.addMember("Eva", role: .administrator, by: .console)
    let asa = try member(world, "Åsa", .administrator)
    try accounts.setRole(of: "Åsa", to: .reader, by: .console)
    #expect(try accounts.session(asa.token).actor.role == .reader)
    try accounts.removeMember("Åsa", by: .console)
    #expect(throws: AccountProblem.notSignedIn) { try accounts.session(asa.token) }
    // Nor does the session come back with the member.
    _ = try accounts.addMember("Åsa", role: .reader, by: .console)
    #expect(throws: AccountProblem.notSignedIn) { try accounts.session(asa.token) }
    #expect(throws: AccountProblem.wrongPassword) { try accounts.signIn("Åsa", password: Self.password) }
  }

  @Test func aSessionIsNewAtEverySignInAndTheFormerOneEnds() throws {
    let world = try World()
    let accounts = world.server.accounts
    let first = try member(world, "Åsa")
    let second = try accounts.signIn(
      "Åsa", password: Self.password, from: Browser(name: "Firefox", former: first.token))
    #expect(first.token != second.token)
    #expect(throws: AccountProblem.notSignedIn) { try accounts.session(first.token) }
    try accounts.signOut(second.token)
    #expect(throws: AccountProblem.notSignedIn) { try accounts.session(second.token) }
    try accounts.signOut(second.token)
    #expect(try accounts.audit().prefix(2).map(\.action) == [.signedOut, .signedIn])
  }

  @Test func theCodeServesOnceForAPasswordOrADevice() throws {
    let world = try World()
    let accounts = world.server.accounts
    let code = try accounts.addMember("Åsa", role: .editor, by: .console)
    #expect(try accounts.look(at: code).user == "Åsa")
    #expect(throws: AccountProblem.passwordTooShort(min: 10)) { try accounts.choosePassword("niotecken", with: code) }
    #expect(throws: AccountProblem.passwordTooLong(max: 1024)) {
      try accounts.choosePassword(String(repeating: "x", count: 1025), with: code)
    }
    _ = try accounts.choosePassword("tio tecken", with: code)
    #expect(throws: AccountProblem.codeUsed) { try accounts.choosePassword(Self.password, with: code) }
    #expect(throws: AccountProblem.codeUsed) { try accounts.look(at: code) }
    #expect(throws: AccountProblem.codeUsed) {
      try world.server.join(
        code: code.text, device: "d", publicKey: DeviceKey().publicKey, replica: ReplicaID(bits: 1))
    }
    let link = try accounts.signInCode(for: "Åsa", by: .console)
    #expect(throws: AccountProblem.codeUnknown) { try accounts.choosePassword(Self.password, with: link) }
    world.clock.move(Accounts.signInMilliseconds)
    #expect(throws: AccountProblem.codeExpired) { try accounts.signIn(link) }
  }

  @Test func aWrongNameAndAWrongPasswordAreAnsweredAlike() throws {
    let world = try World()
    let accounts = world.server.accounts
    _ = try member(world, "Åsa")
    _ = try accounts.addMember("Ola", role: .reader, by: .console)
    // Ola has no password, Kim is nobody, and a name may be anything.
    for (user, password) in [
      ("Åsa", "fyra ord som satt"), ("Ola", ""), ("Ola", Self.password), ("Kim", Self.password), ("", ""),
      ("Åsa\u{0}", Self.password), ("A\u{30A}sa", Self.password), ("Åsa", String(repeating: "x", count: 1 << 20)),
    ] {
      #expect(throws: AccountProblem.wrongPassword) { try accounts.signIn(user, password: password) }
    }
    let failures = try accounts.audit().filter { $0.action == .signInFailed }
    #expect(failures.count == 8)
    #expect(failures.allSatisfy { $0.actor.isEmpty && $0.detail == "password" })
    #expect(failures.map(\.subject).contains("Kim"))
    #expect(try accounts.signIn("Åsa", password: Self.password).actor.user == "Åsa")
  }

  @Test func anAccentMayBeTypedInTwoWays() throws {
    let world = try World()
    let code = try world.server.accounts.addMember("Bo", role: .reader, by: .console)
    _ = try world.server.accounts.choosePassword("sm\u{F6}rg\u{E5}sbord", with: code)
    let signedIn = try world.server.accounts.signIn("Bo", password: "smo\u{308}rga\u{30A}sbord")
    #expect(signedIn.actor.user == "Bo")
  }

  @Test func anAdministratorEndsSessionsAndResetsPasswords() throws {
    let world = try World()
    let accounts = world.server.accounts
    let eva = try member(world, "Eva", .administrator)
    let asa = try member(world, "Åsa")
    let second = try accounts.signIn("Åsa", password: Self.password, from: Browser(name: "Fire\u{202E}fox\n1"))
    #expect(second.session.browser == "Firefox1")
    #expect(Set(try accounts.sessions(by: asa.actor).map(\.id)) == [asa.session.id, second.session.id])
    #expect(try accounts.sessions(by: eva.actor).count == 3)
    let needs = AccountProblem.notAllowed(needs: .administrator)
    #expect(throws: needs) { try accounts.endSessions(of: "Eva", by: asa.actor) }
    #expect(throws: needs) { try accounts.resetPassword(of: "Åsa", by: asa.actor) }
    #expect(throws: AccountProblem.unknownSession) { try accounts.endSession(eva.session.id, by: asa.actor) }
    try accounts.endSession(second.session.id, by: asa.actor)
    #expect(throws: AccountProblem.notSignedIn) { try accounts.session(second.token) }
    try accounts.endSessions(of: "Åsa", by: eva.actor)
    #expect(throws: AccountProblem.notSignedIn) { try accounts.session(asa.token) }
    let third = try accounts.signIn("Åsa", password: Self.password)
    let code = try accounts.resetPassword(of: "Åsa", by: eva.actor)
    #expect(throws: AccountProblem.notSignedIn) { try accounts.session(third.token) }
    #expect(throws: AccountProblem.wrongPassword) { try accounts.signIn("Åsa", password: Self.password) }
    _ = try accounts.choosePassword("en helt annan mening", with: code)
    #expect(try accounts.session(eva.token).actor.user == "Eva")
  }

  @Test func anotherPasswordEndsTheOtherSessionsOnly() throws {
    let world = try World()
    let accounts = world.server.accounts
    let here = try member(world, "Åsa")
    let there = try accounts.signIn("Åsa", password: Self.password)
    #expect(throws: AccountProblem.wrongPassword) {
      try accounts.changePassword(from: "fel ord helt och", to: "nya ord till dig", in: here.session)
    }
    try accounts.changePassword(from: Self.password, to: "nya ord till dig", in: here.session)
    #expect(try accounts.session(here.token).actor.user == "Åsa")
    #expect(throws: AccountProblem.notSignedIn) { try accounts.session(there.token) }
    #expect(try accounts.signIn("Åsa", password: "nya ord till dig").actor.user == "Åsa")
  }

  @Test func aFormIsKeptForItsPageAndGivenOnce() throws {
    let world = try World()
    let accounts = world.server.accounts
    let code = try accounts.addMember("Åsa", role: .editor, by: .console)
    let kept = KeptForm(path: "/w/x/inbox/abc", body: Array("reason=d%C3%A4rf%C3%B6r".utf8))
    let asa = try accounts.choosePassword(Self.password, with: code, from: Browser(kept: kept))
    func session() throws -> WebSession { try accounts.session(asa.token).session }
    #expect(try accounts.takeKept(of: session(), path: "/w/x/inbox/abd") == nil)
    #expect(try accounts.takeKept(of: session(), path: "/w/x/inbox/abc") == kept)
    #expect(try accounts.takeKept(of: session(), path: "/w/x/inbox/abc") == nil)
    try accounts.keep(kept, in: asa.token)
    #expect(try session().kept == kept)
  }

  @Test func onlyTheOwnWorkspacesSessionsCount() throws {
    let world = try World()
    let asa = try member(world, "Åsa")
    let other = Accounts(store: world.log, workspace: WorkspaceID(bits: 9), clock: world.clock, random: world.random)
    _ = try other.addMember("Åsa", role: .administrator, by: .console)
    #expect(throws: AccountProblem.notSignedIn) { try other.session(asa.token) }
    try other.signOut(asa.token)
    #expect(try world.server.accounts.session(asa.token).actor.role == .editor)
    #expect(throws: AccountProblem.unknownUser("Kim")) { try other.signIn(vouchedFor: "Kim") }
    #expect(try other.signIn(vouchedFor: "Åsa").session.way == .oidc)
  }

  @Test func aFormTokenBelongsToOneSessionAndTellsNothingOfIt() throws {
    let random = SeededRandom(seed: 3)
    let (one, two) = (SessionToken(random: random), SessionToken(random: random))
    #expect(one.isFormToken(one.formToken) && !one.isFormToken(two.formToken))
    #expect(!one.isFormToken("") && !one.isFormToken(one.text) && !one.isFormToken(one.hash.hex))
    #expect(SessionToken(one.text) == one && SessionToken(one.formToken)?.hash != one.hash)
    #expect(SessionToken("å") == nil && SessionToken(String(one.text.dropLast())) == nil)
  }
}
