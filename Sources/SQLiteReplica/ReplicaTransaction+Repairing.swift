internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema

/// What can be read where something is damaged, and what is taken out.
extension ReplicaTransaction {
  func surveyRecords(_ body: (RecordState) throws -> Void) throws -> [RecordID] {
    var seen: Set<RecordID> = []
    var unreadable: Set<RecordID> = []
    for table in layout.tables {
      let (statement, owner) = try ownStatement(sql[table.index].select + " ORDER BY row")
      try withExtendedLifetime(owner) {
        while try statement.step() {
          guard let bits = statement.bits128(1) else { throw DamagedBytes("id") }
          let id = RecordID(bits: bits)
          guard seen.insert(id).inserted else {
            unreadable.insert(id)
            continue
          }
          do {
            let row = try row(statement, table: table)
            guard try known(id)?.place == row.place else { throw DamagedBytes("place of a record") }
            try body(state(row))
          } catch is DamagedBytes {
            unreadable.insert(id)
          }
        }
      }
    }
    // A record that is said to lie somewhere, and does not.
    let places = try statement("SELECT id FROM record")
    while try places.step() {
      guard let bits = places.bits128(0) else { throw DamagedBytes("record") }
      let id = RecordID(bits: bits)
      if !seen.contains(id) { unreadable.insert(id) }
    }
    return unreadable.sorted()
  }

  func isIndexed(_ id: RecordID, as view: RecordView?) throws -> Bool {
    let statement = try statement("SELECT number, kind, conflict FROM conflict WHERE record = ? ORDER BY number")
    statement.bind(bits: id.bits, 1)
    defer { statement.reset() }
    for (number, conflict) in (view?.conflicts ?? []).enumerated() {
      guard try statement.step(), statement.int64(0) == number, statement.text(1) == conflict.kind.rawValue,
        statement.text(2) == ConflictID(conflict).text
      else { return false }
    }
    return try !statement.step()
  }

  func forget(_ record: RecordID) throws {
    for table in layout.tables {
      // Without the look-up of places, which may be what is wrong.
      let statement = try statement("DELETE FROM \(table.name) WHERE id = ? RETURNING row")
      statement.bind(bits: record.bits, 1)
      while try statement.step() { markDirty(Place(table: table.index, row: statement.int64(0))) }
    }
    for sql in ["DELETE FROM record WHERE id = ?", "DELETE FROM conflict WHERE record = ?"] {
      let statement = try statement(sql)
      statement.bind(bits: record.bits, 1)
      try statement.run()
    }
    know(record, nil)
  }

  func damagedCommits() throws -> [CommitName] {
    var damaged: [CommitName] = []
    var last: (number: UInt64, sequence: SequenceNumber, hash: Hash)?
    let (statement, owner) = try ownStatement("SELECT name, hash, previous, body FROM commits ORDER BY name")
    try withExtendedLifetime(owner) {
      while try statement.step() {
        let name = UInt64(bitPattern: statement.int64(0))
        let (number, sequence) = (name >> 32, name & 0xFFFF_FFFF)
        guard let replica = try replica(numbered: number) else { throw DamagedBytes("replica of a commit") }
        let hash = statement.bytes(1).flatMap { Hash(bytes: $0) }
        let previous = statement.bytes(2).flatMap { Hash(bytes: $0) }
        var before = last?.number == number ? last : nil
        // The commits of a branch go on from those of the chain that it leaves.
        if before == nil, let branch = try branch(replica) { before = (number, branch.first - 1, branch.previous) }
        if sequence != (before?.sequence ?? 0) + 1 {
          damaged.append(
            CommitName(replica: replica, sequence: (before?.sequence ?? 0) + 1, hash: previous ?? .zero))
        }
        last = (number, sequence, hash ?? .zero)
        // Of a refused commit the name alone is here.
        guard let body = statement.bytes(3) else {
          if hash == nil { damaged.append(CommitName(replica: replica, sequence: sequence, hash: .zero)) }
          continue
        }
        let follows = before.map { $0.sequence + 1 != sequence || $0.hash == previous } ?? true
        let commit = Commit(
          replica: replica, origin: try branch(replica)?.origin, sequence: sequence, previous: previous ?? .zero,
          body: body)
        if hash == nil || commit?.hash != hash || !follows {
          damaged.append(CommitName(replica: replica, sequence: sequence, hash: hash ?? .zero))
        }
      }
    }
    return damaged
  }
}
