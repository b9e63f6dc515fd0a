import Foundation
import GRDB
import Glibc
import Schema
import Testing

/// Tells when files in a folder are written.
private final class FolderWatch {
  private let descriptor: Int32

  init(_ folder: String) throws {
    descriptor = inotify_init1(0)
    guard descriptor >= 0 else { throw Trouble("inotify: \(errno)") }
    var folders = [folder]
    for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init() {
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder), isFolder.boolValue {
        folders.append(folder + "/" + name)
      }
    }
    for path in folders {
      guard inotify_add_watch(descriptor, path, UInt32(IN_MODIFY | IN_CREATE | IN_DELETE)) >= 0 else {
        throw Trouble("inotify \(path): \(errno)")
      }
    }
  }

  deinit { close(descriptor) }

  /// Looks again after every write, until it is so or nobody has written for five minutes.
  func wait(until isSo: () throws -> Bool) throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while try !isSo() {
      var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&wanted, 1, 300_000) > 0, read(descriptor, &buffer, buffer.count) > 0 else { return }
    }
  }
}

/// Data of a person that is erased by decision, told with the real programs; what is left is looked for in the bytes of all
/// their files.
@Suite(.serialized, .enabled(if: Installation.isThere, "the programs are not built"))
struct ErasureStoryTests {
  private static let secret = "0701234567"

  @Test func `what is erased is in no file of server and laptops, also after a restore`() async throws {
    try await onThread {
      let field = try Field(["Karin": "administrator", "Per": "editor", "Anna": "editor"])
      let per = field["Per"]
      let anna = field["Anna"]
      let artist = try per.json(["add", "actor", "name=Konstnär Ek", "phone=\(Self.secret)", "mail=ek@example.org"])
        .text("id")
      try per.json(["edit", artist, "phone=\(Self.secret)89", "-m", "nytt: \(Self.secret)89"])
      try per.sync()
      try field["Karin"].sync()
      try anna.sync()
      // Her edit carries the number along, because number and mail stand together.
      try anna.json(["edit", artist, "mail=ny@example.org"])
      let path = field.server.folder.path + "/week.bygd"
      #expect(try field.server.command(["backup", path, "--json"]).status == 0)
      #expect(try places(field.server.data) > 0 && places(per.replica) > 0, "the search finds what is there")

      #expect(try field.server.command(["erase", artist, "--dry-run"]).status == 1, "not under a running server")
      field.server.stop()
      let preview = try field.server.command(["erase", artist, "--field", "phone", "--dry-run", "--json"])
      #expect(preview.status == 0, "\(preview.errorText)")
      let shown = try preview.json()
      #expect(shown.list("values").map { $0.text("value") } == [Self.secret, Self.secret + "89"])
      #expect(shown.list("values").map { $0.flag("current") } == [false, true] && !shown.flag("erased"))
      #expect(try field.server.command(["erase", artist, "--yes"]).status == 64, "nobody says why")
      #expect(try field.server.command(["erase", artist, "--field", "tax", "--dry-run"]).status == 65)
      let erased = try field.server.command(
        [
          "erase", artist, "--field", "phone", "--reason", "begäran 7", "--yes", "--token", shown.text("token"),
          "--json",
        ])
      #expect(erased.status == 0, "\(erased.errorText)")
      #expect(try erased.json().flag("erased") && !erased.text.contains(Self.secret))
      #expect(try places(field.server.data) == 0 && places(field.server.keys) == 0)
      #expect(try field.server.command(["verify"]).status == 0)
      try field.server.start()

      let told = try anna.run(["sync"])
      #expect(told.status == 2, "\(told.text) \(told.errorText)")
      #expect(try anna.json(["refused"]).list("refused").first?.text("code") == "erased")
      for desk in [per, field["Karin"]] { try desk.sync() }
      try expectGone(field)
      #expect(try per.field(artist, "mail") == "ek@example.org" && per.field(artist, "phone") == nil)

      field.server.stop()
      #expect(try field.server.command(["restore", path, "--json"]).status == 0)
      #expect(try places(field.server.data) == 0, "gone again before anybody has come")
      try field.server.start()
      #expect(try field.server.command(["confirm", "--yes"]).status == 0)
      for desk in [anna, per, field["Karin"], anna] { _ = try desk.run(["sync"]) }
      try expectGone(field)
      #expect(try field.server.command(["verify"]).status == 0)
    }
  }

