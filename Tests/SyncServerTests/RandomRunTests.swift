import CommitFormat
import Merge
import Replica
import Schema
import SyncProtocol
import SyncServer
import TestSupport
import Testing

/// People who edit, sync, carry and are refused, in an order that a seed gives.
@Suite struct RandomRunTests {
  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as [UInt64])
  func everybodyEndsWithTheSame(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let world = try World(seed: seed)
    let laptops = [
      try world.laptop("Åsa"), try world.laptop("Ola"), try world.laptop("Eva", .administrator),
      try world.laptop("Bo", .reader),
    ]
    var records: [RecordID] = []
    func pick<Element>(_ from: [Element]) -> Element? { from.randomElement(using: &random) }
    for _ in 0..<120 {
      if random.oneIn(3) { world.clock.move(Int64.random(in: -50_000...90_000, using: &random)) }
      guard let laptop = pick(laptops) else { continue }
      switch Int.random(in: 0..<12, using: &random) {
      case 0, 1:
        let record = world.recordID()
        if (try? laptop.edit(.create(Field.activity, record, [.set(Field.title, .text("a b c d"))]))) != nil {
          records.append(record)
        }
      case 2, 3:
        guard let record = pick(records) else { continue }
        let words = ["a x c d", "a b c y", "z b c d", "a b c d"]
        _ = try? laptop.edit(.update(record, [.set(Field.title, .text(pick(words) ?? "a"))]))
      case 4, 5:
        guard let record = pick(records) else { continue }
        _ = try? laptop.edit(.update(record, [.set(Field.doneOn, date(Int.random(in: 1...3, using: &random)))]))
      case 6:
        guard let record = pick(records) else { continue }
        _ = try? laptop.edit(random.oneIn(2) ? .delete(record) : .restore(record))
      case 7:
        guard let record = pick(records), let conflict = try laptop.replica.view(record)?.conflicts.first else {
          continue
        }
        let settlement: Settlement =
          conflict.kind == .delete ? (random.oneIn(2) ? .keep : .delete) : .value(.text("klart"))
        _ = try? laptop.edit(.settle(record, conflict, conflict.kind == .edit ? .value(date(9)) : settlement))
      case 8:
        // A client that does not ask what it may.
        guard let record = pick(records), let state = try laptop.replica.store.read({ try $0.record(record) }),
          try laptop.replica.unsynced().isEmpty
        else { continue }
        let names = Replaces(dots: state[RegisterID(Field.doneOn)].standing.map(\.dot))
        let forged = try laptop.forged([
          .set(record, RegisterID(Field.doneOn), date(8), replaces: names, mark: .plain)
        ])
        // It is pushed and its answer lost; the device then has the log's word for what it wrote.
        if let forged, names.named.allSatisfy({ $0.dot.replica != forged.replica }) {
          _ = try laptop.receive(forged)
        }
      case 9:
        guard let other = pick(laptops), other.device.id != laptop.device.id else { continue }
        _ = try laptop.replica.receive(
          try other.outgoing().compactMap { SealedRun(commits: $0.commits, seal: $0.seal) })
      default: try laptop.sync(pageBytes: random.oneIn(2) ? 0 : 16 << 10)
      }
    }
    for _ in 0..<3 {
      for laptop in laptops { try laptop.sync() }
    }
    for laptop in laptops { try laptop.sync() }
    let server = try world.server.replica.list(RecordQuery())
    let digest = try world.server.replica.header().digest
    #expect(try world.server.replica.selfCheck().isSound, "seed \(seed)")
    for laptop in laptops {
      #expect(try laptop.replica.status().unsynced == 0, "seed \(seed)")
      #expect(try laptop.replica.header().digest == digest, "seed \(seed)")
      #expect(try laptop.replica.selfCheck().isSound, "seed \(seed)")
      #expect(laptop.lastDigest == digest, "seed \(seed)")
      #expect(try laptop.replica.list(RecordQuery()) == server, "seed \(seed)")
    }
    // Whoever follows the log alone comes to the same.
    let fresh = try World.server(MemoryStore(), world.log, world.clock, world.random)
    #expect(try fresh.replica.header().digest == digest, "seed \(seed)")
    #expect(try fresh.replica.list(RecordQuery()) == server, "seed \(seed)")
    let figures = try world.server.figures()
    #expect(figures.commitsAccepted > 10, "seed \(seed)")
  }
}

extension Laptop {
  /// A forged commit that this replica holds as its own, unsent.
  func receive(_ forged: SealedCommits) throws -> Int {
    let outcomes = try receipts([forged])
    try sync()
    return outcomes.count
  }
}
