internal import CommitFormat
internal import Merge
public import Replica
public import Schema

/// Conflicts as programs read them.
public struct ConflictJSON {
  private let lookup: Lookup
  private let records: RecordJSON
  private let proposals: ProposalBook

  public init(_ reading: any ReplicaReading, lookup: Lookup) throws {
    self.lookup = lookup
    proposals = try ProposalBook(reading)
    records = try RecordJSON(reading, lookup: lookup)
  }

  /// `{"id","ref","record","type","field","kind","base","candidates","proposals"}`; candidate 1 is the official one.
  /// A proposal: `{"record","author","decision","take","value","reason","state"}`, as its record has it.
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
            "note": .string(candidate.note),
            "official": .boolean(candidate.isOfficial),
          ])
        }),
      "proposals": .array(try proposals.about(open.id).map { try proposal($0, about: open) }),
    ])
  }

  private func proposal(_ proposal: Proposal, about open: OpenConflict) throws -> JSONValue {
    let stored = try proposal.decision.stored(about: open)
    return .members([
      "record": .string(proposal.record.text),
      "author": .string(proposal.author),
      "decision": .string(stored.decision),
      "take": stored.take.map(JSONValue.string) ?? .null,
      "value": try stored.value.map { try JSONValue(parsing: $0) } ?? .null,
      "reason": .string(proposal.reason),
      "state": .string(proposal.state.rawValue),
    ])
  }
}
