import CommitFormat
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol

/// The other side of the counter: a server in the simplest form that the protocol allows, over a real replica, so that
/// its digests and conflicts are found, not made up. Every refusal is the test's own choice.
final class Counter {
  let workspace: WorkspaceID
  var epoch = Epoch(bits: 0xE90C)
  private(set) var log: [LogEntry] = []
  private(set) var chains: [Hash]
  private var logged: [ReplicaID: SequenceNumber] = [:]
  private let seal: CursorSeal
  let replica: Replica
  var refuse: (Commit) -> Refusal? = { _ in nil }
  var delay: (Commit) -> Receipt.Deferral? = { _ in nil }
  /// Entries in one answer.
  var entriesPerAnswer = 1000
  var hasSnapshot = false
  var formerEpochs: Set<Epoch> = []
  var believesAnyCursor = false
  private(set) var requests: [TransportRequest] = []

  init(workspace: WorkspaceID = WorkspaceID(bits: 0xB16D)) throws {
    self.workspace = workspace
    chains = [LogEntry.chainStart(of: workspace)]
    guard let seal = CursorSeal(key: Array(repeating: 7, count: 32)) else { throw SyncProblem.garbage(.join) }
    self.seal = seal
    replica = Replica(store: MemoryStore(), clock: TestClock())
    try replica.setUp(
      ReplicaHeader(
        replica: ReplicaID(bits: 0xFFFF), workspace: workspace, workspaceName: "Kulturplan", user: "server",
        device: "server", role: .administrator))
  }

  func append(_ event: LogEntry.Event) throws {
    let position = Position(log.count + 1)
    let entry = LogEntry(position: position, time: 1_700_000_000_000 + Int64(position), event: event)
    log.append(entry)
    chains.append(entry.chain(after: chains[log.count - 1]))
    let end = LogPoint(epoch: epoch, position: position, chain: chains[log.count])
    _ = try replica.apply(LogStretch(entries: [.entry(entry)], end: end))
  }

  func laptop(_ user: String, role: Role = .editor) throws -> Laptop {
    let number = UInt32(log.filter { if case .enrolled = $0.event { true } else { false } }.count + 1)
    let laptop = try Laptop(user, role: role, number: number, workspace: workspace)
    try append(
      .enrolled(
        Enrolment(
          number: number, replica: laptop.id, user: user, device: "laptop", publicKey: laptop.key.publicKey)))
    return laptop
  }

  struct Answer {
    var head: ResponseHead
    var body: [UInt8]
  }

  func answer(_ request: TransportRequest) throws -> Answer {
    requests.append(request)
    if request.path == SyncHTTP.snapshotPath(workspace) { return try snapshot(request) }
    // It knows nothing of giving back, as servers of an earlier version.
    if request.path == SyncHTTP.returnPath(workspace) { return Answer(head: ResponseHead(status: 404), body: []) }
    guard request.path == SyncHTTP.syncPath(workspace) else { return Self.problem(.wrongWorkspace) }
    var reader = RequestReader()
    try reader.feed(request.body)
    guard case .hello(let hello)? = try reader.next() else { return Self.problem(.malformed) }
    if let cursor = hello.cursor {
      guard cursor.workspace == workspace else { return Self.problem(.wrongWorkspace, subject: workspace.text) }
      let isKnown =
        (cursor.epoch == epoch || formerEpochs.contains(cursor.epoch)) && cursor.position <= Position(log.count)
        && cursor.chain == chains[Int(cursor.position)]
      guard isKnown || believesAnyCursor else { return Self.problem(.unknownEpoch, subject: epoch.text) }
    }
    let enrolment = try replica.store.read { try $0.enrolment(of: hello.replica) }
    let welcome = Welcome(
      serverTime: 1_700_000_000_500, workspace: workspace, epoch: epoch, known: known(of: hello.replica),
      user: enrolment?.user ?? "", role: .editor, replicaNumber: enrolment?.number, schemaVersion: hello.schemaVersion)
    var frames: [ResponseFrame] = [.welcome(welcome)]
    while let frame = try reader.next() {
      guard case .commits(let sealed) = frame else { continue }
      frames.append(.receipts(try take(sealed)))
    }
    try reader.finish()
    let start = Int(hello.cursor?.position ?? 0)
    let end = min(log.count, start + entriesPerAnswer)
    if end > start {
      var own: (replica: ReplicaID, sequences: ClosedRange<SequenceNumber>)?
      if let last = hello.own { own = (hello.replica, 1...last.sequence) }
      frames.append(.entries(try LogPage(log[start..<end], own: own, numbers: Numbers(log: log))))
    }
    let done = Done(
      cursor: cursor(at: end), digest: end == log.count ? try replica.header().digest : nil, more: end < log.count)
    frames.append(.done(done))
    return Answer(
      head: ResponseHead(status: 200, headers: ["content-type": SyncHTTP.contentType]),
      body: frames.flatMap { $0.bytes(answering: hello) })
  }

