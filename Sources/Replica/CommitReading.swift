public import CommitFormat
public import Merge
internal import Schema

/// Short names within a commit, resolved over a store: by the records, and where one of them is missing by the commit
/// that made it.
struct StoreNames: NameReader {
  let reading: any ReplicaReading
  /// Whether a name that means no known commit is an error: it is to whoever decides whether a commit can be taken.
  private let isStrict: Bool
  /// How many commits have been opened for the sake of one name.
  private var depth = 0
  private static let depthMax = 32

  init(reading: any ReplicaReading, isStrict: Bool = false) {
    self.reading = reading
    self.isStrict = isStrict
  }

  func replica(numbered number: UInt32) throws -> ReplicaID? {
    try reading.enrolment(number: number)?.replica
  }

  func record(createdBy dot: Dot) throws -> RecordID? {
    if let record = try reading.record(createdBy: dot) { return record }
    // A row that is damaged or gone must not keep its replica from reading on, or it could never be put right.
    guard depth < Self.depthMax, let stored = try reading.commit(dot.replica, dot.sequence),
      stored.commit.hash == stored.hash,
      let bytes = stored.commit.parts.first(where: { $0.audience == dot.audience })?.content
    else { return nil }
    var names = self
    names.depth += 1
    let content = try PartContent(
      bytes, author: dot.replica, audience: dot.audience, names: names, line: reading.line(of: stored.commit))
    guard Int(dot.index) < content.operations.count,
      case .create(let record, _, _) = content.operations[Int(dot.index)]
    else { return nil }
    return record
  }

  func write(_ dot: Dot, hashPrefix: UInt64) throws -> Dot? {
    if let found = try Chains.write(dot, hashPrefix: hashPrefix, in: reading) { return found }
    if isStrict { throw PartProblem.unknownWrite(dot) }
    return nil
  }
}

/// One operation in its place.
public struct PlacedOperation: Hashable, Sendable {
  public let dot: Dot
  public let stamp: Stamp
  /// What its author said of the part that it stands in.
  public let note: String
  public let operation: Operation
}

extension ReplicaReading {
  /// The operations of the parts of a commit that may be read here.
  ///
  /// Of an own commit, those of an audience that this replica no longer holds are left out too.
  ///
  /// - Throws: `PartProblem` when the bytes can't be read, or name what is not known here.
  public func operations(of commit: Commit) throws -> [PlacedOperation] {
    try operations(of: commit, names: StoreNames(reading: self))
  }

  /// As `operations(of:)`, for whoever decides whether the commit can be taken: a name that means no known write is an
  /// error.
  ///
  /// - Throws: besides, `PartProblem.unknownWrite`.
  public func strictOperations(of commit: Commit) throws -> [PlacedOperation] {
    try operations(of: commit, names: StoreNames(reading: self, isStrict: true))
  }

  /// As `operations(of:)`, with names that may know more than is saved yet.
  /// With `withUnheld`, those of an audience that this replica does not hold are there too, as far as they can be read.
  func operations(
    of commit: Commit, names: any NameReader, withUnheld: Bool = false
  ) throws -> [PlacedOperation] {
    var result: [PlacedOperation] = []
    let line = try line(of: commit)
    for part in commit.parts {
      guard let bytes = part.content else { continue }
      let isUnheld = try part.audience != .everyone && header()?.holds(part.audience) == false
      guard !isUnheld || withUnheld else { continue }
      let content: PartContent
      do {
        content = try PartContent(
          bytes, author: commit.replica, audience: part.audience, names: names, line: line)
      } catch is PartProblem where isUnheld {
        // What it names has left this replica.
        continue
      }
      for (index, operation) in content.operations.enumerated() {
        let dot = Dot(
          replica: commit.replica, sequence: commit.sequence, audience: part.audience, index: UInt32(index))
        result.append(PlacedOperation(dot: dot, stamp: commit.stamp, note: content.note, operation: operation))
      }
    }
    // Whoever reads both audiences reads first that a record left the one, and then that it came to the other.
    let left = result.filter { if case .leave = $0.operation { true } else { false } }
    guard !left.isEmpty, left.count < result.count else { return result }
    return left + result.filter { if case .leave = $0.operation { false } else { true } }
  }

