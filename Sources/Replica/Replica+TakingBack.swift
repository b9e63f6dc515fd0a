public import CommitFormat
public import Merge

/// What became of commits that were saved from a damaged replica.
public struct TakeBackReport: Hashable, Sendable {
  /// Commits that wait again to be sent, or that the log has.
  public internal(set) var taken = 0
  /// Own commits that build on something lost, and lie in the refused box with their values.
  public internal(set) var boxed = 0
  /// What could not be taken in at all, and stays in the file that it was saved to.
  public internal(set) var left = 0
}

extension Replica {
  /// Takes in again what was saved from the damaged file of this device's replica. Own commits keep their names; this
  /// replica has another one, so that no name can be used twice.
  ///
  /// - Parameters:
  ///   - runs: in which commits follow one another, each proved by its seal.
  ///   - refused: the box as it was.
  ///   - own: the names that this device's replicas had.
  ///   - key: the device's public one.
  /// - Returns: what was taken in, and what could not be.
  /// - Throws: what the store throws.
  public func takeBack(
    _ runs: [SealedRun], refused: [RefusedCommit], own: Set<ReplicaID>, key: [UInt8]
  ) throws -> TakeBackReport {
    var report = TakeBackReport()
    let keys = Dictionary(uniqueKeysWithValues: own.map { ($0, key) })
    for run in runs {
      let carried = try receive([run], keys: keys)
      report.taken += carried.taken + carried.known
      let rest = run.commits.dropFirst(carried.taken + carried.known)
      guard own.contains(run.replica) else {
        report.left += rest.count
        continue
      }
      for commit in rest {
        let isBoxed = try store.write { transaction in
          // What can't be read here can't be written anew either.
          guard (try? transaction.operations(of: commit)) != nil else { return false }
          try transaction.addRefused(
            RefusedCommit(
              commit: commit, name: commit.name, refusal: Refusal(code: .needs, reason: "damaged"), time: clock.now()))
          return true
        }
        if isBoxed { report.boxed += 1 } else { report.left += 1 }
      }
    }
    try store.write { transaction in
      for entry in refused { try transaction.addRefused(entry) }
    }
    return report
  }
}
