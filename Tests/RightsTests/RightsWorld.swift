import CommitFormat
import Glibc
import Merge
import Replica
import SQLiteReplica
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

/// Something that a test asks for and a schema does not have.
struct NotDeclared: Error {
  let what: String
}

/// A server in memory with two audiences beside everyone, and laptops that sync with it through the client's own state
/// machine, over bytes.
final class RightsWorld {
  static let workspace = WorkspaceID(bits: 0xABCD)
  static let protected = Audience(1)
  static let lekeberg = Audience(2)
  static let keys = [protected: "protected", lekeberg: "lekeberg"]

  let clock = HandClock()
  let random: SeededRandom
  private(set) var log: MemoryLog
  private(set) var server: WorkspaceServer
  let keptApart = MemoryKeptApart()
  private let limits: ServerLimits
  private var epochs: UInt128 = 1
  /// Where snapshots with state are made; nil where they are the log alone.
  let snapshotFolder: String?

  init(
    seed: UInt64 = 1, limits: ServerLimits = ServerLimits(snapshotLag: 5), snapshotFolder: String? = nil
  ) throws {
    self.snapshotFolder = snapshotFolder
    random = SeededRandom(seed: seed)
    log = MemoryLog(workspace: Self.workspace, name: "Kulturplan", epoch: Epoch(bits: 1))
    self.limits = limits
    server = try Self.open(log, clock, random, keptApart, limits, snapshotFolder)
    try server.change(schema: Self.schema(), by: .console)
  }

  private static func open(
    _ log: MemoryLog, _ clock: HandClock, _ random: SeededRandom, _ keptApart: MemoryKeptApart,
    _ limits: ServerLimits, _ snapshotFolder: String?
  ) throws -> WorkspaceServer {
    guard let seal = CursorSeal(key: Array(repeating: 7, count: 32)) else { throw LogProblem.badKey(path: "") }
    return try WorkspaceServer(
      replica: Replica(store: MemoryStore(), clock: clock, random: random), log: log, accounts: log, seal: seal,
      limits: limits, snapshotFolder: snapshotFolder,
      snapshotStore: { try SQLiteReplicaStore(folder: $0, mode: .create, durability: .normal) }, keptApart: keptApart)
  }

  /// Puts a backup in the log's place; what is kept apart stays.
  func restore(_ backup: MemoryLog) throws {
    let former = log
    epochs += 1
    log = backup.copy()
    let head = log.head()
    let highest = log.enrolments().map(\.enrolment.number).max() ?? 0
    log.begin(
      Restoration(
        epoch: Epoch(bits: epochs), former: [head.epoch, former.head().epoch], position: head.position,
        time: clock.now(), discards: false, numbersFrom: Restoration.numbers(after: highest),
        confirmedAt: clock.now()))
    server = try Self.open(log, clock, random, keptApart, limits, snapshotFolder)
  }

  /// The log's file of another day lies there, and nobody says so.
  func rollBack(to backup: MemoryLog) throws {
    log = backup.copy()
    server = try Self.open(log, clock, random, keptApart, limits, snapshotFolder)
  }

  /// The bundled schema, with audiences.
  static func schema() throws -> Schema {
    var document = Schema.bundled.document
    guard case .object(var object) = document else { throw NotDeclared(what: "schema") }
    func label(_ text: String) -> JSONValue {
      .members(["sv": .string(text), "en": .string(text), "da": .string(text)])
    }
    object["version"] = .number(Schema.bundled.version + 1)
    object["audiences"] = .array([
      .members(["number": .number(1), "key": .string("protected"), "label": label("Skyddade")]),
      .members(["number": .number(2), "key": .string("lekeberg"), "label": label("Lekeberg")]),
    ])
    document = .object(object)
    return try Schema(json: document.bytes(.canonical))
  }

  func laptop(
    _ user: String, _ role: Role = .editor, audiences: [Audience] = [], store: any ReplicaStore = MemoryStore()
  ) throws -> Laptop {
    let code: InvitationCode
    if try server.accounts.role(of: user) == nil {
      code = try server.accounts.addMember(user, role: role, by: .console)
      try set(user, audiences)
    } else {
      code = try server.accounts.invite(user, by: .console)
    }
    return try Laptop(self, code: code.text, user: user, store: store)
  }

