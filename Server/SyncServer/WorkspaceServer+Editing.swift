public import CommitFormat
internal import Merge
public import Replica
public import Schema
internal import Synchronization

/// What became of an edit on the server.
public enum EditOutcome: Hashable, Sendable {
  /// In the log.
  case accepted(StoredCommit)
  /// Judged like a pushed commit, and not taken; nothing was written.
  case refused(Refusal)
}

extension WorkspaceServer {
  /// Writes in the name of a member: an edit on the web, a program's over JSON. The commit is the server's replica's;
  /// the log names the author.
  ///
  /// - Parameters:
  ///   - draft: what is wanted. Its `seen`, where there is one, is of this server's replica.
  ///   - actor: who wants it; the role is asked for anew.
  /// - Returns: the commit with its position.
  /// - Throws: `EditProblem`, as a replica's own edit; what log and store throw.
  public func edit(_ draft: Draft, by actor: Actor) throws -> EditOutcome {
    try edit(by: actor) { _ in draft }
  }

  /// As `edit(_:by:)`, of a draft that is made within the transaction, so that nothing comes between what is looked at
  /// and what is written.
  ///
  /// - Parameters:
  ///   - actor: who wants it.
  ///   - make: makes the draft of what stands.
  /// - Returns: the commit with its position.
  /// - Throws: as `edit(_:by:)`, and what `make` throws; nothing was written then.
  public func edit(by actor: Actor, _ make: (any ReplicaReading) throws -> Draft) throws -> EditOutcome {
    guard try accounts.role(of: actor.user) != nil else { return .refused(Refusal(code: .membership)) }
    let outcome: EditOutcome
    do {
      outcome = try grow { growth in
        try ensureOwnReplica(growth)
        let role = try accounts.role(of: actor.user) ?? .reader
        let audiences = try readable(by: actor)
        let seen = audiences.map { FilteredView.of(growth.reading, $0) } ?? growth.reading
        let stored = try growth.extending.write(
          try make(seen), user: actor.user, role: role, audiences: audiences)
        // What its author may do was looked at as the commit was made.
        guard stored.commit.body.count <= limits.commitBytesMax else {
          throw RefusedEdit(refusal: Refusal(code: .size, reason: "commit"))
        }
        let position = try growth.add(.accepted(stored.commit, author: actor.user))
        let logged = StoredCommit.Logged(position: position, time: growth.now, author: actor.user)
        return .accepted(StoredCommit(commit: stored.commit, hash: stored.hash, logged: logged))
      }
    } catch let refused as RefusedEdit {
      return .refused(refused.refusal)
    }
    state.withLock { $0.figures.commitsOwn += 1 }
    return outcome
  }

  private struct RefusedEdit: Error {
    let refusal: Refusal
  }

  /// Publishes a new schema: from here on the log's entries are read with it.
  ///
  /// - Throws: `SchemaChangeProblem` when data that exists would change its meaning; `AccountProblem.notAllowed`.
  public func change(schema: Schema, by actor: Actor) throws {
    try accounts.require(.administrator, of: actor)
    try grow { growth in
      let incompatibilities = schema.incompatibilities(with: try growth.reading.currentSchema())
      guard incompatibilities.isEmpty else { throw SchemaChangeProblem(incompatibilities: incompatibilities) }
      try growth.add(.schema(version: UInt32(clamping: schema.version), json: schema.json()))
      growth.changes.append(
        accounts.record(
          .schemaChanged, by: actor, subject: schema.name, detail: String(schema.version), now: growth.now))
    }
  }

  /// The server's replica has a new id at its first commit after each start, so that a server put back from a backup
  /// never uses one name twice.
  func ensureOwnReplica(_ growth: Growth) throws {
    if let own = state.withLock(\.ownReplica), try growth.reading.enrolment(of: own) != nil { return }
    let id = ReplicaID(bits: random.bits128())
    try growth.extending.rename(to: id)
    // Nobody carries these commits but the log, which names their author; so the key is not kept.
    let key = DeviceKey(secret: random.bits128().bytes + random.bits128().bytes) ?? DeviceKey()
    try growth.enrol(id, user: "", device: Self.deviceName, publicKey: key.publicKey)
    state.withLock { $0.ownReplica = id }
  }
}

/// Why a schema can't follow the one that the workspace has.
public struct SchemaChangeProblem: Error, Hashable, Sendable {
  public let incompatibilities: [SchemaIncompatibility]
}
