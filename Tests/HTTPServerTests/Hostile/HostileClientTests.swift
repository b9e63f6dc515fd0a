import CommitFormat
import Foundation
import Merge
import Replica
import Schema
import SyncProtocol
import SyncServer
import Testing

/// A member's device whose owner means harm: what it forges is refused, nothing of it is logged, and the administrator
/// reads of it in the audit log.
@Suite(.serialized) struct HostileClientTests {
  private static let wireType = [("Content-Type", SyncHTTP.contentType)]

  private func exchange(_ laptop: Laptop, _ hello: Hello, _ runs: [SealedCommits] = []) throws -> Laptop.Exchanged {
    var body: [UInt8] = []
    RequestFrame.hello(hello).frame.append(to: &body)
    for run in runs { RequestFrame.commits(run).frame.append(to: &body) }
    return try laptop.read(
      try laptop.call("POST", laptop.path("sync"), headers: Self.wireType, body: body), hello: hello)
  }

  private func audit(_ administrator: Laptop) throws -> [(actor: String, action: String, detail: String)] {
    try #require(try administrator.json("GET", "audit?limit=200").json["records"]?.array).map {
      ($0["actor"]?.string ?? "", $0["action"]?.string ?? "", $0["detail"]?.string ?? "")
    }
  }

  private func head(_ server: ServerProgram) throws -> String { try server.admin("verify").text() }

  /// A commit of nothing but what it is given, after the laptop's last one.
  private func forged(
    by key: DeviceKey, as replica: ReplicaID, sequence: SequenceNumber, previous: Hash, parts: [Commit.Part],
    milliseconds: Int64 = 1
  ) throws -> SealedCommits {
    let commit = Commit(
      replica: replica, sequence: sequence, previous: previous, stamp: Stamp(milliseconds: milliseconds),
      schemaVersion: UInt32(Schema.bundled.version), parts: parts)
    return try #require(try SealedCommits.sealing([commit], by: key).first)
  }

  @Test func whatIsForgedIsNeverLoggedAndAlwaysNoted() throws {
    let server = try ServerProgram()
    try server.start()
    let eva = try Laptop(server, "Eva", "administrator")
    let anna = try Laptop(server, "Anna")
    let mallory = try Laptop(server, "Mallory")
    try anna.actor("Teatern", phone: "1")
    let hers = try #require(try anna.frames().first)
    try mallory.actor("Kören", phone: "2")
    let his = try #require(try mallory.frames().first)
    let parts = try #require(hers.commits.last).parts
    try anna.sync()
    try mallory.sync()
    let position = try eva.exchange().done?.cursor?.position
    let before = try head(server)
    let (last, own) = (try #require(hers.commits.last), try #require(his.commits.last))

    // Her next commit, sealed by him; her commit with another content; her seal over his.
    let next = try forged(
      by: mallory.key, as: anna.id, sequence: last.sequence + 1, previous: last.hash, parts: parts)
    let again = try forged(
      by: mallory.key, as: anna.id, sequence: 1, previous: .zero, parts: own.parts)
    for run in [next, again] {
      let receipts = try exchange(mallory, try mallory.hello(), [run]).receipts
      #expect(receipts.map(\.outcome) == [.damaged])
    }
    // Gaps in his own chain, another past, a replica that nobody enrolled.
    let key = mallory.key
    for (run, deferral) in [
      (try forged(by: key, as: mallory.id, sequence: 9, previous: own.hash, parts: own.parts), Receipt.Deferral.gap),
      (try forged(by: key, as: mallory.id, sequence: own.sequence + 1, previous: .zero, parts: own.parts), .gap),
      (try forged(by: key, as: ReplicaID(bits: 7), sequence: 1, previous: .zero, parts: own.parts), .unknownReplica),
    ] {
      let receipts = try exchange(mallory, try mallory.hello(), [run]).receipts
      #expect(receipts.map(\.outcome) == [.deferred(deferral)])
    }
    // A conversation in her replica's name.
    var hello = try mallory.hello()
    hello.replica = anna.id
    #expect(try exchange(mallory, hello).problem?.known ?? exchange(mallory, hello).answer.problem == .notAllowed)
    #expect(
      try mallory.json("POST", "replicas", .members(["replica": .string(Hex.string(anna.id.bytes))])).problem
        == .notAllowed)

    #expect(try head(server) == before, "the log has grown")
    #expect(try eva.exchange().done?.cursor?.position == position)
    let noted = try audit(eva).filter { $0.actor == "Mallory" }
    #expect(noted.count { $0.action == "damaged-push" } == 2)
    #expect(noted.contains { $0.action == "request-refused" && $0.detail.hasPrefix("not-allowed: POST") })
  }

  @Test func aTrueRequestThatIsReplayedChangesNothing() throws {
    let server = try ServerProgram()
    try server.start()
    let anna = try Laptop(server, "Anna")
    let mallory = try Laptop(server, "Mallory")
    try anna.actor("Teatern", phone: "1")
    let (hello, bytes) = try anna.body()
    let first = try anna.read(
      try anna.call("POST", anna.path("sync"), headers: Self.wireType, body: bytes), hello: hello)
    guard case .accepted(let position, _)? = first.receipts.first?.outcome else {
      Issue.record("not accepted: \(first.answer.status)")
      return
    }
    let before = try head(server)
    for _ in 0..<3 {
      let again = try anna.read(
        try anna.call("POST", anna.path("sync"), headers: Self.wireType, body: bytes), hello: hello)
      #expect(again.receipts.map(\.outcome) == [.accepted(position, .known)])
    }
    // The very same bytes from somebody else's device: the hello's replica is not theirs.
    let stolen = try mallory.call("POST", mallory.path("sync"), headers: Self.wireType, body: bytes)
    #expect(try mallory.read(stolen, hello: hello).problem?.known ?? stolen.problem == .notAllowed)
    #expect(try head(server) == before)
    #expect(try anna.json("GET", "records?type=actor").json["total"]?.integer == 1)
  }

  @Test func aCursorThatWasChangedServesNobody() throws {
    let server = try ServerProgram()
    try server.start()
    let eva = try Laptop(server, "Eva", "administrator")
    let mallory = try Laptop(server, "Mallory")
    try mallory.actor("Kören", phone: "2")
    try mallory.sync()
    let cursor = try #require(try mallory.hello().cursor)
    for place in cursor.bytes.indices {
      var bytes = cursor.bytes
      bytes[place] ^= 1
      guard let changed = Cursor(bytes: bytes) else { continue }
      var hello = try mallory.hello()
      hello.cursor = changed
      let exchanged = try exchange(mallory, hello)
      let problem = exchanged.problem?.known ?? exchanged.answer.problem
      #expect([.badCursor, .wrongWorkspace].contains(problem), "byte \(place): \(exchanged.answer.status)")
      #expect(exchanged.pages.isEmpty && exchanged.done == nil)
    }
    // Of a later moment than the server has seen, by a key that is not its own.
    let forger = try #require(CursorSeal(key: Array(repeating: 3, count: 32)))
    var hello = try mallory.hello()
    hello.cursor = forger.cursor(
      workspace: cursor.workspace, epoch: cursor.epoch, position: cursor.position + 1000, chain: cursor.chain)
    let late = try exchange(mallory, hello)
    #expect(late.problem?.known ?? late.answer.problem == .badCursor)
    let noted = try audit(eva).filter { $0.actor == "Mallory" && $0.action == "request-refused" }
    #expect(noted.contains { $0.detail.hasPrefix("bad-cursor: POST") })
    // However often somebody tries, the log of it stays of a size that can be read.
    #expect((1...10).contains(noted.count), "\(noted.count)")
  }

  @Test func clocksThatLieDecideNothing() throws {
    let server = try ServerProgram()
    try server.start()
    let anna = try Laptop(server, "Anna")
    let mallory = try Laptop(server, "Mallory")
    let record = try anna.actor("Teatern", phone: "1")
    try anna.sync()
    try mallory.sync()
    let name = try #require(Schema.bundled.type("actor")?.field("name"))
    let head = try mallory.replica.store.read { try $0.head(of: mallory.id) }
    var previous = (head?.sequence ?? 0, head?.hash ?? .zero)
    for milliseconds in [Int64.max, .min, -1, 0, 253_402_300_800_000] {
      let content = PartContent(operations: [
        .set(record, RegisterID(name.number), .text("\(milliseconds)"), replaces: .nothing, mark: .plain)
      ])
      let bytes = try content.encoded(author: mallory.id, names: NoNames())
      let run = try forged(
        by: mallory.key, as: mallory.id, sequence: previous.0 + 1, previous: previous.1,
        parts: [.init(audience: .everyone, body: .readable(bytes, salt: nil))], milliseconds: milliseconds)
      let outcome = try exchange(mallory, try mallory.hello(), [run]).receipts.first?.outcome
      if case .accepted? = outcome {} else { Issue.record("\(milliseconds): \(String(describing: outcome))") }
      previous = (previous.0 + 1, try #require(run.commits.first).hash)
    }
    // Hers came first to the server and stays the official one; his stand beside it, whatever his clock says.
    #expect(try anna.json("GET", "records/\(record.text)").json["fields"]?["name"]?.string == "Teatern")
    #expect(try anna.json("GET", "history").status == 200)
    #expect(try anna.json("GET", "records/\(record.text)/history").status == 200)
    #expect(try anna.json("GET", "records/\(record.text)").json["conflicts"]?.array?.count == 1)
  }

  private struct NoNames: NameWriter {
    func number(of replica: ReplicaID) -> UInt32? { nil }
    func creation(of record: RecordID) -> Dot? { nil }
  }

  @Test func noRouteAndNoRoleChangesTheAuditLog() async throws {
    let routes = try await HTTPRoutes.all()
    for route in routes where route.contains("audit") { #expect(route.hasPrefix("GET "), "\(route)") }
    let server = try ServerProgram()
    try server.start()
    let eva = try Laptop(server, "Eva", "administrator")
    let rut = try Laptop(server, "Rut", "reader")
    #expect(try rut.json("GET", "audit").problem == .notAllowed)
    #expect(
      try rut.json("POST", "users", .members(["user": .string("X"), "role": .string("administrator")])).problem
        == .notAllowed)
    let before = try audit(eva)
    #expect(before.contains { $0.actor == "Rut" && $0.action == "request-refused" && $0.detail.hasSuffix("/audit") })
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
      #expect(try eva.json(method, "audit").problem == .methodNotAllowed)
      #expect([404, 405].contains(try eva.json(method, "audit/1").status))
    }
    // A device that was shut out is refused, and that is noted too.
    let device = try #require(
      try eva.json("GET", "devices").json["devices"]?.array?.first { $0["user"]?.string == "Rut" }?["id"]?.string)
    #expect(try eva.json("DELETE", "devices/\(device)").status == 200)
    #expect(try rut.json("GET", "me").problem == .deviceRevoked)
    let after = try audit(eva)
    #expect(after.contains { $0.actor == "Rut" && $0.detail.hasPrefix("device-revoked: GET") })
    // Nothing of what was there is gone.
    #expect(Array(after.suffix(before.count)).map(\.action) == before.map(\.action))
    // Not even with the server's own files at hand, by a program that opens them as it does.
    try server.stop()
    let file = server.folder.appendingPathComponent("data").path
    let found = try FileManager.default.subpathsOfDirectory(atPath: file).filter { $0.hasSuffix(".sqlite") }
    for statement in ["DELETE FROM audit", "UPDATE audit SET actor = 'Ingen'"] {
      var refusals = 0
      for name in found {
        let result = try HTTPRoutes.sqlite(file + "/" + name, statement)
        if result.contains("append only") { refusals += 1 }
      }
      #expect(refusals == 1, "\(statement)")
    }
  }
}
