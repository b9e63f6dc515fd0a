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

/// A commit that a request made, and the record that it was about.
struct Written {
  let commit: StoredCommit
  let record: RecordID?
  var status = HTTPResponse.Status.ok
}

extension HTTPSite {
  /// Makes one commit in the caller's name.
  ///
  /// - Throws: a problem that carries the refusal when it was not accepted.
  func commit(_ caller: Caller, _ make: (any ReplicaReading) throws -> Draft) throws -> StoredCommit {
    switch try caller.server.edit(by: caller.actor, make) {
    case .accepted(let stored): return stored
    case .refused(let refusal):
      throw ProblemAnswer(
        .refused, subject: refusal.field ?? "",
        details: [
          .init(key: "code", value: .string(refusal.code.rawValue)),
          .init(key: "reason", value: .string(refusal.reason)),
        ])
    }
  }

  /// `{"schema","commit","position","record"}`: what an accepted write is answered with.
  func answer(_ written: Written, _ caller: Caller, _ call: Call) async throws -> Response {
    let document = try await pool.run {
      try caller.replica().store.read { reading in
        let view = try written.record.flatMap { try reading.view($0) }
        return JSONValue.document([
          "commit": .string(CommitLabel.text(written.commit.commit)),
          "position": .number(written.commit.logged?.position ?? 0),
          "record": try view.map { try RecordJSON(reading, lookup: Lookup(reading)).record($0) } ?? .null,
        ])
      }
    }
    return .json(document, call: call, status: written.status)
  }

  func body(_ call: Call, keys: [String]) async throws -> BodyObject {
    try BodyObject(try await call.json(bytesMax: limits.jsonBytesMax, metrics: metrics), keys: keys)
  }

  func maker(_ reading: any ReplicaReading, _ caller: Caller) throws -> RecordMaker {
    // Its clock and its random numbers alone: within a transaction nothing else of the store may be asked for.
    let replica = caller.server.replica
    return try RecordMaker(reading, clock: replica.clock, random: replica.random) { _ in
      throw ProblemAnswer(.malformed, subject: "file")
    }
  }

  /// Makes a record. Under an id that the caller gives, a request that is sent again is refused as `record-exists`.
  @Sendable func createRecord(_ call: Call, _ caller: Caller) async throws -> Response {
    let body = try await body(call, keys: ["type", "id", "fields", "message", "seen", "audience"])
    let typeKey = try body.requiredText("type")
    let id = try body.text("id").map { text in
      guard let id = RecordID(text: text) else { throw ProblemAnswer(.malformed, subject: "id") }
      return id
    }
    let fields = try body.objects("fields") ?? JSONObject()
    let message = try body.note("message")
    let seen = try body.seen()
    let audienceKey = try body.text("audience")
    let written = try await pool.run { [self] () throws -> Written in
      var made: RecordID?
      var exists = false
      let stored = try commit(caller) { reading in
        let maker = try maker(reading, caller)
        let type = try Self.type(typeKey, maker.lookup)
        let changes = try FieldBody.changes(fields, type: type, reader: maker.reader)
        var (record, draft) = maker.create(type, changes, id: id, note: message)
        if let id, id != record {
          throw ProblemAnswer(
            .refused, subject: "id", details: [.init(key: "natural", value: .string(record.text))])
        }
        exists = try reading.record(record) != nil
        if exists, id != nil || type.naturalKey == nil {
          throw ProblemAnswer(
            .recordExists, subject: record.text,
            details: [.init(key: "ref", value: .string(try maker.lookup.reference(of: record)))])
        }
        draft.seen = seen
        draft.audience = try audienceKey.map { try Self.audience($0, maker.lookup) }
        made = record
        return draft
      }
      return Written(commit: stored, record: made, status: exists ? .ok : .created)
    }
    return try await answer(written, caller, call)
  }

  static func audience(_ key: String, _ lookup: Lookup) throws -> Audience {
    if key == "everyone" { return .everyone }
    guard let declared = lookup.schema.audience(key) else {
      throw ProblemAnswer(
        .refused, subject: "audience",
        details: [.init(key: "known", value: .strings(lookup.schema.audiences.map(\.key)))])
    }
    return declared.audience
  }

  static func type(_ key: String, _ lookup: Lookup) throws -> RecordType {
    guard let type = lookup.schema.type(key) else {
      throw ProblemAnswer(
        .refused, subject: "type", details: [.init(key: "known", value: .strings(lookup.schema.types.map(\.key)))])
    }
    return type
  }

  /// Edits a record. What was written since `seen` is not replaced: it stands beside, as with everybody who writes at
  /// the same time.
  @Sendable func editRecord(_ call: Call, _ caller: Caller) async throws -> Response {
    let body = try await body(call, keys: ["fields", "add", "remove", "message", "seen"])
    let fields = try body.objects("fields") ?? JSONObject()
    let (adding, removing) = (try body.objects("add") ?? JSONObject(), try body.objects("remove") ?? JSONObject())
    let message = try body.note("message")
    guard let seen = try body.seen() else { throw ProblemAnswer(.malformed, subject: "seen") }
    let ref = call.parameters["ref"] ?? ""
    let written = try await pool.run { [self] () throws -> Written in
      var edited: RecordID?
      let stored = try commit(caller) { reading in
        let maker = try maker(reading, caller)
        let record = try Self.find(ref, lookup: maker.lookup)
        guard let view = try reading.view(record), let type = maker.lookup.schema.type(view.type) else {
          throw EditProblem.unknownRecord(record)
        }
        let changes =
          try FieldBody.changes(fields, type: type, reader: maker.reader)
          + FieldBody.elements(adding, type: type, reader: maker.reader) { .add($0, $1) }
          + FieldBody.elements(removing, type: type, reader: maker.reader) { .remove($0, $1) }
        edited = record
        return Draft(maker.makingsSoFar + [.update(record, changes)], note: message, seen: seen)
      }
      return Written(commit: stored, record: edited)
    }
    return try await answer(written, caller, call)
  }

