import CommitFormat
import Merge
import Plan
import Replica
import Schema
import SyncClient
import Words

/// What becomes of edits that may not be sent any more: handed in, decided, told.
struct HandingIn {
  let session: Session
  let replica: Replica
  let driver: SyncDriver

  /// A device that has been shut out gives what it still holds to the administrator. Whatever fails stays as it was, and
  /// is handed in at the next try.
  func afterRevocation() async {
    guard let report = try? await driver.handIn() else { return }
    let output = session.output
    if report.waiting > 0 { output.say(Words.Quarantine.left(report.waiting)) }
    if report.left > 0 { output.say(Words.Quarantine.tooMany(report.left)) }
    for decision in report.decisions { tell(decision) }
  }

  /// Asks what was decided about what lies in the refused box because a right had gone. What was accepted leaves the box:
  /// it came with the log.
  func afterSync() async {
    let codes: Set<RefusalCode> = [.membership, .role, .moved]
    guard let box = try? replica.refused(), box.contains(where: { codes.contains($0.refused.refusal.code) }),
      let report = try? await driver.fates()
    else { return }
    for decision in report.decisions {
      guard
        let entry = box.first(where: {
          $0.refused.name.replica == decision.replica && $0.refused.name.sequence == decision.sequence
        })
      else { continue }
      tell(decision)
      if decision.isAccepted { try? replica.discard(refused: entry.refused.name) }
    }
    if report.waiting > 0 { session.output.say(Words.Quarantine.goesToAdministrator(report.waiting)) }
  }

  private func tell(_ decision: QuarantineReport.Decision) {
    let label = "\(Hex.string(decision.replica.bytes).prefix(8))-\(decision.sequence)"
    let by = PlainText.oneLine(decision.by)
    session.output.say(
      decision.isAccepted
        ? Words.Quarantine.toldAccepted(label, by: by)
        : Words.Quarantine.toldRefused(label, by: by, reason: PlainText.oneLine(decision.reason)))
  }
}
