import CommitFormat
import FormatTestSupport
import Merge
import SyncProtocol

extension Vectors {
  /// Four commits of anna's: a creation, an edit, one with a salted part for audience 2, and that with it withheld.
  static func chain() throws -> [Commit] {
    func part(_ operations: [Operation], audience: Audience = .everyone) throws -> [UInt8] {
      try PartContent(operations: operations).encoded(author: anna, audience: audience, names: names)
    }
    let title = RegisterID(FieldNumber(9))
    let created = Dot(replica: anna, sequence: 1, index: 0)
    let first = Commit(
      replica: anna, sequence: 1, previous: .zero, stamp: Stamp(milliseconds: 1_760_000_000_000), schemaVersion: 3,
      parts: [
        Commit.Part(
          audience: .everyone,
          body: .readable(
            try part([.create(activity, TypeNumber(3), fields: [.init(register: title, value: .text("Kör"))])]),
            salt: nil))
      ])
    let second = Commit(
      replica: anna, sequence: 2, previous: first.hash, stamp: Stamp(milliseconds: 1_760_000_000_000, counter: 1),
      schemaVersion: 3,
      parts: [
        Commit.Part(
          audience: .everyone,
          body: .readable(
            try part([.set(activity, title, .text("Kören"), replaces: Replaces(dots: [created]), mark: .plain)]),
            salt: nil))
      ])
    let third = Commit(
      replica: anna, sequence: 3, previous: second.hash, stamp: Stamp(milliseconds: 1_760_000_500_000),
      schemaVersion: 4,
      parts: [
        Commit.Part(
          audience: .everyone,
          body: .readable(
            try part([.set(activity, title, .text("Kör"), replaces: Replaces(own: [2...2]), mark: .plain)]), salt: nil)
        ),
        Commit.Part(
          audience: Audience(2),
          body: .readable(
            try part(
              [.set(unnamed, title, .text("hemligt"), replaces: .nothing, mark: .plain)], audience: Audience(2)),
            salt: Array(repeating: 0x5A, count: 16))),
      ])
    return [first, second, third]
  }

  static func commits() throws -> VectorFile {
    let chain = try chain()
    let all = chain + [chain[2].withholding(except: [.everyone])]
    let labels = ["creation", "edit", "salted part", "the same, that part withheld: the same hash"]
    let body = chain[0].body
    let refused: [(String, [UInt8])] = [
      ("nothing", []), ("cut", body.dropLast()), ("too long", body + [0]), ("no parts", [0, 0, 0, 0]),
      ("unknown flag", [0, 0, 0, 1, 0, 4, 0]), ("audiences that do not rise", [0, 0, 0, 2, 1, 0, 0, 1, 0, 0]),
      ("cut salt", [0, 0, 0, 1, 0, 1, 9]),
    ]
    return VectorFile(
      name: "commits", about: "Bodies of commits, with the hashes of their parts and their own.",
      vectors: zip(labels, all).map { name, commit in
        Vector(name: name, meaning: Meaning.of(commit), bytes: commit.body) { bytes in
          guard
            let read = Commit(
              replica: commit.replica, sequence: commit.sequence, previous: commit.previous, body: bytes)
          else { throw VectorMismatch(what: "malformed") }
          return Meaning.of(read)
        }
      },
      refused: refused.map { name, bytes in
        RefusedVector(name: name, bytes: bytes, problem: "malformed") {
          guard Commit(replica: anna, sequence: 1, previous: .zero, body: $0) == nil else { return }
          throw VectorMismatch(what: "malformed")
        }
      })
  }

