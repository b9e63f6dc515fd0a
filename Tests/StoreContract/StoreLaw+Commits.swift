internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema
internal import TestSupport

extension StoreLaw {
  static func commit(
    _ replica: UInt128, _ sequence: SequenceNumber, previous: Hash = .zero, at milliseconds: Int64 = 0,
    content: UInt8 = 0
  ) -> Commit {
    Commit(
      replica: ReplicaID(bits: replica), sequence: sequence, previous: previous,
      stamp: Stamp(milliseconds: milliseconds, counter: UInt32(sequence)), schemaVersion: 1,
      parts: [Commit.Part(audience: .everyone, body: .readable([content, 0], salt: nil))])
  }

  static func stored(_ commit: Commit, _ logged: StoredCommit.Logged? = nil) -> StoredCommit {
    StoredCommit(commit: commit, hash: commit.hash, logged: logged)
  }

  static let commits: [StoreLaw] = [
    StoreLaw("commits, heads and history follow a random life of a log") { maker in
      for seed in 80..<83 as Range<UInt64> {
        var random = SeededGenerator(seed: seed)
        let store = try maker.make(schema: .bundled)
        var model = CommitModel()
        for _ in 0..<60 {
          let rolledBack = random.oneIn(6)
          var draft = model
          struct Stop: Error {}
          do {
            try store.write { writing in
              for _ in 0...Int.random(in: 0...2, using: &random) { try draft.step(&random, writing) }
              if rolledBack { throw Stop() }
            }
            model = draft
          } catch is Stop {}
          try store.read { try model.check($0, seed) }
        }
        try maker.reopened(store, schema: .bundled).read { try model.check($0, seed) }
      }
    },
    StoreLaw("a refusal of a commit that never came moves the head, and the seal only goes forward") { maker in
      let store = try maker.make(schema: .bundled)
      let first = commit(5, 1, at: 1000)
      let second = commit(5, 2, previous: first.hash)
      try store.write { writing in
        try writing.append(stored(first), touching: [])
        try writing.setRefused(second.name)
        try writing.setRefused(commit(6, 1).name)
        for sequence in [3, 9, 4] as [SequenceNumber] {
          try writing.setSeal(
            Seal(replica: first.replica, sequence: sequence, hash: first.hash, signature: [UInt8(sequence)]))
        }
      }
      try maker.reopened(store, schema: .bundled).read { reading in
        let head = try reading.head(of: first.replica)
        try expectEqual(head, ReplicaHead(sequence: 2, hash: second.hash, stamp: first.stamp))
        try expectEqual(try reading.commit(first.replica, 2), nil)
        try expectEqual(
          try reading.frontier(),
          Frontier([(first.replica, 2), (ReplicaID(bits: 6), 1)] as [(ReplicaID, SequenceNumber)]))
        try expectEqual(try reading.seal(of: first.replica)?.sequence, 9)
        try expectEqual(try reading.seal(of: ReplicaID(bits: 6)), nil)
      }
    },
    StoreLaw("the refused box keeps what was typed until it is taken out") { maker in
      let store = try maker.make(schema: .bundled)
      let kept = (1...4).map { number in
        let commit = commit(5, SequenceNumber(number), content: UInt8(number))
        return RefusedCommit(
          commit: commit, name: commit.name,
          refusal: Refusal(code: RefusalCode.allCases[number], field: number == 2 ? "title" : nil, reason: "för lång"),
          time: Int64(number))
      }
      // Two copies of one replica used one name.
      let twin = commit(5, 1, content: 200)
      let twinRefused = RefusedCommit(commit: twin, name: twin.name, refusal: Refusal(code: .needs), time: 9)
      try store.write { writing in
        for refused in kept + [twinRefused] { try writing.addRefused(refused) }
        try writing.removeRefused(kept[1].name)
      }
      try maker.reopened(store, schema: .bundled).read { reading in
        try expectEqual(try reading.refused(), [kept[0], kept[2], kept[3], twinRefused])
      }
    },
  ]
}

/// What a store should say about commits, kept in the simplest way.
private struct CommitModel {
  struct Entry {
    var commit: StoredCommit
    var arrival: Int
    var touched: Set<RecordID>
  }

  var held: [CommitName: Entry] = [:]
  var heads: [ReplicaID: ReplicaHead] = [:]
  var position: Position = 0
  var arrivals = 0
  let records = (1...5).map { RecordID(bits: $0) }

