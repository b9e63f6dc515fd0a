public import CommitFormat
public import Replica
internal import SyncProtocol

/// Runs syncs over a transport: the tasks, the waiting and the files around `SyncSession`.
///
/// It may be cancelled at any moment; the replica is consistent then, and the next sync goes on.
public struct SyncDriver: Sendable {
  public let replica: Replica
  public let key: DeviceKey
  public let transport: any Transport
  public var settings: SyncSession.Settings
  /// The folder where half a snapshot is kept until the rest comes; nil to begin anew each time.
  public var snapshotFolder: String?
  let sleep: @Sendable (Double) async throws -> Void

  /// - Parameters:
  ///   - replica: enrolled by joining.
  ///   - key: this device's.
  ///   - transport: bound to the replica's server.
  ///   - settings: bounds and the token.
  ///   - snapshotFolder: the replica's folder, as a rule.
  ///   - sleep: waits so many seconds; tests put in one that does not.
  public init(
    replica: Replica, key: DeviceKey, transport: any Transport, settings: SyncSession.Settings,
    snapshotFolder: String? = nil,
    sleep: @escaping @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) }
  ) {
    self.replica = replica
    self.key = key
    self.transport = transport
    self.settings = settings
    self.snapshotFolder = snapshotFolder
    self.sleep = sleep
  }

  /// One sync: sends what the log lacks, takes in what is new there.
  ///
  /// - Parameter progress: is told often; cheap to ignore.
  /// - Returns: what was done.
  /// - Throws: `SyncProblem`; `cancelled` when the task was.
  public func sync(progress: (SyncProgress) -> Void = { _ in }) async throws(SyncProblem) -> SyncReport {
    let cache = snapshotFolder.map(SnapshotCache.init)
    var session = SyncSession(
      replica: replica, key: key, settings: settings, partialSnapshot: cache?.load())
    let pace = Pace()
    func tell(_ state: SyncProgress) {
      var now = state
      now.secondsLeft = pace.secondsLeft(now)
      progress(now)
    }
    defer { cache?.keep(session.partialSnapshot) }
    var action = session.handle(.started)
    while let current = action {
      tell(session.progress)
      switch current {
      case .finish(let report): return report
      case .fail(let problem): throw problem
      case .wait(let seconds):
        do {
          try await sleep(seconds)
        } catch {
          throw .cancelled
        }
        action = session.handle(.timer)
      case .send(let request):
        var answer: SyncSession.Action?
        do {
          try await transport.exchange(request) { event in
            try Task.checkCancellation()
            answer = session.handle(.transport(event))
            if answer != nil { throw GivenUp() }
            cache?.keepNowAndThen(session.partialSnapshot)
            tell(session.progress)
          }
          try Task.checkCancellation()
          action = session.handle(.ended) { tell($0) }
        } catch is GivenUp {
          action = answer
        } catch let failure as TransportFailure {
          action = session.handle(.failed(failure))
        } catch {
          throw SyncProblem(error)
        }
      }
    }
    throw .unforeseen(detail: "a session that neither ends nor goes on")
  }

  /// What ends an exchange that the session wants no more of.
  private struct GivenUp: Error {}
}

/// How fast it goes, for the time left.
private struct Pace {
  private let start = ContinuousClock.now

  func secondsLeft(_ progress: SyncProgress) -> Double? {
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    guard elapsed > 0.5 else { return nil }
    if progress.phase == .snapshot, let total = progress.snapshotBytesTotal, progress.snapshotBytes > 0 {
      return elapsed * Double(max(0, total - progress.snapshotBytes)) / Double(progress.snapshotBytes)
    }
    guard progress.sent > 0, progress.toSend > progress.sent else { return nil }
    return elapsed * Double(progress.toSend - progress.sent) / Double(progress.sent)
  }
}
