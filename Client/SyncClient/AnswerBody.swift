internal import CommitFormat
internal import Schema
internal import SyncProtocol

/// The answer to a request as far as it is not what was asked for: a problem, a web page, something else.
struct AnswerBody {
  var head: ResponseHead?
  /// Why the body can't be what was asked for, whatever its headers say; a web page shows its title only further on.
  var unreadable: ProtocolProblem?
  /// The first bytes; of what was asked for, no more than a title needs.
  private(set) var bytes: [UInt8] = []

  private static let bytesMax = 64 << 10

  mutating func append(_ more: [UInt8]) {
    if bytes.count < Self.bytesMax { bytes += more.prefix(Self.bytesMax - bytes.count) }
  }

  /// Whether more of it would tell nothing more.
  var isFull: Bool { bytes.count >= Self.bytesMax }

  /// Whether the body is what was asked for, as far as can be told.
  var isContent: Bool {
    guard let head else { return false }
    return (200...299).contains(head.status) && unreadable == nil && head.mediaType != "text/html"
      && head.mediaType != SyncHTTP.problemContentType
  }

  /// What the answer says went wrong; nil when it is what was asked for.
  func problem(expected: WorkspaceID?, epoch: Epoch? = nil) -> SyncProblem? {
    guard let head else { return .cut }
    guard !isContent else { return nil }
    if head.mediaType == SyncHTTP.problemContentType || head.mediaType == "application/json",
      let problem = stated(retryAfterSeconds: head.retryAfterSeconds)
    {
      return SyncProblem(problem, expected: expected, epoch: epoch)
    }
    if head.mediaType == "text/html" || WebPage.begins(bytes) || head.status == 511 {
      // A page in place of a busy server's answer is the work of a proxy before it.
      if [502, 503, 504].contains(head.status) {
        return .serverBusy(code: .serverBusy, retryAfterSeconds: head.retryAfterSeconds)
      }
      return .captivePortal(title: WebPage.title(bytes))
    }
    if let unreadable { return SyncProblem(unreadable) }
    switch head.status {
    case 401: return .notSignedIn
    case 403: return .notAllowed
    case 413: return .tooLarge(limit: nil)
    case 426: return .unsupportedVersion(server: nil)
    case 429, 503: return .serverBusy(code: .serverBusy, retryAfterSeconds: head.retryAfterSeconds)
    default: return .garbage(.status(head.status))
    }
  }

  /// Problem details (RFC 9457) with our extension members.
  private func stated(retryAfterSeconds: UInt32) -> Problem? {
    guard let json = try? JSONValue(parsing: bytes, limits: JSONLimits(bytesMax: Self.bytesMax)),
      let type = json["type"]?.string
    else { return nil }
    let code = ProblemCode(type: type)?.rawValue ?? String(type.split(separator: ":").last ?? "")
    var problem = Problem(code: code)
    problem.retryAfterSeconds = json["retryAfterSeconds"]?.integer.flatMap { UInt32(exactly: $0) } ?? retryAfterSeconds
    problem.limit = json["limit"]?.integer.flatMap { UInt64(exactly: $0) }
    problem.subject = json["subject"]?.string ?? ""
    if let low = json["versionMin"]?.integer.flatMap({ UInt32(exactly: $0) }),
      let high = json["versionMax"]?.integer.flatMap({ UInt32(exactly: $0) }), low <= high
    {
      problem.versions = low...high
    }
    return problem
  }
}

extension ResponseHead {
  /// Of the header in its form of seconds; 0 when there is none. At most a day.
  var retryAfterSeconds: UInt32 {
    headers["retry-after"].flatMap { UInt32($0.filter { $0 != " " }) }.map { min($0, 86_400) } ?? 0
  }
}
