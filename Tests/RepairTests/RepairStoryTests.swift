import CommitFormat
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer
import TestSupport
import Testing

/// What is asked, what is answered, what travels and what is told.
@Suite struct RepairStoryTests {
  private func office(records: Int) throws -> (Office, Desk, [RecordID]) {
    let office = try Office(seed: 4)
    let desk = try office.desk("Åsa")
    let ids = try (0..<records).map { try desk.add("Titel \($0)") }
    try desk.sync()
    return (office, desk, ids)
  }

  private func lose(_ record: RecordID, _ desk: Desk) throws {
    try desk.replica.store.write { try $0.forget(record) }
    try desk.replica.recount()
  }

  @Test func oneMissingRowIsFetchedAlone() throws {
    let (office, desk, ids) = try office(records: 300)
    try lose(ids[17], desk)
    let report = try desk.sync()
    #expect(report.level)
    #expect(report.repair == RepairReport(outcome: .level, records: [ids[17]]))
    #expect(try desk.replica.view(ids[17])?.value(Field.title) == .text("Titel 17"))
    // The exchange, three questions, and the exchange that says it is level.
    #expect(desk.requests.count == 5)
    // 256 sums, the sums of a bucket, one state: not the other 299.
    #expect(report.bytesReceived < 8000)
    let audit = try office.server.accounts.store.audit(of: Office.workspace, before: nil, limit: 1)
    #expect(audit.first?.action == .replicaRepaired)
    #expect(audit.first?.subject == desk.device.id.text)
    #expect(audit.first?.detail == "1")
    #expect(try office.server.figures().recordsRepaired == 1)
  }

  @Test func nothingIsAskedWhileBothAreLevel() throws {
    let (_, desk, _) = try office(records: 3)
    let report = try desk.sync()
    #expect(report.level && report.repair == nil)
    #expect(desk.requests.count == 1)
  }

  @Test func aDigestThatWasKeptWronglyIsCountedAnew() throws {
    let (_, desk, _) = try office(records: 3)
    try desk.replica.updateHeader { $0.digest = StateDigest(bits: 7) }
    let report = try desk.sync()
    #expect(report.level)
    #expect(report.repair == RepairReport(outcome: .level, records: []))
    #expect(desk.requests.count == 1)
  }

  @Test func manyRowsComeInManyQuestions() throws {
    let (_, desk, ids) = try office(records: 300)
    for id in ids.prefix(200) { try desk.replica.store.write { try $0.forget(id) } }
    try desk.replica.recount()
    let report = try desk.sync()
    #expect(report.level)
    #expect(report.repair?.records == ids.prefix(200).sorted())
    #expect(desk.requests.count == 4 + 4)
  }

  /// A record under a deleted one says so. When the row of the deleted one goes wrong and comes right, by an entry of the
  /// log or by a repair, what lies under it reads as what is there then.
  @Test(arguments: [false, true]) func whatLiesUnderARowThatWentWrongIsReadAnew(isRowGone: Bool) throws {
    let (office, asa, ids) = try office(records: 1)
    let eva = try office.desk("Eva", .administrator)
    let section = office.recordID()
    let type = try #require(Schema.bundled.type("section"))
    let title = try #require(type.field("title"))
    let parent = try #require(Schema.bundled.type(Field.activity)?.field("section"))
    _ = try asa.replica.edit(Draft([.create(type.number, section, [.set(title.number, .text("Konst"))])]))
    _ = try asa.replica.edit(Draft([.update(ids[0], [.set(parent.number, Value(.reference(section)))])]))
    _ = try asa.replica.edit(Draft([.bury(section)]))
    try asa.sync()
    #expect(try eva.sync().level)
    #expect(try eva.replica.view(ids[0])?.conflicts.map(\.kind) == [.orphan])
    if isRowGone {
      try lose(section, eva)
    } else {
      var state = try #require(try eva.replica.store.read { try $0.record(section) })
      state.update(.life) { $0 = Register() }
      try eva.replica.store.write { [state] in try $0.save(state, view: $0.view(section)) }
      try eva.replica.recount()
    }
    _ = try asa.replica.edit(Draft([.unbury(section)]))
    try asa.sync()
    let report = try eva.sync()
    #expect(report.level && (report.repair != nil) == isRowGone)
    #expect(try eva.replica.view(ids[0])?.conflicts == [])
    #expect(try eva.world() == asa.world())
  }

