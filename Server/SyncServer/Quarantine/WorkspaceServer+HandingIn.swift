public import CommitFormat
internal import Merge
internal import Replica
internal import SyncProtocol
internal import Synchronization

/// What became of commits that were handed in.
public struct HandInReport: Hashable, Sendable {
  /// Kept aside now.
  public internal(set) var taken = 0
  /// In the log, or kept aside before.
  public internal(set) var known = 0
  /// Of no device that is known here, or not under its seal.
  public internal(set) var unproved = 0
  /// Over the bounds: they stay where they are.
  public internal(set) var left = 0

  public init() {}
}

extension WorkspaceServer {
  /// Keeps aside what a device still holds whose pushes are refused, or what somebody brings in a file. Nothing of it is
  /// in the log, and nothing is told of what is here; an administrator decides.
  ///
  /// - Parameters:
  ///   - runs: commits, each run proved by the seal of a device that is or was one of this workspace's.
  ///   - device: which brings them; nil for a file that is handed in on the server itself.
  ///   - user: who brings them.
  /// - Returns: what became of them; the same commits again are known.
  /// - Throws: what log and store throw; nothing was kept then.
  /// - Complexity: O(commits given).
  @discardableResult
  public func handIn(_ runs: [SealedRun], device: Device?, user: String) throws -> HandInReport {
    try grow { growth in
      var report = HandInReport()
      let bounds = try QuarantineRoom(self, device: device?.id)
      for run in runs {
        guard let enrolment = try growth.reading.enrolment(of: run.replica),
          run.seal.isValid(publicKey: enrolment.publicKey)
        else {
          report.unproved += run.commits.count
          if note(.damagedPush, of: device?.id.text ?? "console", at: growth.now) {
            growth.changes.append(
              accounts.record(
                .damagedPush, by: Actor(user: user, role: .reader), subject: Hex.string(run.replica.bytes),
                detail: "\(device?.id.text ?? "") \(run.seal.sequence)", now: growth.now))
          }
          continue
        }
        let author = try accounts.store.device(of: run.replica, in: workspace)
        let reason: QuarantinedCommit.Reason =
          author?.revokedAt != nil || device?.revokedAt != nil ? .revoked : .notAllowed
        for commit in run.commits {
          let name = commit.name
          let logged = try log.entry(of: name.replica, sequence: name.sequence)?.commitName?.hash == name.hash
          if try logged || bounds.holds(name) {
            report.known += 1
            continue
          }
          let kept = QuarantinedCommit(
            workspace: workspace, time: growth.now, reason: reason,
            entry: LogEntry(
              position: 0, time: growth.now, event: .accepted(try withoutErased(commit, growth), author: nil)),
            seal: run.seal,
            user: user, device: device?.name ?? "", carrier: device?.id)
          guard bounds.take(kept) else {
            report.left += 1
            continue
          }
          growth.changes.append(.quarantine(kept))
          report.taken += 1
        }
      }
      if report.taken > 0 || report.left > 0, note(.handedIn, of: device?.id.text ?? "console", at: growth.now) {
        growth.changes.append(
          accounts.record(
            .handedIn, by: Actor(user: user, role: .reader), subject: device?.id.text ?? user,
            detail: "\(report.taken) \(report.left)", now: growth.now))
      }
      return report
    }
  }

  /// Whether one more refusal of a kind is noted in the audit log: of one device only so many in a minute are.
  func note(_ action: AuditRecord.Action, of subject: String, at now: Int64) -> Bool {
    state.withLock { $0.refusalNotes.take("\(action.rawValue) \(subject)", at: now, max: limits.refusalNotesPerMinute) }
  }
}

/// How often something was noted, in the minute that it is.
struct MinuteCounts {
  private var minute: Int64 = 0
  private var counts: [String: Int] = [:]

  /// False when it was taken `max` times in this minute.
  mutating func take(_ key: String, at now: Int64, max: Int) -> Bool {
    if now / 60_000 != minute {
      minute = now / 60_000
      counts = [:]
    }
    guard counts[key, default: 0] < max else { return false }
    counts[key, default: 0] += 1
    return true
  }
}

/// What room there is in the quarantine, while something is put there.
final class QuarantineRoom {
  private let bounds: (own: QuarantineLoad, all: QuarantineLoad)
  private var own: QuarantineLoad
  private var all: QuarantineLoad
  private let isBounded: Bool
  private let server: WorkspaceServer
  private var names: [ReplicaID: Set<CommitName>] = [:]

  init(_ server: WorkspaceServer, device: DeviceID?) throws {
    self.server = server
    let store = server.accounts.store
    bounds = (server.limits.quarantinePerDevice, server.limits.quarantine)
    isBounded = device != nil
    all = try store.quarantineLoad(of: nil, in: server.workspace)
    own = try device.map { try store.quarantineLoad(of: $0, in: server.workspace) } ?? QuarantineLoad()
  }

  func holds(_ name: CommitName) throws -> Bool { try names(of: name.replica).contains(name) }

  /// Whether something of this replica is there, on which its later commits may build.
  func holdsAny(of replica: ReplicaID) throws -> Bool { try !names(of: replica).isEmpty }

  private func names(of replica: ReplicaID) throws -> Set<CommitName> {
    if let known = names[replica] { return known }
    let found = try server.accounts.store.quarantinedNames(of: replica, in: server.workspace)
    names[replica] = found
    return found
  }

  /// False when there is no room for it.
  func take(_ kept: QuarantinedCommit) -> Bool {
    let bytes = kept.bytes
    guard all.commits < bounds.all.commits, all.bytes + bytes <= bounds.all.bytes else { return false }
    if isBounded {
      guard own.commits < bounds.own.commits, own.bytes + bytes <= bounds.own.bytes else { return false }
    }
    all.commits += 1
    all.bytes += bytes
    own.commits += 1
    own.bytes += bytes
    if let name = kept.entry.commitName { names[name.replica, default: []].insert(name) }
    return true
  }
}
