import Foundation
import Glibc
import Schema
import Testing

/// What happens in the field, told with the real programs.
@Suite(.serialized, .enabled(if: Installation.isThere, "the programs are not built"))
struct StoryTests {
  @Test func `an edit made without a network reaches the other laptop`() async throws {
    try await onThread {
      let field = try Field(["Karin": "administrator", "Per": "editor"])
      let activity = try field.activity(by: "Karin", ["doneOn=2025-01-10"])
      field.server.stop()
      try field["Per"].json(["edit", activity, "doneOn=2025-03-01"])
      let offline = try field["Per"].run(["sync"])
      #expect(offline.status == 5)
      #expect(offline.errorText.contains("1"), "how many changes are safe here: \(offline.errorText)")
      #expect(try field["Per"].json(["status"]).number("unsynced") == 1)
      try field.server.start()
      let report = try field["Per"].sync()
      #expect(report.number("sent") == 1)
      #expect(report.number("accepted") == 1)
      #expect(try field["Karin"].sync().number("fetched") == 1)
      #expect(try field["Karin"].field(activity, "doneOn") == "2025-03-01")
      for name in ["Karin", "Per"] {
        #expect(try field[name].json(["verify"]).flag("level"))
        #expect(try field[name].json(["status"]).number("unsynced") == 0)
      }
      let digests = try ["Karin", "Per"].map { try field[$0].json(["status"]).text("digest") }
      #expect(digests[0] == digests[1])
    }
  }

  @Test func `the administrator settles a conflict and both authors are told once`() async throws {
    try await onThread {
      let field = try Field(["Cecilia": "administrator", "Anna": "editor", "Bertil": "editor"])
      let activity = try field.activity(by: "Cecilia")
      try field["Anna"].json(["edit", activity, "doneOn=2025-03-01"])
      try field["Bertil"].json(["edit", activity, "doneOn=2025-04-02"])
      try field["Anna"].sync()
      #expect(try field["Bertil"].sync(2).number("conflicts") == 1)
      #expect(try field["Anna"].sync(2).number("conflicts") == 1)
      try field["Cecilia"].sync()
      let open = try field["Cecilia"].json(["conflicts", "--all"]).list("conflicts")
      #expect(open.count == 1)
      #expect(open.first?.text("kind") == "edit")
      #expect(open.first?.list("candidates").map { $0.text("author") } == ["Anna", "Bertil"])
      #expect(open.first?.list("candidates").map { $0.flag("official") } == [true, false])
      let id = open.first?.text("id") ?? ""
      #expect(try field["Bertil"].run(["resolve", id, "--take", "2"]).status == 4, "an editor settles nothing")
      try field["Cecilia"].json(["resolve", id, "--value", "2025-05-03", "--reason", "Enligt protokollet"])
      try field["Cecilia"].sync()
      for (name, value) in [("Anna", "2025-03-01"), ("Bertil", "2025-04-02")] {
        try field[name].sync()
        #expect(try field[name].field(activity, "doneOn") == "2025-05-03")
        let told = try field[name].json(["status"]).list("told")
        #expect(told.count == 1)
        #expect(told.first?.text("value") == value)
        #expect(told.first?.text("chosen") == "2025-05-03")
        #expect(told.first?.text("by") == "Cecilia")
        #expect(told.first?.text("reason") == "Enligt protokollet")
        #expect(try field[name].json(["status"]).list("told").isEmpty, "told once")
        #expect(try field[name].json(["conflicts", "--all"]).list("conflicts").isEmpty)
      }
    }
  }

  @Test func `two people who assess the same activity offline meet in one record`() async throws {
    try await onThread {
      let field = try Field(["Cecilia": "administrator", "Anna": "editor", "Bertil": "editor"])
      let activity = try field.activity(by: "Cecilia")
      let ids = try [("Anna", "red"), ("Bertil", "green")].map { name, colour in
        try field[name].json(["assess", activity, "--year", "2025", "--colour", colour]).text("id")
      }
      #expect(ids[0] == ids[1])
      try field["Anna"].sync()
      try field["Bertil"].sync(2)
      try field["Cecilia"].sync()
      #expect(try field["Cecilia"].json(["list", "assessment"]).number("total") == 1)
      #expect(try field["Cecilia"].field(ids[0], "colour") == "red", "the first in the log is official")
      let open = try field["Cecilia"].json(["conflicts", "--all"]).list("conflicts")
      #expect(open.map { $0.text("field") } == ["colour"])
    }
  }

