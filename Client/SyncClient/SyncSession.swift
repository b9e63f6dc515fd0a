public import CommitFormat
internal import Merge
public import Replica
internal import Schema
public import SyncProtocol

/// One sync, as a state machine: events in, actions out.
///
/// Tasks, sockets and waiting are driven from outside, so that a simulation can run this very code over a seeded
/// network. What it learns it takes into the replica itself, a whole response at a time, each in one transaction with
/// the cursor behind it: whenever it is dropped, the replica is consistent and the next sync goes on from there.
///
/// Wrong server and wrong history are seen in the first frame of an answer, before anything is taken in. So is another
/// copy of this replica: then this one takes a new name and goes on.
public struct SyncSession {
  public struct Settings: Sendable {
    /// The device's, for the `Authorization` header; nil to send none.
    public var token: String?
    /// What the line takes well in one answer.
    public var pageBytes: UInt32
    public var commitsPerRequestMax: Int
    public var bytesPerRequestMax: Int
    public var retry: RetryPolicy
    public var appVersion: String
    public var limits: ProtocolLimits
    /// Whether a new replica begins with the snapshot.
    public var startsFromSnapshot: Bool
    /// Whether commits are sent; without, what is new is fetched and the state is held against the server's.
    public var sends = true
    /// Whether records that differ from the server's state are fetched again.
    public var repairs = true

    public init(
      token: String? = nil, pageBytes: UInt32 = 1 << 20, commitsPerRequestMax: Int = 4096,
      bytesPerRequestMax: Int = 2 << 20, retry: RetryPolicy = .standard, appVersion: String = "",
      limits: ProtocolLimits = .standard, startsFromSnapshot: Bool = true
    ) {
      self.token = token
      self.pageBytes = pageBytes
      self.commitsPerRequestMax = commitsPerRequestMax
      self.bytesPerRequestMax = bytesPerRequestMax
      self.retry = retry
      self.appVersion = appVersion
      self.limits = limits
      self.startsFromSnapshot = startsFromSnapshot
    }
  }

  public enum Event: Hashable, Sendable {
    case started
    /// Something came of the exchange that the last `send` began.
    case transport(TransportEvent)
    /// The exchange came to its end.
    case ended
    case failed(TransportFailure)
    /// The wait is over.
    case timer
  }

  public enum Action: Hashable, Sendable {
    /// Begin an exchange.
    case send(TransportRequest)
    /// Do nothing for so long, then say `timer`.
    case wait(seconds: Double)
    case finish(SyncReport)
    case fail(SyncProblem)
  }

  enum Stage {
    case idle
    case snapshot(SnapshotFetch)
    case exchange(Exchange)
    case repair(RepairWork.Fetch)
    case givingBack(GiveBack)
    case waiting
    case over
  }

  let replica: Replica
  let key: DeviceKey
  var settings: Settings
  var stage = Stage.idle
  public internal(set) var report = SyncReport()
  public internal(set) var progress = SyncProgress()
  /// What has come of a snapshot; worth keeping when the session ends before the snapshot does.
  public internal(set) var partialSnapshot: PartialSnapshot?

  /// What the server has answered durably in this session, by replica: not to be sent again.
  var settled = Frontier()
  /// Replicas of which a commit was deferred or not believed: the later ones wait too.
  var stalled: Set<ReplicaID> = []
  var acceptedSinceStall = false
  /// By hash: two copies of a replica may have used one name.
  var outcomes: [Hash: (name: CommitName, outcome: Receipt.Outcome)] = [:]
  /// Whether this session has told the server a new name of this replica.
  var asksForName = false
  /// A cursor behind what the replica holds, where the replica has none of its own: after a snapshot that was taken in
  /// by half.
  var catchUpCursor: Cursor?
  var lastWelcome: Welcome?
  var triesSnapshot: Bool
  var snapshotFailures = 0
  var retriesSinceProgress = 0
  var secondsWaited = 0.0
  var standstills = 0
  /// Nil until a difference from the server's state was seen.
  var repair: RepairWork?
  /// Whether this session has given back what the server lacked: it does so once.
  var hasGivenBack = false
  /// Whether the snapshot on its way takes the place of what is here, because other audiences may be read now.
  var isRebuilding = false
  /// Of a log that is to be taken in anew because the server's differs: the last position that both share.
  var rebuildShares: Position?
  var rebuilds = 0
  /// Refused commits that were written anew where their records are now.
  var followed: Set<CommitName> = []

  struct OutcomeKey: Hashable {
    let replica: ReplicaID
    let sequence: SequenceNumber
  }

  /// - Parameters:
  ///   - replica: set up, and enrolled by joining.
  ///   - key: this device's.
  ///   - settings: bounds and the token.
  ///   - partialSnapshot: what an earlier session left.
  public init(
    replica: Replica, key: DeviceKey, settings: Settings = Settings(), partialSnapshot: PartialSnapshot? = nil
  ) {
    self.replica = replica
    self.key = key
    self.settings = settings
    self.partialSnapshot = partialSnapshot
    triesSnapshot = settings.startsFromSnapshot
  }

  /// Takes in what happened and says what to do next.
  ///
  /// An action in answer to a `transport` event means that the exchange is to be given up; events of it that come later
  /// are passed over.
  ///
  /// - Parameters:
  ///   - event: what happened.
  ///   - telling: is told how far it has come where taking it in takes long.
  /// - Returns: nil when there is nothing to do but to go on listening.
  public mutating func handle(_ event: Event, telling: (SyncProgress) -> Void = { _ in }) -> Action? {
    do {
      let action = try taking(event, telling)
      switch action {
      case .finish, .fail: stage = .over
      case .wait(let seconds):
        stage = .waiting
        progress.phase = .waiting(seconds: seconds)
      case .send, nil: break
      }
      return action
    } catch {
      let problem = SyncProblem(error)
      let action = ending(retry(problem))
      if case .wait(let seconds) = action {
        stage = .waiting
        progress.phase = .waiting(seconds: seconds)
      } else {
        stage = .over
      }
      return action
    }
  }

