import CommitFormat
import Foundation
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer

// By threads: the state machines of both sides, the stores, the accounts and the listeners.
extension Office {
  func workByThreads() throws {
    let type = try Self.type().number
    let title = try Self.field("title")
    let shared = RecordID.random(milliseconds: 1_700_000_000_000, bits: .random(in: .min ... .max))
    _ = try laptops[0].replica.edit(Draft([.create(type, shared, [.set(title, .text("Kör"))])]))
    for laptop in laptops { try sync(laptop) }
    let listener = server.listen { [heard] _ in heard.add() }
    var work: [@Sendable () throws -> Void] = []
    for (number, laptop) in laptops.enumerated() {
      work.append {
        for step in 0..<Self.editsEach {
          let own = RecordID.random(milliseconds: 1_700_000_000_000, bits: .random(in: .min ... .max))
          _ = try laptop.replica.edit(Draft([.create(type, own, [.set(title, .text("\(number).\(step)"))])]))
          _ = try laptop.replica.edit(Draft([.update(shared, [.set(title, .text("Kör \(number).\(step)"))])]))
          if step.isMultiple(of: 3) { try self.sync(laptop) }
        }
      }
      // The same laptop is looked at while it syncs.
      work.append {
        for _ in 0..<30 {
          _ = try laptop.replica.status()
          _ = try laptop.replica.view(shared)
        }
      }
    }
    work.append { try self.administer() }
    work.append {
      for _ in 0..<20 {
        _ = try self.server.figures()
        _ = try self.server.snapshot()
        _ = try self.server.replica.conflicts()
        _ = try self.server.replica.selfCheck()
      }
    }
    work.append {
      for number in 0..<15 {
        let actor = Actor(user: "Person 0", role: .administrator)
        _ = try self.server.edit(Draft([.update(shared, [.set(title, .text("På servern \(number)"))])]), by: actor)
      }
    }
    try Crowd.run(work)
    server.forget(listener)
    for _ in 0..<2 { for laptop in laptops { try sync(laptop) } }
    try check()
  }

  private func administer() throws {
    for number in 0..<20 {
      let name = "Gäst \(number)"
      _ = try server.accounts.addMember(name, role: .reader, by: .console)
      try server.accounts.setRole(of: name, to: .editor, by: .console)
      _ = try server.accounts.signIn(try server.accounts.signInCode(for: name, by: .console))
      try server.accounts.removeMember(name, by: .console)
      _ = try server.accounts.audit()
    }
  }

  /// One sync of a laptop, its state machine turned by hand.
  private func sync(_ laptop: SyncDriver) throws {
    guard let token = laptop.settings.token.flatMap(DeviceToken.init) else { throw Wrong(what: "no token") }
    var session = SyncSession(replica: laptop.replica, key: laptop.key, settings: laptop.settings)
    var action = session.handle(.started)
    while let current = action {
      switch current {
      case .finish: return
      case .fail(let problem): throw problem
      case .wait: action = session.handle(.timer)
      case .send(let request):
        let bytes = try answer(request, token)
        action = session.handle(.transport(.sent(wireBytes: request.body.count)))
        let head = ResponseHead(status: 200, headers: ["content-type": SyncHTTP.contentType])
        action = action ?? session.handle(.transport(.head(head)))
        action = action ?? session.handle(.transport(.body(bytes, wireBytes: bytes.count)))
        action = action ?? session.handle(.ended)
      }
    }
  }

  private func answer(_ request: TransportRequest, _ token: DeviceToken) throws -> [UInt8] {
    var reader = RequestReader()
    try reader.feed(request.body)
    guard case .hello(let hello)? = try reader.next() else { throw TransportFailure.cut }
    var runs: [SealedCommits] = []
    while let frame = try reader.next() { if case .commits(let run) = frame { runs.append(run) } }
    let (device, actor) = try server.accounts.authenticate(token)
    return try server.sync(hello, runs, device: device, actor: actor).flatMap { $0.bytes(answering: hello) }
  }
}
