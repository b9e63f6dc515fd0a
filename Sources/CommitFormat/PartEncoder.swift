internal import Merge

/// Which operations share columns: the same kind of step on the same registers.
struct Shape: Hashable {
  enum Kind: UInt8 {
    case create = 0
    case set = 1
    case tombstone = 2
    case keep = 3
    case leave = 4
    case arrive = 5
  }

  let kind: Kind
  /// Of a creation.
  let type: UInt32
  /// Of a creation or a set: the fields, and whether the register is an element of it.
  let registers: [UInt64]
  let mark: UInt8

  init(kind: Kind, type: UInt32 = 0, registers: [UInt64] = [], mark: UInt8 = 0) {
    self.kind = kind
    self.type = type
    self.registers = registers
    self.mark = mark
  }

  init(_ operation: Operation) {
    switch operation {
    case .create(_, let type, let fields):
      self.init(kind: .create, type: type.number, registers: fields.map { Self.code($0.register) })
    case .set(_, let register, _, _, let mark):
      self.init(kind: .set, registers: [Self.code(register)], mark: mark.rawValue)
    case .tombstone: self.init(kind: .tombstone)
    case .keep: self.init(kind: .keep)
    case .leave: self.init(kind: .leave)
    case .arrive: self.init(kind: .arrive)
    }
  }

  /// As `self == Shape(operation)`, without making one.
  func isShape(of operation: Operation) -> Bool {
    switch operation {
    case .create(_, let type, let fields):
      return kind == .create && self.type == type.number && registers.count == fields.count
        && zip(registers, fields).allSatisfy { $0 == Self.code($1.register) }
    case .set(_, let register, _, _, let mark):
      return kind == .set && self.mark == mark.rawValue && registers[0] == Self.code(register)
    case .tombstone, .keep, .leave, .arrive: return self == Shape(operation)
    }
  }

  private static func code(_ register: RegisterID) -> UInt64 {
    UInt64(register.field.number) << 1 | (register.element == nil ? 0 : 1)
  }
}

/// Writes a part. Layout, numbers as varints:
///
///     part   := replicas note groups
///     replicas := count, per replica: its number in the log, or 0 and its 16 bytes
///     note   := byte count, UTF-8
///     groups := until the end: runs of operations of one shape
///     group  := kind, shape, operation count, columns
///     shape  := create: type, register count, registers; set: register, mark
///     columns := record names; per register: elements if it has them, values; replaces if not create; covers if
///                tombstone or keep. Of leave, record names alone; of arrive, logged states (`StateBytes`) alone
struct PartEncoder {
  private let author: ReplicaID
  private let audience: Audience
  private var replicas: [ReplicaID] = []
  private var groups: [UInt8] = []

  init(author: ReplicaID, audience: Audience) {
    self.author = author
    self.audience = audience
  }

  mutating func encode(_ content: PartContent, names: any NameWriter) throws -> [UInt8] {
    var start = 0
    let operations = content.operations
    while start < operations.count {
      let shape = Shape(operations[start])
      var end = start + 1
      while end < operations.count, shape.isShape(of: operations[end]) { end += 1 }
      try append(operations[start..<end], shape: shape, names: names)
      start = end
    }
    var out: [UInt8] = []
    Varint.append(UInt64(replicas.count), to: &out)
    for replica in replicas {
      if let number = try names.number(of: replica) {
        Varint.append(UInt64(number), to: &out)
      } else {
        out.append(0)
        out += replica.bytes
      }
    }
    Varint.append(UInt64(content.note.utf8.count), to: &out)
    out += content.note.utf8
    return out + groups
  }

  private mutating func append(_ run: ArraySlice<Operation>, shape: Shape, names: any NameWriter) throws {
    groups.append(shape.kind.rawValue)
    switch shape.kind {
    case .create:
      Varint.append(UInt64(shape.type), to: &groups)
      Varint.append(UInt64(shape.registers.count), to: &groups)
      for register in shape.registers { Varint.append(register, to: &groups) }
    case .set:
      Varint.append(shape.registers[0], to: &groups)
      groups.append(shape.mark)
    case .tombstone, .keep, .leave, .arrive: break
    }
    Varint.append(UInt64(run.count), to: &groups)
    if shape.kind == .arrive {
      for case .arrive(let state) in run { StateBytes.append(state, to: &groups) }
      return
    }
    var creations: [Dot?] = []
    let replaces = try run.map { try WrittenNames($0.names.replaces, by: names) }
    if shape.kind == .create {
      for operation in run { operation.record.bits.append(to: &groups) }
    } else {
      var last = DotDelta()
      for operation in run {
        let creation = try names.creation(of: operation.record)
        creations.append(creation)
        if let creation, creation.audience == audience {
          Varint.append(UInt64(reference(to: creation.replica)) + 1, to: &groups)
          last.append(creation, reference: reference(to: creation.replica), to: &groups)
        } else {
          creations[creations.count - 1] = nil
          groups.append(0)
          groups += operation.record.bytes
        }
      }
    }
    for index in shape.registers.indices {
      appendColumns(run, register: index, hasElement: shape.registers[index] & 1 == 1)
    }
    guard shape.kind != .create, shape.kind != .leave else { return }
    var last = DotDelta()
    for (names, creation) in zip(replaces, creations) { append(names, creation: creation, last: &last) }
    guard shape.kind != .set else { return }
    for (operation, creation) in zip(run, creations) {
      append(try WrittenNames(operation.names.covers, by: names), creation: creation, last: &last)
    }
  }

