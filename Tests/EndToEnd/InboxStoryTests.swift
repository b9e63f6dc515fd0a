import Foundation
import Glibc
import Schema
import Testing

/// The inbox in the terminal: every kind of conflict, made by real replicas over a real server.
@Suite(.serialized, .enabled(if: Installation.isThere, "the programs are not built"))
struct InboxStoryTests {
  private static func open(_ desk: Desk, _ record: String) throws -> [JSONValue] {
    let id = try desk.json(["show", record]).text("id")
    return try desk.json(["conflicts", "--all"]).list("conflicts").filter { $0.text("record") == id }
  }

  /// An editor that runs a script over the form.
  private static func editor(_ script: String, on desk: Desk) throws {
    let path = desk.folder.path + "/editor.sh"
    try Data(("#!/bin/sh\n" + script + "\n").utf8).write(to: URL(fileURLWithPath: path))
    chmod(path, 0o700)
    desk.environment["BYGD_EDITOR"] = path
  }

  @Test func `a field, a group and three authors are settled in one commit, without a network, and told`() async throws
  {
    try await onThread {
      let field = try Field([
        "Cecilia": "administrator", "Anna": "editor", "Bertil": "editor", "David": "editor",
      ])
      let activity = try field.activity(by: "Cecilia")
      try field["Anna"].json([
        "visit", "date=\(ISODay.today())", "place=Nora", "activities+=\(activity)", "report=Bokstart är igång i Nora.",
      ])
      try field["Anna"].json(["edit", activity, "doneOn=2025-03-01", "startYear=2024"])
      try field["Bertil"].json(["edit", activity, "doneOn=2025-04-02", "startYear=2025"])
      try field["David"].json(["edit", activity, "doneOn=2025-05-03"])
      for name in ["Anna", "Bertil", "David"] { _ = try field[name].run(["sync", "--json"]) }
      let cecilia = field["Cecilia"]
      try cecilia.sync()
      field.server.stop()
      let open = try Self.open(cecilia, activity)
      #expect(open.map { $0.text("field") }.sorted() == ["doneOn", "schedule"])
      let date = open.first { $0.text("field") == "doneOn" }?.text("id") ?? ""
      let sheet = try cecilia.run(["conflict", "show", date, "--lang", "sv"])
      for words in ["Anna, Bertil och David", "Bokstart är igång i Nora.", "--take 3", "1 mars 2025", "3 maj 2025"] {
        #expect(sheet.text.contains(words), "\(words): \(sheet.text)")
      }
      let explained = try cecilia.json(["conflict", "show", date])
      #expect(explained.list("said").map { $0.text("author") } == ["Anna"])
      #expect(explained.list("ways").count == 4, "three to take, and another value")
      for (filter, count) in [
        (["--person", "David"], 1), (["--kind", "edit"], 2), (["--kind", "ring"], 0), (["--older", "1"], 0),
        (["--field", "schedule"], 1), (["--type", "assessment"], 0), (["--words", "bokst"], 2),
      ] {
        #expect(try cecilia.json(["conflicts"] + filter).list("conflicts").count == count, "\(filter)")
      }
      #expect(try cecilia.run(["conflicts", "--kind", "quarrel"]).status == 64)
      let before = try cecilia.commits().count
      try cecilia.json([
        "resolve", activity, "--choose", "doneOn=take:2", "--choose", "schedule=value:{\"startYear\":2026}", "--reason",
        "Protokollet",
      ])
      #expect(try cecilia.commits().count == before + 1)
      try field.server.start()
      try cecilia.sync()
      for (name, count) in [("Anna", 2), ("Bertil", 1), ("David", 1)] {
        try field[name].sync()
        let told = try field[name].json(["status"]).list("told")
        #expect(told.count == count, "\(name): \(told)")
        #expect(told.allSatisfy { $0.text("by") == "Cecilia" && $0.text("reason") == "Protokollet" })
      }
      let log = try field["David"].json(["log", activity]).list("commits")
      let settled = log.first?.list("writes").first { $0.text("field") == "doneOn" }?.list("settled") ?? []
      #expect(Set(settled.map { $0.text("author") }) == ["Anna", "Bertil", "David"])
      // Days later it is undone: a new version, which is told in the log like any other.
      try cecilia.json(["undo", log.first?.text("id") ?? ""])
      try cecilia.sync()
      try field["David"].sync()
      #expect(try field["David"].field(activity, "doneOn") == "2025-03-01", "what counted before it was settled")
      #expect(try Self.open(cecilia, activity).isEmpty)
    }
  }

