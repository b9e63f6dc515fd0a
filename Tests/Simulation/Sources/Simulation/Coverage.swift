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
  case twinCopy, twinPutBack, twinRenamed, twinBranch, twinBranchOfBranch
  case serverRestored, serverRolledBack, rolledBackFound, gaveBack, setAside, cameBack, perished
  case audienceGained, audienceLost, partWithheld, refusedAudience, editNotInAudience, twoAudiences,
    unsentInLostAudience
  case answerSearched
  case rowDamaged, serverRowDamaged, repaired, repairInterrupted, digestRecounted
  case compacted, compactionHeldBack, partForgotten, forgottenAnew, undoForgotten
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

  mutating func count(_ reached: Reached, times: Int) { counts[reached.rawValue] += times }

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
    case .twinCopy, .twinPutBack, .twinRenamed, .twinBranch, .twinBranchOfBranch: faults.contains(.twins)
    case .serverRestored, .serverRolledBack, .rolledBackFound, .gaveBack, .cameBack, .perished:
      faults.contains(.restoredServers)
    // Rare: that the first one to give back is one who may not read some of it.
    case .setAside: false
    // Rare: that nobody wrote since, at that laptop.
    case .undoForgotten: false
    case .audienceGained, .audienceLost, .partWithheld, .refusedAudience, .editNotInAudience, .twoAudiences,
      .unsentInLostAudience, .answerSearched:
      faults.contains(.audiences)
    case .rowDamaged, .serverRowDamaged, .repaired, .repairInterrupted, .digestRecounted: faults.contains(.damage)
    case .compacted, .compactionHeldBack, .partForgotten, .forgottenAnew: faults.contains(.compaction)
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
