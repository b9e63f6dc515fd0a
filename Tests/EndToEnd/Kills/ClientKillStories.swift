import Foundation
import Schema

/// `bygd edit`.
final class EditKill: KillStory {
  private let world: KillWorld
  private var value = ""
  private var before: String?

  init(_ world: KillWorld) { self.world = world }

  func begin() throws {
    before = try world.reads(world.anna, "Anna")
    value = world.token("Anna")
    world.anna.environment = world.points.environment
  }

  func act() throws { _ = try world.anna.run(["edit", world.activity, "notes=\(value)"]) }

  func recover() throws {
    world.anna.environment = [:]
    let waiting = try world.anna.json(["status"]).number("unsynced")
    let reads = try world.reads(world.anna, "Anna")
    switch waiting {
    case 0:
      try world.expect(reads == before, "nothing waits, yet the row says \(reads ?? "nothing")")
      try world.anna.json(["edit", world.activity, "notes=\(value)"])
    case 1: try world.expect(reads == value, "the edit waits, yet the row says \(reads ?? "nothing")")
    default: throw Trouble("one edit made \(waiting) commits")
    }
    world.wrote("Anna", value)
    try world.verify(world.anna)
    try world.settle(world.anna)
  }
}

/// `bygd sync`, with something to send and something to take in.
final class SyncKill: KillStory {
  private let world: KillWorld
  private var mine = ""
  private var theirs = ""

  init(_ world: KillWorld) { self.world = world }

  func begin() throws {
    mine = try world.edit(world.anna)
    theirs = try world.edit(world.cecilia)
    try world.settle(world.cecilia)
    world.anna.environment = world.points.environment
  }

  func act() throws { _ = try world.anna.run(["sync"]) }

  func recover() throws {
    world.anna.environment = [:]
    try world.expect(try world.reads(world.anna, "Anna") == mine, "what Anna wrote is not there")
    try world.verify(world.anna)
    try world.settle(world.anna)
    try world.expect(try world.reads(world.anna, "Cecilia") == theirs, "what Cecilia wrote did not come")
    try world.settle(world.cecilia)
    try world.expect(try world.reads(world.cecilia, "Anna") == mine, "what Anna wrote did not come")
  }
}

/// `bygd join`: making the replica, the code, the key, and the first sync by snapshot.
final class JoinKill: KillStory {
  private let world: KillWorld
  private var desk: Desk?
  private var code = ""
  private var number = 0

  init(_ world: KillWorld) { self.world = world }

  func begin() throws {
    number += 1
    code = try world.server.invite("Anna")
    let desk = try Desk(user: "Anna", device: "Ny \(number)")
    desk.environment = world.points.environment
    self.desk = desk
  }

  func act() throws { _ = try desk?.run(["join", world.server.url, "--code", code, "--device", "Ny \(number)"]) }

  func recover() throws {
    guard let desk else { return }
    desk.environment = [:]
    let again = try desk.run(["join", world.server.url, "--code", code, "--device", "Ny \(number)"])
    try world.expect(
      again.status == 0 || again.status == 1 && again.errorText.contains("belongs to a server already"),
      "join again: exit \(again.status) \(again.errorText) \(world.server.errorLog.suffix(2000))")
    try world.settle(desk)
    try world.verify(desk)
    try world.expect(
      try desk.json(["status"]).text("digest") == world.cecilia.json(["status"]).text("digest"),
      "a new laptop holds something else than the others")
    self.desk = nil
  }
}

/// `bygd bundle apply`, of what somebody else wrote without a network.
final class BundleKill: KillStory {
  private let world: KillWorld
  private let stick: TemporaryFolder
  private var value = ""

  init(_ world: KillWorld) throws {
    self.world = world
    stick = try TemporaryFolder()
  }

  private var file: String { stick.path + "/anna.bygd" }

  func begin() throws {
    try? FileManager.default.removeItem(atPath: file)
    value = try world.edit(world.anna)
    try world.anna.json(["bundle", "create", file])
    world.cecilia.environment = world.points.environment
  }

  func act() throws { _ = try world.cecilia.run(["bundle", "apply", file]) }

  func recover() throws {
    world.cecilia.environment = [:]
    try world.verify(world.cecilia)
    try world.cecilia.json(["bundle", "apply", file])
    try world.expect(try world.reads(world.cecilia, "Anna") == value, "what was on the stick is not there")
    // Both send the same commit.
    try world.settle(world.cecilia)
    try world.settle(world.anna)
  }
}

/// `bygd bundle create`: the file is whole or is not there.
final class BundleCreateKill: KillStory {
  private let world: KillWorld
  private let stick: TemporaryFolder

  init(_ world: KillWorld) throws {
    self.world = world
    stick = try TemporaryFolder()
  }

  private var file: String { stick.path + "/anna.bygd" }

  func begin() throws {
    try? FileManager.default.removeItem(atPath: file)
    try world.edit(world.anna)
    world.anna.environment = world.points.environment
  }

  func act() throws { _ = try world.anna.run(["bundle", "create", file]) }

  func recover() throws {
    world.anna.environment = [:]
    if FileManager.default.fileExists(atPath: file) {
      let applied = try world.cecilia.run(["bundle", "apply", file])
      try world.expect(applied.status == 0, "half a bundle lies under its name: \(applied.errorText)")
    }
    try? FileManager.default.removeItem(atPath: file)
    try world.anna.json(["bundle", "create", file])
    try world.settle(world.anna)
    try world.settle(world.cecilia)
  }
}

/// `bygd init` and `bygd import`: a workspace of somebody's own with a plan in it.
final class ImportKill: KillStory {
  private let world: KillWorld
  private let template: Desk
  private let plan: TemporaryFolder
  private var desk: Desk?
  private var whole = 0

  init(_ world: KillWorld) throws {
    self.world = world
    plan = try TemporaryFolder()
    template = try Desk(user: "Eva")
    let example = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources/Plan/Example/plan.txt")
    try FileManager.default.copyItem(atPath: example.path, toPath: plan.path + "/plan.txt")
    try world.expect(try template.run(["init", "--name", "Plan"]).status == 0, "init")
  }

  func begin() throws {
    let desk = try Desk(user: "Eva")
    try FileManager.default.copyItem(atPath: template.replica, toPath: desk.replica)
    desk.environment = world.points.environment
    self.desk = desk
  }

  func act() throws { _ = try desk?.run(["import", plan.path + "/plan.txt", "--yes"]) }

  func recover() throws {
    guard let desk else { return }
    desk.environment = [:]
    let there = try desk.json(["list"]).number("total")
    let commits = try desk.commits().count
    if whole == 0 { whole = there }
    try world.verify(desk)
    let again = try desk.run(["import", plan.path + "/plan.txt", "--yes"])
    try world.expect(again.status == 0, "import again: exit \(again.status) \(again.errorText)")
    let now = try desk.json(["list"]).number("total")
    try world.expect(whole > 0 && now == whole, "after importing again there are \(now) records, not \(whole)")
    if there == whole {
      try world.expect(try desk.commits().count == commits, "importing what was there made commits")
    }
    try world.verify(desk)
    self.desk = nil
  }
}
