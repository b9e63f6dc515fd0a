public import CommitFormat
internal import Merge
public import Replica
internal import Schema
internal import SyncProtocol
internal import Synchronization

/// Something in the quarantine, as whoever asks may read it.
public struct QuarantineItem: Hashable, Sendable {
  public let kept: QuarantinedCommit
  /// Who wrote it, and on which device.
  public let author: String
  public let device: String
  /// What it would change over what stands now, in what the reader may read. Nil where its bytes name what is not here.
  public let item: HistoryItem?
  /// Whether it writes in audiences that the reader does not belong to: then somebody else decides.
  public let isWithheld: Bool
}

/// What became of a decision.
public enum QuarantineOutcome: Hashable, Sendable {
  /// Carried out by this commit, or found in the log under its own name.
  case accepted(StoredCommit)
  /// The server's rules are against it, whoever does it; it stays.
  case refused(Refusal)
  /// It builds on what has not come; it stays.
  case waits
}

extension WorkspaceServer {
  /// What is in the quarantine, oldest first.
  ///
  /// - Parameters:
  ///   - decided: those that somebody has decided, or those that wait.
  ///   - after: the last one of the page before.
  ///   - limit: at most so many.
  ///   - actor: an administrator; what is in audiences that are not theirs is withheld.
  /// - Returns: what each of them would write, in the order in which they came.
  /// - Throws: `AccountProblem.notAllowed`; what log and store throw.
  public func quarantine(
    decided: Bool = false, after: Int64? = nil, limit: Int = 100, for actor: Actor
  ) throws -> [QuarantineItem] {
    try accounts.require(.administrator, of: actor)
    let kept = try accounts.store.quarantined(in: workspace, decided: decided, after: after, limit: limit)
    return try show(kept, to: actor)
  }

  /// One of them.
  ///
  /// - Throws: as `quarantine(decided:after:limit:for:)`, and `AccountProblem.unknownQuarantined`.
  public func quarantined(_ id: Int64, for actor: Actor) throws -> QuarantineItem {
    try accounts.require(.administrator, of: actor)
    guard let kept = try accounts.store.quarantined(id, in: workspace), let item = try show([kept], to: actor).first
    else { throw AccountProblem.unknownQuarantined }
    return item
  }

  /// How many wait for a decision.
  public func quarantineCount() throws -> Int {
    try accounts.store.quarantineLoad(of: nil, in: workspace).commits
  }

  /// What a device's replicas wrote and is or was in the quarantine, oldest first; for the device itself, also when it has
  /// been revoked.
  public func quarantined(from device: Device) throws -> [QuarantinedCommit] {
    try device.replicas.flatMap { try accounts.store.quarantined(of: $0, in: workspace) }
      .sorted { $0.id < $1.id }
  }

  private func show(_ kept: [QuarantinedCommit], to actor: Actor) throws -> [QuarantineItem] {
    let readable = try readable(by: actor).map { $0.union([.everyone]) }
    let moved = try readable.map { try self.moved(kept, outOf: $0) } ?? [:]
    return try replica(for: actor).store.read { reading in
      try kept.map { kept in
        var shown = kept
        if let readable {
          shown.entry = kept.entry.withholding(except: readable.subtracting(moved[kept.id] ?? []))
        }
        guard case .accepted(let commit, let named) = shown.entry.event else {
          return QuarantineItem(kept: shown, author: kept.user, device: kept.device, item: nil, isWithheld: false)
        }
        let enrolled = try reading.enrolledAuthor(of: commit.replica)
        var item: HistoryItem?
        do {
          item = try reading.historyItem(StoredCommit(commit: commit, hash: commit.hash))
        } catch ReplicaProblem.unreadableCommit {
          // Said as such: what it names has not come.
        }
        let isWithheld = commit.parts.contains { $0.content == nil }
        return QuarantineItem(
          kept: shown, author: named ?? enrolled?.user ?? kept.user, device: enrolled?.device ?? kept.device,
          item: item, isWithheld: isWithheld)
      }
    }
  }

  /// The audiences of parts that write to records which have moved where somebody does not belong.
  private func moved(_ kept: [QuarantinedCommit], outOf readable: Set<Audience>) throws -> [Int64: Set<Audience>] {
    try replica.store.read { reading in
      var result: [Int64: Set<Audience>] = [:]
      for kept in kept where kept.reason == .moved {
        var made: [RecordID: Audience] = [:]
        for step in try kept.commit.map({ try reading.operations(of: $0) }) ?? []
        where try !readable.contains(reading.audienceNow(of: step, made: &made)) {
          result[kept.id, default: []].insert(step.dot.audience)
        }
      }
      return result
    }
  }

