import CommitFormat
import Merge
import Replica
import Schema
import SyncServer

/// When nothing moves any more, all hold the same: rows, conflicts, and digests that are recomputed from the rows; and
/// whoever follows the log from its start comes to it too.
enum Convergence {
  static func check(_ world: World) throws {
    let header = try world.server.replica.header()
    let schema = world.hasUpgraded ? world.schemas.second : world.schemas.first
    guard try world.server.replica.schema().version == schema.version else {
      throw Violation(.convergence, "the server reads its log by another schema than the log has")
    }
    try checkSelf(world.server.replica, "the server")
    let follower = Replica(
      store: MemoryStore(schema: world.schemas.second), clock: world.serverClock, random: world.serverRandom)
    try follower.setUp(
      ReplicaHeader(
        replica: ReplicaID(bits: 1), workspace: World.workspace, workspaceName: "sim", user: "", device: "",
        role: .reader), schema: world.schemas.first)
    if let end = header.cursor {
      _ = try follower.apply(LogStretch(entries: world.history.entries.map { .entry($0.entry) }, end: end))
    }
    try checkDigestTells(world)
    try compare(follower, world.server.replica, world, "whoever follows the log")
    try Forgetting.checkAtRest(world, follower)
    for device in world.devices where !device.isRevoked {
      let who = world.name(device)
      let unlogged = try device.replica.store.read { try $0.unlogged() }
      let waiting = unlogged.filter { stored in
        // Of what nobody holds whole any more, only an administrator can say what becomes of it.
        let isWhole = stored.commit.parts.allSatisfy { $0.content != nil }
        if !isWhole, let commit = world.ledger.commit(stored.name), world.perished[commit] { return false }
        guard let commit = world.ledger.commit(stored.name), let maker = world.ledger.commits[commit].device else {
          return true
        }
        return !world.devices[maker].isRevoked
      }
      guard waiting.isEmpty else {
        let own = try device.replica.header()
        let names = waiting.map { stored in
          let name = stored.name
          let isFormer = own.former.contains { $0.replica == name.replica }
          let whose = name.replica == own.replica ? "own" : isFormer ? "former" : "other"
          return "\(whose) \(name.sequence)\(stored.commit.isInBranch ? " in a branch" : "")"
        }
        throw Violation(.convergence, "\(who) still has something to send: \(names.joined(separator: ", "))")
      }
      try checkSelf(device.replica, who)
      guard unlogged.isEmpty else { continue }
      try checkParts(device, world, who)
      try compare(device.replica, world.server.replica, world, who, of: device)
    }
  }

  /// Nothing is held of what a member may not read today: neither a row nor a part of a commit.
  private static func checkParts(_ device: SimDevice, _ world: World, _ who: String) throws {
    guard !world.guarded.isEmpty else { return }
    let readable = world.readable(by: device.user)
    let commits = try device.replica.store.read { try $0.recentCommits(limit: .max) }
    for part in commits.flatMap(\.commit.parts) where !readable.contains(part.audience) {
      guard case .withheld = part.body else {
        throw Violation(.rights, "\(who) still holds a part of a commit that is not for \(device.user)")
      }
      world.coverage.count(.partWithheld)
    }
    guard try !device.replica.header().mustScrub else {
      throw Violation(.rights, "\(who) has not made sure that nothing is left of what has left")
    }
  }

  /// The digest is another one when a value, the official write or a whole write is.
  private static func checkDigestTells(_ world: World) throws {
    for record in world.ledger.records {
      guard let state = try world.server.replica.store.read({ try $0.record(record) }) else { continue }
      var digest = StateDigest()
      digest.add(state)
      for entry in state.entries where !entry.register.logged.isEmpty {
        for (what, other) in altered(entry.register) {
          var changed = state
          changed.update(entry.id) { $0 = other }
          var sum = StateDigest()
          sum.add(changed)
          guard sum == digest else { continue }
          throw Violation(.convergence, "the digest does not tell that \(what) is another")
        }
      }
    }
  }

  private static func altered(_ register: Register) -> [(String, Register)] {
    var writes = register.logged
    let first = writes[0]
    writes[0] = Write(
      dot: first.dot, value: Value(bytes: first.value.bytes + [0]), mark: first.mark, covers: first.covers)
    var result: [(String, Register)] = []
    if let other = Register(logged: writes, officialIndex: register.officialIndex, pending: []) {
      result.append(("a value", other))
    }
    writes[0] = Write(
      dot: Dot(replica: first.dot.replica, sequence: first.dot.sequence + 1, index: first.dot.index),
      value: first.value, mark: first.mark, covers: first.covers)
    if let other = Register(logged: writes, officialIndex: register.officialIndex, pending: []) {
      result.append(("a write", other))
    }
    if register.logged.count > 1,
      let other = Register(
        logged: register.logged, officialIndex: (register.officialIndex + 1) % register.logged.count, pending: [])
    {
      result.append(("the official write", other))
    }
    return result
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

  static func compare(
    _ replica: Replica, _ server: Replica, _ world: World, _ who: String, of device: SimDevice? = nil
  ) throws {
    let audiences = device.map { world.readable(by: $0.user) }
    if let device, let held = try device.replica.header().audiences, Set(held) != audiences {
      throw Violation(.rights, "\(who) holds other audiences than a member of today may read")
    }
    func isHeld(_ record: RecordID) -> Bool { audiences?.contains(world.audience(of: record)) ?? true }
    for record in world.ledger.records {
      guard isHeld(record) else {
        guard try replica.store.read({ try $0.record(record) }) == nil else {
          throw Violation(.rights, "\(who) still holds \(world.describe(record))")
        }
        continue
      }
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
    guard try replica.schema().version == server.schema().version else {
      throw Violation(.convergence, "\(who) has another schema than the server")
    }
    let conflicts = try replica.store.read { try $0.recordsInConflict() }
    guard try conflicts == server.store.read({ try $0.recordsInConflict().filter(isHeld) }) else {
      throw Violation(.convergence, "\(who) has other conflicts than the server")
    }
    let digest = try audiences.map { try server.header().digest(for: $0) } ?? server.header().digest
    guard try replica.header().digest == digest else {
      throw Violation(.convergence, "\(who) has another digest than the server")
    }
  }
}
