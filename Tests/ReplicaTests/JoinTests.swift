import CommitFormat
import Merge
import Replica
import Schema
import Testing

/// Two records that turn out to be one are read as one, whoever says so and in whatever order it comes.
@Suite struct Joins {
  let office = Office()
  let name = Words.number("title", Words.activity)
  let day = Words.number("doneOn", Words.activity)
  let partners = Words.number("partners", Words.activity)
  let notes = Words.number("notes", Words.activity)
  let type = Words.activity.number
  let first = Words.record(1)
  let second = Words.record(2)
  let third = Words.record(3)

  private func on(_ day: Int) -> Value {
    PartialDate(year: 2025, month: 1, day: day).map { Value(.date($0)) } ?? .cleared
  }

  private func staff() throws -> (karin: Laptop, per: Laptop, anna: Laptop) {
    let karin = try office.laptop("Karin", role: .administrator)
    let per = try office.laptop("Per")
    let anna = try office.laptop("Anna")
    for laptop in [karin, per, anna] { try office.sync(laptop) }
    return (karin, per, anna)
  }

  private func level(_ laptops: Laptop...) throws {
    for laptop in laptops + laptops { try office.sync(laptop) }
    for laptop in laptops.dropFirst() {
      #expect(try laptop.everything() == laptops[0].everything())
      #expect(try laptop.replica.conflicts().map(\.id) == laptops[0].replica.conflicts().map(\.id))
    }
    for laptop in laptops { #expect(try laptop.replica.selfCheck().isSound) }
  }

  /// Per and Anna each make the same museum offline.
  private func twins() throws -> (karin: Laptop, per: Laptop, anna: Laptop) {
    let (karin, per, anna) = try staff()
    try per.edit(
      .create(
        type, first,
        [.set(name, .text("Museet")), .set(day, on(1)), .add(partners, .text("Museum"))]))
    try anna.edit(
      .create(
        type, second,
        [.set(name, .text("Museet")), .set(day, on(2)), .add(partners, .text("Konsthallen"))]))
    try level(karin, per, anna)
    return (karin, per, anna)
  }

  @Test func whatDiffersIsAConflictOfTheRecordThatShowsBothAndIsSettledInBoth() throws {
    let (karin, per, anna) = try twins()
    #expect(try karin.replica.conflicts().isEmpty)
    try karin.edit(.join(second, into: first), note: "samma hus")
    try level(karin, per, anna)
    let shown = try per.view(first)
    #expect(shown.elements(partners).count == 2)
    #expect(shown.value(name) == .text("Museet"))
    #expect(shown.conflicts.map(\.register?.field) == [day])
    #expect(shown.conflicts.map(\.record) == [first])
    let hidden = try per.view(second)
    #expect(hidden.joinedInto == first)
    #expect(hidden.conflicts.isEmpty)
    #expect(hidden.value(day) == on(2))
    #expect(try per.replica.list(RecordQuery(type: type)).records.map(\.id) == [first])
    #expect(try per.replica.status().records == 1)
    #expect(try per.replica.store.read { try $0.search("konsthallen", limit: 9) } == [first])
    #expect(try per.replica.status().conflictsOpen == 1)
    let open = try #require(try karin.replica.conflicts().first)
    #expect(open.candidates.map(\.author) == ["Per", "Anna"])
    #expect(open.base == nil)
    #expect(throws: EditProblem.notAllowed(needs: .administrator)) {
      try per.edit(.settle(first, open.conflict, .value(on(3))))
    }
    let commit = try karin.edit(.settle(first, open.conflict, .value(on(3))))
    #expect(try karin.replica.history(of: first).first?.writes.map(\.record) == [first, second])
    #expect(try karin.replica.history(of: second).count == 4)
    try level(karin, per, anna)
    #expect(try per.replica.conflicts().isEmpty)
    #expect(try per.view(first).value(day) == on(3))
    #expect(try per.view(second).value(day) == on(3))
    // To undo it brings both values back, and the question.
    _ = try karin.replica.edit(try karin.replica.undoing((commit.commit.replica, commit.commit.sequence)))
    try level(karin, per, anna)
    #expect(try anna.view(second).value(day) == on(2))
    #expect(try anna.replica.conflicts().map(\.conflict.dots.count) == [2])
  }

