internal import CommitFormat
public import Merge
public import Replica
public import Schema

/// A rule that an administrator has made for a field: what is written there at the same time is settled without anybody
/// being asked.
///
/// It is a record of its own, one per type and field.
public struct StandingRule: Hashable, Sendable {
  public let record: RecordID
  /// Keys of the type and of its field or group.
  public let type: String
  public let field: String
  public let rule: InboxRule
  public let reason: String
  public let isOn: Bool
  /// Who said what the rule is: it is carried out in this person's name.
  public let author: String
  /// Everybody whose words stand in the rule. All of them must be administrators for it to be carried out.
  public let writers: [String]
  /// Somebody else said otherwise at the same time: it is not carried out until that is settled.
  public let isContested: Bool
  /// Another one as soon as anything about the rule is written anew.
  let version: Set<Dot>

  /// What the rule says of a conflict; nil when it is about another field, off, contested, or says nothing.
  public func settlement(of open: OpenConflict, schema: Schema) -> Settlement? {
    guard isOn, !isContested, let type = schema.type(open.view.type), type.key == self.type,
      let register = open.conflict.register, type.register(register.field)?.key == field
    else { return nil }
    return rule.settlement(of: open)
  }
}

/// Reads and writes the standing rules of a workspace.
public struct StandingRules {
  private let reading: any ReplicaReading
  private let schema: Schema
  private let type: RecordType?
  static let typeKey = "rule"

  public init(_ reading: any ReplicaReading) throws {
    self.reading = reading
    schema = try reading.currentSchema()
    type = schema.type(Self.typeKey)
  }

  /// All that can be read, those that are off too; by type and field.
  public func all() throws -> [StandingRule] {
    guard let type else { return [] }
    return try reading.list(RecordQuery(type: type.number)).records.compactMap(rule)
      .sorted { ($0.type, $0.field, $0.record) < ($1.type, $1.field, $1.record) }
  }

  private func rule(_ view: RecordView) throws -> StandingRule? {
    guard let type, let state = try reading.record(view.id) else { return nil }
    func value(_ key: String) -> Value? {
      guard let field = type.field(key) else { return nil }
      guard let group = type.group(of: field) else { return view.value(field.number) }
      return view.value(group.number).map { group.member(field.number, of: $0) }
    }
    func code(_ key: String) -> String {
      guard case .code(let code)? = value(key)?.content else { return "" }
      return code
    }
    guard let about = value("type")?.text, let field = value("field")?.text,
      let rule = InboxRule(code("rule"), person: value("person")?.text), about != Self.typeKey
    else { return nil }
    // Whoever wrote the rule itself stands for it; whoever wrote a reason beside it does not.
    var writers: [String] = []
    var version: Set<Dot> = []
    var author = ""
    for key in ["how", "state", "type", "field"] {
      guard let register = type.register(key) else { continue }
      for write in state[RegisterID(register.number)].standing {
        version.insert(write.dot)
        let writer = try reading.author(of: write.dot) ?? ""
        if key == "how" { author = writer }
        if !writers.contains(writer) { writers.append(writer) }
      }
    }
    return StandingRule(
      record: view.id, type: about, field: field, rule: rule, reason: value("reason")?.text ?? "",
      isOn: code("state") == "on", author: author, writers: writers, isContested: !view.conflicts.isEmpty,
      version: version)
  }

  /// The change that makes a rule for a field, changes it, or switches it on or off.
  ///
  /// - Parameters:
  ///   - rule: what the rule is.
  ///   - typeKey: of the record type.
  ///   - fieldKey: of its field or group.
  ///   - reason: why; may be empty.
  ///   - isOn: whether it is to be carried out.
  /// - Returns: the change, and the rule's record.
  /// - Throws: `RequestProblem.unknownType`, `AssignmentProblem.unknownField`, `neverInConflict`; the field must be one
  ///   in which conflicts arise that a rule can settle.
  public func change(
    _ rule: InboxRule, type typeKey: String, field fieldKey: String, reason: String, isOn: Bool
  ) throws -> (change: RecordChange, record: RecordID) {
    guard let type else { throw RequestProblem.unknownType(Self.typeKey, known: schema.types.map(\.key)) }
    guard let subject = schema.type(typeKey), typeKey != Self.typeKey else {
      throw RequestProblem.unknownType(typeKey, known: schema.types.map(\.key))
    }
    let known = Self.fields(of: subject)
    guard known.contains(where: { $0.key == fieldKey }) else {
      let isThere = subject.field(fieldKey) != nil || subject.register(fieldKey) != nil
      throw isThere
        ? AssignmentProblem.neverInConflict(fieldKey, known: known.map(\.key))
        : AssignmentProblem.unknownField(fieldKey, known: known.map(\.key))
    }
    let values: [(String, Content?)] = [
      ("type", .text(typeKey)), ("field", .text(fieldKey)), ("rule", .code(rule.code)),
      ("person", rule.person.map { .text($0) }), ("reason", reason.isEmpty ? nil : .text(reason)),
      ("state", .code(isOn ? "on" : "off")),
    ]
    let changes: [FieldChange] = values.compactMap { key, content in
      type.field(key).map { .set($0.number, content.map { Value($0) } ?? .cleared) }
    }
    let record = RecordID.natural(type: Self.typeKey, [.name(typeKey), .name(fieldKey)])
    return (.create(type.number, record, changes), record)
  }

  /// The fields and groups of a type in which conflicts arise that a rule can settle.
  public static func fields(of type: RecordType) -> [RegisterDeclaration] {
    type.registers.filter { $0.policy == .review || $0.policy == .text || $0.policy == .once }
  }
}
