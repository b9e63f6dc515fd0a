internal import CommitFormat
public import Merge
internal import Replica

/// What may be forgotten, and what stands in the way of more.
public struct Compaction: Hashable, Sendable {
  /// What had been replaced by this position is forgotten; 0 when nothing is.
  public var horizon: Position
  /// The horizon that the log had before.
  public var former: Position
  /// The devices that have not come as far as the age would allow, rising by how far they have: they may still write
  /// knowing only what was replaced long ago. Revoking them, or waiting for their next sync, lets more be forgotten.
  public var behind: [Device]

  public var isNews: Bool { horizon > former }
}

extension WorkspaceServer {
  /// Finds how far the past may be forgotten.
  ///
  /// - Parameter age: milliseconds for which everything is kept.
  /// - Returns: a horizon no younger than that, and at or below what every device that is not revoked knew when it last
  ///   left nothing unsent.
  /// - Throws: what log and store throw.
  /// - Complexity: O(devices + log₂ of the log).
  public func compaction(keeping age: Int64) throws -> Compaction {
    let reached = try replica.store.read { reading -> (old: Position, former: Position) in
      let header = try reading.header()
      let now = now()
      var (low, high) = (Position(0), header?.cursor?.position ?? 0)
      while low < high {
        let middle = low + (high - low + 1) / 2
        guard let entry = try reading.logEntry(at: middle) else { break }
        if entry.time <= now - max(0, age) { low = middle } else { high = middle - 1 }
      }
      return (low, header?.horizon ?? 0)
    }
    // One that has never synced knows nothing, and may have written all the same: others bring it here.
    let devices = try devices().filter { $0.revokedAt == nil }
    let behind = devices.filter { $0.report?.knows ?? 0 < reached.old }
      .sorted { ($0.report?.knows ?? 0, $0.createdAt) < ($1.report?.knows ?? 0, $1.createdAt) }
    let horizon = min(reached.old, behind.first.map { $0.report?.knows ?? 0 } ?? reached.old)
    return Compaction(horizon: max(horizon, reached.former), former: reached.former, behind: behind)
  }

  /// Forgets on this server's replica, and on every other one when it hears of it, what had been replaced before a
  /// horizon, as `compaction` finds it. The log itself keeps all.
  ///
  /// - Parameters:
  ///   - age: as in `compaction`.
  ///   - actor: who decided it.
  /// - Returns: what was done; nothing is written where there is no news.
  /// - Throws: what log and store throw.
  /// - Complexity: O(log).
  public func compact(keeping age: Int64, by actor: Actor) throws -> Compaction {
    let compaction = try compaction(keeping: age)
    guard compaction.isNews else { return compaction }
    try grow { growth in
      try growth.add(.horizon(compaction.horizon))
      growth.changes.append(
        accounts.record(
          .compacted, by: actor, subject: "\(compaction.horizon)", detail: "\(compaction.former)", now: growth.now))
    }
    try replica.scrubIfNeeded()
    return compaction
  }
}
