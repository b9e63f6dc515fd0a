import CommitFormat
import Merge
import Replica
import Schema
import SyncServer

/// A server's log and accounts as they were.
struct Backup {
  let log: MemoryLog
  let history: History
  let roles: [String: Role]
  let audiences: [String: Set<Audience>]
  /// How many laptops had joined: one that joined later would have to be invited anew.
  let joins: Int
}

/// Disks that are copied or put back to what they were: a laptop's, and the server's.
extension World {
  // Laptops.

  /// The disk is copied to a second laptop, and both are used.
  func copy(_ device: SimDevice, _ action: Action) throws {
    // Now and then of what is a copy already.
    let copies = devices.filter { $0.isCopy }
    let device = action.b % 3 == 0 ? copies.last ?? device : device
    guard devices.count < 6, !device.disk.isOff else { return }
    let copy = SimDevice(
      number: devices.count, user: device.user, device: device.device, key: device.key, token: device.token,
      clock: SimClock(time, offset: device.clock.offset),
      random: SimRandom(Dice(plan.seed, for: UInt64(3000 + action.number))),
      disk: SimDisk(MemoryStore(copyOf: device.disk.base)))
    copy.memory = device.memory
    copy.isCopy = true
    copy.commitsPerRequest = device.commitsPerRequest
    copy.isRevoked = device.isRevoked
    let story = "The disk of \(name(device)) is copied to"
    devices.append(copy)
    coverage.count(.twinCopy)
    say("\(story) laptop \(copy.number + 1), and both are used.")
    try inspect(copy)
    guard action.c % 3 > 0, !device.isRevoked else { return }
    for (turn, one) in [device, copy].enumerated() {
      try edit(
        one,
        Action(
          .set, device: one.number, a: action.a >> turn, b: action.b >> (3 * turn), c: action.c >> (5 * turn),
          number: action.number))
    }
  }

  func save(_ device: SimDevice) {
    guard !device.disk.isOff else { return }
    device.saved = (MemoryStore(copyOf: device.disk.base), device.memory)
    say("\(name(device)) puts a copy of the disk away.")
  }

  func putBack(_ device: SimDevice) throws {
    guard let saved = device.saved else { return }
    let lost = everAccepted.subtracting(history.accepted(upTo: history.head))
    guard try !isForgotten(lost, by: device, on: saved.store) else { return }
    let box = try saved.store.read { try $0.refused() }.compactMap { ledger.commit($0.name) }
    let kept = saved.memory.known.union(Bits(box))
    for (place, commit) in ledger.commits.enumerated() where commit.user == device.user && !kept[place] {
      gone.insert(place)
    }
    let before = device.memory.known
    try losing {
      device.put(MemoryStore(copyOf: saved.store))
      device.memory = saved.memory
    }
    // A revoked laptop is asked for nothing; what it alone had is gone all the same.
    perished.formUnion(try before.subtracting(saved.memory.known).subtracting(held()))
    coverage.count(.twinPutBack)
    say("\(name(device)) puts the copy of the disk back.")
    try inspect(device)
  }

  /// What nobody holds any more after `body` who held it before, and nobody can be asked for.
  func losing(_ body: () throws -> Void) throws {
    guard !plan.faults.isDisjoint(with: [.twins, .restoredServers]) else { return try body() }
    let before = try held()
    try body()
    perished.formUnion(try before.subtracting(held()))
  }

  private func held() throws -> Bits {
    var held = history.accepted(upTo: history.head)
    for device in devices where !device.isRevoked {
      let (audiences, box) = try device.disk.base.read { (try $0.header()?.audiences, try $0.refused()) }
      held.formUnion(Bits(box.compactMap { ledger.commit($0.name) }))
      guard let audiences, !guarded.isEmpty else {
        held.formUnion(device.memory.known)
        continue
      }
      // Of what a replica may not read it has the hash, and nothing to give back.
      for place in device.memory.known.members {
        let isWhole = ledger.commits[place].records.allSatisfy { audiences.contains(audience(of: $0)) }
        if isWhole { held.insert(place) }
      }
    }
    return held
  }

  // The server.

