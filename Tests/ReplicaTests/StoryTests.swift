import CommitFormat
import Merge
import Replica
import Schema
import Testing

@Suite struct Stories {
  let title = Words.number("title", Words.activity)
  let doneOn = Words.number("doneOn", Words.activity)
  let rank = Words.number("rank", Words.activity)
  let notes = Words.number("notes", Words.activity)
  let partners = Words.number("partners", Words.activity)
  let startYear = Words.number("startYear", Words.activity)
  let section = Words.number("section", Words.activity)
  let parent = Words.number("parent", Words.section)
  let date1 = Value(.date(PartialDate(year: 2025, month: 3, day: 1) ?? Stories.day))
  let date2 = Value(.date(PartialDate(year: 2025, month: 4, day: 2) ?? Stories.day))

  private static var day: PartialDate {
    guard let day = PartialDate(year: 2025) else { preconditionFailure("2025 is a year") }
    return day
  }

  private func three() throws -> (office: Office, karin: Laptop, per: Laptop, anna: Laptop, activity: RecordID) {
    let office = Office()
    let karin = try office.laptop("Karin", role: .administrator)
    let per = try office.laptop("Per")
    let anna = try office.laptop("Anna")
    let activity = Words.record(1)
    try karin.edit(
      .create(
        Words.activity.number, activity,
        [.set(title, .text("Läsning på biblioteket")), .set(startYear, Value(.integer(2024)))]))
    for laptop in [karin, per, anna] { try office.sync(laptop) }
    return (office, karin, per, anna, activity)
  }

  @Test func anOfflineEditReachesTheOtherLaptop() throws {
    let (office, karin, per, _, activity) = try three()
    try per.edit(.update(activity, [.set(doneOn, date1)]))
    #expect(try per.view(activity).isUnsynced)
    try office.sync(per)
    try office.sync(karin)
    #expect(try karin.view(activity).value(doneOn) == date1)
    #expect(try karin.world() == per.world())
    #expect(try karin.replica.header().digest == per.replica.header().digest)
    #expect(try karin.replica.selfCheck().isSound)
  }

  @Test func aRecordAndTheChangesToItsTextComeInOnePage() throws {
    let (office, karin, per, anna, activity) = try three()
    try karin.edit(.update(activity, [.set(notes, .text("ett\ntvå\ntre"))]))
    for laptop in [karin, per, anna] { try office.sync(laptop) }
    try per.edit(.update(activity, [.set(notes, .text("ett\ntvå\nfyra"))]))
    try anna.edit(.update(activity, [.set(notes, .text("noll\ntvå\ntre"))]))
    for laptop in [per, anna, karin] { try office.sync(laptop) }
    let late = try office.laptop("Sofia")
    try office.sync(late)
    #expect(try late.view(activity).value(notes) == .text("noll\ntvå\nfyra"))
    #expect(try late.world() == karin.world())
  }

