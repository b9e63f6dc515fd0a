import CommitFormat
import FormatTestSupport
import Merge
import SyncProtocol
import TestSupport
import Testing

@Suite struct ExchangeTests {
  static let key = DeviceKey(secret: [UInt8](repeating: 4, count: 32))
  static let workspace = WorkspaceID(bits: 0xABCD << 100 | 9)
  static let cursor = CursorSeal(key: [UInt8](repeating: 5, count: 32))?.cursor(
    workspace: workspace, epoch: Epoch(bits: 77), position: 5, chain: Hash(of: [5]))

  /// All frames that come out of `bytes`, fed in pieces of random size.
  static func request(_ bytes: [UInt8], pieces random: inout SeededGenerator) throws -> [RequestFrame] {
    var reader = RequestReader()
    var frames: [RequestFrame] = []
    var place = 0
    while place < bytes.count {
      let end = min(bytes.count, place + Int.random(in: 1...200, using: &random))
      try reader.feed(bytes[place..<end])
      place = end
      while let frame = try reader.next() { frames.append(frame) }
    }
    try reader.finish()
    return frames
  }

  static func response(
    _ bytes: [UInt8], to hello: Hello, pieces random: inout SeededGenerator
  ) throws -> [ResponseFrame] {
    var reader = ResponseReader(hello: hello)
    var frames: [ResponseFrame] = []
    var place = 0
    while place < bytes.count {
      let end = min(bytes.count, place + Int.random(in: 1...50, using: &random))
      try reader.feed(bytes[place..<end])
      place = end
      while let frame = try reader.next() { frames.append(frame) }
    }
    try reader.finish()
    return frames
  }

  static func requestFrames(seed: UInt64) throws -> [RequestFrame] {
    var make = FormatGenerator(seed: seed)
    let key = try #require(key)
    let mine = try make.chain(of: make.replicas[0], count: make.int(1...20))
    let carried = try make.chain(of: make.replicas[3], from: 7, count: 3, previous: Hash(of: [7]))
    let hello = Hello(
      schemaVersion: 2, replica: make.replicas[0],
      own: mine.last.map { KnownCommit(sequence: $0.sequence, hash: $0.hash) },
      cursor: make.random.oneIn(2) ? cursor : nil, digest: make.random.oneIn(2) ? StateDigest(bits: 6) : nil,
      pageBytes: 1_000, unsentCount: UInt64(mine.count), appVersion: "1", deviceClock: -5)
    let sealed =
      try SealedCommits.sealing(mine, by: key, bytesWished: 600) + SealedCommits.sealing(carried, by: key)
    return [.hello(hello)] + sealed.map(RequestFrame.commits)
  }

  @Test(arguments: 1...60)
  func requestsAreReadAsWrittenHoweverTheyAreCut(seed: Int) throws {
    let frames = try Self.requestFrames(seed: UInt64(seed))
    let bytes = frames.flatMap { $0.frame.bytes }
    var random = SeededGenerator(seed: UInt64(seed))
    #expect(try Self.request(bytes, pieces: &random) == frames)
  }

  static func receipts(_ make: inout FormatGenerator) -> [Receipt] {
    var receipts: [Receipt] = []
    for replica in make.replicas.prefix(2) {
      var sequence = SequenceNumber(make.int(1...3))
      var position = Position(make.int(1...99))
      for _ in 0..<make.int(0...30) {
        let outcome: Receipt.Outcome =
          switch make.int(0...12) {
          case 0: .damaged
          case 1: .deferred(Receipt.Deferral.allCases[make.int(0...3)])
          case 2: .refused(position, Refusal(code: .schema, field: "title", reason: "too-long"))
          case 3: .accepted(position, [.merged, .known])
          default: .accepted(position, [])
          }
        receipts.append(Receipt(replica: replica, sequence: sequence, outcome: outcome))
        sequence += SequenceNumber(make.random.oneIn(9) ? 2 : 1)
        // A commit sent again has the position of its first time, which may be lower.
        position = make.random.oneIn(9) ? Position(make.int(1...99)) : position + 1
      }
    }
    return receipts
  }

