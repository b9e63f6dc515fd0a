public import Merge

/// One workspace: one log, one schema, one set of members. 128 random bits.
public struct WorkspaceID: Hashable, Sendable {
  public let bits: UInt128

  public init(bits: UInt128) {
    self.bits = bits
  }
}

/// One history of a log: a restored server begins a new one. 128 random bits.
public struct Epoch: Hashable, Sendable {
  public let bits: UInt128

  public init(bits: UInt128) {
    self.bits = bits
  }
}

/// What a member may do in a workspace.
public enum Role: String, Hashable, Comparable, Sendable, CaseIterable {
  /// Reads and syncs.
  case reader
  /// Also writes.
  case editor
  /// Also settles what others wrote, and looks after people and devices.
  case administrator

  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .reader: 0
    case .editor: 1
    case .administrator: 2
    }
  }
}

/// How a replica came to the workspace. Its entry in the log gives it the number by which commits name it, and tells
/// every other replica whose it is.
public struct Enrolment: Hashable, Sendable {
  /// 1, 2, 3, … in the order of the log.
  public let number: UInt32
  public let replica: ReplicaID
  /// The member's name, as people read it.
  public let user: String
  /// The device's name, as its owner gave it.
  public let device: String
  /// The device's Ed25519 key, 32 bytes.
  public let publicKey: [UInt8]

  public init(number: UInt32, replica: ReplicaID, user: String, device: String, publicKey: [UInt8]) {
    self.number = number
    self.replica = replica
    self.user = user
    self.device = device
    self.publicKey = publicKey
  }
}

/// A commit by its name and content hash.
public struct CommitName: Hashable, Sendable {
  public let replica: ReplicaID
  public let sequence: SequenceNumber
  public let hash: Hash

  public init(replica: ReplicaID, sequence: SequenceNumber, hash: Hash) {
    self.replica = replica
    self.sequence = sequence
    self.hash = hash
  }
}

extension Commit {
  public var name: CommitName { CommitName(replica: replica, sequence: sequence, hash: hash) }
}

/// Why the server did not accept a commit. The codes are part of the protocol and never change their meaning.
public enum RefusalCode: String, Hashable, Sendable, CaseIterable {
  /// Its author is no member any more.
  case membership
  /// Its author's role does not allow it: a reader wrote, or somebody who may not settle settled.
  case role
  /// It does not fit the schema.
  case schema
  /// It is larger than the workspace allows.
  case size
  /// It writes to a record that only refused commits made.
  case needs
  /// It sets anew, to another value, what is set once.
  case once
  /// It changes what closing a year has frozen.
  case frozen
  /// The record has moved to another audience.
  case moved
  /// It writes what was erased by decision before its author knew of it.
  case erased
}

/// A refusal as its author is told.
public struct Refusal: Hashable, Sendable {
  public let code: RefusalCode
  /// The key of the field that it is about, where there is one.
  public let field: String?
  /// Which rule was broken, as a stable word for programs: `unknown-field`, `too-long`, …; empty when the code says all.
  public let reason: String

  public init(code: RefusalCode, field: String? = nil, reason: String = "") {
    self.code = code
    self.field = field
    self.reason = reason
  }
}

/// One entry of the server's log.
public struct LogEntry: Hashable, Sendable {
  /// 1 for the first, without gaps.
  public let position: Position
  /// The server's time, milliseconds since 1970-01-01 00:00 UTC.
  public let time: Int64
  public let event: Event

  public init(position: Position, time: Int64, event: Event) {
    self.position = position
    self.time = time
    self.event = event
  }

  public enum Event: Hashable, Sendable {
    /// `author` is named where it is not the user that the replica was enrolled for: the server's own commits.
    case accepted(Commit, author: String?)
    /// A refusal is an entry too, without content, so that frontiers have no holes and whoever got the commit in a
    /// bundle takes it out.
    case refused(CommitName, Refusal)
    case enrolled(Enrolment)
    /// The schema from here on, as its canonical JSON.
    case schema(version: UInt32, json: [UInt8])
    /// History before `position` may be forgotten, by all alike.
    case horizon(Position)
    /// Two copies of one replica were used: the commits of a chain are read under this name from here on.
    case branched(Branch)
    /// Something was erased of an accepted commit's part, by decision; the commit keeps its hash.
    case erased(Erasure)
  }
}

