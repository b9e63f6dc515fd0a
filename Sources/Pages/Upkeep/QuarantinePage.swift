public import Words

/// One edit in the quarantine, in the reader's words.
public struct QuarantineFacts: Hashable, Sendable {
  /// One register that it would write.
  public struct Change: Hashable, Sendable {
    public let record: String
    /// The record's page; nil where the record is not there.
    public let address: String?
    public let field: String
    public let before: String
    public let after: String

    public init(record: String, address: String?, field: String, before: String, after: String) {
      self.record = record
      self.address = address
      self.field = field
      self.before = before
      self.after = after
    }
  }

  /// What was decided, by whom and why.
  public struct Decision: Hashable, Sendable {
    public let time: Int64
    public let by: String
    public let reason: String
    public let isAccepted: Bool

    public init(time: Int64, by: String, reason: String, isAccepted: Bool) {
      self.time = time
      self.by = by
      self.reason = reason
      self.isAccepted = isAccepted
    }
  }

  public let id: Int64
  public let author: String
  public let device: String
  /// By its author's clock, and by the server's when it came; milliseconds.
  public let written: Int64?
  public let came: Int64
  public let why: String
  public let note: String
  public let changes: [Change]
  /// Why it can't be shown; nil when it is.
  public let problem: String?
  public let canAccept: Bool
  public let canRefuse: Bool
  public let decision: Decision?

  public init(
    id: Int64, author: String, device: String, written: Int64?, came: Int64, why: String, note: String,
    changes: [Change], problem: String? = nil, canAccept: Bool = true, canRefuse: Bool = true,
    decision: Decision? = nil
  ) {
    self.id = id
    self.author = author
    self.device = device
    self.written = written
    self.came = came
    self.why = why
    self.note = note
    self.changes = changes
    self.problem = problem
    self.canAccept = canAccept
    self.canRefuse = canRefuse
    self.decision = decision
  }
}

/// What waits for an administrator's decision, and what was decided last.
public struct QuarantinePage: PageBody {
  public static let template = "quarantine"

  struct Row: Sendable {
    let id: String
    let author: String
    let device: String
    let written: ShownTime?
    let came: ShownTime
    let why: String
    let note: String?
    let changes: [QuarantineFacts.Change]
    let hasChanges: Bool
    let problem: String?
    let canDecide: Bool
    let canAccept: Bool
    let isMarked: Bool
  }

  struct Decided: Sendable {
    let author: String
    let time: ShownTime
    let tag: StatusTag
    let by: String
    let reason: String
    let changes: [QuarantineFacts.Change]
  }

  let rows: [Row]
  let decided: [Decided]
  let hasDecided: Bool
  let isEmpty: Bool
  let next: String?
  let reasonProblem: String?

  /// - Parameters:
  ///   - waiting: oldest first.
  ///   - decided: newest first.
  ///   - next: the address of the next page; nil when this is the last.
  ///   - language: of the words.
  ///   - marked: the one whose form came back.
  ///   - problem: what was wrong with it.
  public init(
    _ waiting: [QuarantineFacts], decided: [QuarantineFacts], next: String?, language: Language, marked: Int64? = nil,
    problem: String? = nil
  ) {
    rows = waiting.map { facts in
      Row(
        id: String(facts.id), author: facts.author, device: facts.device,
        written: facts.written.map { ShownTime($0, language) }, came: ShownTime(facts.came, language), why: facts.why,
        note: facts.note.isEmpty ? nil : facts.note, changes: facts.changes, hasChanges: !facts.changes.isEmpty,
        problem: facts.problem, canDecide: facts.canRefuse, canAccept: facts.canAccept,
        isMarked: facts.id == marked && problem != nil)
    }
    self.decided = decided.compactMap { facts in
      guard let decision = facts.decision else { return nil }
      let words = decision.isAccepted ? Words.Pages.quarantineAcceptedTag : Words.Pages.quarantineRefusedTag
      return Decided(
        author: facts.author, time: ShownTime(decision.time, language),
        tag: StatusTag(decision.isAccepted ? .done : .problem, words.text(language)), by: decision.by,
        reason: decision.reason, changes: facts.changes)
    }
    hasDecided = !self.decided.isEmpty
    isEmpty = rows.isEmpty
    self.next = next
    reasonProblem = problem
  }
}
