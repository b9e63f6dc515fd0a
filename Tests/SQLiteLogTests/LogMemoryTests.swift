import CommitFormat
import Foundation
import LogContract
import Merge
import Replica
import SQLiteLog
import SQLiteReplica
import SyncProtocol
import SyncServer
import TestSupport
import Testing

/// What one program remembers of `log.sqlite`, while another one writes to it.
@Suite struct LogMemoryTests {
  private let workspace = WorkspaceID(bits: 0xB16D)
  /// The second and the third look alike, and are two names.
  private let users = ["Åsa", "Kåre", "Ka\u{30A}re", "Bo"]

  private func device(_ number: Int) -> Device {
    Device(
      id: DeviceID(bits: UInt128(number)), workspace: workspace, user: users[number % users.count], name: "d",
      publicKey: [1], token: Hash(of: [UInt8(number)]), replicas: [ReplicaID(bits: UInt128(number))], createdAt: 0)
  }

  private static let seeds: [UInt64] =
    ProcessInfo.processInfo.environment["BYGD_TEST_SEED"].flatMap { UInt64($0) }.map { [$0] } ?? [1, 2, 3]

  /// A failure names the seed.
  @Test(arguments: seeds) func whatIsRememberedIsWhatTheFileSays(seed: UInt64) throws {
    var dice = SeededGenerator(seed: seed)
    let folder = try Folder()
    let one = try LogFile.create(in: folder.path)
    let log = try one.addWorkspace(workspace, name: "Kulturplan", epoch: Epoch(bits: 1))
    let other = try LogFile.open(in: folder.path)
    let otherLog = try other.log(of: workspace)
    for user in users {
      try one.change([.addMember(workspace, Member(user: user, role: .administrator, since: 0))])
    }
    let entries = LogContract { _ in throw LogProblem.missing(path: "") }.entries(40)
    var written = 0
    var joined = 0
    var tokens: [Hash] = []
    for step in 0..<150 {
      let user = users[Int.random(in: 0..<users.count, using: &dice)]
      let file = Bool.random(using: &dice) ? one : other
      let known = DeviceID(bits: UInt128(Int.random(in: 0...max(1, joined), using: &dice)))
      do {
        switch Int.random(in: 0..<9, using: &dice) {
        case 0: try file.change([.setRole(workspace, user: user, .reader)])
        case 1: try file.change([.setRole(workspace, user: user, .administrator)])
        case 2:
          try file.change([.setAudiences(workspace, user: user, [Audience(UInt32(step % 3 + 1))])])
        case 3: try file.change([.removeMember(workspace, user: user, at: 5)])
        case 4: try file.change([.addMember(workspace, Member(user: user, role: .editor, since: 0))])
        case 5: try file.change([.revokeDevice(known, at: 7)])
        case 6:
          try file.change([.addDevice(device(joined))])
          tokens.append(device(joined).token)
          joined += 1
        case 7:
          let log = file === one ? log : otherLog
          try log.append([entries[written]], with: [])
          written += 1
        default:
          tokens.append(Hash(of: [0, UInt8(step)]))
          try file.change([.setToken(known, Hash(of: [0, UInt8(step)]))])
        }
      } catch is AccountProblem {
        // It does not apply, and changes nothing.
      }
      // Asked for the first time, it has nothing to remember.
      let fresh = try LogFile.open(in: folder.path)
      let freshLog = try fresh.log(of: workspace)
      for file in [one, other] {
        for user in users {
          #expect(try file.role(of: user, in: workspace) == fresh.role(of: user, in: workspace))
          #expect(try file.audiences(of: user, in: workspace) == fresh.audiences(of: user, in: workspace))
        }
        for number in 0...joined {
          let id = DeviceID(bits: UInt128(number))
          let replica = ReplicaID(bits: UInt128(number))
          #expect(try file.device(id) == fresh.device(id))
          #expect(try file.device(of: replica, in: workspace) == fresh.device(of: replica, in: workspace))
        }
        for token in tokens { #expect(try file.device(token: token) == fresh.device(token: token)) }
        #expect(try file.workspaces() == fresh.workspaces())
      }
      for log in [log, otherLog] {
        #expect(try log.head() == freshLog.head())
        #expect(try log.chain(at: Position(written)) == freshLog.chain(at: Position(written)))
        #expect(try log.chain(at: Position(written + 1)) == nil)
      }
      try fresh.close()
    }
  }

  @Test func whatIsRememberedNeedsNoFile() throws {
    let folder = try Folder()
    let file = try LogFile.create(in: folder.path)
    let log = try file.addWorkspace(workspace, name: "x", epoch: Epoch(bits: 1))
    try file.change([.addMember(workspace, Member(user: "Bo", role: .editor, since: 0))])
    let role = { try file.role(of: "Bo", in: workspace) }
    #expect(throws: Waiting.Needed.self) { try Waiting.forbidden(role) }
    #expect(try role() == .editor)
    #expect(try Waiting.forbidden(role) == .editor)
    #expect(throws: Waiting.Needed.self) { try Waiting.forbidden { try log.entries(after: 0, count: 1, bytes: 1) } }

    #expect(throws: Waiting.Needed.self) {
      try Waiting.forbidden { try file.change([.setRole(workspace, user: "Bo", .reader)]) }
    }
    #expect(try role() == .editor)
    // Another program writes.
    let other = try LogFile.open(in: folder.path)
    try other.change([.setRole(workspace, user: "Bo", .reader)])
    #expect(throws: Waiting.Needed.self) { try Waiting.forbidden(role) }
    #expect(try role() == .reader)

    // What the log takes in here changes no account; what another program writes may.
    let entries = LogContract { _ in throw LogProblem.missing(path: "") }.entries(2)
    try log.append([entries[0]], with: [])
    #expect(try Waiting.forbidden(role) == .reader)
    #expect(throws: Waiting.Needed.self) { try Waiting.forbidden { try log.head() } }
    #expect(try log.head().position == 1)
    try other.change([.setRole(workspace, user: "Bo", .editor)])
    try log.append([entries[1]], with: [])
    #expect(throws: Waiting.Needed.self) { try Waiting.forbidden(role) }
    #expect(try role() == .editor)
  }

