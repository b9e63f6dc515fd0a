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

extension HTTPSite {
  @Sendable func recordsPage(_ web: WebCall) async throws -> Response {
    let question = RecordsPage.Question(
      type: web.query["type"] ?? "", words: String((web.query["q"] ?? "").prefix(200)),
      inConflict: web.query["conflict"] == "1", deleted: web.query["deleted"] == "1",
      offset: web.query["offset"].flatMap { Int($0) }.map { min(max(0, $0), 10_000_000) } ?? 0)
    let body = try await web.reading { reading, _ in
      try RecordsPage(question, reading, base: web.base, language: web.language)
    }
    return web.page(try await web.badged(Words.Pages.place("records"), .records), body)
  }

  @Sendable func recordPage(_ web: WebCall) async throws -> Response {
    let record = try await web.record()
    let limit = web.query["all"] == "1" ? Int.max : RecordPage.historyLimit
    let (name, body) = try await web.run {
      let history = try web.replica().history(of: record, limit: limit)
      return try web.replica().store.read { reading in
        guard let view = try reading.view(record) else { throw ProblemAnswer(.notFound, subject: "record") }
        let name = try Lookup(reading).name(of: view)
        return (
          name,
          try RecordPage(
            view, history: history, reading, role: web.actor.role, base: web.base, language: web.language)
        )
      }
    }
    return web.page(try await web.badged(name, .records), body)
  }

  @Sendable func changeRecord(_ web: WebCall) async throws -> Response {
    guard web.form["do"] == "restore" else { throw ProblemAnswer(.malformed, subject: "do") }
    let record = try await web.record()
    let address = web.base + "/records/" + Query.encoded(web.parameter("ref"))
    let notice: PageFrame.Notice
    do {
      let stored = try await web.run { try web.edit(Draft([.restore(record)])) }
      notice = PageFrame.Notice(
        .done, Words.Pages.restored.text(web.language), undo: CommitLabel.text(stored.commit))
    } catch {
      guard let words = ProblemText.text(error, web.language) else { throw error }
      notice = PageFrame.Notice(.problem, words)
    }
    return web.redirect(to: address, notice: notice)
  }

  /// Undoes commits: each becomes a new one that brings back what stood before, where nobody has written since.
  @Sendable func undo(_ web: WebCall) async throws -> Response {
    let labels = (web.form["commit"] ?? "").split(separator: ",").prefix(100).map(String.init)
    let language = web.language
    let deletions = try await web.run { try web.deletions(undoing: labels) }
    // What made many records, an import, is not taken back by a slip.
    if deletions > 1, web.form["confirm"] != "1" {
      let body = ConfirmPage(
        question: Words.Pages.undoDeletes(deletions).text(language), action: web.base + "/undo",
        fields: [.init("commit", web.form["commit"] ?? ""), .init("confirm", "1")],
        label: Words.Pages.undoAll(deletions).text(language), back: web.base + "/records")
      var frame = try await web.badged(Words.Pages.undoTitle, .records)
      frame.address = web.base + "/records"
      return web.page(frame, body)
    }
    let (path, notice) = try await web.run { () throws -> (String, PageFrame.Notice) in
      let replica = try web.replica()
      var made: [StoredCommit] = []
      var first: RecordID?
      do {
        for label in labels {
          let found = try replica.store.read { reading in
            try label.contains("-") ? CommitLabel.find(label, in: reading) : nil
          }
          guard let name = found else { throw ProblemAnswer(.notFound, subject: "commit") }
          if first == nil {
            first = try replica.store.read { reading in
              try reading.commit(name.replica, name.sequence).flatMap { stored in
                try reading.operations(of: stored.commit).first?.operation.record
              }
            }
          }
          let draft = try replica.undoing(name)
          if !draft.changes.isEmpty { made.append(try web.edit(draft)) }
        }
      } catch EditProblem.unknownCommit {
        throw ProblemAnswer(.notFound, subject: "commit")
      } catch {
        guard let words = ProblemText.text(error, language) else { throw error }
        return (try web.address(of: first), PageFrame.Notice(.problem, words))
      }
      guard first != nil else { throw ProblemAnswer(.notFound, subject: "commit") }
      let notice =
        made.isEmpty
        ? PageFrame.Notice(.warning, Words.Pages.nothingToUndo.text(language))
        : PageFrame.Notice(
          .done, Words.Pages.undone.text(language),
          undo: made.map { CommitLabel.text($0.commit) }.joined(separator: ","))
      return (labels.count == 1 ? try web.address(of: first) : web.base + "/inbox", notice)
    }
    return web.redirect(to: path, notice: notice)
  }

  @Sendable func followUpPage(_ web: WebCall) async throws -> Response {
    let wanted = web.query["year"].flatMap { Int($0) }.flatMap { (1...9999).contains($0) ? $0 : nil }
    let (year, body) = try await web.reading { reading, _ in
      let years = try FollowUpPage.years(reading, now: web.time)
      let year = wanted ?? FollowUpPage.usual(years, now: web.time)
      let shown = Array(Set(years + [year])).sorted()
      return (
        year,
        try FollowUpPage(
          try FollowUp(reading, year: year), years: shown, workspace: web.server.name, reading, base: web.base,
          language: web.language)
      )
    }
    let title = FollowUpPage.title(year, language: web.language)
    return web.page(try await web.badged(title, .followUp), body)
  }

  @Sendable func toldPage(_ web: WebCall) async throws -> Response {
    let body = try await web.run {
      let tidings = try web.tidings()
      return try web.replica().store.read {
        try ToldPage(tidings, $0, base: web.base, language: web.language)
      }
    }
    return web.page(try await web.badged(Words.Pages.place("told"), .told), body)
  }

  @Sendable func dismissTold(_ web: WebCall) async throws -> Response {
    guard let upTo = web.form["upTo"].flatMap({ Int64($0) }) else {
      throw ProblemAnswer(.malformed, subject: "upTo")
    }
    try await web.run { try web.dismissTidings(upTo: upTo) }
    return web.redirect(
      to: web.base + "/told", notice: PageFrame.Notice(.done, Words.Pages.dismissed.text(web.language)))
  }
}

extension WebCall {
  /// Blocks.
  fileprivate func dismissTidings(upTo id: Int64) throws {
    try replica().dismissTidings(upTo: id, for: actor.user)
  }

  /// How many records the undoing of commits would delete; those that are not known delete nothing. Blocks.
  fileprivate func deletions(undoing labels: [String]) throws -> Int {
    var count = 0
    for label in labels where label.contains("-") {
      guard let name = try replica().store.read({ try CommitLabel.find(label, in: $0) }) else { continue }
      do {
        for change in try replica().undoing(name).changes {
          switch change {
          case .delete, .bury: count += 1
          default: continue
          }
        }
      } catch EditProblem.unknownCommit {
        continue
      }
    }
    return count
  }

  /// Where a record is looked at: as a conflict, where it is in one. Blocks.
  func address(of record: RecordID?) throws -> String {
    guard let record else { return base + "/records" }
    return try replica().store.read { reading in
      let reference = try Lookup(reading).reference(of: record)
      let isOpen = try reading.view(record).map { !$0.conflicts.isEmpty } ?? false
      return base + (isOpen ? "/inbox/" : "/records/") + reference
    }
  }
}
