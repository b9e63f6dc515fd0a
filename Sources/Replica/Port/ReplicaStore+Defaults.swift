public import Merge

extension ReplicaStore {
  /// Of a store that knows but one kind of transaction.
  public func note<Result>(_ body: (any ReplicaWriting) throws -> Result) throws -> Result { try write(body) }

  /// Of a store that can't tell.
  public func version() throws -> Int64? { nil }

  /// Of a store that keeps nothing in files.
  public func scrub() throws {}
}

extension ReplicaReading {
  /// - Complexity: O(records in conflict), each read as people see it.
  public func eachConflict(_ body: (RecordID, [Conflict]) throws -> Void) throws {
    for record in try recordsInConflict() {
      if let view = try view(record), !view.conflicts.isEmpty { try body(record, view.conflicts) }
    }
  }

  /// - Complexity: as `eachConflict`.
  public func conflictCount() throws -> Int {
    var count = 0
    try eachConflict { count += $1.count }
    return count
  }
}
