import CommitFormat
import Merge
import Replica
import Schema
import SyncServer
import Testing

/// What is forgotten, what never is, and who stands in the way.
@Suite struct CompactingTests {
  private func texts(_ laptop: Laptop, _ words: String) throws -> Bool {
    try laptop.replica.store.read { reading in
      for position in stride(from: Position(1), through: try reading.header()?.cursor?.position ?? 0, by: 1) {
        for part in try reading.logged(at: position)?.commit.parts ?? [] {
          if case .readable(let bytes, _) = part.body, String(decoding: bytes, as: UTF8.self).contains(words) {
            return true
          }
        }
      }
      return false
    }
  }

  /// Everybody syncs with some time between: what a device knows is noted once a minute.
  private func level(_ world: World, _ laptops: [Laptop]) throws {
    for _ in 0..<2 {
      world.clock.move(70_000)
      for laptop in laptops { try laptop.sync() }
    }
  }

  @Test func whatEverybodyHasSeenReplacedIsForgotten() throws {
    let world = try World()
    let (asa, ola) = (try world.laptop("Åsa"), try world.laptop("Ola"))
    let record = world.recordID()
    try asa.edit(.create(Field.activity, record, [.set(Field.title, .text("Första"))]))
    try level(world, [asa, ola])
    let second = try asa.edit(.update(record, [.set(Field.title, .text("Andra"))]))
    try asa.sync()
    try asa.edit(.update(record, [.set(Field.title, .text("Tredje"))]))
    try asa.sync()

    // Ola was not here since the first: what he may still go on from stays.
    var compaction = try world.server.compaction(keeping: 0)
    #expect(compaction.behind.map(\.user).contains("Ola"))
    try level(world, [asa])
    _ = try world.server.compact(keeping: 0, by: .console)
    try asa.sync()
    #expect(try texts(asa, "Andra"))

    try level(world, [asa, ola])
    compaction = try world.server.compact(keeping: 0, by: .console)
    #expect(compaction.isNews && compaction.behind.isEmpty)
    try level(world, [asa, ola])
    for laptop in [asa, ola] {
      #expect(try !texts(laptop, "Andra"))
      #expect(try texts(laptop, "Tredje"))
      #expect(try laptop.replica.view(record)?.value(Field.title) == .text("Tredje"))
      #expect(try laptop.replica.selfCheck().isSound)
      #expect(try laptop.replica.history(of: record).count == 3)
    }
    // The log itself keeps all, and whoever begins anew comes to the same.
    let new = try world.laptop("Eva")
    try level(world, [new])
    #expect(try new.replica.header().digest == asa.replica.header().digest)
    #expect(try !texts(new, "Andra"))
    // Undoing what has nothing before it any more is refused, not done wrongly.
    #expect(try asa.replica.undoing((second.commit.replica, second.commit.sequence)).changes.isEmpty)
    let third = second.commit.sequence + 1
    #expect(throws: EditProblem.forgotten) { try asa.replica.undoing((second.commit.replica, third)) }
  }

