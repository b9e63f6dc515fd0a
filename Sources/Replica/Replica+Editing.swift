internal import CommitFormat
public import Merge
public import Schema

extension Replica {
  /// Makes one commit of a draft: durable, in the queue and shown when this returns.
  ///
  /// - Returns: the commit, with which `undo` can be asked for.
  /// - Throws: `EditProblem`, and nothing was written; or what the store throws.
  public func edit(_ draft: Draft) throws -> StoredCommit {
    try store.write { transaction in
      try Author(self, transaction).commit(draft)
    }
  }

  /// Makes one commit of each draft, in order and in one transaction: all of them, or none.
  ///
  /// - Returns: the commits.
  /// - Throws: as `edit`.
  /// - Complexity: O(changes); one wait for the disk.
  public func edit(_ drafts: [Draft]) throws -> [StoredCommit] {
    try store.write { transaction in
      try drafts.map { try Author(self, transaction).commit($0) }
    }
  }

  /// As `edit`, and hands on what is questionable about it, which is no reason to refuse it.
  public func edit(_ draft: Draft, warn: ([Violation]) -> Void) throws -> StoredCommit {
    var warnings: [Violation] = []
    let commit = try store.write { transaction in
      let author = try Author(self, transaction)
      let commit = try author.commit(draft)
      warnings = author.warnings
      return commit
    }
    warn(warnings)
    return commit
  }

  /// Looks at the workspace as drafts would make it, without writing.
  ///
  /// - Parameters:
  ///   - drafts: in order.
  ///   - look: gets the state as it would be, the commits as they would be, and what is questionable about them.
  /// - Returns: what `look` returns.
  /// - Throws: `EditProblem`, or what the store or `look` throws.
  public func rehearse<Result>(
    _ drafts: [Draft], _ look: (any ReplicaReading, [HistoryItem], [Violation]) throws -> Result
  ) throws -> Result {
    try withoutWriting { transaction in
      var items: [HistoryItem] = []
      var warnings: [Violation] = []
      for draft in drafts {
        let author = try Author(self, transaction)
        items.append(try transaction.historyItem(try author.commit(draft), of: nil))
        warnings += author.warnings
      }
      return try look(transaction, items, warnings)
    }
  }

  /// What `edit` would refuse or warn of, without writing.
  public func check(_ draft: Draft) throws -> [Violation] {
    try withoutWriting { transaction in
      let author = try Author(self, transaction)
      _ = try author.operations(of: draft)
      return author.warnings
    }
  }

  /// What several drafts would do, without writing: commits as they would be.
  public func rehearse(_ drafts: [Draft]) throws -> [StoredCommit] {
    try withoutWriting { transaction in
      try drafts.map { try Author(self, transaction).commit($0) }
    }
  }

  private func withoutWriting<Result>(_ body: (any ReplicaWriting) throws -> Result) throws -> Result {
    var result: Result?
    do {
      try store.write { transaction in
        result = try body(transaction)
        throw Rehearsed()
      }
    } catch is Rehearsed {}
    guard let result else { throw EditProblem.nothingToDo }
    return result
  }

  private struct Rehearsed: Error {}
}

/// Short names for what a replica writes.
struct AuthorNames: NameWriter {
  let work: RecordWork
  let replica: ReplicaID

  func number(of replica: ReplicaID) throws -> UInt32? {
    try work.transaction.enrolment(of: replica)?.number
  }

  func creation(of record: RecordID) throws -> Dot? {
    // An unlogged creation may still be refused, and its name would go with it.
    try work.state(record).loggedCreation
  }

  func origin(of replica: ReplicaID) throws -> ReplicaID { try work.transaction.origin(of: replica) }
}

/// Turns what a person wants into a commit, inside one transaction.
final class Author {
  private let replica: Replica
  let transaction: any ReplicaWriting
  let header: ReplicaHeader
  let schema: Schema
  let work: RecordWork
  private(set) var warnings: [Violation] = []
  /// The operations so far, and per record and register where it is set, so that one commit sets nothing twice.
  var operations: [Operation] = []
  var seen: SeenToken?
  /// The audience that the author names for what the draft makes.
  private(set) var wanted: Audience?
  /// The audiences of the records that this commit makes.
  var made: [RecordID: Audience] = [:]
  /// Records that this commit takes from one audience to another.
  var moved: [RecordID: Move] = [:]
  /// Those whose records the author may read and write; nil for all.
  let allowed: Set<Audience>?

  /// `person` writes, where it is not the one whose replica this is: on the server.
  init(
    _ replica: Replica, _ transaction: any ReplicaWriting,
    person: (user: String, role: Role, audiences: Set<Audience>?)? = nil
  ) throws {
    self.replica = replica
    self.transaction = transaction
    var header = try transaction.requiredHeader()
    allowed = person.map(\.audiences) ?? replica.readable ?? header.audiences.map(Set.init)
    if let person { (header.user, header.role) = (person.user, person.role) }
    self.header = header
    schema = try transaction.currentSchema()
    work = RecordWork(transaction, schema: schema)
  }