  @Test func `commits travel by a memory stick and keep their author`() async throws {
    try await onThread {
      let field = try Field(["Cecilia": "administrator", "Anna": "editor", "Bertil": "editor"])
      let activity = try field.activity(by: "Cecilia", ["notes=ett"])
      let stick = try TemporaryFolder()
      try field["Anna"].json(["edit", activity, "doneOn=2025-03-01"])
      try field["Anna"].json(["edit", activity, "notes=två"])
      #expect(try field["Anna"].json(["bundle", "create", stick.path + "/a.bygd"]).number("commits") == 2)
      #expect(try field["Bertil"].run(["bundle", "apply", stick.path + "/a.bygd"]).status == 0)
      #expect(try field["Bertil"].run(["bundle", "apply", stick.path + "/a.bygd"]).status == 0, "twice is once")
      #expect(try field["Bertil"].field(activity, "doneOn") == "2025-03-01")
      try field["Bertil"].json(["edit", activity, "doneOn=2025-03-09"])
      try field["Bertil"].sync()
      try field["Cecilia"].sync()
      #expect(try field["Cecilia"].field(activity, "doneOn") == "2025-03-09", "he had seen hers: no conflict")
      #expect(try field["Cecilia"].field(activity, "notes") == "två")
      let authors = try field["Cecilia"].commits().map { $0.text("author") }
      #expect(authors == ["Bertil", "Anna", "Anna", "Cecilia"])
      try field["Anna"].sync()
      let status = try field["Anna"].json(["status"])
      #expect(status.number("unsynced") == 0)
      #expect(try status.text("digest") == field["Cecilia"].json(["status"]).text("digest"))
      // Half a bundle, and one that somebody has changed, change nothing.
      let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: stick.path + "/a.bygd")))
      try Data(bytes.prefix(bytes.count / 2)).write(to: URL(fileURLWithPath: stick.path + "/half.bygd"))
      #expect(try field["Cecilia"].run(["bundle", "apply", stick.path + "/half.bygd"]).status == 65)
    }
  }

  @Test func `another workspace's server behind the address is refused and nothing is deleted`() async throws {
    try await onThread {
      let field = try Field(["Anna": "editor"])
      let activity = try field.activity(by: "Anna")
      try field["Anna"].json(["edit", activity, "doneOn=2025-03-01"])
      let before = try field["Anna"].json(["list"]).without(["seen"])
      field.server.stop()
      let other = try ServerProcess(workspace: "Annan plan", port: field.server.port)
      try other.start()
      let outcome = try field["Anna"].run(["sync"])
      #expect([1, 4].contains(outcome.status), "\(outcome.status): \(outcome.errorText)")
      other.stop()
      #expect(try field["Anna"].json(["list"]).without(["seen"]) == before)
      #expect(try field["Anna"].json(["status"]).number("unsynced") == 1)
      try field.server.start()
      #expect(try field["Anna"].sync().flag("level"))
    }
  }

  @Test func `whatever answers in place of the server changes nothing`() async throws {
    try await onThread {
      let field = try Field(["Anna": "editor"])
      let activity = try field.activity(by: "Anna")
      try field["Anna"].json(["edit", activity, "doneOn=2025-03-01"])
      let before = try field["Anna"].json(["list"]).without(["seen"])
      field.server.stop()
      let page = Array("<!doctype html><title>Tågets nät</title>Logga in".utf8)
      let answers: [(String, [UInt8])] = [
        ("a sign-in page", TinyServer.page("text/html", page)),
        ("a sign-in page that says it is frames", TinyServer.page("application/octet-stream", page)),
        ("noise", (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ $0 >> 3) }),
        ("noise as frames", TinyServer.page("application/octet-stream", (0..<512).map { UInt8($0 * 7 & 0xFF) })),
        ("half a frame", TinyServer.page("application/octet-stream", [200, 1, 1, 8], length: 400)),
        ("an empty answer", TinyServer.page("application/octet-stream", [])),
        ("nothing", []),
      ]
      for (what, answer) in answers {
        let tiny = try TinyServer(port: field.server.port, answer: answer)
        let outcome = try field["Anna"].run(["sync"])
        tiny.stop()
        #expect([1, 5].contains(outcome.status), "\(what): \(outcome.status) \(outcome.errorText)")
        #expect(tiny.count > 0)
        #expect(!outcome.errorText.isEmpty)
        #expect(try field["Anna"].json(["list"]).without(["seen"]) == before, "\(what)")
        #expect(try field["Anna"].json(["status"]).number("unsynced") == 1)
      }
      try field.server.start()
      let report = try field["Anna"].sync()
      #expect(report.flag("level"))
      #expect(report.number("sent") == 1)
    }
  }

  @Test func `a sync that hangs can be interrupted`() async throws {
    try await onThread {
      let field = try Field(["Anna": "editor"])
      let activity = try field.activity(by: "Anna")
      try field["Anna"].json(["edit", activity, "doneOn=2025-03-01"])
      field.server.stop()
      let tiny = try TinyServer(port: field.server.port, answer: nil)
      let outcome = try field["Anna"].run(["sync"], kill: .interrupt(after: tiny.asked))
      tiny.stop()
      #expect(outcome.status == 130, "\(outcome.errorText)")
      #expect(try field["Anna"].json(["status"]).number("unsynced") == 1)
      try field.server.start()
      #expect(try field["Anna"].sync().flag("level"))
    }
  }

  @Test func `a code lets one device in, once`() async throws {
    try await onThread {
      let field = try Field(["Anna": "editor"])
      let code = try field.server.addUser("Bertil", role: "editor")
      let first = try Desk(user: "Bertil")
      try first.join(field.server, code: code)
      let second = try Desk(user: "Bertil", device: "platta")
      let refused = try second.run(["join", field.server.url, "--code", code])
      #expect(refused.status == 4, "\(refused.errorText)")
      #expect(try second.run(["join", field.server.url, "--code", "0000-0000-0000-0000"]).status == 4)
      try second.join(field.server, code: try field.server.invite("Bertil"))
      #expect(try second.json(["status"]).text("user") == "Bertil")
    }
  }

  @Test(.enabled(if: SmallDisk.isPossible, "nothing can be mounted here"))
  func `a full disk refuses the edit and shows what is there`() async throws {
    try await onThread {
      let field = try Field(["Cecilia": "administrator"])
      let disk = try SmallDisk(kibibytes: 4096)
      let anna = try field.join("Anna", role: "editor", replicaFolder: disk.path + "/replica")
      let activity = try field.activity(by: "Anna", ["notes=ett"])
      try disk.fill()
      var status: Int32 = 0
      var written = 0
      // Some edits still fit in pages that the file has.
      for number in 0..<400 where status == 0 {
        let text = String(repeating: "rad \(number) ", count: 2000)
        let outcome = try anna.run(["edit", activity, "notes=\(text)"])
        status = outcome.status
        if status == 0 {
          written += 1
        } else {
          #expect(!outcome.errorText.contains("damaged"), "\(outcome.errorText)")
        }
      }
      #expect(status == 1)
      #expect(try anna.json(["list"]).number("total") == 1)
      #expect(try anna.json(["status"]).number("unsynced") == written)
      try field["Cecilia"].json(["add", "activity", "title=\(String(repeating: "lång titel ", count: 900))"])
      try field["Cecilia"].sync()
      _ = try anna.run(["sync"])
      #expect(try anna.json(["list"]).number("total") >= 1)
      disk.empty()
      try anna.json(["edit", activity, "doneOn=2025-03-01"])
      #expect(try anna.sync().flag("level"))
      try field["Cecilia"].sync()
      #expect(try field["Cecilia"].field(activity, "doneOn") == "2025-03-01")
      #expect(try anna.json(["verify"]).flag("level"))
    }
  }

  @Test(.enabled(if: ShiftedClock.isPossible, "no C compiler for a library that moves the clock"))
  func `a clock ten years off decides nothing`() async throws {
    try await onThread {
      let field = try Field(["Cecilia": "administrator", "Anna": "editor", "Bertil": "editor"])
      let activity = try field.activity(by: "Cecilia")
      let folder = try TemporaryFolder()
      let library = try ShiftedClock.build(in: folder.path)
      for (name, years) in [("Anna", 10), ("Bertil", -10)] {
        field[name].environment = ["LD_PRELOAD": library, "SHIFTED_SECONDS": String(years * 31_557_600)]
      }
      try field["Anna"].json(["edit", activity, "doneOn=2025-03-01", "rank=1.5"])
      try field["Bertil"].json(["edit", activity, "doneOn=2025-04-02", "rank=2.5"])
      try field["Bertil"].sync()
      try field["Anna"].sync(2)
      try field["Cecilia"].sync()
      #expect(try field["Cecilia"].field(activity, "doneOn") == "2025-04-02", "the first in the log")
      #expect(try field["Cecilia"].field(activity, "rank") == "1.5", "the last in the log")
      let times = try field["Cecilia"].commits().map { String($0.text("at").prefix(4)) }.compactMap(Int.init)
      #expect(Set(times).count == 3, "each by its own clock: \(times)")
      try field["Bertil"].json(["edit", activity, "rank=3.5"])
      try field["Bertil"].sync(2)
      try field["Anna"].sync(2)
      #expect(try field["Anna"].field(activity, "rank") == "3.5", "he had seen hers")
      let told = try field["Anna"].run(["sync"])
      #expect((told.errorText + told.text).lowercased().contains("clock"), "\(told.errorText)\(told.text)")
      let digests = try ["Anna", "Bertil"].map { try field[$0].json(["status"]).text("digest") }
      #expect(digests[0] == digests[1])
    }
  }
}
