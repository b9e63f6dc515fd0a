import CommitFormat
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer
import Synchronization
import TestSupport

/// A clock that stands until it is moved.
final class HandClock: Clock {
  private let time = Mutex<Int64>(1_700_000_000_000)

  func now() -> Int64 { time.withLock { $0 } }
  func move(_ milliseconds: Int64) { time.withLock { $0 += milliseconds } }
}

final class SeededRandom: RandomSource {
  private let generator: Mutex<SeededGenerator>

  init(seed: UInt64) {
    generator = Mutex(SeededGenerator(seed: seed))
  }

  func bits128() -> UInt128 { generator.withLock { UInt128.random(in: .min ... .max, using: &$0) } }
}

/// A server whose log may be put back, and the laptops that sync with it by the client's own sessions: all in memory and
/// in one order.
final class LostLogWorld {
  static let workspace = WorkspaceID(bits: 0xABCD)
  let clock = HandClock()
  let random: SeededRandom
  private(set) var log: MemoryLog
  private(set) var server: WorkspaceServer
  let keptApart = MemoryKeptApart()
  private var epochs: UInt128 = 1
  /// Requests for giving back, since the start.
  private(set) var returns = 0

  init(seed: UInt64 = 1) throws {
    random = SeededRandom(seed: seed)
    log = MemoryLog(workspace: Self.workspace, name: "Kulturplan", epoch: Epoch(bits: 1))
    server = try Self.open(log, clock, random, keptApart)
  }

  private static func open(
    _ log: MemoryLog, _ clock: HandClock, _ random: SeededRandom, _ keptApart: MemoryKeptApart
  ) throws -> WorkspaceServer {
    guard let seal = CursorSeal(key: Array(repeating: 7, count: 32)) else { throw LogProblem.badKey(path: "") }
    return try WorkspaceServer(
      replica: Replica(store: MemoryStore(), clock: clock, random: random), log: log, accounts: log, seal: seal,
      keptApart: keptApart)
  }

  func backup() -> MemoryLog { log.copy() }

  /// Puts a backup in the log's place; `discards` drops what came after it for good.
  func restore(_ backup: MemoryLog, discards: Bool = false, isConfirmed: Bool = true) throws {
    let former = log
    epochs += 1
    log = backup.copy()
    let head = log.head()
    let highest = log.enrolments().map(\.enrolment.number).max() ?? 0
    log.begin(
      Restoration(
        epoch: Epoch(bits: epochs), former: [head.epoch, former.head().epoch], position: head.position,
        time: clock.now(), discards: discards, numbersFrom: Restoration.numbers(after: highest),
        confirmedAt: isConfirmed ? clock.now() : nil))
    server = try Self.open(log, clock, random, keptApart)
    guard discards, former.chain(at: head.position) == head.chain else { return }
    try server.discard(former.entries(after: head.position, count: .max, bytes: .max))
  }

  /// The log's file of another day lies there, and nobody says so.
  func rollBack(to backup: MemoryLog) throws {
    log = backup.copy()
    server = try Self.open(log, clock, random, keptApart)
  }

  func laptop(_ user: String, _ role: Role = .editor) throws -> LostLogLaptop {
    let code =
      try server.accounts.role(of: user) == nil
      ? server.accounts.addMember(user, role: role, by: .console) : server.accounts.invite(user, by: .console)
    return try LostLogLaptop(self, code: code.text, user: user)
  }

  func recordID() -> RecordID { .random(milliseconds: clock.now(), bits: random.bits128()) }

  struct Answer {
    var status = 200
    var headers: [String: String]
    var body: [UInt8]
  }

  /// What the server says to a request.
  func answer(_ request: TransportRequest, token: DeviceToken) throws -> Answer {
    do {
      let (device, actor) = try server.accounts.authenticate(token)
      switch request.path {
      case SyncHTTP.syncPath(Self.workspace):
        var reader = RequestReader()
        try reader.feed(request.body)
        guard case .hello(let hello)? = try reader.next() else { throw Problem(.malformed) }
        var runs: [SealedCommits] = []
        while let frame = try reader.next() {
          if case .commits(let run) = frame { runs.append(run) }
        }
        let frames = try server.sync(hello, runs, device: device, actor: actor)
        return Answer(
          headers: ["content-type": SyncHTTP.contentType], body: frames.flatMap { $0.bytes(answering: hello) })
      case SyncHTTP.returnPath(Self.workspace):
        returns += 1
        let answer = try server.answer(try GiveBackRequest(bytes: request.body), device: device, actor: actor)
        return Answer(headers: ["content-type": SyncHTTP.contentType], body: answer.bytes)
      case SyncHTTP.snapshotPath(Self.workspace):
        let floor = request.header(SyncHTTP.snapshotFloorHeader).flatMap { Position($0) } ?? 0
        let file = try server.snapshot(for: actor.user, reaching: floor)
        return Answer(
          headers: [
            "content-type": SyncHTTP.snapshotContentType, SyncHTTP.snapshotHashHeader.lowercased(): file.hash.hex,
          ], body: try file.bytes(0..<file.byteCount))
      default: throw Problem(.notFound)
      }
    } catch let problem as Problem {
      return Self.stated(problem)
    } catch is AccountProblem {
      return Self.stated(Problem(.notSignedIn))
    }
  }

