import CommitFormat
import FormatTestSupport
import SyncProtocol
import TestSupport
import Testing

@Suite struct CompressionTests {
  private func sample(_ count: Int) -> [UInt8] {
    var make = FormatGenerator(seed: UInt64(count))
    return (0..<count).map { _ in UInt8(make.int(0...20)) }
  }

  @Test(arguments: Compression.allCases, [0, 1, 127, 128, 5_000, 65_536, 300_001])
  func whatIsPackedIsUnpacked(compression: Compression, count: Int) throws {
    let bytes = sample(count)
    let (used, packed) = compression.packed(bytes)
    #expect(packed.count <= bytes.count)
    #expect(try used.unpacked(packed) == bytes)
    if compression != .identity, count >= 5_000 { #expect(used == compression && packed.count < count) }
  }

  @Test(arguments: Compression.allCases, [false, true])
  func theLongestCommitOfOneLetterIsNoBomb(compression: Compression, thoroughly: Bool) throws {
    let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: FormatLimits.commitBytesMax + 1_000)
    let (used, packed) = compression.packed(bytes, thoroughly: thoroughly)
    #expect(used == compression)
    #expect(try used.unpacked(packed) == bytes)
  }

  @Test(arguments: [Compression.gzip, .zstd])
  func whoPacksThoroughlySendsLess(compression: Compression) throws {
    var make = FormatGenerator(seed: 1)
    let words = ["visit", "workshop", "library", "choir", "dance", "archive", "meeting", "concert", "museum", "Örebro"]
    let bytes = (0..<20_000).flatMap { _ in Array("\(words[make.int(0...9)])\(make.int(0...99)) ".utf8) }
    let packed = compression.packed(bytes, thoroughly: true).1
    #expect(packed.count < compression.packed(bytes).1.count)
    #expect(try compression.unpacked(packed) == bytes)
  }

  @Test(arguments: Compression.allCases)
  func everythingBeforeAFlushCanBeRead(compression: Compression) throws {
    let compressor = Compressor(compression)
    let decompressor = Decompressor(compression)
    for count in [10, 0, 70_000, 3, 200_000] {
      let bytes = sample(count)
      var out: [UInt8] = []
      // Over the line in pieces of any size.
      let packed = compressor.append(bytes, flush: true)
      for place in stride(from: 0, to: packed.count, by: 1_000) {
        out += try decompressor.append(Array(packed[place..<min(packed.count, place + 1_000)]))
      }
      #expect(out == bytes)
    }
    if compression != .identity { #expect(throws: ProtocolProblem.cut) { try decompressor.finish() } }
    #expect(try decompressor.append(compressor.finish()) == [])
    try decompressor.finish()
  }

  @Test(arguments: [Compression.gzip, .zstd])
  func bombsAreRefusedBeforeTheyGrow(compression: Compression) {
    let compressor = Compressor(compression)
    var bomb: [UInt8] = []
    for _ in 0..<64 { bomb += compressor.append([UInt8](repeating: 0, count: 1 << 20)) }
    bomb += compressor.finish()
    #expect(throws: ProtocolProblem.inflatedTooLarge(max: 1 << 20)) {
      try compression.unpacked(bomb, limits: ProtocolLimits(inflatedBytesMax: 1 << 20))
    }
    #expect(throws: ProtocolProblem.self) {
      try compression.unpacked(bomb, limits: ProtocolLimits(inflationRatioMax: 50))
    }
  }

  @Test(arguments: [Compression.gzip, .zstd])
  func damageIsSeen(compression: Compression) throws {
    let bytes = sample(20_000)
    let packed = compression.packed(bytes).1
    var make = FormatGenerator(seed: 9)
    for _ in 0..<300 {
      let damaged = make.damaged(packed)
      if damaged == packed { continue }
      // Header fields that say nothing, such as gzip's time, may differ and the bytes still be right.
      if let read = try? compression.unpacked(damaged) { #expect(read == bytes) }
    }
    #expect(throws: ProtocolProblem.cut) { try compression.unpacked(Array(packed.dropLast(5))) }
    #expect(throws: ProtocolProblem.damagedCompression) { try compression.unpacked(packed + [1, 2, 3]) }
    #expect(throws: ProtocolProblem.damagedCompression) { try compression.unpacked(Array("<html></html>".utf8)) }
  }

  @Test func theBestThatTheOtherSideTakesIsChosen() {
    #expect(Compression.best(acceptEncoding: nil) == .identity)
    #expect(Compression.best(acceptEncoding: "gzip, deflate, br") == .gzip)
    #expect(Compression.best(acceptEncoding: "GZIP;q=0.5, zstd;q=0.1") == .zstd)
    #expect(Compression.best(acceptEncoding: "gzip, zstd;q=0") == .gzip)
    #expect(Compression.best(acceptEncoding: "br") == .identity)
    #expect(Compression.best(acceptEncoding: "gzip;q=, ,;") == .identity)
    #expect(Compression(contentEncoding: nil) == .identity)
    #expect(Compression(contentEncoding: "x-gzip") == .gzip)
    #expect(Compression(contentEncoding: "br") == nil)
  }
}
