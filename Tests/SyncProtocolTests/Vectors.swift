import CommitFormat
import FormatTestSupport
import Merge
import SyncProtocol

/// The examples of the vector files.
enum Vectors {
  static func files() throws -> [VectorFile] {
    try [
      varints(), values(), parts(), commits(), seals(), log(), digests(), conflicts(), requests(), responses(),
      problems(), cursors(), bundles(), snapshots(), givingBack(), repairs(), erasures(),
      pull(reading: [.everyone, Audience(2)], name: "pull-audience"),
      pull(reading: [.everyone], name: "pull-everyone"),
    ]
  }

  /// The words for problems in the vector files.
  static func word(for error: any Error) -> String {
    switch error {
    case PartProblem.malformed: "malformed"
    case PartProblem.unknownReplica: "unknown replica"
    case PartProblem.unknownCreation: "unknown creation"
    case let problem as ProtocolProblem:
      switch problem {
      case .notAFrameStream: "not a frame stream"
      case .frameTooLarge: "frame too large"
      case .bodyTooLarge: "body too large"
      case .inflatedTooLarge: "inflated too large"
      case .tooManyCommits: "too many commits"
      case .unknownFrame: "unknown frame"
      case .unexpectedFrame: "unexpected frame"
      case .cut: "cut"
      case .malformed: "malformed"
      case .damagedCompression: "damaged compression"
      case .damagedFile: "damaged file"
      case .unsupportedVersion: "unsupported version"
      case .unknownPrevious: "unknown previous"
      case .unknownReplica: "unknown replica"
      }
    case let mismatch as VectorMismatch: mismatch.what
    default: "\(error)"
    }
  }

  static let anna = ReplicaID(bits: 0x1111_1111_1111_1111_1111_1111_1111_1111)
  static let bo = ReplicaID(bits: 0x2222_2222_2222_2222_2222_2222_2222_2222)
  static let carin = ReplicaID(bits: 0x3333_3333_3333_3333_3333_3333_3333_3333)
  static let activity = RecordID(bits: 0x0198_0000_0000_7000_8000_0000_0000_0001)
  static let visit = RecordID(bits: 0x0198_0000_0000_7000_8000_0000_0000_0002)
  static let unnamed = RecordID(bits: 0x5AD7_0000_0000_5000_8000_0000_0000_0003)
  static let workspace = WorkspaceID(bits: 0xB16D_0000_0000_0000_0000_0000_0000_0001)
  static let epoch = Epoch(bits: 0xE90C_0000_0000_0000_0000_0000_0000_0001)
  static let names = NameTable(
    replicas: [anna, bo],
    creations: [
      (activity, Dot(replica: anna, sequence: 1, index: 0)), (visit, Dot(replica: bo, sequence: 300, index: 2)),
    ])

  static var givenNames: JSON {
    .make([
      "replicaNumbers": .make(["1": Meaning.of(anna), "2": Meaning.of(bo)]),
      "creations": .list([
        .make(["record": Meaning.of(activity), "dot": Meaning.of(Dot(replica: anna, sequence: 1, index: 0))]),
        .make(["record": Meaning.of(visit), "dot": Meaning.of(Dot(replica: bo, sequence: 300, index: 2))]),
      ]),
    ])
  }

  static func key() throws -> DeviceKey {
    guard let key = DeviceKey(secret: Array(0..<32)) else { throw VectorMismatch(what: "no key") }
    return key
  }

  static func varints() -> VectorFile {
    let numbers: [UInt64] = [0, 1, 127, 128, 300, 16_383, 16_384, 1 << 32 - 1, 1 << 63, .max]
    let unsigned = numbers.map { number in
      var bytes: [UInt8] = []
      Varint.append(number, to: &bytes)
      return Vector(name: "varint", meaning: Meaning.number(number), bytes: bytes) { bytes in
        Meaning.number(try varint(bytes))
      }
    }
    let signed = [0, -1, 1, -2, 63, -64, 64, Int64.max, .min].map { number in
      var bytes: [UInt8] = []
      Varint.append(Varint.zigzag(number), to: &bytes)
      return Vector(name: "zigzag", meaning: .string(String(number)), bytes: bytes) { bytes in
        .string(String(Varint.unzigzag(try varint(bytes))))
      }
    }
    let refused: [(String, [UInt8])] = [
      ("nothing", []), ("cut", [0x80]), ("padded", [0x80, 0]),
      ("65 bits", [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2]),
      ("eleven bytes", [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1]),
    ]
    return VectorFile(
      name: "varints", about: "Numbers as varints; signed ones as zigzag first.", vectors: unsigned + signed,
      refused: refused.map { name, bytes in
        RefusedVector(name: name, bytes: bytes, problem: "malformed") { _ = try varint($0) }
      })
  }

