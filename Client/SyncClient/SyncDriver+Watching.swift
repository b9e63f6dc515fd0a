internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema
internal import SyncProtocol
internal import Synchronization

/// What happens while a replica is kept in step.
public enum WatchEvent: Hashable, Sendable {
  case synced(SyncReport)
  /// It did not work and will be tried again after so many seconds.
  case waiting(SyncProblem, seconds: Double)
}

extension SyncDriver {
  /// Keeps the replica in step until the task is cancelled: syncs at once, then as soon as the server tells of
  /// something new or something has been written here.
  ///
  /// Connections that break are made again, after waits that grow to a minute.
  ///
  /// - Parameters:
  ///   - localPollSeconds: how often to look for commits that another program has made here.
  ///   - tell: what happened; called from one task at a time.
  /// - Throws: `SyncProblem.cancelled`, or a problem that trying again does not mend.
  public func watch(
    localPollSeconds: Double = 1, tell: @escaping @Sendable (WatchEvent) -> Void
  ) async throws(SyncProblem) {
    let bell = Bell()
    do {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await self.listen(bell) }
        group.addTask { try await self.lookAround(bell, every: localPollSeconds) }
        group.addTask { try await self.follow(bell, tell: tell) }
        defer { group.cancelAll() }
        try await group.next()
      }
    } catch {
      throw SyncProblem(error)
    }
    throw .cancelled
  }

  private static var patience: RetryPolicy {
    RetryPolicy(
      retriesMax: .max, unreachableRetriesMax: .max, firstSeconds: 1, capSeconds: 60, totalSeconds: .infinity)
  }

  private func follow(_ bell: Bell, tell: @Sendable (WatchEvent) -> Void) async throws {
    var failures = 0
    bell.ring()
    for await _ in bell.rings {
      let reason = bell.take()
      guard try isNews(reason) else { continue }
      do {
        tell(.synced(try await sync()))
        failures = 0
      } catch {
        guard error.isTransient else { throw error }
        failures += 1
        let seconds = Self.patience.seconds(before: failures, random: replica.random)
        tell(.waiting(error, seconds: seconds))
        try await sleep(seconds)
        bell.ring()
      }
    }
    throw CancellationError()
  }

  private func isNews(_ reason: Bell.Reason) throws -> Bool {
    if reason.always { return true }
    return try replica.header().cursor?.position ?? 0 < reason.position
  }

  private func lookAround(_ bell: Bell, every seconds: Double) async throws {
    var last = try ownHead()
    while true {
      try await sleep(seconds)
      try Task.checkCancellation()
      let now = try ownHead()
      if now != last { bell.ring() }
      last = now
    }
  }

  private func ownHead() throws -> SequenceNumber {
    let replica = try replica.header().replica
    return try self.replica.store.read { try $0.head(of: replica)?.sequence ?? 0 }
  }

  private func listen(_ bell: Bell) async throws {
    let session = SyncSession(replica: replica, key: key, settings: settings)
    var failures = 0
    while true {
      try Task.checkCancellation()
      let header = try replica.header()
      let position = header.cursor?.position ?? 0
      let request = TransportRequest(
        .get, SyncHTTP.eventsPath(header.workspace),
        headers: session.authorized([
          .init("Accept", "text/event-stream"), .init("Last-Event-ID", String(position)),
        ]), isStream: true)
      var answer = AnswerBody()
      var events = EventStream()
      var heard = false
      do {
        try await transport.exchange(request) { event in
          switch event {
          case .sent: break
          case .head(let head): answer.head = head
          case .body(let bytes, _):
            guard answer.isContent else {
              answer.append(bytes)
              break
            }
            for position in events.feed(bytes) {
              heard = true
              bell.ring(position)
            }
          }
        }
        if let problem = answer.problem(expected: header.workspace) { throw problem }
      } catch {
        let problem = SyncProblem(error)
        // What a sync says about it is clearer; a server without events still gets syncs.
        if case .cancelled = problem { throw problem }
        if case .unforeseen = problem { throw problem }
      }
      if heard { failures = 0 }
      failures += 1
      try await sleep(max(0.1, Self.patience.seconds(before: failures, random: replica.random)))
      // What happened while nobody listened.
      bell.ring()
    }
  }
}

/// Wakes the one that syncs, with all reasons since the last time.
private final class Bell: Sendable {
  struct Reason {
    var position: Position = 0
    var always = false
  }

  let rings: AsyncStream<Void>
  private let ringing: AsyncStream<Void>.Continuation
  private let reason = Mutex(Reason())

  init() {
    (rings, ringing) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  func ring(_ position: Position? = nil) {
    reason.withLock { reason in
      if let position { reason.position = max(reason.position, position) } else { reason.always = true }
    }
    ringing.yield()
  }

  func take() -> Reason {
    reason.withLock { reason in
      defer { reason.always = false }
      return reason
    }
  }
}

/// Reads server-sent events (HTML Living Standard, section 9.2) as far as we need them: the position that each names, in
/// its id or as its data.
struct EventStream {
  private var line: [UInt8] = []
  private var id: Position?
  private var data: Position?
  private static let lineBytesMax = 4096

  init() {}

  /// The positions of the events that `bytes` complete.
  mutating func feed(_ bytes: [UInt8]) -> [Position] {
    var positions: [Position] = []
    for byte in bytes {
      guard byte == 0x0A else {
        if byte != 0x0D, line.count < Self.lineBytesMax { line.append(byte) }
        continue
      }
      let text = String(decoding: line, as: UTF8.self)
      line = []
      if text.isEmpty {
        if let position = data ?? id { positions.append(position) }
        (id, data) = (nil, nil)
      } else if text.hasPrefix("id:") {
        id = Position(text.dropFirst(3).filter { $0 != " " })
      } else if text.hasPrefix("data:") {
        let value = text.dropFirst(5).drop { $0 == " " }
        data = Position(value) ?? json(value)
      }
    }
    return positions
  }

  private func json(_ text: Substring) -> Position? {
    let json = try? JSONValue(parsing: String(text), limits: JSONLimits(bytesMax: Self.lineBytesMax, depthMax: 4))
    return json?["position"]?.integer.flatMap { Position(exactly: $0) }
  }
}
