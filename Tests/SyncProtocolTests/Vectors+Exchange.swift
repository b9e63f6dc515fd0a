import CommitFormat
import FormatTestSupport
import Merge
import SyncProtocol

extension Vectors {
  static func cursor(position: Position, audiences: [Audience] = [.everyone]) throws -> Cursor {
    guard let seal = CursorSeal(key: Array(repeating: 0x4B, count: 32)) else { throw VectorMismatch(what: "no key") }
    return seal.cursor(
      workspace: workspace, epoch: epoch, audiences: audiences, position: position, chain: Hash(of: [UInt8(position)]))
  }

  static func cursors() throws -> VectorFile {
    let cursors = try [
      cursor(position: 0), cursor(position: 200, audiences: [.everyone, Audience(2), Audience(300)]),
    ]
    let bytes = cursors[0].bytes
    let refused: [(String, [UInt8])] = [
      ("nothing", []), ("of a later format", [2] + bytes.dropFirst()), ("cut", bytes.dropLast()),
      ("too long", bytes + [0]),
    ]
    return VectorFile(
      name: "cursors", about: "Cursors, with the seal of the key 4b4b…4b.",
      vectors: cursors.map { cursor in
        Vector(name: "position \(cursor.position)", meaning: Meaning.of(cursor), bytes: cursor.bytes) { bytes in
          guard let read = Cursor(bytes: bytes),
            CursorSeal(key: Array(repeating: 0x4B, count: 32))?.isValid(read) == true
          else { throw VectorMismatch(what: "malformed") }
          return Meaning.of(read)
        }
      },
      refused: refused.map { name, bytes in
        RefusedVector(name: name, bytes: bytes, problem: "malformed") {
          guard Cursor(bytes: $0) == nil else { return }
          throw VectorMismatch(what: "malformed")
        }
      })
  }

  static func hello() throws -> Hello {
    let last = try chain()[2]
    return Hello(
      schemaVersion: 4, replica: anna, own: KnownCommit(sequence: 3, hash: last.hash), cursor: try cursor(position: 2),
      digest: StateDigest(bits: 0xD1), pageBytes: 65_536, unsentCount: 3, appVersion: "1.0",
      deviceClock: 1_760_000_700_000)
  }

  static func readRequest(_ bytes: [UInt8]) throws -> JSON {
    var reader = RequestReader()
    try reader.feed(bytes)
    var frames: [JSON] = []
    while let frame = try reader.next() { frames.append(Meaning.of(frame)) }
    try reader.finish()
    return .list(frames)
  }

  static func requests() throws -> VectorFile {
    let hello = try hello()
    let sealed = try SealedCommits.sealing(chain(), by: key())
    let first = Hello(schemaVersion: 0, replica: bo, deviceClock: 0)
    let one = try SealedCommits.sealing([chain()[1]], by: key())
    let examples: [(String, [RequestFrame])] = [
      ("a new replica", [.hello(first)]),
      ("hello and three commits", [.hello(hello)] + sealed.map(RequestFrame.commits)),
      ("a commit after others", [.hello(hello)] + one.map(RequestFrame.commits)),
    ]
    let greeting = RequestFrame.hello(first).frame.bytes
    let commits = Frame(.commits, [UInt8](repeating: 0, count: 3)).bytes
    let later = Frame(type: 64, payload: [1, 2]).bytes
    let refused: [(String, [UInt8], String)] = [
      ("a page of a captive portal", Array("<!DOCTYPE html><html>".utf8), "not a frame stream"), ("nothing", [], "cut"),
      ("commits before hello", commits, "not a frame stream"), ("two hellos", greeting + greeting, "unexpected frame"),
      ("a frame that claims 4 GiB", [0x80, 0x80, 0x80, 0x80, 0x10, 1], "frame too large"),
      ("cut within a frame", greeting.dropLast(), "cut"),
      ("an unknown type below 64", greeting + [0, 63], "unknown frame"),
      ("commits that are none", greeting + commits, "malformed"),
      ("a hello whose replica has 3 bytes", Frame(.hello, [0x1A, 3, 1, 2, 3]).bytes, "malformed"),
    ]
    var vectors = examples.map { name, frames in
      Vector(
        name: name, meaning: .list(frames.map(Meaning.of)), bytes: frames.flatMap { $0.frame.bytes }, read: readRequest)
    }
    vectors.append(
      Vector(
        name: "a frame of a later version is skipped", meaning: .list([Meaning.of(.hello(first))]),
        bytes: greeting + later, read: readRequest))
    return VectorFile(
      name: "requests", about: "Whole bodies of requests.", vectors: vectors,
      refused: refused.map { name, bytes, problem in
        RefusedVector(name: name, bytes: bytes, problem: problem) { _ = try readRequest($0) }
      })
  }

