import CommitFormat
import Merge
import Replica
import SyncServer
import Testing

@Suite struct AccountTests {
  @Test func aCodeOpensOnceAndNotForLong() throws {
    let world = try World()
    let code = try world.server.accounts.addMember("Åsa", role: .editor, by: .console)
    #expect(code.text.utf8.count == 19)
    let key = DeviceKey().publicKey
    let typed = code.text.lowercased().replacing("-", with: " ").replacing("0", with: "o")
    let joined = try world.server.join(code: typed, device: "dator", publicKey: key, replica: ReplicaID(bits: 1))
    #expect(joined.enrolment.number == 1 && joined.role == .editor)
    #expect(throws: AccountProblem.codeUsed) {
      try world.server.join(
        code: code.text, device: "dator", publicKey: DeviceKey().publicKey, replica: ReplicaID(bits: 2))
    }
    let late = try world.server.accounts.invite("Åsa", by: Actor(user: "Åsa", role: .editor))
    world.clock.move(Accounts.invitationMilliseconds)
    #expect(throws: AccountProblem.codeExpired) {
      try world.server.join(code: late.text, device: "dator", publicKey: key, replica: ReplicaID(bits: 3))
    }
    #expect(throws: AccountProblem.codeUnknown) {
      try world.server.join(
        code: "0000-0000-0000-0000", device: "dator", publicKey: key, replica: ReplicaID(bits: 3))
    }
    #expect(throws: AccountProblem.codeUnknown) {
      try world.server.join(code: "åäö", device: "dator", publicKey: key, replica: ReplicaID(bits: 3))
    }
    #expect(world.log.head().position == 1)
  }

  @Test func aLostAnswerMayBeAskedForAgainByTheSameDeviceForAWhile() throws {
    let world = try World()
    let code = try world.server.accounts.addMember("Åsa", role: .editor, by: .console)
    let key = DeviceKey().publicKey
    let first = try world.server.join(code: code.text, device: "d", publicKey: key, replica: ReplicaID(bits: 1))
    let second = try world.server.join(code: code.text, device: "d", publicKey: key, replica: ReplicaID(bits: 1))
    #expect(first.device.id == second.device.id && first.token != second.token)
    #expect(throws: AccountProblem.notSignedIn) { try world.server.accounts.authenticate(first.token) }
    #expect(try world.server.accounts.authenticate(second.token).device.id == first.device.id)
    world.clock.move(11 * 60_000)
    #expect(throws: AccountProblem.codeUsed) {
      try world.server.join(code: code.text, device: "d", publicKey: key, replica: ReplicaID(bits: 1))
    }
  }

  @Test func tokensAndCodesAreKeptAsHashesAlone() throws {
    let world = try World()
    let asa = try world.laptop("Åsa")
    let device = try #require(world.log.devices(in: World.workspace).first)
    #expect(device.token == asa.token.hash)
    #expect(Hex.string(device.token.bytes) != asa.token.text)
    #expect(DeviceToken(asa.token.text) == asa.token)
    #expect(DeviceToken("xyz") == nil && InvitationCode("ABCD") == nil)
    let code = InvitationCode(random: SeededRandom(seed: 4))
    #expect(InvitationCode(code.text) == code)
  }

  @Test func onlyAdministratorsLookAfterPeople() throws {
    let world = try World()
    let accounts = world.server.accounts
    _ = try accounts.addMember("Eva", role: .administrator, by: .console)
    _ = try world.laptop("Åsa")
    let editor = Actor(user: "Åsa", role: .editor)
    let needs = AccountProblem.notAllowed(needs: .administrator)
    #expect(throws: needs) { try accounts.addMember("Bo", role: .reader, by: editor) }
    #expect(throws: needs) { try accounts.setRole(of: "Åsa", to: .administrator, by: editor) }
    #expect(throws: needs) { try accounts.removeMember("Eva", by: editor) }
    #expect(throws: needs) { try accounts.invite("Eva", by: editor) }
    #expect(throws: needs) { try accounts.signInCode(for: "Eva", by: editor) }
    #expect(throws: AccountProblem.lastAdministrator) { try accounts.removeMember("Eva", by: .console) }
    #expect(throws: AccountProblem.badName("a\u{202E}b")) {
      try accounts.addMember("a\u{202E}b", role: .reader, by: .console)
    }
    try accounts.setRole(of: "Åsa", to: .reader, by: Actor(user: "Eva", role: .administrator))
    let words = try accounts.audit().map { "\($0.actor) \($0.action.rawValue) \($0.subject) \($0.detail)" }
    #expect(words.first == "Eva role-changed Åsa reader")
    #expect(words.contains("console member-added Eva administrator"))
  }

  @Test func aSignInCodeOpensOneBrowser() throws {
    let world = try World()
    let accounts = world.server.accounts
    _ = try accounts.addMember("Eva", role: .administrator, by: .console)
    let code = try accounts.signInCode(for: "Eva", by: .console)
    #expect(throws: AccountProblem.codeUnknown) {
      try world.server.join(
        code: code.text, device: "d", publicKey: DeviceKey().publicKey, replica: ReplicaID(bits: 1))
    }
    #expect(try accounts.signIn(code).actor == Actor(user: "Eva", role: .administrator))
    #expect(throws: AccountProblem.codeUsed) { try accounts.signIn(code) }
  }

  @Test func aDeviceMayTakeAnotherReplicaIdButNotSomebodyElses() throws {
    let world = try World()
    let (asa, ola) = (try world.laptop("Åsa"), try world.laptop("Ola"))
    let id = ReplicaID(bits: 77)
    let enrolment = try world.server.enrol(id, device: asa.device)
    #expect(enrolment.number == 3 && enrolment.user == "Åsa")
    #expect(try world.server.enrol(id, device: asa.device) == enrolment)
    #expect(throws: AccountProblem.replicaTaken) { try world.server.enrol(id, device: ola.device) }
    #expect(throws: AccountProblem.replicaTaken) { try world.server.enrol(try asa.id(), device: ola.device) }
    #expect(world.log.head().position == 3)
  }
}
