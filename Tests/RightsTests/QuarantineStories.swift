import CommitFormat
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer
import Testing

/// What somebody had written and may not send any more, until an administrator has decided.
@Suite struct QuarantineStories {
  let secret = RightsWorld.marker(RightsWorld.protected)

  @Test func whatARevokedDeviceHoldsIsHandedInAndCarriedOut() throws {
    let world = try RightsWorld()
    let (per, anna) = (try world.laptop("Per"), try world.laptop("Anna"))
    try per.sync()
    let record = try per.add("Dans")
    try per.sync()
    try anna.sync()
    try per.rename(record, "Dans i parken")
    try world.server.accounts.revokeDevice(per.device, by: .console)
    #expect(throws: SyncProblem.deviceRevoked) { try per.sync() }
    #expect(try per.unsent == 1)

    let head = world.log.head().position
    #expect(try per.handIn().taken == 1)
    // Asked again, it is there already; the log has not grown, and nobody else sees anything.
    let again = try per.handIn()
    #expect(again.known == 1 && again.taken == 0)
    #expect(world.log.head().position == head)
    try anna.sync()
    #expect(try anna.title(record) == "Dans")

    let eva = try world.administrator("Eva")
    let waiting = try world.server.quarantine(for: eva)
    let item = try #require(waiting.first)
    #expect(waiting.count == 1 && item.author == "Per" && item.device == "laptop" && item.kept.reason == .revoked)
    let write = try #require(item.item?.writes.first)
    #expect(write.record == record && write.from?.text == "Dans" && write.to.text == "Dans i parken")
    guard case .accepted(let made) = try world.server.acceptQuarantined(item.kept.id, note: "av Per", by: eva) else {
      throw NotDeclared(what: "acceptance")
    }
    #expect(made.logged?.author == "Eva")
    #expect(throws: AccountProblem.alreadyDecided) {
      try world.server.acceptQuarantined(item.kept.id, note: "", by: eva)
    }
    #expect(throws: AccountProblem.alreadyDecided) {
      try world.server.refuseQuarantined(item.kept.id, reason: "", by: eva)
    }
    let report = try anna.sync()
    #expect(report.level && report.openConflicts == 0)
    #expect(try anna.title(record) == "Dans i parken")
    #expect(try world.server.quarantine(for: eva).isEmpty)
    let decided = try world.server.quarantined(from: try #require(try world.server.accounts.store.device(per.device)))
    #expect(decided.map(\.decision?.by) == ["Eva"] && decided.first?.decision?.isAccepted == true)
    let words = try world.server.accounts.audit().map(\.action)
    #expect(words.contains(.handedIn) && words.contains(.quarantineAccepted) && words.contains(.deviceRevoked))
  }

  @Test func whatCameSinceIsNotOverwritten() throws {
    let world = try RightsWorld()
    let (per, anna) = (try world.laptop("Per"), try world.laptop("Anna"))
    try per.sync()
    let record = try per.add("Dans")
    try per.sync()
    try anna.sync()
    try per.rename(record, "Pers namn")
    try anna.rename(record, "Annas namn")
    try anna.sync()
    try world.server.accounts.revokeDevice(per.device, by: .console)
    try per.handIn()
    let eva = try world.administrator("Eva")
    #expect(try world.acceptAll(by: eva) == 1)
    let report = try anna.sync()
    #expect(report.level && report.openConflicts == 1)
    let candidates = try anna.replica.openConflicts(of: record).flatMap { $0.candidates.map(\.write.value.text) }
    #expect(Set(candidates) == ["Pers namn", "Annas namn"])
  }

  @Test func aChainOfEditsIsOneValueHoweverMuchOfItIsTaken() throws {
    let world = try RightsWorld()
    let per = try world.laptop("Per")
    try per.sync()
    let old = try per.add("Gammal")
    try per.sync()
    for title in ["Ett", "Två", "Tre"] { try per.rename(old, title) }
    let new = try per.add("Ny")
    try per.rename(new, "Nyare")
    try world.server.accounts.revokeDevice(per.device, by: .console)
    try per.handIn()
    let eva = try world.administrator("Eva")
    let ids = try world.server.quarantine(for: eva).map(\.kept.id)
    #expect(ids.count == 5)
    // What made the record comes first; nothing is half done.
    #expect(
      try world.server.acceptQuarantined(ids[4], note: "", by: eva) == .refused(Refusal(code: .needs, reason: "record"))
    )
    #expect(try world.server.quarantine(for: eva).count == 5)
    try world.server.refuseQuarantined(ids[1], reason: "Nej", by: eva)
    for id in [ids[0], ids[2], ids[3], ids[4]] {
      guard case .accepted = try world.server.acceptQuarantined(id, note: "", by: eva) else {
        throw NotDeclared(what: "acceptance")
      }
    }
    let shown = try RightsWorld.shown(world.server.replica)
    #expect(!shown.contains { !$0.conflicts.isEmpty })
    let title = try RightsWorld.field("activity", "title")
    #expect(Set(shown.compactMap { $0.value(title)?.text }) == ["Tre", "Nyare"])
  }

  @Test func whoLostTheRoleKeepsTheEditsAndAnAdministratorDecides() throws {
    let world = try RightsWorld()
    let (per, anna) = (try world.laptop("Per"), try world.laptop("Anna"))
    try per.sync()
    let record = try per.add("Dans")
    try per.sync()
    try per.rename(record, "Sent")
    let made = try per.add("Sen")
    try world.server.accounts.setRole(of: "Per", to: .reader, by: .console)
    let report = try per.sync()
    #expect(report.refused.map(\.refusal) == Array(repeating: Refusal(code: .role, reason: "reader"), count: 2))
    #expect(try per.refused.count == 2)
    let eva = try world.administrator("Eva")
    let waiting = try world.server.quarantine(for: eva)
    #expect(waiting.map(\.kept.reason) == [.notAllowed, .notAllowed] && waiting.map(\.author) == ["Per", "Per"])
    guard case .accepted = try world.server.acceptQuarantined(waiting[0].kept.id, note: "", by: eva) else {
      throw NotDeclared(what: "acceptance")
    }
    try world.server.refuseQuarantined(waiting[1].kept.id, reason: "Den finns redan.", by: eva)
    try anna.sync()
    #expect(try anna.title(record) == "Sent" && anna.title(made) == nil)
    #expect(throws: AccountProblem.self) {
      try world.server.quarantine(for: Actor(user: "Per", role: .reader))
    }
    let audit = try world.server.accounts.audit()
    #expect(audit.contains { $0.action == .quarantineRefused && $0.detail.hasSuffix("Den finns redan.") })
    #expect(audit.contains { $0.action == .commitRefused && $0.actor == "Per" && $0.detail == "role: reader" })
  }

  @Test func onlyWhoBelongsToTheAudienceSeesAndDecides() throws {
    let world = try RightsWorld()
    let per = try world.laptop("Per", audiences: [RightsWorld.protected])
    try per.sync()
    let record = try per.add("\(secret) konstnär", in: RightsWorld.protected)
    try per.sync()
    try per.rename(record, "\(secret) sent")
    try world.set("Per", [])
    try per.sync()
    #expect(try !contains(per.held(), secret) && per.refused.count == 1)
    let (eva, ivar) = (try world.administrator("Eva"), try world.administrator("Ivar"))
    try world.set("Ivar", [RightsWorld.protected])
    let seen = try #require(try world.server.quarantine(for: eva).first)
    #expect(seen.isWithheld && seen.item?.writes.isEmpty == true && !contains(seen.kept.entry.bytes, secret))
    #expect(throws: EditProblem.notInAudience(RightsWorld.protected)) {
      try world.server.acceptQuarantined(seen.kept.id, note: "", by: eva)
    }
    #expect(throws: EditProblem.notInAudience(RightsWorld.protected)) {
      try world.server.refuseQuarantined(seen.kept.id, reason: "", by: eva)
    }
    let own = try #require(try world.server.quarantine(for: ivar).first)
    #expect(!own.isWithheld && own.item?.writes.first?.to.text == "\(secret) sent")
    guard case .accepted(let made) = try world.server.acceptQuarantined(own.kept.id, note: "", by: ivar) else {
      throw NotDeclared(what: "acceptance")
    }
    #expect(made.commit.parts.map(\.audience) == [RightsWorld.protected])
  }

  @Test func aFloodFillsItsOwnRoomAndNoMore() throws {
    var limits = ServerLimits(snapshotLag: 5)
    limits.quarantinePerDevice = QuarantineLoad(commits: 10, bytes: 1 << 20)
    let world = try RightsWorld(limits: limits)
    let (per, anna) = (try world.laptop("Per"), try world.laptop("Anna"))
    try per.sync()
    try anna.sync()
    for number in 0..<30 { try per.add("Nr \(number)") }
    try anna.add("Annas")
    for laptop in [per, anna] { try world.server.accounts.revokeDevice(laptop.device, by: .console) }
    let report = try per.handIn()
    #expect(report.taken == 10 && report.left == 20)
    for _ in 0..<50 { try per.handIn() }
    #expect(try anna.handIn().taken == 1)
    let audit = try world.server.accounts.audit(limit: 1000)
    #expect(audit.count { $0.action == .handedIn && $0.actor == "Per" } == limits.refusalNotesPerMinute)
    // What was left comes when somebody has decided.
    #expect(try world.acceptAll(by: try world.administrator("Eva")) == 11)
    #expect(try per.handIn().taken == 10)
  }

  @Test func whatNoDeviceSealedIsNotTaken() throws {
    let world = try RightsWorld()
    let (per, anna) = (try world.laptop("Per"), try world.laptop("Anna"))
    try per.sync()
    try per.add("Mitt")
    let head = try #require(try per.replica.store.read { try $0.unlogged() }.last)
    let forged = try anna.key.seal(replica: head.commit.replica, sequence: head.commit.sequence, hash: head.hash)
    let run = try #require(SealedRun(commits: [head.commit], seal: forged))
    try world.server.accounts.revokeDevice(anna.device, by: .console)
    for _ in 0..<40 {
      let report = try world.server.handIn(
        [run], device: try world.server.accounts.store.device(anna.device), user: "Anna")
      #expect(report.unproved == 1 && report.taken == 0)
    }
    let audit = try world.server.accounts.audit(limit: 1000)
    #expect(audit.count { $0.action == .damagedPush } == ServerLimits.standard.refusalNotesPerMinute)
  }

  @Test func anExchangeThatIsUnderWayEndsWhenItsDeviceIsShutOut() throws {
    let world = try RightsWorld()
    let per = try world.laptop("Per")
    try per.sync()
    try per.add("Sent")
    let (device, actor) = try world.server.accounts.authenticate(per.token)
    let header = try per.replica.header()
    let hello = Hello(
      schemaVersion: 1, replica: header.replica, cursor: header.cursor.flatMap { Cursor(bytes: $0.token) },
      unsentCount: 1, deviceClock: 0)
    var exchange = try world.server.open(hello, device: device, actor: actor)
    try world.server.accounts.revokeDevice(per.device, by: .console)
    let runs = try per.replica.outgoing(key: per.key, commitsMax: 10, bytesMax: 1 << 20)
      .compactMap { SealedCommits(commits: $0.commits, seal: $0.seal) }
    #expect(throws: Problem(.deviceRevoked)) { try exchange.push(runs) }
    #expect(throws: Problem(.deviceRevoked)) { try exchange.pull() }
  }
}
