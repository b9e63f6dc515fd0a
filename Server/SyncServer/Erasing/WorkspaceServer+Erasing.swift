internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema
internal import Synchronization

extension WorkspaceServer {
  /// Exactly what an erasure would take away now.
  ///
  /// - Parameters:
  ///   - request: whose data.
  ///   - actor: an administrator; of other audiences than theirs nothing is found.
  /// - Returns: every value that would go, former ones too.
  /// - Throws: `ErasureProblem`, `AccountProblem.notAllowed`, and what the store throws.
  /// - Complexity: O(history of the records).
  public func previewErasure(_ request: ErasureRequest, by actor: Actor) throws -> ErasurePreview {
    try accounts.require(.administrator, of: actor)
    let readable = try readable(by: actor)
    return try replica(for: actor).store.read { reading in
      let preview = try ErasurePlan(request, reading, log, readable: readable).preview
      guard !preview.items.isEmpty else { throw ErasureProblem.nothing }
      return preview
    }
  }

  /// Erases, for good: the values are gone from the log, the rows, the snapshots and what was set aside here when this
  /// returns, and from every replica at its next sync. The log's chain says that there were others.
  ///
  /// The decision is kept beside the key before anything is done, so that it holds also where this is cut off, and where
  /// the log is put back from a backup.
  ///
  /// - Parameters:
  ///   - request: whose data, and why.
  ///   - token: of the preview that was agreed to; nil for whatever there is.
  ///   - actor: an administrator.
  /// - Returns: what was done.
  /// - Throws: `ErasureProblem`, `AccountProblem.notAllowed`, and what log and store throw.
  /// - Complexity: O(files), because they are written anew.
  public func erase(_ request: ErasureRequest, expecting token: String?, by actor: Actor) throws -> ErasureReport {
    try accounts.require(.administrator, of: actor)
    guard request.reason.contains(where: { !$0.isWhitespace }),
      request.reason.utf8.count <= ErasureRequest.reasonBytesMax
    else { throw ErasureProblem.reason }
    let readable = try readable(by: actor)
    let done = try grow { growth in
      let plan = try ErasurePlan(
        request, readable.map { FilteredView.of(growth.reading, $0) } ?? growth.reading, log, readable: readable)
      let preview = plan.preview
      guard !preview.items.isEmpty else { throw ErasureProblem.nothing }
      if let token, token != preview.token { throw ErasureProblem.changed(preview) }
      try carryOut(plan, readable: readable, growth)
      let fields = Set(preview.items.map(\.field)).sorted { $0.number < $1.number }.map { number in
        preview.items.first { $0.field == number }?.type.flatMap { plan.schema.type($0) }?.field(number)?.key ?? ""
      }
      growth.changes.append(
        accounts.record(
          .erased, by: actor, subject: Set(preview.items.map(\.record)).sorted().map(\.text).joined(separator: " "),
          detail: "\(fields.joined(separator: " ")) \(preview.commits): \(request.reason)", now: growth.now))
      return preview
    }
    return ErasureReport(done: done, isScrubbed: try scrubErased())
  }

  private func carryOut(_ plan: ErasurePlan, readable: Set<Audience>?, _ growth: Growth) throws {
    let known = state.withLock(\.erasures)
    var redaction = Redaction(
      places: plan.places, schema: plan.schema, nonce: Hex.string(random.bits128().bytes.prefix(6)))
    var erasures: [Erasure] = []
    for stored in plan.commits {
      for part in stored.commit.parts where readable?.contains(part.audience) ?? true {
        guard let content = try redaction.left(of: part, in: stored.commit, growth.reading) else { continue }
        erasures.append(
          erasure(
            of: stored.name, part.audience, places: content.places.union(known.places(of: stored.hash, part.audience)),
            left: content.left, decided: growth.now))
      }
    }
    try eraseSetAside(&redaction, plan, growth)
    // The decision stands from here on, whatever becomes of this transaction.
    for erasure in erasures { try accounts.keptApart?.note(erasure, in: workspace) }
    for erasure in erasures { try growth.add(.erased(erasure)) }
  }

  func erasure(
    of commit: CommitName, _ audience: Audience, places: Set<ErasedContent.Place>, left: [UInt8], decided: Int64
  ) -> Erasure {
    let content = ErasedContent(decided: decided, places: places, left: left)
    let body = Commit.Body.readable(content.bytes, salt: random.bits128().bytes)
    return Erasure(commit: commit, part: Commit.Part(audience: audience, body: body))
  }

