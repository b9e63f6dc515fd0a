internal import CommitFormat
internal import Merge
internal import Schema

extension Author {
  /// Does what somebody else did, with the names that it has: whatever they do not name stands beside it.
  ///
  /// Whoever asks for it has judged it; here it is only kept from what this replica could not hold.
  func carryOut(_ operation: Operation, in audience: Audience) throws {
    let record = operation.record
    guard may(audience) else { throw EditProblem.notInAudience(audience) }
    if case .create(_, let type, _) = operation {
      guard schema.type(type) != nil else { throw EditProblem.unknownType(type.number) }
      if try work.state(record).isUnknown { made[record] = audience }
    } else if made[record] == nil {
      _ = try known(record)
    }
    operations.append(operation)
  }
}
