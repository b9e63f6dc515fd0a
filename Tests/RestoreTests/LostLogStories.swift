import CommitFormat
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer
import Testing

@Suite struct LostLogStories {
  private func title(_ text: String) -> FieldChange { .set(Field.title, .text(text)) }

  private func level(_ world: LostLogWorld, _ laptops: LostLogLaptop...) throws {
    let digest = try world.server.replica.header().digest
    for laptop in laptops {
      #expect(try laptop.replica.header().digest == digest)
      #expect(try laptop.replica.selfCheck().isSound)
      #expect(try laptop.replica.list(RecordQuery()) == world.server.replica.list(RecordQuery()))
    }
  }

  /// The log that comes back is the log that was: the same entries at the same places with the same times.
  @Test func oneLaptopThatHoldsOthersWorkBringsTheWholeLogBackAsItWas() throws {
    let world = try LostLogWorld()
    let (asa, ola) = (try world.laptop("Åsa"), try world.laptop("Ola"))
    let backup = world.backup()
    for number in 0..<12 {
      world.clock.move(1000)
      let author = number % 2 == 0 ? asa : ola
      try author.edit(.create(Field.activity, world.recordID(), [title("Nummer \(number)")]))
      try author.sync()
    }
    let bo = try world.laptop("Bo")
    try bo.sync()
    let before = world.log.head()
    try asa.sync()
    world.clock.move(60_000)
    try world.restore(backup)
    let report = try asa.sync()
    #expect(report.givenBack == Int(before.position - backup.head().position) && report.setAside == 0)
    #expect(world.log.head().chain == before.chain && world.log.head().epoch != before.epoch)
    // Who has nothing that the log lacks gives nothing, and does not have to go back on anything.
    let returns = world.returns
    let other = try ola.sync()
    #expect(other.givenBack == 0 && world.returns == returns && other.roundTrips == 1)
    try level(world, asa, ola)
  }

  @Test func twoLaptopsWithDifferentTailsFillInEachOthers() throws {
    let world = try LostLogWorld()
    let (asa, ola) = (try world.laptop("Åsa"), try world.laptop("Ola"))
    let record = world.recordID()
    try asa.edit(.create(Field.activity, record, [title("a")]))
    try asa.sync()
    try ola.sync()
    let backup = world.backup()
    try asa.edit(.update(record, [title("av Åsa")]))
    try asa.sync()
    let afterAsa = world.log.head().position
    try ola.edit(.update(record, [title("av Ola")]))
    try ola.sync()
    // What Åsa writes now waits; Ola has seen more of the log than she.
    let unsent = try asa.edit(.create(Field.activity, world.recordID(), [title("osänt")]))
    try world.restore(backup)
    // Somebody new is first.
    let eva = try world.laptop("Eva")
    try eva.edit(.create(Field.activity, world.recordID(), [title("av Eva")]))
    try eva.sync()
    let first = try asa.sync()
    #expect(first.givenBack == Int(afterAsa - backup.head().position) && first.sent == 1)
    let second = try ola.sync()
    #expect(second.givenBack == 1)
    for laptop in [asa, eva] { try laptop.sync() }
    try level(world, asa, ola, eva)
    #expect(world.log.entry(of: unsent.commit.replica, sequence: unsent.commit.sequence) != nil)
    // They wrote without knowing of each other, as before: who was first in the log is first again.
    #expect(try asa.value(record, Field.title) == Value(.text("av Åsa")))
    #expect(try asa.replica.view(record)?.conflicts.count == 1)
  }

  @Test func aLogThatWasRolledBackUnnoticedBeginsANewEpochByItself() throws {
    let world = try LostLogWorld()
    let asa = try world.laptop("Åsa")
    let backup = world.backup()
    try asa.edit(.create(Field.activity, world.recordID(), [title("a")]))
    try asa.sync()
    let before = world.log.head()
    try world.rollBack(to: backup)
    try asa.sync()
    #expect(world.log.head().chain == before.chain && world.log.head().epoch != before.epoch)
    #expect(try world.server.accounts.audit().contains { $0.action == .epochBegun && $0.detail == "rolled back" })
    try level(world, asa)
  }

  @Test func nobodySyncsWithARestoredServerBeforeItsAdministratorHasLooked() throws {
    let world = try LostLogWorld()
    let asa = try world.laptop("Åsa")
    let backup = world.backup()
    try asa.edit(.create(Field.activity, world.recordID(), [title("a")]))
    try asa.sync()
    try world.restore(backup, isConfirmed: false)
    let waiting = SyncProblem.serverBusy(code: .restoring, retryAfterSeconds: 60)
    #expect(throws: waiting) { try asa.sync() }
    #expect(world.log.head().position == backup.head().position)
    world.log.confirmRestorations(at: 1)
    #expect(try asa.sync().givenBack == 1)
    try level(world, asa)
  }

