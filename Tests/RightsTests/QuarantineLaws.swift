import CommitFormat
import Merge
import Replica
import Schema
import SyncClient
import SyncServer
import TestSupport
import Testing

/// The same work in two worlds: in one a laptop sends what it has, in the other it was shut out before, hands it in, and
/// an administrator takes all of it. What stands must be the same.
@Suite struct QuarantineLaws {
  @Test(arguments: 0..<40 as Range<UInt64>)
  func whatIsTakenFromTheQuarantineReadsAsIfItHadBeenSent(seed: UInt64) throws {
    let (sent, handedIn) = (try QuarantineRun(seed: seed), try QuarantineRun(seed: seed))
    try sent.work()
    try handedIn.work()
    #expect(try sent.picture() == handedIn.picture(), "seed \(seed): the worlds differ before")
    try sent.late.sync()
    let count = try handedIn.late.unsent
    try handedIn.world.server.accounts.revokeDevice(handedIn.late.device, by: .console)
    #expect(try handedIn.late.handIn().taken == count, "seed \(seed)")
    #expect(try handedIn.world.acceptAll(by: .console) == count, "seed \(seed)")
    #expect(try sent.picture() == handedIn.picture(), "seed \(seed)")
    for laptop in handedIn.others { #expect(try laptop.sync().level, "seed \(seed)") }
  }

  /// Some are refused: then what stands is no more than what was there and what was taken, and a chain of edits never
  /// conflicts with itself.
  @Test(arguments: 100..<115 as Range<UInt64>)
  func whatIsRefusedLeavesNoTrace(seed: UInt64) throws {
    let run = try QuarantineRun(seed: seed)
    try run.work()
    let before = try run.picture()
    try run.world.server.accounts.revokeDevice(run.late.device, by: .console)
    try run.late.handIn()
    for item in try run.world.server.quarantine(limit: 1000, for: .console) {
      try run.world.server.refuseQuarantined(item.kept.id, reason: "nej", by: .console)
    }
    #expect(try run.picture() == before, "seed \(seed)")
    #expect(try run.late.handIn().taken == 0, "seed \(seed)")
  }
}

/// One script of three laptops, the first of which is offline in its later part.
final class QuarantineRun {
  let world: RightsWorld
  let late: Laptop
  let others: [Laptop]
  private var random: SeededGenerator
  private var records: [RecordID] = []

  init(seed: UInt64) throws {
    world = try RightsWorld(seed: seed)
    random = SeededGenerator(seed: seed &* 31 &+ 7)
    late = try world.laptop("Per")
    others = [try world.laptop("Anna"), try world.laptop("Ola")]
    for laptop in [late] + others { try laptop.sync() }
  }

  func work() throws {
    for _ in 0..<4 { records.append(try late.add("Start \(records.count)")) }
    for _ in 0..<3 {
      for laptop in [late] + others { try laptop.sync() }
    }
    for step in 0..<30 {
      world.clock.move(1000)
      guard let laptop = ([late, late] + others).randomElement(using: &random),
        let record = records.randomElement(using: &random)
      else { continue }
      switch Int.random(in: 0..<10, using: &random) {
      case 0: records.append(try laptop.add("Ny \(step)"))
      case 1: try attempt { _ = try laptop.replica.edit(Draft([.delete(record)])) }
      case 2: try attempt { _ = try laptop.replica.edit(Draft([.restore(record)])) }
      case 3:
        try attempt {
          let field = try RightsWorld.field("activity", "notes")
          _ = try laptop.replica.edit(Draft([.update(record, [.set(field, .text("Rad \(step)\nSlut"))])]))
        }
      case 4, 5:
        // Whoever is late stays offline: only the others sync.
        for laptop in others { try laptop.sync() }
      default: try attempt { _ = try laptop.rename(record, "Namn \(step)") }
      }
    }
    for _ in 0..<2 {
      for laptop in others { try laptop.sync() }
    }
  }

  private func attempt(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch is EditProblem {}
  }

  /// What people read on the server, without names of commits.
  func picture() throws -> [String] {
    let state = world.server.replica
    let shown = try RightsWorld.shown(state)
    return try state.store.read { reading in
      try shown.map { view in
        let record = try reading.record(view.id)
        let registers = (record?.entries ?? []).map { entry in
          let values = entry.register.standing.map { "\($0.value)" }.sorted()
          return "\(entry.id): \(values.joined(separator: " | "))"
        }
        let kinds = view.conflicts.map { "\($0.kind)" }.sorted()
        return "\(view.id) \(record?.life.isDeleted ?? false) \(registers.sorted()) \(kinds)"
      }
    }
  }
}
