import CommitFormat
import FormatTestSupport
import Merge
import SyncProtocol

extension Vectors {
  private static let noNames = NameTable(replicas: [], creations: [])

  /// What is left of a part of which one field was erased: the same operation on the same record, cleared.
  private static func left(_ field: FieldNumber, audience: Audience) throws -> [UInt8] {
    try PartContent(operations: [.set(unnamed, RegisterID(field), .cleared, replaces: .nothing, mark: .plain)])
      .encoded(author: anna, audience: audience, names: noNames)
  }

  private static func erasure(_ fields: [UInt32], salt: UInt8, decided: Int64) throws -> LogEntry.Event {
    let commit = try chain()[2]
    let content = ErasedContent(
      decided: decided, places: fields.map { .init(record: unnamed, field: FieldNumber($0)) },
      left: try left(FieldNumber(9), audience: Audience(2)))
    return .erased(
      Erasure(
        commit: CommitName(replica: commit.replica, sequence: commit.sequence, hash: commit.hash),
        part: Commit.Part(
          audience: Audience(2), body: .readable(content.bytes, salt: Array(repeating: salt, count: 16)))))
  }

  /// A log in which the salted part of anna's third commit lost a field, and then one more.
  private static func erasedLog() throws -> [LogEntry] {
    var entries = try entries()
    for (place, event) in [
      try erasure([9], salt: 0x6B, decided: 1_760_000_800_000),
      try erasure([9, 10], salt: 0x6C, decided: 1_760_000_900_000),
    ].enumerated() {
      let entry = LogEntry(position: Position(entries.count) + 1, time: 1_760_000_800_000 + Int64(place), event: event)
      entries = entries.map { $0.erasing(entry) } + [entry]
    }
    return entries
  }

  /// Erased entries: their bytes, how they stand in the chain, and the log as it travels when something is gone.
  static func erasures() throws -> VectorFile {
    let before = try entries()
    var known = LogNamesInMemory()
    for entry in before { known.note(entry) }
    func entryMeaning(_ entry: LogEntry) -> JSON {
      .make(["entry": Meaning.of(PulledEntry(entry)), "hash": Meaning.of(entry.hash)])
    }
    func read(_ bytes: [UInt8]) throws -> LogEntry {
      guard let entry = LogEntry(position: 8, bytes: bytes) else { throw VectorMismatch(what: "malformed") }
      return entry
    }
    func page(_ bytes: [UInt8]) throws -> JSON {
      .list(try LogPage(bytes: bytes).entries(receiver: bo, names: LogNamesInMemory()).map(Meaning.of))
    }
    let first = LogEntry(
      position: 8, time: 1_760_000_800_000, event: try erasure([9], salt: 0x6B, decided: 1_760_000_800_000))
    let log = try erasedLog()
    var vectors = [
      ("erased", first), ("the same, for whoever may not read the part: the same hash", first.withholding(except: [])),
      ("left of it by a later one of the same part: the same hash", log[7]),
    ].map { name, entry in
      Vector(name: name, meaning: entryMeaning(entry), bytes: entry.bytes) { entryMeaning(try read($0)) }
    }
    // What was erased changes no hash: the chain is what it was.
    var chain = LogEntry.chainStart(of: workspace)
    for (entry, former) in zip(log, before + log[before.count...]) {
      guard entry.hash == former.hash else { throw VectorMismatch(what: "hash") }
      chain = entry.chain(after: chain)
    }
    let end = chain
    vectors.append(
      Vector(
        name: "chain at 9", meaning: .list(log.map { Meaning.of($0.hash) }), bytes: end.bytes
      ) { bytes in
        guard bytes == end.bytes else { throw VectorMismatch(what: "chain") }
        return .list(log.map { Meaning.of($0.hash) })
      })
    for (name, shown) in [
      ("page, as whoever reads audience 2 gets it", log),
      ("page, as whoever does not gets it", log.map { $0.withholding(except: [.everyone]) }),
    ] {
      let bytes = try LogPage(shown, numbers: known).bytes
      vectors.append(Vector(name: name, meaning: try page(bytes), bytes: bytes, read: page))
    }
    return VectorFile(
      name: "erasures",
      about: "Entries that say what was erased of a commit's part, read as the log's eighth, and pages with them.",
      vectors: vectors, refused: try refusedErasures(first, read))
  }

  private static func refusedErasures(
    _ entry: LogEntry, _ read: @escaping ([UInt8]) throws -> LogEntry
  ) throws -> [RefusedVector] {
    guard case .erased(let erasure) = entry.event, let content = erasure.content else {
      throw VectorMismatch(what: "no erasure")
    }
    func entryBytes(_ body: Commit.Body) -> [UInt8] {
      let part = Commit.Part(audience: Audience(2), body: body)
      return LogEntry(
        position: entry.position, time: entry.time, event: .erased(Erasure(commit: erasure.commit, part: part))
      ).bytes
    }
    let salt = [UInt8](repeating: 0x6B, count: 16)
    let place = unnamed.bytes + [9]
    let refused: [(String, [UInt8])] = [
      ("cut", Array(entry.bytes.dropLast())), ("bytes left over", entry.bytes + [0]),
      ("a part that is not salted", entryBytes(.readable(content.bytes, salt: nil))),
      ("a part that is itself what was left", entryBytes(.erased(erasure.part.hash, content.bytes))),
      ("a field named twice", entryBytes(.readable([0, 2] + place + place, salt: salt))),
      ("more fields than there are bytes", entryBytes(.readable([0, 3] + place + place, salt: salt))),
      ("nothing in it", entryBytes(.readable([], salt: salt))),
    ]
    return refused.map { name, bytes in
      RefusedVector(name: name, bytes: bytes, problem: "malformed") { _ = try read($0) }
    }
  }
}
