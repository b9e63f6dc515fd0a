public import Merge
public import Replica
public import Schema

/// Finds records by what people call them: the short reference, the full id, the printed place (`4.1.3-2`), a section's
/// number, the exact name or alias of a function or an actor.
public struct Lookup {
  let reading: any ReplicaReading
  public let schema: Schema
  private let memory = Memory()

  /// What was looked up before in the same state: long lists name the same few sections and functions again and again.
  private final class Memory {
    var names: [RecordID: String] = [:]
    var shown: [RecordID: RecordID] = [:]
    var references: [RecordID: String] = [:]
  }

  public init(_ reading: any ReplicaReading) throws {
    self.reading = reading
    schema = try reading.currentSchema()
  }

  /// The fewest letters of a short reference that are looked at.
  public static let referenceLettersMin = 4
  private static let candidatesMax = 20

  /// The record that `text` names.
  ///
  /// - Parameters:
  ///   - text: as a person typed it.
  ///   - types: keys of the types that it may be of; of any when there are none.
  /// - Returns: `ambiguous` with the candidates when several answer to it.
  /// - Throws: what the store throws.
  public func find(_ text: String, types: [String] = []) throws -> ReferenceResolution {
    let text = text.trimmed
    guard !text.isEmpty else { return .unknown }
    if let id = RecordID(text: text) { return try resolution([id], types: types) }
    let named = try resolution(byPlace(text) + byNumber(text) + byExactName(text, types: types), types: types)
    guard named == .unknown else { return named }
    if let letters = CrockfordBase32.canonical(text), letters.utf8.count >= Self.referenceLettersMin {
      let referred = try resolution(
        reading.records(referencePrefix: letters, limit: Self.candidatesMax), types: types)
      guard referred == .unknown else { return referred }
    }
    return try resolution(byNormalizedName(text, types: types), types: types)
  }

  private func resolution(_ records: [RecordID], types: [String]) throws -> ReferenceResolution {
    var found: [RecordID] = []
    for named in records {
      guard let view = try reading.view(named), types.isEmpty || types.contains(schema.type(view.type)?.key ?? "")
      else { continue }
      // Who asks for what turned out to be another record gets that.
      let record = view.joinedInto ?? named
      if !found.contains(record) { found.append(record) }
    }
    guard let first = found.first else { return .unknown }
    return found.count == 1 ? .found(first) : .ambiguous(found)
  }

  /// `4.1.3-2`: the second activity of section 4.1.3, in the order of the plan.
  private func byPlace(_ text: String) throws -> [RecordID] {
    guard let dash = text.lastIndex(of: "-"), let ordinal = Int(text[text.index(after: dash)...]), ordinal > 0,
      let activity = schema.type("activity")
    else { return [] }
    var result: [RecordID] = []
    for section in try byNumber(String(text[..<dash])) {
      var query = RecordQuery(type: activity.number)
      query.parent = section
      query.sortedBy = activity.field("rank")?.number
      let activities = try reading.list(query).records
      if ordinal <= activities.count { result.append(activities[ordinal - 1].id) }
    }
    return result
  }

  private func byNumber(_ text: String) throws -> [RecordID] {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }), let section = schema.type("section"),
      let number = section.field("number")
    else { return [] }
    var query = RecordQuery(type: section.number)
    query.filters = [RecordQuery.FieldFilter(field: number.number, value: .text(text))]
    return try reading.list(query).records.map(\.id)
  }

  private func byExactName(_ text: String, types: [String]) throws -> [RecordID] {
    var result: [RecordID] = []
    for key in ["function", "actor"] where types.isEmpty || types.contains(key) {
      guard let type = schema.type(key), let name = type.field("name") else { continue }
      for field in [name, type.field("aliases")].compactMap({ $0 }) {
        var query = RecordQuery(type: type.number)
        query.filters = [RecordQuery.FieldFilter(field: field.number, value: .text(text))]
        result += try reading.list(query).records.map(\.id)
      }
    }
    return result
  }

  /// Reads all records that have a name, so it comes last.
  private func byNormalizedName(_ text: String, types: [String]) throws -> [RecordID] {
    var result: [RecordID] = []
    for key in ["function", "actor"] where types.isEmpty || types.contains(key) {
      guard let type = schema.type(key), let name = type.field("name") else { continue }
      let wanted = RecordID.normalizedName(text)
      for view in try reading.list(RecordQuery(type: type.number)).records {
        if view.value(name.number)?.text.map(RecordID.normalizedName) == wanted { result.append(view.id) }
      }
    }
    return result
  }

  /// What a list is asked for: a field with a value, and of a reference also those who name what turned out to be the
  /// same record, because that is how they read.
  public func filter(_ field: Field, _ value: Value) throws -> RecordQuery.FieldFilter {
    guard let record = value.reference else { return RecordQuery.FieldFilter(field: field.number, value: value) }
    let others = try reading.joined(with: record).members.map { Value(.reference($0)) }
    return RecordQuery.FieldFilter(field: field.number, value: value, others: others.count > 1 ? Set(others) : [])
  }

  /// The record that shows what `record` holds: itself, unless it turned out to be another.
  public func shown(_ record: RecordID) throws -> RecordID {
    if let shown = memory.shown[record] { return shown }
    let shown = try reading.representative(of: record)
    memory.shown[record] = shown
    return shown
  }

  /// What people read as the record's name, that of what it turned out to be: the field that its type says, and for an assessment the activity and year.
  public func name(of record: RecordID) throws -> String {
    if let name = memory.names[record] { return name }
    let name = try reading.view(shown(record)).map { try self.name(of: $0) } ?? record.referenceLetters()
    memory.names[record] = name
    return name
  }

  /// As `name(of:)`, of a record that is at hand.
  public func name(of view: RecordView) throws -> String {
    guard let type = schema.type(view.type) else { return view.id.referenceLetters() }
    var words: [String] = []
    if let field = type.nameField.flatMap({ type.field($0) }), let value = value(of: field, in: view) {
      if let other = value.reference {
        words.append(other == view.id ? "" : try name(of: other))
      } else if let text = field.print(value) {
        words.append(text)
      }
    }
    if type.key == "assessment", let year = type.field("year"), let value = value(of: year, in: view) {
      words.append(year.print(value) ?? "")
    }
    let name = words.joined(separator: " ").split(separator: "\n").first.map(String.init) ?? ""
    return name.isEmpty ? view.id.referenceLetters() : name
  }

  /// The value of a field, also when it is a member of a group; nil when it is empty.
  public func value(of field: Field, in view: RecordView) -> Value? {
    guard let value = view.value(field.register) else { return nil }
    guard let group = schema.type(view.type)?.group(of: field) else { return value }
    let member = group.member(field.number, of: value)
    return member.isCleared ? nil : member
  }

  /// The short reference of a record: seven letters, more only when another record begins with the same.
  public func reference(of record: RecordID) throws -> String {
    if let reference = memory.references[record] { return reference }
    let reference = try makeReference(of: record)
    memory.references[record] = reference
    return reference
  }

  private func makeReference(of record: RecordID) throws -> String {
    var length = RecordID.referenceLength
    while length < RecordID.referenceLengthMax {
      let letters = record.referenceLetters(length)
      if try reading.records(referencePrefix: letters, limit: 2).count < 2 { return letters }
      length += 1
    }
    return record.referenceLetters(length)
  }
}

extension String {
  /// Without white space at either end.
  var trimmed: String {
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
