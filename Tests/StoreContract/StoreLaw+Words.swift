internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema
internal import TestSupport

extension StoreLaw {
  static let words: [StoreLaw] = [
    StoreLaw("words are found as they stand, whatever becomes of the commits that brought them") { maker in
      for seed in 1...12 as ClosedRange<UInt64> {
        var run = WordRun(seed: seed)
        var store = try maker.make(schema: .bundled)
        for _ in 0..<80 {
          try run.transaction(on: store)
          if run.random.oneIn(3) { try store.read { try run.check($0) } }
          if run.random.oneIn(15) { store = try maker.reopened(store, schema: .bundled) }
        }
        try store.read { try run.check($0) }
      }
    }
  ]
}

/// Records of one word each, written by commits that wait, are answered, refused or lost, and by nothing at all.
private struct WordRun {
  private static let words = ["ängen", "bageri", "cirkus", "dans", "ensemble", "film"]
  private static let replicas: [UInt128] = [5, 6]

  let seed: UInt64
  var random: SeededGenerator
  private var shown: [UInt128: String] = [:]
  private var heads: [UInt128: (SequenceNumber, Hash)] = [:]
  private var waiting: [CommitName] = []
  private var logged: [CommitName] = []
  private var position: Position = 0

  init(seed: UInt64) {
    self.seed = seed
    random = SeededGenerator(seed: seed)
  }

  mutating func transaction(on store: any ReplicaStore) throws {
    struct Stop: Error {}
    let before = self
    var draft = self
    do {
      try store.write { writing in
        for _ in 0...Int.random(in: 0...2, using: &draft.random) { try draft.step(writing) }
        if draft.random.oneIn(6) { throw Stop() }
      }
      self = draft
    } catch is Stop {
      self = before
      random = draft.random
    }
  }

  private mutating func step(_ writing: any ReplicaWriting) throws {
    switch Int.random(in: 0..<12, using: &random) {
    case 0..<5:
      // A few records, or more than a commit keeps beside it.
      let count = random.oneIn(5) ? 20 : Int.random(in: 0...2, using: &random)
      try append(touching: try (0..<count).map { _ in try change(writing) }, writing)
    case 5:
      _ = try change(writing)
    case 6, 7:
      guard let name = waiting.randomElement(using: &random) else { return }
      position += 1
      try writing.setLogged(name, position: position, time: 1, author: nil)
      waiting.removeAll { $0 == name }
      logged.append(name)
    case 8:
      guard let name = waiting.randomElement(using: &random) else { return }
      try writing.setRefused(name)
      waiting.removeAll { $0 == name }
    case 9:
      guard let name = logged.popLast() else { return }
      try writing.setUnlogged(name)
      waiting.append(name)
    case 10:
      guard let id = shown.keys.sorted().randomElement(using: &random) else { return }
      try writing.save(RecordState(id: RecordID(bits: id)), view: nil)
      shown[id] = nil
    default:
      try check(writing)
    }
  }

  private mutating func change(_ writing: any ReplicaWriting) throws -> UInt128 {
    let id = UInt128.random(in: 1...25, using: &random)
    let word = Self.words[Int.random(in: 0..<Self.words.count, using: &random)]
    let (state, view) = StoreLaw.plain(id, [(8, .value(.text(word)))])
    try writing.save(state, view: view)
    shown[id] = word
    return id
  }

  private mutating func append(touching ids: [UInt128], _ writing: any ReplicaWriting) throws {
    let replica = Self.replicas[Int.random(in: 0..<2, using: &random)]
    let head = heads[replica] ?? (0, .zero)
    let commit = StoreLaw.commit(replica, head.0 + 1, previous: head.1, content: .random(in: 0...255, using: &random))
    try writing.append(StoreLaw.stored(commit), touching: Set(ids).sorted().map { RecordID(bits: $0) })
    heads[replica] = (commit.sequence, commit.hash)
    waiting.append(commit.name)
  }

  func check(_ reading: any ReplicaReading) throws {
    for word in Self.words {
      let expected = shown.filter { $0.value == word }.keys.sorted()
      try expectEqual(try reading.search(word, limit: 100).map(\.bits).sorted(), expected, "seed \(seed) \(word)")
    }
  }
}
