internal import Merge

/// Reads what `PartEncoder` wrote, from bytes that may be anything.
///
/// Bytes that say something in another way than the encoder would are refused, as far as that can be seen without
/// knowing the log: replicas that are not used, in the order of use; groups that could be one; names that do not rise.
struct PartDecoder {
  private let author: ReplicaID
  private let audience: Audience
  private let names: any NameReader
  private let line: BranchLine?
  private var reader: ByteReader
  private var replicas: [ReplicaID] = []
  /// How many of `replicas` have been used, from the first on.
  private var used = 0

  init(_ bytes: [UInt8], author: ReplicaID, audience: Audience, names: any NameReader, line: BranchLine?) {
    // The bytes were written by the replica that made them, and their order speaks of it.
    self.author = line?.origin ?? author
    self.line = line
    self.audience = audience
    self.names = names
    reader = ByteReader(bytes)
  }

  mutating func decode() throws -> PartContent {
    for _ in 0..<(try count(atMost: reader.count)) {
      let replica = try replica()
      guard replica != author, !replicas.contains(replica), replicas.count < Self.replicasMax else {
        throw PartProblem.malformed
      }
      replicas.append(replica)
    }
    guard let block = reader.block(), let note = String(validating: block, as: UTF8.self) else {
      throw PartProblem.malformed
    }
    var operations: [Operation] = []
    var lastShape: Shape?
    while !reader.isAtEnd {
      let shape = try shape()
      guard shape != lastShape else { throw PartProblem.malformed }
      lastShape = shape
      operations += try group(shape, room: FormatLimits.operationsPerPartMax - operations.count)
    }
    guard !operations.isEmpty, used == replicas.count else { throw PartProblem.malformed }
    return PartContent(note: note, operations: operations)
  }

  private mutating func replica() throws -> ReplicaID {
    guard let number = reader.varint32() else { throw PartProblem.malformed }
    if number == 0 {
      guard let replica = reader.replica() else { throw PartProblem.malformed }
      return replica
    }
    guard let replica = try names.replica(numbered: number) else { throw PartProblem.unknownReplica(number: number) }
    return replica
  }

  /// A part names no more replicas than that; a workspace has at most thousands.
  private static var replicasMax: Int { 4096 }

  private mutating func shape() throws -> Shape {
    guard let code = reader.byte(), let kind = Shape.Kind(rawValue: code) else { throw PartProblem.malformed }
    var type: UInt32 = 0
    var registers: [UInt64] = []
    var mark = Mark.plain
    switch kind {
    case .create:
      type = try number32()
      for _ in 0..<(try count(atMost: reader.count)) { registers.append(try number()) }
    case .set:
      registers = [try number()]
      guard let code = reader.byte(), let known = Mark(rawValue: code) else { throw PartProblem.malformed }
      mark = known
    case .tombstone, .keep, .leave, .arrive: break
    }
    guard registers.allSatisfy({ $0 >> 1 <= UInt64(UInt32.max) }) else { throw PartProblem.malformed }
    return Shape(kind: kind, type: type, registers: registers, mark: mark.rawValue)
  }

  private mutating func group(_ shape: Shape, room: Int) throws -> [Operation] {
    let kind = shape.kind
    let mark = Mark(rawValue: shape.mark) ?? .plain
    let count = try count(atMost: room)
    guard count > 0 else { throw PartProblem.malformed }
    if kind == .arrive { return try (0..<count).map { _ in .arrive(try arriving()) } }
    let records = try records(count, areCreated: kind == .create)
    var columns: [[Operation.FieldWrite]] = []
    for register in shape.registers { columns.append(try column(register, count: count)) }
    if kind == .create {
      return records.indices.map { row in
        .create(records[row].id, TypeNumber(shape.type), fields: columns.map { $0[row] })
      }
    }
    if kind == .leave { return records.map { .leave($0.id) } }
    var last = DotDelta()
    var replaces: [Replaces] = []
    for record in records { replaces.append(try names(of: record.creation, last: &last)) }
    if kind == .set {
      return records.indices.map { row in
        .set(records[row].id, columns[0][row].register, columns[0][row].value, replaces: replaces[row], mark: mark)
      }
    }
    var covers: [Replaces] = []
    for record in records { covers.append(try names(of: record.creation, last: &last)) }
    return records.indices.map { row in
      kind == .tombstone
        ? .tombstone(records[row].id, covers: covers[row], replaces: replaces[row])
        : .keep(records[row].id, covers: covers[row], replaces: replaces[row])
    }
  }

  /// The state of a record that has come here; only one that travels as `RecordState.departing` leaves it.
  private mutating func arriving() throws -> RecordState {
    guard let state = StateBytes.read(&reader), state.departing == state else { throw PartProblem.malformed }
    return state
  }

  private mutating func records(_ count: Int, areCreated: Bool) throws -> [(id: RecordID, creation: Dot?)] {
    var records: [(id: RecordID, creation: Dot?)] = []
    var last = DotDelta()
    for _ in 0..<count {
      let reference = areCreated ? 0 : try self.count(atMost: replicas.count + 1)
      if reference == 0 {
        guard let id = reader.record() else { throw PartProblem.malformed }
        records.append((id, nil))
      } else {
        let dot = try dot(reference: reference - 1, last: &last)
        let place = line?.place(dot) ?? dot
        guard let id = try names.record(createdBy: place) else { throw PartProblem.unknownCreation(place) }
        records.append((id, dot))
      }
    }
    return records
  }

