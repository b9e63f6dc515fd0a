public import CommitFormat
internal import Merge
internal import Replica
internal import Schema
public import SyncProtocol
internal import Synchronization

extension WorkspaceServer {
  /// Answers a replica that remembers more of the log than this server has. Each request stands alone and may come
  /// twice; what a cursor that this server's key sealed does not prove changes nothing.
  ///
  /// - Parameters:
  ///   - request: what it says.
  ///   - device: as `Accounts.authenticate` gave it.
  ///   - actor: its member. Anybody who may read may give back: the proof is in what is given.
  /// - Returns: what the server has now, or asks for next.
  /// - Throws: `Problem`: `wrong-workspace`, `bad-cursor`, `restoring`, `unknown-epoch` for entries that do not lead to
  ///   their cursor; what log and store throw.
  /// - Complexity: O(entries given).
  public func answer(_ request: GiveBackRequest, device: Device, actor: Actor) throws -> GiveBackAnswer {
    try requireOpen()
    let cursor = request.cursor
    guard device.workspace == workspace, cursor.workspace == workspace else { throw Problem(.wrongWorkspace) }
    guard seal.isValid(cursor) else { throw Problem(.badCursor) }
    guard request.leadsToCursor else { throw Problem(.unknownEpoch, subject: "chain") }
    switch request {
    case .points(_, let points): return try common(points, cursor)
    case .outline(_, let point, _):
      return .sealed(
        seal.cursor(
          workspace: workspace, epoch: cursor.epoch, audiences: cursor.audiences, position: point.position,
          chain: point.chain))
    case .entries(_, _, let entries): return try take(back: entries, provedBy: cursor, device: device, actor: actor)
    }
  }

  /// A server whose log was put back is closed until an administrator has confirmed devices and rights.
  ///
  /// - Throws: `Problem`, `restoring`.
  func requireOpen() throws {
    guard state.withLock(\.isRestoring) else { return }
    // Another program may have confirmed it.
    guard try log.restorations().allSatisfy({ $0.confirmedAt != nil }) else {
      throw Problem(.restoring, retryAfterSeconds: 60)
    }
    state.withLock { $0.isRestoring = false }
  }

  private func common(_ points: [KnownPoint], _ cursor: Cursor) throws -> GiveBackAnswer {
    let head = try currentHead(seenBeyond: cursor)
    let shared = try points.last { try log.chain(at: $0.position) == $0.chain }
    return .common(
      head: head.position,
      shared.map {
        seal.cursor(
          workspace: workspace, epoch: head.epoch, audiences: cursor.audiences, position: $0.position, chain: $0.chain)
      })
  }

  /// The head; in a new epoch, if the cursor proves that this one has lost its end and nobody has noticed.
  private func currentHead(seenBeyond cursor: Cursor) throws -> LogHead {
    let head = try log.head()
    guard cursor.epoch == head.epoch, try log.chain(at: cursor.position) != cursor.chain else { return head }
    _ = try beginEpoch(by: .console, detail: "rolled back")
    return try log.head()
  }

  /// Brings back into the log what it lacks, in the order in which it was there.
  private func take(
    back entries: [LogEntry], provedBy cursor: Cursor, device: Device, actor: Actor
  ) throws -> GiveBackAnswer {
    _ = try currentHead(seenBeyond: cursor)
    let discards = try discards(tailOf: cursor.epoch)
    let waiting = try accounts.store.quarantined(in: workspace)
      .filter { $0.reason == .unlinked && $0.decision == nil }
    let taken = try grow { growth -> GiveBackAnswer.Taken in
      let returning = Returning(self, growth, device: device, actor: actor, discards: discards)
      for entry in entries { try returning.take(entry) }
      if returning.taken.appended > 0 { try returning.link(waiting) }
      if returning.taken.appended + returning.taken.quarantined > 0 {
        growth.changes.append(
          accounts.record(
            .givenBack, by: actor, subject: device.id.text,
            detail: "\(returning.taken.appended) \(returning.taken.quarantined)", now: growth.now))
      }
      return returning.taken
    }
    return .taken(taken)
  }

  /// Whether what came after the log's end of today in the history of an epoch was dropped on purpose.
  private func discards(tailOf epoch: Epoch) throws -> Bool {
    let restorations = try log.restorations()
    let own = restorations.last { $0.former.contains(epoch) }
    return (own ?? restorations.last)?.discards ?? false
  }

