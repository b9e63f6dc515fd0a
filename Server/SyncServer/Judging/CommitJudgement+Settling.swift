internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema

/// Who may settle: judged by the writes that a commit names, less those that others of them replace.
extension CommitJudgement {
  /// Of a write that takes the place of others.
  func verdict(
    replacing names: Replaces, _ register: RegisterID, by value: Value, in state: RecordState, type: TypeNumber
  ) throws -> Verdict? {
    let policy = register == .alias ? .review : judge.schema.type(type)?.policy(register.field) ?? .review
    guard policy == .once || role < .administrator else { return nil }
    if policy != .once, try namesOwnWork(names, register, in: state) { return nil }
    let history = try judge.reading.history(of: register, in: state.id)
    let named = history.filter { names.names($0.dot, author: commit.replica) }
    let heads = Self.heads(named, in: history)
    let field = key(register.field, type)
    if Set(heads.map(\.value)).count < 2 {
      guard policy == .once, let first = heads.first, first.value != value else { return nil }
      if role >= .administrator, try settlesJoined(register, of: state) { return nil }
      return refuse(.once, field: field, reason: "set-once")
    }
    guard role < .administrator, try !heads.allSatisfy({ try isAuthors($0.dot) }) else { return nil }
    guard let standing = Register(logged: heads, officialIndex: 0, pending: []) else { return nil }
    let reading = Reading(standing, policy: policy) { TextAncestry.base(of: $0.map(\.dot), in: history) }
    return reading.conflict == nil ? nil : refuse(.role, field: field, reason: "settle")
  }

  /// Whether the commit settles a register of several records that turned out to be one: together the writes that it
  /// names there have different values.
  private func settlesJoined(_ register: RegisterID, of state: RecordState) throws -> Bool {
    let members = try judge.reading.joined(with: state.id).members
    guard members.count > 1 else { return false }
    var values: Set<Value> = []
    for step in try judge.reading.operations(of: commit) {
      guard case .set(let record, register, _, let replaces, _) = step.operation, members.contains(record) else {
        continue
      }
      let history = try judge.reading.history(of: register, in: record)
      let named = history.filter { replaces.names($0.dot, author: commit.replica) }
      values.formUnion(Self.heads(named, in: history).map(\.value))
    }
    return values.count > 1
  }

  /// Those of the named writes that no other of them takes the place of, by itself or by way of writes that are not named.
  ///
  /// Whoever replaces what somebody carried to them names what that had replaced, too: it may be refused. Others may have
  /// replaced the same long ago.
  private static func heads(_ named: [Write], in history: [Write]) -> [Write] {
    let heads = named.filter { head in !named.contains { $0.dot != head.dot && $0.replaces(head) } }
    guard Set(heads.map(\.value)).count > 1 else { return heads }
    var replaced: Set<Dot> = []
    var open = heads
    while let write = open.popLast() {
      for older in history where write.replaces(older) && replaced.insert(older.dot).inserted { open.append(older) }
    }
    return heads.filter { !replaced.contains($0.dot) }
  }

  /// Of a tombstone.
  func verdict(deleting state: RecordState, covers: Replaces, replaces: Replaces) throws -> Verdict? {
    guard write(.life, of: state.id) else { return refuse(.schema, reason: "set-twice") }
    for entry in state.entries {
      let closed = entry.register.logged.contains { write in
        write.mark == .closing && covers.names(write.dot, author: commit.replica)
      }
      if closed { return refuse(.frozen, field: state.type.flatMap { key(entry.id.field, $0) }, reason: "closed-year") }
    }
    guard role < .administrator, !replaces.isEmpty else { return nil }
    let history = try judge.reading.history(of: .life, in: state.id)
    let named = history.filter { replaces.names($0.dot, author: commit.replica) }
    let settles = named.contains { head in
      head.value == .tombstone && !named.contains { $0.dot != head.dot && $0.replaces(head) }
    }
    return settles ? refuse(.role, reason: "settle") : nil
  }

  /// Whether it is plain from one look that the heads among the named writes are one, or all the author's: so it is
  /// with every edit that is not a settlement, and history need not be read.
  private func namesOwnWork(_ names: Replaces, _ register: RegisterID, in state: RecordState) throws -> Bool {
    if names.named.count < 2, names.own.isEmpty, names.inherited.isEmpty { return true }
    guard names.inherited.isEmpty else { return false }
    guard !author.isShared else { return false }
    let foreign = names.named.filter { $0.dot.replica != commit.replica }
    if foreign.isEmpty { return true }
    // A chain of offline edits: the last of them says what the ones before had replaced.
    let own = state[register].logged.last { write in
      write.dot.replica == commit.replica && names.names(write.dot, author: commit.replica)
    }
    guard let own, let stored = try judge.reading.commit(own.dot.replica, own.dot.sequence) else { return false }
    guard let step = try judge.reading.operations(of: stored.commit).first(where: { $0.dot == own.dot }) else {
      return false
    }
    let replaced = step.operation.names.replaces
    return foreign.allSatisfy { replaced.names($0.dot, author: own.dot.replica) }
  }

  private func isAuthors(_ dot: Dot) throws -> Bool {
    try judge.reading.author(of: dot)?.utf8.elementsEqual(author.user.utf8) ?? false
  }
}
