public import Merge
public import Replica
public import Schema

/// What is wrong with what a person asked for, beside its values.
public enum RequestProblem: Error, Hashable, Sendable {
  /// No type of record is called that; with the keys of those that there are.
  case unknownType(String, known: [String])
  case unknownReference(String)
  case ambiguousReference(String, [RecordID])
  /// An argument that is no `field=value`.
  case notAnAssignment(String)
}

/// Makes drafts of what people type: new records and changes to old ones, with what has to be made for them.
///
/// One maker makes one draft. A record that a name means and that does not exist yet is made in the same draft, where
/// the schema wants that.
public final class RecordMaker {
  public let lookup: Lookup
  private let reading: any ReplicaReading
  private let header: ReplicaHeader
  private let clock: any Clock
  private let random: any RandomSource
  private let readFile: (String) throws -> String
  private var made: [String: RecordID] = [:]
  private var makings: [RecordChange] = []

  /// - Parameters:
  ///   - reading: what stands now.
  ///   - clock: for ids and for today's date.
  ///   - random: for ids.
  ///   - readFile: reads the file that `@FILE` names.
  /// - Throws: `ReplicaProblem.notSetUp`, or what the store throws.
  public init(
    _ reading: any ReplicaReading, clock: any Clock, random: any RandomSource,
    readFile: @escaping (String) throws -> String
  ) throws {
    self.reading = reading
    self.clock = clock
    self.random = random
    self.readFile = readFile
    lookup = try Lookup(reading)
    header = try reading.header() ?? { throw ReplicaProblem.notSetUp }()
  }

  /// The assignments that command-line arguments are.
  public static func assignments(_ arguments: [String]) throws(RequestProblem) -> [Assignment] {
    var result: [Assignment] = []
    for argument in arguments {
      guard let assignment = Assignment(argument) else { throw .notAnAssignment(argument) }
      result.append(assignment)
    }
    return result
  }

  /// The record that a person named.
  public func record(_ text: String, types: [String] = []) throws -> RecordID {
    try lookup.record(text, types: types)
  }

  /// A new record of the named type. One with a natural key that exists already is edited.
  ///
  /// - Returns: its id, and the draft.
  /// - Throws: `RequestProblem`, `AssignmentProblem`, or what the store or the file reader throws.
  public func create(
    _ typeName: String, _ assignments: [Assignment], note: String = ""
  ) throws -> (record: RecordID, draft: Draft) {
    let type = try lookup.type(named: typeName)
    return create(type, try reader.changes(assignments, type: type), note: note)
  }

  /// A new record of values that have been read, with what the reader had to make for them before it.
  ///
  /// - Parameters:
  ///   - type: of the record.
  ///   - changes: its fields.
  ///   - id: the record's, unless its natural key gives it another; nil for one of its own.
  ///   - note: why, in the author's words.
  /// - Returns: its id, and the draft.
  public func create(
    _ type: RecordType, _ changes: [FieldChange], id: RecordID? = nil, note: String = ""
  ) -> (record: RecordID, draft: Draft) {
    let record = type.naturalID { Self.value($0, in: changes) } ?? id ?? randomID()
    let kept = changes.filter { change in
      guard case .set(_, let value) = change else { return true }
      return !value.isCleared
    }
    return (record, Draft(makings + [.create(type.number, record, kept)], note: note))
  }

  /// Changes to a record that exists.
  public func update(
    _ record: RecordID, _ assignments: [Assignment], seen: SeenToken? = nil, note: String = ""
  ) throws -> Draft {
    guard let view = try reading.view(record), let type = lookup.schema.type(view.type) else {
      throw EditProblem.unknownRecord(record)
    }
    guard !view.isDeleted else { throw EditProblem.isDeleted(record) }
    let changes = try reader.changes(assignments, type: type)
    return Draft(makings + [.update(record, changes)], note: note, seen: seen)
  }

  /// A visit: its author is the user, and it was today unless another date is given.
  public func visit(_ assignments: [Assignment]) throws -> (record: RecordID, draft: Draft) {
    try create("visit", Self.preset(["date": today, "author": header.user], assignments))
  }

  /// A note on a record, by the user, of today.
  public func note(on record: RecordID, _ text: String) throws -> (record: RecordID, draft: Draft) {
    let type = try lookup.type(named: "note")
    var changes: [FieldChange] = []
    for (key, value) in [("on", record.text), ("text", text), ("author", header.user), ("at", today)] {
      guard let field = type.field(key) else { continue }
      changes.append(.set(field.number, try reader.value(value, of: field)))
    }
    return create(type, changes)
  }

