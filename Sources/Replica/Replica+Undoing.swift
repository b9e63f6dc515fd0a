public import CommitFormat
public import Merge

extension Replica {
  /// A draft that brings back what a commit changed: values as they were before it, made records deleted, deleted ones
  /// restored. Registers that somebody has written since are left alone.
  ///
  /// - Parameter name: a commit that is known here; nil for the last one of this replica.
  /// - Returns: the draft, to be made a commit like any other; without changes when nothing is left to undo.
  /// - Throws: `EditProblem.unknownCommit`; `.forgotten` where what stood before is.
  public func undoing(_ name: (replica: ReplicaID, sequence: SequenceNumber)? = nil) throws -> Draft {
    try store.read { reading in
      let header = try reading.requiredHeader()
      var own = header.replica
      // Nothing has been written under the new name yet.
      if try reading.head(of: own) == nil, let former = header.former.last { own = former.chain }
      let replica = name?.replica ?? own
      let sequence = try name?.sequence ?? reading.head(of: own)?.sequence ?? 0
      guard let stored = try reading.commit(replica, sequence) else { throw EditProblem.unknownCommit }
      var changes: [RecordChange] = []
      for step in try reading.operations(ofStored: stored) {
        let record = step.operation.record
        guard let state = try reading.record(record) else { continue }
        switch step.operation {
        case .create:
          if !state.life.isDeleted { changes.append(.bury(record)) }
        case .tombstone:
          if state.life.isDeleted { changes.append(.unbury(record)) }
        case .keep:
          if state.life == .live { changes.append(.bury(record)) }
        case .set(_, let register, _, let replaces, _):
          guard state[register].standing.contains(where: { $0.dot == step.dot }) else { continue }
          let write = Write(dot: step.dot, value: .cleared, replaces: replaces)
          guard let before = try reading.value(before: write, of: register, in: record, type: state.type) else {
            throw EditProblem.forgotten
          }
          changes.append(.rewrite(record, [Operation.FieldWrite(register: register, value: before)]))
        // Whoever moved a record moves it back.
        case .leave, .arrive: continue
        }
      }
      // With a record everything of it goes; what was set besides would stand uncovered beside its tombstone.
      var gone: Set<RecordID> = []
      for case .bury(let record) in changes { gone.insert(record) }
      changes.removeAll { change in
        guard case .rewrite(let record, _) = change else { return false }
        return gone.contains(record)
      }
      return Draft(changes)
    }
  }

  /// The refused commits that must be made anew with `name`, in order: itself, and those refused because they built on
  /// it.
  public func dependents(ofRefused name: CommitName) throws -> [RefusedCommit] {
    try store.read { reading in
      let box = try reading.refused()
      guard let place = box.firstIndex(where: { $0.name == name }) else { throw EditProblem.unknownCommit }
      let first = box[place]
      var records = Set(try reading.operations(of: first.commit).map(\.operation.record))
      var result = [first]
      // They were refused in the order in which they were made.
      for other in box[(place + 1)...] where other.refusal.code == .needs {
        let touched = try reading.operations(of: other.commit).map(\.operation.record)
        guard touched.contains(where: { records.contains($0) }) else { continue }
        records.formUnion(touched)
        result.append(other)
      }
      return result
    }
  }

  /// Makes a refused commit anew, and what needed it, with the same values over what stands now; all or none.
  ///
  /// - Parameters:
  ///   - name: of the refused commit.
  ///   - correct: changes what it wanted, before it is made; what needed it stays as it was.
  /// - Returns: the new commits, in order.
  /// - Throws: `EditProblem`, and the box is as it was; what `correct` or the store throws.
  public func retry(refused name: CommitName, correcting correct: (Draft) throws -> Draft = { $0 }) throws
    -> [StoredCommit]
  {
    let commits = try dependents(ofRefused: name)
    return try store.write { transaction in
      try commits.map { refused in
        var draft = try transaction.draft(anew: refused.commit)
        if refused.name == name { draft = try correct(draft) }
        try transaction.removeRefused(refused.name)
        return try Author(self, transaction).commit(draft)
      }
    }
  }

  /// Throws a refused commit away. Its values are gone.
  public func discard(refused name: CommitName) throws {
    try store.write { transaction in
      guard try transaction.refused().contains(where: { $0.name == name }) else { throw EditProblem.unknownCommit }
      try transaction.removeRefused(name)
    }
  }
}

extension ReplicaReading {
  /// What a commit wanted, as a draft over what stands now.
  public func draft(anew commit: Commit) throws -> Draft {
    let schema = try currentSchema()
    let placed = try operations(of: commit)
    var changes: [RecordChange] = []
    for step in placed {
      switch step.operation {
      case .create(let record, let type, let fields):
        changes.append(.create(type, record, fields.compactMap { schema.change($0, type: type) }))
      case .set(let record, let register, let value, _, _):
        changes.append(.rewrite(record, [Operation.FieldWrite(register: register, value: value)]))
      case .tombstone(let record, _, _): changes.append(.bury(record))
      case .keep(let record, _, _): changes.append(.unbury(record))
      case .leave, .arrive: continue
      }
    }
    // What was made for some is not made anew for everyone.
    let made = placed.first { step in
      guard case .create = step.operation else { return false }
      return step.dot.audience != .everyone
    }
    return Draft(
      changes, note: placed.first { !$0.note.isEmpty }?.note ?? "", audience: made?.dot.audience)
  }
}
