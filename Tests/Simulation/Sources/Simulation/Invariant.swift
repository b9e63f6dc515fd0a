/// What must hold in every run.
public enum Invariant: String, CaseIterable, Hashable, Sendable {
  case convergence = "all copies come to the same rows, conflicts and digests"
  case nothingLost = "no acknowledged write is lost"
  case oneRule = "what was written at the same time surfaces, once, and nothing else does"
  case resolvedStays = "resolved stays resolved"
  case readYourWrites = "who wrote reads it"
  case monotonicReads = "what was read once is not unread"
  case causalOrder = "nobody sees an effect before its cause"
  case wholeCommits = "a commit is whole or not there"
  case repetition = "repeating or reordering messages changes nothing"
  case cursor = "a cursor never goes back, and nothing appears below one"
  case rights = "nobody is sent, or writes, what they may not"
  case verdicts = "no commit is refused without a reason"
  case clocks = "clocks decide nothing"
  case deletedStays = "deleted stays deleted unless restored"
  case bounded = "log, receipts, retries and memory are bounded"
  case recovery = "a sync that nothing is in the way of ends well"
  case forgetting = "only what counts no more is forgotten, and by all alike"
  case sameSeed = "one seed gives one trace"
}

/// An invariant that does not hold.
public struct Violation: Error, Hashable, Sendable {
  public let invariant: Invariant
  public let detail: String

  public init(_ invariant: Invariant, _ detail: String) {
    self.invariant = invariant
    self.detail = detail
  }
}
