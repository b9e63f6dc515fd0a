import Foundation
import Schema
import Testing

/// Who may read what, told with the real programs; what a laptop holds is looked for in the bytes of its files.
@Suite(.serialized, .enabled(if: Installation.isThere, "the programs are not built"))
struct AudienceStoryTests {
  private static let secret = "Hemligstämplad"

  @Test func `what is protected is in no file of whoever may not read it, and leaves when the right goes`() async throws
  {
    try await onThread {
      let house = try House(["Karin": "administrator", "Per": "editor", "Anna": "editor"])
      try house.set("Karin", ["protected"])
      try house.set("Per", ["protected"])
      let per = house["Per"]
      let anna = house["Anna"]
      try per.sync()
      let open = try per.json(["add", "activity", "title=Bokstart"]).text("id")
      let artist = try per.json(
        ["add", "activity", "title=\(Self.secret) konstnär", "--audience", "protected", "-m", "\(Self.secret) grund"]
      ).text("id")
      try per.sync()
      #expect(try house.places(Self.secret, in: per) > 0, "the search finds what is there")

      let report = try anna.sync()
      #expect(report.flag("level"))
      #expect(try anna.json(["list"]).number("total") == 1)
      #expect(try anna.run(["show", artist]).status != 0)
      #expect(try anna.json(["search", "hemligstämplad"]).list("records").isEmpty)
      #expect(try house.places(Self.secret, in: anna) == 0)
      #expect(try anna.run(["add", "activity", "title=X", "--audience", "protected"]).status == 65)

      // Gained: all that is there comes, and what was not sent goes.
      try anna.json(["edit", open, "title=Bokstart i Lekeberg"])
      try house.set("Anna", ["protected"])
      let gained = try anna.sync()
      #expect(gained.flag("level"))
      #expect(gained.list("audiencesGained").compactMap(\.string) == ["protected"])
      #expect(gained.number("accepted") == 1)
      #expect(try anna.field(artist, "title") == "\(Self.secret) konstnär")
      #expect(try anna.json(["search", "hemligstämplad"]).list("records").count == 1)
      #expect(try house.places(Self.secret, in: anna) > 0)

      // Lost: rows, history, log, index of words and free pages.
      try house.set("Anna", [])
      let lost = try anna.sync()
      #expect(lost.flag("level"))
      #expect(lost.list("audiencesLost").compactMap(\.string) == ["protected"])
      #expect(lost.number("recordsGone") == 1)
      #expect(try house.places(Self.secret, in: anna) == 0)
      #expect(try anna.field(open, "title") == "Bokstart i Lekeberg")
      for desk in [per, anna, house["Karin"]] {
        try desk.sync()
        #expect(try desk.json(["verify"]).flag("level"))
      }
    }
  }

  @Test func `what the server shows over JSON is what the person may read`() async throws {
    try await onThread {
      let house = try House(["Karin": "administrator", "Per": "editor"])
      try house.set("Per", ["protected"])
      let (karin, per) = (house["Karin"], house["Per"])
      try per.sync()
      let artist = try per.json(
        ["add", "activity", "title=\(Self.secret)", "--audience", "protected", "-m", Self.secret]
      ).text("id")
      try per.sync()
      try karin.sync()
      let (seen, other) = (try ServerReader(house.server, desk: per), try ServerReader(house.server, desk: karin))
      #expect(try seen.get("records?limit=1000").text(.canonical).contains(Self.secret))
      for path in ["records?limit=1000&deleted=with", "history?limit=100", "conflicts", "repair", "search?q=hemligt"] {
        guard let answer = try? other.get(path) else { continue }
        #expect(!answer.text(.canonical).contains(Self.secret), "\(path)")
        #expect(!answer.text(.canonical).contains(artist), "\(path)")
      }
      #expect(try other.get("records?limit=1000").number("total") == 0)
      #expect(try seen.get("records?limit=1000").number("total") == 1)
      // The sums of each are over what each may read, and are those of their laptops.
      for (reader, desk) in [(seen, per), (other, karin)] {
        #expect(try reader.get("repair").text("digest") == desk.json(["status"]).text("digest"))
      }
      #expect(try seen.get("repair").text("digest") != other.get("repair").text("digest"))
    }
  }
}

/// A workspace with audiences, and people with laptops.
final class House {
  let server: ServerProcess
  private var desks: [String: Desk] = [:]

  init(_ people: KeyValuePairs<String, String>) throws {
    server = try ServerProcess(schema: try Self.schema())
    try server.start()
    for (name, role) in people {
      let desk = try Desk(user: name, device: "\(name)s dator")
      try desk.join(server, code: try server.addUser(name, role: role))
      desks[name] = desk
    }
  }

  subscript(_ name: String) -> Desk {
    guard let desk = desks[name] else { preconditionFailure("nobody is called \(name)") }
    return desk
  }

  func set(_ name: String, _ audiences: [String]) throws {
    let outcome = try server.command(["user", "audiences", name] + audiences)
    guard outcome.status == 0 else { throw Trouble("audiences: exit \(outcome.status) \(outcome.errorText)") }
  }

  /// The bundled schema, with audiences.
  static func schema() throws -> JSONValue {
    guard case .object(var object) = Schema.bundled.document else { throw Trouble("no schema") }
    func audience(_ number: Int, _ key: String, _ name: String) -> JSONValue {
      .members([
        "number": .number(number), "key": .string(key),
        "label": .members(["sv": .string(name), "en": .string(name), "da": .string(name)]),
      ])
    }
    object["version"] = .number(Schema.bundled.version + 1)
    object["audiences"] = .array([audience(1, "protected", "Skyddade"), audience(2, "lekeberg", "Lekeberg")])
    return .object(object)
  }

  /// How many of a laptop's files hold the word, as it was written or as words are indexed.
  func places(_ word: String, in desk: Desk) throws -> Int {
    let files = FileManager.default.enumerator(atPath: desk.replica)
    var found = 0
    while let name = files?.nextObject() as? String {
      guard let bytes = FileManager.default.contents(atPath: desk.replica + "/" + name) else { continue }
      let forms = [word, word.lowercased(), "hemligstamplad"]
      if forms.contains(where: { bytes.range(of: Data($0.utf8)) != nil }) { found += 1 }
    }
    return found
  }
}
