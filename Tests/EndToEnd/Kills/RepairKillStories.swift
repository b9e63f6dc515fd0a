import Foundation
import GRDB
import Schema

/// `bygd verify` of a replica in which rows are missing, with an edit that waits: it asks the server for what differs.
final class HealKill: KillStory {
  private let world: KillWorld
  private var mine = ""
  private var theirs = ""

  init(_ world: KillWorld) { self.world = world }

  func begin() throws {
    theirs = try world.edit(world.cecilia)
    try world.settle(world.cecilia)
    try world.settle(world.anna)
    mine = try world.edit(world.anna)
    try RepairKills.behind(world.anna) { try $0.execute(sql: "DELETE FROM activity") }
    world.anna.environment = world.points.environment
  }

  func act() throws { _ = try world.anna.run(["verify"]) }

  func recover() throws {
    world.anna.environment = [:]
    try world.verify(world.anna)
    try world.expect(try world.anna.json(["status"]).number("unsynced") == 1, "the edit does not wait any more")
    try world.expect(try world.reads(world.anna, "Anna") == mine, "what Anna wrote is not there")
    try world.expect(try world.reads(world.anna, "Cecilia") == theirs, "what was lost did not come back")
    try world.settle(world.anna)
    try world.settle(world.cecilia)
    try world.expect(try world.reads(world.cecilia, "Anna") == mine, "what Anna wrote did not come")
  }
}

/// `bygd doctor --repair` of a damaged file in which an edit waits: it is saved to a bundle, the file is moved aside,
/// the rest is fetched anew, and the edit is taken in again and sent.
final class RescueKill: KillStory {
  private let world: KillWorld
  private var mine = ""
  private var number = 0

  init(_ world: KillWorld) { self.world = world }

  func begin() throws {
    number += 1
    // Each rescue takes a replica of its own, up to three of them where it is killed twice.
    if number.isMultiple(of: 64) { try world.beginAnew(world.anna) }
    let folder = world.anna.replica
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      if name.hasPrefix("damaged-") || name.hasPrefix("rescued-") {
        try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
      }
    }
    mine = try world.edit(world.anna)
    // What waits lies in the file, and its first bytes are not SQLite's.
    try RepairKills.behind(world.anna) { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    let file = URL(fileURLWithPath: folder + "/replica.sqlite")
    var bytes = try Data(contentsOf: file)
    bytes.replaceSubrange(0..<64, with: Data(repeating: 0xFF, count: 64))
    try bytes.write(to: file)
    world.anna.environment = world.points.environment
  }

  func act() throws { _ = try world.anna.run(["doctor", "--repair"]) }

  func recover() throws {
    if number.isMultiple(of: 2) {
      // Whoever had to begin again may have to once more, at another point each time.
      world.points.arm(1 + number * 97 % 700, number.isMultiple(of: 4) ? .half : .before)
      _ = try world.anna.run(["doctor", "--repair"])
      world.points.arm(0, .before)
    }
    world.anna.environment = [:]
    let again = try world.anna.run(["doctor", "--repair"])
    try world.expect(again.status == 0, "repair again: exit \(again.status) \(again.text) \(again.errorText)")
    try world.verify(world.anna)
    try world.expect(try world.reads(world.anna, "Anna") == mine, "what Anna wrote is not there")
    try world.settle(world.anna)
    try world.settle(world.cecilia)
    try world.expect(try world.reads(world.cecilia, "Anna") == mine, "what Anna wrote did not come")
    let left = try FileManager.default.contentsOfDirectory(atPath: world.anna.replica)
      .filter { $0.hasPrefix("fresh-") || $0.hasSuffix(".new") }
    try world.expect(left.isEmpty, "left behind: \(left)")
  }
}

enum RepairKills {
  /// Changes a laptop's file as no program of ours would.
  static func behind(_ desk: Desk, _ body: (Database) throws -> Void) throws {
    let queue = try DatabaseQueue(path: desk.replica + "/replica.sqlite")
    try queue.writeWithoutTransaction(body)
    try queue.close()
  }
}
