internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Plan
internal import Replica
internal import SyncProtocol
public import SyncServer
internal import Synchronization

/// The workspaces that a server has. Asked at every request, so that one that was added meanwhile is there.
public protocol WorkspaceDirectory: Sendable {
  /// All of them, in the order in which they were made. May block.
  func workspaces() throws -> [WorkspaceServer]
}

/// What all routes share.
final class HTTPSite: Sendable {
  let directory: any WorkspaceDirectory
  let limits: HTTPLimits
  let clock: any Clock
  let pool: BlockingPool
  let hub = EventHub()
  let metrics = MetricsBook()
  let devices: RateLimiter
  let strangers: RateLimiter
  /// How many refusals of a kind are noted of one device or browser.
  let refusals = RateLimiter(perMinute: 12)
  let web: WebState
  private let inboxes: InboxShelf
  let began = ContinuousClock.now
  private let listening = Mutex<[WorkspaceID: (server: WorkspaceServer, listener: UInt64)]>([:])

  init(
    directory: any WorkspaceDirectory, inboxes: InboxShelf, limits: HTTPLimits, clock: any Clock, threads: Int,
    web: WebState
  ) {
    self.web = web
    self.directory = directory
    self.inboxes = inboxes
    self.limits = limits
    self.clock = clock
    pool = BlockingPool(threads: threads)
    devices = RateLimiter(perMinute: limits.requestsPerMinute)
    strangers = RateLimiter(perMinute: limits.strangersPerMinute)
  }

  /// What is in conflict in a workspace.
  func inbox(for caller: Caller) throws -> InboxIndex {
    inboxes.index(of: caller.server.workspace, try caller.replica())
  }

  func inbox(for web: WebCall) throws -> InboxIndex { inboxes.index(of: web.server.workspace, try web.replica()) }

  /// Lets the event streams of a workspace hear of its log. Once per workspace.
  func follow(_ server: WorkspaceServer) {
    listening.withLock { listening in
      guard listening[server.workspace] == nil else { return }
      let workspace = server.workspace
      let listener = server.listen { [hub] in hub.publish($0, in: workspace) }
      listening[workspace] = (server, listener)
    }
  }

  func forgetAll() {
    let all = listening.withLock { listening in
      defer { listening = [:] }
      return Array(listening.values)
    }
    for (server, listener) in all { server.forget(listener) }
  }

  func stop() async throws {
    await web.oidc?.stop()
    try await web.passwords.stop()
    try await pool.stop()
  }

  /// Milliseconds since the start, by a clock that nobody sets.
  var uptime: Int64 {
    let (seconds, attoseconds) = (ContinuousClock.now - began).components
    return seconds * 1000 + attoseconds / 1_000_000_000_000_000
  }
}

/// Who calls, at which workspace.
struct Caller: Sendable {
  let server: WorkspaceServer
  let device: Device
  let actor: Actor

  /// The workspace as the caller may see it. Reads the accounts.
  func replica() throws -> Replica { try server.replica(for: actor) }
}

extension HTTPSite {
  /// Finds out who calls.
  func caller(_ call: Call, route: String) async throws -> Caller {
    let now = uptime
    guard strangers.hasRoom(call.address, now: now) else { throw tooMany(60) }
    guard let text = call.parameters["workspace"], let id = WorkspaceID(text: text) else {
      throw ProblemAnswer(.notFound, subject: "workspace")
    }
    let token = Self.bearer(call.headers[.authorization]).flatMap(DeviceToken.init)
    let directory = directory
    let caller: Caller
    do {
      caller = try await pool.runFromMemory {
        let servers = try directory.workspaces()
        guard let token else { throw AccountProblem.notSignedIn }
        guard let server = servers.first(where: { $0.workspace == id }) else {
          let own = try servers.first?.accounts.store.device(token: token.hash)
          throw own.map { Problem(.wrongWorkspace, subject: $0.workspace.text) } ?? Problem(.wrongWorkspace)
        }
        let (device, actor) = try server.accounts.authenticate(token)
        return Caller(server: server, device: device, actor: actor)
      }
    } catch let problem as AccountProblem {
      if problem == .notSignedIn { _ = strangers.take(call.address, now: now) }
      if problem == .deviceRevoked, let token { await noteRevoked(token, route, at: id) }
      throw problem
    }
    if let seconds = devices.take(caller.device.id.text, now: now) { throw tooMany(seconds) }
    return caller
  }

  private func noteRevoked(_ token: DeviceToken, _ route: String, at workspace: WorkspaceID) async {
    let directory = directory
    let found = try? await pool.run { () -> (server: WorkspaceServer, device: Device)? in
      guard let server = try directory.workspaces().first(where: { $0.workspace == workspace }),
        let device = try server.accounts.store.device(token: token.hash)
      else { return nil }
      return (server, device)
    }
    guard let (server, device) = found ?? nil else { return }
    await note(.deviceRevoked, of: device.user, by: device.id.text, route, at: server)
  }

  func tooMany(_ seconds: UInt32) -> ProblemAnswer {
    ProblemAnswer(Problem(.tooManyRequests, retryAfterSeconds: seconds))
  }

  /// The token of an `Authorization` header (RFC 6750, section 2.1).
  static func bearer(_ header: String?) -> String? {
    let parts = (header ?? "").utf8.split(separator: UInt8(ascii: " ")).map(Substring.init)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return String(parts[1])
  }
}
