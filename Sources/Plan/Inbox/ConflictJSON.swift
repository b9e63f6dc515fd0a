internal import CommitFormat
internal import Merge
public import Replica
public import Schema

/// Conflicts as programs read them.
public struct ConflictJSON {
  private let lookup: Lookup
  private let records: RecordJSON

  public init(_ reading: any ReplicaReading, lookup: Lookup) throws {
    self.lookup = lookup
    records = try RecordJSON(reading, lookup: lookup)
  }

  /// `{"id","ref","record","type","field","kind","base","candidates"}`; candidate 1 is the official one.
  public func conflict(_ open: OpenConflict) throws -> JSONValue {
    let type = lookup.schema.type(open.view.type)
    let register = open.conflict.register
    var base = JSONValue.null
    if let value = open.base, let register { base = try records.value(value, register: register, type: type) }
    return .members([
      "id": .string(open.id.text),
      "ref": .string(try lookup.reference(of: open.view.id)),
      "record": .string(open.view.id.text),
      "type": .string(type?.key ?? "#\(open.view.type.number)"),
      "field": try register.map { .string(try records.key(of: $0.field, in: type)) } ?? .null,
      "kind": .string(open.conflict.kind.rawValue),
      "base": base,
      "candidates": .array(
        try open.candidates.enumerated().map { index, candidate in
          .members([
            "n": .number(index + 1),
            "value": try records.value(candidate.write.value, register: candidate.register, type: type),
            "author": .string(candidate.author),
            "device": .string(candidate.device),
            "at": .string(Instant.iso(candidate.time)),
            "dot": .string(DotLabel.text(candidate.write.dot)),
            "official": .boolean(candidate.isOfficial),
          ])
        }),
    ])
  }
}