  @Test func `delete, orphan and ring are shown and settled each in its way`() async throws {
    try await onThread {
      let field = try Field(["Cecilia": "administrator", "Anna": "editor", "Bertil": "editor"])
      let (cecilia, anna, bertil) = (field["Cecilia"], field["Anna"], field["Bertil"])
      let plan = try cecilia.json(["add", "plan", "title=Plan"]).text("id")
      func section(_ number: String) throws -> String {
        try cecilia.json(["add", "section", "plan=\(plan)", "number=\(number)", "title=Avsnitt \(number)"]).text("id")
      }
      let (first, second, third) = (try section("1"), try section("2"), try section("3"))
      let moving = try cecilia.json(["add", "activity", "title=Flyttas", "section=\(third)"]).text("id")
      let kept = try cecilia.json(["add", "activity", "title=Behålls", "section=\(first)"]).text("id")
      for desk in [cecilia, anna, bertil] { try desk.sync() }
      try anna.json(["delete", kept])
      try bertil.json(["edit", kept, "doneOn=2025-03-01"])
      try anna.json(["delete", third])
      try bertil.json(["edit", moving, "doneOn=2025-03-02"])
      try anna.json(["edit", first, "parent=\(second)"])
      try bertil.json(["edit", second, "parent=\(first)"])
      for desk in [anna, bertil, cecilia] { _ = try desk.run(["sync", "--json"]) }
      let open = try cecilia.json(["conflicts"]).list("conflicts")
      #expect(Set(open.map { $0.text("kind") }) == ["delete", "orphan", "ring"])
      func id(_ kind: String) -> String { open.first { $0.text("kind") == kind }?.text("id") ?? "" }
      let explained = [
        ("delete", "Anna tog bort posten"), ("orphan", "Anna har tagit bort"), ("ring", "flyttade poster"),
      ]
      for (kind, words) in explained {
        let sheet = try cecilia.run(["conflict", "show", id(kind), "--lang", "sv"])
        #expect(sheet.text.contains(words), "\(sheet.text)")
      }
      #expect(try cecilia.run(["resolve", id("delete"), "--value", "x"]).status == 65)
      #expect(try cecilia.run(["resolve", id("orphan"), "--move", "ingenstans"]).status == 65)
      try cecilia.json(["resolve", id("delete"), "--keep", "--reason", "Den behövs"])
      try cecilia.json(["resolve", id("orphan"), "--move", "2"])
      let ring = open.first { $0.text("kind") == "ring" }?.text("record") ?? ""
      #expect(try cecilia.run(["resolve", id("orphan"), "--value", ""]).status != 0)
      try cecilia.json(["resolve", id("ring"), "--move", "", "--reason", "Överst"])
      #expect(try Self.open(cecilia, ring).isEmpty)
      for desk in [cecilia, anna, bertil] { try desk.sync() }
      #expect(try bertil.json(["conflicts", "--all"]).list("conflicts").isEmpty)
      #expect(try anna.json(["show", moving])["fields"]?["section"]?["id"]?.string == second)
      let digests = try [cecilia, anna, bertil].map { try $0.json(["status"]).text("digest") }
      #expect(Set(digests).count == 1)
    }
  }

  @Test func `an overlapping text is put right in an editor`() async throws {
    try await onThread {
      let field = try Field(["Cecilia": "administrator", "Anna": "editor", "Bertil": "editor"])
      let (cecilia, anna, bertil) = (field["Cecilia"], field["Anna"], field["Bertil"])
      let activity = try field.activity(by: "Cecilia", ["notes=Vi ses på onsdag.\nTa med böcker."])
      try anna.json(["edit", activity, "notes=Vi ses på torsdag.\nTa med böcker."])
      try bertil.json(["edit", activity, "notes=Vi ses på fredag.\nTa med böcker och kaffe."])
      for desk in [anna, bertil, cecilia] { _ = try desk.run(["sync", "--json"]) }
      let open = try Self.open(cecilia, activity)
      let id = open.first?.text("id") ?? ""
      #expect(open.first?.text("kind") == "text")
      let sheet = try cecilia.run(["conflict", "show", id, "--lang", "sv"])
      #expect(sheet.text.contains("⟦Anna: torsdag ¦ Bertil: fredag ¦ Före: onsdag⟧"), "\(sheet.text)")
      #expect(sheet.text.contains("kaffe"))
      let merged = try cecilia.json(["conflict", "show", id]).list("merged")
      #expect(merged.contains { $0.list("alternatives").count == 2 })
      // Markers that are left settle nothing, and the form is kept.
      try Self.editor("true", on: cecilia)
      let left = try cecilia.run(["resolve", id, "--edit"])
      #expect(left.status == 65)
      try Self.editor(
        "grep -q '<<<<<<< Anna' \"$1\" && printf 'Vi ses på lördag.\\nTa med böcker och kaffe.\\n' > \"$1\"",
        on: cecilia)
      try cecilia.json(["resolve", id, "--edit", "--reason", "Ringde båda"])
      #expect(try cecilia.field(activity, "notes") == "Vi ses på lördag.\nTa med böcker och kaffe.")
      try cecilia.sync()
      try anna.sync()
      #expect(try anna.json(["status"]).list("told").map { $0.text("reason") } == ["Ringde båda"])
      // A late edit by one who had not seen that opens it again, as one more conflict.
      try bertil.json(["edit", activity, "notes=Vi ses på söndag.\nTa med böcker och kaffe."])
      _ = try bertil.run(["sync", "--json"])
      try cecilia.sync(2)
      #expect(try Self.open(cecilia, activity).map { $0.text("kind") } == ["text"])
      #expect(try Self.open(cecilia, activity).first?.text("id") != id)
    }
  }

