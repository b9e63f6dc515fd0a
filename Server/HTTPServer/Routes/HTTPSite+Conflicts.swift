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
      guard let open = try caller.server.replica.conflicts().first(where: { $0.id == id }) else {
        throw ProblemAnswer(.notFound, subject: "conflict")
      }
      return try caller.server.replica.store.read { reading in
        var document = try ConflictJSON(reading, lookup: Lookup(reading)).conflict(open).object ?? JSONObject()
        document["schema"] = .number(1)
        return JSONValue.object(document)
      }
    }
    return .json(document, call: call)
  }

  private static func conflictID(_ call: Call) throws -> ConflictID {
    guard let id = ConflictID(call.parameters["id"] ?? "") else { throw ProblemAnswer(.notFound, subject: "conflict") }
    return id
  }

  /// Settles a conflict. Its id stands for the writes that it is between: when those have changed, so has the id, and
  /// nothing is overwritten.
  @Sendable func resolve(_ call: Call, _ caller: Caller) async throws -> Response {
    let id = try Self.conflictID(call)
    let body = try await call.json(bytesMax: limits.jsonBytesMax, metrics: metrics)
    let reason = try Self.reason(body)
    let choice = try Self.choice(body)
    let document = try await pool.run {
      let replica = caller.server.replica
      guard let open = try replica.conflicts().first(where: { $0.id == id }) else { throw Problem(.conflictMoved) }
      let settlement = try replica.store.read { try choice.settlement(of: open, reading: $0) }
      let draft = Draft([.settle(open.view.id, open.conflict, settlement)], note: reason)
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
          guard let view = try reading.view(open.view.id) else { throw ProblemAnswer(.notFound, subject: "record") }
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

  private static func choice(_ body: JSONValue) throws -> ConflictChoice {
    guard let object = body.object else { throw ProblemAnswer(.malformed, subject: "json") }
    var choices: [ConflictChoice] = []
    for member in object.members {
      switch (member.key, member.value) {
      case ("reason", _): break
      case ("take", let value):
        guard let number = value.integer.flatMap({ Int(exactly: $0) }), number > 0 else {
          throw ProblemAnswer(.malformed, subject: "take")
        }
        choices.append(.take(number))
      case ("value", let value): choices.append(.value(value))
      case ("keep", .boolean(true)): choices.append(.keep)
      case ("delete", .boolean(true)): choices.append(.delete)
      case ("keepBoth", .boolean(true)): choices.append(.keepBoth)
      default: throw ProblemAnswer(.malformed, subject: member.key)
      }
    }
    guard choices.count == 1 else { throw ProblemAnswer(.malformed, subject: "choice") }
    return choices[0]
  }
}

/// What somebody decided about a conflict, before it is known what that means there.
enum ConflictChoice: Sendable {
  /// A candidate, from 1.
  case take(Int)
  case value(JSONValue)
  case keep
  case delete
  case keepBoth

  func settlement(of open: OpenConflict, reading: any ReplicaReading) throws -> Settlement {
    switch self {
    case .keep: return .keep
    case .delete: return .delete
    case .keepBoth: return .keepBoth
    case .take(let number):
      guard number <= open.candidates.count else { throw ProblemAnswer(.malformed, subject: "take") }
      let candidate = open.candidates[number - 1]
      switch open.conflict.kind {
      case .edit, .text, .closedYear: return .take(candidate.write.dot)
      case .delete: return candidate.register == .life ? .delete : .keep
      case .orphan, .ring:
        if candidate.register == .life { return .delete }
        guard let parent = candidate.write.value.reference else { throw EditProblem.cannotSettle(open.conflict.kind) }
        return .move(parent)
      }
    case .value(let json): return try settlement(json, of: open, lookup: Lookup(reading))
    }
  }

  private func settlement(_ json: JSONValue, of open: OpenConflict, lookup: Lookup) throws -> Settlement {
    guard let register = open.conflict.register, let type = lookup.schema.type(open.view.type) else {
      throw EditProblem.cannotSettle(open.conflict.kind)
    }
    let reader = AssignmentReader(lookup: lookup, readFile: { _ in "" }, make: { _, _ in nil })
    do {
      let value: Value
      switch type.register(register.field)?.shape {
      case .field(let field)?: value = json == .null ? .cleared : try reader.value(json, of: field)
      case .group(let group, let members)?:
        guard let object = json.object else { throw ProblemAnswer(.malformed, subject: group.key) }
        for member in object.members where !members.contains(where: { $0.key == member.key }) {
          throw ProblemAnswer(.malformed, subject: member.key)
        }
        var parts: [FieldNumber: Value] = [:]
        for member in members {
          guard let part = object[member.key], part != .null else { continue }
          parts[member.number] = try reader.value(part, of: member)
        }
        value = group.tuple(parts)
      case .set?, nil: throw EditProblem.cannotSettle(open.conflict.kind)
      }
      if open.conflict.kind == .orphan || open.conflict.kind == .ring, let parent = value.reference {
        return .move(parent)
      }
      return .value(value)
    } catch let problem as AssignmentProblem {
      throw ProblemAnswer(problem)
    }
  }
}
