public import CommitFormat
public import Merge
internal import Schema

/// A stretch of the server's log, as it came.
public struct LogStretch: Sendable {
  public var entries: [IncomingEntry]
  /// The point of the log that this replica stands at when the page has been taken in.
  public var end: LogPoint
  /// Whose parts are in it, rising; nil when nothing is said of that.
  public var audiences: [Audience]?

  public init(entries: [IncomingEntry], end: LogPoint, audiences: [Audience]? = nil) {
    self.entries = entries
    self.end = end
    self.audiences = audiences
  }
}

/// One entry of the log on its way in.
public enum IncomingEntry: Hashable, Sendable {
  case entry(LogEntry)
  /// A commit was accepted under this name at this place; its bytes are here already.
  case own(CommitName, position: Position, time: Int64, author: String?)

  public var position: Position {
    switch self {
    case .entry(let entry): entry.position
    case .own(_, let position, _, _): position
    }
  }
}

/// Why a page of the log could not be taken in. Nothing of it was.
public enum ApplyProblem: Error, Hashable, Sendable {
  /// It begins further on than this replica has come.
  case gap(expected: Position, found: Position)
  /// Its chain hash is not the one that follows from what is known here: this is not the same log any more.
  case chainDiffers(at: Position)
  /// A commit does not follow on what is known of its replica.
  case outOfOrder(CommitName, known: SequenceNumber)
  /// The log here has another commit of that name.
  case nameUsedTwice(CommitName)
  /// A commit's bytes say nothing that can be read.
  case unreadable(CommitName, PartProblem)
  /// The log speaks of a commit of this replica, without its bytes, that it does not have.
  case ownCommitMissing(SequenceNumber)
  /// A branch whose name does not follow from its first commit.
  case wrongBranch(ReplicaID)
}

/// What came in with a page.
public struct ApplyReport: Hashable, Sendable {
  /// Commits of others that were new here.
  public var fetched = 0
  /// Commits of this replica that now have a place in the log.
  public var accepted = 0
  public var refused: [CommitName] = []
  /// Records that changed.
  public var records: Set<RecordID> = []
  /// Records that moved to an audience that is not held here.
  public var gone = 0
  /// Whether commits that no log had ordered are read under other names than before.
  public var isRenamed = false

  public init() {}
}

extension Replica {
  /// Takes in a page of the log: all of it, with the cursor behind it, or nothing.
  ///
  /// Entries that are known already are passed over, so a page may come twice.
  public func apply(_ page: LogStretch) throws -> ApplyReport {
    try store.write { transaction in
      try Applying(transaction, now: clock.now(), newName: { ReplicaID(bits: random.bits128()) }).apply(page)
    }
  }
}

/// Entries of the log on their way in, one after the other, inside one transaction.
final class Applying {
  let transaction: any ReplicaWriting
  private let now: Int64
  /// Gives the id under which this copy goes on when another one has its name; nil on the server, whose own commits are
  /// in the log before anybody else can know of them.
  let newName: (() -> ReplicaID)?
  /// Unlogged commits that were put aside while the log is taken in from its beginning; by their hashes, because what a
  /// copy wrote the log has under another name.
  private let aside: [Hash: Commit]
  /// What this replica's clock had come to before the log is taken in from its beginning: of a commit that was refused,
  /// the log says no time.
  private let lastStamp: Stamp?
  let isAnew: Bool
  /// Commits of which bytes came, or went, in this transaction.
  private(set) var fresh: Set<CommitName> = []
  var header: ReplicaHeader
  var work: RecordWork
  /// Records that were saved under an older schema than the newest one.
  private var stale: Set<RecordID> = []
  /// Records that left an audience.
  private var left: Set<RecordID> = []
  var report = ApplyReport()
  /// How far the log has been taken in, those entries included whose records are not saved yet.
  private(set) var position: Position
  private(set) var chain: Hash

  /// - Parameters:
  ///   - transaction: in which all of it happens.
  ///   - now: by this device's clock.
  ///   - newName: what `newName` is.
  ///   - aside: commits that were put aside; nil where the log goes on from what is known here.
  ///   - lastStamp: of what this replica wrote before, where the log is taken in from its beginning.
  /// - Throws: what the store throws.
  init(
    _ transaction: any ReplicaWriting, now: Int64, newName: (() -> ReplicaID)? = nil,
    aside: [Hash: Commit]? = nil, lastStamp: Stamp? = nil
  ) throws {
    self.transaction = transaction
    self.newName = newName
    self.now = now
    self.aside = aside ?? [:]
    self.lastStamp = lastStamp
    isAnew = aside != nil
    header = try transaction.requiredHeader()
    work = RecordWork(transaction, schema: try transaction.currentSchema())
    position = header.cursor?.position ?? 0
    chain = header.cursor?.chain ?? LogEntry.chainStart(of: header.workspace)
  }

