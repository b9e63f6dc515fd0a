import CommitFormat
import FormatTestSupport
import Merge
import SyncProtocol
import TestSupport
import Testing

@Suite struct ExchangeFileTests {
  private func bundle(seed: UInt64) throws -> Bundle {
    var make = FormatGenerator(seed: seed)
    let key = try #require(ExchangeTests.key)
    let commits = try make.chain(of: make.replicas[0], count: 30)
    return Bundle(
      header: BundleHeader(
        workspace: ExchangeTests.workspace, schemaVersion: 3, appVersion: "1.2", deviceClock: 1_760_000_000_000),
      enrolments: [
        ClaimedEnrolment(
          number: nil, replica: make.replicas[0], user: "Åsa", device: "dator", publicKey: key.publicKey)
      ],
      commits: try SealedCommits.sealing(commits, by: key, bytesWished: 1_500))
  }

  @Test func aBundleIsReadAsWritten() throws {
    let bundle = try bundle(seed: 1)
    #expect(bundle.commits.count > 1)
    #expect(try Bundle(bytes: bundle.bytes) == bundle)
    var empty = bundle
    empty.commits = []
    empty.enrolments = []
    #expect(try Bundle(bytes: empty.bytes) == empty)
  }

  @Test func everyDamageOfABundleIsSeen() throws {
    let bytes = try bundle(seed: 2).bytes
    var make = FormatGenerator(seed: 2)
    for round in 0..<2_000 {
      let damaged = make.damaged(bytes)
      if damaged == bytes { continue }
      #expect(throws: ProtocolProblem.self, "round \(round)") { try Bundle(bytes: damaged) }
    }
    for count in 0..<bytes.count {
      #expect(throws: ProtocolProblem.self) { try Bundle(bytes: Array(bytes[..<count])) }
    }
    #expect(throws: ProtocolProblem.unsupportedVersion(2)) { try Bundle(bytes: Array("BYGDB2\n".utf8) + bytes) }
    #expect(throws: ProtocolProblem.notAFrameStream(firstBytes: Array("hello".utf8))) {
      try Bundle(bytes: Array("hello".utf8))
    }
  }

  @Test func aSnapshotCarriesTheLog() throws {
    var log = LogGenerator(seed: 4)
    let entries = try log.extend(by: 500)
    var chain = LogEntry.chainStart(of: ExchangeTests.workspace)
    for entry in entries { chain = entry.chain(after: chain) }
    let header = SnapshotHeader(
      workspace: ExchangeTests.workspace, epoch: Epoch(bits: 5), position: 500, chain: chain,
      digest: StateDigest(bits: 8), entryCount: 500, recordCount: 5, audiences: [.everyone, Audience(1)],
      schemaVersion: 3, cursor: ExchangeTests.cursor)
    var writer = Snapshot.Writer(header)
    var file = writer.take()
    for start in stride(from: 0, to: 500, by: 100) {
      try writer.append(LogPage(entries[start..<(start + 100)], numbers: log.names))
      file += writer.take()
    }
    file += writer.finish()

    var reader = try Snapshot.Reader(bytes: file)
    #expect(reader.header == header)
    var names = LogNamesInMemory()
    var read: [LogEntry] = []
    while let page = try reader.next() {
      for entry in try page.entries(names: names).compactMap({ $0.entry { _ in nil } }) {
        names.note(entry)
        read.append(entry)
      }
    }
    #expect(read == entries)
    file[file.count / 2] ^= 1
    #expect(throws: ProtocolProblem.damagedFile) { try Snapshot.Reader(bytes: file) }
    #expect(throws: ProtocolProblem.self) { try Bundle(bytes: file) }
  }

  /// Pieces of state stand where they were put, however alike their bytes are; who reads the log passes them over.
  @Test func aSnapshotCarriesStateBesideTheLog() throws {
    var log = LogGenerator(seed: 5)
    let page = try LogPage(log.extend(by: 50), numbers: log.names)
    let header = SnapshotHeader(
      workspace: ExchangeTests.workspace, epoch: Epoch(bits: 5), position: 50, chain: .zero, digest: StateDigest(),
      entryCount: 50, recordCount: 5, schemaVersion: 3)
    let pieces: [Snapshot.Piece] = [
      .state([1, 2, 3]), .page(page), .state([]), .state([UInt8](repeating: 7, count: 3 << 20)),
    ]
    var writer = Snapshot.Writer(header)
    for piece in pieces {
      switch piece {
      case .page(let page): writer.append(page)
      case .state(let state): writer.append(state: state)
      }
    }
    let file = writer.finish()
    var reader = try Snapshot.Reader(bytes: file)
    var found: [Snapshot.Piece] = []
    while let piece = try reader.nextPiece() { found.append(piece) }
    #expect(found == pieces)
    var pages = try Snapshot.Reader(bytes: file)
    #expect(try pages.next() == page)
    #expect(try pages.next() == nil)
  }
}

@Suite struct CursorTests {
  @Test func aCursorIsReadAsWrittenAndItsSealHolds() throws {
    let seal = try #require(CursorSeal(key: [UInt8](repeating: 1, count: 32)))
    let other = try #require(CursorSeal(key: [UInt8](repeating: 2, count: 32)))
    let cursor = seal.cursor(
      workspace: WorkspaceID(bits: 1), epoch: Epoch(bits: 2), audiences: [Audience(7), .everyone, Audience(7)],
      position: 300, chain: Hash(of: [3]))
    #expect(cursor.audiences == [.everyone, Audience(7)])
    #expect(Cursor(bytes: cursor.bytes) == cursor)
    #expect(seal.isValid(cursor))
    #expect(!other.isValid(cursor))
    var make = FormatGenerator(seed: 1)
    for _ in 0..<2_000 {
      let damaged = make.damaged(cursor.bytes)
      guard damaged != cursor.bytes, let read = Cursor(bytes: damaged) else { continue }
      #expect(read.bytes == damaged)
      #expect(!seal.isValid(read))
    }
    #expect(CursorSeal(key: [1]) == nil)
  }
}
