import CommitFormat
import Merge
import Replica
import SyncServer

extension World {
  /// Looks at a laptop after something happened to it, and compares it with what it was and with the ledger.
  func inspect(_ device: SimDevice) throws {
    coverage.checks += 1
    guard !device.disk.isOff else { return }
    let who = name(device)
    let before = device.memory
    let header = try device.replica.header()
    let cursor = Int(header.cursor?.position ?? 0)
    try CursorOrder.check(
      before: before.cursor, after: cursor, sameEpoch: before.epoch == nil || before.epoch == header.cursor?.epoch,
      chain: header.cursor?.chain, history, who: who)
    var known = history.accepted(upTo: cursor)
    let unlogged = try device.replica.store.read { try $0.unlogged() }
    for stored in unlogged {
      guard let place = ledger.commit(stored.name) else {
        throw Violation(.nothingLost, "\(who) holds a commit that nobody made")
      }
      known.insert(place)
    }
    let refused = history.refused(upTo: cursor)
    try NothingLost.check(before: before.known, after: known, refused: refused, ledger, who: who)
    try CausalOrder.check(
      new: known.subtracting(before.known), known: known, refused: history.refused(upTo: history.head), ledger, who: who
    )
    device.memory.known = known
    device.memory.cursor = cursor
    device.memory.epoch = header.cursor?.epoch
    let shown = try device.replica.store.read { try Shown($0, ledger) }
    let standing = shown.writes(ledger)
    try MonotonicReads.check(before: before.standing, now: standing, known: known, ledger, who: who)
    device.memory.standing = standing
    device.memory.deleted = try DeletedStays.check(
      shown, ledger, wasDeleted: before.deleted, before: before.known, known: known, who: who)
    try check(shown, known, cursor, who)
  }

  /// The same for the server.
  func inspectServer() throws {
    let known = history.accepted(upTo: history.head)
    try check(try server.replica.store.read { try Shown($0, ledger) }, known, history.head, "the server")
  }

  private func check(_ shown: Shown, _ known: Bits, _ cursor: Int, _ who: String) throws {
    try ResolvedStays.check(shown, ledger, known: known, who: who)
    try WholeCommits.check(shown, ledger, known: known, who: who)
    try OneRule.check(shown, ledger, history, known: known, cursor: cursor, who: who, coverage: &coverage)
  }
}
