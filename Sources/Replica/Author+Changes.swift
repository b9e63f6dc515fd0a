internal import CommitFormat
internal import Merge
internal import Schema

extension Author {
  func create(_ type: TypeNumber, _ record: RecordID, _ changes: [FieldChange]) throws {
    guard let declaration = schema.type(type) else { throw EditProblem.unknownType(type.number) }
    let state = try work.state(record)
    if !state.isUnknown {
      // Two people who make the same thing meet in one record.
      if state.life.isDeleted { try restore(record) }
      guard !changes.isEmpty else { return }
      try write(changes, to: record, state: state, declaration: declaration, isNew: true)
      return
    }
    let writes = try registerWrites(changes, over: state, declaration: declaration)
    try validate(
      writes.flatMap { write in
        schema.violations(
          register: write.register.field, value: whole(write), type: type, context: validation)
      })
    let values = Dictionary(writes.filter { $0.register.element == nil }.map { ($0.register.field, $0.value) }) { $1 }
    try validate(schema.violations(record: values, type: type, context: validation))
    operations.append(.create(record, type, fields: writes.filter { !$0.value.isCleared }))
  }

  func update(_ record: RecordID, _ changes: [FieldChange]) throws {
    let (state, type) = try known(record)
    guard let declaration = schema.type(type) else { throw EditProblem.unknownType(type.number) }
    guard !declaration.isAppendOnly else { throw EditProblem.isAppendOnly(type) }
    guard !state.life.isDeleted else { throw EditProblem.isDeleted(record) }
    try write(changes, to: record, state: state, declaration: declaration, isNew: false)
  }

  private func write(
    _ changes: [FieldChange], to record: RecordID, state: RecordState, declaration: RecordType, isNew: Bool
  ) throws {
    let type = declaration.number
    let writes = try registerWrites(changes, over: state, declaration: declaration)
    try validate(
      writes.flatMap { write in
        schema.violations(register: write.register.field, value: whole(write), type: type, context: validation)
      })
    var values: [FieldNumber: Value] = [:]
    for field in state.fields {
      if let official = state[RegisterID(field)].official?.value { values[field] = official }
    }
    for write in writes where write.register.element == nil { values[write.register.field] = write.value }
    try validate(
      schema.violations(
        record: values, type: type, changed: Set(writes.map(\.register.field)), context: validation))
    for write in writes {
      if isNew, declaration.policy(write.register.field) == .once, state[write.register].official?.value == write.value
      {
        continue
      }
      try set(write, in: state, policy: declaration.policy(write.register.field) ?? .review)
    }
  }

  /// Sets a register, replacing what its author saw standing; in a conflict that is not the author's to settle, only
  /// the author's own candidates.
  private func set(_ write: Operation.FieldWrite, in state: RecordState, policy: Policy) throws {
    let register = state[write.register]
    var standing = try seenStanding(register)
    let reading = try Viewer(schema: schema, reading: transaction).reading(of: write.register, in: state)
    if policy == .once, reading.conflict == nil, let first = standing.first, first.value != write.value {
      throw EditProblem.setOnce(write.register.field)
    }
    if reading.conflict != nil, header.role < .administrator {
      standing = try standing.filter { try transaction.author(of: $0.dot) == header.user }
    }
    try put(write, in: state, replacing: standing)
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

  /// The standing writes that the author had seen.
  func seenStanding(_ register: Register) throws -> [Write] {
    guard let seen else { return register.standing }
    return try register.standing.filter { try transaction.wasSeen($0.dot, by: seen) }
  }

  /// The value that the author saw in a register: the official one then.
  private func seenValue(of id: RegisterID, in state: RecordState) throws -> Value {
    guard let seen else { return state[id].official?.value ?? .cleared }
    let known = try transaction.history(of: id, in: state.id).filter { try transaction.wasSeen($0.dot, by: seen) }
    let stood = known.filter { write in !known.contains { $0.replaces(write) } }
    let official = state[id].official
    return (stood.first { $0.dot == official?.dot } ?? stood.first)?.value ?? .cleared
  }

  /// The names that a write replacing `standing` has to carry.
  func superseding(_ standing: [Write], in register: Register, record: RecordID, id: RegisterID) throws -> Replaces {
    var failure: (any Error)?
    let result = register.superseding(standing, author: header.replica) { write in
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
  private func foreignNames(_ write: Write, record: RecordID, register: RegisterID?) throws -> [Replaces.Named] {
    var names: [Replaces.Named] = []
    for stored in try transaction.unlogged() where stored.commit.replica == write.dot.replica {
      let sequence = stored.commit.sequence
      guard sequence == write.dot.sequence || write.replaces.own.contains(where: { $0.contains(sequence) }) else {
        continue
      }
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
    _ changes: [FieldChange], over state: RecordState, declaration: RecordType
  ) throws -> [Operation.FieldWrite] {
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
          let seen = try writes.first { $0.register == register }?.value ?? seenValue(of: register, in: state)
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
  private func whole(_ write: Operation.FieldWrite) -> Value {
    guard let key = write.register.element, !write.value.isCleared else { return write.value }
    return SetElement(key: key, rest: write.value).whole
  }

  func delete(_ record: RecordID) throws {
    let (state, _) = try known(record)
    guard !state.life.isDeleted else { throw EditProblem.isDeleted(record) }
    if case .contested = state.life, header.role < .administrator {
      throw EditProblem.notAllowed(needs: .administrator)
    }
    try tombstone(state)
  }

  func tombstone(_ state: RecordState) throws {
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
    let life = state[.life]
    let replaces = try superseding(life.standing, in: life, record: state.id, id: .life)
    operations.append(.tombstone(state.id, covers: covers, replaces: replaces))
  }

  func restore(_ record: RecordID) throws {
    let (state, _) = try known(record)
    switch state.life {
    case .live: throw EditProblem.isNotDeleted(record)
    case .contested:
      guard header.role >= .administrator else { throw EditProblem.notAllowed(needs: .administrator) }
      try keep(state)
    case .deleted: try keep(state)
    }
  }

  func keep(_ state: RecordState) throws {
    var covers = Replaces.nothing
    if case .contested(let uncovered) = state.life { covers = Replaces(dots: uncovered.map(\.write.dot)) }
    let life = state[.life]
    let replaces = try superseding(life.standing, in: life, record: state.id, id: .life)
    operations.append(.keep(state.id, covers: covers, replaces: replaces))
  }

  func join(_ record: RecordID, into: RecordID) throws {
    let (state, type) = try known(record)
    let (other, otherType) = try known(into)
    guard type == otherType, record != into else { throw EditProblem.nothingToDo }
    guard !state.life.isDeleted else { throw EditProblem.isDeleted(record) }
    guard !other.life.isDeleted else { throw EditProblem.isDeleted(into) }
    let write = Operation.FieldWrite(register: .alias, value: Value(.reference(into)))
    try set(write, in: state, policy: .review)
  }

  /// Writes whole registers, replacing what stands.
  func rewrite(_ record: RecordID, _ writes: [Operation.FieldWrite]) throws {
    let (state, type) = try known(record)
    guard !state.life.isDeleted else { throw EditProblem.isDeleted(record) }
    for write in writes {
      try validate(
        schema.violations(register: write.register.field, value: whole(write), type: type, context: validation))
      try set(write, in: state, policy: schema.type(type)?.policy(write.register.field) ?? .review)
    }
  }
}
