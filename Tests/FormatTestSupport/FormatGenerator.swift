public import CommitFormat
public import Merge
public import TestSupport

/// Makes operations, parts and commits of every kind out of few replicas, records and fields, so that they collide.
public struct FormatGenerator: Sendable {
  public var random: SeededGenerator
  public let replicas: [ReplicaID] = (1...4).map { ReplicaID(bits: UInt128($0) << 96 | 0xA5) }
  public let records: [RecordID] = (1...5).map { RecordID(bits: UInt128($0) << 64 | 7) }
  /// Two of the four replicas have a number, three of the five records a creation.
  public let names: NameTable

  public init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    names = NameTable(
      replicas: Array(replicas.prefix(2)),
      creations: [
        (records[0], Dot(replica: replicas[0], sequence: 1, index: 0)),
        (records[1], Dot(replica: replicas[1], sequence: 300, index: 2)),
        (records[2], Dot(replica: replicas[2], sequence: 70_000, index: 4095)),
      ])
  }

  public mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  public mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  public mutating func value() -> Value {
    switch int(0...9) {
    case 0: .cleared
    case 1: Value(.integer(Int64(truncatingIfNeeded: random.next())))
    case 2: Value(.decimal(Decimal(mantissa: Int64(int(-500...500)), scale: UInt8(int(0...4)))))
    case 3: Value(.boolean(random.oneIn(2)))
    case 4: Value(.date(PartialDate(year: int(1...9999), month: 2, day: int(1...28)) ?? .placeholder))
    case 5: Value(.code(["planned", "done", ""][int(0...2)]))
    case 6: Value(.reference(records[int(0...4)]))
    case 7: Value(.row([RowPart(number: 1, value: .text("a")), RowPart(number: 9, value: Value(.boolean(true)))]))
    case 8: Value(bytes: bytes(int(0...20)))
    default: .text(["", "Kör i Ystad", "e\u{301}", "👩‍🌾\u{0}", "ändrad"][int(0...4)])
    }
  }

  public mutating func register() -> RegisterID {
    let field = FieldNumber(random.oneIn(20) ? .max : UInt32(int(0...12)))
    return RegisterID(field, element: random.oneIn(4) ? value() : nil)
  }

  public mutating func dot() -> Dot {
    if random.oneIn(3) {
      return names.creations[records[int(0...2)]] ?? Dot(replica: replicas[0], sequence: 1, index: 0)
    }
    return Dot(
      replica: replicas[int(0...3)], sequence: SequenceNumber(random.oneIn(9) ? 4_294_967_295 : int(1...40)),
      audience: random.oneIn(6) ? Audience(UInt32(int(1...3))) : .everyone, index: UInt32(int(0...3)))
  }

  public mutating func replaces() -> Replaces {
    var named: [Replaces.Named] = []
    var own: [ClosedRange<SequenceNumber>] = []
    for _ in 0..<int(0...3) {
      named.append(Replaces.Named(dot: dot(), commitHashPrefix: random.oneIn(4) ? random.next() : nil))
    }
    if random.oneIn(3) {
      for _ in 0..<int(1...3) {
        let start = SequenceNumber(int(1...300))
        own.append(start...(start + SequenceNumber(int(0...20))))
      }
    }
    return Replaces(named: named, own: own)
  }

  public mutating func operation() -> Operation {
    let record = records[int(0...4)]
    switch int(0...11) {
    case 10: return .leave(record)
    case 11: return .arrive(state(of: record))
    case 0...1:
      return .create(
        record, TypeNumber(UInt32(int(1...3))),
        fields: (0..<int(0...3)).map { _ in Operation.FieldWrite(register: register(), value: value()) })
    case 2: return .tombstone(record, covers: replaces(), replaces: replaces())
    case 3: return .keep(record, covers: replaces(), replaces: replaces())
    default:
      let replaced = names.creations[record].flatMap { random.oneIn(2) ? Replaces(dots: [$0]) : nil }
      return .set(
        record, register(), value(), replaces: replaced ?? replaces(),
        mark: random.oneIn(8) ? Mark.allCases[int(0...2)] : .plain)
    }
  }

  /// What stands in a record, as it travels when the record moves.
  public mutating func state(of record: RecordID) -> RecordState {
    var state = RecordState(id: record)
    for sequence in 1...SequenceNumber(int(1...4)) {
      let operation = operation()
      let dot = Dot(replica: replicas[int(0...3)], sequence: sequence, index: UInt32(int(0...3)))
      let registers = operation.writes(dot: dot, stamp: Stamp(milliseconds: 1)).map(\.register)
      guard !operation.beginsHistory, Set(registers).count == registers.count else { continue }
      state.log(operation, dot: dot, stamp: Stamp(milliseconds: 1))
    }
    return state.departing
  }

  public mutating func content() -> PartContent {
    var operations: [Operation] = []
    for _ in 0..<int(1...6) {
      let operation = operation()
      for _ in 0..<int(1...3) { operations.append(operation) }
    }
    return PartContent(note: random.oneIn(3) ? "därför att …" : "", operations: operations)
  }

  /// A commit of one to three parts, some salted, some withheld.
  public mutating func commit(
    replica: ReplicaID, sequence: SequenceNumber, previous: Hash, stamp: Stamp
  ) throws -> Commit {
    var parts: [Commit.Part] = []
    var audience: UInt32 = random.oneIn(4) ? 1 : 0
    for _ in 0..<(random.oneIn(3) ? int(1...3) : 1) {
      let bytes = try content().encoded(author: replica, audience: Audience(audience), names: names)
      let body: Commit.Body =
        random.oneIn(6)
        ? .withheld(Hash(of: bytes))
        : .readable(bytes, salt: audience > 0 || random.oneIn(5) ? self.bytes(16) : nil)
      parts.append(Commit.Part(audience: Audience(audience), body: body))
      audience += UInt32(int(1...200))
    }
    return Commit(
      replica: replica, sequence: sequence, previous: previous, stamp: stamp,
      schemaVersion: UInt32(int(1...3)), parts: parts)
  }

  /// Commits of one replica that follow one another.
  public mutating func chain(
    of replica: ReplicaID, from first: SequenceNumber = 1, count: Int, previous: Hash = .zero
  ) throws -> [Commit] {
    var commits: [Commit] = []
    var previous = previous
    var stamp = Stamp(milliseconds: 1_760_000_000_000)
    for sequence in first..<(first + SequenceNumber(count)) {
      stamp = stamp.next(milliseconds: stamp.milliseconds + Int64(int(-2...90_000)))
      let commit = try commit(replica: replica, sequence: sequence, previous: previous, stamp: stamp)
      previous = commit.hash
      commits.append(commit)
    }
    return commits
  }

  /// `bytes` with a few bytes changed, taken out, put in or cut off.
  public mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
    var out = bytes
    for _ in 0..<int(1...3) where !out.isEmpty {
      let place = int(0...(out.count - 1))
      switch int(0...4) {
      case 0: out.remove(at: place)
      case 1: out.insert(UInt8.random(in: 0...255, using: &random), at: place)
      case 2: out.removeSubrange(place...)
      case 3: out[place] ^= UInt8(1 << int(0...7))
      default: out[place] = [0, 1, 0x7F, 0x80, 0xFF][int(0...4)]
      }
    }
    return out
  }
}

extension PartialDate {
  /// 2026; the calendar has it, so the initializer does too.
  fileprivate static var placeholder: PartialDate { known(year: 2026) }

  private static func known(year: Int) -> PartialDate {
    guard let date = PartialDate(year: year) else { preconditionFailure("no such year") }
    return date
  }
}
