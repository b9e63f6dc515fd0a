internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema

/// What a request is about, looked up: the fields, and every value that was written there.
struct ErasurePlan {
  let schema: Schema
  private(set) var places: Set<ErasedContent.Place>
  private(set) var items: [ErasurePreview.Item] = []
  /// The commits that hold some of it, in the order of the log.
  private(set) var commits: [StoredCommit] = []

  /// - Throws: `ErasureProblem`, and what the store throws.
  /// - Complexity: O(history of the records); for `naming`, of all records with personal fields.
  init(
    _ request: ErasureRequest, _ reading: any ReplicaReading, _ log: any CommitLog, readable: Set<Audience>?
  ) throws {
    let history = WholeHistory(reading: reading, log: log, readable: readable)
    schema = try reading.currentSchema()
    switch request.scope {
    case .records(let records, let fields):
      places = try Self.places(of: records, fields: fields, schema, reading)
    case .naming(let words):
      places = try Self.places(naming: words, schema, history)
    }
    try collect(history)
    let quotes = try quotes(in: request.quotingTypes, history)
    if !quotes.isSubset(of: places) {
      places.formUnion(quotes)
      try collect(history)
    }
  }

  /// Every value that was written in the places, and the commits that hold them.
  private mutating func collect(_ history: WholeHistory) throws {
    let reading = history.reading
    (items, commits) = ([], [])
    var seen: Set<CommitName> = []
    for record in Set(places.map(\.record)).sorted() {
      let type = try reading.record(record)?.type
      var standing: [FieldNumber: Set<Dot>] = [:]
      for entry in try reading.record(record)?.entries ?? [] {
        standing[entry.id.field, default: []].formUnion(entry.register.standing.map(\.dot))
      }
      var found: [ErasurePreview.Item] = []
      for stored in try history.commits(of: record) {
        guard let logged = stored.logged else { continue }
        let author = try reading.author(of: stored)?.user ?? ""
        for step in try reading.operations(of: stored.commit) where step.operation.record == record {
          for (field, value, dot) in Self.values(step, schema, type)
          where places.contains(ErasedContent.Place(record: record, field: field)) {
            let register = type.flatMap { schema.type($0) }?.field(field)?.register ?? field
            found.append(
              ErasurePreview.Item(
                record: record, type: type, field: field, value: value, commit: stored.name,
                author: dot == step.dot ? author : try reading.author(of: dot) ?? "", time: logged.time,
                isStanding: standing[register]?.contains(dot) ?? false))
            if seen.insert(stored.name).inserted { commits.append(stored) }
          }
        }
      }
      items += found.enumerated().sorted { ($0.element.field.number, $0.offset) < ($1.element.field.number, $1.offset) }
        .map(\.element)
    }
    commits.sort { $0.logged?.position ?? 0 < $1.logged?.position ?? 0 }
  }

  /// Where records of such types that name one of ours say what is to go.
  private func quotes(in types: Set<String>, _ history: WholeHistory) throws -> Set<ErasedContent.Place> {
    let wanted = Set(items.flatMap { Folding.texts(in: $0.value) }.filter { $0.count >= 3 })
    let numbers = Set(types.compactMap { schema.type($0)?.number })
    guard !wanted.isEmpty, !numbers.isEmpty else { return [] }
    var candidates: [RecordID] = []
    try history.reading.eachRecord { state in
      if let type = state.type, numbers.contains(type) { candidates.append(state.id) }
    }
    let records = Set(items.map(\.record))
    var found: Set<ErasedContent.Place> = []
    for candidate in candidates {
      let type = try history.reading.record(candidate)?.type
      var isAbout = false
      var said: Set<ErasedContent.Place> = []
      for stored in try history.commits(of: candidate) where stored.logged != nil {
        for step in try history.reading.operations(of: stored.commit) where step.operation.record == candidate {
          for (field, value, _) in Self.values(step, schema, type) {
            if let record = value.reference, records.contains(record) { isAbout = true }
            if wanted.contains(where: { Folding.contains(value, $0) }) {
              said.insert(ErasedContent.Place(record: candidate, field: field))
            }
          }
        }
      }
      if isAbout { found.formUnion(said) }
    }
    return found
  }

  var preview: ErasurePreview {
    var unsalted: [FieldNumber] = []
    for item in items where !unsalted.contains(item.field) {
      let field = item.type.flatMap { schema.type($0) }?.field(item.field)
      if field?.isPersonal != true { unsalted.append(item.field) }
    }
    var bytes: [UInt8] = []
    for place in places.sorted() {
      bytes += place.record.bytes
      Varint.append(UInt64(place.field.number), to: &bytes)
    }
    for item in items { bytes += item.commit.hash.bytes + item.value.bytes }
    return ErasurePreview(
      items: items, commits: commits.count, unsalted: unsalted,
      token: Hex.string(Hash(of: bytes).bytes.prefix(16)))
  }