  private static func varint(_ bytes: [UInt8]) throws -> UInt64 {
    var reader = ByteReader(bytes)
    guard let number = reader.varint(), reader.isAtEnd else { throw VectorMismatch(what: "malformed") }
    return number
  }

  static func values() -> VectorFile {
    let examples: [(String, Value)] = [
      ("cleared", .cleared), ("text", .text("Kör i Ystad")), ("empty text", .text("")),
      ("text that is not NFC, kept as it came", .text("e\u{301}")), ("text with NUL", .text("a\u{0}b")),
      ("integer", Value(.integer(-1))), ("smallest integer", Value(.integer(.min))),
      ("decimal 1.50 is 1.5", Value(.decimal(Decimal(mantissa: 150, scale: 2)))),
      ("decimal −0.07", Value(.decimal(Decimal(mantissa: -7, scale: 2)))), ("no", Value(.boolean(false))),
      ("yes", Value(.boolean(true))), ("code", Value(.code("planned"))), ("reference", Value(.reference(activity))),
      (
        "row",
        Value(
          .row([
            RowPart(number: 9, value: .text("Ystad")), RowPart(number: 2, value: Value(.integer(3))),
            RowPart(number: 4, value: .cleared),
          ]))
      ), ("empty row", Value(.row([]))), ("of a kind that is not known", Value(bytes: [0xC8, 1, 2])),
      ("text that is not UTF-8 is not known", Value(bytes: [1, 0xFF])),
      ("decimal with a zero at the end is not known", Value(bytes: [3, 1, 20])),
      ("30 February is not known", Value(bytes: [6, 7, 0xEA, 2, 30])),
      ("row that falls is not known", Value(bytes: [9, 2, 1, 5, 1, 1, 5])),
    ]
    let dates = [(2026, nil, nil), (2026, 2, nil), (2024, 2, 29)].compactMap {
      (year: Int, month: Int?, day: Int?) in PartialDate(year: year, month: month, day: day)
    }
    let all = examples + dates.map { ("date", Value(.date($0))) }
    return VectorFile(
      name: "values", about: "Values: a tag byte and the content. What is not known is kept untouched.",
      vectors: all.map { name, value in
        Vector(name: name, meaning: Meaning.of(value), bytes: value.bytes) { Meaning.of(Value(bytes: $0)) }
      })
  }

