public import CommitFormat
public import Merge

extension Replica {
  /// Lets the log grow here: what `body` takes in is read by what it judges next, and all of it is kept, or nothing.
  ///
  /// For the one who decides what the log holds. Whatever `body` makes durable elsewhere, it does as its last step: the
  /// replica's transaction ends after it, and is caught up from the log if that never happens.
  ///
  /// - Parameter body: runs inside one transaction.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` or the store throws; then nothing was changed.
  public func extend<Result>(_ body: (LogExtension) throws -> Result) throws -> Result {
    try store.write { transaction in
      try body(LogExtension(self, transaction))
    }
  }
}

/// The end of the log as it grows, and the replica's state there.
public final class LogExtension {
  private let replica: Replica
  private let transaction: any ReplicaWriting
  private let applying: Applying

  fileprivate init(_ replica: Replica, _ transaction: any ReplicaWriting) throws {
    self.replica = replica
    self.transaction = transaction
    applying = try Applying(transaction, now: replica.clock.now())
  }

  /// The replica with everything that has been taken in so far.
  public var reading: any ReplicaReading { transaction }
  public var header: ReplicaHeader { applying.header }
  /// Of the last entry that was taken in; 0 before the first.
  public var position: Position { applying.position }
  /// The chain hash there.
  public var chain: Hash { applying.chain }

  /// Takes in the entry at the next position.
  ///
  /// - Throws: `ApplyProblem`, and the whole extension has failed; or what the store throws.
  /// - Complexity: O(what the entry changes).
  public func take(_ entry: LogEntry) throws {
    try applying.append(.entry(entry))
    try applying.flush()
  }

  /// Makes a commit of this replica in the name of one of its users. It must be taken in, as an entry that names the
  /// author, before the extension ends.
  ///
  /// - Throws: `EditProblem`; nothing was changed.
  public func write(
    _ draft: Draft, user: String, role: Role, audiences: Set<Audience>? = nil
  ) throws -> StoredCommit {
    try Author(replica, transaction, person: (user, role, audiences)).commit(draft)
  }

  /// Gives this replica a new id for what it writes from now on.
  public func rename(to id: ReplicaID) throws {
    applying.header.replica = id
    applying.header.number = nil
    try transaction.setHeader(applying.header)
  }

  /// Where a commit that is offered belongs, by the hash of the one before it.
  ///
  /// One that begins a branch is read as such from here on; if it is not taken in, `withdraw` it.
  public func place(_ commit: Commit) throws -> CommitPlace {
    switch try Chains(transaction, of: commit.origin).place(of: commit, hash: commit.hash) {
    case .known(let commit): return .known(commit)
    case .next(let commit): return .next(commit, beginning: nil)
    case .begins(let branch, let commit):
      // Nobody else may bear that name.
      guard try transaction.enrolment(of: branch.id) == nil, try transaction.head(of: branch.id) == nil else {
        return .gap
      }
      try transaction.setBranch(branch)
      return .next(commit, beginning: branch)
    case .gap: return .gap
    }
  }

  /// Forgets a branch whose first commit was not taken in after all.
  public func withdraw(_ branch: Branch) throws { try transaction.removeBranch(branch.id) }

  /// Keeps a seal under which commits of a chain came, so that they can be handed on.
  public func keep(_ seal: Seal, of chain: ReplicaID) throws {
    if try transaction.seal(of: chain)?.sequence ?? 0 < seal.sequence { try transaction.setSeal(seal, of: chain) }
  }

  /// Moves the cursor behind what was taken in.
  public func finish(epoch: Epoch) throws {
    let end = LogPoint(epoch: epoch, position: applying.position, chain: applying.chain)
    _ = try applying.finish(at: end)
  }
}

/// Where a commit that somebody offers belongs.
public enum CommitPlace: Hashable, Sendable {
  /// It came before, and may have been refused; as it is read here.
  case known(Commit)
  /// It follows on the last commit of a chain, or begins a branch, because its place has gone to another.
  case next(Commit, beginning: Branch?)
  /// The commit before it is not known.
  case gap
}