  @Test func anEditGoesToEachRecordThatHoldsSomething() throws {
    let (karin, per, anna) = try twins()
    try karin.edit(.join(second, into: first))
    try level(karin, per, anna)
    try per.edit(.update(second, [.set(name, .text("Stadsmuseet")), .set(notes, .text("Stängt måndagar"))]))
    try level(karin, per, anna)
    #expect(try anna.view(first).value(name) == .text("Stadsmuseet"))
    #expect(try anna.view(second).value(name) == .text("Stadsmuseet"))
    #expect(try anna.view(first).value(notes) == .text("Stängt måndagar"))
    #expect(try anna.view(second).value(notes) == nil)
    try per.edit(.update(first, [.remove(partners, .text("Konsthallen"))]))
    try level(karin, per, anna)
    #expect(try anna.view(first).elements(partners) == [.text("Museum")])
    #expect(try anna.view(second).elements(partners).isEmpty)
    #expect(try anna.replica.conflicts().map(\.conflict.register?.field) == [day])
    // In a conflict an editor replaces only the own candidate.
    try per.edit(.update(first, [.set(day, on(5))]))
    try level(karin, per, anna)
    let values = try #require(try karin.replica.conflicts().first).candidates.map(\.write.value)
    #expect(values == [on(5), on(2)])
  }

  @Test func whoDidNotKnowOfTheJoinStandsBeside() throws {
    let (karin, per, anna) = try twins()
    try karin.edit(.join(second, into: first))
    let open = try #require(try karin.replica.conflicts().first)
    try karin.edit(.settle(first, open.conflict, .take(open.candidates[0].write.dot)))
    try anna.edit(.update(second, [.set(day, on(4))]))
    try level(karin, per, anna)
    let left = try #require(try karin.replica.conflicts().first)
    #expect(left.conflict.record == first)
    #expect(left.candidates.map(\.write.value) == [on(1), on(4)])
    #expect(left.candidates.map(\.author) == ["Karin", "Anna"])
    try karin.edit(.settle(first, left.conflict, .take(left.candidates[1].write.dot)))
    try level(karin, per, anna)
    #expect(try per.replica.conflicts().isEmpty)
    #expect(try per.view(first).value(day) == on(4))
  }

  @Test func joinedInOppositeDirectionsTheSmallestShowsThem() throws {
    let (karin, per, anna) = try twins()
    let sofia = try office.laptop("Sofia", role: .administrator)
    try office.sync(sofia)
    try karin.edit(.join(second, into: first))
    try sofia.edit(.join(first, into: second))
    #expect(try sofia.view(first).joinedInto == second)
    try level(karin, sofia, per, anna)
    #expect(try per.view(first).joinedInto == nil)
    #expect(try per.view(second).joinedInto == first)
    #expect(try per.replica.list(RecordQuery(type: type)).records.map(\.id) == [first])
    try karin.edit(.separate(first))
    try level(karin, sofia, per, anna)
    #expect(try per.replica.list(RecordQuery(type: type)).records.map(\.id) == [first, second])
    #expect(try per.replica.conflicts().isEmpty)
  }

