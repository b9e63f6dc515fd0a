import CommitFormat
import Merge
import Replica
import SyncServer

extension World {
  /// An administrator lets the past be forgotten, as far as everybody has come.
  func compact(_ action: Action) throws {
    if action.b % 2 == 0 { try haveQuietDay() }
    // What is saved from a form, and not sent yet, may name what its device knows the replacement of: nobody's word of how
    // far they have come says that.
    guard fromForms.members.allSatisfy({ history.positionOf[$0] != nil || everRefused[$0] }) else { return }
    let age: Int64 = [0, 0, 300_000, 1_800_000][action.a % 4]
    var compaction: Compaction?
    do {
      // It never syncs by itself, and would hold everybody back.
      if action.b % 2 == 0 { try forger.claimToBeLevel(with: server, at: time.milliseconds) }
      compaction = try server.compact(keeping: age, by: .console)
    } catch is PowerLost {
    }
    if serverDisk.isOff || log.isOff { try restartServer("The power goes at the server while the past is forgotten.") }
    let before = history.horizons.count
    try followLog()
    if compaction?.behind.isEmpty == false { coverage.count(.compactionHeldBack) }
    guard history.horizons.count > before, let horizon = history.horizons.last?.horizon else { return }
    coverage.count(.compacted)
    // What somebody saw before is no longer known to all: what is saved by it may name what is forgotten.
    for device in devices { device.form = nil }
    say("What had been replaced by \(horizon) is forgotten from here on.")
    try inspectServer()
    _ = try Forgetting.check(server.replica, ledger, history, upTo: history.head, self, who: "the server")
  }

  /// Whether the server reads a record together with another one.
  func isReadWithAnother(_ record: RecordID) throws -> Bool {
    try server.replica.store.read { reading in
      guard let view = try reading.view(record) else { return false }
      return try view.alias != nil || view.joinedInto != nil || !reading.aliases(of: record).isEmpty
    }
  }

  /// Whoever can, syncs, and says some time later with an empty queue how far they have come.
  private func haveQuietDay() throws {
    say("A quiet day comes.")
    for _ in 0..<2 {
      time.milliseconds += 120_000
      for device in devices where device.session == nil && !device.isBlocked && !device.isRevoked && !device.disk.isOff
      {
        try sync(device, Action(.sync, device: device.number))
      }
    }
  }
}
