internal import CommitFormat
internal import Merge

/// Forgetting what everybody had seen replaced: an entry of the log says up to which position, so that all replicas lose
/// the same.
extension Applying {
  /// Keeps the hash alone of each part of a commit at or below `horizon` in which nothing counts any more.
  ///
  /// A write counts while it stands, while a write above the horizon names it, because somebody may have known it alone
  /// and have written beside that, and while several writes stand in its register, or did at the horizon: then it may be
  /// what they go back to, or those that were written on one of them since. Whether it does follows from the log alone;
  /// unsent commits of this replica have no say.
  ///
  /// - Throws: what the store throws.
  /// - Complexity: O(log).
  func forget(through horizon: Position) throws {
    try flush()
    guard horizon > header.horizon, horizon <= position else { return }
    do {
      for (audience, name) in try countingNoMore(through: horizon) {
        try transaction.withhold(audience, of: name)
        // What a part leaves on its page is nobody's room until the file is written anew.
        header.mustScrub = true
      }
    } catch ReplicaProblem.unreadableCommit {
      // A record is missing here: nothing is forgotten by rows that are wrong. When they are put right, the log comes anew.
    }
    header.horizon = horizon
  }

  private func countingNoMore(through horizon: Position) throws -> [(Audience, CommitName)] {
    var found: [(Audience, CommitName)] = []
    let counting = try Counting(transaction, horizon: horizon, through: position)
    for position in stride(from: Position(1), through: horizon, by: 1) {
      guard let stored = try transaction.logged(at: position), stored.commit.isReadable else { continue }
      var kept: Set<Audience> = []
      var noted: Set<Audience> = []
      for step in try transaction.operations(ofStored: stored) {
        if !step.note.isEmpty { noted.insert(step.dot.audience) }
        if try !kept.contains(step.dot.audience) && counting.counts(step) { kept.insert(step.dot.audience) }
      }
      // What is said of the whole commit stands in the parts that not all may read.
      if kept.contains(.everyone) { kept.formUnion(noted) }
      for part in stored.commit.parts where !kept.contains(part.audience) {
        // What is left of an audience that is not held here is not read, and not judged.
        guard part.content != nil, header.holds(part.audience) else { continue }
        found.append((part.audience, stored.name))
      }
    }
    return found
  }
}

/// Which logged writes still count.
private final class Counting {
  private struct Place: Hashable {
    let record: RecordID
    let register: RegisterID
  }

  private let transaction: any ReplicaWriting
  /// The writes above the horizon.
  private var later: [Place: [Write]] = [:]
  /// Where several writes may have stood at the horizon.
  private var several: Set<Place> = []
  private var states: [RecordID: RecordState?] = [:]
  /// Records that the log reads, or may come to read, as one with another: they go back to texts of each.
  private var joined: Set<RecordID> = []

  init(_ transaction: any ReplicaWriting, horizon: Position, through last: Position) throws {
    self.transaction = transaction
    try eachWrite(in: horizon + 1, through: last) { place, write in later[place, default: []].append(write) }
    var stood: [Place: Dot] = [:]
    try eachWrite(in: 1, through: horizon) { place, write in
      // Without later writes, those that stood there stand.
      guard let names = later[place], try stands(write, in: place) || names.contains(where: { $0.replaces(write) })
      else { return }
      if let other = stood.updateValue(write.dot, forKey: place), other != write.dot { several.insert(place) }
    }
    try transaction.eachRecord { state in
      for write in state[.alias].logged {
        self.joined.insert(state.id)
        if let other = write.value.reference { self.joined.insert(other) }
      }
    }
  }

  private func eachWrite(in first: Position, through last: Position, _ body: (Place, Write) throws -> Void) throws {
    for position in stride(from: first, through: last, by: 1) {
      guard let stored = try transaction.logged(at: position), stored.commit.isReadable else { continue }
      for step in try transaction.operations(ofStored: stored) {
        for (register, write) in step.operation.writes(dot: step.dot, stamp: step.stamp) {
          try body(Place(record: step.operation.record, register: register), write)
        }
      }
    }
  }

  private func stands(_ write: Write, in place: Place) throws -> Bool {
    try state(of: place.record)?[place.register].logged.contains { $0.dot == write.dot } ?? false
  }

  func counts(_ step: PlacedOperation) throws -> Bool {
    let record = step.operation.record
    switch step.operation {
    // What made a record still says what it is and how others name it: where it has left, and whatever a row that went
    // wrong says of it.
    case .create, .leave, .arrive: return true
    case .set, .tombstone, .keep: break
    }
    guard !joined.contains(record), let state = try state(of: record) else { return true }
    for (register, write) in step.operation.writes(dot: step.dot, stamp: step.stamp) {
      let logged = state[register].logged
      if logged.count > 1 || logged.contains(where: { $0.dot == write.dot }) { return true }
      let place = Place(record: record, register: register)
      if several.contains(place) { return true }
      if let names = later[place], names.contains(where: { $0.replaces(write) }) { return true }
    }
    return false
  }

  private func state(of record: RecordID) throws -> RecordState? {
    if let known = states[record] { return known }
    let state = try transaction.record(record)
    states.updateValue(state, forKey: record)
    return state
  }
}

extension Commit {
  fileprivate var isReadable: Bool {
    parts.contains { $0.content != nil }
  }
}
