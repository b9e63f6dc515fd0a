internal import CommitFormat
internal import Foundation
public import Merge
public import Schema

/// A replica in memory: what tests and the simulation run at speed.
///
/// One transaction at a time; a body must not open another one on the same store.
public final class MemoryStore: ReplicaStore, @unchecked Sendable {
  private let lock = NSLock()
  private let content: MemoryContent
  private var writes: Int64 = 0

  /// An empty replica.
  public init(schema: Schema = .bundled) {
    content = MemoryContent(schema: schema)
  }

  /// What a folder holds that somebody copied, or puts back later.
  public init(copyOf other: MemoryStore) {
    content = other.lock.withLock { MemoryContent(copyOf: other.content) }
  }

  public func read<Result>(_ body: (any ReplicaReading) throws -> Result) throws -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(content)
  }

  /// How many transactions have been made.
  public func version() -> Int64? { lock.withLock { writes } }

  /// Memory that was given back holds nothing.
  public func scrub() {}

  public func write<Result>(_ body: (any ReplicaWriting) throws -> Result) throws -> Result {
    lock.lock()
    defer { lock.unlock() }
    content.begin()
    do {
      let result = try body(content)
      content.commit()
      writes += 1
      return result
    } catch {
      content.rollBack()
      throw error
    }
  }
}

/// What a `MemoryStore` holds. Every change notes how to undo it, so that a transaction costs what it changes.
final class MemoryContent {
  struct Stored {
    var state: RecordState
    var view: RecordView?
  }

  struct CommitKey: Hashable, Comparable {
    let replica: ReplicaID
    let sequence: SequenceNumber

    static func < (left: Self, right: Self) -> Bool {
      (left.replica, left.sequence) < (right.replica, right.sequence)
    }
  }

  struct Held {
    var stored: StoredCommit
    var arrival: Int
  }

  let knownSchema: Schema
  var keptHeader: ReplicaHeader?
  var records: [RecordID: Stored] = [:]
  var recordsByCreation: [Dot: RecordID] = [:]
  var children: [RecordID: Set<RecordID>] = [:]
  var aliases: [RecordID: Set<RecordID>] = [:]
  var conflicted: Set<RecordID> = []
  var liveCount = 0
  var commits: [CommitKey: Held] = [:]
  var commitsByPosition: [Position: CommitKey] = [:]
  var unloggedKeys: Set<CommitKey> = []
  var touched: [RecordID: Set<CommitKey>] = [:]
  var heads: [ReplicaID: ReplicaHead] = [:]
  /// Of refused commits, as heads: they leave nothing else behind.
  var refusedHeads: [CommitKey: ReplicaHead] = [:]
  var keptBranches: [ReplicaID: Branch] = [:]
  var arrivals = 0
  var seals: [ReplicaID: Seal] = [:]
  var keptRefused: [RefusedCommit] = []
  /// What the log refused, by name.
  var refusals: [CommitKey: Hash] = [:]
  var journal: [Position: LogEntry] = [:]
  var keptNames: [Dot: RecordID] = [:]
  var enrolmentsByNumber: [UInt32: Enrolment] = [:]
  var numbers: [ReplicaID: UInt32] = [:]
  var keptTidings: [Tiding] = []
  var lastTiding: Int64 = 0
  var schemaJSON: [UInt8]?

  private var undo: [(MemoryContent) -> Void] = []

  init(schema: Schema) {
    knownSchema = schema
  }

  init(copyOf other: MemoryContent) {
    knownSchema = other.knownSchema
    keptHeader = other.keptHeader
    records = other.records
    recordsByCreation = other.recordsByCreation
    children = other.children
    aliases = other.aliases
    conflicted = other.conflicted
    liveCount = other.liveCount
    commits = other.commits
    commitsByPosition = other.commitsByPosition
    unloggedKeys = other.unloggedKeys
    touched = other.touched
    heads = other.heads
    refusedHeads = other.refusedHeads
    keptBranches = other.keptBranches
    arrivals = other.arrivals
    seals = other.seals
    keptRefused = other.keptRefused
    enrolmentsByNumber = other.enrolmentsByNumber
    numbers = other.numbers
    keptTidings = other.keptTidings
    lastTiding = other.lastTiding
    schemaJSON = other.schemaJSON
    refusals = other.refusals
    journal = other.journal
    keptNames = other.keptNames
  }

