internal import CommitFormat
public import Merge
public import Schema

/// Makes views of records: what a person sees of the writes that stand.
public struct Viewer {
  let schema: Schema
  let reading: any ReplicaReading
  private let names: any NameReader

  public init(schema: Schema, reading: any ReplicaReading) {
    self.init(schema: schema, reading: reading, names: StoreNames(reading: reading))
  }

  /// With `names` that know more than is saved yet.
  init(schema: Schema, reading: any ReplicaReading, names: any NameReader) {
    self.schema = schema
    self.reading = reading
    self.names = names
  }

  /// How one plain register of a record reads; of a joined one, in the state that is joined.
  public func reading(of register: RegisterID, in state: RecordState) throws -> Reading {
    let policy = state.type.flatMap { schema.type($0) }?.policy(register.field) ?? .review
    return try Reading(state[register], policy: policy) { heads in
      try self.reading.textBase(state.id, register, heads, names: names)
    }
  }

  /// Several records as they read as one: the first with the fields of all.
  ///
  /// `states` are of live records, the one that shows them first; one alone reads as itself. Nil when no creation of the
  /// first is known.
  func view(of states: [RecordState]) throws -> RecordView? {
    guard let first = states.first else { return nil }
    guard states.count > 1, var joined = try reading.joinedState(states) else { return try view(of: first) }
    // The lives are each record's own: what stands in another is not what a tombstone of this one overlooked.
    joined.update(.life) { $0 = Register() }
    joined.update(.alias) { $0 = Register() }
    guard let own = try view(of: first), let whole = try view(of: joined) else { return nil }
    var conflicts: [Conflict] = []
    for state in states {
      conflicts += try view(of: state)?.conflicts.filter { $0.register == nil || $0.register == .alias } ?? []
    }
    return RecordView(
      id: own.id, type: own.type, fields: whole.fields, isDeleted: false, conflicts: conflicts + whole.conflicts,
      isUnsynced: states.contains(where: \.hasPending), parent: whole.parent, alias: own.alias)
  }

  /// The record as it reads, taken by itself: without what other records make of it (orphans and rings, and what turned
  /// out to be the same).
  ///
  /// - Returns: nil when no creation of it is known.
  func view(of state: RecordState) throws -> RecordView? {
    guard let type = state.type else { return nil }
    let declaration = schema.type(type)
    var fields: [FieldView] = []
    fields.reserveCapacity(state.entries.count)
    let conflicts = try state.conflicts {
      declaration?.policy($0) ?? .review
    } textBase: { register, heads in
      try self.reading.textBase(state.id, register, heads, names: names)
    }
    var elements: [Value] = []
    var alias: RecordID?
    for (index, entry) in state.entries.enumerated()
    where !entry.id.isOfRecord {
      if entry.id.element != nil || declaration?.register(entry.id.field)?.isSet == true {
        let rest = entry.register.only?.value ?? Reading(entry.register, policy: .union).value
        if let key = entry.id.element, !rest.isCleared {
          elements.append(SetElement(key: key, rest: rest).whole)
        }
        let isLast =
          index + 1 == state.entries.count || state.entries[index + 1].id.field != entry.id.field
        if isLast, !elements.isEmpty {
          fields.append(FieldView(field: entry.id.field, content: .elements(elements)))
          elements = []
        }
        continue
      }
      // Nearly always one write stands, and reads as what it says.
      let value = try entry.register.only?.value ?? reading(of: entry.id, in: state).value
      if entry.id == .alias {
        alias = value.reference
      } else if !value.isCleared {
        fields.append(FieldView(field: entry.id.field, content: .value(value)))
      }
    }
    let parent = declaration?.parent { number in
      guard let field = fields.first(where: { $0.field == number }), case .value(let value) = field.content else {
        return nil
      }
      return value
    }
    return RecordView(
      id: state.id, type: type, fields: fields, isDeleted: state.life.isDeleted, conflicts: conflicts,
      isUnsynced: state.hasPending, parent: parent, alias: alias)
  }
}

extension RegisterDeclaration {
  var isSet: Bool {
    if case .set = shape { return true }
    return false
  }
}

extension RecordView {
  /// The same record with other conflicts and another parent.
  func with(conflicts: [Conflict], parent: RecordID?) -> RecordView {
    RecordView(
      id: id, type: type, fields: fields, isDeleted: isDeleted, conflicts: conflicts, isUnsynced: isUnsynced,
      parent: parent, alias: alias)
  }

  /// The same record, which is read as another.
  func read(as other: RecordID) -> RecordView {
    RecordView(
      id: id, type: type, fields: fields, isDeleted: isDeleted, conflicts: [], isUnsynced: isUnsynced, parent: nil,
      alias: alias, joinedInto: other)
  }
}
