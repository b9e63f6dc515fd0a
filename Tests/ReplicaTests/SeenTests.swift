import CommitFormat
import Merge
import Replica
import Schema
import Testing

/// An author replaces what was shown to them, also where somebody has replaced that since.
@Suite struct SeenBefore {
  let office = Office()
  let title = Words.number("title", Words.activity)
  let notes = Words.number("notes", Words.activity)
  let day = Words.number("doneOn", Words.activity)
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
        Words.activity.number, activity,
        [.set(title, .text("Film")), .set(notes, .text("ett\ntvå\ntre\n")), .set(day, on(1))]))
    for laptop in [karin, per, anna] { try office.sync(laptop) }
    return (karin, per, anna)
  }

  @Test func aTextWrittenInAnOldFormMergesOverWhatBothSaw() throws {
    let (karin, per, anna) = try staff()
    let seen = try per.replica.seenNow()
    try anna.edit(.update(activity, [.set(notes, .text("ett, a\ntvå\ntre\n"))]))
    for laptop in [anna, per] { try office.sync(laptop) }
    try per.edit(.update(activity, [.set(notes, .text("ett\ntvå\ntre, b\n"))]), seen: seen)
    for laptop in [per, karin] { try office.sync(laptop) }
    #expect(try karin.view(activity).value(notes) == .text("ett, a\ntvå\ntre, b\n"))
    #expect(try karin.replica.conflicts().isEmpty)
    #expect(try karin.everything() == per.everything())
  }

  @Test func theConflictSaysWhatStoodBefore() throws {
    let (karin, per, anna) = try staff()
    let seen = try per.replica.seenNow()
    try anna.edit(.update(activity, [.set(day, on(2))]))
    for laptop in [anna, per] { try office.sync(laptop) }
    try per.edit(.update(activity, [.set(day, on(3))]), seen: seen)
    for laptop in [per, karin] { try office.sync(laptop) }
    let open = try #require(try karin.replica.conflicts().first)
    #expect(open.candidates.map(\.write.value) == [on(2), on(3)])
    #expect(open.base == on(1))
  }

  @Test func whatIsRefusedLaterLeavesTheOldFormsValueAlone() throws {
    let (karin, per, _) = try staff()
    let first = try per.edit(.update(activity, [.set(day, on(2))]))
    let seen = try per.replica.seenNow()
    // Another window of the same laptop writes over it, and the server will not have that.
    let second = try per.edit(.update(activity, [.set(day, on(3))]))
    try per.edit(.update(activity, [.set(day, on(4))]), seen: seen)
    #expect(try per.replica.conflicts().count == 1)
    try office.sync(per) { $0.sequence == second.commit.sequence ? Refusal(code: .size) : nil }
    #expect(first.commit.sequence < second.commit.sequence)
    try office.sync(karin)
    #expect(try karin.replica.conflicts().isEmpty)
    #expect(try karin.view(activity).value(day) == on(4))
    #expect(try karin.everything() == per.everything())
  }

  @Test func anOldFormOfAConflictSettlesNothingForAnEditor() throws {
    let (karin, per, anna) = try staff()
    try anna.edit(.update(activity, [.set(day, on(2))]))
    try per.edit(.update(activity, [.set(day, on(3))]))
    for laptop in [anna, per, karin, anna] { try office.sync(laptop) }
    // Anna sees both values; Karin settles before Anna has saved her form.
    let seen = try anna.replica.seenNow()
    let open = try #require(try karin.replica.conflicts().first)
    try karin.edit(.settle(activity, open.conflict, .value(on(4))))
    for laptop in [karin, anna] { try office.sync(laptop) }
    try anna.edit(.update(activity, [.set(day, on(5))]), seen: seen)
    let item = try #require(try anna.replica.history(of: activity, limit: 1).first)
    #expect(item.writes.first?.settled.isEmpty == true, "she names her own value, and not Per's")
    for laptop in [anna, karin] { try office.sync(laptop) }
    #expect(try karin.replica.conflicts().first?.candidates.map(\.write.value) == [on(4), on(5)])
  }

  @Test func aDeletionCoversWhatItsAuthorSaw() throws {
    let (karin, per, anna) = try staff()
    let seen = try per.replica.seenNow()
    try anna.edit(.update(activity, [.set(day, on(2))]))
    for laptop in [anna, per] { try office.sync(laptop) }
    try per.edit(.delete(activity), seen: seen)
    for laptop in [per, karin] { try office.sync(laptop) }
    let open = try #require(try karin.replica.conflicts().first)
    #expect(open.conflict.kind == .delete)
    #expect(open.candidates.map(\.register.field) == [.life, day])
    // Who has seen all deletes all.
    try per.edit(.update(activity, [.set(notes, .text("annat"))]))
    try karin.edit(.settle(activity, open.conflict, .keep))
    for laptop in [karin, per] { try office.sync(laptop) }
    try per.edit(.delete(activity), seen: try per.replica.seenNow())
    #expect(try per.view(activity).isDeleted)
  }
}
