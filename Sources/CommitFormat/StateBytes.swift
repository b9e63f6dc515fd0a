public import Merge

/// The bytes of a record's logged state: everything that stands in it, each content spelled in one way. PROTOCOL.md,
/// "Logged state", has the layout.
public enum StateBytes {
  private enum Flag {
    static let isElement: UInt64 = 1
    static let hasPrefix: UInt64 = 1
  }

  /// Unlogged writes are left out, and registers in which nothing else stands.
  public static func append(_ state: RecordState, to out: inout [UInt8]) {
    out += state.id.bytes
    let entries = state.entries.filter { !$0.register.logged.isEmpty }
    Varint.append(UInt64(entries.count), to: &out)
    for entry in entries {
      Varint.append(UInt64(entry.id.field.number) << 1 | (entry.id.element == nil ? 0 : Flag.isElement), to: &out)
      if let element = entry.id.element { append(block: element.bytes, to: &out) }
      Varint.append(UInt64(entry.register.logged.count), to: &out)
      Varint.append(UInt64(entry.register.officialIndex), to: &out)
      for write in entry.register.logged { append(write, to: &out) }
    }
  }

  private static func append(block: [UInt8], to out: inout [UInt8]) {
    Varint.append(UInt64(block.count), to: &out)
    out += block
  }

  private static func append(_ dot: Dot, to out: inout [UInt8]) {
    out += dot.replica.bytes
    Varint.append(dot.sequence, to: &out)
    Varint.append(UInt64(dot.audience.number), to: &out)
    Varint.append(UInt64(dot.index), to: &out)
  }

  private static func append(_ write: Write, to out: inout [UInt8]) {
    append(write.dot, to: &out)
    out.append(write.mark.rawValue)
    append(block: write.value.bytes, to: &out)
    guard let covers = write.covers else { return out.append(0) }
    Varint.append(UInt64(covers.named.count) + 1, to: &out)
    for name in covers.named {
      Varint.append(name.commitHashPrefix == nil ? 0 : Flag.hasPrefix, to: &out)
      append(name.dot, to: &out)
      if let prefix = name.commitHashPrefix {
        out += (0..<8).map { UInt8(truncatingIfNeeded: prefix >> UInt64(56 - 8 * $0)) }
      }
    }
    Varint.append(UInt64(covers.own.count), to: &out)
    for range in covers.own {
      Varint.append(range.lowerBound, to: &out)
      Varint.append(range.upperBound - range.lowerBound, to: &out)
    }
    Varint.append(UInt64(covers.inherited.count), to: &out)
    for stretch in covers.inherited {
      out += stretch.replica.bytes
      Varint.append(stretch.sequences.lowerBound, to: &out)
      Varint.append(stretch.sequences.upperBound - stretch.sequences.lowerBound, to: &out)
    }
  }

  /// Nil for bytes that are no state, or another spelling of one.
  public static func read(_ reader: inout ByteReader) -> RecordState? {
    guard let id = reader.record(), let count = reader.varint(), count <= UInt64(reader.count) else { return nil }
    var entries: [RecordState.Entry] = []
    for _ in 0..<count {
      guard let entry = self.entry(&reader) else { return nil }
      entries.append(entry)
    }
    return RecordState(id: id, entries: entries)
  }

  private static func entry(_ reader: inout ByteReader) -> RecordState.Entry? {
    guard let head = reader.varint(), let field = UInt32(exactly: head >> 1) else { return nil }
    var element: Value?
    if head & Flag.isElement != 0 {
      guard let bytes = reader.block() else { return nil }
      element = Value(bytes: Array(bytes))
    }
    guard let count = reader.varint(), count > 0, count <= UInt64(reader.count),
      let official = reader.varint(), official < count
    else { return nil }
    var writes: [Write] = []
    var dots: Set<Dot> = []
    for _ in 0..<count {
      guard let write = self.write(&reader), dots.insert(write.dot).inserted else { return nil }
      writes.append(write)
    }
    guard let register = Register(logged: writes, officialIndex: Int(official), pending: []) else { return nil }
    return RecordState.Entry(id: RegisterID(FieldNumber(field), element: element), register: register)
  }

  private static func dot(_ reader: inout ByteReader) -> Dot? {
    guard let replica = reader.replica(), let sequence = reader.varint(), sequence > 0,
      sequence <= FormatLimits.sequenceMax, let audience = reader.varint32(), let index = reader.varint32()
    else { return nil }
    return Dot(replica: replica, sequence: sequence, audience: Audience(audience), index: index)
  }

  private static func write(_ reader: inout ByteReader) -> Write? {
    guard let dot = dot(&reader), let mark = reader.byte().flatMap(Mark.init(rawValue:)), let value = reader.block(),
      let covering = reader.varint()
    else { return nil }
    var covers: Replaces?
    if covering > 0 {
      guard let read = self.covers(&reader, count: covering - 1) else { return nil }
      covers = read
    }
    return Write(dot: dot, value: Value(bytes: Array(value)), mark: mark, covers: covers)
  }

  private static func covers(_ reader: inout ByteReader, count: UInt64) -> Replaces? {
    guard count <= UInt64(reader.count) else { return nil }
    var named: [Replaces.Named] = []
    for _ in 0..<count {
      guard let flags = reader.varint(), flags <= Flag.hasPrefix, let dot = dot(&reader) else { return nil }
      var prefix: UInt64?
      if flags & Flag.hasPrefix != 0 {
        guard let bytes = reader.bytes(8) else { return nil }
        prefix = bytes.reduce(0) { $0 << 8 | UInt64($1) }
      }
      named.append(Replaces.Named(dot: dot, commitHashPrefix: prefix))
    }
    guard let ranges = reader.varint(), ranges <= UInt64(reader.count) else { return nil }
    var own: [ClosedRange<SequenceNumber>] = []
    for _ in 0..<ranges {
      guard let range = sequences(&reader) else { return nil }
      own.append(range)
    }
    guard let stretches = reader.varint(), stretches <= UInt64(reader.count) else { return nil }
    var inherited: [Replaces.Inherited] = []
    for _ in 0..<stretches {
      guard let replica = reader.replica(), let range = sequences(&reader) else { return nil }
      inherited.append(.init(replica: replica, sequences: range))
    }
    let covers = Replaces(named: named, own: own, inherited: inherited)
    // What is not in order, or twice, is another spelling.
    return covers.named == named && covers.own == own && covers.inherited == inherited ? covers : nil
  }

  private static func sequences(_ reader: inout ByteReader) -> ClosedRange<SequenceNumber>? {
    guard let start = reader.varint(), let length = reader.varint(), start <= FormatLimits.sequenceMax,
      length <= FormatLimits.sequenceMax - start
    else { return nil }
    return start...(start + length)
  }
}