  @Test func whatWasDroppedOnPurposeIsRefusedAndStaysWithItsAuthor() throws {
    let world = try LostLogWorld()
    let (asa, ola) = (try world.laptop("Åsa"), try world.laptop("Ola"))
    let record = world.recordID()
    try asa.edit(.create(Field.activity, record, [title("före")]))
    try asa.sync()
    try ola.sync()
    let backup = world.backup()
    let dropped = try asa.edit(.update(record, [title("slängd")]))
    try asa.sync()
    try ola.sync()
    let unsent = try asa.edit(.create(Field.activity, world.recordID(), [title("osänd")]))
    try world.restore(backup, discards: true)
    let report = try asa.sync()
    #expect(report.refused.map(\.name) == [dropped.name] && report.accepted == 1)
    #expect(try asa.refused().map(\.refusal) == [Refusal(code: .needs, reason: "discarded")])
    #expect(try asa.value(record, Field.title) == Value(.text("före")))
    try ola.sync()
    #expect(try ola.value(record, Field.title) == Value(.text("före")))
    #expect(try ola.refused().isEmpty)
    #expect(world.log.entry(of: unsent.commit.replica, sequence: unsent.commit.sequence) != nil)
    // It can be made anew, and goes its way.
    try asa.edit(.update(record, [title("ny")]))
    try asa.sync()
    try ola.sync()
    #expect(try ola.value(record, Field.title) == Value(.text("ny")))
    try level(world, asa, ola)
  }

  /// The data is gone, so that the server itself knows nothing of what it drops.
  @Test func whatIsDroppedIsAlsoRefusedWhenOnlyALaptopKnowsOfIt() throws {
    let world = try LostLogWorld()
    let (asa, ola) = (try world.laptop("Åsa"), try world.laptop("Ola"))
    let backup = world.backup()
    let dropped = try asa.edit(.create(Field.activity, world.recordID(), [title("slängd")]))
    try asa.sync()
    try ola.sync()
    try world.rollBack(to: backup)
    try world.restore(backup, discards: true)
    try ola.sync()
    #expect(try asa.sync().refused.map(\.name) == [dropped.name])
    #expect(try asa.refused().count == 1 && asa.replica.status().unsynced == 0)
    try level(world, asa, ola)
  }

  @Test func aDeviceRevokedAfterTheBackupIsRevokedStill() throws {
    let world = try LostLogWorld()
    let (asa, ola) = (try world.laptop("Åsa"), try world.laptop("Ola"))
    try asa.sync()
    let backup = world.backup()
    let device = try #require(try world.server.accounts.devices().first { $0.user == "Ola" })
    try world.server.accounts.revokeDevice(device.id, by: .console)
    // One that came and went after the backup, whose commits somebody else carries.
    let eva = try world.laptop("Eva")
    try asa.sync()
    let late = try eva.edit(.create(Field.activity, world.recordID(), [title("för sent")]))
    let evas = try #require(try world.server.accounts.devices().first { $0.user == "Eva" })
    try world.server.accounts.revokeDevice(evas.id, by: .console)
    try world.restore(backup)
    #expect(throws: SyncProblem.notSignedIn) { try ola.sync() }
    _ = try asa.replica.receive(try eva.outgoing())
    try asa.sync()
    guard case .refused(let name, let refusal)? = world.log.entry(of: late.commit.replica, sequence: 1)?.event else {
      Issue.record("not refused")
      return
    }
    #expect(name == late.name && refusal.code == .membership)
    try level(world, asa)
  }

  @Test func whoeverMakesUpALogIsNotBelieved() throws {
    let world = try LostLogWorld()
    let asa = try world.laptop("Åsa")
    let backup = world.backup()
    try asa.edit(.create(Field.activity, world.recordID(), [title("a")]))
    try asa.sync()
    let point = try #require(try asa.replica.header().cursor)
    let cursor = try #require(Cursor(bytes: point.token))
    try world.restore(backup)
    let (device, actor) = try world.server.accounts.authenticate(asa.token)
    let after = KnownPoint(position: backup.head().position, chain: backup.head().chain)
    let entries = try asa.replica.logEntries(after: after.position, through: .max, count: 10, bytes: .max)
    #expect(entries.count == 1)
    func status(_ request: GiveBackRequest) throws -> ProblemCode? {
      do {
        _ = try world.server.answer(try GiveBackRequest(bytes: request.bytes), device: device, actor: actor)
        return nil
      } catch let problem as Problem {
        return problem.known
      }
    }
    let before = world.log.head().position
    let later = entries.map { LogEntry(position: $0.position, time: $0.time + 1, event: $0.event) }
    #expect(try status(.entries(cursor, after: after, later)) == .unknownEpoch)
    #expect(try status(.entries(cursor, after: after, [])) == .unknownEpoch)
    #expect(try status(.outline(cursor, after: after, [.zero])) == .unknownEpoch)
    let forger = try #require(CursorSeal(key: Array(repeating: 8, count: 32)))
    let forged = forger.cursor(
      workspace: cursor.workspace, epoch: cursor.epoch, position: cursor.position, chain: cursor.chain)
    #expect(try status(.entries(forged, after: after, entries)) == .badCursor)
    #expect(world.log.head().position == before)
    #expect(try status(.entries(cursor, after: after, entries)) == nil)
    #expect(try status(.entries(cursor, after: after, entries)) == nil)
    #expect(world.log.head().position == before + 1)
  }

