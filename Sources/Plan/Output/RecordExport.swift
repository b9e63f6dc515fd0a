internal import Merge
public import Replica
internal import Schema

/// All records of a workspace, for other programs.
public struct RecordExport {
  /// What a program can ask for, by the names on the command line.
  public enum Format: String, Hashable, Sendable, CaseIterable {
    case csv
    case json
    case ndjson
    /// What has a day, for a calendar: `CalendarExport`.
    case ics
  }

  private let reading: any ReplicaReading
  private let lookup: Lookup

  public init(_ reading: any ReplicaReading, lookup: Lookup) {
    self.reading = reading
    self.lookup = lookup
  }

  /// The records that live, type after type in the order of the schema.
  private func records() throws -> [RecordView] {
    try lookup.schema.types.flatMap { try reading.list(RecordQuery(type: $0.number)).records }
  }

  /// `{"schema":1,"records":[…]}`, with `"commits"` where a history is given.
  public func json(history: [HistoryItem]?) throws -> [UInt8] {
    let json = try RecordJSON(reading, lookup: lookup)
    var members: [JSONObject.Member] = [
      .init(key: "schema", value: .number(1)),
      .init(key: "records", value: .array(try records().map { try json.record($0) })),
    ]
    if let history {
      let commits = try HistoryJSON(reading, lookup: lookup)
      members.append(.init(key: "commits", value: .array(try history.map { try commits.commit($0) })))
    }
    return JSONValue.object(JSONObject(members)).bytes() + [0x0A]
  }

  /// A line for each record, then one for each commit: `{"schema":1,"record":{…}}`, `{"schema":1,"commit":{…}}`.
  public func lines(history: [HistoryItem]?) throws -> [UInt8] {
    let json = try RecordJSON(reading, lookup: lookup)
    var bytes: [UInt8] = []
    func line(_ key: String, _ value: JSONValue) {
      let members: [JSONObject.Member] = [
        .init(key: "schema", value: .number(1)), .init(key: key, value: value),
      ]
      bytes += JSONValue.object(JSONObject(members)).bytes() + [0x0A]
    }
    for view in try records() { line("record", try json.record(view)) }
    if let history {
      let commits = try HistoryJSON(reading, lookup: lookup)
      for item in history { line("commit", try commits.commit(item)) }
    }
    return bytes
  }

  /// A table for a spreadsheet: one row per record, a column for each key that some record has. Elements of a set stand
  /// in one cell, references by their names; no cell is written so that a spreadsheet runs it.
  public func csv() throws -> [UInt8] {
    let json = try RecordJSON(reading, lookup: lookup)
    let views = try records()
    var keys: [String] = []
    for type in lookup.schema.types where views.contains(where: { $0.type == type.number }) {
      for field in type.fields where !keys.contains(field.key) { keys.append(field.key) }
    }
    var table = [["ref", "id", "type"] + keys]
    for view in views {
      let type = lookup.schema.type(view.type)
      let fields = try json.fields(view, type: type)
      table.append(
        [try lookup.reference(of: view.id), view.id.text, type?.key ?? "#\(view.type.number)"]
          + keys.map { fields[$0].map(Self.cell) ?? "" })
    }
    return CSVText.bytes(table)
  }

  private static func cell(_ json: JSONValue) -> String {
    switch json {
    case .string(let text): text
    case .number(let text): text
    case .boolean(let flag): flag ? "true" : "false"
    case .null: ""
    case .array(let elements): CSVText.list(elements.map(cell))
    case .object: json["name"]?.string ?? json.text()
    }
  }
}