  /// A repair that fails is no failed sync: all that was to be sent and fetched has been.
  private mutating func ending(_ action: Action) -> Action {
    guard case .fail(let problem) = action, case .repair = stage else { return action }
    switch problem {
    case .cancelled, .storage, .replica, .notSignedIn, .deviceRevoked: return action
    default: return (try? interrupted()) ?? action
    }
  }

  /// A server that has lost the end of its log gets it back, and the sync goes on.
  private mutating func taking(_ event: Event, _ telling: (SyncProgress) -> Void) throws -> Action? {
    let isExchange = if case .exchange = stage { true } else { false }
    do {
      return try take(event, telling)
    } catch {
      let problem = SyncProblem(error)
      guard isExchange, case .epochChanged(_, let found) = problem, !hasGivenBack else { throw error }
      guard let action = try beginGiveBack(to: found) else { throw problem }
      return action
    }
  }

  private mutating func take(_ event: Event, _ telling: (SyncProgress) -> Void) throws -> Action? {
    switch (event, stage) {
    case (.started, .idle), (.timer, .waiting): return try begin()
    case (.transport(.sent(let bytes)), _):
      report.bytesSent += bytes
      progress.bytesSent = report.bytesSent
      return nil
    case (.transport(let event), .exchange(let exchange)):
      count(event)
      return try take(event, in: exchange)
    case (.transport(let event), .snapshot(let fetch)):
      count(event)
      return try take(event, in: fetch)
    case (.transport(let event), .repair(let fetch)):
      count(event)
      return try take(event, in: fetch)
    case (.ended, .repair(let fetch)):
      report.roundTrips += 1
      return try end(fetch)
    case (.ended, .exchange(let exchange)):
      report.roundTrips += 1
      return try end(exchange)
    case (.ended, .snapshot(let fetch)):
      report.roundTrips += 1
      return try end(fetch, telling)
    case (.transport(let event), .givingBack(let giveBack)):
      count(event)
      return try take(event, in: giveBack)
    case (.ended, .givingBack(let giveBack)):
      report.roundTrips += 1
      return try end(giveBack)
    case (.failed(let failure), .exchange), (.failed(let failure), .snapshot), (.failed(let failure), .repair),
      (.failed(let failure), .givingBack):
      throw failure
    default: return nil
    }
  }

  private mutating func count(_ event: TransportEvent) {
    guard case .body(_, let wireBytes) = event else { return }
    report.bytesReceived += wireBytes
    progress.bytesReceived = report.bytesReceived
  }

  mutating func begin() throws -> Action {
    let departure = try departure()
    try replica.scrubIfNeeded(departure.header)
    if isRebuilding || triesSnapshot && departure.header.cursor == nil {
      return beginSnapshot(departure.header)
    }
    return try beginExchange(departure, wantsMore: true) ?? .fail(.unforeseen(detail: "no request"))
  }

  /// Waits and tries again when that may help, within the bounds; else fails.
  private mutating func retry(_ problem: SyncProblem) -> Action {
    guard problem.isTransient || shrinks(after: problem) else { return .fail(problem) }
    // A full disk waits for somebody to make room: the person is told at once.
    if case .serverBusy(.storageFull, _) = problem { return .fail(problem) }
    var retriesMax = settings.retry.retriesMax
    if case .notReachable = problem, report.roundTrips == 0 {
      retriesMax = min(retriesMax, settings.retry.unreachableRetriesMax)
    }
    retriesSinceProgress += 1
    guard retriesSinceProgress <= retriesMax else { return .fail(problem) }
    var seconds = settings.retry.seconds(before: retriesSinceProgress, random: replica.random)
    if case .serverBusy(_, let wished) = problem { seconds = max(seconds, Double(wished)) }
    guard secondsWaited + seconds <= settings.retry.totalSeconds else { return .fail(problem) }
    secondsWaited += seconds
    report.retries += 1
    shrink(after: problem)
    return .wait(seconds: seconds)
  }

  private static let bytesMin = 16 << 10

  private func shrinks(after problem: SyncProblem) -> Bool {
    guard case .tooLarge = problem else { return false }
    return settings.bytesPerRequestMax > Self.bytesMin || settings.pageBytes > UInt32(Self.bytesMin)
  }

  /// A line that breaks gets smaller pieces, so that something arrives whole each time.
  private mutating func shrink(after problem: SyncProblem) {
    switch problem {
    case .cut, .tooSlow, .tooLarge:
      let pageBytes = settings.pageBytes == 0 ? 1 << 20 : settings.pageBytes
      settings.pageBytes = max(UInt32(Self.bytesMin), pageBytes / 2)
      settings.bytesPerRequestMax = max(Self.bytesMin, settings.bytesPerRequestMax / 2)
      settings.commitsPerRequestMax = max(1, settings.commitsPerRequestMax / 2)
    default: break
    }
  }

  func authorized(_ headers: [TransportRequest.Header]) -> [TransportRequest.Header] {
    var headers = headers
    headers.append(TransportRequest.Header(SyncHTTP.versionHeader, String(ProtocolVersion.current)))
    if let token = settings.token { headers.append(TransportRequest.Header("Authorization", "Bearer \(token)")) }
    return headers
  }
}
