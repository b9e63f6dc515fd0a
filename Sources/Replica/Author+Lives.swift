internal import CommitFormat
internal import Merge
internal import Schema

/// A record as its author edits it: as it reads, and the records that it is read from, the one that shows them first.
struct WholeRecord {
  let state: RecordState
  let members: [RecordState]
}

extension Author {
  /// The record that shows `record`, with all that are read as one with it; a deleted one by itself.
  func whole(_ record: RecordID) throws -> WholeRecord {
    let (state, _) = try known(record)
    guard !state.life.isDeleted else { return WholeRecord(state: state, members: [state]) }
    let members = try work.states(readAs: work.representative(of: record))
    return WholeRecord(state: try transaction.joinedState(members) ?? state, members: members)
  }

  // Deleting and restoring.

  func delete(_ record: RecordID) throws {
    guard try !known(record).state.life.isDeleted else { throw EditProblem.isDeleted(record) }
    for member in try whole(record).members { try bury(member.id) }
  }

  /// Deletes one record, whatever is read as one with it.
  func bury(_ record: RecordID) throws {
    let (state, _) = try known(record)
    guard !state.life.isDeleted else { throw EditProblem.isDeleted(record) }
    if case .contested = state.life, header.role < .administrator {
      throw EditProblem.notAllowed(needs: .administrator)
    }
    try tombstone(state)
  }

  func tombstone(_ state: RecordState) throws {
    let life = state[.life]
    let replaces = try superseding(try seenStanding(.life, in: state), in: life, record: state.id, id: .life)
    operations.append(.tombstone(state.id, covers: try covering(state), replaces: replaces))
  }

  /// What a tombstone covers: what its author saw of the record.
  private func covering(_ state: RecordState) throws -> Replaces {
    if seen != nil {
      var result = Replaces.nothing
      for entry in state.entries where entry.id != .audience {
        var stood = try seenStanding(entry.id, in: state)
        if entry.id == .life { stood.removeAll { $0.value == .tombstone } }
        result.formUnion(try superseding(stood, in: entry.register, record: state.id, id: entry.id))
      }
      return result
    }
    var failure: (any Error)?
    let covers = state.covering(author: header.replica) { write in
      do {
        return try self.foreignNames(write, record: state.id, register: nil)
      } catch {
        failure = error
        return []
      }
    }
    if let failure { throw failure }
    return covers
  }

  func restore(_ record: RecordID) throws {
    let (state, _) = try known(record)
    try restoreAlone(record)
    try restoreCompanions(of: state)
  }

  func restoreAlone(_ record: RecordID) throws {
    let (state, _) = try known(record)
    switch state.life {
    case .live: throw EditProblem.isNotDeleted(record)
    case .contested:
      guard header.role >= .administrator else { throw EditProblem.notAllowed(needs: .administrator) }
      try keep(state)
    case .deleted: try keep(state)
    }
  }

  /// Restores the records that hang together with this one and went in the same commit.
  func restoreCompanions(of state: RecordState) throws {
    let commits = Set(state.tombstones.map { $0.dot.commit })
    for member in try work.joined(with: state.id).members where member != state.id {
      let other = try work.state(member)
      guard other.life.isDeleted, other.tombstones.contains(where: { commits.contains($0.dot.commit) }) else {
        continue
      }
      try keep(other)
    }
  }

  func keep(_ state: RecordState) throws {
    var covers = Replaces.nothing
    if case .contested(let uncovered) = state.life { covers = Replaces(dots: uncovered.map(\.write.dot)) }
    let life = state[.life]
    let replaces = try superseding(life.standing, in: life, record: state.id, id: .life)
    operations.append(.keep(state.id, covers: covers, replaces: replaces))
  }

  // Joining.

  func join(_ record: RecordID, into: RecordID) throws {
    let (state, type) = try known(record)
    let (other, otherType) = try known(into)
    guard type == otherType, record != into else { throw EditProblem.nothingToDo }
    guard !state.life.isDeleted else { throw EditProblem.isDeleted(record) }
    guard !other.life.isDeleted else { throw EditProblem.isDeleted(into) }
    guard try !work.joined(with: record).live.contains(into) else { throw EditProblem.nothingToDo }
    try setAlias(of: state, to: Value(.reference(into)))
  }

  func separate(_ record: RecordID) throws {
    let (state, _) = try known(record)
    let joined = try work.joined(with: record)
    guard joined.members.count > 1 else { throw EditProblem.nothingToDo }
    let nearest = try transaction.aliases(of: record).map { try work.state($0) }.filter { $0.alias == record }
    guard state.alias != nil else {
      for other in nearest { try setAlias(of: other, to: .cleared) }
      return
    }
    try setAlias(of: state, to: .cleared)
    var current = state
    var path: Set<RecordID> = [record]
    while let next = current.alias, path.insert(next).inserted { current = try work.state(next) }
    // Whoever closes a ring with it would still lead to it.
    if current.alias == record, current.id != record { try setAlias(of: current, to: .cleared) }
  }

  private func setAlias(of state: RecordState, to value: Value) throws {
    try set(
      Operation.FieldWrite(register: .alias, value: value), in: WholeRecord(state: state, members: [state]),
      policy: .review)
  }
}

extension Dot {
  /// The commit that it is of.
  fileprivate var commit: Dot { Dot(replica: replica, sequence: sequence, index: 0) }
}
