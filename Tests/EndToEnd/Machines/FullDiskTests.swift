import Foundation
import Schema
import Testing

/// A disk of 16 MiB that is full: what does not fit is refused in words, what is there can be read, nothing is emptied,
/// and all goes on when there is room.
@Suite(
  .serialized, .enabled(if: Installation.isThere, "the programs are not built"),
  .enabled(if: SmallDisk.isPossible, "nothing can be mounted here"))
struct FullDiskTests {
  private static let diskKibibytes = 16 << 10

  /// About so many bytes in one field.
  private func text(_ bytes: Int, _ word: String) -> String { String(repeating: word + " ", count: bytes / 6) }

  @Test func `a laptop whose disk is full refuses and goes on`() async throws {
    try await onThread {
      let field = try Field(["Cecilia": "administrator"])
      let disk = try SmallDisk(kibibytes: Self.diskKibibytes)
      let anna = try field.join("Anna", role: "editor", replicaFolder: disk.path + "/replica")
      let activity = try field.activity(by: "Anna", ["notes=ett"])
      // Room for an edit, and none for the index of its words.
      try disk.fill(butFor: 64 << 10)
      try anna.json(["edit", activity, "title=Kvarnhjulet"])
      try disk.fill()
      #expect(try anna.json(["search", "kvarn"]).list("records").count == 1)
      #expect(try anna.json(["list", "activity"]).number("total") == 1)
      // Pages that the file has are used up first; so many edits never fit.
      var written: [String] = []
      var refusal: Outcome?
      for number in 0..<400 where refusal == nil {
        let value = "\(number) " + text(20_000, "rader")
        let outcome = try anna.run(["edit", activity, "notes=\(value)"])
        if outcome.status == 0 { written.append(value) } else { refusal = outcome }
      }
      #expect(refusal?.status == 1)
      #expect(refusal?.errorText.contains("disk is full") == true, "\(refusal?.errorText ?? "")")
      // All that was taken is there, and can be read.
      #expect(try anna.json(["status"]).number("unsynced") == written.count + 1)
      if let last = written.last { #expect(try anna.field(activity, "notes") == last) }
      // What others wrote does not fit either; what is here stays and is sent.
      for number in 0..<8 {
        try field["Cecilia"].json(["add", "activity", "title=Ny \(number)", "notes=\(text(60_000, "text\(number)"))"])
      }
      try field["Cecilia"].sync()
      let pull = try anna.run(["sync"])
      #expect(pull.status == 1)
      #expect(pull.errorText.contains("disk is full"), "\(pull.errorText)")
      #expect(try anna.json(["list", "activity"]).number("total") >= 1)
      if let last = written.last { #expect(try anna.field(activity, "notes") == last) }
      disk.empty()
      try anna.json(["edit", activity, "doneOn=2025-03-01"])
      #expect(try anna.sync().flag("level"))
      try field["Cecilia"].sync()
      #expect(try field["Cecilia"].field(activity, "doneOn") == "2025-03-01")
      if let last = written.last { #expect(try field["Cecilia"].field(activity, "notes") == last) }
      #expect(try anna.json(["list", "activity"]).number("total") == 9)
      #expect(try anna.json(["verify"]).flag("level"))
      #expect(
        try anna.json(["status"]).text("digest") == field["Cecilia"].json(["status"]).text("digest"))
    }
  }

  @Test func `a server whose disk is full refuses in words and goes on`() async throws {
    try await onThread {
      let disk = try SmallDisk(kibibytes: Self.diskKibibytes)
      let field = try Field(["Cecilia": "administrator", "Anna": "editor"], serverData: disk.path + "/data")
      let activity = try field.activity(by: "Anna")
      try disk.fill()
      var sent = 0
      var refusal: Outcome?
      for number in 0..<200 where refusal == nil {
        try field["Anna"].json(["edit", activity, "notes=\(number) \(text(60_000, "rader"))"])
        let outcome = try field["Anna"].run(["sync"])
        if outcome.status == 0 { sent += 1 } else { refusal = outcome }
      }
      #expect(refusal?.status == 5, "\(refusal?.errorText ?? "")")
      #expect(refusal?.errorText.contains("disk is full") == true, "\(refusal?.errorText ?? "")")
      #expect(refusal?.errorText.contains("1 ") == true, "that the change is safe: \(refusal?.errorText ?? "")")
      // Others read on.
      #expect(try field["Cecilia"].sync().flag("level"))
      let reader = try ServerReader(field.server, desk: field["Cecilia"])
      #expect(try reader.get("records?limit=10").list("records").count == 1)
      // A backup that does not fit is none.
      let backup = try field.server.command(["backup", disk.path + "/backup"])
      #expect(backup.status == 1 && backup.errorText.contains("disk is full"), "\(backup.errorText)")
      let left = try FileManager.default.contentsOfDirectory(atPath: disk.path)
      #expect(Set(left) == ["data", "filler"], "half a backup was left: \(left)")
      disk.empty()
      let contents = disk.contents
      let onwards = try field["Anna"].run(["sync"])
      try #require(onwards.status == 0, "\(sent) sent; \(contents); \(onwards.errorText)")
      #expect(try field["Anna"].sync().flag("level"))
      #expect(try field["Cecilia"].sync().flag("level"))
      #expect(try field["Cecilia"].commits().count == sent + 2, "each once")
      // As a restart finds it.
      field.server.kill()
      try field.server.start()
      #expect(try field["Anna"].sync().flag("level"))
      #expect(try field.server.command(["verify"]).status == 0)
      #expect(try field.server.command(["backup", disk.path + "/backup"]).status == 0)
    }
  }

  @Test func `a snapshot that does not fit keeps nobody out and takes no room`() async throws {
    try await onThread {
      let disk = try SmallDisk(kibibytes: Self.diskKibibytes)
      let field = try Field(["Cecilia": "administrator"], serverData: disk.path + "/data")
      let activity = try field.activity(by: "Cecilia")
      var random = SystemRandomNumberGenerator()
      // Text that can't be packed small, so that the snapshot is as large as the log.
      for _ in 0..<40 {
        let value = (0..<5000).map { _ in String(random.next(), radix: 36) }.joined(separator: " ")
        try field["Cecilia"].json(["edit", activity, "notes=\(value)"])
      }
      try field["Cecilia"].sync()
      try disk.fill(butFor: 600 << 10)
      let anna = try field.join("Anna", role: "editor")
      #expect(try anna.sync().flag("level"))
      #expect(try anna.field(activity, "notes") == field["Cecilia"].field(activity, "notes"))
      var names: [String] = []
      if let files = FileManager.default.enumerator(atPath: disk.path) {
        for case let name as String in files where name.contains("snapshot.draft") { names.append(name) }
      }
      #expect(names == [], "half a snapshot was left")
      disk.empty()
      let bertil = try field.join("Bertil", role: "editor")
      #expect(
        try bertil.json(["status"]).text("digest") == field["Cecilia"].json(["status"]).text("digest"))
    }
  }
}
