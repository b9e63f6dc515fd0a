import Foundation
import Schema
import Testing

/// A record that moves to another audience, told with the real programs; what is left with whoever does not belong there is
/// looked for in the bytes of all their files.
@Suite(.serialized, .enabled(if: Installation.isThere, "the programs are not built"))
struct MovingStoryTests {
  private static let secret = "Hemligstämplad"

  @Test func `an artist under threat moves, and what is written late follows or waits`() async throws {
    try await onThread {
      let house = try House(["Karin": "administrator", "Per": "editor", "Anna": "editor"])
      for name in ["Karin", "Per"] { try house.set(name, ["protected"]) }
      let (karin, per, anna) = (house["Karin"], house["Per"], house["Anna"])
      for desk in [karin, per, anna] { try desk.sync() }
      let artist = try anna.json(["add", "activity", "title=\(Self.secret) konstnär", "-m", "\(Self.secret) tips"])
        .text("id")
      for desk in [anna, per, karin] { try desk.sync() }
      try per.json(["edit", artist, "title=\(Self.secret) konstnär i Lekeberg"])
      for desk in [per, anna] { try desk.sync() }
      #expect(try house.places(Self.secret, in: anna) > 0, "the search finds what is there")
      // Written without knowing.
      try per.json(["edit", artist, "notes=Flyttar i maj"])
      try anna.json(["edit", artist, "notes=Ring i juni"])

      let move = ["move", artist, "--to", "protected", "--reason", "hotbild"]
      #expect(try house.server.command(move + ["--dry-run"]).status == 1, "not under a running server")
      house.server.stop()
      let preview = try house.server.command(move + ["--dry-run", "--json"])
      #expect(preview.status == 0, "\(preview.errorText)")
      let shown = try preview.json()
      #expect(shown.list("records").map { $0.text("from") } == ["everyone"] && !shown.flag("moved"))
      #expect(try house.server.command(move).status == 1, "nobody said yes")
      #expect(try house.server.command(["move", artist, "--to", "unknown", "--yes"]).status == 65)
      #expect(try house.server.command(["move", "nothing", "--to", "protected", "--yes"]).status == 65)
      #expect(try house.server.command(["move", "--to", "protected", "--yes"]).status == 64)
      let moved = try house.server.command(move + ["--yes", "--json"])
      #expect(moved.status == 0, "\(moved.errorText)")
      #expect(try moved.json().flag("moved"))
      #expect(try house.server.command(move + ["--yes"]).status == 65, "it is there already")
      #expect(try house.server.command(["verify"]).status == 0)
      try house.server.start()

      let followed = try per.sync()
      #expect(followed.flag("level") && followed.number("followed") == 1 && followed.number("refused") == 0)
      #expect(try per.field(artist, "notes") == "Flyttar i maj")
      let waits = try anna.run(["sync"])
      #expect(waits.status == 2, "\(waits.text) \(waits.errorText)")
      #expect(waits.errorText.contains("been moved to an audience"), "\(waits.text) \(waits.errorText)")
      #expect(try anna.json(["refused"]).list("refused").first?.text("code") == "moved")
      #expect(try anna.run(["show", artist]).status != 0)
      #expect(try anna.json(["list"]).number("total") == 0)
      #expect(try house.places(Self.secret, in: anna) == 0)
      // Whoever looks after things takes in what Anna wrote, beside what Per did.
      let kept = try house.server.command(["quarantine", "list", "--json"]).json().list("quarantine")
      #expect(kept.map { $0.text("reason") } == ["moved"])
      let number = try #require(kept.first).number("id")
      let accepted = try house.server.command(["quarantine", "accept", "\(number)", "--json"])
      #expect(accepted.status == 0, "\(accepted.text) \(accepted.errorText)")
      for desk in [karin, per, anna] {
        _ = try desk.run(["sync"])
        #expect(try desk.json(["verify"]).flag("level"))
      }
      #expect(try karin.json(["conflicts"]).list("conflicts").count == 1)
      let history = try karin.run(["log", artist])
      #expect(history.text.contains("Audience") && history.text.contains("Skyddade"), "\(history.text)")
      #expect(!history.text.contains("tips"))
    }
  }
}
