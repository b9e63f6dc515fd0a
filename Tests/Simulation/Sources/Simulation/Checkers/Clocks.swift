package import CommitFormat
package import Merge

/// Clocks decide nothing: they are shown to people, and never run backwards where they are kept.
package enum Clocks {
  /// The stamps of one replica rise.
  package static func checkStamps(_ commit: Commit, after last: Stamp?, who: String) throws {
    guard let last, !(last < commit.stamp) else { return }
    throw Violation(.clocks, "\(who) made a commit that is stamped before the one it made earlier")
  }

  /// The log's times do not go back.
  package static func checkLog(_ entry: LogEntry, after last: Int64) throws {
    guard entry.time < last else { return }
    throw Violation(.clocks, "the entry at \(entry.position) is earlier than the one before it")
  }

  /// What came of one plan with two sets of clocks is the same, times apart.
  package static func compare(_ one: [String], _ other: [String]) throws {
    guard one != other else { return }
    let pair = zip(one, other).first { $0 != $1 }
    throw Violation(.clocks, "with other clocks something else came of it: \(pair?.0 ?? "") / \(pair?.1 ?? "")")
  }
}
