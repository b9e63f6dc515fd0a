import CommitFormat
import Merge
import Replica

/// Every write that a program said it had made is visible, replaced by one that knew it, in a conflict, or in the refused
/// box; until the server has answered, it waits where it was made.
package enum NothingLost {
  /// Commits that were in a replica are there still, save those that the log refused.
  package static func check(before: Bits, after: Bits, refused: Bits, _ ledger: Ledger, who: String) throws {
    for commit in before.subtracting(after).subtracting(refused).members {
      throw Violation(.nothingLost, "\(who) has lost a commit by \(ledger.commits[commit].user) that was there")
    }
  }

  /// When everything has come to rest.
  static func checkAtRest(_ world: World) throws {
    let ledger = world.ledger
    var boxes: [String: Bits] = [:]
    var waiting: [Bits] = []
    for device in world.devices {
      let (refused, unlogged) = try device.replica.store.read { (try $0.refused(), try $0.unlogged()) }
      for one in refused where one.commit.hash != one.name.hash {
        throw Violation(.nothingLost, "what is in the refused box of \(world.name(device)) is not what was refused")
      }
      boxes[device.user, default: Bits()].formUnion(Bits(refused.compactMap { ledger.commit($0.name) }))
      waiting.append(Bits(unlogged.compactMap { ledger.commit($0.name) }))
    }
    for (place, commit) in ledger.commits.enumerated() where !commit.isForged {
      guard let position = world.history.positionOf[place] else {
        let isHeld = commit.device.map { world.devices[$0].isRevoked && waiting[$0][place] } ?? false
        if isHeld || world.perished[place] { continue }
        throw Violation(.nothingLost, "a commit by \(commit.user) has come to nothing")
      }
      guard !world.history.entries[position - 1].isAccepted, let device = commit.device,
        !world.devices[device].isRevoked, !commit.wasRetriedOrDiscarded, !world.gone[place]
      else { continue }
      guard boxes[commit.user]?[place] == true else {
        throw Violation(.nothingLost, "a refused commit by \(commit.user) is not in the refused box")
      }
    }
  }
}