  @Test func aLogThatDoesNotFollowFromWhatIsHeldProvesNothing() throws {
    let world = try LostLogWorld()
    let asa = try world.laptop("Åsa")
    try asa.sync()
    #expect(try asa.replica.chainHashes()?.count == Int(world.log.head().position) + 1)
    try asa.replica.store.write { try $0.forgetJournal(after: 0) }
    #expect(try asa.replica.chainHashes() == nil)
  }

  /// What still counts is chosen by the rows: where they were wrong, it is chosen anew.
  @Test func rowsThatAreWrongForgetNothingForGood() throws {
    let world = try LostLogWorld()
    let (asa, ola) = (try world.laptop("Åsa"), try world.laptop("Ola"))
    let record = world.recordID()
    try asa.edit(.create(Field.activity, record, [title("Första")]))
    for text in ["Andra", "Tredje"] { try asa.edit(.update(record, [title(text)])) }
    for _ in 0..<2 {
      world.clock.move(120_000)
      try asa.sync()
      try ola.sync()
    }
    let unsent = try ola.edit(.create(Field.activity, world.recordID(), [title("Olas")]))
    #expect(try world.server.compact(keeping: 0, by: .console).isNews)
    // The second title stands in Ola's row, and the third does not.
    try ola.replica.store.write { writing in
      guard let stored = try writing.history(of: record).first(where: { $0.commit.sequence == 2 }),
        let step = try writing.operations(of: stored.commit).first,
        let (id, write) = step.operation.writes(dot: step.dot, stamp: step.stamp).first,
        let wrong = Register(logged: [write], officialIndex: 0, pending: []), var state = try writing.record(record)
      else { throw ApplyProblem.ownCommitMissing(2) }
      state.update(id) { $0 = wrong }
      try writing.save(state, view: writing.view(record))
    }
    try ola.replica.recount()
    let report = try ola.sync()
    #expect(report.level && report.repair?.outcome == .level)
    try asa.sync()
    try level(world, asa, ola)
    for laptop in [asa, ola] {
      let readable = try laptop.replica.store.read { try $0.history(of: record) }.map { stored in
        stored.commit.parts.allSatisfy { $0.content != nil }
      }
      #expect(readable == [true, false, true])
    }
    #expect(world.log.entry(of: unsent.commit.replica, sequence: 1) != nil)
  }

  /// An unsent edit names its record by the commit that made it: that one is kept, whatever a wrong row says.
  @Test func aRowThatLostItsBeginningKeepsNobodyFromSyncing() throws {
    let world = try LostLogWorld()
    let (asa, ola) = (try world.laptop("Åsa"), try world.laptop("Ola"))
    let record = world.recordID()
    try asa.edit(.create(Field.activity, record, [title("a")]))
    try asa.edit(.update(record, [title("b")]))
    for _ in 0..<2 {
      world.clock.move(120_000)
      try asa.sync()
      try ola.sync()
    }
    #expect(try world.server.compact(keeping: 0, by: .console).isNews)
    try ola.edit(.update(record, [title("c")]))
    try ola.replica.store.write { writing in
      guard var state = try writing.record(record), let first = state[.type].logged.first else {
        throw ApplyProblem.ownCommitMissing(1)
      }
      let dot = Dot(
        replica: first.dot.replica, sequence: first.dot.sequence + 1, audience: .everyone, index: first.dot.index)
      guard let wrong = Register(logged: [Write(dot: dot, value: first.value)], officialIndex: 0, pending: []) else {
        throw ApplyProblem.ownCommitMissing(1)
      }
      state.update(.type) { $0 = wrong }
      try writing.save(state, view: writing.view(record))
    }
    try ola.replica.recount()
    #expect(try ola.sync().level)
    try asa.sync()
    try level(world, asa, ola)
    #expect(try asa.value(record, Field.title) == .text("c"))
  }
}