  /// The assessment of an activity for a year: made, or edited when it exists.
  ///
  /// - Parameters:
  ///   - activity: the record that is assessed.
  ///   - year: with four digits.
  ///   - colour: a code or a label; nil leaves it.
  ///   - comment: nil leaves it.
  /// - Returns: the assessment's id, which is the same everywhere, and the draft.
  /// - Throws: `AssignmentProblem`, or what the store throws.
  public func assess(
    _ activity: RecordID, year: String, colour: String?, comment: String?
  ) throws -> (record: RecordID, draft: Draft) {
    let type = try lookup.type(named: "assessment")
    var changes: [FieldChange] = []
    let values = [
      ("activity", activity.text), ("year", year), ("colour", colour), ("comment", comment), ("assessor", header.user),
    ]
    for (key, text) in values {
      guard let text, let field = type.field(key) else { continue }
      changes.append(.set(field.number, try reader.value(text, of: field)))
    }
    let record = type.naturalID { Self.value($0, in: changes) } ?? randomID()
    return (record, Draft([.create(type.number, record, changes)]))
  }

  /// Reads values; what has to be made for them comes with the draft.
  public var reader: AssignmentReader {
    AssignmentReader(lookup: lookup, readFile: readFile) { [self] name, type in try make(name, type) }
  }

  /// What had to be made so far, to stand before what needs it.
  public var makingsSoFar: [RecordChange] { makings }

  private var today: String { Instant.localDay(clock.now()) }

  private func randomID() -> RecordID { .random(milliseconds: clock.now(), bits: random.bits128()) }

  /// A record that is known by its name alone, made because somebody named it.
  private func make(_ name: String, _ type: RecordType) throws -> RecordID? {
    guard let nameField = type.nameField.flatMap({ type.field($0) }), nameField.kind.isText else { return nil }
    let key = type.key + "\n" + RecordID.normalizedName(name)
    if let record = made[key] { return record }
    let text: Value
    do {
      text = try nameField.parse(name)
    } catch {
      throw AssignmentProblem.badValue(field: nameField.key, text: name, error)
    }
    guard !text.isCleared else { return nil }
    var changes: [FieldChange] = [.set(nameField.number, text)]
    if type.naturalKey?.contains("plan") == true, let field = type.field("plan"), let plan = try onlyPlan() {
      changes.append(.set(field.number, Value(.reference(plan))))
    }
    let record = type.naturalID { Self.value($0, in: changes) } ?? randomID()
    made[key] = record
    makings.append(.create(type.number, record, changes))
    return record
  }

  /// The workspace's plan, when it has one and no more.
  private func onlyPlan() throws -> RecordID? {
    guard let type = lookup.schema.type("plan") else { return nil }
    var query = RecordQuery(type: type.number)
    query.limit = 2
    let plans = try reading.list(query).records
    return plans.count == 1 ? plans.first?.id : nil
  }

  private static func value(_ number: FieldNumber, in changes: [FieldChange]) -> Value? {
    for case .set(number, let value) in changes where !value.isCleared { return value }
    return nil
  }

  private static func preset(_ values: KeyValuePairs<String, String>, _ assignments: [Assignment]) -> [Assignment] {
    let named = Set(assignments.map(\.key))
    return values.filter { !named.contains($0.key) && !$0.value.isEmpty }
      .map { Assignment(key: $0.key, .set, $0.value) } + assignments
  }
}

extension Lookup {
  /// The one record that `text` names.
  ///
  /// - Throws: `RequestProblem`, or what the store throws.
  public func record(_ text: String, types: [String] = []) throws -> RecordID {
    switch try find(text, types: types) {
    case .found(let record): return record
    case .unknown: throw RequestProblem.unknownReference(text)
    case .ambiguous(let records): throw RequestProblem.ambiguousReference(text, records)
    }
  }

  /// The type that people call `name`: its key, or one or several of it in any language.
  public func type(named name: String) throws(RequestProblem) -> RecordType {
    if let type = schema.type(name) { return type }
    let wanted = RecordID.normalizedName(name)
    let found = schema.types.filter { type in
      ([type.key] + type.label.all + type.plural.all).contains { RecordID.normalizedName($0) == wanted }
    }
    guard found.count == 1, let type = found.first else {
      throw .unknownType(name, known: schema.types.map(\.key))
    }
    return type
  }
}
