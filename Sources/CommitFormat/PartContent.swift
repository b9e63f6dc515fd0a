public import Merge

/// What a part of a commit says.
public struct PartContent: Hashable, Sendable {
  /// Why, in its author's words: the reason of a resolution, the message of a commit. Empty when nothing was said.
  public var note: String
  /// At least one. The index of an operation is the index of its dot.
  public var operations: [Operation]

  public init(note: String = "", operations: [Operation]) {
    self.note = note
    self.operations = operations
  }
}

/// How a part names replicas and records more shortly than by their 16 bytes.
public protocol NameWriter {
  /// The number that a replica's enrolment entry in the log gave it, from 1; nil for one that the log does not know.
  func number(of replica: ReplicaID) throws -> UInt32?
  /// The dot by which a record may be named: of its first logged creation, or of an unlogged one by the author itself
  /// unless the record has a natural key. Nil: by its id.
  func creation(of record: RecordID) throws -> Dot?
  /// The replica that made the commits that are read as `replica`; itself unless that is a branch. A write that no log
  /// has ordered is named by it and the hash of its commit.
  func origin(of replica: ReplicaID) throws -> ReplicaID
}

extension NameWriter {
  /// A replica that is no branch is its own.
  public func origin(of replica: ReplicaID) -> ReplicaID { replica }
}

/// The way back from the short names.
public protocol NameReader {
  func replica(numbered number: UInt32) throws -> ReplicaID?
  func record(createdBy dot: Dot) throws -> RecordID?
  /// The write that a name with the first 8 bytes of its commit's hash means: one name may have been used for two
  /// commits. Nil when none is known, and the name says nothing.
  ///
  /// - Throws: `PartProblem.unknownWrite` where it must be known and is not.
  func write(_ dot: Dot, hashPrefix: UInt64) throws -> Dot?
}

extension NameReader {
  /// The dot itself, where no name was used twice.
  public func write(_ dot: Dot, hashPrefix: UInt64) -> Dot? { dot }
}

/// Why the bytes of a part could not be read.
public enum PartProblem: Error, Hashable, Sendable {
  /// Not the bytes of a part.
  case malformed
  /// It names a replica that the log here does not know.
  case unknownReplica(number: UInt32)
  /// It names a record by a creation that is not known here.
  case unknownCreation(Dot)
  /// It names a write by the hash of a commit that is not known here.
  case unknownWrite(Dot)
}
