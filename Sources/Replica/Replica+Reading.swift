public import CommitFormat
public import Merge
internal import Schema

/// A conflict with everything a person needs to settle it.
public struct OpenConflict: Hashable, Sendable {
  public let id: ConflictID
  public let conflict: Conflict
  public let view: RecordView
  /// What stood before people wrote at the same time; nil when nothing did, or history does not tell.
  public let base: Value?
  /// The candidates, the official one first; of a delete conflict, the tombstones and what stands beside them.
  public let candidates: [Candidate]
  /// Of a text: how the changes lie to each other.
  public let textMerge: TextMerge?
}

/// One write of a conflict, and who made it.
public struct Candidate: Hashable, Sendable {
  public let write: Write
  /// The register that it sets; in a delete conflict they differ.
  public let register: RegisterID
  public let author: String
  public let device: String
  /// The author's time, milliseconds; only as right as that device's clock.
  public let time: Int64
  public let isOfficial: Bool
  /// What its author said of the commit; empty when nothing.
  public let note: String
  /// Its commit's place in the log, and the server's time there; nil while the log does not hold it.
  public let logged: StoredCommit.Logged?
}

/// One commit as people read it in a history.
public struct HistoryItem: Hashable, Sendable {
  public enum State: Hashable, Sendable {
    case logged(Position)
    case unsynced
    case refused(Refusal)
  }

  public let commit: StoredCommit
  public let author: String
  public let device: String
  public let note: String
  public let state: State
  public let writes: [HistoryWrite]
}

/// One write in a history.
public struct HistoryWrite: Hashable, Sendable {
  public let record: RecordID
  /// The record's type, also when only a refused commit would have made it; nil when nothing here tells.
  public let type: TypeNumber?
  public let register: RegisterID
  /// The official value among what it replaced; cleared when it replaced nothing, nil when that is forgotten.
  public let from: Value?
  public let to: Value
  /// Where it settled something: what people had written at the same time. Else empty; also in a history of all records.
  public let settled: [HistorySide]
}

/// One of several values that stood beside each other until somebody settled it.
public struct HistorySide: Hashable, Sendable {
  public let author: String
  public let value: Value
}

/// The figures of `bygd status`.
public struct ReplicaStatus: Hashable, Sendable {
  public let header: ReplicaHeader
  /// Commits of this replica that the log does not hold yet.
  public let unsynced: Int
  public let refused: Int
  /// Open conflicts, and those of them that writes of this replica stand in.
  public let conflictsOpen: Int
  public let conflictsOwn: Int
  public let records: Int
  public let tidings: [Tiding]
}

extension Replica {
  public func view(_ record: RecordID) throws -> RecordView? {
    try store.read { try $0.view(record) }
  }

  public func list(_ query: RecordQuery) throws -> RecordList {
    try store.read { try $0.list(query) }
  }

  /// What one sees who looks now; to be taken before the values are shown.
  public func seenNow() throws -> SeenToken {
    try store.read { try $0.seenNow() }
  }

  public func status() throws -> ReplicaStatus {
    try store.read { reading in
      let header = try reading.requiredHeader()
      let ownReplicas = try reading.ownReplicas()
      var open = 0
      var own = 0
      try reading.eachConflict { _, conflicts in
        open += conflicts.count
        own += conflicts.count { conflict in conflict.dots.contains { ownReplicas.contains($0.replica) } }
      }
      return ReplicaStatus(
        header: header,
        unsynced: try reading.unlogged().filter { ownReplicas.contains($0.commit.replica) }.count,
        refused: try reading.refused().count, conflictsOpen: open, conflictsOwn: own,
        records: try reading.recordCount(), tidings: try reading.tidings(for: header.user))
    }
  }

