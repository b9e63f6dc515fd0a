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
    let words = query["q"]
    if let words, words.unicodeScalars.count > 200 { throw ProblemAnswer(.malformed, subject: "q") }
    let document = try await pool.run {
      try caller.replica().store.read { reading in
        let lookup = try Lookup(reading)
        var wanted = try Self.query(query, lookup: lookup)
        let list: RecordList
        if let words {
          list = try Self.search(words, wanted, offset: offset, limit: limit, reading)
        } else {
          wanted.limit = limit
          wanted.offset = offset
          list = try reading.list(wanted)
        }
        let json = try RecordJSON(reading, lookup: lookup)
        return JSONValue.document([
          "records": .array(try list.records.map { try json.record($0) }), "total": .number(list.total),
        ])
      }
    }
    return .json(document, call: call)
  }

  private static let foundMax = 1000

  /// What is found by words, the best first; other bounds than the type are for lists.
  private static func search(
    _ words: String, _ query: RecordQuery, offset: Int, limit: Int, _ reading: any ReplicaReading
  ) throws -> RecordList {
    guard query.filters.isEmpty, query.parent == nil, query.deleted == .without, !query.inConflict,
      query.sortedBy == nil
    else { throw ProblemAnswer(.refused, subject: "q") }
    let found = try reading.search(words, limit: foundMax).compactMap { try reading.view($0) }
      .filter { query.type == nil || $0.type == query.type }
    return RecordList(records: Array(found.dropFirst(offset).prefix(limit)), total: found.count)
  }

  private static func query(_ items: QueryItems, lookup: Lookup) throws -> RecordQuery {
    var query = RecordQuery()
    let type = try items["type"].map { try Self.type($0, lookup) }
    query.type = type?.number
    let reader = AssignmentReader(
      lookup: lookup, readFile: { _ in throw ProblemAnswer(.malformed) }, make: { _, _ in nil })
    for text in items.all("where") {
      guard let assignment = Assignment(text), assignment.operator == .set else {
        throw ProblemAnswer(.malformed, subject: "where")
      }
      let field = try field(assignment.key, of: type)
      let value: Value
      do {
        value = try reader.value(assignment.text, of: field)
      } catch let problem as AssignmentProblem {
        throw ProblemAnswer(problem)
      }
      query.filters.append(try lookup.filter(field, value))
    }
    if let key = items["sort"] { query.sortedBy = try field(key, of: type).number }
    if let parent = items["parent"] { query.parent = try find(parent, lookup: lookup) }
    switch items["conflicts"] {
    case nil, "false": break
    case "true": query.inConflict = true
    default: throw ProblemAnswer(.malformed, subject: "conflicts")
    }
    switch items["deleted"] {
    case nil, "without": break
    case "only": query.deleted = .only
    case "with": query.deleted = .with
    default: throw ProblemAnswer(.malformed, subject: "deleted")
    }
    return query
  }

  /// A field that a bound names, which means something for one type alone.
  private static func field(_ key: String, of type: RecordType?) throws -> Field {
    guard let type else { throw ProblemAnswer(.refused, subject: "type") }
    guard let field = type.field(key) else {
      throw ProblemAnswer(
        .refused, subject: key, details: [.init(key: "known", value: .strings(type.fields.map(\.key)))])
    }
    return field
  }

  @Sendable func record(_ call: Call, _ caller: Caller) async throws -> Response {
    let text = call.parameters["ref"] ?? ""
    let document = try await pool.run {
      try caller.replica().store.read { reading in
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

  /// The record that `text` names; of one that turned out to be another, that other.
  static func find(_ text: String, lookup: Lookup) throws -> RecordID {
    switch try lookup.find(text) {
    case .found(let id): return try lookup.shown(id)
    case .ambiguous(let ids):
      throw ProblemAnswer(
        .notFound, subject: "record",
        details: [.init(key: "candidates", value: .array(try ids.map { .string(try lookup.reference(of: $0)) }))])
    case .unknown: throw ProblemAnswer(.notFound, subject: "record")
    }
  }
}

extension ProblemAnswer {
  init(_ problem: AssignmentProblem) {
    switch problem {
    case .unknownField(let key, let known):
      self.init(
        .refused, subject: key,
        details: [
          .init(key: "code", value: .string("unknown-field")), .init(key: "known", value: .strings(known)),
        ])
    case .neverInConflict(let key, let known): self.init(refused: key, code: "never-in-conflict", known: known)
    case .notASet(let key):
      self.init(.refused, subject: key, details: [.init(key: "code", value: .string("wrong-kind"))])
    case .badValue(let field, _, let problem):
      self.init(.refused, subject: field, details: [.init(key: "code", value: .string(problem.code.rawValue))])
    case .unknownReference(let field, _):
      self.init(.refused, subject: field, details: [.init(key: "code", value: .string("unknown-reference"))])
    case .ambiguousReference(let field, _, let ids):
      self.init(
        .refused, subject: field,
        details: [
          .init(key: "code", value: .string("ambiguous-reference")),
          .init(key: "candidates", value: .array(ids.map { .string($0.text) })),
        ])
    }
  }
}
