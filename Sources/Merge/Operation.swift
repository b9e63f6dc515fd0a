/// One step of a commit. Its place among the steps of its part is the index of its dot.
public enum Operation: Hashable, Sendable {
  /// Makes a record: sets its type and the given registers, all under one dot. A record that somebody else made too,
  /// under the same natural key, gets both people's writes.
  case create(RecordID, TypeNumber, fields: [FieldWrite])
  /// Sets one register.
  case set(RecordID, RegisterID, Value, replaces: Replaces, mark: Mark)
  /// Deletes: covers the writes of the record that its author saw, and replaces earlier tombstones and keeps.
  case tombstone(RecordID, covers: Replaces, replaces: Replaces)
  /// Keeps or restores. `covers` names the uncovered writes beside a tombstone that this settles; none for a restore.
  case keep(RecordID, covers: Replaces, replaces: Replaces)
  /// The record has moved to another audience: in this one it ends here. Only the server's own commits say so.
  case leave(RecordID)
  /// The record has come to the audience of the part that this stands in, with the logged state that it had, each write
  /// under the dot that it has always had. Only the server's own commits say so.
  case arrive(RecordState)

  /// A register and its value, within a creation.
  public struct FieldWrite: Hashable, Sendable {
    public let register: RegisterID
    public let value: Value

    public init(register: RegisterID, value: Value) {
      self.register = register
      self.value = value
    }
  }

  public var record: RecordID {
    switch self {
    case .create(let record, _, _), .set(let record, _, _, _, _), .tombstone(let record, _, _),
      .keep(let record, _, _), .leave(let record):
      record
    case .arrive(let state): state.id
    }
  }

  /// The registers that this step sets, with the writes it makes under `dot`.
  public func writes(dot: Dot, stamp: Stamp) -> [(register: RegisterID, write: Write)] {
    switch self {
    case .create(_, let type, let fields):
      let kind = Write(dot: dot, value: Value(.integer(Int64(type.number))), stamp: stamp)
      return [(.type, kind)]
        + fields.map { ($0.register, Write(dot: dot, value: $0.value, stamp: stamp)) }
    case .set(_, let register, let value, let replaces, let mark):
      return [(register, Write(dot: dot, value: value, mark: mark, replaces: replaces, stamp: stamp))]
    case .tombstone(_, let covers, let replaces):
      return [(.life, Write(dot: dot, value: .tombstone, replaces: replaces, stamp: stamp, covers: covers))]
    case .keep(_, let covers, let replaces):
      return [(.life, Write(dot: dot, value: .keep, replaces: replaces, stamp: stamp, covers: covers))]
    case .leave: return []
    case .arrive(let state):
      let place = Write(dot: dot, value: Value(.integer(Int64(dot.audience.number))), stamp: stamp)
      return [(.audience, place)]
        + state.entries.filter { $0.id != .audience }
        .flatMap { entry in entry.register.logged.map { (entry.id, $0) } }
    }
  }

  /// Whether what was written before in the record's history counts no more: what stood then, this brings along.
  public var beginsHistory: Bool {
    switch self {
    case .leave, .arrive: true
    case .create, .set, .tombstone, .keep: false
    }
  }

  /// What this step names of its register's or record's earlier writes.
  public var names: (replaces: Replaces, covers: Replaces) {
    switch self {
    case .create, .leave, .arrive: (.nothing, .nothing)
    case .set(_, _, _, let replaces, _): (replaces, .nothing)
    case .tombstone(_, let covers, let replaces), .keep(_, let covers, let replaces): (replaces, covers)
    }
  }
}
