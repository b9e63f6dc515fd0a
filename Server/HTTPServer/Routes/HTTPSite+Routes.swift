internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import Merge
internal import NIOCore
internal import Schema
internal import SyncProtocol
internal import SyncServer

extension HTTPSite {
  /// All of them.
  var routes: RouteTable { RouteTable(routes: programRoutes + signInRoutes + pageRoutes) }

  /// What `Protocol/openapi.yaml` describes, no more and no less.
  private var programRoutes: [Route] {
    serverRoutes + exchangeRoutes + recordRoutes + conflictRoutes + peopleRoutes
  }

  private static var workspace: String { "/v1/workspaces/{workspace}" }

  private var serverRoutes: [Route] {
    [
      Route(.get, SyncHTTP.healthPath, .everybody, answer: health),
      Route(.get, SyncHTTP.readyPath, .everybody, answer: ready),
      Route(.get, SyncHTTP.metricsPath, .operators, answer: metrics),
      Route(.get, "/v1/openapi.yaml", .everybody, answer: openAPI),
      Route(.post, SyncHTTP.joinPath, .everybody, answer: join),
    ]
  }

  private var exchangeRoutes: [Route] {
    let workspace = Self.workspace
    return [
      member(.post, workspace + "/sync", .reader, sync),
      member(.post, workspace + "/return", .reader, giveBack),
      member(.post, workspace + "/replicas", .reader, enrol),
      member(.get, workspace + "/snapshot", .reader, snapshot),
      member(.get, workspace + "/events", .reader, events),
      member(.get, workspace + "/repair", .reader, repair),
    ]
  }

  private var recordRoutes: [Route] {
    let workspace = Self.workspace
    return [
      member(.get, workspace + "/records", .reader, records),
      member(.post, workspace + "/records", .editor, createRecord),
      member(.get, workspace + "/records/{ref}", .reader, record),
      member(.patch, workspace + "/records/{ref}", .editor, editRecord),
      member(.delete, workspace + "/records/{ref}", .editor, deleteRecord),
      member(.post, workspace + "/records/{ref}/restore", .editor, restoreRecord),
      member(.get, workspace + "/records/{ref}/history", .reader, history),
      member(.get, workspace + "/history", .reader, workspaceHistory),
      member(.get, workspace + "/commits/{commit}", .reader, oneCommit),
      member(.post, workspace + "/commits/{commit}/undo", .editor, undo),
      member(.get, workspace + "/reports/follow-up", .reader, followUp),
    ]
  }

  private var conflictRoutes: [Route] {
    let workspace = Self.workspace
    return [
      member(.get, workspace + "/inbox", .reader, inboxPage),
      member(.get, workspace + "/conflicts", .reader, conflicts),
      member(.get, workspace + "/conflicts/{conflict}", .reader, conflict),
      member(.post, workspace + "/conflicts/{conflict}/resolve", .administrator, resolve),
      member(.post, workspace + "/records/{ref}/resolve", .administrator, resolveRecord),
      member(.put, workspace + "/conflicts/{conflict}/proposal", .editor, propose),
      member(.delete, workspace + "/conflicts/{conflict}/proposal", .editor, withdraw),
      member(.get, workspace + "/proposals", .reader, proposals),
      member(.post, workspace + "/bulk/preview", .administrator, bulkPreview),
      member(.post, workspace + "/bulk/settle", .administrator, bulkSettle),
      member(.get, workspace + "/rules", .reader, rules),
      member(.put, workspace + "/rules/{type}/{field}", .administrator, setRule),
    ]
  }

  private var peopleRoutes: [Route] {
    let workspace = Self.workspace
    return [
      member(.get, workspace + "/me", .reader, me),
      member(.get, workspace + "/told", .reader, told),
      member(.delete, workspace + "/told", .reader, dismissTold),
      member(.get, workspace + "/users", .administrator, users),
      member(.post, workspace + "/users", .administrator, addUser),
      member(.patch, workspace + "/users/{user}", .administrator, changeUser),
      member(.delete, workspace + "/users/{user}", .administrator, removeUser),
      member(.get, workspace + "/invitations", .administrator, invitations),
      member(.post, workspace + "/invitations", .reader, invite),
      member(.get, workspace + "/devices", .administrator, devices),
      member(.delete, workspace + "/devices/{device}", .reader, revokeDevice),
      member(.get, workspace + "/audit", .administrator, audit),
      member(.get, workspace + "/me/quarantine", .reader, ownQuarantine),
      Route(.post, workspace + "/quarantine", .formerMembers, answer: handIn),
      member(.get, workspace + "/quarantine", .administrator, quarantine),
      member(.get, workspace + "/quarantine/{id}", .administrator, quarantinedOne),
      member(.post, workspace + "/quarantine/{id}/accept", .administrator, acceptQuarantined),
      member(.post, workspace + "/quarantine/{id}/refuse", .administrator, refuseQuarantined),
      member(.post, workspace + "/erasures/preview", .administrator, previewErasure),
      member(.post, workspace + "/erasures", .administrator, erase),
    ]
  }

