public import Merge
public import Replica
public import Schema
public import TestSupport

/// Records of many shapes, most of them odd: few replicas and records, values that the fields were not made for.
public struct RandomRecords {
  public var random: SeededGenerator
  public let schema: Schema
  public let replicas: [ReplicaID]
  private var sequence: SequenceNumber = 0

  public init(seed: UInt64, schema: Schema = .bundled) {
    var random = SeededGenerator(seed: seed)
    self.schema = schema
    replicas = (0..<3).map { _ in ReplicaID(bits: UInt128.random(in: 0 ... .max, using: &random)) }
    self.random = random
  }

  public mutating func id() -> RecordID { RecordID(bits: .random(in: 0 ... .max, using: &random)) }

  private mutating func replica() -> ReplicaID { replicas[Int.random(in: 0..<replicas.count, using: &random)] }

  /// Never the same twice.
  public mutating func dot(plain: Bool = false) -> Dot {
    sequence += 1
    let isPlain = plain || !random.oneIn(8)
    return Dot(
      replica: replica(), sequence: sequence,
      audience: isPlain ? .everyone : Audience(UInt32.random(in: 0...300, using: &random)),
      index: isPlain ? UInt32.random(in: 0...2, using: &random) : UInt32.random(in: 0...9000, using: &random))
  }

  private mutating func pick<Element>(_ from: [Element]) -> Element {
    from[Int.random(in: 0..<from.count, using: &random)]
  }

  public mutating func text() -> String {
    let words = [
      "Örebro", "visa", "Ånge", "årsmöte", "Bodø", "čáhci", "e\u{301}", "10 000 kr", "\"), ('; DROP", "👩‍🌾", "", "\\",
      "\n",
    ]
    return (0..<Int.random(in: 0...4, using: &random)).map { _ in pick(words) }.joined(separator: " ")
  }

  /// Of the field's kind most of the time, else anything.
  public mutating func value(_ kind: Kind) -> Value {
    switch Int.random(in: 0..<24, using: &random) {
    case 0: return .text("noll\u{0}byte")
    case 1: return Value(bytes: [1, 0xFF, 0xFE])
    case 2: return Value(bytes: [UInt8.random(in: 10...255, using: &random), 1, 2, 3])
    case 3: return Value(.integer(.min))
    case 4: return Value(.row([RowPart(number: 3, value: .text("delar"))]))
    case 5: return .text(String(repeating: "lång text ", count: 500))
    default: break
    }
    switch kind {
    case .text, .longText: return .text(text())
    case .integer, .year: return Value(.integer(Int64.random(in: -3000...3000, using: &random)))
    case .decimal:
      let scale = random.oneIn(5) ? UInt8.random(in: 0...255, using: &random) : UInt8.random(in: 0...4, using: &random)
      return Value(
        .decimal(
          Decimal(mantissa: random.oneIn(9) ? .min : Int64.random(in: -999_999...999_999, using: &random), scale: scale)
        ))
    case .boolean: return Value(.boolean(random.oneIn(2)))
    case .date, .partialDate:
      let month = Int.random(in: 1...12, using: &random)
      let date = PartialDate(
        year: Int.random(in: 1...9999, using: &random), month: random.oneIn(3) ? nil : month, day: nil)
      return date.map { Value(.date($0)) } ?? .cleared
    case .enumeration(let options): return Value(.code(options.isEmpty ? "okänd" : pick(options).code))
    case .reference: return Value(.reference(id()))
    case .row(let parts):
      return Value(
        .row(parts.filter { _ in !random.oneIn(3) }.map { RowPart(number: $0.number, value: self.value($0.kind)) }))
    case .list(let element):
      return Value(.row((1...3).map { RowPart(number: $0, value: self.value(element)) }))
    case .set(let element): return value(element)
    }
  }

  private mutating func stamp() -> Stamp {
    Stamp(
      milliseconds: Int64.random(in: -10...2_000_000_000_000, using: &random),
      counter: UInt32.random(in: 0...2, using: &random))
  }

  private mutating func names() -> Replaces {
    Replaces(
      named: (0..<Int.random(in: 0...3, using: &random)).map { _ in
        Replaces.Named(dot: dot(), commitHashPrefix: random.oneIn(2) ? .random(in: 0 ... .max, using: &random) : nil)
      },
      own: random.oneIn(2) ? [] : [1...Swift.max(1, sequence), (sequence + 5)...(sequence + 9)])
  }

  private mutating func write(_ value: Value, isPending: Bool) -> Write {
    Write(
      dot: dot(), value: value, mark: random.oneIn(6) ? pick(Mark.allCases) : .plain,
      replaces: isPending ? names() : .nothing, stamp: isPending ? stamp() : Stamp(milliseconds: 0),
      covers: random.oneIn(9) ? names() : nil)
  }

