import CommitFormat
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer
import Synchronization
import TestSupport

/// A clock that moves at each look.
final class WalkingClock: Clock {
  private let time = Mutex<Int64>(1_700_000_000_000)

  func now() -> Int64 {
    time.withLock { time in
      time += 1000
      return time
    }
  }

  func move(_ milliseconds: Int64) { time.withLock { $0 += milliseconds } }
}

final class SeededRandom: RandomSource {
  private let generator: Mutex<SeededGenerator>

  init(seed: UInt64) {
    generator = Mutex(SeededGenerator(seed: seed))
  }

  func bits128() -> UInt128 { generator.withLock { UInt128.random(in: .min ... .max, using: &$0) } }
}

/// The real server and the real client's state machine over stores in memory, with bytes between them.
final class Office {
  static let workspace = WorkspaceID(bits: 0xABCD)
  let clock = WalkingClock()
  let random: SeededRandom
  let log: MemoryLog
  let store = MemoryStore()
  let server: WorkspaceServer
  private(set) var desks: [Desk] = []

  init(seed: UInt64) throws {
    random = SeededRandom(seed: seed)
    log = MemoryLog(workspace: Self.workspace, name: "Kulturplan", epoch: Epoch(bits: 1))
    guard let seal = CursorSeal(key: Array(repeating: 7, count: 32)) else { throw LogProblem.badKey(path: "") }
    server = try WorkspaceServer(
      replica: Replica(store: store, clock: clock, random: random), log: log, accounts: log, seal: seal)
  }

  func desk(_ user: String, _ role: Role = .editor) throws -> Desk {
    let code = try server.accounts.addMember(user, role: role, by: .console)
    let desk = try Desk(self, code: code.text, user: user)
    desks.append(desk)
    return desk
  }

  func recordID() -> RecordID { .random(milliseconds: clock.now(), bits: random.bits128()) }

  struct Answer {
    var head: ResponseHead
    var body: [UInt8]
  }

  /// What the server's routes make of a request, without sockets.
  func answer(_ request: TransportRequest, token: DeviceToken) throws -> Answer {
    let (device, actor) = try server.accounts.authenticate(token)
    var bytes: [UInt8] = []
    if request.path == SyncHTTP.syncPath(Self.workspace) {
      var reader = RequestReader()
      try reader.feed(request.body)
      guard case .hello(let hello)? = try reader.next() else { throw ProtocolProblem.cut }
      var runs: [SealedCommits] = []
      while case .commits(let run)? = try reader.next() { runs.append(run) }
      for frame in try server.sync(hello, runs, device: device, actor: actor) { bytes += frame.bytes(answering: hello) }
    } else if request.path.hasPrefix(SyncHTTP.repairPath(Self.workspace)) {
      let query = request.path.split(separator: "?").last.map(String.init) ?? ""
      var items: [String: String] = [:]
      for item in query.split(separator: "&") {
        let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        items[parts[0]] = parts[1]
      }
      guard let question = RepairQuestion(buckets: items["buckets"], records: items["records"]),
        let position = items["at"].flatMap({ Position($0) })
      else { throw ProtocolProblem.cut }
      for frame in try server.repair(question, at: position, device: device) { bytes += frame.bytes }
    } else {
      return Answer(head: ResponseHead(status: 404), body: [])
    }
    return Answer(head: ResponseHead(status: 200, headers: ["content-type": SyncHTTP.contentType]), body: bytes)
  }

  /// What the log alone makes of every record.
  func truth() throws -> [RecordID: RecordState] { try server.statesOfLog() }
}

/// A person's place of work: a replica and a way to the server.
final class Desk {
  let office: Office
  let replica: Replica
  let key = DeviceKey()
  let token: DeviceToken
  let device: Device
  let user: String
  /// What the line makes of an answer; the number counts the requests of a sync from 0.
  var line: (_ number: Int, _ request: TransportRequest, _ answer: Office.Answer) throws -> Office.Answer = { $2 }
  private(set) var requests: [TransportRequest] = []

  init(_ office: Office, code: String, user: String) throws {
    self.office = office
    self.user = user
    replica = Replica(store: MemoryStore(), clock: office.clock, random: office.random)
    let id = ReplicaID(bits: office.random.bits128())
    let joined = try office.server.join(code: code, device: "laptop", publicKey: key.publicKey, replica: id)
    token = joined.token
    device = joined.device
    try replica.setUp(
      ReplicaHeader(
        replica: id, workspace: Office.workspace, workspaceName: "", user: user, device: "laptop", role: joined.role))
  }

  @discardableResult
  func sync(sends: Bool = true, repairs: Bool = true) throws -> SyncReport {
    var settings = SyncSession.Settings(retry: .never, startsFromSnapshot: false)
    settings.sends = sends
    settings.repairs = repairs
    var session = SyncSession(replica: replica, key: key, settings: settings)
    requests = []
    var action = session.handle(.started)
    while true {
      switch action {
      case nil: throw SyncProblem.unforeseen(detail: "silence")
      case .finish(let report): return report
      case .fail(let problem): throw problem
      case .wait: action = session.handle(.timer)
      case .send(let request):
        guard requests.count < 200 else { throw SyncProblem.unforeseen(detail: "no end") }
        do {
          let answer = try line(requests.count, request, try office.answer(request, token: token))
          requests.append(request)
          action =
            session.handle(.transport(.head(answer.head)))
            ?? session.handle(.transport(.body(answer.body, wireBytes: answer.body.count))) ?? session.handle(.ended)
        } catch let failure as TransportFailure {
          requests.append(request)
          action = session.handle(.failed(failure))
        }
      }
    }
  }

  func add(_ title: String) throws -> RecordID {
    let record = office.recordID()
    _ = try replica.edit(Draft([.create(Field.activity, record, [.set(Field.title, .text(title))])]))
    return record
  }

  func rename(_ record: RecordID, _ title: String) throws {
    _ = try replica.edit(Draft([.update(record, [.set(Field.title, .text(title))])]))
  }

  /// All that a person could see, deleted records too.
  func world() throws -> [RecordView] { try replica.world() }
}

extension Replica {
  func world() throws -> [RecordView] {
    var query = RecordQuery()
    query.deleted = .with
    return try list(query).records.sorted { $0.id < $1.id }
  }

  /// The logged state of every record, unsent writes left out.
  func loggedStates() throws -> [RecordID: RecordState] {
    var states: [RecordID: RecordState] = [:]
    try store.read { reading in
      try reading.eachRecord { state in
        var state = state
        state.dropPending()
        if !state.entries.isEmpty { states[state.id] = state }
      }
    }
    return states
  }
}

/// Numbers of the culture plan's schema, for the tests' eyes.
enum Field {
  static let activity = TypeNumber(3)
  static let title = FieldNumber(10)
  static let notes = FieldNumber(19)
  static let doneOn = FieldNumber(20)
  static let municipalities = FieldNumber(17)
}
