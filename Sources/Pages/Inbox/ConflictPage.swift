internal import Merge
public import Plan
internal import Replica
public import Words

/// A record in conflict: a row per differing field, and one form that settles any number of them in one commit.
public struct ConflictPage: PageBody {
  public static let template = "conflict"

  /// What the reader may do here.
  public enum Power: Hashable, Sendable {
    case reads
    case proposes
    case settles
    /// Settles a conflict that is only there to practise on.
    case practises
  }

  struct Said: Sendable {
    let author: String
    let text: String
    let source: String
    let address: String
    let date: String
  }

  struct Agreed: Sendable {
    let label: String
    let text: String
  }

  let reference: String
  let recordAddress: String?
  let typeName: String
  let place: String?
  let rows: [ConflictRow]
  let hasRows: Bool
  let agreed: [Agreed]
  let agreedCount: String?
  let said: [Said]
  let hasSaid: Bool
  let story: [StoryItem]
  let hasStory: Bool
  let action: String
  let seen: String
  let reason: FormText
  let reasonProblem: String?
  let asksReason: Bool
  let canAct: Bool
  let proposes: Bool
  let settles: Bool
  let practises: Bool
  let hasNext: Bool
  let meanwhile: [String]
  let hasMeanwhile: Bool
  let lost: [LostAnswer]
  let hasLost: Bool

  /// What somebody had typed about a conflict that is there no more.
  struct LostAnswer: Sendable {
    let field: String
    let texts: [String]
  }

  /// What the page is made of beside the sheet.
  public struct Context: Sendable {
    public var power: Power
    /// Of the addresses of the workspace's pages.
    public var base: String
    /// Where the form goes.
    public var action: String
    /// What was typed before, or a draft.
    public var answers: ConflictAnswers?
    /// What is wrong with an answer, by the conflict's id.
    public var problems: [String: String] = [:]
    public var reasonProblem: String?
    /// Whether another record in conflict comes after this one.
    public var hasNext = false
    /// What others did while the person was reading, in sentences.
    public var meanwhile: [String] = []
    /// The last few steps of the record's history.
    public var story: [StoryItem] = []

    public init(power: Power, base: String, action: String) {
      self.power = power
      self.base = base
      self.action = action
    }
  }

  /// - Parameters:
  ///   - sheet: the record with its conflicts.
  ///   - context: who reads it, and how far they have come.
  ///   - language: of the words.
  public init(_ sheet: RecordSheet, _ context: Context, language: Language) {
    let answers = context.answers ?? Self.drafted(sheet)
    let canAct = context.power != .reads && !sheet.conflicts.isEmpty
    reference = sheet.reference
    recordAddress = context.power == .practises ? nil : context.base + "/records/" + sheet.reference
    typeName = sheet.typeName
    place = sheet.place.isEmpty ? nil : sheet.place
    rows = sheet.conflicts.enumerated().map { index, conflict in
      ConflictRow(
        conflict, number: index + 1, answer: Self.answer(conflict, in: answers), said: sheet.said,
        problem: context.problems[conflict.id], canAct: canAct, base: context.base, language: language)
    }
    hasRows = !rows.isEmpty
    agreed = sheet.agreed.map { Agreed(label: $0.label, text: $0.text) }
    agreedCount = agreed.isEmpty ? nil : Words.Pages.agreedFields(agreed.count).text(language)
    said = sheet.said.map { Said($0, base: context.base, language: language) }
    hasSaid = !said.isEmpty
    story = context.story
    hasStory = !story.isEmpty
    action = context.action
    seen = sheet.seen.text
    reason = FormText(answers?.reason ?? "")
    reasonProblem = context.reasonProblem
    asksReason = sheet.conflicts.contains(where: \.asksReason)
    self.canAct = canAct
    proposes = canAct && context.power == .proposes
    settles = canAct && context.power == .settles
    practises = canAct && context.power == .practises
    hasNext = context.hasNext
    meanwhile = context.meanwhile
    hasMeanwhile = !context.meanwhile.isEmpty
    lost = Self.lost(answers, sheet)
    hasLost = !lost.isEmpty
  }

  /// The reader's own drafts as the form has them.
  private static func drafted(_ sheet: RecordSheet) -> ConflictAnswers? {
    var answers = ConflictAnswers()
    var isDrafted = false
    for conflict in sheet.conflicts {
      guard let draft = conflict.proposals.first(where: \.isDraft) else { continue }
      answers[conflict.id] = ConflictAnswers.Answer(draft.decision)
      if answers.reason.isEmpty { answers.reason = draft.reason }
      isDrafted = true
    }
    return isDrafted ? answers : nil
  }

  /// The answer to a conflict; also one that was given to an earlier conflict about the same field, whose typed words
  /// still mean what they meant.
  private static func answer(_ conflict: ConflictSheet, in answers: ConflictAnswers?) -> ConflictAnswers.Answer? {
    guard let answers else { return nil }
    if let answer = answers[conflict.id] { return answer }
    for (id, answer) in answers.answers
    where answers.fields[id] == conflict.fieldKey ?? "" && !answer.choice.isEmpty {
      var kept = answer
      // A value that was picked may stand among others now: that is chosen anew. What was typed stays.
      if answer.choice.hasPrefix("take-") { kept.choice = "" }
      return kept
    }
    return nil
  }

  private static func lost(_ answers: ConflictAnswers?, _ sheet: RecordSheet) -> [LostAnswer] {
    guard let answers else { return [] }
    let open = Set(sheet.conflicts.map { $0.fieldKey ?? "" })
    return answers.answers.compactMap { id, answer in
      guard !sheet.conflicts.contains(where: { $0.id == id }), let field = answers.fields[id], !open.contains(field),
        ["value", "merged", "move"].contains(answer.choice)
      else { return nil }
      let texts = answer.typed.sorted { $0.key < $1.key }.map(\.value).filter { !$0.isEmpty }
      let label = sheet.agreed.first { $0.key == field }?.label ?? field
      return texts.isEmpty ? nil : LostAnswer(field: label, texts: texts)
    }
  }
}

extension ConflictPage.Said {
  init(_ said: AuthorSaid, base: String, language: Language) {
    author = said.author
    text = said.text
    source = Words.Pages.saidIn(said.kind.rawValue, said.name).text(language)
    address = base + "/records/" + said.reference
    date = language.date(said.date)
  }
}
