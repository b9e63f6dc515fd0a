public import CommitFormat
public import Merge

/// The short names of a log that a test makes up: replicas by number, records by creation.
public struct NameTable: NameReader, NameWriter, Sendable {
  public var replicas: [UInt32: ReplicaID] = [:]
  public var creations: [RecordID: Dot] = [:]

  public init() {}

  public init(replicas: [ReplicaID], creations: [(RecordID, Dot)] = []) {
    for (index, replica) in replicas.enumerated() { self.replicas[UInt32(index) + 1] = replica }
    for (record, dot) in creations { self.creations[record] = dot }
  }

  public func number(of replica: ReplicaID) -> UInt32? { replicas.first { $0.value == replica }?.key }
  public func creation(of record: RecordID) -> Dot? { creations[record] }
  public func replica(numbered number: UInt32) -> ReplicaID? { replicas[number] }
  public func record(createdBy dot: Dot) -> RecordID? { creations.first { $0.value == dot }?.key }
}
