import Merge
import TestSupport
import Testing

@Suite struct ValueTests {
  private func text(_ random: inout SeededGenerator) -> String {
    let letters = ["a", "å", "a\u{30A}", "\0", "😀", "\u{202E}", "\n", "'", "z\u{335}\u{336}"]
    return (0..<Int.random(in: 0...4, using: &random)).map { _ in letters.randomElement(using: &random) ?? "" }.joined()
  }

  private func content(_ random: inout SeededGenerator, depth: Int = 0) -> Content? {
    let extremes: [Int64] = [0, 1, -1, 63, 64, -64, -65, .max, .min, 150, 1000]
    switch Int.random(in: 0..<(depth < 3 ? 8 : 7), using: &random) {
    case 0: return .text(text(&random))
    case 1: return extremes.randomElement(using: &random).map(Content.integer)
    case 2:
      return extremes.randomElement(using: &random).map {
        .decimal(Decimal(mantissa: $0, scale: UInt8.random(in: 0...3, using: &random)))
      }
    case 3: return .boolean(random.oneIn(2))
    case 4:
      return PartialDate(
        year: [1, 1900, 2000, 2023, 2024, 9999].randomElement(using: &random) ?? 1,
        month: random.oneIn(3) ? nil : Int.random(in: 0...13, using: &random),
        day: random.oneIn(3) ? nil : Int.random(in: 0...32, using: &random)
      ).map(Content.date)
    case 5: return .code(text(&random))
    case 6: return .reference(RecordID(bits: UInt128.random(in: 0...(.max), using: &random)))
    default:
      var parts: [RowPart] = []
      for number in UInt32(0)...3 where random.oneIn(2) {
        guard let part = content(&random, depth: depth + 1) else { continue }
        parts.append(RowPart(number: number * 100, value: Value(part)))
      }
      return .row(parts)
    }
  }

  /// Equal contents have equal bytes, and reading gives back what was written, byte for byte.
  @Test func contentsGoThereAndBack() {
    law("round trip") { seed in
      var random = SeededGenerator(seed: seed)
      guard let one = content(&random) else { return }
      let value = Value(one)
      guard let read = value.content else { throw Mismatch(what: "read", expected: "\(one)", actual: "nil") }
      try demand(Value(read).bytes, value.bytes, "bytes")
      if case .row(let parts) = one {
        let shuffled = parts.shuffled(using: &random) + [RowPart(number: 7, value: .cleared)]
        try demand(Value(.row(shuffled)), value, "the order of parts and cleared ones mean nothing")
        try demand(value.parts, parts, "parts")
      }
      // Cut, lengthened or flipped bytes are nothing, or another value that is canonical itself.
      var bytes = value.bytes
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes.removeLast()
      case 1: bytes.append(UInt8.random(in: 0...255, using: &random))
      default:
        if let place = bytes.indices.randomElement(using: &random) {
          bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        }
      }
      let damaged = Value(bytes: bytes)
      if let content = damaged.content { try demand(Value(content).bytes, bytes, "canonical") }
    }
  }

  @Test func bytesThatAreNothing() {
    law("fuzz") { seed in
      var random = SeededGenerator(seed: seed)
      var bytes = [UInt8.random(in: 0...11, using: &random)]
      for _ in 0..<Int.random(in: 0...18, using: &random) {
        bytes.append([0, 1, 2, 9, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 3)
      }
      let value = Value(bytes: bytes)
      if let content = value.content { try demand(Value(content).bytes, bytes, "canonical") }
      try demand(value.isCleared, false, "not cleared")
    }
  }

  @Test func rowsNestNoDeeperThanTheyMay() {
    var value = Value.text("x")
    for depth in 1...Value.rowDepthMax {
      value = Value(.row([RowPart(number: 1, value: value)]))
      #expect(value.content != nil, "\(depth)")
    }
    value = Value(.row([RowPart(number: 1, value: value)]))
    #expect(value.content == nil)
  }

  @Test func theSameNumberHasOneForm() {
    #expect(Value(.decimal(Decimal(mantissa: 150, scale: 2))) == Value(.decimal(Decimal(mantissa: 15, scale: 1))))
    #expect(Value(bytes: [3, 2] + [0xAC, 0x02]).content == nil, "1.50 is not canonical")
    #expect(Value(.text("å")) != Value(.text("a\u{30A}")), "bytes decide, not equivalence")
    #expect(PartialDate(year: 2023, month: 2, day: 29) == nil)
    #expect(PartialDate(year: 1900, month: 2, day: 29) == nil)
    #expect(PartialDate(year: 2000, month: 2, day: 29) != nil)
    #expect(PartialDate(year: 2000, day: 1) == nil)
  }
}

