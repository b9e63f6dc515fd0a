import Crypto
import Foundation

/// A record of the workload, as its row reads.
public struct ActivityRow: Hashable, Sendable {
  /// The 128 bits of its UUID.
  public var id: UInt128
  public var title: String
  public var responsible: String
  public var startYear: Int
  public var status: String
  public var note: String
  public var updated: Int

  public init(
    id: UInt128, title: String, responsible: String, startYear: Int, status: String, note: String, updated: Int
  ) {
    self.id = id
    self.title = title
    self.responsible = responsible
    self.startYear = startYear
    self.status = status
    self.note = note
    self.updated = updated
  }

  public subscript(field: EditedField) -> FieldValue {
    get {
      switch field {
      case .title: .text(title)
      case .responsible: .text(responsible)
      case .startYear: .number(startYear)
      case .status: .text(status)
      case .note: .text(note)
      }
    }
    set {
      switch (field, newValue) {
      case (.title, .text(let text)): title = text
      case (.responsible, .text(let text)): responsible = text
      case (.startYear, .number(let number)): startYear = number
      case (.status, .text(let text)): status = text
      case (.note, .text(let text)): note = text
      default: preconditionFailure("a value of another kind")
      }
    }
  }

  /// As `uuid.UUID` prints it.
  public var idText: String {
    let digits = String(id, radix: 16)
    let all = String(repeating: "0", count: 32 - digits.count) + digits
    var out = ""
    for (place, digit) in all.enumerated() {
      if [8, 12, 16, 20].contains(place) { out.append("-") }
      out.append(digit)
    }
    return out
  }
}

/// The fields that are edited, by their column.
public enum EditedField: Int, CaseIterable, Sendable {
  case title, responsible, startYear, status, note

  public var column: String { ["title", "responsible", "start_year", "status", "note"][rawValue] }
}

public enum FieldValue: Hashable, Sendable {
  case text(String)
  case number(Int)
}

/// One field of one record gets another value.
public struct FieldEdit: Hashable, Sendable {
  /// The place of the record among the records.
  public let place: Int
  public let id: UInt128
  public let field: EditedField
  public let value: FieldValue

  public init(place: Int, id: UInt128, field: EditedField, value: FieldValue) {
    self.place = place
    self.id = id
    self.field = field
    self.value = value
  }
}

/// The standard workload of offline-first sync engines, as a pure function of how many records and edits there are: W1 local
/// edits, W2 a first sync, W3 edits that travel, W4 edits on both sides of which a quarter conflict.
///
/// It draws the same numbers as the Python that the peers run, so everybody sees the same bytes.
public struct Workload: Sendable {
  /// What the peers draw from.
  public static let seed: UInt32 = 20_240_607
  private static let statuses = ["planned", "active", "done", "dropped"]
  private static let words = """
    survey review drainage harvest school water market repair training clinic road budget meeting storage report \
    planting vaccine household garden bridge seed district women youth nutrition credit record baseline workshop visit
    """.split(separator: " ").map(String.init)
  private static let names = ["Ana", "Bo", "Chi", "Dia", "Eli", "Femi", "Gita", "Hugo", "Ida", "Jon"].flatMap { first in
    ["Ahmed", "Brown", "Costa", "Diaz", "Eze", "Fuchs", "Gupta", "Hahn"].map { "\(first) \($0)" }
  }

  public let records: [ActivityRow]
  public let editCount: Int

  /// - Parameters:
  ///   - count: of records, at least three for every two edits.
  ///   - edits: of each kind.
  ///   - seed: of the records; another one gives others than the peers have.
  public init(records count: Int, edits: Int, seed: UInt32 = Workload.seed) {
    var random = PythonRandom(seed: seed)
    var records: [ActivityRow] = []
    records.reserveCapacity(count)
    for place in 0..<count {
      var id = random.bits128()
      // Version 4, variant 1.
      id = id & ~(0xf000 << 64) | 4 << 76
      id = id & ~(0xc000 << 48) | 0x8000 << 48
      records.append(
        ActivityRow(
          id: id, title: Self.text(&random, 60), responsible: random.choice(Self.names),
          startYear: 1990 + random.below(41), status: random.choice(Self.statuses), note: Self.text(&random, 200),
          updated: 1_700_000_000 + place))
    }
    self.records = records
    editCount = edits
  }

  private static func text(_ random: inout PythonRandom, _ length: Int) -> String {
    var text = ""
    while text.utf8.count < length { text += random.choice(words) + " " }
    var cut = text.utf8.prefix(length)
    while cut.last == 0x20 { cut = cut.dropLast() }
    return String(decoding: cut, as: UTF8.self)
  }

