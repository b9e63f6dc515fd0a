internal import CommitFormat
internal import Merge
internal import Schema

extension Author {
  func create(_ type: TypeNumber, _ record: RecordID, _ changes: [FieldChange]) throws {
    guard let declaration = schema.type(type) else { throw EditProblem.unknownType(type.number) }
    let state = try work.state(record)
    if !state.isUnknown {
      guard may(state.audience) else { throw EditProblem.unknownRecord(record) }
      // Two people who make the same thing meet in one record.
      let whole = try whole(record)
      if state.life.isDeleted { try restore(record) }
      guard !changes.isEmpty else { return }
      try write(changes, to: whole, declaration: declaration, isNew: true)
      return
    }
    let writes = try registerWrites(
      changes, over: WholeRecord(state: state, members: [state]), declaration: declaration)
    try validate(
      writes.flatMap { write in
        schema.violations(
          register: write.register.field, value: element(write), type: type, context: validation)
      })
    try validate(schema.violations(record: { Self.value($0, in: writes) }, type: type, context: validation))
    made[record] = try audience(creating: declaration, writes)
    operations.append(.create(record, type, fields: writes.filter { !$0.value.isCleared }))
  }

  func update(_ record: RecordID, _ changes: [FieldChange]) throws {
    let (state, type) = try known(record)
    guard let declaration = schema.type(type) else { throw EditProblem.unknownType(type.number) }
    guard !declaration.isAppendOnly else { throw EditProblem.isAppendOnly(type) }
    guard !state.life.isDeleted else { throw EditProblem.isDeleted(record) }
    try write(changes, to: try whole(record), declaration: declaration, isNew: false)
  }

  private func write(
    _ changes: [FieldChange], to whole: WholeRecord, declaration: RecordType, isNew: Bool
  ) throws {
    let type = declaration.number
    let state = whole.state
    let writes = try registerWrites(changes, over: whole, declaration: declaration)
    try validate(
      writes.flatMap { write in
        schema.violations(register: write.register.field, value: element(write), type: type, context: validation)
      })
    try validate(
      schema.violations(
        record: { Self.value($0, in: writes) ?? state[RegisterID($0)].official?.value }, type: type,
        changed: writes.map(\.register.field), context: validation))
    for write in writes {
      if isNew, declaration.policy(write.register.field) == .once, state[write.register].official?.value == write.value
      {
        continue
      }
      try set(write, in: whole, policy: declaration.policy(write.register.field) ?? .review)
    }
  }

  /// The value that writes give a plain register; nil where none of them sets it.
  private static func value(_ register: FieldNumber, in writes: [Operation.FieldWrite]) -> Value? {
    writes.last { $0.register.field == register && $0.register.element == nil }?.value
  }

  /// Sets a register, replacing what its author saw standing; in a conflict that is not the author's to settle, only
  /// the author's own candidates. Of several records that are read as one, each that something stands in gets the value.
  /// `record` is the only one of them that is written; nil for all.
  func set(
    _ write: Operation.FieldWrite, in whole: WholeRecord, only record: RecordID? = nil, policy: Policy
  ) throws {
    let reading = try Viewer(schema: schema, reading: transaction).reading(of: write.register, in: whole.state)
    var replaced: [(member: RecordState, standing: [Write])] = []
    for member in whole.members where record == nil || member.id == record {
      var standing = try seenStanding(write.register, in: member)
      if policy == .once, reading.conflict == nil, let first = standing.first, first.value != write.value {
        throw EditProblem.setOnce(write.register.field)
      }
      if header.role < .administrator,
        try reading.conflict != nil || wasInConflict(standing, write.register, in: member, policy: policy)
      {
        standing = try standing.filter { try transaction.author(of: $0.dot) == header.user }
      }
      replaced.append((member, standing))
    }
    try put(write, in: replaced)
  }

