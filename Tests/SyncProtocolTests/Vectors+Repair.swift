import CommitFormat
import FormatTestSupport
import Merge
import SyncProtocol

extension Vectors {
  /// A record in which something stands of every kind that a state can say.
  static func repairState() -> RecordState {
    let stamp = Stamp(milliseconds: 1)
    let title = RegisterID(FieldNumber(9))
    let created = Dot(replica: anna, sequence: 1, index: 0)
    var state = RecordState(id: activity)
    state.log(
      .create(activity, TypeNumber(3), fields: [.init(register: title, value: .text("Kör"))]), dot: created,
      stamp: stamp)
    for (replica, text) in [(anna, "Kören"), (bo, "Körerna")] {
      state.log(
        .set(activity, title, .text(text), replaces: Replaces(dots: [created]), mark: .plain),
        dot: Dot(replica: replica, sequence: 5, index: 0), stamp: stamp)
    }
    state.log(
      .set(
        activity, RegisterID(FieldNumber(17), element: .text("k")), Value(.boolean(true)), replaces: .nothing,
        mark: .closing), dot: Dot(replica: bo, sequence: 6, index: 3), stamp: stamp)
    let covers = Replaces(
      named: [.init(dot: created), .init(dot: Dot(replica: bo, sequence: 5, index: 0), commitHashPrefix: 0xABCD)],
      own: [5...7])
    state.log(
      .tombstone(activity, covers: covers, replaces: .nothing),
      dot: Dot(replica: anna, sequence: 8, audience: Audience(2), index: 1), stamp: stamp)
    return state
  }

  static func repairs() throws -> VectorFile {
    let head = RepairHead(
      epoch: epoch, position: 300, chain: Hash(of: [1]), digest: StateDigest(bits: 0xD1),
      audiences: [.everyone, Audience(7)])
    let states = [repairState(), RecordState(id: visit)]
    var buckets = Array(repeating: StateDigest(), count: 256)
    buckets[9] = StateDigest(bits: 0xD1)
    let examples: [(String, [RepairFrame])] = [
      ("buckets", [.head(head), .buckets(buckets), .end]),
      ("sums", [.head(head), .sums([RecordSum(record: activity, digest: StateDigest(bits: 0xD1))]), .end]),
      ("states", [.head(head), .states(states), .end]), ("another position", [.head(head), .end]),
      ("a problem", [.problem(Problem(.restoring))]),
    ]
    let start = RepairFrame.head(head).bytes
    let state = RepairFrame.states([states[0]]).bytes
    let refused: [(String, [UInt8], String)] = [
      ("nothing", [], "cut"), ("no end", start, "cut"), ("two heads", start + start, "unexpected frame"),
      ("255 buckets", start + Frame(.repairBuckets, Array(repeating: 0, count: 255 * 16)).bytes, "malformed"),
      ("half a sum", start + Frame(.repairSums, Array(repeating: 0, count: 16)).bytes, "malformed"),
      ("a state that is cut", start + Frame(.repairStates, Array(state.dropFirst(3).dropLast())).bytes, "malformed"),
      (
        "a register in which nothing stands",
        start + Frame(.repairStates, activity.bytes + [1, 18, 0, 0]).bytes, "malformed"
      ),
      ("an end that says something", start + Frame(.repairEnd, [0]).bytes, "malformed"),
    ]
    return VectorFile(
      name: "repairs", about: "Answers about the logged state.",
      vectors: examples.map { name, frames in
        Vector(name: name, meaning: .list(frames.map(meaning)), bytes: frames.flatMap(\.bytes), read: readRepair)
      },
      refused: refused.map { name, bytes, problem in
        RefusedVector(name: name, bytes: bytes, problem: problem) { _ = try readRepair($0) }
      })
  }

  private static func readRepair(_ bytes: [UInt8]) throws -> JSON {
    var reader = RepairReader()
    try reader.feed(bytes)
    var frames: [JSON] = []
    while let frame = try reader.next() { frames.append(meaning(of: frame)) }
    try reader.finish()
    return .list(frames)
  }

  private static func meaning(of frame: RepairFrame) -> JSON {
    switch frame {
    case .head(let head):
      .make([
        "head": .make([
          "epoch": .string(head.epoch.text), "position": Meaning.number(head.position), "chain": Meaning.of(head.chain),
          "digest": .string(head.digest.hex), "audiences": .list(head.audiences.map { .number(Int($0.number)) }),
        ])
      ])
    case .buckets(let sums): .make(["buckets": .list(sums.map { .string($0.hex) })])
    case .sums(let sums):
      .make([
        "sums": .list(sums.map { .make(["record": Meaning.of($0.record), "digest": .string($0.digest.hex)]) })
      ])
    case .states(let states): .make(["states": .list(states.map(meaning))])
    case .end: .string("end")
    case .problem(let problem): .make(["problem": .string(problem.code)])
    }
  }

  static func meaning(of state: RecordState) -> JSON {
    .make([
      "record": Meaning.of(state.id),
      "registers": .list(
        state.entries.map { entry in
          .make([
            "register": .object(Meaning.of(entry.id)), "official": .number(entry.register.officialIndex),
            "logged": .list(
              entry.register.logged.map { write in
                .make([
                  "dot": Meaning.of(write.dot), "value": Meaning.of(write.value),
                  "mark": .number(Int(write.mark.rawValue)), "covers": write.covers.map(Meaning.of),
                ])
              }),
          ])
        }),
    ])
  }
}
