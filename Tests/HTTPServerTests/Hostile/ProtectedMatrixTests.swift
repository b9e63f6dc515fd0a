import CommitFormat
import Foundation
import Merge
import Replica
import Schema
import SyncProtocol
import SyncServer
import Testing

/// Role × endpoint × protected record: whoever does not belong to an audience gets nothing of it at any route, whatever
/// the role, and changes nothing in it. Who belongs does: else nothing would have been asked.
@Suite struct ProtectedMatrixTests {
  static let secret = "SKYDDADTEXT"

  @Test(.timeLimit(.minutes(10))) func nobodyOutsideGetsAnythingOfIt() async throws {
    let matrix = try await AccessMatrix()
    let thing = try matrix.protect(Self.secret)
    let outsiders: [Asker] = [
      .reader, .editor, .administrator, .readersBrowser, .editorsBrowser, .administratorsBrowser,
    ]
    var asked = 0
    for row in AccessOracle.devices + AccessOracle.browsers {
      for asker in outsiders {
        let before = try matrix.protected(thing.record)
        let (answer, _) = try await matrix.ask(row, as: asker, about: thing)
        asked += 1
        let said = "\(asker) \(row.method) \(row.route)\(row.query): \(answer.status)"
        #expect(answer.status < 500, "\(said)")
        for needle in [Self.secret, thing.record.text, thing.record.referenceLetters()] {
          // What was asked for by its name stands in an address or a form that the answer repeats, and tells nobody
          // anything.
          let isNamed = row.namesRecord && needle != Self.secret
          #expect(isNamed || !Self.plain(answer, row).contains(needle), "it tells \(needle): \(said)")
        }
        if row.namesRecord || row.route.contains("{conflict}") {
          #expect([303, 400, 401, 403, 404, 409, 422].contains(answer.status), "\(said)")
        }
        #expect(try matrix.protected(thing.record) == before, "it changed it: \(said)")
      }
    }
    print("protected: \(asked) requests by who does not belong")
  }

  @Test func whoBelongsSeesItAndTheFiguresDiffer() async throws {
    let matrix = try await AccessMatrix()
    let thing = try matrix.protect(Self.secret)
    let insider = AccessOracle.Row(
      method: "GET", route: AccessOracle.workspace + "/records/{ref}", rule: .device(.reader))
    func answer(_ route: String, _ query: String = "") async throws -> (JSONValue, String) {
      let row = AccessOracle.Row(
        method: "GET", route: AccessOracle.workspace + route, rule: .device(.reader), query: query)
      let (answer, _) = try await matrix.ask(row, as: .administrator, about: thing)
      return (try answer.json, answer.text)
    }
    let outside = (
      records: try await answer("/records").0["total"]?.integer, conflicts: try await answer("/conflicts").0,
      inbox: try await answer("/inbox").0["total"]?.integer, digest: try await answer("/repair").0["digest"]?.string
    )
    try matrix.pages.server.setAudiences(of: "Adam", to: ["protected"], by: .console)
    let (shown, _) = try await matrix.ask(insider, as: .administrator, about: thing)
    #expect(shown.status == 200 && shown.text.contains(Self.secret))
    #expect(try await answer("/records").0["total"]?.integer == outside.records.map { $0 + 1 })
    #expect(try await answer("/inbox").0["total"]?.integer == outside.inbox.map { $0 + 1 })
    #expect(try await answer("/repair").0["digest"]?.string != outside.digest)
    #expect(try await answer("/conflicts").1.contains(Self.secret))
    #expect(!outside.conflicts.text(.canonical).contains(Self.secret))
    // Who reads figures belongs to no audience, and is told of none.
    let metrics = try await matrix.ask(
      AccessOracle.Row(method: "GET", route: "/metrics", rule: .operators), as: .administrator)
    #expect(!metrics.answer.text.contains("conflicts_open 2"))
  }

  /// An answer with what it packs unpacked.
  private static func plain(_ answer: Wire.Answer, _ row: AccessOracle.Row) -> String {
    guard row.route.hasSuffix("/snapshot"), answer.status == 200,
      var reader = try? Snapshot.Reader(bytes: answer.body)
    else { return answer.text }
    var text = answer.text
    while let page = try? reader.next() { text += String(decoding: page.bytes, as: UTF8.self) }
    return text
  }
}

extension AccessMatrix {
  /// A record in an audience that nobody of those who ask belongs to, with a conflict in it and a history.
  func protect(_ secret: String) throws -> Thing {
    let server = pages.server
    guard case .object(var object) = Schema.bundled.document else { throw Wire.Cut() }
    object["version"] = .number(Schema.bundled.version + 1)
    let label = JSONValue.members(["sv": .string("Skyddade"), "en": .string("Protected"), "da": .string("Beskyttede")])
    object["audiences"] = .array([.members(["number": .number(1), "key": .string("protected"), "label": label])])
    try server.change(schema: try Schema(json: JSONValue.object(object).bytes(.canonical)), by: .console)
    for name in ["Inga", "Ivar"] {
      _ = try pages.accounts.addMember(name, role: .administrator, by: .console)
      try server.setAudiences(of: name, to: ["protected"], by: .console)
    }
    let type = try #require(Schema.bundled.type("activity"))
    let title = try #require(type.field("title")).number
    let record = RecordID.random(milliseconds: 1_700_000_000_000, bits: .random(in: .min ... .max))
    func edit(_ draft: Draft, _ user: String) throws -> StoredCommit {
      guard case .accepted(let stored) = try server.edit(draft, by: Actor(user: user, role: .administrator)) else {
        throw Wire.Cut()
      }
      return stored
    }
    _ = try edit(Draft([.create(type.number, record, [.set(title, .text(secret))])], audience: Audience(1)), "Inga")
    let seen = try server.replica.seenNow()
    var last = try edit(Draft([.update(record, [.set(title, .text(secret + " A"))])], note: secret, seen: seen), "Inga")
    last = try edit(Draft([.update(record, [.set(title, .text(secret + " B"))])], note: secret, seen: seen), "Ivar")
    let open = try #require(try server.replica.openConflicts(of: record).first)
    return Thing(
      record: record, conflict: ConflictID(open.conflict),
      commit: "\(Hex.string(last.commit.replica.bytes).prefix(8))-\(last.commit.sequence)",
      kept: try keep("Hemligheten i karantän"))
  }

  /// All that stands in the record.
  func protected(_ record: RecordID) throws -> RecordState? {
    try pages.server.replica.store.read { try $0.record(record) }
  }
}
