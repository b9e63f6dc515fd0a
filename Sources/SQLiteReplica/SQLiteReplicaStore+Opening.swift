public import Replica

extension SQLiteReplicaStore: SnapshotStore {
  public func telling<Result>(_ body: (any StateTelling) throws -> Result) throws -> Result {
    try transaction { try body(StateTeller($0)) }
  }

  public func taking<Result>(_ body: (any StateTaking) throws -> Result) throws -> Result {
    try writeTransaction { try body(StateTaker($0)) }
  }
}
