public import Merge

/// Why bytes from the other side could not be taken. Nothing was changed by them.
public enum ProtocolProblem: Error, Hashable, Sendable {
  /// What came is something else altogether: a login page, a proxy's error. `firstBytes` are at most 64.
  case notAFrameStream(firstBytes: [UInt8])
  /// A frame claims more bytes than the limit; nothing was allocated for it.
  case frameTooLarge(bytes: UInt64, max: Int)
  /// A whole body is longer than the limit.
  case bodyTooLarge(max: Int)
  /// Compressed bytes grow beyond the limit, or grow more than any honest body does.
  case inflatedTooLarge(max: Int)
  case tooManyCommits(max: Int)
  /// A frame type below 64 that this version does not know.
  case unknownFrame(type: UInt8)
  /// A known frame where it may not stand.
  case unexpectedFrame(type: UInt8)
  /// The bytes end within a frame, or before the frame that must be last.
  case cut
  /// The frame's payload is not what its type says.
  case malformed(frame: UInt8)
  /// Compressed bytes are damaged.
  case damagedCompression
  /// A file's hash is not that of its bytes.
  case damagedFile
  /// A file of a later format.
  case unsupportedVersion(UInt32)
  /// A log page names a commit whose forerunner is not known here.
  case unknownPrevious(replica: ReplicaID, sequence: SequenceNumber)
  /// A log page names a replica by a number that the log here has not given.
  case unknownReplica(number: UInt32)
}

extension ProtocolProblem {
  /// What the server answers to it.
  public var code: ProblemCode {
    switch self {
    case .frameTooLarge, .bodyTooLarge, .inflatedTooLarge, .tooManyCommits: .tooLarge
    case .unsupportedVersion: .unsupportedVersion
    case .notAFrameStream, .unknownFrame, .unexpectedFrame, .cut, .malformed, .damagedCompression, .damagedFile,
      .unknownPrevious, .unknownReplica:
      .malformed
    }
  }
}

/// Why a request as a whole was not served. The codes are stable; `type` of RFC 9457 problem details and the code of a
/// problem frame.
public enum ProblemCode: String, Hashable, Sendable, CaseIterable {
  case notSignedIn = "not-signed-in"
  case notAllowed = "not-allowed"
  case deviceRevoked = "device-revoked"
  case codeUsed = "code-used"
  case codeExpired = "code-expired"
  case codeUnknown = "code-unknown"
  case tooLarge = "too-large"
  case tooManyRequests = "too-many-requests"
  /// The workspace that the request names is not the one of the cursor, or not on this server.
  case wrongWorkspace = "wrong-workspace"
  /// The cursor's epoch, position or chain hash is not of the server's log: one of the two was restored.
  case unknownEpoch = "unknown-epoch"
  /// The cursor's seal is not the server's.
  case badCursor = "bad-cursor"
  case unsupportedVersion = "unsupported-version"
  case malformed
  /// The conflict that a resolution names has moved on.
  case conflictMoved = "conflict-moved"
  /// A write through the plain interface was judged and refused; the refusal is in the details.
  case refused
  /// There is a record of the id that a new one should have.
  case recordExists = "record-exists"
  case userExists = "user-exists"
  /// The workspace is as the request would make it.
  case nothingToDo = "nothing-to-do"
  case notFound = "not-found"
  case methodNotAllowed = "method-not-allowed"
  case rangeNotSatisfiable = "range-not-satisfiable"
  case unsupportedMediaType = "unsupported-media-type"
  case timedOut = "timed-out"
  case serverBusy = "server-busy"
  /// A restored server waits for its administrator.
  case restoring
  case storageFull = "storage-full"
  case `internal`

  /// The HTTP status that goes with it.
  public var status: Int {
    switch self {
    case .malformed: 400
    case .notSignedIn: 401
    case .notAllowed, .deviceRevoked: 403
    case .notFound, .codeUnknown: 404
    case .methodNotAllowed: 405
    case .timedOut: 408
    case .wrongWorkspace, .unknownEpoch, .badCursor, .conflictMoved, .recordExists, .userExists, .nothingToDo: 409
    case .codeUsed, .codeExpired: 410
    case .tooLarge: 413
    case .unsupportedMediaType: 415
    case .rangeNotSatisfiable: 416
    case .refused: 422
    case .unsupportedVersion: 426
    case .tooManyRequests: 429
    case .internal: 500
    case .serverBusy, .restoring: 503
    case .storageFull: 507
    }
  }

  private static let typePrefix = "urn:bygd:problem:"

  /// The `type` member of problem details.
  public var type: String { Self.typePrefix + rawValue }

  /// Nil for a type that this version does not know.
  public init?(type: String) {
    guard type.hasPrefix(Self.typePrefix) else { return nil }
    self.init(rawValue: String(type.dropFirst(Self.typePrefix.count)))
  }

  /// Whether the same request may succeed later with nobody doing anything.
  public var isTransient: Bool {
    switch self {
    case .timedOut, .tooManyRequests, .internal, .serverBusy, .restoring, .storageFull: true
    default: false
    }
  }
}
