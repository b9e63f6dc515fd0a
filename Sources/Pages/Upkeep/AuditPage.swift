public import Words

/// One line of the log of accounts.
public struct AuditFacts: Hashable, Sendable {
  public let id: Int64
  public let time: Int64
  public let actor: String
  /// A stable word: `member-added`.
  public let action: String
  public let subject: String
  public let detail: String

  public init(id: Int64, time: Int64, actor: String, action: String, subject: String, detail: String) {
    self.id = id
    self.time = time
    self.actor = actor
    self.action = action
    self.subject = subject
    self.detail = detail
  }
}

/// Who did what about accounts, newest first.
public struct AuditPage: PageBody {
  public static let template = "audit"

  struct Row: Sendable {
    let time: ShownTime
    let actor: String
    let action: String
    let subject: String
    let detail: String
  }

  let rows: [Row]
  let older: String?

  /// - Parameters:
  ///   - records: a page of them, newest first.
  ///   - older: the address of the next page; nil when this is the last.
  ///   - language: of the words.
  public init(_ records: [AuditFacts], older: String?, language: Language) {
    rows = records.map {
      let isRole = $0.action == "member-added" || $0.action == "role-changed"
      return Row(
        time: ShownTime($0.time, language),
        actor: $0.actor == "console" ? Words.Pages.console.text(language) : $0.actor,
        action: Words.Pages.audit($0.action).text(language), subject: $0.subject,
        detail: isRole ? Words.Pages.role($0.detail).text(language) : $0.detail)
    }
    self.older = older
  }
}
