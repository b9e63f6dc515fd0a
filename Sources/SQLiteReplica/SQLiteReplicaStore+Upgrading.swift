internal import Foundation
internal import GRDB
internal import Replica

/// Brings a file that an earlier program made to the form that this one reads and writes: in one transaction, behind the
/// lock that all programs share.
enum FileUpgrade {
  /// - Parameters:
  ///   - folder: of a file that was seen to be a replica.
  ///   - open: opens it for writing.
  /// - Throws: `StorageProblem.readOnly` when the file is old and can't be written.
  /// - Complexity: O(tables).
  static func run(_ folder: ReplicaFolder, _ open: () throws -> DatabasePool) throws {
    guard try needsUpgrade(folder) else { return }
    guard folder.isWritable else { throw StorageProblem.readOnly(path: folder.path) }
    try WriteLock(folder.lock).holding {
      let pool = try open()
      try pool.writeWithoutTransaction { db in
        try db.inTransaction(.immediate) {
          // Another program may have been here meanwhile.
          if try version(db) == 1 { try fromFirst(db) }
          if try version(db) == 2 { try fromSecond(db) }
          if try version(db) == 3 { try fromThird(db) }
          return .commit
        }
      }
      try pool.close()
    }
  }

  private static func needsUpgrade(_ folder: ReplicaFolder) throws -> Bool {
    var configuration = Configuration()
    configuration.readonly = true
    // Another program may be putting the log in order, as the first that opens it or the last that closes it.
    configuration.busyMode = .timeout(10)
    do {
      let queue = try DatabaseQueue(path: folder.database, configuration: configuration)
      defer { try? queue.close() }
      return try (1..<ReplicaFolder.version).contains(queue.read(version))
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
      // Where not even a log index can be made, the opening that follows says so.
      return false
    }
  }

  private static func version(_ db: Database) throws -> Int { try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0 }

  /// Version 2: records that are read as another, and words to several people.
  private static func fromFirst(_ db: Database) throws {
    let tables = try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
    for table in tables where try db.columns(in: table).contains(where: { $0.name == "_meta" }) {
      try db.execute(sql: "ALTER TABLE \(TableLayout.quoted(table)) ADD COLUMN _joined BLOB")
    }
    try db.execute(
      sql: """
        ALTER TABLE tiding ADD COLUMN outcome INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE tiding ADD COLUMN user TEXT NOT NULL DEFAULT '';
        UPDATE tiding SET user = coalesce((SELECT user FROM header), '');
        PRAGMA user_version = 2;
        """)
  }

  /// Version 3: the log's other entries are kept, and branches of copied replicas. Entries that came before are not here;
  /// so a replica of an earlier version can't give the log back to a server that lost it.
  private static func fromSecond(_ db: Database) throws {
    try db.execute(sql: CommonTables.journal)
    try db.execute(sql: CommonTables.kept)
    try db.execute(sql: CommonTables.branch)
    try db.execute(
      sql: """
        ALTER TABLE header ADD COLUMN former BLOB;
        ALTER TABLE header ADD COLUMN copy_found INTEGER;
        ALTER TABLE header ADD COLUMN audiences TEXT;
        ALTER TABLE header ADD COLUMN audience_digests BLOB;
        ALTER TABLE header ADD COLUMN must_scrub INTEGER;
        ALTER TABLE header ADD COLUMN horizon INTEGER;
        PRAGMA user_version = 3;
        """)
  }

  /// Version 4: which commits wait is found by their chains, and no index of their order is written in every edit.
  private static func fromThird(_ db: Database) throws {
    try db.execute(sql: "ALTER TABLE replica ADD COLUMN unlogged INTEGER")
    try db.execute(sql: CommonTables.unloggedIndex)
    try db.execute(sql: CommonTables.notingUnlogged)
    try db.execute(sql: "DROP INDEX IF EXISTS \"commits by arrival\"; PRAGMA user_version = 4;")
  }
}
