internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema
internal import SyncProtocol

/// One commit under judgement: its steps, one after the other, over what the ones before have made.
final class CommitJudgement {
  let judge: Judge
  let commit: Commit
  let author: CommitAuthor
  let role: Role
  let context: ValidationContext
  private var written: Set<WrittenRegister> = []
  var created: CreatedTypes

  private struct WrittenRegister: Hashable {
    let record: RecordID
    let register: RegisterID
  }

  /// The types of the records that this commit makes: a reference may point to one of them.
  final class CreatedTypes {
    var types: [RecordID: TypeNumber] = [:]
    var audiences: [RecordID: Audience] = [:]
  }

  init(_ judge: Judge, commit: Commit, author: CommitAuthor, role: Role) throws {
    self.judge = judge
    self.commit = commit
    self.author = author
    self.role = role
    let created = CreatedTypes()
    self.created = created
    let reading = judge.reading
    context = ValidationContext(
      allowsUnknown: Int(commit.schemaVersion) > judge.schema.version,
      typeOfRecord: { record in created.types[record] ?? (try? reading.record(record))?.type })
  }

  /// Nil when nothing speaks against the step.
  func verdict(on step: PlacedOperation) throws -> Verdict? {
    if let verdict = try verdict(onNamesOf: step) { return verdict }
    if let verdict = try verdict(onAudienceOf: step) { return verdict }
    if let verdict = try verdict(onErased: step) { return verdict }
    switch step.operation {
    case .create(let record, let type, let fields): return try verdict(creating: record, type, fields)
    case .set(let record, let register, let value, let replaces, let mark):
      let state = try judge.reading.record(record) ?? RecordState(id: record)
      guard let type = created.types[record] ?? state.type else { return try verdict(onUnmade: step.operation) }
      return try verdict(setting: register, to: value, in: state, type: type, replaces: replaces, mark: mark)
    case .tombstone(let record, let covers, let replaces):
      let state = try judge.reading.record(record) ?? RecordState(id: record)
      guard created.types[record] != nil || !state.isUnknown else { return try verdict(onUnmade: step.operation) }
      return try verdict(deleting: state, covers: covers, replaces: replaces)
    case .keep(let record, let covers, _):
      let state = try judge.reading.record(record) ?? RecordState(id: record)
      guard created.types[record] != nil || !state.isUnknown else { return try verdict(onUnmade: step.operation) }
      guard write(.life, of: record) else { return refuse(.schema, reason: "set-twice") }
      // A plain restore names none; naming some is deciding between those who deleted and those who wrote.
      return covers.isEmpty || role >= .administrator ? nil : refuse(.role, reason: "settle")
    // Only the server itself says that a record has moved.
    case .leave, .arrive: return refuse(.schema, reason: "malformed")
    }
  }

  func refuse(_ code: RefusalCode, field: String? = nil, reason: String) -> Verdict {
    .refuse(Refusal(code: code, field: field, reason: reason))
  }

  /// False when the commit has set the register before.
  func write(_ register: RegisterID, of record: RecordID) -> Bool {
    written.insert(WrittenRegister(record: record, register: register)).inserted
  }

  /// Everything that a step names must be in the log, or have been refused by it.
  private func verdict(onNamesOf step: PlacedOperation) throws -> Verdict? {
    let (replaces, covers) = step.operation.names
    for name in replaces.named + covers.named {
      if name.dot.replica == commit.replica {
        guard name.dot.sequence < commit.sequence else { return refuse(.schema, reason: "malformed") }
        continue
      }
      switch try judge.standing(of: name.dot) {
      case .unknown: return .wait(.unknownWrite)
      case .refused, .accepted: continue
      }
    }
    let ends = (replaces.own + covers.own).map(\.upperBound)
    return ends.contains { $0 >= commit.sequence } ? refuse(.schema, reason: "malformed") : nil
  }

