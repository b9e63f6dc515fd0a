import Merge
import Replica

/// Everything that was written at the same time surfaces, once, and nothing that was written in the knowledge of another
/// does: what stands, what is official, what lives and what is in conflict is what the ledger says by brute force.
enum OneRule {
  static func check(
    _ shown: Shown, _ ledger: Ledger, _ history: History, known: Bits, cursor: Int, who: String,
    coverage: inout Coverage
  ) throws {
    if let stranger = shown.strangers.first {
      throw Violation(.oneRule, "\(who) shows something that nobody wrote: \(stranger)")
    }
    for row in ledger.rows.indices where !shown.hiddenRows[row] {
      let expected = ledger.standing(row, known)
      try compare(expected, shown.standing[row], ledger, row, who)
      guard !shown.hasPending[row], expected.count > 1 else { continue }
      let official = ledger.official(row, history, upTo: cursor).map { ledger.writes[$0].dot }
      guard official == shown.official[row]?.dot else {
        throw Violation(.oneRule, "\(who) takes another write of \(ledger.describe(row)) for the official one")
      }
    }
    for record in ledger.records { try checkRecord(record, shown, ledger, known, who, &coverage) }
    try Values.check(shown, ledger, history, known: known, cursor: cursor, who: who)
    try Kinship.check(shown, ledger, history, known: known, cursor: cursor, who: who, coverage: &coverage)
  }

  /// The standing writes of one register against those that were found.
  static func compare(_ expected: [Int], _ found: [Write], _ ledger: Ledger, _ row: Int, _ who: String) throws {
    var left = found
    for write in expected {
      let wanted = ledger.writes[write]
      guard let place = left.firstIndex(where: { $0.dot == wanted.dot }) else {
        throw Violation(
          .oneRule,
          "\(who): \(World.describe(wanted.value)) by \(ledger.commits[wanted.commit].user) should stand in "
            + "\(ledger.describe(row)) and does not")
      }
      guard left[place].value == wanted.value else {
        throw Violation(.oneRule, "\(who): another value than was written stands in \(ledger.describe(row))")
      }
      left.remove(at: place)
    }
    guard let more = left.first else { return }
    throw Violation(
      .oneRule, "\(who): \(World.describe(more.value)) stands in \(ledger.describe(row)) although it was replaced")
  }

  private static func checkRecord(
    _ record: RecordID, _ shown: Shown, _ ledger: Ledger, _ known: Bits, _ who: String, _ coverage: inout Coverage
  ) throws {
    guard let view = shown.views[record], let life = shown.lives[record] else {
      if let row = ledger.row(record, .type), !shown.hiddenRows[row], !ledger.standing(row, known).isEmpty {
        throw Violation(.oneRule, "\(who) does not show a record that was made")
      }
      return
    }
    var expected: [(kind: ConflictKind, row: Int?, dots: [Dot])] = []
    switch (ledger.life(record, known), life) {
    case (.live, .live): break
    case (.deleted, .deleted): break
    case (.contested(let tombstones, let uncovered), .contested):
      expected.append((.delete, nil, distinct((tombstones + uncovered).map { ledger.writes[$0].dot })))
    case (let wanted, let found):
      throw Violation(
        .oneRule,
        "\(who): a record \(found.isDeleted ? "is deleted" : found == .live ? "lives" : "lives in doubt") and should "
          + "\(word(wanted))")
    }
    guard view.isDeleted == life.isDeleted else {
      throw Violation(.oneRule, "\(who): the view of a record does not say whether it is deleted")
    }
    guard shown.joined[record] != true else { return }
    let isGone = life.isDeleted
    let type = ledger.typeOf[record] ?? SimSchema.thing
    for row in ledger.rowsOf[record] ?? [] where !isGone {
      let id = ledger.rows[row].key.id
      guard id != .life, id != .type, id.element == nil else { continue }
      let policy = SimSchema.policy(id.field, of: type)
      let standing = ledger.standing(row, known)
      guard Set(standing.map { ledger.writes[$0].value }).count > 1 else { continue }
      if standing.count > 2 { coverage.count(.threeWay) }
      let dots = distinct(standing.map { ledger.writes[$0].dot })
      switch policy {
      case .review, .once: expected.append((.edit, row, dots))
      case .text:
        if view.conflicts.contains(where: { $0.kind == .text && $0.register == id }) {
          expected.append((.text, row, dots))
        } else {
          coverage.count(.textMerged)
          try checkMerged(standing, view.value(id.field)?.text ?? "", ledger, row, who)
        }
      case .latest, .union: break
      }
    }
    try compareConflicts(expected, view, ledger, who, &coverage)
  }

  private static func word(_ life: Ledger.Life) -> String {
    switch life {
    case .live: "live"
    case .deleted: "be deleted"
    case .contested: "live in doubt"
    }
  }

  private static func compareConflicts(
    _ expected: [(kind: ConflictKind, row: Int?, dots: [Dot])], _ view: RecordView, _ ledger: Ledger, _ who: String,
    _ coverage: inout Coverage
  ) throws {
    var left = view.conflicts.filter { $0.kind != .orphan && $0.kind != .ring }
    for conflict in expected {
      let register = conflict.row.map { ledger.rows[$0].key.id }
      let place = left.firstIndex { $0.kind == conflict.kind && $0.register == register && $0.dots == conflict.dots }
      guard let place else {
        let what = conflict.row.map { ledger.describe($0) } ?? "a record that was deleted while somebody wrote in it"
        throw Violation(.oneRule, "\(who): a conflict does not surface as it is: \(what)")
      }
      left.remove(at: place)
      switch conflict.kind {
      case .edit: coverage.count(.conflictEdit)
      case .text: coverage.count(.conflictText)
      case .delete:
        coverage.count(.conflictDelete)
        coverage.count(.contestedDeletion)
      default: break
      }
    }
    if let more = left.first {
      throw Violation(.oneRule, "\(who): a conflict (\(more.kind.rawValue)) surfaces that is none")
    }
  }

  /// No word that somebody brought in is missing in a text that was merged without a conflict.
  private static func checkMerged(_ heads: [Int], _ text: String, _ ledger: Ledger, _ row: Int, _ who: String) throws {
    for head in heads {
      guard let token = ledger.writes[head].token, !text.contains(token) else { continue }
      throw Violation(.oneRule, "\(who): the word \(token) went missing when \(ledger.describe(row)) was merged")
    }
  }

  static func distinct(_ dots: [Dot]) -> [Dot] {
    var result: [Dot] = []
    for dot in dots.sorted() where result.last != dot { result.append(dot) }
    return result
  }
}
