import Foundation
import Schema
import Testing

/// Data of a person that is erased by decision, told with the real programs; what is left is looked for in the bytes of all
/// their files.
@Suite(.serialized, .enabled(if: Installation.isThere, "the programs are not built"))
struct ErasureStoryTests {
  private static let secret = "0701234567"

  @Test func `what is erased is in no file of server and laptops, also after a restore`() async throws {
    try await onThread {
      let field = try Field(["Karin": "administrator", "Per": "editor", "Anna": "editor"])
      let per = field["Per"]
      let anna = field["Anna"]
      let artist = try per.json(["add", "actor", "name=Konstnär Ek", "phone=\(Self.secret)", "mail=ek@example.org"])
        .text("id")
      try per.json(["edit", artist, "phone=\(Self.secret)89", "-m", "nytt: \(Self.secret)89"])
      try per.sync()
      try field["Karin"].sync()
      try anna.sync()
      // Her edit carries the number along, because number and mail stand together.
      try anna.json(["edit", artist, "mail=ny@example.org"])
      let path = field.server.folder.path + "/week.bygd"
      #expect(try field.server.command(["backup", path, "--json"]).status == 0)
      #expect(try places(field.server.data) > 0 && places(per.replica) > 0, "the search finds what is there")

      #expect(try field.server.command(["erase", artist, "--dry-run"]).status == 1, "not under a running server")
      field.server.stop()
      let preview = try field.server.command(["erase", artist, "--field", "phone", "--dry-run", "--json"])
      #expect(preview.status == 0, "\(preview.errorText)")
      let shown = try preview.json()
      #expect(shown.list("values").map { $0.text("value") } == [Self.secret, Self.secret + "89"])
      #expect(shown.list("values").map { $0.flag("current") } == [false, true] && !shown.flag("erased"))
      #expect(try field.server.command(["erase", artist, "--yes"]).status == 64, "nobody says why")
      #expect(try field.server.command(["erase", artist, "--field", "tax", "--dry-run"]).status == 65)
      let erased = try field.server.command(
        [
          "erase", artist, "--field", "phone", "--reason", "begäran 7", "--yes", "--token", shown.text("token"),
          "--json",
        ])
      #expect(erased.status == 0, "\(erased.errorText)")
      #expect(try erased.json().flag("erased") && !erased.text.contains(Self.secret))
      #expect(try places(field.server.data) == 0 && places(field.server.keys) == 0)
      #expect(try field.server.command(["verify"]).status == 0)
      try field.server.start()

      let told = try anna.run(["sync"])
      #expect(told.status == 2, "\(told.text) \(told.errorText)")
      #expect(try anna.json(["refused"]).list("refused").first?.text("code") == "erased")
      for desk in [per, field["Karin"]] { try desk.sync() }
      try expectGone(field)
      #expect(try per.field(artist, "mail") == "ek@example.org" && per.field(artist, "phone") == nil)

      field.server.stop()
      #expect(try field.server.command(["restore", path, "--json"]).status == 0)
      #expect(try places(field.server.data) == 0, "gone again before anybody has come")
      try field.server.start()
      #expect(try field.server.command(["confirm", "--yes"]).status == 0)
      for desk in [anna, per, field["Karin"], anna] { _ = try desk.run(["sync"]) }
      try expectGone(field)
      #expect(try field.server.command(["verify"]).status == 0)
    }
  }

  private func expectGone(_ field: Field) throws {
    for name in ["Karin", "Per", "Anna"] {
      #expect(try places(field[name].replica) == 0, "\(name)")
      #expect(try field[name].json(["verify"]).flag("level"), "\(name)")
    }
    #expect(try places(field.server.data) == 0)
    #expect(Set(try ["Karin", "Per", "Anna"].map { try field[$0].json(["status"]).text("digest") }).count == 1)
  }

  /// In how many files below a folder the number lies.
  private func places(_ folder: String) throws -> Int {
    let needle = Data(Self.secret.utf8)
    guard let names = FileManager.default.enumerator(atPath: folder) else { throw Trouble("no folder \(folder)") }
    var count = 0
    for case let name as String in names {
      guard let bytes = FileManager.default.contents(atPath: folder + "/" + name) else { continue }
      if bytes.range(of: needle) != nil { count += 1 }
    }
    return count
  }
}
