internal import CommitFormat
internal import Merge

/// The numbers by which one file names replicas: small, and its own affair.
protocol ReplicaNumbers: AnyObject {
  /// From 1; given at the first call.
  func number(of replica: ReplicaID) throws -> UInt64
  func replica(numbered number: UInt64) throws -> ReplicaID?
}

/// Puts writes, dots and names into bytes.
struct Packer {
  private(set) var bytes: [UInt8] = []
  /// The dot that costs one byte: the record's creation.
  let base: Dot?
  let replicas: any ReplicaNumbers

  init(base: Dot?, replicas: any ReplicaNumbers) {
    self.base = base
    self.replicas = replicas
    bytes.reserveCapacity(96)
  }

  mutating func append(byte: UInt8) { bytes.append(byte) }
  mutating func append(_ number: some BinaryInteger) { Varint.append(UInt64(number), to: &bytes) }

  mutating func append(block: [UInt8]) {
    append(block.count)
    bytes += block
  }

  /// 0 for the base; else (local number × 4 + has audience × 2 + has index), sequence, audience, index.
  mutating func append(_ dot: Dot) throws {
    if dot == base { return append(byte: 0) }
    let hasAudience = dot.audience != .everyone
    let number = try replicas.number(of: dot.replica)
    append(number << 2 | (hasAudience ? 2 : 0) | (dot.index == 0 ? 0 : 1))
    append(dot.sequence)
    if hasAudience { append(dot.audience.number) }
    if dot.index != 0 { append(dot.index) }
  }

  mutating func append(_ names: Replaces) throws {
    append(names.named.count << 1 | (names.own.isEmpty && names.inherited.isEmpty ? 0 : 1))
    for name in names.named {
      append(byte: name.commitHashPrefix == nil ? 0 : 1)
      try append(name.dot)
      if let prefix = name.commitHashPrefix {
        for shift in stride(from: 56, through: 0, by: -8) {
          append(byte: UInt8(truncatingIfNeeded: prefix >> UInt64(shift)))
        }
      }
    }
    guard !names.own.isEmpty || !names.inherited.isEmpty else { return }
    if !names.inherited.isEmpty {
      // No list of own ranges is empty: what an earlier program wrote reads as before.
      append(0)
      append(names.inherited.count)
      for stretch in names.inherited {
        append(try replicas.number(of: stretch.replica))
        append(stretch.sequences.lowerBound)
        append(stretch.sequences.upperBound - stretch.sequences.lowerBound)
      }
    }
    append(names.own.count)
    var end: SequenceNumber = 0
    for range in names.own {
      append(range.lowerBound - end)
      append(range.upperBound - range.lowerBound)
      end = range.upperBound
    }
  }

  private enum WriteFlag {
    static let isStandard: UInt8 = 1
    static let markShift: UInt8 = 1
    static let hasCovers: UInt8 = 8
    static let hasReplaces: UInt8 = 16
    static let hasStamp: UInt8 = 32
  }

  /// `standard` is the value that the record's columns say already.
  mutating func append(_ write: Write, standard: Value?) throws {
    let isStandard = standard == write.value
    var flags = write.mark.rawValue << WriteFlag.markShift
    if isStandard { flags |= WriteFlag.isStandard }
    if write.covers != nil { flags |= WriteFlag.hasCovers }
    if !write.replaces.isEmpty { flags |= WriteFlag.hasReplaces }
    if write.stamp != Stamp(milliseconds: 0) { flags |= WriteFlag.hasStamp }
    append(byte: flags)
    try append(write.dot)
    if !isStandard { append(block: write.value.bytes) }
    if let covers = write.covers { try append(covers) }
    if !write.replaces.isEmpty { try append(write.replaces) }
    if write.stamp != Stamp(milliseconds: 0) {
      append(Varint.zigzag(write.stamp.milliseconds))
      append(write.stamp.counter)
    }
  }

  /// The number of logged writes × 2 + (the official is not the first), its place, the writes; the same for pending.
  mutating func append(_ register: Register, standard: Value?) throws {
    append(register.logged.count << 1 | (register.officialIndex == 0 ? 0 : 1))
    if register.officialIndex != 0 { append(register.officialIndex) }
    for write in register.logged { try append(write, standard: standard) }
    append(register.pending.count)
    for write in register.pending { try append(write, standard: standard) }
  }

  /// Reads the same back. Every call throws `DamagedBytes` rather than read past the end.
  struct Reader {
    private var reader: ByteReader
    var base: Dot?
    let replicas: any ReplicaNumbers