  /// The history, newest first: of one record, or of the whole workspace.
  ///
  /// - Parameters:
  ///   - record: whose commits, and those of the records that turned out to be it; nil for all.
  ///   - limit: how many to take at the most.
  /// - Returns: commits in the log and unsynced ones; refused ones are in the refused box.
  /// - Throws: `ReplicaProblem`, or what the store throws.
  public func history(of record: RecordID? = nil, limit: Int = .max) throws -> [HistoryItem] {
    try store.read { reading in
      guard let record else {
        return try reading.recentCommits(limit: limit).map { try reading.historyItem($0, of: nil) }
      }
      let members = try reading.joined(with: record).members
      var found = try reading.history(of: members)
      // What was said of it in another audience says nothing any more.
      if try members.contains(where: { try reading.record($0)?[.audience].isEmpty == false }) {
        let arrival = try found.lastIndex { stored in
          try reading.operations(ofStored: stored).contains {
            $0.operation.beginsHistory && members.contains($0.operation.record)
          }
        }
        found.removeFirst(arrival ?? 0)
      }
      let histories = KnownHistories()
      return try found.reversed().prefix(limit).map {
        try reading.historyItem($0, ofAny: Set(members), histories: histories)
      }
    }
  }

  /// The commits of this replica that the log does not hold yet, oldest first.
  public func unsynced() throws -> [HistoryItem] {
    try store.read { reading in
      let own = try reading.ownReplicas()
      return try reading.unlogged().filter { own.contains($0.commit.replica) }.map {
        try reading.historyItem($0, of: nil)
      }
    }
  }

  /// The refused box, with what each commit wanted to write.
  public func refused() throws -> [(item: HistoryItem, refused: RefusedCommit)] {
    try store.read { reading in
      try reading.refused().map { refused in
        let stored = StoredCommit(commit: refused.commit, hash: refused.name.hash)
        let item = try reading.historyItem(stored, of: nil)
        let marked = HistoryItem(
          commit: item.commit, author: item.author, device: item.device, note: item.note,
          state: .refused(refused.refusal), writes: item.writes)
        return (marked, refused)
      }
    }
  }

  /// What a person has not been told yet, oldest first: on a laptop its user, on the server who writes there.
  public func tidings(for user: String) throws -> [Tiding] {
    try store.read { try $0.tidings(for: user) }
  }

  /// Forgets the tidings up to and including `id`, because the person, nil for the user of this replica, has read them.
  public func dismissTidings(upTo id: Int64, for user: String? = nil) throws {
    try store.write { try $0.removeTidings(upTo: id, for: user ?? $0.requiredHeader().user) }
  }
}

extension ReplicaReading {
  func open(
    _ conflict: Conflict, view: RecordView, schema: Schema
  ) throws -> OpenConflict {
    let state = try self.state(of: conflict)
    var candidates: [Candidate] = []
    var base: Value?
    var textMerge: TextMerge?
    switch conflict.kind {
    case .edit, .text, .closedYear:
      if let register = conflict.register {
        let reading = try Viewer(schema: schema, reading: self).reading(of: register, in: state)
        textMerge = reading.textMerge
        for (index, write) in reading.candidates.enumerated() {
          // What one commit wrote into several records that are read as one is one candidate.
          let isAgain = reading.candidates[..<index].contains { other in
            other.dot.replica == write.dot.replica && other.dot.sequence == write.dot.sequence
              && other.value == write.value
          }
          if !isAgain { candidates.append(try candidate(write, register, isOfficial: index == 0)) }
        }
        base = try self.base(of: reading.candidates, register: register, record: conflict.record)
      }
    case .delete:
      for write in state.tombstones { candidates.append(try candidate(write, .life, isOfficial: false)) }
      if case .contested(let uncovered) = state.life {
        for other in uncovered { candidates.append(try candidate(other.write, other.register, isOfficial: false)) }
      }
    case .orphan, .ring:
      let others = try view.parent.flatMap { try record($0) }.map { [state, $0] } ?? [state]
      for dot in conflict.dots {
        for other in others {
          for entry in other.entries {
            if let write = entry.register.standing.first(where: { $0.dot == dot }),
              entry.id == conflict.register || entry.id == .life
            {
              candidates.append(try candidate(write, entry.id, isOfficial: false))
            }
          }
        }
      }
    }
    return OpenConflict(
      id: ConflictID(conflict), conflict: conflict, view: view, base: base, candidates: candidates,
      textMerge: textMerge)
  }

