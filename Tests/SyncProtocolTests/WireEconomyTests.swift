import CommitFormat
import FormatTestSupport
import Merge
import SyncProtocol
import TestSupport
import Testing

@Suite struct WireEconomyTests {
  /// 2,000 edits of one field each, as two field workers make them in a week: of 300 activities, in the order of the
  /// list with jumps.
  static func edits(count: Int) throws -> (commits: [Commit], names: NameTable, values: [UInt8]) {
    var random = SeededGenerator(seed: 2026)
    let author = ReplicaID(bits: 0x5EED << 64 | 1)
    let office = ReplicaID(bits: 0x5EED << 64 | 2)
    var names = NameTable(replicas: [office, author])
    for number in 1...300 {
      names.creations[RecordID(bits: UInt128(random.next()) << 64 | UInt128(random.next()))] = Dot(
        replica: office, sequence: SequenceNumber(40 + number * 2), index: 0)
    }
    let records = names.creations.sorted { $0.value < $1.value }
    let words = [
      "kör", "barnteater", "Ystad", "ny lokal", "bokad", "väntar svar", "flyttad", "hösten", "skolbesök", "12 platser",
      "Malin ringer", "ställs in", "dubbel", "kostnad", "konst", "i maj", "utställning", "samarbete", "Sjöbo", "klar",
    ]
    var commits: [Commit] = []
    var values: [UInt8] = []
    var previous = Hash.zero
    var stamp = Stamp(milliseconds: 1_760_000_000_000)
    var place = 0
    for sequence in 1...SequenceNumber(count) {
      place =
        (place + (random.oneIn(8) ? Int.random(in: 0..<300, using: &random) : Int.random(in: 0...1, using: &random)))
      let (record, creation) = records[place % 300]
      var text = words.randomElement(using: &random) ?? ""
      if random.oneIn(3) { text += " " + (words.randomElement(using: &random) ?? "") }
      let value = Value.text(text)
      values += value.bytes
      let content = PartContent(operations: [
        .set(
          record, RegisterID(FieldNumber(UInt32.random(in: 8...23, using: &random))), value,
          replaces: Replaces(dots: [creation]), mark: .plain)
      ])
      stamp = stamp.next(milliseconds: stamp.milliseconds + Int64.random(in: 4_000...120_000, using: &random))
      let commit = Commit(
        replica: author, sequence: sequence, previous: previous, stamp: stamp, schemaVersion: 3,
        parts: [
          Commit.Part(
            audience: .everyone, body: .readable(try content.encoded(author: author, names: names), salt: nil))
        ])
      previous = commit.hash
      commits.append(commit)
    }
    return (commits, names, values)
  }

  @Test func twoThousandEditsTravelLight() throws {
    let (commits, _, values) = try Self.edits(count: 2_000)
    let key = try #require(DeviceKey(secret: [UInt8](repeating: 9, count: 32)))
    let sealed = try SealedCommits.sealing(commits, by: key)
    #expect(sealed.count == 1)
    let frame = sealed[0].frame.bytes
    let bodies = commits.reduce(0) { $0 + $1.body.count }
    let (coding, packed) = Compression.zstd.packed(frame)
    let (_, packedValues) = Compression.zstd.packed(values)
    let (_, packedBodies) = Compression.zstd.packed(commits.flatMap(\.body))
    let (_, gzipped) = Compression.gzip.packed(frame)
    #expect(coding == .zstd)
    let beyond = Double(frame.count - values.count) / 2_000
    let packedBeyond = Double(packed.count - packedValues.count) / 2_000
    print(
      """
      2,000 edits: values \(values.count) B, bodies \(bodies), frame \(frame.count); zstd: values \(packedValues.count), \
      bodies one after the other \(packedBodies.count), frame \(packed.count); gzip frame \(gzipped.count); \
      beyond the values per commit \(beyond) raw, \(packedBeyond) zstd
      """)
    #expect(packed.count <= values.count + 10_000)
    #expect(packedBeyond <= 6)
    #expect(beyond <= 13)

    var reader = RequestReader()
    try reader.feed(Hello(schemaVersion: 3, replica: commits[0].replica, deviceClock: 0).requestBytes + frame)
    _ = try reader.next()
    #expect(try reader.next() == .commits(sealed[0]))
    #expect(sealed[0].seal.isValid(publicKey: key.publicKey))
  }

