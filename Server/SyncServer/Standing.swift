internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema
internal import Synchronization

/// What the server's replica says of another one at the beginning of an exchange, and of itself, as both are at one moment.
struct Standing: Sendable {
  let header: ReplicaHeader?
  /// The last commit of the other one that is known here.
  let head: ReplicaHead?
  let enrolment: Enrolment?
  let schemaVersion: Int
}

/// Standings that were read, for as long as nobody writes to the server's replica.
struct KnownStandings: Sendable {
  private static let countMax = 10_000
  /// The store's, as it was before any of them was read.
  private var version: Int64?
  private var standings: [ReplicaID: Standing] = [:]

  /// Nil where it is to be read anew, after which `keep` takes it.
  mutating func standing(of replica: ReplicaID, at version: Int64) -> Standing? {
    if self.version == version { return standings[replica] }
    self.version = version
    standings = [:]
    return nil
  }

  /// Takes what was read after the store had said `version`.
  mutating func keep(_ standing: Standing, of replica: ReplicaID, at version: Int64) {
    guard self.version == version else { return }
    if standings.count >= Self.countMax { standings = [:] }
    standings[replica] = standing
  }
}

extension WorkspaceServer {
  /// As it is when this is called, or was since.
  func standing(of other: ReplicaID) throws -> Standing {
    let version = try Waiting.version(of: self) { try replica.store.version() }
    if let version, let known = state.withLock({ $0.standings.standing(of: other, at: version) }) { return known }
    try Waiting.begin()
    let standing = try replica.store.read { reading in
      Standing(
        header: try reading.header(), head: try reading.head(of: other), enrolment: try reading.enrolment(of: other),
        schemaVersion: try reading.currentSchema().version)
    }
    if let version { state.withLock { $0.standings.keep(standing, of: other, at: version) } }
    return standing
  }
}
