internal import CommitFormat
public import Merge
public import Replica
internal import Schema
internal import SyncProtocol
internal import Synchronization

extension WorkspaceServer {
  /// The audiences whose records a member may read today, everyone among them; rising.
  public func readable(by user: String) throws -> [Audience] {
    [.everyone] + (try accounts.store.audiences(of: user, in: workspace)).filter { $0 != .everyone }.sorted()
  }

  /// Those of everyone where nobody is named.
  func readable(orEveryoneBy user: String?) throws -> [Audience] {
    guard let user else { return [.everyone] }
    return try readable(by: user)
  }

  /// The same of somebody who acts; nil for all: the console, which has the server's own files, unless a member has
  /// that name.
  public func readable(by actor: Actor) throws -> Set<Audience>? {
    if actor == .console, try accounts.role(of: actor.user) == nil { return nil }
    return Set(try readable(by: actor.user))
  }

  /// The workspace as somebody may see it: records, lists, searches, counts, conflicts and histories of what they may
  /// read, and no other.
  public func replica(for actor: Actor) throws -> Replica {
    guard let readable = try readable(by: actor) else { return replica }
    return isFiltered(readable, try replica.schema()) ? replica.filtered(to: readable) : replica
  }

  /// Whether the workspace has records that are left out for readers of these audiences.
  func isFiltered(_ readable: Set<Audience>, _ schema: Schema) -> Bool {
    !schema.audiences.allSatisfy { readable.contains($0.audience) }
  }

  /// Says which audiences a member belongs to, beside everyone. Devices follow at their next sync.
  ///
  /// - Parameters:
  ///   - user: the member.
  ///   - keys: as the schema declares them.
  ///   - actor: an administrator.
  /// - Throws: as `Accounts.setAudiences`.
  public func setAudiences(of user: String, to keys: [String], by actor: Actor) throws {
    try accounts.setAudiences(of: user, to: keys, schema: try replica.schema(), by: actor)
    // Whoever waits for news has some.
    if let position = try head()?.position { announceAgain(position) }
  }

  /// Tells those who wait when another program has let the log grow.
  ///
  /// - Throws: what log and store throw.
  public func noticeGrowth() throws {
    let position = try log.head().position
    guard state.withLock({ $0.figures.position }) < position else { return }
    try catchUp()
    announceAgain(position)
  }

  func announceAgain(_ position: UInt64) {
    let listeners = state.withLock { Array($0.listeners.values) }
    for listener in listeners { listener(position) }
  }
}

extension CommitJudgement {
  /// A record's writes are in its audience; its parent is there too or in everyone's, and so are those that it is read
  /// as one with.
  func verdict(onAudienceOf step: PlacedOperation) throws -> Verdict? {
    // Whoever carries it out looks at where things are now.
    if judge.followsMoves { return nil }
    let record = step.operation.record
    let own = step.dot.audience
    let writes: [Operation.FieldWrite]
    var type: TypeNumber?
    if let state = try judge.reading.record(record), !state.isUnknown {
      guard state.audience == own else { return refuse(.moved, reason: "audience") }
      type = state.type
    } else if let made = created.audiences[record] {
      guard made == own else { return refuse(.schema, reason: "audience") }
      type = created.types[record]
    }
    switch step.operation {
    case .create(_, let number, let fields):
      created.audiences[record] = own
      (type, writes) = (number, fields)
    case .set(_, let register, let value, _, _):
      writes = [Operation.FieldWrite(register: register, value: value)]
    case .tombstone, .keep, .leave, .arrive: return nil
    }
    for write in writes {
      guard let other = write.value.reference else { continue }
      let isAlias = write.register == .alias
      let declared = type.flatMap { judge.schema.type($0) }
      guard isAlias || declared?.parentFields.contains(where: { $0.number == write.register.field }) ?? false else {
        continue
      }
      let state = try judge.reading.record(other)
      guard let named = created.audiences[other] ?? state?.audience else { continue }
      if named != own, isAlias || named != .everyone {
        // Its author may not have known.
        if state?[.audience].isEmpty == false { return refuse(.moved, reason: "audience") }
        return refuse(.schema, field: type.flatMap { key(write.register.field, $0) }, reason: "audience")
      }
    }
    return nil
  }
}
