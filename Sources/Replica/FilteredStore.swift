internal import CommitFormat
public import Merge
internal import Schema

extension Replica {
  /// The same replica as somebody sees it who reads only the records of `audiences`: what a server shows to a person.
  public func filtered(to audiences: Set<Audience>) -> Replica {
    Replica(
      store: FilteredStore(base: store, audiences: audiences), clock: clock, random: random, readable: audiences)
  }
}

/// A store that reads as if only some audiences were there. What is written through it is not looked at here: `Author`
/// and the one who judges do that.
struct FilteredStore: ReplicaStore {
  let base: any ReplicaStore
  let audiences: Set<Audience>

  func read<Result>(_ body: (any ReplicaReading) throws -> Result) throws -> Result {
    try base.read { try body(FilteredReading(base: $0, audiences: audiences)) }
  }

  func write<Result>(_ body: (any ReplicaWriting) throws -> Result) throws -> Result { try base.write(body) }

  func note<Result>(_ body: (any ReplicaWriting) throws -> Result) throws -> Result { try base.note(body) }

  func version() throws -> Int64? { try base.version() }

  func scrub() throws { try base.scrub() }
}

/// What one transaction shows of some audiences. Lists, searches and counts go over all records that match: they cost
/// what those cost.
struct FilteredReading: ReplicaReading {
  let base: any ReplicaReading
  let audiences: Set<Audience>

  private func isReadable(_ audience: Audience) -> Bool { audience == .everyone || audiences.contains(audience) }

  private func isReadable(_ id: RecordID) throws -> Bool {
    guard let state = try base.record(id) else { return true }
    return isReadable(state.audience)
  }

  private func filtered(_ stored: StoredCommit) -> StoredCommit {
    guard stored.commit.parts.contains(where: { !isReadable($0.audience) }) else { return stored }
    return StoredCommit(
      commit: stored.commit.withholding(except: audiences.union([.everyone])), hash: stored.hash,
      logged: stored.logged)
  }

  private func isOfInterest(_ stored: StoredCommit) -> Bool {
    stored.commit.parts.contains { isReadable($0.audience) }
  }

  func header() throws -> ReplicaHeader? { try base.header() }

  // Records.

  func record(_ id: RecordID) throws -> RecordState? {
    guard let state = try base.record(id), isReadable(state.audience) else { return nil }
    return state
  }

  func view(_ id: RecordID) throws -> RecordView? { try isReadable(id) ? base.view(id) : nil }

  func record(createdBy dot: Dot) throws -> RecordID? {
    isReadable(dot.audience) ? try base.record(createdBy: dot) : nil
  }

  func children(of parent: RecordID) throws -> [RecordID] {
    try base.children(of: parent).filter { try isReadable($0) }
  }
  func aliases(of record: RecordID) throws -> [RecordID] { try base.aliases(of: record).filter { try isReadable($0) } }

  func eachRecord(_ body: (RecordState) throws -> Void) throws {
    try base.eachRecord { if isReadable($0.audience) { try body($0) } }
  }

  func surveyRecords(_ body: (RecordState) throws -> Void) throws -> [RecordID] {
    try base.surveyRecords { if isReadable($0.audience) { try body($0) } }
  }

  func isIndexed(_ id: RecordID, as view: RecordView?) throws -> Bool { try base.isIndexed(id, as: view) }

  // Queries.

  func list(_ query: RecordQuery) throws -> RecordList {
    var whole = query
    whole.limit = nil
    whole.offset = 0
    let found = try base.list(whole).records.filter { try isReadable($0.id) }
    return RecordList(records: Array(found[query.page(of: found.count)]), total: found.count)
  }

  func search(_ words: String, limit: Int) throws -> [RecordID] {
    Array(try base.search(words, limit: Self.everything).filter { try isReadable($0) }.prefix(max(0, limit)))
  }

  func records(referencePrefix: String, limit: Int) throws -> [RecordID] {
    let found = try base.records(referencePrefix: referencePrefix, limit: Self.everything)
    return Array(try found.filter { try isReadable($0) }.prefix(max(0, limit)))
  }

  private static let everything = 1 << 30

  func recordCount() throws -> Int { try list(RecordQuery()).total }
  func recordsInConflict() throws -> [RecordID] { try base.recordsInConflict().filter { try isReadable($0) } }

  // Commits.

  func head(of replica: ReplicaID) throws -> ReplicaHead? { try base.head(of: replica) }
  func frontier() throws -> Frontier { try base.frontier() }

  func commit(_ replica: ReplicaID, _ sequence: SequenceNumber) throws -> StoredCommit? {
    try base.commit(replica, sequence).map(filtered)
  }

  func place(of replica: ReplicaID, _ sequence: SequenceNumber) throws -> StoredCommit.Logged? {
    try base.place(of: replica, sequence)
  }

  func unlogged() throws -> [StoredCommit] { try base.unlogged().map(filtered) }

  func history(of record: RecordID) throws -> [StoredCommit] {
    try isReadable(record) ? try base.history(of: record).map(filtered) : []
  }

  func recentCommits(limit: Int) throws -> [StoredCommit] {
    var asked = max(0, limit)
    while true {
      let found = try base.recentCommits(limit: asked)
      let shown = found.filter(isOfInterest).prefix(max(0, limit))
      if shown.count >= limit || found.count < asked || asked >= Self.everything { return shown.map(filtered) }
      asked = min(Self.everything, max(64, asked * 4))
    }
  }

  func refusedHash(_ replica: ReplicaID, _ sequence: SequenceNumber) throws -> Hash? {
    try base.refusedHash(replica, sequence)
  }

  func hash(of replica: ReplicaID, sequence: SequenceNumber) throws -> Hash? {
    try base.hash(of: replica, sequence: sequence)
  }

  func branches() throws -> [Branch] { try base.branches() }
  func branch(_ id: ReplicaID) throws -> Branch? { try base.branch(id) }

  func journal(at position: Position) throws -> LogEntry? { try base.journal(at: position) }

  func logged(at position: Position) throws -> StoredCommit? { try base.logged(at: position).map(filtered) }
  func damagedCommits() throws -> [CommitName] { try base.damagedCommits() }
  func seal(of replica: ReplicaID) throws -> Seal? { try base.seal(of: replica) }
  func refused() throws -> [RefusedCommit] { try base.refused() }

  // People.

  func enrolment(number: UInt32) throws -> Enrolment? { try base.enrolment(number: number) }
  func enrolment(of replica: ReplicaID) throws -> Enrolment? { try base.enrolment(of: replica) }
  func enrolments() throws -> [Enrolment] { try base.enrolments() }

  func tidings(for user: String) throws -> [Tiding] {
    try base.tidings(for: user).filter { try isReadable($0.record) }
  }

  func schema() throws -> [UInt8]? { try base.schema() }
}

/// What one transaction shows to somebody.
public enum FilteredView {
  /// `reading` as those see it who read only the records of `audiences`.
  public static func of(_ reading: any ReplicaReading, _ audiences: Set<Audience>) -> any ReplicaReading {
    FilteredReading(base: reading, audiences: audiences)
  }
}
