internal import Merge
internal import Replica
internal import Schema

/// What a record's row does not say in its columns, packed into `_meta`.
///
/// A record whose registers were all set by its creation, and settled, has none: its columns give the values, its row
/// number the dot. From there on only what differs is told: a field with another settled write costs its number and
/// that write's dot, and only several standing or unlogged writes are written out.
///
/// Layout: version (1, + 128 when a column does not say its field exactly), flags, then what the flags announce, and the
/// registers that differ, rising, until the end.
struct RecordMeta {
  private static let version: UInt8 = 1
  private static let versionMask: UInt8 = 0x7F
  static let inexactBit: UInt8 = 0x80

  private enum Flag {
    /// No creation of the record is known; it has no view.
    static let isUnread: UInt8 = 1
    /// The type register differs from what the row number says.
    static let typeDiffers: UInt8 = 2
    static let hasConflicts: UInt8 = 4
    static let hasBase: UInt8 = 8
    static let hasBaseNot: UInt8 = 16
  }

  private enum Form {
    /// The value as the columns say, by another dot.
    static let settled: UInt32 = 0
    /// Written out.
    static let full: UInt32 = 1
    /// An element of the set, by its place in the set, by another dot.
    static let settledElement: UInt32 = 2
    static let fullElement: UInt32 = 3
  }

  /// A register as the record's reading would have it, if one logged write stood in it.
  private struct Expected {
    let id: RegisterID
    let value: Value
    /// The place in the set.
    let place: Int
  }

  /// Packs what the columns leave out: nil when there is nothing to say. `inexact` are the fields that the columns do
  /// not say exactly, `rowDot` the dot that the row's number says.
  static func pack(
    _ state: RecordState, view: RecordView?, inexact: [FieldView], table: TableLayout, rowDot: Dot?,
    replicas: any ReplicaNumbers
  ) throws -> [UInt8]? {
    let base = rowDot ?? state.creations.first { $0.sequence > 0 }
    var packer = Packer(base: base, replicas: replicas)
    var flags: UInt8 = 0
    if view == nil { flags |= Flag.isUnread }
    let conflicts = view?.conflicts ?? []
    if !conflicts.isEmpty { flags |= Flag.hasConflicts }
    if rowDot == nil { flags |= base == nil ? Flag.hasBaseNot : Flag.hasBase }
    packer.append(byte: inexact.isEmpty ? version : version | inexactBit)
    packer.append(byte: 0)
    if rowDot == nil, let base {
      var plain = Packer(base: nil, replicas: replicas)
      try plain.append(base)
      for byte in plain.bytes { packer.append(byte: byte) }
    }
    if !inexact.isEmpty { pack(inexact, into: &packer) }
    if !conflicts.isEmpty { try pack(conflicts, of: state.id, into: &packer) }
    let start = packer.bytes.count
    let typeDiffers = try packRegisters(state, view: view, table: table, into: &packer)
    if typeDiffers { flags |= Flag.typeDiffers }
    if flags == 0, inexact.isEmpty, packer.bytes.count == start { return nil }
    var bytes = packer.bytes
    bytes[1] = flags
    return bytes
  }

  private static func pack(_ fields: [FieldView], into packer: inout Packer) {
    packer.append(fields.count)
    for field in fields {
      switch field.content {
      case .value(let value):
        packer.append(UInt64(field.field.number) << 1)
        packer.append(block: value.bytes)
      case .elements(let elements):
        packer.append(UInt64(field.field.number) << 1 | 1)
        packer.append(elements.count)
        for element in elements { packer.append(block: element.bytes) }
      }
    }
  }

  private static func pack(_ conflicts: [Conflict], of record: RecordID, into packer: inout Packer) throws {
    packer.append(conflicts.count)
    for conflict in conflicts {
      guard let kind = ConflictKind.allCases.firstIndex(of: conflict.kind) else { continue }
      let isOther = conflict.record != record
      packer.append(
        kind << 3 | (conflict.register == nil ? 0 : 1) | (conflict.register?.element == nil ? 0 : 2) | (isOther ? 4 : 0)
      )
      if isOther { packer.append(block: conflict.record.bytes) }
      if let register = conflict.register {
        packer.append(register.field.number)
        if let element = register.element { packer.append(block: element.bytes) }
      }
      packer.append(conflict.dots.count)
      for dot in conflict.dots { try packer.append(dot) }
    }
  }

