import Foundation
import Schema
import Testing

@Suite struct BadInput {
  @Test(arguments: [
    ["nonsense"], [], ["add"], ["edit"], ["show"], ["list", "--nonsense"], ["resolve", "abc"],
    ["resolve", "abc", "--take", "1", "--keep"], ["status", "--lang", "xx"], ["list", "--limit", "-1"],
    ["report", "annual"], ["export", "--format", "pdf"],
  ]) func whatIsNoCommandIsAnsweredWithUsage(arguments: [String]) throws {
    let field = try Field()
    let outcome = try field.run(arguments)
    if arguments.isEmpty {
      // Nothing asked is help, which is an answer.
      #expect(outcome.status == 0)
      #expect(outcome.text.contains("USAGE: bygd"))
    } else {
      #expect(outcome.status == 64, "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
      #expect(!outcome.errors.isEmpty)
    }
  }

  @Test func everyCommandExplainsItselfInThreeLanguages() throws {
    let field = try Field()
    let commands = [
      "init", "join", "status", "add", "edit", "visit", "note", "assess", "show", "list", "search", "delete", "restore",
      "undo", "same", "log", "diff", "sync", "conflicts", "conflict", "resolve", "refused", "import", "export",
      "report", "bundle", "verify", "doctor", "config", "whoami", "logout",
    ]
    for command in commands {
      var overviews: Set<String> = []
      for language in ["sv", "en", "da"] {
        let outcome = try field.bygd(command, "--help", "--lang", language)
        #expect(outcome.status == 0)
        overviews.insert(outcome.line)
      }
      #expect(overviews.count == 3, "\(command): \(overviews)")
    }
  }

  @Test func everyErrorSaysWhatHappenedAndChangesNothing() throws {
    let (field, plan, section, activity) = try Field.started()
    let before = try field.json("log")
    let cases: [([String], Int32, String)] = [
      (["edit", activity, "tittel=x"], 65, "tittel"),
      (["edit", activity, "title"], 64, "fält=värde"),
      (["edit", activity, "title+=x"], 65, "bara ett värde"),
      (["edit", activity, "title="], 65, "måste fyllas i"),
      (["add", "aktivitett", "title=x"], 65, "aktivitett"),
      (["show", "zzzzzzz"], 65, "zzzzzzz"),
      (["edit", activity, "section=zzzzzzz"], 65, "section"),
      (["edit", activity, "section=\(plan)"], 65, "section"),
      (["edit", activity, "startYear=snart"], 65, "årtalet"),
      (["edit", activity, "startYear=2031"], 65, "utanför planen"),
      (["edit", activity, "doneOn=2025-02-30"], 65, "2025-01-31"),
      (["edit", activity, "recurrence=ibland"], 65, "none eller yearly"),
      (["edit", activity, "untilYear=2024"], 65, "före början"),
      (["edit", activity, "rank=mycket"], 65, "inget tal"),
      (["edit", section, "seeAlso={\"record\":"], 65, "JSON"),
      (["edit", activity, "notes=@/finns/inte"], 65, "/finns/inte"),
      (["edit", section, "plan="], 65, "bara en gång"),
    ]
    for (arguments, status, word) in cases {
      let outcome = try field.run(arguments)
      #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
      #expect(outcome.output.isEmpty, "\(arguments)")
      #expect(outcome.errors.contains(word), "\(arguments): \(outcome.errors)")
    }
    #expect(try field.json("log") == before)
  }

  @Test func anAmbiguousNameIsAnsweredWithItsCandidates() throws {
    let (field, _, _, activity) = try Field.started()
    let first = try field.bygd("add", "actor", "name=Nora bokklubb").line
    let second = try field.bygd("add", "actor", "name=Nora bokklubb").line
    let outcome = try field.bygd("show", "Nora bokklubb")
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains(first) && outcome.errors.contains(second))
    let visit = try field.bygd("visit", "actors=Nora bokklubb")
    #expect(visit.status == 65)
    #expect(visit.errors.contains("actors") && visit.errors.contains(second))
    #expect(try field.bygd("show", activity).status == 0)
  }

  @Test(arguments: [
    ("tom.txt", "", "tom"), ("binär.bin", "\u{0}\u{1}\u{2}\u{0}\u{3}PK\u{0}", "ingen text"),
    ("avhuggen.json", "{\"title\":\"Plan\",\"sections\":[{\"key\"", "avhuggen"), ("text.txt", "Hej hej\n", "varken"),
  ]) func aFileThatIsNoPlanIsNotReadIn(name: String, content: String, word: String) throws {
    let (field, _, _, _) = try Field.started()
    let before = try field.json("log")
    let outcome = try field.bygd("import", try field.write(content, to: name))
    #expect(outcome.status == 65, "\(outcome.errors)")
    #expect(outcome.errors.contains(word), "\(outcome.errors)")
    #expect(outcome.errors.contains("Inget har lästs in"))
    #expect(try field.json("log") == before)
  }

  @Test func thePlaceOfAWorkspaceMayHoldAnything() throws {
    let field = try Field()
    let nothing = try field.bygd("status")
    #expect(nothing.status == 1)
    #expect(nothing.errors.contains("bygd join") && nothing.errors.contains("bygd init"))
    #expect(!FileManager.default.fileExists(atPath: field.replica))
    // A file where the folder should be.
    field.replica = try field.write("hej", to: "fil")
    for command in ["status", "init"] {
      let outcome = try field.bygd(command)
      #expect(outcome.status == 1, "\(outcome.errors)")
    }
    #expect(try Session.text(field.replica) == "hej")
    // Something else under the database's name.
    field.replica = field.path("annat")
    try FileManager.default.createDirectory(atPath: field.replica, withIntermediateDirectories: true)
    _ = try field.write("SQLite format 4, eller inte alls", to: "annat/replica.sqlite")
    let other = try field.bygd("list")
    #expect(other.status == 1)
    #expect(other.errors.contains("skadad"))
  }

  @Test func aReplicaOfANewerProgramIsLeftAlone() throws {
    let (field, _, _, activity) = try Field.started()
    let database = field.replica + "/replica.sqlite"
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: database)))
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database + suffix) }
    bytes.replaceSubrange(60..<64, with: [0, 0, 0x27, 0x0F])
    try Data(bytes).write(to: URL(fileURLWithPath: database))
    let outcome = try field.bygd("edit", activity, "title=x")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("nyare version"))
    #expect(Array(try Data(contentsOf: URL(fileURLWithPath: database))) == bytes)
  }

  @Test(.enabled(if: getuid() != 0, "the superuser may write anywhere")) func aReadOnlyFolderCanBeRead() throws {
    let (field, _, _, activity) = try Field.started()
    chmod(field.replica, 0o500)
    #expect(try field.bygd("show", activity).status == 0)
    let outcome = try field.bygd("edit", activity, "title=x")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("får inte ändras"))
  }
}

enum Session {
  static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }
}
