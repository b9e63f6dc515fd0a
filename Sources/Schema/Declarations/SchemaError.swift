/// Why a document is not a schema.
public struct SchemaError: Error, Hashable, Sendable {
  public enum Reason: Hashable, Sendable {
    /// Not JSON at all.
    case notJSON(JSONError)
    case missing(member: String)
    /// A member of another JSON type than it should be.
    case wrongType(expected: String)
    /// A key is a letter and then letters and digits, all ASCII, at most 64.
    case badKey(String)
    case duplicateNumber(UInt32)
    case duplicateKey(String)
    /// Numbers below `minimum` belong to the engine.
    case numberTooLow(Int64, minimum: UInt32)
    case numberTooHigh(Int64)
    case unknownPolicy(String)
    case unknownKind(String)
    case unknownType(String)
    case unknownField(String)
    case unknownRule(String)
    case emptyLabel(language: String)
    /// A set needs the policy `union`, and that policy a set.
    case setWithoutUnion
    case unionWithoutSet
    /// The policy `text` is for text.
    case textPolicyWithoutText
    /// Sets and lists do not nest, and rows hold neither rows nor those.
    case nestedTooDeep
    /// Fewer than two members, or one that is a set, a row or a list.
    case badGroup
    /// A member that says another policy than its group.
    case groupPolicyDiffers(field: String)
    /// A field in two groups, or one that names another group than the one that has it as member.
    case groupMembershipDiffers(field: String)
    /// A natural key of fields that are a set, in a group, a row, or can change what they refer to.
    case badNaturalKey(field: String)
    /// What a closed round freezes is not told whole: the rounds' type, with a plan and a year as its natural key, a state
    /// with that code, a year, and a path that begins with a reference.
    case badClosing
    /// A parent must be a reference and a register of its own.
    case badParent(field: String)
  }

  /// Where: keys and indices from the top of the document, as `types/activity/fields/rank`.
  public let path: String
  public let reason: Reason
}
