public import Merge

/// An audience of the workspace: some of its members, who alone read the records in it.
public struct AudienceDeclaration: Hashable, Sendable {
  /// From 1; 0 is everyone and never declared.
  public let audience: Audience
  /// In English; what programs and command lines say.
  public let key: String
  public let label: Label
}

/// How a type says which audience a new record of it belongs to.
public enum AudienceRule: Hashable, Sendable {
  /// All records of the type belong to it.
  case fixed(Audience)
  /// The audience whose key, or one of whose labels, the value of this field is; none where there is no such audience,
  /// or several elements.
  case field(FieldNumber)
}

extension Schema {
  /// The audience of a number; nil where the schema declares none such, as for everyone's.
  public func audience(_ number: Audience) -> AudienceDeclaration? { audiences.first { $0.audience == number } }
  /// The audience of a key; nil where the schema declares none such.
  public func audience(_ key: String) -> AudienceDeclaration? { audiences.first { $0.key == key } }

  /// The audience that a new record's own fields put it in; nil when they say nothing.
  ///
  /// - Parameters:
  ///   - type: the record's.
  ///   - values: what stands in a register; of a set, the keys of its elements.
  /// - Returns: the audience.
  public func audience(creating type: RecordType, values: (FieldNumber) -> [Value]) -> Audience? {
    switch type.audience {
    case nil: return nil
    case .fixed(let audience)?: return audience
    case .field(let number)?:
      guard let field = type.field(number) else { return nil }
      let found = values(field.register)
      guard found.count == 1 else { return nil }
      let value = type.group(of: field)?.member(number, of: found[0]) ?? found[0]
      let text: String
      switch value.content {
      case .text(let word)?: text = word
      case .code(let code)?: text = code
      default: return nil
      }
      return audiences.first { declaration in
        ([declaration.key] + declaration.label.all).contains { $0.utf8.elementsEqual(text.utf8) }
      }?.audience
    }
  }
}

extension SchemaNode {
  func audiences() throws(SchemaError) -> [AudienceDeclaration] {
    let declared = try optionalNodes("audiences").map { node throws(SchemaError) in
      AudienceDeclaration(
        audience: Audience(try node.number(minimum: 1)), key: try node.key(allowsHyphen: true), label: try node.label())
    }
    try Self.distinct(declared.map { ($0.audience.number, $0.key) }, path: "audiences")
    guard !declared.contains(where: { $0.key == "everyone" }) else {
      throw SchemaError(path: "audiences/everyone", reason: .duplicateKey("everyone"))
    }
    return declared
  }

  /// What a type says in `audience` (a key) or `audienceField` (a field's key); at most one of them.
  func audienceRule(_ audiences: [AudienceDeclaration], fields: [Field]) throws(SchemaError) -> AudienceRule? {
    if json["audience"] != nil {
      let key = try string("audience")
      guard let found = audiences.first(where: { $0.key == key }), json["audienceField"] == nil else {
        throw fail(.unknownField(key), at: "audience")
      }
      return .fixed(found.audience)
    }
    guard json["audienceField"] != nil else { return nil }
    let key = try string("audienceField")
    guard let field = fields.first(where: { $0.key == key }) else {
      throw fail(.unknownField(key), at: "audienceField")
    }
    return .field(field.number)
  }
}