  @Test func undoingARestorationWithNewValuesTakesTheRecordAwayWhole() throws {
    let (office, karin, _, _, _) = try three()
    let type = Words.type("assessment")
    let (year, colour) = (Words.number("year", type), Words.number("colour", type))
    let assessment = try #require(
      type.naturalID { field in field == year ? Value(.integer(2025)) : Value(.reference(Words.record(1))) })
    let fields: [FieldChange] = [
      .set(Words.number("activity", type), Value(.reference(Words.record(1)))), .set(year, Value(.integer(2025))),
    ]
    try karin.edit(.create(type.number, assessment, fields + [.set(colour, Value(.code("red")))]))
    try karin.edit(.delete(assessment))
    try karin.edit(.create(type.number, assessment, fields + [.set(colour, Value(.code("blue")))]))
    #expect(try karin.view(assessment).value(colour) == Value(.code("blue")))
    _ = try karin.replica.edit(try karin.replica.undoing())
    #expect(try karin.view(assessment).isDeleted)
    try office.sync(karin)
    #expect(try karin.view(assessment).isDeleted)
  }

  @Test func twoFieldWorkersSetOneFieldAndTheAdministratorSettles() throws {
    let (office, karin, per, anna, activity) = try three()
    try per.edit(.update(activity, [.set(doneOn, date1)]))
    try anna.edit(
      .update(activity, [.set(doneOn, date2), .set(rank, Value(.decimal(Decimal(mantissa: 3, scale: 0))))]))
    for laptop in [per, anna, karin, per] { try office.sync(laptop) }
    let open = try karin.replica.conflicts()
    #expect(open.count == 1)
    let conflict = try #require(open.first)
    #expect(conflict.conflict.kind == .edit)
    #expect(conflict.candidates.map(\.author) == ["Per", "Anna"])
    #expect(conflict.candidates.map(\.write.value) == [date1, date2])
    #expect(conflict.base == nil)
    #expect(try per.replica.conflicts().map(\.id) == open.map(\.id))
    #expect(throws: EditProblem.notAllowed(needs: .administrator)) {
      try per.edit(.settle(activity, conflict.conflict, .take(conflict.candidates[0].write.dot)))
    }
    try karin.edit(
      .settle(activity, conflict.conflict, .take(conflict.candidates[1].write.dot)), note: "Anna var på plats")
    for laptop in [karin, per, anna] { try office.sync(laptop) }
    for laptop in [karin, per, anna] {
      #expect(try laptop.replica.conflicts().isEmpty)
      #expect(try laptop.view(activity).value(doneOn) == date2)
    }
    let tidings = try per.replica.status().tidings
    #expect(tidings.map(\.value) == [date1])
    #expect(tidings.map(\.by) == ["Karin"])
    #expect(tidings.map(\.reason) == ["Anna var på plats"])
    #expect(try anna.replica.status().tidings.isEmpty)
    try per.replica.dismissTidings(upTo: try #require(tidings.last).id)
    #expect(try per.replica.status().tidings.isEmpty)
  }

  @Test func equalValuesAndOtherFieldsAreNoConflict() throws {
    let (office, karin, per, anna, activity) = try three()
    try per.edit(.update(activity, [.set(doneOn, date1), .add(partners, .text("Filmklubben"))]))
    try anna.edit(.update(activity, [.set(doneOn, date1), .add(partners, .text("Hembygdsföreningen"))]))
    for laptop in [per, anna, karin, per, anna] { try office.sync(laptop) }
    #expect(try karin.replica.conflicts().isEmpty)
    #expect(try karin.view(activity).elements(partners).count == 2)
    #expect(try karin.world() == per.world())
    #expect(try karin.world() == anna.world())
  }

  @Test func aTextMergesAndOverlapsAreShown() throws {
    let (office, karin, per, anna, activity) = try three()
    try karin.edit(.update(activity, [.set(notes, .text("Rad ett.\nRad två.\nRad tre.\n"))]))
    for laptop in [karin, per, anna] { try office.sync(laptop) }
    try per.edit(.update(activity, [.set(notes, .text("Rad ett, bokad.\nRad två.\nRad tre.\n"))]))
    try anna.edit(.update(activity, [.set(notes, .text("Rad ett.\nRad två.\nRad tre, inställd.\n"))]))
    for laptop in [per, anna, karin, per] { try office.sync(laptop) }
    #expect(try karin.replica.conflicts().isEmpty)
    #expect(try karin.view(activity).value(notes)?.text == "Rad ett, bokad.\nRad två.\nRad tre, inställd.\n")
    // An editor goes on from the merged text: that settles nothing that needs a person.
    try per.edit(.update(activity, [.set(notes, .text("Rad ett, bokad.\nRad två.\nSlut.\n"))]))
    for laptop in [per, karin, anna] { try office.sync(laptop) }
    #expect(try anna.view(activity).value(notes)?.text == "Rad ett, bokad.\nRad två.\nSlut.\n")
    #expect(try anna.replica.conflicts().isEmpty)
  }

  @Test func deletingAgainstEditingIsShownAndKept() throws {
    let (office, karin, per, anna, activity) = try three()
    try per.edit(.delete(activity))
    try anna.edit(.update(activity, [.set(doneOn, date1)]))
    for laptop in [per, anna, karin, per] { try office.sync(laptop) }
    let conflict = try #require(try karin.replica.conflicts().first)
    #expect(conflict.conflict.kind == .delete)
    #expect(try !karin.view(activity).isDeleted)
    try karin.edit(.settle(activity, conflict.conflict, .keep))
    for laptop in [karin, per, anna] { try office.sync(laptop) }
    for laptop in [karin, per, anna] {
      #expect(try laptop.replica.conflicts().isEmpty)
      #expect(try laptop.view(activity).value(title)?.text == "Läsning på biblioteket")
    }
    try per.edit(.delete(activity))
    for laptop in [per, karin] { try office.sync(laptop) }
    #expect(try karin.view(activity).isDeleted)
    #expect(throws: EditProblem.isDeleted(activity)) { try karin.edit(.update(activity, [.set(doneOn, date2)])) }
    try karin.edit(.restore(activity))
    #expect(try karin.view(activity).value(doneOn) == date1)
  }

  @Test func aChildOfADeletedParentIsAnOrphan() throws {
    let (office, karin, per, anna, activity) = try three()
    let chapter = Words.record(10)
    let plan = Words.number("title", Words.section)
    try karin.edit(.create(Words.section.number, chapter, [.set(plan, .text("Kapitel"))]))
    for laptop in [karin, per, anna] { try office.sync(laptop) }
    try per.edit(.delete(chapter))
    try anna.edit(.update(activity, [.set(section, Value(.reference(chapter)))]))
    for laptop in [per, anna, karin, per, anna] { try office.sync(laptop) }
    let conflict = try #require(try karin.replica.conflicts().first)
    #expect(conflict.conflict.kind == .orphan)
    #expect(try per.replica.conflicts().map(\.id) == [conflict.id])
    #expect(try anna.replica.conflicts().map(\.id) == [conflict.id])
    try karin.edit(.settle(activity, conflict.conflict, .keep))
    for laptop in [karin, per] { try office.sync(laptop) }
    #expect(try per.replica.conflicts().isEmpty)
    #expect(try !per.view(chapter).isDeleted)
  }

  @Test func anOrphanWhoseParentIsDeletedAnewIsTheSameConflictEverywhere() throws {
    let (office, karin, per, anna, activity) = try three()
    let chapter = Words.record(10)
    try karin.edit(
      .create(Words.section.number, chapter, [.set(Words.number("title", Words.section), .text("Kapitel"))]))
    try karin.edit(.update(activity, [.set(section, Value(.reference(chapter)))]))
    try karin.edit(.delete(chapter))
    for laptop in [karin, per, anna] { try office.sync(laptop) }
    #expect(try per.replica.conflicts().map(\.conflict.kind) == [.orphan])
    // Both come to Per in one page: the chapter is deleted before it and after it, by other hands.
    try karin.edit(.restore(chapter))
    try karin.edit(.delete(chapter))
    for laptop in [karin, per] { try office.sync(laptop) }
    let (here, there) = (try per.replica.conflicts(), try karin.replica.conflicts())
    #expect(here.map(\.id) == there.map(\.id))
    #expect(here.map(\.candidates.count) == [2])
  }

  @Test func aRingReadsAsNoParentOnEverybodysLaptop() throws {
    let (office, karin, per, anna, _) = try three()
    let (first, second) = (Words.record(10), Words.record(11))
    let name = Words.number("title", Words.section)
    try karin.edit(
      .create(Words.section.number, first, [.set(name, .text("A"))]),
      .create(Words.section.number, second, [.set(name, .text("B"))]))
    for laptop in [karin, per, anna] { try office.sync(laptop) }
    try per.edit(.update(first, [.set(parent, Value(.reference(second)))]))
    try anna.edit(.update(second, [.set(parent, Value(.reference(first)))]))
    for laptop in [per, anna, karin, per] { try office.sync(laptop) }
    for laptop in [karin, per, anna] {
      #expect(try laptop.view(first).parent == second)
      #expect(try laptop.view(second).parent == nil)
      #expect(try laptop.replica.conflicts().map(\.conflict.kind) == [.ring])
    }
    let conflict = try #require(try karin.replica.conflicts().first)
    try karin.edit(.settle(second, conflict.conflict, .value(.cleared)))
    for laptop in [karin, per] { try office.sync(laptop) }
    #expect(try per.replica.conflicts().isEmpty)
    #expect(try per.view(first).parent == second)
  }

  @Test func aRefusedCommitLeavesNoTraceAndCanBeSentAnew() throws {
    let (office, karin, per, _, activity) = try three()
    let before = try per.world()
    let refused = try per.edit(.update(activity, [.set(doneOn, date1)]), note: "först")
    try office.sync(per) { $0.sequence == refused.commit.sequence ? Refusal(code: .size) : nil }
    #expect(try per.world() == before)
    let box = try per.replica.refused()
    #expect(box.map(\.refused.refusal.code) == [.size])
    #expect(box.first?.item.writes.map(\.to) == [date1])
    #expect(try per.replica.selfCheck().isSound)
    let again = try per.replica.retry(refused: try #require(box.first).refused.name)
    #expect(again.count == 1)
    #expect(try per.replica.refused().isEmpty)
    try office.sync(per)
    try office.sync(karin)
    #expect(try karin.view(activity).value(doneOn) == date1)
  }

  @Test func laterEditsStandWhenAnEarlierOneIsRefused() throws {
    let (office, karin, per, _, activity) = try three()
    try per.edit(.update(activity, [.set(doneOn, date1)]))
    try office.sync(per)
    let refused = try per.edit(.update(activity, [.set(doneOn, date2)]))
    try per.edit(.update(activity, [.set(doneOn, .cleared)]))
    try office.sync(per) { $0.sequence == refused.commit.sequence ? Refusal(code: .schema) : nil }
    try office.sync(karin)
    #expect(try karin.view(activity).value(doneOn) == nil)
    #expect(try karin.replica.conflicts().isEmpty)
    #expect(try karin.world() == per.world())
  }

  @Test func aBundleCarriesCommitsAndTheLogConfirmsThem() throws {
    let (office, karin, per, anna, activity) = try three()
    try per.edit(.update(activity, [.set(doneOn, date1)]))
    let runs = try per.replica.outgoing(key: per.key, commitsMax: 10, bytesMax: 1 << 20)
    #expect(try anna.replica.receive(runs).taken == 1)
    #expect(try anna.replica.receive(runs).known == 1)
    #expect(try anna.view(activity).value(doneOn) == date1)
    // Anna goes on from what she saw, and brings both to the server.
    try anna.edit(.update(activity, [.set(doneOn, date2)]))
    for laptop in [anna, karin, per] { try office.sync(laptop) }
    for laptop in [anna, karin, per] {
      #expect(try laptop.view(activity).value(doneOn) == date2)
      #expect(try laptop.replica.conflicts().isEmpty)
      #expect(try laptop.replica.selfCheck().isSound)
    }
    #expect(try anna.world() == per.world())
  }

  @Test func whatAnAuthorSawIsFixedWhenItWasShown() throws {
    let (office, karin, per, anna, activity) = try three()
    let seen = try per.replica.seenNow()
    try anna.edit(.update(activity, [.set(doneOn, date1)]))
    try office.sync(anna)
    try office.sync(per)
    // Per still has the old form open.
    try per.edit(.update(activity, [.set(doneOn, date2)]), seen: seen)
    for laptop in [per, karin] { try office.sync(laptop) }
    #expect(try karin.replica.conflicts().count == 1)
    #expect(SeenToken(seen.text) == seen)
  }

  @Test func severalDraftsAreAllWrittenOrNone() throws {
    let (_, _, per, _, activity) = try three()
    let before = try per.replica.header()
    let queue = try per.replica.unsynced().count
    let good = Draft([.update(activity, [.set(doneOn, date1)])])
    #expect(throws: EditProblem.self) {
      _ = try per.replica.edit([good, Draft([.update(Words.record(999), [.set(doneOn, date2)])])])
    }
    #expect(try per.replica.header() == before)
    #expect(try per.replica.unsynced().count == queue)
    let made = try per.replica.edit([good, Draft([.update(activity, [.set(doneOn, date2)])])])
    #expect(made.map(\.commit.sequence) == [made[0].commit.sequence, made[0].commit.sequence + 1])
    #expect(try per.view(activity).value(doneOn) == date2)
  }

  /// The server was put back while Per's form stood open: what has the places in the log now, he need not have seen.
  @Test func aFormOfAnotherEpochHasSeenNothingOfTheLog() throws {
    let (office, karin, per, anna, activity) = try three()
    try anna.edit(.update(activity, [.set(doneOn, date1)]))
    for laptop in [anna, per] { try office.sync(laptop) }
    let now = try per.replica.seenNow()
    let seen = SeenToken(
      replica: now.replica, sequence: now.sequence, epoch: Epoch(bits: 99), position: now.position + 10,
      others: now.others)
    #expect(SeenToken(seen.text) == seen)
    try per.edit(.update(activity, [.set(doneOn, date2)]), seen: seen)
    for laptop in [per, karin] { try office.sync(laptop) }
    #expect(try karin.replica.conflicts().first?.candidates.map(\.write.value) == [date1, date2])
  }

  @Test func theOtherMembersOfAGroupGoAlongAsSeen() throws {
    let (office, karin, per, anna, activity) = try three()
    let until = Words.number("untilYear", Words.activity)
    let seen = try per.replica.seenNow()
    try anna.edit(.update(activity, [.set(startYear, Value(.integer(2025)))]))
    for laptop in [anna, per] { try office.sync(laptop) }
    // Per's form still shows 2024 as the first year.
    try per.edit(.update(activity, [.set(until, Value(.integer(2026)))]), seen: seen)
    for laptop in [per, karin] { try office.sync(laptop) }
    let conflict = try #require(try karin.replica.conflicts().first)
    let group = try #require(Words.activity.group("schedule"))
    let years = conflict.candidates.map { group.member(startYear, of: $0.write.value).content }
    #expect(years == [.integer(2025), .integer(2024)])
  }

  @Test func undoBringsBackWhatWas() throws {
    let (_, karin, _, _, activity) = try three()
    try karin.edit(.update(activity, [.set(doneOn, date1)]))
    let commit = try karin.edit(.update(activity, [.set(doneOn, date2), .add(partners, .text("Folkets hus"))]))
    let draft = try karin.replica.undoing((commit.commit.replica, commit.commit.sequence))
    _ = try karin.replica.edit(draft)
    #expect(try karin.view(activity).value(doneOn) == date1)
    #expect(try karin.view(activity).elements(partners).isEmpty)
    try karin.edit(.delete(activity))
    _ = try karin.replica.edit(try karin.replica.undoing())
    #expect(try !karin.view(activity).isDeleted)
  }

  @Test func aGroupIsOneRegister() throws {
    let (office, karin, per, anna, activity) = try three()
    let until = Words.number("untilYear", Words.activity)
    try per.edit(.update(activity, [.set(startYear, Value(.integer(2025)))]))
    try anna.edit(.update(activity, [.set(until, Value(.integer(2026)))]))
    for laptop in [per, anna, karin] { try office.sync(laptop) }
    let open = try karin.replica.conflicts()
    #expect(open.map(\.conflict.register?.field.number) == [Words.activity.group("schedule")?.number.number])
  }

  @Test func twoWhoMakeTheSameMeetInOneRecord() throws {
    let (office, karin, per, anna, activity) = try three()
    let type = Words.type("assessment")
    let colour = Words.number("colour", type)
    let key: [FieldChange] = [
      .set(Words.number("activity", type), Value(.reference(activity))),
      .set(Words.number("year", type), Value(.integer(2024))),
    ]
    let id = RecordID.natural(type: "assessment", [.record(activity), .integer(2024)])
    try per.edit(.create(type.number, id, key + [.set(colour, Value(.code("green")))]))
    try anna.edit(.create(type.number, id, key + [.set(colour, Value(.code("yellow")))]))
    for laptop in [per, anna, karin, per] { try office.sync(laptop) }
    #expect(try karin.replica.conflicts().map(\.conflict.register?.field) == [colour])
    #expect(try karin.world() == per.world())
    #expect(try karin.world() == anna.world())
  }
}

