internal import Foundation
internal import GRDB
internal import GRDBSQLite
internal import Merge
public import Replica
internal import SQLiteWatch
public import Schema

/// A replica in a folder: `replica.sqlite` (WAL), `write.lock`, `keys`, and `search.sqlite`, which is derived and may be
/// thrown away.
///
/// Any number of stores, in any number of processes, may stand on one folder. A transaction that has returned is on the
/// disk (`synchronous = FULL`). `docs/replica-file.md` says how the file reads in any SQLite tool.
public final class SQLiteReplicaStore: ReplicaStore, @unchecked Sendable {
  public enum Mode: Hashable, Sendable {
    /// Makes the folder and the file where there are none, and opens what is there otherwise.
    case create
    case open
    /// One connection that changes nothing, for a single look.
    case readOnly
  }

  /// When a transaction counts as kept.
  public enum Durability: Hashable, Sendable {
    /// After a power cut too.
    case full
    /// After a crash of the program; a power cut may take the last ones. For measuring.
    case normal
  }

  /// Pages of write-ahead log after which they are brought into the file: 16 MB, so that edits rarely wait for it.
  private static let logPagesMax = 4000

  let folder: ReplicaFolder
  private let current: CurrentLayout
  let numbers = KnownReplicas()
  private let reader: any DatabaseReader
  let writer: DatabasePool?
  let lock: WriteLock?
  let search: SearchIndex
  private let writerMemory = WriterMemory()
  private let durability: Durability
  /// The schema that ships with the program.
  private let program: Schema
  let watch: FileWatch
  /// Of the file when it was opened: a write must not go to one that has been moved away since.
  private let opened: FileIdentity?

  public var path: String { folder.path }

  /// The version of SQLite that runs.
  public static var libraryVersion: String { String(cString: sqlite3_libversion()) }

  /// Opens the replica in a folder.
  ///
  /// - Parameters:
  ///   - path: of the folder.
  ///   - schema: what the tables are made from where the workspace has no schema of its own; a file that was made from a
  ///     newer one keeps that.
  ///   - mode: whether to make it, and whether to write.
  ///   - durability: when a transaction counts as kept.
  /// - Throws: `StorageProblem`. What is there and is no replica stays as it is.
  public init(folder path: String, schema: Schema = .bundled, mode: Mode, durability: Durability = .full) throws {
    let folder = ReplicaFolder(path)
    self.folder = folder
    var found = try folder.inspect()
    var isNew = false
    if found == .nothing, mode == .create {
      isNew = true
      try folder.make()
      try StorageProblem.mapping(path: folder.database) { try Self.create(folder, schema: schema) }
      found = try folder.inspect()
    }
    guard found == .replica else { throw StorageProblem.missing(path: folder.path) }
    try StorageProblem.mapping(path: folder.database) {
      try FileUpgrade.run(folder) { try Self.openPool(folder, durability) }
    }
    search = SearchIndex(folder: folder)
    self.durability = durability
    program = schema
    watch = FileWatch(folder.database)
    opened = FileIdentity(folder.database)
    if mode == .readOnly {
      let queue = try StorageProblem.mapping(path: folder.database) { try Self.openReadOnly(folder) }
      reader = queue
      writer = nil
      lock = nil
    } else {
      guard folder.isWritable else { throw StorageProblem.readOnly(path: folder.path) }
      let lock = try WriteLock(folder.lock)
      if isNew { try lock.markChecked() }
      let pool = try lock.holding {
        try StorageProblem.mapping(path: folder.database) { try Self.openPool(folder, durability) }
      }
      self.lock = lock
      writer = pool
      reader = pool
    }
    let writer = writer
    let reader = reader
    current = try Self.mapping(folder) {
      try Self.checkVersion(folder, reader)
      return try reader.read { try CurrentLayout(Self.storedTables($0, program: schema)) }
    }
    let memory = writerMemory
    writer?.writeWithoutTransaction { memory.watchLog(of: $0) }
    try layOut()
    if let lock = self.lock, lock.isUnchecked {
      try checkAfterUncleanEnd()
      try lock.markChecked()
    }
  }

