import Foundation
import Schema
import Testing

@Suite struct RecordCommands {
  private static let recordKeys = ["schema", "ref", "id", "type", "fields", "conflicts", "state", "deleted", "seen"]

  @Test func aWorkspaceIsMadeOnceAndStaysAsItWas() throws {
    let field = try Field()
    let made = try field.json("init", "--name", "Länet", "--user", "Anna", "--device", "laptop")
    #expect(made.keys == ["schema", "replica", "workspace", "user", "device", "role"])
    #expect(made["role"]?.string == "administrator")
    let again = try field.bygd("init")
    #expect(again.status == 1)
    #expect(again.text.isEmpty)
    #expect(again.errors.contains("finns redan en arbetsyta"))
    #expect(try field.json("status")["workspace"]?.string == "Länet")
  }

  @Test func addPrintsTheReferenceAndTheRecord() throws {
    let (field, _, section, activity) = try Field.started()
    #expect(activity.utf8.count == 7)
    let record = try field.json("show", activity)
    #expect(record.keys == Self.recordKeys)
    #expect(record["schema"]?.integer == 1)
    #expect(record["ref"]?.string == activity)
    #expect(record["type"]?.string == "activity")
    #expect(record["state"]?.string == "unsynced")
    #expect(record["deleted"]?.boolean == false)
    let fields = try #require(record["fields"])
    #expect(fields.keys == ["section", "rank", "title", "responsible", "startYear"])
    #expect(fields["section"]?.keys == ["ref", "id", "name"])
    #expect(fields["section"]?["ref"]?.string == section)
    #expect(fields["startYear"]?.integer == 2025)
    #expect(fields["rank"]?.string == "1")
    // The function was made, because somebody named it.
    let function = try #require(fields["responsible"]?.array?.first)
    #expect(function["name"]?.string == "Kulturchef")
    let functions = try field.json("list", "function")
    #expect(functions.keys == ["schema", "records", "total"])
    #expect(functions["total"]?.integer == 1)
    #expect(functions["records"]?.array?.first?.keys == Self.recordKeys.filter { $0 != "schema" })
  }

  @Test func aRecordAnswersToEverythingThatPeopleCallIt() throws {
    let (field, _, section, activity) = try Field.started()
    let id = try #require(try field.json("show", activity)["id"]?.string)
    for name in [activity, activity.uppercased(), String(activity.prefix(5)), id, "4.1.3-1"] {
      #expect(try field.json("show", name)["ref"]?.string == activity, "\(name)")
    }
    #expect(try field.json("show", "4.1.3")["ref"]?.string == section)
    #expect(try field.json("show", "kulturchef")["type"]?.string == "function")
  }

