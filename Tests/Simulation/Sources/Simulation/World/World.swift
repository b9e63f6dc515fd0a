import CommitFormat
import Foundation
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer

/// A server, laptops, the lines between them, and what is known of all of it: one run, from one plan.
final class World {
  static let workspace = WorkspaceID(bits: 0x51D_0000_0000_0001)
  static let users = ["Karin", "Per", "Åsa", "Karin", "Bo"]

  let plan: Plan
  let time = TrueTime()
  let ledger = Ledger()
  /// The log as it is.
  var history: History
  /// The logs that were lost, the newest last.
  var formerHistories: [History] = []
  /// What was in the log at any time.
  var everAccepted = Bits()
  var everRefused = Bits()
  /// Commits that nobody holds any more who could bring them: what only a lost server or a lost disk had.
  var perished = Bits()
  /// Commits that the disk of whoever made them no longer has.
  var gone = Bits()
  /// Commits that were saved from a form or list that had stood open.
  var fromForms = Bits()
  var backups: [Backup] = []
  let keptApart = MemoryKeptApart()
  let schemas: SimSchema.Versions
  /// The records that not everyone may read.
  let guarded: [RecordID: Audience]
  /// Who belongs to which audiences.
  var audiences: [String: Set<Audience>] = [:]
  /// How often the server's disk had been written to when it was looked at last.
  var serverInspectedWrites: Int?
  /// Whether rows of the server are wrong just now.
  var isServerDamaged = false
  var coverage = Coverage()

  let serverClock: SimClock
  let serverRandom: SimRandom
  let cursorSeal: CursorSeal
  let limits: ServerLimits
  var serverDisk: SimDisk
  var log: SimLog
  var server: WorkspaceServer
  /// Who writes on the web just now.
  var webAuthoring: Ledger.Authoring?

  var devices: [SimDevice] = []
  var roles: [String: Role] = [:]
  var revokedUsers: [String: Bool] = [:]
  let forger: Forger
  /// Requests that the network still holds, to be delivered when nobody waits for them.
  var late: [(request: TransportRequest, device: Int)] = []
  var hasUpgraded = false
  private(set) var joins = 0
  var dice: Dice

  /// Whether the run is told; what is done is the same.
  let isTold: Bool
  private(set) var lines: [String] = []

  init(_ plan: Plan, isTold: Bool = false) throws {
    self.plan = plan
    self.isTold = isTold
    dice = Dice(plan.seed, for: 2)
    var sizes = Dice(plan.seed, for: 3)
    history = History(workspace: Self.workspace)
    let isGuarded = plan.faults.contains(.audiences)
    schemas = isGuarded ? SimSchema.guarded : SimSchema.plain
    guarded = isGuarded ? Self.guarded(plan.seed) : [:]
    serverClock = SimClock(time, offset: 0)
    serverRandom = SimRandom(Dice(plan.seed, for: 4))
    guard let seal = CursorSeal(key: Array(repeating: 7, count: 32)) else {
      throw Violation(.recovery, "a key of 32 bytes is no key")
    }
    cursorSeal = seal
    limits = ServerLimits(
      commitBytesMax: 1500, responseBytes: sizes.oneIn(2) ? 500 + sizes.below(1500) : 1 << 20, batchBytes: 1 << 20,
      snapshotLag: UInt64(sizes.below(20)))
    serverDisk = SimDisk(MemoryStore(schema: schemas.second))
    log = SimLog(MemoryLog(workspace: Self.workspace, name: "sim", epoch: Epoch(bits: serverRandom.bits128())))
    server = try Self.server(serverDisk, log, serverClock, serverRandom, seal, limits, keptApart, schemas)
    forger = try Forger(server, Dice(plan.seed, for: 5))
    roles[Forger.user] = .editor
    for number in 0..<plan.deviceCount { try addDevice(Self.users[number]) }
    var offsets = Dice(plan.clockSeed, for: 6)
    for device in devices { device.clock.offset = Self.clockOffset(&offsets) }
    serverClock.offset = Self.clockOffset(&offsets)
    try followLog()
  }

  /// A server over a log, on a disk that may be empty.
  static func server(
    _ disk: SimDisk, _ log: SimLog, _ clock: SimClock, _ random: SimRandom, _ seal: CursorSeal, _ limits: ServerLimits,
    _ keptApart: MemoryKeptApart, _ schemas: SimSchema.Versions
  ) throws -> WorkspaceServer {
    let replica = Replica(store: disk, clock: clock, random: random)
    if try disk.read({ try $0.header() }) == nil {
      try replica.setUp(
        ReplicaHeader(
          replica: ReplicaID(bits: random.bits128()), workspace: Self.workspace, workspaceName: "sim", user: "",
          device: "server", role: .administrator), schema: schemas.first)
    }
    return try WorkspaceServer(
      replica: replica, log: log, accounts: log.base, seal: seal, limits: limits, keptApart: keptApart)
  }

  /// Right in half of the cases; else off by anything up to twelve years.
  static func clockOffset(_ dice: inout Dice) -> Int64 {
    let isRight = dice.oneIn(2)
    let span: Int64 = dice.oneIn(3) ? 378_432_000_000 : 7_200_000
    let offset = Int64(truncatingIfNeeded: dice.next() % UInt64(2 * span)) - span
    return isRight ? 0 : offset
  }

