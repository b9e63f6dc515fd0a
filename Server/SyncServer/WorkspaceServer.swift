public import CommitFormat
internal import Foundation
public import Merge
public import Replica
public import SyncProtocol
internal import Synchronization

/// One workspace on the server: its log, the replica that follows it, and the accounts of those who share it.
///
/// The log is the truth. Whatever is decided is decided inside one transaction of the replica, which ends after the log
/// has it; a replica that is behind is caught up. All calls block while they read or write; they may come from any
/// thread.
public final class WorkspaceServer: Sendable {
  public let workspace: WorkspaceID
  /// What people call the workspace.
  public let name: String
  public let replica: Replica
  public let log: any CommitLog
  public let accounts: Accounts
  public let limits: ServerLimits
  let seal: CursorSeal
  let clock: any Clock
  let random: any RandomSource
  let snapshots: SnapshotShelf
  private let writing = NSLock()
  private let queue = Mutex<CommitQueue<Push, [Receipt]>?>(nil)
  let state: Mutex<State>

  /// What is kept in memory; all of it can be found anew from log and replica.
  struct State {
    var figures = ServerFigures()
    var enrolments: [ReplicaID: LoggedEnrolment] = [:]
    /// The number that the newest enrolment has, or the last one that this log leaves free.
    var lastNumber: UInt32 = 0
    /// Whether the log was put back and nobody has confirmed devices and rights.
    var isRestoring = false
    /// Of the newest entry; the log's times never run backwards.
    var lastTime: Int64 = 0
    /// The replica's id for the server's own commits since this start.
    var ownReplica: ReplicaID?
    /// Per audience, at a position.
    var openConflicts: (position: Position, counts: [Audience: Int])?
    var standings = KnownStandings()
    /// What devices said of themselves that is not in the accounts yet.
    var notes: [DeviceID: DeviceReport] = [:]
    var listeners: [UInt64: @Sendable (Position) -> Void] = [:]
    var listenerCount: UInt64 = 0
    var repairs = RepairNotes()
    var refusalNotes = MinuteCounts()
    var erasures = KnownErasures()
  }

  /// Opens a workspace, and catches its replica up with its log.
  ///
  /// - Parameters:
  ///   - replica: set up here when it is empty.
  ///   - log: the workspace's.
  ///   - accounts: of the whole server.
  ///   - seal: made of the server's key, which is kept apart from the data.
  ///   - limits: what it takes and gives.
  ///   - snapshotFolder: where snapshots are kept; nil for in memory.
  ///   - snapshotStore: makes or opens, in a folder of that one, what a snapshot's state is told from; nil where snapshots
  ///     are the log alone.
  ///   - keptApart: what holds also when the log is put back; nil where that never happens.
  /// - Throws: `ServerProblem` when the replica is not this log's, or what log and store throw.
  public init(
    replica: Replica, log: any CommitLog, accounts: any AccountStore, seal: CursorSeal,
    limits: ServerLimits = .standard, snapshotFolder: String? = nil,
    snapshotStore: (@Sendable (_ folder: String) throws -> any SnapshotStore)? = nil,
    keptApart: (any KeptApart)? = nil
  ) throws {
    let head = try log.head()
    workspace = head.workspace
    name = head.name
    self.replica = replica
    self.log = log
    self.seal = seal
    self.limits = limits
    clock = replica.clock
    random = replica.random
    self.accounts = Accounts(
      store: accounts, workspace: head.workspace, clock: replica.clock, random: replica.random, keptApart: keptApart)
    snapshots = SnapshotShelf(folder: snapshotFolder, members: snapshotStore)
    var state = State()
    state.lastTime = try log.entry(at: head.position)?.time ?? 0
    self.state = Mutex(state)
    try setUpReplica(head)
    try catchUp()
    try self.accounts.reconcileRevocations()
    try reconcileErasures()
  }

  private func setUpReplica(_ head: LogHead) throws {
    guard let header = try replica.store.read({ try $0.header() }) else {
      try replica.setUp(
        ReplicaHeader(
          replica: ReplicaID(bits: random.bits128()), workspace: head.workspace, workspaceName: head.name, user: "",
          device: Self.deviceName, role: .administrator))
      return
    }
    guard header.workspace == head.workspace else {
      throw ServerProblem.otherWorkspace(log: head.workspace, replica: header.workspace)
    }
  }

  /// The name of the device whose commits are the server's own.
  static let deviceName = "server"

  /// Brings the replica to the head of the log.
  ///
  /// - Throws: `ServerProblem` when it has another history.
  /// - Complexity: O(entries that are new).
  public func catchUp() throws {
    try writing.withLock { try catchUpLocked() }
  }

  /// Runs `body` while nobody else lets the log grow.
  func exclusively<Result>(_ body: () throws -> Result) throws -> Result { try writing.withLock(body) }