  @Test func joinedToTwoDifferentRecordsIsAConflictThatTheShownRecordHas() throws {
    let (karin, per, anna) = try twins()
    try anna.edit(.create(type, third, [.set(name, .text("Museet"))]))
    let sofia = try office.laptop("Sofia", role: .administrator)
    try level(karin, per, anna, sofia)
    try karin.edit(.join(second, into: first))
    try sofia.edit(.join(second, into: third))
    try level(karin, sofia, per, anna)
    let open = try #require(try karin.replica.conflicts().first { $0.conflict.register == .alias })
    #expect(open.view.id == first)
    #expect(open.conflict.record == second)
    #expect(open.candidates.map(\.write.value.reference) == [first, third])
    try karin.edit(.settle(first, open.conflict, .take(open.candidates[1].write.dot)))
    try level(karin, sofia, per, anna)
    #expect(try per.view(second).joinedInto == third)
    #expect(try per.view(first).value(day) == on(1))
    #expect(try per.replica.conflicts().isEmpty)
  }

  @Test func separatingGivesEachItsOwnBack() throws {
    let (karin, per, anna) = try twins()
    let commit = try karin.edit(.join(second, into: first))
    try level(karin, per, anna)
    #expect(throws: EditProblem.nothingToDo) { try karin.edit(.join(second, into: first)) }
    #expect(throws: EditProblem.nothingToDo) { try karin.edit(.join(first, into: second)) }
    _ = try karin.replica.edit(try karin.replica.undoing((commit.commit.replica, commit.commit.sequence)))
    try level(karin, per, anna)
    #expect(try per.replica.conflicts().isEmpty)
    #expect(try per.view(first).elements(partners) == [.text("Museum")])
    #expect(try per.replica.status().records == 2)
    #expect(try per.replica.store.read { try $0.search("konsthallen", limit: 9) } == [second])
    try karin.edit(.join(second, into: first))
    try karin.edit(.separate(first))
    #expect(try karin.view(second).joinedInto == nil)
    #expect(throws: EditProblem.nothingToDo) { try karin.edit(.separate(first)) }
  }

  @Test func oneIsDeletedAsTheWholeAndComesBackAsTheWhole() throws {
    let (karin, per, anna) = try twins()
    try karin.edit(.join(second, into: first))
    try level(karin, per, anna)
    try per.edit(.delete(second))
    try level(karin, per, anna)
    #expect(try anna.replica.status().records == 0)
    #expect(try anna.view(first).isDeleted)
    #expect(try anna.view(second).isDeleted)
    #expect(try anna.view(second).joinedInto == nil)
    try per.edit(.restore(first))
    try level(karin, per, anna)
    #expect(try anna.view(second).joinedInto == first)
    #expect(try anna.view(first).elements(partners).count == 2)
    let commit = try per.edit(.delete(first))
    _ = try per.replica.edit(try per.replica.undoing((commit.commit.replica, commit.commit.sequence)))
    try level(karin, per, anna)
    #expect(try anna.view(second).joinedInto == first)
  }

  @Test func deletedByOneWhoDidNotKnowTheOtherLivesOn() throws {
    let (karin, per, anna) = try twins()
    try karin.edit(.join(second, into: first))
    try anna.edit(.delete(first))
    try level(karin, per, anna)
    #expect(try per.view(first).isDeleted)
    #expect(try per.view(second).joinedInto == nil)
    #expect(try per.view(second).value(day) == on(2))
    #expect(try per.replica.list(RecordQuery(type: type)).records.map(\.id) == [second])
    try karin.edit(.restore(first))
    try level(karin, per, anna)
    #expect(try per.view(second).joinedInto == first)
    try anna.edit(.bury(second))
    try level(karin, per, anna)
    #expect(try per.view(first).elements(partners) == [.text("Museum")])
    #expect(try per.replica.conflicts().isEmpty)
  }

  @Test func aDeletionBesideAnEditShowsAndIsKeptForAll() throws {
    let (karin, per, anna) = try twins()
    try karin.edit(.join(second, into: first))
    try level(karin, per, anna)
    try per.edit(.delete(first))
    try anna.edit(.update(first, [.set(notes, .text("Öppet"))]))
    try level(karin, per, anna)
    let open = try #require(try karin.replica.conflicts().first)
    #expect(open.conflict.kind == .delete)
    try karin.edit(.settle(first, open.conflict, .keep))
    try level(karin, per, anna)
    #expect(try anna.view(first).elements(partners).count == 2)
    #expect(try anna.view(second).joinedInto == first)
  }