extension LogEntry {
  /// The entry as those get it who read only `audiences`: the same hash, the other parts withheld.
  public func withholding(except audiences: Set<Audience>) -> LogEntry {
    if case .erased(let erasure) = event, !audiences.contains(erasure.audience) {
      return LogEntry(position: position, time: time, event: .erased(erasure.withheld))
    }
    guard case .accepted(let commit, let author) = event,
      !commit.parts.allSatisfy({ audiences.contains($0.audience) })
    else { return self }
    return LogEntry(
      position: position, time: time, event: .accepted(commit.withholding(except: audiences), author: author))
  }

  /// The hash of what the entry says, apart from its place.
  public var hash: Hash { hash(commit: nil) }

  /// `known` is the hash of the accepted commit, where it has been counted already.
  private func hash(commit known: Hash?) -> Hash {
    var preimage: Preimage
    switch event {
    case .accepted(let commit, let author):
      preimage = Preimage("bygd entry accepted 1")
      preimage.append(
        name: CommitName(replica: commit.replica, sequence: commit.sequence, hash: known ?? commit.hash))
      preimage.append(block: Array((author ?? "").utf8))
    case .refused(let name, let refusal):
      preimage = Preimage("bygd entry refused 1")
      preimage.append(name: name)
      preimage.append(block: Array(refusal.code.rawValue.utf8))
      preimage.append(block: Array((refusal.field ?? "").utf8))
      preimage.append(block: Array(refusal.reason.utf8))
    case .enrolled(let enrolment):
      preimage = Preimage("bygd entry enrolled 1")
      preimage.append(UInt64(enrolment.number))
      preimage.append(enrolment.replica.bytes)
      preimage.append(block: Array(enrolment.user.utf8))
      preimage.append(block: Array(enrolment.device.utf8))
      preimage.append(block: enrolment.publicKey)
    case .schema(let version, let json):
      preimage = Preimage("bygd entry schema 1")
      preimage.append(UInt64(version))
      preimage.append(block: json)
    case .horizon(let position):
      preimage = Preimage("bygd entry horizon 1")
      preimage.append(position)
    case .branched(let branch):
      preimage = Preimage("bygd entry branched 1")
      preimage.append(branch.id.bytes)
      preimage.append(branch.origin.bytes)
      preimage.append(branch.parent.bytes)
      preimage.append(branch.first)
      preimage.append(branch.previous.bytes)
    case .erased(let erasure):
      preimage = Preimage("bygd entry erased 1")
      preimage.append(name: erasure.commit)
      preimage.append(UInt64(erasure.audience.number))
      preimage.append(erasure.part.hash.bytes)
    }
    preimage.append(UInt64(bitPattern: time))
    return preimage.hash
  }

  /// The chain hash at this entry, from that of the entry before: nothing in the log can be changed unnoticed.
  ///
  /// - Parameters:
  ///   - previous: the chain hash there.
  ///   - commit: the hash of the accepted commit, where it has been counted already.
  /// - Returns: the hash of all that the log says up to here.
  public func chain(after previous: Hash, commit: Hash? = nil) -> Hash {
    Self.chain(after: previous, position: position, entryHash: hash(commit: commit))
  }

  /// The chain hash before the first entry.
  public static func chainStart(of workspace: WorkspaceID) -> Hash {
    var preimage = Preimage("bygd log 1")
    preimage.append(workspace.bits.bytes)
    return preimage.hash
  }
}

extension Preimage {
  fileprivate mutating func append(name: CommitName) {
    append(name.replica.bytes)
    append(name.sequence)
    append(name.hash.bytes)
  }
}
