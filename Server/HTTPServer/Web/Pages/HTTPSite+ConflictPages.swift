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
internal import Words

/// The page of a record in conflict: shown, and settled by one form.
extension HTTPSite {
  @Sendable func conflictPage(_ web: WebCall) async throws -> Response {
    let record = try await web.record()
    return try await web.conflictPage(
      ConflictShown(record: record, answers: web.kept.map { ConflictAnswers($0.all) }))
  }

  @Sendable func settleConflict(_ web: WebCall) async throws -> Response {
    let record = try await web.record()
    let answers = ConflictAnswers(web.form.all)
    var shown = ConflictShown(record: record, answers: answers)
    let action = web.form["action"] ?? "look"
    if action == "look" { return try await web.conflictPage(shown) }
    if action.hasPrefix("use-") {
      shown.answers = try await web.using(String(action.dropFirst(4)), answers)
      shown.notice = PageFrame.Notice(.done, Words.Pages.proposalFilledIn.text(web.language))
      return try await web.conflictPage(shown)
    }
    guard let step = SettlingStep(rawValue: action) else { throw ProblemAnswer(.malformed, subject: "action") }
    if step.settles, web.actor.role < .administrator { throw AccountProblem.notAllowed(needs: .administrator) }
    let outcome = try await web.run { [shown] in try web.attempt(step, shown) }
    switch outcome {
    case .show(let shown): return try await web.conflictPage(shown)
    case .done(let stored, let told, let name):
      return try await web.afterSettling(step, record: record, stored: stored, told: told, name: name)
    }
  }
}

/// What the button of the form says.
enum SettlingStep: String, Sendable {
  case solve
  case next
  case draft
  case propose

  var settles: Bool { self == .solve || self == .next }
}

/// The page of a conflict with what was typed, and what is said about it.
struct ConflictShown: Sendable {
  let record: RecordID
  var answers: ConflictAnswers?
  var problems: [String: String] = [:]
  var reasonProblem: String?
  var meanwhile: [String] = []
  var notice: PageFrame.Notice?
  var status = HTTPResponse.Status.ok
}

enum SettlingOutcome: Sendable {
  case show(ConflictShown)
  /// Who will be told, and what the record is called.
  case done(StoredCommit, told: [String], name: String)
}

extension WebCall {
  private static var storySteps: Int { 5 }

  fileprivate func conflictPage(_ shown: ConflictShown) async throws -> Response {
    let question = InboxListPage.Question { query[$0] }
    let index = try await run { [self] in try site.inbox(for: self) }
    let (name, body) = try await run { [self] in
      let hasNext = try index.next(after: shown.record, question.filter, order: question.order) != nil
      let history = try replica().history(of: shown.record, limit: Self.storySteps)
      return try replica().store.read { reading in
        let text = ValueText(try Lookup(reading), language)
        guard
          let sheet = try RecordSheet.make(of: shown.record, text: text, reading: reading, viewer: actor.user)
        else { throw ProblemAnswer(.notFound, subject: "record") }
        let power: ConflictPage.Power =
          switch actor.role {
          case .administrator: .settles
          case .editor: .proposes
          case .reader: .reads
          }
        var context = ConflictPage.Context(
          power: power, base: base,
          action: Query.address(base + "/inbox/" + sheet.reference, question.items))
        context.answers = shown.answers
        context.problems = shown.problems
        context.reasonProblem = shown.reasonProblem
        context.hasNext = hasNext
        context.meanwhile = shown.meanwhile
        context.story = try history.map { try StoryItem($0, text: text, base: base, canUndo: actor.role >= .editor) }
        return (sheet.name, ConflictPage(sheet, context, language: language))
      }
    }
    return page(try await badged(name, .inbox, notice: shown.notice), body, status: shown.status)
  }

  /// The answers with somebody's proposal filled in.
  fileprivate func using(_ proposal: String, _ answers: ConflictAnswers) async throws -> ConflictAnswers {
    guard let record = RecordID(text: proposal) else { throw ProblemAnswer(.notFound, subject: "proposal") }
    let found = try await reading { reading, _ in try ProposalBook(reading).proposal(record) }
    guard let found, found.state == .proposed else { throw ProblemAnswer(.notFound, subject: "proposal") }
    var answers = answers
    answers[found.conflict.text] = ConflictAnswers.Answer(found.decision)
    if answers.reason.isEmpty { answers.reason = found.reason }
    return answers
  }

  /// Does what the form asks for, or says what is in the way; nothing is done then. Blocks.
  fileprivate func attempt(_ step: SettlingStep, _ shown: ConflictShown) throws -> SettlingOutcome {
    var shown = shown
    guard let answers = shown.answers else { return .show(shown) }
    let decided = answers.answers.filter { !$0.answer.choice.isEmpty }
    guard !decided.isEmpty else {
      shown.notice = PageFrame.Notice(.problem, Words.Pages.nothingChosen.text(language))
      shown.status = .unprocessableContent
      return .show(shown)
    }
    if answers.reason.utf8.count > Self.reasonBytesMax {
      shown.reasonProblem = Words.Pages.reasonTooLong.text(language)
    }
    let prepared = try replica().store.read { reading in
      try prepare(step, decided, answers: answers, record: shown.record, reading: reading)
    }
    if !prepared.moved.isEmpty { return .show(try movedOn(shown, prepared.moved)) }
    shown.problems = prepared.problems
    if prepared.lacksReason { shown.reasonProblem = Words.Pages.reasonNeeded.text(language) }
    guard shown.problems.isEmpty, shown.reasonProblem == nil, let draft = prepared.draft else {
      return .show(corrected(shown))
    }
    do {
      return .done(try edit(draft), told: prepared.told, name: prepared.name)
    } catch EditProblem.conflictMoved {
      return .show(try movedOn(shown, decided.compactMap { ConflictID($0.id) }))
    } catch {
      guard let words = ProblemText.text(error, language) else { throw error }
      shown.notice = PageFrame.Notice(.problem, words)
      shown.status = .unprocessableContent
      return .show(shown)
    }
  }

