import CommitFormat
import Merge
import Replica

/// From the names that one replica has for writes to those of the ledger. They differ only where copies of a replica
/// used one name twice: which of the two keeps it, the log says, and until then each replica has its own word for it.
struct ChainNames {
  private struct Place: Hashable {
    let replica: ReplicaID
    let sequence: SequenceNumber
  }

  private let reading: any ReplicaReading
  private let ledger: Ledger
  private var found: [Place: ReplicaID] = [:]

  init(_ reading: any ReplicaReading, _ ledger: Ledger) {
    self.reading = reading
    self.ledger = ledger
  }

  mutating func translate(_ dot: Dot) throws -> Dot {
    guard ledger.hasDoubles else { return dot }
    let place = Place(replica: dot.replica, sequence: dot.sequence)
    if let chain = found[place] { return dot.moved(to: chain) }
    let hash = try reading.hash(of: dot.replica, sequence: dot.sequence)
    let chain = hash.flatMap { ledger.commit(hash: $0) }.map { ledger.commits[$0].chain } ?? dot.replica
    found[place] = chain
    return dot.moved(to: chain)
  }

  mutating func translate(_ write: Write) throws -> Write {
    guard ledger.hasDoubles else { return write }
    return Write(dot: try translate(write.dot), value: write.value, mark: write.mark, covers: write.covers)
  }

  mutating func translate(_ writes: [Write]) throws -> [Write] {
    guard ledger.hasDoubles else { return writes }
    var result: [Write] = []
    for write in writes { result.append(try translate(write)) }
    return result
  }

  mutating func translate(_ view: RecordView) throws -> RecordView {
    guard ledger.hasDoubles, !view.conflicts.isEmpty else { return view }
    var conflicts: [Conflict] = []
    for conflict in view.conflicts {
      var dots: [Dot] = []
      for dot in conflict.dots { dots.append(try translate(dot)) }
      conflicts.append(
        Conflict(kind: conflict.kind, record: conflict.record, register: conflict.register, dots: dots))
    }
    return RecordView(
      id: view.id, type: view.type, fields: view.fields, isDeleted: view.isDeleted, conflicts: conflicts,
      isUnsynced: view.isUnsynced, parent: view.parent, alias: view.alias, joinedInto: view.joinedInto)
  }

  /// What this replica calls the writes of the ledger, where that is otherwise.
  func local() throws -> [Int: Dot] {
    guard ledger.hasDoubles else { return [:] }
    var result: [Int: Dot] = [:]
    let branches = try reading.branches()
    for commit in ledger.commits {
      let names = [commit.name.replica] + branches.filter { $0.origin == commit.name.replica }.map(\.id)
      let name = try names.first {
        try reading.hash(of: $0, sequence: commit.name.sequence) == commit.name.hash
      }
      guard let name else { continue }
      for write in commit.writes { result[write] = ledger.writes[write].authored.moved(to: name) }
    }
    return result
  }
}
