import CommitFormat
import Merge
import Replica
import Schema
import Testing

/// Everybody whose value did not come through is told once, where they wrote it, by whom and why.
@Suite struct Tidings {
  let office = Office()
  let title = Words.number("title", Words.activity)
  let day = Words.number("doneOn", Words.activity)
  let rank = Words.number("rank", Words.activity)
  let notes = Words.number("notes", Words.activity)
  let partners = Words.number("partners", Words.activity)
  let section = Words.number("section", Words.activity)
  let parent = Words.number("parent", Words.section)
  let activity = Words.record(1)

  private func on(_ day: Int) -> Value {
    PartialDate(year: 2025, month: 1, day: day).map { Value(.date($0)) } ?? .cleared
  }

  private func staff() throws -> (karin: Laptop, per: Laptop, anna: Laptop) {
    let karin = try office.laptop("Karin", role: .administrator)
    let per = try office.laptop("Per")
    let anna = try office.laptop("Anna")
    try office.pull(karin)
    try karin.edit(
      .create(
        Words.activity.number, activity, [.set(title, .text("Film")), .set(notes, .text("ett\ntvå\ntre\n"))]))
    for laptop in [karin, per, anna] { try office.sync(laptop) }
    return (karin, per, anna)
  }

  private func sync(_ laptops: Laptop...) throws {
    for laptop in laptops + laptops { try office.sync(laptop) }
  }

  private func told(_ laptop: Laptop) throws -> [Tiding] { try laptop.replica.status().tidings }

  private func settle(_ laptop: Laptop, _ settlement: (OpenConflict) -> Settlement) throws {
    let open = try #require(try laptop.replica.conflicts().first)
    try laptop.edit(.settle(open.view.id, open.conflict, settlement(open)), note: "därför")
  }

  @Test func deletedWithWhatSomebodyWroteInIt() throws {
    let (karin, per, anna) = try staff()
    try per.edit(.delete(activity))
    try anna.edit(.update(activity, [.set(day, on(1)), .set(notes, .text("ett\ntvå\n"))]))
    try sync(per, anna, karin)
    try settle(karin) { _ in .delete }
    try sync(karin, per, anna)
    #expect(try told(anna).map(\.outcome) == [.deleted, .deleted])
    #expect(try told(anna).map(\.register.field) == [notes, day])
    #expect(try told(anna).map(\.value) == [.text("ett\ntvå\n"), on(1)])
    #expect(try told(anna).map(\.by) == ["Karin", "Karin"])
    #expect(try told(anna).map(\.reason) == ["därför", "därför"])
    #expect(try told(per).isEmpty)
    #expect(try told(karin).isEmpty)
  }

  @Test func keptAlthoughSomebodyDeletedIt() throws {
    let (karin, per, anna) = try staff()
    try per.edit(.delete(activity))
    try anna.edit(.update(activity, [.set(day, on(1))]))
    try sync(per, anna, karin)
    try settle(karin) { _ in .keep }
    try sync(karin, per, anna)
    #expect(try told(per).map(\.outcome) == [.kept])
    #expect(try told(per).map(\.register) == [.life])
    #expect(try told(anna).isEmpty)
    // To restore what nobody quarrels about is no news.
    try per.edit(.delete(activity))
    try sync(per, karin)
    try karin.edit(.restore(activity))
    try sync(karin, per)
    #expect(try told(per).count == 1)
  }

  @Test func anOrphanIsMovedOrGoesOrItsParentComesBack() throws {
    for way in 0..<3 {
      let (karin, per, anna) = try Tidings().prepared()
      let world = (karin.laptop, per.laptop, anna.laptop)
      let office = karin.office
      try per.laptop.edit(.delete(Words.record(10)))
      try anna.laptop.edit(.update(activity, [.set(section, Value(.reference(Words.record(10))))]))
      for laptop in [world.1, world.2, world.0] { try office.sync(laptop) }
      try settle(world.0) { _ in way == 0 ? .move(Words.record(11)) : way == 1 ? .delete : .keep }
      for laptop in [world.0, world.1, world.2] { try office.sync(laptop) }
      let (toldPer, toldAnna) = (try told(world.1), try told(world.2))
      switch way {
      case 0:
        #expect(toldAnna.map(\.chosen) == [Value(.reference(Words.record(11)))])
        #expect(toldPer.isEmpty)
      case 1:
        #expect(toldAnna.map(\.outcome) == [.deleted])
        #expect(toldAnna.map(\.value) == [Value(.reference(Words.record(10)))])
        #expect(toldPer.isEmpty)
      default:
        #expect(toldPer.map(\.outcome) == [.kept])
        #expect(toldPer.map(\.record) == [Words.record(10)])
        #expect(toldAnna.isEmpty)
      }
    }
  }

