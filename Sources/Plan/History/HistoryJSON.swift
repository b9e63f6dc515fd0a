internal import CommitFormat
internal import Merge
public import Replica
public import Schema

/// Histories as programs read them.
public struct HistoryJSON {
  private let reading: any ReplicaReading
  private let lookup: Lookup
  private let records: RecordJSON

  public init(_ reading: any ReplicaReading, lookup: Lookup) throws {
    self.reading = reading
    self.lookup = lookup
    records = try RecordJSON(reading, lookup: lookup)
  }

  /// `{"id","author","device","at","message","state","writes"}`.
  public func commit(_ item: HistoryItem) throws -> JSONValue {
    let state =
      switch item.state {
      case .logged: "synced"
      case .unsynced: "unsynced"
      case .refused: "refused"
      }
    return .members([
      "id": .string(CommitLabel.text(item.commit.commit)),
      "author": .string(item.author),
      "device": .string(item.device),
      "at": .string(Instant.iso(item.commit.commit.stamp.milliseconds)),
      "message": .string(item.note),
      "state": .string(state),
      "writes": .array(try item.writes.map(write)),
    ])
  }

  /// `{"id","code","field","reason","writes"}`.
  public func refused(_ item: HistoryItem, _ refused: RefusedCommit) throws -> JSONValue {
    .members([
      "id": .string(CommitLabel.text(item.commit.commit)),
      "code": .string(refused.refusal.code.rawValue),
      "field": refused.refusal.field.map(JSONValue.string) ?? .null,
      "reason": .string(refused.refusal.reason),
      "writes": .array(try item.writes.map(write)),
    ])
  }

  /// `{"ref","field","from","to"}`; where it settled something, also `"settled"`: the `{"author","value"}` that stood
  /// beside each other.
  public func write(_ write: HistoryWrite) throws -> JSONValue {
    let type = write.type.flatMap { lookup.schema.type($0) }
    var object = try plain(write, type: type)
    if !write.settled.isEmpty {
      object["settled"] = .array(
        try write.settled.map { side in
          .members([
            "author": .string(side.author),
            "value": try records.value(side.value, register: write.register, type: type),
          ])
        })
    }
    return .object(object)
  }

  private func plain(_ write: HistoryWrite, type: RecordType?) throws -> JSONObject {
    let members = JSONValue.members([
      "ref": .string(try lookup.reference(of: write.record)),
      "field": .string(try records.key(of: write.register.field, in: type)),
      "from": try records.value(write.from ?? .cleared, register: write.register, type: type),
      "to": try records.value(write.to, register: write.register, type: type),
    ])
    return members.object ?? JSONObject()
  }

  /// Word to an author of what became of a value, or of a record (then the field is null):
  /// `{"ref","name","field","outcome","value","chosen","by","reason","at"}`; the outcome is `replaced`, `deleted` (the
  /// record went, and the value with it) or `kept` (the record stays, although the author deleted it).
  public func tiding(_ tiding: Tiding) throws -> JSONValue {
    let type = try reading.view(tiding.record).flatMap { lookup.schema.type($0.type) }
    let outcome =
      switch tiding.outcome {
      case .replaced: "replaced"
      case .deleted: "deleted"
      case .kept: "kept"
      }
    let isOfRecord = tiding.register == .life
    return .members([
      "ref": .string(try lookup.reference(of: lookup.shown(tiding.record))),
      "name": .string(try lookup.name(of: tiding.record)),
      "field": isOfRecord ? .null : .string(try records.key(of: tiding.register.field, in: type)),
      "outcome": .string(outcome),
      "value": try records.value(tiding.value, register: tiding.register, type: type),
      "chosen": try records.value(tiding.chosen, register: tiding.register, type: type),
      "by": .string(tiding.by),
      "reason": .string(tiding.reason),
      "at": .string(Instant.iso(tiding.time)),
    ])
  }
}
