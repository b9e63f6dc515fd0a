public import Merge

/// How a record reads: one value per field, and what is open about it.
public struct RecordView: Hashable, Sendable {
  public let id: RecordID
  public let type: TypeNumber
  /// Per field, or per group its tuple, rising by number; cleared fields and empty sets are left out.
  public let fields: [FieldView]
  public let isDeleted: Bool
  /// In the order of the fields, conflicts about the record itself first. Where several records are read as one, all
  /// stand here; one about the life or the alias of another of them names that record.
  public let conflicts: [Conflict]
  /// Whether an unlogged write stands in it.
  public let isUnsynced: Bool
  /// The record that this one lies under; nil where it has none, or where that would close a ring.
  public let parent: RecordID?
  /// The record that this one turned out to be, as its own register says.
  public let alias: RecordID?
  /// The record that shows what this one holds, where that is another: then `alias` is set too, this one lives, shows no
  /// conflicts and no parent of its own, and is in no list.
  public let joinedInto: RecordID?

  public init(
    id: RecordID, type: TypeNumber, fields: [FieldView], isDeleted: Bool, conflicts: [Conflict], isUnsynced: Bool,
    parent: RecordID?, alias: RecordID?, joinedInto: RecordID? = nil
  ) {
    self.id = id
    self.type = type
    self.fields = fields
    self.isDeleted = isDeleted
    self.conflicts = conflicts
    self.isUnsynced = isUnsynced
    self.parent = parent
    self.alias = alias
    self.joinedInto = joinedInto
  }

  /// Whether it counts and is found: it lives, and is not read as another.
  public var isListed: Bool { !isDeleted && joinedInto == nil }

  /// Nil when the field is empty, or a set.
  public func value(_ field: FieldNumber) -> Value? {
    guard case .value(let value)? = self[field] else { return nil }
    return value
  }

  /// The elements of a set; empty when it has none or the field is no set.
  public func elements(_ field: FieldNumber) -> [Value] {
    guard case .elements(let elements)? = self[field] else { return [] }
    return elements
  }

  public subscript(_ field: FieldNumber) -> FieldContent? {
    fields.first { $0.field == field }?.content
  }
}

/// A field of a record and what it reads as.
public struct FieldView: Hashable, Sendable {
  public let field: FieldNumber
  public let content: FieldContent

  public init(field: FieldNumber, content: FieldContent) {
    self.field = field
    self.content = content
  }
}

public enum FieldContent: Hashable, Sendable {
  /// Official, latest, or merged, as the field's policy has it.
  case value(Value)
  /// Of a set, rising by the bytes of their keys; a structured element is a row of all its parts.
  case elements([Value])
}

/// Which records to list.
public struct RecordQuery: Hashable, Sendable {
  public enum Deleted: Hashable, Sendable {
    case without
    case only
    case with
  }

  public var type: TypeNumber?
  /// All must hold: a plain field equals the value, or a set holds it. For a member of a group, the member's number.
  public var filters: [FieldFilter] = []
  public var deleted: Deleted = .without
  /// Only records with unlogged writes.
  public var isUnsynced = false
  /// Only records that one of these replicas has written to.
  public var touchedBy: [ReplicaID]?
  public var inConflict = false
  public var parent: RecordID?
  /// By this field, in Swedish order, then by id; nil: by id, which for most records is by age.
  public var sortedBy: FieldNumber?
  public var limit: Int?
  public var offset = 0

  public init(type: TypeNumber? = nil) {
    self.type = type
  }

  public struct FieldFilter: Hashable, Sendable {
    public let field: FieldNumber
    public let value: Value
    /// Values that are as good: of a reference to a record that others turned out to be, those to the others.
    public let others: Set<Value>

    public init(field: FieldNumber, value: Value, others: Set<Value> = []) {
      self.field = field
      self.value = value
      self.others = others
    }

    func accepts(_ other: Value) -> Bool { other == value || others.contains(other) }
  }
}

/// A page of records and how many there are in all.
public struct RecordList: Hashable, Sendable {
  public let records: [RecordView]
  public let total: Int

  public init(records: [RecordView], total: Int) {
    self.records = records
    self.total = total
  }
}
