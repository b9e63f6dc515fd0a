import CommitFormat
import SyncServer

extension LogContract {
  private func session(_ number: UInt8, _ user: String, seenAt: Int64, kept: KeptForm? = nil) -> WebSession {
    WebSession(
      token: Hash(of: [number]), workspace: workspace, user: user, way: .password, browser: "Firefox", createdAt: 1,
      seenAt: seenAt, kept: kept)
  }

  public func sessionsLiveAsLongAsTheyMay() throws {
    let (_, accounts) = try make(workspace)
    let kept = KeptForm(path: "/w/x/records/abc", body: Array("a=\u{0}b".utf8))
    let first = session(1, "Åsa", seenAt: 10, kept: kept)
    let second = session(2, "A\u{30A}sa", seenAt: 20)
    var elsewhere = session(3, "Åsa", seenAt: 30)
    elsewhere.workspace = WorkspaceID(bits: 2)
    try accounts.change([.addSession(first), .addSession(second), .addSession(elsewhere)])
    try expect(try accounts.session(token: first.token) == first, "by token, with what was kept")
    try expect(try accounts.session(token: Hash(of: [9])) == nil, "no other")
    try expect(try accounts.sessions(in: workspace) == [second, first], "the one used last first")
    try accounts.change([.seeSession(first.token, at: 40), .keepForm(first.token, nil)])
    var seen = first
    seen.seenAt = 40
    seen.kept = nil
    try expect(try accounts.sessions(in: workspace) == [seen, second], "seen, and nothing kept")
    try accounts.change([.keepForm(second.token, kept)])
    try expect(try accounts.session(token: second.token)?.kept == kept, "kept later")
    try accounts.change([
      .seeSession(Hash(of: [9]), at: 1), .keepForm(Hash(of: [9]), kept), .endSession(Hash(of: [9])),
    ])
    try expect(try accounts.sessions(in: workspace).count == 2, "what has ended stays so")
    try accounts.change([.endSessions(workspace, user: "Åsa")])
    try expect(try accounts.sessions(in: workspace).map(\.token) == [second.token], "names are told apart by bytes")
    try expect(try accounts.session(token: elsewhere.token) == elsewhere, "not those of another workspace")
    try accounts.change([.endSession(second.token)])
    try expect(try accounts.session(token: second.token) == nil, "ended")
  }

  public func sessionsThatEndedByTimeAreForgotten() throws {
    let (_, accounts) = try make(workspace)
    let idle = WebSession.idleMilliseconds
    let whole = WebSession.wholeMilliseconds
    let now = 2 * whole
    var sessions: [WebSession] = []
    for (number, (age, idleness)) in [
      (0, 0), (whole - 1, idle - 1), (idle, idle), (whole, 0), (whole + 1, 5), (idle - 1, idle - 1),
    ].enumerated() {
      var made = session(UInt8(number), "Åsa", seenAt: now - idleness)
      made.createdAt = now - age
      sessions.append(made)
    }
    try accounts.change(sessions.map(AccountChange.addSession) + [.forgetSessions(at: now)])
    let left = Set(try accounts.sessions(in: workspace))
    try expect(left == Set(sessions.filter { $0.isOpen(at: now) }), "those that are open, and no others")
    try expect(left.count == 3, "some")
  }

  public func passwordsGoWithTheirMember() throws {
    let (_, accounts) = try make(workspace)
    let password = PasswordHash(salt: [1, 2], hash: [0, 255], rounds: 1 << 15, blockSize: 8, parallelism: 3)
    try fails(AccountProblem.unknownUser("Åsa")) {
      try accounts.change([.setPassword(workspace, user: "Åsa", password)])
    }
    try accounts.change([
      .addMember(workspace, Member(user: "Åsa", role: .editor, since: 1)),
      .addMember(workspace, Member(user: "Eva", role: .administrator, since: 1)),
      .setPassword(workspace, user: "Åsa", password), .addSession(session(1, "Åsa", seenAt: 5)),
      .addSession(session(2, "Eva", seenAt: 5)),
    ])
    try expect(try accounts.password(of: "Åsa", in: workspace) == password, "kept whole")
    try expect(try accounts.password(of: "A\u{30A}sa", in: workspace) == nil, "nobody else's")
    try expect(try accounts.password(of: "Åsa", in: WorkspaceID(bits: 2)) == nil, "not in another workspace")
    var other = password
    other.parallelism = 4
    try accounts.change([.setPassword(workspace, user: "Åsa", other)])
    try expect(try accounts.password(of: "Åsa", in: workspace) == other, "another")
    try accounts.change([.setPassword(workspace, user: "Åsa", nil)])
    try expect(try accounts.password(of: "Åsa", in: workspace) == nil, "taken away")
    try accounts.change([
      .setPassword(workspace, user: "Åsa", password), .removeMember(workspace, user: "Åsa", at: 9),
    ])
    try expect(try accounts.password(of: "Åsa", in: workspace) == nil, "gone with the member")
    try expect(try accounts.sessions(in: workspace).map(\.user) == ["Eva"], "sessions too, and only the member's")
  }
}
