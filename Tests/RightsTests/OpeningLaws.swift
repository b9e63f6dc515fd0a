import CommitFormat
import Foundation
import Merge
import Replica
import SQLiteReplica
import Schema
import SyncClient
import SyncProtocol
import SyncServer
import TestSupport
import Testing

/// A replica that opens what the server made of the log is the one that it would be had it read the log.
@Suite struct OpeningLaws {
  @Test(arguments: UInt64(1)...5)
  func anOpenedReplicaIsTheOneThatReadTheLog(seed: UInt64) throws {
    let folder = TemporaryFolder()
    var run = try AudienceRun(seed: seed, snapshotFolder: folder.path)
    for _ in 0..<3 {
      for _ in 0..<40 { try run.step() }
      try run.world.expectOpenedAlike("seed \(seed)")
    }
    try run.quiesce()
    try run.world.expectOpenedAlike("seed \(seed)")
  }

  @Test func whoHasUnsentWorkReadsTheLog() throws {
    let folder = TemporaryFolder()
    let world = try RightsWorld(snapshotFolder: folder.path)
    let per = try world.laptop("Per")
    try per.add("Vägen")
    try per.sync()
    let siv = try world.laptop("Siv", store: SQLiteReplicaStore(folder: folder.path + "/siv", mode: .create))
    try siv.add("Skriven före första synken")
    let report = try siv.sync()
    #expect(!report.isOpened && report.level && report.accepted == 1)
    try per.sync()
    #expect(try RightsWorld.shown(siv.replica) == RightsWorld.shown(per.replica))
  }

  /// What became of what a person wrote at a device of this name before, only reading the log tells.
  @Test func whoHasWrittenHereBeforeReadsTheLog() throws {
    let folder = TemporaryFolder()
    let world = try RightsWorld(limits: ServerLimits(snapshotLag: 0), snapshotFolder: folder.path)
    let (per, anna) = (try world.laptop("Per"), try world.laptop("Anna", .administrator))
    let record = try per.add("Vägen")
    try per.sync()
    try anna.sync()
    try per.rename(record, "Pers väg")
    try anna.rename(record, "Annas väg")
    try anna.sync()
    try per.sync()
    try anna.sync()
    let found = try anna.replica.store.read { try $0.view(record)?.conflicts.first }
    let conflict = try #require(found)
    _ = try anna.replica.edit(Draft([.settle(record, conflict, .value(.text("Annas väg")))], note: "enligt kartan"))
    try anna.sync()
    let again = try world.laptop("Per", store: SQLiteReplicaStore(folder: folder.path + "/per", mode: .create))
    let report = try again.sync()
    #expect(!report.isOpened && report.level)
    #expect(try again.replica.store.read { try $0.tidings(for: "Per") }.count == 1)
  }

  /// The snapshot says by which schema its rows lie, so a new replica gets those tables before it takes them in.
  @Test(arguments: [nil, try RightsWorld.schema()])
  func whateverTablesAReplicaBeganWithItOpens(program: Schema?) throws {
    let folder = TemporaryFolder()
    let world = try RightsWorld(snapshotFolder: folder.path)
    let per = try world.laptop("Per")
    try per.add("Vägen")
    try per.sync()
    let store = try SQLiteReplicaStore(folder: folder.path + "/siv", schema: program ?? .bundled, mode: .create)
    let siv = try world.laptop("Siv", store: store)
    let report = try siv.sync()
    #expect(report.isOpened && report.level)
    #expect(try RightsWorld.shown(siv.replica) == RightsWorld.shown(per.replica))
    #expect(try siv.replica.selfCheck().isSound)
    let again = try SQLiteReplicaStore(folder: folder.path + "/siv", mode: .open)
    try again.verify()
    #expect(try RightsWorld.shown(Replica(store: again)) == RightsWorld.shown(per.replica))
  }

