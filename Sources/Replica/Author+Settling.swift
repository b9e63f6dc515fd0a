internal import CommitFormat
internal import Merge
internal import Schema

extension Author {
  /// Settles a conflict by a plain write that replaces every standing write of the register, or by a tombstone or keep.
  func settle(_ record: RecordID, _ conflict: Conflict, _ settlement: Settlement) throws {
    guard header.role >= .administrator else { throw EditProblem.notAllowed(needs: .administrator) }
    // Of several records that are read as one, the one that shows them has the conflicts of all.
    guard let view = try transaction.view(transaction.representative(of: record)), view.conflicts.contains(conflict)
    else { throw EditProblem.conflictMoved(record) }
    let (own, _) = try known(conflict.record)
    let isOwn = conflict.register == nil || conflict.register == .alias
    let whole = isOwn ? WholeRecord(state: own, members: [own]) : try whole(conflict.record)
    let state = whole.state
    switch (conflict.kind, settlement) {
    case (.delete, .keep):
      try keep(own)
      try restoreCompanions(of: own)
    case (.delete, .delete), (.orphan, .delete):
      if conflict.record == view.id {
        try delete(conflict.record)
      } else {
        try tombstone(own)
      }
    case (.orphan, .keep):
      guard let parent = view.parent else { throw EditProblem.conflictMoved(record) }
      try restore(parent)
    case (.orphan, .move(let parent)), (.ring, .move(let parent)):
      guard let register = conflict.register else { throw EditProblem.cannotSettle(conflict.kind) }
      try settle(register, in: whole, value: Value(.reference(parent)))
    case (.ring, .value(let value)):
      guard let register = conflict.register else { throw EditProblem.cannotSettle(conflict.kind) }
      try settle(register, in: whole, value: value)
    case (.edit, .take(let dot)), (.text, .take(let dot)), (.closedYear, .take(let dot)):
      guard let register = conflict.register,
        let candidate = state[register].standing.first(where: { $0.dot == dot })
      else { throw EditProblem.conflictMoved(record) }
      try settle(register, in: whole, value: candidate.value)
    case (.edit, .value(let value)), (.text, .value(let value)), (.closedYear, .value(let value)):
      guard let register = conflict.register else { throw EditProblem.cannotSettle(conflict.kind) }
      try settle(register, in: whole, value: value)
    case (.text, .keepBoth), (.edit, .keepBoth):
      guard let register = conflict.register else { throw EditProblem.cannotSettle(conflict.kind) }
      var texts: [String] = []
      for candidate in state[register].candidates where !candidate.value.isCleared {
        guard let text = candidate.value.text else { throw EditProblem.cannotSettle(conflict.kind) }
        if !texts.contains(where: { $0.utf8.elementsEqual(text.utf8) }) { texts.append(text) }
      }
      try settle(register, in: whole, value: .text(texts.joined(separator: "\n\n")))
    default:
      throw EditProblem.cannotSettle(conflict.kind)
    }
  }

  private func settle(_ id: RegisterID, in whole: WholeRecord, value: Value) throws {
    if let type = whole.state.type {
      try validate(schema.violations(register: id.field, value: value, type: type, context: validation))
    }
    let write = Operation.FieldWrite(register: id, value: value)
    try put(write, in: whole.members.map { ($0, $0[id].standing) })
  }
}
