import CommitFormat
import Merge
import Simulation
import SyncProtocol
import Testing

/// Each checker that works over plain values is shown what must not be.
@Suite struct CheckerTests {
  private let workspace = WorkspaceID(bits: 1)
  private let karin = ReplicaID(bits: 10)

  private func commit(
    _ sequence: SequenceNumber, by replica: ReplicaID? = nil, at milliseconds: Int64 = 5, after previous: Hash = .zero
  ) -> Commit {
    Commit(
      replica: replica ?? karin, sequence: sequence, previous: previous, stamp: Stamp(milliseconds: milliseconds),
      schemaVersion: 1, parts: [.init(audience: .everyone, body: .readable([UInt8(sequence)], salt: nil))])
  }

  private func set(
    _ sequence: SequenceNumber, _ text: String, replacing: [Dot] = [], by replica: ReplicaID? = nil
  ) -> Ledger.Step {
    Ledger.Step(
      dot: Dot(replica: replica ?? karin, sequence: sequence, index: 0), stamp: Stamp(milliseconds: 5),
      operation: .set(
        RecordID(bits: 3), RegisterID(FieldNumber(8)), .text(text), replaces: Replaces(dots: replacing), mark: .plain))
  }

  private func ledger(_ count: Int) -> Ledger {
    let ledger = Ledger()
    var previous = Hash.zero
    for place in 0..<count {
      let sequence = SequenceNumber(place + 1)
      let made = commit(sequence, after: previous)
      previous = made.hash
      ledger.add(
        made, [set(sequence, "\(place)")],
        Ledger.Authoring(device: 0, user: "Karin", role: .editor, known: Bits(0..<place)))
    }
    return ledger
  }

  private func entry(_ position: Position, _ commit: Commit, time: Int64 = 9) -> LogEntry {
    LogEntry(position: position, time: time, event: .accepted(commit, author: nil))
  }

