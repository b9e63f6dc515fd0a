/// What a policy leaves to a person.
public enum ConflictKind: String, Hashable, Sendable, CaseIterable {
  /// Several people set one field to different values without knowing of each other.
  case edit
  /// Changes to a text overlap.
  case text
  /// Somebody deleted what somebody else was writing in.
  case delete
  /// A live record whose parent is deleted.
  case orphan
  /// The record's parent would be below the record itself.
  case ring
  /// Written without knowing that the year had been closed.
  case closedYear = "closed-year"
}

/// One open conflict: where, what, and between which writes.
public struct Conflict: Hashable, Sendable {
  public let kind: ConflictKind
  public let record: RecordID
  /// The field or group in conflict; nil when it is about the record itself.
  public let register: RegisterID?
  /// The writes between which a person decides: the standing ones, or for an orphan and a ring the parent writes and
  /// tombstones that make it one. Rising.
  public let dots: [Dot]

  public init(kind: ConflictKind, record: RecordID, register: RegisterID?, dots: [Dot]) {
    self.kind = kind
    self.record = record
    self.register = register
    self.dots = dots.sorted()
  }

  /// What the conflict's id is the hash of: the same bytes wherever the same writes stand.
  public var identity: [UInt8] {
    var out = Array(kind.rawValue.utf8)
    out.append(0)
    out += record.bytes
    Varint.append(UInt64(register?.field.number ?? 0), to: &out)
    Varint.append(UInt64(register?.element?.bytes.count ?? 0), to: &out)
    out += register?.element?.bytes ?? []
    for dot in dots {
      out += dot.replica.bytes
      Varint.append(dot.sequence, to: &out)
      Varint.append(UInt64(dot.audience.number), to: &out)
      Varint.append(UInt64(dot.index), to: &out)
    }
    return out
  }
}

extension RecordState {
  /// The conflicts that this record alone shows: fields and life. Orphans and rings need other records; see `Ancestry`.
  ///
  /// A deleted record has none.
  ///
  /// - Parameters:
  ///   - policy: of a field or group of the record's type; a field that the schema does not know is read as `review`.
  ///   - isFrozen: whether closing a year has frozen the field.
  ///   - textBase: as in `Reading`.
  /// - Returns: at most one about the record's life, and one per register.
  public func conflicts(
    policy: (FieldNumber) -> Policy, isFrozen: (FieldNumber) -> Bool = { _ in false },
    textBase: (RegisterID, [Write]) throws -> String?
  ) rethrows -> [Conflict] {
    let life = life
    guard !life.isDeleted else { return [] }
    var result: [Conflict] = []
    if case .contested(let uncovered) = life {
      result.append(
        Conflict(
          kind: .delete, record: id, register: nil,
          dots: Array(Set(tombstones.map(\.dot) + uncovered.map(\.write.dot)))))
    }
    for entry in entries where !entry.id.isOfRecord {
      let frozen = isFrozen(entry.id.field)
      // What one write stands in is settled, and most registers are like that.
      if !frozen, entry.register.only != nil { continue }
      let reading = try Reading(entry.register, policy: Self.policy(of: entry.id, policy), isFrozen: frozen) {
        try textBase(entry.id, $0)
      }
      if let kind = reading.conflict {
        result.append(
          Conflict(kind: kind, record: id, register: entry.id, dots: reading.candidates.map(\.dot)))
      }
    }
    return result
  }

  /// How a register is read: the engine's alias as `review`, and an element of a set as `union` even when the schema here
  /// does not know the set.
  private static func policy(of register: RegisterID, _ policy: (FieldNumber) -> Policy) -> Policy {
    if register.field == .alias { return .review }
    return register.element == nil ? policy(register.field) : .union
  }
}
