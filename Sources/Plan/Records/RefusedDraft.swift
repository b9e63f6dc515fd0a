public import Merge
public import Replica
public import Schema

/// What a refused commit wanted, so that a person can correct it: the fields of one record, open to be set anew.
public struct RefusedDraft {
  /// The record that the corrections are for: the last one, because what had to be made for it comes before.
  public let record: RecordID
  public let type: RecordType
  private var draft: Draft
  private let index: Int

  /// Nil when the draft sets no field: there is nothing to correct in a deletion.
  public init?(_ draft: Draft, lookup: Lookup, reading: any ReplicaReading) throws {
    var changes: [RecordChange] = []
    for change in draft.changes {
      guard case .rewrite(let record, let writes) = change else {
        changes.append(change)
        continue
      }
      guard let view = try reading.view(record), let type = lookup.schema.type(view.type) else {
        changes.append(change)
        continue
      }
      let fields = writes.flatMap { Self.changes($0, type: type) }
      // What rewrote several fields of one record is one change to correct.
      if case .update(record, let before)? = changes.last {
        changes[changes.count - 1] = .update(record, before + fields)
      } else {
        changes.append(.update(record, fields))
      }
    }
    self.draft = Draft(changes, note: draft.note)
    for (index, change) in changes.enumerated().reversed() {
      switch change {
      case .create(let number, let record, _):
        guard let type = lookup.schema.type(number) else { return nil }
        (self.record, self.type, self.index) = (record, type, index)
        return
      case .update(let record, _):
        guard let type = try reading.view(record).flatMap({ lookup.schema.type($0.type) }) else { return nil }
        (self.record, self.type, self.index) = (record, type, index)
        return
      default: continue
      }
    }
    return nil
  }

  private static func changes(_ write: Operation.FieldWrite, type: RecordType) -> [FieldChange] {
    switch type.register(write.register.field)?.shape {
    case .group(let group, let members)?:
      return members.map { .set($0.number, group.member($0.number, of: write.value)) }
    case .set(let field, _)?:
      guard let key = write.register.element else { return [] }
      if write.value.isCleared {
        return [.remove(field.number, SetElement(key: key, rest: SetElement.nothingMore).whole)]
      }
      return [.add(field.number, SetElement(key: key, rest: write.value).whole)]
    case .field(let field)?: return [.set(field.number, write.value)]
    case nil: return []
    }
  }

  private var fields: [FieldChange] {
    switch draft.changes[index] {
    case .create(_, _, let fields), .update(_, let fields): fields
    default: []
    }
  }

  /// A form of what it wanted to write.
  public func form(text: ValueText) throws -> RecordForm {
    var values: [FieldView] = []
    for register in type.registers {
      switch register.shape {
      case .field(let field):
        if let value = value(field.number) { values.append(FieldView(field: field.number, content: .value(value))) }
      case .set(let field, _):
        let elements = fields.flatMap { change -> [Value] in
          switch change {
          case .add(field.number, let value): [value]
          case .setAll(field.number, let values): values
          default: []
          }
        }
        if !elements.isEmpty { values.append(FieldView(field: field.number, content: .elements(elements))) }
      case .group(let group, let members):
        let parts = members.reduce(into: [FieldNumber: Value]()) { $0[$1.number] = value($1.number) }
        let whole = fields.lazy.compactMap { change -> Value? in
          guard case .set(group.number, let tuple) = change else { return nil }
          return tuple
        }.last
        let tuple = group.tuple(parts, over: whole ?? .cleared)
        if !tuple.isCleared { values.append(FieldView(field: group.number, content: .value(tuple))) }
      }
    }
    let view = RecordView(
      id: record, type: type.number, fields: values, isDeleted: false, conflicts: [], isUnsynced: true, parent: nil,
      alias: nil)
    return try RecordForm(view, type: type, text: text, includesOnce: true)
  }

  private func value(_ number: FieldNumber) -> Value? {
    fields.lazy.compactMap { change -> Value? in
      guard case .set(number, let value) = change else { return nil }
      return value
    }.last
  }

  /// The draft with corrections; what they need made stands first.
  public func corrected(_ corrections: [FieldChange], makings: [RecordChange]) -> Draft {
    var result = draft
    let set = Set(
      corrections.compactMap { change -> FieldNumber? in
        guard case .set(let number, _) = change else { return nil }
        return number
      })
    let kept = fields.filter { change in
      if case .set(let number, _) = change { return !set.contains(number) }
      return !corrections.contains { $0.contradicts(change) }
    }
    let all = kept + corrections
    switch draft.changes[index] {
    case .create(let type, let record, _):
      result.changes[index] = .create(type, record, all.filter { !$0.isRemoval })
    case .update(let record, _): result.changes[index] = .update(record, all)
    default: break
    }
    result.changes = makings + result.changes
    return result
  }
}

extension FieldChange {
  fileprivate var isRemoval: Bool {
    if case .remove = self { return true }
    return false
  }

  /// Whether it takes away what `other` adds, or says what the whole set holds.
  fileprivate func contradicts(_ other: FieldChange) -> Bool {
    switch (self, other) {
    case (.remove(let field, let value), .add(let otherField, let added)): field == otherField && value == added
    case (.add(let field, let value), .remove(let otherField, let removed)): field == otherField && value == removed
    case (.setAll(let field, _), _): field == other.field
    default: false
    }
  }
}