  func set(_ user: String, _ audiences: [Audience]) throws {
    try server.setAudiences(of: user, to: audiences.compactMap { Self.keys[$0] }, by: .console)
  }

  /// What a record is called on the server.
  func title(_ record: RecordID) throws -> String? {
    try server.replica.store.read { try $0.view(record)?.value(Self.field("activity", "title"))?.text }
  }

  /// All that the server's log holds.
  func logBytes() throws -> [UInt8] {
    log.entries(after: 0, count: .max, bytes: .max).flatMap(\.bytes)
  }

  func administrator(_ user: String) throws -> Actor {
    _ = try server.accounts.addMember(user, role: .administrator, by: .console)
    return Actor(user: user, role: .administrator)
  }

  /// Accepts all that waits, in order; how many were.
  @discardableResult
  func acceptAll(by actor: Actor) throws -> Int {
    var count = 0
    for item in try server.quarantine(limit: 10_000, for: actor) {
      switch try server.acceptQuarantined(item.kept.id, note: "", by: actor) {
      case .accepted: count += 1
      case .refused(let refusal): throw NotDeclared(what: "acceptance: \(refusal)")
      case .waits: throw NotDeclared(what: "acceptance: waits")
      }
    }
    return count
  }

  func readable(by user: String) throws -> Set<Audience> {
    Set(try server.accounts.store.audiences(of: user, in: Self.workspace)).union([.everyone])
  }

  static func type(_ key: String) throws -> RecordType {
    guard let type = Schema.bundled.type(key) else { throw NotDeclared(what: key) }
    return type
  }

  static func field(_ type: String, _ key: String) throws -> FieldNumber {
    guard let field = try Self.type(type).field(key) else { throw NotDeclared(what: key) }
    return field.number
  }

  /// Everything that a person could see there, deleted records too.
  static func shown(_ replica: Replica) throws -> [RecordView] {
    var query = RecordQuery()
    query.deleted = .with
    return try replica.list(query).records.sorted { $0.id < $1.id }
  }

  /// The word that a text for an audience carries, by which it is looked for in bytes.
  static func marker(_ audience: Audience) -> String { "HEMLIGT\(audience.number)X" }
}

final class Laptop {
  let world: RightsWorld
  let replica: Replica
  let key: DeviceKey
  let token: DeviceToken
  let device: DeviceID
  let user: String
  /// What came to this device in the last sync, inflated.
  private(set) var received: [UInt8] = []
  /// Comes in the place of the server's snapshot.
  var snapshotInstead: [UInt8]?

  init(_ world: RightsWorld, code: String, user: String, store: any ReplicaStore = MemoryStore()) throws {
    self.world = world
    self.user = user
    key = DeviceKey()
    replica = Replica(store: store, clock: world.clock, random: world.random)
    let id = ReplicaID(bits: world.random.bits128())
    guard let code = InvitationCode(code) else { throw NotDeclared(what: "code") }
    let joined = try world.server.join(code: code.text, device: "laptop", publicKey: key.publicKey, replica: id)
    token = joined.token
    device = joined.device.id
    try replica.setUp(
      ReplicaHeader(
        replica: id, workspace: RightsWorld.workspace, workspaceName: "", user: user, device: "laptop",
        role: joined.role))
  }

  private init(copyOf other: Laptop, _ store: MemoryStore) {
    world = other.world
    user = other.user
    token = other.token
    device = other.device
    key = other.key
    replica = Replica(store: MemoryStore(copyOf: store), clock: other.world.clock, random: other.world.random)
  }

  /// The same device before its first sync, over another store.
  init(like other: Laptop, store: any ReplicaStore) throws {
    world = other.world
    user = other.user
    token = other.token
    device = other.device
    key = other.key
    replica = Replica(store: store, clock: other.world.clock, random: other.world.random)
    try replica.setUp(try other.replica.header())
  }

