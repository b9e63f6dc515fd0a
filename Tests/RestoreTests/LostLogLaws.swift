import CommitFormat
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer
import TestSupport
import Testing

/// Random histories, random backups, restores in the middle, replicas that come back in any order, syncs that are cut
/// anywhere: everybody ends level, and no accepted commit that any replica holds is lost.
@Suite struct LostLogLaws {
  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func nothingThatAnyReplicaHoldsIsLost(seed: UInt64) throws {
    try RandomRun(seed: seed, discards: false).run()
  }

  /// As above, and now and then what came after a backup is dropped on purpose: then what was accepted is accepted, or
  /// refused and with its author, values and all.
  @Test(arguments: 101...112 as ClosedRange<UInt64>)
  func whatIsDroppedStaysWithItsAuthor(seed: UInt64) throws {
    try RandomRun(seed: seed, discards: true).run()
  }

  /// As above, while what everybody has seen replaced is forgotten, with backups that are no older than that.
  @Test(arguments: 201...212 as ClosedRange<UInt64>)
  func nothingIsLostWhereThePastIsForgotten(seed: UInt64) throws {
    let run = try RandomRun(seed: seed, discards: false, compacts: true)
    try run.run()
    print("seed \(seed): \(run.restores) restores, horizon \(try run.horizon())")
  }
}

private final class RandomRun {
  private let seed: UInt64
  private var random: SeededGenerator
  private let world: LostLogWorld
  private var laptops: [LostLogLaptop] = []
  private var records: [RecordID] = []
  private var backups: [MemoryLog] = []
  /// What some replica held as accepted when the log lost its end.
  private var held: Set<CommitName> = []
  private(set) var restores = 0

  /// Whether tails are dropped on purpose too.
  private let discards: Bool

  private let compacts: Bool

  init(seed: UInt64, discards: Bool, compacts: Bool = false) throws {
    self.seed = seed
    self.compacts = compacts
    self.discards = discards
    random = SeededGenerator(seed: seed)
    world = try LostLogWorld(seed: seed)
    laptops = [
      try world.laptop("Åsa"), try world.laptop("Ola"), try world.laptop("Eva", .administrator), try world.laptop("Bo"),
    ]
    backups = [world.backup()]
  }

  func run() throws {
    for _ in 0..<150 { try step() }
    for _ in 0..<4 {
      for laptop in laptops.shuffled(using: &random) { try settle(laptop) }
    }
    try check()
  }

  private func pick<Element>(_ from: [Element]) -> Element? { from.randomElement(using: &random) }

  func horizon() throws -> Position { try world.server.replica.header().horizon }

  private func compact() throws {
    _ = try world.server.compact(keeping: Int64.random(in: 0...100_000, using: &random), by: .console)
    let horizon = try horizon()
    let chain = world.log.chain(at: horizon)
    backups.removeAll { $0.head().position < horizon || $0.chain(at: horizon) != chain }
  }

  private func step() throws {
    if compacts, random.oneIn(8) { try compact() }
    if random.oneIn(3) { world.clock.move(Int64.random(in: -50_000...90_000, using: &random)) }
    guard let laptop = pick(laptops) else { return }
    switch Int.random(in: 0..<18, using: &random) {
    case 0, 1, 2:
      let record = world.recordID()
      try laptop.edit(.create(Field.activity, record, [.set(Field.title, .text("a b c d"))]))
      records.append(record)
    case 3, 4, 5:
      guard let record = pick(records) else { return }
      let words = ["a x c d", "a b c y", "z b c d", "a b c d"]
      _ = try? laptop.edit(.update(record, [.set(Field.title, .text(pick(words) ?? "a"))]))
    case 6, 7:
      guard let record = pick(records) else { return }
      _ = try? laptop.edit(.update(record, [.set(Field.doneOn, date(Int.random(in: 1...3, using: &random)))]))
    case 8:
      guard let record = pick(records) else { return }
      _ = try? laptop.edit(random.oneIn(2) ? .delete(record) : .restore(record))
    case 9:
      // On the web: the server's own commit.
      guard let record = pick(records), try world.server.replica.view(record) != nil else { return }
      _ = try? world.server.edit(
        Draft([.update(record, [.set(Field.title, .text("w b c d"))])]), by: Actor(user: "Eva", role: .administrator))
    case 10:
      guard let other = pick(laptops), try other.id() != laptop.id() else { return }
      _ = try laptop.replica.receive(try other.outgoing())
    case 11: backups.append(world.backup())
    case 12 where random.oneIn(2): try loseTheEnd()
    case 13:
      _ = try? laptop.sync(exchanges: Int.random(in: 1...6, using: &random), isAnswered: random.oneIn(2))
    default: try settle(laptop)
    }
  }

  /// A sync that must come to its end.
  private func settle(_ laptop: LostLogLaptop) throws {
    do {
      try laptop.sync(settings: random.oneIn(2) ? .small : .init(startsFromSnapshot: false))
    } catch let problem as SyncProblem {
      Issue.record("seed \(seed): \(problem)")
    }
  }

  private func loseTheEnd() throws {
    guard let backup = pick(backups) else { return }
    restores += 1
    for laptop in laptops { held.formUnion(try laptop.accepted()) }
    switch Int.random(in: 0..<3, using: &random) {
    case 0: try world.rollBack(to: backup)
    case 1: try world.restore(backup)
    default: try world.restore(backup, discards: discards)
    }
  }

  private func check() throws {
    let digest = try world.server.replica.header().digest
    let server = try world.server.replica.list(RecordQuery())
    #expect(try world.server.replica.selfCheck().isSound, "seed \(seed)")
    for laptop in laptops {
      #expect(try laptop.replica.status().unsynced == 0, "seed \(seed)")
      #expect(try laptop.replica.header().digest == digest, "seed \(seed)")
      #expect(try laptop.replica.selfCheck().isSound, "seed \(seed)")
      #expect(try laptop.replica.list(RecordQuery()) == server, "seed \(seed)")
      #expect(try laptop.replica.chainHashes()?.last == world.log.head().chain, "seed \(seed)")
    }
    for name in held {
      let entry = world.log.entry(of: name.replica, sequence: name.sequence)
      if discards, case .refused(name, _)? = entry?.event {
        guard let author = try laptops.first(where: { try $0.id() == name.replica }) else { continue }
        #expect(try author.refused().contains { $0.name == name }, "seed \(seed)")
        continue
      }
      guard case .accepted(let commit, _)? = entry?.event, commit.hash == name.hash else {
        Issue.record("seed \(seed): \(name) was accepted and is \(entry.map { "\($0.event)" } ?? "gone")")
        continue
      }
    }
  }
}