@Suite struct BytesTests {
  @Test func varintsAreShortestAndComeBack() {
    law("varint") { seed in
      var random = SeededGenerator(seed: seed)
      let number = random.next() >> UInt64.random(in: 0...63, using: &random)
      var bytes: [UInt8] = []
      Varint.append(number, to: &bytes)
      try demand(bytes.count, max(1, (64 - number.leadingZeroBitCount + 6) / 7), "length")
      var reader = ByteReader([0xEE] + bytes + [7])
      _ = reader.byte()
      try demand(reader.varint(), number, "read")
      try demand(reader.count, 1, "what follows is left")
      let signed = Int64(bitPattern: number)
      try demand(Varint.unzigzag(Varint.zigzag(signed)), signed, "zigzag")
      if signed.magnitude < 64 { try demand(Varint.zigzag(signed) < 128, true, "small ones stay small") }
      for cut in 0..<bytes.count {
        var short = ByteReader(Array(bytes[..<cut]))
        try demand(short.varint(), nil, "cut")
        try demand(short.count, cut, "a reader that fails stays")
      }
      var padded = bytes
      padded[padded.count - 1] |= 0x80
      padded.append(0)
      var strict = ByteReader(padded)
      try demand(strict.varint(), nil, "padded")
      var small = ByteReader(bytes)
      try demand(small.varint32(), UInt32(exactly: number), "32 bits")
      try demand(small.isAtEnd, number <= UInt64(UInt32.max), "stays when it does not fit")
    }
  }

  @Test func aNumberHasAtMost64Bits() {
    let ones = [UInt8](repeating: 0xFF, count: 9)
    for (bytes, number) in [(ones + [1], UInt64.max), (ones + [2], nil), (ones + [0x81, 1], nil), (ones, nil)] {
      var reader = ByteReader(bytes)
      #expect(reader.varint() == number)
      #expect(reader.isAtEnd == (number != nil))
    }
  }

  @Test func aReaderNeverReadsPastTheEnd() {
    law("reader") { seed in
      var random = SeededGenerator(seed: seed)
      let bytes = (0..<Int.random(in: 0...20, using: &random)).map { _ in
        UInt8([0, 1, 3, 15, 0x80, 0xFF].randomElement(using: &random) ?? 2)
      }
      var reader = ByteReader(bytes[...])
      for _ in 0..<8 {
        let before = reader.index
        let isRead: Bool
        switch Int.random(in: 0..<7, using: &random) {
        case 0: isRead = reader.byte() != nil
        case 1: isRead = reader.varint() != nil
        case 2: isRead = reader.varint32() != nil
        case 3: isRead = reader.bytes([0, 1, 5, UInt64.max].randomElement(using: &random) ?? 0) != nil
        case 4:
          let block = reader.block()
          isRead = block != nil
          if let block { try demand(block.endIndex, reader.index, "block") }
        case 5: isRead = reader.bits128() != nil
        default: isRead = reader.replica() != nil
        }
        try demand(reader.index >= before && reader.index <= bytes.count, true, "inside")
        if !isRead { try demand(reader.index, before, "stays") }
        try demand(reader.count, bytes.count - reader.index, "count")
      }
      let left = Array(bytes[reader.index...])
      try demand(Array(reader.rest()), left, "rest")
      try demand(reader.isAtEnd, true, "end")
    }
  }

  @Test func idsAreSixteenBytes() {
    law("ids", cases: 1_000) { seed in
      var random = SeededGenerator(seed: seed)
      let bits = UInt128(random.next()) << 64 | UInt128(random.next())
      var reader = ByteReader(RecordID(bits: bits).bytes + ReplicaID(bits: ~bits).bytes)
      try demand(reader.record(), RecordID(bits: bits), "record")
      try demand(reader.replica(), ReplicaID(bits: ~bits), "replica")
      try demand(bits.bytes.first, UInt8(truncatingIfNeeded: bits >> 120), "the highest first")
    }
  }
}

@Suite struct StampTests {
  /// Whatever the clock does, the next stamp is later; and never earlier than the clock says.
  @Test func stampsRise() {
    law("stamp") { seed in
      var random = SeededGenerator(seed: seed)
      var stamp = Stamp(
        milliseconds: Int64.random(in: -2...2, using: &random),
        counter: random.oneIn(4) ? .max - 1 : UInt32.random(in: 0...1, using: &random))
      for _ in 0..<8 {
        let clock = random.oneIn(9) ? Int64.min : Int64.random(in: -4...4, using: &random)
        let next = stamp.next(milliseconds: clock)
        try demand(stamp < next, true, "\(stamp) then \(next)")
        try demand(next.milliseconds >= clock, true, "behind its clock")
        if clock > stamp.milliseconds { try demand(next, Stamp(milliseconds: clock), "follows") }
        stamp = next
      }
    }
  }

  /// At the end of time there is no later stamp, but none is earlier.
  @Test func theLastStampStays() {
    let last = Stamp(milliseconds: .max, counter: .max)
    #expect(last.next(milliseconds: .max) == last)
    #expect(last.next(milliseconds: 0) == last)
  }
}