  /// The same disk in another computer.
  func copied() throws -> Laptop {
    guard let store = replica.store as? MemoryStore else { throw NotDeclared(what: "a store in memory") }
    return Laptop(copyOf: self, store)
  }

  @discardableResult
  func add(_ title: String, in audience: Audience? = nil, section: RecordID? = nil) throws -> RecordID {
    let record = RecordID.random(milliseconds: world.clock.now(), bits: world.random.bits128())
    var fields: [FieldChange] = [.set(try RightsWorld.field("activity", "title"), .text(title))]
    if let section { fields.append(.set(try RightsWorld.field("activity", "section"), Value(.reference(section)))) }
    _ = try replica.edit(
      Draft([.create(try RightsWorld.type("activity").number, record, fields)], audience: audience))
    return record
  }

  @discardableResult
  func rename(_ record: RecordID, _ title: String) throws -> StoredCommit {
    try replica.edit(Draft([.update(record, [.set(try RightsWorld.field("activity", "title"), .text(title))])]))
  }

  func title(_ record: RecordID) throws -> String? {
    try replica.store.read { try $0.view(record)?.value(RightsWorld.field("activity", "title"))?.text }
  }

  var unsent: Int { get throws { try replica.store.read { try $0.unlogged().count } } }
  var refused: [RefusedCommit] { get throws { try replica.store.read { try $0.refused() } } }

  /// Hands in what was not sent, as a device does whose requests are refused.
  @discardableResult
  func handIn() throws -> HandInReport {
    let runs = try replica.outgoing(key: key, commitsMax: .max, bytesMax: .max)
    return try world.server.handIn(runs, device: try world.server.accounts.store.device(device), user: user)
  }

  /// Everything that the store has bytes of: parts of commits that may be read, and values of records.
  func held() throws -> [UInt8] {
    try replica.store.read { reading in
      var bytes: [UInt8] = []
      for stored in try reading.recentCommits(limit: .max) {
        for part in stored.commit.parts {
          bytes += part.content ?? []
        }
      }
      try reading.eachRecord { state in
        for entry in state.entries {
          for write in entry.register.standing { bytes += write.value.bytes }
        }
      }
      for tiding in try reading.tidings(for: user) { bytes += tiding.value.bytes + tiding.chosen.bytes }
      return bytes
    }
  }

  /// One sync through the client's state machine, over bytes; every byte that came is kept.
  ///
  /// - Parameters:
  ///   - commitsPerRequest: at most so many are sent at once.
  ///   - losesAnswer: whether the first request reaches the server, and its answer never comes.
  ///   - startsFromSnapshot: whether the first sync does.
  /// - Returns: what was done.
  /// - Throws: `SyncProblem`.
  @discardableResult
  func sync(
    commitsPerRequest: Int = 4096, losesAnswer: Bool = false, startsFromSnapshot: Bool = true
  ) throws -> SyncReport {
    received = []
    let settings = SyncSession.Settings(
      token: token.text, commitsPerRequestMax: commitsPerRequest, retry: .never, startsFromSnapshot: startsFromSnapshot)
    var session = SyncSession(replica: replica, key: key, settings: settings)
    var action = session.handle(.started)
    for _ in 0..<100 {
      switch action {
      case nil: throw SyncProblem.unforeseen(detail: "silence")
      case .finish(let report)?: return report
      case .fail(let problem)?: throw problem
      case .wait?: action = session.handle(.timer)
      case .send(let request)?:
        let (head, body) = try answer(request)
        if losesAnswer { throw SyncProblem.cut }
        _ = session.handle(.transport(.sent(wireBytes: request.body.count)))
        if let answered = session.handle(.transport(.head(head))) {
          action = answered
          continue
        }
        if let answered = session.handle(.transport(.body(body, wireBytes: body.count))) {
          action = answered
          continue
        }
        action = session.handle(.ended)
      }
    }
    throw SyncProblem.unforeseen(detail: "no end")
  }

