public import CommitFormat
public import Merge

/// Where a replica is kept. Deciding is done above; a store loads and keeps, all or nothing.
///
/// Several stores may stand on one file, also in several processes: whatever is decided on is read inside the writing
/// transaction.
public protocol ReplicaStore: Sendable {
  /// Runs `body` over one unchanging state.
  func read<Result>(_ body: (any ReplicaReading) throws -> Result) throws -> Result

  /// Runs `body` as one transaction: durable when this returns, without a trace when it throws.
  func write<Result>(_ body: (any ReplicaWriting) throws -> Result) throws -> Result

  /// As `write`, but waits for no disk: a power cut may take it, and nothing besides. For notes that nobody relies on.
  func note<Result>(_ body: (any ReplicaWriting) throws -> Result) throws -> Result

  /// A number that is another one as soon as a transaction has changed the store, whichever program made it: what was read
  /// after it was asked for stands as long as it does. Means nothing to another value of this type.
  ///
  /// - Returns: nil where that can't be told.
  /// - Complexity: O(1), without waiting for a disk.
  func version() throws -> Int64?

  /// Leaves no byte in files of what transactions that have ended removed.
  ///
  /// - Complexity: O(files).
  func scrub() throws
}

/// What one transaction can read.
public protocol ReplicaReading {
  /// Nil before the replica was set up.
  func header() throws -> ReplicaHeader?

  // Records.

  /// Nil when nothing of the record is known.
  func record(_ id: RecordID) throws -> RecordState?
  func view(_ id: RecordID) throws -> RecordView?
  /// The record that the given *logged* dot, or an unlogged one of any replica, created; nil when it is not known. Of a
  /// dot whose name was kept, the record that it once created.
  func record(createdBy dot: Dot) throws -> RecordID?
  /// The records whose view names `parent` as their parent, rising.
  func children(of parent: RecordID) throws -> [RecordID]
  /// The records whose view names `record` as what they are an alias of, rising.
  func aliases(of record: RecordID) throws -> [RecordID]
  /// All records, deleted ones too, each once, in any order.
  func eachRecord(_ body: (RecordState) throws -> Void) throws
  /// As `eachRecord`, but goes on past what is damaged.
  ///
  /// - Returns: the records of which something is here that can't be read; rising.
  func surveyRecords(_ body: (RecordState) throws -> Void) throws -> [RecordID]
  /// Whether what lies beside a record (lists, conflicts, look-ups) says what `view` does. A store that can't fall apart
  /// so says yes.
  func isIndexed(_ id: RecordID, as view: RecordView?) throws -> Bool

  // Queries.

  func list(_ query: RecordQuery) throws -> RecordList
  /// The live records, those that are read as another left out, in which all `words` begin some word, folded as people expect (`orebro` finds `Örebro`); best first.
  func search(_ words: String, limit: Int) throws -> [RecordID]
  /// The records whose short reference begins with the given letters (Crockford base32, lower case), at most `limit`.
  func records(referencePrefix: String, limit: Int) throws -> [RecordID]
  /// How many records live, those that are read as another left out.
  func recordCount() throws -> Int
  /// The records that show a conflict, rising; `all` their conflicts stand in their views.
  func recordsInConflict() throws -> [RecordID]
  /// Calls `body` for each record that shows a conflict, in no order, with the conflicts of its view; nothing else of the
  /// record need be read for it.
  func eachConflict(_ body: (RecordID, [Conflict]) throws -> Void) throws
  /// How many conflicts all records show.
  func conflictCount() throws -> Int

  // Commits.

  /// The last commit that is known of a replica, refused ones included; nil when there is none.
  func head(of replica: ReplicaID) throws -> ReplicaHead?
  func frontier() throws -> Frontier
  /// The hash of a known commit, refused ones included.
  func hash(of replica: ReplicaID, sequence: SequenceNumber) throws -> Hash?
  func commit(_ replica: ReplicaID, _ sequence: SequenceNumber) throws -> StoredCommit?
  /// Where a commit stands in the log; nil where it is not here, or waits. Its bytes, which may be many, are not read.
  func place(of replica: ReplicaID, _ sequence: SequenceNumber) throws -> StoredCommit.Logged?
  /// The commits that have no position yet, in the order in which they came: causes before effects.
  func unlogged() throws -> [StoredCommit]
  /// The commits that touch a record, logged ones in log order, then the others as they came. Refused ones are left out.
  func history(of record: RecordID) throws -> [StoredCommit]
  /// The newest commits first, at most `limit`, older than `before` where it is given.
  func recentCommits(limit: Int) throws -> [StoredCommit]
  func logged(at position: Position) throws -> StoredCommit?
  /// The commits whose bytes have another hash than they were stored under, that can't be read, do not follow on the one
  /// before, or are not here although a later one of their replica is; by name. Reads all commits.
  func damagedCommits() throws -> [CommitName]
  /// The seal of a replica that reaches furthest.
  func seal(of replica: ReplicaID) throws -> Seal?
  func refused() throws -> [RefusedCommit]
  /// The hash under which the log refused a commit; nil when it did not, as far as is known here.
  func refusedHash(_ replica: ReplicaID, _ sequence: SequenceNumber) throws -> Hash?
  /// An entry of the log that accepted no commit, by its position: a refusal, an enrolment, a schema.
  func journal(at position: Position) throws -> LogEntry?
  /// Rising by the first sequence, then by name. Nearly always there are none.
  func branches() throws -> [Branch]
  /// Nil for a replica that is no branch.
  func branch(_ id: ReplicaID) throws -> Branch?

