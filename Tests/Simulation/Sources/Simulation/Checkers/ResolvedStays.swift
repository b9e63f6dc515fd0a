import Merge
import Replica

/// What a person has decided is not asked again: no conflict names a write that a known settlement took the place of.
enum ResolvedStays {
  static func check(_ shown: Shown, _ ledger: Ledger, known: Bits, who: String) throws {
    for (place, commit) in ledger.commits.enumerated() where commit.isSettlement && known[place] {
      for write in commit.writes {
        let row = ledger.writes[write].row
        let key = ledger.rows[row].key
        let conflicts = shown.views[key.record]?.conflicts ?? []
        let settled = ledger.writes[write].replaced.members.filter { ledger.writes[$0].row == row }
        for conflict in conflicts
        where conflict.record == key.record
          && (key.id == .life ? conflict.kind == .delete : conflict.register == key.id && conflict.kind != .ring)
        {
          guard !settled.contains(where: { conflict.dots.contains(ledger.writes[$0].dot) }) else {
            throw Violation(
              .resolvedStays, "\(who): what \(commit.user) settled in \(ledger.describe(row)) is open again")
          }
        }
      }
    }
  }
}