  @Test func `two administrators settle the same thing on two laptops`() async throws {
    try await onThread {
      let field = try Field([
        "Cecilia": "administrator", "Karin": "administrator", "Anna": "editor", "Bertil": "editor",
      ])
      let (cecilia, karin) = (field["Cecilia"], field["Karin"])
      let activity = try field.activity(by: "Cecilia")
      try field["Anna"].json(["edit", activity, "doneOn=2025-03-01"])
      try field["Bertil"].json(["edit", activity, "doneOn=2025-04-02"])
      for name in ["Anna", "Bertil", "Cecilia", "Karin"] { _ = try field[name].run(["sync", "--json"]) }
      let id = try Self.open(cecilia, activity).first?.text("id") ?? ""
      try cecilia.json(["resolve", id, "--take", "1", "--reason", "Enligt Anna"])
      try karin.json(["resolve", id, "--take", "2", "--reason", "Enligt Bertil"])
      try cecilia.sync()
      _ = try karin.run(["sync", "--json"])
      try cecilia.sync(2)
      let again = try Self.open(cecilia, activity)
      #expect(again.first?.list("candidates").map { $0.text("author") } == ["Cecilia", "Karin"])
      #expect(again.first?.list("candidates").map { $0.text("note") } == ["Enligt Anna", "Enligt Bertil"])
      // Karin settles it; Cecilia, who looked at the first one, is told who was faster and why.
      let open = again.first?.text("id") ?? ""
      try karin.json(["resolve", open, "--take", "2", "--reason", "Vi talades vid"])
      try karin.sync()
      try cecilia.sync()
      let late = try cecilia.run(["resolve", open, "--take", "1", "--lang", "sv"])
      #expect(late.status == 1)
      #expect(late.errorText.contains("Karin") && late.errorText.contains("Vi talades vid"), "\(late.errorText)")
      #expect(try cecilia.field(activity, "doneOn") == "2025-04-02")
      for name in ["Anna", "Bertil"] { try field[name].sync() }
      #expect(Set(try field.desks.values.map { try $0.json(["status"]).text("digest") }).count == 1)
    }
  }

  @Test func `an editor proposes, an administrator takes one, and both see what became of it`() async throws {
    try await onThread {
      let field = try Field(["Cecilia": "administrator", "Anna": "editor", "Bertil": "editor"])
      let (cecilia, anna, bertil) = (field["Cecilia"], field["Anna"], field["Bertil"])
      let activity = try field.activity(by: "Cecilia")
      try anna.json(["edit", activity, "doneOn=2025-03-01"])
      try bertil.json(["edit", activity, "doneOn=2025-04-02"])
      for desk in [anna, bertil, anna, cecilia] { _ = try desk.run(["sync", "--json"]) }
      let id = try Self.open(anna, activity).first?.text("id") ?? ""
      try anna.json(["propose", id, "--take", "2", "--reason", "Bertil var där"])
      try bertil.json(["propose", id, "--value", "2025-04-05"])
      #expect(try bertil.run(["propose", id, "--value", "i går"]).status == 65)
      try cecilia.json(["propose", id, "--take", "1", "--draft"])
      for desk in [anna, bertil, cecilia] { _ = try desk.run(["sync", "--json"]) }
      #expect(try cecilia.json(["conflicts", "--proposed"]).list("conflicts").count == 1)
      let sheet = try cecilia.run(["conflict", "show", id, "--lang", "sv"])
      #expect(sheet.text.contains("Bertil var där") && sheet.text.contains("--proposal 1"), "\(sheet.text)")
      #expect(try anna.run(["resolve", id, "--proposal", "1"]).status == 4)
      #expect(try cecilia.run(["resolve", id, "--proposal", "9"]).status == 65)
      try bertil.json(["propose", id, "--withdraw"])
      try cecilia.json(["resolve", id, "--proposal", "1", "--reason", "Bra"])
      for desk in [cecilia, anna, bertil] { _ = try desk.run(["sync", "--json"]) }
      #expect(try anna.json(["propose"]).list("proposals").map { $0.text("fate") } == ["taken"])
      #expect(try bertil.json(["propose"]).list("proposals").map { $0.text("fate") } == ["withdrawn"])
      let log = try anna.run(["log", activity, "--lang", "sv"])
      #expect(log.text.contains("Cecilia valde det: ”Bra”"), "\(log.text)")
      #expect(try anna.field(activity, "doneOn") == "2025-04-02")
    }
  }

