import Merge
import Replica

/// What one replica shows at one moment, laid beside the ledger's rows.
struct Shown {
  /// By the ledger's rows: the standing writes.
  var standing: [[Write]]
  /// By the ledger's rows: the official one.
  var official: [Write?]
  /// By the ledger's rows: whether a write without a position is in it.
  var hasPending: [Bool]
  var views: [RecordID: RecordView] = [:]
  var lives: [RecordID: Life] = [:]
  /// The records that are read together with another.
  var joined: [RecordID: Bool] = [:]
  /// Registers that something stands in and nobody wrote.
  var strangers: [String] = []
  /// The ledger's rows that are not to be here, because the replica does not hold their audience.
  var hiddenRows = Bits()

  /// What `reading` shows of what was written. Of a record that it `hides`, because the replica does not hold its
  /// audience, nothing is to be there but writes of `unlogged` commits. Of a record in `partly`, it has a commit without
  /// what that says of the record.
  init(
    _ reading: any ReplicaReading, _ ledger: Ledger, hides: (RecordID) -> Bool = { _ in false },
    unlogged: Bits = Bits(), partly: Set<RecordID> = []
  ) throws {
    var names = ChainNames(reading, ledger)
    standing = Array(repeating: [], count: ledger.rows.count)
    official = Array(repeating: nil, count: ledger.rows.count)
    hasPending = Array(repeating: false, count: ledger.rows.count)
    for record in ledger.records {
      let isHidden = hides(record)
      if isHidden || partly.contains(record) { for row in ledger.rowsOf[record] ?? [] { hiddenRows.insert(row) } }
      guard let state = try reading.record(record) else { continue }
      guard !isHidden else {
        try Self.checkGone(state, ledger, unlogged, &names)
        continue
      }
      guard !partly.contains(record) else { continue }
      lives[record] = state.life
      if let view = try reading.view(record) {
        views[record] = try names.translate(view)
        joined[record] = try view.alias != nil || view.joinedInto != nil || !reading.aliases(of: record).isEmpty
      }
      for entry in state.entries {
        guard let row = ledger.row(record, entry.id) else {
          strangers.append("\(record) \(entry.id)")
          continue
        }
        standing[row] = try names.translate(entry.register.standing)
        official[row] = try entry.register.official.map { try names.translate($0) }
        hasPending[row] = !entry.register.pending.isEmpty
      }
    }
  }

  /// Of a record that is not to be held, nothing is there but what this replica's own people have not sent yet.
  private static func checkGone(
    _ state: RecordState, _ ledger: Ledger, _ unlogged: Bits, _ names: inout ChainNames
  ) throws {
    for entry in state.entries {
      for write in entry.register.standing {
        let dot = try names.translate(write).dot
        let isOwn = ledger.row(state.id, entry.id).map { row in
          ledger.rows[row].writes.contains {
            ledger.writes[$0].dot == dot && unlogged[ledger.writes[$0].commit]
          }
        }
        guard isOwn == true else {
          throw Violation(.rights, "a replica holds a record of an audience that it may not hold")
        }
      }
    }
  }

  /// The standing writes by their places in the ledger.
  func writes(_ ledger: Ledger) -> Bits {
    var result = Bits()
    for (row, standing) in standing.enumerated() {
      for write in standing {
        if let place = ledger.rows[row].writes.first(where: { ledger.writes[$0].dot == write.dot }) {
          result.insert(place)
        }
      }
    }
    return result
  }
}

extension Ledger {
  func describe(_ row: Int) -> String {
    let key = rows[row].key
    return
      "‘\(SimSchema.name(key.id, of: typeOf[key.record] ?? SimSchema.thing))’ of record \(records.firstIndex(of: key.record) ?? -1)"
  }

  /// The official write of a register: the first in the log, or what took the place of the official one. Nil where
  /// nothing stands.
  func official(_ row: Int, _ history: History, upTo position: Int) -> Int? {
    var order: [(position: Int, write: Int)] = []
    for write in rows[row].writes {
      if let place = history.positionOf[writes[write].commit], place <= position, history.entries[place - 1].isAccepted
      {
        order.append((place, write))
      }
    }
    order.sort { ($0.position, $0.write) < ($1.position, $1.write) }
    var standing: [Int] = []
    var official: Int?
    for (_, write) in order {
      let replaced = writes[write].replaced
      if official == nil || official.map({ replaced[$0] }) == true { official = write }
      standing.removeAll { replaced[$0] }
      standing.append(write)
    }
    return official
  }
}
