import CommitFormat
import Merge
import Replica
import Schema
import SyncServer

/// What is forgotten counts no more, and all forget the same. Which writes count, the ledger says: those that stand where
/// the log's horizon came, those of an open conflict and what it goes back to, and of one that was open at the
/// horizon, those that somebody replaced by name above the horizon, and those of records that are read as one with another.
enum Forgetting {
  private struct Part: Hashable {
    let commit: Int
    let audience: Audience
  }

  /// Looks at each part that a replica has forgotten.
  ///
  /// - Returns: how many there are.
  static func check(
    _ replica: Replica, _ ledger: Ledger, _ history: History, upTo cursor: Int, _ world: World, who: String
  ) throws -> Int {
    let parts = try forgotten(replica, ledger, world)
    var counting: [Int: Bits] = [:]
    for part in parts {
      let commit = ledger.commits[part.commit]
      guard let position = history.positionOf[part.commit], position <= cursor,
        let place = history.horizons.firstIndex(where: { $0.horizon >= position && $0.entry <= cursor })
      else { throw Violation(.forgetting, "\(who) has forgotten a commit by \(commit.user) above the horizon") }
      // It may have gone with any horizon since.
      let isRight = history.horizons[place...].contains { found in
        guard found.entry <= cursor else { return false }
        let counts = counting[found.entry] ?? self.counting(ledger, history, found)
        counting[found.entry] = counts
        return commit.writes.allSatisfy { write in
          world.audience(of: ledger.rows[ledger.writes[write].row].key.record) != part.audience || !counts[write]
        }
      }
      guard isRight else {
        throw Violation(.forgetting, "\(who) has forgotten a commit by \(commit.user) of which something still counts")
      }
    }
    return parts.count
  }

  /// What is forgotten makes no difference to anybody: whoever follows the log and passes over its horizons sees the same.
  /// And everybody has forgotten the same.
  static func checkAtRest(_ world: World, _ follower: Replica) throws {
    guard !world.history.horizons.isEmpty else { return }
    let (ledger, history) = (world.ledger, world.history)
    let server = world.server.replica
    let all = try forgotten(server, ledger, world)
    guard try all == forgotten(follower, ledger, world) else {
      throw Violation(.forgetting, "whoever follows the log has not forgotten what the server has")
    }
    world.coverage.count(
      .partForgotten, times: try check(server, ledger, history, upTo: history.head, world, who: "the server"))
    for device in world.devices where !device.isRevoked && !device.hasForgottenByWrongRows {
      guard try device.replica.store.read({ try $0.unlogged() }).isEmpty else { continue }
      let readable = world.readable(by: device.user)
      guard try forgotten(device.replica, ledger, world) == all.filter({ readable.contains($0.audience) }) else {
        throw Violation(.forgetting, "\(world.name(device)) has not forgotten what the server has")
      }
    }
    try compareWithWhoRemembers(world)
  }

  private static func compareWithWhoRemembers(_ world: World) throws {
    let replica = Replica(
      store: MemoryStore(schema: world.schemas.second), clock: world.serverClock, random: world.serverRandom)
    try replica.setUp(
      ReplicaHeader(
        replica: ReplicaID(bits: 2), workspace: World.workspace, workspaceName: "sim", user: "", device: "",
        role: .reader), schema: world.schemas.first)
    var chain = LogEntry.chainStart(of: World.workspace)
    var entries: [IncomingEntry] = []
    for entry in world.history.entries.map(\.entry) {
      var kept = entry
      if case .horizon = entry.event { kept = LogEntry(position: entry.position, time: entry.time, event: .horizon(0)) }
      chain = kept.chain(after: chain)
      entries.append(.entry(kept))
    }
    let end = LogPoint(epoch: Epoch(bits: 1), position: Position(entries.count), chain: chain, token: [])
    _ = try replica.apply(LogStretch(entries: entries, end: end))
    try Convergence.compare(replica, world.server.replica, world, "whoever forgets nothing")
    let (mine, theirs) = (try replica.conflicts(), try world.server.replica.conflicts())
    for (one, other) in zip(mine, theirs) {
      guard one.id == other.id, one.candidates == other.candidates else {
        throw Violation(.forgetting, "a conflict is told otherwise where the past is forgotten")
      }
      // Of records that came to be read as one later, what stood before may be forgotten.
      let isJoined = try other.base == nil && world.isReadWithAnother(other.conflict.record)
      guard isJoined || one == other else {
        throw Violation(.forgetting, "what a conflict goes back to is told otherwise where the past is forgotten")
      }
    }
    guard mine.count == theirs.count else {
      throw Violation(.forgetting, "there are other conflicts where the past is forgotten")
    }
  }

  /// The parts of logged commits whose hash alone a replica has, of audiences that it holds.
  private static func forgotten(_ replica: Replica, _ ledger: Ledger, _ world: World) throws -> Set<Part> {
    var parts: Set<Part> = []
    let audiences = try replica.header().audiences.map(Set.init)
    for stored in try replica.store.read({ try $0.recentCommits(limit: .max) }) where stored.logged != nil {
      guard let commit = ledger.commit(stored.name) else { continue }
      for part in stored.commit.parts where part.content == nil && audiences?.contains(part.audience) ?? true {
        parts.insert(Part(commit: commit, audience: part.audience))
      }
    }
    return parts
  }

  /// The writes that count where a horizon came.
  private static func counting(_ ledger: Ledger, _ history: History, _ found: (entry: Int, horizon: Int)) -> Bits {
    let known = history.accepted(upTo: found.entry)
    let then = history.accepted(upTo: found.horizon)
    let later = known.subtracting(then)
    var result = Bits()
    var joined: Set<RecordID> = []
    for record in ledger.records {
      guard let row = ledger.row(record, .alias) else { continue }
      for write in ledger.standing(row, known) {
        guard let other = ledger.writes[write].value.reference else { continue }
        joined.formUnion([record, other])
      }
    }
    for row in ledger.rows.indices {
      let writes = ledger.rows[row].writes.filter { known[ledger.writes[$0].commit] }
      let standing = ledger.standing(row, known)
      if standing.count > 1 || ledger.standing(row, then).count > 1 || joined.contains(ledger.rows[row].key.record) {
        result.formUnion(Bits(writes))
        continue
      }
      result.formUnion(Bits(standing))
      for write in writes where later[ledger.writes[write].commit] {
        let replaced = ledger.writes[write].replaced
        // What it replaced itself, and not by way of another.
        for other in replaced.members where !replaced.members.contains(where: { ledger.writes[$0].replaced[other] }) {
          result.insert(other)
        }
      }
    }
    return result
  }
}
