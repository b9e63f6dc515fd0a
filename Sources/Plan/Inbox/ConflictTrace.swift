public import CommitFormat
public import Merge
public import Replica
internal import Schema

/// What became of a conflict that is open no more as it was: who did what meanwhile.
public struct ConflictNews: Hashable, Sendable {
  /// One thing that somebody did in the field, or with the record, after the conflict was shown.
  public struct Event: Hashable, Sendable {
    public let author: String
    public let device: String
    /// By this device's time zone, and as programs write it.
    public let time: String
    public let instant: String
    /// Their reason; empty when none was given.
    public let note: String
    /// What the field is called, and what they wrote there, in words.
    public let field: String
    public let text: String
    /// Whether it settled the conflict, or is one more candidate.
    public let isSettlement: Bool
    public let commit: String

    let register: RegisterID
    let value: Value
    let milliseconds: Int64
  }

  public let conflict: ConflictID
  public let record: RecordID
  public let reference: String
  public let name: String
  /// Empty when the conflict is about the record itself.
  public let field: String
  /// The conflict that stands there now; nil when it is settled.
  public let current: ConflictID?
  /// In the order in which they came.
  public let events: [Event]

  /// The values that stood in the conflict, by the labels of their writes.
  let values: [String: Value]
}

/// Finds conflicts of the past: an id is made of the writes that stood, and those are in the history.
public struct ConflictTrace {
  private static let writesMax = 10
  private static let standingMax = 4
  private static let commitsMax = 1000

  private let text: ValueText
  private let reading: any ReplicaReading

  /// `text` is over the same state as `reading`.
  public init(_ text: ValueText, _ reading: any ReplicaReading) {
    self.text = text
    self.reading = reading
  }

  /// What happened to a conflict since it was shown.
  ///
  /// - Parameters:
  ///   - id: of the conflict that is open no more.
  ///   - record: that it was in, where that is known; else the records that the newest commits touched are searched.
  /// - Returns: nil when no such conflict is found: it never was, or was long ago.
  /// - Throws: what the store throws.
  public func news(of id: ConflictID, in record: RecordID? = nil) throws -> ConflictNews? {
    for candidate in try record.map({ [$0] }) ?? recentRecords() {
      if let found = try find(id, in: candidate) { return try news(found, id) }
    }
    return nil
  }

  private struct Found {
    let record: RecordID
    let register: RegisterID?
    let last: Int
    let dots: [Dot]
    let steps: [Step]
    /// What happened to what the record lies in.
    var above: [Step] = []
  }

  private struct Step {
    let stored: StoredCommit
    let register: RegisterID
    let write: Write
    let note: String
  }

  private func recentRecords() throws -> [RecordID] {
    var result: [RecordID] = []
    var listed: Set<RecordID> = []
    for record in try reading.recordsInConflict() where listed.insert(record).inserted { result.append(record) }
    for stored in try reading.recentCommits(limit: Self.commitsMax) {
      let operations = try reading.operations(of: stored.commit)
      // What settles replaces; an import makes records and settles nothing.
      for step in operations where !step.operation.names.replaces.isEmpty || !step.operation.names.covers.isEmpty {
        if listed.insert(step.operation.record).inserted { result.append(step.operation.record) }
      }
    }
    return result
  }

  private func steps(of record: RecordID) throws -> [Step] {
    var steps: [Step] = []
    for stored in try reading.history(of: record) {
      for placed in try reading.operations(of: stored.commit) where placed.operation.record == record {
        for (register, write) in placed.operation.writes(dot: placed.dot, stamp: placed.stamp) where register != .type {
          steps.append(Step(stored: stored, register: register, write: write, note: placed.note))
        }
      }
    }
    return steps
  }

  private func find(_ id: ConflictID, in record: RecordID) throws -> Found? {
    let steps = try steps(of: record)
    var registers: [RegisterID] = []
    for step in steps where step.register != .life && !registers.contains(step.register) {
      registers.append(step.register)
    }
    for register in registers {
      let places = steps.indices.filter { steps[$0].register == register }.suffix(Self.writesMax)
      guard places.count > 1 else { continue }
      let kinds: [ConflictKind] = [.edit, .text, .closedYear]
      if let subset = subset(
        of: Array(places), steps,
        { dots in
          kinds.contains { ConflictID(Conflict(kind: $0, record: record, register: register, dots: dots)) == id }
        })
      {
        return Found(
          record: record, register: register, last: subset.max() ?? 0, dots: subset.map { steps[$0].write.dot },
          steps: steps)
      }
    }
    if steps.contains(where: { $0.register == .life }) {
      let places = Array(steps.indices.suffix(Self.writesMax))
      if let subset = subset(
        of: places, steps,
        { dots in
          ConflictID(Conflict(kind: .delete, record: record, register: nil, dots: Array(Set(dots)))) == id
        })
      {
        return Found(
          record: record, register: nil, last: subset.max() ?? 0, dots: subset.map { steps[$0].write.dot },
          steps: steps)
      }
    }
    return try orphan(id, record, steps)
  }

