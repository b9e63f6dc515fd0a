internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import Merge
internal import Pages
internal import Plan
internal import Replica
internal import SyncProtocol
internal import SyncServer
internal import Words

extension HTTPSite {
  @Sendable func inboxPage(_ web: WebCall) async throws -> Response {
    let question = InboxListPage.Question { web.query[$0] }
    let index = try await web.run { try self.inbox(for: web) }
    let body = try await web.run {
      let page = try index.page(
        question.filter, order: question.order, offset: question.offset, limit: InboxListPage.pageSize,
        language: web.language)
      // What is no conflict stands apart, under all of them, and not under a part of them.
      let isWhole = question.filter.isEmpty && question.offset == 0
      let twins = isWhole ? try web.replica().store.read { try SuspectedTwins($0, limit: 20).pairs } : []
      return InboxListPage(
        page, question, twins: twins.map { InboxListPage.Twin($0, base: web.base, language: web.language) },
        canSettle: web.actor.role >= .administrator, base: web.base, now: web.time,
        language: web.language)
    }
    return web.page(try await web.badged(Words.Pages.place("inbox"), .inbox), body)
  }

  /// Says that two records are one.
  @Sendable func joinTwins(_ web: WebCall) async throws -> Response {
    guard web.form["do"] == "join" else { throw ProblemAnswer(.malformed, subject: "do") }
    let notice: PageFrame.Notice
    do {
      let stored = try await web.run {
        let (record, into) = try web.replica().store.read { reading in
          let lookup = try Lookup(reading)
          return (
            try Self.find(web.form["record"] ?? "", lookup: lookup),
            try Self.find(web.form["into"] ?? "", lookup: lookup)
          )
        }
        return try web.edit(Draft([.join(record, into: into)]))
      }
      notice = PageFrame.Notice(
        .done, Words.Pages.joinedTwins.text(web.language), undo: CommitLabel.text(stored.commit))
    } catch {
      guard let words = ProblemText.text(error, web.language) else { throw error }
      notice = PageFrame.Notice(.problem, words)
    }
    return web.redirect(to: web.base + "/inbox", notice: notice)
  }

  /// Leads from a conflict's id to its record; where it is open no more, with word of who did what.
  @Sendable func findConflict(_ web: WebCall) async throws -> Response {
    guard let id = ConflictID(web.parameter("id")) else { throw ProblemAnswer(.notFound, subject: "conflict") }
    let place = try await web.run { try self.inbox(for: web).places(idPrefix: id.text).first }
    if let place {
      let reference = try await web.reading { _, text in try text.lookup.reference(of: place.record) }
      return web.redirect(to: web.base + "/inbox/" + reference)
    }
    let news = try await web.reading { reading, text in try ConflictTrace(text, reading).news(of: id) }
    guard let news else { throw ProblemAnswer(.notFound, subject: "conflict") }
    let events = Self.events(news, web.language)
    let path = web.base + (news.current == nil ? "/records/" : "/inbox/") + news.reference
    return web.redirect(
      to: path,
      notice: PageFrame.Notice(
        .warning, events.isEmpty ? Words.Pages.somebodyWasFaster.text(web.language) : events.joined(separator: " · ")))
  }

  /// What others did about a conflict since it was shown, in sentences.
  static func events(_ news: ConflictNews, _ language: Language) -> [String] {
    news.events.map { event in
      Words.Pages.event(
        event.author.isEmpty ? Language.capitalized(Words.Settling.somebody.text(language)) : event.author,
        field: event.field, event.text, reason: event.note, isSettlement: event.isSettlement
      ).text(language)
    }
  }
}
