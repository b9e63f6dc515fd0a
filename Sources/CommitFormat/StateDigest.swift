public import Merge

/// The sum, modulo 2¹²⁸, of a hash of every standing write of the logged state: two replicas at one cursor that hold
/// the same have the same sum, and each keeps it up to date at the cost of the writes that change.
public struct StateDigest: Hashable, Sendable {
  public private(set) var bits: UInt128

  public init(bits: UInt128 = 0) {
    self.bits = bits
  }

  public var hex: String { Hex.string(bits.bytes) }

  /// Adds what stands in the logged state of a record.
  public mutating func add(_ record: RecordState) {
    for entry in record.entries { bits &+= Self.sum(entry.register, id: entry.id, record: record.id) }
  }

  public mutating func subtract(_ record: RecordState) {
    for entry in record.entries { bits &-= Self.sum(entry.register, id: entry.id, record: record.id) }
  }

  /// Brings the sum from one state of a record to another, looking only at registers that differ.
  public mutating func replace(_ old: RecordState, with new: RecordState) {
    let (left, right) = (old.entries, new.entries)
    var (place, other) = (0, 0)
    while place < left.count, other < right.count {
      let (before, after) = (left[place], right[other])
      if before.id == after.id {
        if before.register.logged != after.register.logged
          || before.register.officialIndex != after.register.officialIndex
        {
          bits &-= Self.sum(before.register, id: before.id, record: old.id)
          bits &+= Self.sum(after.register, id: after.id, record: new.id)
        }
        place += 1
        other += 1
      } else if before.id < after.id {
        bits &-= Self.sum(before.register, id: before.id, record: old.id)
        place += 1
      } else {
        bits &+= Self.sum(after.register, id: after.id, record: new.id)
        other += 1
      }
    }
    for entry in left[place...] { bits &-= Self.sum(entry.register, id: entry.id, record: old.id) }
    for entry in right[other...] { bits &+= Self.sum(entry.register, id: entry.id, record: new.id) }
  }

  public static func + (left: Self, right: Self) -> Self { StateDigest(bits: left.bits &+ right.bits) }
  /// What is left when a part is taken out.
  public static func - (left: Self, right: Self) -> Self { StateDigest(bits: left.bits &- right.bits) }

  private static func sum(_ register: Register, id: RegisterID, record: RecordID) -> UInt128 {
    var sum: UInt128 = 0
    for (index, write) in register.logged.enumerated() {
      sum &+= hash(of: write, isOfficial: index == register.officialIndex, id: id, record: record).high
    }
    return sum
  }

  /// Over (record, register, dot, official, mark, value, covered writes), each of fixed or stated length.
  private static func hash(of write: Write, isOfficial: Bool, id: RegisterID, record: RecordID) -> Hash {
    var preimage = Preimage("bygd state 1")
    preimage.append(record)
    preimage.append(UInt64(id.field.number))
    preimage.append(block: id.element?.bytes ?? [])
    preimage.append(write.dot)
    preimage.append(byte: isOfficial ? 1 : 0)
    preimage.append(byte: write.mark.rawValue)
    preimage.append(block: write.value.bytes)
    guard let covers = write.covers else { return preimage.hash }
    for name in covers.named { preimage.append(name.dot) }
    for range in covers.own {
      preimage.append(range.lowerBound)
      preimage.append(range.upperBound)
    }
    for stretch in covers.inherited {
      preimage.append(stretch.replica)
      preimage.append(stretch.sequences.lowerBound)
      preimage.append(stretch.sequences.upperBound)
    }
    return preimage.hash
  }
}

extension Preimage {
  mutating func append(_ dot: Dot) {
    append(dot.replica)
    append(dot.sequence)
    append(UInt64(dot.audience.number))
    append(UInt64(dot.index))
  }

  /// Bytes with their number before them.
  mutating func append(block: [UInt8]) {
    append(UInt64(block.count))
    append(block)
  }
}

/// The id of a conflict: the same wherever the same writes stand against each other.
public struct ConflictID: Hashable, Comparable, Sendable {
  public let bits: UInt64

  public init(_ conflict: Conflict) {
    bits = Hash(of: Array("bygd conflict 1".utf8) + [0] + conflict.identity).prefix
  }

  /// Sixteen hexadecimal digits.
  public init?(_ text: String) {
    guard text.utf8.count == 16, let bytes = Hex.bytes(text) else { return nil }
    bits = bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }

  public var text: String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  public static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }
}
