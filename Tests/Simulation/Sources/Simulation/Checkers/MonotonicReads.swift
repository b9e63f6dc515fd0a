import Merge

/// What stood in a replica stands, unless something that is known there took its place or the log refused it.
package enum MonotonicReads {
  package static func check(
    before: Bits, now: Bits, known: Bits, hiddenRows: Bits = Bits(), _ ledger: Ledger, who: String
  ) throws {
    for write in before.subtracting(now).members where known[ledger.writes[write].commit] {
      let row = ledger.writes[write].row
      if hiddenRows[row] { continue }
      let isReplaced = ledger.rows[row].writes.contains { other in
        known[ledger.writes[other].commit] && ledger.writes[other].replaced[write]
      }
      guard !isReplaced else { continue }
      throw Violation(
        .monotonicReads, "\(who): what stood in \(ledger.describe(row)) stands no more, and nothing replaced it")
    }
  }
}