  /// Whether what the author of an old form saw was in conflict then, although somebody has settled it since.
  private func wasInConflict(
    _ standing: [Write], _ id: RegisterID, in state: RecordState, policy: Policy
  ) throws -> Bool {
    guard seen != nil, policy != .latest, policy != .union, Set(standing.map(\.value)).count > 1 else { return false }
    guard policy == .text else { return true }
    var register = Register()
    for write in standing {
      if try transaction.place(of: write.dot.replica, write.dot.sequence) == nil {
        register.hold(write)
      } else {
        register.log(write)
      }
    }
    let history = try transaction.history(of: id, in: state.id)
    return Reading(register, policy: policy) { TextAncestry.base(of: $0.map(\.dot), in: history) }.conflict != nil
  }

  /// Adds the write to each record that it replaces something in, and to the one that shows them all.
  func put(_ write: Operation.FieldWrite, in replaced: [(member: RecordState, standing: [Write])]) throws {
    let isInOthers = replaced.dropFirst().contains { !$0.standing.isEmpty }
    for (index, (member, standing)) in replaced.enumerated() {
      // To empty what is empty says nothing.
      let isIdle = index == 0 ? isInOthers && write.value.isCleared && member[write.register].isEmpty : standing.isEmpty
      if !isIdle || replaced.count == 1 { try put(write, in: member, replacing: standing) }
    }
  }

  /// Adds the write; an earlier one of the same register in this commit gives way to it.
  func put(_ write: Operation.FieldWrite, in state: RecordState, replacing standing: [Write]) throws {
    operations.removeAll { operation in
      guard case .set(state.id, write.register, _, _, _) = operation else { return false }
      return true
    }
    let replaces = try superseding(
      standing, in: state[write.register], record: state.id, id: write.register)
    operations.append(.set(state.id, write.register, write.value, replaces: replaces, mark: .plain))
  }

  /// The writes of a record's register that stood when the author looked: some of them may have been replaced since.
  func seenStanding(_ id: RegisterID, in state: RecordState) throws -> [Write] {
    let standing = state[id].standing
    guard let seen, try !standing.allSatisfy({ try transaction.wasSeen($0.dot, by: seen) }) else { return standing }
    let history = try transaction.history(of: id, in: state.id)
    let known = try history.filter { try transaction.wasSeen($0.dot, by: seen) }
    return try known.filter { write in
      try !known.contains { $0.dot != write.dot && $0.replaces(write) }
        && !wasReplaced(write, seen, history, in: state[id])
    }
  }

  /// Whether what replaced a write has been forgotten here, and whoever held `seen` had seen that too: a commit stays
  /// readable as long as anything in it counts, and so may be older than the next one that can be read.
  private func wasReplaced(_ write: Write, _ seen: SeenToken, _ history: [Write], in register: Register) throws -> Bool
  {
    guard header.horizon > 0, seen.epoch == header.cursor?.epoch, seen.position >= header.horizon,
      !register.standing.contains(where: { $0.dot == write.dot }),
      let logged = try transaction.place(of: write.dot.replica, write.dot.sequence)
    else { return false }
    return logged.position <= header.horizon && !history.contains { $0.dot != write.dot && $0.replaces(write) }
  }

  /// The value that the author saw in a register: the official one then.
  private func seenValue(of id: RegisterID, in whole: WholeRecord) throws -> Value {
    let official = whole.state[id].official
    guard seen != nil else { return official?.value ?? .cleared }
    let stood = try whole.members.flatMap { try seenStanding(id, in: $0) }
    return (stood.first { $0.dot == official?.dot } ?? stood.first)?.value ?? .cleared
  }

  /// The names that a write replacing `standing` has to carry.
  func superseding(_ standing: [Write], in register: Register, record: RecordID, id: RegisterID) throws -> Replaces {
    var failure: (any Error)?
    var gone: [Write] = []
    for write in standing where !(register.logged + register.pending).contains(where: { $0.dot == write.dot }) {
      if try transaction.place(of: write.dot.replica, write.dot.sequence) == nil { gone.append(write) }
    }
    let named = standing.filter { write in !gone.contains { $0.dot == write.dot } }
    let result = register.superseding(named, replacedSince: gone, author: header.replica) { write in
      do {
        return try self.foreignNames(write, record: record, register: id)
      } catch {
        failure = error
        return []
      }
    }
    if let failure { throw failure }
    return result
  }

