public import CommitFormat
public import Merge
public import Replica
public import Schema

/// A decision about one conflict of a record.
public struct Settling: Hashable, Sendable {
  public let conflict: ConflictID
  public let record: RecordID
  public let decision: Decision

  public init(conflict: ConflictID, record: RecordID, decision: Decision) {
    self.conflict = conflict
    self.record = record
    self.decision = decision
  }
}

extension Decision {
  /// What the decision means for a conflict.
  ///
  /// - Parameters:
  ///   - open: the conflict.
  ///   - maker: reads values and finds records; what it has to make for them (`makingsSoFar`) belongs into the draft.
  /// - Returns: the settlement; the engine still judges whether the kind of conflict allows it.
  /// - Throws: `DecisionProblem`, `AssignmentProblem`, `RequestProblem`, `EditProblem.cannotSettle`, or what the store
  ///   throws.
  public func settlement(of open: OpenConflict, maker: RecordMaker) throws -> Settlement {
    switch self {
    case .keep: return .keep
    case .delete: return .delete
    case .keepBoth: return .keepBoth
    case .move(let reference): return try Self.moving(reference, of: open, maker: maker)
    case .take(let number):
      guard open.candidates.indices.contains(number - 1) else {
        throw DecisionProblem.noCandidate(number, count: open.candidates.count)
      }
      return try Self.taking(open.candidates[number - 1], of: open)
    case .takeWrite(let label):
      guard let candidate = open.candidates.first(where: { DotLabel.text($0.write.dot) == label }) else {
        throw DecisionProblem.noSuchWrite(label)
      }
      return try Self.taking(candidate, of: open)
    case .mergedText(let text):
      let lines = text.split(whereSeparator: \.isNewline)
      let length = open.textMerge?.markerLength ?? 7
      for sign in ["<", "=", "|", ">"] {
        let row = String(repeating: sign, count: length)
        if lines.contains(where: { $0 == row || $0.hasPrefix(row + " ") }) { throw DecisionProblem.markersLeft }
      }
      return try Self.value(.typed(text), of: open, maker: maker)
    case .text, .json, .members: return try Self.value(typed ?? .typed(""), of: open, maker: maker)
    }
  }

  private var typed: Typed? {
    switch self {
    case .text(let text), .mergedText(let text): .typed(text)
    case .json(let json): .json(json)
    case .members(let members): .members(members)
    default: nil
    }
  }

  /// The value that is to be written in a register; nil when the decision is no value.
  func value(of register: RegisterID, type: RecordType?, official: Value, maker: RecordMaker) throws -> Value? {
    guard let typed else { return nil }
    if register == .alias {
      guard let reference = typed.reference, !reference.isEmpty else { return .cleared }
      return Value(.reference(try maker.record(reference)))
    }
    switch type?.register(register.field)?.shape {
    case .field(let field)?: return try Self.value(typed, of: field, maker: maker)
    case .group(let group, let members)?:
      return try Self.tuple(typed, of: group, members: members, official: official, maker: maker)
    case .set?, nil: return nil
    }
  }

  /// Out of a ring a record may also be moved to nowhere, to lie at the top.
  private static func moving(_ reference: String, of open: OpenConflict, maker: RecordMaker) throws -> Settlement {
    if reference.trimmed.isEmpty, open.conflict.kind == .ring { return .value(.cleared) }
    return .move(try maker.record(reference))
  }

  private static func taking(_ candidate: Candidate, of open: OpenConflict) throws -> Settlement {
    switch open.conflict.kind {
    case .edit, .text, .closedYear: return .take(candidate.write.dot)
    case .delete: return candidate.register == .life ? .delete : .keep
    case .orphan, .ring:
      if candidate.register == .life { return .delete }
      guard let parent = candidate.write.value.reference else { throw EditProblem.cannotSettle(open.conflict.kind) }
      return .move(parent)
    }
  }

  private enum Typed {
    case typed(String)
    case json(JSONValue)
    case members([String: String])

    /// What names a record, where a record is asked for.
    var reference: String? {
      switch self {
      case .typed(let text): text
      case .json(.null): ""
      case .json(let json): json.string ?? json["id"]?.string ?? json["ref"]?.string
      case .members: nil
      }
    }
  }

  private static func value(_ typed: Typed, of open: OpenConflict, maker: RecordMaker) throws -> Settlement {
    let kind = open.conflict.kind
    guard let register = open.conflict.register else { throw EditProblem.cannotSettle(kind) }
    if kind == .orphan || kind == .ring {
      guard let reference = typed.reference else { throw EditProblem.cannotSettle(kind) }
      return try moving(reference, of: open, maker: maker)
    }
    let official = open.candidates.first { $0.isOfficial }?.write.value ?? .cleared
    let type = maker.lookup.schema.type(open.view.type)
    guard let value = try decision(typed).value(of: register, type: type, official: official, maker: maker) else {
      throw EditProblem.cannotSettle(kind)
    }
    return .value(value)
  }

