import CommitFormat
import Merge
import Replica
import SyncServer

/// When nothing moves any more, all hold the same: rows, conflicts, and digests that are recomputed from the rows; and
/// whoever follows the log from its start comes to it too.
enum Convergence {
  static func check(_ world: World) throws {
    let header = try world.server.replica.header()
    try checkSelf(world.server.replica, "the server")
    let follower = Replica(
      store: MemoryStore(schema: SimSchema.second), clock: world.serverClock, random: world.serverRandom)
    try follower.setUp(
      ReplicaHeader(
        replica: ReplicaID(bits: 1), workspace: World.workspace, workspaceName: "sim", user: "", device: "",
        role: .reader), schema: SimSchema.first)
    if let end = header.cursor {
      _ = try follower.apply(LogStretch(entries: world.history.entries.map { .entry($0.entry) }, end: end))
    }
    try compare(follower, world.server.replica, world, "whoever follows the log")
    for device in world.devices where !device.isRevoked {
      let who = world.name(device)
      let unlogged = try device.replica.store.read { try $0.unlogged() }
      let isWaiting = unlogged.contains { stored in
        guard let commit = world.ledger.commit(stored.name), let maker = world.ledger.commits[commit].device else {
          return true
        }
        return !world.devices[maker].isRevoked
      }
      if isWaiting { throw Violation(.convergence, "\(who) still has something to send") }
      try checkSelf(device.replica, who)
      guard unlogged.isEmpty else { continue }
      try compare(device.replica, world.server.replica, world, who)
    }
  }

  private static func checkSelf(_ replica: Replica, _ who: String) throws {
    let own = try replica.selfCheck()
    guard own.kept == own.recomputed else {
      throw Violation(.convergence, "\(who): the digest that was kept is not that of the rows")
    }
    guard own.damagedCommits.isEmpty else {
      throw Violation(.convergence, "\(who): a commit has other bytes than it had")
    }
  }

  private static func compare(_ replica: Replica, _ server: Replica, _ world: World, _ who: String) throws {
    for record in world.ledger.records {
      let (mine, theirs) = (
        try replica.store.read { try $0.record(record) }, try server.store.read { try $0.record(record) }
      )
      guard mine?.entries.map(\.id) == theirs?.entries.map(\.id),
        mine?.entries.map(\.register.logged) == theirs?.entries.map(\.register.logged),
        mine?.entries.map(\.register.officialIndex) == theirs?.entries.map(\.register.officialIndex)
      else { throw Violation(.convergence, "\(who) holds other writes of \(world.describe(record)) than the server") }
      guard try replica.view(record) == server.view(record) else {
        throw Violation(.convergence, "\(who) reads \(world.describe(record)) otherwise than the server")
      }
    }
    let conflicts = try replica.store.read { try $0.recordsInConflict() }
    guard try conflicts == server.store.read({ try $0.recordsInConflict() }) else {
      throw Violation(.convergence, "\(who) has other conflicts than the server")
    }
    guard try replica.header().digest == server.header().digest else {
      throw Violation(.convergence, "\(who) has another digest than the server")
    }
  }
}
