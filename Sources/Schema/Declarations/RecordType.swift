public import Merge

/// A type of record: its fields, and what they mean to each other. A class, because it is asked for with every write and
/// never changes.
public final class RecordType: Hashable, Sendable {
  public let number: TypeNumber
  /// In English; what programs and command lines say.
  public let key: String
  /// One of them, as `besök`.
  public let label: Label
  /// Several, as `besök` or `visits`.
  public let plural: Label
  /// In the order in which people read them.
  public let fields: [Field]
  public let groups: [FieldGroup]
  /// The keys of the fields that the record's id is made of; nil when ids are random.
  public let naturalKey: [String]?
  /// The key of the field that people read as the record's name. It may be a reference: then the name is the other
  /// record's. Nil when nothing but the short reference names it.
  public let nameField: String?
  /// Whether records are only ever added, never edited.
  public let isAppendOnly: Bool
  /// The keys of the fields that may name the parent; the first that is set does.
  public let parentFieldKeys: [String]
  public let rules: [Rule]
  /// The rounds that freeze records of this type; nil when none do.
  public let closing: ClosingDeclaration?
  /// Which audience a new record belongs to, where its own fields say it.
  public let audience: AudienceRule?

  private let fieldIndexByNumber: [FieldNumber: Int]
  private let fieldIndexByKey: [String: Int]
  private let groupIndexByNumber: [FieldNumber: Int]
  private let groupIndexByKey: [String: Int]
  private let registerByNumber: [FieldNumber: RegisterDeclaration]
  /// In the order in which they are asked for the parent.
  public let parentFields: [Field]

  /// The reader of the schema has seen to it that numbers and keys are distinct.
  init(
    number: TypeNumber, key: String, label: Label, plural: Label, fields: [Field], groups: [FieldGroup],
    naturalKey: [String]?, nameField: String?, isAppendOnly: Bool, parentFieldKeys: [String], rules: [Rule],
    closing: ClosingDeclaration?, audience: AudienceRule? = nil
  ) {
    self.number = number
    self.key = key
    self.label = label
    self.plural = plural
    self.fields = fields
    self.groups = groups
    self.naturalKey = naturalKey
    self.nameField = nameField
    self.isAppendOnly = isAppendOnly
    self.parentFieldKeys = parentFieldKeys
    self.rules = rules
    self.closing = closing
    self.audience = audience
    fieldIndexByNumber = Dictionary(fields.enumerated().map { ($1.number, $0) }) { first, _ in first }
    fieldIndexByKey = Dictionary(fields.enumerated().map { ($1.key, $0) }) { first, _ in first }
    groupIndexByNumber = Dictionary(groups.enumerated().map { ($1.number, $0) }) { first, _ in first }
    groupIndexByKey = Dictionary(groups.enumerated().map { ($1.key, $0) }) { first, _ in first }
    let fieldByNumber = Dictionary(fields.map { ($0.number, $0) }) { first, _ in first }
    var registers: [FieldNumber: RegisterDeclaration] = [:]
    for field in fields where field.group == nil {
      let shape = if case .set(let element) = field.kind { Shape.set(field, of: element) } else { Shape.field(field) }
      registers[field.number] = RegisterDeclaration(shape: shape)
    }
    for group in groups {
      let members = group.memberNumbers.compactMap { fieldByNumber[$0] }
      registers[group.number] = RegisterDeclaration(shape: .group(group, members: members))
    }
    registerByNumber = registers
    parentFields = parentFieldKeys.compactMap { key in fields.first { $0.key == key } }
  }

  private typealias Shape = RegisterDeclaration.Shape

  public static func == (left: RecordType, right: RecordType) -> Bool {
    if left === right { return true }
    return left.number == right.number && left.key == right.key && left.label == right.label
      && left.plural == right.plural && left.fields == right.fields && left.groups == right.groups
      && left.naturalKey == right.naturalKey && left.nameField == right.nameField
      && left.isAppendOnly == right.isAppendOnly && left.parentFieldKeys == right.parentFieldKeys
      && left.rules == right.rules && left.closing == right.closing && left.audience == right.audience
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(number)
    hasher.combine(key)
  }

  public func field(_ number: FieldNumber) -> Field? { fieldIndexByNumber[number].map { fields[$0] } }
  public func field(_ key: String) -> Field? { fieldIndexByKey[key].map { fields[$0] } }
  public func group(_ number: FieldNumber) -> FieldGroup? { groupIndexByNumber[number].map { groups[$0] } }
  public func group(_ key: String) -> FieldGroup? { groupIndexByKey[key].map { groups[$0] } }

  /// The group that a field is a member of.
  public func group(of field: Field) -> FieldGroup? { field.group.flatMap { group($0) } }

  /// What a register's number means; nil for a number that this schema does not know, a member of a group (it has no
  /// register of its own), and the engine's own.
  public func register(_ number: FieldNumber) -> RegisterDeclaration? { registerByNumber[number] }

  /// The register that holds the field, or is the group, of that key.
  public func register(_ key: String) -> RegisterDeclaration? {
    if let group = group(key) { return register(group.number) }
    return field(key).flatMap { register($0.register) }
  }

  /// All registers, in the order of the fields; a group stands where its first member does.
  public var registers: [RegisterDeclaration] {
    var seen: Set<FieldNumber> = []
    return fields.compactMap { seen.insert($0.register).inserted ? register($0.register) : nil }
  }

  /// How a register is read, the engine's own ones included; nil for the life and for unknown numbers.
  public func policy(_ number: FieldNumber) -> Policy? {
    switch number {
    case .alias: .review
    case .type: .once
    default: register(number)?.policy
    }
  }

  /// The first of `parentFieldKeys`; nil when records of this type are part of no other.
  public var parentFieldKey: String? { parentFieldKeys.first }

  /// The parent that these values name.
  ///
  /// - Parameter value: the value of a register, by its number.
  /// - Returns: nil when none of the parent fields is set.
  public func parent(value: (FieldNumber) -> Value?) -> RecordID? {
    for field in parentFields {
      if let parent = value(field.number)?.reference { return parent }
    }
    return nil
  }

  /// The id of the record of this type whose natural key these values are.
  ///
  /// - Parameter value: the value of a register, by its number.
  /// - Returns: nil when ids of this type are random, or a required field of the key is missing.
  public func naturalID(value: (FieldNumber) -> Value?) -> RecordID? {
    guard let naturalKey else { return nil }
    var parts: [NaturalKeyPart] = []
    for key in naturalKey {
      guard let field = field(key) else { return nil }
      switch value(field.number)?.content {
      case .reference(let record)?: parts.append(.record(record))
      case .integer(let number)?: parts.append(.integer(number))
      case .code(let code)?: parts.append(.exact(code))
      case .text(let text)?: parts.append(.name(text))
      case nil where !field.isRequired: parts.append(.absent)
      default: return nil
      }
    }
    return .natural(type: self.key, parts)
  }
}
