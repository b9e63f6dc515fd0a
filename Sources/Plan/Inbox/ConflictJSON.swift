internal import CommitFormat
internal import Merge
public import Replica
public import Schema

/// Conflicts as programs read them.
public struct ConflictJSON {
  private let lookup: Lookup
  private let reading: any ReplicaReading
  private let records: RecordJSON
  private let proposals: ProposalBook

  public init(_ reading: any ReplicaReading, lookup: Lookup) throws {
    self.reading = reading
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

  /// As `conflict(_:)`, with where and how long it waits: `"place"`, `"section"`, `"waitingSince"`.
  public func conflict(_ open: OpenConflict, in row: InboxRow) throws -> JSONValue {
    var object = try conflict(open).object ?? JSONObject()
    object["place"] = .string(row.place)
    object["section"] = .string(row.section)
    let since = row.conflicts.first { $0.id == open.id }?.waitingSince ?? row.waitingSince
    object["waitingSince"] = .string(Instant.iso(since))
    return .object(object)
  }

  /// As `conflict(_:)`, with what helps to decide: of a text `"merged"` (a list of `{"equal"}`,
  /// `{"before","text","heads"}` and `{"before","alternatives"}`) and `"marked"`; `"said"`, what the authors reported
  /// around that time; `"ways"`, the choices that there are.
  ///
  /// - Parameters:
  ///   - open: the conflict.
  ///   - text: whose lookup is over the same state; its language does not show in the values.
  /// - Returns: the object.
  /// - Throws: what the store throws.
  public func conflict(_ open: OpenConflict, explained text: ValueText) throws -> JSONValue {
    var object = try conflict(open).object ?? JSONObject()
    let viewer = try reading.header()?.user ?? ""
    guard
      let record = try RecordSheet.make(of: open.view.id, only: open.id, text: text, reading: reading, viewer: viewer),
      let sheet = record.conflicts.first
    else { return .object(object) }
    object["place"] = .string(record.place)
    if !sheet.merged.isEmpty {
      object["merged"] = .array(sheet.merged.map(\.json))
      object["marked"] = .string(sheet.markedText)
    }
    object["ways"] = .array(sheet.ways.map { .string($0.choice) })
    object["said"] = .array(
      record.said.map { said in
        .members([
          "author": .string(said.author), "kind": .string(said.kind.rawValue), "ref": .string(said.reference),
          "date": .string(said.date), "text": .string(said.text), "about": .boolean(said.isAboutRecord),
        ])
      })
    return .object(object)
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

extension MergedSegment {
  /// Heads are counted from 1, as candidates are.
  fileprivate var json: JSONValue {
    func numbers(_ heads: [Int]) -> JSONValue { .array(heads.map { .number($0 + 1) }) }
    return switch self {
    case .equal(let text): .members(["equal": .string(text)])
    case .changed(let before, let text, let heads):
      .members(["before": .string(before), "text": .string(text), "heads": numbers(heads)])
    case .overlap(let before, let alternatives):
      .members([
        "before": .string(before),
        "alternatives": .array(
          alternatives.map { .members(["text": .string($0.text), "heads": numbers($0.heads)]) }),
      ])
    }
  }
}