  /// Refuses, for good, what entries that were dropped from the log had accepted: so that it comes into its authors'
  /// refused boxes, and is taken out everywhere. What else they said of replicas and the schema stays.
  ///
  /// - Parameter entries: of the log that this one was put back from, behind the position that both share.
  /// - Throws: what log and store throw.
  public func discard(_ entries: [LogEntry]) throws {
    try grow { growth in
      let returning = Returning(self, growth, device: nil, actor: .console, discards: true)
      for entry in entries { try returning.take(entry) }
    }
  }
}

/// Entries of a lost log on their way back, inside one growth.
private final class Returning {
  private let server: WorkspaceServer
  private let growth: Growth
  private let device: Device?
  private let actor: Actor
  private let discards: Bool
  private(set) var taken = GiveBackAnswer.Taken()
  private var setAside: [QuarantinedCommit] = []

  init(_ server: WorkspaceServer, _ growth: Growth, device: Device?, actor: Actor, discards: Bool) {
    self.server = server
    self.growth = growth
    self.device = device
    self.actor = actor
    self.discards = discards
  }

  private enum Fate {
    case appended
    case known
    case quarantined(QuarantinedCommit.Reason)
  }

  func take(_ entry: LogEntry) throws {
    switch try fate(of: entry) {
    case .appended: taken.appended += 1
    case .known: taken.known += 1
    case .quarantined(let reason):
      taken.quarantined += 1
      keepAside(entry, reason)
    }
  }

  private func keepAside(_ entry: LogEntry, _ reason: QuarantinedCommit.Reason) {
    let kept = QuarantinedCommit(
      workspace: server.workspace, time: growth.now, reason: reason, entry: entry, user: actor.user,
      device: device?.name ?? "", carrier: device?.id)
    setAside.append(kept)
    growth.changes.append(.quarantine(kept))
  }

  /// Takes what waited for something that has come.
  func link(_ waiting: [QuarantinedCommit]) throws {
    var rest = waiting.sorted { $0.entry.position < $1.entry.position }
    var isFurther = true
    while isFurther {
      isFurther = false
      for kept in rest {
        if case .quarantined(.unlinked) = try fate(of: kept.entry) { continue }
        growth.changes.append(.removeQuarantined(kept.id))
        rest.removeAll { $0.id == kept.id }
        isFurther = true
      }
    }
  }

  private func fate(of entry: LogEntry) throws -> Fate {
    switch entry.event {
    case .accepted(let commit, let author): return try fate(of: commit, author: author, entry)
    case .refused(let name, let refusal):
      var known = try growth.reading.head(of: name.replica)?.sequence ?? 0
      if known == 0, let branch = try growth.reading.branch(name.replica) { known = branch.first - 1 }
      if name.sequence <= known { return .known }
      guard name.sequence == known + 1 else { return .quarantined(.unlinked) }
      try growth.add(.refused(name, refusal), time: entry.time)
      return .appended
    case .enrolled(let enrolment): return try fate(of: enrolment, entry)
    case .schema(let version, _):
      guard Int(version) > (try growth.reading.currentSchema().version) else { return .known }
      try growth.add(entry.event, time: entry.time)
      return .appended
    case .branched(let branch): return try fate(of: branch, entry)
    case .erased(let erasure): return try fate(of: erasure)
    case .horizon:
      // What may be forgotten is decided anew: the positions are others now.
      return .known
    }
  }

  private func fate(of enrolment: Enrolment, _ entry: LogEntry) throws -> Fate {
    if let known = try growth.reading.enrolment(of: enrolment.replica) {
      return known.number == enrolment.number ? .known : .quarantined(.nameTaken)
    }
    guard try growth.reading.enrolment(number: enrolment.number) == nil else { return .quarantined(.nameTaken) }
    try growth.add(entry.event, time: entry.time)
    // A device that the accounts know may have taken this replica after the backup.
    let devices = try server.accounts.store.devices(in: server.workspace)
    if let owner = devices.first(where: { $0.publicKey == enrolment.publicKey }),
      !owner.replicas.contains(enrolment.replica)
    {
      growth.changes.append(.addReplica(owner.id, enrolment.replica))
    }
    return .appended
  }

  /// What was decided is decided: it is remembered, and done to what is here.
  private func fate(of erasure: Erasure) throws -> Fate {
    guard let content = erasure.content, !server.state.withLock({ $0.erasures.isKnown(erasure) }) else { return .known }
    try server.accounts.keptApart?.note(erasure, in: server.workspace)
    guard try !content.places.isEmpty || haveLeft(erasure, content) else {
      server.state.withLock { $0.erasures.remember([erasure]) }
      return .known
    }
    server.state.withLock { $0.erasures.note(erasure) }
    try growth.add(.erased(erasure))
    return .appended
  }

