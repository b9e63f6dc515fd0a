public import Merge
public import Replica
public import Schema

/// `field=value`, `field+=element` or `field-=element`, as a person types it.
public struct Assignment: Hashable, Sendable {
  /// What the sign between key and text asks for.
  public enum Operator: Hashable, Sendable {
    case set
    case add
    case remove
  }

  public let key: String
  public let `operator`: Operator
  public let text: String

  /// One whose text is taken as it stands: a sign at its beginning names no file.
  public init(key: String, _ operator: Operator, _ text: String) {
    self.key = key
    self.operator = `operator`
    self.text = text.hasPrefix("@") ? "@" + text : text
  }

  /// Nil when there is no `=` or nothing before it.
  public init?(_ argument: String) {
    guard let equals = argument.firstIndex(of: "=") else { return nil }
    var key = argument[..<equals]
    let text = String(argument[argument.index(after: equals)...])
    if key.last == "+" {
      `operator` = .add
      key.removeLast()
    } else if key.last == "-" {
      `operator` = .remove
      key.removeLast()
    } else {
      `operator` = .set
    }
    guard !key.isEmpty else { return nil }
    self.key = String(key)
    self.text = text
  }
}

/// What is wrong with what a person typed for a record.
public enum AssignmentProblem: Error, Hashable, Sendable {
  /// Neither a field nor anything like one; with the fields that there are.
  case unknownField(String, known: [String])
  case notASet(String)
  /// A rule is wanted for a field in which nothing stands against another; with those in which it may.
  case neverInConflict(String, known: [String])
  case badValue(field: String, text: String, FieldProblem)
  case unknownReference(field: String, text: String)
  case ambiguousReference(field: String, text: String, [RecordID])
}

/// Turns assignments into field changes of a record type.
public struct AssignmentReader {
  private let lookup: Lookup
  /// Makes the record that a name means when there is none, where the schema wants that: its id and the changes that
  /// make it. Asked at most once per name.
  private let make: (String, RecordType) throws -> RecordID?
  private let clean: (String) throws -> String

  /// - Parameters:
  ///   - lookup: how references are found.
  ///   - readFile: reads the file that `@FILE` names.
  ///   - make: makes what is missing; nil when it does not.
  public init(
    lookup: Lookup, readFile: @escaping (String) throws -> String,
    make: @escaping (String, RecordType) throws -> RecordID?
  ) {
    self.lookup = lookup
    self.make = make
    clean = { text in
      guard text.hasPrefix("@") else { return text }
      let rest = String(text.dropFirst())
      // A value that begins with the sign itself has it twice.
      return rest.hasPrefix("@") ? rest : try readFile(rest)
    }
  }

  /// The changes that the assignments ask for. Several `f=x` of a set together say what it holds.
  public func changes(_ assignments: [Assignment], type: RecordType) throws -> [FieldChange] {
    var changes: [FieldChange] = []
    for assignment in assignments {
      guard let field = type.field(assignment.key) else {
        throw AssignmentProblem.unknownField(assignment.key, known: type.fields.map(\.key))
      }
      let value = try value(try clean(assignment.text), of: field)
      switch (assignment.operator, field.kind.isSet) {
      case (.set, false): changes.append(.set(field.number, value))
      case (.set, true):
        let before = changes.firstIndex { change in
          guard case .setAll(field.number, _) = change else { return false }
          return true
        }
        if let before, case .setAll(_, let values) = changes[before] {
          changes[before] = .setAll(field.number, values + [value])
        } else {
          changes.append(.setAll(field.number, value.isCleared ? [] : [value]))
        }
      case (.add, true): changes.append(.add(field.number, value))
      case (.remove, true): changes.append(.remove(field.number, value))
      case (.add, false), (.remove, false): throw AssignmentProblem.notASet(field.key)
      }
    }
    return changes
  }

  /// One value of a field, or one element of a set.
  public func value(_ text: String, of field: Field) throws -> Value {
    try value(text, of: field) { text, resolve throws(FieldProblem) in try field.parse(text, resolving: resolve) }
  }

  /// As `value(_:of:)`, from a JSON document.
  public func value(_ json: JSONValue, of field: Field) throws -> Value {
    try value(json.string ?? json.text(), of: field) { _, resolve throws(FieldProblem) in
      try field.value(of: json, resolving: resolve)
    }
  }

  private func value(
    _ text: String, of field: Field, read: (String, @escaping ReferenceResolver) throws(FieldProblem) -> Value
  ) throws -> Value {
    let trouble = Trouble()
    let resolve: ReferenceResolver = { query in
      do {
        let found = try lookup.find(query.text, types: query.types)
        if case .ambiguous(let records) = found { trouble.ambiguous = (query.text, records) }
        guard found == .unknown else { return found }
        if query.makesMissing, let key = query.types.first, let type = lookup.schema.type(key),
          let made = try make(query.text, type)
        {
          return .found(made)
        }
        trouble.unknown = query.text
        return .unknown
      } catch {
        trouble.error = error
        return .unknown
      }
    }
    do {
      return try read(text, resolve)
    } catch {
      if let error = trouble.error { throw error }
      if let (text, records) = trouble.ambiguous {
        throw AssignmentProblem.ambiguousReference(field: field.key, text: text, records)
      }
      if let text = trouble.unknown { throw AssignmentProblem.unknownReference(field: field.key, text: text) }
      throw AssignmentProblem.badValue(field: field.key, text: text, error)
    }
  }

  private final class Trouble {
    var error: (any Error)?
    var ambiguous: (text: String, records: [RecordID])?
    var unknown: String?
  }
}
