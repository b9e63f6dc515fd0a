internal import CommitFormat
internal import Merge
public import Replica
internal import Schema
public import Words

/// What became of a proposal.
public enum ProposalFate: Hashable, Sendable {
  /// The conflict is open, and the proposal waits.
  case waiting
  case withdrawn
  /// The conflict was settled as was proposed; by whom and why, and when, milliseconds by the author's clock.
  case taken(by: String, reason: String, time: Int64)
  /// It was settled otherwise.
  case settledOtherwise(by: String, reason: String, time: Int64)
  /// Something else was written, so that it is another conflict now.
  case overtaken
  /// It can't be told any more.
  case unknown

  public init(_ proposal: Proposal, text: ValueText, reading: any ReplicaReading) throws {
    guard proposal.state != .withdrawn else {
      self = .withdrawn
      return
    }
    if try reading.openConflict(proposal.conflict, of: proposal.subject) != nil {
      self = .waiting
      return
    }
    guard let news = try ConflictTrace(text, reading).news(of: proposal.conflict, in: proposal.subject) else {
      self = .unknown
      return
    }
    guard let settled = news.events.first(where: \.isSettlement) else {
      self = .overtaken
      return
    }
    let time = settled.milliseconds
    self =
      try Self.isMet(proposal, by: settled, news, text: text, reading: reading)
      ? .taken(by: settled.author, reason: settled.note, time: time)
      : .settledOtherwise(by: settled.author, reason: settled.note, time: time)
  }

  private static func isMet(
    _ proposal: Proposal, by event: ConflictNews.Event, _ news: ConflictNews, text: ValueText,
    reading: any ReplicaReading
  ) throws -> Bool {
    switch proposal.decision {
    case .keep: return event.value == .keep
    case .delete: return event.value == .tombstone
    case .take: return false
    case .takeWrite(let label):
      guard let value = news.values[label] else { return false }
      // One who proposed a deletion, or the edit beside it, proposed what becomes of the record.
      if event.register == .life { return (value == .tombstone) == (event.value == .tombstone) }
      return value == event.value
    case .keepBoth:
      let whole = event.value.text ?? ""
      return news.values.values.allSatisfy { whole.contains($0.text ?? "") }
    case .move(let reference):
      guard case .found(let record) = try text.lookup.find(reference) else { return false }
      return event.value.reference == record
    case .text, .json, .members, .mergedText:
      let type = try reading.view(proposal.subject).flatMap { text.lookup.schema.type($0.type) }
      let maker = try RecordMaker(reading, clock: SystemClock(), random: SystemRandom(), readFile: { $0 })
      let value = try? proposal.decision.value(
        of: event.register, type: type, official: event.value, maker: maker)
      return value == event.value
    }
  }

  /// For programs: `waiting`, `withdrawn`, `taken`, `settledOtherwise`, `overtaken` or `unknown`.
  public var code: String {
    switch self {
    case .waiting: "waiting"
    case .withdrawn: "withdrawn"
    case .taken: "taken"
    case .settledOtherwise: "settledOtherwise"
    case .overtaken: "overtaken"
    case .unknown: "unknown"
    }
  }

  /// Who settled the conflict; nil while nobody has, or nobody can tell.
  public var by: String? {
    switch self {
    case .taken(let by, _, _), .settledOtherwise(let by, _, _): by
    case .waiting, .withdrawn, .overtaken, .unknown: nil
    }
  }

  /// Why they settled it so; nil as `by`.
  public var reason: String? {
    switch self {
    case .taken(_, let reason, _), .settledOtherwise(_, let reason, _): reason
    case .waiting, .withdrawn, .overtaken, .unknown: nil
    }
  }

  /// In words.
  public func words(_ language: Language) -> String {
    switch self {
    case .waiting: Words.Settling.fateWaiting.text(language)
    case .withdrawn: Words.Settling.fateWithdrawn.text(language)
    case .taken(let by, let reason, _): Words.Settling.fateTaken(by, reason).text(language)
    case .settledOtherwise(let by, let reason, _): Words.Settling.fateOtherwise(by, reason).text(language)
    case .overtaken: Words.Settling.fateOvertaken.text(language)
    case .unknown: Words.Settling.fateUnknown.text(language)
    }
  }
}
