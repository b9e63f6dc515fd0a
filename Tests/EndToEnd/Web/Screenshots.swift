import BrowserSupport
import Foundation
import Schema
import Testing

extension WebTests {
  /// Pictures of every page for docs/pages.md, from the running programs. `make screenshots` makes them.
  @Suite(.enabled(if: PictureFolder.path != nil, "make screenshots makes the pictures"))
  struct Screenshots {
    @Test func `pictures of every page`() async throws {
      try await onThread {
        let folder = try #require(PictureFolder.path)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let demo = try DemoWorkspace()
        try demo.writeHistory()
        try demo.quarrel()
        try Self.outside(demo, folder)
        let visitor = try Visitor(demo.server, as: DemoWorkspace.administrator)
        try Self.solving(visitor, demo, folder)
        try Self.keeping(visitor, demo, folder)
        try Self.otherLooks(demo, folder)
      }
    }

    private static func keep(_ visitor: Visitor, _ name: String, in folder: String) throws {
      // No blinking cursor, no ring around what happens to have the focus.
      try visitor.browser.run("document.activeElement.blur(); scrollTo(0, 0)", as: String?.self)
      // Small enough to live in the repository, large enough to read.
      let isNarrow = visitor.browser.settings.width < 640
      let picture = try visitor.browser.picture(whole: true, heightMax: 1800, scale: isNarrow ? 1 : 0.75)
      try Data(picture).write(to: URL(fileURLWithPath: "\(folder)/\(name).png"))
    }

    private static func outside(_ demo: DemoWorkspace, _ folder: String) throws {
      let stranger = try Visitor(demo.server, Browser.Settings(height: 640))
      try stranger.browser.open(demo.server.url)
      try keep(stranger, "sign-in", in: folder)
      try stranger.browser.open(try demo.server.signInLink(DemoWorkspace.anna))
      try keep(stranger, "sign-in-link", in: folder)
    }

    private static func solving(_ visitor: Visitor, _ demo: DemoWorkspace, _ folder: String) throws {
      let lending = try demo.reference(try demo.activity("Låna ut ljud"))
      for (name, page) in [
        ("overview", ""), ("inbox", "inbox"), ("conflict", "inbox/\(lending)"), ("practice", "practice"),
        ("rules", "rules?rule=latest"),
      ] {
        try visitor.go(page)
        try keep(visitor, name, in: folder)
      }
      try visitor.go("inbox/\(lending)")
      try visitor.choose("doneOn", by: DemoWorkspace.bertil)
      try visitor.write(
        "notes", "Utlåning sker från Hällefors och Lindesberg.\nBokning på telefon.\nÅterlämning måndagar.")
      // Somebody else settles the date meanwhile.
      let other = demo.field[DemoWorkspace.otherAdministrator]
      let conflicts = try other.json(["conflicts", "--all"]).list("conflicts")
      let date = conflicts.first { $0.text("ref") == lending && $0.text("field") == "doneOn" }?.text("id") ?? ""
      try other.json(["resolve", date, "--take", "1", "--reason", "Anna var på plats"])
      try demo.sync()
      try visitor.send(reason: "Enligt samtal med båda")
      try keep(visitor, "conflict-moved-on", in: folder)
      try visitor.send()
      try keep(visitor, "conflict-solved", in: folder)
      try visitor.go("records/\(lending)")
      try keep(visitor, "record", in: folder)
      try demo.sync()
    }

    private static func keeping(_ visitor: Visitor, _ demo: DemoWorkspace, _ folder: String) throws {
      for (name, page) in [
        ("records", "records?type=section"), ("follow-up", "follow-up?year=2024"), ("devices", "devices"),
        ("people", "people"), ("audit", "audit"), ("help", "help"),
      ] {
        try visitor.go(page)
        try keep(visitor, name, in: folder)
      }
      try Self.overruled(visitor, demo)
      try visitor.go("told")
      try keep(visitor, "told", in: folder)
    }

    /// Two administrators settle the same, one of them with no network; the other's choice does not stand.
    private static func overruled(_ visitor: Visitor, _ demo: DemoWorkspace) throws {
      let count = try demo.activity("Räkna lokaler")
      let other = demo.field[DemoWorkspace.otherAdministrator]
      func settle(_ take: Int, _ reason: String) throws {
        let open = try other.json(["conflicts", "--all"]).list("conflicts").first { $0.text("record") == count }
        try other.json(["resolve", open?.text("id") ?? "", "--take", "\(take)", "--reason", reason])
      }
      try visitor.go("inbox/\(try demo.reference(count))")
      try visitor.choose("doneOn", by: DemoWorkspace.anna)
      try visitor.send(reason: "Anna räknade")
      try settle(3, "Listan från Bertil är nyare")
      try demo.sync()
      try settle(2, "Listan från Bertil är nyare")
      try demo.sync()
    }

    private static func otherLooks(_ demo: DemoWorkspace, _ folder: String) throws {
      let tour = try demo.desk.json(["conflicts", "--all"]).list("conflicts").first { $0.text("field") == "colour" }
      let narrow = try Visitor(
        demo.server, as: DemoWorkspace.administrator, Browser.Settings(width: 320, height: 640))
      for (name, page) in [("inbox-320", "inbox"), ("conflict-320", "inbox/\(tour?.text("ref") ?? "")")] {
        try narrow.go(page)
        try keep(narrow, name, in: folder)
      }
      let english = try Visitor(
        demo.server, as: DemoWorkspace.administrator, Browser.Settings(language: "en", isDark: true))
      for (name, page) in [
        ("conflict-dark-english", "inbox/\(tour?.text("ref") ?? "")"),
        ("follow-up-dark-english", "follow-up?year=2024"),
      ] {
        try english.go(page)
        try keep(english, name, in: folder)
      }
    }
  }
}

/// Where the pictures go, as `BYGD_SCREENSHOTS` says.
enum PictureFolder {
  static let path = ProcessInfo.processInfo.environment["BYGD_SCREENSHOTS"]
}