  private struct Seat {
    let laptop: Laptop
    let office: Office
  }

  private func prepared() throws -> (karin: Seat, per: Seat, anna: Seat) {
    let (karin, per, anna) = try staff()
    let name = Words.number("title", Words.section)
    try karin.edit(
      .create(Words.section.number, Words.record(10), [.set(name, .text("A"))]),
      .create(Words.section.number, Words.record(11), [.set(name, .text("B"))]))
    try sync(karin, per, anna)
    return (Seat(laptop: karin, office: office), Seat(laptop: per, office: office), Seat(laptop: anna, office: office))
  }

  @Test func aRingIsOpenedWhereItWasClosed() throws {
    let (karin, per, anna) = try prepared()
    try per.laptop.edit(.update(Words.record(10), [.set(parent, Value(.reference(Words.record(11))))]))
    try anna.laptop.edit(.update(Words.record(11), [.set(parent, Value(.reference(Words.record(10))))]))
    try sync(per.laptop, anna.laptop, karin.laptop)
    try settle(karin.laptop) { _ in .value(.cleared) }
    try sync(karin.laptop, per.laptop, anna.laptop)
    #expect(try told(anna.laptop).map(\.value) == [Value(.reference(Words.record(10)))])
    #expect(try told(per.laptop).isEmpty)
  }

  @Test func whoTookOutWhatSomebodyAddedIsTold() throws {
    let (karin, per, anna) = try staff()
    try karin.edit(.update(activity, [.add(partners, .text("Folkets hus"))]))
    try sync(karin, per, anna)
    try per.edit(.update(activity, [.remove(partners, .text("Folkets hus"))]))
    try anna.edit(.update(activity, [.add(partners, .text("Folkets hus"))]), note: "de är med")
    for order in [per, anna, per, karin] { try office.sync(order) }
    #expect(try told(per).map(\.register.element) == [.text("Folkets hus")])
    #expect(try told(per).map(\.value) == [.cleared])
    #expect(try told(per).map(\.by) == ["Anna"])
    #expect(try told(per).map(\.reason) == ["de är med"])
    #expect(try told(anna).isEmpty)
    #expect(try per.view(activity).elements(partners) == [.text("Folkets hus")])
    // Later syncs tell nothing anew.
    try anna.edit(.update(activity, [.set(day, on(2))]))
    try sync(anna, per)
    #expect(try told(per).count == 1)
  }

  @Test func overtakenUnderLatest() throws {
    let (karin, per, anna) = try staff()
    func value(_ number: Int64) -> Value { Value(.decimal(Decimal(mantissa: number, scale: 0))) }
    try per.edit(.update(activity, [.set(rank, value(1))]))
    try anna.edit(.update(activity, [.set(rank, value(2))]), note: "sist")
    try sync(per, anna, karin, per)
    #expect(try told(per).map(\.value) == [value(1)])
    #expect(try told(per).map(\.chosen) == [value(2)])
    #expect(try told(per).map(\.by) == ["Anna"])
    #expect(try told(anna).isEmpty)
    // Who knew of it and wrote another overtakes nobody.
    try per.edit(.update(activity, [.set(rank, value(3))]))
    try sync(per, anna, karin)
    #expect(try told(anna).isEmpty)
    #expect(try told(per).count == 1)
  }

  @Test func whoseWordsStandWholeIsNotTold() throws {
    let (karin, per, anna) = try staff()
    try per.edit(.update(activity, [.set(notes, .text("ett\ntvå\nfyra\n"))]))
    try anna.edit(.update(activity, [.set(notes, .text("ett\ntvå\nfem\n"))]))
    try sync(per, anna, karin)
    try settle(karin) { _ in .keepBoth }
    try sync(karin, per, anna)
    #expect(try told(per).isEmpty)
    #expect(try told(anna).isEmpty)
    try per.edit(.update(activity, [.set(notes, .text("ny början"))]))
    try anna.edit(.update(activity, [.set(notes, .text("nytt slut"))]))
    try sync(per, anna, karin)
    try settle(karin) { _ in .value(.text("ny början, och ett slut")) }
    try sync(karin, per, anna)
    #expect(try told(per).isEmpty)
    #expect(try told(anna).map(\.value) == [.text("nytt slut")])
  }

