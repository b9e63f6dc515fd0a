internal import Merge

/// What a change makes of the records that are read as one.
extension RecordWork {
  /// The records that hang together with those that this work changes, as it was before: a changed alias, life or type
  /// may take them apart.
  func groupsThatMayComeApart() throws -> Set<RecordID> {
    var result: Set<RecordID> = []
    try eachChange { id, old, new in
      guard !old.isUnknown, !result.contains(id) else { return }
      guard old.alias != new.alias || old.type != new.type || old.life.isDeleted != new.life.isDeleted else { return }
      guard try old.alias != nil || !transaction.aliases(of: id).isEmpty else { return }
      result.formUnion(try transaction.joined(with: id).members)
    }
    return result
  }

  /// Makes the views of all records that hang together with `records`, which have been saved as they read alone.
  ///
  /// `before` says how the touched records read before, and gets how the others did. All of them are answered, and of
  /// groups that show otherwise now, have lost one or are in `apart`, the members.
  func saveGroups(
    _ records: Set<RecordID>, apart: Set<RecordID>, _ before: inout [RecordID: RecordView?]
  ) throws -> (all: [RecordID], moved: [RecordID]) {
    var open = records
    var all: [RecordID] = []
    var moved: [RecordID] = []
    for id in records.sorted() where open.contains(id) {
      let members = try joined(with: id).members
      open.subtract(members)
      // Children that were listed under a record that showed several may go back to one of those.
      var hasMoved = !apart.isDisjoint(with: members)
      for member in members {
        let old = try before[member] ?? transaction.view(member)
        before[member] = .some(old)
        guard let view = try wholeView(member) else { continue }
        if try transaction.view(member) != view { try transaction.save(state(member), view: view) }
        hasMoved = hasMoved || old?.joinedInto != view.joinedInto || old?.isDeleted != view.isDeleted || view.isDeleted
      }
      all += members
      // Their children lie under the record that shows them.
      if hasMoved { moved += members }
    }
    return (all, moved)
  }

  /// As `ReplicaReading.joined`, with the changes of this transaction.
  func joined(with id: RecordID) throws -> JoinedRecords {
    try JoinedRecords(with: id, state: { try state($0) }, aliases: { try transaction.aliases(of: $0) })
  }

  /// As `ReplicaReading.representative`, with the changes of this transaction.
  func representative(of id: RecordID) throws -> RecordID {
    guard try state(id).alias != nil || !transaction.aliases(of: id).isEmpty else { return id }
    return try joined(with: id).representative ?? id
  }

  /// As `ReplicaReading.states(readAs:)`, with the changes of this transaction.
  func states(readAs id: RecordID) throws -> [RecordState] {
    let own = try state(id)
    guard try own.alias != nil || !transaction.aliases(of: id).isEmpty else { return [own] }
    let joined = try joined(with: id)
    guard joined.representative == id else { return [own] }
    return [own] + (try joined.live.dropFirst().map { try state($0) })
  }

  /// As `ReplicaReading.children`, with the changes of this transaction.
  func children(of record: RecordID) throws -> [RecordID] {
    var result = Set(try transaction.children(of: record))
    try eachChange { id, _, _ in
      if try wholeView(id)?.parent == record { result.insert(id) } else { result.remove(id) }
    }
    return result.sorted()
  }
}
