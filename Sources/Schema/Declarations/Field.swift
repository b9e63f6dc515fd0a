public import Merge

/// A field of a record type. A class, because it is passed around with every write and never changes.
public final class Field: Hashable, Sendable {
  public let number: FieldNumber
  /// In English; what programs and command lines say.
  public let key: String
  public let label: Label
  public let kind: Kind
  /// How its register is read; for a member of a group, the group's.
  public let policy: Policy
  /// The number of the group whose tuple holds this field; nil when the field is a register of its own.
  public let group: FieldNumber?
  /// Whether it holds personal data, which can be erased and is salted on the way.
  public let isPersonal: Bool
  public let isRequired: Bool
  /// Whether it names the record that this one is a part of; deleting that one orphans this one.
  public let isParent: Bool
  /// Whether a name that no record answers to makes one, of the first type that the reference may point to.
  public let makesMissing: Bool
  /// The least and the greatest number it may hold, for numbers and years.
  public let minimum: Int64?
  public let maximum: Int64?

  init(
    number: FieldNumber, key: String, label: Label, kind: Kind, policy: Policy, group: FieldNumber?, isPersonal: Bool,
    isRequired: Bool, isParent: Bool, makesMissing: Bool, minimum: Int64?, maximum: Int64?
  ) {
    self.number = number
    self.key = key
    self.label = label
    self.kind = kind
    self.policy = policy
    self.group = group
    self.isPersonal = isPersonal
    self.isRequired = isRequired
    self.isParent = isParent
    self.makesMissing = makesMissing
    self.minimum = minimum
    self.maximum = maximum
  }

  /// The codes it may hold, when it is an enumeration or a set of one; else none.
  public var options: [EnumOption] { kind.options ?? [] }

  /// The number of the register that holds the field: its own, or its group's.
  public var register: FieldNumber { group ?? number }

  public static func == (left: Field, right: Field) -> Bool {
    if left === right { return true }
    return left.number == right.number && left.key == right.key && left.label == right.label
      && left.kind == right.kind && left.policy == right.policy && left.group == right.group
      && left.isPersonal == right.isPersonal && left.isRequired == right.isRequired && left.isParent == right.isParent
      && left.makesMissing == right.makesMissing && left.minimum == right.minimum && left.maximum == right.maximum
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(number)
    hasher.combine(key)
  }
}

/// Fields that only make sense together: one register, whose value is a row with the members' numbers as its parts'.
public struct FieldGroup: Hashable, Sendable {
  /// The register.
  public let number: FieldNumber
  public let key: String
  public let label: Label
  public let policy: Policy
  /// In the order in which people read them.
  public let memberNumbers: [FieldNumber]

  /// The tuple that has these members, over the one that the author saw.
  ///
  /// - Parameters:
  ///   - changes: the members that were written, by number; cleared ones are taken out.
  ///   - seen: the standing tuple. Its other members go along, those that this schema does not know too.
  /// - Returns: the group's value, cleared when no member is left.
  public func tuple(_ changes: [FieldNumber: Value], over seen: Value = .cleared) -> Value {
    var parts = (seen.parts ?? []).filter { changes[FieldNumber($0.number)] == nil }
    for (number, value) in changes where !value.isCleared { parts.append(RowPart(number: number.number, value: value)) }
    return parts.isEmpty ? .cleared : Value(.row(parts))
  }

  /// One member of the group's value; cleared when the tuple does not have it.
  public func member(_ number: FieldNumber, of tuple: Value) -> Value {
    tuple.parts?.first { $0.number == number.number }?.value ?? .cleared
  }
}

/// What a register's number means in a record type.
public struct RegisterDeclaration: Hashable, Sendable {
  public enum Shape: Hashable, Sendable {
    case field(Field)
    /// Many registers, one for each element, under one number.
    case set(Field, of: Kind)
    case group(FieldGroup, members: [Field])
  }

  public let shape: Shape

  public var number: FieldNumber {
    switch shape {
    case .field(let field), .set(let field, _): field.number
    case .group(let group, _): group.number
    }
  }

  public var key: String {
    switch shape {
    case .field(let field), .set(let field, _): field.key
    case .group(let group, _): group.key
    }
  }

  public var label: Label {
    switch shape {
    case .field(let field), .set(let field, _): field.label
    case .group(let group, _): group.label
    }
  }

  public var policy: Policy {
    switch shape {
    case .field(let field), .set(let field, _): field.policy
    case .group(let group, _): group.policy
    }
  }

  /// The field, or the members of the group.
  public var fields: [Field] {
    switch shape {
    case .field(let field), .set(let field, _): [field]
    case .group(_, let members): members
    }
  }

  /// Whether any of it is personal.
  public var isPersonal: Bool { fields.contains(where: \.isPersonal) }
}
