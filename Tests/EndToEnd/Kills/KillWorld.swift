import Foundation
import Schema

/// A server and two laptops, with a simple model of what they must hold: each thing that Anna or Cecilia wrote, exactly
/// once, however often programs were killed meanwhile.
final class KillWorld {
  let points: KillPoints
  let server: ServerProcess
  let anna: Desk
  let cecilia: Desk
  /// The activity that all edits are about.
  private(set) var activity = ""
  /// What must be in the history, each once, by author.
  private(set) var written: [(author: String, value: String)] = []
  private var number = 0

  init() throws {
    points = try KillPoints()
    server = try ServerProcess()
    try server.start()
    anna = try Desk(user: "Anna", device: "Annas dator")
    cecilia = try Desk(user: "Cecilia", device: "Cecilias dator")
    try cecilia.join(server, code: try server.addUser("Cecilia", role: "administrator"))
    try anna.join(server, code: try server.addUser("Anna", role: "editor"))
    activity = try cecilia.json(["add", "activity", "title=Bokstart"]).text("id")
    try cecilia.sync()
    try anna.sync()
  }

  /// A value that was never written before.
  func token(_ author: String) -> String {
    number += 1
    return "\(author) \(number)"
  }

  /// Takes into the model that something was written for good.
  func wrote(_ author: String, _ value: String) { written.append((author, value)) }

  /// Lets somebody write into the field that is theirs, so that nothing is in conflict.
  @discardableResult
  func edit(_ desk: Desk) throws -> String {
    let value = token(desk.user)
    try desk.json(["edit", activity, "\(Self.field(desk.user))=\(value)"])
    wrote(desk.user, value)
    return value
  }

  static func field(_ user: String) -> String { user == "Anna" ? "notes" : "title" }

  /// What stands in a person's field on a laptop.
  func reads(_ desk: Desk, _ user: String) throws -> String? { try desk.field(activity, Self.field(user)) }

  func expect(_ isTrue: Bool, _ what: @autoclosure () -> String) throws {
    guard isTrue else { throw Trouble(what()) }
  }

  /// A laptop that has been synced begins as a new device: one device may have so many replicas and no more.
  func beginAnew(_ desk: Desk) throws {
    try FileManager.default.removeItem(atPath: desk.replica)
    try desk.join(server, code: try server.invite(desk.user))
  }

  /// A laptop is whole, and says so.
  func verify(_ desk: Desk) throws {
    let outcome = try desk.run(["verify", "--json"])
    try expect(
      outcome.status == 0 && outcome.json().flag("level"),
      "\(desk.user): verify: exit \(outcome.status) \(outcome.text) \(outcome.errorText)")
  }

  /// A laptop goes on with the server, and ends level with it.
  func settle(_ desk: Desk) throws {
    try expect(try desk.sync().flag("level"), "\(desk.user) is not level after a sync")
    try expect(try desk.json(["status"]).number("unsynced") == 0, "\(desk.user) has unsynced changes after a sync")
  }

  /// Both laptops hold the same, and everything that was written exactly once; the server's log is as it was written.
  func compare() throws {
    for desk in [anna, cecilia, anna] { try settle(desk) }
    try compareHistory(of: anna)
    try compareHistory(of: cecilia)
    for desk in [anna, cecilia] { try verify(desk) }
    let lists = try [anna, cecilia].map { try $0.json(["list"]).without(["seen"]).text(.canonical) }
    try expect(lists[0] == lists[1], "Anna and Cecilia read different things:\n\(lists[0])\n\(lists[1])")
    let digests = try [anna, cecilia].map { try $0.json(["status"]).text("digest") }
    try expect(digests[0] == digests[1], "the digests differ")
    try expect(try anna.conflicts().isEmpty, "there are conflicts where nobody disagreed")
    for user in ["Anna", "Cecilia"] {
      let last = written.last { $0.author == user }?.value
      if let last { try expect(try reads(cecilia, user) == last, "\(user)'s last change does not stand") }
    }
    let verified = try server.command(["verify"])
    try expect(verified.status == 0, "bygd-server verify: \(verified.errorText)")
  }

  private func compareHistory(of desk: Desk) throws {
    let commits = try desk.commits()
    try expect(Set(commits.map { $0.text("id") }).count == commits.count, "\(desk.user) has a commit twice")
    var found: [String: Int] = [:]
    for commit in commits {
      for write in commit.list("writes") {
        guard let value = write["to"]?.string else { continue }
        found["\(commit.text("author")): \(value)", default: 0] += 1
      }
    }
    for (author, value) in written {
      let count = found.removeValue(forKey: "\(author): \(value)") ?? 0
      try expect(count == 1, "\(desk.user) has “\(value)” of \(author) \(count) times")
    }
    for (key, count) in found where key.hasPrefix("Anna: Anna ") || key.hasPrefix("Cecilia: Cecilia ") {
      throw Trouble("\(desk.user) has \(key) \(count) times, and nobody wrote it for good")
    }
  }
}
