public import CommitFormat
public import Merge
internal import Schema

extension Replica {
  /// Writes anew what the log refused because its records had moved to another audience, where they are now and this
  /// person may write: with the same names, so that it replaces what its author saw and nothing that came since. It
  /// leaves the refused box. What somebody may not write, stays there.
  ///
  /// - Returns: the refused commits whose wishes are in commits that wait to be sent.
  /// - Throws: what the store throws.
  /// - Complexity: O(refused box).
  public func followMoves() throws -> [CommitName] {
    guard try store.read({ try $0.refused().contains { $0.refusal.code == .moved } }) else { return [] }
    var followed: [CommitName] = []
    for refused in try store.read({ try $0.refused() }) where refused.refusal.code == .moved {
      do {
        let isDone = try store.write { transaction in
          // Another program may have been faster.
          guard try transaction.refused().contains(where: { $0.name == refused.name }),
            let draft = try Following(transaction, refused).draft()
          else { return false }
          if !draft.changes.isEmpty { _ = try Author(self, transaction).commit(draft) }
          try transaction.removeRefused(refused.name)
          return true
        }
        if isDone { followed.append(refused.name) }
      } catch is EditProblem {
        // It may not be written where the record is now: it stays in the box.
        continue
      }
    }
    return followed
  }
}

extension ReplicaReading {
  /// Where a step has to be written as things are now: where its record is; for one that it makes, where its parent is,
  /// if that is not for everyone.
  ///
  /// - Parameters:
  ///   - step: of a commit that was made before something moved.
  ///   - made: the records that the steps before it make, and where; this step's is added.
  /// - Returns: an audience.
  /// - Throws: what the store throws.
  public func audienceNow(of step: PlacedOperation, made: inout [RecordID: Audience]) throws -> Audience {
    let record = step.operation.record
    if let audience = made[record] { return audience }
    if let state = try self.record(record), !state.isUnknown { return state.audience }
    var audience = step.dot.audience
    if case .create(_, let type, let fields) = step.operation {
      let parents = try currentSchema().type(type)?.parentFields.map(\.number) ?? []
      for field in fields where parents.contains(field.register.field) {
        guard let parent = field.value.reference else { continue }
        let above = try made[parent] ?? self.record(parent)?.audience ?? .everyone
        if above != .everyone { audience = above }
      }
      made[record] = audience
    }
    return audience
  }
}

/// One refused commit on its way to where its records are.
private struct Following {
  let transaction: any ReplicaWriting
  let refused: RefusedCommit
  let header: ReplicaHeader

  init(_ transaction: any ReplicaWriting, _ refused: RefusedCommit) throws {
    self.transaction = transaction
    self.refused = refused
    header = try transaction.requiredHeader()
  }

  /// Nil where some of it can't be read or written here; empty where all of it has been written over since.
  func draft() throws -> Draft? {
    let placed: [PlacedOperation]
    do {
      placed = try transaction.operations(of: refused.commit)
    } catch is PartProblem {
      return nil
    }
    let readable = refused.commit.parts.allSatisfy { $0.content != nil && header.holds($0.audience) }
    guard readable else { return nil }
    var made: [RecordID: Audience] = [:]
    var changes: [RecordChange] = []
    // Where nothing has another place than its author thought, the log would refuse it as before.
    var isElsewhere = false
    for step in placed {
      let audience = try transaction.audienceNow(of: step, made: &made)
      let isMade = made[step.operation.record] != nil
      let isKnown = try transaction.record(step.operation.record)?.isUnknown == false
      guard header.holds(audience), isMade || isKnown else { return nil }
      if audience != step.dot.audience { isElsewhere = true }
      guard try !isWrittenOver(step) else { continue }
      changes.append(.carryOut(try renamed(step), audience))
    }
    guard isElsewhere else { return nil }
    return Draft(changes, note: placed.first { !$0.note.isEmpty }?.note ?? "")
  }

  /// Whether its author has written there since, knowing of it.
  private func isWrittenOver(_ step: PlacedOperation) throws -> Bool {
    let record = step.operation.record
    if case .create = step.operation { return false }
    for (register, write) in step.operation.writes(dot: step.dot, stamp: step.stamp) {
      let history = try transaction.history(of: register, in: record)
      if history.contains(where: { $0.dot != write.dot && $0.replaces(write) }) { return true }
      for other in try transaction.refused() where other.name != refused.name && other.refusal.code == .moved {
        guard let later = try? transaction.operations(of: other.commit) else { continue }
        for one in later where one.operation.record == record {
          let writes = one.operation.writes(dot: one.dot, stamp: one.stamp)
          if writes.contains(where: { $0.register == register && $0.write.replaces(write) }) { return true }
        }
      }
    }
    return false
  }

  /// With names that mean the same under the name that this replica has now.
  private func renamed(_ step: PlacedOperation) throws -> Operation {
    guard refused.commit.replica != header.replica else { return step.operation }
    let record = step.operation.record
    let author = step.dot.replica
    func named(_ names: Replaces, _ registers: [RegisterID]) throws -> Replaces {
      guard !names.own.isEmpty || !names.inherited.isEmpty else { return names }
      var result = names.named
      for register in registers {
        for write in try transaction.history(of: register, in: record) where names.names(write.dot, author: author) {
          result.append(Replaces.Named(dot: write.dot))
        }
      }
      return Replaces(named: result)
    }
    func covered(_ names: Replaces) throws -> Replaces {
      try named(names, transaction.record(record)?.entries.map(\.id) ?? [])
    }
    switch step.operation {
    case .create, .leave, .arrive: return step.operation
    case .set(_, let register, let value, let replaces, let mark):
      return .set(record, register, value, replaces: try named(replaces, [register]), mark: mark)
    case .tombstone(_, let covers, let replaces):
      return .tombstone(record, covers: try covered(covers), replaces: try named(replaces, [.life]))
    case .keep(_, let covers, let replaces):
      return .keep(record, covers: try covered(covers), replaces: try named(replaces, [.life]))
    }
  }
}