  @Test func aDeleteConflictOfAnAliasStandsWithTheRecordThatShowsIt() throws {
    let (karin, per, anna) = try twins()
    try per.edit(.delete(second))
    try anna.edit(.update(second, [.set(notes, .text("Öppet"))]))
    try level(karin, per, anna)
    try karin.edit(.join(second, into: first))
    try level(karin, per, anna)
    #expect(try per.view(first).value(notes) == .text("Öppet"))
    let open = try #require(try karin.replica.conflicts().first { $0.conflict.kind == .delete })
    #expect(open.conflict.record == second)
    #expect(open.view.id == first)
    try karin.edit(.settle(first, open.conflict, .delete))
    try level(karin, per, anna)
    #expect(try !per.view(first).isDeleted)
    #expect(try per.view(first).value(notes) == nil)
    #expect(try per.view(second).isDeleted)
  }

  @Test func childrenOfAnAliasLieUnderTheRecordThatShowsIt() throws {
    let (karin, per, anna) = try staff()
    let title = Words.number("title", Words.section)
    let section = Words.number("section", Words.activity)
    let activity = Words.record(9)
    try karin.edit(
      .create(Words.section.number, first, [.set(title, .text("Barn"))]),
      .create(Words.section.number, second, [.set(title, .text("Barn"))]))
    try karin.edit(
      .create(
        Words.activity.number, activity,
        [
          .set(Words.number("title", Words.activity), .text("Film")), .set(section, Value(.reference(second))),
        ]))
    try karin.edit(.join(second, into: first))
    try level(karin, per, anna)
    #expect(try per.view(activity).parent == first)
    #expect(try per.replica.store.read { try $0.children(of: first) } == [activity])
    // The alias goes; what it was goes on.
    try karin.edit(.bury(second))
    try level(karin, per, anna)
    #expect(try per.view(activity).parent == first)
    #expect(try per.replica.conflicts().isEmpty)
    try karin.edit(.delete(first))
    try level(karin, per, anna)
    #expect(try per.replica.conflicts().map(\.conflict.kind) == [.orphan])
    let open = try #require(try karin.replica.conflicts().first)
    try karin.edit(.settle(activity, open.conflict, .keep))
    try level(karin, per, anna)
    #expect(try per.replica.conflicts().isEmpty)
    #expect(try !per.view(second).isDeleted)
  }

  @Test func aRecordJoinedWithItsOwnParentIsARingUntilItIsMoved() throws {
    let (karin, per, anna) = try staff()
    let title = Words.number("title", Words.section)
    let parent = Words.number("parent", Words.section)
    try karin.edit(
      .create(Words.section.number, first, [.set(title, .text("Barn"))]),
      .create(Words.section.number, second, [.set(title, .text("Barn")), .set(parent, Value(.reference(first)))]))
    try karin.edit(.join(second, into: first))
    try level(karin, per, anna)
    #expect(try per.view(first).parent == nil)
    let open = try #require(try karin.replica.conflicts().first)
    #expect(open.conflict.kind == .ring)
    try karin.edit(.settle(first, open.conflict, .value(.cleared)))
    try level(karin, per, anna)
    #expect(try per.replica.conflicts().isEmpty)
  }