  private func corrected(_ shown: ConflictShown) -> ConflictShown {
    var shown = shown
    shown.notice = PageFrame.Notice(.problem, Words.Pages.lookAgain.text(language))
    shown.status = .unprocessableContent
    return shown
  }

  /// Somebody was faster: who and what. Nothing is overwritten, and what was typed is kept.
  private func movedOn(_ shown: ConflictShown, _ moved: [ConflictID]) throws -> ConflictShown {
    var shown = shown
    shown.meanwhile = try replica().store.read { reading in
      let trace = ConflictTrace(ValueText(try Lookup(reading), language), reading)
      var events: [String] = []
      for id in moved {
        guard let news = try trace.news(of: id, in: shown.record) else { continue }
        for event in HTTPSite.events(news, language) where !events.contains(event) { events.append(event) }
      }
      return events
    }
    if shown.meanwhile.isEmpty { shown.meanwhile = [Words.Pages.somebodyWasFaster.text(language)] }
    shown.notice = PageFrame.Notice(.warning, Words.Pages.somebodyWasFaster.text(language))
    shown.status = .conflict
    return shown
  }

  private struct Prepared {
    var draft: Draft?
    var moved: [ConflictID] = []
    var problems: [String: String] = [:]
    var lacksReason = false
    var told: [String] = []
    var name = ""
  }

  private func prepare(
    _ step: SettlingStep, _ decided: [(id: String, answer: ConflictAnswers.Answer)], answers: ConflictAnswers,
    record: RecordID, reading: any ReplicaReading
  ) throws -> Prepared {
    // Its clock and its random numbers alone: within a transaction nothing else of the store may be asked for.
    let replica = server.replica
    let maker = try RecordMaker(reading, clock: replica.clock, random: replica.random, readFile: { $0 })
    let book = try ProposalBook(reading)
    var prepared = Prepared()
    var changes: [RecordChange] = []
    prepared.name = try maker.lookup.name(of: record)
    for (text, answer) in decided {
      guard let id = ConflictID(text) else { throw ProblemAnswer(.malformed, subject: "conflict") }
      guard let open = try reading.openConflict(id, of: record) else {
        prepared.moved.append(id)
        continue
      }
      do {
        guard let decision = try answer.decision() else { continue }
        let settlement = try decision.settlement(of: open, maker: maker)
        if step.settles {
          let isStatus = OfficialStatus.isChanged(by: settlement, of: open, schema: maker.lookup.schema)
          if isStatus, answers.reason.allSatisfy(\.isWhitespace) { prepared.lacksReason = true }
          changes.append(.settle(record, open.conflict, settlement))
          prepared.told += Self.told(settlement, open)
        } else {
          changes.append(
            try book.change(
              decision, about: open, author: actor.user, reason: answers.reason,
              state: step == .draft ? .draft : .proposed
            ).change)
        }
      } catch {
        guard let words = ProblemText.text(error, language) else { throw error }
        prepared.problems[text] = words
      }
    }
    var told: [String] = []
    for name in prepared.told where !name.isEmpty && name != actor.user && !told.contains(name) { told.append(name) }
    prepared.told = told
    prepared.draft = Draft(
      maker.makingsSoFar + changes, note: step.settles ? answers.reason : "")
    return prepared
  }

  /// Those whose words are not what was chosen.
  private static func told(_ settlement: Settlement, _ open: OpenConflict) -> [String] {
    let chosen: Value?
    switch settlement {
    case .take(let dot): chosen = open.candidates.first { $0.write.dot == dot }?.write.value
    case .value(let value): chosen = value
    case .keepBoth: return []
    case .keep: chosen = .keep
    case .delete: chosen = .tombstone
    case .move(let record): chosen = Value(.reference(record))
    }
    return open.candidates.filter { candidate in
      // Beside a tombstone it is the deletion that was chosen or not, whatever the words say.
      if case .keep = settlement { return candidate.register == .life }
      return candidate.write.value != chosen
    }.map(\.author)
  }

  fileprivate func afterSettling(
    _ step: SettlingStep, record: RecordID, stored: StoredCommit, told: [String], name: String
  ) async throws -> Response {
    let question = InboxListPage.Question { query[$0] }
    let index = try await run { [self] in try site.inbox(for: self) }
    let (own, left, next) = try await run { [self] () -> (String, Int, String?) in
      let following = step == .next ? try index.next(after: record, question.filter, order: question.order) : nil
      return try replica().store.read { reading in
        let lookup = try Lookup(reading)
        return (
          try lookup.reference(of: record), try reading.view(record)?.conflicts.count ?? 0,
          try following.map { try lookup.reference(of: $0) }
        )
      }
    }
    var words: Phrase
    switch step {
    case .draft: words = Words.Pages.draftSaved
    case .propose: words = Words.Pages.proposed
    case .solve, .next: words = Words.Pages.settled(name, told: told)
    }
    let label = CommitLabel.text(stored.commit)
    let path: String
    if let next {
      path = "/inbox/" + next
    } else if step.settles, left == 0 {
      path = "/inbox"
    } else {
      path = "/inbox/" + own
      if step.settles { words = .joined([words, Words.Pages.stillOpen(left)]) }
    }
    return redirect(
      to: Query.address(base + path, question.items),
      notice: PageFrame.Notice(.done, words.text(language), undo: step.settles ? label : nil))
  }
}
