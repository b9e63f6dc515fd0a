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

/// Erasing a person's data by decision: whose, then exactly what would go, then that and nothing else.
///
/// What is looked for travels in forms and in no address: addresses are kept in logs and histories.
extension HTTPSite {
  /// What a form of these pages holds.
  private struct Asked {
    let named: NamedErasure
    let reason: String
    let token: String

    /// Nil where nobody is named.
    init?(_ form: FormFields) throws {
      let record = form["record"] ?? ""
      guard !record.isEmpty || form["naming"] != nil else { return nil }
      named =
        record.isEmpty
        ? NamedErasure(naming: String((form["naming"] ?? "").prefix(200)))
        : NamedErasure(record: record, fields: Array(form.all("field").prefix(1000)))
      reason = try BodyObject.clean(String((form["reason"] ?? "").prefix(500)), subject: "reason")
      token = form["token"] ?? ""
    }

    /// The hidden fields that say the same again.
    var scope: [(name: String, value: String)] {
      if let naming = named.naming { return [("naming", naming)] }
      return named.records.map { ("record", $0) } + (named.fields ?? []).map { ("field", $0) }
    }
  }

  @Sendable func erasePage(_ web: WebCall) async throws -> Response {
    if let kept = try web.kept.flatMap({ try Asked($0) }) { return try await choose(web, kept) }
    let record = web.query["record"] ?? ""
    return try await choose(web, record.isEmpty ? nil : NamedErasure(record: record, fields: []), usual: true)
  }

  @Sendable func eraseForm(_ web: WebCall) async throws -> Response {
    guard let asked = try Asked(web.form) else { throw ProblemAnswer(.malformed, subject: "record") }
    do {
      switch web.form["do"] {
      case "choose": return try await choose(web, asked)
      case "preview": return try await preview(web, asked)
      case "erase": return try await erase(web, asked)
      default: throw ProblemAnswer(.malformed, subject: "do")
      }
    } catch let problem as ErasureProblem {
      return try await answer(problem, web, asked)
    }
  }

  private func erase(_ web: WebCall, _ asked: Asked) async throws -> Response {
    guard !asked.token.isEmpty else { throw ProblemAnswer(.malformed, subject: "token") }
    let (report, address) = try await web.run {
      let scope = try asked.named.scope(web.replica())
      let report = try web.server.erase(
        ErasureRequest(scope, reason: asked.reason, quotingTypes: ProposalBook.quotingTypes), expecting: asked.token,
        by: web.actor)
      // Of one record its page shows that it is gone.
      guard case .records(let records, _) = scope else { return (report, web.base + "/erase") }
      return (report, try web.address(of: records.first))
    }
    if !report.isScrubbed { scrubLater(web.server) }
    let done = Words.Erasing.erased(values: report.done.items.count).text(web.language)
    return web.redirect(
      to: address,
      notice: report.isScrubbed
        ? PageFrame.Notice(.done, done)
        : PageFrame.Notice(.warning, done + " " + Words.Erasing.notScrubbedPage.text(web.language)))
  }

  private func answer(_ problem: ErasureProblem, _ web: WebCall, _ asked: Asked) async throws -> Response {
    func again(_ words: Phrase) async throws -> Response {
      let text = words.text(web.language)
      return try await choose(web, asked, problem: asked.named.naming == nil ? .fields(text) : .naming(text))
    }
    switch problem {
    case .reason: return try await preview(web, asked, problem: Words.Erasing.reasonNeeded)
    case .changed: return try await preview(web, asked, hasChanged: true)
    case .nothing:
      return try await again(asked.named.fields?.isEmpty == true ? Words.Erasing.nothingChosen : Words.Erasing.nothing)
    case .tooShort(let text): return try await again(Words.Erasing.tooShort(text))
    case .unknownField(let key, _): return try await again(Words.Erasing.unknownField(key))
    case .unknownRecord: throw problem
    }
  }

  private func choose(
    _ web: WebCall, _ asked: Asked, problem: ErasurePage.Problem? = nil
  ) async throws -> Response {
    try await choose(web, asked.named, reason: asked.reason, problem: problem)
  }

