public import CommitFormat
public import Merge
public import Replica
public import SyncProtocol

/// Why a sync, or a joining, did not come to its end. The replica is as it was, or further on and consistent; nothing
/// unsent is lost.
public enum SyncProblem: Error, Hashable, Sendable {
  case notReachable(NetworkReason)
  case notSecure(detail: String)
  /// Something answered with a web page, or sends us to one: a hotel's or train's sign-in, a proxy. `title` is what the
  /// page calls itself, or the host that we were sent to.
  case captivePortal(title: String?)
  /// What came can't be an honest server's answer.
  case garbage(Garbage)
  /// The connection was cut each time.
  case cut
  case tooSlow(seconds: Double)
  /// There is another workspace behind the address. `found` is nil when the server does not say which.
  case wrongServer(expected: WorkspaceID, found: WorkspaceID?)
  /// The server's log is not the one that this replica has followed: one of the two was restored.
  case epochChanged(known: Epoch?, found: Epoch?)
  /// The log that the server shows differs from what is known here, at or below `position`.
  case logDiffers(at: Position)
  /// The device has no token, or the server does not know it.
  case notSignedIn
  case deviceRevoked
  case notAllowed
  /// The server speaks only these versions of the protocol; nil when it does not say.
  case unsupportedVersion(server: ClosedRange<UInt32>?)
  /// An invitation code that the server does not take: `codeUsed`, `codeExpired`, `codeUnknown`.
  case invitation(ProblemCode)
  /// The server said no, with its reason.
  case refusedByServer(Problem)
  /// The server has no time, or waits for its administrator; seconds to wait, 0 when it does not say.
  case serverBusy(code: ProblemCode, retryAfterSeconds: UInt32)
  /// A bound was passed; nil when it is not said which.
  case tooLarge(limit: UInt64?)
  case storage(StorageProblem)
  case replica(ReplicaProblem)
  case plainHTTPRefused(host: String)
  /// The replica has a server already.
  case alreadyJoined(server: String)
  case badAddress(String)
  case credentials(DeviceCredentials.Problem)
  case cancelled
  /// Something that nobody foresaw; our bug.
  case unforeseen(detail: String)

  /// What made an answer unusable.
  public enum Garbage: Hashable, Sendable {
    case frames(ProtocolProblem)
    /// An answer that says nothing of the kind that was asked for.
    case status(Int)
    /// The server asks to go on, and nothing comes of it.
    case standstill
    case snapshot
    case join
    /// Not HTTP, or packed in an unknown way.
    case wire(detail: String)
    /// A page of the log that can't be taken in.
    case log(ApplyProblem)
  }

  /// Whether the same attempt may succeed a little later with nobody doing anything.
  public var isTransient: Bool {
    switch self {
    case .notReachable, .cut, .tooSlow: true
    // An administrator has to do something first.
    case .serverBusy(let code, _): code != .restoring
    case .garbage(let garbage):
      switch garbage {
      case .frames, .snapshot, .wire: true
      case .status(let status): status >= 500
      case .standstill, .join, .log: false
      }
    // This program says nothing malformed: it was changed, or ended early, on its way.
    case .refusedByServer(let problem): problem.known == .malformed
    default: false
    }
  }

  /// What an error thrown by replica or transport means here.
  public init(_ error: any Error) {
    switch error {
    case let problem as SyncProblem: self = problem
    case let failure as TransportFailure: self.init(failure)
    case let problem as StorageProblem: self = .storage(problem)
    case let problem as ReplicaProblem: self = .replica(problem)
    case let problem as ProtocolProblem: self.init(problem)
    case let problem as ApplyProblem: self.init(problem)
    case let problem as DeviceCredentials.Problem: self = .credentials(problem)
    case is CancellationError: self = .cancelled
    default: self = .unforeseen(detail: String(describing: error))
    }
  }

  init(_ failure: TransportFailure) {
    switch failure {
    case .notReachable(let reason): self = .notReachable(reason)
    case .notSecure(let detail): self = .notSecure(detail: detail)
    case .cut: self = .cut
    case .tooSlow(let seconds): self = .tooSlow(seconds: seconds)
    case .tooLarge(let max): self = .tooLarge(limit: UInt64(max))
    case .redirected(let host): self = .captivePortal(title: host)
    case .plainHTTPRefused(let host): self = .plainHTTPRefused(host: host)
    case .garbage(let detail): self = .garbage(.wire(detail: detail))
    }
  }

  init(_ problem: ProtocolProblem) {
    switch problem {
    case .notAFrameStream(let bytes) where WebPage.begins(bytes):
      self = .captivePortal(title: WebPage.title(bytes))
    case .cut: self = .cut
    // One byte is not enough to tell.
    case .notAFrameStream(let bytes) where bytes.count < 2: self = .cut
    case .unsupportedVersion(let version): self = .unsupportedVersion(server: version...version)
    default: self = .garbage(.frames(problem))
    }
  }

  init(_ problem: ApplyProblem) {
    switch problem {
    case .chainDiffers(let position): self = .logDiffers(at: position)
    case .gap, .outOfOrder, .unreadable, .nameUsedTwice, .ownCommitMissing, .wrongBranch: self = .garbage(.log(problem))
    }
  }

  /// What a problem that the server stated means.
  ///
  /// - Parameters:
  ///   - problem: as the server said it.
  ///   - expected: the workspace that was asked for.
  ///   - epoch: the one that is known here.
  init(_ problem: Problem, expected: WorkspaceID?, epoch: Epoch? = nil) {
    switch problem.known {
    case .notSignedIn: self = .notSignedIn
    case .deviceRevoked: self = .deviceRevoked
    case .notAllowed: self = .notAllowed
    case .codeUsed, .codeExpired, .codeUnknown: self = .invitation(problem.known ?? .codeUnknown)
    case .tooLarge: self = .tooLarge(limit: problem.limit)
    case .unknownEpoch: self = .epochChanged(known: epoch, found: Epoch(text: problem.subject))
    case .wrongWorkspace:
      if let expected {
        self = .wrongServer(expected: expected, found: WorkspaceID(text: problem.subject))
      } else {
        self = .refusedByServer(problem)
      }
    case .unsupportedVersion: self = .unsupportedVersion(server: problem.versions)
    case .timedOut, .tooManyRequests, .serverBusy, .restoring, .internal, .storageFull:
      self = .serverBusy(code: problem.known ?? .internal, retryAfterSeconds: problem.retryAfterSeconds)
    case .badCursor, .malformed, .conflictMoved, .refused, .recordExists, .userExists, .nothingToDo, .notFound,
      .methodNotAllowed, .rangeNotSatisfiable, .unsupportedMediaType, nil:
      self = .refusedByServer(problem)
    }
  }
}
