internal import CommitFormat
internal import Merge
internal import Replica
internal import SyncProtocol
internal import Synchronization

/// Commits that came in one request, with what is known of whoever brought them.
struct Push: Sendable {
  var runs: [CheckedRun]
  /// Who brought them.
  var device: Device
  var carrier: ReplicaID
  /// How far the carrier had pulled: what came into the log later, it had not seen.
  var seen: Position
  /// Whether, with these, everything has come that the carrier holds and the log lacks.
  var isEverything: Bool

  var weight: Int { runs.reduce(0) { $0 + $1.weight } }
}

/// A run of commits whose seal has been looked at.
struct CheckedRun: Sendable {
  enum Proof: Sendable {
    case proved(Enrolment)
    case damaged
    /// Nobody has enrolled this replica.
    case unknownReplica
  }

  var commits: [Commit]
  var seal: Seal
  var proof: Proof

  var weight: Int {
    commits.reduce(0) { sum, commit in
      commit.parts.reduce(sum + 64) { sum, part in
        sum + (part.content?.count ?? 32)
      }
    }
  }
}

extension WorkspaceServer {
  /// Looks at the seals, which needs no transaction: an enrolment in the log never changes.
  func check(_ runs: [SealedCommits]) -> [CheckedRun] {
    let enrolments = state.withLock(\.enrolments)
    return runs.map { run in
      guard let enrolment = enrolments[run.replica]?.enrolment else {
        return CheckedRun(commits: run.commits, seal: run.seal, proof: .unknownReplica)
      }
      let isTrue = run.seal.isValid(publicKey: enrolment.publicKey)
      return CheckedRun(commits: run.commits, seal: run.seal, proof: isTrue ? .proved(enrolment) : .damaged)
    }
  }

  /// Judges pushes, one after the other, and makes what they added durable together.
  ///
  /// - Returns: for each push a receipt per commit, in the order in which they came.
  /// - Throws: what log and store throw; then nothing of any push was kept.
  func judge(_ pushes: [Push]) throws -> [[Receipt]] {
    let receipts = try grow { growth in
      let judging = Judging(self, growth)
      return try pushes.map { try judging.receipts(for: $0) }
    }
    state.withLock { state in
      state.figures.pushes += UInt64(pushes.count)
      for receipt in receipts.joined() { state.figures.count(receipt) }
    }
    return receipts
  }
}

extension ServerFigures {
  fileprivate mutating func count(_ receipt: Receipt) {
    switch receipt.outcome {
    case .accepted(_, let effects) where effects.contains(.known): commitsKnown += 1
    case .accepted: commitsAccepted += 1
    case .refused(_, let refusal): commitsRefused[refusal.code, default: 0] += 1
    case .deferred: commitsDeferred += 1
    case .damaged: commitsDamaged += 1
    }
  }
}

/// The pushes of one transaction under judgement.
private final class Judging {
  private let server: WorkspaceServer
  private let growth: Growth
  private var authors: [ReplicaID: CommitAuthor] = [:]
  private var rooms: [DeviceID: QuarantineRoom] = [:]

  init(_ server: WorkspaceServer, _ growth: Growth) {
    self.server = server
    self.growth = growth
  }

  func receipts(for push: Push) throws -> [Receipt] {
    var receipts: [Receipt] = []
    var hasDeferred = false
    for run in push.runs {
      var outcome: Receipt.Outcome?
      switch run.proof {
      case .proved: break
      case .damaged:
        outcome = .damaged
        if server.note(.damagedPush, of: push.device.id.text, at: growth.now) {
          growth.changes.append(damagedRecord(run, push))
        }
      case .unknownReplica: outcome = .deferred(.unknownReplica)
      }
      var isWaiting = false
      var isKept = false
      // What the last commit is read as.
      var chain = run.seal.replica
      for commit in run.commits {
        var own = outcome
        if own == nil, isWaiting { own = .deferred(.afterDeferred) }
        let result =
          try own ?? self.outcome(of: commit, run, push, &chain, mayWait: hasDeferred || !push.isEverything)
        if case .deferred = result {
          isWaiting = true
          hasDeferred = true
        } else if result != .damaged {
          isKept = true
        }
        receipts.append(Receipt(replica: commit.replica, sequence: commit.sequence, outcome: result))
      }
      if isKept, !isWaiting { try growth.extending.keep(run.seal, of: chain) }
    }
    return receipts
  }