  func begin() { undo.removeAll(keepingCapacity: true) }

  func commit() { undo.removeAll(keepingCapacity: true) }

  func rollBack() {
    for step in undo.reversed() { step(self) }
    undo.removeAll(keepingCapacity: true)
  }

  /// Sets what `path` names, and remembers what was there.
  func change<Part>(_ path: ReferenceWritableKeyPath<MemoryContent, Part>, to new: Part) {
    let old = self[keyPath: path]
    undo.append { $0[keyPath: path] = old }
    self[keyPath: path] = new
  }

  private func link(
    _ record: RecordID, in path: ReferenceWritableKeyPath<MemoryContent, [RecordID: Set<RecordID>]>,
    from old: RecordID?, to new: RecordID?
  ) {
    guard old != new else { return }
    func shift(_ key: RecordID?, _ isMember: Bool) {
      guard let key else { return }
      if isMember {
        self[keyPath: path][key, default: []].insert(record)
      } else {
        self[keyPath: path][key]?.remove(record)
        if self[keyPath: path][key]?.isEmpty == true { self[keyPath: path][key] = nil }
      }
    }
    shift(old, false)
    shift(new, true)
    undo.append { content in
      if let new {
        content[keyPath: path][new]?.remove(record)
        if content[keyPath: path][new]?.isEmpty == true { content[keyPath: path][new] = nil }
      }
      if let old { content[keyPath: path][old, default: []].insert(record) }
    }
  }

  func touch(_ record: RecordID, by key: CommitKey) {
    guard touched[record, default: []].insert(key).inserted else { return }
    undo.append { $0.touched[record]?.remove(key) }
  }
}

extension MemoryContent: ReplicaWriting {
  func setHeader(_ header: ReplicaHeader) { change(\.keptHeader, to: header) }

  func save(_ record: RecordState, view: RecordView?) {
    let id = record.id
    let old = records[id]
    let oldView = old?.view
    let isKept = !record.entries.isEmpty
    let view = isKept ? view : nil
    // The hottest two of all, without the price of a key path.
    undo.append { $0.records[id] = old }
    records[id] = isKept ? Stored(state: record, view: view) : nil
    let dots = record[.type].logged.map(\.dot) + record[.type].pending.map(\.dot)
    for dot in old?.state.creations ?? [] where !dots.contains(dot) && recordsByCreation[dot] == id {
      change(\.recordsByCreation[dot], to: nil)
    }
    for dot in dots where recordsByCreation[dot] != id { change(\.recordsByCreation[dot], to: id) }
    link(id, in: \.children, from: oldView?.parent, to: view?.parent)
    link(id, in: \.aliases, from: oldView?.alias, to: view?.alias)
    let isInConflict = view?.conflicts.isEmpty == false
    if conflicted.contains(id) != isInConflict {
      if isInConflict { conflicted.insert(id) } else { conflicted.remove(id) }
      undo.append { if isInConflict { $0.conflicted.remove(id) } else { $0.conflicted.insert(id) } }
    }
    let change = (view?.isListed == true ? 1 : 0) - (oldView?.isListed == true ? 1 : 0)
    if change != 0 { self.change(\.liveCount, to: liveCount + change) }
  }

  func forget(_ record: RecordID) { save(RecordState(id: record), view: nil) }

  func append(_ commit: StoredCommit, touching records: [RecordID]) {
    let key = CommitKey(replica: commit.commit.replica, sequence: commit.commit.sequence)
    change(\.arrivals, to: arrivals + 1)
    let old = commits[key]
    undo.append { $0.commits[key] = old }
    commits[key] = Held(stored: commit, arrival: arrivals)
    if let position = commit.logged?.position {
      change(\.commitsByPosition[position], to: key)
    } else {
      unloggedKeys.insert(key)
      undo.append { $0.unloggedKeys.remove(key) }
    }
    for record in records { touch(record, by: key) }
    moveHead(of: key, hash: commit.hash, stamp: commit.commit.stamp)
  }

