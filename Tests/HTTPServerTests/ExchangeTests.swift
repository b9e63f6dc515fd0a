import CommitFormat
import Foundation
import Merge
import Replica
import Schema
import SyncProtocol
import Testing

@Suite(.serialized) struct ExchangeTests {
  @Test func whatOneWritesTheOtherReads() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    let ann = try Laptop(server, "Ann")
    let record = try kim.actor("Teatern", phone: "1")
    let pushed = try kim.sync(packed: .gzip)
    #expect(pushed.receipts.map(\.outcome).allSatisfy { if case .accepted = $0 { true } else { false } })
    try ann.sync(packed: .zstd)
    #expect(try ann.replica.view(record)?.isUnsynced == false)
    let quiet = try ann.exchange()
    #expect(quiet.pages.isEmpty)
    #expect(quiet.done?.more == false)
    #expect(quiet.done?.digest == (try ann.replica.header().digest))
    // A quiet sync is one small request and one small answer.
    let bytes = try ann.body().bytes.count + (Int(quiet.answer.headers["content-length"] ?? "") ?? .max)
    #expect(bytes <= 350, "a quiet sync takes \(bytes) bytes")
  }

  @Test func aConflictIsSettledOverJSONOnce() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    let ann = try Laptop(server, "Ann")
    let ada = try Laptop(server, "Ada", "administrator")
    let record = try kim.actor("Teatern", phone: "1")
    try kim.sync()
    try ann.sync()
    try kim.actor("", phone: "2", on: record)
    try ann.actor("", phone: "3", on: record)
    try kim.sync()
    let late = try ann.sync()
    guard case .accepted(_, let effects)? = late.receipts.first?.outcome else {
      Issue.record("not accepted")
      return
    }
    #expect(effects.contains(.inConflict))
    let list = try kim.json("GET", "conflicts").json["conflicts"]?.array ?? []
    #expect(list.count == 1)
    let id = try #require(list.first?["id"]?.string)
    let choice = JSONValue.members(["take": .number(2), "reason": .string("ringde dit")])
    #expect(try kim.json("POST", "conflicts/\(id)/resolve", choice).problem == .notAllowed)
    #expect(try ada.json("GET", "conflicts/\(id)").json["kind"]?.string == "edit")
    let settled = try ada.json("POST", "conflicts/\(id)/resolve", choice)
    #expect(settled.status == 200)
    #expect(try settled.json["record"]?["fields"]?["phone"]?.string == "3")
    #expect(try ada.json("POST", "conflicts/\(id)/resolve", choice).problem == .conflictMoved)
    #expect(try ada.json("GET", "conflicts/\(id)").status == 404)
    #expect(try ada.json("GET", "conflicts").json["conflicts"]?.array?.isEmpty == true)
    try kim.sync()
    #expect(try kim.replica.view(record)?.conflicts.isEmpty == true)
    #expect(try kim.replica.status().tidings.map(\.by) == ["Ada"])
    let history = try kim.json("GET", "records/\(record.text)/history").json["commits"]?.array ?? []
    #expect(history.first?["author"]?.string == "Ada")
    #expect(history.first?["message"]?.string == "ringde dit")
    #expect(history.count == 4)
  }

  @Test func recordsAreListedFilteredAndPaged() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    var ids: [RecordID] = []
    for number in 0..<5 { ids.append(try kim.actor("Kör \(number)", phone: "\(number % 2)")) }
    try kim.sync()
    let all = try kim.json("GET", "records?type=actor&limit=2").json
    #expect(all["total"]?.integer == 5)
    #expect(all["records"]?.array?.count == 2)
    let some = try kim.json("GET", "records?type=actor&where=phone%3D1").json
    #expect(some["total"]?.integer == 2)
    let one = try kim.json("GET", "records/\(ids[0].text)").json
    #expect(one["fields"]?["name"]?.string == "Kör 0")
    let named = try kim.json("GET", "records/K%C3%B6r%201").json
    #expect(named["id"]?.string == ids[1].text)
    #expect(try kim.json("GET", "records/finnsinte").problem == .notFound)
    #expect(try kim.json("GET", "records?type=annat").problem == .refused)
    #expect(try kim.json("GET", "records?where=phone%3D1").problem == .refused)
    #expect(try kim.json("GET", "records?type=actor&where=fel%3D1").problem == .refused)
    #expect(try kim.json("GET", "records?limit=0").problem == .malformed)
    #expect(try kim.json("GET", "records?limit=%ZZ").problem == .malformed)
  }

  @Test func aSnapshotIsFetchedInPiecesAndNeverChanges() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    for number in 0..<50 { try kim.actor("Kör \(number)", phone: "\(number)") }
    try kim.sync()
    let whole = try kim.call("GET", kim.path("snapshot"))
    #expect(whole.status == 200)
    #expect(whole.headers["bygd-snapshot-sha256"] == Hash(of: whole.body).hex)
    let reader = try Snapshot.Reader(bytes: whole.body)
    #expect(reader.header.workspace == kim.workspace)
    let tag = try #require(whole.headers["etag"])
    let half = whole.body.count / 2
    let rest = try kim.call("GET", kim.path("snapshot"), headers: [("Range", "bytes=\(half)-"), ("If-Range", tag)])
    #expect(rest.status == 206)
    #expect(rest.headers["content-range"] == "bytes \(half)-\(whole.body.count - 1)/\(whole.body.count)")
    #expect(Array(whole.body[..<half]) + rest.body == whole.body)
    #expect(try kim.call("GET", kim.path("snapshot"), headers: [("Range", "bytes=-7")]).body == whole.body.suffix(7))
    let beyond = try kim.call("GET", kim.path("snapshot"), headers: [("Range", "bytes=\(whole.body.count)-")])
    #expect(beyond.problem == .rangeNotSatisfiable)
    #expect(beyond.headers["content-range"] == "bytes */\(whole.body.count)")
    let other = [("Range", "bytes=5-"), ("If-Range", "\"annan\"")]
    #expect(try kim.call("GET", kim.path("snapshot"), headers: other).status == 200)
    #expect(try kim.call("GET", kim.path("snapshot"), headers: [("If-None-Match", tag)]).status == 304)
    let asked = try kim.call("HEAD", kim.path("snapshot"))
    #expect(asked.headers["content-length"] == String(whole.body.count))
  }

  @Test func theReceiptsOfALongPushComeWhileItIsBeingSent() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    let first = try kim.actor("Teatern", phone: "1")
    let hello = try kim.hello()
    let early = try kim.frames()
    try kim.actor("", phone: "2", on: first)
    let all = try kim.replica.outgoing(key: kim.key, commitsMax: 10, bytesMax: 1 << 20)
    let late = try #require(all.first.map { Array($0.commits.suffix(1)) })
    var whole = hello
    whole.unsentCount = 2
    var start: [UInt8] = []
    RequestFrame.hello(whole).frame.append(to: &start)
    for commits in early { RequestFrame.commits(commits).frame.append(to: &start) }
    var end: [UInt8] = []
    for commits in try SealedCommits.sealing(late, by: kim.key) { RequestFrame.commits(commits).frame.append(to: &end) }
    let wire = try Wire(server.port)
    try wire.send(
      """
      POST \(kim.path("sync")) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(kim.token)\r\n\
      Content-Type: \(SyncHTTP.contentType)\r\nContent-Length: \(start.count + end.count)\r\n\r\n
      """)
    try wire.send(start)
    // The rest is not sent before the first receipt is here.
    #expect(try wire.head().status == 200)
    var reader = ResponseReader(hello: whole)
    var receipts: [Receipt] = []
    func read(until count: Int) throws {
      while receipts.count < count {
        try reader.feed(try wire.chunk())
        while let frame = try reader.next() {
          if case .receipts(let more) = frame { receipts += more }
        }
      }
    }
    try read(until: 1)
    try wire.send(end)
    try read(until: 2)
    #expect(receipts.map(\.sequence) == [1, 2])
    #expect(
      receipts.allSatisfy {
        if case .accepted = $0.outcome { true } else { false }
      })
  }

  @Test func anotherWorkspaceOrHistoryIsToldFromThisOne() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    let elsewhere = SyncHTTP.syncPath(WorkspaceID(bits: 7))
    let answer = try kim.call(
      "POST", elsewhere, headers: [("Content-Type", SyncHTTP.contentType)], body: try kim.body().bytes)
    #expect(answer.problem == .wrongWorkspace)
    #expect(try answer.json["subject"]?.string == kim.workspace.text)
    var hello = try kim.hello()
    let seal = try #require(CursorSeal(key: [UInt8](repeating: 1, count: 32)))
    hello.cursor = seal.cursor(
      workspace: kim.workspace, epoch: Epoch(bits: 1), position: 1, chain: .zero)
    let foreign = try kim.call(
      "POST", kim.path("sync"), headers: [("Content-Type", SyncHTTP.contentType)],
      body: RequestFrame.hello(hello).frame.bytes)
    #expect(foreign.problem == .badCursor)
    var old = try kim.hello()
    old.protocolVersion = 99
    let version = try kim.call(
      "POST", kim.path("sync"), headers: [("Content-Type", SyncHTTP.contentType)],
      body: RequestFrame.hello(old).frame.bytes)
    #expect(version.problem == .unsupportedVersion)
    #expect(try version.json["versionMax"]?.integer == Int64(ProtocolVersion.spoken.upperBound))
  }
}