  private static func decision(_ typed: Typed) -> Decision {
    switch typed {
    case .typed(let text): .text(text)
    case .json(let json): .json(json)
    case .members(let members): .members(members)
    }
  }

  private static func value(_ typed: Typed, of field: Field, maker: RecordMaker) throws -> Value {
    switch typed {
    case .typed(let text): return try maker.reader.value(text, of: field)
    case .json(.null): return .cleared
    case .json(let json): return try maker.reader.value(json, of: field)
    case .members(let members):
      if let other = members.keys.sorted().first(where: { $0 != field.key }) {
        throw DecisionProblem.unknownMember(other, known: [field.key])
      }
      return try maker.reader.value(members[field.key] ?? "", of: field)
    }
  }

  private static func tuple(
    _ typed: Typed, of group: FieldGroup, members: [Field], official: Value, maker: RecordMaker
  ) throws -> Value {
    var parts: [(key: String, value: Typed)] = []
    switch typed {
    case .members(let typed): parts = typed.map { ($0.key, .typed($0.value)) }
    case .json(.null): return .cleared
    case .json(let json): parts = try json.membersOf(group).map { ($0.key, .json($0.value)) }
    case .typed(let text):
      if text.trimmed.isEmpty { return .cleared }
      let json: JSONValue
      do {
        json = try JSONValue(parsing: text)
      } catch {
        throw AssignmentProblem.badValue(field: group.key, text: text, .badJSON(error))
      }
      parts = try json.membersOf(group).map { ($0.key, .json($0.value)) }
    }
    var values: [FieldNumber: Value] = [:]
    for (key, part) in parts.sorted(by: { $0.key < $1.key }) {
      guard let field = members.first(where: { $0.key == key }) else {
        throw DecisionProblem.unknownMember(key, known: members.map(\.key))
      }
      values[field.number] = try value(part, of: field, maker: maker)
    }
    return group.tuple(values, over: official)
  }
}

extension JSONValue {
  fileprivate func membersOf(_ group: FieldGroup) throws -> [JSONObject.Member] {
    guard let object else { throw DecisionProblem.malformed(group.key) }
    return object.members
  }
}

extension Draft {
  /// One commit that settles conflicts, of one record or several.
  ///
  /// - Parameters:
  ///   - settlings: each conflict once, as they were shown.
  ///   - reason: why, for everybody to read; may be empty.
  ///   - seen: what the person saw; nil for what stands now.
  ///   - reading: the state that `maker` is over.
  ///   - maker: reads values and finds records.
  /// - Returns: the draft.
  /// - Throws: `DecisionProblem.moved` with every conflict that is open no more; else as `Decision.settlement`.
  public static func settling(
    _ settlings: [Settling], reason: String, seen: SeenToken? = nil, reading: any ReplicaReading, maker: RecordMaker
  ) throws -> Draft {
    var opened: [(Settling, OpenConflict)] = []
    var moved: [ConflictID] = []
    for settling in settlings {
      if opened.contains(where: { $0.0.conflict == settling.conflict }) {
        throw DecisionProblem.twice(settling.conflict)
      }
      if let open = try reading.openConflict(settling.conflict, of: settling.record) {
        opened.append((settling, open))
      } else {
        moved.append(settling.conflict)
      }
    }
    guard moved.isEmpty else { throw DecisionProblem.moved(moved) }
    let changes = try opened.map { settling, open in
      RecordChange.settle(
        settling.record, open.conflict, try settling.decision.settlement(of: open, maker: maker))
    }
    return Draft(maker.makingsSoFar + changes, note: reason, seen: seen)
  }
}

/// Whether a settlement is one that people ask the reason of.
public enum OfficialStatus {
  private static let keys: Set<String> = ["colour", "state"]

  /// Whether the conflict is about an official status: the colour of an assessment, the state of a plan or a round.
  public static func isStatus(_ open: OpenConflict, schema: Schema) -> Bool {
    guard let register = open.conflict.register, let type = schema.type(open.view.type),
      case .field(let field)? = type.register(register.field)?.shape
    else { return false }
    return keys.contains(field.key) && field.kind.options != nil
  }

  /// Whether the settlement changes an official status, so that its reason is asked for.
  public static func isChanged(by settlement: Settlement, of open: OpenConflict, schema: Schema) -> Bool {
    guard isStatus(open, schema: schema) else { return false }
    let official = open.candidates.first { $0.isOfficial }?.write
    switch settlement {
    case .take(let dot): return open.candidates.first { $0.write.dot == dot }?.write.value != official?.value
    case .value(let value): return value != official?.value ?? .cleared
    case .keepBoth, .keep, .delete, .move: return false
    }
  }
}
