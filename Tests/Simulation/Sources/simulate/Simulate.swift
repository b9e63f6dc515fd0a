import Foundation
import Simulation

/// `simulate SEED` replays one seed with its story; `simulate seeds FROM TO` runs many and says what was covered;
/// `simulate campaign HOURS LOG` goes on for hours and keeps a log of what was covered; `simulate bugs SEEDS TABLE` looks
/// for each bug that is planted in this copy.
@main
struct Simulate {
  static func main() {
    var arguments = Array(CommandLine.arguments.dropFirst())
    let threads = option("--threads", &arguments).flatMap(Int.init) ?? 1
    let first = option("--from", &arguments).flatMap(Int.init) ?? 1
    switch arguments.first {
    case "seeds":
      guard arguments.count == 3, let from = UInt64(arguments[1]), let to = UInt64(arguments[2]), from <= to else {
        usage()
      }
      exit(many(from...to, threads: threads, seconds: nil, log: nil))
    case "campaign":
      guard arguments.count == 3, let hours = Double(arguments[1]) else { usage() }
      let start = UInt64(Date().timeIntervalSince1970)
      exit(many(start * 1000...UInt64.max, threads: threads, seconds: hours * 3600, log: arguments[2]))
    case "bugs":
      guard arguments.count == 3, let seeds = UInt64(arguments[1]) else { usage() }
      exit(Bugs.hunt(from: max(1, first), seeds: seeds, threads: threads, table: arguments[2]))
    case let seed? where UInt64(seed) != nil: exit(one(UInt64(seed) ?? 0))
    default: usage()
    }
  }

  private static func usage() -> Never {
    print(
      "simulate SEED | simulate seeds FROM TO [--threads N] | simulate campaign HOURS LOG | simulate bugs SEEDS TABLE [--from N]; [--threads N]"
    )
    exit(2)
  }

  private static func option(_ name: String, _ arguments: inout [String]) -> String? {
    guard let place = arguments.firstIndex(of: name), place + 1 < arguments.count else { return nil }
    defer { arguments.removeSubrange(place...(place + 1)) }
    return arguments[place + 1]
  }

  private static func one(_ seed: UInt64) -> Int32 {
    let (outcome, plan) = Runner.check(seed: seed)
    guard let violation = outcome.violation else {
      for line in Runner.run(plan, isTold: true).lines { print(line) }
      print("Seed \(seed): all invariants hold.")
      return 0
    }
    for line in Story.tell(plan, violation) { print(line) }
    return 1
  }

  private static func many(_ seeds: ClosedRange<UInt64>, threads: Int, seconds: Double?, log: String?) -> Int32 {
    let start = Date()
    let campaign = Campaign(seeds: seeds, seconds: seconds)
    let result = campaign.run(threads: threads) { sofar in
      if let log { write(report(sofar, seeds, start), to: log) }
    }
    let lines = report(result, seeds, start)
    if let log { write(lines, to: log) }
    for line in lines { print(line) }
    for failure in result.failures.prefix(3) {
      print("")
      for line in Story.tell(failure.plan, failure.violation) { print(line) }
    }
    let missing = result.coverage.seeds >= 1000 ? result.coverage.missing(.all) : []
    return result.failures.isEmpty && missing.isEmpty ? 0 : 1
  }

  private static func report(_ result: Campaign.Result, _ seeds: ClosedRange<UInt64>, _ start: Date) -> [String] {
    let seconds = Date().timeIntervalSince(start)
    var lines = result.coverage.lines
    lines.append(
      "from seed \(seeds.lowerBound), \(Int(seconds)) s, \(Int(Double(result.coverage.seeds) / seconds * 60)) seeds a minute"
    )
    let missing = result.coverage.missing(.all)
    lines.append(
      missing.isEmpty ? "everything was reached" : "never reached: \(missing.map { "\($0)" }.joined(separator: ", "))")
    lines += result.failures.map { "seed \($0.seed) fails: \($0.violation.invariant): \($0.violation.detail)" }
    return lines
  }

  private static func write(_ lines: [String], to path: String) {
    try? (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
  }
}
