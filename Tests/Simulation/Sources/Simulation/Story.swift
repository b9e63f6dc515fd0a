/// A failing seed as a person reads it.
public enum Story {
  /// Shrinks a plan that failed, and tells what is left of it.
  ///
  /// - Parameters:
  ///   - plan: failed with `violation`.
  ///   - violation: what was found.
  /// - Returns: lines of text.
  public static func tell(_ plan: Plan, _ violation: Violation) -> [String] {
    let short = Shrinker.shrink(plan) { Runner.fails($0, as: violation.invariant) != nil }
    let left = Runner.fails(short, as: violation.invariant) ?? violation
    var lines = [
      "Seed \(plan.seed): it does not hold that \(violation.invariant.rawValue).",
      "\(short.actions.count) of \(plan.actions.count) actions are enough:", "",
    ]
    let outcome = Runner.run(short, isTold: true)
    lines += outcome.lines.map { "  " + $0 }
    return lines + ["", left.detail]
  }
}
