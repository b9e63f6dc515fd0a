internal import CommitFormat
public import Merge
public import Replica
internal import Schema

/// What an import would do, before it does it.
public struct ImportPreview: Hashable, Sendable {
  /// At most `PlanImporter.recordsPerCommitMax` records each, parents before children.
  public var drafts: [Draft] = []
  public var added = 0
  public var changed = 0
  public var unchanged = 0
  /// Rows that carry a reason to doubt them.
  public var uncertain = 0
  /// The records of the functions that the rows name, then those of the rows themselves, in their order.
  public var records: [RecordID] = []

  public init() {}
}

/// Turns a plan that was read from a file into changes of the workspace.
///
/// A row's record follows from its key, so two laptops that import one file make the same records. Only the cells that
/// differ from what the row's last import wrote are written: what people have corrected since stays corrected.
public struct PlanImporter {
  public static let recordsPerCommitMax = 500
  /// How the note of an import's commit begins. It says which commits are imports, in every language.
  public static let notePrefix = "import: "

  private let reading: any ReplicaReading
  private let schema: Schema
  private let imports = Imports()

  public init(_ reading: any ReplicaReading) throws {
    self.reading = reading
    schema = try reading.currentSchema()
  }

  /// The changes that bring the workspace to what the rows say.
  ///
  /// - Parameters:
  ///   - rows: of a plan as it was read, or of a review table that a person has corrected: there a row's `id` names its
  ///     record, whatever its key has become.
  ///   - source: what people call the file; it goes into the commits' notes.
  /// - Returns: no drafts when nothing differs.
  /// - Throws: `ImportProblem`, or what the store throws.
  public func preview(_ rows: [ReviewTable.Row], source: String) throws -> ImportPreview {
    let names = try PlanNames(rows, schema: schema)
    var preview = ImportPreview()
    var changes: [RecordChange] = []
    func add(_ record: RecordID, _ type: RecordType, _ cells: [FieldChange], isUncertain: Bool) throws {
      preview.records.append(record)
      if isUncertain { preview.uncertain += 1 }
      guard let view = try reading.view(record) else {
        preview.added += 1
        changes.append(.create(type.number, record, cells.filter { !$0.isEmpty }))
        return
      }
      guard !view.isDeleted else {
        // Somebody has deleted it since; bringing it back is a person's decision.
        preview.unchanged += 1
        return
      }
      let written = try difference(of: cells, from: record, type: type)
      if written.isEmpty {
        preview.unchanged += 1
      } else {
        preview.changed += 1
        changes.append(.update(record, written))
      }
    }
    for function in names.functions {
      try add(function.id, names.function, names.cells(of: function), isUncertain: false)
    }
    for (row, record) in zip(rows, names.records) {
      guard let record, let type = names.type(of: row.entry) else { continue }
      try add(record, type, try names.cells(of: row.entry), isUncertain: names.isUncertain(row.entry))
    }
    for start in stride(from: 0, to: changes.count, by: Self.recordsPerCommitMax) {
      let part = changes[start..<min(start + Self.recordsPerCommitMax, changes.count)]
      preview.drafts.append(Draft(Array(part), note: Self.notePrefix + source))
    }
    return preview
  }

  /// The cells that differ from what the row's last import wrote; all that has never been imported differs from nothing.
  private func difference(of cells: [FieldChange], from record: RecordID, type: RecordType) throws -> [FieldChange] {
    let last = try lastImport(of: record)
    var result: [FieldChange] = []
    for cell in cells {
      switch cell {
      case .set(let number, let value):
        let register = type.field(number)?.register ?? number
        // What is set once stays as the first import made it.
        if type.policy(register) == .once, last[RegisterID(register)] != nil { continue }
        let before = last[RegisterID(register)] ?? .cleared
        let member = type.field(number).flatMap { field in
          type.group(of: field).map { $0.member(number, of: before) }
        }
        if (member ?? before) != value { result.append(cell) }
      case .setAll(let number, let values):
        guard case .set(_, let kind)? = type.register(number)?.shape else { continue }
        let wanted = values.compactMap { kind.part($0) }
        for (element, whole) in zip(wanted, values)
        where last[RegisterID(number, element: element.key)] != element.rest {
          result.append(.add(number, whole))
        }
        for (register, value) in last.sorted(by: { $0.key < $1.key }) where register.field == number && !value.isCleared
        {
          guard let key = register.element, !wanted.contains(where: { $0.key == key }) else { continue }
          result.append(.remove(number, SetElement(key: key, rest: value).whole))
        }
      case .add, .remove: result.append(cell)
      }
    }
    return result
  }

  /// What imports wrote last to each register of a record.
  private func lastImport(of record: RecordID) throws -> [RegisterID: Value] {
    var values: [RegisterID: Value] = [:]
    for stored in try reading.history(of: record) {
      for step in try imports.steps(of: stored, touching: record, reading) {
        for (register, write) in step.operation.writes(dot: step.dot, stamp: step.stamp) {
          values[register] = write.value
        }
      }
    }
    return values
  }

  /// The commits of imports, read once: hundreds of records share one.
  private final class Imports {
    private var steps: [CommitName: [RecordID: [PlacedOperation]]] = [:]

    func steps(
      of stored: StoredCommit, touching record: RecordID, _ reading: any ReplicaReading
    ) throws -> [PlacedOperation] {
      if let known = steps[stored.name] { return known[record] ?? [] }
      let placed = try reading.operations(of: stored.commit).filter { $0.note.hasPrefix(PlanImporter.notePrefix) }
      let byRecord = Dictionary(grouping: placed, by: \.operation.record)
      steps[stored.name] = byRecord
      return byRecord[record] ?? []
    }
  }
}

extension FieldChange {
  /// Whether it says that there is nothing.
  fileprivate var isEmpty: Bool {
    switch self {
    case .set(_, let value): value.isCleared
    case .setAll(_, let values): values.isEmpty
    case .add, .remove: false
    }
  }
}

/// Why rows could not be made records.
public enum ImportProblem: Error, Hashable, Sendable {
  /// The workspace's schema lacks a type or a field that plans are made of.
  case schemaLacks(String)
  /// A row's `id` is no record's id.
  case badID(row: Int, String)
  /// A row names a section that no row has.
  case unknownSection(row: Int, String)
  /// Two rows stand for one record.
  case sameRecord(row: Int, other: Int)
}