  @Test func aRepairThatDoesNotHelpEndsAndSaysSo() throws {
    let (_, desk, ids) = try office(records: 20)
    try lose(ids[3], desk)
    // A server whose word about the whole is never true.
    desk.line = { _, request, answer in
      guard request.path == SyncHTTP.syncPath(Office.workspace) else { return answer }
      var reader = RequestReader()
      try reader.feed(request.body)
      guard case .hello(let hello)? = try reader.next() else { return answer }
      var frames = ResponseReader(hello: hello)
      try frames.feed(answer.body)
      var answer = answer
      answer.body = []
      while let frame = try frames.next() {
        if case .done(var done) = frame {
          done.digest = StateDigest(bits: 99)
          answer.body += ResponseFrame.done(done).bytes(answering: hello)
        } else {
          answer.body += frame.bytes(answering: hello)
        }
      }
      return answer
    }
    let report = try desk.sync()
    #expect(!report.level)
    #expect(report.repair == RepairReport(outcome: .notHelped, records: [ids[3]]))
    #expect(desk.requests.count == 5)
  }

  @Test func aServerThatKnowsNoRepairEndsTheSyncWell() throws {
    let (_, desk, ids) = try office(records: 5)
    try lose(ids[0], desk)
    for answer in [
      Office.Answer(head: ResponseHead(status: 404), body: []),
      Office.Answer(head: ResponseHead(status: 200, headers: ["content-type": "application/json"]), body: [123, 125]),
      Office.Answer(
        head: ResponseHead(status: 200, headers: ["content-type": "text/html"]), body: Array("<html>".utf8)),
    ] {
      desk.line = { _, request, real in request.method == .get ? answer : real }
      let report = try desk.sync()
      #expect(!report.level)
      #expect(report.repair?.outcome == .interrupted)
    }
    desk.line = { $2 }
    #expect(try desk.sync(repairs: false).level == false)
    #expect(try desk.sync().level)
  }

  @Test func otherStatesThanAskedForAreNotTakenIn() throws {
    let (_, desk, ids) = try office(records: 9)
    try lose(ids[0], desk)
    desk.line = { _, request, answer in
      guard request.path.contains("records=") else { return answer }
      var reader = RepairReader()
      try reader.feed(answer.body)
      var body: [UInt8] = []
      while let frame = try reader.next() {
        if case .states = frame {
          body += RepairFrame.states([RecordState(id: ids[5])]).bytes
        } else {
          body += frame.bytes
        }
      }
      return Office.Answer(head: answer.head, body: body)
    }
    let report = try desk.sync()
    #expect(report.repair?.outcome == .interrupted)
    #expect(try desk.replica.view(ids[5]) != nil)
  }

  @Test func aServerDoesNotReadItsLogAtEachQuestion() throws {
    let (office, desk, ids) = try office(records: 5)
    try office.store.write { try $0.forget(ids[1]) }
    let position = try desk.replica.header().cursor?.position ?? 0
    _ = try office.server.repair(.states([ids[0]]), at: position, device: desk.device)
    #expect(try office.server.figures().rowsRebuilt == 1)
    try office.store.write { try $0.forget(ids[1]) }
    _ = try office.server.repair(.states([ids[0]]), at: position, device: desk.device)
    #expect(try office.server.figures().rowsRebuilt == 1)
    office.clock.move(60_000)
    _ = try office.server.repair(.states([ids[0]]), at: position, device: desk.device)
    #expect(try office.server.figures().rowsRebuilt == 2)
  }
}
