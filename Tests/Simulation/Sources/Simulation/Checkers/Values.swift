import Merge
import Replica
import Schema

/// The part of the one rule that is about how a field reads: the official value, the latest, or the union, as its policy
/// has it.
enum Values {
  static func check(_ shown: Shown, _ ledger: Ledger, _ history: History, known: Bits, cursor: Int, who: String) throws
  {
    for row in ledger.rows.indices where !shown.hasPending[row] && !shown.hiddenRows[row] {
      let key = ledger.rows[row].key
      guard key.id.field >= .firstOfSchema, let view = shown.views[key.record], shown.joined[key.record] != true,
        let type = ledger.typeOf[key.record]
      else { continue }
      let standing = ledger.standing(row, known)
      if let element = key.id.element {
        let isIn = standing.contains { !ledger.writes[$0].value.isCleared }
        guard view.elements(key.id.field).contains(element) == isIn else {
          throw Violation(.oneRule, "\(who): an element of \(ledger.describe(row)) was \(isIn ? "added" : "taken out")")
        }
        continue
      }
      let expected: Int?
      switch SimSchema.policy(key.id.field, of: type) {
      case .review, .once: expected = ledger.official(row, history, upTo: cursor)
      case .latest:
        expected = standing.max {
          (history.positionOf[ledger.writes[$0].commit] ?? 0, $0) < (
            history.positionOf[ledger.writes[$1].commit] ?? 0, $1
          )
        }
      case .text, .union: continue
      }
      guard view.value(key.id.field) ?? .cleared == expected.map({ ledger.writes[$0].value }) ?? .cleared else {
        throw Violation(.oneRule, "\(who): \(ledger.describe(row)) reads otherwise than its policy has it")
      }
    }
  }

  /// A write to one member of a group leaves the others as they were seen.
  static func checkGroup(before: Value?, after: Value?, changed: FieldNumber, who: String) throws {
    func others(_ value: Value?) -> [RowPart] { (value?.parts ?? []).filter { $0.number != changed.number } }
    guard others(before) != others(after) else { return }
    throw Violation(.readYourWrites, "\(who) changed one member of a group, and another one changed with it")
  }
}