  /// Whatever stands where the state should: the replica opens it whole, or reads the log instead.
  @Test(arguments: UInt64(1)...20)
  func falseStatesAreRefused(seed: UInt64) throws {
    let folder = TemporaryFolder()
    var run = try AudienceRun(seed: 7, snapshotFolder: folder.path)
    for _ in 0..<60 { try run.step() }
    var random = SeededGenerator(seed: seed)
    let store = try SQLiteReplicaStore(folder: folder.path + "/siv", mode: .create)
    let siv = try run.world.laptop("Siv", store: store)
    let file = try run.world.server.snapshot(for: "Siv", reaching: run.world.log.head().position)
    var reader = try Snapshot.Reader(bytes: file.bytes(0..<file.byteCount))
    var pieces: [Snapshot.Piece] = []
    while let piece = try reader.nextPiece() { pieces.append(piece) }
    let states = pieces.indices.filter { if case .state = pieces[$0] { true } else { false } }
    let place = try #require(states.randomElement(using: &random))
    guard case .state(var bytes) = pieces[place] else { return }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
    case 1: bytes += (0..<Int.random(in: 1..<40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    case 2: bytes = bytes.isEmpty ? [0] : bytes.map { $0 ^ (random.oneIn(20) ? 1 : 0) }
    default:
      for _ in 0..<3 where !bytes.isEmpty {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
    }
    pieces[place] = .state(bytes)
    if random.oneIn(5) { pieces.swapAt(place, states.randomElement(using: &random) ?? place) }
    var writer = Snapshot.Writer(reader.header)
    for piece in pieces {
      switch piece {
      case .page(let page): writer.append(page)
      case .state(let state): writer.append(state: state)
      }
    }
    siv.snapshotInstead = writer.finish()
    let report = try siv.sync()
    guard !report.isOpened else { return }
    #expect(report.level, "seed \(seed)")
    #expect(try siv.replica.selfCheck().isSound, "seed \(seed)")
  }
}

extension RightsWorld {
  /// New members of each set of audiences: one opens the snapshot, the same device reads the log page by page.
  func expectOpenedAlike(_ place: String) throws {
    for audiences in [[], [Self.protected], [Self.lekeberg], [Self.protected, Self.lekeberg]] {
      let folder = TemporaryFolder()
      let name = "Ny \(random.bits128())"
      let opened = try laptop(
        name, audiences: audiences, store: SQLiteReplicaStore(folder: folder.path + "/opened", mode: .create))
      let read = try Laptop(like: opened, store: SQLiteReplicaStore(folder: folder.path + "/read", mode: .create))
      #expect(try opened.sync().isOpened, "\(place): \(audiences)")
      #expect(try !read.sync(startsFromSnapshot: false).isOpened)
      #expect(try opened.sync().level && read.sync().level, "\(place): \(audiences)")
      for (left, right) in zip(try Told.all(of: opened), try Told.all(of: read)) {
        #expect(left == right, "\(place): \(audiences)")
      }
      #expect(try opened.replica.selfCheck().isSound, "\(place): \(audiences)")
      try (opened.replica.store as? SQLiteReplicaStore)?.verify()
    }
  }
}

/// All that a store says of a replica, kind by kind.
private enum Told {
  static func all(of laptop: Laptop) throws -> [[AnyHashable]] {
    try laptop.replica.store.read { reading in
      guard var header = try reading.header() else { return [] }
      let end = header.cursor?.position ?? 0
      // What is the laptop's own, and when it was.
      header.cursor?.token = []
      header.lastSync = nil
      header.clockAhead = nil
      header.mustScrub = false
      var states: [RecordState] = []
      try reading.eachRecord { states.append($0) }
      states.sort { $0.id < $1.id }
      let ids = states.map(\.id)
      let commits = (0..<end).map { $0 + 1 }
      let logged = try commits.map { try reading.logged(at: $0) }
      let frontier = try reading.frontier()
      let enrolments = try reading.enrolments()
      let chains = Set(enrolments.map(\.replica) + (try reading.branches().map(\.id))).sorted()
      var names: [AnyHashable] = []
      for chain in chains {
        names.append(try reading.head(of: chain))
        names.append(try reading.seal(of: chain))
        for sequence in 0..<(frontier[chain]) {
          names.append(try reading.hash(of: chain, sequence: sequence + 1))
          names.append(try reading.refusedHash(chain, sequence + 1))
          for audience in [Audience.everyone, RightsWorld.protected, RightsWorld.lekeberg] {
            for index in UInt32(0)..<6 {
              let dot = Dot(replica: chain, sequence: sequence + 1, audience: audience, index: index)
              names.append(try reading.record(createdBy: dot))
            }
          }
        }
      }
      var query = RecordQuery()
      query.deleted = .with
      return [
        [header], states, try ids.map { try reading.view($0) }, try ids.map { try reading.history(of: $0) },
        try ids.map { try reading.children(of: $0) }, try ids.map { try reading.aliases(of: $0) },
        try ids.map { try reading.isIndexed($0, as: reading.view($0)) }, logged,
        try commits.map { try reading.journal(at: $0) }, names, enrolments, try reading.branches(),
        try reading.recordsInConflict(), try reading.unlogged(), try reading.refused().map(\.name),
        try reading.tidings(for: laptop.user), [try reading.schema()], [try reading.recordCount()],
        try reading.list(query).records, try reading.search("HEMLIGT1X", limit: 1000),
        try reading.search("T1", limit: 1000), try reading.damagedCommits(),
      ]
    }
  }
}

/// A folder that is gone afterwards.
final class TemporaryFolder {
  let path = NSTemporaryDirectory() + "bygd-rights-\(UUID().uuidString)"

  init() {
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Of all files in it.
  static func bytes(in path: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for name in FileManager.default.enumerator(atPath: path)?.compactMap({ $0 as? String }) ?? [] {
      if let data = FileManager.default.contents(atPath: path + "/" + name) { bytes += data }
    }
    return bytes
  }
}
