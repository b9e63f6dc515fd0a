public import CommitFormat
public import Merge
public import Schema

/// A workspace on this device, as a service over values: edit, take in, look up, settle.
///
/// Laptop and server use the same one. It holds nothing itself but the store, so that several can stand over one
/// replica, in several processes.
public struct Replica: Sendable {
  public let store: any ReplicaStore
  public let clock: any Clock
  public let random: any RandomSource
  /// Whose records whoever uses this may read and write; nil for what the header says.
  public let readable: Set<Audience>?

  public init(
    store: any ReplicaStore, clock: any Clock = SystemClock(), random: any RandomSource = SystemRandom(),
    readable: Set<Audience>? = nil
  ) {
    self.store = store
    self.clock = clock
    self.random = random
    self.readable = readable
  }

  /// Makes an empty workspace's replica. Fails when one is there already.
  ///
  /// - Parameters:
  ///   - header: who and where; its replica id must be new.
  ///   - schema: a workspace's own; nil for the one that ships with the program.
  /// - Throws: `ReplicaProblem.alreadySetUp`, or what the store throws.
  public func setUp(_ header: ReplicaHeader, schema: Schema? = nil) throws {
    try store.write { transaction in
      if let found = try transaction.header() { throw ReplicaProblem.alreadySetUp(found.workspace) }
      try transaction.setHeader(header)
      if let schema { try transaction.setSchema(schema.json()) }
    }
  }

  /// - Throws: `ReplicaProblem.notSetUp` when there is nothing yet.
  public func header() throws -> ReplicaHeader {
    try store.read { try $0.requiredHeader() }
  }

  /// The schema that the workspace has now.
  public func schema() throws -> Schema {
    try store.read { try $0.currentSchema() }
  }

  /// Notes something about this replica that is no merged data: the server's address, who uses it.
  public func updateHeader(_ change: (inout ReplicaHeader) throws -> Void) throws {
    try store.write { _ = try $0.updateHeader(change) }
  }

  /// As `updateHeader`, but waits for no disk: when it last synced, and the like. Where the change is more than `lastSync`
  /// and `clockAhead`, it waits.
  ///
  /// - Returns: the header as it is then.
  public func noteInHeader(_ change: (inout ReplicaHeader) -> Void) throws -> ReplicaHeader {
    let header = try store.note { transaction -> ReplicaHeader? in
      let former = try transaction.requiredHeader()
      var header = former
      change(&header)
      var noted = former
      noted.lastSync = header.lastSync
      noted.clockAhead = header.clockAhead
      guard noted == header else { return nil }
      try transaction.setHeader(header)
      return header
    }
    return try header ?? store.write { try $0.updateHeader(change) }
  }
}

/// What a replica can't do, whatever the person asked for.
public enum ReplicaProblem: Error, Hashable, Sendable {
  case notSetUp
  case alreadySetUp(WorkspaceID)
  /// The schema that the workspace uses can't be read by this program.
  case unreadableSchema(SchemaError)
  /// A commit that is stored here can't be read; the replica has been damaged.
  case unreadableCommit(CommitName, PartProblem)
}

extension ReplicaReading {
  func requiredHeader() throws -> ReplicaHeader {
    guard let header = try header() else { throw ReplicaProblem.notSetUp }
    return header
  }

  /// The workspace's schema; the one that ships with the program when it has none of its own.
  public func currentSchema() throws -> Schema {
    guard let json = try schema() else { return .bundled }
    do {
      return try SchemaCache.shared.schema(json)
    } catch {
      throw ReplicaProblem.unreadableSchema(error)
    }
  }
}

extension ReplicaWriting {
  fileprivate func updateHeader(_ change: (inout ReplicaHeader) throws -> Void) throws -> ReplicaHeader {
    var header = try requiredHeader()
    try change(&header)
    try setHeader(header)
    return header
  }
}