  static func seals() throws -> VectorFile {
    let key = try key()
    let last = try chain()[2]
    let seal = try key.seal(replica: last.replica, sequence: last.sequence, hash: last.hash)
    let meaning = JSON.make([
      "replica": Meaning.of(anna), "sequence": Meaning.number(3), "hash": Meaning.of(last.hash),
      "secret": Meaning.of(key.secret), "publicKey": Meaning.of(key.publicKey),
    ])
    func read(_ bytes: [UInt8]) throws -> JSON {
      guard
        Seal(replica: anna, sequence: 3, hash: last.hash, signature: bytes).isValid(publicKey: key.publicKey)
      else { throw VectorMismatch(what: "false") }
      return meaning
    }
    var bent = seal.signature
    bent[0] ^= 1
    let other = try key.seal(replica: anna, sequence: 2, hash: last.hash).signature
    return VectorFile(
      name: "seals", about: "The signature over replica, sequence and commit hash. The refused ones are false.",
      vectors: [Vector(name: "seal", meaning: meaning, bytes: seal.signature, read: read)],
      refused: [("one bit", bent), ("of another sequence", other), ("cut", seal.signature.dropLast())].map {
        name, bytes in
        RefusedVector(name: name, bytes: bytes, problem: "false") { _ = try read($0) }
      })
  }

