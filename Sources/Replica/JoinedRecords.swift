internal import CommitFormat
public import Merge

/// Records that turned out to be one thing, and are read as one.
///
/// They hang together by their aliases, over deleted ones too. What the aliases lead to in the end stands for them; of a
/// ring of aliases the smallest; and where that is deleted, the smallest that lives. So it is the same record wherever
/// the same writes stand.
public struct JoinedRecords: Hashable, Sendable {
  /// All of them, deleted ones too, rising.
  public let members: [RecordID]
  /// Those that are read as one: the record that shows them first, the others rising. Empty when all are deleted.
  public let live: [RecordID]

  /// The record that shows them all; nil when all are deleted.
  public var representative: RecordID? { live.first }

  /// Those that hang together with `id`: `state` gives a record as it stands, empty for one that nothing is known of,
  /// and `aliases` the records whose alias names a record.
  ///
  /// - Complexity: O(members) look-ups.
  init(
    with id: RecordID, state: (RecordID) throws -> RecordState, aliases: (RecordID) throws -> [RecordID]
  ) rethrows {
    let end = try Ancestry.representative(of: id) { try Self.target(of: state($0), state: state) }
    var found: Set<RecordID> = [end]
    var open = [end]
    while let record = open.popLast() {
      for other in try aliases(record) where !found.contains(other) {
        guard try Self.target(of: state(other), state: state) == record else { continue }
        found.insert(other)
        open.append(other)
      }
    }
    members = found.sorted()
    let live = try members.filter { try !state($0).life.isDeleted }
    let first = live.contains(end) ? end : live.first
    self.live = (first.map { [$0] } ?? []) + live.filter { $0 != first }
  }

  /// The record that this one is an alias of: known, and of the same type.
  private static func target(
    of state: RecordState, state other: (RecordID) throws -> RecordState
  ) rethrows -> RecordID? {
    guard let type = state.type, let alias = state.alias, try other(alias).type == type else { return nil }
    return alias
  }
}

extension ReplicaReading {
  /// The records that `id` is read with; itself alone for most.
  public func joined(with id: RecordID) throws -> JoinedRecords {
    try JoinedRecords(
      with: id, state: { try record($0) ?? RecordState(id: $0) }, aliases: { try aliases(of: $0) })
  }

  /// The record that shows what `id` holds: itself, unless it turned out to be another; also for a deleted one.
  ///
  /// - Complexity: one look-up for records that nobody joined.
  public func representative(of id: RecordID) throws -> RecordID {
    guard let view = try view(id) else { return id }
    if let other = view.joinedInto { return other }
    guard try view.isDeleted && (view.alias != nil || !aliases(of: id).isEmpty) else { return id }
    return try joined(with: id).representative ?? id
  }

  /// The states that a record is read from: its own first, then those of the records that turned out to be it. Of a
  /// record that is read as another, or deleted, its own alone; empty when nothing is known of it.
  func states(readAs id: RecordID) throws -> [RecordState] {
    guard let own = try record(id) else { return [] }
    let isAlone = try own.alias == nil && aliases(of: id).isEmpty
    guard !isAlone else { return [own] }
    let joined = try joined(with: id)
    guard joined.representative == id else { return [own] }
    return [own] + (try joined.live.dropFirst().compactMap { try record($0) })
  }

  /// Several records read as one: the registers of the fields of all, life, type and alias of the first.
  func joinedState(_ states: [RecordState]) throws -> RecordState? {
    guard let first = states.first, states.count > 1 else { return states.first }
    return try first.joined(with: Array(states.dropFirst())) { dot in
      try place(of: dot.replica, dot.sequence)?.position ?? .max
    }
  }

  /// The commits that touch any of the records, in the order of `history(of:)`.
  func history(of records: [RecordID]) throws -> [StoredCommit] {
    if records.count == 1 { return try history(of: records[0]) }
    var seen: Set<CommitName> = []
    let commits = try records.flatMap { try history(of: $0) }.filter { seen.insert($0.name).inserted }
    var placed: [(position: Position, commit: StoredCommit)] = []
    for commit in commits {
      if let position = commit.logged?.position { placed.append((position, commit)) }
    }
    placed.sort { $0.position < $1.position }
    let logged = placed.map(\.commit)
    guard logged.count < commits.count else { return logged }
    return logged + (try unlogged().filter { seen.contains($0.name) })
  }
}