  private func moveHead(of key: CommitKey, hash: Hash, stamp: Stamp?) {
    let head = heads[key.replica]
    guard key.sequence > head?.sequence ?? 0 else { return }
    let stamp = stamp ?? head?.stamp ?? Stamp(milliseconds: 0)
    change(\.heads[key.replica], to: ReplicaHead(sequence: key.sequence, hash: hash, stamp: stamp))
  }

  func setLogged(_ name: CommitName, position: Position, time: Int64, author: String?) {
    let key = CommitKey(replica: name.replica, sequence: name.sequence)
    guard let held = commits[key], held.stored.hash == name.hash else { return }
    let logged = StoredCommit.Logged(position: position, time: time, author: author)
    let stored = StoredCommit(commit: held.stored.commit, hash: held.stored.hash, logged: logged)
    change(\.commits[key], to: Held(stored: stored, arrival: held.arrival))
    if let old = held.stored.logged?.position { change(\.commitsByPosition[old], to: nil) }
    change(\.commitsByPosition[position], to: key)
    if unloggedKeys.remove(key) != nil { undo.append { $0.unloggedKeys.insert(key) } }
  }

  func setRefused(_ name: CommitName, stamp: Stamp?) {
    let key = CommitKey(replica: name.replica, sequence: name.sequence)
    if let held = commits[key], held.stored.hash == name.hash {
      change(\.commits[key], to: nil)
      if let position = held.stored.logged?.position { change(\.commitsByPosition[position], to: nil) }
      if unloggedKeys.remove(key) != nil { undo.append { $0.unloggedKeys.insert(key) } }
    }
    let known = heads[key.replica]?.stamp
    moveHead(of: key, hash: name.hash, stamp: [known, stamp].compactMap { $0 }.max())
    if refusals[key] == nil { change(\.refusals[key], to: name.hash) }
    let stamp = heads[key.replica]?.stamp ?? Stamp(milliseconds: 0)
    change(\.refusedHeads[key], to: ReplicaHead(sequence: key.sequence, hash: name.hash, stamp: stamp))
  }

  func setErased(_ commit: StoredCommit) {
    let key = CommitKey(replica: commit.commit.replica, sequence: commit.commit.sequence)
    guard let held = commits[key], held.stored.hash == commit.hash else { return }
    let stored = StoredCommit(commit: commit.commit, hash: commit.hash, logged: held.stored.logged)
    change(\.commits[key], to: Held(stored: stored, arrival: held.arrival))
  }

  func fillIn(_ commit: StoredCommit, touching records: [RecordID]) {
    let key = CommitKey(replica: commit.commit.replica, sequence: commit.commit.sequence)
    guard let held = commits[key], held.stored.hash == commit.hash else { return }
    setErased(commit)
    for record in records { touch(record, by: key) }
  }

  func setUnlogged(_ name: CommitName) {
    let key = CommitKey(replica: name.replica, sequence: name.sequence)
    guard let held = commits[key], held.stored.hash == name.hash, let position = held.stored.logged?.position else {
      return
    }
    let first = unloggedKeys.compactMap { commits[$0]?.arrival }.min() ?? arrivals
    let stored = StoredCommit(commit: held.stored.commit, hash: held.stored.hash)
    change(\.commits[key], to: Held(stored: stored, arrival: first - 1))
    change(\.commitsByPosition[position], to: nil)
    unloggedKeys.insert(key)
    undo.append { $0.unloggedKeys.remove(key) }
  }

  func withhold(_ audience: Audience, of name: CommitName) {
    let key = CommitKey(replica: name.replica, sequence: name.sequence)
    guard var held = commits[key], held.stored.hash == name.hash else { return }
    held.stored = StoredCommit(
      commit: held.stored.commit.withholding(audience), hash: name.hash, logged: held.stored.logged)
    change(\.commits[key], to: held)
  }

  func forgetRefusal(_ name: CommitName) {
    let key = CommitKey(replica: name.replica, sequence: name.sequence)
    guard refusals[key] == name.hash else { return }
    change(\.refusals[key], to: nil)
  }

  func keepName(of record: RecordID, createdBy dot: Dot) { change(\.keptNames[dot], to: record) }

