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
internal import Words

extension HTTPSite {
  /// What waits for a decision, or was decided: `{"schema","quarantine","waiting","next"}`, oldest first.
  @Sendable func quarantine(_ call: Call, _ caller: Caller) async throws -> Response {
    let limit = try call.query.integer("limit", in: 1...1000) ?? 100
    let after = try call.query.integer("after", in: 1...Int.max).map { Int64($0) }
    let decided: Bool
    switch call.query["state"] {
    case nil, "waiting": decided = false
    case "decided": decided = true
    default: throw ProblemAnswer(.malformed, subject: "state")
    }
    let document = try await pool.run {
      let items = try caller.server.quarantine(decided: decided, after: after, limit: limit + 1, for: caller.actor)
      let page = items.prefix(limit)
      let rows = try caller.replica().store.read { reading in
        let json = try QuarantineJSON(reading)
        return try page.map(json.item)
      }
      return JSONValue.document([
        "quarantine": .array(rows), "waiting": .number(try caller.server.quarantineCount()),
        "next": items.count > limit ? page.last.map { .number($0.kept.id) } ?? .null : .null,
      ])
    }
    return .json(document, call: call)
  }

  @Sendable func quarantinedOne(_ call: Call, _ caller: Caller) async throws -> Response {
    let id = try Self.quarantineID(call)
    let document = try await pool.run { try Self.document(id, caller) }
    return .json(document, call: call)
  }

  /// Carries one out in the caller's name.
  @Sendable func acceptQuarantined(_ call: Call, _ caller: Caller) async throws -> Response {
    let id = try Self.quarantineID(call)
    let reason = try await body(call, keys: ["reason"]).note("reason")
    let language = call.language
    let document = try await pool.run {
      switch try Self.accept(id, reason: reason, at: caller.server, by: caller.actor, language) {
      case .accepted: return try Self.document(id, caller)
      case .refused(let refusal):
        var answer = ProblemAnswer(.refused, subject: refusal.field ?? refusal.code.rawValue)
        answer.details = [
          .init(key: "code", value: .string(refusal.code.rawValue)),
          .init(key: "reason", value: .string(refusal.reason)),
        ]
        throw answer
      case .waits: throw ProblemAnswer(refused: "needs", code: "unknown-write")
      }
    }
    return .json(document, call: call)
  }

  @Sendable func refuseQuarantined(_ call: Call, _ caller: Caller) async throws -> Response {
    let id = try Self.quarantineID(call)
    let reason = try await body(call, keys: ["reason"]).note("reason")
    guard reason.contains(where: { !$0.isWhitespace }) else { throw ProblemAnswer(refused: "reason", code: "missing") }
    let document = try await pool.run {
      try caller.server.refuseQuarantined(id, reason: reason, by: caller.actor)
      return try Self.document(id, caller)
    }
    return .json(document, call: call)
  }

  /// Accepts, with a note in the history of who wrote it.
  static func accept(
    _ id: Int64, reason: String, at server: WorkspaceServer, by actor: Actor, _ language: Language
  ) throws -> QuarantineOutcome {
    let item = try server.quarantined(id, for: actor)
    let said = Words.Quarantine.note(item.author, device: item.device).text(language)
    let note = [item.item?.note ?? "", said].filter { !$0.isEmpty }.joined(separator: " – ")
    return try server.acceptQuarantined(id, note: note, reason: reason, by: actor)
  }

  private static func document(_ id: Int64, _ caller: Caller) throws -> JSONValue {
    let item = try caller.server.quarantined(id, for: caller.actor)
    let json = try caller.replica().store.read { try QuarantineJSON($0).item(item) }
    var object = json.object ?? JSONObject()
    object["schema"] = .number(1)
    return .object(object)
  }

  private static func quarantineID(_ call: Call) throws -> Int64 {
    guard let id = Int64(call.parameters["id"] ?? ""), id > 0 else { throw AccountProblem.unknownQuarantined }
    return id
  }

