public import CommitFormat
internal import Merge
public import Schema

/// Takes fields of records out of commits: values are cleared, elements of sets get names that say nothing, groups lose
/// those members, and the note of a part that held any of it goes. Operations, dots and what they replace stay.
///
/// One redaction goes over all commits of one decision, so that equal elements get equal names and what replaced what can
/// still be read.
public struct Redaction {
  private let places: Set<ErasedContent.Place>
  private let records: Set<RecordID>
  private let schema: Schema
  private let nonce: String
  private var names: [ErasedContent.Place: [Value: Int]] = [:]

  /// - Parameters:
  ///   - places: what is to go: fields, or whole registers by their number.
  ///   - schema: what the registers of the records are.
  ///   - nonce: no other redaction's: a part of the names that elements get.
  public init(places: Set<ErasedContent.Place>, schema: Schema, nonce: String) {
    self.places = places
    records = Set(places.map(\.record))
    self.schema = schema
    self.nonce = nonce
  }

  /// What is left of a commit, as it is read here; nil when nothing of it goes.
  ///
  /// - Throws: what the store throws. A part whose names can't be read here is left as it is.
  public mutating func redacted(_ commit: Commit, in reading: any ReplicaReading) throws -> Commit? {
    var result: Commit?
    for part in commit.parts {
      guard let content = try left(of: part, in: commit, reading),
        let erased = (result ?? commit).erasing(part.audience, leaving: content.left)
      else { continue }
      result = erased
    }
    return result
  }

  /// What is left of one part, and which of the fields it wrote; nil when it wrote none of them.
  ///
  /// - Throws: what the store throws.
  public mutating func left(
    of part: Commit.Part, in commit: Commit, _ reading: any ReplicaReading
  ) throws -> (places: Set<ErasedContent.Place>, left: [UInt8])? {
    guard let bytes = part.content else { return nil }
    let names = PlainNames(saved: StoreNames(reading: reading), line: try reading.line(of: commit))
    var content: PartContent
    do {
      content = try PartContent(bytes, author: commit.origin, audience: part.audience, names: names)
    } catch is PartProblem {
      return nil
    }
    var found: Set<ErasedContent.Place> = []
    for index in content.operations.indices {
      let operation = content.operations[index]
      guard records.contains(operation.record) else { continue }
      content.operations[index] = try redacted(operation, reading, &found)
    }
    guard !found.isEmpty else { return nil }
    content.note = ""
    return (found, try content.encoded(author: commit.origin, audience: part.audience, names: names))
  }

  private mutating func redacted(
    _ operation: Operation, _ reading: any ReplicaReading, _ found: inout Set<ErasedContent.Place>
  ) throws -> Operation {
    switch operation {
    case .create(let record, let number, let fields):
      let type = schema.type(number)
      return .create(record, number, fields: fields.map { redacted($0, of: record, type, &found) })
    case .set(let record, let register, let value, let replaces, let mark):
      let type = try reading.record(record)?.type.flatMap { schema.type($0) }
      let write = redacted(Operation.FieldWrite(register: register, value: value), of: record, type, &found)
      return .set(record, write.register, write.value, replaces: replaces, mark: mark)
    case .arrive(let state):
      let type = state.type.flatMap { schema.type($0) }
      var left = RecordState(id: state.id)
      for entry in state.entries {
        let values = entry.register.logged.map {
          redacted(Operation.FieldWrite(register: entry.id, value: $0.value), of: state.id, type, &found)
        }
        let writes = zip(entry.register.logged, values).map { $0.with(value: $1.value) }
        guard let name = values.first?.register,
          let register = Register(logged: writes, officialIndex: entry.register.officialIndex, pending: [])
        else { continue }
        left.update(name) { $0 = register }
      }
      return .arrive(left)
    case .tombstone, .keep, .leave: return operation
    }
  }

  private mutating func redacted(
    _ write: Operation.FieldWrite, of record: RecordID, _ type: RecordType?, _ found: inout Set<ErasedContent.Place>
  ) -> Operation.FieldWrite {
    let place = ErasedContent.Place(record: record, field: write.register.field)
    if case .group(let group, _)? = type?.register(write.register.field)?.shape {
      let members = group.memberNumbers.map { ErasedContent.Place(record: record, field: $0) }
      let going = places.contains(place) ? members : members.filter { places.contains($0) }
      guard !going.isEmpty else { return write }
      found.formUnion(going)
      let numbers = Set(going.map(\.field.number))
      let left = places.contains(place) ? [] : (write.value.parts ?? []).filter { !numbers.contains($0.number) }
      return Operation.FieldWrite(register: write.register, value: left.isEmpty ? .cleared : Value(.row(left)))
    }
    guard places.contains(place) else { return write }
    found.insert(place)
    guard let element = write.register.element else {
      return Operation.FieldWrite(register: write.register, value: .cleared)
    }
    let register = RegisterID(write.register.field, element: name(of: element, at: place))
    return Operation.FieldWrite(register: register, value: .cleared)
  }

  /// How the names begin that erased elements of sets are given.
  public static let elementPrefix = "erased-"

  private mutating func name(of element: Value, at place: ErasedContent.Place) -> Value {
    if let text = element.text, text.utf8.starts(with: Self.elementPrefix.utf8) { return element }
    let number = names[place]?[element] ?? (names[place]?.count ?? 0) + 1
    names[place, default: [:]][element] = number
    return .text("\(Self.elementPrefix)\(nonce)-\(number)")
  }
}

/// Names that need nothing that the log knows: replicas and records by their ids, writes as they are named.
private struct PlainNames: NameReader, NameWriter {
  let saved: StoreNames
  let line: BranchLine?

  func replica(numbered number: UInt32) throws -> ReplicaID? { try saved.replica(numbered: number) }

  func record(createdBy dot: Dot) throws -> RecordID? { try saved.record(createdBy: line?.place(dot) ?? dot) }

  func number(of replica: ReplicaID) -> UInt32? { nil }

  func creation(of record: RecordID) -> Dot? { nil }
}
