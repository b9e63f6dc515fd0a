import Merge
import Replica

/// A record that was deleted stays so, until somebody restores it or a write comes that whoever deleted it had not seen.
enum DeletedStays {
  /// - Returns: the records that are deleted now.
  static func check(
    _ shown: Shown, _ ledger: Ledger, wasDeleted: [RecordID], before: Bits, known: Bits, who: String
  ) throws -> [RecordID] {
    for record in wasDeleted where shown.views[record]?.isDeleted == false {
      // Something in it came, or the deletion was refused.
      let hasNews = (ledger.rowsOf[record] ?? []).contains { row in
        ledger.rows[row].writes.contains { write in
          let commit = ledger.writes[write].commit
          return known[commit] != before[commit]
        }
      }
      guard hasNews else {
        throw Violation(.deletedStays, "\(who): a record that was deleted is back, and nobody did anything to it")
      }
      if case .deleted = ledger.life(record, known) {
        throw Violation(.deletedStays, "\(who): a record that was deleted is back, although nothing speaks for it")
      }
    }
    return ledger.records.filter { shown.views[$0]?.isDeleted == true }
  }
}
