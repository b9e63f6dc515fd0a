/// Makes a failing plan short: leaves actions out, and faults of those that are left, while it fails in the same way.
///
/// Delta debugging (Zeller and Hildebrandt, 2002), with smaller and smaller pieces until no single action can go.
public enum Shrinker {
  /// - Parameters:
  ///   - plan: fails.
  ///   - runsMax: how many tries are worth it.
  ///   - fails: whether a plan fails in the same way.
  /// - Returns: the shortest that was found.
  public static func shrink(_ plan: Plan, runsMax: Int = 4000, _ fails: (Plan) -> Bool) -> Plan {
    var best = plan
    var runs = 0
    func isWorse(_ candidate: Plan) -> Bool {
      runs += 1
      return runs > runsMax || !fails(candidate)
    }
    var size = max(1, best.actions.count / 2)
    while true {
      var start = 0
      var hasShrunk = false
      while start < best.actions.count {
        var candidate = best
        candidate.actions.removeSubrange(start..<min(start + size, candidate.actions.count))
        if isWorse(candidate) {
          start += size
        } else {
          best = candidate
          hasShrunk = true
        }
      }
      if size > 1 {
        size = max(1, size / 2)
      } else if !hasShrunk {
        break
      }
    }
    for index in best.actions.indices {
      for change in [clean, plain] {
        var candidate = best
        change(&candidate.actions[index])
        if candidate != best, !isWorse(candidate) { best = candidate }
      }
    }
    return best
  }

  /// Without faults on the line.
  private static func clean(_ action: inout Action) {
    if [.sync, .arrive, .reply].contains(action.kind) { action.c = 0 }
  }

  private static func plain(_ action: inout Action) {
    if action.kind == .setSeveral { action.kind = .set }
  }
}