  private static func stated(_ problem: Problem) -> Answer {
    let code = problem.known ?? .internal
    let json = JSONValue.object(
      JSONObject([
        .init(key: "type", value: .string(code.type)), .init(key: "subject", value: .string(problem.subject)),
      ]))
    return Answer(status: code.status, headers: ["content-type": SyncHTTP.problemContentType], body: json.bytes())
  }
}

final class LostLogLaptop {
  let world: LostLogWorld
  let replica: Replica
  let key = DeviceKey()
  private(set) var token: DeviceToken
  let user: String

  init(_ world: LostLogWorld, code: String, user: String) throws {
    self.world = world
    self.user = user
    replica = Replica(store: MemoryStore(), clock: world.clock, random: world.random)
    let id = ReplicaID(bits: world.random.bits128())
    let joined = try world.server.join(code: code, device: "laptop", publicKey: key.publicKey, replica: id)
    token = joined.token
    try replica.setUp(
      ReplicaHeader(
        replica: id, workspace: LostLogWorld.workspace, workspaceName: "", user: user, device: "laptop",
        role: joined.role))
  }

  func id() throws -> ReplicaID { try replica.header().replica }

  @discardableResult
  func edit(_ changes: RecordChange..., seen: SeenToken? = nil) throws -> StoredCommit {
    try replica.edit(Draft(changes, seen: seen))
  }

  /// One sync by the client's own session.
  ///
  /// - Parameters:
  ///   - exchanges: after so many the line is cut: the last of them reaches the server and its answer is lost.
  ///   - isAnswered: whether even that answer comes, and the program ends just then.
  ///   - settings: bounds of the session.
  /// - Returns: what was done.
  /// - Throws: `SyncProblem`.
  @discardableResult
  func sync(
    exchanges: Int = .max, isAnswered: Bool = false, settings: SyncSession.Settings = .small
  ) throws -> SyncReport {
    var session = SyncSession(replica: replica, key: key, settings: settings)
    var action = session.handle(.started)
    var count = 0
    while let current = action {
      switch current {
      case .finish(let report): return report
      case .fail(let problem): throw problem
      case .wait: action = session.handle(.timer)
      case .send(let request):
        count += 1
        let answer = try world.answer(request, token: token)
        if count >= exchanges, !isAnswered { throw SyncProblem.cut }
        let head = ResponseHead(status: answer.status, headers: answer.headers)
        action = session.handle(.transport(.head(head)))
        if action == nil { action = session.handle(.transport(.body(answer.body, wireBytes: answer.body.count))) }
        if action == nil { action = session.handle(.ended) }
        if count >= exchanges { throw SyncProblem.cut }
      }
    }
    throw SyncProblem.cut
  }

  /// The names of what this replica holds as accepted.
  func accepted() throws -> [CommitName] {
    try replica.store.read { reading in
      let end = try reading.header()?.cursor?.position ?? 0
      return try (0..<end).compactMap { try reading.logged(at: $0 + 1)?.name }
    }
  }

  func refused() throws -> [RefusedCommit] { try replica.store.read { try $0.refused() } }

  func value(_ record: RecordID, _ field: FieldNumber) throws -> Value? {
    try replica.store.read { try $0.view(record)?.value(field) }
  }

  func outgoing() throws -> [SealedRun] { try replica.outgoing(key: key, commitsMax: 10_000, bytesMax: .max) }
}

extension SyncSession.Settings {
  /// Pieces so small that everything is cut into several.
  static let small = SyncSession.Settings(
    pageBytes: 16 << 10, commitsPerRequestMax: 3, bytesPerRequestMax: 1 << 10,
    retry: RetryPolicy(retriesMax: 0, unreachableRetriesMax: 0), startsFromSnapshot: false)
}

/// Numbers of the culture plan's schema, for the tests' eyes.
enum Field {
  static let activity = TypeNumber(3)
  static let title = FieldNumber(10)
  static let doneOn = FieldNumber(20)
}

func date(_ day: Int) -> Value {
  PartialDate(year: 2025, month: 1, day: day).map { Value(.date($0)) } ?? .cleared
}