  @Test func aClosedFileAnswersNothing() throws {
    let folder = try Folder()
    let file = try LogFile.create(in: folder.path)
    _ = try file.addWorkspace(workspace, name: "x", epoch: Epoch(bits: 1))
    try file.change([.addMember(workspace, Member(user: "Bo", role: .editor, since: 0))])
    #expect(try file.role(of: "Bo", in: workspace) == .editor)
    try file.close()
    #expect(throws: LogProblem.self) { try file.role(of: "Bo", in: workspace) }
    // The file alone is the whole log.
    let beside = FileManager.default.contents(atPath: folder.path(LogFile.name) + "-wal") ?? Data()
    #expect(beside.isEmpty)
  }

  /// A server as the program opens it; each with connections of its own, as two programs have them.
  private func server(_ folder: Folder) throws -> (WorkspaceServer, LogFile) {
    let file: LogFile
    do {
      file = try LogFile.open(in: folder.path)
    } catch LogProblem.missing {
      file = try LogFile.create(in: folder.path)
      _ = try file.addWorkspace(workspace, name: "Kulturplan", epoch: Epoch(bits: 1))
    }
    let seal = try #require(CursorSeal(key: Array(repeating: 7, count: 32)))
    let store = try SQLiteReplicaStore(folder: folder.path("replica"), mode: .create)
    return (
      try WorkspaceServer(
        replica: Replica(store: store), log: try file.log(of: workspace), accounts: file, seal: seal), file
    )
  }

  @Test func whatAnotherProgramChangesHoldsAtTheVeryNextRequest() throws {
    let folder = try Folder()
    let (server, _) = try server(folder)
    let key = DeviceKey()
    let code = try server.accounts.addMember("Kim", role: .editor, by: .console)
    let id = ReplicaID(bits: 5)
    let token = try server.join(code: code.text, device: "d", publicKey: key.publicKey, replica: id).token
    _ = try server.accounts.addMember("Ada", role: .administrator, by: .console)

    var cursor: Cursor?
    func exchange() throws -> [ResponseFrame] {
      let (device, actor) = try server.accounts.authenticate(token)
      let hello = Hello(schemaVersion: 1, replica: id, own: nil, cursor: cursor, digest: nil, deviceClock: 0)
      let frames = try server.sync(hello, [], device: device, actor: actor)
      if case .done(let done)? = frames.last { cursor = done.cursor }
      return frames
    }
    func welcome(_ frames: [ResponseFrame]) -> Welcome? {
      if case .welcome(let welcome)? = frames.first { return welcome }
      return nil
    }
    // Twice, so that all of it is remembered.
    for _ in 0..<3 { _ = try exchange() }
    #expect(try welcome(exchange())?.role == .editor)

    let (console, consoleFile) = try self.server(folder)
    try console.accounts.setRole(of: "Kim", to: .reader, by: .console)
    #expect(try welcome(exchange())?.role == .reader)

    try consoleFile.change([.setAudiences(workspace, user: "Kim", [Audience(2)])])
    let moved = try exchange()
    #expect(welcome(moved)?.audiencesChanged == true)
    #expect(moved.count == 2, "nothing is sent before the replica begins anew")
    try consoleFile.change([.setAudiences(workspace, user: "Kim", [])])
    #expect(try welcome(exchange())?.audiencesChanged == false)

    // The log, and the replica beside it, grow.
    let before = try #require(cursor?.position)
    let bo = try console.accounts.addMember("Bo", role: .editor, by: .console)
    _ = try console.join(code: bo.text, device: "d", publicKey: DeviceKey().publicKey, replica: ReplicaID(bits: 6))
    let grown = try exchange()
    #expect(grown.contains { if case .entries = $0 { true } else { false } })
    #expect(cursor?.position == before + 1)

    // Between the beginning of an exchange and its end, too.
    let (device, actor) = try server.accounts.authenticate(token)
    var running = try server.open(
      Hello(schemaVersion: 1, replica: id, own: nil, cursor: cursor, digest: nil, deviceClock: 0), device: device,
      actor: actor)
    try console.accounts.revokeDevice(device.id, by: .console)
    #expect(throws: Problem(.deviceRevoked)) { try running.pull() }
    #expect(throws: AccountProblem.deviceRevoked) { try exchange() }
  }
}