  /// Of a step on a record that nobody is known to have made.
  private func verdict(onUnmade operation: Operation) throws -> Verdict {
    // The author made it, or built on somebody who did. Their own commits before this one are all here: so if they
    // wrote in the record before, what made it was refused. Else it may be on its way.
    let (replaces, covers) = operation.names
    let names = (replaces.named + covers.named).map(\.dot)
    var isProved = !replaces.own.isEmpty || !covers.own.isEmpty || !replaces.inherited.isEmpty
    if !covers.inherited.isEmpty { isProved = true }
    for dot in names where !isProved {
      if case .refused = try judge.standing(of: dot) { isProved = true }
    }
    return isProved ? refuse(.needs, reason: "record") : .wait(.unknownWrite)
  }

  // Creations.

  private func verdict(
    creating record: RecordID, _ type: TypeNumber, _ fields: [Operation.FieldWrite]
  ) throws -> Verdict? {
    guard created.types.updateValue(type, forKey: record) == nil else { return refuse(.schema, reason: "made-twice") }
    if judge.schema.type(type) == nil, !context.allowsUnknown { return refuse(.schema, reason: "unknown-type") }
    if !record.isNatural, let state = try judge.reading.record(record), !state.isUnknown {
      return refuse(.schema, reason: "record-exists")
    }
    for field in fields {
      guard field.register.field >= .firstOfSchema else { return refuse(.schema, reason: "engine-field") }
      guard write(field.register, of: record) else {
        return refuse(.schema, field: key(field.register.field, type), reason: "set-twice")
      }
      let found = judge.schema.violations(
        write: field.register, value: field.value, type: type, context: context)
      if let verdict = verdict(on: found) { return verdict }
    }
    func value(_ register: FieldNumber) -> Value? {
      fields.last { $0.register.field == register && $0.register.element == nil }?.value
    }
    return verdict(on: judge.schema.violations(record: value, type: type, context: context))
  }

  // Sets.

  private func verdict(
    setting register: RegisterID, to value: Value, in state: RecordState, type: TypeNumber, replaces: Replaces,
    mark: Mark
  ) throws -> Verdict? {
    let field = key(register.field, type)
    guard write(register, of: state.id) else { return refuse(.schema, field: field, reason: "set-twice") }
    if mark != .plain, role < .administrator { return refuse(.role, field: field, reason: "closing") }
    if register.field < .firstOfSchema {
      guard register == .alias else { return refuse(.schema, reason: "engine-field") }
      if let verdict = verdict(aliasing: state.id, type, to: value) { return verdict }
    } else {
      if judge.schema.type(type)?.isAppendOnly == true, !context.allowsUnknown {
        return refuse(.schema, field: field, reason: "append-only")
      }
      let found = judge.schema.violations(write: register, value: value, type: type, context: context)
      if let verdict = verdict(on: found) { return verdict }
      // What other fields hold, others may have changed meanwhile; so only this one is asked whether it must be there.
      if register.element == nil {
        let found = judge.schema.violations(
          record: { $0 == register.field ? value : nil }, type: type, changed: [register.field], context: context)
        if let verdict = verdict(on: found) { return verdict }
      }
    }
    guard !replaces.isEmpty else { return nil }
    if mark != .reopening {
      let isFrozen = state[register].logged.contains { write in
        write.mark == .closing && replaces.names(write.dot, author: commit.replica)
      }
      if isFrozen, mark != .closing { return refuse(.frozen, field: field, reason: "closed-year") }
    }
    return try verdict(replacing: replaces, register, by: value, in: state, type: type)
  }

  private func verdict(aliasing record: RecordID, _ type: TypeNumber, to value: Value) -> Verdict? {
    if value.isCleared { return nil }
    guard let other = value.reference, other != record else { return refuse(.schema, reason: "wrong-kind") }
    guard let otherType = context.typeOfRecord(other) else { return .wait(.unknownWrite) }
    return otherType == type ? nil : refuse(.schema, reason: "wrong-reference-type")
  }

  private func verdict(on violations: [Violation]) -> Verdict? {
    guard let first = violations.first(where: { !$0.isWarning }) else { return nil }
    return refuse(.schema, field: first.field, reason: first.code.rawValue)
  }

  func key(_ field: FieldNumber, _ type: TypeNumber) -> String? {
    judge.schema.type(type)?.register(field)?.key
  }
}
