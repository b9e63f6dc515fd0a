import CommitFormat
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer
import TestSupport
import Testing

/// Seeded histories: people in and out of audiences, writing, syncing, settling. What is sent and what is held is judged
/// by its bytes.
@Suite struct AudienceLaws {
  @Test(arguments: 0..<24 as Range<UInt64>)
  func whatIsSentMayBeRead(seed: UInt64) throws {
    var run = try AudienceRun(seed: seed)
    for _ in 0..<120 { try run.step() }
    try run.quiesce()
  }
}

struct AudienceRun {
  let seed: UInt64
  let world: RightsWorld
  var random: SeededGenerator
  let laptops: [Laptop]
  var records: [RecordID: Audience] = [:]
  var order: [RecordID] = []

  static let audiences = [Audience.everyone, RightsWorld.protected, RightsWorld.lekeberg]

  init(seed: UInt64, snapshotFolder: String? = nil) throws {
    self.seed = seed
    world = try RightsWorld(seed: seed, snapshotFolder: snapshotFolder)
    random = SeededGenerator(seed: seed &* 77 &+ 5)
    laptops = [
      try world.laptop("Per", audiences: [RightsWorld.protected]), try world.laptop("Anna"),
      try world.laptop("Per"), try world.laptop("Eva", .administrator, audiences: [RightsWorld.lekeberg]),
      try world.laptop("Ola", .reader),
    ]
    for laptop in laptops { try laptop.sync() }
  }

  mutating func step() throws {
    guard let laptop = laptops.randomElement(using: &random) else { return }
    world.clock.move(1000)
    switch Int.random(in: 0..<12, using: &random) {
    case 0, 1:
      guard let audience = Self.audiences.randomElement(using: &random) else { return }
      let text = "\(RightsWorld.marker(audience)) \(order.count)"
      if let record = try attempt({ try laptop.add(text, in: audience) }) {
        records[record] = audience
        order.append(record)
      }
    case 2, 3, 4:
      guard let record = order.randomElement(using: &random), let audience = records[record] else { return }
      let text = "\(RightsWorld.marker(audience)) ny \(UInt16.random(in: 0...999, using: &random))"
      _ = try attempt { try laptop.rename(record, text) }
    case 5:
      guard let record = order.randomElement(using: &random) else { return }
      _ = try attempt { try laptop.replica.edit(Draft([.delete(record)])) }
    case 6:
      let found = try laptop.replica.store.read { try $0.recordsInConflict() }
      guard let record = found.randomElement(using: &random),
        let conflict = try laptop.replica.store.read({ try $0.view(record)?.conflicts.first })
      else { return }
      let text = "\(RightsWorld.marker(records[record] ?? .everyone)) löst"
      _ = try attempt { try laptop.replica.edit(Draft([.settle(record, conflict, .value(.text(text)))])) }
    case 7:
      let chosen = Self.audiences.dropFirst().filter { _ in Bool.random(using: &random) }
      try world.set(laptop.user, chosen)
    default: try sync(laptop)
    }
  }

  private func attempt<Result>(_ body: () throws -> Result) throws -> Result? {
    do {
      return try body()
    } catch is EditProblem {
      return nil
    }
  }

  private func sync(_ laptop: Laptop) throws {
    let readable = try world.readable(by: laptop.user)
    try laptop.sync()
    for audience in Self.audiences where audience != .everyone && !readable.contains(audience) {
      #expect(
        !contains(laptop.received, RightsWorld.marker(audience)), "seed \(seed): sent to \(laptop.user): \(audience)")
      #expect(
        try !contains(laptop.held(), RightsWorld.marker(audience)), "seed \(seed): held by \(laptop.user)")
    }
  }

  func quiesce() throws {
    for _ in 0..<3 {
      for laptop in laptops { try sync(laptop) }
    }
    for laptop in laptops {
      let report = try laptop.sync()
      #expect(report.level, "seed \(seed): \(laptop.user) is not level")
      #expect(try laptop.unsent == 0, "seed \(seed)")
      #expect(try laptop.replica.selfCheck().isSound, "seed \(seed)")
      let shown = try world.server.replica(for: Actor(user: laptop.user, role: .reader))
      let (here, there) = (try RightsWorld.shown(laptop.replica), try RightsWorld.shown(shown))
      #expect(here.map(\.id) == there.map(\.id), "seed \(seed): \(laptop.user)")
      #expect(here == there, "seed \(seed): \(laptop.user) reads otherwise than the server")
      let open = try shown.store.read { reading in
        try reading.recordsInConflict().reduce(0) { try $0 + (reading.view($1)?.conflicts.count ?? 0) }
      }
      #expect(report.openConflicts == UInt64(open), "seed \(seed)")
      // By the oracle's own book, not by what a record says of itself.
      let readable = try world.readable(by: laptop.user)
      for view in here { #expect(readable.contains(records[view.id] ?? .everyone), "seed \(seed)") }
    }
  }
}