  static func responses() throws -> VectorFile {
    let hello = try hello()
    let entries = try entries()
    var known = LogNamesInMemory()
    for entry in entries { known.note(entry) }
    let below = known
    func read(_ bytes: [UInt8]) throws -> JSON {
      var reader = ResponseReader(hello: hello)
      try reader.feed(bytes)
      var frames: [JSON] = []
      while let frame = try reader.next() {
        frames.append(try Meaning.of(frame, receiver: hello.replica, names: below))
      }
      try reader.finish()
      return .list(frames)
    }
    let last = try chain()[2]
    func welcome(_ known: KnownCommit?, epoch: Epoch) -> ResponseFrame {
      .welcome(
        Welcome(
          serverTime: 1_760_000_701_000, workspace: workspace, epoch: epoch, known: known, user: "Anna",
          role: .administrator, replicaNumber: 1, schemaVersion: 4))
    }
    let quiet: [ResponseFrame] = [
      welcome(hello.own, epoch: epoch),
      .done(Done(cursor: hello.cursor, digest: StateDigest(bits: 0xD1))),
    ]
    let busy: [ResponseFrame] = [
      welcome(nil, epoch: Epoch(bits: 9)),
      .receipts([
        Receipt(replica: anna, sequence: 1, outcome: .accepted(3, [])),
        Receipt(replica: anna, sequence: 2, outcome: .accepted(4, [])),
        Receipt(replica: anna, sequence: 3, outcome: .accepted(6, [.merged, .inConflict])),
      ]),
      .receipts([
        Receipt(
          replica: bo, sequence: 1, outcome: .refused(5, Refusal(code: .schema, field: "title", reason: "too-long"))),
        Receipt(replica: bo, sequence: 2, outcome: .deferred(.unknownWrite)),
        Receipt(replica: bo, sequence: 3, outcome: .damaged),
      ]), .entries(try LogPage(entries[2...], own: (anna, 1...3), numbers: known)),
      .done(
        Done(cursor: try cursor(position: 7), more: true, retryAfterSeconds: 5, openConflicts: 2)),
    ]
    let twin: [ResponseFrame] = [
      welcome(KnownCommit(sequence: 9, hash: last.hash), epoch: epoch),
      .problem(Problem(.unknownEpoch, subject: "chain")),
    ]
    let vectors = try [("quiet", quiet), ("busy", busy), ("a twin, and a problem", twin)].map { name, frames in
      Vector(
        name: name, meaning: .list(try frames.map { try Meaning.of($0, receiver: anna, names: below) }),
        bytes: frames.flatMap { $0.bytes(answering: hello) }, read: read)
    }
    let begun = quiet[0].bytes(answering: hello)
    let refused: [(String, [UInt8], String)] = [
      ("a page of a captive portal", Array("\r\n<html><body>".utf8), "not a frame stream"),
      ("ends without done", begun, "cut"),
      ("done first", quiet[1].bytes(answering: hello), "not a frame stream"),
      ("two welcomes", begun + begun, "unexpected frame"),
      ("something after done", begun + quiet[1].bytes(answering: hello) + begun, "unexpected frame"),
    ]
    return VectorFile(
      name: "responses",
      about: "Whole bodies of responses to the hello that is given, which say no more than it needs.",
      given: Meaning.of(hello), vectors: vectors,
      refused: refused.map { name, bytes, problem in
        RefusedVector(name: name, bytes: bytes, problem: problem) { _ = try read($0) }
      })
  }

  static func problems() -> VectorFile {
    VectorFile(
      name: "problems",
      about: "Codes of problems with their types and statuses; the bytes are those of a problem frame.",
      vectors: ProblemCode.allCases.map { code in
        let meaning = JSON.make([
          "code": .string(code.rawValue), "type": .string(code.type), "status": .number(code.status),
        ])
        return Vector(name: code.rawValue, meaning: meaning, bytes: Problem(code).frame.bytes) { bytes in
          var reader = ResponseReader(hello: Hello(schemaVersion: 1, replica: anna, deviceClock: 0))
          try reader.feed(bytes)
          guard case .problem(let problem)? = try reader.next(), let known = problem.known else {
            throw VectorMismatch(what: "malformed")
          }
          return .make([
            "code": .string(known.rawValue), "type": .string(known.type), "status": .number(known.status),
          ])
        }
      })
  }

