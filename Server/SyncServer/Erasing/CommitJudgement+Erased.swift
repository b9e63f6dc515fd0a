internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema

/// What a judge must know of erasures.
struct ErasedFields {
  let known: KnownErasures
  /// How far the author of a commit had pulled when it was made, at least; nil where only the commit can tell.
  let seen: Position?
}

extension CommitJudgement {
  /// A write to a field of which something was erased, by somebody who did not know of it, would bring back what was to
  /// go: it may quote it.
  func verdict(onErased step: PlacedOperation) throws -> Verdict? {
    guard let erased = judge.erased, !erased.known.isEmpty else { return nil }
    let record = step.operation.record
    let writes: [Operation.FieldWrite]
    var type = created.types[record]
    switch step.operation {
    case .create(_, let number, let fields): (type, writes) = (number, fields)
    case .set(_, let register, let value, _, _): writes = [Operation.FieldWrite(register: register, value: value)]
    case .tombstone, .keep: return nil
    }
    if type == nil { type = try judge.reading.record(record)?.type }
    for write in writes {
      let field = write.register.field
      let group = type.flatMap { judge.schema.type($0) }?.group(field)
      for number in group?.memberNumbers ?? [field] {
        let place = ErasedContent.Place(record: record, field: number)
        guard let position = erased.known.position(of: place), try !knows(position, erased) else { continue }
        return refuse(.erased, field: type.flatMap { judge.schema.type($0) }?.field(number)?.key, reason: "unseen")
      }
    }
    return nil
  }

  /// Whether the commit's author had seen the log up to a position: by what the commit names, or by what its own device
  /// had pulled.
  private func knows(_ position: Position, _ erased: ErasedFields) throws -> Bool {
    if let seen = erased.seen, seen >= position { return true }
    for step in try judge.reading.operations(of: commit) {
      let (replaces, covers) = step.operation.names
      for name in replaces.named + covers.named {
        if let logged = try judge.reading.commit(name.dot.replica, name.dot.sequence)?.logged,
          logged.position > position
        {
          return true
        }
      }
    }
    return false
  }
}