  private mutating func column(_ register: UInt64, count: Int) throws -> [Operation.FieldWrite] {
    let field = FieldNumber(UInt32(register >> 1))
    let elements = register & 1 == 1 ? try values(count) : nil
    let values = try values(count)
    return values.indices.map { row in
      Operation.FieldWrite(register: RegisterID(field, element: elements?[row]), value: values[row])
    }
  }

  private mutating func values(_ count: Int) throws -> [Value] {
    // A commit of one step is the most frequent one.
    if count == 1 { return [try value(number())] }
    var sizes: [UInt64] = []
    sizes.reserveCapacity(min(count, reader.count))
    for _ in 0..<count { sizes.append(try number()) }
    return try sizes.map { try value($0) }
  }

  private mutating func value(_ size: UInt64) throws -> Value {
    guard let bytes = reader.bytes(size) else { throw PartProblem.malformed }
    return Value(bytes: Array(bytes))
  }

  /// The names of a step, as they are read.
  private mutating func names(of creation: Dot?, last: inout DotDelta) throws -> Replaces {
    let written = try names(creation: creation, last: &last)
    guard line != nil || written.named.contains(where: { $0.commitHashPrefix != nil }) else {
      return Replaces(named: written.named, own: written.own)
    }
    let named = try written.named.compactMap { name -> Replaces.Named? in
      guard let prefix = name.commitHashPrefix else { return Replaces.Named(dot: line?.place(name.dot) ?? name.dot) }
      return try names.write(name.dot, hashPrefix: prefix).map { Replaces.Named(dot: $0, commitHashPrefix: prefix) }
    }
    return line?.place(named: named, own: written.own) ?? Replaces(named: named, own: written.own)
  }

  private mutating func names(
    creation: Dot?, last: inout DotDelta
  ) throws -> (named: [Replaces.Named], own: [ClosedRange<SequenceNumber>]) {
    let header = try number()
    switch header {
    case 0: return ([], [])
    case 1:
      guard let creation else { throw PartProblem.malformed }
      return ([Replaces.Named(dot: creation)], [])
    default: break
    }
    let count = (header - 2) >> 1
    guard count <= UInt64(reader.count) else { throw PartProblem.malformed }
    var named: [Replaces.Named] = []
    for _ in 0..<count { named.append(try name(last: &last)) }
    var own: [ClosedRange<SequenceNumber>] = []
    if (header - 2) & 1 == 1 {
      var end: SequenceNumber = 0
      for _ in 0..<(try self.count(atMost: reader.count)) {
        let (start, over) = end.addingReportingOverflow(try number())
        let (last, overLast) = start.addingReportingOverflow(try number())
        guard !over, !overLast, start > 0, last <= FormatLimits.sequenceMax else { throw PartProblem.malformed }
        own.append(start...last)
        end = last
      }
    }
    // The short forms are the only ones of what they say, and names and ranges rise without touching. One name with two
    // hashes is the name of two writes, made by two copies of one replica.
    guard zip(named, named.dropFirst()).allSatisfy({ $0 < $1 }), Replaces(own: own).own == own,
      !named.isEmpty || !own.isEmpty,
      !own.isEmpty || creation == nil || named != creation.map({ [Replaces.Named(dot: $0)] })
    else { throw PartProblem.malformed }
    return (named, own)
  }

  private mutating func name(last: inout DotDelta) throws -> Replaces.Named {
    let head = try number()
    guard head >> 2 <= UInt64(replicas.count) else { throw PartProblem.malformed }
    var dot = try dot(reference: Int(head >> 2), last: &last)
    if head & 1 == 1 {
      let elsewhere = Audience(try number32())
      guard elsewhere != audience else { throw PartProblem.malformed }
      dot = Dot(replica: dot.replica, sequence: dot.sequence, audience: elsewhere, index: dot.index)
    }
    guard head & 2 == 2 else { return Replaces.Named(dot: dot) }
    guard let bytes = reader.bytes(8) else { throw PartProblem.malformed }
    return Replaces.Named(dot: dot, commitHashPrefix: bytes.reduce(0) { $0 << 8 | UInt64($1) })
  }

  private mutating func dot(reference: Int, last: inout DotDelta) throws -> Dot {
    guard reference <= used + 1,
      let (sequence, index) = last.read(reference: reference, from: &reader)
    else { throw PartProblem.malformed }
    used = max(used, reference)
    let replica = reference == 0 ? author : replicas[reference - 1]
    return Dot(replica: replica, sequence: sequence, audience: audience, index: index)
  }

  private mutating func number() throws -> UInt64 {
    guard let number = reader.varint() else { throw PartProblem.malformed }
    return number
  }

  private mutating func number32() throws -> UInt32 {
    guard let number = reader.varint32() else { throw PartProblem.malformed }
    return number
  }

  private mutating func count(atMost most: Int) throws -> Int {
    let number = try number()
    guard number <= UInt64(max(0, most)) else { throw PartProblem.malformed }
    return Int(number)
  }
}
