import CommitFormat
import Merge
import Replica
import Schema
import TestSupport

/// Changes rows behind a replica's back: what neither its log nor its digest knows of.
struct Vandal {
  var random: SeededGenerator

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed &+ 0xBAD)
  }

  /// - Returns: how many rows were touched; one at least where there is one.
  mutating func strike(_ replica: Replica) throws -> Int {
    var states: [RecordState] = []
    try replica.store.read { reading in try reading.eachRecord { states.append($0) } }
    let count = max(1, Int.random(in: 0...max(0, states.count), using: &random))
    var struck = 0
    for state in states.shuffled(using: &random).prefix(count) where try hit(state, replica) { struck += 1 }
    if random.oneIn(3) {
      try invent(replica)
      struck += 1
    }
    return struck
  }

  private mutating func hit(_ state: RecordState, _ replica: Replica) throws -> Bool {
    let kind = Int.random(in: 0..<5, using: &random)
    guard kind > 0, let changed = changed(state, kind) else {
      try replica.store.write { try $0.forget(state.id) }
      return true
    }
    try replica.store.write { try $0.save(changed, view: $0.view(state.id)) }
    return changed != state
  }

  /// The record with one register otherwise.
  private mutating func changed(_ state: RecordState, _ kind: Int) -> RecordState? {
    guard let entry = state.entries.randomElement(using: &random) else { return nil }
    var logged = entry.register.logged
    var official = entry.register.officialIndex
    guard !logged.isEmpty else { return nil }
    let place = Int.random(in: 0..<logged.count, using: &random)
    let write = logged[place]
    switch kind {
    case 1:
      logged[place] = Write(dot: write.dot, value: .text("falskt"), mark: write.mark, covers: write.covers)
    case 2:
      let dot = Dot(replica: write.dot.replica, sequence: write.dot.sequence + 1, index: write.dot.index)
      logged[place] = Write(dot: dot, value: write.value, mark: write.mark, covers: write.covers)
    case 3:
      logged.remove(at: place)
      official = 0
    default: official = logged.count - 1 - official
    }
    var result = state
    guard let register = Register(logged: logged, officialIndex: official, pending: entry.register.pending) else {
      return nil
    }
    result.update(entry.id) { $0 = register }
    return result.entries.isEmpty ? nil : result
  }

  /// A record that nobody ever made.
  private mutating func invent(_ replica: Replica) throws {
    let id = RecordID(bits: UInt128.random(in: .min ... .max, using: &random))
    let dot = Dot(replica: ReplicaID(bits: 0xBAD), sequence: 1, index: 0)
    var state = RecordState(id: id)
    state.update(.type) { $0.log(Write(dot: dot, value: Value(.integer(3)))) }
    state.update(RegisterID(Field.title)) { $0.log(Write(dot: dot, value: .text("aldrig"))) }
    let view = RecordView(
      id: id, type: Field.activity, fields: [FieldView(field: Field.title, content: .value(.text("aldrig")))],
      isDeleted: false, conflicts: [], isUnsynced: false, parent: nil, alias: nil)
    try replica.store.write { try $0.save(state, view: view) }
  }
}