  /// The state that a conflict is about: of a field, that of all records that are read as one.
  func state(of conflict: Conflict) throws -> RecordState {
    let own = try record(conflict.record) ?? RecordState(id: conflict.record)
    guard let register = conflict.register, register != .alias else { return own }
    return try joinedState(states(readAs: conflict.record)) ?? own
  }

  private func candidate(_ write: Write, _ register: RegisterID, isOfficial: Bool) throws -> Candidate {
    let stored = try commit(write.dot.replica, write.dot.sequence)
    let author = try stored.flatMap { try self.author(of: $0) } ?? enrolledAuthor(of: write.dot.replica)
    return Candidate(
      write: write, register: register, author: author?.user ?? "", device: author?.device ?? "",
      time: stored?.commit.stamp.milliseconds ?? 0, isOfficial: isOfficial,
      note: try stored.map { try note(of: $0) } ?? "", logged: stored?.logged)
  }

  func note(of stored: StoredCommit) throws -> String {
    try operations(ofStored: stored).first { !$0.note.isEmpty }?.note ?? ""
  }

  /// The type of a record that a commit writes in: as it is here, as the commit itself makes it, or as a commit in the
  /// refused box would have made it.
  private func type(of record: RecordID, madeIn placed: [PlacedOperation]) throws -> TypeNumber? {
    if let view = try view(record) { return view.type }
    func made(_ placed: [PlacedOperation]) -> TypeNumber? {
      placed.lazy.compactMap { step -> TypeNumber? in
        guard case .create(record, let type, _) = step.operation else { return nil }
        return type
      }.first
    }
    if let type = made(placed) { return type }
    for refused in try refused() {
      if let type = made(try operations(of: refused.commit)) { return type }
    }
    return nil
  }

  /// The different values that a write replaced, with their authors; none when it replaced no more than one.
  private func sides(
    settledBy write: Write, of register: RegisterID, in record: RecordID, histories: KnownHistories
  ) throws -> [HistorySide] {
    guard !write.replaces.isEmpty, write.replaces.only == nil, register != .life else { return [] }
    let earlier = try histories.writes(of: register, in: record, self).filter { write.replaces($0) }
    let heads = earlier.filter { head in !earlier.contains { $0.replaces(head) } }
    guard heads.contains(where: { $0.value != heads[0].value }) else { return [] }
    return try heads.map { HistorySide(author: try author(of: $0.dot) ?? "", value: $0.value) }
  }

  /// A commit as people read it in a history.
  ///
  /// - Parameters:
  ///   - stored: a commit that is kept here.
  ///   - record: whose writes alone are wanted, and those of the records that turned out to be it; nil for all.
  /// - Returns: who, when and what.
  /// - Throws: `ReplicaProblem`, or what the store throws.
  public func historyItem(_ stored: StoredCommit, of record: RecordID? = nil) throws -> HistoryItem {
    try historyItem(stored, ofAny: record.map { Set(try joined(with: $0).members) })
  }

  /// `histories` has what was read already for another commit.
  func historyItem(
    _ stored: StoredCommit, ofAny records: Set<RecordID>?, histories: KnownHistories = KnownHistories()
  ) throws -> HistoryItem {
    let placed = try operations(ofStored: stored)
    var writes: [HistoryWrite] = []
    for step in placed where records?.contains(step.operation.record) ?? true {
      let type = try type(of: step.operation.record, madeIn: placed)
      for (register, write) in step.operation.writes(dot: step.dot, stamp: step.stamp)
      where register != .type && (!step.operation.beginsHistory || register == .audience) {
        let record = step.operation.record
        let from = try value(before: write, of: register, in: record, type: type, histories: histories)
        let settled =
          records == nil ? [] : try sides(settledBy: write, of: register, in: record, histories: histories)
        writes.append(
          HistoryWrite(
            record: record, type: type, register: register, from: from, to: write.value,
            settled: settled))
      }
    }
    let author = try self.author(of: stored)
    return HistoryItem(
      commit: stored, author: author?.user ?? "", device: author?.device ?? "",
      note: placed.first { !$0.note.isEmpty }?.note ?? "",
      state: stored.logged.map { .logged($0.position) } ?? .unsynced, writes: writes)
  }
}
