internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import Merge
internal import Pages
internal import Plan
internal import Replica
internal import Schema
internal import SyncServer
internal import Words

/// The practice conflict: made anew in memory at each request, so nothing that is done with it lasts.
extension HTTPSite {
  @Sendable func practicePage(_ web: WebCall) async throws -> Response {
    try await practice(web, answers: web.kept.map { ConflictAnswers($0.all) })
  }

  private func practice(
    _ web: WebCall, answers: ConflictAnswers?, problems: [String: String] = [:], reasonProblem: Phrase? = nil,
    notice: Phrase? = nil
  ) async throws -> Response {
    let body = try await web.run {
      let practice = try Practice(user: web.actor.user, language: web.language)
      var context = ConflictPage.Context(power: .practises, base: web.base, action: web.base + "/practice")
      context.answers = answers
      context.problems = problems
      context.reasonProblem = reasonProblem?.text(web.language)
      return PracticePage(
        conflict: try practice.sheet().map { ConflictPage($0, context, language: web.language) }, result: nil)
    }
    let frame = try await web.badged(
      Words.Pages.place("practice"), .practice,
      notice: notice.map { PageFrame.Notice(.problem, $0.text(web.language)) })
    return web.page(frame, body, status: notice == nil ? .ok : .unprocessableContent)
  }

  @Sendable func settlePractice(_ web: WebCall) async throws -> Response {
    let answers = ConflictAnswers(web.form.all)
    if web.form["action"] != "solve" { return try await practice(web, answers: answers) }
    guard answers.answers.contains(where: { !$0.answer.choice.isEmpty }) else {
      return try await practice(web, answers: answers, notice: Words.Pages.nothingChosen)
    }
    let reason = try web.reason()
    let attempt = try await web.run { try web.practise(answers, reason: reason) }
    guard attempt.problems.isEmpty, !attempt.lacksReason else {
      return try await practice(
        web, answers: answers, problems: attempt.problems,
        reasonProblem: attempt.lacksReason ? Words.Pages.reasonNeeded : nil, notice: Words.Pages.lookAgain)
    }
    let frame = try await web.badged(Words.Pages.place("practice"), .practice)
    return web.page(frame, PracticePage(conflict: nil, result: attempt.result))
  }
}

private struct PracticeAttempt: Sendable {
  var problems: [String: String] = [:]
  var lacksReason = false
  var result: PracticePage.Result?
}

extension WebCall {
  /// Settles it for real, in memory. Blocks.
  fileprivate func practise(_ answers: ConflictAnswers, reason: String) throws -> PracticeAttempt {
    let practice = try Practice(user: actor.user, language: language)
    let replica = practice.replica
    var attempt = PracticeAttempt()
    var told: [String] = []
    let draft = try replica.store.read { reading in
      let text = ValueText(try Lookup(reading), language)
      let maker = try RecordMaker(reading, clock: replica.clock, random: replica.random, readFile: { $0 })
      var changes: [RecordChange] = []
      for (id, answer) in answers.answers where !answer.choice.isEmpty {
        guard let conflict = ConflictID(id), let open = try reading.openConflict(conflict, of: practice.record) else {
          continue
        }
        do {
          guard let decision = try answer.decision() else { continue }
          let settlement = try decision.settlement(of: open, maker: maker)
          if OfficialStatus.isChanged(by: settlement, of: open, schema: text.lookup.schema), reason.isEmpty {
            attempt.lacksReason = true
          }
          changes.append(.settle(practice.record, open.conflict, settlement))
          told += try words(settlement, open, text)
        } catch {
          guard let words = ProblemText.text(error, language) else { throw error }
          attempt.problems[id] = words
        }
      }
      return Draft(changes, note: reason)
    }
    guard attempt.problems.isEmpty, !attempt.lacksReason, !draft.changes.isEmpty else { return attempt }
    _ = try replica.edit(draft)
    attempt.result = try replica.store.read { reading in
      guard let view = try reading.view(practice.record) else { return nil }
      let card = try RecordTable(ValueText(try Lookup(reading), language)).card(view)
      return PracticePage.Result(
        lines: card.lines.map { Fact($0.label, $0.values.joined(separator: ", ")) }, told: told,
        isLeft: !view.conflicts.isEmpty)
    }
    return attempt
  }

  /// What each author whose value was not chosen would be told.
  private func words(_ settlement: Settlement, _ open: OpenConflict, _ text: ValueText) throws -> [String] {
    guard let register = open.conflict.register else { return [] }
    let chosen: Value
    switch settlement {
    case .take(let dot): chosen = open.candidates.first { $0.write.dot == dot }?.write.value ?? .cleared
    case .value(let value): chosen = value
    default: return []
    }
    let type = text.lookup.schema.type(open.view.type)
    return try open.candidates.filter { $0.write.value != chosen }.map { candidate in
      Words.Pages.practiceWord(
        candidate.author, field: text.label(register, of: type),
        own: try text.text(candidate.write.value, register: register, of: type),
        chosen: try text.text(chosen, register: register, of: type), by: actor.user
      ).text(language)
    }
  }
}
