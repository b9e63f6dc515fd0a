internal import GRDB

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