  // To those whose edits they are.

  /// What became of edits of the caller's devices that may not be made any more: `{"schema","waiting","decisions"}`.
  @Sendable func ownQuarantine(_ call: Call, _ caller: Caller) async throws -> Response {
    let document = try await pool.run {
      let user = caller.actor.user
      let devices = try caller.server.accounts.devices().filter { $0.user.utf8.elementsEqual(user.utf8) }
      return try Self.fates(of: devices, at: caller.server)
    }
    return .json(document, call: call)
  }

  private static func fates(of devices: [Device], at server: WorkspaceServer, _ report: HandInReport? = nil) throws
    -> JSONValue
  {
    let kept = try devices.flatMap { try server.quarantined(from: $0) }
    var object =
      JSONValue.document([
        "waiting": .number(kept.count { $0.decision == nil }),
        "decisions": .array(kept.filter { $0.decision != nil }.suffix(100).compactMap(QuarantineJSON.told)),
      ]).object ?? JSONObject()
    if let report {
      object["taken"] = .number(report.taken)
      object["known"] = .number(report.known)
      object["left"] = .number(report.left)
      object["unproved"] = .number(report.unproved)
    }
    return .object(object)
  }

  /// Takes a bundle of what a device still holds: from one that has been revoked too, and from no other stranger. It is
  /// told what became of its own edits and nothing else.
  @Sendable func handIn(_ call: Call) async throws -> Response {
    let (id, caller) = try await formerMember(call)
    let (server, device) = (caller.server, caller.device)
    try call.require(contentType: SyncHTTP.bundleContentType)
    var bounds = limits.exchange
    bounds.bodyBytesMax = min(bounds.bodyBytesMax, Self.handInBytesMax)
    bounds.inflatedBytesMax = min(bounds.inflatedBytesMax, Self.handInBytesMax)
    var body = try IncomingBody(call, limits: bounds)
    var bytes: [UInt8] = []
    while let more = try await body.next() { bytes += more }
    let bundle: Bundle
    do {
      bundle = try Bundle(bytes: bytes, limits: bounds)
    } catch {
      throw ProblemAnswer(error)
    }
    guard bundle.header.workspace == id else { throw Problem(.wrongWorkspace) }
    let runs = bundle.commits.compactMap { SealedRun(commits: $0.commits, seal: $0.seal) }
    let document = try await pool.run {
      let report = try server.handIn(runs, device: device, user: device.user)
      return try Self.fates(of: [device], at: server, report)
    }
    metrics.count(bytesIn: body.wireBytes)
    return .json(document, call: call)
  }

  /// The device that a token belongs to, welcome still or not.
  private func formerMember(_ call: Call) async throws -> (WorkspaceID, Caller) {
    let now = uptime
    guard strangers.hasRoom(call.address, now: now) else { throw tooMany(60) }
    guard let id = call.parameters["workspace"].flatMap({ WorkspaceID(text: $0) }) else {
      throw ProblemAnswer(.notFound, subject: "workspace")
    }
    let token = Self.bearer(call.headers[.authorization]).flatMap(DeviceToken.init)
    let directory = directory
    let found = try await pool.run { () throws -> Caller? in
      guard let token, let server = try directory.workspaces().first(where: { $0.workspace == id }),
        let device = try server.accounts.store.device(token: token.hash), device.workspace == id
      else { return nil }
      return Caller(server: server, device: device, actor: Actor(user: device.user, role: .reader))
    }
    guard let found else {
      _ = strangers.take(call.address, now: now)
      throw AccountProblem.notSignedIn
    }
    if let seconds = devices.take(found.device.id.text, now: now) { throw tooMany(seconds) }
    return (id, found)
  }

  /// A bundle at the most: as much as one device may have waiting.
  private static var handInBytesMax: Int { ServerLimits.standard.quarantinePerDevice.bytes + 1 << 20 }
}