  func apply(_ page: LogStretch) throws -> ApplyReport {
    for pulled in page.entries where pulled.position > position { try append(pulled) }
    guard page.end.position == position else { throw ApplyProblem.gap(expected: position, found: page.end.position) }
    guard page.end.chain == chain else { throw ApplyProblem.chainDiffers(at: position) }
    if let audiences = page.audiences { header.audiences = audiences }
    return try finish(at: page.end)
  }

  /// What an erasure behind it says of it, is news here.
  func noteFresh(_ name: CommitName) { fresh.insert(name) }

  /// Takes in the entry at the next position.
  func append(_ pulled: IncomingEntry) throws {
    guard pulled.position == position + 1 else {
      throw ApplyProblem.gap(expected: position + 1, found: pulled.position)
    }
    let entry = try take(pulled)
    chain = entry.chain(after: chain)
    position = entry.position
  }

  /// Saves the records that changed, so that the transaction reads what has been taken in.
  func flush() throws {
    try finishWork()
    try refreshStale()
  }

  func finishWork() throws {
    header.digest = try work.finish(digest: header.digest)
    header.add(work.audienceChanges)
    if !stale.isEmpty { work.eachChange { id, _, _ in stale.remove(id) } }
    work = RecordWork(transaction, schema: try transaction.currentSchema())
  }

  /// Saves everything, with the cursor behind it.
  func finish(at end: LogPoint) throws -> ApplyReport {
    try flush()
    for record in left where try transaction.record(record)?.isUnknown ?? true { report.gone += 1 }
    if !left.isEmpty { header.mustScrub = true }
    header.cursor = end
    try transaction.setHeader(header)
    return report
  }

  private func take(_ pulled: IncomingEntry) throws -> LogEntry {
    switch pulled {
    case .own(let name, let position, let time, let author):
      try makeRoom(for: name)
      guard let stored = try transaction.commit(name.replica, name.sequence), stored.hash == name.hash else {
        // Refused in an epoch that was lost, it may have been taken in this one: then it lies in the box.
        guard let kept = try transaction.refused().first(where: { $0.name == name }) else {
          throw ApplyProblem.ownCommitMissing(name.sequence)
        }
        let entry = LogEntry(position: position, time: time, event: .accepted(kept.commit, author: author))
        try accept(kept.commit, in: entry, author: author)
        return entry
      }
      try log(stored, position: position, time: time, author: author)
      return LogEntry(position: position, time: time, event: .accepted(stored.commit, author: author))
    case .entry(let entry):
      if !entry.isAcceptance { try transaction.keep(entry) }
      switch entry.event {
      case .accepted(let commit, let author): try accept(commit, in: entry, author: author)
      case .refused(let name, let refusal): try refuse(name, refusal)
      case .enrolled(let enrolment):
        try transaction.addEnrolment(enrolment)
        if enrolment.replica == header.replica { header.number = enrolment.number }
      case .schema(_, let json):
        try transaction.setSchema(json)
        try finishWork()
        try transaction.eachRecord { stale.insert($0.id) }
      case .horizon(let horizon): try forget(through: horizon)
      case .branched(let branch): try take(branch)
      case .erased(let erasure): try erase(erasure, at: entry.position)
      }
      return entry
    }
  }

  private func accept(_ commit: Commit, in entry: LogEntry, author: String?) throws {
    let name = commit.name
    try makeRoom(for: name)
    if commit.isInBranch, let branch = try transaction.branch(commit.replica), branch.first == commit.sequence {
      guard branch.id == Branch.name(of: commit.origin, beginningWith: name.hash) else {
        throw ApplyProblem.wrongBranch(branch.id)
      }
    }
    let head = try knownHead(of: commit.replica)
    let isNew = commit.sequence > head?.sequence ?? 0
    if let head, commit.sequence <= head.sequence {
      if let stored = try transaction.commit(commit.replica, commit.sequence) {
        guard stored.hash == name.hash else { throw ApplyProblem.nameUsedTwice(name) }
        let left = try erased(try forgetParts(of: stored, withheldIn: commit), as: commit)
        let kept = try fillIn(left, from: commit)
        return try log(kept, position: entry.position, time: entry.time, author: author)
      }
      // What the log refused in an epoch that was lost, it may have taken in this one.
      guard try transaction.refusedHash(commit.replica, commit.sequence) == name.hash else {
        throw ApplyProblem.nameUsedTwice(name)
      }
      try transaction.forgetRefusal(name)
      try transaction.removeRefused(name)
    } else {
      guard commit.sequence == (head?.sequence ?? 0) + 1, commit.previous == head?.hash ?? .zero else {
        throw ApplyProblem.outOfOrder(name, known: head?.sequence ?? 0)
      }
    }
    let placed: [PlacedOperation]
    do {
      placed = try transaction.operations(of: commit, names: work.names)
    } catch let problem as PartProblem {
      throw ApplyProblem.unreadable(name, problem)
    }
    let logged = StoredCommit.Logged(position: entry.position, time: entry.time, author: author)
    let stored = StoredCommit(commit: commit, hash: name.hash, logged: logged)
    try transaction.append(stored, touching: Self.records(of: placed))
    noteFresh(name)
    if isNew { try noteForeign(commit.replica) }
    report.fetched += 1
    try take(placed, of: stored)
  }