  @Test func anOpenConflictKeepsWhatItIsAbout() throws {
    let world = try World()
    let (asa, ola) = (try world.laptop("Åsa"), try world.laptop("Ola"))
    let record = world.recordID()
    try asa.edit(.create(Field.activity, record, [.set(Field.title, .text("a b c d"))]))
    try asa.edit(.update(record, [.set(Field.notes, .text("ett två tre fyra"))]))
    try level(world, [asa, ola])
    try asa.edit(.update(record, [.set(Field.notes, .text("ETT två tre fyra")), .set(Field.doneOn, date(1))]))
    try ola.edit(.update(record, [.set(Field.notes, .text("ett två tre FYRA")), .set(Field.doneOn, date(2))]))
    try level(world, [asa, ola])
    let before = try #require(try asa.replica.view(record))
    #expect(before.value(Field.notes) == .text("ETT två tre FYRA"))
    #expect(before.conflicts.count == 1)
    _ = try world.server.compact(keeping: 0, by: .console)
    try level(world, [asa, ola])
    #expect(try asa.replica.header().horizon > 0)
    for laptop in [asa, ola] { #expect(try laptop.replica.view(record) == before) }
    let fresh = try world.laptop("Eva")
    try level(world, [fresh])
    #expect(try fresh.replica.view(record) == before)
  }

  /// Those who stood against each other where the past ends may be gone on from one by one, also when somebody has
  /// settled it meanwhile: then all go back to what those went back to.
  @Test func aConflictThatWasOpenWhereThePastEndsKeepsItsBase() throws {
    let world = try World()
    let (asa, ola) = (try world.laptop("Åsa"), try world.laptop("Ola"))
    let eva = try world.laptop("Eva", .administrator)
    let record = world.recordID()
    func set(_ laptop: Laptop, _ day: Int) throws {
      try laptop.edit(.update(record, [.set(Field.doneOn, date(day))]))
    }
    try asa.edit(.create(Field.activity, record, [.set(Field.title, .text("Kör"))]))
    try set(asa, 1)
    try level(world, [asa, ola, eva])
    try set(asa, 2)
    try set(ola, 3)
    for _ in 0..<2 { try level(world, [asa, ola, eva]) }
    #expect(try asa.replica.view(record)?.conflicts.count == 1)
    let known = world.log.head().position
    try set(asa, 4)
    try set(ola, 5)
    try set(eva, 6)
    try level(world, [eva])
    let compaction = try world.server.compact(keeping: 0, by: .console)
    #expect(compaction.horizon == known)
    try level(world, [asa, ola, eva])
    for replica in [asa.replica, ola.replica, eva.replica, world.server.replica] {
      let conflict = try #require(try replica.conflicts().first)
      #expect(conflict.candidates.count == 3 && conflict.base == date(1))
    }
  }

  /// A commit stays readable as long as anything in it counts; a form does not go on from what was replaced long ago by
  /// something that is forgotten.
  @Test func aFormGoesOnFromWhatItShowedWhereThePastIsForgotten() throws {
    let world = try World()
    let (asa, ola) = (try world.laptop("Åsa"), try world.laptop("Ola"))
    let record = world.recordID()
    func name(_ laptop: Laptop, _ title: String) throws {
      try laptop.edit(.update(record, [.set(Field.title, .text(title))]))
      try level(world, [asa, ola])
    }
    try asa.edit(.create(Field.activity, record, [.set(Field.title, .text("Första"))]))
    try level(world, [asa, ola])
    try name(ola, "Andra")
    try name(asa, "Tredje")
    #expect(try world.server.compact(keeping: 0, by: .console).isNews)
    try level(world, [asa, ola])
    #expect(try !texts(asa, "Andra") && texts(asa, "Första"))
    try name(ola, "Fjärde")
    let seen = try asa.replica.store.read { try $0.seenNow() }
    try name(ola, "Femte")
    _ = try asa.replica.edit(Draft([.update(record, [.set(Field.title, .text("Min"))])], seen: seen))
    try level(world, [asa, ola])
    let conflict = try #require(try ola.replica.conflicts().first)
    #expect(conflict.base == .text("Fjärde"))
    #expect(try asa.replica.conflicts() == ola.replica.conflicts())
  }

  /// A laptop that has never synced may have been heard of all the same, by a memory stick, and goes on from what was so.
  @Test func whoHasNeverSyncedMayStillWrite() throws {
    let world = try World()
    let (karin, per) = (try world.laptop("Karin"), try world.laptop("Per"))
    try level(world, [per])
    let record = world.recordID()
    try karin.edit(.create(Field.activity, record, [.set(Field.title, .text("Kör"))]))
    try karin.edit(.update(record, [.set(Field.notes, .text("ett två tre fyra"))]))
    let runs = try karin.replica.outgoing(key: karin.key, commitsMax: 10, bytesMax: 1 << 20)
    _ = try per.replica.receive(runs, keys: [karin.id(): karin.key.publicKey])
    try per.edit(.update(record, [.set(Field.notes, .text("ETT två tre fyra"))]))
    try level(world, [per])
    let compaction = try world.server.compact(keeping: 0, by: .console)
    #expect(compaction.behind.map(\.user) == ["Karin"] && compaction.horizon == 0)
    try level(world, [per])
    // She writes over what Per has written over since. Both go back to her words.
    try karin.edit(.update(record, [.set(Field.notes, .text("ett två tre FYRA"))]))
    try level(world, [karin, per])
    for laptop in [karin, per] {
      #expect(try laptop.replica.view(record)?.value(Field.notes) == .text("ETT två tre FYRA"))
    }
  }

  @Test func whatIsYoungStaysAndTheAuditSaysWhoForgotTheRest() throws {
    let world = try World()
    let asa = try world.laptop("Åsa")
    try asa.edit(.create(Field.activity, world.recordID(), [.set(Field.title, .text("Kör"))]))
    try level(world, [asa])
    #expect(try world.server.compact(keeping: 3_600_000, by: .console).isNews == false)
    let head = world.log.head()
    #expect(try world.server.compact(keeping: 0, by: .console).isNews)
    #expect(world.log.head().position == head.position + 1)
    let audit = try world.server.accounts.store.audit(of: World.workspace, before: nil, limit: 1)
    #expect(audit.first?.action == .compacted && audit.first?.actor == "console")
  }
}