  func catchUpLocked() throws {
    let head = try log.head()
    let cursor = try replica.header().cursor
    let position = cursor?.position ?? 0
    guard position <= head.position else {
      throw ServerProblem.replicaAhead(log: head.position, replica: position)
    }
    let chain = cursor?.chain ?? LogEntry.chainStart(of: workspace)
    guard try log.chain(at: position) == chain else { throw ServerProblem.replicaDiverged(at: position) }
    if position < head.position || cursor?.epoch != head.epoch { try follow(from: position, chain: chain, to: head) }
    try loadErasures()
    let enrolments = try log.enrolments()
    let restorations = try log.restorations()
    let numbers = enrolments.map(\.enrolment.number) + restorations.map { $0.numbersFrom - 1 }
    let apart = try accounts.keptApart?.highestNumber(in: workspace) ?? 0
    state.withLock { state in
      state.lastNumber = max(numbers.max() ?? 0, apart)
      state.isRestoring = restorations.contains { $0.confirmedAt == nil }
      for logged in enrolments { state.enrolments[logged.enrolment.replica] = logged }
      state.figures.position = head.position
    }
  }

  private func follow(from position: Position, chain: Hash, to head: LogHead) throws {
    var position = position
    var chain = chain
    repeat {
      let entries = try log.entries(after: position, count: 4096, bytes: 4 << 20)
      for entry in entries { chain = entry.chain(after: chain) }
      guard let last = entries.last?.position ?? (position == head.position ? position : nil) else {
        throw LogProblem.broken(at: position + 1)
      }
      position = last
      let end = LogPoint(epoch: head.epoch, position: position, chain: chain)
      do {
        _ = try replica.apply(LogStretch(entries: entries.map(IncomingEntry.entry), end: end))
      } catch is ApplyProblem {
        throw ServerProblem.replicaDiverged(at: position)
      }
      state.withLock { $0.lastTime = max($0.lastTime, entries.last?.time ?? 0) }
    } while position < head.position
  }

  /// Lets the log grow: `body` decides over the replica as it is at the head, and what it adds is in both when this
  /// returns, or in neither.
  ///
  /// - Parameter body: decides; what it adds to the growth is appended after it.
  /// - Returns: what `body` returns.
  /// - Throws: what `body`, log and store throw; nothing was changed then.
  func grow<Result>(_ body: (Growth) throws -> Result) throws -> Result {
    let (result, position) = try writing.withLock { () throws -> (Result, Position?) in
      let head = try log.head()
      if try replica.header().cursor?.position ?? 0 != head.position { try catchUpLocked() }
      var added: Growth?
      let result = try replica.extend { extending in
        let (lastTime, lastNumber) = state.withLock { ($0.lastTime, $0.lastNumber) }
        let growth = Growth(extending, log: log, now: now(), lastTime: lastTime, lastNumber: lastNumber)
        let result = try body(growth)
        if !growth.entries.isEmpty || !growth.changes.isEmpty {
          try extending.finish(epoch: head.epoch)
          try noteNumbers(growth)
          try log.append(growth.entries, with: growth.changes)
          added = growth
        }
        return result
      }
      guard let added else { return (result, nil) }
      note(added)
      return (result, added.entries.last?.position)
    }
    if let position { announce(position) }
    return result
  }

  /// A number that was given once is never given again, also when the log that gave it is lost.
  private func noteNumbers(_ growth: Growth) throws {
    guard let keptApart = accounts.keptApart else { return }
    for case .enrolled(let enrolment) in growth.entries.map(\.event) {
      try keptApart.note(number: enrolment.number, in: workspace)
    }
  }

  private func note(_ growth: Growth) {
    state.withLock { state in
      for entry in growth.entries {
        state.lastTime = max(state.lastTime, entry.time)
        state.figures.position = entry.position
        state.erasures.note(entry)
        guard case .enrolled(let enrolment) = entry.event else { continue }
        state.enrolments[enrolment.replica] = LoggedEnrolment(position: entry.position, enrolment: enrolment)
        state.lastNumber = max(state.lastNumber, enrolment.number)
      }
      state.figures.appends += 1
    }
  }

  /// The server's time; never before that of the newest entry, so that the log reads in order.
  func now() -> Int64 {
    let now = clock.now()
    return state.withLock { max($0.lastTime, now) }
  }

  // Listeners.

  /// Calls `body`, on whatever thread, after each growth of the log with the new head's position; soon, and at least
  /// once for the last of several.
  ///
  /// - Returns: what `forget` takes.
  public func listen(_ body: @escaping @Sendable (Position) -> Void) -> UInt64 {
    state.withLock { state in
      state.listenerCount += 1
      state.listeners[state.listenerCount] = body
      return state.listenerCount
    }
  }

  public func forget(_ listener: UInt64) {
    _ = state.withLock { $0.listeners.removeValue(forKey: listener) }
  }

  private func announce(_ position: Position) {
    let listeners = state.withLock { Array($0.listeners.values) }
    for listener in listeners { listener(position) }
  }