  /// Somebody carried the commit here while all of it could be read, and it comes from the log without parts that are not
  /// for this replica any more: then nothing of them stays.
  private func forgetParts(of stored: StoredCommit, withheldIn commit: Commit) throws -> StoredCommit {
    guard stored.logged == nil, commit.withholdsMore(than: stored.commit) else { return stored }
    let placed = try transaction.operations(ofStored: stored, names: work.names, withUnheld: true)
    for part in commit.parts {
      if case .withheld = part.body { try transaction.withhold(part.audience, of: stored.name) }
    }
    try holdAnew(Self.records(of: placed))
    header.mustScrub = true
    return StoredCommit(commit: commit, hash: stored.hash)
  }

  /// It came while parts of it were not for this replica, lost its place in the log, and comes again with them.
  private func fillIn(_ stored: StoredCommit, from commit: Commit) throws -> StoredCommit {
    guard stored.logged == nil, stored.commit.withholdsMore(than: commit) else { return stored }
    let whole = StoredCommit(commit: commit, hash: stored.hash)
    do {
      let placed = try transaction.operations(of: commit, names: work.names)
      try transaction.fillIn(whole, touching: Self.records(of: placed))
    } catch let problem as PartProblem {
      throw ApplyProblem.unreadable(stored.name, problem)
    }
    noteFresh(stored.name)
    return whole
  }

  private func log(_ stored: StoredCommit, position: Position, time: Int64, author: String?) throws {
    guard stored.logged == nil else { throw ApplyProblem.nameUsedTwice(stored.name) }
    try transaction.setLogged(stored.name, position: position, time: time, author: author)
    if try isOwn(stored.commit.replica) { report.accepted += 1 } else { report.fetched += 1 }
    let logged = StoredCommit.Logged(position: position, time: time, author: author)
    try take(
      try transaction.operations(ofStored: stored),
      of: StoredCommit(commit: stored.commit, hash: stored.hash, logged: logged))
  }

  /// Brings logged writes into their records, and notes what their coming means to those who wrote here.
  private func take(_ placed: [PlacedOperation], of stored: StoredCommit) throws {
    // Of what is taken in anew, everybody was told when it came first.
    var telling = isAnew ? nil : try Telling(placed, of: stored, header: header, work: work)
    for step in placed {
      try work.update(step.operation.record) { $0.log(step.operation, dot: step.dot, stamp: step.stamp) }
      work.note(step)
      if case .leave(let record) = step.operation { left.insert(record) }
      report.records.insert(step.operation.record)
    }
    try telling?.tell()
  }

  /// Takes a commit out that the server refused: the records become what they would be without it.
  private func refuse(_ name: CommitName, _ refusal: Refusal) throws {
    report.refused.append(name)
    try makeRoom(for: name)
    guard let stored = try transaction.commit(name.replica, name.sequence) else {
      if let commit = aside[name.hash]?.read(as: name.replica), try isOwn(name.replica) {
        try transaction.addRefused(RefusedCommit(commit: commit, name: name, refusal: refusal, time: now))
      }
      try transaction.setRefused(name, stamp: name.replica == header.replica ? lastStamp : nil)
      try noteForeign(name.replica)
      return
    }
    guard stored.hash == name.hash, stored.logged == nil else { throw ApplyProblem.nameUsedTwice(name) }
    // It may have been shown before a server said that its audience is not held here.
    let placed = try transaction.operations(ofStored: stored, names: work.names, withUnheld: true)
    if try isOwn(name.replica) {
      try transaction.addRefused(
        RefusedCommit(commit: stored.commit, name: name, refusal: refusal, time: now))
    }
    try transaction.setRefused(name)
    try holdAnew(Self.records(of: placed))
  }

  /// Makes the unlogged writes of records anew, of the commits that are still waiting.
  func holdAnew(_ records: [RecordID]) throws {
    for record in records { try work.update(record) { $0.dropPending() } }
    let affected = Set(records)
    for other in try transaction.unlogged() {
      for step in try transaction.operations(ofStored: other, names: work.names)
      where affected.contains(step.operation.record) {
        try work.update(step.operation.record) { $0.hold(step.operation, dot: step.dot, stamp: step.stamp) }
        work.note(step)
      }
    }
    report.records.formUnion(records)
  }

  /// After a change of the schema every record is read anew that has not been saved since.
  private func refreshStale() throws {
    guard !stale.isEmpty else { return }
    let work = RecordWork(transaction, schema: try transaction.currentSchema())
    for id in stale.sorted() where try transaction.record(id) != nil { try work.update(id) { _ in } }
    _ = try work.finish()
    stale = []
  }

  static func records(of placed: [PlacedOperation]) -> [RecordID] {
    var seen: Set<RecordID> = []
    return placed.map(\.operation.record).filter { seen.insert($0).inserted }
  }
}
