import Simulation
import Testing

@Suite struct RunTests {
  @Test(arguments: [1, 2, 3, 37, 489] as [UInt64])
  func oneSeedGivesOneTrace(seed: UInt64) {
    let plan = Plan(seed: seed)
    let first = Runner.run(plan, isTold: true)
    #expect(first.violation == nil)
    #expect(first.lines.count > 10)
    #expect(first.lines == Runner.run(plan, isTold: true).lines)
    #expect(first.lines != Runner.run(Plan(seed: seed + 1), isTold: true).lines)
  }

  /// What once failed, and was mended in the engine or in what judges it.
  @Test(arguments: [2681, 3684, 4141, 6115, 7119, 7130, 7414, 8012] as [UInt64])
  func whatWasMendedHolds(seed: UInt64) {
    #expect(Runner.check(seed: seed).outcome.violation == nil)
  }

  @Test func toldOrNotItIsTheSameRun() {
    for seed in 1...5 as ClosedRange<UInt64> {
      let told = Runner.run(Plan(seed: seed), isTold: true).coverage.lines
      #expect(told == Runner.run(Plan(seed: seed)).coverage.lines)
    }
  }

  @Test func threadsMakeNoDifference() {
    let alone = Campaign(seeds: 1...40).run(threads: 1)
    let together = Campaign(seeds: 1...40).run(threads: 4)
    #expect(alone.coverage.lines == together.coverage.lines)
    #expect(alone.failures.isEmpty && together.failures.isEmpty)
  }

  @Test func whatWasNeverReachedIsSaid() {
    let coverage = Runner.run(Plan(seed: 1)).coverage
    #expect(coverage.missing(.all).contains(.conflictRing) || coverage[.conflictRing] > 0)
    #expect(Coverage().missing(.all).count > 60)
  }

  @Test func aLongPlanIsMadeShort() {
    let plan = Plan(seed: 5)
    let short = Shrinker.shrink(plan) { plan in
      plan.actions.contains { $0.kind == .set } && plan.actions.contains { $0.kind == .sync && $0.c == 0 }
    }
    #expect(short.actions.count == 2)
    #expect(Set(short.actions.map(\.kind)) == [.set, .sync])
  }

  @Test func theRestOfAPlanKeepsItsMeaning() {
    var plan = Plan(seed: 7)
    plan.actions.removeAll { $0.number % 2 == 0 }
    #expect(Runner.run(plan).violation == nil)
  }
}
