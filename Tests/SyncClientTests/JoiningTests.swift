import CommitFormat
import Foundation
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import Synchronization
import Testing

/// A transport that answers from a closure.
final class Scripted: Transport {
  private let script: @Sendable (TransportRequest) throws -> Delivery
  private let log = Mutex<[TransportRequest]>([])

  init(_ script: @escaping @Sendable (TransportRequest) throws -> Delivery) {
    self.script = script
  }

  var requests: [TransportRequest] { log.withLock { $0 } }

  func exchange(_ request: TransportRequest, _ receive: (TransportEvent) throws -> Void) async throws {
    log.withLock { $0.append(request) }
    let delivery = try script(request)
    try receive(.sent(wireBytes: request.body.count))
    try receive(.head(delivery.head))
    try receive(.body(delivery.body, wireBytes: delivery.body.count))
    if let failure = delivery.failure { throw failure }
  }
}

@Suite struct JoiningTests {
  private let folder: String
  private let workspace = WorkspaceID(bits: 0xB16D)

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("bygd-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private func answer(_ token: String = "t0123456789abcdef") -> Delivery {
    let json = JSONValue.object(
      JSONObject([
        .init(key: "workspace", value: .string(workspace.text)),
        .init(key: "workspaceName", value: .string("Kulturplan")), .init(key: "user", value: .string("Siv")),
        .init(key: "role", value: .string("editor")), .init(key: "token", value: .string(token)),
        .init(key: "number", value: .number(4)),
      ]))
    return Delivery(
      Counter.Answer(
        head: ResponseHead(status: 200, headers: ["content-type": "application/json"]), body: json.bytes()))
  }

  private func join(_ replica: Replica, _ transport: Scripted) async throws -> DeviceCredentials {
    try await SyncDriver.join(
      ServerAddress("https://bygd.example/w/kulturplan"), code: "KOD-1", device: "Sivs dator", replica: replica,
      folder: folder, transport: transport, sleep: { _ in }
    ).credentials
  }

  @Test func aNewDeviceBecomesAMembers() async throws {
    let replica = Replica(store: MemoryStore(), clock: TestClock())
    let delivery = answer()
    let transport = Scripted { _ in delivery }
    let credentials = try await join(replica, transport)
    let header = try replica.header()
    #expect(header.workspace == workspace && header.user == "Siv" && header.role == .editor && header.number == 4)
    #expect(header.server == "https://bygd.example" && header.workspaceName == "Kulturplan")
    let request = try #require(transport.requests.first)
    let json = try JSONValue(parsing: request.body)
    #expect(request.path == "/v1/join" && json["code"]?.string == "KOD-1")
    #expect(json["publicKey"]?.string == Hex.string(credentials.key.publicKey))
    #expect(json["replica"]?.string == Hex.string(header.replica.bytes))
    #expect(json["workspace"]?.string == "kulturplan")
    // Readable by the user alone, and the same when read back.
    let path = folder + "/" + DeviceCredentials.fileName
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let kept = try #require(try DeviceCredentials.load(from: folder))
    #expect(kept.token == "t0123456789abcdef" && kept.key.secret == credentials.key.secret)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    #expect(throws: DeviceCredentials.Problem.readableByOthers(path: path)) { try DeviceCredentials.load(from: folder) }
    await #expect(throws: SyncProblem.alreadyJoined(server: "https://bygd.example")) {
      try await join(replica, transport)
    }
  }

  @Test func anAnswerThatIsLostIsAskedForAgainWithTheSameNames() async throws {
    let replica = Replica(store: MemoryStore(), clock: TestClock())
    let delivery = answer()
    let lost = Scripted { _ in delivery.cut(at: 10) }
    await #expect(throws: SyncProblem.cut) { try await join(replica, lost) }
    let found = Scripted { _ in delivery }
    _ = try await join(replica, found)
    #expect(Set((lost.requests + found.requests).map(\.body)).count == 1)
    #expect(lost.requests.count == 6)
  }

  @Test func aWorkspaceMadeHereIsCarriedOver() async throws {
    let laptop = try Laptop("Siv", role: .administrator, number: 7, workspace: WorkspaceID(bits: 1))
    try laptop.add(1, "Skriven före servern")
    let delivery = answer()
    _ = try await join(laptop.replica, Scripted { _ in delivery })
    let header = try laptop.replica.header()
    #expect(header.workspace == workspace && header.replica == laptop.id)
    #expect(try laptop.unsent == 1)
    #expect(try laptop.world().count == 1)
  }

  @Test func aCodeThatIsUsedIsSaidToBe() async throws {
    let replica = Replica(store: MemoryStore(), clock: TestClock())
    let used = Delivery(Counter.problem(.codeUsed))
    await #expect(throws: SyncProblem.invitation(.codeUsed)) { try await join(replica, Scripted { _ in used }) }
    #expect(throws: ReplicaProblem.notSetUp) { try replica.header() }
  }

  @Test(
    arguments: [
      ("https://bygd.example", "https://bygd.example", nil), ("http://127.0.0.1:8080/", "http://127.0.0.1:8080", nil),
      ("localhost:8080", "http://localhost:8080", nil), ("bygd.example", "https://bygd.example", nil),
      ("HTTPS://Bygd.Example:443/a/w/plan/", "https://bygd.example/a", "plan"),
      ("http://[::1]:80", "http://[::1]", nil),
    ] as [(String, String, String?)])
  func addressesArePutInOneForm(_ text: String, _ form: String, _ workspace: String?) throws {
    let address = try ServerAddress(text)
    #expect(address.text == form && address.workspace == workspace)
  }

  @Test(arguments: [
    "", "ftp://x", "http://", "http://a b", "http://a:0", "http://a:99999", "http://u@h", "http://h/../x", "http://h?x",
    "http://[::1", "http://ä",
  ])
  func addressesThatAreNone(_ text: String) {
    #expect(throws: SyncProblem.badAddress(text)) { try ServerAddress(text) }
  }

  @Test func theDriverSyncsAndCanBeCancelled() async throws {
    let counter = try Counter()
    let laptop = try counter.laptop("Per")
    try laptop.add(1, "Läsning")
    // One exchange at a time, as the driver has it.
    nonisolated(unsafe) let there = counter
    let transport = Scripted { request in Delivery(try there.answer(request)) }
    let driver = SyncDriver(
      replica: laptop.replica, key: laptop.key, transport: transport, settings: .init(token: "abc"),
      snapshotFolder: folder, sleep: { _ in })
    var last = SyncProgress()
    let report = try await driver.sync { last = $0 }
    #expect(report.accepted == 1 && report.level && last.sent == 1)
    #expect(transport.requests.allSatisfy { $0.header("authorization") == "Bearer abc" })
    #expect(transport.requests.allSatisfy { $0.header("Bygd-Protocol") == "1" })
    try laptop.add(2, "Dans")
    let replica = laptop.replica
    let key = laptop.key
    let cancelled = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await SyncDriver(
        replica: replica, key: key, transport: transport, settings: .init(), sleep: { _ in }
      ).sync()
    }
    await #expect(throws: SyncProblem.cancelled) { try await cancelled.value }
    #expect(try replica.selfCheck().isSound)
    #expect(try await driver.sync().accepted == 1)
  }
}

