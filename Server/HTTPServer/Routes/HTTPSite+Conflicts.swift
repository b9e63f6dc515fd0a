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
  /// `{"schema","conflicts"}`, by record.
  @Sendable func conflicts(_ call: Call, _ caller: Caller) async throws -> Response {
    let document = try await pool.run {
      let open = try caller.server.replica.conflicts()
      return try caller.server.replica.store.read { reading in
        let json = try ConflictJSON(reading, lookup: Lookup(reading))
        return JSONValue.members(["schema": .number(1), "conflicts": .array(try open.map { try json.conflict($0) })])
      }
    }
    return .json(document, call: call)
  }

  @Sendable func conflict(_ call: Call, _ caller: Caller) async throws -> Response {
    let id = try Self.conflictID(call)
    let document = try await pool.run {
      let places = try self.inbox(of: caller.server).places(idPrefix: id.text)
      guard let place = places.first,
        let open = try caller.server.replica.store.read({ try $0.openConflict(id, of: place.record) })
      else { throw ProblemAnswer(.notFound, subject: "conflict") }
      return try caller.server.replica.store.read { reading in
        var document = try ConflictJSON(reading, lookup: Lookup(reading)).conflict(open).object ?? JSONObject()
        document["schema"] = .number(1)
        return JSONValue.object(document)
      }
    }
    return .json(document, call: call)
  }

  private static func conflictID(_ call: Call) throws -> ConflictID {
    guard let id = ConflictID(call.parameters["conflict"] ?? "") else {
      throw ProblemAnswer(.notFound, subject: "conflict")
    }
    return id
  }

  /// Settles a conflict. Its id stands for the writes that it is between: when those have changed, so has the id, and
  /// nothing is overwritten.
  @Sendable func resolve(_ call: Call, _ caller: Caller) async throws -> Response {
    let id = try Self.conflictID(call)
    let body = try await call.json(bytesMax: limits.jsonBytesMax, metrics: metrics)
    let reason = try Self.reason(body)
    guard let object = body.object else { throw ProblemAnswer(.malformed, subject: "json") }
    let decision = try Decision(json: object, ignoring: ["reason"])
    let document = try await pool.run {
      let replica = caller.server.replica
      guard let place = try self.inbox(of: caller.server).places(idPrefix: id.text).first else {
        throw Problem(.conflictMoved)
      }
      let draft = try replica.store.read { reading in
        let maker = try RecordMaker(reading, clock: replica.clock, random: replica.random, readFile: { $0 })
        return try Draft.settling(
          [Settling(conflict: id, record: place.record, decision: decision)], reason: reason, reading: reading,
          maker: maker)
      }
      switch try caller.server.edit(draft, by: caller.actor) {
      case .refused(let refusal):
        throw ProblemAnswer(
          .refused, subject: refusal.field ?? "",
          details: [
            .init(key: "code", value: .string(refusal.code.rawValue)),
            .init(key: "reason", value: .string(refusal.reason)),
          ])
      case .accepted(let stored):
        return try replica.store.read { reading in
          guard let view = try reading.view(place.record) else { throw ProblemAnswer(.notFound, subject: "record") }
          return JSONValue.members([
            "schema": .number(1), "commit": .string(CommitLabel.text(stored.commit)),
            "position": .number(stored.logged?.position ?? 0),
            "record": try RecordJSON(reading, lookup: Lookup(reading)).record(view),
          ])
        }
      }
    }
    return .json(document, call: call)
  }

  private static let reasonBytesMax = 4096

  private static func reason(_ body: JSONValue) throws -> String {
    guard let given = body["reason"] else { return "" }
    guard let reason = given.string, reason.utf8.count <= reasonBytesMax else {
      throw ProblemAnswer(.malformed, subject: "reason")
    }
    return reason
  }
}
