import Foundation
import GRDB
import Glibc
import Schema
import TestSupport
import Testing

/// What is changed or lost behind a laptop's back is seen and put right, told with the real programs.
@Suite(.serialized, .enabled(if: Installation.isThere, "the programs are not built"))
struct HealingTests {
  /// A server with a workspace in which there are some records, and a laptop that has them.
  private func field(_ count: Int = 30) throws -> Field {
    let field = try Field(["Karin": "administrator"])
    let karin = field["Karin"]
    for number in 0..<count { try karin.json(["add", "activity", "title=Titel \(number)", "doneOn=2025-01-10"]) }
    try karin.sync()
    return field
  }

  private func newcomer(_ field: Field, _ number: Int) throws -> Desk {
    let desk = try Desk(user: "Karin", device: "dator \(number)")
    try desk.join(field.server, code: try field.server.invite("Karin"))
    return desk
  }

  private func behind(_ desk: Desk, _ sql: String) throws {
    let queue = try DatabaseQueue(path: desk.replica + "/replica.sqlite")
    try queue.write { try $0.execute(sql: sql) }
    try queue.close()
  }

  private func titles(_ desk: Desk) throws -> [String] {
    try desk.records().map { $0["fields"]?["title"]?.string ?? "" }.sorted()
  }

  @Test func `a row that is deleted behind its back comes again, and edits that wait stay`() async throws {
    try await onThread {
      let field = try field()
      let karin = field["Karin"]
      let records = try karin.records()
      let lost = try #require(records.first)
      let other = try #require(records.last)
      try karin.json(["edit", other.text("id"), "title=Osänt"])
      let before = try titles(karin)
      let id = lost.text("id").filter { $0 != "-" }
      try behind(karin, "DELETE FROM activity WHERE id = x'\(id)'")
      let found = try karin.json(["verify"])
      #expect(found.flag("level"))
      #expect(found.list("differing").map(\.string) == [lost.text("ref")])
      #expect(found.number("repaired") == 1)
      #expect(try titles(karin) == before)
      #expect(try karin.json(["status"]).number("unsynced") == 1)
      #expect(try karin.json(["verify"]).list("differing").isEmpty)
      #expect(try karin.sync().number("sent") == 1)
      let log = try field.server.command(["audit"])
      if log.status == 0 { #expect(log.text.contains("replica-repaired")) }
      #expect(try karin.run(["doctor"]).status == 0)
    }
  }

  @Test func `a value that is changed behind its back is what it was, without a word lost`() async throws {
    try await onThread {
      let field = try field()
      let karin = field["Karin"]
      try behind(karin, "UPDATE activity SET title = 'falsk' WHERE title = 'Titel 7'")
      field.server.stop()
      // Nobody can say what is right, but that something is wrong is said.
      let alone = try karin.json(["verify"], status: 1)
      #expect(!alone.flag("level"))
      #expect(try karin.json(["verify"], status: 1).flag("level") == false, "what was seen is not forgotten")
      #expect(try karin.run(["doctor"]).status == 1)
      try field.server.start()
      #expect(try karin.sync().flag("level"))
      #expect(try titles(karin).contains("Titel 7"))
      #expect(try titles(karin).contains("falsk") == false)
      #expect(try karin.json(["verify"]).flag("level"))
      #expect(try karin.run(["doctor"]).status == 0)
    }
  }

  @Test func `rows of the server that are lost come from its log`() async throws {
    try await onThread {
      let field = try field()
      field.server.stop()
      let folders = try FileManager.default.subpathsOfDirectory(atPath: field.server.data)
      let file = try #require(folders.first { $0.hasSuffix("replica.sqlite") })
      let queue = try DatabaseQueue(path: field.server.data + "/" + file)
      try queue.write { try $0.execute(sql: "DELETE FROM activity WHERE title LIKE 'Titel 1%'") }
      try queue.close()
      try field.server.start()
      let karin = field["Karin"]
      let before = try titles(karin)
      try karin.json(["edit", try #require(karin.records().first).text("id"), "notes=Hej"])
      try karin.sync()
      #expect(try karin.json(["verify"]).flag("level"))
      #expect(try titles(karin) == before)
      #expect(try titles(try newcomer(field, 2)) == before)
    }
  }

  @Test func `bytes flipped anywhere are seen, edits that are whole are saved, and the rest comes again`() async throws
  {
    try await onThread {
      let field = try field()
      var random = SeededGenerator(seed: 5)
      var healed = 0
      for round in 0..<14 {
        let desk = try newcomer(field, round)
        let activities = try desk.json(["list", "activity"]).list("records")
        let record = try #require(activities.first).text("id")
        try desk.json(["edit", record, "notes=Runda \(round)"])
        let truth = try desk.records().map { $0.without(["seen", "state"]) }
        let what = try damage(desk, round, &random)
        let seen = try desk.run(["verify", "--json"])
        if seen.status != 0 {
          #expect(try desk.run(["doctor"]).status == 1, "\(what)")
          let mended = try desk.run(["doctor", "--repair", "--json"])
          #expect(mended.status == 0, "\(what): \(seen.errorText) \(mended.text) \(mended.errorText)")
          healed += 1
          let saved = try mended.json()
          if saved.number("lost") == 0, saved.number("saved") == 0, saved["aside"]?.string != nil {
            // Not even the name of the edit could be read: what is there must be what the server has.
            let others = try #require(desk.records().first { $0.text("id") == record })
            #expect(others["fields"]?["notes"]?.string != "Runda \(round)", "\(what)")
            continue
          }
          if let aside = saved["aside"]?.string {
            #expect(FileManager.default.fileExists(atPath: aside + "/replica.sqlite"), "\(what)")
          }
          guard saved.number("lost") == 0 else { continue }
        }
        #expect(try desk.json(["verify"]).flag("level"), "\(what)")
        #expect(try desk.records().map { $0.without(["seen", "state"]) } == truth, "\(what)")
        try desk.sync()
        #expect(try desk.json(["verify"]).flag("level"), "\(what)")
      }
      #expect(healed >= 5)
    }
  }

  /// Damages the file in a way of its own each round, and says how.
  private func damage(_ desk: Desk, _ round: Int, _ random: inout SeededGenerator) throws -> String {
    let path = desk.replica + "/replica.sqlite"
    // The write-ahead log into the file, so that what is flipped is what is read.
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    try queue.close()
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    var what = "round \(round)"
    switch round {
    case 0: bytes = Data("Det här är en text.\n".utf8)
    case 1: bytes = Data()
    case 2: bytes = bytes.prefix(bytes.count / 2 + 100)
    case 3: bytes.replaceSubrange(0..<64, with: Data(repeating: 0xFF, count: 64))
    default:
      // Pages that say something, and the bytes in them that do: most others are empty indices.
      let pages = (0..<bytes.count / 4096).filter { page in
        bytes[page * 4096..<page * 4096 + 4096].lazy.filter { $0 != 0 }.count > 1000
      }
      let page = pages[(round - 4) * pages.count / 10]
      let places = (page * 4096..<page * 4096 + 4096).filter { bytes[$0] != 0 }
      for place in places.shuffled(using: &random).prefix(24) {
        bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
      what += ", page \(page)"
    }
    try bytes.write(to: URL(fileURLWithPath: path))
    return what
  }

  @Test func `a file copied while it is written to, without its log, is seen or is an older state`() async throws {
    try await onThread {
      let field = try field(5)
      let karin = field["Karin"]
      let copy = try Desk(user: "Karin", device: "kopia")
      try FileManager.default.createDirectory(atPath: copy.replica, withIntermediateDirectories: true)
      let done = DispatchSemaphore(value: 0)
      nonisolated(unsafe) let other = karin
      let writer = Thread {
        for number in 0..<12 { _ = try? other.run(["add", "activity", "title=Under tiden \(number)"]) }
        done.signal()
      }
      writer.start()
      for name in ["replica.sqlite", "credentials.json", "keys"] {
        let source = karin.replica + "/" + name
        guard FileManager.default.fileExists(atPath: source) else { continue }
        try FileManager.default.copyItem(atPath: source, toPath: copy.replica + "/" + name)
      }
      done.wait()
      try karin.sync()
      let all = Set(try titles(karin))
      let looked = try copy.run(["verify", "--json"])
      if looked.status != 0 { #expect(try copy.run(["doctor", "--repair"]).status == 0) }
      #expect(Set(try titles(copy)).isSubset(of: all))
    }
  }

  @Test func `a mass delete needs a yes, and one that came is undone as one`() async throws {
    try await onThread {
      let field = try Field(["Karin": "administrator", "Per": "editor"])
      let karin = field["Karin"]
      let per = field["Per"]
      for number in 0..<40 { try karin.json(["add", "activity", "title=Titel \(number)"]) }
      try karin.sync()
      try per.sync()
      for record in try per.records().prefix(25) { try per.json(["delete", record.text("id")]) }
      let refused = try per.run(["sync"])
      #expect(refused.status == 3)
      #expect(refused.errorText.contains("25") && refused.errorText.contains("--yes"), "\(refused.errorText)")
      #expect(try per.json(["status"]).number("unsynced") == 25, "nothing was sent")
      try per.json(["sync", "--yes"])
      let told = try karin.run(["sync"])
      #expect(told.status == 0)
      let command = try #require(told.errorText.split(separator: "\n").first { $0.contains("restore --since") })
      let position = try #require(command.split(separator: " ").last.map(String.init))
      #expect(try karin.records().count == 15)
      #expect(try karin.json(["restore", "--since", position]).list("restored").count == 25)
      #expect(try karin.records().count == 40)
      #expect(try karin.json(["status"]).number("unsynced") == 1, "one commit")
      try karin.sync()
      try per.sync()
      #expect(try per.records().count == 40)
      // A few are nobody's business, and half of a handful neither.
      for record in try per.records().prefix(10) { try per.json(["delete", record.text("id")]) }
      try per.sync()
    }
  }
}
