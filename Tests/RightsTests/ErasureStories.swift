import CommitFormat
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer
import TestSupport
import Testing

@Suite struct ErasureStories {
  private let secret = "0705551234"

  @Test func aValueIsGoneEverywhereAndTheRestStays() throws {
    let world = try RightsWorld()
    let (per, anna) = (try world.laptop("Per"), try world.laptop("Anna"))
    try per.sync()
    try anna.sync()
    let artist = try per.actor("Konstnären", phone: secret, mail: "k@example.org")
    try per.call(artist, secret + "5", mail: "k@example.org")
    try per.sync()
    try anna.sync()
    let chain = try world.server.head()?.chain
    let preview = try world.server.previewErasure(
      ErasureRequest(.records([artist], fields: ["phone"]), reason: ""), by: .console)
    #expect(preview.items.map(\.value) == [.text(secret), .text(secret + "5")])
    #expect(preview.items.map(\.isStanding) == [false, true] && preview.unsalted.isEmpty && preview.commits == 2)
    #expect(preview.items.allSatisfy { $0.author == "Per" })
    let report = try world.server.erase(
      ErasureRequest(.records([artist], fields: ["phone"]), reason: "begäran 7"), expecting: preview.token, by: .console
    )
    #expect(report.isScrubbed && report.done == preview)
    #expect(try !contains(Traces.of(world), secret))
    #expect(try contains(Traces.of(world), "k@example.org"))
    for laptop in [per, anna] {
      #expect(try contains(Traces.of(laptop), secret))
      #expect(try laptop.sync().level)
      #expect(try !contains(Traces.of(laptop), secret) && contains(Traces.of(laptop), "k@example.org"))
      #expect(try laptop.phone(artist) == nil && !laptop.replica.header().mustScrub)
      #expect(try laptop.replica.selfCheck().isSound && laptop.replica.chainHashes() != nil)
      #expect(try RightsWorld.shown(laptop.replica) == RightsWorld.shown(world.server.replica))
    }
    #expect(try world.server.head()?.chain != chain)
    // Whoever comes new gets what is left, and life goes on.
    let bo = try world.laptop("Bo")
    #expect(try bo.sync().level && !contains(bo.received, secret))
    try bo.call(artist, "0700000000")
    try bo.sync()
    #expect(try per.sync().level && per.phone(artist) == "0700000000")
    let audit = try world.server.accounts.audit()
    #expect(audit.contains { $0.action == .erased && $0.detail == "phone 2: begäran 7" && $0.subject == artist.text })
  }

  @Test func whatIsForgottenIsErasedToo() throws {
    let world = try RightsWorld()
    let laptops = [try world.laptop("Per"), try world.laptop("Anna")]
    let per = laptops[0]
    let artist = try per.actor("Konstnären", phone: secret)
    for phone in [secret + "1", secret + "2", "0700000000"] {
      try per.call(artist, phone)
      try per.sync()
    }
    for _ in 0..<2 {
      world.clock.move(70_000)
      for laptop in laptops { try laptop.sync() }
    }
    #expect(try world.server.compact(keeping: 0, by: .console).isNews)
    for laptop in laptops { try laptop.sync() }
    #expect(try !contains(Traces.of(laptops[1]), secret + "2") && contains(Traces.of(world), secret + "2"))
    let preview = try world.server.previewErasure(
      ErasureRequest(.records([artist], fields: ["phone"]), reason: ""), by: .console)
    #expect(preview.items.map(\.value).contains(.text(secret + "2")))
    #expect(try world.erase(artist))
    #expect(try !contains(Traces.of(world), secret) && !contains(Traces.of(world), "0700000000"))
    let new = try world.laptop("Bo")
    for laptop in laptops + [new] {
      #expect(try laptop.sync().level && laptop.sync().level)
      #expect(try !contains(Traces.of(laptop), secret) && laptop.phone(artist) == nil)
      #expect(try laptop.replica.selfCheck().isSound)
      #expect(try RightsWorld.shown(laptop.replica) == RightsWorld.shown(world.server.replica))
      #expect(try laptop.replica.view(artist)?.conflicts.isEmpty == true)
    }
  }

