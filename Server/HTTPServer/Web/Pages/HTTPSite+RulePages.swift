internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import Merge
internal import Pages
internal import Plan
internal import Replica
internal import Schema
internal import SyncProtocol
internal import SyncServer
internal import Synchronization
internal import Words

/// Many conflicts at once, and standing rules.
extension HTTPSite {
  @Sendable func rulesPage(_ web: WebCall) async throws -> Response { try await rules(web, problem: nil) }

  private func rules(_ web: WebCall, problem: Phrase?) async throws -> Response {
    let question = InboxListPage.Question { web.query[$0] }
    let rule = problem == nil ? InboxRule(web.query["rule"] ?? "", person: web.query["rulePerson"]) : nil
    let lacksPerson = problem == nil && web.query["rule"] == "takeAuthor" && rule == nil
    let index = try await web.run { try self.inbox(for: web) }
    let body = try await web.run {
      let page = try index.page(question.filter, order: question.order, limit: 0, language: web.language)
      let places = rule == nil ? [] : try index.conflicts(question.filter, order: question.order)
      return try web.replica().store.read { reading in
        let text = ValueText(try Lookup(reading), web.language)
        let preview = try rule.map {
          try BulkSettling.preview($0, places, text: text, reading: reading, linesMax: RulesPage.linesMax)
        }
        return RulesPage(
          RulesPage.Content(
            inbox: page, question: question, rule: rule, preview: preview,
            standing: try StandingRules(reading).all(), fields: Self.fields(text),
            standingProblem: problem?.text(web.language)), base: web.base, language: web.language)
      }
    }
    let words = problem ?? (lacksPerson ? Words.Pages.needsPerson : nil)
    let frame = try await web.badged(
      Words.Pages.place("rules"), .rules,
      notice: words.map { PageFrame.Notice(.problem, $0.text(web.language)) })
    return web.page(frame, body, status: words == nil ? .ok : .unprocessableContent)
  }

  private static func fields(_ text: ValueText) -> [RulesPage.RuleField] {
    text.lookup.schema.types.filter { !["proposal", "rule"].contains($0.key) }.flatMap { type in
      StandingRules.fields(of: type).map { field in
        RulesPage.RuleField(
          value: "\(type.key).\(field.key)",
          label: Language.capitalized(text.label(type.label)) + ": " + text.label(field.label))
      }
    }
  }

  @Sendable func changeRules(_ web: WebCall) async throws -> Response {
    switch web.form["do"] {
    case "carry": return try await carryOut(web)
    case "standing": return try await makeStanding(web)
    case "on": return try await switchRule(web, on: true)
    case "off": return try await switchRule(web, on: false)
    default: throw ProblemAnswer(.malformed, subject: "do")
    }
  }

  /// Settles the conflicts that the preview showed and that were left chosen, and no others.
  private func carryOut(_ web: WebCall) async throws -> Response {
    guard let rule = InboxRule(web.form["rule"] ?? "", person: web.form["rulePerson"]) else {
      throw ProblemAnswer(.malformed, subject: "rule")
    }
    let ids = web.form.all("conflict").prefix(RulesPage.linesMax)
    let reason = try web.reason()
    let index = try await web.run { try self.inbox(for: web) }
    let notice = try await web.run { () throws -> PageFrame.Notice in
      var places: [ConflictPlace] = []
      var gone = 0
      for text in ids {
        guard let id = ConflictID(text) else { throw ProblemAnswer(.malformed, subject: "conflict") }
        if let place = try index.places(idPrefix: id.text).first { places.append(place) } else { gone += 1 }
      }
      var commits: [String] = []
      let report = try BulkSettling.carryOut(rule, places, reason: reason, replica: web.replica()) { draft in
        commits.append(CommitLabel.text(try web.edit(draft).commit))
      }
      let words = Words.Pages.bulkDone(
        report.settled.count, moved: report.moved.count + gone, left: report.refused.count + report.untouched.count)
      return PageFrame.Notice(
        report.settled.isEmpty ? .warning : .done, words.text(web.language),
        undo: commits.isEmpty ? nil : commits.joined(separator: ","))
    }
    return web.redirect(to: web.base + "/inbox", notice: notice)
  }

  private func makeStanding(_ web: WebCall) async throws -> Response {
    guard let rule = InboxRule(web.form["rule"] ?? "", person: web.form["rulePerson"]) else {
      return try await rules(web, problem: Words.Pages.needsPerson)
    }
    let reason = try web.reason()
    return try await setStanding(web, rule: { _ in rule }, reason: { _ in reason }, isOn: true, Words.Pages.ruleMade)
  }

  private func switchRule(_ web: WebCall, on: Bool) async throws -> Response {
    try await setStanding(
      web, rule: { $0?.rule }, reason: { $0?.reason ?? "" }, isOn: on,
      on ? Words.Pages.ruleIsOn : Words.Pages.ruleIsOff)
  }

  private func setStanding(
    _ web: WebCall, rule: @escaping @Sendable (StandingRule?) -> InboxRule?,
    reason: @escaping @Sendable (StandingRule?) -> String, isOn: Bool, _ done: Phrase
  ) async throws -> Response {
    let parts = (web.form["about"] ?? "").split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { throw ProblemAnswer(.malformed, subject: "about") }
    do {
      let stored = try await web.run {
        let change = try web.replica().store.read { reading in
          let rules = try StandingRules(reading)
          let known = try rules.all().first { $0.type == parts[0] && $0.field == parts[1] }
          guard let rule = rule(known) else { throw ProblemAnswer(.notFound, subject: "rule") }
          return try rules.change(rule, type: parts[0], field: parts[1], reason: reason(known), isOn: isOn).change
        }
        return try web.edit(Draft([change]))
      }
      return web.redirect(
        to: web.base + "/rules",
        notice: PageFrame.Notice(.done, done.text(web.language), undo: CommitLabel.text(stored.commit)))
    } catch {
      guard let words = ProblemText.text(error, web.language) else { throw error }
      return web.redirect(to: web.base + "/rules", notice: PageFrame.Notice(.problem, words))
    }
  }
}

extension WebCall {
  static var reasonBytesMax: Int { 4096 }

  /// The reason that stands in the form.
  func reason() throws -> String {
    let reason = ConflictAnswers([("reason", form["reason"] ?? "")]).reason
    guard reason.utf8.count <= Self.reasonBytesMax else { throw ProblemAnswer(.malformed, subject: "reason") }
    return reason
  }
}