  @Test func fieldsAreSetClearedAddedToAndReadFromFiles() throws {
    let (field, _, _, activity) = try Field.started()
    let file = try field.write("Rad ett\nRad två\n", to: "anteckning.txt")
    var fields = try #require(
      try field.json(
        "edit", activity, "notes=@\(file)", "municipalities+=Nora", "municipalities+=Askersund, södra", "untilYear=2026"
      )["fields"])
    #expect(fields["notes"]?.string?.hasPrefix("Rad ett\nRad två") == true)
    #expect(fields["municipalities"]?.array?.compactMap(\.string) == ["Askersund, södra", "Nora"])
    // The others of the group went along.
    #expect(fields["startYear"]?.integer == 2025)
    #expect(fields["untilYear"]?.integer == 2026)
    fields = try #require(
      try field.json("edit", activity, "notes=", "municipalities-=Nora", "untilYear=", "partners=@@kultur")["fields"])
    #expect(fields["notes"] == nil)
    #expect(fields["untilYear"] == nil)
    #expect(fields["municipalities"]?.array?.compactMap(\.string) == ["Askersund, södra"])
    #expect(fields["partners"]?.array?.compactMap(\.string) == ["@kultur"])
    fields = try #require(
      try field.json("edit", activity, "municipalities=Hällefors", "municipalities=Kumla")["fields"])
    #expect(fields["municipalities"]?.array?.compactMap(\.string) == ["Hällefors", "Kumla"])
  }

  @Test func textGoesRoundByteForByte() throws {
    let (field, _, _, activity) = try Field.started()
    for text in [
      "'; DROP TABLE activity; --", "שלום עולם", "\u{202E}bakvänt", "👩🏽‍🌾🇸🇪", "čáhppes Sámi ŋ đ", "a\tb",
      "\"citat\" \\ %s $HOME",
      "rad\nrad",
    ] {
      let title = try field.json("edit", activity, "title=\(text)")["fields"]?["title"]?.string
      #expect(title.map { Array($0.utf8) } == Array(text.utf8), "\(text)")
      // A terminal gets nothing that would turn or move what follows.
      let shown = try field.bygd("show", activity)
      #expect(shown.status == 0)
      #expect(!shown.text.unicodeScalars.contains("\u{202E}"))
    }
    // A title is kept composed, and found whichever way it is written.
    #expect(try field.json("edit", activity, "title=O\u{308}rebro")["fields"]?["title"]?.string?.utf8.count == 7)
    #expect(try field.json("search", "orebro")["total"]?.integer == 1)
    let file = try field.write([0x61, 0x00, 0x62], to: "nul.txt")
    let refused = try field.bygd("edit", activity, "title=@\(file)")
    #expect(refused.status == 65)
    #expect(refused.errors.contains("styrtecken"))
  }

  @Test func fieldStaffWriteVisitsAndNotes() throws {
    let (field, _, _, activity) = try Field.started()
    let visit = try field.json("visit", "place=Nora", "municipality=Nora", "report=Träff", "activities=4.1.3-1")
    #expect(visit["fields"]?["author"]?.string == "Anna")
    #expect(visit["fields"]?["date"]?.string?.utf8.count == 10)
    #expect(visit["fields"]?["activities"]?.array?.first?["ref"]?.string == activity)
    #expect(try field.json("visit", "date=2025-03-01", "place=X")["fields"]?["date"]?.string == "2025-03-01")
    let note = try field.json("note", activity, "Ring Eva")
    #expect(note["type"]?.string == "note")
    #expect(note["fields"]?.keys == ["on", "text", "author", "at"])
    let edited = try field.bygd("edit", try #require(note["ref"]?.string), "text=annat")
    #expect(edited.status == 65)
  }

  @Test func anActivityHasOneAssessmentAYear() throws {
    let (field, _, _, activity) = try Field.started()
    let first = try field.json("assess", activity, "--year", "2025", "--colour", "yellow")
    let second = try field.json("assess", "4.1.3-1", "--year", "2025", "--colour", "green", "--comment", "Klart")
    #expect(first["id"] == second["id"])
    #expect(second["fields"]?["colour"]?.string == "green")
    #expect(second["fields"]?["assessor"]?.string == "Anna")
    #expect(second["fields"]?["comment"]?.string == "Klart")
    #expect(try field.json("list", "assessment")["total"]?.integer == 1)
    #expect(try field.bygd("assess", activity, "--year", "2025", "--colour", "lila").status == 65)
    #expect(try field.bygd("assess", activity, "--year", "25", "--colour", "red").status == 65)
  }

  @Test func whatIsDeletedIsRestoredWithAllItsFields() throws {
    let (field, _, _, activity) = try Field.started()
    let before = try #require(try field.json("show", activity)["fields"])
    #expect(try field.json("delete", activity)["deleted"]?.boolean == true)
    let refused = try field.bygd("edit", activity, "title=x")
    #expect(refused.status == 65)
    #expect(refused.errors.contains("bygd restore \(activity)"))
    #expect(try field.bygd("delete", activity).status == 65)
    #expect(try field.json("list", "activity")["total"]?.integer == 0)
    #expect(try field.json("list", "activity", "--deleted")["total"]?.integer == 1)
    let restored = try field.json("restore", activity)
    #expect(restored["fields"] == before)
    #expect(restored.keys == Self.recordKeys)
    #expect(try field.bygd("restore", activity).status == 65)
  }

  @Test func aChangeIsUndoneByNameOrTheLastOne() throws {
    let (field, _, _, activity) = try Field.started()
    try field.bygd("edit", activity, "title=Andra")
    let commit = try #require(try field.json("log", activity)["commits"]?.array?.first?["id"]?.string)
    try field.bygd("edit", activity, "startYear=2026")
    #expect(try field.bygd("undo").status == 0)
    #expect(try field.json("show", activity)["fields"]?["startYear"]?.integer == 2025)
    #expect(try field.bygd("undo", commit).status == 0)
    #expect(try field.json("show", activity)["fields"]?["title"]?.string == "Bokcirklar")
    #expect(try field.bygd("undo", commit).status == 1)
    #expect(try field.bygd("undo", "ffffffff-9").status == 65)
  }

  @Test func twinsAreJoined() throws {
    let (field, plan, section, activity) = try Field.started()
    let twin = try field.bygd("add", "activity", "section=\(section)", "title=Bokcirklar igen").line
    #expect(try field.bygd("same", activity, twin).status == 0)
    #expect(try field.bygd("same", activity, activity).status == 65)
    // What names the one or the other is found under both, as it reads.
    let other = try field.bygd("add", "section", "plan=\(plan)", "title=Läsning igen").line
    let third = try field.bygd("add", "activity", "section=\(other)", "title=Högläsning").line
    func under(_ section: String) throws -> [String?]? {
      try field.json("list", "activity", "--where", "section=\(section)")["records"]?.array?.map { $0["ref"]?.string }
    }
    #expect(try under(section) == [activity] && under(other) == [third])
    #expect(try field.bygd("same", section, other).status == 0)
    #expect(try under(section)?.count == 2 && under(other)?.count == 2)
  }

  @Test func theHistorySaysWhoWroteWhat() throws {
    let (field, _, _, activity) = try Field.started()
    try field.bygd("edit", activity, "title=Andra", "--message", "Stavfel")
    let log = try field.json("log", activity)
    #expect(log.keys == ["schema", "commits", "proposals"])
    let commits = try #require(log["commits"]?.array)
    #expect(commits.count == 2)
    #expect(commits[0].keys == ["id", "author", "device", "at", "message", "state", "writes"])
    #expect(commits[0]["author"]?.string == "Anna")
    #expect(commits[0]["device"]?.string == "laptop")
    #expect(commits[0]["message"]?.string == "Stavfel")
    #expect(commits[0]["state"]?.string == "unsynced")
    let write = try #require(commits[0]["writes"]?.array?.first)
    #expect(write.keys == ["ref", "field", "from", "to"])
    #expect(write["ref"]?.string == activity)
    #expect(write["field"]?.string == "title")
    #expect(write["from"]?.string == "Bokcirklar")
    #expect(write["to"]?.string == "Andra")
    #expect(try field.json("diff")["commits"]?.array?.count == 4)
    #expect(try field.bygd("log").text.contains("Bokcirklar → Andra"))
  }

  @Test func aTokenKeepsAnEditToWhatWasSeen() throws {
    let (field, _, _, activity) = try Field.started()
    let seen = try #require(try field.json("show", activity)["seen"]?.string)
    try field.bygd("edit", activity, "doneOn=2025-01-01")
    let late = try field.json("edit", activity, "doneOn=2025-02-02", "--seen", seen)
    #expect(late["conflicts"]?.array?.compactMap(\.string) == ["doneOn"])
    #expect(try field.bygd("edit", activity, "title=x", "--seen", "skräp").status == 65)
  }

  @Test func dryRunsChangeNothing() throws {
    let (field, _, section, activity) = try Field.started()
    let before = try field.json("log")
    let edited = try field.json("edit", activity, "title=Aldrig", "--dry-run")
    #expect(edited["fields"]?["title"]?.string == "Aldrig")
    for arguments in [
      ["add", "activity", "section=\(section)", "title=Aldrig"], ["visit", "place=X"], ["note", activity, "x"],
      ["assess", activity, "--year", "2025", "--colour", "red"], ["delete", activity], ["undo"],
    ] {
      #expect(try field.run(arguments + ["--dry-run"]).status == 0, "\(arguments)")
    }
    #expect(try field.json("log") == before)
  }

  @Test func listsAreFilteredAndPaged() throws {
    let (field, _, section, activity) = try Field.started()
    let other = try field.bygd("add", "activity", "section=\(section)", "title=Annan", "startYear=2026", "rank=2").line
    func refs(_ arguments: String...) throws -> [String] {
      let outcome = try field.run(["list", "activity", "--json"] + arguments)
      return try outcome.json["records"]?.array?.compactMap { $0["ref"]?.string } ?? []
    }
    #expect(try refs() == [activity, other])
    #expect(try refs("--where", "startYear=2026") == [other])
    #expect(try refs("--where", "responsible=Kulturchef") == [activity])
    #expect(try refs("--where", "section=4.1.3", "--where", "startYear=2025") == [activity])
    #expect(try refs("--limit", "1", "--offset", "1") == [other])
    #expect(try refs("--changed").count == 2)
    #expect(try refs("--mine").count == 2)
    #expect(try field.bygd("list", "--where", "startYear=2026").status == 64)
    #expect(try field.bygd("list", "aktivitet").status == 0)
  }
}