  private static func expected(_ view: RecordView?, table: TableLayout) -> [Expected] {
    guard let view else { return [] }
    var result: [Expected] = []
    result.reserveCapacity(view.fields.count + 2)
    result.append(Expected(id: .type, value: Value(.integer(Int64(view.type.number))), place: 0))
    if let alias = view.alias { result.append(Expected(id: .alias, value: Value(.reference(alias)), place: 0)) }
    for field in view.fields where field.field >= .firstOfSchema {
      switch field.content {
      case .value(let value):
        result.append(Expected(id: RegisterID(field.field), value: value, place: 0))
      case .elements(let elements):
        let kind = table.elementKind(field.field)
        var parted: [Expected] = []
        for (place, element) in elements.enumerated() {
          let part = kind.map { $0.part(element) } ?? SetElement(key: element, rest: SetElement.nothingMore)
          guard let part else { continue }
          parted.append(Expected(id: RegisterID(field.field, element: part.key), value: part.rest, place: place))
        }
        result += parted
      }
    }
    // Views come in this order; whatever else somebody saves must be read back too.
    for (left, right) in zip(result, result.dropFirst()) where !(left.id < right.id) {
      var unique: [Expected] = []
      for one in result.sorted(by: { ($0.id, $0.place) < ($1.id, $1.place) }) where unique.last?.id != one.id {
        unique.append(one)
      }
      return unique
    }
    return result
  }

  /// - Returns: whether the type register was among what differs.
  private static func packRegisters(
    _ state: RecordState, view: RecordView?, table: TableLayout, into packer: inout Packer
  ) throws -> Bool {
    let expected = expected(view, table: table)
    var next = 0
    var typeDiffers = false
    let noted = Register()
    func full(_ id: RegisterID, _ register: Register, standard: Value?) throws {
      if id == .type { typeDiffers = true }
      packer.append(UInt64(id.field.number) << 2 | UInt64(id.element == nil ? Form.full : Form.fullElement))
      if let element = id.element { packer.append(block: element.bytes) }
      try packer.append(register, standard: standard)
    }
    for entry in state.entries {
      while next < expected.count, expected[next].id < entry.id {
        try full(expected[next].id, noted, standard: nil)
        next += 1
      }
      guard next < expected.count, expected[next].id == entry.id else {
        try full(entry.id, entry.register, standard: nil)
        continue
      }
      let one = expected[next]
      next += 1
      guard packer.base != nil, entry.register.isSettled(as: one.value) else {
        try full(entry.id, entry.register, standard: one.value)
        continue
      }
      let dot = entry.register.logged[0].dot
      if dot == packer.base { continue }
      if entry.id == .type { typeDiffers = true }
      let form = entry.id.element == nil ? Form.settled : Form.settledElement
      packer.append(UInt64(entry.id.field.number) << 2 | UInt64(form))
      if entry.id.element != nil { packer.append(one.place) }
      try packer.append(dot)
    }
    for one in expected[next...] { try full(one.id, noted, standard: nil) }
    return typeDiffers
  }

  // Reading.

  /// What `_meta` says beside the registers.
  var isUnread = false
  var inexact: [FieldView] = []
  var conflicts: [Conflict] = []
  private var base: Dot?
  private var registers: Packer.Reader?

  /// Whether the row's number surely is the dot of a creation of the record.
  static func saysCreation(_ bytes: [UInt8]?) -> Bool {
    guard let bytes else { return true }
    return bytes.count > 1 && bytes[1] & (Flag.typeDiffers | Flag.isUnread | Flag.hasBase | Flag.hasBaseNot) == 0
  }

  /// Reads all but the registers.
  ///
  /// - Throws: `DamagedBytes`.
  init(_ bytes: [UInt8]?, record: RecordID, rowDot: Dot?, replicas: any ReplicaNumbers) throws {
    base = rowDot
    guard let bytes else {
      guard rowDot != nil else { throw DamagedBytes("meta") }
      return
    }
    var reader = Packer.Reader(bytes, base: nil, replicas: replicas)
    let head = try reader.byte()
    guard head & Self.versionMask == Self.version else { throw DamagedBytes("meta version") }
    let flags = try reader.byte()
    isUnread = flags & Flag.isUnread != 0
    if flags & Flag.hasBaseNot != 0 { base = nil }
    if flags & Flag.hasBase != 0 { base = try reader.dot() }
    reader.base = base
    if head & Self.inexactBit != 0 { inexact = try Self.fields(&reader) }
    if flags & Flag.hasConflicts != 0 { conflicts = try Self.conflicts(&reader, of: record) }
    registers = reader
  }

