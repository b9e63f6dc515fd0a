import CommitFormat
import Merge
import Replica
import SyncClient
import SyncServer

extension World {
  /// Mends everything, lets everybody sync until nothing moves, and compares all that there is.
  func comeToRest() throws {
    say("Everything works again, and everybody syncs.")
    if serverDisk.isOff || log.isOff { try restartServer("The server is started anew.") }
    serverDisk.start()
    log.start()
    for device in devices {
      device.isBlocked = false
      device.disk.start()
      device.endSession()
    }
    while let (request, number) = late.popLast() {
      coverage.count(.requestLate)
      _ = try handIn(request, request.body, isWhole: true, together: true, devices[number])
    }
    var rounds = 0
    repeat {
      for device in devices where !device.isRevoked {
        try sync(device, Action(.sync, device: device.number))
      }
      rounds += 1
      guard rounds < 10 else { throw Violation(.convergence, "after ten rounds of syncing something still moves") }
    } while try !isAtRest()
    coverage.count(.perished, times: perished.members.count)
    try Convergence.check(self)
    try NothingLost.checkAtRest(self)
  }

  private func isAtRest() throws -> Bool {
    for device in devices where !device.isRevoked {
      if try Int(device.replica.header().cursor?.position ?? 0) != history.head { return false }
    }
    return true
  }

  /// What this run came to, without times: what clocks must not change.
  func timelessEnd() throws -> [String] {
    var lines: [String] = []
    for entry in history.entries {
      guard let commit = entry.commit else { continue }
      let name = ledger.commits[commit].name
      // A branch is named by a hash, which is another one with other clocks.
      let said = ledger.hasDoubles ? "" : "\(ledger.commits[commit].operations.map(\.operation))"
      var verdict = "accepted"
      if case .refused(_, let refusal) = entry.entry.event { verdict = "\(refusal)" }
      lines.append("\(name.replica) \(name.sequence) \(verdict) \(said)")
    }
    for (who, replica) in [("the server", server.replica)] + devices.map({ (name($0), $0.replica) }) {
      let views = try replica.store.read { reading in
        var names = ChainNames(reading, ledger)
        return try ledger.records.compactMap { record in
          try reading.view(record).map { (record, try names.translate($0)) }
        }
      }
      for (record, view) in views {
        lines.append("\(who) \(describe(record)) \(view)")
      }
    }
    return lines
  }
}