  static func bundles() throws -> VectorFile {
    let bundle = Bundle(
      header: BundleHeader(
        workspace: workspace, schemaVersion: 4, appVersion: "1.0", deviceClock: 1_760_000_700_000),
      enrolments: [
        ClaimedEnrolment(number: 1, replica: anna, user: "Anna", device: "Annas dator", publicKey: try key().publicKey)
      ], commits: try SealedCommits.sealing(chain(), by: key(), bytesWished: 100))
    func read(_ bytes: [UInt8]) throws -> JSON {
      let bundle = try Bundle(bytes: bytes)
      return .make([
        "workspace": .string(bundle.header.workspace.text), "schemaVersion": .number(Int(bundle.header.schemaVersion)),
        "appVersion": .string(bundle.header.appVersion), "deviceClock": .string(String(bundle.header.deviceClock)),
        "enrolments": .list(
          bundle.enrolments.map { enrolment in
            .make([
              "number": enrolment.number.map { .number(Int($0)) }, "replica": Meaning.of(enrolment.replica),
              "user": .string(enrolment.user), "device": .string(enrolment.device),
              "publicKey": Meaning.of(enrolment.publicKey),
            ])
          }), "sealedCommits": .list(bundle.commits.map(Meaning.of)),
      ])
    }
    let bytes = bundle.bytes
    var bent = bytes
    bent[40] ^= 1
    let refused: [(String, [UInt8], String)] = [
      ("one bit", bent, "damaged file"), ("cut", bytes.dropLast(), "cut"),
      ("of a later format", Array("BYGDB2\n".utf8), "unsupported version"),
      ("another file", Array("hello".utf8), "not a frame stream"),
    ]
    return VectorFile(
      name: "bundles", about: "Bundles: commits in a file.",
      vectors: [Vector(name: "three commits in two frames", meaning: try read(bytes), bytes: bytes, read: read)],
      refused: refused.map { name, bytes, problem in
        RefusedVector(name: name, bytes: bytes, problem: problem) { _ = try read($0) }
      })
  }

  static func snapshots() throws -> VectorFile {
    let entries = try entries()
    var known = LogNamesInMemory()
    var chain = LogEntry.chainStart(of: workspace)
    for entry in entries {
      known.note(entry)
      chain = entry.chain(after: chain)
    }
    var writer = Snapshot.Writer(
      SnapshotHeader(
        workspace: workspace, epoch: epoch, position: 7, chain: chain, digest: StateDigest(bits: 0xD1), entryCount: 7,
        recordCount: 1, schemaVersion: 3, cursor: try cursor(position: 7)))
    writer.append(try LogPage(entries[..<4], numbers: known))
    writer.append(try LogPage(entries[4...], numbers: known))
    let bytes = writer.finish()
    func read(_ bytes: [UInt8]) throws -> JSON {
      var reader = try Snapshot.Reader(bytes: bytes)
      var names = LogNamesInMemory()
      var read: [PulledEntry] = []
      while let page = try reader.next() {
        for entry in try page.entries(names: names) {
          read.append(entry)
          if let entry = entry.entry(own: { _ in nil }) { names.note(entry) }
        }
      }
      let header = reader.header
      return .make([
        "workspace": .string(header.workspace.text), "epoch": .string(header.epoch.text),
        "position": Meaning.number(header.position), "chain": Meaning.of(header.chain),
        "digest": .string(header.digest.hex), "entryCount": Meaning.number(header.entryCount),
        "recordCount": Meaning.number(header.recordCount),
        "audiences": .list(header.audiences.map { .number(Int($0.number)) }),
        "schemaVersion": .number(Int(header.schemaVersion)), "cursor": header.cursor.map(Meaning.of),
        "entries": .list(read.map(Meaning.of)),
      ])
    }
    var bent = bytes
    bent[60] ^= 1
    return VectorFile(
      name: "snapshots", about: "Snapshots: the log in a file.",
      vectors: [Vector(name: "seven entries in two pages", meaning: try read(bytes), bytes: bytes, read: read)],
      refused: [("one bit", bent, "damaged file"), ("cut", Array(bytes.prefix(20)), "cut")].map {
        name, bytes, problem in
        RefusedVector(name: name, bytes: bytes, problem: problem) { _ = try read($0) }
      })
  }
}