  private func fails(_ invariant: Invariant, _ body: () throws -> Void) {
    do {
      try body()
      Issue.record("\(invariant) was not seen to be broken")
    } catch let violation as Violation {
      #expect(violation.invariant == invariant)
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func aLostCommit() throws {
    let ledger = ledger(2)
    try NothingLost.check(before: Bits([0]), after: Bits([0, 1]), refused: Bits(), ledger, who: "Karin")
    try NothingLost.check(before: Bits([0, 1]), after: Bits([0]), refused: Bits([1]), ledger, who: "Karin")
    fails(.nothingLost) {
      try NothingLost.check(before: Bits([0, 1]), after: Bits([0]), refused: Bits(), ledger, who: "Karin")
    }
  }

  @Test func anEffectBeforeItsCause() throws {
    let ledger = ledger(2)
    try CausalOrder.check(new: Bits([1]), known: Bits([0, 1]), refused: Bits(), ledger, who: "Per")
    fails(.causalOrder) {
      try CausalOrder.check(new: Bits([1]), known: Bits([1]), refused: Bits(), ledger, who: "Per")
    }
  }

  @Test func aWriteToWhatOneMayNotRead() throws {
    let ledger = ledger(1)
    try Rights.checkAccepted(0, ledger, role: .editor, isRevoked: false)
    fails(.rights) {
      try Rights.checkAccepted(0, ledger, role: .editor, isRevoked: false, readable: { _ in false })
    }
  }

  @Test func twoCommitsOfOneName() throws {
    let ledger = ledger(2)
    #expect(!ledger.hasDoubles)
    let other = commit(2, at: 6)
    ledger.add(
      other, [set(2, "other")], Ledger.Authoring(device: 1, user: "Karin", role: .editor, known: Bits([0])))
    #expect(ledger.hasDoubles)
    #expect(ledger.commit(other.name) == 2)
    #expect(ledger.commits.count == 3)
  }

  @Test func aWriteThatIsUnread() throws {
    let ledger = ledger(2)
    // The second commit was made in the knowledge of the first, and takes its place.
    try MonotonicReads.check(before: Bits([0]), now: Bits([1]), known: Bits([0, 1]), ledger, who: "Per")
    fails(.monotonicReads) {
      try MonotonicReads.check(before: Bits([0]), now: Bits(), known: Bits([0]), ledger, who: "Per")
    }
  }

  @Test func aCursorThatGoesBackOrLies() throws {
    let history = History(workspace: workspace)
    history.add(entry(1, commit(1)), commit: 0)
    try CursorOrder.check(before: 0, after: 1, sameEpoch: true, chain: history.chains[1], history, who: "Per")
    fails(.cursor) {
      try CursorOrder.check(before: 1, after: 0, sameEpoch: true, chain: nil, history, who: "Per")
    }
    fails(.cursor) {
      try CursorOrder.check(before: 0, after: 1, sameEpoch: true, chain: history.chains[0], history, who: "Per")
    }
    fails(.cursor) { try CursorOrder.check(before: 0, after: 2, sameEpoch: true, chain: nil, history, who: "Per") }
  }

  @Test func aCommitTwiceAndAReceiptThatLies() throws {
    let ledger = ledger(2)
    let history = History(workspace: workspace)
    try Repetition.checkNew(commit(1).name, 0, history, at: 1)
    history.add(entry(1, commit(1)), commit: 0)
    fails(.repetition) { try Repetition.checkNew(commit(1).name, 0, history, at: 2) }
    fails(.repetition) { try Repetition.checkNew(commit(3).name, 1, history, at: 2) }
    let truth = Receipt(replica: karin, sequence: 1, outcome: .accepted(1, .known))
    try Repetition.check([truth], history, ledger)
    fails(.repetition) {
      try Repetition.check([Receipt(replica: karin, sequence: 2, outcome: .accepted(1, []))], history, ledger)
    }
    fails(.repetition) { try Repetition.check(pushed: 2, receipts: 1) }
  }

  @Test func whoMayNotWriteAndWhoIsRefusedForNothing() throws {
    let ledger = ledger(1)
    let history = History(workspace: workspace)
    try Rights.checkAccepted(0, ledger, role: .editor, isRevoked: false)
    fails(.rights) { try Rights.checkAccepted(0, ledger, role: .reader, isRevoked: false) }
    fails(.rights) { try Rights.checkAccepted(0, ledger, role: .editor, isRevoked: true) }
    let refusal = Refusal(code: .role, reason: "reader")
    try Verdicts.check(0, refusal, ledger, history, role: .reader, isRevoked: false, bytesMax: 1000)
    fails(.verdicts) {
      try Verdicts.check(0, refusal, ledger, history, role: .editor, isRevoked: false, bytesMax: 1000)
    }
  }

  @Test func whoSettlesWithoutTheRight() throws {
    let ledger = ledger(1)
    let per = ReplicaID(bits: 11)
    ledger.add(
      commit(1, by: per), [set(1, "other", by: per)],
      Ledger.Authoring(device: 1, user: "Per", role: .editor, known: Bits()))
    let dots = [Dot(replica: karin, sequence: 1, index: 0), Dot(replica: per, sequence: 1, index: 0)]
    let bo = ReplicaID(bits: 12)
    ledger.add(
      commit(1, by: bo), [set(1, "mine", replacing: dots, by: bo)],
      Ledger.Authoring(device: nil, user: "Bo", role: .editor, known: Bits([0, 1]), isForged: true))
    try Rights.checkAccepted(2, ledger, role: .administrator, isRevoked: false)
    fails(.rights) { try Rights.checkAccepted(2, ledger, role: .editor, isRevoked: false) }
  }

  @Test func clocksThatDecide() throws {
    try Clocks.checkStamps(commit(2, at: 6), after: Stamp(milliseconds: 5), who: "Karin")
    fails(.clocks) { try Clocks.checkStamps(commit(2, at: 4), after: Stamp(milliseconds: 5), who: "Karin") }
    fails(.clocks) { try Clocks.checkLog(entry(2, commit(2), time: 8), after: 9) }
    fails(.clocks) { try Clocks.compare(["a"], ["b"]) }
    fails(.sameSeed) { try SameSeed.compare(["a"], ["a", "b"]) }
  }

  @Test func aLogThatGrowsByItself() throws {
    let history = History(workspace: workspace)
    for position in 1...3 as ClosedRange<Position> { history.add(entry(position, commit(position)), commit: nil) }
    try Bounded.check(history, commits: 2, enrolments: 0)
    fails(.bounded) { try Bounded.check(history, commits: 1, enrolments: 0) }
  }
}