  /// An orphan's conflict stands between the write of its parent and the parent's tombstones.
  private func orphan(_ id: ConflictID, _ record: RecordID, _ steps: [Step]) throws -> Found? {
    guard let type = try reading.view(record).flatMap({ text.lookup.schema.type($0.type) }) else { return nil }
    for (place, step) in steps.enumerated() {
      guard type.parentFields.contains(where: { $0.number == step.register.field }),
        let parent = step.write.value.reference
      else { continue }
      let above = try self.steps(of: parent).filter { $0.register == .life }
      let tombstones = above.filter { $0.write.value == .tombstone }.map(\.write.dot)
      for tombstone in tombstones {
        for dots in [[tombstone], tombstones] {
          let conflict = Conflict(
            kind: .orphan, record: record, register: step.register, dots: [step.write.dot] + dots)
          if ConflictID(conflict) == id {
            return Found(
              record: record, register: step.register, last: place, dots: [step.write.dot] + dots, steps: steps,
              above: above)
          }
        }
      }
    }
    return nil
  }

  /// The first two, three or four places whose writes are what is looked for.
  private func subset(of places: [Int], _ steps: [Step], _ isIt: ([Dot]) -> Bool) -> [Int]? {
    var waiting: [[Int]] = places.indices.map { [$0] }
    while let chosen = waiting.popLast() {
      if chosen.count > 1, isIt(chosen.map { steps[places[$0]].write.dot }) { return chosen.map { places[$0] } }
      guard chosen.count < Self.standingMax, let last = chosen.last else { continue }
      for next in places.indices where next > last { waiting.append(chosen + [next]) }
    }
    return nil
  }

  private func news(_ found: Found, _ id: ConflictID) throws -> ConflictNews {
    let view = try reading.view(found.record)
    let type = view.flatMap { text.lookup.schema.type($0.type) }
    let current = view?.conflicts.first { conflict in
      conflict.register == found.register && ConflictID(conflict) != id
    }
    var events: [ConflictNews.Event] = []
    for (place, step) in found.steps.enumerated() {
      let isSame = found.register == nil || step.register == found.register || step.register == .life
      guard isSame, !found.dots.contains(step.write.dot) else { continue }
      let replaced = found.dots.filter { step.write.replaces.names($0, author: step.write.dot.replica) }
      let covered = found.dots.filter { step.write.covers?.names($0, author: step.write.dot.replica) ?? false }
      guard place > found.last || !replaced.isEmpty || !covered.isEmpty else { continue }
      let isSettlement = replaced.count > 1 || !covered.isEmpty || step.register == .life
      // An orphan's parent write stands alone; another one of it is a move.
      events.append(
        try event(step, type: type, isSettlement: isSettlement || !found.above.isEmpty && !replaced.isEmpty))
    }
    for step in found.above where step.write.value == .keep {
      guard found.dots.contains(where: { step.write.replaces.names($0, author: step.write.dot.replica) }) else {
        continue
      }
      events.append(try event(step, type: type, isSettlement: true))
    }
    var values: [String: Value] = [:]
    for step in found.steps where found.dots.contains(step.write.dot) {
      values[DotLabel.text(step.write.dot)] = step.write.value
    }
    return ConflictNews(
      conflict: id, record: found.record, reference: try text.lookup.reference(of: found.record),
      name: try text.lookup.name(of: found.record),
      field: found.register.map { text.label($0, of: type) } ?? "", current: current.map { ConflictID($0) },
      events: events, values: values)
  }

  private func event(_ step: Step, type: RecordType?, isSettlement: Bool) throws -> ConflictNews.Event {
    let author = try reading.author(of: step.stored)
    let time = step.stored.commit.stamp.milliseconds
    return ConflictNews.Event(
      author: author?.user ?? "", device: author?.device ?? "", time: Instant.local(time), instant: Instant.iso(time),
      note: step.note, field: text.label(step.register, of: type),
      text: try text.text(step.write.value, register: step.register, of: type), isSettlement: isSettlement,
      commit: CommitLabel.text(step.stored.commit), register: step.register, value: step.write.value,
      milliseconds: time)
  }
}
