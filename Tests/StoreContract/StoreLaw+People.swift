internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema
internal import TestSupport

extension StoreLaw {
  static let people: [StoreLaw] = [
    StoreLaw("a version stands as long as nobody writes, and a note is kept as all that is written") { maker in
      let store = try maker.make(schema: .bundled)
      var header = ReplicaHeader(
        replica: ReplicaID(bits: 1), workspace: WorkspaceID(bits: 3), workspaceName: "", user: "", device: "",
        role: .editor)
      var seen: Set<Int64> = []
      func look(_ what: String) throws {
        guard let version = try store.version() else { throw BrokenLaw(description: "no version") }
        try expect(seen.insert(version).inserted, "\(what) is not seen")
        try store.read { _ = try $0.header() }
        try expectEqual(try store.version(), version, "reading is seen after \(what)")
      }
      try look("nothing")
      try store.write { try $0.setHeader(header) }
      try look("a write")
      header.lastSync = 7
      try store.note { try $0.setHeader(header) }
      try look("a note")
      // As another program does.
      let other = try maker.reopened(store, schema: .bundled)
      try expectEqual(try other.read { try $0.header()?.lastSync }, 7)
      header.lastSync = 8
      try other.note { try $0.setHeader(header) }
      try look("another's note")
      try expectEqual(try store.read { try $0.header()?.lastSync }, 8)
      header.lastSync = 9
      try other.write { try $0.setHeader(header) }
      try look("another's write")
    },
    StoreLaw("header, members, tidings and schema come back as they were given") { maker in
      let store = try maker.make(schema: .bundled)
      try store.read { reading in
        try expectEqual(try reading.header(), nil)
        try expectEqual(try reading.schema(), nil)
        try expectEqual(try reading.tidings(for: "Åsa"), [])
        try expectEqual(try reading.enrolments(), [])
      }
      var header = ReplicaHeader(
        replica: ReplicaID(bits: .max), workspace: WorkspaceID(bits: 3), workspaceName: "Västra", user: "Åsa",
        device: "laptop \u{0} 1", role: .administrator)
      try store.write { try $0.setHeader(header) }
      let first: ReplicaHeader? = header
      try expectEqual(try maker.reopened(store, schema: .bundled).read { try $0.header() }, first)
      header.number = .max
      header.server = "http://exempel.se/w/1"
      header.cursor = LogPoint(epoch: Epoch(bits: 9), position: 12, chain: Hash(of: [1]), token: [])
      header.digest = StateDigest(bits: .max - 1)
      header.lastSync = -5
      header.clockAhead = .max
      let people = [4, 1, 3].map { number in
        Enrolment(
          number: number, replica: ReplicaID(bits: UInt128(number)), user: "Ulf", device: "", publicKey: [UInt8(number)]
        )
      }
      let outcomes: [Tiding.Outcome] = [.replaced, .deleted, .kept]
      let tidings = (1...3).map { number -> Tiding in
        let register = RegisterID(FieldNumber(UInt32(number)), element: number == 2 ? .text("e") : nil)
        return Tiding(
          user: number == 3 ? "Per" : "Åsa", record: RecordID(bits: UInt128(number)), register: register,
          value: .cleared, chosen: .text("vald"), outcome: outcomes[number - 1], by: "Åsa", reason: "",
          time: Int64(number))
      }
      try store.write { writing in
        try writing.setHeader(header)
        for person in people { try writing.addEnrolment(person) }
        for tiding in tidings { try writing.addTiding(tiding) }
        try writing.setSchema([1, 2, 3])
        try writing.removeTidings(upTo: try writing.tidings(for: "Åsa")[0].id, for: "Åsa")
        // Others' are left alone, whatever their numbers, and so are those of a name that only looks the same.
        try writing.removeTidings(upTo: .max, for: "A\u{30A}sa")
      }
      try maker.reopened(store, schema: .bundled).read { reading in
        try expectEqual(try reading.header(), header)
        try expectEqual(try reading.enrolments().map(\.number), [1, 3, 4])
        try expectEqual(try reading.enrolment(number: 3), people[2])
        try expectEqual(try reading.enrolment(of: ReplicaID(bits: 4)), people[0])
        try expectEqual(try reading.enrolment(number: 2), nil)
        try expectEqual(try reading.enrolment(of: ReplicaID(bits: 2)), nil)
        try expectEqual(try reading.schema(), [1, 2, 3])
        let kept = try reading.tidings(for: "Åsa") + reading.tidings(for: "Per")
        try expectEqual(kept.map(\.user), ["Åsa", "Per"])
        try expectEqual(kept.map(\.outcome), [.deleted, .kept])
        try expectEqual(kept.map(\.record), tidings.dropFirst().map(\.record))
        try expectEqual(kept.map(\.register), tidings.dropFirst().map(\.register))
        try expectEqual(kept.map(\.value), [.cleared, .cleared])
        try expect(kept[0].id < kept[1].id, "ids rise")
      }
    },
  ]

