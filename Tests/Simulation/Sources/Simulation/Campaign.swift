import Foundation
import Synchronization

/// Many seeds on several threads, each seed on one.
public final class Campaign: Sendable {
  public struct Failure: Sendable {
    public let seed: UInt64
    public let plan: Plan
    public let violation: Violation
  }

  public struct Result: Sendable {
    public var coverage = Coverage()
    public var failures: [Failure] = []
  }

  private struct State {
    var next: UInt64
    var result = Result()
  }

  private let state: Mutex<State>
  private let last: UInt64
  private let faults: Faults
  private let until: Date?
  private let failuresMax: Int

  /// - Parameters:
  ///   - seeds: to run.
  ///   - faults: which larger ones there are.
  ///   - seconds: how long at the most; nil for as long as it takes.
  ///   - failuresMax: how many failing seeds are enough.
  public init(
    seeds: ClosedRange<UInt64>, faults: Faults = .all, seconds: Double? = nil, failuresMax: Int = 10
  ) {
    state = Mutex(State(next: seeds.lowerBound))
    last = seeds.upperBound
    self.faults = faults
    until = seconds.map { Date(timeIntervalSinceNow: $0) }
    self.failuresMax = failuresMax
  }

  /// Runs them.
  ///
  /// - Parameters:
  ///   - threads: how many at a time.
  ///   - progress: is told now and then, on any thread.
  /// - Returns: what was covered and found, the failures rising by seed.
  public func run(threads: Int, progress: @escaping @Sendable (Result) -> Void = { _ in }) -> Result {
    let group = DispatchGroup()
    for _ in 0..<max(1, threads) {
      group.enter()
      let thread = Thread {
        while let seed = self.take() {
          let (outcome, plan) = Runner.check(seed: seed, faults: self.faults)
          let told = self.note(seed, outcome, plan)
          if let told { progress(told) }
        }
        group.leave()
      }
      // A chain of parents or a text is walked by recursion nowhere, but a debug build is generous with its stack.
      thread.stackSize = 16 << 20
      thread.start()
    }
    group.wait()
    return state.withLock { state in
      state.result.failures.sort { $0.seed < $1.seed }
      return state.result
    }
  }

  private func take() -> UInt64? {
    if let until, Date() > until { return nil }
    return state.withLock { state in
      guard state.next <= last, state.result.failures.count < failuresMax else { return nil }
      defer { state.next += 1 }
      return state.next
    }
  }

  private func note(_ seed: UInt64, _ outcome: Outcome, _ plan: Plan) -> Result? {
    state.withLock { state in
      state.result.coverage.add(outcome.coverage)
      if let violation = outcome.violation {
        state.result.failures.append(Failure(seed: seed, plan: plan, violation: violation))
        return state.result
      }
      return state.result.coverage.seeds % 1000 == 0 ? state.result : nil
    }
  }
}
