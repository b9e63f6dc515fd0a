import Foundation
import Glibc
import Schema
import Testing

/// A server that is put back from a backup, told with the real programs.
@Suite(.serialized, .enabled(if: Installation.isThere, "the programs are not built"))
struct RestoreStoryTests {
  private func backup(_ field: Field, _ name: String) throws -> String {
    let path = field.server.folder.path + "/" + name
    let made = try field.server.command(["backup", path, "--json"])
    #expect(made.status == 0, "\(made.errorText)")
    return path
  }

  private func restore(_ field: Field, _ path: String, _ more: [String] = []) throws -> JSONValue {
    let restored = try field.server.command(["restore", path, "--json"] + more)
    guard restored.status == 0 else { throw Trouble("restore: \(restored.status) \(restored.errorText)") }
    return try restored.json()
  }

  private func level(_ field: Field, _ names: [String]) throws {
    for _ in 0..<2 {
      for name in names { _ = try field[name].run(["sync"]) }
    }
    let digests = try names.map { try field[$0].json(["status"]).text("digest") }
    #expect(Set(digests).count == 1)
    for name in names { #expect(try field[name].json(["verify"]).flag("level"), "\(name)") }
    let proof = try field.server.command(["verify", "--json"])
    #expect(proof.status == 0, "\(proof.text)")
    #expect(try proof.json().list("workspaces").first?["tables"]?.text("digest") == digests.first)
  }

  @Test func `last week's backup, and a laptop that holds what others did since`() async throws {
    try await onThread {
      let field = try Field(["Karin": "administrator", "Per": "editor", "Anna": "editor"])
      let activity = try field.activity(by: "Karin", ["doneOn=2025-01-10"])
      let path = try backup(field, "week.bygd")
      for (name, day) in [("Per", "2025-02-01"), ("Anna", "2025-02-02")] {
        try field[name].json(["edit", activity, "doneOn=\(day)"])
        _ = try field[name].run(["sync"])
      }
      // Per alone has all of it; Anna has an edit that nobody has seen.
      _ = try field["Per"].run(["sync"])
      try field["Anna"].json(["add", "activity", "title=Osänd"])
      let conflicts = try field["Per"].conflicts().count
      #expect(try field.server.command(["restore", path]).status == 1, "not under a running server")
      field.server.stop()
      let report = try restore(field, path)
      #expect(!report.flag("confirmed") && report.text("kept").hasSuffix(".before-restore"))
      try field.server.start()
      let closed = try field["Anna"].run(["sync"])
      #expect(closed.status == 5, "\(closed.errorText)")
      #expect(try field.server.command(["confirm", "--json"]).status == 0)
      #expect(try field["Karin"].sync().number("givenBack") == 0)
      let given = try field["Per"].run(["sync", "--json"])
      #expect(try given.json().number("givenBack") == 2, "\(given.text)")
      _ = try field["Anna"].run(["sync"])
      try level(field, ["Karin", "Per", "Anna"])
      #expect(try field["Karin"].conflicts().count == conflicts)
      #expect(try field["Karin"].records().count == 2)
    }
  }

  @Test func `what was dropped is with its author, and gone elsewhere`() async throws {
    try await onThread {
      let field = try Field(["Karin": "administrator", "Per": "editor"])
      let activity = try field.activity(by: "Karin", ["doneOn=2025-01-10"])
      let path = try backup(field, "yesterday.bygd")
      try field["Per"].json(["edit", activity, "doneOn=2025-02-01"])
      try field["Per"].sync()
      try field["Karin"].sync()
      field.server.stop()
      #expect(try restore(field, path, ["--discard"]).number("discarded") == 1)
      try field.server.start()
      #expect(try field.server.command(["confirm", "--yes"]).status == 0)
      let told = try field["Per"].run(["sync"])
      #expect(told.status == 2, "\(told.text) \(told.errorText)")
      #expect(try field["Per"].json(["refused"]).list("refused").count == 1)
      try level(field, ["Karin", "Per"])
      for name in ["Karin", "Per"] { #expect(try field[name].field(activity, "doneOn") == "2025-01-10") }
    }
  }

  @Test func `a backup under load is whole, and restores into an empty folder as it was`() async throws {
    try await onThread {
      let field = try Field(["Karin": "administrator", "Per": "editor"])
      let activity = try field.activity(by: "Karin")
      let done = DispatchSemaphore(value: 0)
      nonisolated(unsafe) let desk = field["Per"]
      DispatchQueue.global().async {
        for day in 1...12 {
          _ = try? desk.run(["edit", activity, "doneOn=2025-03-\(day < 10 ? "0" : "")\(day)"])
          _ = try? desk.run(["sync"])
        }
        done.signal()
      }
      var paths: [String] = []
      for number in 0..<3 { paths.append(try backup(field, "load-\(number).bygd")) }
      done.wait()
      #expect(try field.server.command(["backup", paths[0]]).status == 65, "a backup takes nobody's place")
      for path in paths {
        let data = path + ".data"
        let restored = try field.server.command(["restore", path, "--json"], data: data)
        #expect(restored.status == 0, "\(restored.errorText)")
        let proof = try field.server.command(["verify", "--json"], data: data)
        #expect(proof.status == 0, "\(proof.text) \(proof.errorText)")
        let (then, now) = (try restored.json().list("workspaces"), try proof.json().list("workspaces"))
        #expect(then.first?.text("chain") == now.first?.text("chain"))
      }
      try level(field, ["Karin", "Per"])
    }
  }

  @Test func `killed anywhere in a restore, the folder has the old log or the new one`() async throws {
    try await onThread {
      let field = try Field(["Karin": "administrator", "Per": "editor"])
      let activity = try field.activity(by: "Karin")
      let path = try backup(field, "week.bygd")
      try field["Per"].json(["edit", activity, "doneOn=2025-02-01"])
      try field["Per"].sync()
      field.server.stop()
      let server = field.server
      for delay in stride(from: 2_000, through: 120_000, by: 9_000) {
        let outcome = try Program.server.run(
          ["restore", path, "--data", server.data, "--keys", server.keys],
          environment: Program.environment(home: server.folder.path), kill: .after(microseconds: delay))
        #expect(outcome.wasKilled || outcome.status == 0, "\(outcome.errorText)")
        let proof = try server.command(["verify"])
        #expect(proof.status == 0, "\(delay): \(proof.errorText)")
      }
      _ = try restore(field, path)
      try server.start()
      #expect(try server.command(["confirm", "--json"]).status == 0)
      // The server is killed while the log comes back.
      for delay in [20_000, 60_000] {
        let crashed = server.crash(afterMicroseconds: delay)
        _ = try field["Per"].run(["sync"])
        try crashed()
      }
      try level(field, ["Karin", "Per"])
      #expect(try field["Karin"].field(activity, "doneOn") == "2025-02-01")
    }
  }

  /// A restore removes the tables that follow the log, and can be cut off in the midst of it.
  @Test func `tables of which a part is left are no damage, and are made anew`() async throws {
    try await onThread {
      let field = try Field(["Karin": "administrator"])
      _ = try field.activity(by: "Karin")
      field.server.stop()
      let tables = URL(fileURLWithPath: field.server.data + "/workspaces")
      let manager = FileManager.default
      let workspace = try #require(try manager.contentsOfDirectory(atPath: tables.path).first)
      let folder = tables.appendingPathComponent(workspace)
      try manager.removeItem(at: folder.appendingPathComponent("replica.sqlite"))
      #expect(try !manager.contentsOfDirectory(atPath: folder.path).isEmpty)
      let proof = try field.server.command(["verify", "--json"])
      #expect(proof.status == 0, "\(proof.text) \(proof.errorText)")
      try field.server.start()
      try level(field, ["Karin"])
    }
  }

  @Test func `a changed byte in an old entry is found, and whose it is`() async throws {
    try await onThread {
      let field = try Field(["Karin": "administrator"])
      let activity = try field.activity(by: "Karin", ["title=Mycket ovanligt ord"])
      try field["Karin"].json(["edit", activity, "doneOn=2025-02-01"])
      try field["Karin"].sync()
      #expect(try field.server.command(["verify"]).status == 0, "while the server runs")
      field.server.stop()
      let log = field.server.data + "/log.sqlite"
      var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: log)))
      let word = Array("ovanligt".utf8)
      let place = try #require(bytes.indices.first { bytes[$0...].starts(with: word) })
      bytes[place] = UInt8(ascii: "O")
      try Data(bytes).write(to: URL(fileURLWithPath: log))
      let proof = try field.server.command(["verify", "--json"])
      #expect(proof.status == 1)
      let broken = try proof.json().list("workspaces").first?["broken"]
      #expect(broken?.text("author") == "Karin" && broken?.text("sign") == "hash", "\(proof.text)")
      #expect(try field.server.command(["backup", log + ".backup"]).status == 1, "what is broken is no backup")
      #expect(!FileManager.default.fileExists(atPath: log + ".backup"))
    }
  }

  @Test func `another server behind the address, or an empty one, takes and gives nothing`() async throws {
    try await onThread {
      let field = try Field(["Karin": "administrator"])
      _ = try field.activity(by: "Karin")
      field.server.stop()
      let other = try ServerProcess(workspace: "Annan", port: field.server.port)
      try other.start()
      let refused = try field["Karin"].run(["sync"])
      #expect(refused.status != 0 && !refused.errorText.isEmpty)
      #expect(try field["Karin"].records().count == 1)
      other.stop()
      try field.server.start()
      #expect(try field["Karin"].sync().flag("level"))
    }
  }

  @Test func `without the key nothing is restored`() async throws {
    try await onThread {
      let field = try Field(["Karin": "administrator"])
      let path = try backup(field, "week.bygd")
      field.server.stop()
      let before = try Data(contentsOf: URL(fileURLWithPath: field.server.data + "/log.sqlite"))
      try FileManager.default.moveItem(atPath: field.server.keys, toPath: field.server.keys + ".away")
      let outcome = try field.server.command(["restore", path])
      #expect(outcome.status == 65 && outcome.errorText.contains("--keys"))
      #expect(try Data(contentsOf: URL(fileURLWithPath: field.server.data + "/log.sqlite")) == before)
    }
  }
}
