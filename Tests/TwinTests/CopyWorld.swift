import CommitFormat
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer
import Synchronization
import TestSupport

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

/// Numbers of the culture plan's schema.
enum Field {
  static let activity = TypeNumber(3)
  static let note = TypeNumber(9)
  static let title = FieldNumber(10)
  static let municipalities = FieldNumber(17)
  static let notes = FieldNumber(19)
  static let doneOn = FieldNumber(20)
}

/// A server in memory, and folders with replicas that are copied, put back and carried to, in one process and one order.
final class CopyWorld {
  static let workspace = WorkspaceID(bits: 0xC0)
  let clock = HandClock()
  let random: SeededRandom
  let log: MemoryLog
  let server: WorkspaceServer

  init(seed: UInt64) throws {
    random = SeededRandom(seed: seed)
    log = MemoryLog(workspace: Self.workspace, name: "Kulturplan", epoch: Epoch(bits: 1))
    server = try Self.server(MemoryStore(), log, clock, random)
  }

  static func server(
    _ store: any ReplicaStore, _ log: MemoryLog, _ clock: HandClock, _ random: SeededRandom
  ) throws -> WorkspaceServer {
    guard let seal = CursorSeal(key: Array(repeating: 7, count: 32)) else { throw LogProblem.badKey(path: "") }
    return try WorkspaceServer(
      replica: Replica(store: store, clock: clock, random: random), log: log, accounts: log, seal: seal)
  }

  /// A member with a device that has joined.
  func folder(_ user: String, _ role: Role = .editor) throws -> Folder {
    let code = try server.accounts.addMember(user, role: role, by: .console)
    let key = DeviceKey()
    let store = MemoryStore()
    let id = ReplicaID(bits: random.bits128())
    let joined = try server.join(code: code.text, device: "dator", publicKey: key.publicKey, replica: id)
    let folder = Folder(self, store: store, key: key, token: joined.token)
    try folder.replica.setUp(
      ReplicaHeader(
        replica: id, workspace: Self.workspace, workspaceName: "", user: user, device: "dator", role: joined.role))
    return folder
  }

  func recordID() -> RecordID { .random(milliseconds: clock.now(), bits: random.bits128()) }
}

/// A replica's folder: the file, and the device's key and token beside it.
final class Folder {
  let world: CopyWorld
  private(set) var store: MemoryStore
  private(set) var replica: Replica
  let key: DeviceKey
  let token: DeviceToken

  init(_ world: CopyWorld, store: MemoryStore, key: DeviceKey, token: DeviceToken) {
    self.world = world
    self.store = store
    self.key = key
    self.token = token
    replica = Replica(store: store, clock: world.clock, random: world.random)
  }

  /// The folder on another computer.
  func copied() -> Folder { Folder(world, store: MemoryStore(copyOf: store), key: key, token: token) }

  /// What a backup holds.
  func backup() -> MemoryStore { MemoryStore(copyOf: store) }

  /// Puts a backup in the folder's place.
  func putBack(_ backup: MemoryStore) {
    store = MemoryStore(copyOf: backup)
    replica = Replica(store: store, clock: world.clock, random: world.random)
  }

  func id() throws -> ReplicaID { try replica.header().replica }

  @discardableResult
  func edit(_ changes: RecordChange...) throws -> StoredCommit { try replica.edit(Draft(changes)) }

  @discardableResult
  func edit(seen: SeenToken, _ changes: RecordChange...) throws -> StoredCommit {
    try replica.edit(Draft(changes, seen: seen))
  }

  /// What a bundle would carry.
  func bundle() throws -> [SealedRun] { try replica.outgoing(key: key, commitsMax: 10_000, bytesMax: .max) }

  /// One sync, over bytes both ways. After `cut` bytes of the first answer the line breaks.
  @discardableResult
  func sync(pageBytes: UInt32 = 0, cut: Int? = nil) throws -> SyncReport {
    let settings = SyncSession.Settings(
      pageBytes: pageBytes, retry: RetryPolicy(retriesMax: 3), startsFromSnapshot: false)
    var session = SyncSession(replica: replica, key: key, settings: settings)
    var cut = cut
    var action = session.handle(.started)
    while let current = action {
      switch current {
      case .finish(let report): return report
      case .fail(let problem): throw problem
      case .wait: action = session.handle(.timer)
      case .send(let request):
        var answer = try self.answer(request)
        let isCut = cut.map { $0 < answer.count } ?? false
        if let cut, isCut { answer = Array(answer.prefix(cut)) }
        cut = nil
        let head = ResponseHead(status: 200, headers: ["content-type": SyncHTTP.contentType])
        action = session.handle(.transport(.head(head)))
        if action == nil { action = session.handle(.transport(.body(answer, wireBytes: answer.count))) }
        if action == nil { action = session.handle(isCut ? .failed(.cut) : .ended) }
      }
    }
    throw SyncProblem.unforeseen(detail: "no action")
  }

  private func answer(_ request: TransportRequest) throws -> [UInt8] {
    var reader = RequestReader()
    try reader.feed(request.body)
    guard case .hello(let hello)? = try reader.next() else { throw ProtocolProblem.cut }
    var runs: [SealedCommits] = []
    while case .commits(let run)? = try reader.next() { runs.append(run) }
    try reader.finish()
    let (device, actor) = try world.server.accounts.authenticate(token)
    return try world.server.sync(hello, runs, device: device, actor: actor).flatMap { $0.bytes(answering: hello) }
  }

  /// The titles of the activities, the candidates too.
  func titles(of record: RecordID) throws -> [String] {
    try replica.store.read { try $0.record(record) }?[RegisterID(Field.title)].standing.compactMap(\.value.text)
      .sorted()
      ?? []
  }
}

/// A day that work was done on.
func date(_ day: Int) -> Value {
  PartialDate(year: 2025, month: 3, day: day).map { Value(.date($0)) } ?? .cleared
}