  private func outcome(
    of offered: Commit, _ run: CheckedRun, _ push: Push, _ chain: inout ReplicaID, mayWait: Bool
  ) throws -> Receipt.Outcome {
    guard case .proved(let enrolment) = run.proof else { return .damaged }
    switch try growth.extending.place(offered) {
    case .gap: return .deferred(.gap)
    case .known(let commit):
      chain = commit.replica
      return try known(commit)
    case .next(let commit, let branch):
      chain = commit.replica
      let author = try author(of: enrolment)
      let erasures = server.state.withLock(\.erasures)
      if !erasures.erasures(of: commit.hash).isEmpty, let left = erasures.proved(commit) {
        // It was in the log once, and something was erased of it.
        try begin(branch, push)
        return .accepted(try growth.add(.accepted(left, author: nil)), [])
      }
      let isItsDevice = push.device.replicas.contains(commit.origin) || push.carrier == commit.origin
      let judge = try Judge(
        reading: growth.reading, commitBytesMax: server.limits.commitBytesMax,
        erased: ErasedFields(known: erasures, seen: isItsDevice ? push.seen : nil))
      switch try judge.verdict(on: commit, by: author) {
      case .accept:
        try begin(branch, push)
        let touched = try touchedRegisters(by: commit, seen: push.seen)
        let position = try growth.add(.accepted(commit, author: nil))
        return .accepted(position, try effects(of: commit, touched))
      case .refuse(let refusal):
        try begin(branch, push)
        let position = try growth.add(.refused(commit.name, refusal))
        try keepAside(commit, refusal, author, run, push)
        return .refused(position, refusal)
      case .wait(let deferral):
        // Its author's device has nothing more to bring: what it waits for will not come.
        guard !mayWait, isItsDevice else {
          if let branch { try growth.extending.withdraw(branch) }
          return .deferred(deferral)
        }
        try begin(branch, push)
        let refusal = Refusal(code: .needs, reason: "record")
        let position = try growth.add(.refused(commit.name, refusal))
        try keepAside(commit, refusal, author, run, push)
        return .refused(position, refusal)
      }
    }
  }

  /// What somebody may not write any more must not be lost: an administrator decides about it.
  private func keepAside(
    _ commit: Commit, _ refusal: Refusal, _ author: CommitAuthor, _ run: CheckedRun, _ push: Push
  ) throws {
    guard [.membership, .role, .moved, .needs].contains(refusal.code) else { return }
    if refusal.code != .needs, server.note(.commitRefused, of: push.device.id.text, at: growth.now) {
      growth.changes.append(
        server.accounts.record(
          .commitRefused, by: Actor(user: author.user, role: .reader), subject: push.device.id.text,
          detail: [refusal.code.rawValue, refusal.reason].filter { !$0.isEmpty }.joined(separator: ": "),
          now: growth.now))
    }
    // Its author's laptop writes it anew where the records are now.
    if refusal.code == .moved, try mayFollow(commit, author) { return }
    // A person may not settle what an administrator has to: there nothing was taken away.
    guard !["settle", "closing"].contains(refusal.reason) else { return }
    let device = push.device.id
    let room = try rooms[device] ?? QuarantineRoom(server, device: device)
    rooms[device] = room
    // What it needs may be there.
    if refusal.code == .needs, try !room.holdsAny(of: commit.replica) { return }
    let kept = QuarantinedCommit(
      workspace: server.workspace, time: growth.now,
      reason: author.isRevoked ? .revoked : refusal.code == .moved ? .moved : .notAllowed,
      entry: LogEntry(position: 0, time: growth.now, event: .accepted(commit, author: nil)), seal: run.seal,
      user: push.device.user, device: push.device.name, carrier: device)
    guard try !room.holds(commit.name), room.take(kept) else { return }
    growth.changes.append(.quarantine(kept))
  }

