import Foundation
import Schema

/// The server while it judges, appends and answers a push, killed in the middle of a sync of Anna's.
final class AppendKill: KillStory {
  private let world: KillWorld
  private var mine = ""
  private var theirs = ""

  init(_ world: KillWorld) throws {
    self.world = world
    world.server.stop()
    world.server.environment = world.points.environment
    try world.server.start()
  }

  func begin() throws {
    mine = try world.edit(world.anna)
    theirs = try world.edit(world.cecilia)
    try world.settle(world.cecilia)
  }

  func act() throws {
    let outcome = try world.anna.run(["sync"])
    try world.expect(
      [0, 5].contains(outcome.status), "sync beside a dying server: exit \(outcome.status) \(outcome.errorText)")
  }

  func recover() throws {
    // It may have been armed and not have got that far; the next start is a new one either way.
    world.server.kill()
    try world.server.start()
    try world.settle(world.anna)
    try world.settle(world.cecilia)
    try world.expect(try world.reads(world.cecilia, "Anna") == mine, "what Anna wrote did not come")
    try world.expect(try world.reads(world.anna, "Cecilia") == theirs, "what Cecilia wrote did not come")
  }
}

/// The server while it makes a snapshot and hands it to a new laptop.
final class SnapshotKill: KillStory {
  private let world: KillWorld
  private var desk: Desk?
  private var code = ""
  private var number = 0

  init(_ world: KillWorld) throws {
    self.world = world
    world.server.stop()
    world.server.environment = world.points.environment
    try world.server.start()
  }

  func begin() throws {
    number += 1
    try world.edit(world.anna)
    try world.settle(world.anna)
    try world.settle(world.cecilia)
    code = try world.server.invite("Anna")
    desk = try Desk(user: "Anna", device: "Ny \(number)")
  }

  func act() throws { _ = try desk?.run(["join", world.server.url, "--code", code, "--device", "Ny \(number)"]) }

  func recover() throws {
    guard let desk else { return }
    world.server.kill()
    try world.server.start()
    let again = try desk.run(["join", world.server.url, "--code", code, "--device", "Ny \(number)"])
    try world.expect(
      again.status == 0 || again.status == 1 && again.errorText.contains("belongs to a server already"),
      "join again: exit \(again.status) \(again.errorText)")
    try world.settle(desk)
    try world.expect(
      try desk.json(["status"]).text("digest") == world.cecilia.json(["status"]).text("digest"),
      "a new laptop holds something else than the others")
    self.desk = nil
  }
}

/// The server's start, which catches its replica up with the log; every other time from nothing.
final class StartKill: KillStory {
  private let world: KillWorld
  private var isFromNothing = false

  init(_ world: KillWorld) { self.world = world }

  func begin() throws {
    try world.edit(world.anna)
    try world.settle(world.anna)
    world.server.kill()
    isFromNothing.toggle()
    if isFromNothing { try FileManager.default.removeItem(atPath: world.server.data + "/workspaces") }
    world.server.environment = world.points.environment
  }

  func act() throws {
    do {
      try world.server.start()
    } catch {
      guard world.points.killed != nil else { throw error }
    }
  }

  func recover() throws {
    world.server.environment = [:]
    world.server.kill()
    try world.server.start()
    try world.settle(world.anna)
    try world.settle(world.cecilia)
  }
}

/// `bygd-server backup` beside a server that serves: the file is whole or is not there, and it restores.
final class BackupKill: KillStory {
  private let world: KillWorld
  private let folder: TemporaryFolder

  init(_ world: KillWorld) throws {
    self.world = world
    folder = try TemporaryFolder()
  }

  private var file: String { folder.path + "/backup" }

  func begin() throws {
    try world.edit(world.anna)
    try world.settle(world.anna)
  }

  func act() throws { _ = try world.server.command(["backup", file], environment: world.points.environment) }

  func recover() throws {
    if FileManager.default.fileExists(atPath: file) {
      try check()
    }
    try? FileManager.default.removeItem(atPath: file)
    let again = try world.server.command(["backup", file])
    try world.expect(again.status == 0, "backup again: exit \(again.status) \(again.errorText)")
    try check()
    try FileManager.default.removeItem(atPath: file)
    try world.settle(world.anna)
  }

  private func check() throws {
    let elsewhere = folder.path + "/restored"
    let restored = try world.server.command(["restore", file], data: elsewhere)
    try world.expect(restored.status == 0, "restore: exit \(restored.status) \(restored.errorText)")
    let verified = try world.server.command(["verify"], data: elsewhere)
    try world.expect(verified.status == 0, "verify of what was restored: \(verified.errorText)")
    try FileManager.default.removeItem(atPath: elsewhere)
  }
}

/// `bygd-server restore` over a server's own data: the folder has the old log or the new one, and after it the laptops
/// give back what the backup lacked.
final class RestoreKill: KillStory {
  private let world: KillWorld
  private let folder: TemporaryFolder
  private var mine = ""
  private var givesAgain = false

  init(_ world: KillWorld) throws {
    self.world = world
    folder = try TemporaryFolder()
  }

  private var file: String { folder.path + "/backup" }

  func begin() throws {
    try? FileManager.default.removeItem(atPath: file)
    let made = try world.server.command(["backup", file])
    try world.expect(made.status == 0, "backup: exit \(made.status) \(made.errorText)")
    // What comes after the backup is on laptops alone when it is restored.
    mine = try world.edit(world.anna)
    try world.settle(world.anna)
    try world.settle(world.cecilia)
    world.server.stop()
    for old in try entries(".before-restore") { try FileManager.default.removeItem(atPath: old) }
  }

  func act() throws { _ = try world.server.command(["restore", file], environment: world.points.environment) }

  func recover() throws {
    let killed = try world.server.command(["verify"])
    try world.expect(killed.status == 0, "verify after the kill: \(killed.errorText)")
    // The same command again, or the server as the kill left it.
    givesAgain.toggle()
    if givesAgain {
      let again = try world.server.command(["restore", file])
      try world.expect(again.status == 0, "restore again: exit \(again.status) \(again.errorText)")
      let verified = try world.server.command(["verify"])
      try world.expect(verified.status == 0, "verify: \(verified.errorText)")
    }
    try world.server.start()
    let confirmed = try world.server.command(["confirm", "--yes"])
    try world.expect(confirmed.status == 0, "confirm: exit \(confirmed.status) \(confirmed.errorText)")
    try world.settle(world.anna)
    try world.settle(world.cecilia)
    try world.settle(world.anna)
    try world.expect(try world.reads(world.cecilia, "Anna") == mine, "what came after the backup did not come back")
  }

  private func entries(_ ending: String) throws -> [String] {
    try [world.server.folder.path, world.server.data].flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(ending) }.map {
        "\(folder)/\($0)"
      }
    }
  }
}
