import Merge
import Replica

/// The part of the one rule that is between records: a live record under a deleted one is an orphan, a circle of parents
/// is broken at its last link, and nothing else is either.
enum Kinship {
  static func check(
    _ shown: Shown, _ ledger: Ledger, _ history: History, known: Bits, cursor: Int, who: String,
    coverage: inout Coverage
  ) throws {
    // What an alias makes of parents is compared between replicas.
    guard !ledger.records.contains(where: { shown.joined[$0] == true }) else { return }
    for record in ledger.records {
      guard let view = shown.views[record], !view.isDeleted else { continue }
      let found = view.conflicts.filter { $0.kind == .orphan || $0.kind == .ring }
      guard let link = link(record, shown, ledger) else {
        if !found.isEmpty { throw Violation(.oneRule, "\(who): a record without a parent is said to be an orphan") }
        continue
      }
      if let ring = ring(record, shown, ledger) {
        let isPending = ring.contains { shown.hasPending[$0.row] }
        if isPending { continue }
        let last = ring.max { position($0.dot, $0.row, ledger, history) < position($1.dot, $1.row, ledger, history) }
        let dots = OneRule.distinct(ring.map(\.dot))
        let isBroken = last.map { ledger.rows[$0.row].key.record } == record
        guard isBroken == found.contains(where: { $0.kind == .ring && $0.dots == dots }) else {
          throw Violation(.oneRule, "\(who): a circle of parents is not broken where it was closed")
        }
        if isBroken {
          coverage.count(.conflictRing)
          continue
        }
      } else if found.contains(where: { $0.kind == .ring }) {
        throw Violation(.oneRule, "\(who): parents that form no circle are said to")
      }
      var expected: [Dot] = []
      if case .deleted = ledger.life(link.parent, known), let life = ledger.row(link.parent, .life) {
        let tombstones = ledger.standing(life, known).filter { ledger.writes[$0].value == .tombstone }
        expected = OneRule.distinct([link.dot] + tombstones.map { ledger.writes[$0].dot })
        coverage.count(.conflictOrphan)
      }
      guard found.first(where: { $0.kind == .orphan })?.dots ?? [] == expected else {
        throw Violation(
          .oneRule, "\(who): a record under a deleted one \(expected.isEmpty ? "is none" : "does not surface")")
      }
    }
  }

  private struct Link {
    let parent: RecordID
    let dot: Dot
    let row: Int
  }

  /// The parent that a live record names.
  private static func link(_ record: RecordID, _ shown: Shown, _ ledger: Ledger) -> Link? {
    guard let view = shown.views[record], !view.isDeleted, let type = ledger.typeOf[record],
      let row = ledger.row(record, RegisterID(SimSchema.parentField(of: type))), let official = shown.official[row],
      let parent = official.value.reference
    else { return nil }
    return Link(parent: parent, dot: official.dot, row: row)
  }

  private static func ring(_ record: RecordID, _ shown: Shown, _ ledger: Ledger) -> [Link]? {
    var path: [Link] = []
    var current = record
    for _ in ledger.records.indices {
      guard let link = link(current, shown, ledger) else { return nil }
      path.append(link)
      current = link.parent
      if current == record { return path }
    }
    return nil
  }

  private static func position(_ dot: Dot, _ row: Int, _ ledger: Ledger, _ history: History) -> Int {
    guard let write = ledger.rows[row].writes.first(where: { ledger.writes[$0].dot == dot }) else { return 0 }
    return (history.positionOf[ledger.writes[write].commit] ?? 1 << 30) << 12 + Int(dot.index)
  }
}