    init(_ bytes: [UInt8], base: Dot?, replicas: any ReplicaNumbers) {
      reader = ByteReader(bytes)
      self.base = base
      self.replicas = replicas
    }

    var isAtEnd: Bool { reader.isAtEnd }

    private func found<Part>(_ part: Part?) throws -> Part {
      guard let part else { throw DamagedBytes("packed") }
      return part
    }

    mutating func byte() throws -> UInt8 { try found(reader.byte()) }
    mutating func number() throws -> UInt64 { try found(reader.varint()) }
    mutating func number32() throws -> UInt32 { try found(reader.varint32()) }
    mutating func block() throws -> [UInt8] { try Array(found(reader.block())) }

    /// A number of things that take at least a byte each, so that no number asks for more room than there are bytes.
    mutating func count() throws -> Int {
      let number = try number()
      guard number <= UInt64(reader.count) else { throw DamagedBytes("count") }
      return Int(number)
    }

    mutating func dot() throws -> Dot {
      let head = try number()
      if head == 0 { return try found(base) }
      let replica = try found(replicas.replica(numbered: head >> 2))
      let sequence = try number()
      let audience = head & 2 == 0 ? Audience.everyone : Audience(try number32())
      let index = head & 1 == 0 ? 0 : try number32()
      return Dot(replica: replica, sequence: sequence, audience: audience, index: index)
    }

    mutating func replaces() throws -> Replaces {
      let head = try number()
      guard head >> 1 <= UInt64(reader.count) else { throw DamagedBytes("count") }
      var named: [Replaces.Named] = []
      for _ in 0..<(head >> 1) {
        let hasPrefix = try byte() != 0
        let dot = try dot()
        var prefix: UInt64?
        if hasPrefix {
          prefix = try found(reader.bytes(8)).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        named.append(Replaces.Named(dot: dot, commitHashPrefix: prefix))
      }
      var own: [ClosedRange<SequenceNumber>] = []
      var inherited: [Replaces.Inherited] = []
      if head & 1 == 1 {
        var end: SequenceNumber = 0
        var ranges = try count()
        if ranges == 0 {
          inherited = try self.inherited()
          ranges = try count()
        }
        for _ in 0..<ranges {
          let (lower, over) = end.addingReportingOverflow(try number())
          let (upper, overUpper) = lower.addingReportingOverflow(try number())
          // Ranges are joined with their next by adding one.
          guard !over, !overUpper, upper < .max else { throw DamagedBytes("range") }
          own.append(lower...upper)
          end = upper
        }
      }
      return Replaces(named: named, own: own, inherited: inherited)
    }

    private mutating func inherited() throws -> [Replaces.Inherited] {
      var result: [Replaces.Inherited] = []
      for _ in 0..<(try count()) {
        let replica = try found(replicas.replica(numbered: try number()))
        let lower = try number()
        let (upper, over) = lower.addingReportingOverflow(try number())
        guard !over, upper < .max else { throw DamagedBytes("range") }
        result.append(.init(replica: replica, sequences: lower...upper))
      }
      return result
    }

    mutating func write(standard: Value?) throws -> Write {
      let flags = try byte()
      let mark = try found(Mark(rawValue: flags >> WriteFlag.markShift & 3))
      let dot = try dot()
      let value = flags & WriteFlag.isStandard != 0 ? try found(standard) : Value(bytes: try block())
      let covers = flags & WriteFlag.hasCovers != 0 ? try replaces() : nil
      let replaces = flags & WriteFlag.hasReplaces != 0 ? try replaces() : .nothing
      var stamp = Stamp(milliseconds: 0)
      if flags & WriteFlag.hasStamp != 0 {
        stamp = Stamp(milliseconds: Varint.unzigzag(try number()), counter: try number32())
      }
      return Write(dot: dot, value: value, mark: mark, replaces: replaces, stamp: stamp, covers: covers)
    }

    mutating func register(standard: Value?) throws -> Register {
      let head = try number()
      guard head >> 1 <= UInt64(reader.count) else { throw DamagedBytes("count") }
      let official = head & 1 == 0 ? 0 : try number()
      var logged: [Write] = []
      for _ in 0..<(head >> 1) { logged.append(try write(standard: standard)) }
      var pending: [Write] = []
      for _ in 0..<(try count()) { pending.append(try write(standard: standard)) }
      guard let place = Int(exactly: official),
        let register = Register(logged: logged, officialIndex: place, pending: pending)
      else { throw DamagedBytes("official") }
      return register
    }
  }
}
