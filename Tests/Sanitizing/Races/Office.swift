import CommitFormat
import Foundation
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer
import Synchronization

/// One server in memory and eight laptops that use it at the same time.
final class Office: Sendable {
  static let id = WorkspaceID(bits: 0xABCD)
  let log = MemoryLog(workspace: Office.id, name: "Kulturplan", epoch: Epoch(bits: 1))
  let server: WorkspaceServer
  private let laptops: [SyncDriver]
  private let heard = Mutex(0)
  private static let laptopCount = 8
  private static let editsEach = 12

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
          settings: SyncSession.Settings(token: joined.token.text), sleep: { _ in await Task.yield() }))
    }
    self.laptops = laptops
  }

  func work() async throws {
    let type = try Self.type()
    let title = try Self.field("title")
    let shared = RecordID.random(milliseconds: 1_700_000_000_000, bits: .random(in: .min ... .max))
    _ = try laptops[0].replica.edit(Draft([.create(type.number, shared, [.set(title, .text("Kör"))])]))
    _ = try await laptops[0].sync()
    for laptop in laptops { _ = try await laptop.sync() }
    let listener = server.listen { [heard] _ in heard.withLock { $0 += 1 } }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (number, laptop) in laptops.enumerated() {
        group.addTask { try await Self.edit(laptop, number, type.number, title, shared) }
        // The same laptop is looked at while it syncs.
        group.addTask {
          for _ in 0..<30 {
            _ = try laptop.replica.status()
            _ = try laptop.replica.view(shared)
            await Task.yield()
          }
        }
      }
      group.addTask { try await self.administer() }
      group.addTask { try await self.look(shared) }
      group.addTask { try await self.editOnTheServer(shared, title) }
      try await group.waitForAll()
    }
    server.forget(listener)
    for _ in 0..<2 { for laptop in laptops { _ = try await laptop.sync() } }
    try check()
  }

  private static func type() throws -> RecordType {
    guard let type = Schema.bundled.type("activity") else { throw Wrong(what: "no activities") }
    return type
  }

  private static func field(_ key: String) throws -> FieldNumber {
    guard let field = try type().field(key) else { throw Wrong(what: "no field \(key)") }
    return field.number
  }

  private static func edit(
    _ laptop: SyncDriver, _ number: Int, _ type: TypeNumber, _ title: FieldNumber, _ shared: RecordID
  ) async throws {
    for step in 0..<editsEach {
      let own = RecordID.random(milliseconds: 1_700_000_000_000, bits: .random(in: .min ... .max))
      _ = try laptop.replica.edit(Draft([.create(type, own, [.set(title, .text("\(number).\(step)"))])]))
      _ = try laptop.replica.edit(Draft([.update(shared, [.set(title, .text("Kör \(number).\(step)"))])]))
      if step.isMultiple(of: 3) { _ = try await laptop.sync() }
    }
  }

  private func administer() async throws {
    for number in 0..<20 {
      let name = "Gäst \(number)"
      _ = try server.accounts.addMember(name, role: .reader, by: .console)
      try server.accounts.setRole(of: name, to: .editor, by: .console)
      _ = try server.accounts.signIn(try server.accounts.signInCode(for: name, by: .console))
      try server.accounts.removeMember(name, by: .console)
      _ = try server.accounts.audit()
      await Task.yield()
    }
  }

  private func look(_ shared: RecordID) async throws {
    for _ in 0..<20 {
      _ = try server.figures()
      _ = try server.snapshot()
      _ = try server.replica.conflicts()
      _ = try server.replica.view(shared)
      _ = try server.replica.selfCheck()
      await Task.yield()
    }
  }

  private func editOnTheServer(_ shared: RecordID, _ title: FieldNumber) async throws {
    for number in 0..<15 {
      let actor = Actor(user: "Person 0", role: .administrator)
      _ = try server.edit(Draft([.update(shared, [.set(title, .text("På servern \(number)"))])]), by: actor)
      await Task.yield()
    }
  }

  private func check() throws {
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
    try Wrong.unless(heard.withLock { $0 } > 0, "nobody heard of anything")
  }

  func summary() throws -> String {
    let figures = try server.figures()
    return "\(figures.syncs) syncs, \(figures.commitsAccepted) commits in \(figures.appends) transactions"
  }
}

/// The server without a wire, by the same calls as the HTTP server makes.
struct DirectTransport: Transport {
  let server: WorkspaceServer
  let token: DeviceToken

  func exchange(_ request: TransportRequest, _ receive: (TransportEvent) throws -> Void) async throws {
    let bytes: [UInt8]
    let type: String
    if request.path == SyncHTTP.snapshotPath(Office.id) {
      try receive(.sent(wireBytes: 0))
      try receive(.head(ResponseHead(status: 503, headers: ["content-type": SyncHTTP.problemContentType])))
      return
    } else {
      (bytes, type) = (try await sync(request), SyncHTTP.contentType)
    }
    try receive(.sent(wireBytes: request.body.count))
    try receive(.head(ResponseHead(status: 200, headers: ["content-type": type])))
    for start in stride(from: 0, to: bytes.count, by: 1000) {
      let piece = Array(bytes[start..<min(start + 1000, bytes.count)])
      try receive(.body(piece, wireBytes: piece.count))
      await Task.yield()
    }
  }

  private func sync(_ request: TransportRequest) async throws -> [UInt8] {
    var reader = RequestReader()
    try reader.feed(request.body)
    guard case .hello(let hello)? = try reader.next() else { throw TransportFailure.cut }
    let (device, actor) = try server.accounts.authenticate(token)
    var exchange = try server.open(hello, device: device, actor: actor)
    var out = ResponseFrame.welcome(exchange.welcome).bytes(answering: hello)
    while let frame = try reader.next() {
      guard case .commits(let run) = frame else { continue }
      let receipts = try await exchange.pushTogether([run])
      out += ResponseFrame.receipts(receipts).bytes(answering: hello)
    }
    for frame in try exchange.pull() { out += frame.bytes(answering: hello) }
    return out
  }
}
