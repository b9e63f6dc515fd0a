import CommitFormat
import Merge
import Replica
import Schema
import SyncClient
import SyncServer
import TestSupport
import Testing

/// An artist whose whereabouts were open to all turns out to be under threat; a thing kept for some is made public.
@Suite struct MovingStories {
  let world: RightsWorld
  let chief: Actor
  /// Belongs to the protected, as the chief does.
  let per: Laptop
  let anna: Laptop

  init() throws {
    world = try RightsWorld()
    chief = try world.administrator("Chef")
    try world.set("Chef", [RightsWorld.protected])
    per = try world.laptop("Per", audiences: [RightsWorld.protected])
    anna = try world.laptop("Anna")
    try per.sync()
    try anna.sync()
  }

  @discardableResult
  private func move(_ record: RecordID, to audience: Audience) throws -> MoveReport {
    try world.server.move(MoveRequest([record], to: audience, reason: "Hotbild"), by: chief)
  }

  @Test func whatMovesLeavesThoseWhoDoNotBelongAndTheServersFiles() throws {
    let artist = try anna.add("BOR PA STORGATAN")
    try anna.sync()
    try per.sync()
    try per.rename(artist, "BOR PA LILLGATAN")
    try per.sync()
    try anna.sync()
    let preview = try world.server.previewMove(MoveRequest([artist], to: RightsWorld.protected), by: chief)
    #expect(preview.items.map(\.record) == [artist] && preview.commits == 2)
    #expect(try move(artist, to: RightsWorld.protected).done == preview)
    let left = try anna.sync()
    #expect(left.level && left.recordsGone == 1)
    #expect(try anna.title(artist) == nil)
    #expect(try per.sync().level)
    #expect(try per.title(artist) == "BOR PA LILLGATAN")
    for words in ["STORGATAN", "LILLGATAN"] {
      #expect(!contains(anna.received, words))
      #expect(try !contains(anna.held(), words), "\(words) is left with Anna")
    }
    // Somebody new, who is sent the whole log.
    let ola = try world.laptop("Ola", .reader)
    #expect(try ola.sync().level)
    #expect(!contains(ola.received, "GATAN"))
    // What was replaced before, nobody has any more, not those who belong either.
    #expect(try !contains(per.held(), "STORGATAN"))
    #expect(try !contains(world.logBytes(), "STORGATAN"))
    // Who belongs sees who moved it, from where what stands is.
    let history = try per.replica.history(of: artist)
    #expect(history.map(\.author) == ["Chef"] && history.first?.note == "Hotbild")
    #expect(history.first?.writes.map(\.register) == [.audience])
  }