  /// Carries out what was kept aside, as a commit of the administrator's: it replaces what its author saw and nothing that
  /// came since, which stands beside it as a conflict.
  ///
  /// - Parameters:
  ///   - id: of the quarantined commit.
  ///   - note: goes into the history: who wrote it.
  ///   - reason: goes into the decision, and to the author; may be empty.
  ///   - actor: an administrator who belongs to its audiences.
  /// - Returns: what became of it; whatever is not accepted stays.
  /// - Throws: `AccountProblem`: `notAllowed`, `unknownQuarantined`, `alreadyDecided`; `EditProblem.notInAudience` and
  ///   others; what log and store throw. Nothing was changed then.
  public func acceptQuarantined(
    _ id: Int64, note: String, reason: String = "", by actor: Actor
  ) throws -> QuarantineOutcome {
    try accounts.require(.administrator, of: actor)
    let audiences = try readable(by: actor)
    let outcome = try grow { growth -> QuarantineOutcome in
      let kept = try waiting(id)
      guard let commit = kept.commit else { return .refused(Refusal(code: .schema, reason: "malformed")) }
      for part in commit.parts {
        guard audiences?.contains(part.audience) ?? true else { throw EditProblem.notInAudience(part.audience) }
      }
      let author = try growth.reading.enrolledAuthor(of: commit.replica)?.user ?? kept.user
      func decide(_ stored: StoredCommit) {
        let made = CommitPlaceName(replica: stored.commit.replica, sequence: stored.commit.sequence)
        growth.changes += [
          .decideQuarantined(
            id, QuarantinedCommit.Decision(time: growth.now, by: actor.user, reason: reason, made: made)),
          accounts.record(
            .quarantineAccepted, by: actor, subject: author, detail: Self.label(commit), now: growth.now),
        ]
      }
      if let stored = try growth.reading.commit(commit.replica, commit.sequence), stored.hash == commit.hash {
        decide(stored)
        return .accepted(stored)
      }
      let judge = try Judge(reading: growth.reading, commitBytesMax: limits.commitBytesMax, followsMoves: true)
      let declared = judge.schema.audiences.map(\.audience)
      let verdict = try judge.verdict(
        on: commit,
        by: CommitAuthor(
          user: actor.user, role: .administrator, audiences: audiences ?? Set(declared), isShared: true))
      switch verdict {
      case .refuse(let refusal): return .refused(refusal)
      case .wait: return .waits
      case .accept: break
      }
      try ensureOwnReplica(growth)
      let names = try KeptNames(
        commit, among: try accounts.store.quarantined(in: workspace), reading: growth.reading, log: log)
      var made: [RecordID: Audience] = [:]
      let changes = try growth.reading.operations(of: commit).map {
        let audience = try growth.reading.audienceNow(of: $0, made: &made)
        return RecordChange.carryOut(try names.translated($0.operation), audience)
      }
      let stored = try growth.extending.write(
        Draft(changes, note: note), user: actor.user, role: .administrator, audiences: audiences)
      let position = try growth.add(.accepted(stored.commit, author: actor.user))
      decide(stored)
      let logged = StoredCommit.Logged(position: position, time: growth.now, author: actor.user)
      return .accepted(StoredCommit(commit: stored.commit, hash: stored.hash, logged: logged))
    }
    if case .accepted = outcome { state.withLock { $0.figures.commitsOwn += 1 } }
    return outcome
  }

  /// Decides that it is not to be carried out. It stays readable beside the decision; its author is told.
  ///
  /// - Parameters:
  ///   - id: of the quarantined commit.
  ///   - reason: why; told to the author.
  ///   - actor: an administrator who belongs to its audiences.
  /// - Throws: as `acceptQuarantined`.
  public func refuseQuarantined(_ id: Int64, reason: String, by actor: Actor) throws {
    try accounts.require(.administrator, of: actor)
    let audiences = try readable(by: actor)
    try grow { growth in
      let kept = try waiting(id)
      for part in kept.commit?.parts ?? [] {
        guard audiences?.contains(part.audience) ?? true else { throw EditProblem.notInAudience(part.audience) }
      }
      let author = try kept.commit.flatMap { try growth.reading.enrolledAuthor(of: $0.replica)?.user } ?? kept.user
      growth.changes += [
        .decideQuarantined(id, QuarantinedCommit.Decision(time: growth.now, by: actor.user, reason: reason, made: nil)),
        accounts.record(
          .quarantineRefused, by: actor, subject: author,
          detail: [kept.commit.map(Self.label) ?? "", reason].filter { !$0.isEmpty }.joined(separator: " "),
          now: growth.now),
      ]
    }
  }

  private func waiting(_ id: Int64) throws -> QuarantinedCommit {
    guard let kept = try accounts.store.quarantined(id, in: workspace) else { throw AccountProblem.unknownQuarantined }
    guard kept.decision == nil else { throw AccountProblem.alreadyDecided }
    return kept
  }

  /// As people are shown a commit's name.
  private static func label(_ commit: Commit) -> String {
    "\(Hex.string(commit.replica.bytes).prefix(8))-\(commit.sequence)"
  }
}