  /// The names of an unlogged write of another replica, and of the writes that its own ranges mean.
  func foreignNames(_ write: Write, record: RecordID, register: RegisterID?) throws -> [Replaces.Named] {
    var names: [Replaces.Named] = []
    for stored in try transaction.unlogged() {
      let commit = stored.commit
      let sequence = commit.sequence
      let isOwn =
        commit.replica == write.dot.replica
        && (sequence == write.dot.sequence || write.replaces.own.contains { $0.contains(sequence) })
      let isInherited = write.replaces.inherited.contains {
        $0.replica == commit.replica && $0.sequences.contains(sequence)
      }
      guard isOwn || isInherited else { continue }
      for placed in try transaction.operations(ofStored: stored) where placed.operation.record == record {
        let isMeant = placed.operation.writes(dot: placed.dot, stamp: placed.stamp).contains {
          register == nil || $0.register == register
        }
        if isMeant { names.append(Replaces.Named(dot: placed.dot, commitHashPrefix: stored.hash.prefix)) }
      }
    }
    return names
  }

  /// The registers that field changes write, in the order of the fields given, with their new values.
  private func registerWrites(
    _ changes: [FieldChange], over whole: WholeRecord, declaration: RecordType
  ) throws -> [Operation.FieldWrite] {
    let state = whole.state
    var writes: [Operation.FieldWrite] = []
    func put(_ register: RegisterID, _ value: Value) {
      writes.removeAll { $0.register == register }
      writes.append(Operation.FieldWrite(register: register, value: value))
    }
    for change in changes {
      switch change {
      case .set(let number, let value):
        if let field = declaration.field(number), let group = declaration.group(of: field) {
          let register = RegisterID(group.number)
          let seen = try writes.first { $0.register == register }?.value ?? seenValue(of: register, in: whole)
          put(register, group.tuple([number: value], over: seen))
        } else if let register = declaration.register(number), !register.isSet {
          put(RegisterID(number), value)
        } else {
          throw EditProblem.unknownField(number)
        }
      case .setAll(let number, let values):
        let kind = try setKind(number, declaration)
        let elements = values.compactMap { kind.part($0) }
        for entry in state.entries(of: number) {
          guard let key = entry.id.element, !elements.contains(where: { $0.key == key }) else { continue }
          if !Reading(entry.register, policy: .union).value.isCleared { put(entry.id, .cleared) }
        }
        for element in elements {
          let register = RegisterID(number, element: element.key)
          if Reading(state[register], policy: .union).value != element.rest { put(register, element.rest) }
        }
      case .add(let number, let value):
        let kind = try setKind(number, declaration)
        if let element = kind.part(value) { put(RegisterID(number, element: element.key), element.rest) }
      case .remove(let number, let value):
        let kind = try setKind(number, declaration)
        if let element = kind.part(value) { put(RegisterID(number, element: element.key), .cleared) }
      }
    }
    return writes
  }

  private func setKind(_ number: FieldNumber, _ declaration: RecordType) throws -> Kind {
    guard case .set(_, let kind)? = declaration.register(number)?.shape else { throw EditProblem.unknownField(number) }
    return kind
  }

  /// The value that validation looks at: of a set, the whole element.
  private func element(_ write: Operation.FieldWrite) -> Value {
    guard let key = write.register.element, !write.value.isCleared else { return write.value }
    return SetElement(key: key, rest: write.value).whole
  }

  /// Writes whole registers of this very record, replacing what stands; whether that is in conflict is seen with what is
  /// read as one with it.
  func rewrite(_ record: RecordID, _ writes: [Operation.FieldWrite]) throws {
    let (state, type) = try known(record)
    guard !state.life.isDeleted else { throw EditProblem.isDeleted(record) }
    for write in writes {
      try validate(
        schema.violations(register: write.register.field, value: element(write), type: type, context: validation))
      try set(
        write, in: try whole(record), only: record,
        policy: schema.type(type)?.policy(write.register.field) ?? .review)
    }
  }
}
