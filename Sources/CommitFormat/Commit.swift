public import Merge

/// The writes of one user action, applied whole or not at all, in the bytes in which they are stored, hashed and carried.
///
/// A commit never changes once made. It is named by (replica, sequence), carries the hash of its replica's previous
/// commit, and is proved by a seal over its own hash or a later one of its replica.
public struct Commit: Hashable, Sendable {
  /// What it is read as: the replica that made it, or the branch of that replica that it stands in.
  public let replica: ReplicaID
  /// The replica that made it, which hash and seal are over.
  public let origin: ReplicaID
  /// 1 for a replica's first commit.
  public let sequence: SequenceNumber
  /// The hash of the replica's commit before this one; zero for the first.
  public let previous: Hash
  public let stamp: Stamp
  /// The version of the schema that its author wrote under. A reader of an older version keeps what it does not know.
  public let schemaVersion: UInt32
  /// One per audience, rising.
  public let parts: [Part]

  public init(
    replica: ReplicaID, origin: ReplicaID? = nil, sequence: SequenceNumber, previous: Hash, stamp: Stamp,
    schemaVersion: UInt32, parts: [Part]
  ) {
    self.replica = replica
    self.origin = origin ?? replica
    self.sequence = sequence
    self.previous = previous
    self.stamp = stamp
    self.schemaVersion = schemaVersion
    self.parts = parts
  }

  /// Whether it stands in a branch of the replica that made it.
  public var isInBranch: Bool { replica != origin }

  /// The same commit, the same bytes and the same hash, in the chain that it is read in.
  public func read(as replica: ReplicaID) -> Commit {
    if replica == self.replica { return self }
    return Commit(
      replica: replica, origin: origin, sequence: sequence, previous: previous, stamp: stamp,
      schemaVersion: schemaVersion, parts: parts)
  }

  /// What one audience may read of a commit.
  public struct Part: Hashable, Sendable {
    public let audience: Audience
    public let body: Body

    public init(audience: Audience, body: Body) {
      self.audience = audience
      self.body = body
    }

    /// The operations' bytes, where they may be read; of a part of which something was erased, what is left.
    public var content: [UInt8]? {
      switch body {
      case .readable(let bytes, _), .erased(_, let bytes): bytes
      case .withheld: nil
      }
    }

    /// Whether something of it was erased.
    public var isErased: Bool {
      if case .erased = body { return true }
      return false
    }

    /// The part's hash, which is all that somebody who may not read it gets.
    public var hash: Hash {
      switch body {
      case .withheld(let hash), .erased(let hash, _): return hash
      case .readable(let bytes, let salt):
        var preimage = Preimage("bygd part 1")
        if let salt { preimage.append(salt) }
        preimage.append(byte: UInt8(salt?.count ?? 0))
        preimage.append(bytes)
        return preimage.hash
      }
    }
  }

  /// What can be said of a part.
  public enum Body: Hashable, Sendable {
    /// The operations' bytes, as `PartContent` reads them. The salt, 16 random bytes, keeps somebody who has the hash
    /// alone from guessing what is in it.
    case readable([UInt8], salt: [UInt8]?)
    case withheld(Hash)
    /// The hash of what its author wrote, and what an erasure left of it: an erasure in the log says that these bytes are
    /// right.
    case erased(Hash, [UInt8])
  }

  /// The hash that names the commit's content and its whole past: over the replica, the sequence, the previous hash,
  /// the stamp, the schema version and the parts' hashes.
  public var hash: Hash {
    var preimage = Preimage("bygd commit 1")
    preimage.append(origin)
    preimage.append(sequence)
    preimage.append(previous)
    preimage.append(UInt64(bitPattern: stamp.milliseconds))
    preimage.append(UInt64(stamp.counter))
    preimage.append(UInt64(schemaVersion))
    for part in parts {
      preimage.append(UInt64(part.audience.number))
      preimage.append(part.hash)
    }
    return preimage.hash
  }
}

/// Bounds that every reader and writer of commits keeps, so that no bytes can ask for unbounded work.
public enum FormatLimits {
  /// Steps in one part of a commit.
  public static let operationsPerPartMax = 4096
  public static let partsPerCommitMax = 64
  /// Bytes of one commit.
  public static let commitBytesMax = 8 * 1024 * 1024
  /// Sequences stay below 2³², a hundred edits a second for a year and more.
  public static let sequenceMax: SequenceNumber = 1 << 32 - 1
}
