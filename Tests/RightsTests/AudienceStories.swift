import CommitFormat
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer
import Testing

@Suite struct AudienceStories {
  let secret = RightsWorld.marker(RightsWorld.protected)

  @Test func whatIsProtectedReachesThoseAloneWhoBelong() throws {
    let world = try RightsWorld()
    let per = try world.laptop("Per", audiences: [RightsWorld.protected])
    let anna = try world.laptop("Anna")
    try per.sync()
    try anna.sync()
    let artist = try per.add("\(secret) konstnär", in: RightsWorld.protected)
    let plain = try per.add("Dans i parken")
    #expect(try per.sync().level)
    let report = try anna.sync()
    #expect(report.level)
    #expect(try anna.title(plain) == "Dans i parken" && anna.title(artist) == nil)
    #expect(!contains(anna.received, secret))
    #expect(try !contains(anna.held(), secret) && contains(per.held(), secret))
    // Both have the same chain: the log can be checked by whoever may not read all of it.
    #expect(try anna.replica.header().cursor?.chain == per.replica.header().cursor?.chain)
    #expect(try anna.replica.header().cursor?.token != per.replica.header().cursor?.token)
    // The same on the server, as each of them may see it.
    let shown = try world.server.replica(for: Actor(user: "Anna", role: .editor))
    #expect(try shown.store.read { try $0.recordCount() } == 1)
    #expect(try shown.store.read { try $0.search("konstnar", limit: 5) }.isEmpty)
    #expect(try shown.store.read { try $0.history(of: artist) }.isEmpty)
    #expect(try world.server.replica(for: .console).store.read { try $0.recordCount() } == 2)
  }

