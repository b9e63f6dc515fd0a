internal import CommitFormat
public import Merge

/// What happens when the log gives a name to another commit than the one that bears it here: two copies of one replica
/// were used, and the log says which of them keeps the name.
extension Applying {
  /// Whether commits of this name were made on this device.
  func isOwn(_ replica: ReplicaID) throws -> Bool {
    if replica == header.replica || header.former.contains(where: { $0.replica == replica }) { return true }
    guard let origin = try transaction.branch(replica)?.origin else { return false }
    return try origin == transaction.origin(of: header.replica) || header.former.contains { $0.replica == origin }
  }

  /// The last commit of a chain; of a branch that has none yet, the one that it leaves its parent after.
  func knownHead(of chain: ReplicaID) throws -> (sequence: SequenceNumber, hash: Hash)? {
    if let head = try transaction.head(of: chain) { return (head.sequence, head.hash) }
    return try transaction.branch(chain).map { ($0.first - 1, $0.previous) }
  }

  /// Learns from the log of a branch; its commits may be here already.
  func take(_ branch: Branch) throws {
    guard try transaction.enrolment(of: branch.id) == nil, branch.first > 0,
      try branch.parent == branch.origin || transaction.branch(branch.parent)?.origin == branch.origin
    else { throw ApplyProblem.wrongBranch(branch.id) }
    if let known = try transaction.branch(branch.id), known != branch {
      // The chain that it leaves may bear another name here, as long as the log has not spoken of that one's commits.
      guard known.origin == branch.origin, known.first == branch.first, known.previous == branch.previous else {
        throw ApplyProblem.wrongBranch(branch.id)
      }
    }
    try transaction.setBranch(branch)
    guard newName != nil, try isOwn(branch.id), header.copyToTell == nil else { return }
    // What this copy wrote itself under that name, it has been told of when it took another.
    if header.former.allSatisfy({ $0.chain != branch.id }) { header.copyToTell = .keepsName }
  }

  /// Sees to it that the name is free for the commit that the log gives it to, or is that commit's already.
  func makeRoom(for name: CommitName) throws {
    let origin = try transaction.origin(of: name.replica)
    let known = try transaction.hash(of: name.replica, sequence: name.sequence)
    guard known != name.hash else { return }
    let branch = Branch.name(of: origin, beginningWith: name.hash)
    let isHeldAsBranch = try branch != name.replica && transaction.branch(branch) != nil
    guard known != nil || isHeldAsBranch else { return }
    var touched: [RecordID] = []
    if known != nil {
      guard let stored = try transaction.commit(name.replica, name.sequence), stored.logged == nil else {
        throw ApplyProblem.nameUsedTwice(name)
      }
      touched += try records(ofUnlogged: name.replica, from: name.sequence)
      try demote(name.replica, from: stored)
    }
    if isHeldAsBranch {
      touched += try records(ofUnlogged: branch, from: name.sequence)
      try promote(branch, to: name.replica)
    }
    report.isRenamed = true
    var seen: Set<RecordID> = []
    try holdAnew(touched.filter { seen.insert($0).inserted })
  }

  private func records(ofUnlogged chain: ReplicaID, from first: SequenceNumber) throws -> [RecordID] {
    var placed: [PlacedOperation] = []
    for stored in try transaction.unlogged() where stored.commit.replica == chain && stored.commit.sequence >= first {
      placed += try transaction.operations(ofStored: stored, names: work.names, withUnheld: true)
    }
    return Self.records(of: placed)
  }

  /// Reads the commits of a chain from `first` on as a branch.
  private func demote(_ chain: ReplicaID, from first: StoredCommit) throws {
    let branch = Branch(beginningWith: first.commit, hash: first.hash, leaving: chain)
    for other in try transaction.branches() where other.parent == chain && other.first > branch.first {
      try transaction.setBranch(other.leaving(branch.id))
    }
    try transaction.setBranch(branch)
    try transaction.move(commitsOf: chain, from: branch.first, to: branch.id)
    for index in header.former.indices where header.former[index].chain == chain {
      header.former[index].chain = branch.id
    }
    if chain == header.replica { takeNewName(chain: branch.id) }
  }

  /// Reads a branch, which the log gives its parent's name, as its parent.
  private func promote(_ id: ReplicaID, to chain: ReplicaID) throws {
    guard let branch = try transaction.branch(id), branch.parent == chain else {
      throw ApplyProblem.wrongBranch(id)
    }
    for other in try transaction.branches() where other.parent == id { try transaction.setBranch(other.leaving(chain)) }
    try transaction.move(commitsOf: id, from: branch.first, to: chain)
    try transaction.removeBranch(id)
    for index in header.former.indices where header.former[index].chain == id { header.former[index].chain = chain }
  }

  /// A commit came from the log that was not here: if it bears this replica's name, there is another copy.
  func noteForeign(_ replica: ReplicaID) throws {
    if replica == header.replica { takeNewName(chain: replica) }
  }

  private func takeNewName(chain: ReplicaID) {
    guard let newName else { return }
    header.takeNewName(newName(), chain: chain)
  }
}

extension Branch {
  fileprivate func leaving(_ parent: ReplicaID) -> Branch {
    Branch(id: id, origin: origin, parent: parent, first: first, previous: previous)
  }
}

extension ReplicaHeader {
  /// Goes on under another id; `chain` is where the commits stand that were made under the one that is left.
  mutating func takeNewName(_ id: ReplicaID, chain: ReplicaID) {
    former.append(FormerName(replica: replica, chain: chain))
    replica = id
    number = nil
    copyToTell = .goesOnUnderNewName
  }
}

extension Replica {
  /// Takes a new replica id for what is written from now on, because another copy of this replica goes by the present
  /// one; in one transaction.
  ///
  /// - Parameter id: the one that another copy has; nothing happens if it has been left already.
  /// - Returns: the id from now on.
  /// - Throws: what the store throws.
  public func leaveName(_ id: ReplicaID) throws -> ReplicaID {
    try store.write { transaction in
      var header = try transaction.requiredHeader()
      guard header.replica == id else { return header.replica }
      header.takeNewName(ReplicaID(bits: random.bits128()), chain: id)
      try transaction.setHeader(header)
      return header.replica
    }
  }
}
