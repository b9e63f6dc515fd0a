import CommitFormat
import Merge
import Replica
import Schema
import SyncClient
import SyncServer
import Testing

/// Copies of one replica that were both used, told one by one.
@Suite struct TwinStories {
  let world: CopyWorld
  let asa: Folder
  let eva: Folder
  let record: RecordID

  init() throws {
    world = try CopyWorld(seed: 1)
    asa = try world.folder("Åsa")
    eva = try world.folder("Eva", .administrator)
    record = world.recordID()
    try asa.edit(.create(Field.activity, record, [.set(Field.title, .text("Kören"))]))
    try asa.sync()
    try eva.sync()
  }

  /// Everybody has synced until nothing is new: all hold the same, and nothing waits.
  func expectLevel(_ folders: [Folder]) throws {
    for _ in 0..<3 {
      for folder in folders { try folder.sync() }
    }
    let digest = try world.server.replica.header().digest
    let list = try world.server.replica.list(RecordQuery())
    #expect(try world.server.replica.selfCheck().isSound)
    for folder in folders {
      #expect(try folder.replica.header().digest == digest)
      #expect(try folder.replica.list(RecordQuery()) == list)
      #expect(try folder.replica.store.read { try $0.unlogged() }.isEmpty)
      #expect(try folder.replica.selfCheck().isSound)
    }
    let fresh = try CopyWorld.server(MemoryStore(), world.log, world.clock, world.random)
    #expect(try fresh.replica.header().digest == digest)
  }