  /// Makes the search index anew at its next use.
  func forgetSearchIndex() { search.discard() }

  func readDatabase<Result>(_ body: (Database) throws -> Result) throws -> Result { try reader.read(body) }

  func mapped<Result>(_ body: () throws -> Result) throws -> Result { try Self.mapping(folder, body) }

  /// Nil of one that only reads: it may look at a file of which nothing is told.
  public func version() throws -> Int64? {
    guard writer != nil else { return nil }
    return try mapped { try watch.version() }
  }

  // Opening.

  private static func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY")
    }
    return configuration
  }

  private static func openPool(_ folder: ReplicaFolder, _ durability: Durability) throws -> DatabasePool {
    var configuration = configuration()
    configuration.maximumReaderCount = 8
    let pool = try DatabasePool(path: folder.database, configuration: configuration)
    try pool.writeWithoutTransaction { db in
      // The pool has set NORMAL by now, and checkpoints may only run behind the lock.
      try db.execute(
        sql: "PRAGMA synchronous = \(durability == .full ? "FULL" : "NORMAL"); PRAGMA wal_autocheckpoint = 0")
    }
    return pool
  }

  private static func openReadOnly(_ folder: ReplicaFolder) throws -> DatabaseQueue {
    var configuration = configuration()
    configuration.readonly = true
    do {
      let queue = try DatabaseQueue(path: folder.database, configuration: configuration)
      _ = try queue.read { try Int.fetchOne($0, sql: "PRAGMA schema_version") }
      return queue
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN && !folder.isWritable {
      // In a folder where nothing can be made a log index neither can: then the file alone is read, as it stands.
      let uri = "file:\(folder.database)?immutable=1"
      return try DatabaseQueue(path: uri, configuration: configuration)
    }
  }

  /// Makes the database under another name, so that nobody ever sees half of one.
  private static func create(_ folder: ReplicaFolder, schema: Schema) throws {
    let temporary = folder.temporaryName(for: folder.database)
    defer { for ending in ["-wal", "-shm", "-journal"] { unlink(temporary + ending) } }
    do {
      let queue = try DatabaseQueue(path: temporary, configuration: configuration())
      try queue.writeWithoutTransaction { db in
        try db.execute(
          sql: "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        try db.inTransaction(.immediate) {
          try db.execute(sql: "PRAGMA application_id = \(ReplicaFolder.applicationID)")
          try db.execute(sql: "PRAGMA user_version = \(ReplicaFolder.version)")
          for statement in CommonTables.creation { try db.execute(sql: statement) }
          try make(Layout(schema: schema), generation: 1, isNew: true, in: db)
          return .commit
        }
        try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      }
      try queue.close()
      chmod(temporary, 0o600)
    } catch {
      unlink(temporary)
      throw error
    }
    // Somebody else may have been quicker: then theirs it is.
    _ = try folder.publish(temporary, as: folder.database)
  }

  /// Makes the tables of a layout, and notes that they are there.
  static func make(_ layout: Layout, generation: Int64, isNew: Bool, in db: Database) throws {
    for table in layout.tables {
      let name = TableLayout.unquoted(table.name)
      let existing = try db.tableExists(name) ? Set(db.columns(in: name).map(\.name)) : nil
      for statement in table.creation(existing: existing) { try db.execute(sql: statement) }
    }
    for statement in CommonTables.views(layout) { try db.execute(sql: statement) }
    try db.execute(sql: "DELETE FROM layout")
    try db.execute(
      sql: "INSERT INTO layout(rowid, name, version, json, adopted) VALUES (?, ?, ?, ?, ?)",
      arguments: [generation, layout.schema.name, layout.schema.version, Data(layout.schema.json()), isNew])
  }

  /// The tables that the file says it has; those of `program` are known without reading them.
  private static func storedTables(_ db: Database, program: Schema) throws -> CurrentLayout.Tables {
    let columns = "rowid, name, version, EXISTS (SELECT 1 FROM schema)"
    guard let row = try Row.fetchOne(db, sql: "SELECT \(columns) FROM layout"),
      let generation = Int64.fromDatabaseValue(row[0]), let hasOwn = Int.fromDatabaseValue(row[3])
    else { throw DamagedBytes("layout") }
    let isOfProgram =
      String.fromDatabaseValue(row[1]) == program.name && Int.fromDatabaseValue(row[2]) == program.version
    if hasOwn == 0, isOfProgram { return CurrentLayout.Tables(Layout(schema: program), generation: generation) }
    guard let json = try Data.fetchOne(db, sql: "SELECT json FROM layout"), let schema = try? Schema(json: Array(json))
    else { throw DamagedBytes("layout") }
    return CurrentLayout.Tables(Layout(schema: schema), generation: generation)
  }

  private static func checkVersion(_ folder: ReplicaFolder, _ reader: any DatabaseReader) throws {
    let found = try reader.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } ?? 0
    guard found <= ReplicaFolder.version else {
      throw StorageProblem.newerVersion(path: folder.database, found: found, known: ReplicaFolder.version)
    }
  }

  /// Gives the file the tables that it should have, and moves what lies outside them.
  private func layOut() throws {
    let program = program
    guard writer != nil else { return }
    guard try transaction({ try $0.schemaToLayOut(program: program) != nil || !$0.isAdopted() }) else { return }
    try writeTransaction { transaction in
      // Another program may have been here meanwhile.
      if let schema = try transaction.schemaToLayOut(program: program) { try transaction.layOut(by: schema) }
      if try !transaction.isAdopted() { try transaction.adopt() }
    }
  }

  /// The tables that the file has in this transaction: they are others when the schema has changed.
  private func tables(_ db: Database) throws -> CurrentLayout.Tables {
    let statement = SQLStatement(try db.cachedStatement(sql: "SELECT rowid FROM layout"))
    let generation = try statement.step() ? statement.int64(0) : 0
    statement.reset()
    if let tables = current.tables(generation: generation) { return tables }
    let stored = try Self.storedTables(db, program: program)
    current.set(stored)
    return stored
  }

  /// Runs `body`, and tells what SQLite and damaged bytes mean in our terms. Other errors pass as they are.
  static func mapping<Result>(_ folder: ReplicaFolder, _ body: () throws -> Result) throws -> Result {
    do {
      return try StorageProblem.mapping(path: folder.database, body)
    } catch let damage as DamagedBytes {
      throw StorageProblem.damaged(path: folder.database, detail: damage.place)
    }
  }

  deinit {
    writerMemory.finish()
    // Who closes last brings the log into the file, and must be able to write.
    watch.close()
  }

  // Transactions.

  public func read<Result>(_ body: (any ReplicaReading) throws -> Result) throws -> Result {
    try transaction { try body($0) }
  }

  func transaction<Result>(_ body: (ReplicaTransaction) throws -> Result) throws -> Result {
    try Self.mapping(folder) {
      try reader.read { db in
        try body(ReplicaTransaction(db, store: self, tables: tables(db), search: search, writerMemory: nil))
      }
    }
  }

  public func write<Result>(_ body: (any ReplicaWriting) throws -> Result) throws -> Result {
    try writeTransaction { try body($0) }
  }

  /// As `write`, in the order of what is written, but the disk is not waited for.
  public func note<Result>(_ body: (any ReplicaWriting) throws -> Result) throws -> Result {
    try writeTransaction(waits: false) { try body($0) }
  }

  func writeTransaction<Result>(
    waits: Bool = true, _ body: (ReplicaTransaction) throws -> Result
  ) throws -> Result {
    guard let writer, let lock else { throw StorageProblem.readOnly(path: folder.path) }
    return try lock.holding {
      if let problem = writerMemory.problem { throw problem }
      guard FileIdentity(folder.database) == opened else {
        throw StorageProblem.damaged(path: folder.database, detail: "replaced while in use")
      }
      return try stoppingAtFailedSync {
        try writer.writeWithoutTransaction { db in
          let result = try waits || durability == .normal ? immediately(db, body) : withoutWaiting(db, body)
          try checkpointIfNeeded(db)
          return result
        }
      }
    }
  }

  /// As `immediately`, for what a power cut may take.
  private func withoutWaiting<Result>(_ db: Database, _ body: (ReplicaTransaction) throws -> Result) throws -> Result {
    // It takes effect as it is prepared, so a statement that was kept would do nothing.
    try db.execute(sql: "PRAGMA synchronous = NORMAL")
    let result = Swift.Result { try immediately(db, body) }
    do {
      try db.execute(sql: "PRAGMA synchronous = FULL")
    } catch {
      // What is promised next could not be kept.
      writerMemory.problem = .inputOutput(path: folder.database, detail: "synchronous")
      throw error
    }
    return try result.get()
  }

  /// Runs `body` in one transaction, whose statements are prepared once and for all.
  private func immediately<Result>(_ db: Database, _ body: (ReplicaTransaction) throws -> Result) throws -> Result {
    let memory = writerMemory
    var transaction: ReplicaTransaction?
    do {
      try memory.begin(db)
      // Behind the lock the layout can't change any more.
      let tables = try memory.tables ?? tables(db)
      memory.tables = tables
      let made = ReplicaTransaction(db, store: self, tables: tables, search: search, writerMemory: memory)
      transaction = made
      let result = try body(made)
      try made.flush()
      try memory.commit(db)
      numbers.merge(made.newReplicas)
      return result
    } catch {
      transaction?.wasRolledBack()
      memory.rollBack(db)
      throw error
    }
  }

  /// Runs `body`, and lets nothing be written through this store any more when the disk could not say that what was
  /// written is on it: asked again it may say so of bytes that it has dropped. Whoever opens the replica anew sees what
  /// is there.
  private func stoppingAtFailedSync<Result>(_ body: () throws -> Result) throws -> Result {
    try Self.mapping(folder) {
      do {
        return try body()
      } catch let error as DatabaseError where error.isFailedSync {
        writerMemory.problem = StorageProblem(error, path: folder.database)
        throw error
      }
    }
  }

  /// Brings the log into the file when it has grown long. The transaction before it is kept whatever happens here.
  private func checkpointIfNeeded(_ db: Database) throws {
    guard writerMemory.logPages >= Self.logPagesMax else { return }
    writerMemory.logPages = 0
    do {
      try db.execute(sql: "PRAGMA wal_checkpoint(PASSIVE)")
    } catch let error as DatabaseError {
      switch error.resultCode {
      case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_FULL:
        // The log holds everything; a later checkpoint will do.
        break
      default:
        // A failed fsync is never tried again as if nothing had happened: no more writing through this store.
        writerMemory.problem = StorageProblem(error, path: folder.database)
      }
    }
  }

  /// Brings the whole log into the file, and empties it where no reader needs it.
  public func checkpoint() throws {
    guard let writer, let lock else { throw StorageProblem.readOnly(path: folder.path) }
    try lock.holding {
      if let problem = writerMemory.problem { throw problem }
      try stoppingAtFailedSync {
        try writer.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
      }
    }
  }

  /// Reads every page and every record.
  ///
  /// - Throws: `StorageProblem.damaged` for the first thing that is wrong.
  /// - Complexity: O(file).
  public func verify() throws {
    try Self.mapping(folder) {
      try reader.read { db in
        let found = try String.fetchAll(db, sql: "PRAGMA integrity_check(5)")
        try Self.checkReading(found)
        guard found == ["ok"] else { throw DamagedBytes(found.joined(separator: "; ")) }
        try ReplicaTransaction(db, store: self, tables: tables(db), search: search, writerMemory: nil).verify()
      }
    }
  }

  /// What `PRAGMA name` says on the writing connection; for checks.
  package func writerPragma(_ name: String) throws -> String? {
    try writer?.writeWithoutTransaction { try String.fetchOne($0, sql: "PRAGMA \(name)") }
  }
}