  @Test func aChildFollowsItsParent() throws {
    let world = try RightsWorld()
    let per = try world.laptop("Per", audiences: [RightsWorld.protected, RightsWorld.lekeberg])
    try per.sync()
    let (plan, section) = (RecordID.random(milliseconds: 1, bits: 76), RecordID.random(milliseconds: 1, bits: 77))
    let fields: [FieldChange] = [
      .set(try RightsWorld.field("section", "title"), .text("Konst")),
      .set(try RightsWorld.field("section", "kind"), Value(.code("goal"))),
      .set(try RightsWorld.field("section", "plan"), Value(.reference(plan))),
    ]
    let planFields: [FieldChange] = [.set(try RightsWorld.field("plan", "title"), .text("Plan"))]
    _ = try per.replica.edit(Draft([.create(try RightsWorld.type("plan").number, plan, planFields)]))
    _ = try per.replica.edit(
      Draft([.create(try RightsWorld.type("section").number, section, fields)], audience: RightsWorld.protected))
    let child = try per.add("Barn", section: section)
    #expect(try per.replica.store.read { try $0.record(child)?.audience } == RightsWorld.protected)
    #expect(throws: EditProblem.otherAudience(section)) {
      try per.add("Fel krets", in: RightsWorld.lekeberg, section: section)
    }
    let free = try per.add("Fri")
    #expect(throws: EditProblem.otherAudience(section)) {
      try per.replica.edit(
        Draft([
          .update(free, [.set(try RightsWorld.field("activity", "section"), Value(.reference(section)))])
        ]))
    }
    #expect(try per.sync().level)
  }

  @Test func whoGainsGetsWhatIsThereAndWhoLosesKeepsNothing() throws {
    let world = try RightsWorld()
    let per = try world.laptop("Per", audiences: [RightsWorld.protected])
    let anna = try world.laptop("Anna")
    try per.sync()
    let artist = try per.add("\(secret) konstnär", in: RightsWorld.protected)
    try per.sync()
    try anna.sync()
    let own = try anna.add("Annas egen")
    try world.set("Anna", [RightsWorld.protected])
    let gained = try anna.sync()
    #expect(gained.level && gained.audiencesGained == [RightsWorld.protected] && gained.accepted == 1)
    #expect(try anna.title(artist) == "\(secret) konstnär" && anna.title(own) == "Annas egen")
    try anna.rename(artist, "\(secret) rättad")
    try world.set("Anna", [])
    let lost = try anna.sync()
    #expect(lost.level && lost.audiencesLost == [RightsWorld.protected] && lost.recordsGone == 1)
    #expect(lost.refused.map(\.refusal) == [Refusal(code: .role, reason: "audience")])
    #expect(try anna.title(artist) == nil && !contains(anna.held(), secret))
    // What she had typed is hers, until it is settled.
    #expect(try anna.refused.count == 1)
    #expect(try anna.title(own) == "Annas egen")
    #expect(try !anna.replica.header().mustScrub)
    #expect(try per.sync().level)
    #expect(try per.title(artist) == "\(secret) konstnär")
  }

  @Test func unsentEditsStayThroughAGain() throws {
    let world = try RightsWorld()
    let (per, anna) = (
      try world.laptop("Per", audiences: [RightsWorld.lekeberg]), try world.laptop("Anna", audiences: [])
    )
    try per.sync()
    try anna.sync()
    let record = try per.add("Lekeberg", in: RightsWorld.lekeberg)
    try per.sync()
    let mine = try anna.add("Utan nät")
    try anna.rename(mine, "Utan nät, rättad")
    try world.set("Anna", [RightsWorld.lekeberg])
    #expect(try anna.sync().level)
    #expect(try anna.title(mine) == "Utan nät, rättad" && anna.title(record) == "Lekeberg" && anna.unsent == 0)
  }

  /// The log takes it while its author belongs; when the author hears of it that is over.
  @Test func whatItsAuthorMayNotReadAnyMoreStaysWithNobodyOutside() throws {
    let world = try RightsWorld()
    let per = try world.laptop("Per", audiences: [RightsWorld.protected])
    try per.sync()
    // The snapshot for those who belong nowhere is of before.
    try world.laptop("Anna").sync()
    let artist = try per.add("\(secret) konstnär", in: RightsWorld.protected)
    #expect(throws: SyncProblem.cut) { try per.sync(losesAnswer: true) }
    try world.set("Per", [])
    let report = try per.sync()
    #expect(report.level && report.audiencesLost == [RightsWorld.protected])
    #expect(try per.title(artist) == nil && !contains(per.held(), secret))
    #expect(try per.unsent == 0 && !per.replica.header().mustScrub)
    #expect(try world.title(artist) == "\(secret) konstnär")
    #expect(try per.replica.selfCheck().isSound)
  }

  /// What was written while the lost part of the log was known names those who only that part knew.
  @Test func whoLosesAnAudienceWithTheEndOfTheLogGoesOn() throws {
    let world = try RightsWorld()
    let (per, anna) = (try world.laptop("Per"), try world.laptop("Anna"))
    for laptop in [per, anna] { try laptop.sync() }
    let backup = world.log.copy()
    let record = try per.add("Dans")
    for laptop in [per, anna] { try laptop.sync() }
    // Started anew, the server writes under a name that only the lost part will know.
    try world.rollBack(to: world.log)
    try world.set("Per", [RightsWorld.protected])
    let title = try RightsWorld.field("activity", "title")
    _ = try world.server.edit(
      Draft([.update(record, [.set(title, .text("Dans, på webben"))])]), by: Actor(user: "Anna", role: .editor))
    try per.sync()
    try world.rollBack(to: backup)
    try per.rename(record, "Dans av Per")
    // Anna gives back what she knows; the snapshot that Per gets too is of then.
    try anna.sync()
    try world.laptop("Bo").sync()
    let report = try per.sync()
    #expect(report.level && report.audiencesLost == [RightsWorld.protected] && report.givenBack == 2)
    #expect(try per.title(record) == "Dans av Per" && world.title(record) == "Dans av Per")
    #expect(try per.replica.selfCheck().isSound)
  }

  @Test func aCommitForTwoAudiencesIsWholePerReader() throws {
    let world = try RightsWorld()
    let per = try world.laptop("Per", audiences: [RightsWorld.protected])
    let anna = try world.laptop("Anna")
    try per.sync()
    let (open, closed) = (try per.add("Öppen"), try per.add("\(secret) a", in: RightsWorld.protected))
    let title = try RightsWorld.field("activity", "title")
    _ = try per.replica.edit(
      Draft(
        [.update(open, [.set(title, .text("Öppen 2"))]), .update(closed, [.set(title, .text("\(secret) b"))])],
        note: "\(secret) skäl"))
    #expect(try per.sync().level)
    #expect(try anna.sync().level)
    #expect(try anna.title(open) == "Öppen 2" && !contains(anna.received, secret))
  }

  /// What is said of a commit stands in the part that not all may read; it is kept as long as the open part is looked at.
  @Test func whatIsSaidOfACommitIsKeptWithItsOpenPart() throws {
    let world = try RightsWorld()
    let per = try world.laptop("Per", audiences: [RightsWorld.protected])
    let anna = try world.laptop("Anna")
    func level() throws {
      for _ in 0..<3 {
        world.clock.move(70_000)
        for laptop in [per, anna] { try laptop.sync() }
      }
    }
    try level()
    let (open, closed) = (try per.add("Öppen"), try per.add("\(secret) a", in: RightsWorld.protected))
    try level()
    let title = try RightsWorld.field("activity", "title")
    _ = try per.replica.edit(
      Draft(
        [.update(open, [.set(title, .text("Pers"))]), .update(closed, [.set(title, .text("\(secret) b"))])],
        note: "ett skäl"))
    try per.rename(closed, "\(secret) c")
    try anna.rename(open, "Annas")
    try level()
    #expect(try world.server.compact(keeping: 0, by: .console).isNews)
    try level()
    let notes = try per.replica.conflicts().flatMap(\.candidates).map(\.note)
    #expect(notes.sorted() == ["", "ett skäl"])
    #expect(try anna.replica.conflicts().flatMap(\.candidates).map(\.note) == ["", ""])
  }

  @Test func aForgedPartIsRefused() throws {
    let world = try RightsWorld()
    let (per, eva) = (
      try world.laptop("Per", audiences: [RightsWorld.protected]), try world.laptop("Eva")
    )
    try per.sync()
    try eva.sync()
    // Eva's program has been changed to believe that she may.
    try eva.replica.updateHeader { $0.audiences = [.everyone, RightsWorld.protected] }
    try eva.add("Smuget in", in: RightsWorld.protected)
    #expect(throws: EditProblem.notInAudience(Audience(9))) { try eva.add("Okänd", in: Audience(9)) }
    let report = try eva.sync()
    #expect(report.refused.map(\.refusal) == [Refusal(code: .role, reason: "audience")])
    #expect(try per.sync().level)
    #expect(try RightsWorld.shown(per.replica).isEmpty)
  }

  @Test func whatIsRefusedForItsAudienceIsShownNoMore() throws {
    let world = try RightsWorld()
    let anna = try world.laptop("Anna")
    // Written before a server has said what she may read.
    try anna.replica.store.write { try $0.setSchema(RightsWorld.schema().json()) }
    let record = try anna.add("\(secret) nytt", in: RightsWorld.protected)
    #expect(try anna.sync().refused.map(\.refusal) == [Refusal(code: .role, reason: "audience")])
    #expect(try anna.replica.store.read { try $0.record(record) } == nil)
    #expect(try anna.refused.count == 1)
  }

  @Test func whatBothCopiesWroteIsInTheirBoxesWhenTheirAudienceIsLost() throws {
    let world = try RightsWorld(limits: ServerLimits(snapshotLag: 0))
    let per = try world.laptop("Per", audiences: [RightsWorld.protected])
    try per.sync()
    let artist = try per.add("\(secret) konstnär", in: RightsWorld.protected)
    try per.sync()
    let copy = try per.copied()
    let typed = [try per.rename(artist, "\(secret) en"), try copy.rename(artist, "\(secret) två")]
    try world.set("Per", [])
    for (laptop, stored) in zip([per, copy], typed) {
      #expect(try laptop.sync().refused.map(\.refusal) == [Refusal(code: .role, reason: "audience")])
      #expect(try laptop.unsent == 0 && laptop.title(artist) == nil)
      // The second one stands in the log as a branch; it is Per's all the same.
      let box = try laptop.refused
      #expect(box.map(\.commit.hash) == [stored.hash] && box.allSatisfy { $0.commit.name == $0.name })
    }
    #expect(try copy.replica.header().former.map(\.chain) == copy.refused.map(\.name.replica))
    #expect(try per.sync().level)
  }

  @Test func ofWhatWasCarriedNothingStaysThatMayNotBeReadAnyMore() throws {
    let world = try RightsWorld()
    let per = try world.laptop("Per", audiences: [RightsWorld.protected])
    let eva = try world.laptop("Eva", audiences: [RightsWorld.protected])
    try per.sync()
    try eva.sync()
    let artist = try per.add("\(secret) konstnär", in: RightsWorld.protected)
    try eva.add("Dans i parken")
    _ = try eva.replica.receive(per.replica.outgoing(key: per.key, commitsMax: 10, bytesMax: 1 << 20))
    try world.set("Eva", [])
    // What is her own goes first; what she carries follows when she has begun anew.
    #expect(try eva.sync(commitsPerRequest: 1).level)
    #expect(try eva.title(artist) == nil && !contains(eva.held(), secret))
    #expect(try per.sync().level)
    #expect(try per.title(artist) == "\(secret) konstnär")
  }
}
