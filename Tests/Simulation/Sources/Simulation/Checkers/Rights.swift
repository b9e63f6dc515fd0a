package import CommitFormat
package import Merge

/// Nobody writes what they may not, and nobody is sent what they may not read.
package enum Rights {
  package static func checkAccepted(
    _ commit: Int, _ ledger: Ledger, role: Role?, isRevoked: Bool, without refused: Bits = Bits(),
    readable: (RecordID) -> Bool = { _ in true }
  ) throws {
    let row = ledger.commits[commit]
    guard row.records.allSatisfy(readable) else {
      throw Violation(.rights, "the log took what \(row.user) wrote to a record that \(row.user) may not read")
    }
    guard let role, role >= .editor, !isRevoked else {
      throw Violation(.rights, "the log took a commit of \(row.user), who may not write")
    }
    if role < .administrator, let write = setsAnew(commit, ledger, without: refused) {
      throw Violation(
        .rights, "the log took another value for \(ledger.describe(ledger.writes[write].row)), which is set once")
    }
    guard role < .administrator, let write = settles(commit, ledger, countingTexts: false, without: refused) else {
      return
    }
    throw Violation(.rights, "the log took what \(row.user) decided about \(ledger.describe(ledger.writes[write].row))")
  }

  /// The write by which a commit gives another value to what is set once and was seen to be. What was refused is left out.
  private static func setsAnew(_ commit: Int, _ ledger: Ledger, without refused: Bits) -> Int? {
    ledger.commits[commit].writes.first { write in
      let made = ledger.writes[write]
      let key = ledger.rows[made.row].key
      guard SimSchema.policy(key.id.field, of: ledger.typeOf[key.record] ?? SimSchema.thing) == .once else {
        return false
      }
      let replaced = made.replaced.members.filter { !refused[ledger.writes[$0].commit] }
      let heads = replaced.filter { head in !replaced.contains { ledger.writes[$0].replaced[head] } }
      return heads.count == 1 && ledger.writes[heads[0]].value != made.value
    }
  }

  /// A keep that decides between who deleted and who wrote says so, or the server could not see it.
  package static func checkKeep(_ step: Ledger.Step, _ ledger: Ledger, known: Bits, who: String) throws {
    guard case .keep(let record, let covers, _) = step.operation, covers.isEmpty,
      case .contested = ledger.life(record, known)
    else { return }
    throw Violation(.rights, "\(who) keeps a record that somebody deleted, and the commit does not say what for")
  }

  /// The write by which a commit decides between others; nil when it decides nothing. What lay between it and them, and
  /// was refused, is left out: then it takes their place itself.
  static func settles(_ commit: Int, _ ledger: Ledger, countingTexts: Bool, without refused: Bits = Bits()) -> Int? {
    let row = ledger.commits[commit]
    for write in row.writes {
      let made = ledger.writes[write]
      let id = ledger.rows[made.row].key.id
      let replaced = made.replaced.members.filter {
        ledger.writes[$0].row == made.row && !refused[ledger.writes[$0].commit]
      }
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