  @Test(arguments: 1...100)
  func responsesAreReadAsWritten(seed: Int) throws {
    var make = FormatGenerator(seed: UInt64(seed))
    let own = KnownCommit(sequence: 4, hash: Hash(of: [4]))
    let hello = Hello(
      schemaVersion: 2, replica: make.replicas[0], own: own, cursor: make.random.oneIn(2) ? Self.cursor : nil,
      deviceClock: 0)
    let known = [nil, own, KnownCommit(sequence: 9, hash: Hash(of: [9]))][make.int(0...2)]
    let welcome = Welcome(
      serverTime: 5, workspace: make.random.oneIn(3) ? WorkspaceID(bits: 1) : Self.workspace,
      epoch: Epoch(bits: UInt128(make.int(76...77))), known: known, user: "Åsa",
      role: Role.allCases[make.int(0...2)], replicaNumber: make.random.oneIn(2) ? 5 : nil,
      schemaVersion: UInt32(make.int(2...3)))
    let receipts = Self.receipts(&make)
    let done = Done(
      cursor: Self.cursor, digest: make.random.oneIn(2) ? StateDigest(bits: 1) : nil, more: make.random.oneIn(2),
      retryAfterSeconds: 30, openConflicts: 2)
    let last: ResponseFrame =
      make.random.oneIn(3) ? .problem(Problem(.serverBusy, retryAfterSeconds: 9)) : .done(done)
    let frames: [ResponseFrame] = [.welcome(welcome), .receipts(receipts), last]
    let bytes = frames.flatMap { $0.bytes(answering: hello) }
    let read = try Self.response(bytes, to: hello, pieces: &make.random)
    #expect(read.first == frames[0] && read.last == last, "seed \(seed)")
    var readReceipts: [Receipt] = []
    for case .receipts(let some) in read { readReceipts += some }
    #expect(readReceipts == receipts, "seed \(seed)")
  }

  @Test func receiptsOfARunAreOneRun() {
    let replica = ReplicaID(bits: 1)
    let receipts = (1...5_000).map {
      Receipt(replica: replica, sequence: SequenceNumber($0), outcome: .accepted(Position($0) + 70, []))
    }
    let hello = Hello(schemaVersion: 1, replica: replica, deviceClock: 0)
    #expect(ResponseFrame.receipts(receipts).bytes(answering: hello).count < 20)
  }

  @Test func problemsKeepWhatTheySay() throws {
    let hello = Hello(schemaVersion: 1, replica: ReplicaID(bits: 1), deviceClock: 0)
    for problem in [
      Problem(.unsupportedVersion, versions: 1...3), Problem(code: "of-a-later-version", subject: "x"),
      Problem(.tooLarge, limit: 5), Problem(ProtocolProblem.tooManyCommits(max: 7)),
    ] {
      var reader = ResponseReader(hello: hello)
      try reader.feed(problem.frame.bytes)
      #expect(try reader.next() == .problem(problem))
      try reader.finish()
    }
    for code in ProblemCode.allCases {
      #expect(ProblemCode(type: code.type) == code)
      #expect((400...599).contains(code.status))
    }
    #expect(ProblemCode(type: "about:blank") == nil)
  }