  private func member(
    _ method: HTTPRequest.Method, _ template: String, _ role: Role,
    _ answer: @escaping @Sendable (Call, Caller) async throws -> Response
  ) -> Route {
    Route(method, template, .member(role)) { [self] call in
      try await serve(call, needs: role, "\(method.rawValue) \(template)", answer)
    }
  }

  // Joining.

  @Sendable private func join(_ call: Call) async throws -> Response {
    if let seconds = strangers.take(call.address, now: uptime) { throw tooMany(seconds) }
    let body = try await call.json(bytesMax: min(16 << 10, limits.jsonBytesMax), metrics: metrics)
    let object = try BodyObject(body, keys: ["code", "device", "publicKey", "replica", "workspace"])
    let (code, device) = (try object.requiredText("code"), try object.requiredText("device"))
    guard let key = Hex.bytes(try object.requiredText("publicKey")) else {
      throw ProblemAnswer(.malformed, subject: "publicKey")
    }
    guard let replica = ReplicaText.id(try object.requiredText("replica")) else {
      throw ProblemAnswer(.malformed, subject: "replica")
    }
    let wanted = try object.text("workspace")
    let directory = directory
    let (server, joined) = try await pool.run {
      let servers = try directory.workspaces()
      let server = try Self.workspace(wanted, code: code, of: servers)
      return (server, try server.join(code: code, device: device, publicKey: key, replica: replica))
    }
    return .json(
      .members([
        "schema": .number(1),
        "workspace": .string(server.workspace.text),
        "workspaceName": .string(server.name),
        "user": .string(joined.device.user),
        "role": .string(joined.role.rawValue),
        "device": .string(joined.device.id.text),
        "token": .string(joined.token.text),
        "number": .number(joined.enrolment.number),
      ]), call: call, status: .created)
  }

  /// The workspace that the address names, by id or name; the code's, when it names none.
  private static func workspace(
    _ wanted: String?, code: String, of servers: [WorkspaceServer]
  ) throws -> WorkspaceServer {
    if let wanted {
      let found = servers.filter { $0.workspace.text == wanted.lowercased() || $0.name == wanted }
      guard found.count == 1 else { throw Problem(.wrongWorkspace) }
      return found[0]
    }
    guard let code = InvitationCode(code), let first = servers.first,
      let id = try Accounts.workspace(of: code, in: first.accounts.store),
      let server = servers.first(where: { $0.workspace == id })
    else { throw AccountProblem.codeUnknown }
    return server
  }

  /// Another replica id for a device that has found a twin, or starts anew.
  @Sendable private func enrol(_ call: Call, _ caller: Caller) async throws -> Response {
    let body = try await call.json(bytesMax: min(16 << 10, limits.jsonBytesMax), metrics: metrics)
    guard let replica = ReplicaText.id(try BodyObject(body, keys: ["replica"]).requiredText("replica")) else {
      throw ProblemAnswer(.malformed, subject: "replica")
    }
    let enrolment = try await pool.run { try caller.server.enrol(replica, device: caller.device) }
    return .json(
      .members([
        "schema": .number(1), "replica": .string(Hex.string(enrolment.replica.bytes)),
        "number": .number(enrolment.number),
      ]), call: call)
  }

  // The server itself.

  @Sendable private func health(_ call: Call) async throws -> Response {
    .json(.members(["status": .string("ok")]), call: call)
  }

  @Sendable private func ready(_ call: Call) async throws -> Response {
    let directory = directory
    let count = try await pool.run { () throws -> Int in
      let servers = try directory.workspaces()
      for server in servers { _ = try server.head() }
      return servers.count
    }
    guard count > 0 else { throw ProblemAnswer(Problem(.serverBusy, retryAfterSeconds: 5, subject: "no-workspace")) }
    return .json(.members(["status": .string("ready"), "workspaces": .number(count)]), call: call)
  }

  @Sendable private func openAPI(_ call: Call) async throws -> Response {
    .whole(Array(OpenAPIDocument.text.utf8), type: "application/yaml", call: call)
  }
}

/// A replica's id in JSON: 32 hexadecimal digits.
enum ReplicaText {
  static func id(_ text: String) -> ReplicaID? {
    guard let bytes = Hex.bytes(text), bytes.count == 16 else { return nil }
    return ReplicaID(bits: bytes.reduce(0) { $0 << 8 | UInt128($1) })
  }
}