  func backUp() {
    guard !serverDisk.isOff, !log.isOff, backups.count < 4 else { return }
    let copy = log.base.copy()
    backups.append(
      Backup(
        log: copy, history: history.copy(upTo: Int(copy.head().position), workspace: Self.workspace), roles: roles,
        audiences: audiences, joins: joins))
    say("The server is backed up at \(copy.head().position).")
  }

  private func backup(_ action: Action) throws -> Backup? {
    guard !backups.isEmpty else { return nil }
    let chosen = backups[action.a % backups.count]
    guard chosen.joins == joins else { return nil }
    let lost = everAccepted.subtracting(chosen.history.accepted(upTo: chosen.history.head))
    for device in devices where !device.isRevoked {
      if try isForgotten(lost, by: device, on: device.disk.base) { return nil }
      if try isReturning(lost, on: device) { return nil }
    }
    return chosen
  }

  /// Whether a device has given back some of these commits of others, has gone back on the log, and has not fetched them
  /// again. What proved that the log had held them is gone then, and the log must not lose them a second time just now;
  /// that is no promise of ours.
  private func isReturning(_ commits: Bits, on device: SimDevice) throws -> Bool {
    try device.disk.base.read { reading in
      try reading.unlogged().contains { stored in
        let name = stored.name
        guard let place = ledger.commit(name), commits[place] else { return false }
        // What came on a stick is proved by its author's seal.
        if let seal = try reading.seal(of: name.replica), seal.sequence >= name.sequence { return false }
        guard let maker = ledger.commits[place].device else { return true }
        return devices[maker].device.id != device.device.id
      }
    }
  }

  /// Whether a device lacks one of these commits that it made, or a part of one. Where the log has lost it too, the device
  /// may give its name to another commit, while others name it by its place in the log; that is no promise of ours.
  private func isForgotten(_ commits: Bits, by device: SimDevice, on disk: MemoryStore) throws -> Bool {
    try disk.read { reading in
      for place in commits.members {
        let commit = ledger.commits[place]
        guard let maker = commit.device, devices[maker].device.id == device.device.id else { continue }
        let name = commit.name
        guard try reading.hash(of: name.replica, sequence: name.sequence) == name.hash,
          commit.records.allSatisfy({ mayRead(commit.user, $0) })
        else { return true }
        let stored = try reading.commit(name.replica, name.sequence)
        if stored?.commit.parts.contains(where: { $0.content == nil }) ?? false { return true }
      }
      return false
    }
  }

  /// The server is put back from a backup, and says so.
  func restoreServer(_ action: Action) throws {
    guard let backup = try backup(action) else { return }
    let former = log.base.head()
    let copy = backup.log.copy()
    let head = copy.head()
    copy.begin(
      Restoration(
        epoch: Epoch(bits: serverRandom.bits128()), former: [head.epoch, former.epoch], position: head.position,
        time: serverClock.now(), discards: false,
        numbersFrom: Restoration.numbers(after: copy.enrolments().map(\.enrolment.number).max() ?? 0),
        confirmedAt: serverClock.now()))
    coverage.count(.serverRestored)
    say("The server is put back from a backup: it stands at \(head.position), and stood at \(former.position).")
    try replaceLog(with: copy, backup)
  }

  /// The log's file of another day lies there, and nobody says so.
  func rollBack(_ action: Action) throws {
    guard let backup = try backup(action) else { return }
    let former = log.base.head()
    let copy = backup.log.copy()
    coverage.count(.serverRolledBack)
    say("The server's log is the one of another day: it stands at \(copy.head().position), not at \(former.position).")
    try replaceLog(with: copy, backup)
  }

  private func replaceLog(with copy: MemoryLog, _ backup: Backup) throws {
    try losing {
      formerHistories.append(history)
      history = backup.history.copy(upTo: backup.history.head, workspace: Self.workspace)
      log = SimLog(copy)
      serverDisk = SimDisk(MemoryStore(schema: schemas.second))
      serverInspectedWrites = nil
      roles = backup.roles
      audiences = backup.audiences
      hasUpgraded = history.entries.contains { entry in
        if case .schema(let version, _) = entry.entry.event { return Int(version) == schemas.second.version }
        return false
      }
      server = try Self.server(serverDisk, log, serverClock, serverRandom, cursorSeal, limits, keptApart, schemas)
      try followLog()
    }
    try inspectServer()
  }
}
