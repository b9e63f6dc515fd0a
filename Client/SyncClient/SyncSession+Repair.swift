internal import CommitFormat
public import Merge
internal import Replica
internal import SyncProtocol

/// What came of a difference between the state here and the server's at the same place of the log.
public struct RepairReport: Hashable, Sendable {
  /// How a repair ended.
  public enum Outcome: Hashable, Sendable {
    /// The state here is the server's.
    case level
    /// It was put right as far as was asked, and still differs: nothing more is tried by itself.
    case notHelped
    /// The server can't be asked, or the answers did not come to their end: the next sync goes on.
    case interrupted
  }

  public internal(set) var outcome: Outcome
  /// The records whose logged state was another one here, and was fetched again; rising.
  public internal(set) var records: [RecordID]

  public init(outcome: Outcome, records: [RecordID]) {
    self.outcome = outcome
    self.records = records
  }
}

/// A repair as it goes on over several exchanges.
struct RepairWork {
  enum Step {
    case buckets
    case sums([Int])
    /// What is to be fetched still.
    case states([RecordID])
  }

  /// One question and what has come of its answer.
  struct Fetch {
    let header: ReplicaHeader
    let step: Step
    var reader: RepairReader
    var answer = AnswerBody()
    var frames: [RepairFrame] = []
  }

  /// Records that were seen to differ and have not been replaced yet: when the log has grown meanwhile, they are asked
  /// for first.
  var suspects: [RecordID] = []
  var replaced: Set<RecordID> = []
  /// Everything that was seen to differ has been replaced, or nothing does, and the next digest tells.
  var isComplete = false
  var hasRecounted = false
  /// Times that a question came too late.
  var turns = 0

  /// After so many, the log is too busy; the next sync goes on.
  static let turnsMax = 8
}

extension SyncSession {
  /// Whether the state here may be put right from the server's now. The one place to ask: until a log has been put
  /// together again out of what replicas give back, a difference from it is no damage.
  var mayRepair: Bool { settings.repairs }

  /// The digests at the same place differ: begins to look where, goes on with that, or gives up.
  ///
  /// - Returns: nil when there is nothing more to do.
  mutating func repair(_ header: ReplicaHeader, _ digest: StateDigest) throws -> Action? {
    guard mayRepair else { return nil }
    var work = repair ?? RepairWork()
    defer { repair = work }
    if !work.hasRecounted {
      work.hasRecounted = true
      try replica.dropUnreadable()
      // What was kept may be wrong where the rows are right.
      if try replica.recount(), try replica.header().digest == digest {
        report.repair = RepairReport(outcome: .level, records: [])
        report.level = true
        return nil
      }
      if header.horizon > 0 {
        // By rows that were wrong, what still counts may have been forgotten: the log tells it anew.
        report.repair = RepairReport(outcome: .level, records: [])
        return try beginRebuilding(header)
      }
    }
    guard !work.isComplete else {
      report.repair = RepairReport(outcome: .notHelped, records: work.replaced.sorted())
      return nil
    }
    work.turns += 1
    guard work.turns <= RepairWork.turnsMax else {
      report.repair = RepairReport(outcome: .interrupted, records: work.replaced.sorted())
      return nil
    }
    return ask(work.suspects.isEmpty ? .buckets : .states(work.suspects), try replica.header())
  }

  private mutating func ask(_ step: RepairWork.Step, _ header: ReplicaHeader) -> Action {
    let question: RepairQuestion =
      switch step {
      case .buckets: .buckets
      case .sums(let buckets): .sums(buckets: buckets)
      case .states(let records): .states(Array(records.prefix(RepairQuestion.recordsMax)))
      }
    progress.phase = .repairing
    stage = .repair(RepairWork.Fetch(header: header, step: step, reader: RepairReader(limits: settings.limits)))
    return .send(
      TransportRequest(
        .get, SyncHTTP.repairPath(header.workspace, question, at: header.cursor?.position ?? 0),
        headers: authorized([
          TransportRequest.Header("Accept", "\(SyncHTTP.contentType), \(SyncHTTP.problemContentType)")
        ])))
  }

