internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import Merge
internal import NIOCore
internal import Plan
internal import Replica
internal import Schema
internal import SyncProtocol
internal import SyncServer
internal import Words

extension HTTPSite {
  private static let choices = ["take", "value", "keep", "delete", "keepBoth", "move"]
  private static let decisionsMax = 100

  /// Settles one conflict. Its id stands for the writes that it is between: when those have changed, so has the id, and
  /// nothing is overwritten.
  @Sendable func resolve(_ call: Call, _ caller: Caller) async throws -> Response {
    let id = try Self.conflictID(call)
    let body = try await body(call, keys: Self.choices + ["reason", "seen"])
    let decision = try Decision(json: body.object, ignoring: ["reason", "seen"])
    let (reason, seen) = (try body.note("reason"), try body.seen())
    let written = try await pool.run { [self] () throws -> Written in
      guard let record = try inbox(for: caller).places(idPrefix: id.text).first?.record else {
        throw try MovedConflict.problem([id], in: nil, caller, call)
      }
      let settling = Settling(conflict: id, record: record, decision: decision)
      return try settle([settling], record: record, reason: reason, seen: seen, caller, call)
    }
    return try await answer(written, caller, call)
  }

  /// Settles any number of a record's conflicts in one commit, or none of them.
  @Sendable func resolveRecord(_ call: Call, _ caller: Caller) async throws -> Response {
    let body = try await body(call, keys: ["decisions", "reason", "seen"])
    guard let given = body.object["decisions"]?.array, !given.isEmpty, given.count <= Self.decisionsMax else {
      throw ProblemAnswer(.malformed, subject: "decisions")
    }
    let decisions = try given.map { item -> (ConflictID, Decision) in
      let item = try BodyObject(item, keys: Self.choices + ["conflict"])
      guard let id = ConflictID(try item.requiredText("conflict").lowercased()) else {
        throw ProblemAnswer(.malformed, subject: "conflict")
      }
      return (id, try Decision(json: item.object, ignoring: ["conflict"]))
    }
    let (reason, seen) = (try body.note("reason"), try body.seen())
    let ref = call.parameters["ref"] ?? ""
    let written = try await pool.run { [self] () throws -> Written in
      let record = try caller.replica().store.read { try Self.find(ref, lookup: Lookup($0)) }
      let settlings = decisions.map { Settling(conflict: $0.0, record: record, decision: $0.1) }
      return try settle(settlings, record: record, reason: reason, seen: seen, caller, call)
    }
    return try await answer(written, caller, call)
  }

  private func settle(
    _ settlings: [Settling], record: RecordID, reason: String, seen: SeenToken?, _ caller: Caller, _ call: Call
  ) throws -> Written {
    do {
      let stored = try commit(caller) { reading in
        try Draft.settling(
          settlings, reason: reason, seen: seen, reading: reading, maker: maker(reading, caller))
      }
      return Written(commit: stored, record: record)
    } catch DecisionProblem.moved(let ids) {
      throw try MovedConflict.problem(ids, in: record, caller, call)
    } catch EditProblem.conflictMoved {
      throw try MovedConflict.problem(settlings.map(\.conflict), in: record, caller, call)
    }
  }

  /// What the caller proposes to do about a conflict, or saves as a draft: one for each person and conflict.
  @Sendable func propose(_ call: Call, _ caller: Caller) async throws -> Response {
    let id = try Self.conflictID(call)
    let body = try await body(call, keys: Self.choices + ["reason", "draft"])
    let decision = try Decision(json: body.object, ignoring: ["reason", "draft"])
    let (reason, isDraft) = (try body.note("reason"), try body.flag("draft"))
    let written = try await pool.run { [self] () throws -> Written in
      guard let place = try inbox(for: caller).places(idPrefix: id.text).first else {
        throw try MovedConflict.problem([id], in: nil, caller, call)
      }
      var proposal: RecordID?
      let stored = try commit(caller) { reading in
        guard let open = try reading.openConflict(id, of: place.record) else { throw DecisionProblem.moved([id]) }
        // What could never be carried out is refused to the one who proposes it.
        let maker = try maker(reading, caller)
        _ = try decision.settlement(of: open, maker: maker)
        let (change, record) = try ProposalBook(reading).change(
          decision, about: open, author: caller.actor.user, reason: reason, state: isDraft ? .draft : .proposed)
        proposal = record
        return Draft([change])
      }
      return Written(commit: stored, record: proposal)
    }
    return try await answer(written, caller, call)
  }

  /// Takes the caller's proposal or draft back, also when its conflict is settled.
  @Sendable func withdraw(_ call: Call, _ caller: Caller) async throws -> Response {
    let id = try Self.conflictID(call)
    let written = try await pool.run { [self] () throws -> Written in
      var record: RecordID?
      let stored = try commit(caller) { reading in
        let book = try ProposalBook(reading)
        guard let own = try book.of(caller.actor.user).first(where: { $0.conflict == id }), own.state != .withdrawn,
          let change = book.withdrawal(of: own)
        else { throw ProblemAnswer(.notFound, subject: "proposal") }
        record = own.record
        return Draft([change])
      }
      return Written(commit: stored, record: record)
    }
    return try await answer(written, caller, call)
  }

  /// What is proposed, and the caller's own drafts: `{"schema","proposals"}`.
  @Sendable func proposals(_ call: Call, _ caller: Caller) async throws -> Response {
    let limit = try call.query.integer("limit", in: 1...1000) ?? 100
    let offset = try call.query.integer("offset", in: 0...Int.max) ?? 0
    let document = try await pool.run {
      try caller.replica().store.read { reading in
        let lookup = try Lookup(reading)
        let text = ValueText(lookup, call.language)
        let shown = try ProposalBook(reading).all().filter { proposal in
          proposal.state == .proposed
            || proposal.state == .draft && proposal.author.utf8.elementsEqual(caller.actor.user.utf8)
        }
        let page = try shown.dropFirst(offset).prefix(limit).map { proposal -> JSONValue in
          let open = try reading.openConflict(proposal.conflict, of: proposal.subject)
          return .members([
            "record": .string(proposal.record.text), "conflict": .string(proposal.conflict.text),
            "ref": .string(try lookup.reference(of: proposal.subject)),
            "field": .text(orNull: proposal.field), "author": .string(proposal.author),
            "reason": .string(proposal.reason), "state": .string(proposal.state.rawValue),
            "isOpen": .boolean(open != nil),
            "text": .text(
              orNull: try open.map { try DecisionText(text, reading).text(proposal.decision, about: $0) }),
          ])
        }
        return JSONValue.document(["proposals": .array(Array(page)), "total": .number(shown.count)])
      }
    }
    return .json(document, call: call)
  }
}
