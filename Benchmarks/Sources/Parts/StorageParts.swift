import Engine
import Floor
import Merge
import Replica
import SQLiteReplica
import Workload

/// Saving and reading records, beside prepared statements of plain SQLite that do the same to a table of six columns.
struct StorageParts {
  private let material: Material
  private let folder: String
  /// Both filled, to be read.
  private let store: SQLiteReplicaStore
  private let database: Database
  private let ids: [String]

  init(_ material: Material, folder: String) throws {
    self.material = material
    self.folder = folder
    ids = material.rows.map(\.idText)
    store = try Self.makeStore(folder + "/read", material)
    try Self.save(material, in: store)
    database = try Self.makeTable(folder + "/read.db")
    try Floor.insert(material.rows, ids, into: database)
  }

  var parts: [Parts.Part] {
    // Each round saves into files of its own.
    var round = 0
    var (emptyStore, emptyDatabase) = (store, database)
    return [
      Parts.Part(
        "a record saved, of many", count: material.count, floorTitle: "INSERT",
        prepare: {
          round += 1
          emptyStore = try Self.makeStore(folder + "/\(round)", material)
          emptyDatabase = try Self.makeTable(folder + "/\(round).db")
        },
        floor: { try Floor.insert(material.rows, ids, into: emptyDatabase) }
      ) { try Self.save(material, in: emptyStore) },
      Parts.Part("a record's state read", count: material.count, floorTitle: "SELECT", floor: select) {
        try store.read { reading in
          for record in material.records { use(try reading.record(record.id)) }
        }
      },
      Parts.Part("a record read as people see it", count: material.count, floorTitle: "SELECT", floor: select) {
        try store.read { reading in
          for record in material.records { use(try reading.view(record.id)) }
        }
      },
    ]
  }

  private func select() throws {
    try database.transaction {
      for id in ids {
        let statement = try database.statement("SELECT * FROM activity WHERE id = ?")
        statement.bind(id, 1)
        while try database.next(statement) {
          use(
            ActivityRow(
              id: 0, title: statement.text(1), responsible: statement.text(2), startYear: statement.number(3),
              status: statement.text(4), note: statement.text(5), updated: statement.number(6)))
        }
      }
    }
  }

  private static func makeStore(_ folder: String, _ material: Material) throws -> SQLiteReplicaStore {
    try SQLiteReplicaStore(folder: folder, schema: material.schema, mode: .create, durability: .normal)
  }

  private static func save(_ material: Material, in store: SQLiteReplicaStore) throws {
    try store.write { writing in
      for (record, view) in zip(material.records, material.views) { try writing.save(record, view: view) }
    }
  }

  private static func makeTable(_ path: String) throws -> Database {
    try Floor.makeTable(path, synchronous: "NORMAL")
  }
}
