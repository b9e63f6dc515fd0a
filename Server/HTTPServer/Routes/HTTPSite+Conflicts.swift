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
  private static var conflictsMax: Int { 200 }

  /// The rows of the inbox, a record each, with the counts of every filter:
  /// `{"schema","rows","matching","total","conflictsMatching","conflictsTotal","counts"}`.
  @Sendable func inboxPage(_ call: Call, _ caller: Caller) async throws -> Response {
    let (filter, order) = try Self.inboxFilter(call.query)
    let (limit, offset) = try Self.inboxSlice(call.query)
    let page = try await pool.run { [self] in
      try inbox(for: caller).page(filter, order: order, offset: offset, limit: limit, language: call.language)
    }
    let json = InboxJSON(language: call.language)
    return .json(
      .document([
        "rows": .array(page.rows.map(json.row)), "matching": .number(page.matching), "total": .number(page.total),
        "conflictsMatching": .number(page.conflictsMatching), "conflictsTotal": .number(page.conflictsTotal),
        "counts": json.counts(page.counts),
      ]), call: call)
  }

  /// Open conflicts one by one, in the inbox's order: `{"schema","conflicts","matching"}`.
  @Sendable func conflicts(_ call: Call, _ caller: Caller) async throws -> Response {
    let (filter, order) = try Self.inboxFilter(call.query)
    let (limit, offset) = try Self.inboxSlice(call.query)
    let document = try await pool.run { [self] in
      let places = try inbox(for: caller).conflicts(filter, order: order)
      return try caller.replica().store.read { reading in
        let json = try ConflictJSON(reading, lookup: Lookup(reading))
        // What was settled since the index was asked is left out.
        let open = try places.dropFirst(offset).prefix(limit).compactMap {
          try reading.openConflict($0.id, of: $0.record)
        }
        return JSONValue.document([
          "conflicts": .array(try open.map { .object(try Self.members(of: $0, json, viewer: caller)) }),
          "matching": .number(places.count),
        ])
      }
    }
    return .json(document, call: call)
  }

  /// One conflict with all that a person needs to settle it.
  @Sendable func conflict(_ call: Call, _ caller: Caller) async throws -> Response {
    let id = try Self.conflictID(call)
    let document = try await pool.run { [self] in
      guard let place = try inbox(for: caller).places(idPrefix: id.text).first else {
        throw ProblemAnswer(.notFound, subject: "conflict")
      }
      return try caller.replica().store.read { reading in
        guard let open = try reading.openConflict(id, of: place.record) else {
          throw ProblemAnswer(.notFound, subject: "conflict")
        }
        let lookup = try Lookup(reading)
        let text = ValueText(lookup, call.language)
        let sheet = try RecordSheet.make(
          of: place.record, only: id, text: text, reading: reading, viewer: caller.actor.user)
        var document = try Self.members(of: open, ConflictJSON(reading, lookup: lookup), viewer: caller)
        document["schema"] = .number(1)
        document["seen"] = .string(try reading.seenNow().text)
        document["sheet"] = sheet.map(InboxJSON(language: call.language).sheet) ?? .null
        return JSONValue.object(document)
      }
    }
    return .json(document, call: call)
  }

  static func conflictID(_ call: Call) throws -> ConflictID {
    guard let id = ConflictID(call.parameters["conflict"]?.lowercased() ?? "") else {
      throw ProblemAnswer(.notFound, subject: "conflict")
    }
    return id
  }

  /// A conflict's members; drafts are shown to those alone who saved them.
  static func members(of open: OpenConflict, _ json: ConflictJSON, viewer: Caller) throws -> JSONObject {
    var object = try json.conflict(open).object ?? JSONObject()
    let proposals = object["proposals"]?.array ?? []
    object["proposals"] = .array(
      proposals.filter { proposal in
        proposal["state"]?.string != ProposalState.draft.rawValue
          || proposal["author"]?.string.map { $0.utf8.elementsEqual(viewer.actor.user.utf8) } ?? false
      })
    return object
  }

  private static func inboxSlice(_ query: QueryItems) throws -> (limit: Int, offset: Int) {
    (try query.integer("limit", in: 1...conflictsMax) ?? 50, try query.integer("offset", in: 0...Int.max) ?? 0)
  }

  /// What the inbox is narrowed to. A value that nothing has is no mistake: nothing fits it.
  static func inboxFilter(_ query: QueryItems) throws -> (InboxFilter, InboxOrder) {
    func text(_ name: String) throws -> String? {
      guard let text = query[name] else { return nil }
      guard text.unicodeScalars.count <= 200 else { throw ProblemAnswer(.malformed, subject: name) }
      return text
    }
    let filter = try filter(
      text: text, olderThanDays: try query.integer("olderThanDays", in: 0...36_500), isProposed: query["proposed"])
    guard let order = query["order"] else { return (filter, .waiting) }
    guard let order = InboxOrder(rawValue: order) else { throw ProblemAnswer(.malformed, subject: "order") }
    return (filter, order)
  }

  static func filter(
    text: (String) throws -> String?, olderThanDays: Int?, isProposed: String?
  ) throws -> InboxFilter {
    var filter = InboxFilter()
    filter.section = try text("section")
    filter.municipality = try text("municipality")
    filter.person = try text("person")
    filter.type = try text("type")
    filter.field = try text("field")
    filter.text = try text("q")
    filter.olderThanDays = olderThanDays
    if let kind = try text("kind") {
      guard let kind = ConflictKind(rawValue: kind) else { throw ProblemAnswer(.malformed, subject: "kind") }
      filter.kind = kind
    }
    switch isProposed {
    case nil, "false": break
    case "true": filter.isProposed = true
    default: throw ProblemAnswer(.malformed, subject: "proposed")
    }
    return filter
  }
}
