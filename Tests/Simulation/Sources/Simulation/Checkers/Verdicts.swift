package import CommitFormat
package import Merge

/// No commit is refused without a reason that holds.
package enum Verdicts {
  package static func check(
    _ commit: Int, _ refusal: Refusal, _ ledger: Ledger, _ history: History, role: Role?, isRevoked: Bool,
    bytesMax: Int, readable: (RecordID) -> Bool = { _ in true }
  ) throws {
    let row = ledger.commits[commit]
    let holds: Bool
    switch refusal.code {
    case .membership: holds = role == nil || isRevoked
    case .role:
      let keeps = row.operations.contains { step in
        if case .keep(_, let covers, _) = step.operation { return !covers.isEmpty }
        return false
      }
      let refused = history.refused(upTo: history.head)
      holds =
        (role ?? .reader) < .editor || !row.records.allSatisfy(readable)
        || role != .administrator
          && (keeps || Rights.settles(commit, ledger, countingTexts: true, without: refused) != nil)
    case .size: holds = row.bytes > bytesMax
    case .needs: holds = needsRefused(commit, ledger, history)
    case .once:
      holds = row.writes.contains { write in
        let made = ledger.writes[write]
        let key = ledger.rows[made.row].key
        return SimSchema.policy(key.id.field, of: ledger.typeOf[key.record] ?? SimSchema.thing) == .once
          && made.replaced.members.contains { ledger.writes[$0].value != made.value }
      }
    case .schema: holds = row.isForged
    case .moved: holds = row.isForged
    case .frozen, .erased: holds = false
    }
    guard !holds else { return }
    throw Violation(
      .verdicts, "a commit of \(row.user) was refused for \(refusal.code.rawValue) \(refusal.reason), which is not so")
  }

  /// Whether something that the commit builds on was refused.
  private static func needsRefused(_ commit: Int, _ ledger: Ledger, _ history: History) -> Bool {
    let refused = history.refused(upTo: history.head)
    let accepted = history.accepted(upTo: history.head)
    let row = ledger.commits[commit]
    for write in row.writes {
      let made = ledger.writes[write]
      let causes = made.replaced.union(made.covered ?? Bits()).members.map { ledger.writes[$0].commit }
      if causes.contains(where: { refused[$0] }) { return true }
    }
    // Whoever says that two records are one needs both.
    let others = row.operations.compactMap { step -> RecordID? in
      guard case .set(_, .alias, let value, _, _) = step.operation else { return nil }
      return value.reference
    }
    return (row.records + others).contains { record in
      guard let made = ledger.row(record, .type) else { return true }
      return !ledger.rows[made].writes.contains { accepted[ledger.writes[$0].commit] }
    }
  }
}
