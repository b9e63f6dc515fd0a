import CommitFormat
import Merge

/// Nobody writes what they may not, and nobody is sent what they may not read.
enum Rights {
  static func checkAccepted(_ commit: Int, _ ledger: Ledger, role: Role?, isRevoked: Bool) throws {
    let row = ledger.commits[commit]
    guard let role, role >= .editor, !isRevoked else {
      throw Violation(.rights, "the log took a commit of \(row.user), who may not write")
    }
    guard role < .administrator, let write = settles(commit, ledger, countingTexts: false) else { return }
    throw Violation(.rights, "the log took what \(row.user) decided about \(ledger.describe(ledger.writes[write].row))")
  }

  /// The write by which a commit decides between others; nil when it decides nothing.
  static func settles(_ commit: Int, _ ledger: Ledger, countingTexts: Bool) -> Int? {
    let row = ledger.commits[commit]
    for write in row.writes {
      let made = ledger.writes[write]
      let id = ledger.rows[made.row].key.id
      let replaced = made.replaced.members.filter { ledger.writes[$0].row == made.row }
      let heads = replaced.filter { head in !replaced.contains { ledger.writes[$0].replaced[head] } }
      if id == .life {
        if made.value == .tombstone, heads.contains(where: { ledger.writes[$0].value == .tombstone }) { return write }
        continue
      }
      let type = ledger.typeOf[ledger.rows[made.row].key.record] ?? SimSchema.thing
      guard id.element == nil else { continue }
      let policy = SimSchema.policy(id.field, of: type)
      guard policy == .review || policy == .once || (policy == .text && countingTexts) else { continue }
      let values = Set(heads.map { ledger.writes[$0].value })
      let isOwn = heads.allSatisfy { ledger.commits[ledger.writes[$0].commit].user == row.user }
      if values.count > 1, !isOwn { return write }
    }
    return nil
  }
}
