internal import CommitFormat
public import Merge

/// The chains of commits that were made under one replica's name.
///
/// As long as nobody copies a replica there is one, which bears its name. What two copies made under one name are two
/// chains from there on; the log says which keeps the name, and before it does, the one that was here first.
struct Chains {
  let reading: any ReplicaReading
  let origin: ReplicaID
  /// Of the origin, rising by first sequence.
  let branches: [Branch]

  init(_ reading: any ReplicaReading, of origin: ReplicaID) throws {
    self.reading = reading
    self.origin = origin
    branches = try reading.branches().filter { $0.origin == origin }
  }

  /// Where a commit belongs.
  enum Place {
    /// It is known, as this one; it may have been refused.
    case known(Commit)
    /// It follows on the head of a chain.
    case next(Commit)
    /// The place that it would have had has gone to another commit: it begins a branch.
    case begins(Branch, Commit)
    /// The commit before it is not known.
    case gap
  }

  /// Finds the place of a commit by the hash of the one before it.
  func place(of commit: Commit, hash: Hash) throws -> Place {
    guard let chain = try chain(with: commit.sequence - 1, hash: commit.previous) else { return .gap }
    let head = try head(of: chain)
    if commit.sequence == head.sequence + 1 { return .next(commit.read(as: chain)) }
    if try reading.hash(of: chain, sequence: commit.sequence) == hash { return .known(commit.read(as: chain)) }
    let branch = Branch(beginningWith: commit, hash: hash, leaving: chain)
    guard branches.contains(where: { $0.id == branch.id }) else { return .begins(branch, commit.read(as: branch.id)) }
    let read = commit.read(as: branch.id)
    return try reading.head(of: branch.id) == nil ? .next(read) : .known(read)
  }

  /// Where a refused commit belongs, of which no more than its name is known.
  enum RefusedPlace {
    case known
    /// On the head of this chain.
    case next(ReplicaID)
    case begins(Branch)
    /// The commit before it is not known.
    case gap
  }

  /// Finds the place of a refused commit by the hash of the one before it.
  func place(ofRefused name: CommitName, after previous: Hash) throws -> RefusedPlace {
    guard let chain = try chain(with: name.sequence - 1, hash: previous) else { return .gap }
    if try name.sequence == head(of: chain).sequence + 1 { return .next(chain) }
    if try reading.hash(of: chain, sequence: name.sequence) == name.hash { return .known }
    let branch = Branch(
      id: Branch.name(of: origin, beginningWith: name.hash), origin: origin, parent: chain, first: name.sequence,
      previous: previous)
    guard branches.contains(where: { $0.id == branch.id }) else { return .begins(branch) }
    return try reading.head(of: branch.id) == nil ? .next(branch.id) : .known
  }

  /// The chain whose commit of a sequence has this hash, refused ones included.
  private func chain(with sequence: SequenceNumber, hash: Hash) throws -> ReplicaID? {
    if sequence == 0 { return hash == .zero ? origin : nil }
    if try reading.hash(of: origin, sequence: sequence) == hash { return origin }
    for branch in branches where branch.first <= sequence {
      if try reading.hash(of: branch.id, sequence: sequence) == hash { return branch.id }
    }
    return nil
  }

  /// The last commit of a chain; of one that has none yet, the one that it leaves its parent after.
  private func head(of chain: ReplicaID) throws -> (sequence: SequenceNumber, hash: Hash) {
    if let head = try reading.head(of: chain) { return (head.sequence, head.hash) }
    if let branch = branches.first(where: { $0.id == chain }) { return (branch.first - 1, branch.previous) }
    return (0, .zero)
  }

  /// How commits of a branch read their author's own names.
  func line(of branch: ReplicaID) -> BranchLine {
    var chains: [(replica: ReplicaID, first: SequenceNumber)] = []
    var next = branch
    while let found = branches.first(where: { $0.id == next }), chains.count <= branches.count {
      chains.append((found.id, found.first))
      next = found.parent
    }
    return BranchLine(chains: chains + [(origin, 1)])
  }

  /// The write that a name with the prefix of its commit's hash means, refused or not; nil when no such commit is
  /// known.
  static func write(_ dot: Dot, hashPrefix: UInt64, in reading: any ReplicaReading) throws -> Dot? {
    // Nearly always there are no branches, and the name means what it says.
    if try reading.hash(of: dot.replica, sequence: dot.sequence)?.prefix == hashPrefix { return dot }
    let chains = try Chains(reading, of: reading.origin(of: dot.replica))
    for chain in [chains.origin] + chains.branches.map(\.id) where chain != dot.replica {
      guard try reading.hash(of: chain, sequence: dot.sequence)?.prefix == hashPrefix else { continue }
      return Dot(replica: chain, sequence: dot.sequence, audience: dot.audience, index: dot.index)
    }
    return nil
  }
}

extension ReplicaReading {
  /// The replica that made the commits that are read as `replica`: itself, unless that is a branch.
  public func origin(of replica: ReplicaID) throws -> ReplicaID { try branch(replica)?.origin ?? replica }

  /// How a commit in a branch reads its author's own names; nil for one that stands in no branch.
  func line(of commit: Commit) throws -> BranchLine? {
    commit.isInBranch ? try Chains(self, of: commit.origin).line(of: commit.replica) : nil
  }

  /// The chain in which the commit `sequence` of a line of commits stands that ends in `chain`.
  func chain(_ chain: ReplicaID, at sequence: SequenceNumber) throws -> ReplicaID {
    var chain = chain
    while let branch = try branch(chain), sequence < branch.first { chain = branch.parent }
    return chain
  }

  /// The names that count as this device's own: the one that it writes under, those that it wrote under before it was
  /// found to be a copy, and all branches of these.
  public func ownReplicas() throws -> Set<ReplicaID> {
    guard let header = try header() else { return [] }
    var origins: Set<ReplicaID> = [try origin(of: header.replica)]
    for name in header.former { origins.insert(name.replica) }
    var own = origins
    own.insert(header.replica)
    for branch in try branches() where origins.contains(branch.origin) { own.insert(branch.id) }
    return own
  }
}