  @Test func textsOfTwoRecordsConflictAsAWholeUntilTheyHaveBeenOne() throws {
    let (karin, per, anna) = try twins()
    try per.edit(.update(first, [.set(notes, .text("Rad ett.\nRad två.\nRad tre.\n"))]))
    try anna.edit(.update(second, [.set(notes, .text("Helt annat.\nRad två.\n"))]))
    try karin.edit(.join(second, into: first))
    try level(karin, per, anna)
    let open = try #require(try karin.replica.conflicts().first { $0.conflict.register?.field == notes })
    #expect(open.conflict.kind == .text)
    try karin.edit(.settle(first, open.conflict, .value(.text("Rad ett.\nRad två.\nRad tre.\n"))))
    try level(karin, per, anna)
    // From here on there is one text to go back to, the same in both records.
    try per.edit(.update(first, [.set(notes, .text("Rad ett, ny.\nRad två.\nRad tre.\n"))]))
    try anna.edit(.update(first, [.set(notes, .text("Rad ett.\nRad två.\nRad tre, slut.\n"))]))
    try level(karin, per, anna)
    #expect(try per.view(first).value(notes)?.text == "Rad ett, ny.\nRad två.\nRad tre, slut.\n")
    #expect(try per.replica.conflicts().map(\.conflict.register?.field) == [day])
  }

  /// What each text was before may be forgotten on one laptop and not on another: it counts on neither.
  @Test func whatEachTextWasBeforeItsRecordsWereOneDoesNotCount() throws {
    let (karin, per, anna) = try twins()
    try per.edit(.update(first, [.set(notes, .text("Rad ett.\nRad två.\n"))]))
    try anna.edit(.update(second, [.set(notes, .text("Annat.\n"))]))
    try anna.edit(.update(second, [.set(notes, .text("Rad ett.\nRad två.\nRad tre.\n"))]))
    try level(karin, per, anna)
    try karin.edit(.join(second, into: first))
    try level(karin, per, anna)
    let other = Joins()
    let (eva, bo, siv) = try other.twins()
    try bo.edit(.update(first, [.set(notes, .text("Rad ett.\nRad två.\n"))]))
    try siv.edit(.update(second, [.set(notes, .text("Rad ett.\nRad två.\nRad tre.\n"))]))
    try other.level(eva, bo, siv)
    try eva.edit(.join(second, into: first))
    try other.level(eva, bo, siv)
    for laptop in [karin, eva] {
      let open = try #require(try laptop.replica.conflicts().first { $0.conflict.register?.field == notes })
      #expect(open.conflict.kind == .text)
      #expect(open.textMerge == nil)
    }
    #expect(try eva.view(first).value(notes) == karin.view(first).value(notes))
  }

  @Test func underLatestTheLastOfBothInTheLogCounts() throws {
    let (karin, per, anna) = try staff()
    let rank = Words.number("rank", Words.activity)
    let title = Words.number("title", Words.activity)
    func value(_ number: Int64) -> Value { Value(.decimal(Decimal(mantissa: number, scale: 0))) }
    try karin.edit(
      .create(Words.activity.number, first, [.set(title, .text("Film")), .set(rank, value(1))]),
      .create(Words.activity.number, second, [.set(title, .text("Film")), .set(rank, value(2))]))
    try karin.edit(.update(first, [.set(rank, value(3))]))
    try karin.edit(.join(second, into: first))
    try level(karin, per, anna)
    #expect(try per.view(first).value(rank) == value(3))
    #expect(try per.replica.conflicts().isEmpty)
  }

  /// One edit of records that are read as one, refused and made again, is one edit still.
  @Test func aRefusedEditOfBothIsMadeAgainOnce() throws {
    let (karin, per, anna) = try twins()
    try anna.edit(.update(second, [.set(notes, .text("Annas rader"))]))
    try office.sync(anna)
    try karin.edit(.update(first, [.set(notes, .text("Karins rader"))]))
    try karin.edit(.join(second, into: first))
    try level(karin, per, anna)
    let edit = try per.edit(.update(first, [.set(notes, .text("Pers rader"))]))
    let before = try per.replica.store.read { try $0.operations(of: edit.commit) }
    try office.sync(per) { $0.name == edit.name ? Refusal(code: .size) : nil }
    #expect(try per.view(first).value(notes) == .text("Karins rader"))
    let again = try #require(try per.replica.retry(refused: edit.name).last)
    let after = try per.replica.store.read { try $0.operations(of: again.commit) }
    #expect(before.map(\.operation) == after.map(\.operation))
    try level(karin, per, anna)
    // Nobody's text was decided away by it.
    let open = try #require(try karin.replica.conflicts().first { $0.conflict.register?.field == notes })
    #expect(Set(open.candidates.map(\.write.value.text)) == ["Karins rader", "Annas rader", "Pers rader"])
  }

