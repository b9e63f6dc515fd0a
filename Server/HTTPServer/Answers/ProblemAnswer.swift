internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Schema
internal import SyncProtocol
internal import Words

/// A request that is not served, and why: problem details (RFC 9457).
struct ProblemAnswer: Error {
  var problem: Problem
  /// Further members, for programs.
  var details: [JSONObject.Member] = []
  var headers = HTTPFields()
  /// Whether the connection ends with it, because the rest of the request is of no use.
  var closes = false
  var status: Int

  init(_ problem: Problem) {
    self.problem = problem
    status = problem.known?.status ?? 500
  }

  init(_ code: ProblemCode, subject: String = "", details: [JSONObject.Member] = []) {
    self.init(Problem(code, subject: subject))
    self.details = details
  }

  init(_ problem: ProtocolProblem) {
    self.init(Problem(problem))
    closes = true
  }

  func response(language: Language, time: Int64, requestID: String? = nil) -> Response {
    let bytes = bytes(language: language, requestID: requestID)
    var headers = headers
    headers[.contentType] = SyncHTTP.problemContentType
    headers[.contentLanguage] = language.rawValue
    headers[.contentLength] = String(bytes.count)
    headers[.cacheControl] = "no-store"
    headers[.bygdTime] = String(time)
    if problem.retryAfterSeconds > 0 { headers[.retryAfter] = String(problem.retryAfterSeconds) }
    switch problem.known {
    case .notSignedIn: headers[.wwwAuthenticate] = "Bearer realm=\"bygd\""
    case .unsupportedVersion: headers[.bygdProtocol] = String(ProtocolVersion.spoken.upperBound)
    default: break
    }
    if closes { headers[.connection] = "close" }
    return Response(
      status: HTTPResponse.Status(code: status), headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  func bytes(language: Language, requestID: String?) -> [UInt8] {
    var members: [JSONObject.Member] = [
      .init(key: "type", value: .string("urn:bygd:problem:\(problem.code)")),
      .init(key: "title", value: .string(Words.Server.problem(problem.code).text(language))),
      .init(key: "status", value: .number(status)),
    ]
    if let requestID { members.append(.init(key: "instance", value: .string("urn:bygd:request:\(requestID)"))) }
    if problem.retryAfterSeconds > 0 {
      members.append(.init(key: "retryAfterSeconds", value: .number(problem.retryAfterSeconds)))
    }
    if let limit = problem.limit { members.append(.init(key: "limit", value: .number(limit))) }
    if let versions = problem.versions {
      members.append(.init(key: "versionMin", value: .number(versions.lowerBound)))
      members.append(.init(key: "versionMax", value: .number(versions.upperBound)))
    }
    if !problem.subject.isEmpty { members.append(.init(key: "subject", value: .string(problem.subject))) }
    return JSONValue.object(JSONObject(members + details)).bytes()
  }
}

extension HTTPField.Name {
  static let bygdTime = known(SyncHTTP.timeHeader)
  static let bygdProtocol = known(SyncHTTP.versionHeader)
  static let snapshotFloor = known(SyncHTTP.snapshotFloorHeader)
  static let snapshotHash = known(SyncHTTP.snapshotHashHeader)
  static let snapshotPosition = known(SyncHTTP.snapshotPositionHeader)
  static let requestID = known("X-Request-ID")
  static let accelBuffering = known("X-Accel-Buffering")
  static let forwarded = known("Forwarded")
  static let forwardedFor = known("X-Forwarded-For")

  /// A name that is a token, as all of ours are.
  private static func known(_ name: String) -> HTTPField.Name {
    guard let made = HTTPField.Name(name) else { preconditionFailure("\(name) is no header's name") }
    return made
  }
}
