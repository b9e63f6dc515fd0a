internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema

/// What a judge must know of erasures.
struct ErasedFields {
  let known: KnownErasures
  /// How far the device that made a commit has pulled: it took what it learned of there out of what it had not sent. Nil
  /// where somebody else brings it, and nobody can tell what its author knew.
  let seen: Position?
}

extension CommitJudgement {
  /// A write to a field of which something was erased, by somebody who did not know of it, would bring back what was to
  /// go: it may quote it.
  func verdict(onErased step: PlacedOperation) throws -> Verdict? {
    guard let erased = judge.erased, !erased.known.isEmpty else { return nil }
    for place in try step.operation.places(judge.schema, judge.reading) {
      guard let position = erased.known.position(of: place), erased.seen.map({ $0 < position }) ?? true else {
        continue
      }
      let type = try created.types[place.record] ?? judge.reading.record(place.record)?.type
      return refuse(
        .erased, field: type.flatMap { judge.schema.type($0) }?.field(place.field)?.key, reason: "unseen")
    }
    return nil
  }
}

extension Operation {
  /// The fields that it writes: of a group, all its members.
  func places(_ schema: Schema, _ reading: any ReplicaReading) throws -> [ErasedContent.Place] {
    let fields: [FieldNumber]
    let type: TypeNumber?
    switch self {
    case .create(_, let number, let writes): (type, fields) = (number, writes.map(\.register.field))
    case .set(let record, let register, _, _, _): (type, fields) = (try reading.record(record)?.type, [register.field])
    case .arrive(let state): (type, fields) = (state.type, state.fields.filter { $0 >= .firstOfSchema })
    case .tombstone, .keep, .leave: return []
    }
    return fields.flatMap { field in
      (type.flatMap { schema.type($0) }?.group(field)?.memberNumbers ?? [field])
        .map { ErasedContent.Place(record: record, field: $0) }
    }
  }
}