  /// A commit that a lost log had accepted before something was erased where it writes: nobody knew of it when that was
  /// decided. The decision is about it too.
  ///
  /// - Parameters:
  ///   - commit: as it is given back.
  ///   - time: when it was accepted, by the server's clock.
  ///   - growth: takes the erasure.
  /// - Returns: what is left of it; itself where nothing was erased.
  /// - Throws: what log and store throw.
  func erasingAgain(_ commit: Commit, acceptedAt time: Int64, _ growth: Growth) throws -> Commit {
    let known = state.withLock(\.erasures)
    guard !known.isEmpty else { return commit }
    let schema = try growth.reading.currentSchema()
    var decided: [ErasedContent.Place: Int64] = [:]
    for step in try growth.reading.operations(of: commit) {
      for place in try step.operation.places(schema, growth.reading) {
        if let decision = known.decision(about: place), decision >= time { decided[place] = decision }
      }
    }
    guard !decided.isEmpty else { return commit }
    var redaction = Redaction(
      places: Set(decided.keys), schema: schema, nonce: Hex.string(random.bits128().bytes.prefix(6)))
    var result = commit
    for part in commit.parts {
      guard let content = try redaction.left(of: part, in: commit, growth.reading),
        let left = result.erasing(part.audience, leaving: content.left)
      else { continue }
      result = left
      let erasure = erasure(
        of: commit.name, part.audience, places: content.places.union(known.places(of: commit.hash, part.audience)),
        left: content.left, decided: content.places.compactMap { decided[$0] }.max() ?? time)
      try accounts.keptApart?.note(erasure, in: workspace)
      state.withLock { $0.erasures.note(erasure) }
      try growth.add(.erased(erasure))
    }
    return result
  }

  /// A commit that is to be kept aside, without the fields of which something was erased: it was never in the log, and
  /// nobody can tell whether its author knew.
  func withoutErased(_ commit: Commit, _ growth: Growth) throws -> Commit {
    let known = state.withLock(\.erasures)
    guard !known.isEmpty else { return commit }
    var redaction = Redaction(
      places: known.places, schema: try growth.reading.currentSchema(),
      nonce: Hex.string(random.bits128().bytes.prefix(6)))
    return try redaction.redacted(commit, in: growth.reading) ?? commit
  }

  /// What lies in quarantine, and in forms that a session kept, holds values too.
  private func eraseSetAside(_ redaction: inout Redaction, _ plan: ErasurePlan, _ growth: Growth) throws {
    let values = plan.items.map(\.value.bytes).filter { $0.count >= 3 }
    for kept in try accounts.store.quarantined(in: workspace) {
      guard case .accepted(let commit, let author) = kept.entry.event else { continue }
      var left = try redaction.redacted(commit, in: growth.reading)
      for part in (left ?? commit).parts {
        // One whose names can't be read yet may hold them all the same; whoever gives it back brings it without.
        guard let bytes = part.content, values.contains(where: { bytes.holds($0) }) else { continue }
        left = (left ?? commit).withholding(part.audience)
      }
      guard let left else { continue }
      var changed = kept
      changed.id = 0
      changed.entry = LogEntry(
        position: kept.entry.position, time: kept.entry.time, event: .accepted(left, author: author))
      growth.changes += [.removeQuarantined(kept.id), .quarantine(changed)]
    }
    for session in try accounts.store.sessions(in: workspace) where session.kept != nil {
      growth.changes.append(.keepForm(session.token, nil))
    }
  }

  /// Sees to it that nothing is left in files of what erasures took away.
  ///
  /// - Returns: false while somebody reads what was: to be tried again later; the next start does so too.
  /// - Throws: what log and store throw.
  /// - Complexity: O(files), because they are written anew.
  public func scrubErased() throws -> Bool {
    snapshots.drop()
    do {
      try log.scrub()
    } catch LogProblem.busy {
      return false
    }
    try replica.scrubIfNeeded()
    return try !replica.header().mustScrub
  }

  /// Erases again what was erased once and is back, because the log was put back from a backup; and ends what was cut
  /// off.
  func reconcileErasures() throws {
    if let keptApart = accounts.keptApart {
      var kept = KnownErasures()
      for erasure in try keptApart.erasures(in: workspace) { kept.note(erasure) }
      // Also where the commit is lost: whoever brings it, or writes there without knowing, meets the erasure.
      let known = state.withLock(\.erasures)
      // What a record left behind when it moved, is gone once the log has the move: it alone says what stood there.
      let back = kept.all.filter { !known.isKnown($0) && $0.content?.places.isEmpty == false }
      state.withLock { state in state.erasures.remember(kept.all.filter { !state.erasures.isKnown($0) }) }
      if !back.isEmpty {
        try grow { growth in
          for erasure in back { try growth.add(.erased(erasure)) }
          growth.changes.append(
            accounts.record(.erased, by: .console, subject: "", detail: "again \(back.count)", now: growth.now))
        }
      }
    }
    if try replica.header().mustScrub { _ = try scrubErased() }
  }

  /// What every erasure in the log says.
  func loadErasures() throws {
    let entries = try log.erasures()
    state.withLock { state in for entry in entries { state.erasures.note(entry) } }
  }
}

extension Collection<UInt8> {
  /// Whether `needle` lies anywhere in it.
  fileprivate func holds(_ needle: [UInt8]) -> Bool {
    guard let first = needle.first, count >= needle.count else { return false }
    var start = startIndex
    while let found = self[start...].firstIndex(of: first) {
      if self[found...].starts(with: needle) { return true }
      start = index(after: found)
    }
    return false
  }
}
