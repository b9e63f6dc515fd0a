import CommitFormat
import Merge
import Replica
import Schema
import SyncClient
import SyncServer
import TestSupport
import Testing

/// People whose folders are copied and put back, in an order that a seed gives: everybody ends with the same, nothing is
/// lost, and a write takes the place of what its author saw, and of nothing else.
@Suite struct TwinLaws {
  @Test(arguments: 1...25) func everybodyEndsWithTheSame(seed: UInt64) throws {
    var run = try Run(seed: seed)
    for _ in 0..<70 { try run.step() }
    try run.settleDown()
    try run.check()
  }

  /// Two copies of one folder and somebody who carries between them: hardly anything but collisions.
  @Test(arguments: 1001...1025) func twoCopiesAndACarrier(seed: UInt64) throws {
    var run = try Run(seed: seed)
    run.foldersMax = 4
    run.records = Array(run.records.prefix(1))
    try run.copy(of: run.folders[0])
    for _ in 0..<40 { try run.step() }
    try run.settleDown()
    try run.check()
  }

  struct Run {
    let seed: UInt64
    var random: SeededGenerator
    let world: CopyWorld
    var folders: [Folder]
    var records: [RecordID] = []
    var foldersMax = 6
    var backups: [(folder: Int, store: MemoryStore)] = []
    /// What was known where a commit was made, and what it was to replace, by hash.
    var seen: [Hash: Set<Hash>] = [:]
    var replaced: [Hash: Set<Hash>] = [:]
    var held: Set<Hash> = []

    init(seed: UInt64) throws {
      self.seed = seed
      random = SeededGenerator(seed: seed)
      world = try CopyWorld(seed: seed)
      folders = [try world.folder("Åsa"), try world.folder("Ola"), try world.folder("Eva", .administrator)]
      for _ in 0..<3 {
        let record = world.recordID()
        try folders[0].edit(.create(Field.activity, record, [.set(Field.title, .text("a b c"))]))
        records.append(record)
      }
      for folder in folders { try folder.sync() }
    }

    private mutating func pick<Element>(_ from: [Element]) -> Element? { from.randomElement(using: &random) }

    mutating func copy(of folder: Folder) throws { folders.append(folder.copied()) }

    mutating func step() throws {
      if random.oneIn(4) { world.clock.move(Int64.random(in: -5_000...9_000, using: &random)) }
      guard let folder = pick(folders), let record = pick(records) else { return }
      switch Int.random(in: 0..<20, using: &random) {
      case 0:
        let made = world.recordID()
        if try make(folder, .create(Field.activity, made, [.set(Field.title, .text("ny"))]), nil) {
          records.append(made)
        }
      case 1, 2, 3:
        let text = Value.text("titel \(Int.random(in: 0..<5, using: &random))")
        try make(folder, .update(record, [.set(Field.title, text)]), (record, RegisterID(Field.title)))
      case 4, 5, 6:
        let day = date(Int.random(in: 1...4, using: &random))
        try make(folder, .update(record, [.set(Field.doneOn, day)]), (record, RegisterID(Field.doneOn)))
      case 7: try make(folder, random.oneIn(2) ? .delete(record) : .restore(record), nil)
      case 8:
        guard let conflict = try folder.replica.view(record)?.conflicts.first else { return }
        try make(folder, .settle(record, conflict, conflict.kind == .delete ? .keep : .value(date(9))), nil)
      case 9, 10:
        if folders.count < foldersMax { try copy(of: folder) }
      case 11: backups.append((Int.random(in: 0..<folders.count, using: &random), folder.backup()))
      case 12:
        guard let backup = pick(backups) else { return }
        // Of the same device: another's file has another key beside it.
        let target = folders[backup.folder]
        if try backup.store.read({ try $0.header() })?.user == target.replica.header().user {
          target.putBack(backup.store)
        }
      case 13, 14, 15:
        guard let other = pick(folders) else { return }
        _ = try folder.replica.receive(other.bundle())
      default:
        let cut = random.oneIn(3) ? Int.random(in: 0..<900, using: &random) : nil
        try folder.sync(pageBytes: random.oneIn(2) ? 0 : 16 << 10, cut: cut)
      }
    }

    /// Makes a commit, and notes what was known, and what stood in the register that it sets.
    @discardableResult
    private mutating func make(_ folder: Folder, _ change: RecordChange, _ place: (RecordID, RegisterID)?) throws
      -> Bool
    {
      let (known, standing) = try folder.replica.store.read { reading in
        (
          Set(try reading.recentCommits(limit: .max).map(\.hash)),
          try place.map { place in
            Set(
              try reading.record(place.0)?[place.1].standing.compactMap {
                try reading.commit($0.dot.replica, $0.dot.sequence)?.hash
              } ?? [])
          }
        )
      }
      do {
        let stored = try folder.edit(change)
        seen[stored.hash] = known
        // In a conflict an editor's edit stands beside what others wrote.
        if let standing, try standing.count == 1 || folder.replica.header().role == .administrator {
          replaced[stored.hash] = standing
        }
        return true
      } catch is EditProblem {
        return false
      }
    }

    mutating func settleDown() throws {
      for folder in folders {
        for stored in try folder.replica.store.read({ try $0.recentCommits(limit: .max) }) { held.insert(stored.hash) }
      }
      for _ in 0..<4 {
        for folder in folders { try folder.sync() }
      }
    }

    func check() throws {
      let server = world.server.replica
      let digest = try server.header().digest
      let list = try server.list(RecordQuery())
      #expect(try server.selfCheck().isSound, "seed \(seed)")
      let names = try server.store.read { try $0.branches() }
      for folder in folders {
        let replica = folder.replica
        #expect(try replica.store.read { try $0.unlogged() }.isEmpty, "seed \(seed)")
        #expect(try replica.header().digest == digest, "seed \(seed)")
        #expect(try replica.selfCheck().isSound, "seed \(seed)")
        #expect(try replica.list(RecordQuery()) == list, "seed \(seed)")
        #expect(try replica.store.read { try $0.branches() } == names, "seed \(seed)")
      }
      let fresh = try CopyWorld.server(MemoryStore(), world.log, world.clock, world.random)
      #expect(try fresh.replica.header().digest == digest, "seed \(seed)")
      #expect(try fresh.replica.list(RecordQuery()) == list, "seed \(seed)")
      try checkLog()
    }

    /// Nothing that somebody held is missing, and writes replace what their authors saw.
    private func checkLog() throws {
      let entries = world.log.entries(after: 0, count: .max, bytes: .max)
      let logged = Set(entries.compactMap { $0.commitName?.hash })
      #expect(held.subtracting(logged).isEmpty, "seed \(seed): lost")
      var writes: [Dot: Hash] = [:]
      for entry in entries {
        guard case .accepted(let commit, _) = entry.event else { continue }
        let hash = commit.hash
        let placed = try world.server.replica.store.read { try $0.operations(of: commit) }
        for step in placed {
          let (replaces, covers) = step.operation.names
          let named = writes.filter { dot, _ in
            replaces.names(dot, author: commit.replica) || covers.names(dot, author: commit.replica)
          }
          let others = Set(named.values).subtracting([hash])
          // What a range spans in other records and registers, it does not mean; but all of it was known.
          if let known = seen[hash] {
            #expect(others.subtracting(known).isEmpty, "seed \(seed): replaces what its author had not seen")
          }
          let accepted = (replaced[hash] ?? []).intersection(writes.values)
          #expect(accepted.subtracting(others).isEmpty, "seed \(seed): does not replace what its author saw")
        }
        for step in placed { writes[step.dot] = hash }
      }
    }
  }
}
