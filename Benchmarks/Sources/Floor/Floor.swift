import Foundation
public import Workload

/// Plain SQLite, without tracking and without merging: what every engine is compared with.
///
/// W2 carries all rows, W3 the bare edits, W4 the edits both ways, where A wins: as little as can be done at all.
public struct Floor {
  private let work: Workload
  private let folder: String

  public init(_ work: Workload, folder: String) {
    self.work = work
    self.folder = folder
  }

  private func make(_ name: String, synchronous: String = "FULL") throws -> Database {
    try Self.makeTable(folder + "/" + name, synchronous: synchronous)
  }

  /// An empty table of the workload's records, in a file of its own.
  package static func makeTable(_ path: String, synchronous: String) throws -> Database {
    let database = try Database(path, synchronous: synchronous)
    try database.run(
      """
      CREATE TABLE activity(id TEXT PRIMARY KEY NOT NULL, title TEXT, responsible TEXT, start_year INT, status TEXT,
        note TEXT, updated INT)
      """)
    return database
  }

  /// All rows in one transaction.
  ///
  /// - Parameters:
  ///   - rows: what is written.
  ///   - ids: those of the rows as text, made before, so that making them is not part of the floor.
  ///   - database: with the table of `makeTable`, empty.
  /// - Throws: what SQLite says.
  package static func insert(_ rows: [ActivityRow], _ ids: [String], into database: Database) throws {
    try database.transaction {
      for (row, id) in zip(rows, ids) {
        let statement = try database.statement("INSERT INTO activity VALUES(?,?,?,?,?,?,?)")
        statement.bind(id, 1)
        statement.bind(row.title, 2)
        statement.bind(row.responsible, 3)
        statement.bind(row.startYear, 4)
        statement.bind(row.status, 5)
        statement.bind(row.note, 6)
        statement.bind(row.updated, 7)
        try database.finish(statement)
      }
    }
  }

  private func write(_ edit: FieldEdit, _ id: String, _ database: Database) throws {
    let statement = try database.statement("UPDATE activity SET \(edit.field.column) = ? WHERE id = ?")
    switch edit.value {
    case .text(let text): statement.bind(text, 1)
    case .number(let number): statement.bind(number, 1)
    }
    statement.bind(id, 2)
    try database.finish(statement)
  }

  private func rows(_ database: Database) throws -> [ActivityRow] {
    let statement = try database.statement("SELECT * FROM activity")
    var rows: [ActivityRow] = []
    while try database.next(statement) {
      rows.append(
        ActivityRow(
          id: 0, title: statement.text(1), responsible: statement.text(2), startYear: statement.number(3),
          status: statement.text(4), note: statement.text(5), updated: statement.number(6)))
    }
    return rows
  }

  /// Runs all of it.
  ///
  /// - Returns: seconds by name, as the peers name them.
  public func run() throws -> Figures {
    var figures = Figures()
    let (full, normal) = work.localEdits()
    let ids = work.records.map(\.idText)
    do {
      let database = try make("w1.db")
      figures["w1b_bulk_s"] = try seconds { try Self.insert(work.records, ids, into: database) }
      for (name, edits) in [("full", full), ("normal", normal)] {
        try database.run("PRAGMA synchronous = \(name)")
        figures["w1a_\(name)_s"] = try seconds {
          for edit in edits { try write(edit, ids[edit.place], database) }
        }
      }
    }
    let (a, b) = (try make("a.db"), try make("b.db"))
    try Self.insert(work.records, ids, into: a)
    try a.run("PRAGMA wal_checkpoint(TRUNCATE)")
    var read: [ActivityRow] = []
    figures["w2_produce_s"] = try seconds { read = try rows(a) }
    precondition(read.count == work.records.count)
    figures["w2_apply_s"] = try seconds { try Self.insert(work.records, ids, into: b) }

    let travelling = work.travellingEdits()
    try a.transaction { for edit in travelling { try write(edit, ids[edit.place], a) } }
    figures["w3_produce_s"] = 0
    figures["w3_apply_s"] = try seconds {
      try b.transaction { for edit in travelling { try write(edit, ids[edit.place], b) } }
    }
    let (onA, onB, _) = work.concurrentEdits()
    try a.transaction { for edit in onA { try write(edit, ids[edit.place], a) } }
    try b.transaction { for edit in onB { try write(edit, ids[edit.place], b) } }
    struct Place: Hashable {
      let record: Int
      let field: EditedField
    }
    let won = Set(onA.map { Place(record: $0.place, field: $0.field) })
    figures["w4_s"] = try seconds {
      try b.transaction { for edit in onA { try write(edit, ids[edit.place], b) } }
      try a.transaction {
        for edit in onB where !won.contains(Place(record: edit.place, field: edit.field)) {
          try write(edit, ids[edit.place], a)
        }
      }
    }
    try a.run("PRAGMA wal_checkpoint(TRUNCATE)")
    let size = try FileManager.default.attributesOfItem(atPath: folder + "/a.db")[.size] as? Int
    figures["w5_bytes"] = Double(size ?? 0)
    return figures
  }
}
