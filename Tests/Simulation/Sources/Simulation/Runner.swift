import CommitFormat

/// What came of one seed.
public struct Outcome: Sendable {
  public var violation: Violation?
  public var coverage: Coverage
  /// The story, when it was asked for.
  public var lines: [String]
}

public enum Runner {
  /// Runs a plan.
  public static func run(_ plan: Plan, isTold: Bool = false) -> Outcome {
    var lines: [String] = []
    var coverage = Coverage()
    do {
      let world = try World(plan, isTold: isTold)
      defer {
        lines = world.lines
        coverage = world.coverage
      }
      try world.run()
      return Outcome(violation: nil, coverage: world.coverage, lines: world.lines)
    } catch let violation as Violation {
      return Outcome(violation: violation, coverage: coverage, lines: lines)
    } catch {
      return Outcome(violation: Violation(.recovery, "thrown: \(error)"), coverage: coverage, lines: lines)
    }
  }

  /// Runs a seed; every so often also a second time, told, and with other clocks, and compares.
  public static func check(seed: UInt64, faults: Faults = .all) -> (outcome: Outcome, plan: Plan) {
    let plan = Plan(seed: seed, faults: faults)
    var outcome = run(plan)
    guard outcome.violation == nil else { return (outcome, plan) }
    if seed % 32 == 0 { outcome.violation = sameTrace(plan) }
    if outcome.violation == nil, seed % 16 == 0 {
      var timeless = plan
      // What travels without the server is shown by its stamps until the log has it, and people act on what is shown.
      // So is what a server that was put back has to be given again; and how old the past is, its clock says.
      timeless.actions.removeAll { [.carry, .restoreServer, .rollBack, .compact].contains($0.kind) }
      // How long a message is follows from the clocks too: at one byte it is cut in another place.
      timeless.actions = timeless.actions.map(\.uncut)
      outcome.violation = otherClocks(timeless)
      if outcome.violation != nil { return (outcome, timeless) }
    }
    return (outcome, plan)
  }

  /// Whether a failing plan still fails in the same way.
  public static func fails(_ plan: Plan, as invariant: Invariant) -> Violation? {
    let violation: Violation?
    switch invariant {
    case .sameSeed: violation = sameTrace(plan)
    case .clocks: violation = otherClocks(plan)
    default: violation = run(plan).violation
    }
    return violation?.invariant == invariant ? violation : nil
  }

  private static func sameTrace(_ plan: Plan) -> Violation? {
    violation { try SameSeed.compare(run(plan, isTold: true).lines, run(plan, isTold: true).lines) }
  }

  private static func otherClocks(_ plan: Plan) -> Violation? {
    violation {
      let ends = try [plan.clockSeed, plan.clockSeed &+ 0x9E37].map { clockSeed -> [String] in
        var plan = plan
        plan.clockSeed = clockSeed
        let world = try World(plan)
        try world.run()
        return try world.timelessEnd()
      }
      try Clocks.compare(ends[0], ends[1])
    }
  }

  private static func violation(_ body: () throws -> Void) -> Violation? {
    do {
      try body()
      return nil
    } catch let violation as Violation {
      return violation
    } catch {
      return Violation(.recovery, "thrown: \(error)")
    }
  }
}