  func cursor(at position: Int) -> Cursor {
    seal.cursor(workspace: workspace, epoch: epoch, position: Position(position), chain: chains[position])
  }

  private func known(of id: ReplicaID) -> KnownCommit? {
    for entry in log.reversed() {
      switch entry.event {
      case .accepted(let commit, _) where commit.replica == id:
        return KnownCommit(sequence: commit.sequence, hash: commit.hash)
      case .refused(let name, _) where name.replica == id:
        return KnownCommit(sequence: name.sequence, hash: name.hash)
      default: continue
      }
    }
    return nil
  }

  private func take(_ sealed: SealedCommits) throws -> [Receipt] {
    let key = try replica.store.read { try $0.enrolment(of: sealed.replica) }?.publicKey
    var deferred: Receipt.Deferral?
    return try sealed.commits.map { commit in
      func receipt(_ outcome: Receipt.Outcome) -> Receipt {
        Receipt(replica: commit.replica, sequence: commit.sequence, outcome: outcome)
      }
      guard let key, sealed.seal.isValid(publicKey: key) else { return receipt(.damaged) }
      if let outcome = earlier(commit) { return receipt(outcome) }
      if let reason = deferred ?? delay(commit) {
        deferred = .afterDeferred
        return receipt(.deferred(reason))
      }
      guard commit.sequence == (logged[commit.replica] ?? 0) + 1 else { return receipt(.deferred(.gap)) }
      logged[commit.replica] = commit.sequence
      if let refusal = refuse(commit) {
        try append(.refused(commit.name, refusal))
        return receipt(.refused(Position(log.count), refusal))
      }
      try append(.accepted(commit, author: nil))
      return receipt(.accepted(Position(log.count), try effects(of: commit)))
    }
  }

  private func earlier(_ commit: Commit) -> Receipt.Outcome? {
    for entry in log {
      switch entry.event {
      case .accepted(let other, _) where other == commit: return .accepted(entry.position, .known)
      case .refused(let name, let refusal) where name == commit.name: return .refused(entry.position, refusal)
      default: continue
      }
    }
    return nil
  }

  private func effects(of commit: Commit) throws -> Receipt.Effects {
    try replica.store.read { reading in
      for record in try reading.recordsInConflict() {
        let dots = try reading.view(record)?.conflicts.flatMap(\.dots) ?? []
        if dots.contains(where: { $0.replica == commit.replica && $0.sequence == commit.sequence }) {
          return .inConflict
        }
      }
      return []
    }
  }

  func snapshotBytes() throws -> [UInt8] {
    let header = try replica.header()
    var writer = Snapshot.Writer(
      SnapshotHeader(
        workspace: workspace, epoch: epoch, position: Position(log.count), chain: chains[log.count],
        digest: header.digest, entryCount: UInt64(log.count), recordCount: 0, schemaVersion: 1,
        cursor: cursor(at: log.count)))
    for start in stride(from: 0, to: log.count, by: 5) {
      let page = log[start..<min(log.count, start + 5)]
      writer.append(try LogPage(page, numbers: Numbers(log: log)))
    }
    return writer.finish()
  }

  private func snapshot(_ request: TransportRequest) throws -> Answer {
    guard hasSnapshot else { return Self.problem(.notFound) }
    let bytes = try snapshotBytes()
    var headers = [
      "content-type": SyncHTTP.snapshotContentType, "bygd-snapshot-sha256": Hash(of: bytes).hex,
      "content-length": String(bytes.count),
    ]
    guard let range = request.header("Range"), request.header("If-Range") == "\"\(Hash(of: bytes).hex)\"",
      let start = Int(range.dropFirst("bytes=".count).dropLast())
    else { return Answer(head: ResponseHead(status: 200, headers: headers), body: bytes) }
    guard start < bytes.count else { return Self.problem(.rangeNotSatisfiable) }
    headers["content-range"] = "bytes \(start)-\(bytes.count - 1)/\(bytes.count)"
    return Answer(head: ResponseHead(status: 206, headers: headers), body: Array(bytes[start...]))
  }

  static func problem(_ code: ProblemCode, subject: String = "", retryAfterSeconds: Int = 0) -> Answer {
    let json = JSONValue.object(
      JSONObject([
        .init(key: "type", value: .string(code.type)), .init(key: "status", value: .number(code.status)),
        .init(key: "subject", value: .string(subject)),
        .init(key: "retryAfterSeconds", value: .number(retryAfterSeconds)),
      ]))
    return Answer(
      head: ResponseHead(status: code.status, headers: ["content-type": SyncHTTP.problemContentType]),
      body: json.bytes())
  }

  private struct Numbers: LogNumbers {
    let log: [LogEntry]

