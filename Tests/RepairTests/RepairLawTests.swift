import CommitFormat
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer
import TestSupport
import Testing

/// Whatever is changed or missing behind a replica's back, on either side: after one sync both are what the log makes,
/// and nothing unsent is lost.
@Suite struct RepairLawTests {
  /// Two people's work of a few days, synced, with conflicts and deletions in it.
  private func workedIn(seed: UInt64) throws -> (Office, Desk, Desk, [RecordID]) {
    let office = try Office(seed: seed)
    let desks = [try office.desk("Åsa"), try office.desk("Ola")]
    var random = SeededGenerator(seed: seed)
    var records: [RecordID] = []
    for _ in 0..<Int.random(in: 10...60, using: &random) {
      let desk = desks[Int.random(in: 0..<2, using: &random)]
      switch Int.random(in: 0..<8, using: &random) {
      case 0, 1, 2: records.append(try desk.add("Titel \(records.count)"))
      case 3, 4:
        guard let record = records.randomElement(using: &random) else { continue }
        try? desk.rename(record, "Ny \(Int.random(in: 0...3, using: &random))")
      case 5:
        guard let record = records.randomElement(using: &random) else { continue }
        let places = [Value(.code("1280")), Value(.code("1281"))]
        _ = try? desk.replica.edit(
          Draft([.update(record, [.add(Field.municipalities, places.randomElement(using: &random) ?? places[0])])]))
      case 6:
        guard let record = records.randomElement(using: &random) else { continue }
        _ = try? desk.replica.edit(Draft([random.oneIn(2) ? .delete(record) : .restore(record)]))
      default: try desk.sync()
      }
    }
    for desk in desks + desks { try desk.sync() }
    return (office, desks[0], desks[1], records)
  }

  private func expectLevel(_ office: Office, _ desk: Desk, _ report: SyncReport, _ seed: UInt64) throws {
    #expect(report.level, "seed \(seed)")
    let truth = try office.truth().filter { !$0.value.entries.isEmpty }
    #expect(try desk.replica.loggedStates() == truth, "seed \(seed)")
    #expect(try office.server.replica.loggedStates() == truth, "seed \(seed)")
    #expect(try desk.replica.selfCheck().isSound, "seed \(seed)")
    #expect(try office.server.replica.selfCheck().isSound, "seed \(seed)")
    #expect(try desk.replica.header().digest == office.server.replica.header().digest, "seed \(seed)")
  }

  @Test(arguments: UInt64(1)...60)
  func aReplicaHeals(seed: UInt64) throws {
    let (office, desk, _, _) = try workedIn(seed: seed)
    let before = try desk.world()
    var vandal = Vandal(seed: seed)
    let struck = try vandal.strike(desk.replica)
    try desk.replica.recount()
    let report = try desk.sync()
    try expectLevel(office, desk, report, seed)
    #expect(try desk.world() == before, "seed \(seed)")
    if struck > 0 { #expect(report.repair?.outcome != .notHelped, "seed \(seed)") }
  }

  @Test(arguments: UInt64(1)...40)
  func unsentCommitsStayOnTop(seed: UInt64) throws {
    let (office, desk, _, records) = try workedIn(seed: seed)
    var random = SeededGenerator(seed: seed &+ 7)
    for _ in 0..<6 {
      if random.oneIn(2), let record = records.randomElement(using: &random) {
        try? desk.rename(record, "Osänt \(Int.random(in: 0...9, using: &random))")
      } else {
        _ = try desk.add("Osänd")
      }
    }
    let before = try desk.world()
    let unsent = try desk.replica.store.read { try $0.unlogged() }
    var vandal = Vandal(seed: seed)
    _ = try vandal.strike(desk.replica)
    try desk.replica.recount()
    var report = try desk.sync(sends: false)
    #expect(try desk.replica.store.read { try $0.unlogged() } == unsent, "seed \(seed)")
    #expect(try desk.replica.refreshDerived().isEmpty || report.level, "seed \(seed)")
    #expect(try desk.world() == before, "seed \(seed)")
    try expectLevel(office, desk, report, seed)
    report = try desk.sync()
    #expect(report.accepted + report.inConflict == unsent.count, "seed \(seed)")
    try expectLevel(office, desk, report, seed)
  }

  @Test(arguments: UInt64(1)...40)
  func theServersOwnRowsComeFromItsLog(seed: UInt64) throws {
    let (office, desk, other, _) = try workedIn(seed: seed)
    let before = try desk.world()
    var vandal = Vandal(seed: seed)
    _ = try vandal.strike(office.server.replica)
    // Nobody has noticed yet; then the digest is counted, as after an unclean end.
    try office.server.replica.recount()
    let report = try desk.sync()
    try expectLevel(office, desk, report, seed)
    #expect(try desk.world() == before, "seed \(seed)")
    #expect(try other.sync().level, "seed \(seed)")
    #expect(try office.server.replica.world() == desk.replica.world(), "seed \(seed)")
  }

  @Test(arguments: UInt64(1)...30)
  func aCutAnywhereDoesNoHarm(seed: UInt64) throws {
    let (office, desk, _, _) = try workedIn(seed: seed)
    let before = try desk.world()
    var vandal = Vandal(seed: seed)
    _ = try vandal.strike(desk.replica)
    try desk.replica.recount()
    var random = SeededGenerator(seed: seed)
    let at = Int.random(in: 0..<6, using: &random)
    desk.line = { number, _, answer in
      guard number == at else { return answer }
      if random.oneIn(2) { throw TransportFailure.cut }
      var answer = answer
      answer.body = Array(answer.body.prefix(Int.random(in: 0...answer.body.count, using: &random)))
      return answer
    }
    let first = try? desk.sync()
    if let first, !first.level { #expect(first.repair?.outcome == .interrupted, "seed \(seed)") }
    desk.line = { $2 }
    let report = try desk.sync()
    try expectLevel(office, desk, report, seed)
    #expect(try desk.world() == before, "seed \(seed)")
  }

  @Test(arguments: UInt64(1)...30)
  func theLogMayGrowMeanwhile(seed: UInt64) throws {
    let (office, desk, other, records) = try workedIn(seed: seed)
    var vandal = Vandal(seed: seed)
    _ = try vandal.strike(desk.replica)
    try desk.replica.recount()
    var random = SeededGenerator(seed: seed)
    desk.line = { number, _, answer in
      if number < 8, random.oneIn(2) {
        if let record = records.randomElement(using: &random) { try? other.rename(record, "Samtidigt \(number)") }
        try other.sync()
      }
      return answer
    }
    let first = try desk.sync()
    #expect(first.level || first.repair?.outcome == .interrupted, "seed \(seed)")
    desk.line = { $2 }
    // What came into the log behind the last answer.
    let report = try desk.sync()
    try expectLevel(office, desk, report, seed)
    #expect(try desk.world() == other.world(), "seed \(seed)")
  }
}
