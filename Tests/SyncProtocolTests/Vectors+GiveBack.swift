import CommitFormat
import FormatTestSupport
import Merge
import SyncProtocol

extension Vectors {
  /// What a replica says to a server that lost the end of its log, and what it is answered.
  static func givingBack() throws -> VectorFile {
    let entries = try entries()
    var chains = [LogEntry.chainStart(of: workspace)]
    for entry in entries { chains.append(entry.chain(after: chains[chains.count - 1])) }
    guard let seal = CursorSeal(key: Array(repeating: 0x4B, count: 32)) else { throw VectorMismatch(what: "no key") }
    let end = seal.cursor(
      workspace: workspace, epoch: epoch, position: Position(entries.count), chain: chains[entries.count])
    func point(_ position: Int) -> KnownPoint { KnownPoint(position: Position(position), chain: chains[position]) }
    let requests: [(String, GiveBackRequest)] = [
      ("points", .points(end, [point(0), point(2), point(entries.count)])),
      ("outline", .outline(end, after: point(2), entries.dropFirst(2).map(\.hash))),
      ("entries", .entries(end, after: point(0), entries)),
    ]
    let answers: [(String, GiveBackAnswer)] = [
      ("common", .common(head: 2, seal.cursor(workspace: workspace, epoch: epoch, position: 2, chain: chains[2]))),
      ("nothing in common was asked for", .common(head: 2, nil)), ("sealed", .sealed(end)),
      ("taken", .taken(GiveBackAnswer.Taken(appended: 3, known: 2, quarantined: 1))),
    ]
    let vectors =
      requests.map { name, request in
        Vector(name: name, meaning: meaning(request), bytes: request.bytes) { bytes in
          let read = try GiveBackRequest(bytes: bytes)
          guard read.leadsToCursor else { throw VectorMismatch(what: "chain") }
          return meaning(read)
        }
      }
      + answers.map { name, answer in
        Vector(name: name, meaning: meaning(answer), bytes: answer.bytes) { meaning(try GiveBackAnswer(bytes: $0)) }
      }
    let bytes = requests[0].1.bytes
    let refused: [(String, [UInt8], String)] = [
      ("nothing", [], "cut"), ("cut", Array(bytes.dropLast()), "cut"), ("bytes left over", bytes + [0], "cut"),
      ("another frame", [0, 16], "not a frame stream"),
      ("points that fall", GiveBackRequest.points(end, [point(2), point(0)]).bytes, "malformed"),
    ]
    return VectorFile(
      name: "return", about: "Bodies of a give-back, with cursors sealed by the key 4b4b…4b.", vectors: vectors,
      refused: refused.map { name, bytes, problem in
        RefusedVector(name: name, bytes: bytes, problem: problem) { _ = try GiveBackRequest(bytes: $0) }
      })
  }

  private static func meaning(_ point: KnownPoint) -> JSON {
    .make(["position": Meaning.number(point.position), "chain": Meaning.of(point.chain)])
  }

  private static func meaning(_ request: GiveBackRequest) -> JSON {
    switch request {
    case .points(let cursor, let points):
      .make(["cursor": Meaning.of(cursor), "points": .list(points.map(meaning))])
    case .outline(let cursor, let after, let hashes):
      .make(["cursor": Meaning.of(cursor), "after": meaning(after), "hashes": .list(hashes.map(Meaning.of))])
    case .entries(let cursor, let after, let entries):
      .make([
        "cursor": Meaning.of(cursor), "after": meaning(after),
        "entries": .list(entries.map { Meaning.of(PulledEntry($0)) }),
      ])
    }
  }

  private static func meaning(_ answer: GiveBackAnswer) -> JSON {
    switch answer {
    case .common(let head, let cursor):
      .make(["head": Meaning.number(head), "cursor": cursor.map { Meaning.of($0) }])
    case .sealed(let cursor): .make(["cursor": Meaning.of(cursor)])
    case .taken(let taken):
      .make([
        "appended": .number(taken.appended), "known": .number(taken.known), "quarantined": .number(taken.quarantined),
      ])
    case .problem(let problem): .make(["problem": .string(problem.code)])
    }
  }
}
