public import Replica

extension SQLiteReplicaStore: SnapshotStore {
  /// Tells what this replica made of the log, in one reading transaction.
  public func telling<Result>(_ body: (any StateTelling) throws -> Result) throws -> Result {
    try transaction { try body(StateTeller($0)) }
  }

  /// Takes in what another replica told, in one transaction.
  public func taking<Result>(_ body: (any StateTaking) throws -> Result) throws -> Result {
    try writeTransaction { try body(StateTaker($0)) }
  }
}