  // People.

  func enrolment(number: UInt32) throws -> Enrolment?
  func enrolment(of replica: ReplicaID) throws -> Enrolment?
  /// Rising by number.
  func enrolments() throws -> [Enrolment]
  /// What a person has not been told yet or has not waved away, oldest first. Names are equal when their bytes are.
  func tidings(for user: String) throws -> [Tiding]

  /// The newest schema of the workspace, as JSON; nil when it is the one that ships with the program.
  func schema() throws -> [UInt8]?
}

/// What a writing transaction can do besides.
public protocol ReplicaWriting: ReplicaReading {
  func setHeader(_ header: ReplicaHeader) throws

  /// Keeps a record and how it reads. A record without entries is removed.
  ///
  /// `view` is nil for a record of which no creation is known; it is kept out of every list.
  func save(_ record: RecordState, view: RecordView?) throws
  /// Takes out whatever is left of a record, readable or not. What is unsent of it stays in its commits.
  func forget(_ record: RecordID) throws

  /// Adds a commit after its replica's head and moves the head.
  func append(_ commit: StoredCommit, touching records: [RecordID]) throws
  /// Gives an unlogged commit its place in the log.
  func setLogged(_ name: CommitName, position: Position, time: Int64, author: String?) throws
  /// Takes a commit out that was refused; its replica's head stays where it is, or moves there if the commit never came.
  /// Of one that never came, `stamp` is what its replica's clock had come to, where that is known.
  func setRefused(_ name: CommitName, stamp: Stamp?) throws
  /// Puts other bytes in the place of a commit's, under the same name and hash: something was erased of it.
  func setErased(_ commit: StoredCommit) throws
  /// Puts the bytes of a held commit in the place of what is held of it, which lacked parts that may be read here by
  /// now, under the same name and hash; `records` are those that it touches.
  func fillIn(_ commit: StoredCommit, touching records: [RecordID]) throws
  /// Takes a commit's place in the log away again: it stands before all others that have none.
  func setUnlogged(_ name: CommitName) throws
  /// Keeps of a part of a held commit its hash alone; its place, its own hash and what it touched stay. Nothing happens
  /// where the part is not held.
  func withhold(_ audience: Audience, of name: CommitName) throws
  /// Remembers which record a dot created, whatever becomes of the creation: commits that name the record by it stay
  /// readable.
  func keepName(of record: RecordID, createdBy dot: Dot) throws
  /// Forgets that the log refused a commit, which is to be appended next.
  func forgetRefusal(_ name: CommitName) throws
  /// Keeps an entry that accepts no commit, so that the whole log can be told from what is here.
  func keep(_ entry: LogEntry) throws
  /// Forgets the kept entries after a position.
  func forgetJournal(after position: Position) throws
  /// Keeps the seal of a chain, if it reaches further than the one that is kept.
  func setSeal(_ seal: Seal, of chain: ReplicaID) throws
  func addRefused(_ refused: RefusedCommit) throws
  func removeRefused(_ name: CommitName) throws

  func setBranch(_ branch: Branch) throws
  func removeBranch(_ id: ReplicaID) throws
  /// Gives the unlogged commits of a chain from `first` on another chain's name, with their seal. They keep their order
  /// of arrival; the head of the first chain is then the commit before them, that of the other one the last of them.
  /// Records and their states are left as they are.
  func move(commitsOf chain: ReplicaID, from first: SequenceNumber, to other: ReplicaID) throws

  func addEnrolment(_ enrolment: Enrolment) throws
  func addTiding(_ tiding: Tiding) throws
  func removeTidings(upTo id: Int64, for user: String) throws
  func setSchema(_ json: [UInt8]) throws

  /// Takes out all that came of the log, and all commits, refused ones too: records, enrolments, tidings. What stays is the header, the
  /// refused box, the seals and the schema.
  func forgetLog() throws
}

extension ReplicaWriting {
  /// Takes a commit out that was refused, of whose stamp no more is known than what is held.
  public func setRefused(_ name: CommitName) throws { try setRefused(name, stamp: nil) }

  /// Keeps the seal of a replica that is no branch.
  public func setSeal(_ seal: Seal) throws { try setSeal(seal, of: seal.replica) }
}
