public import CommitFormat
public import Merge
public import Replica
internal import Schema

/// How far a proposal has come in its author's hands.
public enum ProposalState: String, Hashable, Sendable, CaseIterable {
  /// Saved, and offered to nobody yet.
  case draft
  case proposed
  case withdrawn
}

/// What somebody proposes to do about a conflict, or has saved to think over.
///
/// It is a record of its own, so that it syncs and stands in the history; one per conflict and author.
public struct Proposal: Hashable, Sendable {
  public let record: RecordID
  public let conflict: ConflictID
  /// The record that the conflict is in, and the key of the field; nil when it is about the record itself.
  public let subject: RecordID
  public let field: String?
  public let author: String
  public let decision: Decision
  public let reason: String
  public let state: ProposalState
}

/// Reads and writes the proposals of a workspace.
public struct ProposalBook {
  private let reading: any ReplicaReading
  private let type: RecordType?

  /// The types of records that repeat what stands, or should stand, in a field of another: where that is erased, it is to
  /// be erased there too.
  public static let quotingTypes: Set<String> = ["proposal"]

  public init(_ reading: any ReplicaReading) throws {
    self.reading = reading
    type = try reading.currentSchema().type("proposal")
  }

  /// All that can be read, withdrawn ones too, by record.
  public func all() throws -> [Proposal] {
    guard let type else { return [] }
    return try reading.list(RecordQuery(type: type.number)).records.compactMap(proposal)
  }

  /// Those about one conflict which are not withdrawn, by author.
  public func about(_ conflict: ConflictID) throws -> [Proposal] {
    guard let type, let field = type.field("conflict") else { return [] }
    var query = RecordQuery(type: type.number)
    query.filters = [RecordQuery.FieldFilter(field: field.number, value: .text(conflict.text))]
    return try reading.list(query).records.compactMap(proposal).filter { $0.state != .withdrawn }
      .sorted { swedishOrder($0.author, $1.author) }
  }

  /// Those of one author, withdrawn ones too.
  public func of(_ author: String) throws -> [Proposal] {
    guard let type, let field = type.field("author") else { return [] }
    var query = RecordQuery(type: type.number)
    query.filters = [RecordQuery.FieldFilter(field: field.number, value: .text(author))]
    return try reading.list(query).records.compactMap(proposal)
  }

  /// The proposal that a record is; nil when it is none, or says nothing that can be read.
  public func proposal(_ record: RecordID) throws -> Proposal? {
    try reading.view(record).flatMap(proposal)
  }

  private func proposal(_ view: RecordView) throws -> Proposal? {
    guard let type, view.type == type.number, !view.isDeleted else { return nil }
    func value(_ key: String) -> Value? {
      guard let field = type.field(key) else { return nil }
      guard let group = type.group(of: field) else { return view.value(field.number) }
      return view.value(group.number).map { group.member(field.number, of: $0) }
    }
    func code(_ key: String) -> String {
      guard case .code(let code)? = value(key)?.content else { return "" }
      return code
    }
    guard let conflict = value("conflict")?.text.flatMap({ ConflictID($0) }), let author = value("author")?.text,
      let subject = value("record")?.reference, let state = ProposalState(rawValue: code("state")),
      let decision = Decision(stored: code("decision"), take: value("take")?.text, value: value("value")?.text)
    else { return nil }
    guard try isOf(author, view, type) else { return nil }
    return Proposal(
      record: view.id, conflict: conflict, subject: subject, field: value("field")?.text, author: author,
      decision: decision, reason: value("reason")?.text ?? "", state: state)
  }

  /// Whether what the record proposes was written by the person whom it names: anybody can write a record, but nobody's
  /// words are shown under another's name.
  private func isOf(_ author: String, _ view: RecordView, _ type: RecordType) throws -> Bool {
    guard let state = try reading.record(view.id) else { return false }
    for key in ["decision", "reason", "state"] {
      guard let field = type.field(key) else { continue }
      let register = RegisterID(type.group(of: field)?.number ?? field.number)
      for write in state[register].standing {
        guard let writer = try reading.author(of: write.dot), writer.utf8.elementsEqual(author.utf8) else {
          return false
        }
      }
    }
    return true
  }

  /// The change that proposes a decision, or saves it as a draft; over the same author's earlier one, if there is one.
  ///
  /// - Parameters:
  ///   - decision: what is proposed. A number of a candidate is kept as the write that it stands for.
  ///   - open: the conflict as it was shown.
  ///   - author: who proposes.
  ///   - reason: why; may be empty.
  ///   - state: proposed, a draft, or withdrawn.
  /// - Returns: the change, and the proposal's record.
  /// - Throws: `DecisionProblem` when there is no such candidate; `RequestProblem.unknownType` when the workspace's
  ///   schema knows no proposals.
  public func change(
    _ decision: Decision, about open: OpenConflict, author: String, reason: String, state: ProposalState
  ) throws -> (change: RecordChange, record: RecordID) {
    let schema = try reading.currentSchema()
    guard let type else { throw RequestProblem.unknownType("proposal", known: schema.types.map(\.key)) }
    let stored = try decision.stored(about: open)
    let subject = schema.type(open.view.type)
    let field = open.conflict.register.map { register in
      register == .alias ? "same" : subject?.register(register.field)?.key ?? "#\(register.field.number)"
    }
    let values: [(String, Content?)] = [
      ("conflict", .text(open.id.text)), ("author", .text(author)), ("record", .reference(open.view.id)),
      ("field", field.map { .text($0) }), ("decision", .code(stored.decision)), ("take", stored.take.map { .text($0) }),
      ("value", stored.value.map { .text($0) }), ("reason", reason.isEmpty ? nil : .text(reason)),
      ("state", .code(state.rawValue)),
    ]
    let changes: [FieldChange] = values.compactMap { key, content in
      type.field(key).map { .set($0.number, content.map { Value($0) } ?? .cleared) }
    }
    let record = RecordID.natural(type: "proposal", [.name(open.id.text), .name(author)])
    return (.create(type.number, record, changes), record)
  }

  /// The change that takes a proposal back.
  public func withdrawal(of proposal: Proposal) -> RecordChange? {
    (type?.field("state")).map {
      .update(proposal.record, [.set($0.number, Value(.code(ProposalState.withdrawn.rawValue)))])
    }
  }
}
