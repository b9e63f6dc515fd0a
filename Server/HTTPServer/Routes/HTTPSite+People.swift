internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import Merge
internal import NIOCore
internal import Plan
internal import Replica
internal import Schema
internal import SyncProtocol
internal import SyncServer

extension HTTPSite {
  /// The caller: `{"schema","user","role","device","workspace","workspaceName","devices"}`.
  @Sendable func me(_ call: Call, _ caller: Caller) async throws -> Response {
    let own = try await pool.run {
      try caller.server.devices().filter { $0.user.utf8.elementsEqual(caller.actor.user.utf8) }
    }
    return .json(
      .document([
        "user": .string(caller.actor.user), "role": .string(caller.actor.role.rawValue),
        "device": .string(caller.device.id.text), "workspace": .string(caller.server.workspace.text),
        "workspaceName": .string(caller.server.name), "devices": .array(own.map(Self.device)),
      ]), call: call)
  }

  @Sendable func users(_ call: Call, _ caller: Caller) async throws -> Response {
    let (members, schema) = try await pool.run {
      (try caller.server.accounts.members(), try caller.server.replica.schema())
    }
    return .json(.document(["users": .array(members.map { .object(Self.user($0, schema)) })]), call: call)
  }

  private static func user(_ member: Member, _ schema: Schema) -> JSONObject {
    JSONObject([
      .init(key: "user", value: .string(member.user)), .init(key: "role", value: .string(member.role.rawValue)),
      .init(key: "since", value: .string(Instant.iso(member.since))),
      .init(key: "audiences", value: .strings(member.audiences.compactMap { schema.audience($0)?.key })),
    ])
  }

  private func user(_ name: String, _ caller: Caller) throws -> JSONObject {
    guard let member = try caller.server.accounts.members().first(where: { $0.user.utf8.elementsEqual(name.utf8) })
    else { throw AccountProblem.unknownUser(name) }
    return Self.user(member, try caller.server.replica.schema())
  }

  /// A member, and the code for the first device.
  @Sendable func addUser(_ call: Call, _ caller: Caller) async throws -> Response {
    let body = try await body(call, keys: ["user", "role"])
    let (name, role) = (try body.requiredText("user", max: 200), try body.role("role"))
    let document = try await pool.run { [self] in
      let code = try caller.server.accounts.addMember(name, role: role, by: caller.actor)
      var document = try user(name, caller)
      document["schema"] = .number(1)
      document["code"] = .string(code.text)
      return JSONValue.object(document)
    }
    return .json(document, call: call, status: .created)
  }

  /// Another role, other audiences, or both.
  @Sendable func changeUser(_ call: Call, _ caller: Caller) async throws -> Response {
    let body = try await body(call, keys: ["role", "audiences"])
    let role = try body.object["role"].map { _ in try body.role("role") }
    let audiences = try body.texts("audiences")
    guard role != nil || audiences != nil else { throw ProblemAnswer(.malformed, subject: "role") }
    let name = call.parameters["user"] ?? ""
    let document = try await pool.run { [self] in
      if let role { try caller.server.accounts.setRole(of: name, to: role, by: caller.actor) }
      if let audiences { try caller.server.setAudiences(of: name, to: audiences, by: caller.actor) }
      var document = try user(name, caller)
      document["schema"] = .number(1)
      return JSONValue.object(document)
    }
    return .json(document, call: call)
  }

  /// Ends a membership; what the member wrote stays.
  @Sendable func removeUser(_ call: Call, _ caller: Caller) async throws -> Response {
    let name = call.parameters["user"] ?? ""
    try await pool.run { try caller.server.accounts.removeMember(name, by: caller.actor) }
    return .json(.document(["user": .string(name), "removed": .boolean(true)]), call: call)
  }

  /// What became of values that the caller wrote over JSON or on the pages and that do not stand; what a laptop wrote is
  /// told there. `{"schema","tidings"}`, oldest first.
  @Sendable func told(_ call: Call, _ caller: Caller) async throws -> Response {
    let limit = try call.query.integer("limit", in: 1...1000) ?? 100
    let document = try await pool.run {
      try caller.replica().store.read { reading in
        let tidings = try reading.tidings(for: caller.actor.user)
        let json = try HistoryJSON(reading, lookup: Lookup(reading))
        let page = try tidings.prefix(limit).map { tiding -> JSONValue in
          var object = try json.tiding(tiding).object ?? JSONObject()
          object["id"] = .number(tiding.id)
          return .object(object)
        }
        return JSONValue.document(["tidings": .array(page), "total": .number(tidings.count)])
      }
    }
    return .json(document, call: call)
  }