  /// Whether the records have moved here too that an erasure takes out of a commit because they moved. Else the commit
  /// alone may still say what stands in them.
  private func haveLeft(_ erasure: Erasure, _ content: ErasedContent) throws -> Bool {
    let name = erasure.commit
    guard let stored = try growth.reading.commit(name.replica, name.sequence), stored.hash == name.hash,
      let left = stored.commit.erasing(erasure.audience, leaving: content.left)
    else { return false }
    let (before, after) = (try growth.reading.operations(of: stored.commit), try growth.reading.operations(of: left))
    for (step, rest) in zip(before, after) where step.operation != rest.operation {
      if try growth.reading.record(step.operation.record)?.audience == step.dot.audience { return false }
    }
    return true
  }

  /// What was accepted is accepted: nobody judges it again.
  private func fate(of commit: Commit, author: String?, _ entry: LogEntry) throws -> Fate {
    // By now its name may be another's: then it begins a branch here, or goes on in one.
    switch try growth.extending.place(commit) {
    case .known: return .known
    case .gap: return .quarantined(.unlinked)
    case .next(let given, let branch):
      // What was erased once does not come back; what lacks something that no erasure speaks of, is proved by nothing.
      guard let commit = server.state.withLock({ $0.erasures.proved(given) }) else {
        if let branch { try growth.extending.withdraw(branch) }
        return .quarantined(.unlinked)
      }
      guard let enrolment = try growth.reading.enrolment(of: commit.origin), try discards || isReadable(commit) else {
        if let branch { try growth.extending.withdraw(branch) }
        return .quarantined(.unlinked)
      }
      if let branch { try growth.add(.branched(branch), time: entry.time) }
      if discards {
        try growth.add(.refused(commit.name, Refusal(code: .needs, reason: "discarded")), time: entry.time)
        // Nobody has a refused box for what was written on the server.
        if enrolment.user.isEmpty { keepAside(entry, .discarded) }
        return .appended
      }
      if try hasMoved(commit) {
        try growth.add(.refused(commit.name, Refusal(code: .moved, reason: "audience")), time: entry.time)
        // Nobody has a refused box for what was written on the server.
        if enrolment.user.isEmpty { keepAside(entry, .moved) }
        return .appended
      }
      let left = try server.erasingAgain(commit, acceptedAt: entry.time, growth)
      try growth.add(.accepted(left, author: author), time: entry.time)
      for erasure in server.state.withLock({ $0.erasures.lost(of: left) }) {
        server.state.withLock { $0.erasures.note(erasure) }
        try growth.add(.erased(erasure))
      }
      return .appended
    }
  }

  /// Whether it writes to a record where that is no more: it was moved anew since the log was put back.
  private func hasMoved(_ commit: Commit) throws -> Bool {
    for step in try growth.reading.operations(of: commit) {
      if case .arrive = step.operation { continue }
      guard let state = try growth.reading.record(step.operation.record), !state.isUnknown else { continue }
      if state.audience != step.dot.audience { return true }
    }
    return false
  }

  /// A branch that the log had begun, where what it leaves is here again.
  private func fate(of branch: Branch, _ entry: LogEntry) throws -> Fate {
    let reading = growth.reading
    guard try reading.branch(branch.id) == nil,
      try branch.first == 1 || reading.hash(of: branch.parent, sequence: branch.first - 1) == branch.previous,
      try reading.hash(of: branch.parent, sequence: branch.first) != nil
    else { return .known }
    try growth.add(.branched(branch), time: entry.time)
    return .appended
  }

  /// Whether everything that a commit says and names is here. A part that the giver may not read, somebody else brings;
  /// one for everyone that is missing was erased.
  private func isReadable(_ commit: Commit) throws -> Bool {
    for part in commit.parts where part.audience != .everyone {
      guard part.content != nil else { return false }
    }
    let placed: [PlacedOperation]
    do {
      placed = try growth.reading.operations(of: commit)
    } catch is PartProblem {
      return false
    }
    let frontier = try growth.reading.frontier()
    for step in placed {
      let (replaces, covers) = step.operation.names
      for name in replaces.named + covers.named where name.dot.replica != commit.replica {
        guard frontier.contains(name.dot) else { return false }
      }
    }
    return true
  }
}
