import CommitFormat
import Merge
import Replica
import SyncClient
import SyncServer
import TestSupport
import Testing

/// Over made-up histories: once everybody has synced, nothing is left anywhere of what was erased, or was written by
/// somebody who did not know of it; all that was written knowing it is there; everybody reads the same; and the log's chain
/// can be told from what each of them holds.
@Suite struct ErasureLaws {
  @Test(arguments: UInt64(1)...12)
  func nothingIsLeftOfWhatWasErased(seed: UInt64) throws {
    var run = try ErasureRun(seed: seed, restores: false)
    for _ in 0..<70 { try run.step() }
    try run.end()
  }

  /// What was replaced long ago is forgotten too, before and after.
  @Test(arguments: UInt64(201)...212)
  func norWhereThePastIsForgotten(seed: UInt64) throws {
    var run = try ErasureRun(seed: seed, restores: false, compacts: true)
    for _ in 0..<90 { try run.step() }
    try run.end()
  }

  /// What snapshots are made from is searched too, and opens as the log reads.
  @Test(arguments: UInt64(301)...310)
  func norInSnapshotsThatAreOpened(seed: UInt64) throws {
    let folder = TemporaryFolder()
    var run = try ErasureRun(seed: seed, restores: false, compacts: seed % 2 == 0, snapshotFolder: folder.path)
    for _ in 0..<70 { try run.step() }
    try run.end()
    try run.world.expectOpenedAlike("seed \(seed)")
  }

  /// The log is put back from backups too.
  @Test(arguments: UInt64(101)...124)
  func norAfterARestore(seed: UInt64) throws {
    var run = try ErasureRun(seed: seed, restores: true)
    for _ in 0..<70 { try run.step() }
    try run.end()
  }
}

private struct ErasureRun {
  let seed: UInt64
  let restores: Bool
  let compacts: Bool
  let world: RightsWorld
  var random: SeededGenerator
  let laptops: [Laptop]
  private var records: [RecordID] = []
  private var meetings: [RecordID] = []
  /// How often something was erased of each record.
  private var erasures: [RecordID: Int] = [:]
  /// The same, as each laptop knows.
  private var known: [String: [RecordID: Int]] = [:]
  private var backups: [MemoryLog] = []
  private var count = 0

  init(seed: UInt64, restores: Bool, compacts: Bool = false, snapshotFolder: String? = nil) throws {
    self.seed = seed
    self.restores = restores
    self.compacts = compacts
    random = SeededGenerator(seed: seed)
    let made = try RightsWorld(seed: seed, snapshotFolder: snapshotFolder)
    world = made
    laptops = try ["Anna", "Bo", "Åsa"].map { try made.laptop($0, .administrator) }
    for laptop in laptops { try laptop.sync() }
  }

  /// A value that says of which record it is, and which erasures its author knew of.
  private mutating func value(_ record: RecordID, _ laptop: Laptop) -> String {
    count += 1
    return "\(Self.marker(record, known[laptop.user]?[record] ?? 0))\(count)"
  }

  private static func marker(_ record: RecordID, _ generation: Int) -> String {
    "\(Hex.string(record.bytes.suffix(4)))G\(generation)X"
  }

  mutating func step() throws {
    guard let laptop = laptops.randomElement(using: &random) else { return }
    world.clock.move(1000)
    if compacts {
      world.clock.move(30_000)
      if random.oneIn(7) { _ = try world.server.compact(keeping: 0, by: .console) }
    }
    switch Int.random(in: 0..<(restores ? 16 : 14), using: &random) {
    case 0:
      let record = try laptop.actor("K\(count)", phone: "0")
      records.append(record)
      try call(record, laptop)
    case 1: meetings.append(try laptop.meeting([]))
    case 2, 3, 4:
      if let record = records.randomElement(using: &random) { try call(record, laptop) }
    case 5, 6:
      guard let meeting = meetings.randomElement(using: &random) else { return }
      let name = value(meeting, laptop)
      try attempt { try laptop.admit(name, to: meeting) }
    case 7:
      guard let record = records.randomElement(using: &random) else { return }
      try attempt { _ = try laptop.replica.edit(Draft([.delete(record)])) }
    case 8:
      let found = try laptop.replica.store.read { try $0.recordsInConflict() }
      guard let record = found.randomElement(using: &random),
        let conflict = try laptop.replica.store.read({ try $0.view(record)?.conflicts.first })
      else { return }
      let phone = value(record, laptop)
      try attempt {
        let settled = try RightsWorld.contact(phone, "")
        _ = try laptop.replica.edit(Draft([.settle(record, conflict, .value(settled))], note: phone))
      }
    case 9:
      guard let record = (records + meetings).randomElement(using: &random) else { return }
      try erase(record)
    case 14: backups.append(world.log.copy())
    case 15:
      guard let backup = backups.randomElement(using: &random) else { return }
      try world.restore(backup)
    default: try sync(laptop)
    }
  }

  private mutating func call(_ record: RecordID, _ laptop: Laptop) throws {
    let phone = value(record, laptop)
    try attempt { try laptop.call(record, phone, mail: phone) }
  }

  private mutating func erase(_ record: RecordID) throws {
    do {
      guard try world.erase(record) else { return }
    } catch ErasureProblem.unknownRecord {
      return
    }
    erasures[record, default: 0] += 1
    try expectNothing(in: Traces.of(world), "the server, at once")
  }

  private func attempt(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch is EditProblem {
    }
  }

  private mutating func sync(_ laptop: Laptop) throws {
    try laptop.sync()
    known[laptop.user] = erasures
    try expectNothing(in: Traces.of(laptop), laptop.user)
    try expectNothing(in: Traces.of(world), "the server, after \(laptop.user)")
  }

  private func expectNothing(in bytes: [UInt8], _ place: String) throws {
    for (record, count) in erasures {
      for generation in 0..<count {
        let isLeft = contains(bytes, Self.marker(record, generation))
        #expect(!isLeft, "seed \(seed): \(place), generation \(generation)")
      }
    }
  }

  mutating func end() throws {
    for _ in 0..<3 { for laptop in laptops { try sync(laptop) } }
    var logged: [UInt8] = []
    for entry in world.log.entries(after: 0, count: .max, bytes: .max) { logged += entry.bytes }
    for laptop in laptops {
      let report = try laptop.sync()
      #expect(report.level, "seed \(seed): \(laptop.user) is not level")
      #expect(try laptop.unsent == 0, "seed \(seed)")
      #expect(try laptop.replica.selfCheck().isSound, "seed \(seed): \(laptop.user)")
      #expect(try laptop.replica.chainHashes() != nil, "seed \(seed): \(laptop.user) can't tell the chain")
      #expect(
        try RightsWorld.shown(laptop.replica) == RightsWorld.shown(world.server.replica), "seed \(seed): \(laptop.user)"
      )
      // What was refused for an erasure was refused for one that its author did not know of.
      for refused in try laptop.refused where refused.refusal.code == .erased {
        #expect(!contains(logged, refused.name.hash.hex), "seed \(seed)")
      }
    }
    try expectRebuilt()
  }

  /// A replica that takes the log in from its beginning is the same.
  private func expectRebuilt() throws {
    let fresh = try world.laptop("Ny")
    try fresh.sync()
    #expect(try fresh.sync().level, "seed \(seed): the newcomer is not level")
    #expect(try fresh.replica.header().digest == world.server.replica.header().digest, "seed \(seed)")
    try expectNothing(in: Traces.of(fresh), "the newcomer")
  }
}