  @Test func `what is erased while the server runs is in no file of it, of the laptops, of a new one and of a backup`()
    async throws
  {
    try await onThread {
      let field = try Field(["Karin": "administrator", "Per": "editor", "Anna": "editor"])
      let (karin, per, anna) = (field["Karin"], field["Per"], field["Anna"])
      let artist = try per.json(["add", "actor", "name=Konstnär Ek", "phone=\(Self.secret)"]).text("id")
      try per.json(["edit", artist, "phone=\(Self.secret)89", "-m", "nytt: \(Self.secret)89"])
      try per.json(["add", "actor", "name=Filmklubben", "phone=0190001122"])
      for desk in [per, karin, anna] { try desk.sync() }
      // A search index, a snapshot and a page of a browser's have been made of it.
      #expect(try per.json(["search", "Konstnär"]).list("records").count == 1)
      let before = field.server.folder.path + "/before.bygd"
      #expect(try field.server.command(["backup", before, "--json"]).status == 0)
      try #expect(holds(before) && places(field.server.data) > 0 && places(per.replica) > 0 && places(anna.replica) > 0)

      let api = try ServerReader(field.server, desk: karin)
      let scope = JSONValue.members(["records": .array([.string(artist)])])
      func decision(_ token: String, _ reason: String) -> JSONValue {
        .members(["records": .array([.string(artist)]), "reason": .string(reason), "token": .string(token)])
      }
      let first = try api.post("erasures/preview", scope)
      #expect(first.status == 200 && first.json.list("values").count == 2 && !first.json.flag("erased"))
      let zeroes = String(repeating: "0", count: 32)
      #expect(try api.post("erasures", decision(zeroes, "begäran")).status == 409)
      #expect(try api.post("erasures", decision(first.json.text("token"), " ")).status == 422)
      // Somebody writes meanwhile: what was seen is not what would go.
      try anna.json(["edit", artist, "phone=\(Self.secret)77"])
      try anna.sync()
      let moved = try api.post("erasures", decision(first.json.text("token"), "begäran"))
      #expect(moved.status == 409 && moved.json.text("type").hasSuffix("conflict-moved"))
      let second = try api.post("erasures/preview", scope)
      #expect(second.json.list("values").map { $0.text("value") }.contains(Self.secret + "77"))
      let erased = try api.post("erasures", decision(second.json.text("token"), "begäran 7"))
      #expect(erased.status == 200 && erased.json.flag("erased") && erased.json.flag("scrubbed"), "\(erased)")
      #expect(erased.json.list("values").count == 3 && erased.json.list("values").allSatisfy { $0["value"] == .null })
      #expect(try places(field.server.data) == 0 && places(field.server.keys) == 0, "at once, while it runs")
      #expect(try api.post("erasures", decision(second.json.text("token"), "begäran 7")).status == 409)
      let noted = try api.get("audit?limit=20").list("records").first { $0.text("action") == "erased" }
      #expect(noted?.text("actor") == "Karin" && noted?.text("detail").contains("begäran 7") == true)

      for desk in [per, karin, anna] { #expect([0, 2].contains(try desk.run(["sync"]).status)) }
      try expectGone(field)
      #expect(try per.json(["search", "Filmklubben"]).list("records").count == 1)
      // Who comes now is given the rest, and none of it.
      let new = try field.join("Nils", role: "reader")
      try new.sync()
      #expect(try places(new.replica) == 0 && new.json(["verify"]).flag("level"))
      #expect(try new.json(["show", artist])["fields"]?.text("name") == "Konstnär Ek")
      let after = field.server.folder.path + "/after.bygd"
      #expect(try field.server.command(["backup", after, "--json"]).status == 0)
      #expect(try !holds(after))
      #expect(try field.server.command(["verify"]).status == 0)
    }
  }

  @Test func `what somebody was reading on the server is written over when they have done`() async throws {
    try await onThread {
      let field = try Field(["Karin": "administrator"])
      let karin = field["Karin"]
      let artist = try karin.json(["add", "actor", "name=Konstnär Ek", "phone=\(Self.secret)"]).text("id")
      try karin.sync()
      let api = try ServerReader(field.server, desk: karin)
      let scope = JSONValue.members(["records": .array([.string(artist)])])
      let token = try api.post("erasures/preview", scope).json.text("token")
      let watch = try FolderWatch(field.server.data)
      // A copy that somebody takes, or a program that looks in: it keeps the state that it began with.
      try DatabaseQueue(path: field.server.data + "/log.sqlite").inDatabase { db in
        try db.inTransaction(.deferred) {
          #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0 > 0)
          let erased = try api.post(
            "erasures",
            .members(["records": .array([.string(artist)]), "reason": .string("begäran"), "token": .string(token)]))
          #expect(erased.status == 200 && erased.json.flag("erased"), "\(erased)")
          #expect(erased.json["scrubbed"] == .boolean(false), "it says so")
          #expect(try places(field.server.data) > 0)
          return .commit
        }
      }
      #expect(try api.get("records/\(artist)")["fields"]?["phone"] == nil, "nobody is handed it meanwhile")
      try watch.wait { try places(field.server.data) == 0 }
      #expect(try places(field.server.data) == 0, "the server saw to it by itself")
      #expect(try field.server.command(["verify"]).status == 0)
    }
  }

  /// Whether a file, or a folder's files, hold the number.
  private func holds(_ path: String) throws -> Bool {
    if let bytes = FileManager.default.contents(atPath: path) { return bytes.range(of: Data(Self.secret.utf8)) != nil }
    return try places(path) > 0
  }

  private func expectGone(_ field: Field) throws {
    for name in ["Karin", "Per", "Anna"] {
      #expect(try places(field[name].replica) == 0, "\(name)")
      #expect(try field[name].json(["verify"]).flag("level"), "\(name)")
    }
    #expect(try places(field.server.data) == 0)
    #expect(Set(try ["Karin", "Per", "Anna"].map { try field[$0].json(["status"]).text("digest") }).count == 1)
  }

  /// In how many files below a folder the number lies.
  private func places(_ folder: String) throws -> Int {
    let needle = Data(Self.secret.utf8)
    guard let names = FileManager.default.enumerator(atPath: folder) else { throw Trouble("no folder \(folder)") }
    var count = 0
    for case let name as String in names {
      guard let bytes = FileManager.default.contents(atPath: folder + "/" + name) else { continue }
      if bytes.range(of: needle) != nil { count += 1 }
    }
    return count
  }
}
