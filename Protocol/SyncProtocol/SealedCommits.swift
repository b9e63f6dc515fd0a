public import CommitFormat
public import Merge

/// Commits of one replica on their way, one after the other, and the seal that proves them: over the last one's hash,
/// and so over all before it.
public struct SealedCommits: Hashable, Sendable {
  public let commits: [Commit]
  /// Over the last commit.
  public let seal: Seal

  /// Nil unless the commits are of one replica, follow one another by sequence and previous hash, and the seal names
  /// the last of them. Whether the seal is true, `Seal.isValid` says.
  ///
  /// - Complexity: O(bytes), as every commit is hashed.
  public init?(commits: [Commit], seal: Seal) {
    guard let first = commits.first else { return nil }
    var before = first
    var hash = first.hash
    for commit in commits.dropFirst() {
      guard commit.origin == before.origin, commit.sequence == before.sequence + 1, commit.previous == hash else {
        return nil
      }
      before = commit
      hash = commit.hash
    }
    guard seal.replica == before.origin, seal.sequence == before.sequence, seal.hash == hash,
      seal.signature.count == Self.signatureBytes
    else { return nil }
    self.commits = commits
    self.seal = seal
  }

  private init(unchecked commits: [Commit], seal: Seal) {
    self.commits = commits
    self.seal = seal
  }

  public var replica: ReplicaID { seal.replica }
  public var sequences: ClosedRange<SequenceNumber> { commits[0].sequence...seal.sequence }

  private static let signatureBytes = 64

  /// Makes as many bundles of commits as frames need, each with its own seal, from commits that follow one another.
  ///
  /// - Parameters:
  ///   - commits: of one replica, each after the other.
  ///   - key: the device's, whose replica they are.
  ///   - bytesWished: where a frame ends; a single commit may be larger.
  /// - Returns: empty when there are no commits.
  /// - Throws: when the system has no random bytes for the signature.
  public static func sealing(
    _ commits: [Commit], by key: DeviceKey, bytesWished: Int = ProtocolLimits.frameBytesWished
  ) throws -> [SealedCommits] {
    var result: [SealedCommits] = []
    var run: [Commit] = []
    var bytes = 0
    for commit in commits {
      let size = commit.parts.reduce(64) { $0 + $1.byteCount }
      if !run.isEmpty, bytes + size > bytesWished {
        result.append(try sealed(run, by: key))
        run = []
        bytes = 0
      }
      run.append(commit)
      bytes += size
    }
    if !run.isEmpty { result.append(try sealed(run, by: key)) }
    return result
  }

  private static func sealed(_ run: [Commit], by key: DeviceKey) throws -> SealedCommits {
    let last = run[run.count - 1]
    let seal = try key.seal(replica: last.origin, sequence: last.sequence, hash: last.hash)
    return SealedCommits(unchecked: run, seal: seal)
  }

  /// Replica, first sequence, previous hash unless the first sequence is 1, number of commits, columns, signature.
  public var frame: Frame {
    // What they are read as, whoever reads them finds for itself.
    var out = replica.bytes
    Varint.append(commits[0].sequence, to: &out)
    if commits[0].sequence > 1 { out += commits[0].previous.bytes }
    Varint.append(UInt64(commits.count), to: &out)
    CommitColumns.append(commits, to: &out)
    out += seal.signature
    return Frame(.commits, out)
  }

  /// - Complexity: O(bytes): previous hashes and the seal's hash are not sent but derived, by hashing every commit.
  init(_ frame: Frame, commitsMax: Int) throws(ProtocolProblem) {
    var reader = ByteReader(frame.payload)
    guard let replica = reader.replica(), let first = reader.varint(),
      (1...FormatLimits.sequenceMax).contains(first)
    else { throw frame.malformed }
    var previous = Hash.zero
    if first > 1 {
      guard let bytes = reader.bytes(32), let hash = Hash(bytes: bytes) else { throw frame.malformed }
      previous = hash
    }
    guard let count = reader.varint(), count > 0, first <= FormatLimits.sequenceMax,
      count <= FormatLimits.sequenceMax - first + 1
    else { throw frame.malformed }
    guard count <= UInt64(max(0, commitsMax)) else { throw .tooManyCommits(max: commitsMax) }
    guard let bodies = CommitColumns.read(Int(count), from: &reader),
      let signature = reader.bytes(UInt64(Self.signatureBytes)), reader.isAtEnd
    else { throw frame.malformed }
    var commits: [Commit] = []
    commits.reserveCapacity(bodies.count)
    for (offset, body) in bodies.enumerated() {
      let commit = Commit(
        replica: replica, sequence: first + UInt64(offset), previous: previous, body: body)
      commits.append(commit)
      previous = commit.hash
    }
    self.commits = commits
    seal = Seal(replica: replica, sequence: first + count - 1, hash: previous, signature: Array(signature))
  }
}

extension Commit {
  init(
    replica: ReplicaID, origin: ReplicaID? = nil, sequence: SequenceNumber, previous: Hash, body: CommitColumns.Body
  ) {
    self.init(
      replica: replica, origin: origin, sequence: sequence, previous: previous, stamp: body.stamp,
      schemaVersion: body.schemaVersion, parts: body.parts)
  }
}

extension Commit.Part {
  var byteCount: Int {
    switch body {
    case .readable(let bytes, let salt): bytes.count + (salt?.count ?? 0)
    case .withheld: 32
    case .erased(_, let bytes): bytes.count + 32
    }
  }
}