  private static func fields(_ reader: inout Packer.Reader) throws -> [FieldView] {
    var fields: [FieldView] = []
    for _ in 0..<(try reader.count()) {
      let head = try reader.number()
      guard let number = UInt32(exactly: head >> 1) else { throw DamagedBytes("field") }
      if head & 1 == 0 {
        fields.append(FieldView(field: FieldNumber(number), content: .value(Value(bytes: try reader.block()))))
      } else {
        var elements: [Value] = []
        for _ in 0..<(try reader.count()) { elements.append(Value(bytes: try reader.block())) }
        fields.append(FieldView(field: FieldNumber(number), content: .elements(elements)))
      }
    }
    return fields
  }

  private static func conflicts(_ reader: inout Packer.Reader, of record: RecordID) throws -> [Conflict] {
    var conflicts: [Conflict] = []
    for _ in 0..<(try reader.count()) {
      let head = try reader.number()
      guard let place = Int(exactly: head >> 3), ConflictKind.allCases.indices.contains(place) else {
        throw DamagedBytes("conflict")
      }
      var of = record
      if head & 4 != 0 {
        let bytes = try reader.block()
        guard bytes.count == 16 else { throw DamagedBytes("conflict") }
        of = RecordID(bits: bytes.reduce(0) { $0 << 8 | UInt128($1) })
      }
      var register: RegisterID?
      if head & 1 != 0 {
        let field = FieldNumber(try reader.number32())
        register = RegisterID(field, element: head & 2 == 0 ? nil : Value(bytes: try reader.block()))
      }
      var dots: [Dot] = []
      for _ in 0..<(try reader.count()) { dots.append(try reader.dot()) }
      conflicts.append(Conflict(kind: ConflictKind.allCases[place], record: of, register: register, dots: dots))
    }
    return conflicts
  }

  /// The record, whose view has been read from the columns.
  ///
  /// - Throws: `DamagedBytes`.
  func state(_ id: RecordID, view: RecordView?, table: TableLayout) throws -> RecordState {
    let expected = Self.expected(view, table: table)
    var entries: [RecordState.Entry] = []
    entries.reserveCapacity(expected.count + 2)
    var next = 0
    func settle(_ one: Expected, _ dot: Dot?) throws {
      guard let dot else { throw DamagedBytes("base") }
      entries.append(
        RecordState.Entry(id: one.id, register: Register(onlyLogged: Write(dot: dot, value: one.value))))
    }
    func settle(before id: RegisterID) throws {
      while next < expected.count, expected[next].id < id {
        try settle(expected[next], base)
        next += 1
      }
    }
    if var reader = registers {
      while !reader.isAtEnd {
        let head = try reader.number()
        guard let number = UInt32(exactly: head >> 2) else { throw DamagedBytes("register") }
        let field = FieldNumber(number)
        switch UInt32(head & 3) {
        case Form.settled, Form.settledElement:
          let isElement = UInt32(head & 3) == Form.settledElement
          let place = isElement ? try reader.number() : 0
          let found = expected[next...].firstIndex {
            $0.id.field == field && ($0.id.element != nil) == isElement && UInt64($0.place) == place
          }
          guard let found else { throw DamagedBytes("register") }
          while next < found {
            try settle(expected[next], base)
            next += 1
          }
          try settle(expected[found], try reader.dot())
          next += 1
        case Form.full, Form.fullElement:
          let element = UInt32(head & 3) == Form.fullElement ? Value(bytes: try reader.block()) : nil
          let id = RegisterID(field, element: element)
          try settle(before: id)
          var standard: Value?
          if next < expected.count, expected[next].id == id {
            standard = expected[next].value
            next += 1
          }
          let register = try reader.register(standard: standard)
          if !register.isEmpty { entries.append(RecordState.Entry(id: id, register: register)) }
        default: throw DamagedBytes("register")
        }
      }
    }
    for one in expected[next...] { try settle(one, base) }
    guard let state = RecordState(id: id, entries: entries) else { throw DamagedBytes("order") }
    return state
  }
}

extension Register {
  /// Whether one logged write of this value stands here and nothing more is to be said about it.
  fileprivate func isSettled(as value: Value) -> Bool {
    guard logged.count == 1, pending.isEmpty else { return false }
    let write = logged[0]
    return write.value == value && write.mark == .plain && write.covers == nil && write.replaces.isEmpty
      && write.stamp == Stamp(milliseconds: 0)
  }
}
