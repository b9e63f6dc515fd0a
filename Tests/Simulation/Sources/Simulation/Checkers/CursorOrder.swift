package import CommitFormat

/// A cursor never goes back within an epoch, and the log below one that was handed out never changes.
package enum CursorOrder {
  package static func check(
    before: Int, after: Int, sameEpoch: Bool, chain: Hash?, _ history: History, who: String
  ) throws {
    if sameEpoch, after < before { throw Violation(.cursor, "\(who) stood at \(before) and stands at \(after)") }
    guard after <= history.head else {
      throw Violation(.cursor, "\(who) stands at \(after), and the log ends at \(history.head)")
    }
    guard let chain else { return }
    guard history.chains[after] == chain else {
      throw Violation(.cursor, "\(who) followed another log up to \(after) than there is")
    }
  }
}