  private var inOrder: [Entry] {
    held.values.sorted {
      ($0.commit.logged?.position ?? .max, $0.arrival) < ($1.commit.logged?.position ?? .max, $1.arrival)
    }
  }

  mutating func step(_ random: inout SeededGenerator, _ writing: any ReplicaWriting) throws {
    switch Int.random(in: 0..<5, using: &random) {
    case 0, 1:
      let replica = ReplicaID(bits: UInt128.random(in: 1...3, using: &random))
      let head = heads[replica]
      let commit = StoreLaw.commit(
        replica.bits, (head?.sequence ?? 0) + 1, previous: head?.hash ?? .zero,
        at: Int64.random(in: 0...2, using: &random), content: UInt8.random(in: 0...255, using: &random))
      var logged: StoredCommit.Logged?
      if random.oneIn(3) {
        position += 1
        logged = StoredCommit.Logged(
          position: position, time: Int64(position) * 10, author: random.oneIn(2) ? "Åsa" : nil)
      }
      let touched = Set(records.filter { _ in random.oneIn(3) })
      let stored = StoreLaw.stored(commit, logged)
      try writing.append(stored, touching: touched.sorted())
      arrivals += 1
      held[stored.name] = Entry(commit: stored, arrival: arrivals, touched: touched)
      heads[replica] = ReplicaHead(sequence: commit.sequence, hash: stored.hash, stamp: commit.stamp)
    case 2:
      let waiting = inOrder.filter { $0.commit.logged == nil }
      guard let entry = waiting.randomElement(using: &random) else { return }
      position += 1
      let author = random.oneIn(2) ? "servern" : nil
      try writing.setLogged(entry.commit.name, position: position, time: 77, author: author)
      held[entry.commit.name]?.commit = StoreLaw.stored(
        entry.commit.commit, StoredCommit.Logged(position: position, time: 77, author: author))
    case 3:
      guard let entry = inOrder.randomElement(using: &random) else { return }
      let stored = entry.commit
      // Of another commit of that name, or of a part that it does not have, nothing is taken.
      try writing.withhold(
        .everyone, of: CommitName(replica: stored.commit.replica, sequence: stored.commit.sequence, hash: .zero))
      try writing.withhold(Audience(9), of: stored.name)
      guard random.oneIn(3) else { break }
      try writing.withhold(.everyone, of: stored.name)
      held[stored.name]?.commit = StoredCommit(
        commit: stored.commit.withholding(except: []), hash: stored.hash, logged: stored.logged)
    default:
      guard random.oneIn(3), let entry = inOrder.filter({ $0.commit.logged == nil }).randomElement(using: &random)
      else {
        return
      }
      try writing.setRefused(entry.commit.name)
      held[entry.commit.name] = nil
    }
    // What was just written is read in the same transaction.
    try check(writing, 0)
  }

  func check(_ reading: any ReplicaReading, _ seed: UInt64) throws {
    for (replica, head) in heads { try expectEqual(try reading.head(of: replica), head, "seed \(seed)") }
    try expectEqual(try reading.frontier(), Frontier(heads.map { ($0.key, $0.value.sequence) }), "seed \(seed)")
    let order = inOrder.map(\.commit)
    try expectEqual(try reading.unlogged(), order.filter { $0.logged == nil }, "seed \(seed)")
    try expectEqual(try reading.recentCommits(limit: 7), Array(order.reversed().prefix(7)), "seed \(seed)")
    for commit in order {
      try expectEqual(try reading.commit(commit.commit.replica, commit.commit.sequence), commit, "seed \(seed)")
      if let position = commit.logged?.position { try expectEqual(try reading.logged(at: position), commit) }
    }
    try expectEqual(try reading.logged(at: position + 1), nil)
    let places = Dictionary(uniqueKeysWithValues: order.map { ($0.name, $0.logged) })
    for (replica, head) in heads {
      for sequence in 1...head.sequence + 1 {
        let hash = try reading.hash(of: replica, sequence: sequence) ?? .zero
        let expected = places[CommitName(replica: replica, sequence: sequence, hash: hash)] ?? nil
        try expectEqual(try reading.place(of: replica, sequence), expected, "seed \(seed)")
      }
    }
    for record in records {
      let expected = inOrder.filter { $0.touched.contains(record) }.map(\.commit)
      try expectEqual(try reading.history(of: record), expected, "seed \(seed)")
    }
  }
}