@Suite struct Watching {
  /// Answers syncs from a counter, and event streams with what the test says.
  private final class Line: Transport, @unchecked Sendable {
    private let counter: Counter
    private let lock = Mutex(())
    private let news: Mutex<[[UInt8]]>

    init(_ counter: Counter, news: [String]) {
      self.counter = counter
      self.news = Mutex(news.map { Array($0.utf8) })
    }

    func exchange(_ request: TransportRequest, _ receive: (TransportEvent) throws -> Void) async throws {
      if request.isStream {
        let next = news.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        // A server with nothing to say keeps the line open.
        guard let next else {
          // A stream that says nothing more until it is cancelled.
          let (silence, voice) = AsyncStream<Never>.makeStream()
          await withTaskCancellationHandler {
            for await _ in silence {}
          } onCancel: {
            voice.finish()
          }
          throw CancellationError()
        }
        try receive(.head(ResponseHead(status: 200, headers: ["content-type": "text/event-stream"])))
        for byte in next { try receive(.body([byte], wireBytes: 1)) }
        throw TransportFailure.cut
      }
      let answer = try lock.withLock { _ in try counter.answer(request) }
      try receive(.head(answer.head))
      try receive(.body(answer.body, wireBytes: answer.body.count))
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatHappensOnEitherSideIsSyncedAtOnce() async throws {
    let counter = try Counter()
    let per = try counter.laptop("Per")
    try per.add(1, "Läsning")
    let line = Line(counter, news: [": hej\n\nid: 2\ndata: {\"position\": 2}\n\n", "data: 900\n\n"])
    let driver = SyncDriver(
      replica: per.replica, key: per.key, transport: line, settings: .init(startsFromSnapshot: false),
      sleep: { _ in await Task.yield() })
    let (reports, tell) = AsyncStream<WatchEvent>.makeStream()
    let watching = Task { try await driver.watch(localPollSeconds: 0) { tell.yield($0) } }
    var accepted = 0
    var hasWritten = false
    for await event in reports {
      guard case .synced(let report) = event else { continue }
      #expect(report.level)
      accepted += report.accepted
      if !hasWritten {
        hasWritten = true
        // Written by another program while one watches.
        try per.add(2, "Dans")
      }
      if accepted == 2 { break }
    }
    watching.cancel()
    await #expect(throws: SyncProblem.cancelled) { try await watching.value }
    #expect(try per.unsent == 0)
  }

  @Test(.timeLimit(.minutes(1))) func aDeviceThatIsRevokedStopsWatching() async throws {
    let counter = try Counter()
    let per = try counter.laptop("Per")
    let revoked = Delivery(Counter.problem(.deviceRevoked))
    let driver = SyncDriver(
      replica: per.replica, key: per.key, transport: Scripted { _ in revoked }, settings: .init(),
      sleep: { _ in await Task.yield() })
    await #expect(throws: SyncProblem.deviceRevoked) { try await driver.watch { _ in } }
  }
}