  @Test func bothCopiesWriteAndAThirdSeesAll() throws {
    let copy = asa.copied()
    let name = try asa.id()
    let (one, two) = (world.recordID(), world.recordID())
    try asa.edit(.create(Field.activity, one, [.set(Field.title, .text("En"))]))
    try copy.edit(.create(Field.activity, two, [.set(Field.title, .text("Två"))]))
    try copy.edit(.update(two, [.set(Field.title, .text("Två igen"))]))
    let first = try asa.sync()
    #expect(first.copyFound == nil)
    let second = try copy.sync()
    #expect(second.copyFound == .goesOnUnderNewName)
    #expect(second.sent == 2 && second.accepted == 2 && second.refused.isEmpty && second.deferred.isEmpty)
    #expect(second.level)
    #expect(try asa.id() == name)
    #expect(try copy.id() != name)
    #expect(try copy.replica.header().number != nil)
    try eva.sync()
    #expect(try eva.titles(of: one) == ["En"])
    #expect(try eva.titles(of: two) == ["Två igen"])
    #expect(try asa.sync().copyFound == .keepsName)
    try copy.edit(.update(one, [.set(Field.title, .text("Ett"))]))
    try asa.edit(.update(two, [.set(Field.title, .text("Andra"))]))
    try expectLevel([asa, copy, eva])
    // What a copy wrote is its person's, wherever it is asked.
    #expect(try copy.replica.store.read { try $0.ownReplicas() }.count == 3)
    #expect(
      try world.server.accounts.store.devices(in: CopyWorld.workspace).first { $0.user == "Åsa" }?.replicas.count == 2)
  }

  @Test func anOldCopyPutBackAndUsed() throws {
    let backup = asa.backup()
    try asa.edit(.update(record, [.set(Field.title, .text("Kören I"))]))
    try asa.edit(.update(record, [.set(Field.doneOn, date(1))]))
    try asa.sync()
    asa.putBack(backup)
    try asa.edit(.update(record, [.set(Field.title, .text("Kören II"))]))
    let report = try asa.sync()
    #expect(report.copyFound == .goesOnUnderNewName)
    #expect(report.fetched == 2 && report.accepted + report.inConflict == 1)
    try expectLevel([asa, eva])
    // Nobody had seen the other's title: both stand.
    #expect(try eva.titles(of: record) == ["Kören I", "Kören II"])
  }

  /// The file lacks only commits that are in the log, and has written nothing: it takes a new name all the same, because
  /// whoever lacks a commit of its own name can't know whether the copy that made it goes on under that name.
  @Test func anOldCopyPutBackThatHasWrittenNothing() throws {
    let backup = asa.backup()
    let name = try asa.id()
    try asa.edit(.update(record, [.set(Field.title, .text("Kören I"))]))
    try asa.sync()
    let other = asa.copied()
    asa.putBack(backup)
    let report = try asa.sync()
    #expect(report.fetched == 1 && report.level)
    #expect(try asa.id() != name)
    // And so it was: the other one was used too.
    try other.edit(.update(record, [.set(Field.title, .text("Kören I igen"))]))
    try asa.edit(.update(record, [.set(Field.doneOn, date(3))]))
    try asa.sync()
    #expect(try other.sync().copyFound == nil)
    try expectLevel([asa, other, eva])
    #expect(try world.server.replica.store.read { try $0.branches() }.isEmpty)
  }

  /// What Eva took from the log, she names as it is named there; the other copy has written something else under that
  /// name, and can't know.
  @Test func whatNamesACommitOfTheOtherCopyIsNotReadAsMine() throws {
    let copy = asa.copied()
    try asa.edit(.update(record, [.set(Field.title, .text("Kören I"))]))
    try copy.edit(.update(record, [.set(Field.title, .text("Kören II"))]))
    try asa.sync()
    try eva.sync()
    try eva.edit(.update(record, [.set(Field.title, .text("Kören III"))]))
    let carried = try copy.replica.receive(eva.bundle())
    #expect(carried.taken == 0 && carried.deferred.count == 1)
    #expect(try copy.titles(of: record) == ["Kören II"])
    try copy.sync()
    #expect(try copy.replica.receive(eva.bundle()).taken == 1)
    try expectLevel([asa, copy, eva])
    #expect(try eva.titles(of: record) == ["Kören II", "Kören III"])
  }

  @Test func aCopyOfACopy() throws {
    let copy = asa.copied()
    try copy.edit(.update(record, [.set(Field.doneOn, date(1))]))
    let copyOfCopy = copy.copied()
    try copy.edit(.update(record, [.set(Field.title, .text("b"))]))
    try copyOfCopy.edit(.update(record, [.set(Field.title, .text("c"))]))
    try asa.edit(.update(record, [.set(Field.title, .text("a"))]))
    try asa.sync()
    try copy.sync()
    try copyOfCopy.sync()
    try expectLevel([asa, copy, copyOfCopy, eva])
    #expect(try eva.titles(of: record) == ["a", "b", "c"])
    let branches = try eva.replica.store.read { try $0.branches() }
    #expect(branches.count == 2)
    #expect(branches[1].parent == branches[0].id)
  }

  @Test func copiesThatMeetOverABundle() throws {
    let copy = asa.copied()
    try asa.edit(.update(record, [.set(Field.title, .text("a"))]))
    try copy.edit(.update(record, [.set(Field.title, .text("b"))]))
    #expect(try asa.replica.receive(copy.bundle()).taken == 1)
    #expect(try asa.titles(of: record) == ["a", "b"])
    #expect(try copy.replica.receive(asa.bundle()).taken == 1)
    #expect(try copy.titles(of: record) == ["a", "b"])
    // Each has seen the other's by now, and a third replaces both before any log has ordered them.
    #expect(try eva.replica.receive(asa.bundle()).taken == 2)
    let conflict = try #require(try eva.replica.view(record)?.conflicts.first)
    try eva.edit(.settle(record, conflict, .value(.text("c"))))
    let fromEva = try eva.bundle()
    #expect(try copy.replica.receive(fromEva).taken == 1)
    #expect(try copy.titles(of: record) == ["c"])
    try copy.sync()
    try expectLevel([asa, copy, eva])
    #expect(try asa.titles(of: record) == ["c"])
  }

  @Test func theLineBreaksAtEveryByte() throws {
    for cut in stride(from: 0, to: 600, by: 7) {
      let story = try TwinStories()
      let copy = story.asa.copied()
      try story.asa.edit(.update(story.record, [.set(Field.title, .text("a"))]))
      try copy.edit(.update(story.record, [.set(Field.title, .text("b"))]))
      try story.asa.sync()
      try copy.sync(cut: cut)
      try story.expectLevel([story.asa, copy, story.eva])
      #expect(try copy.replica.header().former.count == 1)
    }
  }

  @Test func bothCopiesWriteTheSameFieldAndBothStand() throws {
    let copy = asa.copied()
    try asa.edit(.update(record, [.set(Field.doneOn, date(1))]))
    try copy.edit(.update(record, [.set(Field.doneOn, date(2))]))
    try copy.sync()
    let report = try asa.sync()
    #expect(report.copyFound == .goesOnUnderNewName)
    #expect(report.conflicts.count == 1)
    #expect(try copy.sync().conflicts.count == 1)
    try expectLevel([asa, copy, eva])
    #expect(try eva.replica.view(record)?.conflicts.count == 1)
  }
}
