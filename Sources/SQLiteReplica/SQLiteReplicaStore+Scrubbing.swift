internal import GRDB
internal import Replica

extension SQLiteReplicaStore {
  /// Writes the file anew from what is in it, without the pages that were given back; empties the log, and throws the
  /// search index away.
  public func scrub() throws {
    guard let writer, let lock else { throw StorageProblem.readOnly(path: folder.path) }
    try lock.holding {
      try Self.mapping(folder) {
        search.discard()
        guard try writer.writeWithoutTransaction({ try $0.scrub() }) else {
          throw StorageProblem.busy(path: folder.database)
        }
      }
    }
  }
}

extension Database {
  /// Leaves nothing in file and log of what was removed.
  ///
  /// - Returns: false when somebody who still reads the former state holds the log.
  /// - Complexity: O(file).
  func scrub() throws -> Bool {
    try execute(sql: "PRAGMA wal_checkpoint(TRUNCATE); VACUUM")
    return try Int.fetchOne(self, sql: "PRAGMA wal_checkpoint(TRUNCATE)") == 0
  }
}
