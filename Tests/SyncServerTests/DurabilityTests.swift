import CommitFormat
import Merge
import Replica
import Schema
import SyncProtocol
import SyncServer
import Synchronization
import TestSupport
import Testing

/// A store that loses the end of a transaction, as when the power goes.
private final class FailingStore: ReplicaStore {
  struct PowerCut: Error {}

  let inner: MemoryStore
  private let writesLeft = Mutex<Int?>(nil)

  init(_ inner: MemoryStore) {
    self.inner = inner
  }

  func failAtTheEnd(ofWrite number: Int) { writesLeft.withLock { $0 = number } }

  func read<Result>(_ body: (any ReplicaReading) throws -> Result) throws -> Result { try inner.read(body) }

  func write<Result>(_ body: (any ReplicaWriting) throws -> Result) throws -> Result {
    let isLast = writesLeft.withLock { left in
      guard let count = left else { return false }
      left = count - 1
      return count == 1
    }
    return try inner.write { transaction in
      let result = try body(transaction)
      if isLast { throw PowerCut() }
      return result
    }
  }
}

@Suite struct DurabilityTests {
  @Test func aReplicaThatLostItsTransactionCatchesUpFromTheLog() throws {
    let world = try World()
    let store = FailingStore(world.store)
    let asa = try world.laptop("Åsa")
    let record = world.recordID()
    try asa.edit(.create(Field.activity, record, [.set(Field.title, .text("Kör"))]))
    let runs = try asa.outgoing()
    let server = try World.server(store, world.log, world.clock, world.random)
    let (device, actor) = try server.accounts.authenticate(asa.token)
    store.failAtTheEnd(ofWrite: 1)
    #expect(throws: FailingStore.PowerCut.self) {
      _ = try server.sync(try asa.hello(), runs, device: device, actor: actor)
    }
    // The log has it, the replica not yet; the receipt was never given.
    #expect(world.log.head().position == 2)
    #expect(try world.store.read { try $0.header()?.cursor?.position } == 1)
    let restarted = try World.server(world.store, world.log, world.clock, world.random)
    #expect(try restarted.replica.view(record)?.value(Field.title) == .text("Kör"))
    #expect(try restarted.replica.selfCheck().isSound)
    let frames = try restarted.sync(try asa.hello(), runs, device: device, actor: actor)
    #expect(frames.contains(.receipts([Receipt(replica: try asa.id(), sequence: 1, outcome: .accepted(2, .known))])))
    // The one that goes on without a start does so too, at its next growth.
    _ = try server.sync(try asa.hello(), runs, device: device, actor: actor)
    #expect(world.log.head().position == 2)
  }

  @Test func aReplicaOfAnotherHistoryIsNotServed() throws {
    let world = try World()
    let asa = try world.laptop("Åsa")
    try asa.edit(.create(Field.activity, world.recordID(), [.set(Field.title, .text("Kör"))]))
    try asa.sync()
    let shorter = MemoryLog(workspace: World.workspace, name: "x", epoch: Epoch(bits: 2))
    #expect(throws: ServerProblem.replicaAhead(log: 0, replica: 2)) {
      try World.server(world.store, shorter, world.clock, world.random)
    }
    let other = MemoryLog(workspace: World.workspace, name: "x", epoch: Epoch(bits: 2))
    for position in 1...3 {
      _ = try other.append([LogEntry(position: Position(position), time: 0, event: .horizon(1))], with: [])
    }
    #expect(throws: ServerProblem.replicaDiverged(at: 2)) {
      try World.server(world.store, other, world.clock, world.random)
    }
    let foreign = MemoryLog(workspace: WorkspaceID(bits: 3), name: "x", epoch: Epoch(bits: 2))
    #expect(throws: ServerProblem.otherWorkspace(log: WorkspaceID(bits: 3), replica: World.workspace)) {
      try World.server(world.store, foreign, world.clock, world.random)
    }
  }

  @Test func manyPushesAtOnceMakeOneOrderWithoutGaps() async throws {
    let world = try World()
    let laptops = try (0..<8).map { try world.laptop("Person \($0)") }
    var pushes: [(SyncExchange, [SealedCommits])] = []
    for laptop in laptops {
      for number in 0..<5 {
        try laptop.edit(.create(Field.activity, world.recordID(), [.set(Field.title, .text("Nummer \(number)"))]))
      }
      let (device, actor) = try world.server.accounts.authenticate(laptop.token)
      pushes.append((try world.server.open(try laptop.hello(), device: device, actor: actor), try laptop.outgoing()))
    }
    let heard = Mutex<[Position]>([])
    let listener = world.server.listen { position in heard.withLock { $0.append(position) } }
    let before = try world.server.figures().appends
    let positions = try await withThrowingTaskGroup(of: [Position].self) { group in
      for (exchange, runs) in pushes {
        group.addTask {
          var exchange = exchange
          return try await exchange.pushTogether(runs).compactMap {
            if case .accepted(let position, _) = $0.outcome { return position }
            return nil
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    world.server.forget(listener)
    #expect(positions.allSatisfy { $0.count == 5 && $0 == $0.sorted() })
    #expect(positions.joined().sorted() == Array(9...48))
    let figures = try world.server.figures()
    #expect(figures.appends - before <= 8 && figures.pushes == 8 && figures.commitsAccepted == 40)
    #expect(heard.withLock { $0.max() } == 48)
    for laptop in laptops { try laptop.sync() }
    #expect(Set(try laptops.map { try $0.replica.header().digest }).count == 1)
  }
}
