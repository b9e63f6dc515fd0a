/// What a run can come upon. A campaign in which one of them never happened has not tested it.
public enum Reached: Int, CaseIterable, Hashable, Sendable {
  case editReview, editLatest, editUnion, editText, editOnce, editGroup, editMove, editSeveral, editSeen, editEqual
  case createTwin, delete, restore, contestedDeletion, settleTake, settleValue, settleKeep, settleDelete, settleMove
  case settleBoth, join, separate, undo, retryRefused, discardRefused, editRefusedHere, webEdit, conflictMoved
  case conflictEdit, conflictText, conflictDelete, conflictOrphan, conflictRing, textMerged, threeWay
  case receiptAccepted, receiptKnown, receiptMerged, receiptInConflict, receiptDeferred, receiptDamaged
  case refusedRole, refusedMembership, refusedSchema, refusedSize, refusedNeeds, refusedOnce
  case requestLost, requestCut, answerLost, answerCut, answerInPieces, requestTwice, requestLate, portal, busy, blocked
  case editDuringSync, crashBefore, crashAfter, crashMidSync, serverCrashLogged, serverCrashUnlogged, serverRestart
  case clockJump, clockBackwards, paged, snapshotStart, carried, carriedTwice, carriedDeferred, pushedForOther
  case schemaUpgrade, olderSchemaCommit, unknownFieldCarried, demoted, promoted, revoked, enrolled, forged
  case twinCopy, twinPutBack, twinHealed, serverRestored, gaveBack
}

/// How often everything was reached.
public struct Coverage: Sendable {
  private var counts: [Int]
  public private(set) var seeds = 0
  public var actions = 0
  public var syncs = 0
  public var exchanges = 0
  public var commits = 0
  public var checks = 0

  public init() {
    counts = Array(repeating: 0, count: Reached.allCases.count)
  }

  public subscript(_ reached: Reached) -> Int { counts[reached.rawValue] }

  public mutating func count(_ reached: Reached) { counts[reached.rawValue] += 1 }

  public mutating func countSeed() { seeds += 1 }

  public mutating func add(_ other: Coverage) {
    for index in counts.indices { counts[index] += other.counts[index] }
    seeds += other.seeds
    actions += other.actions
    syncs += other.syncs
    exchanges += other.exchanges
    commits += other.commits
    checks += other.checks
  }

  /// What never happened, of what can under these faults.
  public func missing(_ faults: Faults) -> [Reached] {
    Reached.allCases.filter { counts[$0.rawValue] == 0 && Self.isExpected($0, faults) }
  }

  private static func isExpected(_ reached: Reached, _ faults: Faults) -> Bool {
    switch reached {
    case .twinCopy, .twinPutBack, .twinHealed: faults.contains(.twins)
    case .serverRestored, .gaveBack: faults.contains(.restoredServers)
    default: true
    }
  }

  /// A line per thing, for a log.
  public var lines: [String] {
    [
      "seeds \(seeds), actions \(actions), syncs \(syncs), exchanges \(exchanges), commits \(commits), checks \(checks)"
    ] + Reached.allCases.map { "\($0): \(counts[$0.rawValue])" }
  }
}