  @Test func aConflictMovesAsItIs() throws {
    let record = try anna.add("Dans")
    try anna.sync()
    try per.sync()
    let done = try RightsWorld.field("activity", "doneOn")
    func day(_ day: Int) throws -> Value {
      Value(.date(try #require(PartialDate(year: 2025, month: 5, day: day))))
    }
    for (laptop, number) in [(anna, 1), (per, 2)] {
      _ = try laptop.replica.edit(Draft([.update(record, [.set(done, try day(number))])]))
    }
    try anna.sync()
    try per.sync()
    let before = try world.server.replica.store.read { try $0.view(record)?.conflicts.map(ConflictID.init) }
    try move(record, to: RightsWorld.protected)
    let after = try world.server.replica.store.read { try $0.view(record)?.conflicts.map(ConflictID.init) }
    #expect(before == after && before?.isEmpty == false)
    #expect(try per.sync().level)
    let open = try per.replica.store.read { try $0.view(record)?.conflicts.first }
    let conflict = try #require(open)
    let shown = try per.replica.store.read { try $0.openConflict(ConflictID(conflict), of: record) }
    #expect(Set(shown?.candidates.map(\.author) ?? []) == ["Anna", "Per"])
    let chiefs = try world.laptop("Chef")
    try chiefs.sync()
    _ = try chiefs.replica.edit(Draft([.settle(record, conflict, .value(try day(2)))]))
    #expect(try chiefs.sync().level)
    #expect(try world.server.replica.store.read { try $0.view(record)?.conflicts } == [])
  }

  @Test func whatWasWrittenBeforeItMovedFollowsOrWaits() throws {
    let record = try anna.add("Dans")
    try anna.sync()
    try per.sync()
    // Both write without having heard of the move, Per twice; and Anna makes something below it.
    try per.rename(record, "Dans i parken")
    try per.rename(record, "Dans i stora parken")
    try anna.rename(record, "Dansen")
    try move(record, to: RightsWorld.protected)
    let followed = try per.sync()
    #expect(followed.level && followed.refused.isEmpty && followed.followed == 2)
    #expect(try per.unsent == 0 && per.refused.isEmpty)
    #expect(try world.server.replica.store.read { try $0.view(record)?.conflicts } == [])
    #expect(try world.title(record) == "Dans i stora parken")
    // Anna does not belong: what she typed is in her box, and the chief decides about it.
    let waits = try anna.sync()
    #expect(waits.refused.map(\.refusal.code) == [.moved] && waits.recordsGone == 1)
    #expect(try anna.refused.count == 1)
    let kept = try world.server.quarantine(limit: 10, for: chief)
    #expect(kept.map(\.kept.reason) == [.moved])
    // An administrator who does not belong reads no word of it.
    let other = try world.administrator("Bo")
    let hidden = try world.server.quarantine(limit: 10, for: other)
    #expect(hidden.map(\.isWithheld) == [true] && hidden.allSatisfy { $0.item?.writes.isEmpty ?? true })
    #expect(throws: EditProblem.self) { try world.server.acceptQuarantined(hidden[0].kept.id, note: "", by: other) }
    #expect(try world.acceptAll(by: chief) == 1)
    // It stands beside what Per wrote meanwhile: words against words, for a person to settle.
    #expect(try world.server.replica.store.read { try $0.view(record)?.conflicts.count } == 1)
    #expect(try per.sync().level)
    #expect(try anna.sync().level)
    #expect(try anna.title(record) == nil)
  }

  @Test func whatLiesBelowGoesAlongAndWhatIsMadeBelowLaterFollows() throws {
    let activity = try anna.add("Dans")
    let below = try addAssessment(of: activity, anna, comment: "MYCKET BRA")
    try anna.sync()
    try per.sync()
    let late = try addAssessment(of: activity, per, comment: "SEN")
    try move(activity, to: RightsWorld.protected)
    #expect(try audience(activity) == RightsWorld.protected && audience(below) == RightsWorld.protected)
    #expect(try per.sync().followed == 1)
    #expect(try audience(late) == RightsWorld.protected)
    #expect(try anna.sync().recordsGone == 2)
    // What was kept for some is made public; what lies below it may stay where it is.
    try move(activity, to: .everyone)
    #expect(try audience(activity) == .everyone && audience(below) == RightsWorld.protected)
    #expect(try anna.sync().level)
    #expect(try anna.title(activity) == "Dans")
    #expect(throws: MoveProblem.nothing) { try move(activity, to: .everyone) }
  }

  /// Who reads both audiences goes back to nothing that who reads the new one alone does not have.
  @Test func theHistoryBeginsWithTheMoveForEverybody() throws {
    let record = try anna.add("Dans i parken")
    for laptop in [anna, per] { try laptop.sync() }
    let made = try per.rename(record, "Dans i stora parken")
    try per.sync()
    try move(record, to: RightsWorld.protected)
    for laptop in [per, anna] { #expect(try laptop.sync().level) }
    let title = RegisterID(try RightsWorld.field("activity", "title"))
    let kept = try world.server.replica.store.read { try $0.history(of: title, in: record) }
    #expect(kept.map(\.value.text) == ["Dans i stora parken"])
    #expect(try per.replica.store.read { try $0.history(of: title, in: record) } == kept)
    // What he had written over is forgotten, so it can't be brought back.
    #expect(throws: EditProblem.forgotten) {
      try per.replica.undoing((made.commit.replica, made.commit.sequence))
    }
    // Forgetting more changes nothing: what was left stays left.
    per.world.clock.move(1000)
    _ = try world.server.compact(keeping: 0, by: .console)
    for laptop in [per, anna] { #expect(try laptop.sync().level) }
    let left = try anna.replica.store.read { reading in
      try reading.recentCommits(limit: .max).flatMap { try reading.operations(of: $0.commit) }.map(\.operation)
    }
    #expect(left.contains(.leave(record)))
    let again = try world.laptop("Anna")
    #expect(try again.sync().level)
    #expect(try again.title(record) == nil)
    #expect(try again.replica.selfCheck().isSound)
  }

  @Test func whatIsDeletedOrReadAsOneMovesAsItIs() throws {
    let (gone, one, other) = (try per.add("Borta"), try per.add("Dans"), try per.add("Dans"))
    _ = try per.replica.edit(Draft([.delete(gone)]))
    _ = try per.replica.edit(Draft([.join(other, into: one)]))
    try per.sync()
    try anna.sync()
    try move(gone, to: RightsWorld.protected)
    let moved = try move(one, to: RightsWorld.protected).done.items.map(\.record)
    #expect(Set(moved) == [one, other])
    for laptop in [per, anna] { #expect(try laptop.sync().level) }
    let life = try per.replica.store.read { try $0.record(gone)?.life }
    #expect(life == .deleted)
    #expect(try per.replica.store.read { try $0.recordsInConflict() }.isEmpty)
    let members = try per.replica.store.read { try $0.joined(with: one).members }
    #expect(Set(members) == [one, other])
    #expect(try RightsWorld.shown(anna.replica).isEmpty)
  }

  @Test func nobodyMovesWhatIsNotTheirs() throws {
    let record = try per.add("Hemligt", in: RightsWorld.protected)
    try per.sync()
    let other = try world.administrator("Bo")
    #expect(throws: MoveProblem.unknownRecord(record)) {
      try world.server.move(MoveRequest([record], to: .everyone), by: other)
    }
    #expect(throws: MoveProblem.notInAudience(RightsWorld.lekeberg)) {
      try world.server.move(MoveRequest([record], to: RightsWorld.lekeberg), by: chief)
    }
    #expect(throws: AccountProblem.notAllowed(needs: .administrator)) {
      try world.server.move(MoveRequest([record], to: .everyone), by: Actor(user: "Per", role: .editor))
    }
    let preview = try world.server.previewMove(MoveRequest([record], to: .everyone), by: chief)
    try per.rename(record, "Hemligare")
    try per.sync()
    #expect(throws: MoveProblem.self) {
      try world.server.move(MoveRequest([record], to: .everyone), expecting: preview.token, by: chief)
    }
    // A laptop says that something has moved: it is not the server.
    let forged = try per.replica.store.read { try $0.record(record) }
    _ = try per.replica.edit(Draft([.carryOut(.leave(record), RightsWorld.protected)]))
    _ = try per.replica.edit(Draft([.carryOut(.arrive(try #require(forged).departing), .everyone)]))
    let report = try per.sync()
    #expect(report.refused.map(\.refusal.reason) == ["malformed", "malformed"])
    #expect(try audience(record) == RightsWorld.protected)
    #expect(try per.sync().level)
  }

  @Test func aBackupOfBeforeIsFilledInByWhoHasTheMove() throws {
    let record = try anna.add("BOR PA STORGATAN")
    try anna.sync()
    try per.sync()
    let backup = world.log.copy()
    try per.rename(record, "BOR PA LILLGATAN")
    try per.sync()
    try move(record, to: RightsWorld.protected)
    try per.sync()
    try anna.sync()
    try world.restore(backup)
    // Anna's laptop gives back what she wrote without what the move took away; Per's brings the move.
    try anna.sync()
    try per.sync()
    for _ in 0..<2 {
      #expect(try per.sync().level)
      #expect(try anna.sync().level)
    }
    #expect(try audience(record) == RightsWorld.protected)
    #expect(try world.title(record) == "BOR PA LILLGATAN" && per.title(record) == "BOR PA LILLGATAN")
    #expect(try anna.title(record) == nil && !contains(anna.held(), "GATAN"))
    // What the move left of the old commits is believed, because it was remembered beside the key.
    #expect(try world.server.quarantine(limit: 10, for: chief).isEmpty)
  }

  @Test func aBackupOfBeforeKeepsTheWordsWhereNobodyHasTheMove() throws {
    let record = try anna.add("BOR PA STORGATAN")
    try anna.sync()
    try per.sync()
    let backup = world.log.copy()
    try move(record, to: RightsWorld.protected)
    try anna.sync()
    try world.restore(backup)
    try anna.sync()
    #expect(try world.title(record) == "BOR PA STORGATAN")
    // Moved again, it ends as it did.
    try move(record, to: RightsWorld.protected)
    #expect(try anna.sync().level)
    #expect(try per.sync().level)
    #expect(try per.title(record) == "BOR PA STORGATAN" && anna.title(record) == nil)
  }

  /// Moved anew before laptops bring back what the backup lacks: that is then of a record which is no longer there.
  @Test func whatComesBackAfterItWasMovedAnewFollows() throws {
    let record = try anna.add("Dans")
    for laptop in [anna, per] { try laptop.sync() }
    let backup = world.log.copy()
    try per.rename(record, "Dans i parken")
    try per.sync()
    try world.restore(backup)
    try move(record, to: RightsWorld.protected)
    #expect(try per.sync().followed == 1)
    for laptop in [per, anna] { #expect(try laptop.sync().level) }
    #expect(try world.title(record) == "Dans i parken" && audience(record) == RightsWorld.protected)
    #expect(try anna.title(record) == nil && !contains(anna.held(), "parken"))
  }

  private func audience(_ record: RecordID) throws -> Audience? {
    try world.server.replica.store.read { try $0.record(record)?.audience }
  }

  private func addAssessment(of activity: RecordID, _ laptop: Laptop, comment: String) throws -> RecordID {
    let record = RecordID.random(milliseconds: world.clock.now(), bits: world.random.bits128())
    let fields: [FieldChange] = [
      .set(try RightsWorld.field("assessment", "activity"), Value(.reference(activity))),
      .set(try RightsWorld.field("assessment", "year"), Value(.integer(2025))),
      .set(try RightsWorld.field("assessment", "comment"), .text(comment)),
    ]
    _ = try laptop.replica.edit(Draft([.create(try RightsWorld.type("assessment").number, record, fields)]))
    return record
  }
}
