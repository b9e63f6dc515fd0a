internal import CommitFormat
internal import Merge
internal import Schema

/// Finds out whose values did not come through when a commit enters the log, so that they can be told.
///
/// Told is who wrote on this device: on a laptop its user, on the server those who write through its own replica. So
/// everybody is told once, where they wrote.
struct Telling {
  private let work: RecordWork
  private let header: ReplicaHeader
  private let placed: [PlacedOperation]
  private let logged: StoredCommit
  /// The records as they were before the commit.
  private var before: [RecordID: RecordState] = [:]
  /// What other records made of them: orphans and rings.
  private var places: [RecordID: [Conflict]] = [:]
  /// The standing writes that the commit replaces in a register of several records that are read as one.
  private var named: [Place: [Write]] = [:]
  private var told: Set<Word> = []

  private struct Place: Hashable {
    let record: RecordID
    let register: RegisterID
  }

  private struct Word: Hashable {
    let user: String
    let place: Place
    let value: Value
    let outcome: Tiding.Outcome
  }

  /// To be made before the commit changes `work`.
  init(_ placed: [PlacedOperation], of stored: StoredCommit, header: ReplicaHeader, work: RecordWork) throws {
    self.work = work
    self.header = header
    self.placed = placed
    logged = stored
    for step in placed {
      let record = step.operation.record
      if before[record] == nil {
        before[record] = try work.state(record)
        // What several people write through one replica is judged and logged at once, so that nothing but this commit is
        // pending there: what it decides is about what stood without it.
        if header.user.isEmpty, stored.commit.replica == header.replica { before[record]?.dropPending() }
      }
      try noteConflicts(of: step.operation)
    }
    try noteNamed()
  }

  /// Orphans and rings that a step may settle.
  private mutating func noteConflicts(of operation: Operation) throws {
    let record = operation.record
    switch operation {
    case .set(_, let register, _, _, _):
      let type = before[record]?.type.flatMap { work.schema.type($0) }
      guard type?.parentFields.contains(where: { $0.number == register.field }) == true else { return }
      places[record] = try conflicts(of: record)
    case .tombstone: places[record] = try conflicts(of: record)
    case .keep:
      // Who restores a parent decides about its orphans.
      for child in try work.children(of: record) {
        places[record, default: []] += try conflicts(of: child).filter { $0.kind == .orphan }
      }
    case .create, .leave, .arrive: break
    }
  }

  private func conflicts(of record: RecordID) throws -> [Conflict] {
    let view = try work.wholeView(work.representative(of: record))
    return view?.conflicts.filter { $0.kind == .orphan || $0.kind == .ring } ?? []
  }

  private mutating func noteNamed() throws {
    var records: [RegisterID: Set<RecordID>] = [:]
    for case .set(let record, let register, _, _, _) in placed.map(\.operation) {
      records[register, default: []].insert(record)
    }
    for step in placed {
      guard case .set(let record, let register, _, let replaces, _) = step.operation,
        records[register]?.count ?? 0 > 1
      else { continue }
      let replaced = before[record]?[register].standing.filter { replaces.names($0.dot, author: step.dot.replica) }
      named[Place(record: try end(of: record), register: register), default: []] += replaced ?? []
    }
  }

  /// What the aliases of a record lead to.
  private func end(of record: RecordID) throws -> RecordID {
    try Ancestry.representative(of: record) { try work.state($0).alias }
  }

  /// Tells everybody, now that `work` holds what the commit made of the records.
  mutating func tell() throws {
    for step in placed {
      guard let before = before[step.operation.record], !before.isUnknown else { continue }
      switch step.operation {
      case .create: break
      case .set(_, let register, let value, let replaces, _):
        try tell(ofSetting: register, to: value, replacing: replaces, in: before, step)
      case .tombstone(_, let covers, _): try tell(ofDeleting: before, covers, step)
      case .keep(_, _, let replaces): try tell(ofKeeping: before, replaces, step)
      // Nothing was decided about what stands there.
      case .leave, .arrive: continue
      }
      for (register, _) in step.operation.writes(dot: step.dot, stamp: step.stamp) {
        try tellTheOvertaken(register, before, step)
      }
    }
  }

  /// Those whose values were not chosen by who settled.
  private mutating func tell(
    ofSetting register: RegisterID, to value: Value, replacing replaces: Replaces, in before: RecordState,
    _ step: PlacedOperation
  ) throws {
    let replaced = before[register].standing.filter { replaces.names($0.dot, author: step.dot.replica) }
    guard !replaced.isEmpty, try isSettled(register, replaced, in: before) else { return }
    for lost in replaced where lost.value != value {
      // Whose words stand whole in the new text has lost nothing.
      if let words = lost.value.text, let text = value.text, text.contains(words) { continue }
      try tell(lost.dot, register, step, value: lost.value, chosen: value)
    }
  }

