public import CommitFormat
public import Merge

extension LogPage {
  /// Reads the columns that only some entries have, from bytes that may be anything.
  struct PageReader<Names: LogNames> {
    private struct Row {
      let replica: ReplicaID
      var next: SequenceNumber
    }

    private let names: Names
    private let receiver: ReplicaID?
    private let malformed: ProtocolProblem
    private var numbered: [UInt32: ReplicaID] = [:]
    private var hashes: [ReplicaID: (sequence: SequenceNumber, hash: Hash)] = [:]
    private var branches: [ReplicaID: Branch] = [:]

    init(names: Names, receiver: ReplicaID?, malformed: ProtocolProblem) {
      self.names = names
      self.receiver = receiver
      self.malformed = malformed
    }

    /// An entry while the columns are read one after the other.
    private enum Draft {
      case accepted(reference: Int, hasAuthor: Bool, isOwn: Bool)
      case refused(reference: Int, Hash, Refusal)
      case other(LogEntry.Event)
    }

    mutating func read(
      _ kinds: [UInt64], at first: Position, from reader: inout ByteReader
    ) throws -> [PulledEntry.Event] {
      guard kinds.allSatisfy({ $0 <= Kind.erased || $0 == Kind.branched }) else { throw malformed }
      let ofCommits = kinds.filter { $0 <= Kind.refused }
      guard let references = CommitColumns.numbers(ofCommits.count, from: &reader) else { throw malformed }
      let authorCount = kinds.count { $0 == Kind.acceptedWithAuthor || $0 == Kind.ownWithAuthor }
      guard let authorBytes = SingleSet.Dictionary.read(authorCount, from: &reader) else { throw malformed }
      var authors = try authorBytes.map { bytes in
        guard let author = String(validating: bytes, as: UTF8.self) else { throw malformed }
        return author
      }[...]
      var place = 0
      var drafts: [Draft] = []
      for kind in kinds {
        if kind > Kind.refused {
          drafts.append(.other(try other(kind, from: &reader)))
          continue
        }
        // A row's number is at most one above those before it, so that it fits in memory and in `Int`.
        guard references[place] <= UInt64(place) else { throw malformed }
        let reference = Int(references[place])
        place += 1
        if kind == Kind.refused {
          let (hash, refusal) = try refusal(from: &reader)
          drafts.append(.refused(reference: reference, hash, refusal))
        } else {
          drafts.append(
            .accepted(
              reference: reference, hasAuthor: kind == Kind.acceptedWithAuthor || kind == Kind.ownWithAuthor,
              isOwn: kind == Kind.own || kind == Kind.ownWithAuthor))
        }
      }
      var rows: [Row] = []
      for reference in references where reference >= UInt64(rows.count) {
        guard reference == UInt64(rows.count) else { throw malformed }
        rows.append(try row(from: &reader))
      }
      let bodyCount = kinds.count { $0 == Kind.accepted || $0 == Kind.acceptedWithAuthor }
      guard var bodies = CommitColumns.read(bodyCount, from: &reader)?[...] else { throw malformed }
      return try drafts.enumerated().map { offset, draft in
        switch draft {
        case .other(let event): return .entry(event)
        case .refused(let reference, let hash, let refusal):
          let (replica, sequence) = try take(&rows[reference])
          hashes[replica] = (sequence, hash)
          return .entry(.refused(CommitName(replica: replica, sequence: sequence, hash: hash), refusal))
        case .accepted(let reference, let hasAuthor, let isOwn):
          let author = hasAuthor ? authors.popFirst() : nil
          let (replica, sequence) = try take(&rows[reference])
          if isOwn {
            guard replica == receiver else { throw malformed }
            let hash = try names.ownHash(of: replica, sequence: sequence, at: first + UInt64(offset))
            hashes[replica] = hash.map { (sequence, $0) }
            return .own(sequence, author: author)
          }
          guard let body = bodies.popFirst() else { throw malformed }
          let commit = Commit(
            replica: replica, origin: try branch(replica)?.origin, sequence: sequence,
            previous: try previous(replica, sequence), body: body)
          hashes[replica] = (sequence, commit.hash)
          return .entry(.accepted(commit, author: author))
        }
      }
    }

    private func take(_ row: inout Row) throws -> (ReplicaID, SequenceNumber) {
      guard row.next <= FormatLimits.sequenceMax else { throw malformed }
      defer { row.next += 1 }
      return (row.replica, row.next)
    }

