internal import CommitFormat
internal import Merge
public import Plan
internal import Replica
internal import Schema
public import Words

/// Many conflicts settled at once by a rule, with a preview; and rules that stand.
public struct RulesPage: PageBody {
  public static let template = "rules"

  struct Line: Sendable {
    let conflict: String
    let address: String
    let name: String
    let field: String
    let sides: [Side]
    let before: String
    let after: String
    let isSame: Bool
  }

  struct Side: Sendable {
    let author: String
    let text: String
  }

  struct Standing: Sendable {
    let typeKey: String
    let fieldKey: String
    let about: String
    let rule: String
    let author: String
    let reason: String?
    let isOn: Bool
    let isContested: Bool
    let address: String
    let label: String
  }

  /// A field that a standing rule can be about.
  public struct RuleField: Hashable, Sendable {
    let value: String
    let label: String

    public init(value: String, label: String) {
      self.value = value
      self.label = label
    }
  }

  /// Lines that a preview shows at the most; more are settled in further rounds.
  public static let linesMax = 200

  let words: FormText
  let sections: [FormOption]
  let people: [FormOption]
  let kinds: [FormOption]
  let types: [FormOption]
  let rules: [FormOption]
  let rulePeople: [FormOption]
  let ruleText: String?
  let rulePerson: FormText
  let ruleCode: String
  let lines: [Line]
  let hasLines: Bool
  let hasPreview: Bool
  let summary: String
  let action: String
  let standing: [Standing]
  let hasStanding: Bool
  let fields: [FormOption]
  let standingProblem: String?

  /// What the page is made of.
  public struct Content: Sendable {
    /// The inbox as filtered, for the choices of the filter.
    public var inbox: InboxPage
    public var question: InboxListPage.Question
    public var rule: InboxRule?
    public var preview: RulePreview?
    public var standing: [StandingRule]
    /// Where the labels of types and fields come from: key of type, a dot, key of field.
    public var fields: [RuleField]
    public var standingProblem: String?

    public init(
      inbox: InboxPage, question: InboxListPage.Question, rule: InboxRule?, preview: RulePreview?,
      standing: [StandingRule], fields: [RuleField], standingProblem: String? = nil
    ) {
      self.inbox = inbox
      self.question = question
      self.rule = rule
      self.preview = preview
      self.standing = standing
      self.fields = fields
      self.standingProblem = standingProblem
    }
  }

  /// - Parameters:
  ///   - content: what is shown.
  ///   - base: of the addresses of the workspace's pages.
  ///   - language: of the words.
  public init(_ content: Content, base: String, language: Language) {
    let filter = content.question.filter
    func options(_ counts: [InboxCount], _ chosen: String?) -> [FormOption] {
      counts.map { FormOption($0.value, "\($0.label) (\(language.number($0.count)))", isChosen: $0.value == chosen) }
    }
    let counts = content.inbox.counts
    words = FormText(filter.text ?? "")
    sections = options(counts.sections, filter.section)
    people = options(counts.people, filter.person)
    kinds = options(counts.kinds, filter.kind?.rawValue)
    types = options(counts.types, filter.type)
    let all: [InboxRule] = [.latest, .official, .newestOfOneAuthor]
    rules =
      all.map {
        FormOption($0.code, Language.capitalized($0.words(language)), isChosen: $0.code == content.rule?.code)
      } + [
        FormOption(
          "takeAuthor", Words.Pages.ruleOfAPerson.text(language), isChosen: content.rule?.person != nil)
      ]
    rulePeople = counts.people.map { FormOption($0.value, $0.label, isChosen: $0.value == content.rule?.person) }
    ruleText = content.rule.map { Language.capitalized($0.words(language)) }
    rulePerson = FormText(content.rule?.person ?? "")
    ruleCode = content.rule?.code ?? ""
    lines = (content.preview?.lines ?? []).map { Line($0, base: base) }
    hasLines = !lines.isEmpty
    hasPreview = content.preview != nil
    summary =
      content.preview.map {
        Words.Pages.ruleSummary(settles: $0.lines.count, untouched: $0.untouched, unseen: $0.unseen).text(language)
      } ?? ""
    action = Query.address(base + "/rules", content.question.items)
    let labels = Dictionary(content.fields.map { ($0.value, $0.label) }) { first, _ in first }
    standing = content.standing.map { Standing($0, labels: labels, base: base, language: language) }
    hasStanding = !standing.isEmpty
    fields = content.fields.map { FormOption($0.value, $0.label) }
    standingProblem = content.standingProblem
  }
}

extension RulesPage.Line {
  init(_ line: RuleLine, base: String) {
    self.init(
      conflict: line.place.id.text, address: base + "/inbox/" + line.reference, name: line.name, field: line.field,
      sides: line.candidates.map { RulesPage.Side(author: $0.author, text: $0.text) }, before: line.before,
      after: line.after, isSame: line.before.utf8.elementsEqual(line.after.utf8))
  }
}

extension RulesPage.Standing {
  init(_ rule: StandingRule, labels: [String: String], base: String, language: Language) {
    let about = labels["\(rule.type).\(rule.field)"] ?? "\(rule.type).\(rule.field)"
    self.init(
      typeKey: rule.type, fieldKey: rule.field, about: about, rule: rule.rule.words(language), author: rule.author,
      reason: rule.reason.isEmpty ? nil : rule.reason, isOn: rule.isOn, isContested: rule.isContested,
      address: base + "/records/" + rule.record.text,
      label: (rule.isOn ? Words.Pages.turnOff(about) : Words.Pages.turnOn(about)).text(language))
  }
}
