public import CommitFormat
internal import Merge
public import Replica
internal import Schema

/// What a rule would do to one conflict.
public struct RuleLine: Hashable, Sendable {
  public let place: ConflictPlace
  public let reference: String
  public let name: String
  public let typeName: String
  /// What the field or group is called, and its key as in JSON.
  public let field: String
  public let fieldKey: String
  /// What counts now, and what would stand alone then; in words.
  public let before: String
  public let after: String
  /// Whose words stand against each other, and what each wrote.
  public let candidates: [Side]

  /// One of those who stand against each other.
  public struct Side: Hashable, Sendable {
    public let author: String
    public let text: String
  }
}

/// What a rule would do, without doing it.
public struct RulePreview: Hashable, Sendable {
  public let lines: [RuleLine]
  /// Conflicts that the rule says nothing of, among those that were looked at.
  public let untouched: Int
  /// Conflicts that were not looked at, because there were enough lines.
  public let unseen: Int
}

/// What became of many conflicts that were to be settled by a rule.
public struct BulkReport: Hashable, Sendable {
  public internal(set) var settled: [ConflictPlace] = []
  public internal(set) var commits = 0
  /// Somebody was faster, or a new edit came: they do not stand as they did.
  public internal(set) var moved: [ConflictPlace] = []
  /// The rule says nothing of them.
  public internal(set) var untouched: [ConflictPlace] = []
  /// What may not be written so, and why.
  public internal(set) var refused: [Refused] = []

  /// One conflict that could not be settled.
  public struct Refused: Hashable, Sendable {
    public let place: ConflictPlace
    public let problem: EditProblem
  }
}

/// The server's refusal of a draft, as an error for whoever carries a rule out.
public struct DraftRefused: Error, Hashable, Sendable {
  public let refusal: Refusal

  public init(_ refusal: Refusal) {
    self.refusal = refusal
  }
}

/// Settles many conflicts by one rule.
public enum BulkSettling {
  /// Settled in one commit at the most.
  public static let batchMax = 50

  /// What a rule would do to conflicts.
  ///
  /// - Parameters:
  ///   - rule: by which.
  ///   - places: which conflicts; those that are open no more are left out.
  ///   - text: for values, in the reader's language.
  ///   - reading: the state that `text` is over.
  ///   - linesMax: how many lines to make at the most.
  /// - Returns: the lines, and how many conflicts have none.
  /// - Throws: what the store throws.
  /// - Complexity: opens the conflicts that it looks at.
  public static func preview(
    _ rule: InboxRule, _ places: [ConflictPlace], text: ValueText, reading: any ReplicaReading, linesMax: Int = .max
  ) throws -> RulePreview {
    var lines: [RuleLine] = []
    var untouched = 0
    for (index, place) in places.enumerated() {
      guard lines.count < linesMax else {
        return RulePreview(lines: lines, untouched: untouched, unseen: places.count - index)
      }
      guard let open = try reading.openConflict(place.id, of: place.record) else { continue }
      if let line = try line(rule, open, place, text) { lines.append(line) } else { untouched += 1 }
    }
    return RulePreview(lines: lines, untouched: untouched, unseen: 0)
  }

  private static func line(
    _ rule: InboxRule, _ open: OpenConflict, _ place: ConflictPlace, _ text: ValueText
  ) throws -> RuleLine? {
    guard let register = open.conflict.register, let settlement = rule.settlement(of: open) else { return nil }
    let type = text.lookup.schema.type(open.view.type)
    let now = open.view.value(register.field) ?? .cleared
    let then: Value
    switch settlement {
    case .take(let dot): then = open.candidates.first { $0.write.dot == dot }?.write.value ?? .cleared
    case .value(let value): then = value
    case .keepBoth, .keep, .delete, .move: return nil
    }
    return RuleLine(
      place: place, reference: try text.lookup.reference(of: place.record), name: try text.lookup.name(of: open.view),
      typeName: type.map { text.label($0.label) } ?? "#\(open.view.type.number)",
      field: text.label(register, of: type),
      fieldKey: type?.register(register.field)?.key ?? "#\(register.field.number)",
      before: try text.text(now, register: register, of: type),
      after: try text.text(then, register: register, of: type),
      candidates: try open.candidates.map {
        RuleLine.Side(author: $0.author, text: try text.text($0.write.value, register: register, of: type))
      })
  }

  /// Settles conflicts by a rule, in commits of at most `batchMax` conflicts. One that moved on meanwhile, or that may
  /// not be written so, is left out and reported; it keeps none of the others from being settled.
  ///
  /// - Parameters:
  ///   - rule: by which.
  ///   - places: which conflicts, as they were shown.
  ///   - reason: for everybody to read; may be empty.
  ///   - replica: where they are looked at.
  ///   - edit: makes a commit of a draft; throws `EditProblem` or `DraftRefused`, and has then written nothing.
  /// - Returns: what became of each.
  /// - Throws: `EditProblem.notAllowed`, or what the store throws; what was settled until then stays so.
  public static func carryOut(
    _ rule: InboxRule, _ places: [ConflictPlace], reason: String, replica: Replica, edit: (Draft) throws -> Void
  ) throws -> BulkReport {
    try carryOut(places, reason: reason, replica: replica, settlement: rule.settlement, edit: edit)
  }

  static func carryOut(
    _ places: [ConflictPlace], reason: String, replica: Replica, settlement: (OpenConflict) throws -> Settlement?,
    edit: (Draft) throws -> Void
  ) throws -> BulkReport {
    var report = BulkReport()
    var waiting = stride(from: 0, to: places.count, by: batchMax).reversed().map { start in
      Array(places[start..<min(start + batchMax, places.count)])
    }
    // A batch that can't be written is halved, until the one that is to blame stands alone.
    while let batch = waiting.popLast() {
      var changes: [RecordChange] = []
      var taken: [ConflictPlace] = []
      try replica.store.read { reading in
        for place in batch {
          guard let open = try reading.openConflict(place.id, of: place.record) else {
            report.moved.append(place)
            continue
          }
          guard let settlement = try settlement(open) else {
            report.untouched.append(place)
            continue
          }
          changes.append(.settle(place.record, open.conflict, settlement))
          taken.append(place)
        }
      }
      guard !changes.isEmpty else { continue }
      do {
        try edit(Draft(changes, note: reason))
        report.settled += taken
        report.commits += 1
      } catch let problem as EditProblem {
        if case .notAllowed = problem { throw problem }
        if taken.count > 1 {
          halve(taken, into: &waiting)
        } else if case .conflictMoved = problem {
          report.moved += taken
        } else {
          report.refused += taken.map { BulkReport.Refused(place: $0, problem: problem) }
        }
      } catch is DraftRefused {
        if taken.count > 1 {
          halve(taken, into: &waiting)
        } else {
          report.refused += taken.map { BulkReport.Refused(place: $0, problem: .nothingToDo) }
        }
      }
    }
    return report
  }

  private static func halve(_ batch: [ConflictPlace], into waiting: inout [[ConflictPlace]]) {
    let middle = batch.count / 2
    waiting.append(Array(batch[middle...]))
    waiting.append(Array(batch[..<middle]))
  }
}