  /// A register with some writes, of values like `value`.
  private mutating func register(_ value: Value, like kind: Kind) -> Register {
    if random.oneIn(2) { return Register(onlyLogged: Write(dot: dot(), value: value)) }
    let logged = (0..<Int.random(in: 0...2, using: &random)).map { place in
      write(place == 0 ? value : self.value(kind), isPending: false)
    }
    let count = Int.random(in: logged.isEmpty ? 1...2 : 0...2, using: &random)
    let pending = (0..<count).map { _ in write(random.oneIn(3) ? value : self.value(kind), isPending: true) }
    let official = logged.isEmpty ? 0 : Int.random(in: 0..<logged.count, using: &random)
    return Register(logged: logged, officialIndex: official, pending: pending) ?? Register()
  }

  /// A record and how it reads: as just created, or with a life behind it.
  public mutating func record(id: RecordID? = nil, type: TypeNumber? = nil) -> (state: RecordState, view: RecordView?) {
    let id = id ?? self.id()
    let type = type ?? (random.oneIn(6) ? TypeNumber(900) : pick(schema.types).number)
    var state = RecordState(id: id)
    let creation = dot(plain: !random.oneIn(5))
    var fields: [FieldView] = []
    var writes: [Operation.FieldWrite] = []
    let declared = schema.type(type)?.registers ?? []
    for register in declared.sorted(by: { $0.number < $1.number }) where !random.oneIn(3) {
      switch register.shape {
      case .field(let field):
        let value = value(field.kind)
        guard !value.isCleared else { continue }
        fields.append(FieldView(field: field.number, content: .value(value)))
        writes.append(Operation.FieldWrite(register: RegisterID(field.number), value: value))
      case .group(let group, let members):
        var changes: [FieldNumber: Value] = [:]
        for member in members where !random.oneIn(3) { changes[member.number] = value(member.kind) }
        let tuple = group.tuple(changes)
        guard !tuple.isCleared else { continue }
        fields.append(FieldView(field: group.number, content: .value(tuple)))
        writes.append(Operation.FieldWrite(register: RegisterID(group.number), value: tuple))
      case .set(let field, let kind):
        var parts: [SetElement] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          if let part = kind.part(value(kind)), !parts.contains(where: { $0.key == part.key }) { parts.append(part) }
        }
        parts.sort { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }
        guard !parts.isEmpty else { continue }
        fields.append(FieldView(field: field.number, content: .elements(parts.map(\.whole))))
        for part in parts {
          writes.append(Operation.FieldWrite(register: RegisterID(field.number, element: part.key), value: part.rest))
        }
      }
    }
    if random.oneIn(4) || declared.isEmpty {
      // A field that this schema does not know.
      fields.append(FieldView(field: FieldNumber(700), content: .value(.text("okänt fält"))))
      writes.append(Operation.FieldWrite(register: RegisterID(FieldNumber(700)), value: .text("okänt fält")))
    }
    let operation = Operation.create(id, type, fields: writes)
    if random.oneIn(3) {
      state.hold(operation, dot: creation, stamp: stamp())
    } else {
      state.log(operation, dot: creation, stamp: stamp())
    }
    if random.oneIn(2) { age(&state, writes) }
    let isUnread = random.oneIn(12)
    return (state, isUnread ? nil : view(state, type: type, fields: fields))
  }

  private mutating func age(_ state: inout RecordState, _ writes: [Operation.FieldWrite]) {
    for write in writes where random.oneIn(2) {
      let register = register(write.value, like: .text)
      state.update(write.register) { $0 = register }
    }
    if random.oneIn(4) {
      let life = register(random.oneIn(2) ? .tombstone : .keep, like: .boolean)
      state.update(.life) { $0 = life }
    }
    if random.oneIn(4) {
      let type = register(state[.type].official?.value ?? .cleared, like: .integer)
      state.update(.type) { $0 = type }
    }
    if random.oneIn(4) {
      let extra = register(.text("bredvid"), like: .text)
      state.update(RegisterID(FieldNumber(701), element: random.oneIn(2) ? .text("nyckel") : nil)) { $0 = extra }
    }
  }

  private mutating func view(_ state: RecordState, type: TypeNumber, fields: [FieldView]) -> RecordView {
    var fields = fields
    if random.oneIn(4), !fields.isEmpty { fields.remove(at: Int.random(in: 0..<fields.count, using: &random)) }
    var conflicts: [Conflict] = []
    if random.oneIn(3) {
      for _ in 0...Int.random(in: 0...1, using: &random) {
        let register: RegisterID? =
          random.oneIn(3)
          ? nil
          : RegisterID(
            FieldNumber(UInt32.random(in: 8...12, using: &random)), element: random.oneIn(3) ? .text("e") : nil)
        conflicts.append(
          Conflict(
            kind: pick(ConflictKind.allCases), record: random.oneIn(5) ? id() : state.id, register: register,
            dots: [dot(), dot()]))
      }
    }
    let said = schema.type(type)?.parent { number in
      guard case .value(let value)? = fields.first(where: { $0.field == number })?.content else { return nil }
      return value
    }
    let alias = random.oneIn(4) ? id() : nil
    return RecordView(
      id: state.id, type: type, fields: fields, isDeleted: random.oneIn(5), conflicts: conflicts,
      isUnsynced: state.hasPending, parent: random.oneIn(4) ? (random.oneIn(2) ? nil : id()) : said,
      alias: alias, joinedInto: alias != nil && random.oneIn(2) ? id() : nil)
  }
}