  @Test func `many at once by a rule, and a standing rule that the server follows`() async throws {
    try await onThread {
      let field = try Field(["Cecilia": "administrator", "Anna": "editor", "Bertil": "editor"])
      let (cecilia, anna, bertil) = (field["Cecilia"], field["Anna"], field["Bertil"])
      let activities = try (1...3).map { try cecilia.json(["add", "activity", "title=Nummer \($0)"]).text("id") }
      for desk in [cecilia, anna, bertil] { try desk.sync() }
      func quarrel(_ number: Int) throws {
        for activity in activities {
          try anna.json(["edit", activity, "doneOn=2025-0\(number)-01"])
          try bertil.json(["edit", activity, "doneOn=2025-0\(number)-02"])
        }
        for desk in [anna, bertil, cecilia] { _ = try desk.run(["sync", "--json"]) }
      }
      try quarrel(3)
      #expect(try anna.run(["resolve", "--rule", "latest"]).status == 4)
      #expect(try cecilia.run(["resolve", "--rule", "oldest"]).status == 64)
      let preview = try cecilia.json(["resolve", "--rule", "latest", "--field", "doneOn", "--dry-run"])
      #expect(preview.list("changes").count == 3)
      #expect(preview.list("changes").allSatisfy { $0.text("before") != $0.text("after") })
      #expect(try cecilia.json(["conflicts"]).list("conflicts").count == 3, "only looked at")
      let done = try cecilia.json(["resolve", "--rule", "latest", "--field", "doneOn", "--reason", "Senast gäller"])
      #expect(done.list("settled").count == 3 && done.number("commits") == 1)
      for desk in [cecilia, anna, bertil] { _ = try desk.run(["sync", "--json"]) }
      #expect(try anna.field(activities[0], "doneOn") == "2025-03-02")
      #expect(try anna.json(["status"]).list("told").count == 3)
      try cecilia.json(["rule", "set", "activity", "doneOn", "official", "--reason", "Först gäller"])
      try cecilia.sync()
      #expect(try anna.run(["rule", "set", "activity", "doneOn", "latest"]).status == 4)
      try quarrel(4)
      // The server's own commits come after the push that made the conflict.
      var settled: [JSONValue] = []
      for _ in 0..<200 where settled.count < 3 {
        _ = try cecilia.run(["sync", "--json"])
        settled = try cecilia.commits().filter { $0.text("message").contains("Först gäller") }
          .flatMap { $0.list("writes") }.filter { $0.text("field") == "doneOn" }
      }
      #expect(settled.count == 3)
      #expect(try cecilia.json(["conflicts", "--all"]).list("conflicts").isEmpty)
      _ = try bertil.run(["sync", "--json"])
      #expect(try bertil.json(["status"]).list("told").filter { $0.text("by") == "Cecilia" }.count >= 3)
      try cecilia.json(["rule", "off", "activity", "doneOn"])
      try cecilia.sync()
      #expect(try cecilia.json(["rule", "list"]).list("rules").map { $0.text("state") } == ["off"])
      try quarrel(5)
      #expect(try cecilia.json(["conflicts"]).list("conflicts").count == 3)
    }
  }

  @Test func `what the server refused is put right and sent anew`() async throws {
    try await onThread {
      let field = try Field(["Cecilia": "administrator", "Anna": "editor"])
      let anna = field["Anna"]
      let activity = try field.activity(by: "Cecilia")
      try anna.json(["edit", activity, "doneOn=2025-03-01"])
      try field.server.setRole("Anna", "reader")
      #expect(try anna.sync(2).number("refused") == 1)
      try field.server.setRole("Anna", "editor")
      _ = try anna.run(["sync", "--json"])
      let id = try anna.json(["refused"]).list("refused").first?.text("id") ?? ""
      #expect(try anna.run(["refused", "edit", id, "doneOn=i går"]).status == 65)
      #expect(try anna.json(["refused"]).list("refused").count == 1, "it is kept until it is right")
      try anna.json(["refused", "edit", id, "doneOn=2025-03-09"])
      #expect(try anna.sync().number("accepted") == 1)
      try field["Cecilia"].sync()
      #expect(try field["Cecilia"].field(activity, "doneOn") == "2025-03-09")
      #expect(try anna.json(["refused"]).list("refused").isEmpty)
    }
  }
}
