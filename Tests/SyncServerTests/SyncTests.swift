import CommitFormat
import Merge
import Replica
import Schema
import SyncProtocol
import SyncServer
import TestSupport
import Testing

@Suite struct SyncTests {
  @Test func whatOneWritesTheOtherReads() throws {
    let world = try World()
    let (asa, ola) = (try world.laptop("Åsa"), try world.laptop("Ola"))
    let record = world.recordID()
    try asa.edit(.create(Field.activity, record, [.set(Field.title, .text("Film i skolan"))]))
    try asa.edit(.update(record, [.set(Field.doneOn, date(3))]))
    let receipts = try asa.sync()
    #expect(receipts.map(\.outcome) == [.accepted(3, []), .accepted(4, [])])
    try ola.sync()
    #expect(try ola.replica.view(record)?.value(Field.doneOn) == date(3))
    #expect(try ola.replica.header().digest == asa.replica.header().digest)
    #expect(try asa.replica.header().digest == world.server.replica.header().digest)
    #expect(asa.lastDigest == (try world.server.replica.header().digest))
    #expect(try asa.replica.status().unsynced == 0)
  }

  @Test func aRepeatedPushHasTheSameReceiptAndNoSecondEffect() throws {
    let world = try World()
    let asa = try world.laptop("Åsa")
    let ola = try world.laptop("Ola", .reader)
    try asa.edit(.create(Field.activity, world.recordID(), [.set(Field.title, .text("Kör"))]))
    let runs = try asa.outgoing()
    let first = try asa.receipts(runs)
    #expect(first == [.accepted(3, [])])
    let head = world.log.head()
    #expect(try asa.receipts(runs) == [.accepted(3, .known)])
    #expect(try ola.receipts(runs) == [.accepted(3, .known)])
    #expect(world.log.head() == head)
    // A refusal is repeated too.
    let bad = try #require(
      try ola.forged([.create(world.recordID(), Field.activity, fields: [])]))
    let refused = try ola.receipts([bad])
    #expect(refused == [.refused(4, Refusal(code: .role, reason: "reader"))])
    #expect(try ola.receipts([bad]) == refused)
    #expect(world.log.head().position == 4)
  }

  @Test func theWholePullComesInPagesOfTheSizeAskedFor() throws {
    let world = try World()
    let asa = try world.laptop("Åsa")
    for number in 0..<40 {
      let text = String(repeating: "ord \(number) ", count: 300)
      try asa.edit(
        .create(
          Field.activity, world.recordID(),
          [.set(Field.title, .text("Nummer \(number)")), .set(Field.notes, .text(text.trimmed))]))
    }
    try asa.sync()
    let ola = try world.laptop("Ola")
    let frames = try ola.exchange([], pageBytes: 16 << 10)
    guard case .done(let done)? = frames.last else {
      Issue.record("no done")
      return
    }
    #expect(done.more && done.digest == nil)
    try ola.sync(pageBytes: 16 << 10)
    #expect(try ola.replica.header().digest == world.server.replica.header().digest)
    #expect(try ola.replica.list(RecordQuery(type: Field.activity)).total == 40)
  }

  @Test func ownCommitsComeBackAsANumberAndOnlyToWhoHoldsThem() throws {
    let world = try World()
    let asa = try world.laptop("Åsa")
    try asa.sync()
    try asa.edit(.create(Field.activity, world.recordID(), [.set(Field.title, .text("Kör"))]))
    let frames = try asa.exchange(try asa.outgoing())
    let pages = frames.compactMap { frame -> LogPage? in
      if case .entries(let page) = frame { return page }
      return nil
    }
    #expect(pages.reduce(0) { $0 + $1.bytes.count } < 60)
  }

  @Test func aWelcomeTellsATwinWhatTheServerKnows() throws {
    let world = try World()
    let asa = try world.laptop("Åsa")
    let stored = try asa.edit(.create(Field.activity, world.recordID(), [.set(Field.title, .text("Kör"))]))
    try asa.sync()
    guard case .welcome(let welcome)? = try asa.exchange([]).first else {
      Issue.record("no welcome")
      return
    }
    #expect(welcome.known == KnownCommit(sequence: 1, hash: stored.hash))
    #expect(welcome.replicaNumber == 1)
    #expect(welcome.user == "Åsa" && welcome.role == .editor)
    // The twin's commit of the same name is read as a branch: it is judged like any other.
    let twin = try #require(
      try SealedCommits.sealing(
        [
          Commit(
            replica: asa.id(), sequence: 1, previous: .zero, stamp: Stamp(milliseconds: 5), schemaVersion: 1,
            parts: stored.commit.parts)
        ], by: asa.key
      ).first)
    let outcomes = try asa.receipts([twin])
    #expect(outcomes == [.refused(4, Refusal(code: .schema, reason: "record-exists"))], "\(outcomes)")
  }

  @Test func aDeferredCommitIsReleasedByWhatItWaitedFor() throws {
    let world = try World()
    let (asa, ola) = (try world.laptop("Åsa"), try world.laptop("Ola"))
    try ola.sync()
    let record = world.recordID()
    try asa.edit(.create(Field.activity, record, [.set(Field.title, .text("Kör"))]))
    let fromAsa = try asa.outgoing()
    // By stick from Åsa to Ola, who goes on with it and syncs first, without handing on what he got.
    let runs = fromAsa.compactMap { SealedRun(commits: $0.commits, seal: $0.seal) }
    _ = try ola.replica.receive(runs)
    try ola.edit(.update(record, [.set(Field.title, .text("Kör i Ånge"))]))
    try ola.edit(.create(Field.activity, world.recordID(), [.set(Field.title, .text("Annat"))]))
    let all = try ola.outgoing()
    let own = all.filter { $0.replica != fromAsa[0].replica }
    #expect(own.count == 1 && own[0].commits.count == 2)
    let hello = try ola.hello(unsent: 3)
    let (device, actor) = try world.server.accounts.authenticate(ola.token)
    var exchange = try world.server.open(hello, device: device, actor: actor)
    #expect(
      try exchange.push(own).map(\.outcome) == [.deferred(.unknownWrite), .deferred(.afterDeferred)])
    #expect(world.log.head().position == 2)
    #expect(try exchange.push(all).map(\.outcome).allSatisfy { if case .accepted = $0 { true } else { false } })
    #expect(try world.server.replica.view(record)?.value(Field.title) == .text("Kör i Ånge"))
  }

  @Test func whatWillNeverComeIsRefusedAsNeeds() throws {
    let world = try World()
    let (asa, ola) = (try world.laptop("Åsa"), try world.laptop("Ola"))
    try ola.sync()
    let record = world.recordID()
    try asa.edit(.create(Field.activity, record, [.set(Field.title, .text("Kör"))]))
    _ = try ola.replica.receive(
      try asa.outgoing().compactMap { SealedRun(commits: $0.commits, seal: $0.seal) })
    try ola.edit(.update(record, [.set(Field.title, .text("Kör i Ånge"))]))
    // Ola's device says that this one commit is all that it holds.
    let own = try ola.outgoing().filter { $0.replica != (try asa.id()) }
    #expect(try ola.receipts(own) == [.refused(3, Refusal(code: .needs, reason: "record"))])
  }

  @Test func cursorsOfOthersAreRefusedBeforeAnythingIsChanged() throws {
    let world = try World()
    let asa = try world.laptop("Åsa")
    try asa.sync()
    let (device, actor) = try world.server.accounts.authenticate(asa.token)
    let head = world.log.head()
    let seal = try #require(CursorSeal(key: Array(repeating: 7, count: 32)))
    let forger = try #require(CursorSeal(key: Array(repeating: 8, count: 32)))
    func problem(_ cursor: Cursor?, version: UInt32 = 1) throws -> ProblemCode? {
      var hello = try asa.hello()
      hello.cursor = cursor
      hello.protocolVersion = version
      guard case .problem(let problem)? = try world.server.sync(hello, [], device: device, actor: actor).first else {
        return nil
      }
      return problem.known
    }
    let (workspace, epoch) = (World.workspace, head.epoch)
    #expect(try problem(nil, version: 9) == .unsupportedVersion)
    #expect(
      try problem(seal.cursor(workspace: WorkspaceID(bits: 4), epoch: epoch, position: 1, chain: head.chain))
        == .wrongWorkspace)
    #expect(
      try problem(forger.cursor(workspace: workspace, epoch: epoch, position: 1, chain: head.chain)) == .badCursor)
    #expect(
      try problem(seal.cursor(workspace: workspace, epoch: epoch, position: 9, chain: head.chain)) == .unknownEpoch)
    #expect(
      try problem(seal.cursor(workspace: workspace, epoch: epoch, position: 1, chain: .zero)) == .unknownEpoch)
    #expect(
      try problem(seal.cursor(workspace: workspace, epoch: epoch, position: head.position, chain: head.chain)) == nil)
    _ = try world.server.beginEpoch(by: .console)
    // What both histories share is as good as before; the answer names the new epoch.
    #expect(try problem(try asa.hello().cursor) == nil)
    try asa.sync()
    #expect(world.log.head().position == head.position)
  }

  @Test func aSnapshotIsTheLogInOneFile() throws {
    let world = try World()
    let asa = try world.laptop("Åsa")
    for number in 0..<20 {
      try asa.edit(.create(Field.activity, world.recordID(), [.set(Field.title, .text("Nummer \(number)"))]))
    }
    try asa.sync()
    let file = try world.server.snapshot()
    let bytes = try file.bytes(0..<file.byteCount)
    #expect(Hash(of: bytes) == file.hash)
    #expect(try file.bytes(5..<9) == Array(bytes[5..<9]))
    let reader = try Snapshot.Reader(bytes: bytes)
    #expect(reader.header.position == world.log.head().position)
    #expect(reader.header.digest == (try world.server.replica.header().digest))
    #expect(reader.header.chain == world.log.head().chain)
    #expect(try world.server.snapshot() == file)
  }

  @Test func bucketsAddUpAndNameTheirRecords() throws {
    let world = try World()
    let asa = try world.laptop("Åsa")
    for number in 0..<20 {
      try asa.edit(.create(Field.activity, world.recordID(), [.set(Field.title, .text("Nummer \(number)"))]))
    }
    try asa.sync()
    let summary = try world.server.repairSummary()
    #expect(summary.buckets.reduce(StateDigest(), +) == summary.digest)
    #expect(try asa.replica.bucketDigests() == summary.buckets)
    var count = 0
    for bucket in 0..<256 {
      let records = try world.server.repairRecords(bucket: bucket)
      #expect(records.map(\.digest).reduce(StateDigest(), +) == summary.buckets[bucket])
      for record in records { #expect(try world.server.repairEntries(of: record.record).count == 1) }
      count += records.count
    }
    #expect(count == 20)
  }

  @Test func anEditOnTheServerNamesItsAuthor() throws {
    let world = try World()
    let asa = try world.laptop("Åsa", .administrator)
    let ola = try world.laptop("Ola", .reader)
    let record = world.recordID()
    let draft = Draft([.create(Field.activity, record, [.set(Field.title, .text("Kör"))])])
    guard case .accepted(let stored) = try world.server.edit(draft, by: Actor(user: "Åsa", role: .reader)) else {
      Issue.record("refused")
      return
    }
    #expect(stored.logged?.author == "Åsa")
    #expect(throws: EditProblem.notAllowed(needs: .editor)) {
      try world.server.edit(draft, by: Actor(user: "Ola", role: .administrator))
    }
    #expect(
      try world.server.edit(draft, by: Actor(user: "Bo", role: .administrator)) == .refused(Refusal(code: .membership)))
    try asa.sync()
    try ola.sync()
    #expect(try ola.replica.history(of: record).map(\.author) == ["Åsa"])
    #expect(try ola.replica.header().digest == world.server.replica.header().digest)
    // After a start the server writes under another name.
    let again = try World.server(world.store, world.log, world.clock, world.random)
    guard
      case .accepted(let later) = try again.edit(
        Draft([.update(record, [.set(Field.title, .text("Körer"))])]), by: Actor(user: "Åsa", role: .editor))
    else {
      Issue.record("refused")
      return
    }
    #expect(later.commit.replica != stored.commit.replica && later.commit.sequence == 1)
  }
}

extension String {
  var trimmed: String { String(reversed().drop { $0 == " " }.reversed()) }
}
