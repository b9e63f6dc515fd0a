package import CommitFormat
package import Merge
package import SyncProtocol

/// Whatever comes twice, late or in another order has the effect that it had: one place in the log, one receipt.
package enum Repetition {
  /// A commit enters the log once, after the one before it of its replica.
  package static func checkNew(_ name: CommitName, _ commit: Int, _ history: History, at position: Position) throws {
    if let first = history.positionOf[commit] {
      throw Violation(.repetition, "one commit is in the log twice, at \(first) and \(position)")
    }
    let last = history.lastSequence[name.replica] ?? 0
    guard name.sequence == last + 1 else {
      throw Violation(.repetition, "commit \(name.sequence) of a replica follows on \(last) in the log")
    }
  }

  /// There is a receipt for each commit that was handed in.
  package static func check(pushed: Int, receipts: Int) throws {
    guard pushed != receipts else { return }
    throw Violation(.repetition, "\(pushed) commits were handed in, and there were \(receipts) receipts")
  }

  /// A receipt says what the log says.
  package static func check(_ receipts: [Receipt], _ history: History, _ ledger: Ledger) throws {
    for receipt in receipts {
      let position: Position
      let isAccepted: Bool
      switch receipt.outcome {
      case .accepted(let place, _): (position, isAccepted) = (place, true)
      case .refused(let place, _): (position, isAccepted) = (place, false)
      case .deferred, .damaged: continue
      }
      guard position >= 1, Int(position) <= history.head, let commit = history.entries[Int(position) - 1].commit,
        history.entries[Int(position) - 1].isAccepted == isAccepted,
        ledger.commits[commit].name.replica == receipt.replica,
        ledger.commits[commit].name.sequence == receipt.sequence
      else { throw Violation(.repetition, "a receipt speaks of \(position), and the log has something else there") }
    }
  }
}
