import CommitFormat
import Foundation
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer

// By tasks: the driver, and pushes that are done together. Not for the thread sanitizer, which does not see how this
// system's Swift hands tasks and queues from thread to thread.
extension Office {
  func workByTasks() async throws {
    let type = try Self.type()
    let title = try Self.field("title")
    let shared = RecordID.random(milliseconds: 1_700_000_000_000, bits: .random(in: .min ... .max))
    _ = try laptops[0].replica.edit(Draft([.create(type.number, shared, [.set(title, .text("Kör"))])]))
    _ = try await laptops[0].sync()
    for laptop in laptops { _ = try await laptop.sync() }
    let listener = server.listen { [heard] _ in heard.add() }
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
      group.addTask { try await self.administerByTasks() }
      group.addTask { try await self.look(shared) }
      group.addTask { try await self.editOnTheServer(shared, title) }
      try await group.waitForAll()
    }
    server.forget(listener)
    for _ in 0..<2 { for laptop in laptops { _ = try await laptop.sync() } }
    try check()
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

  private func administerByTasks() async throws {
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
}

/// The server without a wire, by the same calls as the HTTP server makes.
struct DirectTransport: Transport {
  let server: WorkspaceServer
  let token: DeviceToken

  func exchange(_ request: TransportRequest, _ receive: (TransportEvent) throws -> Void) async throws {
    let bytes = try await sync(request)
    try receive(.sent(wireBytes: request.body.count))
    try receive(.head(ResponseHead(status: 200, headers: ["content-type": SyncHTTP.contentType])))
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