  /// What a step writes, by field: a group's members, a set's elements. Cleared values are nothing.
  private static func values(
    _ step: PlacedOperation, _ schema: Schema, _ known: TypeNumber?
  ) -> [(FieldNumber, Value, Dot)] {
    switch step.operation {
    case .create(_, let type, let fields):
      return values(fields, schema, type).map { ($0.0, $0.1, step.dot) }
    case .set(_, let register, let value, _, _):
      return values([Operation.FieldWrite(register: register, value: value)], schema, known)
        .map { ($0.0, $0.1, step.dot) }
    // What it brought along, somebody had written before.
    case .arrive(let state):
      return state.entries.filter { $0.id.field >= .firstOfSchema }.flatMap { entry in
        entry.register.logged.flatMap { write in
          values([Operation.FieldWrite(register: entry.id, value: write.value)], schema, state.type)
            .map { ($0.0, $0.1, write.dot) }
        }
      }
    case .tombstone, .keep, .leave: return []
    }
  }

  private static func values(
    _ writes: [Operation.FieldWrite], _ schema: Schema, _ type: TypeNumber?
  ) -> [(FieldNumber, Value)] {
    writes.flatMap { write -> [(FieldNumber, Value)] in
      let field = write.register.field
      if let element = write.register.element {
        if element.text?.utf8.starts(with: Redaction.elementPrefix.utf8) == true, write.value.isCleared { return [] }
        return [(field, SetElement(key: element, rest: write.value).whole)]
      }
      if let group = type.flatMap({ schema.type($0) })?.group(field) {
        return group.memberNumbers.map { ($0, group.member($0, of: write.value)) }.filter { !$0.1.isCleared }
      }
      return write.value.isCleared ? [] : [(field, write.value)]
    }
  }

  private static func places(
    of records: [RecordID], fields: [String]?, _ schema: Schema, _ reading: any ReplicaReading
  ) throws -> Set<ErasedContent.Place> {
    var places: Set<ErasedContent.Place> = []
    for named in records {
      for record in try reading.joined(with: named).members {
        guard let type = try reading.record(record)?.type.flatMap({ schema.type($0) }) else {
          throw ErasureProblem.unknownRecord(record)
        }
        var numbers = type.fields.filter(\.isPersonal).map(\.number)
        if let fields {
          numbers = try fields.flatMap { key -> [FieldNumber] in
            if let field = type.field(key) { return [field.number] }
            if let group = type.group(key) { return group.memberNumbers }
            throw ErasureProblem.unknownField(key, of: record)
          }
        }
        places.formUnion(numbers.map { ErasedContent.Place(record: record, field: $0) })
      }
    }
    return places
  }

  private static func places(
    naming words: String, _ schema: Schema, _ history: WholeHistory
  ) throws -> Set<ErasedContent.Place> {
    let wanted = Folding.fold(words)
    guard wanted.count >= 3 else { throw ErasureProblem.tooShort(words) }
    var candidates: [(RecordID, RecordType)] = []
    try history.reading.eachRecord { state in
      if let type = state.type.flatMap({ schema.type($0) }), type.fields.contains(where: \.isPersonal) {
        candidates.append((state.id, type))
      }
    }
    var places: Set<ErasedContent.Place> = []
    for (record, type) in candidates {
      let personal = Set(type.fields.filter(\.isPersonal).map(\.number))
      for stored in try history.commits(of: record) where stored.logged != nil {
        for step in try history.reading.operations(of: stored.commit) where step.operation.record == record {
          for (field, value, _) in values(step, schema, type.number)
          where personal.contains(field) && Folding.contains(value, wanted) {
            places.insert(ErasedContent.Place(record: record, field: field))
          }
        }
      }
    }
    return places
  }
}

/// The commits of records with all that the log has of them: the replica may have forgotten parts behind a horizon.
struct WholeHistory {
  let reading: any ReplicaReading
  let log: any CommitLog
  /// Nil for all.
  let readable: Set<Audience>?

  func commits(of record: RecordID) throws -> [StoredCommit] {
    try reading.history(of: record).map { stored in
      guard stored.logged != nil, stored.commit.parts.contains(where: { $0.content == nil }),
        let entry = try log.entry(of: stored.commit.replica, sequence: stored.commit.sequence),
        case .accepted(let commit, _) = entry.event, commit.hash == stored.hash
      else { return stored }
      let shown = readable.map { commit.withholding(except: $0.union([.everyone])) } ?? commit
      return StoredCommit(commit: shown, hash: stored.hash, logged: stored.logged)
    }
  }
}

extension Folding {
  fileprivate static func fold(_ text: String) -> [UInt8] { Array(words(of: text).joined(separator: " ").utf8) }

  /// The texts in a value, folded.
  fileprivate static func texts(in value: Value) -> [[UInt8]] {
    switch value.content {
    case .text(let text)?: [fold(text)]
    case .row(let parts)?: parts.flatMap { texts(in: $0.value) }
    default: []
    }
  }

  /// Whether a text, or a text in a row, holds folded words.
  fileprivate static func contains(_ value: Value, _ wanted: [UInt8]) -> Bool {
    switch value.content {
    case .text(let text)?: holds(fold(text), wanted)
    case .row(let parts)?: parts.contains { contains($0.value, wanted) }
    default: false
    }
  }

  private static func holds(_ bytes: [UInt8], _ wanted: [UInt8]) -> Bool {
    guard bytes.count >= wanted.count else { return false }
    return (0...(bytes.count - wanted.count)).contains { bytes[$0..<$0 + wanted.count].elementsEqual(wanted) }
  }
}
