internal import CommitFormat
internal import Merge
internal import Schema

/// Which audience a commit's operations belong to.
extension Author {
  /// Whether the author may read and write there.
  func may(_ audience: Audience) -> Bool { audience == .everyone || allowed.map { $0.contains(audience) } ?? true }

  /// That of a record, made here or before; everyone for one that nothing is known of.
  func audience(of record: RecordID) throws -> Audience { try made[record] ?? work.state(record).audience }

  /// That of a new record: its parent's where that is not everyone, else what the author says, else what its fields say.
  func audience(creating type: RecordType, _ writes: [Operation.FieldWrite]) throws -> Audience {
    func values(_ field: FieldNumber) -> [Value] {
      writes.filter { $0.register.field == field && !$0.value.isCleared }.map { $0.register.element ?? $0.value }
    }
    let own = wanted ?? schema.audience(creating: type, values: values)
    var above = Audience.everyone
    if let parent = type.parent(value: { values($0).first }) {
      above = try audience(of: parent)
      if above != .everyone, let own, own != above { throw EditProblem.otherAudience(parent) }
    }
    let audience = above == .everyone ? own ?? .everyone : above
    guard audience == .everyone || schema.audience(audience) != nil, may(audience) else {
      throw EditProblem.notInAudience(audience)
    }
    return audience
  }

  /// The operations by audience, rising; each in the order in which they were made.
  func byAudience(_ operations: [Operation]) throws -> [(audience: Audience, operations: [Operation])] {
    var groups: [Audience: [Operation]] = [:]
    for operation in operations {
      let audience = try moved[operation.record].map { $0.audience(of: operation) } ?? audience(of: operation.record)
      groups[audience, default: []].append(operation)
    }
    return groups.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Takes the record to another audience.
  func move(_ record: RecordID, to audience: Audience) throws {
    let (state, _) = try known(record)
    guard audience == .everyone || schema.audience(audience) != nil, may(audience) else {
      throw EditProblem.notInAudience(audience)
    }
    guard state.audience != audience, moved[record] == nil else { return }
    moved[record] = Move(from: state.audience, to: audience)
    operations += [.leave(record), .arrive(state.departing)]
  }

  /// From where to where a record goes.
  struct Move {
    let from: Audience
    let to: Audience

    func audience(of operation: Operation) -> Audience {
      if case .arrive = operation { to } else { from }
    }
  }

  /// A parent is in its child's audience or in everyone; records that are read as one are in one.
  func checkAudiences() throws {
    for operation in operations {
      let record = operation.record
      let own = try audience(of: record)
      guard may(own) else { throw EditProblem.unknownRecord(record) }
      let type: RecordType?
      let writes: [Operation.FieldWrite]
      switch operation {
      case .create(_, let number, let fields): (type, writes) = (schema.type(number), fields)
      case .set(_, let register, let value, _, _):
        type = try work.state(record).type.flatMap { schema.type($0) }
        writes = [Operation.FieldWrite(register: register, value: value)]
      case .tombstone, .keep, .leave, .arrive: continue
      }
      for write in writes {
        guard let other = write.value.reference else { continue }
        let isAlias = write.register == .alias
        guard isAlias || type?.parentFields.contains(where: { $0.number == write.register.field }) ?? false else {
          continue
        }
        let named = try audience(of: other)
        if named != own, isAlias || named != .everyone { throw EditProblem.otherAudience(other) }
      }
    }
  }
}