  static func parts() throws -> VectorFile {
    let created = Dot(replica: anna, sequence: 1, index: 0)
    let field = RegisterID(FieldNumber(9))
    func set(
      _ record: RecordID, _ register: RegisterID, _ value: Value, _ replaces: Replaces, mark: Mark = .plain
    ) -> Operation {
      .set(record, register, value, replaces: replaces, mark: mark)
    }
    let fields = [
      Operation.FieldWrite(register: field, value: .text("Kör")),
      Operation.FieldWrite(register: RegisterID(FieldNumber(11), element: Value(.code("konst"))), value: .text("")),
    ]
    let create = Operation.create(activity, TypeNumber(3), fields: fields)
    let examples: [(String, ReplicaID, Audience, PartContent)] = [
      ("creation", anna, .everyone, PartContent(operations: [create])),
      (
        "two creations of one shape share columns", anna, .everyone,
        PartContent(operations: [create, .create(visit, TypeNumber(3), fields: fields)])
      ),
      (
        "set that replaces the creation", anna, .everyone,
        PartContent(operations: [set(activity, field, .text("Kören"), Replaces(dots: [created]))])
      ),
      (
        "set by another replica, with a note", carin, .everyone,
        PartContent(
          note: "de ringde", operations: [set(activity, field, .text("Kören"), Replaces(dots: [created]))])
      ),
      (
        "set of a record by its id, replacing nothing", anna, .everyone,
        PartContent(operations: [set(unnamed, field, .cleared, .nothing)])
      ),
      (
        "sets in a column", bo, .everyone,
        PartContent(operations: [
          set(activity, field, .text("a"), Replaces(dots: [created])),
          set(visit, field, .text("b"), Replaces(dots: [Dot(replica: bo, sequence: 301, index: 0)])),
          set(activity, field, .text("c"), Replaces(dots: [Dot(replica: anna, sequence: 4, index: 3)])),
        ])
      ),
      (
        "own ranges", anna, .everyone,
        PartContent(operations: [
          set(activity, field, .text("x"), Replaces(named: [Replaces.Named(dot: created)], own: [5...9, 12...12]))
        ])
      ),
      (
        "hash prefix of an unlogged commit of another replica", anna, .everyone,
        PartContent(operations: [
          set(
            activity, field, .text("x"),
            Replaces(named: [
              Replaces.Named(
                dot: Dot(replica: carin, sequence: 2, index: 1), commitHashPrefix: 0x0123_4567_89AB_CDEF)
            ]))
        ])
      ),
      (
        "a write of another audience is replaced", anna, Audience(2),
        PartContent(operations: [set(activity, field, .text("x"), Replaces(dots: [created]))])
      ),
      (
        "element of a set, taken out", anna, .everyone,
        PartContent(operations: [
          set(
            activity, RegisterID(FieldNumber(11), element: Value(.code("konst"))), .cleared, Replaces(dots: [created]))
        ])
      ),
      (
        "row", anna, .everyone,
        PartContent(operations: [
          set(
            activity, RegisterID(FieldNumber(12)),
            Value(.row([RowPart(number: 1, value: .text("Ystad")), RowPart(number: 2, value: Value(.integer(5)))])),
            Replaces(dots: [created]))
        ])
      ),
      (
        "closing and reopening", anna, .everyone,
        PartContent(operations: [
          set(activity, field, .text("x"), Replaces(dots: [created]), mark: .closing),
          set(activity, field, .text("y"), Replaces(own: [3...3]), mark: .reopening),
        ])
      ),
      (
        "tombstone", bo, .everyone,
        PartContent(operations: [
          .tombstone(
            activity, covers: Replaces(dots: [created, Dot(replica: bo, sequence: 7, index: 0)]), replaces: .nothing)
        ])
      ),
      (
        "keep that settles, and a restore", bo, .everyone,
        PartContent(operations: [
          .keep(
            activity, covers: Replaces(dots: [created]),
            replaces: Replaces(dots: [Dot(replica: bo, sequence: 8, index: 0)])
          ), .keep(visit, covers: .nothing, replaces: Replaces(own: [301...302])),
        ])
      ),
      ("records that leave an audience", bo, .everyone, PartContent(operations: [.leave(activity), .leave(visit)])),
      ("and arrive in another", bo, Audience(7), PartContent(note: "skyddas", operations: [.arrive(repairState())])),
    ]
    let vectors = try examples.map { name, author, audience, content in
      let bytes = try content.encoded(author: author, audience: audience, names: names)
      let meaning = JSON.make([
        "author": Meaning.of(author), "audience": .number(Int(audience.number)), "content": Meaning.of(content),
      ])
      return Vector(name: name, meaning: meaning, bytes: bytes) { bytes in
        let read = try PartContent(bytes, author: author, audience: audience, names: names)
        return .make([
          "author": Meaning.of(author), "audience": .number(Int(audience.number)), "content": Meaning.of(read),
        ])
      }
    }
    var moved = repairState()
    moved.log(
      .arrive(moved), dot: Dot(replica: bo, sequence: 9, audience: Audience(7), index: 0), stamp: Stamp(milliseconds: 1)
    )
    var travelled: [UInt8] = []
    StateBytes.append(moved, to: &travelled)
    let plain: [UInt8] = [0, 0, 1, 18, 0, 1, 1, 2, 0, 0, 0]
    let refused: [(String, [UInt8], String)] = [
      ("nothing", [], "malformed"), ("no operations", [0, 0], "malformed"), ("cut", plain.dropLast(), "malformed"),
      ("unknown kind of operation", [0, 0, 6], "malformed"),
      ("a record that arrives with where it has been", [0, 0, 5, 1] + travelled, "malformed"),
      ("unknown mark", [0, 0, 1, 18, 3], "malformed"),
      ("no operation in a group", [0, 0, 1, 18, 0, 0], "malformed"),
      ("two groups that are one", plain + plain[2...], "malformed"),
      ("no name, the long way", plain.dropLast() + [2], "malformed"),
      ("its creation, the long way", plain.dropLast() + [4, 0, 2, 0], "malformed"),
      ("elsewhere, which is here", plain.dropLast() + [4, 1, 2, 0, 0], "malformed"),
      ("names that fall", plain.dropLast() + [6, 0, 4, 0, 0, 1, 0], "malformed"),
      ("own ranges that touch", plain.dropLast() + [3, 2, 3, 0, 1, 0], "malformed"),
      ("a replica that is not used", [1, 2] + plain[1...], "malformed"),
      ("the author in the list of replicas", [1, 1] + plain[1...], "malformed"),
      ("a number that no enrolment gave", [1, 9] + plain[1...], "unknown replica"),
      ("a record whose creation is not known", [0, 0, 1, 18, 0, 1, 1, 8, 0, 0, 0], "unknown creation"),
      ("a value longer than what is left", [0, 0, 1, 18, 0, 1, 1, 2, 0, 0xFF, 0xFF, 3, 0], "malformed"),
      ("note that is not UTF-8", [0, 1, 0xFF] + plain[2...], "malformed"),
    ]
    return VectorFile(
      name: "parts", about: "The bytes of one part of a commit. The refused ones are read as anna's, for everyone.",
      given: givenNames, vectors: vectors,
      refused: refused.map { name, bytes, problem in
        RefusedVector(name: name, bytes: Array(bytes), problem: problem) {
          _ = try PartContent($0, author: anna, names: names)
        }
      })
  }
}