  // Figures.

  /// The head of the log, as far as the replica has taken it in.
  public func head() throws -> LogPoint? { try replica.header().cursor }

  /// Records and conflicts are those of everyone: whoever reads metrics belongs to no audience.
  ///
  /// - Complexity: O(records in conflict) after the log has grown, else O(1); O(records) in a workspace with audiences.
  public func figures() throws -> ServerFigures { try figures(readable: [.everyone]) }

  /// As somebody may see them.
  public func figures(for actor: Actor) throws -> ServerFigures { try figures(readable: try readable(by: actor)) }

  private func figures(readable: Set<Audience>?) throws -> ServerFigures {
    let open = try openConflictCount(for: readable)
    var shown = replica
    if let readable, isFiltered(readable, try replica.schema()) { shown = replica.filtered(to: readable) }
    let records = try shown.store.read { try $0.recordCount() }
    return state.withLock { state in
      var figures = state.figures
      figures.openConflicts = open
      figures.records = records
      return figures
    }
  }

  /// How many conflicts are open in the records of `audiences`; nil stands for all. Where the caller has just read the
  /// head's position, it need not be looked for.
  func openConflictCount(for audiences: Set<Audience>? = nil, at position: Position? = nil) throws -> Int {
    let known = state.withLock(\.openConflicts)
    if let known, known.position == position { return Self.sum(known.counts, audiences) }
    try Waiting.begin()
    let (position, counts) = try replica.store.read { reading -> (Position, [Audience: Int]) in
      let header = try reading.header()
      let position = header?.cursor?.position ?? 0
      if let known, known.position == position { return known }
      // Nearly always every record is everyone's, and nothing but their number need be known.
      guard header?.audienceDigests.isEmpty == false else {
        return (position, [.everyone: try reading.conflictCount()])
      }
      var counts: [Audience: Int] = [:]
      try reading.eachConflict { record, conflicts in
        counts[try reading.record(record)?.audience ?? .everyone, default: 0] += conflicts.count
      }
      return (position, counts)
    }
    state.withLock { $0.openConflicts = (position, counts) }
    return Self.sum(counts, audiences)
  }

  private static func sum(_ counts: [Audience: Int], _ audiences: Set<Audience>?) -> Int {
    counts.reduce(0) { sum, part in
      audiences.map { $0.contains(part.key) } ?? true ? sum + part.value : sum
    }
  }

  /// The queue in which pushes of several connections wait for one transaction.
  var pushes: CommitQueue<Push, [Receipt]> {
    queue.withLock { queue in
      if let queue { return queue }
      let made = CommitQueue<Push, [Receipt]>(label: "bygd.push", weightMax: limits.batchBytes) { [weak self] pushes in
        guard let self else { throw Problem(.serverBusy) }
        return try self.judge(pushes)
      }
      queue = made
      return made
    }
  }
}

/// What is being added to the log, and to the replica with it.
final class Growth {
  let extending: LogExtension
  let log: any CommitLog
  let now: Int64
  /// Of the newest entry.
  private var lastTime: Int64
  private(set) var entries: [LogEntry] = []
  var changes: [AccountChange] = []
  private var lastNumber: UInt32
  /// The refusals of this growth, which the log does not hold yet.
  private var refused: [CommitName: (Position, Refusal)] = [:]

  init(_ extending: LogExtension, log: any CommitLog, now: Int64, lastTime: Int64, lastNumber: UInt32) {
    self.extending = extending
    self.log = log
    self.now = now
    self.lastTime = lastTime
    self.lastNumber = lastNumber
  }

  var reading: any ReplicaReading { extending.reading }

  @discardableResult
  func add(_ event: LogEntry.Event, time: Int64? = nil) throws -> Position {
    let entry = LogEntry(position: extending.position + 1, time: max(time ?? now, lastTime), event: event)
    try extending.take(entry)
    entries.append(entry)
    lastTime = entry.time
    if case .enrolled(let enrolment) = event { lastNumber = max(lastNumber, enrolment.number) }
    if case .refused(let name, let refusal) = event { refused[name] = (entry.position, refusal) }
    return entry.position
  }

  func enrol(_ replica: ReplicaID, user: String, device: String, publicKey: [UInt8]) throws {
    // Another program may have let somebody in.
    while try reading.enrolment(number: lastNumber + 1) != nil { lastNumber += 1 }
    try add(
      .enrolled(
        Enrolment(number: lastNumber + 1, replica: replica, user: user, device: device, publicKey: publicKey)))
  }

  /// The refusal of a commit that is in the log; nil when it is not there, or is another one of that name.
  func refusal(of name: CommitName) throws -> (Position, Refusal)? {
    if let known = refused[name] { return known }
    guard let entry = try log.entry(of: name.replica, sequence: name.sequence),
      case .refused(name, let refusal) = entry.event
    else { return nil }
    return (entry.position, refusal)
  }
}
