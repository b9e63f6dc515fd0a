import CommitFormat
import Merge
import Replica
import Schema
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

/// A server in memory and the laptops that sync with it, all in one process and in one order.
final class World {
  static let workspace = WorkspaceID(bits: 0xABCD)
  let clock = HandClock()
  let random: SeededRandom
  let log: MemoryLog
  let store: MemoryStore
  let server: WorkspaceServer

  init(seed: UInt64 = 1, limits: ServerLimits = .standard) throws {
    random = SeededRandom(seed: seed)
    log = MemoryLog(workspace: Self.workspace, name: "Kulturplan", epoch: Epoch(bits: 1))
    store = MemoryStore()
    server = try Self.server(store, log, clock, random, limits)
  }

  static func server(
    _ store: any ReplicaStore, _ log: MemoryLog, _ clock: HandClock, _ random: SeededRandom,
    _ limits: ServerLimits = .standard
  ) throws -> WorkspaceServer {
    guard let seal = CursorSeal(key: Array(repeating: 7, count: 32)) else { throw LogProblem.badKey(path: "") }
    return try WorkspaceServer(
      replica: Replica(store: store, clock: clock, random: random), log: log, accounts: log, seal: seal,
      limits: limits)
  }

  /// A member with a laptop that has joined.
  func laptop(_ user: String, _ role: Role = .editor, device: String = "laptop") throws -> Laptop {
    let code: InvitationCode
    if try server.accounts.role(of: user) == nil {
      code = try server.accounts.addMember(user, role: role, by: .console)
    } else {
      code = try server.accounts.invite(user, by: .console)
    }
    return try Laptop(self, code: code.text, user: user, device: device)
  }

  func recordID() -> RecordID { .random(milliseconds: clock.now(), bits: random.bits128()) }
}

final class Laptop {
  let world: World
  let replica: Replica
  let key = DeviceKey()
  let token: DeviceToken
  let device: Device
  let user: String
  /// The name that it joined under. It takes another one when it hears from the log of commits under this one that it
  /// does not hold, as it does of what the tests forge.
  let joinedAs: ReplicaID

  init(_ world: World, code: String, user: String, device: String) throws {
    self.world = world
    self.user = user
    replica = Replica(store: MemoryStore(), clock: world.clock, random: world.random)
    let id = ReplicaID(bits: world.random.bits128())
    joinedAs = id
    let joined = try world.server.join(code: code, device: device, publicKey: key.publicKey, replica: id)
    token = joined.token
    self.device = joined.device
    try replica.setUp(
      ReplicaHeader(
        replica: id, workspace: World.workspace, workspaceName: "", user: user, device: device, role: joined.role))
  }

  func id() throws -> ReplicaID { try replica.header().replica }

  func hello(unsent: Int = 0, pageBytes: UInt32 = 0) throws -> Hello {
    let header = try replica.header()
    let head = try replica.store.read { try $0.head(of: header.replica) }
    return Hello(
      schemaVersion: UInt32(try replica.schema().version), replica: header.replica,
      own: head.map { KnownCommit(sequence: $0.sequence, hash: $0.hash) },
      cursor: header.cursor.flatMap { Cursor(bytes: $0.token) }, digest: header.digest, pageBytes: pageBytes,
      unsentCount: UInt64(unsent), appVersion: "test", deviceClock: world.clock.now())
  }

  func outgoing() throws -> [SealedCommits] {
    try replica.outgoing(key: key, commitsMax: 10_000, bytesMax: .max).compactMap {
      SealedCommits(commits: $0.commits, seal: $0.seal)
    }
  }

  @discardableResult
  func edit(_ changes: RecordChange..., seen: SeenToken? = nil) throws -> StoredCommit {
    try replica.edit(Draft(changes, seen: seen))
  }

  /// One round trip, over bytes both ways.
  @discardableResult
  func exchange(_ runs: [SealedCommits], pageBytes: UInt32 = 0) throws -> [ResponseFrame] {
    let count = runs.reduce(0) { $0 + $1.commits.count }
    let hello = try hello(unsent: count, pageBytes: pageBytes)
    let (device, actor) = try world.server.accounts.authenticate(token)
    // A new name is enrolled before anything is sent under it.
    if !device.replicas.contains(hello.replica) { _ = try world.server.enrol(hello.replica, device: device) }
    let frames = try world.server.sync(hello, runs, device: device, actor: actor)
    var reader = ResponseReader(hello: hello)
    for frame in frames { try reader.feed(frame.bytes(answering: hello)) }
    var read: [ResponseFrame] = []
    while let frame = try reader.next() { read.append(frame) }
    try reader.finish()
    return read
  }