  /// Somebody else pulls them: in a page, each costs no more than on the way up, and its server time.
  @Test func twoThousandEntriesTravelLight() throws {
    let (commits, _, values) = try Self.edits(count: 2_000)
    var random = SeededGenerator(seed: 7)
    var time: Int64 = 1_760_900_000_000
    var log = LogNamesInMemory()
    log.note(
      LogEntry(
        position: 1, time: 0,
        event: .enrolled(
          Enrolment(number: 2, replica: commits[0].replica, user: "Anna", device: "dator", publicKey: []))))
    var entries: [LogEntry] = []
    for (index, commit) in commits.enumerated() {
      time += Int64.random(in: 0...3, using: &random)
      entries.append(
        LogEntry(position: Position(index) + 2, time: time, event: .accepted(commit, author: nil)))
    }
    let page = try LogPage(entries, numbers: log)
    #expect(try page.entries(names: log) == entries.map(PulledEntry.init))
    let (_, packed) = Compression.zstd.packed(page.frame.bytes)
    print("2,000 entries: page \(page.bytes.count) B, zstd \(packed.count)")
    #expect(packed.count <= values.count + 11_000)

    let own = try LogPage(entries, own: (commits[0].replica, 1...2_000), numbers: log)
    print("2,000 own entries: page \(own.bytes.count) B, zstd \(Compression.zstd.packed(own.bytes).1.count)")
    #expect(own.bytes.count <= 6_100)
    let pulled = try own.entries(receiver: commits[0].replica, names: log)
    let whole = pulled.map { entry in entry.entry { commits[Int($0) - 1] } }
    #expect(whole == entries)
  }

  @Test func aQuietSyncIsSmall() throws {
    let seal = try #require(CursorSeal(key: [UInt8](repeating: 3, count: 32)))
    let workspace = WorkspaceID(bits: UInt128.max / 3)
    let epoch = Epoch(bits: UInt128.max / 7)
    let cursor = seal.cursor(
      workspace: workspace, epoch: epoch, audiences: [.everyone, Audience(3)], position: 1_234_567, chain: Hash(of: [1])
    )
    let own = KnownCommit(sequence: 54_321, hash: Hash(of: [2]))
    let digest = StateDigest(bits: UInt128.max / 5)
    let hello = Hello(
      schemaVersion: 12, replica: ReplicaID(bits: UInt128.max / 11), own: own, cursor: cursor, digest: digest,
      pageBytes: 262_144, appVersion: "1.10.2", deviceClock: 1_760_000_000_000)
    let answers: [ResponseFrame] = [
      .welcome(
        Welcome(
          serverTime: 1_760_000_000_123, workspace: workspace, epoch: epoch, known: own, user: "anna.lindqvist",
          role: .editor, replicaNumber: 17, schemaVersion: 12)),
      .done(Done(cursor: cursor, digest: digest, openConflicts: 3)),
    ]
    let request = RequestFrame.hello(hello).frame.bytes
    let response = answers.flatMap { $0.bytes(answering: hello) }
    print("quiet sync: request \(request.count) B, response \(response.count) B")
    #expect(request.count + response.count <= 350)
    var reader = ResponseReader(hello: hello)
    try reader.feed(response)
    #expect(try [reader.next(), reader.next(), reader.next()] == answers + [nil])
    try reader.finish()
  }
}

extension Hello {
  var requestBytes: [UInt8] { RequestFrame.hello(self).frame.bytes }
}
