package import CommitFormat
package import Merge
import Replica
import Schema

/// Everything that was ever written in a run, as whoever stands beside it knows it: who wrote what, and what they saw.
///
/// The one rule is judged over this history by brute force. What a commit names for the product's own use is not looked
/// at; what its author saw is.
package final class Ledger {
  package struct RegisterKey: Hashable {
    let record: RecordID
    let id: RegisterID
  }

  /// A register and all its writes, in the order in which they were made.
  package struct Row {
    let key: RegisterKey
    var writes: [Int] = []
  }

  package struct WriteRow {
    let commit: Int
    let row: Int
    /// As the ledger names it; where two copies of a replica used one name, otherwise than the product does.
    let dot: Dot
    /// As its author had it.
    let authored: Dot
    let value: Value
    /// The writes that its author saw standing and meant it to replace, and all that those replaced.
    var replaced: Bits
    /// Of a tombstone: the writes of the record that its author saw standing, and all that those replaced.
    var covered: Bits?
    /// A word that this write alone brought into a text.
    var token: String?
  }

  package struct CommitRow {
    let name: CommitName
    /// The replica in the dots of its writes, as the ledger names them.
    let chain: ReplicaID
    /// The commit of its replica before it.
    let previous: Int?
    let user: String
    /// The number of the device; nil for the server's own and for what a forger made.
    let device: Int?
    let isForged: Bool
    let records: [RecordID]
    let operations: [Step]
    let writes: Range<Int>
    /// The commits that stood in what its author saw, and what those had seen.
    let past: Bits
    let schemaVersion: UInt32
    let bytes: Int
    /// Whether somebody settled a conflict with it.
    let isSettlement: Bool
    var wasRetriedOrDiscarded = false
  }

  /// One step of a commit.
  package struct Step {
    let dot: Dot
    let stamp: Stamp
    let operation: Operation

    init(_ placed: PlacedOperation) {
      self.init(dot: placed.dot, stamp: placed.stamp, operation: placed.operation)
    }

    package init(dot: Dot, stamp: Stamp, operation: Operation) {
      self.dot = dot
      self.stamp = stamp
      self.operation = operation
    }
  }

  /// What surrounded an author.
  package struct Authoring {
    package var device: Int?
    package var user: String
    package var role: Role
    /// The commits that stood there.
    package var known: Bits
    /// What the author looked at, if that was earlier.
    package var seen: Bits?
    package var isSettlement = false
    /// The registers in conflict there, as the program showed them; for texts and joined records.
    package var shownConflicts: Set<RegisterKey> = []
    /// The records that are read as another, with that.
    package var shownAs: [RecordID: RecordID] = [:]
    /// A word that belongs to this action alone.
    package var token: String?
    package var isForged = false
    /// Of a deletion: whether what the seen writes had replaced is not seen by that, because the log is in another epoch.
    package var coversNothingElse = false
    /// What the author's replica calls writes, where the ledger calls them otherwise.
    package var local: [Int: Dot] = [:]

    package init(
      device: Int?, user: String, role: Role, known: Bits, seen: Bits? = nil, isSettlement: Bool = false,
      token: String? = nil, isForged: Bool = false
    ) {
      self.device = device
      self.user = user
      self.role = role
      self.known = known
      self.seen = seen
      self.isSettlement = isSettlement
      self.token = token
      self.isForged = isForged
    }
  }

  package private(set) var commits: [CommitRow] = []
  private(set) var writes: [WriteRow] = []
  private(set) var rows: [Row] = []
  private var rowOf: [RegisterKey: Int] = [:]
  private var commitOf: [Hash: Int] = [:]
  private var names: Set<CommitName> = []
  /// Whether two commits have one name: copies of a replica were used.
  package private(set) var hasDoubles = false
  /// In the order in which they were first written to.
  private(set) var records: [RecordID] = []
  private(set) var rowsOf: [RecordID: [Int]] = [:]
  private(set) var typeOf: [RecordID: TypeNumber] = [:]

  package init() {}

  package func commit(_ name: CommitName) -> Int? { commitOf[name.hash] }
  func commit(hash: Hash) -> Int? { commitOf[hash] }
  func row(_ record: RecordID, _ id: RegisterID) -> Int? { rowOf[RegisterKey(record: record, id: id)] }

  /// Notes a commit that was made.
  package func add(_ commit: Commit, _ operations: [Step], _ authoring: Authoring) {
    let hash = commit.hash
    guard commitOf[hash] == nil else { return }
    let name = CommitName(replica: commit.origin, sequence: commit.sequence, hash: hash)
    let isFirst = names.insert(CommitName(replica: commit.origin, sequence: commit.sequence, hash: .zero)).inserted
    if !isFirst { hasDoubles = true }
    // Not by its hash: that is another one with other clocks.
    let chain = isFirst ? commit.origin : ReplicaID(bits: commit.origin.bits &+ UInt128(commits.count) + 1)
    let index = commits.count
    let start = writes.count
    var made: [WriteRow] = []
    var records: [RecordID] = []
    for step in operations {
      let record = step.operation.record
      if !records.contains(record) { records.append(record) }
      if case .create(_, let type, _) = step.operation, typeOf[record] == nil { typeOf[record] = type }
      for (register, write) in step.operation.writes(dot: step.dot, stamp: step.stamp) {
        let row = makeRow(record, register)
        var replaced = Bits()
        var covered: Bits?
        switch step.operation {
        case .create, .leave, .arrive: break
        case .set(_, _, _, let replaces, _):
          replaced = closure(
            authoring.isForged ? named(replaces, in: row, commit) : intended(row, register, authoring, replaces, commit)
          )
        case .tombstone(_, let covers, let replaces):
          replaced = closure(
            authoring.isForged ? named(replaces, in: row, commit) : standing(row, authoring.seen ?? authoring.known))
          let heads =
            authoring.isForged
            ? (rowsOf[record] ?? []).flatMap { named(covers, in: $0, commit) }
            : seenToDelete(record, authoring.seen ?? authoring.known)
          covered = authoring.coversNothingElse ? Bits(heads) : closure(heads)
        case .keep(_, _, let replaces):
          replaced = closure(
            authoring.isForged ? named(replaces, in: row, commit) : standing(row, authoring.known))
        }
        made.append(
          WriteRow(
            commit: index, row: row, dot: step.dot.moved(to: chain), authored: step.dot, value: write.value,
            replaced: replaced, covered: covered,
            token: authoring.token.flatMap { token in write.value.text?.contains(token) == true ? token : nil }))
      }
    }
    for write in made {
      rows[write.row].writes.append(writes.count)
      writes.append(write)
    }
    commitOf[hash] = index
    commits.append(
      CommitRow(
        name: name, chain: chain, previous: commitOf[commit.previous], user: authoring.user, device: authoring.device,
        isForged: authoring.isForged, records: records,
        operations: operations, writes: start..<writes.count, past: authoring.known,
        schemaVersion: commit.schemaVersion, bytes: commit.body.count, isSettlement: authoring.isSettlement))
  }

  func noteGone(_ commit: Int) { commits[commit].wasRetriedOrDiscarded = true }

  private func makeRow(_ record: RecordID, _ id: RegisterID) -> Int {
    let key = RegisterKey(record: record, id: id)
    if let row = rowOf[key] { return row }
    rowOf[key] = rows.count
    if rowsOf[record] == nil { records.append(record) }
    rowsOf[record, default: []].append(rows.count)
    rows.append(Row(key: key))
    return rows.count - 1
  }

  private func closure(_ heads: [Int]) -> Bits {
    var result = Bits()
    for head in heads {
      result.insert(head)
      result.formUnion(writes[head].replaced)
    }
    return result
  }

  private func named(
    _ names: Replaces, in row: Int, _ commit: Commit, _ authoring: Authoring? = nil
  ) -> [Int] {
    rows[row].writes.filter { names.names(authoring?.local[$0] ?? writes[$0].dot, author: commit.replica) }
  }

  private func seenToDelete(_ record: RecordID, _ seen: Bits) -> [Int] {
    (rowsOf[record] ?? []).flatMap { row in
      standing(row, seen).filter { rows[row].key.id != .life || writes[$0].value != .tombstone }
    }
  }

  /// What the author of a plain write of a register meant to replace: what stood as they saw it; in a conflict that is
  /// not theirs to settle, their own of it.
  private func intended(
    _ row: Int, _ register: RegisterID, _ authoring: Authoring, _ replaces: Replaces, _ commit: Commit
  ) -> [Int] {
    let key = rows[row].key
    let seen = standing(row, authoring.isSettlement ? authoring.known : authoring.seen ?? authoring.known)
    guard !authoring.isSettlement, authoring.role < .administrator else { return seen }
    let type = typeOf[key.record] ?? SimSchema.thing
    let policy = register.element == nil ? SimSchema.policy(register.field, of: type) : .union
    let shown = RegisterKey(record: authoring.shownAs[key.record] ?? key.record, id: register)
    let isJoined = authoring.shownAs[key.record] != nil
    var isContested: Bool
    switch policy {
    case .latest, .union: isContested = false
    case .text:
      isContested = authoring.shownConflicts.contains(shown)
      // Whether an old form showed texts that overlapped, only the program's text merge can tell.
      if authoring.seen != nil, !isContested, Set(seen.map { writes[$0].value }).count > 1 {
        return named(replaces, in: row, commit, authoring).filter { seen.contains($0) }
      }
    case .review, .once:
      let values = Set(standing(row, authoring.known).map { writes[$0].value })
      isContested = isJoined ? authoring.shownConflicts.contains(shown) : values.count > 1
      if authoring.seen != nil, Set(seen.map { writes[$0].value }).count > 1 { isContested = true }
    }
    guard isContested else { return seen }
    return seen.filter { commits[writes[$0].commit].user == authoring.user }
  }

  // The one rule.

  /// The writes of a register that stand among `known` commits: those that none of the others replaces.
  func standing(_ row: Int, _ known: Bits) -> [Int] {
    var replaced = Bits()
    var present: [Int] = []
    for write in rows[row].writes where known[writes[write].commit] {
      present.append(write)
      replaced.formUnion(writes[write].replaced)
    }
    return present.filter { !replaced[$0] }
  }

  enum Life {
    case live
    case deleted
    case contested(tombstones: [Int], uncovered: [Int])
  }

  func life(_ record: RecordID, _ known: Bits) -> Life {
    guard let row = row(record, .life) else { return .live }
    let tombstones = standing(row, known).filter { writes[$0].value == .tombstone }
    guard !tombstones.isEmpty else { return .live }
    var uncovered: [Int] = []
    for row in rowsOf[record] ?? [] {
      for write in standing(row, known) where !tombstones.contains(write) {
        let isCovered = tombstones.contains { tombstone in
          writes[tombstone].covered?[write] == true || covers(tombstone, dotOf: write)
        }
        if !isCovered { uncovered.append(write) }
      }
    }
    return uncovered.isEmpty ? .deleted : .contested(tombstones: tombstones, uncovered: uncovered)
  }

  /// Writes that one creation made share its dot: whoever covers one has seen all.
  private func covers(_ tombstone: Int, dotOf write: Int) -> Bool {
    let wanted = writes[write]
    guard let covered = writes[tombstone].covered else { return false }
    return commits[wanted.commit].writes.contains { other in
      covered[other] && writes[other].dot == wanted.dot
    }
  }
}

extension Dot {
  /// The same place in another chain.
  func moved(to chain: ReplicaID) -> Dot {
    chain == replica ? self : Dot(replica: chain, sequence: sequence, audience: audience, index: index)
  }
}
