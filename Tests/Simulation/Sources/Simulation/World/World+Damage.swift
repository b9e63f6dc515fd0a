import CommitFormat
import Merge
import Replica
import SyncClient
import SyncServer

/// Rows that are changed behind a replica's back: what neither its log nor its people know of.
extension World {
  /// Rows of a laptop go wrong, and it syncs, over a line that does what the action says: it is level then.
  func damage(_ device: SimDevice, _ action: Action) throws {
    guard isFit(device), try device.replica.header().cursor != nil else { return }
    var dice = Dice(plan.seed, for: UInt64(7000 + action.number))
    if action.a % 4 == 0 {
      // The rows are right, and the sum that is kept of them is not.
      try device.disk.base.write { transaction in
        guard var header = try transaction.header() else { return }
        var wrong = RecordState(id: RecordID(bits: dice.bits128()))
        wrong.update(.type) {
          $0.log(Write(dot: Dot(replica: ReplicaID(bits: 1), sequence: 1, index: 0), value: Value(.integer(1))))
        }
        header.digest.add(wrong)
        try transaction.setHeader(header)
      }
      coverage.count(.digestRecounted)
    } else {
      guard try strike(Replica(store: device.disk.base, clock: device.clock, random: device.random), &dice, nil) > 0
      else { return }
      coverage.count(.rowDamaged)
    }
    say("Something goes wrong on the disk of \(name(device)): rows are other ones than they were.")
    device.isDamaged = true
    let horizon = try device.replica.header().horizon
    try heal(device, action)
    device.isDamaged = false
    let isNews = try device.replica.header().horizon != horizon
    device.hasForgottenByWrongRows =
      device.lastReport?.repair == nil && (isNews || device.hasForgottenByWrongRows)
    device.inspectedWrites = nil
    try inspect(device)
  }

  /// Rows of the server go wrong; the next laptop that syncs finds it, and the server makes them anew from its log.
  func damageServer(_ device: SimDevice, _ action: Action) throws {
    guard isFit(device) else { return }
    try sync(device, Action(.sync, device: device.number))
    guard isFit(device), try device.replica.store.read({ try $0.unlogged() }).isEmpty,
      try Int(device.replica.header().cursor?.position ?? 0) == history.head, history.contains(device.memory.point),
      try device.replica.header().audiences.map(Set.init) ?? [.everyone] == readable(by: device.user)
    else { return }
    serverDisk.start()
    log.start()
    var dice = Dice(plan.seed, for: UInt64(7000 + action.number))
    let rows = Replica(store: serverDisk.base, clock: serverClock, random: serverRandom)
    guard try strike(rows, &dice, device.user) > 0 else { return }
    coverage.count(.serverRowDamaged)
    isServerDamaged = true
    try restartServer("Something goes wrong on the server's disk, and it is started anew.")
    try heal(device, action)
    isServerDamaged = false
    serverInspectedWrites = nil
    try inspectServer()
    try inspect(device)
  }

  private func isFit(_ device: SimDevice) -> Bool {
    device.session == nil && !device.isBlocked && !device.isRevoked && !device.disk.isOff
  }

  private func heal(_ device: SimDevice, _ action: Action) throws {
    for turn in 0..<5 {
      device.lastReport = nil
      var sync = Action(.sync, device: device.number)
      if turn == 0 { (sync.a, sync.b, sync.c) = (action.a, action.b, action.b % 3 == 0 ? action.c : 0) }
      try self.sync(device, sync)
      if device.lastReport?.level == true { return }
    }
    throw Violation(.convergence, "\(name(device)): rows that went wrong are not put right by syncing")
  }

  /// Changes some rows that `user` may read (all where that is nil), and counts them as they are then; says how many are
  /// other ones now.
  private func strike(_ replica: Replica, _ dice: inout Dice, _ user: String?) throws -> Int {
    var states: [RecordState] = []
    try replica.store.read { reading in
      try reading.eachRecord { state in
        var logged = state
        logged.dropPending()
        if !logged.entries.isEmpty, user.map({ self.mayRead($0, state.id) }) ?? true { states.append(state) }
      }
    }
    states.sort { $0.id < $1.id }
    guard !states.isEmpty else { return 0 }
    var struck = 0
    for _ in 0...dice.below(3) {
      let state = states[dice.below(states.count)]
      guard dice.below(4) > 0, let changed = altered(state, &dice) else {
        try replica.store.write { try $0.forget(state.id) }
        struck += 1
        continue
      }
      guard changed != state else { continue }
      try replica.store.write { try $0.save(changed, view: $0.view(state.id)) }
      struck += 1
    }
    if struck > 0 { _ = try replica.recount() }
    return struck
  }

  /// The record with one write of it otherwise; nil when there is nothing to change.
  private func altered(_ state: RecordState, _ dice: inout Dice) -> RecordState? {
    let entries = state.entries.filter { !$0.register.logged.isEmpty }
    guard !entries.isEmpty else { return nil }
    let entry = entries[dice.below(entries.count)]
    var logged = entry.register.logged
    var official = entry.register.officialIndex
    let place = dice.below(logged.count)
    let write = logged[place]
    switch dice.below(4) {
    case 0: logged[place] = Write(dot: write.dot, value: .text("wrong"), mark: write.mark, covers: write.covers)
    case 1:
      let dot = Dot(
        replica: write.dot.replica, sequence: write.dot.sequence + 1, audience: write.dot.audience,
        index: write.dot.index)
      logged[place] = Write(dot: dot, value: write.value, mark: write.mark, covers: write.covers)
    case 2:
      logged.remove(at: place)
      official = 0
    default: official = logged.count - 1 - official
    }
    guard let register = Register(logged: logged, officialIndex: official, pending: entry.register.pending) else {
      return nil
    }
    var result = state
    result.update(entry.id) { $0 = register }
    return result.entries.isEmpty ? nil : result
  }
}