  /// With `usual` the fields that are marked as personal are chosen, and not those that were named.
  private func choose(
    _ web: WebCall, _ named: NamedErasure?, usual: Bool = false, reason: String = "",
    problem: ErasurePage.Problem? = nil
  ) async throws -> Response {
    let subject = try await web.reading { reading, text in
      try named?.records.first.map {
        try Self.subject(
          try Self.find($0, lookup: text.lookup), chosen: usual ? nil : named?.fields, reading, text, web)
      }
    }
    var frame = try await web.badged(Words.Erasing.place, .people)
    frame.address = Query.address(web.base + "/erase", [("record", subject?.reference ?? "")])
    return web.page(
      frame, ErasurePage(subject, naming: named?.naming ?? "", reason: reason, problem: problem),
      status: problem == nil ? .ok : .unprocessableContent)
  }

  private static func subject(
    _ record: RecordID, chosen: [String]?, _ reading: any ReplicaReading, _ text: ValueText, _ web: WebCall
  ) throws -> ErasurePage.Subject {
    let type = try reading.record(record)?.type.flatMap { text.lookup.schema.type($0) }
    let reference = try text.lookup.reference(of: record)
    // Those that are marked first: they are what is usually meant.
    let fields = type?.fields ?? []
    return ErasurePage.Subject(
      reference: reference, name: try text.name(of: record), address: web.base + "/records/" + reference,
      choices: (fields.filter(\.isPersonal) + fields.filter { !$0.isPersonal }).map { field in
        ErasurePage.Subject.Choice(
          key: field.key, label: text.label(field.label), isPersonal: field.isPersonal,
          isChosen: chosen?.contains { $0.utf8.elementsEqual(field.key.utf8) } ?? field.isPersonal)
      })
  }

  private func preview(
    _ web: WebCall, _ asked: Asked, problem: Phrase? = nil, hasChanged: Bool = false
  ) async throws -> Response {
    let body = try await web.run {
      let request = ErasureRequest(
        try asked.named.scope(web.replica()), reason: "", quotingTypes: ProposalBook.quotingTypes)
      let preview = try web.server.previewErasure(request, by: web.actor)
      return try web.replica().store.read { reading in
        try Self.page(
          preview, asked, problem: problem?.text(web.language), ValueText(try Lookup(reading), web.language), web)
      }
    }
    var frame = try await web.badged(
      Words.Erasing.previewPlace, .people,
      notice: hasChanged ? PageFrame.Notice(.warning, Words.Erasing.changedPage.text(web.language)) : nil)
    frame.address = Query.address(web.base + "/erase", [("record", asked.named.records.first ?? "")])
    return web.page(frame, body, status: hasChanged ? .conflict : problem == nil ? .ok : .unprocessableContent)
  }

  private static func page(
    _ preview: ErasurePreview, _ asked: Asked, problem: String?, _ text: ValueText, _ web: WebCall
  ) throws -> ErasurePreviewPage {
    func label(_ item: ErasurePreview.Item) -> String {
      text.field(of: item).map { text.label($0.label) } ?? "\(item.field.number)"
    }
    let items = try preview.items.map { item in
      ErasurePreviewPage.Item(
        record: try text.name(of: item.record),
        address: web.base + "/records/" + (try text.lookup.reference(of: item.record)), field: label(item),
        value: try text.value(of: item), author: item.author, time: item.time, isStanding: item.isStanding)
    }
    let unsalted = preview.unsalted.compactMap { number in preview.items.first { $0.field == number }.map(label) }
    let summary = Words.Erasing.preview(
      values: preview.items.count, records: preview.recordCount, commits: preview.commits)
    return ErasurePreviewPage(
      items, summary: summary.text(web.language),
      warning: unsalted.isEmpty ? nil : Words.Erasing.unsalted(unsalted).text(web.language),
      scope: asked.scope + [("token", preview.token)], reason: asked.reason, problem: problem, language: web.language)
  }
}
