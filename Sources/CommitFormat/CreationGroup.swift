public import Merge

/// Records that a part makes, seen at a glance: no name is looked up, and no value is copied.
public struct CreationGroup: Sendable {
  public let type: TypeNumber
  /// The place of the first one among the part's steps.
  public let firstIndex: Int
  /// In the order of their steps.
  public let records: [RecordID]
  public let columns: [Column]

  /// One register of all the records of the group.
  public struct Column: Sendable {
    public let field: FieldNumber
    /// Whether it is an element of a set, of which the value alone says little.
    public let isElement: Bool
    /// Where each record's value lies in the part's bytes, canonical as in `Value`.
    public let values: [Range<Int>]
  }

  /// The records that a part makes before it does anything else.
  ///
  /// - Parameter bytes: of a part, as they came; they may be anything.
  /// - Returns: as many as can be read; none where the bytes are no part's.
  /// - Complexity: O(bytes).
  public static func first(in bytes: [UInt8]) -> [CreationGroup] {
    var reader = ByteReader(bytes)
    guard let replicaCount = reader.varint(), replicaCount <= UInt64(reader.count) else { return [] }
    for _ in 0..<replicaCount {
      guard let number = reader.varint32(), number != 0 || reader.bytes(16) != nil else { return [] }
    }
    guard reader.block() != nil else { return [] }
    var groups: [CreationGroup] = []
    var index = 0
    while let kind = reader.byte(), kind == Shape.Kind.create.rawValue,
      let group = CreationGroup(&reader, firstIndex: index)
    {
      groups.append(group)
      index += group.records.count
    }
    return groups
  }

  private init?(_ reader: inout ByteReader, firstIndex: Int) {
    guard let type = reader.varint32(), let registerCount = reader.varint(), registerCount <= UInt64(reader.count)
    else { return nil }
    var registers: [UInt64] = []
    for _ in 0..<registerCount {
      guard let register = reader.varint(), register >> 1 <= UInt64(UInt32.max) else { return nil }
      registers.append(register)
    }
    guard let count = reader.varint(), count > 0, count <= UInt64(FormatLimits.operationsPerPartMax - firstIndex),
      count <= UInt64(reader.count)
    else { return nil }
    var records: [RecordID] = []
    records.reserveCapacity(Int(count))
    for _ in 0..<count {
      guard let record = reader.record() else { return nil }
      records.append(record)
    }
    var columns: [Column] = []
    for register in registers {
      let isElement = register & 1 == 1
      guard !isElement || Self.values(Int(count), &reader) != nil, let values = Self.values(Int(count), &reader) else {
        return nil
      }
      columns.append(
        Column(field: FieldNumber(UInt32(register >> 1)), isElement: isElement, values: values))
    }
    self.type = TypeNumber(type)
    self.firstIndex = firstIndex
    self.records = records
    self.columns = columns
  }

  private static func values(_ count: Int, _ reader: inout ByteReader) -> [Range<Int>]? {
    var values: [Range<Int>] = []
    values.reserveCapacity(count)
    var end = 0
    for _ in 0..<count {
      guard let size = reader.varint32() else { return nil }
      values.append(end..<end + Int(size))
      end += Int(size)
    }
    let start = reader.index
    guard reader.bytes(UInt64(end)) != nil else { return nil }
    for place in values.indices {
      values[place] = values[place].lowerBound + start..<values[place].upperBound + start
    }
    return values
  }
}