  /// Sends what is unsent and takes in everything.
  @discardableResult
  func sync(pageBytes: UInt32 = 0) throws -> [Receipt] {
    var receipts: [Receipt] = []
    var runs = try outgoing()
    while true {
      let frames = try exchange(runs, pageBytes: pageBytes)
      runs = []
      var incoming: [IncomingEntry] = []
      var hasMore = false
      for frame in frames {
        switch frame {
        case .welcome: break
        case .receipts(let more): receipts += more
        case .entries(let page):
          // The names of a page reach into the ones before it.
          let names = Names(laptop: self, incoming: incoming)
          let pulled = try page.entries(receiver: try id(), names: names)
          let own = try id()
          incoming += try pulled.map { pulled in
            switch pulled.event {
            case .entry(let event):
              return .entry(LogEntry(position: pulled.position, time: pulled.time, event: event))
            case .own(let sequence, let author):
              let hash = try replica.store.read { try $0.hash(of: own, sequence: sequence) } ?? .zero
              let name = CommitName(replica: own, sequence: sequence, hash: hash)
              return .own(name, position: pulled.position, time: pulled.time, author: author)
            }
          }
        case .done(let done):
          hasMore = done.more
          if let cursor = done.cursor, !incoming.isEmpty {
            let end = LogPoint(
              epoch: cursor.epoch, position: cursor.position, chain: cursor.chain, token: cursor.bytes)
            _ = try replica.apply(LogStretch(entries: incoming, end: end))
          }
          if let digest = done.digest { lastDigest = digest }
        case .problem(let problem): throw problem
        }
      }
      if !hasMore { return receipts }
    }
  }

  private(set) var lastDigest: StateDigest?

  func receipts(_ runs: [SealedCommits]) throws -> [Receipt.Outcome] {
    try exchange(runs).flatMap { frame -> [Receipt.Outcome] in
      if case .receipts(let receipts) = frame { return receipts.map(\.outcome) }
      return []
    }
  }

  /// A commit under the name that this replica joined under, such as no client of ours would make, sealed.
  func forged(
    _ operations: [Operation], schemaVersion: UInt32? = nil, note: String = "", after: Commit? = nil
  ) throws -> SealedCommits? {
    let id = joinedAs
    let head = try replica.store.read { try $0.head(of: id) }
    let content = PartContent(note: note, operations: operations)
    let bytes = try content.encoded(author: id, names: NoNames())
    let commit = Commit(
      replica: id, sequence: (after?.sequence ?? head?.sequence ?? 0) + 1, previous: after?.hash ?? head?.hash ?? .zero,
      stamp: Stamp(milliseconds: world.clock.now()),
      schemaVersion: try schemaVersion ?? UInt32(replica.schema().version),
      parts: [.init(audience: .everyone, body: .readable(bytes, salt: nil))])
    return try SealedCommits.sealing([commit], by: key).first
  }

  private struct NoNames: NameWriter {
    func number(of replica: ReplicaID) -> UInt32? { nil }
    func creation(of record: RecordID) -> Dot? { nil }
  }

  private struct Names: LogNames {
    let laptop: Laptop
    let incoming: [IncomingEntry]

    func replica(numbered number: UInt32) throws -> ReplicaID? {
      for case .entry(let entry) in incoming {
        if case .enrolled(let enrolment) = entry.event, enrolment.number == number { return enrolment.replica }
      }
      return try laptop.replica.store.read { try $0.enrolment(number: number)?.replica }
    }

    func hash(of replica: ReplicaID, sequence: SequenceNumber) throws -> Hash? {
      for case .entry(let entry) in incoming {
        if let name = entry.commitName, name.replica == replica, name.sequence == sequence { return name.hash }
      }
      return try laptop.replica.store.read { reading in
        if let head = try reading.head(of: replica), head.sequence == sequence { return head.hash }
        return try reading.commit(replica, sequence)?.hash
      }
    }
  }
}

/// Numbers of the culture plan's schema, for the tests' eyes.
enum Field {
  static let activity = TypeNumber(3)
  static let visit = TypeNumber(8)
  static let note = TypeNumber(9)
  static let assessment = TypeNumber(5)
  static let title = FieldNumber(10)
  static let notes = FieldNumber(19)
  static let doneOn = FieldNumber(20)
  static let section = FieldNumber(8)
  static let rank = FieldNumber(9)
  static let municipalities = FieldNumber(17)
}

func date(_ day: Int) -> Value {
  PartialDate(year: 2025, month: 1, day: day).map { Value(.date($0)) } ?? .cleared
}
