internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema
internal import Synchronization

extension WorkspaceServer {
  /// Exactly what would move now.
  ///
  /// - Parameters:
  ///   - request: what goes where.
  ///   - actor: an administrator who belongs to both audiences.
  /// - Returns: the records that would go, those below and joined with the named ones included.
  /// - Throws: `MoveProblem`, `AccountProblem.notAllowed`, and what the store throws.
  /// - Complexity: O(records + history of those that go).
  public func previewMove(_ request: MoveRequest, by actor: Actor) throws -> MovePreview {
    try accounts.require(.administrator, of: actor)
    let readable = try readable(by: actor)
    return try replica(for: actor).store.read { try MovePlan(request, $0, log, readable: readable).preview }
  }

  /// Takes records to another audience: what stands in them goes along under the dots that it has always had, so that
  /// conflicts, authors and what replaces what stay as they were. Whoever reads only where they were holds nothing of
  /// them after their next sync; what was replaced before is forgotten by all.
  ///
  /// - Parameters:
  ///   - request: what goes where, and why.
  ///   - token: of the preview that was agreed to; nil for whatever there is.
  ///   - actor: an administrator who belongs to both audiences.
  /// - Returns: what was done.
  /// - Throws: `MoveProblem`, `AccountProblem.notAllowed`, and what log and store throw; nothing
  ///   was moved then.
  /// - Complexity: O(files), because they are written anew.
  public func move(_ request: MoveRequest, expecting token: String? = nil, by actor: Actor) throws -> MoveReport {
    try accounts.require(.administrator, of: actor)
    guard request.reason.utf8.count <= MoveRequest.reasonBytesMax else { throw MoveProblem.reasonTooLong }
    let readable = try readable(by: actor)
    let (done, commit) = try grow { growth in
      try ensureOwnReplica(growth)
      let plan = try MovePlan(
        request, readable.map { FilteredView.of(growth.reading, $0) } ?? growth.reading, log, readable: readable)
      let preview = plan.preview
      if let token, token != preview.token { throw MoveProblem.changed(preview) }
      let known = state.withLock(\.erasures)
      // Read while the records are where they were.
      var redaction = Redaction(
        places: plan.places, schema: plan.schema, nonce: Hex.string(random.bits128().bytes.prefix(6)))
      let from = Set(preview.items.map(\.from))
      var erasures: [Erasure] = []
      for stored in plan.commits {
        for part in stored.commit.parts where from.contains(part.audience) {
          guard let content = try redaction.left(of: part, in: stored.commit, growth.reading) else { continue }
          // Nothing was erased by decision, so nobody who writes there without knowing is refused for that.
          erasures.append(
            erasure(
              of: stored.name, part.audience, places: Set(known.places(of: stored.hash, part.audience)),
              left: content.left, decided: growth.now))
        }
      }
      let stored: StoredCommit
      do {
        stored = try growth.extending.write(
          Draft(preview.items.map { .move($0.record, request.audience) }, note: request.reason), user: actor.user,
          role: .administrator, audiences: readable)
      } catch EditProblem.tooLarge {
        throw MoveProblem.tooLarge
      }
      let position = try growth.add(.accepted(stored.commit, author: actor.user))
      // What proves the commits that it leaves, if the log is put back and laptops bring them.
      for erasure in erasures { try accounts.keptApart?.note(erasure, in: workspace) }
      for erasure in erasures { try growth.add(.erased(erasure)) }
      growth.changes.append(
        accounts.record(
          .moved, by: actor, subject: preview.items.map(\.record.text).joined(separator: " "),
          detail: "\(from.sorted().map { "\($0.number)" }.joined(separator: " ")) → \(request.audience.number)"
            + (request.reason.isEmpty ? "" : ": \(request.reason)"), now: growth.now))
      let logged = StoredCommit.Logged(position: position, time: growth.now, author: actor.user)
      return (preview, StoredCommit(commit: stored.commit, hash: stored.hash, logged: logged))
    }
    state.withLock { $0.figures.commitsOwn += 1 }
    return MoveReport(done: done, commit: commit, isScrubbed: try scrubErased())
  }
}