  static let transactions: [StoreLaw] = [
    StoreLaw("a body that throws leaves no trace of anything") { maker in
      struct Stop: Error, Equatable {}
      for seed in 90..<92 as Range<UInt64> {
        var world = RandomRecords(seed: seed)
        let store = try maker.make(schema: .bundled)
        var ids: [RecordID] = []
        try store.write { writing in
          for _ in 0..<20 {
            let (state, view) = world.record()
            try writing.save(state, view: view)
            ids.append(state.id)
          }
        }
        let before = try Snapshot(store)
        for _ in 0..<10 {
          do {
            try store.write { writing in
              for _ in 0..<5 {
                let (state, view) = world.record(
                  id: world.random.oneIn(2) ? ids.randomElement(using: &world.random) : nil)
                try writing.save(world.random.oneIn(4) ? RecordState(id: state.id) : state, view: view)
                let commit = commit(
                  UInt128.random(in: 1...3, using: &world.random),
                  SequenceNumber.random(in: 1...9_999_999, using: &world.random))
                try writing.append(stored(commit), touching: [state.id])
                try writing.setSeal(Seal(replica: commit.replica, sequence: 1, hash: commit.hash, signature: []))
                try writing.setRefused(Self.commit(8, commit.sequence).name)
                try writing.addRefused(
                  RefusedCommit(commit: commit, name: commit.name, refusal: Refusal(code: .size), time: 1))
                try writing.addEnrolment(
                  Enrolment(number: 7, replica: commit.replica, user: "", device: "", publicKey: []))
                try writing.addTiding(
                  Tiding(
                    user: "", record: state.id, register: .life, value: .cleared, chosen: .cleared, by: "", reason: "",
                    time: 0))
                try writing.setSchema([9])
                try writing.setHeader(
                  ReplicaHeader(
                    replica: commit.replica, workspace: WorkspaceID(bits: 1), workspaceName: "", user: "", device: "",
                    role: .reader))
              }
              throw Stop()
            }
            throw BrokenLaw(description: "the error was swallowed")
          } catch is Stop {}
          try expectEqual(try Snapshot(store), before, "seed \(seed)")
        }
        try expectEqual(try Snapshot(maker.reopened(store, schema: .bundled)), before, "seed \(seed)")
      }
    }
  ]
}

/// The whole of a store.
struct Snapshot: Equatable {
  var records: [RecordState] = []
  var views: [RecordView?] = []
  var children: [[RecordID]] = []
  var conflicts: [RecordID] = []
  var count = 0
  var frontier = Frontier()
  var unlogged: [StoredCommit] = []
  var histories: [[StoredCommit]] = []
  var refused: [RefusedCommit] = []
  var enrolments: [Enrolment] = []
  var tidings: [Tiding] = []
  var schema: [UInt8]?
  var header: ReplicaHeader?
  var seals: [Seal?] = []

  init(_ store: any ReplicaStore) throws {
    try store.read { reading in
      try reading.eachRecord { records.append($0) }
      records.sort { $0.id < $1.id }
      views = try records.map { try reading.view($0.id) }
      children = try views.map { try $0?.parent.map(reading.children(of:)) ?? [] }
      histories = try records.map { try reading.history(of: $0.id) }
      conflicts = try reading.recordsInConflict()
      count = try reading.recordCount()
      frontier = try reading.frontier()
      unlogged = try reading.unlogged()
      refused = try reading.refused()
      enrolments = try reading.enrolments()
      tidings = try reading.tidings(for: "")
      schema = try reading.schema()
      header = try reading.header()
      seals = try (1...3).map { try reading.seal(of: ReplicaID(bits: $0)) }
    }
  }
}
