import CommitFormat
import Merge
import Replica
import Schema
import SyncProtocol
import SyncServer
import TestSupport
import Testing

/// People who edit, sync, carry and are refused, in an order that a seed gives.
struct RandomRun {
  let seed: UInt64
  let world: World
  let laptops: [Laptop]
  private(set) var horizons = 0
  private var random: SeededGenerator
  /// Apart from the rest, so that a run with compaction is the same run.
  private var chance: SeededGenerator
  private let compacts: Bool
  private var records: [RecordID] = []

  init(seed: UInt64, compacts: Bool = false) throws {
    self.seed = seed
    self.compacts = compacts
    random = SeededGenerator(seed: seed)
    chance = SeededGenerator(seed: ~seed)
    world = try World(seed: seed)
    laptops = [
      try world.laptop("Åsa"), try world.laptop("Ola"), try world.laptop("Eva", .administrator),
      try world.laptop("Bo", .reader),
    ]
  }

  private mutating func pick<Element>(_ from: [Element]) -> Element? { from.randomElement(using: &random) }

  /// Works, then lets everybody sync until nothing is left.
  mutating func play() throws {
    for _ in 0..<120 {
      if random.oneIn(3) { world.clock.move(Int64.random(in: -50_000...90_000, using: &random)) }
      guard let laptop = pick(laptops) else { continue }
      try work(laptop)
      if compacts, chance.oneIn(6) {
        let age = Int64.random(in: 0...100_000, using: &chance)
        if try world.server.compact(keeping: age, by: .console).isNews { horizons += 1 }
      }
    }
    for _ in 0..<4 {
      for laptop in laptops { try laptop.sync() }
    }
  }

  private mutating func work(_ laptop: Laptop) throws {
    switch Int.random(in: 0..<12, using: &random) {
    case 0, 1:
      let record = world.recordID()
      if (try? laptop.edit(.create(Field.activity, record, [.set(Field.title, .text("a b c d"))]))) != nil {
        records.append(record)
      }
    case 2, 3:
      guard let record = pick(records) else { return }
      let words = ["a x c d", "a b c y", "z b c d", "a b c d"]
      _ = try? laptop.edit(.update(record, [.set(Field.title, .text(pick(words) ?? "a"))]))
    case 4, 5:
      guard let record = pick(records) else { return }
      _ = try? laptop.edit(.update(record, [.set(Field.doneOn, date(Int.random(in: 1...3, using: &random)))]))
    case 6:
      guard let record = pick(records) else { return }
      _ = try? laptop.edit(random.oneIn(2) ? .delete(record) : .restore(record))
    case 7:
      guard let record = pick(records), let conflict = try laptop.replica.view(record)?.conflicts.first else { return }
      let settlement: Settlement =
        conflict.kind == .delete ? (random.oneIn(2) ? .keep : .delete) : .value(.text("klart"))
      _ = try? laptop.edit(.settle(record, conflict, conflict.kind == .edit ? .value(date(9)) : settlement))
    case 8: try forge(laptop)
    case 9:
      guard let other = pick(laptops), other.device.id != laptop.device.id else { return }
      _ = try laptop.replica.receive(
        try other.outgoing().compactMap { SealedRun(commits: $0.commits, seal: $0.seal) })
    default: try laptop.sync(pageBytes: random.oneIn(2) ? 0 : 16 << 10)
    }
  }

  /// A client that does not ask what it may.
  private mutating func forge(_ laptop: Laptop) throws {
    guard let record = pick(records), let state = try laptop.replica.store.read({ try $0.record(record) }),
      try laptop.replica.unsynced().isEmpty
    else { return }
    let names = Replaces(dots: state[RegisterID(Field.doneOn)].standing.map(\.dot))
    let forged = try laptop.forged([
      .set(record, RegisterID(Field.doneOn), date(8), replaces: names, mark: .plain)
    ])
    // It is pushed and its answer lost; the device then has the log's word for what it wrote.
    if let forged, names.named.allSatisfy({ $0.dot.replica != forged.replica }) {
      _ = try laptop.receive(forged)
    }
  }
}

@Suite struct RandomRunTests {
  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as [UInt64])
  func everybodyEndsWithTheSame(seed: UInt64) throws {
    var run = try RandomRun(seed: seed)
    try run.play()
    try expectLevel(run)
    let figures = try run.world.server.figures()
    #expect(figures.commitsAccepted > 10, "seed \(seed)")
  }

  /// The same run twice: once with all of the past, once forgetting what everybody has seen replaced.
  @Test(arguments: [21, 22, 23, 24, 25, 26, 27, 28, 29, 30] as [UInt64])
  func forgettingChangesNothingThatAnybodySees(seed: UInt64) throws {
    var whole = try RandomRun(seed: seed)
    var folded = try RandomRun(seed: seed, compacts: true)
    try whole.play()
    try folded.play()
    try expectLevel(folded)
    for (left, right) in zip(whole.laptops, folded.laptops) {
      #expect(try left.replica.list(RecordQuery()) == right.replica.list(RecordQuery()), "seed \(seed)")
      #expect(try left.replica.header().digest == right.replica.header().digest, "seed \(seed)")
    }
    // One last time, with everybody level: what is forgotten is the same everywhere.
    folded.world.clock.move(100_000)
    for laptop in folded.laptops { try laptop.sync() }
    _ = try folded.world.server.compact(keeping: 0, by: .console)
    for laptop in folded.laptops { try laptop.sync() }
    try expectLevel(folded)
    let kept = try folded.world.server.replica.store.read { try $0.readableParts() }
    #expect(kept.count <= (try whole.world.server.replica.store.read { try $0.readableParts() }).count, "seed \(seed)")
    for laptop in folded.laptops {
      #expect(try laptop.replica.store.read { try $0.readableParts() } == kept, "seed \(seed)")
      #expect(try laptop.replica.header().horizon == folded.world.server.replica.header().horizon, "seed \(seed)")
    }
  }

  private func expectLevel(_ run: RandomRun) throws {
    let (seed, world) = (run.seed, run.world)
    let server = try world.server.replica.list(RecordQuery())
    let digest = try world.server.replica.header().digest
    #expect(try world.server.replica.selfCheck().isSound, "seed \(seed)")
    for laptop in run.laptops {
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
  }
}

extension ReplicaReading {
  /// The logged parts whose bytes are here, by position.
  fileprivate func readableParts() throws -> [Position: Int] {
    var result: [Position: Int] = [:]
    for position in stride(from: Position(1), through: try header()?.cursor?.position ?? 0, by: 1) {
      let count = try logged(at: position)?.commit.parts.count { part in
        if case .readable = part.body { true } else { false }
      }
      if let count, count > 0 { result[position] = count }
    }
    return result
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
