import CommitFormat
import Merge
import Plan
import Replica
import Schema
import TestSupport
import Testing
import Words

/// The inbox in memory says what a fresh look would say, whatever happened since it was read.
struct InboxIndexTests {
  private static let filters: [InboxFilter] = {
    var section = InboxFilter()
    section.section = "4.1"
    var person = InboxFilter()
    person.person = "Anna"
    person.kind = .edit
    var proposed = InboxFilter()
    proposed.isProposed = true
    var text = InboxFilter()
    text.text = "orebro"
    return [InboxFilter(), section, person, proposed, text]
  }()

  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func aKeptIndexIsAsAFreshOne(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let department = Department()
    let server = try department.desk("Cecilia", role: .administrator)
    let desks = [
      try department.desk("Anna"), try department.desk("Bertil"), try department.desk("Karin", role: .administrator),
    ]
    let plan = try server.add("plan", "title=Plan")
    var sections: [RecordID] = []
    for number in ["4", "4.1", "4.2"] {
      sections.append(
        try server.add(
          "section", "plan=\(plan.text)", "number=\(number)", "title=Örebro \(number)", "rank=\(sections.count)"))
    }
    var activities: [RecordID] = []
    for index in 0..<5 {
      activities.append(
        try server.add("activity", "section=\(sections[index % 3].text)", "title=Aktivitet \(index)", "rank=\(index)"))
    }
    try department.sync(server)
    for desk in desks { try department.sync(desk) }
    let kept = InboxIndex(server.replica)
    for step in 0..<60 {
      let desk = desks[Int.random(in: 0..<3, using: &generator)]
      let activity = activities[Int.random(in: 0..<activities.count, using: &generator)]
      // What is deleted or in conflict refuses some of this; that is part of the game.
      switch Int.random(in: 0..<12, using: &generator) {
      case 0, 1, 2: _ = try? desk.set(activity, "doneOn=2025-0\(Int.random(in: 1...9, using: &generator))-01")
      case 3: _ = try? desk.set(activity, "notes=\(Int.random(in: 0..<99, using: &generator)) rader")
      case 4: _ = try? desk.set(activity, "section=\(sections[Int.random(in: 0..<3, using: &generator)].text)")
      case 5: _ = try? desk.set(activity, "rank=\(Int.random(in: 0..<9, using: &generator))")
      case 6: _ = try? desk.edit(.delete(activity))
      case 7: _ = try? desk.edit(.restore(activity))
      case 8: _ = try? desk.set(sections[1], "parent=\(sections[Int.random(in: 0..<3, using: &generator)].text)")
      case 9:
        if let place = try InboxIndex(desk.replica).conflicts().first {
          _ = try? desk.settle([Settling(conflict: place.id, record: place.record, decision: .take(number: 1))])
        }
      case 10:
        if let place = try InboxIndex(desk.replica).conflicts().last {
          let open = try #require(try desk.replica.openConflict(place.id))
          let user = try desk.replica.header().user
          let change = try desk.replica.store.read { reading in
            try ProposalBook(reading).change(
              .take(number: 1), about: open, author: user, reason: "", state: .proposed
            ).change
          }
          try desk.edit(change)
        }
      default: _ = try? desk.set(sections[Int.random(in: 0..<3, using: &generator)], "number=4.\(step % 4)")
      }
      if Bool.random(using: &generator) { try department.sync(desk) }
      if Bool.random(using: &generator) { try department.sync(server) }
      department.clock.pass(days: Int64.random(in: 0...2, using: &generator))
      let filter = Self.filters[step % Self.filters.count]
      let fresh = InboxIndex(server.replica)
      for order in InboxOrder.allCases {
        let one = try kept.page(filter, order: order, limit: 100, language: .sv)
        let other = try fresh.page(filter, order: order, limit: 100, language: .sv)
        #expect(one.rows == other.rows, "seed \(seed), step \(step), \(order)")
        #expect(one.counts == other.counts, "seed \(seed), step \(step), \(order)")
        #expect(one.conflictsTotal == other.conflictsTotal && one.matching == one.rows.count)
      }
      let ids = try server.replica.conflicts().map(\.id)
      #expect(Set(try kept.conflicts().map(\.id)) == Set(ids), "seed \(seed), step \(step)")
      for id in ids { #expect(try kept.places(idPrefix: String(id.text.prefix(8))).contains { $0.id == id }) }
    }
  }

  @Test func aRowSaysWhoStandsAgainstWhomAndHowLongItHasWaited() throws {
    let department = Department()
    let cecilia = try department.desk("Cecilia", role: .administrator)
    let (anna, bertil) = (try department.desk("Anna"), try department.desk("Bertil", device: "platta"))
    let plan = try cecilia.add("plan", "title=Plan")
    let section = try cecilia.add("section", "plan=\(plan.text)", "number=4.1", "title=Bibliotek")
    _ = try cecilia.add("activity", "section=\(section.text)", "title=Först", "rank=1")
    let activity = try cecilia.add(
      "activity", "section=\(section.text)", "title=Bokstart", "rank=2", "municipalities=Örebro")
    try department.sync(cecilia, anna, bertil)
    try anna.set(activity, "doneOn=2025-03-01")
    department.clock.pass(days: 1)
    try bertil.set(activity, "doneOn=2025-04-02", "startYear=2025")
    try department.sync(anna, bertil)
    department.clock.pass(days: 10)
    try department.sync(cecilia)
    let index = InboxIndex(cecilia.replica)
    let page = try index.page(limit: 10, language: .sv)
    let row = try #require(page.rows.first)
    #expect(page.rows.count == 1)
    #expect(row.place == "4.1-2" && row.section == "4.1" && row.sectionPath == ["4.1"])
    #expect(row.municipalities == ["Örebro"])
    #expect(row.conflicts.map { $0.fieldName(.sv) } == ["Klar den"])
    #expect(row.people.map(\.name) == ["Anna", "Bertil"] && row.people.map(\.device) == ["laptop", "platta"])
    #expect(row.newest - row.oldest >= 86_400_000)
    #expect(page.counts.sections.map(\.label) == ["4.1 Bibliotek"])
    #expect(page.counts.ages.map(\.value) == ["1", "7"])
    var filter = InboxFilter()
    filter.olderThanDays = 11
    #expect(try index.page(filter, limit: 10, language: .sv).rows.isEmpty)
    filter.olderThanDays = 9
    filter.person = "Bertil"
    filter.section = "4"
    #expect(try index.page(filter, limit: 10, language: .sv).rows.isEmpty, "nothing lies in a section 4")
    filter.section = "4.1"
    #expect(try index.page(filter, limit: 10, language: .sv).matching == 1)
    filter.person = "Karin"
    let others = try index.page(filter, limit: 10, language: .sv)
    #expect(others.rows.isEmpty && others.counts.people.map(\.value) == ["Anna", "Bertil"])
  }
}
