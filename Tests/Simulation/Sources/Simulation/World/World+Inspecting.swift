import CommitFormat
import Merge
import Replica
import SyncServer

extension World {
  /// Looks at a laptop after something happened to it, and compares it with what it was and with the ledger.
  func inspect(_ device: SimDevice) throws {
    // What was not written to is as it was when it was looked at last.
    guard !device.disk.isOff, !device.isDamaged, device.inspectedWrites != device.disk.writes else { return }
    coverage.checks += 1
    let who = name(device)
    let before = device.memory
    let header = try device.replica.header()
    let cursor = Int(header.cursor?.position ?? 0)
    let history = history(followedTo: header.cursor)
    // Where the log that was followed is gone, its place is found again on the one that is there.
    let wasHere = history.contains(before.point)
    try CursorOrder.check(
      before: before.cursor, after: cursor, sameEpoch: wasHere, chain: header.cursor?.chain, history, who: who)
    var known = history.accepted(upTo: cursor)
    let unlogged = try device.replica.store.read { try $0.unlogged() }
    var partly: Set<RecordID> = []
    for stored in unlogged {
      guard let place = ledger.commit(stored.name) else {
        throw Violation(.nothingLost, "\(who) holds a commit that nobody made")
      }
      known.insert(place)
      // It came while its part was not for whoever sits here, and lost its place in the log.
      let withheld = stored.commit.parts.filter { $0.content == nil }.map(\.audience)
      partly.formUnion(ledger.commits[place].records.filter { withheld.contains(audience(of: $0)) })
    }
    let refused = wasHere ? history.refused(upTo: cursor) : everRefused
    try NothingLost.check(before: before.known, after: known, refused: refused, ledger, who: who)
    try CausalOrder.check(
      new: known.subtracting(before.known), known: known, refused: everRefused, ledger, who: who)
    device.memory.known = known
    device.memory.cursor = cursor
    device.memory.point = header.cursor
    let held = header.audiences.map(Set.init)
    let shown = try device.replica.store.read {
      try Shown(
        $0, ledger, hides: { record in held.map { !$0.contains(audience(of: record)) } ?? false },
        unlogged: Bits(unlogged.compactMap { ledger.commit($0.name) }), partly: partly)
    }
    let standing = shown.writes(ledger)
    try MonotonicReads.check(
      before: before.standing, now: standing, known: known, hiddenRows: shown.hiddenRows, ledger, who: who)
    device.memory.standing = standing
    if header.horizon != before.horizon {
      device.memory.horizon = header.horizon
      // The log that it has taken in anew has forgotten less.
      if header.horizon < before.horizon { coverage.count(.forgottenAnew) }
      if !device.hasForgottenByWrongRows {
        _ = try Forgetting.check(device.replica, ledger, history, upTo: cursor, self, who: who)
      }
    }
    device.memory.deleted = try DeletedStays.check(
      shown, ledger, wasDeleted: before.deleted, before: before.known, known: known, who: who)
    try check(shown, history, known, cursor, who)
    device.inspectedWrites = device.disk.writes
  }

  /// The log that somebody at that point has followed: the one that is there, or a lost one.
  func history(followedTo point: LogPoint?) -> History {
    if history.contains(point) { return history }
    return formerHistories.last { $0.contains(point) } ?? history
  }

  /// The same for the server.
  func inspectServer() throws {
    guard !isServerDamaged, serverInspectedWrites != serverDisk.writes else { return }
    coverage.checks += 1
    let known = history.accepted(upTo: history.head)
    try check(try server.replica.store.read { try Shown($0, ledger) }, history, known, history.head, "the server")
    serverInspectedWrites = serverDisk.writes
  }

  private func check(_ shown: Shown, _ history: History, _ known: Bits, _ cursor: Int, _ who: String) throws {
    try ResolvedStays.check(shown, ledger, known: known, who: who)
    try WholeCommits.check(shown, ledger, known: known, who: who)
    try OneRule.check(shown, ledger, history, known: known, cursor: cursor, who: who, coverage: &coverage)
  }
}
