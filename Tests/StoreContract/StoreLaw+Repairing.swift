internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema
internal import TestSupport

extension StoreLaw {
  static let repairing: [StoreLaw] = [
    StoreLaw("what was forgotten is not there, and can be saved anew as if it had never been") { maker in
      for seed in 70..<74 as Range<UInt64> {
        var world = RandomRecords(seed: seed)
        let store = try maker.make(schema: .bundled)
        var kept: [RecordID: (state: RecordState, view: RecordView?)] = [:]
        for _ in 0..<30 {
          let (state, view) = world.record(id: nil)
          try store.write { try $0.save(state, view: view) }
          kept[state.id] = state.entries.isEmpty ? nil : (state, view)
        }
        let gone = kept.keys.sorted().filter { _ in world.random.oneIn(3) }
        try store.write { writing in
          for id in gone { try writing.forget(id) }
          try writing.forget(RecordID(bits: 1))
        }
        for id in gone {
          try expectEqual(try store.read { try $0.record(id) }, nil, "seed \(seed)")
          try expectEqual(try store.read { try $0.view(id) }, nil, "seed \(seed)")
          let isIn = try store.read { try $0.recordsInConflict().contains(id) }
          try expect(!isIn, "seed \(seed): a forgotten record is in conflict")
        }
        var surveyed: Set<RecordID> = []
        let unreadable = try store.read { try $0.surveyRecords { surveyed.insert($0.id) } }
        try expectEqual(unreadable, [], "seed \(seed)")
        try expectEqual(surveyed, Set(kept.keys).subtracting(gone), "seed \(seed)")
        try store.write { writing in
          for id in gone {
            if let (state, view) = kept[id] { try writing.save(state, view: view) }
          }
        }
        let later = try maker.reopened(store, schema: .bundled)
        for (id, was) in kept {
          let found = try later.read { try $0.record(id) }
          try expect(found == was.state, "seed \(seed): another record came back")
          try expectEqual(try later.read { try $0.view(id) }, was.view, "seed \(seed)")
          let isIndexed = try later.read { try $0.isIndexed(id, as: was.view) }
          try expect(isIndexed, "seed \(seed): what was saved lies beside it otherwise")
        }
      }
    },
    StoreLaw("forgetting is undone with its transaction") { maker in
      var world = RandomRecords(seed: 75)
      let store = try maker.make(schema: .bundled)
      let (state, view) = world.record(id: nil)
      try store.write { try $0.save(state, view: view) }
      struct Undone: Error {}
      do {
        try store.write { writing in
          try writing.forget(state.id)
          throw Undone()
        }
      } catch is Undone {}
      let found = try store.read { try $0.record(state.id) }
      try expect(found == state, "what was undone is gone")
    },
    StoreLaw("commits that are as they were stored are not damaged") { maker in
      let store = try maker.make(schema: .bundled)
      var previous = Hash.zero
      for sequence in 1...5 as ClosedRange<SequenceNumber> {
        let commit = Commit(
          replica: ReplicaID(bits: 9), sequence: sequence, previous: previous, stamp: Stamp(milliseconds: 1),
          schemaVersion: 1, parts: [.init(audience: .everyone, body: .readable([0, 0], salt: nil))])
        previous = commit.hash
        try store.write { try $0.append(StoredCommit(commit: commit, hash: commit.hash), touching: []) }
        if sequence == 2 { try store.write { try $0.setRefused(commit.name) } }
      }
      try expectEqual(try store.read { try $0.damagedCommits() }, [])
      let last = try store.read { try $0.commit(ReplicaID(bits: 9), 5) }
      let wrong = Commit(
        replica: ReplicaID(bits: 9), sequence: 6, previous: last?.hash ?? .zero, stamp: Stamp(milliseconds: 2),
        schemaVersion: 1, parts: [.init(audience: .everyone, body: .readable([0, 0], salt: nil))])
      try store.write { try $0.append(StoredCommit(commit: wrong, hash: .zero), touching: []) }
      try expectEqual(try store.read { try $0.damagedCommits() }.map(\.sequence), [6])
    },
  ]
}