  mutating func take(_ event: TransportEvent, in fetch: RepairWork.Fetch) throws -> Action? {
    var fetch = fetch
    // Only one owner at a time, so that what grows is not copied at each piece.
    stage = .idle
    defer { if case .idle = stage { stage = .repair(fetch) } }
    switch event {
    case .sent: break
    case .head(let head): fetch.answer.head = head
    case .body(let bytes, _):
      fetch.answer.append(bytes)
      guard fetch.answer.isContent, fetch.answer.head?.mediaType == SyncHTTP.contentType else {
        if fetch.answer.isFull { throw SyncProblem.garbage(.standstill) }
        break
      }
      try fetch.reader.feed(bytes)
      while let frame = try fetch.reader.next() {
        if case .problem(let problem) = frame {
          throw SyncProblem(problem, expected: fetch.header.workspace, epoch: fetch.header.cursor?.epoch)
        }
        fetch.frames.append(frame)
      }
    }
    return nil
  }

  /// The answer has come to its end: asks on, takes in, or goes back to the log.
  mutating func end(_ fetch: RepairWork.Fetch) throws -> Action? {
    if let problem = fetch.answer.problem(expected: fetch.header.workspace) { throw problem }
    // A server of an older version answers for programs that read JSON.
    guard fetch.answer.head?.mediaType == SyncHTTP.contentType else { return try interrupted() }
    try fetch.reader.finish()
    guard case .head(let head)? = fetch.frames.first, var work = repair else { throw ProtocolProblem.cut }
    let here = try replica.header().cursor
    guard let here, here.position == head.position, here.chain == head.chain else {
      // The log has grown, or the server has put itself right: what is new first.
      return try beginExchange(wantsMore: true)
    }
    defer { repair = work }
    switch fetch.step {
    case .buckets:
      let differing = try differingBuckets(fetch.frames)
      // Nothing differs: what the server said before is no longer so.
      work.isComplete = differing.isEmpty
      guard !differing.isEmpty else { return try beginExchange(wantsMore: true) }
      return ask(.sums(differing), fetch.header)
    case .sums(let buckets):
      work.suspects = try differingRecords(fetch.frames, in: buckets)
      work.isComplete = work.suspects.isEmpty
      guard !work.suspects.isEmpty else { return try beginExchange(wantsMore: true) }
      return ask(.states(work.suspects), fetch.header)
    case .states(let asked):
      let states = try states(fetch.frames, of: Array(asked.prefix(RepairQuestion.recordsMax)))
      guard try replica.replace(states, at: head.position, chain: head.chain) else {
        return try beginExchange(wantsMore: true)
      }
      work.replaced.formUnion(states.map(\.id))
      work.suspects = Array(asked.dropFirst(states.count))
      work.isComplete = work.suspects.isEmpty
      retriesSinceProgress = 0
      guard work.isComplete else { return ask(.states(work.suspects), fetch.header) }
      report.repair = RepairReport(outcome: .level, records: work.replaced.sorted())
      return try beginExchange(wantsMore: true)
    }
  }

  /// The repair can't go on now; the sync is done all the same.
  mutating func interrupted() throws -> Action? {
    report.repair = RepairReport(outcome: .interrupted, records: repair?.replaced.sorted() ?? [])
    guard let welcome = lastWelcome else { throw ProtocolProblem.cut }
    return .finish(try finished(welcome))
  }

  private func differingBuckets(_ frames: [RepairFrame]) throws -> [Int] {
    guard case .buckets(let theirs) = frames[1] else { throw ProtocolProblem.unexpectedFrame(type: 0) }
    let (ours, unreadable) = try replica.store.read { try $0.bucketDigests() }
    return theirs.indices.filter { theirs[$0] != ours[$0] || unreadable.contains($0) }
  }

  private func differingRecords(_ frames: [RepairFrame], in buckets: [Int]) throws -> [RecordID] {
    var theirs: [RecordID: StateDigest] = [:]
    for case .sums(let sums) in frames {
      for sum in sums { theirs[sum.record] = sum.digest }
    }
    let (ours, unreadable) = try replica.store.read { try $0.recordDigests(in: Set(buckets)) }
    let either = Set(ours.keys).union(theirs.keys).filter { ours[$0] != theirs[$0] }
    return either.union(unreadable).sorted()
  }

  /// The states in an answer, which are those that were asked for, in that order.
  private func states(_ frames: [RepairFrame], of asked: [RecordID]) throws -> [RecordState] {
    var states: [RecordState] = []
    for case .states(let part) in frames { states += part }
    guard states.map(\.id) == asked else { throw ProtocolProblem.unexpectedFrame(type: 0) }
    return states
  }
}