  func keep(_ entry: LogEntry) { change(\.journal[entry.position], to: entry) }

  func forgetJournal(after position: Position) {
    for other in journal.keys.filter({ $0 > position }).sorted() { change(\.journal[other], to: nil) }
  }

  func setSeal(_ seal: Seal, of chain: ReplicaID) {
    if let known = seals[chain], known.sequence > seal.sequence { return }
    change(\.seals[chain], to: seal)
  }

  func setBranch(_ branch: Branch) { change(\.keptBranches[branch.id], to: branch) }

  func removeBranch(_ id: ReplicaID) { change(\.keptBranches[id], to: nil) }

  func move(commitsOf chain: ReplicaID, from first: SequenceNumber, to other: ReplicaID) {
    let moved = unloggedKeys.filter { $0.replica == chain && $0.sequence >= first }.sorted()
    guard !moved.isEmpty else { return }
    for key in moved {
      guard let held = commits[key] else { continue }
      let new = CommitKey(replica: other, sequence: key.sequence)
      let stored = StoredCommit(commit: held.stored.commit.read(as: other), hash: held.stored.hash)
      change(\.commits[key], to: nil)
      change(\.commits[new], to: Held(stored: stored, arrival: held.arrival))
      change(\.unloggedKeys, to: unloggedKeys.subtracting([key]).union([new]))
      for (record, keys) in touched where keys.contains(key) {
        change(\.touched[record], to: keys.subtracting([key]).union([new]))
      }
      moveHead(of: new, hash: stored.hash, stamp: stored.commit.stamp)
    }
    let before = CommitKey(replica: chain, sequence: first - 1)
    let head = commits[before].map {
      ReplicaHead(sequence: before.sequence, hash: $0.stored.hash, stamp: $0.stored.commit.stamp)
    }
    change(\.heads[chain], to: head ?? refusedHeads[before])
    if let seal = seals[chain], seal.sequence >= first {
      change(\.seals[chain], to: nil)
      setSeal(seal, of: other)
    }
  }

  func addRefused(_ refused: RefusedCommit) {
    change(\.keptRefused, to: keptRefused.filter { $0.name != refused.name } + [refused])
  }

  func removeRefused(_ name: CommitName) { change(\.keptRefused, to: keptRefused.filter { $0.name != name }) }

  func addEnrolment(_ enrolment: Enrolment) {
    change(\.enrolmentsByNumber[enrolment.number], to: enrolment)
    change(\.numbers[enrolment.replica], to: enrolment.number)
  }

  func addTiding(_ tiding: Tiding) {
    let id = tiding.id == 0 ? lastTiding + 1 : tiding.id
    change(\.lastTiding, to: max(lastTiding, id))
    let kept = tiding.numbered(id)
    change(\.keptTidings, to: (keptTidings.filter { $0.id != id } + [kept]).sorted { $0.id < $1.id })
  }

  func removeTidings(upTo id: Int64, for user: String) {
    change(\.keptTidings, to: keptTidings.filter { $0.id > id || !$0.user.utf8.elementsEqual(user.utf8) })
  }

  func setSchema(_ json: [UInt8]) { change(\.schemaJSON, to: json) }

  func forgetLog() {
    change(\.records, to: [:])
    change(\.recordsByCreation, to: [:])
    change(\.children, to: [:])
    change(\.aliases, to: [:])
    change(\.conflicted, to: [])
    change(\.liveCount, to: 0)
    change(\.commits, to: [:])
    change(\.commitsByPosition, to: [:])
    change(\.unloggedKeys, to: [])
    change(\.touched, to: [:])
    change(\.heads, to: [:])
    change(\.enrolmentsByNumber, to: [:])
    change(\.numbers, to: [:])
    change(\.keptTidings, to: [])
    change(\.journal, to: [:])
    change(\.keptBranches, to: [:])
    change(\.refusals, to: [:])
    change(\.refusedHeads, to: [:])
  }
}

extension RecordState {
  /// The dots of all creations that are known, logged ones first.
  public var creations: [Dot] {
    let type = self[.type]
    return type.pending.isEmpty ? type.logged.map(\.dot) : type.logged.map(\.dot) + type.pending.map(\.dot)
  }
}