  /// Forgets what the caller has read.
  @Sendable func dismissTold(_ call: Call, _ caller: Caller) async throws -> Response {
    guard let upTo = try call.query.integer("upTo", in: 1...Int.max) else {
      throw ProblemAnswer(.malformed, subject: "upTo")
    }
    try await pool.run {
      try caller.replica().dismissTidings(upTo: Int64(upTo), for: caller.actor.user)
    }
    return .json(.document(["upTo": .number(upTo)]), call: call)
  }

  /// A code for one more device: everybody's for oneself, an administrator's for anybody.
  @Sendable func invite(_ call: Call, _ caller: Caller) async throws -> Response {
    let body = try await body(call, keys: ["user"])
    let name = try body.text("user", max: 200) ?? caller.actor.user
    let code = try await pool.run { try caller.server.accounts.invite(name, by: caller.actor) }
    return .json(
      .document([
        "user": .string(name), "code": .string(code.text),
        "expires": .string(Instant.iso(call.time + Accounts.invitationMilliseconds)),
      ]), call: call, status: .created)
  }

  /// Codes that nobody has used yet, without the codes themselves: those are shown once.
  @Sendable func invitations(_ call: Call, _ caller: Caller) async throws -> Response {
    let open = try await pool.run { try caller.server.accounts.openInvitations() }
    return .json(
      .document([
        "invitations": .array(
          open.map { invitation in
            .members([
              "user": .string(invitation.user), "purpose": .string(invitation.purpose.rawValue),
              "created": .string(Instant.iso(invitation.createdAt)),
              "expires": .string(Instant.iso(invitation.expiresAt)),
            ])
          })
      ]), call: call)
  }

  @Sendable func devices(_ call: Call, _ caller: Caller) async throws -> Response {
    let devices = try await pool.run { try caller.server.devices() }
    return .json(.document(["devices": .array(devices.map(Self.device))]), call: call)
  }

  /// Shuts a device out. Everybody may revoke the devices of their own.
  @Sendable func revokeDevice(_ call: Call, _ caller: Caller) async throws -> Response {
    guard let id = DeviceID(text: call.parameters["device"] ?? "") else { throw AccountProblem.unknownDevice }
    let device = try await pool.run { () throws -> Device in
      let accounts = caller.server.accounts
      try accounts.revokeDevice(id, by: caller.actor)
      guard let device = try accounts.store.device(id) else { throw AccountProblem.unknownDevice }
      return device
    }
    var document = Self.device(device).object ?? JSONObject()
    document["schema"] = .number(1)
    return .json(.object(document), call: call)
  }

  private static func device(_ device: Device) -> JSONValue {
    func instant(_ time: Int64?) -> JSONValue { time.map { .string(Instant.iso($0)) } ?? .null }
    return .members([
      "id": .string(device.id.text), "user": .string(device.user), "name": .string(device.name),
      "replicas": .array(device.replicas.map { .string(Hex.string($0.bytes)) }),
      "copied": .boolean(device.replicas.count > 1), "created": instant(device.createdAt),
      "revoked": instant(device.revokedAt), "lastSync": instant(device.report?.seenAt),
      "pending": device.report.map { .number($0.pending) } ?? .null,
      "appVersion": device.report.map { .string($0.appVersion) } ?? .null,
      "schemaVersion": device.report.map { .number($0.schemaVersion) } ?? .null,
      "clockAheadMilliseconds": device.report.map { .number($0.clockAhead) } ?? .null,
    ])
  }

  /// Who did what about accounts, newest first: `{"schema","records","next"}`.
  @Sendable func audit(_ call: Call, _ caller: Caller) async throws -> Response {
    let limit = try call.query.integer("limit", in: 1...1000) ?? 100
    let before = try call.query.integer("before", in: 1...Int.max).map { Int64($0) }
    let records = try await pool.run { try caller.server.accounts.audit(before: before, limit: limit + 1) }
    let page = records.prefix(limit)
    return .json(
      .document([
        "records": .array(
          page.map { record in
            .members([
              "id": .number(record.id), "at": .string(Instant.iso(record.time)), "actor": .string(record.actor),
              "action": .string(record.action.rawValue), "subject": .string(record.subject),
              "detail": .string(record.detail),
            ])
          }), "next": records.count > limit ? page.last.map { .number($0.id) } ?? .null : .null,
      ]), call: call)
  }
}
