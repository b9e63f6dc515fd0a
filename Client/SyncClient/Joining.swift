public import CommitFormat
public import Merge
public import Replica
internal import Schema
internal import SyncProtocol

/// How a device becomes a member's: a one-time code for a token, and an entry in the log that says whose replica it is.
public struct Joining: Hashable, Sendable {
  public let code: String
  /// The device's name, as its owner gave it.
  public let device: String
  public let publicKey: [UInt8]
  public let replica: ReplicaID
  /// As the address names it; nil leaves it to the code.
  public let workspace: String?

  public init(code: String, device: String, publicKey: [UInt8], replica: ReplicaID, workspace: String? = nil) {
    self.code = code
    self.device = device
    self.publicKey = publicKey
    self.replica = replica
    self.workspace = workspace
  }

  /// `POST /v1/join` with `{"code","device","publicKey","replica"}`. Sent again with the same key and replica, it asks
  /// for the same.
  public var request: TransportRequest {
    var members: [JSONObject.Member] = [
      .init(key: "code", value: .string(code)),
      .init(key: "device", value: .string(device)),
      .init(key: "publicKey", value: .string(Hex.string(publicKey))),
      .init(key: "replica", value: .string(Hex.string(replica.bytes))),
    ]
    if let workspace { members.append(.init(key: "workspace", value: .string(workspace))) }
    return TransportRequest(
      .post, SyncHTTP.joinPath,
      headers: [
        .init("Content-Type", "application/json"),
        .init("Accept", "application/json, \(SyncHTTP.problemContentType)"),
        .init(SyncHTTP.versionHeader, String(ProtocolVersion.current)),
      ], body: JSONValue.object(JSONObject(members)).bytes())
  }
}

/// What the server answers.
public struct JoinAnswer: Hashable, Sendable {
  public let workspace: WorkspaceID
  public let workspaceName: String
  public let user: String
  public let role: Role
  public let token: String
  /// The replica's number in the log; nil when the server does not say yet.
  public let number: UInt32?

  public init(
    workspace: WorkspaceID, workspaceName: String, user: String, role: Role, token: String, number: UInt32?
  ) {
    self.workspace = workspace
    self.workspaceName = workspaceName
    self.user = user
    self.role = role
    self.token = token
    self.number = number
  }

  init?(json: JSONValue) {
    guard let workspace = json["workspace"]?.string.flatMap({ WorkspaceID(text: $0) }),
      let user = json["user"]?.string, let role = json["role"]?.string.flatMap(Role.init),
      let token = json["token"]?.string, (16...512).contains(token.utf8.count),
      token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { return nil }
    self.init(
      workspace: workspace, workspaceName: json["workspaceName"]?.string ?? "", user: user, role: role, token: token,
      number: json["number"]?.integer.flatMap { UInt32(exactly: $0) })
  }
}

/// Reads the answer to a joining.
public struct JoinReader {
  private var answer = AnswerBody()

  public init() {}

  public mutating func take(_ event: TransportEvent) {
    switch event {
    case .sent: break
    case .head(let head): answer.head = head
    case .body(let bytes, _): answer.append(bytes)
    }
  }

  /// To be called at the end of the answer.
  public func finish() throws(SyncProblem) -> JoinAnswer {
    if let problem = answer.problem(expected: nil) { throw problem }
    if WebPage.begins(answer.bytes) { throw .captivePortal(title: WebPage.title(answer.bytes)) }
    guard let json = try? JSONValue(parsing: answer.bytes, limits: JSONLimits(bytesMax: 1 << 16)),
      let joined = JoinAnswer(json: json)
    else { throw .garbage(.join) }
    return joined
  }
}

extension Replica {
  /// Whether the replica may join: it is empty, or was made here and has never met a server.
  ///
  /// - Throws: `SyncProblem.alreadyJoined`, or what the store throws.
  public func mayJoin() throws -> Bool {
    guard let header = try store.read({ try $0.header() }) else { return true }
    return header.server == nil && header.cursor == nil
  }

  /// Makes this the replica of a member, as the server answered. A workspace that was made here and has never met a
  /// server takes the server's id; its commits stay as they are and go out with the next sync.
  ///
  /// - Throws: `SyncProblem.alreadyJoined` when it belongs to another workspace; what the store throws.
  public func joined(
    _ answer: JoinAnswer, as replica: ReplicaID, device: String, server: ServerAddress
  ) throws {
    try store.write { transaction in
      var header: ReplicaHeader
      if let found = try transaction.header() {
        guard found.workspace == answer.workspace || (found.server == nil && found.cursor == nil) else {
          throw SyncProblem.alreadyJoined(server: found.server ?? "")
        }
        guard found.replica == replica else { throw SyncProblem.garbage(.join) }
        header = found
        header.workspace = answer.workspace
        header.user = answer.user
        header.device = device
        header.role = answer.role
      } else {
        header = ReplicaHeader(
          replica: replica, workspace: answer.workspace, workspaceName: answer.workspaceName, user: answer.user,
          device: device, role: answer.role)
      }
      if !answer.workspaceName.isEmpty { header.workspaceName = answer.workspaceName }
      header.server = server.text
      header.number = answer.number ?? header.number
      try transaction.setHeader(header)
    }
  }
}