  @Test func anAliasOfWhatIsNotHereIsReadByItself() throws {
    let (karin, per, anna) = try staff()
    try per.edit(.create(type, first, [.set(name, .text("Museet"))]))
    let made = try anna.edit(.create(type, second, [.set(name, .text("Museet"))]))
    let runs = try anna.replica.outgoing(key: anna.key, commitsMax: 10, bytesMax: 1 << 20)
    _ = try per.replica.receive(runs)
    try per.edit(.join(first, into: second))
    #expect(try per.view(first).joinedInto == second)
    // What made the other is refused: nothing is hidden by it.
    office.append(.refused(made.name, Refusal(code: .size)))
    try office.pull(per)
    #expect(try per.view(first).joinedInto == nil)
    #expect(try per.replica.status().records == 1)
    for laptop in [per, karin] { try office.sync(laptop) }
    #expect(try karin.view(first).joinedInto == nil)
    // It is made after all, and found.
    try karin.edit(.create(type, second, [.set(name, .text("Museet igen"))]))
    #expect(try karin.view(first).joinedInto == second)
    #expect(try karin.view(second).conflicts.map(\.register?.field) == [name])
  }

  @Test func aRefusedJoinLeavesNoTrace() throws {
    let (karin, per, anna) = try twins()
    let before = try karin.everything()
    let commit = try karin.edit(.join(second, into: first))
    try office.sync(karin) { $0.sequence == commit.commit.sequence ? Refusal(code: .role) : nil }
    #expect(try karin.everything() == before)
    let box = try karin.replica.refused()
    _ = try karin.replica.retry(refused: try #require(box.first).refused.name)
    try level(karin, per, anna)
    #expect(try per.view(second).joinedInto == first)
  }

  @Test func theSameNaturalKeyMadeAgainIsAnEditOfTheJoinedRecord() throws {
    let (karin, per, anna) = try staff()
    let assessment = Words.type("assessment")
    let colour = Words.number("colour", assessment)
    func key(_ activity: RecordID) -> [FieldChange] {
      [
        .set(Words.number("activity", assessment), Value(.reference(activity))),
        .set(Words.number("year", assessment), Value(.integer(2024))),
      ]
    }
    let one = RecordID.natural(type: "assessment", [.record(first), .integer(2024)])
    let other = RecordID.natural(type: "assessment", [.record(second), .integer(2024)])
    for (activity, id) in [(first, one), (second, other)] {
      try karin.edit(
        .create(
          Words.activity.number, activity, [.set(Words.number("title", Words.activity), .text("Film"))]))
      try karin.edit(.create(assessment.number, id, key(activity) + [.set(colour, Value(.code("green")))]))
    }
    try karin.edit(.join(other, into: one))
    let open = try karin.replica.conflicts().map(\.conflict)
    #expect(open.map(\.register?.field) == [Words.number("activity", assessment)])
    try karin.edit(.settle(one, try #require(open.first), .value(Value(.reference(first)))))
    try level(karin, per, anna)
    try per.edit(.create(assessment.number, other, [.set(colour, Value(.code("red")))]))
    try level(karin, per, anna)
    #expect(try anna.view(one).value(colour) == Value(.code("red")))
    #expect(try anna.view(other).value(colour) == Value(.code("red")))
    #expect(try anna.replica.conflicts().isEmpty)
  }
}

extension Laptop {
  /// Every record as it reads, those that lists leave out too.
  func everything() throws -> [RecordID: RecordView] {
    try replica.store.read { reading in
      var result: [RecordID: RecordView] = [:]
      try reading.eachRecord { state in result[state.id] = try reading.view(state.id) }
      return result
    }
  }
}
