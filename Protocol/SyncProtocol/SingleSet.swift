internal import Merge

/// The most frequent part by far, one set of one register of a record that is named by its creation, taken apart for
/// the columns of a frame: `head`, the creation's sequence and index, the value, `tail`.
///
/// This is a cut through the part's bytes and no more: the pieces put together again are those very bytes, whatever
/// they mean. Head is everything up to the creation (replicas, empty note, kind, register, mark, count 1, reference);
/// tail is what follows the value.
struct SingleSet {
  let head: ArraySlice<UInt8>
  let sequence: UInt64
  let index: UInt64
  let value: ArraySlice<UInt8>
  let tail: ArraySlice<UInt8>

  /// Nil when the part is not of this form.
  init?(_ bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard let replicas = reader.varint(), replicas <= 4 else { return nil }
    for _ in 0..<replicas {
      guard let number = reader.varint(), number > 0 else { return nil }
    }
    guard reader.byte() == 0, reader.byte() == 1, let register = reader.varint(), register & 1 == 0,
      reader.byte() != nil, reader.byte() == 1, let reference = reader.varint(), reference > 0
    else { return nil }
    head = bytes[..<reader.index]
    guard let sequence = reader.varint(), let index = reader.varint(), let value = reader.block() else { return nil }
    self.sequence = sequence
    self.index = index
    self.value = value
    tail = reader.rest()
    guard head.count <= Dictionary.stringBytesMax, tail.count <= Dictionary.stringBytesMax else { return nil }
  }

  /// Collects the columns.
  struct Writer {
    private var heads = Dictionary()
    private var tails = Dictionary()
    private var sequences: [UInt8] = []
    private var indices: [UInt8] = []
    private var sizes: [UInt8] = []
    private var values: [UInt8] = []
    private var lastSequence: Int64 = 0

    mutating func append(_ single: SingleSet) {
      heads.append(single.head)
      tails.append(single.tail)
      let sequence = Int64(bitPattern: single.sequence)
      Varint.append(Varint.zigzag(sequence &- lastSequence), to: &sequences)
      lastSequence = sequence
      Varint.append(single.index, to: &indices)
      Varint.append(UInt64(single.value.count), to: &sizes)
      values += single.value
    }

    /// Heads, tails, sequences as zigzag steps, indices, sizes of values, values.
    func append(to out: inout [UInt8]) {
      heads.append(to: &out)
      tails.append(to: &out)
      out += sequences
      out += indices
      out += sizes
      out += values
    }
  }

  /// The parts' bytes. Nil when the columns are cut or would grow into more than they may.
  static func read(_ count: Int, from reader: inout ByteReader) -> [[UInt8]]? {
    guard count > 0 else { return [] }
    guard let heads = Dictionary.read(count, from: &reader), let tails = Dictionary.read(count, from: &reader),
      let sequences = CommitColumns.steps(count, from: &reader),
      let indices = CommitColumns.numbers(count, from: &reader), let sizes = CommitColumns.numbers(count, from: &reader)
    else { return nil }
    var parts: [[UInt8]] = []
    parts.reserveCapacity(count)
    for place in 0..<count {
      guard let value = reader.bytes(sizes[place]) else { return nil }
      var part = Array(heads[place])
      part.reserveCapacity(part.count + value.count + tails[place].count + 16)
      Varint.append(UInt64(bitPattern: sequences[place]), to: &part)
      Varint.append(indices[place], to: &part)
      Varint.append(sizes[place], to: &part)
      part += value
      part += tails[place]
      parts.append(part)
    }
    return parts
  }

  /// Byte strings of which most have been there before: per string, its number among the different ones; one that is
  /// new has the next number, and stands, with its size before it, after the numbers.
  struct Dictionary {
    private var known: [ArraySlice<UInt8>: UInt64] = [:]
    private var numbers: [UInt8] = []
    private var strings: [UInt8] = []

    mutating func append(_ string: ArraySlice<UInt8>) {
      if let number = known[string] {
        Varint.append(number, to: &numbers)
        return
      }
      let number = UInt64(known.count)
      known[string] = number
      Varint.append(number, to: &numbers)
      Varint.append(UInt64(string.count), to: &strings)
      strings += string
    }

    func append(to out: inout [UInt8]) {
      out += numbers
      out += strings
    }

    /// A string may be repeated by one byte, so long ones would let few bytes become many.
    static let stringBytesMax = 256

    static func read(_ count: Int, from reader: inout ByteReader) -> [ArraySlice<UInt8>]? {
      guard let numbers = CommitColumns.numbers(count, from: &reader) else { return nil }
      var strings: [ArraySlice<UInt8>] = []
      var result: [ArraySlice<UInt8>] = []
      result.reserveCapacity(count)
      for number in numbers {
        if number == UInt64(strings.count) {
          guard let string = reader.block(), string.count <= stringBytesMax else { return nil }
          strings.append(string)
        }
        guard number < UInt64(strings.count) else { return nil }
        result.append(strings[Int(number)])
      }
      return result
    }
  }
}
