internal import CommitFormat
internal import Hummingbird
internal import Merge
internal import Pages
internal import Plan
internal import Replica
internal import Schema
internal import SyncProtocol
internal import SyncServer
internal import Words

/// Edits that somebody may not send any more, and the administrator's decision about them.
extension HTTPSite {
  private static var pageSize: Int { 30 }

  @Sendable func quarantinePage(_ web: WebCall) async throws -> Response {
    try await quarantine(web, after: web.query["after"].flatMap { Int64($0) })
  }

  private func quarantine(
    _ web: WebCall, after: Int64? = nil, marked: Int64? = nil, problem: Phrase? = nil
  ) async throws -> Response {
    let body = try await web.run {
      let waiting = try web.server.quarantine(after: after, limit: Self.pageSize + 1, for: web.actor)
      let shown = Array(waiting.prefix(Self.pageSize))
      let decided = try web.server.quarantine(decided: true, limit: 10_000, for: web.actor).suffix(20).reversed()
      return try web.replica().store.read { reading in
        let text = ValueText(try Lookup(reading), web.language)
        return QuarantinePage(
          try shown.map { try web.facts($0, text, reading) },
          decided: try decided.map { try web.facts($0, text, reading) },
          next: waiting.count > Self.pageSize
            ? shown.last.map { Query.address(web.base + "/quarantine", [("after", String($0.kept.id))]) } : nil,
          language: web.language, marked: marked, problem: problem?.text(web.language))
      }
    }
    return web.page(
      try await web.badged(Words.Pages.place("quarantine"), .quarantine), body,
      status: problem == nil ? .ok : .unprocessableContent)
  }

  @Sendable func decideQuarantine(_ web: WebCall) async throws -> Response {
    guard let id = web.form["id"].flatMap({ Int64($0) }) else { throw ProblemAnswer(.malformed, subject: "id") }
    let reason = try BodyObject.clean(String((web.form["reason"] ?? "").prefix(500)), subject: "reason")
    let notice: PageFrame.Notice
    do {
      switch web.form["do"] {
      case "accept": notice = try await accept(id, reason, web)
      case "refuse":
        guard reason.contains(where: { !$0.isWhitespace }) else {
          return try await quarantine(web, marked: id, problem: Words.Quarantine.reasonMissing)
        }
        let author = try await web.run {
          let author = try web.server.quarantined(id, for: web.actor).author
          try web.server.refuseQuarantined(id, reason: reason, by: web.actor)
          return author
        }
        notice = PageFrame.Notice(.done, Words.Quarantine.refused(author).text(web.language))
      default: throw ProblemAnswer(.malformed, subject: "do")
      }
    } catch AccountProblem.alreadyDecided {
      notice = PageFrame.Notice(.warning, Words.Quarantine.alreadyDecided.text(web.language))
    } catch AccountProblem.unknownQuarantined {
      notice = PageFrame.Notice(.problem, Words.Quarantine.unknown.text(web.language))
    } catch EditProblem.notInAudience {
      notice = PageFrame.Notice(.problem, Words.Quarantine.withheld.text(web.language))
    } catch let problem as EditProblem {
      guard let words = ProblemText.text(problem, web.language) else { throw problem }
      notice = PageFrame.Notice(.problem, words)
    }
    return web.redirect(to: web.base + "/quarantine", notice: notice)
  }

  private func accept(_ id: Int64, _ reason: String, _ web: WebCall) async throws -> PageFrame.Notice {
    let language = web.language
    return try await web.run {
      let author = try web.server.quarantined(id, for: web.actor).author
      switch try Self.accept(id, reason: reason, at: web.server, by: web.actor, language) {
      case .accepted(let stored):
        let conflicts = try web.conflicts(of: stored.commit)
        return PageFrame.Notice(
          conflicts == 0 ? .done : .warning, Words.Quarantine.accepted(author, conflicts: conflicts).text(language),
          undo: CommitLabel.text(stored.commit))
      case .refused(let refusal):
        return PageFrame.Notice(.problem, Words.Quarantine.cannot(refusal.code.rawValue, refusal.reason).text(language))
      case .waits: return PageFrame.Notice(.problem, Words.Quarantine.waits.text(language))
      }
    }
  }
}

extension WebCall {
  /// How many open conflicts a commit stands in.
  fileprivate func conflicts(of commit: Commit) throws -> Int {
    try replica().store.read { reading in
      var count = 0
      for record in Set(try reading.operations(of: commit).map(\.operation.record)) {
        guard let view = try reading.view(record) else { continue }
        count += view.conflicts.count { conflict in
          conflict.dots.contains { $0.replica == commit.replica && $0.sequence == commit.sequence }
        }
      }
      return count
    }
  }

  fileprivate func facts(
    _ item: QuarantineItem, _ text: ValueText, _ reading: any ReplicaReading
  ) throws -> QuarantineFacts {
    let changes = try (item.item?.writes ?? []).map { write in
      let type = write.type.flatMap { text.lookup.schema.type($0) }
      let isThere = try reading.record(write.record).map { !$0.isUnknown } ?? false
      let name = isThere ? try text.name(of: write.record) : type.map { text.label($0.label) } ?? ""
      return QuarantineFacts.Change(
        record: name.isEmpty ? write.record.referenceLetters() : name,
        address: isThere ? base + "/records/" + (try text.lookup.reference(of: write.record)) : nil,
        field: text.label(write.register, of: type),
        before: try write.from.map { try $0.isCleared ? "" : text.text($0, register: write.register, of: type) } ?? "…",
        after: try text.text(write.to, register: write.register, of: type))
    }
    let isCommit = item.kept.commit != nil
    let problem: Phrase? =
      if !isCommit {
        Words.Quarantine.notAnEdit
      } else if item.isWithheld {
        Words.Quarantine.withheld
      } else if item.item == nil {
        Words.Quarantine.unreadable
      } else {
        nil
      }
    return QuarantineFacts(
      id: item.kept.id, author: item.author, device: item.device, written: item.kept.commit?.stamp.milliseconds,
      came: item.kept.time, why: Words.Quarantine.why(item.kept.reason.rawValue).text(language),
      note: item.item?.note ?? "", changes: changes, problem: problem?.text(language),
      canAccept: isCommit && !item.isWithheld && item.item != nil, canRefuse: !item.isWithheld,
      decision: item.kept.decision.map {
        QuarantineFacts.Decision(time: $0.time, by: $0.by, reason: $0.reason, isAccepted: $0.isAccepted)
      })
  }
}
