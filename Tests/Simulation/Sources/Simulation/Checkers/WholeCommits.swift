import Merge

/// A commit is there with all its writes, or with none.
enum WholeCommits {
  static func check(_ shown: Shown, _ ledger: Ledger, known: Bits, who: String) throws {
    var replaced = Bits()
    for commit in known.members {
      for write in ledger.commits[commit].writes { replaced.formUnion(ledger.writes[write].replaced) }
    }
    let standing = shown.writes(ledger)
    for (place, commit) in ledger.commits.enumerated() {
      var here = 0
      var missing = 0
      for write in commit.writes {
        if standing[write] {
          here += 1
        } else if !replaced[write], !shown.hiddenRows[ledger.writes[write].row] {
          missing += 1
        }
      }
      if known[place], here > 0, missing > 0 {
        throw Violation(.wholeCommits, "\(who) shows a part of a commit by \(commit.user)")
      }
      if !known[place], here > 0 {
        throw Violation(.wholeCommits, "\(who) shows something of a commit by \(commit.user) that is not there")
      }
    }
  }
}