  func addDevice(_ user: String) throws {
    let number = devices.count
    joins += 1
    var own = Dice(plan.seed, for: UInt64(100 + joins))
    let code: InvitationCode
    if roles[user] == nil {
      let role: Role = user == "Åsa" ? .administrator : .editor
      code = try server.accounts.addMember(user, role: role, by: .console)
      roles[user] = role
      if !guarded.isEmpty { try setFirstAudiences(of: user) }
    } else {
      code = try server.accounts.invite(user, by: .console)
    }
    guard let key = DeviceKey(secret: own.secret()) else { throw Violation(.recovery, "32 bytes are no key") }
    let id = ReplicaID(bits: own.bits128())
    let name = "laptop \(number + 1)"
    let joined = try server.join(code: code.text, device: name, publicKey: key.publicKey, replica: id)
    let device = SimDevice(
      number: number, user: user, device: joined.device, key: key, token: joined.token,
      clock: SimClock(time, offset: 0), random: SimRandom(own), disk: SimDisk(MemoryStore(schema: schemas.second)))
    device.commitsPerRequest = [2, 5, 64][own.below(3)]
    try device.replica.setUp(
      ReplicaHeader(
        replica: id, workspace: Self.workspace, workspaceName: "sim", user: user, device: name, role: joined.role),
      schema: schemas.first)
    devices.append(device)
  }

  func say(_ line: @autoclosure () -> String) {
    if isTold { lines.append(line()) }
  }

  func name(_ device: SimDevice) -> String {
    devices.contains { $0.user == device.user && $0.number != device.number }
      ? "\(device.user) (laptop \(device.number + 1))" : device.user
  }

  // Running.

  /// Runs the whole plan, then lets everything come to rest.
  func run() throws {
    for action in plan.actions {
      time.milliseconds += 60_000
      coverage.actions += 1
      try perform(action)
    }
    try comeToRest()
    coverage.countSeed()
    coverage.commits += ledger.commits.count
    tellEnd()
  }

  private func perform(_ action: Action) throws {
    let device = devices[action.device % devices.count]
    switch action.kind {
    case .create, .createScore, .set, .setSeveral, .label, .text, .group, .born, .move, .delete, .restore, .settle,
      .openForm, .saveForm, .join, .separate, .undo, .retry, .discard:
      guard !device.isRevoked || action.a % 3 == 0 else { return }
      if device.session != nil { coverage.count(.editDuringSync) }
      try edit(device, action)
    case .webSet, .webSettle, .webDelete: try editOnServer(action)
    case .carry: try carry(device, action)
    case .sync: try sync(device, action)
    case .begin: try begin(device)
    case .arrive: try arrive(device, LineFault(rawValue: action.c & 15) ?? .none, action.a, action.b)
    case .reply: try reply(device, LineFault(rawValue: action.c & 15) ?? .none, action.a, action.b)
    case .replay: try replay(action)
    case .giveUp:
      guard device.session != nil else { return }
      say("\(name(device)) ends the program in the middle of the sync.")
      device.endSession()
    case .block:
      device.isBlocked = true
      coverage.count(.blocked)
      say("From here on nothing gets through to \(name(device)).")
    case .jump: jump(device, action)
    case .crash:
      device.disk.failAfter(action.a % 3, keepingLast: action.b % 2 == 0)
    case .crashServer:
      if action.a % 2 == 0 {
        serverDisk.failAfter(action.b % 2, keepingLast: action.c % 2 == 0)
      } else {
        log.failAfter(action.b % 2, keepingLast: action.c % 2 == 0)
      }
    case .restartServer: try restartServer("The server is started anew.")
    case .upgrade: try upgrade()
    case .demote: try changeRole(Self.users[action.a % 2], action.b % 2 == 0 ? .reader : .administrator)
    case .promote: try changeRole(Self.users[action.a % 2], .editor)
    case .revoke: try revoke(device, action)
    case .enrol: try enrol(action)
    case .forge: try forge(action)
    case .copy: try copy(device, action)
    case .save: save(device)
    case .putBack: try putBack(device)
    case .backup: backUp()
    case .restoreServer: try restoreServer(action)
    case .rollBack: try rollBack(action)
    case .letIn: try letIn(action)
    case .damage: try damage(device, action)
    case .damageServer: try damageServer(device, action)
    case .compact: try compact(action)
    }
  }

  private func jump(_ device: SimDevice, _ action: Action) {
    var clocks = Dice(plan.clockSeed, for: UInt64(1000 + action.number))
    let clock = action.a % 4 == 0 ? serverClock : device.clock
    let offset = Self.clockOffset(&clocks)
    coverage.count(offset < clock.offset ? .clockBackwards : .clockJump)
    clock.offset = offset
    say("The clock of \(action.a % 4 == 0 ? "the server" : name(device)) is set to be \(offset / 1000) s off.")
  }

  private func tellEnd() {
    guard isTold else { return }
    let header = try? server.replica.header()
    say("In the end: \(history.head) entries, digest \(header?.digest.hex ?? "none").")
    for device in devices {
      let header = try? device.replica.header()
      say("\(name(device)) stands at \(header?.cursor?.position ?? 0) with \(header?.digest.hex ?? "none").")
    }
  }
}
