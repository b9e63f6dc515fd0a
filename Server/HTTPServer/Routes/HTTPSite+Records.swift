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
  private static var pageMax: Int { 1000 }

  /// `{"schema","records","total"}`.
  @Sendable func records(_ call: Call, _ caller: Caller) async throws -> Response {
    let limit = try call.query.integer("limit", in: 1...Self.pageMax) ?? 100
    let offset = try call.query.integer("offset", in: 0...Int.max) ?? 0
    let query = call.query
    let document = try await pool.run {
      try caller.server.replica.store.read { reading in
        let lookup = try Lookup(reading)
        var wanted = try Self.query(query, lookup: lookup)
        wanted.limit = limit
        wanted.offset = offset
        let list = try reading.list(wanted)
        let json = try RecordJSON(reading, lookup: lookup)
        return JSONValue.members([
          "schema": .number(1), "records": .array(try list.records.map { try json.record($0) }),
          "total": .number(list.total),
        ])
      }
    }
    return .json(document, call: call)
  }

  private static func query(_ items: QueryItems, lookup: Lookup) throws -> RecordQuery {
    var query = RecordQuery()
    var type: RecordType?
    if let key = items["type"] {
      type = lookup.schema.type(key)
      guard let type else {
        throw ProblemAnswer(
          .malformed, subject: "type",
          details: [.init(key: "known", value: .array(lookup.schema.types.map { .string($0.key) }))])
      }
      query.type = type.number
    }
    let reader = AssignmentReader(
      lookup: lookup, readFile: { _ in throw ProblemAnswer(.malformed) }, make: { _, _ in nil })
    for text in items.all("where") {
      guard let type else { throw ProblemAnswer(.malformed, subject: "type") }
      guard let assignment = Assignment(text), assignment.operator == .set else {
        throw ProblemAnswer(.malformed, subject: "where")
      }
      guard let field = type.field(assignment.key) else {
        throw ProblemAnswer(
          .malformed, subject: assignment.key,
          details: [.init(key: "known", value: .array(type.fields.map { .string($0.key) }))])
      }
      let value: Value
      do {
        value = try reader.value(assignment.text, of: field)
      } catch let problem as AssignmentProblem {
        throw ProblemAnswer(problem)
      }
      query.filters.append(RecordQuery.FieldFilter(field: field.number, value: value))
    }
    switch items["deleted"] {
    case nil, "without": break
    case "only": query.deleted = .only
    case "with": query.deleted = .with
    default: throw ProblemAnswer(.malformed, subject: "deleted")
    }
    return query
  }

  @Sendable func record(_ call: Call, _ caller: Caller) async throws -> Response {
    let text = call.parameters["ref"] ?? ""
    let document = try await pool.run {
      try caller.server.replica.store.read { reading in
        let lookup = try Lookup(reading)
        let id = try Self.find(text, lookup: lookup)
        guard let view = try reading.view(id) else { throw ProblemAnswer(.notFound, subject: "record") }
        var document = try RecordJSON(reading, lookup: lookup).record(view).object ?? JSONObject()
        document["schema"] = .number(1)
        return JSONValue.object(document)
      }
    }
    return .json(document, call: call)
  }

  /// `{"schema","commits"}`, newest first.
  @Sendable func history(_ call: Call, _ caller: Caller) async throws -> Response {
    let limit = try call.query.integer("limit", in: 1...Self.pageMax) ?? 100
    let text = call.parameters["ref"] ?? ""
    let document = try await pool.run {
      let replica = caller.server.replica
      let id = try replica.store.read { try Self.find(text, lookup: Lookup($0)) }
      let items = try replica.history(of: id, limit: limit)
      return try replica.store.read { reading in
        let json = try HistoryJSON(reading, lookup: Lookup(reading))
        return JSONValue.members(["schema": .number(1), "commits": .array(try items.map { try json.commit($0) })])
      }
    }
    return .json(document, call: call)
  }

  static func find(_ text: String, lookup: Lookup) throws -> RecordID {
    switch try lookup.find(text) {
    case .found(let id): return id
    case .ambiguous(let ids):
      throw ProblemAnswer(
        .notFound, subject: "record",
        details: [.init(key: "candidates", value: .array(try ids.map { .string(try lookup.reference(of: $0)) }))])
    case .unknown: throw ProblemAnswer(.notFound, subject: "record")
    }
  }

  /// The logged state in sums, a bucket's records, or the entries that made one record.
  @Sendable func repair(_ call: Call, _ caller: Caller) async throws -> Response {
    let bucket = try call.query.integer("bucket", in: 0...255)
    let record = call.query["record"]
    guard bucket == nil || record == nil else { throw ProblemAnswer(.malformed, subject: "bucket") }
    let server = caller.server
    let document: JSONValue
    if let record {
      guard let id = RecordID(text: record) else { throw ProblemAnswer(.malformed, subject: "record") }
      document = try await pool.run {
        .members([
          "schema": .number(1), "record": .string(id.text),
          "entries": .array(try server.repairEntries(of: id).compactMap(Self.entry)),
        ])
      }
    } else if let bucket {
      document = try await pool.run {
        .members([
          "schema": .number(1), "bucket": .number(bucket),
          "records": .array(
            try server.repairRecords(bucket: bucket).map {
              .members(["id": .string($0.record.text), "digest": .string(Hex.string($0.digest.bits.bytes))])
            }),
        ])
      }
    } else {
      document = try await pool.run {
        let summary = try server.repairSummary()
        return .members([
          "schema": .number(1), "position": .number(summary.position), "chain": .string(summary.chain.hex),
          "digest": .string(Hex.string(summary.digest.bits.bytes)),
          "buckets": .array(summary.buckets.map { .string(Hex.string($0.bits.bytes)) }),
        ])
      }
    }
    return .json(document, call: call)
  }

  private static func entry(_ entry: LogEntry) -> JSONValue? {
    guard case .accepted(let commit, let author) = entry.event else { return nil }
    return .members([
      "position": .number(entry.position), "time": .number(entry.time),
      "author": author.map(JSONValue.string) ?? .null, "replica": .string(Hex.string(commit.replica.bytes)),
      "sequence": .number(commit.sequence), "previous": .string(commit.previous.hex), "hash": .string(commit.hash.hex),
      "body": .string(Hex.string(commit.body)),
    ])
  }
}

extension ProblemAnswer {
  init(_ problem: AssignmentProblem) {
    switch problem {
    case .unknownField(let key, let known):
      self.init(
        .malformed, subject: key, details: [.init(key: "known", value: .array(known.map(JSONValue.string)))])
    case .notASet(let key): self.init(.malformed, subject: key)
    case .badValue(let field, _, let problem):
      self.init(.malformed, subject: field, details: [.init(key: "code", value: .string(problem.code.rawValue))])
    case .unknownReference(let field, _):
      self.init(.malformed, subject: field, details: [.init(key: "code", value: .string("unknown-reference"))])
    case .ambiguousReference(let field, _, let ids):
      self.init(
        .malformed, subject: field,
        details: [
          .init(key: "code", value: .string("ambiguous-reference")),
          .init(key: "candidates", value: .array(ids.map { .string($0.text) })),
        ])
    }
  }
}