  private static func items(_ path: String) -> [Substring: String] {
    var items: [Substring: String] = [:]
    for item in path.split(separator: "?").last?.split(separator: "&") ?? [] {
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      items[parts[0]] = parts.count > 1 ? String(parts[1]) : ""
    }
    return items
  }

  private static func question(_ path: String) throws -> RepairQuestion {
    let items = items(path)
    guard let question = RepairQuestion(buckets: items["buckets"], records: items["records"]) else {
      throw NotDeclared(what: path)
    }
    return question
  }

  private static func position(_ path: String) throws -> Position {
    guard let position = items(path)["at"].flatMap({ Position($0) }) else { throw NotDeclared(what: path) }
    return position
  }

  /// What a snapshot says, page by page and state by state.
  static func unpacked(_ snapshot: [UInt8]) throws -> [UInt8] {
    var reader = try Snapshot.Reader(bytes: snapshot)
    var bytes: [UInt8] = []
    while let piece = try reader.nextPiece() {
      switch piece {
      case .page(let page): bytes += page.bytes
      case .state(let state): bytes += state
      }
    }
    return bytes
  }

  private func answer(_ request: TransportRequest) throws -> (ResponseHead, [UInt8]) {
    let server = world.server
    let device: Device
    let actor: Actor
    do {
      (device, actor) = try server.accounts.authenticate(token)
    } catch let problem as AccountProblem {
      let frame = Problem(problem.code).frame
      var bytes: [UInt8] = []
      frame.append(to: &bytes)
      return (ResponseHead(status: 200, headers: ["content-type": SyncHTTP.contentType]), bytes)
    }
    if request.path == SyncHTTP.snapshotPath(RightsWorld.workspace) {
      let file = try server.snapshot(
        for: actor.user, reaching: request.header(SyncHTTP.snapshotFloorHeader).flatMap { Position($0) } ?? 0)
      let bytes = try snapshotInstead ?? file.bytes(0..<file.byteCount)
      received += try Self.unpacked(bytes)
      return (
        ResponseHead(
          status: 200,
          headers: ["content-type": SyncHTTP.snapshotContentType, "bygd-snapshot-sha256": Hash(of: bytes).hex]), bytes
      )
    }
    if request.path == SyncHTTP.returnPath(RightsWorld.workspace) {
      let answer = try server.answer(try GiveBackRequest(bytes: request.body), device: device, actor: actor)
      return (ResponseHead(status: 200, headers: ["content-type": SyncHTTP.contentType]), answer.bytes)
    }
    if request.path.hasPrefix(SyncHTTP.repairPath(RightsWorld.workspace) + "?") {
      let bytes = try server.repair(Self.question(request.path), at: Self.position(request.path), device: device)
        .flatMap(\.bytes)
      received += bytes
      return (ResponseHead(status: 200, headers: ["content-type": SyncHTTP.contentType]), bytes)
    }
    var reader = RequestReader()
    try reader.feed(request.body)
    guard case .hello(let hello)? = try reader.next() else { throw NotDeclared(what: "hello") }
    var runs: [SealedCommits] = []
    while let frame = try reader.next() {
      if case .commits(let run) = frame { runs.append(run) }
    }
    let frames = try server.sync(hello, runs, device: device, actor: actor)
    let bytes = frames.flatMap { $0.bytes(answering: hello) }
    received += bytes
    return (ResponseHead(status: 200, headers: ["content-type": SyncHTTP.contentType]), bytes)
  }
}

/// Whether `needle` lies anywhere in `bytes`.
func contains(_ bytes: [UInt8], _ needle: String) -> Bool {
  let needle = Array(needle.utf8)
  guard let first = needle.first, bytes.count >= needle.count else { return false }
  return bytes.withUnsafeBytes { all in
    guard let base = all.baseAddress else { return false }
    let end = all.count - needle.count + 1
    var start = 0
    while start < end, let found = memchr(base + start, Int32(first), end - start) {
      if memcmp(found, needle, needle.count) == 0 { return true }
      start = base.distance(to: found) + 1
    }
    return false
  }
}