  /// Whether its author may write where the records are that it writes to.
  private func mayFollow(_ commit: Commit, _ author: CommitAuthor) throws -> Bool {
    var made: [RecordID: Audience] = [:]
    return try growth.reading.operations(of: commit).allSatisfy { step in
      let audience = try growth.reading.audienceNow(of: step, made: &made)
      return audience == .everyone || author.audiences.contains(audience)
    }
  }

  /// Tells the log under which name the commits of a copy are read from here on.
  private func begin(_ branch: Branch?, _ push: Push) throws {
    guard let branch else { return }
    try growth.add(.branched(branch))
    growth.changes.append(
      server.accounts.record(
        .replicaCopied, by: Actor(user: push.device.user, role: .reader), subject: push.device.id.text,
        detail: "\(Hex.string(branch.origin.bytes)) \(branch.first)", now: growth.now))
  }

  /// The receipt of a commit that was pushed before: the same each time.
  private func known(_ commit: Commit) throws -> Receipt.Outcome {
    let name = commit.name
    if let stored = try growth.reading.commit(commit.replica, commit.sequence) {
      guard stored.hash == name.hash, let logged = stored.logged else { return .deferred(.gap) }
      return .accepted(logged.position, .known)
    }
    guard let (position, refusal) = try growth.refusal(of: name) else { return .deferred(.gap) }
    return .refused(position, refusal)
  }

  private func author(of enrolment: Enrolment) throws -> CommitAuthor {
    if let author = authors[enrolment.replica] { return author }
    let accounts = server.accounts
    let device = try accounts.store.device(of: enrolment.replica, in: server.workspace)
    let author = CommitAuthor(
      user: enrolment.user, role: try accounts.role(of: enrolment.user),
      audiences: Set(try accounts.store.audiences(of: enrolment.user, in: server.workspace)),
      isRevoked: try device?.revokedAt != nil || device == nil && accounts.isRevoked(publicKey: enrolment.publicKey),
      isShared: enrolment.user.isEmpty)
    authors[enrolment.replica] = author
    return author
  }

  private func damagedRecord(_ run: CheckedRun, _ push: Push) -> AccountChange {
    server.accounts.record(
      .damagedPush, by: Actor(user: push.device.user, role: .reader), subject: Hex.string(run.seal.replica.bytes),
      detail: "\(push.device.id.text) \(run.seal.sequence)", now: growth.now)
  }

  /// The existing records that a commit writes to, and whether somebody else's writes stand there that its carrier had
  /// not seen.
  private func touchedRegisters(by commit: Commit, seen: Position) throws -> (records: [RecordID], isNews: Bool) {
    var records: [RecordID] = []
    var listed: Set<RecordID> = []
    var isNews = false
    for step in try growth.reading.operations(of: commit) where listed.insert(step.operation.record).inserted {
      records.append(step.operation.record)
      guard !isNews, let state = try growth.reading.record(step.operation.record) else { continue }
      var asked: Set<Dot> = []
      for entry in state.entries {
        for write in entry.register.logged where write.dot.replica != commit.replica && asked.insert(write.dot).inserted
        {
          let logged = try growth.reading.place(of: write.dot.replica, write.dot.sequence)
          if let logged, logged.position > seen { isNews = true }
        }
      }
    }
    return (records, isNews)
  }

  private func effects(of commit: Commit, _ touched: (records: [RecordID], isNews: Bool)) throws -> Receipt.Effects {
    var effects: Receipt.Effects = touched.isNews ? .merged : []
    for record in touched.records {
      guard let view = try growth.reading.view(record) else { continue }
      let isIn = view.conflicts.contains { conflict in
        conflict.dots.contains { $0.replica == commit.replica && $0.sequence == commit.sequence }
      }
      if isIn { effects.insert(.inConflict) }
    }
    return effects
  }
}
