import Foundation
import Schema
import Testing

/// A workspace's folder that is copied to another computer, or put back from an older copy, told with the real programs.
@Suite(.serialized, .enabled(if: Installation.isThere, "the programs are not built"))
struct CopiedReplicaTests {
  /// The folder of a desk on another computer.
  private func copy(_ desk: Desk) throws -> Desk {
    let copy = try Desk(user: desk.user, device: desk.device)
    try FileManager.default.copyItem(atPath: desk.replica, toPath: copy.replica)
    return copy
  }

  /// All hold the same, and nothing waits anywhere.
  private func expectLevel(_ desks: [Desk]) throws {
    for _ in 0..<2 {
      for desk in desks { _ = try desk.run(["sync"]) }
    }
    let states = try desks.map { try $0.json(["status"]) }
    #expect(Set(states.map { $0.text("digest") }).count == 1)
    for (desk, state) in zip(desks, states) {
      #expect(state.number("unsynced") == 0)
      #expect(state.number("refused") == 0)
      #expect(try desk.json(["verify"]).flag("level"))
    }
  }

  @Test func `both copies of a folder are used, and nothing is lost`() async throws {
    try await onThread {
      let field = try Field(["Eva": "administrator", "Per": "editor"])
      let activity = try field.activity(by: "Eva")
      let per = field["Per"]
      let copy = try copy(per)
      try per.json(["edit", activity, "doneOn=2025-03-01"])
      let one = try per.json(["add", "activity", "title=Körsång"]).text("id")
      try copy.json(["edit", activity, "doneOn=2025-04-02"])
      let two = try copy.json(["add", "activity", "title=Slöjd"]).text("id")
      #expect(try per.sync().flag("copied") == false)
      let found = try copy.run(["sync", "--lang", "sv"])
      #expect(found.status == 2, "\(found.text) \(found.errorText)")
      #expect(found.errorText.contains("fortsätter under ett nytt namn"), "\(found.errorText)")
      #expect(try copy.run(["status", "--lang", "sv"]).errorText.contains("nytt namn") == false, "said once")
      #expect(try copy.json(["status"]).flag("copied"))
      try expectLevel([per, copy, field["Eva"]])
      for desk in [per, copy, field["Eva"]] {
        #expect(try desk.field(one, "title") == "Körsång")
        #expect(try desk.field(two, "title") == "Slöjd")
        #expect(try desk.json(["conflicts", "--all"]).list("conflicts").count == 1)
      }
      // Both go on.
      try copy.json(["edit", one, "title=Körsång i kyrkan"])
      try per.json(["edit", two, "title=Slöjd på lov"])
      try expectLevel([per, copy, field["Eva"]])
      #expect(try field["Eva"].field(one, "title") == "Körsång i kyrkan")
      #expect(try field["Eva"].field(two, "title") == "Slöjd på lov")
    }
  }

  @Test func `an old folder is put back and used`() async throws {
    try await onThread {
      let field = try Field(["Eva": "administrator", "Per": "editor"])
      let activity = try field.activity(by: "Eva")
      let per = field["Per"]
      let backup = try copy(per)
      try per.json(["edit", activity, "doneOn=2025-03-01"])
      try per.sync()
      try FileManager.default.removeItem(atPath: per.replica)
      try FileManager.default.copyItem(atPath: backup.replica, toPath: per.replica)
      try per.json(["edit", activity, "title=Bokstart för alla"])
      #expect(try per.sync().flag("copied"))
      try expectLevel([per, field["Eva"]])
      #expect(try field["Eva"].field(activity, "doneOn") == "2025-03-01")
      #expect(try field["Eva"].field(activity, "title") == "Bokstart för alla")
    }
  }

  @Test func `a copy of a copy, and a bundle between them before anybody syncs`() async throws {
    try await onThread {
      let field = try Field(["Eva": "administrator", "Per": "editor"])
      let activity = try field.activity(by: "Eva")
      let per = field["Per"]
      let copy = try copy(per)
      try copy.json(["edit", activity, "doneOn=2025-01-01"])
      let copyOfCopy = try self.copy(copy)
      try copy.json(["edit", activity, "title=Två"])
      try copyOfCopy.json(["edit", activity, "title=Tre"])
      try per.json(["edit", activity, "title=Ett"])
      let file = per.folder.path + "/bundle"
      _ = try copy.run(["bundle", "create", file])
      let applied = try per.json(["bundle", "apply", file])
      #expect(applied.number("taken") == 2, "\(applied)")
      for desk in [per, copy, copyOfCopy] { _ = try desk.run(["sync"]) }
      try expectLevel([per, copy, copyOfCopy, field["Eva"]])
      let conflict = try #require(try field["Eva"].json(["conflicts", "--all"]).list("conflicts").first)
      #expect(Set(conflict.list("candidates").map { $0.text("value") }) == ["Ett", "Två", "Tre"])
    }
  }
}
