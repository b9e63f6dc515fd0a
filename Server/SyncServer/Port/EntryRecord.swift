public import CommitFormat
public import Merge

/// An entry of the log as a table row holds it: what is looked up by stands in columns, the rest in `body`.
public struct EntryRecord: Hashable, Sendable {
  /// What kind of entry it is. The numbers are stored and never change.
  public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
    case accepted = 0
    case refused = 1
    case enrolled = 2
    case schema = 3
    case horizon = 4
    case erased = 8
    case branched = 20
    /// Accepted, of a commit in a branch: the replica that made it stands before the body.
    case acceptedInBranch = 21
  }

  public var position: Position
  /// Milliseconds since 1970-01-01 00:00 UTC.
  public var time: Int64
  public var kind: Kind
  /// Of a commit, an enrolment or a branch.
  public var replica: ReplicaID?
  /// Of a commit.
  public var sequence: SequenceNumber?
  /// Of a commit, accepted or refused.
  public var hash: Hash?
  /// Of an accepted commit or a branch: the hash of the commit before.
  public var previous: Hash?
  /// Of an accepted commit, where it is not the replica's user.
  public var author: String?
  public var body: [UInt8]

  public init(
    position: Position, time: Int64, kind: Kind, replica: ReplicaID? = nil, sequence: SequenceNumber? = nil,
    hash: Hash? = nil, previous: Hash? = nil, author: String? = nil, body: [UInt8]
  ) {
    self.position = position
    self.time = time
    self.kind = kind
    self.replica = replica
    self.sequence = sequence
    self.hash = hash
    self.previous = previous
    self.author = author
    self.body = body
  }
}

extension EntryRecord {
  public init(_ entry: LogEntry) {
    self.init(position: entry.position, time: entry.time, kind: .horizon, body: [])
    switch entry.event {
    case .accepted(let commit, let author):
      kind = .accepted
      replica = commit.replica
      sequence = commit.sequence
      hash = commit.hash
      previous = commit.previous
      self.author = author
      body = commit.body
      if commit.isInBranch {
        kind = .acceptedInBranch
        body = commit.origin.bytes + body
      }
    case .refused(let name, let refusal):
      kind = .refused
      replica = name.replica
      sequence = name.sequence
      hash = name.hash
      append(refusal.code.rawValue)
      body.append(refusal.field == nil ? 0 : 1)
      append(refusal.field ?? "")
      append(refusal.reason)
    case .enrolled(let enrolment):
      kind = .enrolled
      replica = enrolment.replica
      Varint.append(UInt64(enrolment.number), to: &body)
      append(enrolment.user)
      append(enrolment.device)
      body += enrolment.publicKey
    case .schema(let version, let json):
      kind = .schema
      Varint.append(UInt64(version), to: &body)
      body += json
    case .horizon(let position):
      Varint.append(position, to: &body)
    case .branched(let branch):
      kind = .branched
      replica = branch.id
      previous = branch.previous
      body += branch.origin.bytes
      body += branch.parent.bytes
      Varint.append(branch.first, to: &body)
    case .erased(let erasure):
      // Its commit is found by what stands in the body: a name in the columns is that of the commit's own entry.
      kind = .erased
      erasure.append(to: &body)
    }
  }

  private mutating func append(_ text: String) {
    Varint.append(UInt64(text.utf8.count), to: &body)
    body += text.utf8
  }

  /// The entry; nil when the row can't be what `init(_:)` made. Whether the bytes are the ones that were written, the
  /// chain hash says.
  public var entry: LogEntry? {
    event.map { LogEntry(position: position, time: time, event: $0) }
  }

  private var event: LogEntry.Event? {
    var reader = ByteReader(body)
    switch kind {
    case .accepted:
      guard let replica, let sequence, let previous,
        let commit = Commit(replica: replica, sequence: sequence, previous: previous, body: body)
      else { return nil }
      return .accepted(commit, author: author)
    case .acceptedInBranch:
      guard let replica, let sequence, let previous, let origin = reader.replica(),
        let commit = Commit(
          replica: replica, origin: origin, sequence: sequence, previous: previous, body: reader.rest())
      else { return nil }
      return .accepted(commit, author: author)
    case .branched:
      guard let replica, let previous, let origin = reader.replica(), let parent = reader.replica(),
        let first = reader.varint(), reader.isAtEnd
      else { return nil }
      return .branched(Branch(id: replica, origin: origin, parent: parent, first: first, previous: previous))
    case .refused:
      guard let replica, let sequence, let hash, let word = Self.text(&reader), let code = RefusalCode(rawValue: word),
        let hasField = reader.byte(), hasField < 2, let field = Self.text(&reader), let reason = Self.text(&reader),
        reader.isAtEnd
      else { return nil }
      let refusal = Refusal(code: code, field: hasField == 1 ? field : nil, reason: reason)
      return .refused(CommitName(replica: replica, sequence: sequence, hash: hash), refusal)
    case .enrolled:
      guard let replica, let number = reader.varint32(), let user = Self.text(&reader),
        let device = Self.text(&reader), reader.count == 32
      else { return nil }
      return .enrolled(
        Enrolment(number: number, replica: replica, user: user, device: device, publicKey: Array(reader.rest())))
    case .schema:
      guard let version = reader.varint32() else { return nil }
      return .schema(version: version, json: Array(reader.rest()))
    case .horizon:
      guard let position = reader.varint(), reader.isAtEnd else { return nil }
      return .horizon(position)
    case .erased:
      guard let erasure = Erasure(&reader), reader.isAtEnd else { return nil }
      return .erased(erasure)
    }
  }

  private static func text(_ reader: inout ByteReader) -> String? {
    reader.block().flatMap { String(validating: $0, as: UTF8.self) }
  }
}