    func number(of replica: ReplicaID) throws -> UInt32? {
      // None, so that pages stand by themselves; a server that says numbers is tried end to end.
      nil
    }
  }
}

struct TestClock: Clock {
  func now() -> Int64 { 1_700_000_000_000 }
}

/// A device with its replica.
final class Laptop {
  let id: ReplicaID
  let key = DeviceKey()
  let replica: Replica

  init(_ user: String, role: Role, number: UInt32, workspace: WorkspaceID) throws {
    id = ReplicaID(bits: UInt128(number))
    replica = Replica(store: MemoryStore(), clock: TestClock())
    try replica.setUp(
      ReplicaHeader(
        replica: id, workspace: workspace, workspaceName: "Kulturplan", user: user, device: "laptop", role: role))
  }

  static func type(_ key: String) throws -> RecordType {
    guard let type = Schema.bundled.type(key) else { throw EditProblem.unknownCommit }
    return type
  }

  static func record(_ number: Int) -> RecordID { .random(milliseconds: 1_700_000_000_000, bits: UInt128(number)) }

  func add(_ number: Int, _ title: String) throws {
    let type = try Self.type("activity")
    guard let field = type.field("title")?.number else { throw EditProblem.unknownCommit }
    _ = try replica.edit(Draft([.create(type.number, Self.record(number), [.set(field, .text(title))])]))
  }

  func rename(_ number: Int, _ title: String) throws { try rename(Self.record(number), title) }

  func rename(_ record: RecordID, _ title: String) throws {
    guard let field = try Self.type("activity").field("title")?.number else { throw EditProblem.unknownCommit }
    _ = try replica.edit(Draft([.update(record, [.set(field, .text(title))])]))
  }

  /// Everything that a person could see here.
  func world() throws -> [RecordView] { try Self.world(replica) }

  static func world(_ replica: Replica) throws -> [RecordView] {
    var query = RecordQuery()
    query.deleted = .with
    return try replica.list(query).records.sorted { $0.id < $1.id }
  }

  var unsent: Int { get throws { try replica.store.read { try $0.unlogged().count } } }
}

/// What the network makes of one answer.
struct Delivery {
  var head: ResponseHead
  var body: [UInt8]
  /// The body comes in pieces of so many bytes.
  var piece = Int.max
  var failure: TransportFailure?

  init(_ answer: Counter.Answer) {
    head = answer.head
    body = answer.body
  }

  static func page(_ html: String, status: Int = 200) -> Delivery {
    Delivery(
      Counter.Answer(head: ResponseHead(status: status, headers: ["content-type": "text/html"]), body: Array(html.utf8))
    )
  }

  func cut(at count: Int) -> Delivery {
    var cut = self
    cut.body = Array(body.prefix(count))
    cut.failure = .cut
    return cut
  }
}

/// What a test wants to know of a session besides its report.
final class Notes {
  var waits: [Double] = []
  var partial: PartialSnapshot?
}

extension Laptop {
  /// Runs one sync against a counter, over a network that the test scripts. No task, no socket, no waiting.
  func sync(
    _ counter: Counter, settings: SyncSession.Settings = .init(retry: .never, startsFromSnapshot: false),
    notes: Notes = Notes(), partial: PartialSnapshot? = nil,
    network: (_ exchange: Int, _ request: TransportRequest, _ counter: Counter) throws -> Delivery = {
      Delivery(try $2.answer($1))
    }
  ) throws -> SyncReport {
    var session = SyncSession(replica: replica, key: key, settings: settings, partialSnapshot: partial)
    defer { notes.partial = session.partialSnapshot }
    var action = session.handle(.started)
    var exchanges = 0
    while true {
      switch action {
      case nil: throw SyncProblem.unforeseen(detail: "silence")
      case .finish(let report): return report
      case .fail(let problem): throw problem
      case .wait(let seconds):
        notes.waits.append(seconds)
        action = session.handle(.timer)
      case .send(let request):
        let delivery = try network(exchanges, request, counter)
        exchanges += 1
        guard exchanges < 500 else { throw SyncProblem.unforeseen(detail: "no end") }
        action = Self.deliver(delivery, request, to: &session)
      }
    }
  }

  private static func deliver(
    _ delivery: Delivery, _ request: TransportRequest, to session: inout SyncSession
  ) -> SyncSession.Action? {
    if let answer = session.handle(.transport(.sent(wireBytes: request.body.count))) { return answer }
    if let answer = session.handle(.transport(.head(delivery.head))) { return answer }
    var place = 0
    while place < delivery.body.count {
      let end = min(delivery.body.count, delivery.piece == .max ? delivery.body.count : place + delivery.piece)
      let piece = Array(delivery.body[place..<end])
      if let answer = session.handle(.transport(.body(piece, wireBytes: piece.count))) { return answer }
      place = end
    }
    if let failure = delivery.failure { return session.handle(.failed(failure)) }
    return session.handle(.ended)
  }
}