  func commit(_ draft: Draft) throws -> StoredCommit {
    let operations = try operations(of: draft)
    guard !operations.isEmpty else { throw EditProblem.nothingToDo }
    let head = try transaction.head(of: header.replica)
    let now = replica.clock.now()
    let grouped = try byAudience(operations)
    guard grouped.count <= FormatLimits.partsPerCommitMax else { throw EditProblem.tooLarge }
    // What is said of a thing that not everyone may read, not everyone may read either.
    let isForSome = grouped.contains { $0.audience != .everyone }
    var parts: [Commit.Part] = []
    var size = 64
    for (audience, operations) in grouped {
      guard operations.count <= FormatLimits.operationsPerPartMax else { throw EditProblem.tooLarge }
      let content = PartContent(
        note: isForSome && audience == .everyone ? "" : draft.note, operations: operations)
      let bytes = try content.encoded(
        author: header.replica, audience: audience, names: AuthorNames(work: work, replica: header.replica))
      let isSalted = try audience != .everyone || holdsPersonalData(operations)
      let salt = isSalted ? replica.random.bits128().bytes : nil
      parts.append(Commit.Part(audience: audience, body: .readable(bytes, salt: salt)))
      size += bytes.count + (audience == .everyone ? 0 : 64)
    }
    let commit = Commit(
      replica: header.replica, sequence: (head?.sequence ?? 0) + 1, previous: head?.hash ?? .zero,
      stamp: head?.stamp.next(milliseconds: now) ?? Stamp(milliseconds: now),
      schemaVersion: UInt32(clamping: schema.version), parts: parts)
    guard size <= FormatLimits.commitBytesMax, commit.sequence <= FormatLimits.sequenceMax else {
      throw EditProblem.tooLarge
    }
    let stored = StoredCommit(commit: commit, hash: commit.hash)
    var records: [RecordID] = []
    var listed: Set<RecordID> = []
    for (audience, operations) in grouped {
      for (index, operation) in operations.enumerated() {
        let dot = Dot(
          replica: header.replica, sequence: commit.sequence, audience: audience, index: UInt32(index))
        try work.update(operation.record) { $0.hold(operation, dot: dot, stamp: commit.stamp) }
        if listed.insert(operation.record).inserted { records.append(operation.record) }
      }
    }
    try transaction.append(stored, touching: records)
    _ = try work.finish()
    return stored
  }

  func operations(of draft: Draft) throws -> [Operation] {
    guard header.role >= .editor else { throw EditProblem.notAllowed(needs: .editor) }
    seen = draft.seen
    wanted = draft.audience
    operations = []
    made = [:]
    moved = [:]
    for change in draft.changes { try add(change) }
    try checkAudiences()
    return operations
  }

  private func add(_ change: RecordChange) throws {
    switch change {
    case .create(let type, let record, let fields): try create(type, record, fields)
    case .update(let record, let fields): try update(record, fields)
    case .delete(let record): try delete(record)
    case .restore(let record): try restore(record)
    case .join(let record, let into): try join(record, into: into)
    case .separate(let record): try separate(record)
    case .settle(let record, let conflict, let settlement): try settle(record, conflict, settlement)
    case .bury(let record): try bury(record)
    case .unbury(let record): try restoreAlone(record)
    case .carryOut(let operation, let audience): try carryOut(operation, in: audience)
    case .rewrite(let record, let writes): try rewrite(record, writes)
    case .move(let record, let audience): try move(record, to: audience)
    }
  }

  /// A part with personal data is salted, so that erasing the data leaves a hash that tells nothing.
  private func holdsPersonalData(_ operations: [Operation]) throws -> Bool {
    for operation in operations {
      let type: RecordType?
      let registers: [RegisterID]
      switch operation {
      case .create(_, let number, let fields):
        type = schema.type(number)
        registers = fields.map(\.register)
      case .set(let record, let register, _, _, _):
        type = try work.state(record).type.flatMap { schema.type($0) }
        registers = [register]
      case .tombstone, .keep: continue
      // It holds all that stands there, and one who is not to read it holds its hash.
      case .leave, .arrive: return true
      }
      if registers.contains(where: { type?.register($0.field)?.isPersonal ?? false }) { return true }
    }
    return false
  }

  /// The state that the author works on: with what this commit has done so far left out, because one commit sets a
  /// register once.
  func known(_ record: RecordID) throws -> (state: RecordState, type: TypeNumber) {
    let state = try work.state(record)
    guard let type = state.type, may(state.audience) else { throw EditProblem.unknownRecord(record) }
    return (state, type)
  }

  func validate(_ violations: [Violation]) throws {
    warnings += violations.filter(\.isWarning)
    let errors = violations.filter { !$0.isWarning }
    if !errors.isEmpty { throw EditProblem.invalid(errors) }
  }

  var validation: ValidationContext {
    ValidationContext(
      typeOfRecord: { [self] record in
        let made = operations.lazy.compactMap { operation -> TypeNumber? in
          guard case .create(record, let type, _) = operation else { return nil }
          return type
        }.first
        return made ?? (try? work.state(record))?.type
      },
      valueOfField: { [self] record, key in
        guard let view = try? transaction.view(record), let type = schema.type(view.type), let field = type.field(key)
        else { return nil }
        guard let value = view.value(field.register) else { return nil }
        return type.group(of: field)?.member(field.number, of: value) ?? value
      })
  }
}

extension RecordID {
  /// Whether the id is derived from a natural key (UUID version 5), so that others may make the same record.
  public var isNatural: Bool { (bits >> 76) & 0xF == 5 }
}