/// What follows on a commit that the server would not take.
@Suite struct RefusedCreations {
  @Test func whatWasWrittenInARefusedRecordWaitsInTheBoxAndIsMadeAnewWithIt() throws {
    let office = Office()
    let per = try office.laptop("Per")
    let karin = try office.laptop("Karin", role: .administrator)
    try office.pull(per)
    let visit = Words.record(7)
    let report = Words.number("report", Words.visit)
    let made = try per.edit(.create(Words.visit.number, visit, [.set(report, .text("Första utkastet"))]))
    try per.edit(.update(visit, [.set(report, .text("Färdig rapport"))]))
    try office.sync(per) { $0.sequence == made.commit.sequence ? Refusal(code: .size) : Refusal(code: .needs) }
    #expect(try per.replica.view(visit) == nil)
    #expect(try per.replica.refused().map(\.refused.refusal.code) == [.size, .needs])
    // What was typed can still be read, by the fields of what it would have been.
    let writes = try per.replica.refused().flatMap(\.item.writes)
    #expect(writes.map(\.to.text) == ["Första utkastet", "Färdig rapport"])
    #expect(writes.map(\.type) == [Words.visit.number, Words.visit.number])
    let first = try #require(try per.replica.refused().first)
    #expect(try per.replica.retry(refused: first.refused.name).count == 2)
    #expect(try per.replica.refused().isEmpty)
    for laptop in [per, karin] { try office.sync(laptop) }
    #expect(try karin.view(visit).value(report)?.text == "Färdig rapport")
  }

  @Test func aPageThatRefusesAMakingLeavesTheEditsOfItReadable() throws {
    let office = Office()
    let per = try office.laptop("Per")
    try office.pull(per)
    let visit = Words.record(7)
    let report = Words.number("report", Words.visit)
    let made = try per.edit(.create(Words.visit.number, visit, []))
    office.append(.refused(made.name, Refusal(code: .schema)))
    try per.edit(.update(visit, [.set(report, .text("Färdig rapport"))]))
    try office.pull(per)
    #expect(try per.replica.unsynced().map(\.writes.count) == [1])
    try office.pull(per)
    #expect(try per.replica.selfCheck().isSound)
  }
}
