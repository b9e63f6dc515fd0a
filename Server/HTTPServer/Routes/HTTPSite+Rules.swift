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
  private static let bulkMax = 1000
  private static let filterKeys = [
    "section", "municipality", "person", "kind", "type", "field", "olderThanDays", "proposed", "q",
  ]

  /// What a rule would do to the conflicts that a filter shows, without doing it.
  @Sendable func bulkPreview(_ call: Call, _ caller: Caller) async throws -> Response {
    let body = try await body(call, keys: ["rule", "person", "filter", "limit"])
    let rule = try Self.rule(body)
    let limit = try body.integer("limit", in: 1...Self.bulkMax) ?? Self.bulkMax
    let filter = try Self.filter(BodyObject(body.object["filter"] ?? .object(JSONObject()), keys: Self.filterKeys))
    let document = try await pool.run { [self] in
      let places = try inbox(for: caller).conflicts(filter)
      return try caller.replica().store.read { reading in
        let text = ValueText(try Lookup(reading), call.language)
        let preview = try BulkSettling.preview(rule, places, text: text, reading: reading, linesMax: limit)
        return JSONValue.document([
          "rule": .string(rule.code), "person": .text(orNull: rule.person),
          "words": .string(rule.words(call.language)), "lines": .array(preview.lines.map(Self.line)),
          "untouched": .number(preview.untouched), "unseen": .number(preview.unseen),
        ])
      }
    }
    return .json(document, call: call)
  }

  private static func line(_ line: RuleLine) -> JSONValue {
    .members([
      "conflict": .string(line.place.id.text), "ref": .string(line.reference), "name": .string(line.name),
      "typeName": .string(line.typeName), "field": .string(line.fieldKey), "fieldName": .string(line.field),
      "before": .string(line.before), "after": .string(line.after),
      "candidates": .array(
        line.candidates.map { .members(["author": .string($0.author), "text": .string($0.text)]) }),
    ])
  }

  /// Settles conflicts by a rule, as a preview named them. One that has moved on meanwhile is left alone and reported.
  @Sendable func bulkSettle(_ call: Call, _ caller: Caller) async throws -> Response {
    let body = try await body(call, keys: ["rule", "person", "conflicts", "reason"])
    let rule = try Self.rule(body)
    let reason = try body.note("reason")
    guard let given = body.object["conflicts"]?.array, !given.isEmpty, given.count <= Self.bulkMax else {
      throw ProblemAnswer(.malformed, subject: "conflicts")
    }
    var ids: [ConflictID] = []
    for item in given {
      guard let id = item.string.flatMap({ ConflictID($0.lowercased()) }) else {
        throw ProblemAnswer(.malformed, subject: "conflicts")
      }
      if !ids.contains(id) { ids.append(id) }
    }
    let wanted = ids
    let document = try await pool.run { [self] in
      let index = try inbox(for: caller)
      var places: [ConflictPlace] = []
      var moved: [ConflictID] = []
      for id in wanted {
        if let place = try index.places(idPrefix: id.text).first { places.append(place) } else { moved.append(id) }
      }
      let report = try BulkSettling.carryOut(rule, places, reason: reason, replica: caller.replica()) { draft in
        if case .refused(let refusal) = try caller.server.edit(draft, by: caller.actor) { throw DraftRefused(refusal) }
      }
      func list(_ ids: [ConflictID]) -> JSONValue { .strings(ids.map(\.text)) }
      return JSONValue.document([
        "settled": list(report.settled.map(\.id)), "commits": .number(report.commits),
        "moved": list(moved + report.moved.map(\.id)), "untouched": list(report.untouched.map(\.id)),
        "refused": list(report.refused.map(\.place.id)),
      ])
    }
    return .json(document, call: call)
  }

  /// The standing rules, by type and field; those that are off too.
  @Sendable func rules(_ call: Call, _ caller: Caller) async throws -> Response {
    let document = try await pool.run {
      try caller.replica().store.read { reading in
        JSONValue.document([
          "rules": .array(
            try StandingRules(reading).all().map { rule in
              .members([
                "record": .string(rule.record.text), "type": .string(rule.type), "field": .string(rule.field),
                "rule": .string(rule.rule.code), "person": .text(orNull: rule.rule.person),
                "words": .string(rule.rule.words(call.language)), "reason": .string(rule.reason),
                "on": .boolean(rule.isOn), "author": .string(rule.author), "contested": .boolean(rule.isContested),
              ])
            })
        ])
      }
    }
    return .json(document, call: call)
  }

  /// Makes or changes the standing rule of a field; turned off, it is kept.
  @Sendable func setRule(_ call: Call, _ caller: Caller) async throws -> Response {
    let body = try await body(call, keys: ["rule", "person", "reason", "on"])
    let rule = try Self.rule(body)
    let reason = try body.note("reason")
    let isOn = body.object["on"] == nil ? true : try body.flag("on")
    let (type, field) = (call.parameters["type"] ?? "", call.parameters["field"] ?? "")
    let written = try await pool.run { [self] () throws -> Written in
      var made: RecordID?
      let stored = try commit(caller) { reading in
        let (change, record) = try StandingRules(reading).change(
          rule, type: type, field: field, reason: reason, isOn: isOn)
        made = record
        return Draft([change])
      }
      return Written(commit: stored, record: made)
    }
    return try await answer(written, caller, call)
  }

  private static func rule(_ body: BodyObject) throws -> InboxRule {
    let code = try body.requiredText("rule", max: 200)
    guard ["official", "latest", "newestOfOneAuthor", "takeAuthor"].contains(code) else {
      throw ProblemAnswer(.malformed, subject: "rule")
    }
    guard let rule = InboxRule(code, person: try body.text("person", max: 200)) else {
      throw ProblemAnswer(refused: "person", code: "required-missing")
    }
    return rule
  }

  private static func filter(_ body: BodyObject) throws -> InboxFilter {
    try filter(
      text: { try body.text($0, max: 200) }, olderThanDays: try body.integer("olderThanDays", in: 0...36_500),
      isProposed: try body.flag("proposed") ? "true" : nil)
  }
}
