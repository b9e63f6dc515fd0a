import CommitFormat
import Merge

/// Nobody sees an effect before its cause: whoever holds a commit holds those of its replica before it, and those whose
/// writes it takes the place of, unless the log refused them.
package enum CausalOrder {
  package static func check(new: Bits, known: Bits, refused: Bits, _ ledger: Ledger, who: String) throws {
    for place in new.members {
      let commit = ledger.commits[place]
      if let earlier = commit.previous {
        guard known[earlier] || refused[earlier] || commit.isForged else {
          throw Violation(
            .causalOrder, "\(who) holds commit \(commit.name.sequence) of \(commit.user) and not one before it")
        }
      }
      for write in commit.writes {
        let row = ledger.writes[write]
        for cause in row.replaced.union(row.covered ?? Bits()).members {
          let needed = ledger.writes[cause].commit
          guard known[needed] || refused[needed] else {
            throw Violation(
              .causalOrder, "\(who) holds what \(commit.user) wrote and not what \(commit.user) saw then")
          }
        }
      }
    }
  }
}