  private static func value(_ random: inout PythonRandom, _ field: EditedField) -> FieldValue {
    switch field {
    case .title: .text(text(&random, 60))
    case .responsible: .text(random.choice(names))
    case .startYear: .number(1990 + random.below(41))
    case .status: .text(random.choice(statuses))
    case .note: .text(text(&random, 200))
    }
  }

  private static func fresh(
    _ random: inout PythonRandom, _ row: ActivityRow, _ field: EditedField, not other: FieldValue? = nil
  ) -> FieldValue {
    while true {
      let drawn = value(&random, field)
      if drawn != row[field], drawn != other { return drawn }
    }
  }

  private func edits(_ random: inout PythonRandom, count: Int, of rows: [ActivityRow]) -> [FieldEdit] {
    random.sample(below: rows.count, count: count).map { place in
      let field = random.choice(EditedField.allCases)
      return FieldEdit(
        place: place, id: rows[place].id, field: field, value: Self.fresh(&random, rows[place], field))
    }
  }

  /// Two lists of edits of different records, each edit to be kept by itself.
  public func localEdits() -> (full: [FieldEdit], normal: [FieldEdit]) {
    var random = PythonRandom(seed: Self.seed + 1)
    let all = edits(&random, count: 2 * editCount, of: records)
    return (Array(all.prefix(editCount)), Array(all.dropFirst(editCount)))
  }

  /// Edits on one side, to be carried to the other.
  public func travellingEdits() -> [FieldEdit] {
    var random = PythonRandom(seed: Self.seed + 2)
    return edits(&random, count: editCount, of: records)
  }

  /// Edits on both sides, after `travellingEdits`: half of them of the same records. `conflicts` of them give one field two
  /// values.
  public func concurrentEdits() -> (a: [FieldEdit], b: [FieldEdit], conflicts: Int) {
    let rows = after(travellingEdits())
    let count = editCount
    var random = PythonRandom(seed: Self.seed + 3)
    let places = random.sample(below: rows.count, count: count / 2 * 3)
    var a: [FieldEdit] = []
    var b: [FieldEdit] = []
    let (differing, same) = (count / 4, count / 8)
    for (number, place) in places.prefix(count / 2).enumerated() {
      let row = rows[place]
      func edit(_ field: EditedField, _ value: FieldValue) -> FieldEdit {
        FieldEdit(place: place, id: row.id, field: field, value: value)
      }
      let field = random.choice(EditedField.allCases)
      let value = Self.fresh(&random, row, field)
      a.append(edit(field, value))
      if number < differing {
        b.append(edit(field, Self.fresh(&random, row, field, not: value)))
      } else if number < differing + same {
        b.append(edit(field, value))
      } else {
        let other = random.choice(EditedField.allCases.filter { $0 != field })
        b.append(edit(other, Self.fresh(&random, row, other)))
      }
    }
    for place in places[(count / 2)..<count] {
      let field = random.choice(EditedField.allCases)
      a.append(
        FieldEdit(place: place, id: rows[place].id, field: field, value: Self.fresh(&random, rows[place], field)))
    }
    for place in places[count...] {
      let field = random.choice(EditedField.allCases)
      b.append(
        FieldEdit(place: place, id: rows[place].id, field: field, value: Self.fresh(&random, rows[place], field)))
    }
    random.shuffle(&a)
    random.shuffle(&b)
    return (a, b, differing)
  }

  /// The records with edits of theirs.
  public func after(_ edits: [FieldEdit]) -> [ActivityRow] {
    var rows = records
    for edit in edits { rows[edit.place][edit.field] = edit.value }
    return rows
  }

  /// SHA-256, in hexadecimal, of rows as text: one line each, its columns between tabs.
  public static func digest(_ rows: [ActivityRow]) -> String {
    var hash = SHA256()
    for row in rows {
      let columns = [
        row.idText, row.title, row.responsible, String(row.startYear), row.status, row.note, String(row.updated),
      ]
      hash.update(data: Data((columns.joined(separator: "\t") + "\n").utf8))
    }
    return hash.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  /// As `digest`, of edits.
  public static func digest(_ edits: [FieldEdit]) -> String {
    var hash = SHA256()
    for edit in edits {
      let value =
        switch edit.value {
        case .text(let text): text
        case .number(let number): String(number)
        }
      hash.update(data: Data("\(edit.place)\t\(edit.field.column)\t\(value)\n".utf8))
    }
    return hash.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