  static func entries() throws -> [LogEntry] {
    let chain = try chain()
    let enrolment = Enrolment(
      number: 1, replica: anna, user: "Anna", device: "Annas dator", publicKey: try key().publicKey)
    let bad = CommitName(replica: bo, sequence: 1, hash: Hash(of: [1]))
    let events: [LogEntry.Event] = [
      .schema(version: 3, json: Array(#"{"version":3}"#.utf8)), .enrolled(enrolment),
      .accepted(chain[0], author: nil), .accepted(chain[1], author: nil),
      .refused(bad, Refusal(code: .schema, field: "title", reason: "too-long")), .accepted(chain[2], author: "Bo"),
      .horizon(2),
    ]
    return events.enumerated().map { place, event in
      LogEntry(position: Position(place) + 1, time: 1_760_000_600_000 + Int64(place) * 250, event: event)
    }
  }

  /// Hash and chain hash of each entry, and the page that carries all.
  static func log() throws -> VectorFile {
    let entries = try entries()
    var chain = LogEntry.chainStart(of: workspace)
    var vectors = [
      Vector(name: "chain before the first entry", meaning: .string(workspace.text), bytes: chain.bytes) { bytes in
        guard bytes == LogEntry.chainStart(of: workspace).bytes else { throw VectorMismatch(what: "chain") }
        return .string(workspace.text)
      }
    ]
    for entry in entries {
      let before = chain
      chain = entry.chain(after: before)
      let meaning = JSON.make([
        "entry": Meaning.of(PulledEntry(entry)), "hash": Meaning.of(entry.hash), "previousChain": Meaning.of(before),
      ])
      vectors.append(
        Vector(name: "chain at \(entry.position)", meaning: meaning, bytes: chain.bytes) { bytes in
          guard bytes == entry.chain(after: before).bytes else { throw VectorMismatch(what: "chain") }
          return meaning
        })
    }
    var known = LogNamesInMemory()
    for entry in entries { known.note(entry) }
    for (name, own) in [("page", nil), ("page to anna, who holds her own", (anna, SequenceNumber(1)...3))] {
      let page = try LogPage(entries, own: own, numbers: known)
      func read(_ bytes: [UInt8]) throws -> JSON {
        .list(try LogPage(bytes: bytes).entries(receiver: anna, names: LogNamesInMemory()).map(Meaning.of))
      }
      vectors.append(
        Vector(
          name: name, meaning: try read(page.bytes), bytes: page.bytes, read: read))
    }
    let later = try LogPage(entries[3...3], numbers: known)
    let refused: [(String, [UInt8], String)] = [
      ("nothing", [], "malformed"), ("position 0", [0, 1, 7, 0, 1], "malformed"),
      ("a count of billions", [1, 0xFF, 0xFF, 0xFF, 0xFF, 15], "malformed"),
      ("unknown kind", [1, 1, 8, 0], "malformed"),
      ("bytes left over", [1, 1, 7, 0, 1, 0], "malformed"),
      ("a replica by a number that is not known", later.bytes, "unknown replica"),
    ]
    return VectorFile(
      name: "log", about: "Chain hashes of a log, and its pages as they travel. The pages are read with nothing below.",
      vectors: vectors,
      refused: refused.map { name, bytes, problem in
        RefusedVector(name: name, bytes: bytes, problem: problem) {
          _ = try LogPage(bytes: $0).entries(receiver: anna, names: LogNamesInMemory())
        }
      })
  }

  static func digests() throws -> VectorFile {
    var state = RecordState(id: activity)
    var vectors: [Vector] = []
    func add(_ name: String) {
      let standing = JSON.list(
        state.entries.map { entry in
          .make([
            "register": .object(Meaning.of(entry.id)),
            "logged": .list(
              entry.register.logged.enumerated().map { index, write in
                .make([
                  "dot": Meaning.of(write.dot), "value": Meaning.of(write.value),
                  "mark": .number(Int(write.mark.rawValue)),
                  "official": .flag(index == entry.register.officialIndex), "covers": write.covers.map(Meaning.of),
                ])
              }),
          ])
        })
      let meaning = JSON.make(["record": Meaning.of(state.id), "registers": standing])
      var digest = StateDigest()
      digest.add(state)
      let bytes = digest.bits.bytes
      vectors.append(
        Vector(name: name, meaning: meaning, bytes: bytes) { read in
          guard read == bytes else { throw VectorMismatch(what: "digest") }
          return meaning
        })
    }
    add("nothing stands")
    let title = RegisterID(FieldNumber(9))
    let created = Dot(replica: anna, sequence: 1, index: 0)
    let stamp = Stamp(milliseconds: 1)
    state.log(
      .create(activity, TypeNumber(3), fields: [.init(register: title, value: .text("Kör"))]), dot: created,
      stamp: stamp)
    add("a creation")
    for (replica, text) in [(anna, "Kören"), (bo, "Körerna")] {
      state.log(
        .set(activity, title, .text(text), replaces: Replaces(dots: [created]), mark: .plain),
        dot: Dot(replica: replica, sequence: 5, index: 0), stamp: stamp)
    }
    add("two candidates")
    state.log(
      .tombstone(activity, covers: Replaces(named: [.init(dot: created)], own: [5...5]), replaces: .nothing),
      dot: Dot(replica: anna, sequence: 6, audience: Audience(2), index: 1), stamp: stamp)
    add("and a tombstone of another audience")
    return VectorFile(name: "digests", about: "Digests of one record's logged state.", vectors: vectors)
  }

  static func conflicts() throws -> VectorFile {
    let dots = [
      Dot(replica: bo, sequence: 5, index: 0), Dot(replica: anna, sequence: 5, audience: Audience(2), index: 1),
    ]
    let all = ConflictKind.allCases.map { kind in
      Conflict(
        kind: kind, record: activity,
        register: kind == .edit || kind == .text
          ? RegisterID(FieldNumber(9), element: kind == .text ? .text("k") : nil) : nil,
        dots: dots)
    }
    let vectors = all.map { conflict in
      let meaning = JSON.make([
        "kind": .string(conflict.kind.rawValue), "record": Meaning.of(conflict.record),
        "register": conflict.register.map { .object(Meaning.of($0)) },
        "dots": .list(conflict.dots.map(Meaning.of)), "identity": Meaning.of(conflict.identity),
      ])
      return Vector(name: conflict.kind.rawValue, meaning: meaning, bytes: ConflictID(conflict).bits.bytes) { bytes in
        guard bytes == ConflictID(conflict).bits.bytes else { throw VectorMismatch(what: "conflict") }
        return meaning
      }
    }
    return VectorFile(name: "conflicts", about: "Ids of conflicts.", vectors: vectors)
  }
}

extension UInt64 {
  /// Eight bytes, the highest first.
  fileprivate var bytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (56 - 8 * UInt64($0))) } }
}