  /// As `operations`, of a commit that was read before: it must be readable still.
  func operations(ofStored stored: StoredCommit) throws -> [PlacedOperation] {
    try operations(ofStored: stored, names: StoreNames(reading: self))
  }

  /// As `operations(ofStored:)`, with names that may know more than is saved yet.
  func operations(
    ofStored stored: StoredCommit, names: any NameReader, withUnheld: Bool = false
  ) throws -> [PlacedOperation] {
    do {
      return try operations(of: stored.commit, names: names, withUnheld: withUnheld)
    } catch let problem as PartProblem {
      throw ReplicaProblem.unreadableCommit(stored.name, problem)
    }
  }

  /// Every known write of a register, with what it replaces.
  public func history(of register: RegisterID, in record: RecordID) throws -> [Write] {
    try history(of: register, in: record, names: StoreNames(reading: self))
  }

  private func history(of register: RegisterID, in record: RecordID, names: any NameReader) throws -> [Write] {
    KnownHistories.writes(of: register, in: try steps(of: record, names: names))
  }

  /// The operations on a record, in the order of its history.
  fileprivate func steps(of record: RecordID, names: any NameReader) throws -> [PlacedOperation] {
    try history(of: record).flatMap { stored in
      try operations(ofStored: stored, names: names).filter { $0.operation.record == record }
    }
  }

  /// The write that is all that `write` names; nil where it names others too, where the commit is not here, and where the
  /// record was moved, because then what was there before may not be for everybody.
  private func single(replacedBy write: Write, of register: RegisterID, in record: RecordID) throws -> Write? {
    guard let dot = write.replaces.only, try self.record(record)?[.audience].isEmpty == true,
      let stored = try commit(dot.replica, dot.sequence)
    else { return nil }
    let step = try operations(ofStored: stored).first { $0.dot == dot && $0.operation.record == record }
    return step?.operation.writes(dot: dot, stamp: stored.commit.stamp).first { $0.register == register }?.write
  }

  /// What a register read as to whoever made `write`: how the writes that it replaces are read together. Where those were
  /// in conflict, that is the official value, or the text merged around it. Nil where it is forgotten.
  ///
  /// - Complexity: O(1) where `write` names a single one; else O(commits of the record), once for `histories`.
  func value(
    before write: Write, of register: RegisterID, in record: RecordID, type: TypeNumber?,
    histories: KnownHistories = KnownHistories()
  ) throws -> Value? {
    guard !write.replaces.isEmpty else { return .cleared }
    if let single = try single(replacedBy: write, of: register, in: record) { return single.value }
    let history = try histories.writes(of: register, in: record, self)
    let earlier = history.filter { write.replaces($0) }
    guard earlier.count > 1 else {
      if earlier.isEmpty, try header()?.horizon ?? 0 > 0 || self.record(record)?[.audience].isEmpty == false {
        return nil
      }
      return earlier.first?.value ?? .cleared
    }
    var before = Register()
    for one in earlier {
      if try place(of: one.dot.replica, one.dot.sequence) == nil { before.hold(one) } else { before.log(one) }
    }
    let policy = try type.flatMap { try currentSchema().type($0) }?.policy(register.field) ?? .review
    return Reading(before, policy: policy) { TextAncestry.base(of: $0.map(\.dot), in: history) }.value
  }

  /// The text that several standing writes of a text register go back to; nil when there is no single one.
  ///
  /// Of records that are read as one, each goes back to a text of its own: there is one only where they are equal.
  /// `names` may know records that are not saved yet.
  func textBase(
    _ record: RecordID, _ register: RegisterID, _ heads: [Write], names: any NameReader
  ) throws -> String? {
    let bases = try histories(of: heads, register, readAs: record, names: names)?
      .map { TextAncestry.base(of: $0.heads, in: $0.history) }
    guard let bases, let first = bases.first, let first else { return nil }
    return bases.allSatisfy { $0?.utf8.elementsEqual(first.utf8) ?? false } ? first : nil
  }