  /// A download goes on when a newer snapshot has taken the place, and ends where something in it was erased.
  @Test func aSnapshotThatIsBeingReadIsReadOnUntilSomethingIsErased() throws {
    let folder = TemporaryFolder()
    let world = try RightsWorld(snapshotFolder: folder.path)
    let per = try world.laptop("Per")
    try per.sync()
    let artist = try per.actor("Konstnären", phone: secret)
    try per.sync()
    let first = try world.server.snapshot()
    for number in 0..<9 {
      try per.call(artist, "\(number)")
      try per.sync()
    }
    let second = try world.server.snapshot()
    #expect(second.position > first.position)
    for file in [first, second] { #expect(try Hash(of: file.bytes(0..<file.byteCount)) == file.hash) }
    #expect(try world.erase(artist))
    for file in [first, second] { #expect(throws: ServerProblem.self) { try file.bytes(0..<1) } }
  }

  @Test func aPreviewThatIsNoLongerTrueIsRefused() throws {
    let world = try RightsWorld()
    let per = try world.laptop("Per")
    try per.sync()
    let artist = try per.actor("K", phone: secret)
    try per.sync()
    let request = ErasureRequest(.records([artist], fields: nil), reason: "begäran")
    let preview = try world.server.previewErasure(request, by: .console)
    try per.call(artist, secret + "9")
    try per.sync()
    #expect(throws: ErasureProblem.self) {
      try world.server.erase(request, expecting: preview.token, by: .console)
    }
    #expect(try contains(Traces.of(world), secret))
    #expect(throws: AccountProblem.notAllowed(needs: .administrator)) {
      try world.server.erase(request, expecting: nil, by: Actor(user: "Per", role: .editor))
    }
    #expect(throws: ErasureProblem.reason) {
      var silent = request
      silent.reason = " "
      return try world.server.erase(silent, expecting: nil, by: .console)
    }
    #expect(throws: ErasureProblem.unknownField("tax", of: artist)) {
      try world.server.previewErasure(ErasureRequest(.records([artist], fields: ["tax"]), reason: ""), by: .console)
    }
  }

  @Test func whatWasWrittenWithoutKnowingIsRefusedAndGoneToo() throws {
    let world = try RightsWorld()
    let (per, anna) = (try world.laptop("Per"), try world.laptop("Anna"))
    try per.sync()
    try anna.sync()
    let artist = try per.actor("K", phone: secret, mail: "m@example.org")
    try per.sync()
    try anna.sync()
    // Anna's tuple quotes the number that she saw.
    try anna.call(artist, secret, mail: "ny@example.org")
    let other = try anna.actor("Annan", phone: "0811")
    try world.erase(artist)
    let report = try anna.sync()
    #expect(report.refused.map(\.refusal.code) == [.erased] && report.level && report.accepted == 1)
    #expect(try !contains(Traces.of(anna), secret) && anna.refused.count == 1)
    #expect(try !contains(Traces.of(world), secret) && anna.phone(other) == "0811")
    // Knowing it, she may write it.
    try anna.call(artist, "0822")
    #expect(try anna.sync().refused.isEmpty && per.sync().level)
    #expect(try per.phone(artist) == "0822")
    // An erasure that is known already takes nothing of what was written after it.
    #expect(try anna.sync().level && anna.phone(artist) == "0822")
  }

  @Test func elementsOfASetGoWithTheirNames() throws {
    let world = try RightsWorld()
    let (per, anna) = (try world.laptop("Per"), try world.laptop("Anna"))
    try per.sync()
    try anna.sync()
    let meeting = try per.meeting([secret, "Bo"])
    try per.sync()
    try anna.sync()
    try per.dismiss(secret, from: meeting)
    try anna.admit(secret + "A", to: meeting)
    try per.sync()
    try anna.sync()
    let preview = try world.server.previewErasure(ErasureRequest(.naming(secret), reason: ""), by: .console)
    #expect(preview.recordCount == 1 && preview.items.contains { $0.value == RightsWorld.person(secret + "A") })
    _ = try world.server.erase(
      ErasureRequest(.naming(secret), reason: "begäran"), expecting: preview.token, by: .console)
    #expect(try !contains(Traces.of(world), secret))
    for laptop in [per, anna] {
      #expect(try laptop.sync().level && !contains(Traces.of(laptop), secret))
      #expect(try RightsWorld.shown(laptop.replica) == RightsWorld.shown(world.server.replica))
    }
    #expect(throws: ErasureProblem.nothing) {
      try world.server.previewErasure(ErasureRequest(.naming(secret), reason: ""), by: .console)
    }
  }

  @Test func whatIsErasedTwiceLosesBoth() throws {
    let world = try RightsWorld()
    let per = try world.laptop("Per")
    try per.sync()
    let artist = try per.actor("K", phone: secret, mail: "hemlig@example.org")
    try per.sync()
    try world.erase(artist, fields: ["phone"])
    try per.sync()
    #expect(try !contains(Traces.of(per), secret) && contains(Traces.of(per), "hemlig@"))
    try world.erase(artist, fields: ["mail"])
    try per.sync()
    for bytes in [try Traces.of(per), try Traces.of(world)] {
      #expect(!contains(bytes, secret) && !contains(bytes, "hemlig@"))
    }
    #expect(try per.replica.chainHashes() != nil && per.sync().level)
    let bo = try world.laptop("Bo")
    #expect(try bo.sync().level && bo.replica.chainHashes() != nil)
  }

  @Test func itIsGoneAgainAfterARestore() throws {
    let world = try RightsWorld()
    let (per, anna) = (try world.laptop("Per"), try world.laptop("Anna"))
    try per.sync()
    try anna.sync()
    let artist = try per.actor("K", phone: secret)
    try per.sync()
    try anna.sync()
    let backup = world.log.copy()
    try per.call(artist, secret + "7")
    try per.sync()
    try world.erase(artist)
    try per.sync()
    try world.restore(backup)
    // Before anybody has come.
    #expect(try !contains(Traces.of(world), secret))
    // Per gives back what he holds; Anna has not heard of the erasure, and holds the value still.
    #expect(try contains(Traces.of(anna), secret))
    for laptop in [per, anna, per, anna] { #expect(try laptop.sync().level) }
    for bytes in [try Traces.of(world), try Traces.of(per), try Traces.of(anna)] { #expect(!contains(bytes, secret)) }
    #expect(try RightsWorld.shown(per.replica) == RightsWorld.shown(anna.replica))
    #expect(try per.replica.chainHashes() != nil && anna.replica.chainHashes() != nil)
  }

  @Test func aReplicaThatHeardNothingGivesBackWhatWasErased() throws {
    let world = try RightsWorld()
    let (per, anna) = (try world.laptop("Per"), try world.laptop("Anna"))
    try per.sync()
    try anna.sync()
    let backup = world.log.copy()
    let artist = try per.actor("K", phone: secret)
    try per.sync()
    try anna.sync()
    try world.erase(artist)
    try world.restore(backup)
    // The commit is in no log by now; Anna brings it, as it was.
    for laptop in [anna, per, anna] { #expect(try laptop.sync().level) }
    for bytes in [try Traces.of(world), try Traces.of(per), try Traces.of(anna)] { #expect(!contains(bytes, secret)) }
    #expect(try per.phone(artist) == nil)
  }

  @Test func whoMayNotReadGetsNothingOfTheErasureEither() throws {
    let world = try RightsWorld()
    let per = try world.laptop("Per", audiences: [RightsWorld.protected])
    let anna = try world.laptop("Anna")
    try per.sync()
    try anna.sync()
    let artist = try per.actor("HEMLIGT1X", phone: secret, in: RightsWorld.protected)
    try per.sync()
    try anna.sync()
    #expect(throws: ErasureProblem.self) {
      try world.server.previewErasure(
        ErasureRequest(.records([artist], fields: nil), reason: ""), by: Actor(user: "Anna", role: .administrator))
    }
    try world.erase(artist)
    #expect(try per.sync().level && anna.sync().level)
    #expect(!contains(anna.received, "HEMLIGT1X"))
    #expect(try !contains(Traces.of(anna), "HEMLIGT1X") && !contains(Traces.of(per), secret))
    // Who is let in later gets what is left.
    try world.set("Anna", [RightsWorld.protected])
    #expect(try anna.sync().level && !contains(Traces.of(anna), secret))
    #expect(try contains(Traces.of(anna), "HEMLIGT1X"))
  }
}