  /// Whether what a write replaces was left to a person.
  private func isSettled(_ register: RegisterID, _ replaced: [Write], in before: RecordState) throws -> Bool {
    if let conflicts = places[before.id], conflicts.contains(where: { $0.register == register }) { return true }
    let policy = register == .alias ? .review : before.type.flatMap { work.schema.type($0) }?.policy(register.field)
    guard register.element == nil, policy != .latest, policy != .union else { return false }
    if Set(replaced.map(\.value)).count > 1 {
      return try policy != .text || work.viewer.reading(of: register, in: before).conflict != nil
    }
    let together = named[Place(record: try end(of: before.id), register: register)] ?? []
    return Set(together.map(\.value)).count > 1
  }

  /// Those who wrote in what somebody deleted at the same time, and whose deletion was decided on.
  private mutating func tell(ofDeleting before: RecordState, _ covers: Replaces, _ step: PlacedOperation) throws {
    func isCovered(_ write: Write) -> Bool { covers.names(write.dot, author: step.dot.replica) }
    var fields = 0
    if case .contested(let uncovered) = before.life {
      let gone = uncovered.filter { isCovered($0.write) }
      for other in gone where other.register.field >= .firstOfSchema {
        fields += 1
        try tell(other.write.dot, other.register, step, value: other.write.value, outcome: .deleted)
      }
      // Who made it anew, or restored it, and wrote nothing in it.
      if fields == 0 {
        for other in gone {
          try tell(other.write.dot, .life, step, value: .keep, chosen: .tombstone, outcome: .deleted)
        }
      }
    }
    for conflict in places[before.id] ?? [] where conflict.kind == .orphan {
      guard let register = conflict.register else { continue }
      for write in before[register].standing where isCovered(write) && conflict.dots.contains(write.dot) {
        try tell(write.dot, register, step, value: write.value, outcome: .deleted)
      }
    }
  }

  /// Those who deleted what was kept.
  private mutating func tell(ofKeeping before: RecordState, _ replaces: Replaces, _ step: PlacedOperation) throws {
    var wasLeftToAPerson = places[before.id]?.isEmpty == false
    if case .contested = before.life { wasLeftToAPerson = true }
    guard wasLeftToAPerson else { return }
    for tombstone in before.tombstones where replaces.names(tombstone.dot, author: step.dot.replica) {
      try tell(tombstone.dot, .life, step, value: .tombstone, chosen: .keep, outcome: .kept)
    }
  }

  /// Those whose values stand beside one that counts since this commit: overwritten under `latest`, or taken out of a
  /// set that somebody added to.
  private mutating func tellTheOvertaken(
    _ register: RegisterID, _ before: RecordState, _ step: PlacedOperation
  ) throws {
    guard register.field >= .firstOfSchema else { return }
    let declared = before.type.flatMap { work.schema.type($0) }?.policy(register.field)
    let policy = register.element == nil ? declared : .union
    guard policy == .latest || policy == .union else { return }
    let after = try work.state(before.id)[register]
    guard after.standing.count > 1, let winner = Self.winner(of: after, policy) else { return }
    let known = Self.winner(of: before[register], policy).map { old in
      Set(before[register].standing.filter { $0.value != old.value }.map(\.dot))
    }
    let note = winner.dot == step.dot ? step.note : try noteOf(winner.dot)
    for lost in after.standing where lost.value != winner.value && known?.contains(lost.dot) != true {
      try tell(lost.dot, register, step, value: lost.value, chosen: winner.value, by: winner.dot, reason: note)
    }
  }

  private static func winner(of register: Register, _ policy: Policy?) -> Write? {
    policy == .union ? register.standing.last { !$0.value.isCleared } : register.standing.last
  }

  private func noteOf(_ dot: Dot) throws -> String {
    guard let stored = try work.transaction.commit(dot.replica, dot.sequence) else { return "" }
    return try work.transaction.operations(ofStored: stored, names: work.names).first { !$0.note.isEmpty }?.note ?? ""
  }

  /// Tells the author of the write `dot`, which did not come through; `other` is the write that counts, where it is not
  /// the commit's.
  private mutating func tell(
    _ dot: Dot, _ register: RegisterID, _ step: PlacedOperation, value: Value, chosen: Value = .cleared,
    outcome: Tiding.Outcome = .replaced, by other: Dot? = nil, reason: String? = nil
  ) throws {
    let reading = work.transaction
    guard let writer = try reading.enrolledAuthor(of: dot.replica), Self.isSame(writer.user, header.user),
      Self.isSame(writer.device, header.device)
    else { return }
    let author = try other.flatMap { $0 == step.dot ? nil : try reading.author(of: $0) }
    let by = try author ?? reading.author(of: logged)?.user ?? ""
    // Nobody is told what they decided themselves.
    guard let user = try reading.author(of: dot), !user.isEmpty, !Self.isSame(user, by) else { return }
    let record = step.operation.record
    let place = Place(record: try end(of: record), register: register)
    guard told.insert(Word(user: user, place: place, value: value, outcome: outcome)).inserted else { return }
    try reading.addTiding(
      Tiding(
        user: user, record: record, register: register, value: value, chosen: chosen, outcome: outcome, by: by,
        reason: reason ?? step.note, time: logged.logged?.time ?? 0))
  }

  private static func isSame(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
}