  @Test func aCleanMergeThatSomebodyWritesOnFromIsNoChoice() throws {
    let (karin, per, anna) = try staff()
    try per.edit(.update(activity, [.set(notes, .text("ett, a\ntvå\ntre\n"))]))
    try anna.edit(.update(activity, [.set(notes, .text("ett\ntvå\ntre, b\n"))]))
    try sync(per, anna, karin)
    try karin.edit(.update(activity, [.set(notes, .text("ett, a\ntvå\nslut\n"))]))
    try sync(karin, per, anna)
    #expect(try told(per).isEmpty)
    #expect(try told(anna).isEmpty)
  }

  @Test func ofJoinedRecordsOnceAlthoughBothWereWritten() throws {
    let (karin, per, anna) = try staff()
    let twin = Words.record(2)
    try anna.edit(.create(Words.activity.number, twin, [.set(title, .text("Film")), .set(day, on(2))]))
    try per.edit(.update(activity, [.set(day, on(1))]))
    try sync(per, anna, karin)
    // The join and its settlement come in one page.
    try karin.edit(.join(twin, into: activity))
    let open = try #require(try karin.replica.conflicts().first { $0.conflict.register?.field == day })
    try karin.edit(.settle(activity, open.conflict, .take(open.candidates[0].write.dot)), note: "samma")
    try sync(karin, per, anna)
    #expect(try told(per).isEmpty)
    #expect(try told(anna).map(\.value) == [on(2)])
    #expect(try told(anna).map(\.chosen) == [on(1)])
    // Both write anew, in both records; who is not chosen hears of it once.
    try per.edit(.update(activity, [.set(day, on(3))]))
    try anna.edit(.update(activity, [.set(day, on(4))]))
    try sync(per, anna, karin)
    let next = try #require(try karin.replica.conflicts().first { $0.conflict.register?.field == day })
    #expect(next.candidates.count == 2)
    #expect(next.conflict.dots.count == 4)
    try karin.edit(.settle(activity, next.conflict, .take(next.candidates[0].write.dot)))
    try sync(karin, per, anna)
    #expect(try told(per).isEmpty)
    #expect(try told(anna).map(\.value) == [on(2), on(4)])
  }

  @Test func aPersonWithTwoLaptopsIsToldWhereItWasWritten() throws {
    let (karin, per, anna) = try staff()
    let phone = try office.laptop("Per", device: "tablet")
    try office.sync(phone)
    try per.edit(.update(activity, [.set(day, on(1))]))
    try anna.edit(.update(activity, [.set(day, on(2))]))
    try sync(per, anna, phone, karin)
    try settle(karin) { .take($0.candidates[1].write.dot) }
    try sync(karin, per, anna, phone)
    #expect(try told(per).count == 1)
    #expect(try told(phone).isEmpty)
  }

  @Test func whatOneDecidesAboutOneselfIsNoNews() throws {
    let (karin, per, anna) = try staff()
    let home = try office.laptop("Karin", device: "home", role: .administrator)
    try office.sync(home)
    try home.edit(.update(activity, [.set(day, on(1))]))
    try anna.edit(.update(activity, [.set(day, on(2))]))
    try sync(home, anna, karin, per)
    try settle(karin) { _ in .value(on(3)) }
    try sync(karin, home, anna)
    #expect(try told(home).isEmpty)
    #expect(try told(karin).isEmpty)
    #expect(try told(anna).map(\.chosen) == [on(3)])
  }

  @Test func whoWritesOnTheServerIsToldThere() throws {
    let (karin, per, _) = try staff()
    // Two people write through one replica, whose user has no name: the log says who.
    let server = try office.laptop("", device: "server", role: .administrator)
    try office.sync(server)
    let made = try server.edit(.update(activity, [.set(day, on(1))]))
    try per.edit(.update(activity, [.set(day, on(2))]))
    office.append(.accepted(made.commit, author: "Vera"))
    try office.pull(server)
    for laptop in [per, karin] { try office.sync(laptop) }
    try settle(karin) { .take($0.candidates[1].write.dot) }
    try office.sync(karin)
    try office.pull(server)
    try office.pull(per)
    #expect(try server.replica.tidings(for: "Vera").map(\.value) == [on(1)])
    #expect(try server.replica.tidings(for: "Per").isEmpty)
    #expect(try server.replica.tidings(for: "").isEmpty)
    #expect(try told(per).isEmpty)
    try server.replica.dismissTidings(upTo: .max, for: "Per")
    #expect(try server.replica.tidings(for: "Vera").count == 1)
    try server.replica.dismissTidings(upTo: .max, for: "Vera")
    #expect(try server.replica.tidings(for: "Vera").isEmpty)
  }
}
