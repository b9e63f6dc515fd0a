import Foundation
import Schema
import Testing

@Suite struct Workspaces {
  @Test func statusHasTheKeysThatWereAgreed() throws {
    let (field, _, _, _) = try Field.started()
    let status = try field.json("status")
    #expect(
      status.keys == [
        "schema", "replica", "workspace", "user", "server", "unsynced", "refused", "conflicts", "conflictsOpen",
        "records", "lastSync", "digest", "copied", "told",
      ])
    #expect(status["replica"]?.string == field.replica)
    #expect(status["server"] == .null)
    #expect(status["lastSync"] == .null)
    #expect(status["unsynced"]?.integer == 3)
    #expect(status["records"]?.integer == 4)
    #expect(try field.json("whoami")["user"]?.string == "Anna")
    #expect(try field.json("refused").keys == ["schema", "refused"])
    #expect(try field.json("verify").keys == ["schema", "level", "differing", "repaired"])
    #expect(try field.json("verify")["level"]?.boolean == true)
    let sync = try field.bygd("sync")
    #expect(sync.status == 1)
    #expect(sync.errors.contains("bygd join"))
  }

  @Test func aServerThatIsNotThereIsSaidSo() throws {
    let field = try Field()
    let outcome = try field.bygd("join", "http://127.0.0.1:1", "--code", "abc")
    #expect(outcome.status == 5, "\(outcome.errors)")
    #expect(try field.bygd("join", "ftp://x", "--code", "abc").status == 64)
    #expect(try field.bygd("join", "http://127.0.0.1:1", "--code", " ").status == 64)
  }

  @Test func aReaderWhoHasHadEnoughIsNoFailure() throws {
    let (field, _, _, _) = try Field.started()
    let process = field.process([])
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    // As where the signal is ignored: then the write itself says that nobody reads.
    process.arguments = ["-c", "trap '' PIPE; exec \"$0\" list", Field.program]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try pipe.fileHandleForReading.close()
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func eightProgramsOnOneReplicaLoseNothing() throws {
    let (field, _, _, activity) = try Field.started()
    let before = try #require(try field.json("status")["unsynced"]?.integer)
    // Eight programs at a time, each a chain of edits of its own.
    let script = """
      i=0
      while [ $i -lt $COUNT ]; do
        "$BYGD" edit "$REF" "municipalities+=$WHO-$i" >/dev/null 2>>"$ERRORS" || exit 1
        i=$((i+1))
      done
      """
    let count = Int(ProcessInfo.processInfo.environment["BYGD_SHARED_EDITS"] ?? "") ?? 50
    let running = try (0..<8).map { number in
      let process = field.process([])
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", script]
      process.environment?["BYGD"] = Field.program
      process.environment?["REF"] = activity
      process.environment?["WHO"] = "p\(number)"
      process.environment?["COUNT"] = String(count)
      process.environment?["ERRORS"] = field.path("fel.txt")
      try process.run()
      return process
    }
    for process in running {
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    let said = try Session.text(field.path("fel.txt")).split(separator: "\n")
    #expect(said.filter { !$0.hasPrefix("Sparat: ") } == [])
    #expect(said.count == 8 * count)
    let fields = try #require(try field.json("show", activity)["fields"])
    #expect(fields["municipalities"]?.array?.count == 8 * count)
    #expect(try field.json("status")["unsynced"]?.integer == before + Int64(8 * count))
    #expect(try field.json("verify")["level"]?.boolean == true)
  }

  @Test func aConflictIsShownSideBySideAndSettled() throws {
    let (field, _, _, activity) = try Field.started()
    let seen = try #require(try field.json("show", activity)["seen"]?.string)
    try field.bygd("edit", activity, "doneOn=2025-01-01")
    try field.bygd("edit", activity, "doneOn=2025-02-02", "--seen", seen)
    let conflicts = try field.json("conflicts")
    #expect(conflicts.keys == ["schema", "conflicts", "total", "twins"])
    let conflict = try #require(conflicts["conflicts"]?.array?.first)
    #expect(
      conflict.keys == [
        "id", "ref", "record", "type", "field", "kind", "base", "candidates", "proposals", "place", "section",
        "waitingSince",
      ])
    #expect(conflict["kind"]?.string == "edit")
    #expect(conflict["field"]?.string == "doneOn")
    let candidates = try #require(conflict["candidates"]?.array)
    #expect(candidates[0].keys == ["n", "value", "author", "device", "at", "dot", "note", "official"])
    #expect(candidates.map { $0["n"]?.integer } == [1, 2])
    #expect(candidates[0]["official"]?.boolean == true)
    let id = try #require(conflict["id"]?.string)
    let sheet = try field.bygd("conflict", "show", String(id.prefix(6)))
    #expect(sheet.status == 0)
    for word in ["Bokcirklar", "1 januari 2025", "2 februari 2025", "--take 2", "Anna"] {
      #expect(sheet.text.contains(word), "\(word) in \(sheet.text)")
    }
    #expect(try field.bygd("resolve", id, "--take", "3").status == 65)
    #expect(try field.bygd("resolve", id, "--keep").status == 65)
    #expect(try field.bygd("resolve", id, "--value", "i går").status == 65)
    #expect(try field.json("resolve", id, "--take", "2", "--dry-run")["conflicts"]?.array == [])
    #expect(try field.json("status")["conflictsOpen"]?.integer == 1)
    let settled = try field.json("resolve", id, "--take", "2", "--reason", "Protokollet")
    #expect(settled["fields"]?["doneOn"]?.string == "2025-02-02")
    #expect(try field.json("conflicts", "--all")["conflicts"]?.array == [])
    let late = try field.bygd("resolve", id, "--take", "1")
    #expect(late.status == 1, "somebody was faster, who may be oneself")
    #expect(late.errors.contains("Anna") && late.errors.contains("Protokollet"), "\(late.errors)")
    #expect(try field.bygd("resolve", "0123456789abcdef", "--take", "1").status == 65)
    #expect(try field.json("log", activity)["commits"]?.array?.first?["message"]?.string == "Protokollet")
  }

  @Test func aDeletedParentLeavesOrphansThatAreMovedOrTakenBack() throws {
    let (field, plan, section, activity) = try Field.started()
    let other = try field.bygd("add", "section", "plan=\(plan)", "number=5", "title=Annat").line
    #expect(try field.bygd("delete", section).status == 0)
    let conflict = try #require(try field.json("conflicts", "--all")["conflicts"]?.array?.first)
    #expect(conflict["kind"]?.string == "orphan")
    #expect(conflict["ref"]?.string == activity)
    let id = try #require(conflict["id"]?.string)
    #expect(try field.bygd("conflict", "show", id).status == 0)
    let moved = try field.json("resolve", id, "--value", other)
    #expect(moved["fields"]?["section"]?["ref"]?.string == other)
    #expect(try field.json("conflicts", "--all")["conflicts"]?.array == [])
  }

  @Test func formsLoseNothingThatWasTyped() throws {
    let (field, _, _, activity) = try Field.started()
    func editor(_ script: String) throws -> String {
      let path = try field.write("#!/bin/sh\n" + script, to: "editor.sh")
      chmod(path, 0o700)
      return path
    }
    field.environment["EDITOR"] = try editor("sed -i 's/^Bokcirklar$/Bokcirklar i Nora/; s/^2025$/2026/' \"$1\"\n")
    let edited = try field.json("edit", activity)
    #expect(edited["fields"]?["title"]?.string == "Bokcirklar i Nora")
    #expect(edited["fields"]?["startYear"]?.integer == 2026)
    #expect(edited["fields"]?["responsible"]?.array?.count == 1)
    // Nothing changed is nothing written.
    let before = try field.json("log")
    field.environment["EDITOR"] = "true"
    #expect(try field.bygd("edit", activity).status == 0)
    #expect(try field.json("log") == before)
    // A mistake opens the form again, with what is wrong and what was typed.
    field.environment["EDITOR"] = try editor(
      "if grep -q '^#! !' \"$1\"; then sed -i 's/^nyss$/2027/' \"$1\"; else sed -i 's/^2026$/nyss/' \"$1\"; fi\n")
    #expect(try field.json("edit", activity)["fields"]?["startYear"]?.integer == 2027)
    // One that is left as it is stays in a file.
    field.environment["EDITOR"] = try editor("sed -i 's/^2027$/sent/' \"$1\"\n")
    let given = try field.bygd("edit", activity)
    #expect(given.status == 65)
    let drafts = try FileManager.default.contentsOfDirectory(atPath: field.replica + "/drafts")
    let kept = drafts.filter { given.errors.contains($0) }
    #expect(kept.count == 1)
    #expect(try Session.text(field.replica + "/drafts/" + kept[0]).contains("\nsent\n"))
    field.environment["EDITOR"] = "false"
    #expect(try field.bygd("edit", activity).status == 1)
  }

  @Test func theLanguageIsThatOfTheFlagTheEnvironmentOrTheFile() throws {
    let (field, _, _, _) = try Field.started()
    #expect(try field.bygd("show", "zzzzzzz", "--lang", "en").errors.hasPrefix("There is no record"))
    field.environment["BYGD_LANG"] = "da"
    #expect(try field.bygd("show", "zzzzzzz").errors.hasPrefix("Finder ingen"))
    field.environment["BYGD_LANG"] = nil
    #expect(try field.bygd("config", "lang=en").status == 0)
    #expect(try field.bygd("show", "zzzzzzz").errors.hasPrefix("There is no record"))
    #expect(try field.json("config")["config"]?["lang"]?.string == "en")
    #expect(try field.bygd("config", "lang=").status == 0)
    #expect(try field.bygd("show", "zzzzzzz").errors.hasPrefix("Hittar ingen"))
    #expect(try field.bygd("config", "farg=ja").status == 65)
    #expect(try field.bygd("config", "lang=xx").status == 64)
  }

  @Test func exportsAndReportsAreWholeDocuments() throws {
    let (field, _, _, activity) = try Field.started()
    try field.bygd("assess", activity, "--year", "2025", "--colour", "green", "--comment", "=1+1")
    let json = try field.json("export", "--format", "json", "--with-history")
    #expect(json.keys == ["schema", "records", "commits"])
    #expect(json["records"]?.array?.count == 5)
    #expect(json["commits"]?.array?.count == 4)
    let lines = try field.bygd("export", "--format", "ndjson").text.split(separator: "\n")
    #expect(
      try lines.map { try JSONValue(parsing: String($0)).keys } == Array(repeating: ["schema", "record"], count: 5))
    let csv = try field.bygd("export", "--format", "csv").text
    #expect(csv.contains("Bokcirklar"))
    #expect(!csv.contains(";=1+1") && !csv.contains(";\"=1+1"))
    let report = try field.json("report", "followup", "--year", "2025")
    #expect(report.keys == ["schema", "report", "year", "total", "goals", "sections", "functions", "activities"])
    #expect(report["total"]?["green"]?.integer == 1)
    #expect(report["total"]?["total"]?.integer == 1)
    let due = try field.json("report", "due", "--year", "2025")
    #expect(due.keys == ["schema", "report", "year", "duties", "functions", "activities"])
    #expect(due["duties"]?["due"]?["green"]?.integer == 1)
    #expect(try field.bygd("report", "due", "--year", "2026").text.contains("Vem som tillfrågas"))
    #expect(try field.bygd("report", "due", "--year", "2026", "--format", "csv").text.contains(";over;"))
    let schedule = try field.json("report", "schedule", "--year", "2025")
    #expect(schedule["begins"]?.array?.count == 1 && schedule["ends"]?.array?.count == 1)
    #expect(schedule["overdue"]?.array?.isEmpty == true)
    let functions = try field.json("report", "functions")["functions"]?.array
    #expect(functions?.first?["title"]?.string == "Kulturchef")
    for name in ["schedule", "functions", "meetings"] {
      for format in ["text", "md", "csv", "json"] {
        #expect(try field.bygd("report", name, "--year", "2025", "--format", format).status == 0)
      }
    }
    try field.bygd("visit", "date=2025-02-03", "place=Grythyttan")
    #expect(try field.bygd("export", "--format", "ics").text.contains("SUMMARY:Besök: Grythyttan\r\n"))
    #expect(try field.bygd("export", "--format", "ics", "--with-history").status == 64)
    let text = try field.bygd("report", "followup", "--year", "2025").text
    #expect(text.contains("● grön") && text.contains("4.1.3-1"))
    let markdown = try field.bygd("report", "followup", "--year", "2025", "--format", "md").text
    #expect(markdown.hasPrefix("# "))
    #expect(try field.bygd("report", "followup", "--year", "2025", "--format", "csv").text.contains("green"))
  }

  @Test func aPlanIsReadInOnceAndItsTableComesBack() throws {
    let field = try Field()
    let example = "../../Sources/Plan/Example/plan.txt"
    let source = ((#filePath as NSString).deletingLastPathComponent as NSString).appendingPathComponent(example)
    try #require(try field.bygd("init", "--user", "Anna").status == 0)
    let table = field.path("granska.csv")
    let dry = try field.json("import", source, "--dry-run")
    #expect(try field.json("status")["records"]?.integer == 0)
    let first = try field.json("import", source, "--review", table)
    #expect(
      first.keys == [
        "schema", "added", "changed", "unchanged", "uncertain", "commits", "warnings", "review", "dryRun",
      ])
    #expect(first["added"] == dry["added"])
    #expect(first["added"]?.integer ?? 0 > 5)
    let second = try field.json("import", source)
    #expect(second["added"]?.integer == 0)
    #expect(second["changed"]?.integer == 0)
    let third = try field.json("import", table)
    #expect(third["added"]?.integer == 0)
    #expect(third["changed"]?.integer == 0)
    #expect(try field.json("status")["unsynced"] == first["commits"])
  }

  @Test func aBundleIsAFileThatProvesItself() throws {
    let (field, _, _, _) = try Field.started()
    let file = field.path("ändringar.bygd")
    let made = try field.json("bundle", "create", file)
    #expect(made["commits"]?.integer == 3)
    // Our own commits are known here already.
    #expect(try field.json("bundle", "apply", file)["taken"]?.integer == 0)
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
    bytes[bytes.count / 2] ^= 1
    #expect(try field.bygd("bundle", "apply", try field.write(bytes, to: "skadad.bygd")).status == 65)
    #expect(try field.bygd("bundle", "apply", try field.write("", to: "tom.bygd")).status == 65)
    let other = try Field()
    try #require(try other.bygd("init", "--user", "Bo").status == 0)
    #expect(try other.bygd("bundle", "apply", file).status == 65)
  }

  @Test func theDoctorLooksAtEverythingWithNoServer() throws {
    let (field, _, _, _) = try Field.started()
    let found = try field.json("doctor")
    #expect(found["healthy"]?.boolean == true)
    #expect(
      found["findings"]?.array?.compactMap { $0["name"]?.string } == [
        "program", "folder", "disk", "keys", "file", "replica", "durability", "unsynced",
      ])
  }
}
