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
  /// The commits of the whole workspace, newest first: `{"schema","commits","next"}`. `next` is what `before` is for the
  /// page after this one; null at the end.
  @Sendable func workspaceHistory(_ call: Call, _ caller: Caller) async throws -> Response {
    let (limit, before) = try Self.page(call.query)
    let document = try await pool.run {
      try caller.replica().store.read { reading in
        let head = try reading.header()?.cursor?.position ?? 0
        var position = min(head, before.map { $0 - 1 } ?? head)
        var commits: [StoredCommit] = []
        while position > 0, commits.count < limit {
          if let stored = try reading.logged(at: position) { commits.append(stored) }
          position -= 1
        }
        return try Self.history(
          commits.map { try reading.historyItem($0) }, next: position > 0 ? commits.last?.logged?.position : nil,
          reading)
      }
    }
    return .json(document, call: call)
  }

  /// The commits that touch a record, as of the workspace.
  @Sendable func history(_ call: Call, _ caller: Caller) async throws -> Response {
    let (limit, before) = try Self.page(call.query)
    let text = call.parameters["ref"] ?? ""
    let document = try await pool.run {
      try caller.replica().store.read { reading in
        let id = try Self.find(text, lookup: Lookup(reading))
        let commits = try reading.history(of: id).reversed().filter { stored in
          before.map { stored.logged?.position ?? .max < $0 } ?? true
        }
        let page = commits.prefix(limit)
        return try Self.history(
          page.map { try reading.historyItem($0, of: id) },
          next: commits.count > limit ? page.last?.logged?.position : nil, reading)
      }
    }
    return .json(document, call: call)
  }

  @Sendable func oneCommit(_ call: Call, _ caller: Caller) async throws -> Response {
    let label = call.parameters["commit"] ?? ""
    let document = try await pool.run {
      try caller.replica().store.read { reading in
        let name = try Self.commit(label, reading)
        guard let stored = try reading.commit(name.replica, name.sequence) else {
          throw ProblemAnswer(.notFound, subject: "commit")
        }
        let json = try HistoryJSON(reading, lookup: Lookup(reading))
        var document = try Self.commit(reading.historyItem(stored), json)
        document["schema"] = .number(1)
        return JSONValue.object(document)
      }
    }
    return .json(document, call: call)
  }

  private static func page(_ query: QueryItems) throws -> (limit: Int, before: Position?) {
    let limit = try query.integer("limit", in: 1...1000) ?? 100
    let before = try query.integer("before", in: 1...Int.max).map { Position($0) }
    return (limit, before)
  }

  private static func history(
    _ items: [HistoryItem], next: Position?, _ reading: any ReplicaReading
  ) throws -> JSONValue {
    let json = try HistoryJSON(reading, lookup: Lookup(reading))
    return .document([
      "commits": .array(try items.map { .object(try commit($0, json)) }),
      "next": next.map { .number($0) } ?? .null,
    ])
  }

  /// A commit with its place in the log.
  static func commit(_ item: HistoryItem, _ json: HistoryJSON) throws -> JSONObject {
    var object = try json.commit(item).object ?? JSONObject()
    if case .logged(let position) = item.state { object["position"] = .number(position) }
    return object
  }
}