  @Test(arguments: [
    "<!DOCTYPE html><html>", "<html>", "HTTP/1.1 200 OK\r\n", "{\"error\":true}", "\u{FEFF}<html>", "\n\n<html>",
    "Log in to the network", "  ", "PK\u{3}\u{4}", "%PDF-1.7",
  ])
  func aCaptivePortalIsKnownAsSuch(page: String) throws {
    let hello = Hello(schemaVersion: 1, replica: ReplicaID(bits: 1), deviceClock: 0)
    let bytes = Array((page + String(repeating: "x", count: 100)).utf8)
    let problem = ProtocolProblem.notAFrameStream(firstBytes: Array(bytes.prefix(64)))
    #expect(throws: problem) {
      var reader = ResponseReader(hello: hello)
      try reader.feed(bytes)
      while try reader.next() != nil {}
      try reader.finish()
    }
    #expect(throws: problem) {
      var reader = RequestReader()
      try reader.feed(bytes)
      while try reader.next() != nil {}
      try reader.finish()
    }
  }

  @Test func aHugeFrameIsRefusedAtItsHead() throws {
    var reader = FrameReader(opening: [.hello])
    var head: [UInt8] = []
    Varint.append(4 << 30, to: &head)
    try reader.feed(head + [FrameType.hello.rawValue])
    #expect(throws: ProtocolProblem.frameTooLarge(bytes: 4 << 30, max: 16 << 20)) { try reader.next() }
    var later = FrameReader(opening: [.hello])
    try later.feed(Frame(.hello, []).bytes + [UInt8](repeating: 0xFF, count: 11))
    _ = try later.next()
    #expect(throws: ProtocolProblem.self) { try later.next() }
  }

  @Test func framesOfALaterVersionAreSkippedAndUnknownOnesRefused() throws {
    let hello = Frame(.hello, [1])
    var reader = FrameReader(opening: [.hello])
    try reader.feed(hello.bytes + Frame(type: 64, payload: [1, 2, 3]).bytes + Frame(type: 255, payload: []).bytes)
    try reader.feed(hello.bytes + Frame(type: 63, payload: []).bytes)
    #expect(try [reader.next(), reader.next()] == [hello, hello])
    #expect(throws: ProtocolProblem.unknownFrame(type: 63)) { try reader.next() }
  }

  @Test func theOrderOfFramesIsKept() throws {
    let hello = Hello(schemaVersion: 1, replica: ReplicaID(bits: 1), deviceClock: 0)
    let greeting = RequestFrame.hello(hello).frame
    var reader = RequestReader()
    try reader.feed(greeting.bytes + greeting.bytes)
    _ = try reader.next()
    #expect(throws: ProtocolProblem.unexpectedFrame(type: 1)) { try reader.next() }

    var answer = ResponseReader(hello: hello)
    let welcome = Welcome(
      serverTime: 1, workspace: Self.workspace, epoch: Epoch(bits: 1), known: nil, user: "", role: .reader,
      replicaNumber: nil, schemaVersion: 1)
    try answer.feed(ResponseFrame.welcome(welcome).bytes(answering: hello))
    #expect(try answer.next() == .welcome(welcome))
    #expect(throws: ProtocolProblem.cut) { try answer.finish() }
    try answer.feed(ResponseFrame.done(Done(cursor: nil)).bytes(answering: hello) + greeting.bytes)
    _ = try answer.next()
    #expect(throws: ProtocolProblem.unexpectedFrame(type: 1)) { try answer.next() }
  }

  @Test func limitsOfARequestAreKept() throws {
    let frames = try Self.requestFrames(seed: 3)
    let bytes = frames.flatMap { $0.frame.bytes }
    var few = RequestReader(limits: ProtocolLimits(commitsPerRequestMax: 2))
    try few.feed(bytes)
    #expect(throws: ProtocolProblem.tooManyCommits(max: 2)) { while try few.next() != nil {} }
    var small = RequestReader(limits: ProtocolLimits(inflatedBytesMax: 100))
    #expect(throws: ProtocolProblem.bodyTooLarge(max: 100)) { try small.feed(bytes) }
  }

  @Test(arguments: 1...40)
  func damagedBytesGiveAProblemOrOtherFrames(seed: Int) throws {
    let frames = try Self.requestFrames(seed: UInt64(seed))
    let bytes = frames.flatMap { $0.frame.bytes }
    var make = FormatGenerator(seed: UInt64(seed))
    let hello = Hello(schemaVersion: 2, replica: make.replicas[0], deviceClock: 0)
    let receipts = Self.receipts(&make)
    let answer =
      ResponseFrame.welcome(
        Welcome(
          serverTime: 1, workspace: Self.workspace, epoch: Epoch(bits: 1), known: nil, user: "Åsa", role: .reader,
          replicaNumber: 4, schemaVersion: 1)
      ).bytes(answering: hello) + ResponseFrame.receipts(receipts).bytes(answering: hello)
      + ResponseFrame.done(Done(cursor: Self.cursor)).bytes(answering: hello)
    for _ in 0..<100 {
      do {
        let read = try Self.request(make.damaged(bytes), pieces: &make.random)
        // A hash chain and a seal stand over the commits: other bytes are never taken for the same ones, true.
        for case .commits(let sealed) in read where !frames.contains(.commits(sealed)) {
          #expect(try !sealed.seal.isValid(publicKey: #require(Self.key).publicKey), "seed \(seed)")
        }
      } catch is ProtocolProblem {}
      do {
        _ = try Self.response(make.damaged(answer), to: hello, pieces: &make.random)
      } catch is ProtocolProblem {}
      do {
        _ = try Self.response(make.bytes(make.int(0...60)), to: hello, pieces: &make.random)
      } catch is ProtocolProblem {}
    }
  }
}