  /// The value that several standing writes of a register go back to; nil when there is none, or no single one.
  func base(of heads: [Write], register: RegisterID, record: RecordID) throws -> Value? {
    let bases = try histories(of: heads, register, readAs: record, names: StoreNames(reading: self))?
      .map { TextAncestry.baseWrite(of: $0.heads, in: $0.history)?.value }
    guard let bases, let first = bases.first, let first else { return nil }
    return bases.allSatisfy { $0 == first } ? first : nil
  }

  /// Parts standing writes by the records that they stand in, each with that record's history of the register.
  ///
  /// - Returns: nil where several records have one and one of them has it alone: what that one replaced was settled in its
  ///   record before there was anything to settle here, and may be forgotten.
  private func histories(
    of heads: [Write], _ register: RegisterID, readAs record: RecordID, names: any NameReader
  ) throws -> [(heads: [Dot], history: [Write])]? {
    var parts: [(heads: [Dot], history: [Write])] = []
    var rest = Set(heads.map(\.dot))
    func part(_ history: [Write]) {
      let here = history.map(\.dot).filter { rest.contains($0) }
      rest.subtract(here)
      if !here.isEmpty { parts.append((here, history)) }
    }
    part(try history(of: register, in: record, names: names))
    if !rest.isEmpty {
      for other in try joined(with: record).live where other != record && !rest.isEmpty {
        part(try history(of: register, in: other, names: names))
      }
    }
    // What no history reaches goes back to nothing known.
    guard rest.isEmpty, parts.count == 1 || parts.allSatisfy({ $0.heads.count > 1 }) else { return nil }
    return parts
  }

  /// Whose commits a replica's are, and from which device.
  public func enrolledAuthor(of replica: ReplicaID) throws -> (user: String, device: String)? {
    if let enrolment = try enrolment(of: replica) { return (enrolment.user, enrolment.device) }
    if let branch = try branch(replica) { return try enrolledAuthor(of: branch.origin) }
    guard let header = try header(),
      header.replica == replica || header.former.contains(where: { $0.replica == replica })
    else { return nil }
    return (header.user, header.device)
  }

  /// Who wrote a commit: the user named in the log, else the one whose replica it is.
  public func author(of stored: StoredCommit) throws -> (user: String, device: String)? {
    let enrolled = try enrolledAuthor(of: stored.commit.replica)
    if let author = stored.logged?.author { return (author, enrolled?.device ?? "") }
    return enrolled
  }

  /// Who made a write.
  public func author(of dot: Dot) throws -> String? {
    try place(of: dot.replica, dot.sequence)?.author ?? enrolledAuthor(of: dot.replica)?.user
  }
}

/// What was read of records' histories, for whoever asks about several of their commits in one transaction.
final class KnownHistories {
  private var steps: [RecordID: [PlacedOperation]] = [:]

  /// As `ReplicaReading.history(of:in:)`.
  ///
  /// - Complexity: O(commits of the record) the first time, then O(its operations).
  func writes(of register: RegisterID, in record: RecordID, _ reading: any ReplicaReading) throws -> [Write] {
    let known = try steps[record] ?? reading.steps(of: record, names: StoreNames(reading: reading))
    steps[record] = known
    return Self.writes(of: register, in: known)
  }

  static func writes(of register: RegisterID, in steps: [PlacedOperation]) -> [Write] {
    var writes: [Write] = []
    for step in steps {
      // What was there before a record moved, only some can read; so nobody goes back to it.
      if step.operation.beginsHistory { writes = [] }
      for (id, write) in step.operation.writes(dot: step.dot, stamp: step.stamp) where id == register {
        writes.append(write)
      }
    }
    return writes
  }
}