  private mutating func appendColumns(_ run: ArraySlice<Operation>, register index: Int, hasElement: Bool) {
    var writes: [(element: Value?, value: Value)] = []
    writes.reserveCapacity(run.count)
    for operation in run {
      switch operation {
      case .create(_, _, let fields): writes.append((fields[index].register.element, fields[index].value))
      case .set(_, let register, let value, _, _): writes.append((register.element, value))
      case .tombstone, .keep, .leave, .arrive: break
      }
    }
    if hasElement {
      for write in writes { Varint.append(UInt64(write.element?.bytes.count ?? 0), to: &groups) }
      for write in writes { groups += write.element?.bytes ?? [] }
    }
    for write in writes { Varint.append(UInt64(write.value.bytes.count), to: &groups) }
    for write in writes { groups += write.value.bytes }
  }

  /// 0 nothing, 1 the creation that names the record, else 2 + (dots × 2 + has own ranges), then dots and ranges.
  private mutating func append(_ names: WrittenNames, creation: Dot?, last: inout DotDelta) {
    if names.isEmpty {
      groups.append(0)
      return
    }
    if let creation, names.own.isEmpty, names.named == [Replaces.Named(dot: creation)] {
      groups.append(1)
      return
    }
    Varint.append(2 + UInt64(names.named.count) << 1 + (names.own.isEmpty ? 0 : 1), to: &groups)
    for name in names.named {
      let reference = reference(to: name.dot.replica)
      let elsewhere = name.dot.audience != audience
      Varint.append(
        UInt64(reference) << 2 | (name.commitHashPrefix == nil ? 0 : 2) | (elsewhere ? 1 : 0), to: &groups)
      last.append(name.dot, reference: reference, to: &groups)
      if elsewhere { Varint.append(UInt64(name.dot.audience.number), to: &groups) }
      if let prefix = name.commitHashPrefix {
        for shift in stride(from: 56, through: 0, by: -8) {
          groups.append(UInt8(truncatingIfNeeded: prefix >> UInt64(shift)))
        }
      }
    }
    guard !names.own.isEmpty else { return }
    Varint.append(UInt64(names.own.count), to: &groups)
    var end: SequenceNumber = 0
    for range in names.own {
      Varint.append(range.lowerBound - end, to: &groups)
      Varint.append(range.upperBound - range.lowerBound, to: &groups)
      end = range.upperBound
    }
  }

  /// 0 for the author, else 1 + the place in the part's list of replicas.
  private mutating func reference(to replica: ReplicaID) -> Int {
    if replica == author { return 0 }
    if let place = replicas.firstIndex(of: replica) { return place + 1 }
    replicas.append(replica)
    return replicas.count
  }
}

/// Writes dots of one column as differences from the dot before them of the same replica.
struct DotDelta {
  private var last: [(sequence: SequenceNumber, index: UInt32)] = []

  init() {}

  private func before(_ reference: Int) -> (sequence: SequenceNumber, index: UInt32) {
    reference < last.count ? last[reference] : (0, 0)
  }

  private mutating func note(_ reference: Int, _ sequence: SequenceNumber, _ index: UInt32) {
    while last.count <= reference { last.append((0, 0)) }
    last[reference] = (sequence, index)
  }

  mutating func append(_ dot: Dot, reference: Int, to out: inout [UInt8]) {
    let before = before(reference)
    Varint.append(Varint.zigzag(Int64(dot.sequence) - Int64(before.sequence)), to: &out)
    Varint.append(Varint.zigzag(Int64(dot.index) - Int64(before.index)), to: &out)
    note(reference, dot.sequence, dot.index)
  }

  /// Nil when the bytes are cut or the sum leaves the range of a dot.
  mutating func read(reference: Int, from reader: inout ByteReader) -> (sequence: SequenceNumber, index: UInt32)? {
    let before = before(reference)
    guard let sequenceStep = reader.varint(), let indexStep = reader.varint() else { return nil }
    let (sequence, over) = Int64(before.sequence).addingReportingOverflow(Varint.unzigzag(sequenceStep))
    let (index, overIndex) = Int64(before.index).addingReportingOverflow(Varint.unzigzag(indexStep))
    guard !over, !overIndex, sequence > 0, sequence <= Int64(FormatLimits.sequenceMax),
      (0..<Int64(FormatLimits.operationsPerPartMax)).contains(index)
    else { return nil }
    note(reference, SequenceNumber(sequence), UInt32(index))
    return (SequenceNumber(sequence), UInt32(index))
  }
}

/// The names of a step as they are written: those of writes that no log has ordered by the replica that made them and the
/// hash of their commit. One name may then stand for two writes, which two copies of a replica made.
private struct WrittenNames {
  let named: [Replaces.Named]
  let own: [ClosedRange<SequenceNumber>]

  var isEmpty: Bool { named.isEmpty && own.isEmpty }

  init(_ replaces: Replaces, by names: any NameWriter) throws {
    own = replaces.own
    guard replaces.named.contains(where: { $0.commitHashPrefix != nil }) else {
      named = replaces.named
      return
    }
    named = try replaces.named.map { name in
      guard name.commitHashPrefix != nil else { return name }
      let dot = name.dot
      return Replaces.Named(
        dot: Dot(
          replica: try names.origin(of: dot.replica), sequence: dot.sequence, audience: dot.audience, index: dot.index),
        commitHashPrefix: name.commitHashPrefix)
    }.sorted()
  }
}