    private func previous(_ replica: ReplicaID, _ sequence: SequenceNumber) throws -> Hash {
      if sequence == 1 { return .zero }
      if let known = hashes[replica], known.sequence == sequence - 1 { return known.hash }
      if let branch = try branch(replica), branch.first == sequence { return branch.previous }
      guard let hash = try names.hash(of: replica, sequence: sequence - 1) else {
        throw ProtocolProblem.unknownPrevious(replica: replica, sequence: sequence)
      }
      return hash
    }

    private func branch(_ replica: ReplicaID) throws -> Branch? {
      try branches[replica] ?? names.branch(replica)
    }

    private func row(from reader: inout ByteReader) throws -> Row {
      guard let number = reader.varint32() else { throw malformed }
      let replica: ReplicaID
      if number == 0 {
        guard let id = reader.replica() else { throw malformed }
        replica = id
      } else if let known = try numbered[number] ?? names.replica(numbered: number) {
        replica = known
      } else {
        throw ProtocolProblem.unknownReplica(number: number)
      }
      guard let first = reader.varint(), (1...FormatLimits.sequenceMax).contains(first) else { throw malformed }
      return Row(replica: replica, next: first)
    }

    private mutating func other(_ kind: UInt64, from reader: inout ByteReader) throws -> LogEntry.Event {
      switch kind {
      case Kind.enrolled:
        guard let number = reader.varint32(), let replica = reader.replica() else { throw malformed }
        let user = try text(from: &reader)
        let device = try text(from: &reader)
        guard let key = reader.block() else { throw malformed }
        numbered[number] = replica
        return .enrolled(
          Enrolment(number: number, replica: replica, user: user, device: device, publicKey: Array(key)))
      case Kind.branched:
        guard let id = reader.replica(), let origin = reader.replica(), let parent = reader.replica(),
          let first = reader.varint(), (1...FormatLimits.sequenceMax).contains(first),
          let previous = reader.bytes(32).flatMap({ Hash(bytes: $0) })
        else { throw malformed }
        let branch = Branch(id: id, origin: origin, parent: parent, first: first, previous: previous)
        branches[id] = branch
        return .branched(branch)
      case Kind.schema:
        guard let version = reader.varint32(), let json = reader.block() else { throw malformed }
        return .schema(version: version, json: Array(json))
      case Kind.horizon:
        guard let position = reader.varint() else { throw malformed }
        return .horizon(position)
      case Kind.erased:
        guard let erasure = Erasure(&reader) else { throw malformed }
        return .erased(erasure)
      default: throw malformed
      }
    }

    private func refusal(from reader: inout ByteReader) throws -> (Hash, Refusal) {
      guard let bytes = reader.bytes(32), let hash = Hash(bytes: bytes),
        let code = RefusalCode(rawValue: try text(from: &reader)), let hasField = reader.byte(), hasField <= 1
      else { throw malformed }
      let field = hasField == 1 ? try text(from: &reader) : nil
      return (hash, Refusal(code: code, field: field, reason: try text(from: &reader)))
    }

    private func text(from reader: inout ByteReader) throws -> String {
      guard let bytes = reader.block(), let text = String(validating: bytes, as: UTF8.self) else { throw malformed }
      return text
    }
  }
}

/// The names of a log that is held in memory, or that begins here: what reading a snapshot needs.
public struct LogNamesInMemory: LogNames, LogNumbers, Sendable {
  private var replicas: [UInt32: ReplicaID] = [:]
  private var numbers: [ReplicaID: UInt32] = [:]
  private var hashes: [ReplicaID: [SequenceNumber: Hash]] = [:]
  private var branches: [ReplicaID: Branch] = [:]

  public init() {}

  /// Takes in the next entry; `commit` is the hash of the accepted commit, where it has been counted already.
  public mutating func note(_ entry: LogEntry, commit known: Hash? = nil) {
    switch entry.event {
    case .accepted(let commit, _): hashes[commit.replica] = [commit.sequence: known ?? commit.hash]
    case .refused(let name, _): hashes[name.replica] = [name.sequence: name.hash]
    case .enrolled(let enrolment):
      replicas[enrolment.number] = enrolment.replica
      numbers[enrolment.replica] = enrolment.number
    case .branched(let branch): branches[branch.id] = branch
    case .schema, .horizon, .erased: break
    }
  }

  public func replica(numbered number: UInt32) -> ReplicaID? { replicas[number] }

  public func number(of replica: ReplicaID) -> UInt32? { numbers[replica] }

  public func branch(_ id: ReplicaID) -> Branch? { branches[id] }

  /// Known for each replica's last commit only, which is all that the next page needs.
  public func hash(of replica: ReplicaID, sequence: SequenceNumber) -> Hash? { hashes[replica]?[sequence] }
}
