public import Merge
public import Schema
public import Words

/// Values as people read them, in their language.
public final class ValueText {
  public let lookup: Lookup
  public let language: Language
  private var names: [RecordID: String] = [:]

  public init(_ lookup: Lookup, _ language: Language) {
    self.lookup = lookup
    self.language = language
  }

  /// A label in the reader’s language.
  public func label(_ label: Label) -> String { label.text(language.rawValue) }

  /// The record's name; each is looked up once.
  public func name(of record: RecordID) throws -> String {
    if let name = names[record] { return name }
    let name = try lookup.name(of: record)
    names[record] = name
    return name
  }

  /// A value of a field, or one element of a set; empty when cleared.
  public func text(_ value: Value, of field: Field) throws -> String {
    if field.key == "colour", case .code(let code)? = value.content {
      return Words.Colours.mark(code) + " " + (try text(value, field.elementKind))
    }
    return try text(value, field.elementKind)
  }

  private func text(_ value: Value, _ kind: Kind) throws -> String {
    switch (kind, value.content) {
    case (_, nil) where value.isCleared: return ""
    case (.enumeration(let options), .code(let code)?):
      return options.first { $0.code == code }.map { label($0.label) } ?? code
    case (.boolean, .boolean(let flag)?): return Words.Records.answer(flag).text(language)
    case (.decimal, .decimal(let number)?): return language.decimal(number.text)
    case (.integer, .integer(let number)?): return language.number(number)
    case (.date, .date(let date)?), (.partialDate, .date(let date)?): return language.date(date.text)
    case (.reference, .reference(let record)?): return try name(of: record)
    case (.row(let declarations), .row(let parts)?):
      return try parts.map { part in
        guard let declaration = declarations.first(where: { $0.number == part.number }) else { return "?" }
        return try text(part.value, declaration.kind)
      }.joined(separator: ", ")
    case (.list(let element), .row(let parts)?):
      return try parts.map { try text($0.value, element) }.joined(separator: "; ")
    case (.set(let element), _): return try text(value, element)
    default: return kind.print(value) ?? "?"
    }
  }

  /// What a register is called.
  public func label(_ register: RegisterID, of type: RecordType?) -> String {
    switch register {
    case .life: Words.Records.life.text(language)
    case .alias: Words.Records.alias.text(language)
    case .audience: Words.Audiences.label.text(language)
    default: type?.register(register.field).map { label($0.label) } ?? "#\(register.field.number)"
    }
  }

  /// What a register holds: of a group its members with their labels, of a set the one element.
  public func text(_ value: Value, register: RegisterID, of type: RecordType?) throws -> String {
    if register == .life {
      return (value == .tombstone ? Words.Records.deleted : Words.Records.kept).text(language)
    }
    if value.isCleared {
      guard let key = register.element, case .set(let field, _)? = type?.register(register.field)?.shape else {
        return Words.Records.empty.text(language)
      }
      return Words.Records.without(try text(key, of: field)).text(language)
    }
    if register == .alias, let record = value.reference { return try name(of: record) }
    if register == .audience, let audience = value.audience {
      if audience == .everyone { return Words.Audiences.everyone.text(language) }
      return lookup.schema.audience(audience).map { label($0.label) } ?? "#\(audience.number)"
    }
    switch type?.register(register.field)?.shape {
    case .field(let field)?: return try text(value, of: field)
    case .set(let field, _)?:
      guard let key = register.element else { return "?" }
      return try text(SetElement(key: key, rest: value).whole, of: field)
    case .group(let group, let members)?:
      return try members.compactMap { member in
        let part = group.member(member.number, of: value)
        return part.isCleared ? nil : "\(label(member.label)) \(try text(part, of: member))"
      }.joined(separator: ", ")
    case nil: return "?"
    }
  }
}
