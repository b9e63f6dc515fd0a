import CommitFormat
import Foundation
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer

/// One server in memory and eight laptops that use it at the same time.
final class Office: Sendable {
  static let id = WorkspaceID(bits: 0xABCD)
  let log = MemoryLog(workspace: Office.id, name: "Kulturplan", epoch: Epoch(bits: 1))
  let server: WorkspaceServer
  let laptops: [SyncDriver]
  let heard = Tally()
  static let laptopCount = 8
  static let editsEach = 12

  init() throws {
    guard let seal = CursorSeal(key: Array(repeating: 7, count: 32)) else { throw Wrong(what: "no seal") }
    server = try WorkspaceServer(replica: Replica(store: MemoryStore()), log: log, accounts: log, seal: seal)
    var laptops: [SyncDriver] = []
    for number in 0..<Self.laptopCount {
      let user = "Person \(number)"
      let code = try server.accounts.addMember(user, role: number == 0 ? .administrator : .editor, by: .console)
      let (key, id) = (DeviceKey(), ReplicaID(bits: .random(in: 1 ... .max)))
      let joined = try server.join(code: code.text, device: "dator", publicKey: key.publicKey, replica: id)
      let replica = Replica(store: MemoryStore())
      try replica.setUp(
        ReplicaHeader(
          replica: id, workspace: Self.id, workspaceName: "", user: user, device: "dator", role: joined.role))
      laptops.append(
        SyncDriver(
          replica: replica, key: key, transport: DirectTransport(server: server, token: joined.token),
          settings: SyncSession.Settings(token: joined.token.text, startsFromSnapshot: false),
          sleep: { _ in await Task.yield() }))
    }
    self.laptops = laptops
  }

  static func type() throws -> RecordType {
    guard let type = Schema.bundled.type("activity") else { throw Wrong(what: "no activities") }
    return type
  }

  static func field(_ key: String) throws -> FieldNumber {
    guard let field = try type().field(key) else { throw Wrong(what: "no field \(key)") }
    return field.number
  }

  func check() throws {
    let head = log.head()
    let digest = try server.replica.header().digest
    for laptop in laptops {
      let header = try laptop.replica.header()
      try Wrong.unless(header.cursor?.position == head.position, "a laptop stands elsewhere")
      try Wrong.unless(header.digest == digest, "a laptop has something else")
      try Wrong.unless(try laptop.replica.status().unsynced == 0, "something was not sent")
    }
    try Wrong.unless(try server.replica.selfCheck().isSound, "the server is not sound")
    let made = Self.laptopCount * Self.editsEach * 2 + 1
    let figures = try server.figures()
    try Wrong.unless(Int(figures.commitsAccepted) == made, "\(figures.commitsAccepted) of \(made) were accepted")
    try Wrong.unless(heard.count > 0, "nobody heard of anything")
  }

  func summary() throws -> String {
    let figures = try server.figures()
    return "\(figures.syncs) syncs, \(figures.commitsAccepted) commits in \(figures.appends) transactions"
  }
}
