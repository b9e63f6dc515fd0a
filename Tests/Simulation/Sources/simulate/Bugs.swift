import Foundation
import Simulation

/// Looks for each planted bug, one at a time, until a seed catches it.
enum Bugs {
  /// - Parameters:
  ///   - first: the number of the first one to look for; a hunt that was ended goes on from there.
  ///   - seeds: how many are tried for one bug.
  ///   - threads: how many at a time.
  ///   - table: the file that says which invariant caught which bug, at which seed.
  /// - Returns: the program's exit code: 0 when all were caught.
  static func hunt(from first: Int, seeds: UInt64, threads: Int, table: String) -> Int32 {
    var lines = ["| planted bug | caught by | at seed |", "|---|---|---|"]
    var missed: [String] = []
    let titles = Planting.titles
    guard !titles.isEmpty else {
      print("no bug is planted in this copy")
      return 2
    }
    for (index, title) in titles.enumerated().dropFirst(first - 1) {
      Planting.turnOn(index + 1)
      let result = Campaign(seeds: 1...seeds, failuresMax: 1).run(threads: threads)
      if let caught = result.failures.first {
        lines.append("| \(title) | \(caught.violation.invariant.rawValue) | \(caught.seed) |")
        print("\(index + 1). \(title): seed \(caught.seed), \(caught.violation.invariant): \(caught.violation.detail)")
      } else {
        missed.append(title)
        print("\(index + 1). \(title): NOT CAUGHT within \(seeds) seeds")
      }
      // Whoever looks at a long run through a pipe sees each line as it comes.
      fflush(nil)
    }
    Planting.turnOn(0)
    do {
      try (lines.joined(separator: "\n") + "\n").write(toFile: table, atomically: true, encoding: .utf8)
    } catch {
      print("the table could not be written: \(error)")
      return 1
    }
    print(
      missed.isEmpty
        ? "all bugs from \(first) to \(titles.count) were caught" : "\(missed.count) of \(titles.count) were not caught"
    )
    return missed.isEmpty ? 0 : 1
  }
}