  @Sendable func deleteRecord(_ call: Call, _ caller: Caller) async throws -> Response {
    guard let token = call.query["seen"] else { throw ProblemAnswer(.malformed, subject: "seen") }
    let seen = try BodyObject.seen(token)
    let message = try call.query["message"].map { text in
      guard text.unicodeScalars.count <= 1000 else { throw ProblemAnswer(.malformed, subject: "message") }
      return try BodyObject.clean(text, subject: "message")
    }
    return try await change(call, caller) { .init([.delete($0)], note: message ?? "", seen: seen) }
  }

  @Sendable func restoreRecord(_ call: Call, _ caller: Caller) async throws -> Response {
    let body = try await body(call, keys: ["message", "seen"])
    let message = try body.note("message")
    let seen = try body.seen()
    return try await change(call, caller) { .init([.restore($0)], note: message, seen: seen) }
  }

  private func change(
    _ call: Call, _ caller: Caller, _ draft: @escaping @Sendable (RecordID) -> Draft
  ) async throws -> Response {
    let ref = call.parameters["ref"] ?? ""
    let written = try await pool.run { [self] () throws -> Written in
      var found: RecordID?
      let stored = try commit(caller) { reading in
        let record = try Self.find(ref, lookup: Lookup(reading))
        found = record
        return draft(record)
      }
      return Written(commit: stored, record: found)
    }
    return try await answer(written, caller, call)
  }

  /// Writes the values of before a commit anew. What somebody has written since is left alone.
  @Sendable func undo(_ call: Call, _ caller: Caller) async throws -> Response {
    let body = try await body(call, keys: ["reason"])
    let reason = try body.note("reason")
    let label = call.parameters["commit"] ?? ""
    let written = try await pool.run { [self] () throws -> Written in
      let replica = try caller.replica()
      let name = try replica.store.read { try Self.commit(label, $0) }
      // What comes after this moment is not replaced, although the draft is made before the transaction.
      let seen = try replica.seenNow()
      var draft = try replica.undoing(name)
      guard !draft.changes.isEmpty else { throw ProblemAnswer(.nothingToDo, subject: "commit") }
      draft.note = reason
      draft.seen = seen
      let undoing = draft
      return Written(commit: try commit(caller) { _ in undoing }, record: nil)
    }
    return try await answer(written, caller, call)
  }

  static func commit(
    _ label: String, _ reading: any ReplicaReading
  ) throws -> (replica: ReplicaID, sequence: SequenceNumber) {
    // A number alone means a commit of this replica, which here is nobody's.
    guard label.contains("-"), let name = try CommitLabel.find(label, in: reading) else {
      throw ProblemAnswer(.notFound, subject: "commit")
    }
    guard try reading.commit(name.replica, name.sequence) != nil else {
      throw ProblemAnswer(.notFound, subject: "commit")
    }
    return name
  }
}

/// Fields as a request names them: by key, with null for empty, members of a group flat among them, and sets as arrays
/// of all their elements.
enum FieldBody {
  static func changes(_ object: JSONObject, type: RecordType, reader: AssignmentReader) throws -> [FieldChange] {
    try object.members.map { member in
      let field = try field(member.key, of: type)
      guard field.kind.isSet else { return .set(field.number, try value(member.value, field, reader)) }
      if member.value == .null { return .setAll(field.number, []) }
      guard let elements = member.value.array else { throw wrong(field, "wrong-kind") }
      return .setAll(field.number, try elements.map { try value($0, field, reader) }.filter { !$0.isCleared })
    }
  }

  static func elements(
    _ object: JSONObject, type: RecordType, reader: AssignmentReader, _ change: (FieldNumber, Value) -> FieldChange
  ) throws -> [FieldChange] {
    try object.members.flatMap { member -> [FieldChange] in
      let field = try field(member.key, of: type)
      guard field.kind.isSet, let elements = member.value.array else { throw wrong(field, "wrong-kind") }
      return try elements.map { change(field.number, try value($0, field, reader)) }
    }
  }

  private static func field(_ key: String, of type: RecordType) throws -> Field {
    guard let field = type.field(key) else {
      throw ProblemAnswer(
        .refused, subject: key,
        details: [
          .init(key: "code", value: .string("unknown-field")),
          .init(key: "known", value: .strings(type.fields.map(\.key))),
        ])
    }
    return field
  }

  private static func value(_ json: JSONValue, _ field: Field, _ reader: AssignmentReader) throws -> Value {
    do {
      return try reader.value(json, of: field)
    } catch let problem as AssignmentProblem {
      throw ProblemAnswer(problem)
    }
  }

  private static func wrong(_ field: Field, _ code: String) -> ProblemAnswer {
    ProblemAnswer(.refused, subject: field.key, details: [.init(key: "code", value: .string(code))])
  }
}
