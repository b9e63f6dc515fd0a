public import Merge

extension LogEntry {
  private enum Kind: UInt8 {
    case accepted = 0
    case refused = 1
    case enrolled = 2
    case schema = 3
    case horizon = 4
    case erased = 8
    case branched = 20
    /// Accepted, of a commit in a branch.
    case acceptedInBranch = 21
  }

  /// The entry without its position, complete in itself: what replicas keep of the log besides commits, and what they
  /// give back to a server that lost it.
  ///
  /// Kind, time (zigzag), then: of an accepted commit replica, sequence, previous hash, author, body; of a refused one
  /// replica, sequence, hash, code, a byte that says whether there is a field, field, reason; of an enrolment number,
  /// replica, user, device, key; of a schema version, JSON; of a horizon its position; of a branch its name, origin,
  /// parent, first sequence, previous hash; of an erasure replica, sequence, hash, part. A commit in a branch has its origin before the rest.
  public var bytes: [UInt8] {
    var out: [UInt8] = []
    func head(_ kind: Kind) {
      out.append(kind.rawValue)
      Varint.append(Varint.zigzag(time), to: &out)
    }
    func append(_ text: String) {
      Varint.append(UInt64(text.utf8.count), to: &out)
      out += text.utf8
    }
    switch event {
    case .accepted(let commit, let author):
      head(commit.isInBranch ? .acceptedInBranch : .accepted)
      if commit.isInBranch { out += commit.origin.bytes }
      out += commit.replica.bytes
      Varint.append(commit.sequence, to: &out)
      out += commit.previous.bytes
      append(author ?? "")
      out += commit.body
    case .refused(let name, let refusal):
      head(.refused)
      out += name.replica.bytes
      Varint.append(name.sequence, to: &out)
      out += name.hash.bytes
      append(refusal.code.rawValue)
      out.append(refusal.field == nil ? 0 : 1)
      append(refusal.field ?? "")
      append(refusal.reason)
    case .enrolled(let enrolment):
      head(.enrolled)
      Varint.append(UInt64(enrolment.number), to: &out)
      out += enrolment.replica.bytes
      append(enrolment.user)
      append(enrolment.device)
      out += enrolment.publicKey
    case .schema(let version, let json):
      head(.schema)
      Varint.append(UInt64(version), to: &out)
      out += json
    case .horizon(let position):
      head(.horizon)
      Varint.append(position, to: &out)
    case .branched(let branch):
      head(.branched)
      out += branch.id.bytes + branch.origin.bytes + branch.parent.bytes
      Varint.append(branch.first, to: &out)
      out += branch.previous.bytes
    case .erased(let erasure):
      head(.erased)
      erasure.append(to: &out)
    }
    return out
  }

  /// Nil when the bytes are not what `bytes` makes.
  public init?(position: Position, bytes: some Collection<UInt8>) {
    var reader = ByteReader(Array(bytes))
    guard let kind = reader.byte().flatMap(Kind.init), let time = reader.varint().map(Varint.unzigzag),
      let event = Self.event(kind, &reader)
    else { return nil }
    self.init(position: position, time: time, event: event)
  }

  private static func event(_ kind: Kind, _ reader: inout ByteReader) -> Event? {
    func text() -> String? { reader.block().flatMap { String(validating: $0, as: UTF8.self) } }
    func hash() -> Hash? { reader.bytes(32).flatMap { Hash(bytes: $0) } }
    switch kind {
    case .accepted, .acceptedInBranch:
      var origin: ReplicaID?
      if kind == .acceptedInBranch {
        guard let made = reader.replica() else { return nil }
        origin = made
      }
      guard let replica = reader.bits128(), let sequence = reader.varint(), let previous = hash(), let author = text(),
        let commit = Commit(
          replica: ReplicaID(bits: replica), origin: origin, sequence: sequence, previous: previous,
          body: Array(reader.rest()))
      else { return nil }
      return .accepted(commit, author: author.isEmpty ? nil : author)
    case .refused:
      guard let replica = reader.bits128(), let sequence = reader.varint(), let hash = hash(),
        let code = text().flatMap(RefusalCode.init(rawValue:)), let hasField = reader.byte(), hasField < 2,
        let field = text(), hasField == 1 || field.isEmpty, let reason = text(), reader.isAtEnd
      else { return nil }
      let name = CommitName(replica: ReplicaID(bits: replica), sequence: sequence, hash: hash)
      return .refused(name, Refusal(code: code, field: hasField == 1 ? field : nil, reason: reason))
    case .enrolled:
      guard let number = reader.varint32(), let replica = reader.bits128(), let user = text(), let device = text(),
        reader.count == 32
      else { return nil }
      return .enrolled(
        Enrolment(
          number: number, replica: ReplicaID(bits: replica), user: user, device: device,
          publicKey: Array(reader.rest())))
    case .schema:
      guard let version = reader.varint32() else { return nil }
      return .schema(version: version, json: Array(reader.rest()))
    case .horizon:
      guard let position = reader.varint(), reader.isAtEnd else { return nil }
      return .horizon(position)
    case .branched:
      guard let id = reader.replica(), let origin = reader.replica(), let parent = reader.replica(),
        let first = reader.varint(), let previous = hash(), reader.isAtEnd
      else { return nil }
      return .branched(Branch(id: id, origin: origin, parent: parent, first: first, previous: previous))
    case .erased:
      guard let erasure = Erasure(&reader), reader.isAtEnd else { return nil }
      return .erased(erasure)
    }
  }

  /// The chain hash at an entry of which only the hash is known.
  public static func chain(after previous: Hash, position: Position, entryHash: Hash) -> Hash {
    var preimage = Preimage("bygd chain 1")
    preimage.append(previous.bytes)
    preimage.append(position)
    preimage.append(entryHash.bytes)
    return preimage.hash
  }
}
