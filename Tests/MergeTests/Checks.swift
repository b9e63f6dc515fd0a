import Merge

/// Where the product and the model differ.
struct Mismatch: Error, CustomStringConvertible {
  let what: String
  let expected: String
  let actual: String

  var description: String { "\(what): expected \(expected), is \(actual)" }
}

func demand<T: Equatable>(_ actual: T, _ expected: T, _ what: @autoclosure () -> String) throws(Mismatch) {
  guard actual != expected else { return }
  throw Mismatch(what: what(), expected: "\(expected)", actual: "\(actual)")
}

/// What a comparison depends on.
struct Sight: Equatable {
  let state: RecordState
  let logged: Bits
  let unlogged: Bits
  let isBehind: Bool
}

extension World {
  /// Compares everything that a replica shows with the model, save records in which nothing happened since the last
  /// comparison.
  mutating func check(_ replica: Int) throws {
    let copy = copies[replica]
    // A write may well name one that its author knew to be refused: its own ranges run over such gaps. While a replica
    // holds the refused write without having read of the refusal, it may show it as replaced or not; either is right.
    if copy.held.contains(where: { refused.has($0) }) { return }
    let known = copy.knowledge(log, commits)
    let logged = Knowledge(logged: known.logged)
    let (loggedSet, isBehind) = (logged.all, copy.held.contains { ordered.has($0) })
    for record in model.records.indices {
      let facts = model.facts(ofRecord: record)
      let sight = Sight(
        state: copy.states[record], logged: loggedSet & facts, unlogged: known.unlogged & facts, isBehind: isBehind)
      guard copies[replica].checked[record] != sight else { continue }
      try check(copy, record, known, logged)
      copies[replica].checked[record] = sight
    }
    for other in copies.indices {
      let last = commits.last { $0.replica == other && copy.known.has($0.index) }
      try demand(copy.frontier[Copy.id(other)], last?.sequence ?? 0, "frontier")
    }
  }

  private func check(_ copy: Copy, _ record: Int, _ known: Knowledge, _ logged: Knowledge) throws {
    let state = copy.states[record]
    var filled: [RegisterID] = []
    var officials: [Int: Int] = [:]
    for place in model.places(ofRecord: record) {
      let id = model.places[place].register
      let register = state[id]
      if !register.isEmpty { filled.append(id) }
      let inLog = model.inOrder(place, logged)
      let waiting = model.byStamp(model.standing(place, in: known.unlogged))
      let standing = model.inOrder(place, known)
      let official = official(copy, place, known)
      officials[place] = official
      try demand(writes(register.logged), writes(inLog), "logged \(id)")
      let shown = register.standing.filter { write in register.pending.contains { $0.dot == write.dot } }
      try demand(writes(shown), writes(waiting), "pending \(id)")
      try demand(writes(register.standing), writes(standing), "standing \(id)")
      try demand(register.loggedOfficial?.dot, dot(model.loggedOfficial(place, known)), "logged official \(id)")
      try demand(register.official?.dot, dot(official), "official \(id)")
      let candidates = (official.map { [$0] } ?? []) + standing.filter { $0 != official }
      try demand(register.candidates.map(\.dot), candidates.map { model.facts[$0].write.dot }, "candidates \(id)")
      if register.isEmpty { continue }
      for isFrozen in [false, true] {
        let reading = Reading(register, policy: model.places[place].policy, isFrozen: isFrozen) { heads in
          textBase(heads, place, known.all)
        }
        let expected = model.read(place, known, official: official, isFrozen: isFrozen)
        try demand(
          BruteForce.Read(value: reading.value, kind: reading.conflict), expected, "reading \(id) frozen \(isFrozen)")
        try demand(
          Set(reading.candidates.map(\.dot)), Set(standing.map { model.facts[$0].write.dot }), "readers see \(id)")
      }
    }
    try demand(state.entries.map(\.id), filled, "entries")
    try demand(state.hasPending, state.entries.contains { !$0.register.pending.isEmpty }, "has pending")
    try checkLife(state, record, known, officials)
  }

  /// The official write of a place as this replica should show it.
  ///
  /// Where it holds a commit whose author had read more of the log than it has, the names alone may not tell which of
  /// several unlogged writes go back to the logged official one: then any that does is right, until it reads on.
  private func official(_ copy: Copy, _ place: Int, _ known: Knowledge) -> Int? {
    let officials = model.officials(place, known)
    if officials.count > 1, copy.held.contains(where: { ordered.has($0) }) {
      let shown = copy.states[model.places[place].record][model.places[place].register].official
      return officials.first { model.facts[$0].write.dot == shown?.dot } ?? officials.first
    }
    return officials.first
  }

  private func checkLife(_ state: RecordState, _ record: Int, _ known: Knowledge, _ officials: [Int: Int]) throws {
    let fate = model.fate(record, known.all)
    switch (state.life, fate) {
    case (.live, .live), (.deleted, .deleted): break
    case (.contested(let uncovered), .contested(let expected)):
      let names = uncovered.map { Name(place: model.place(record, $0.register) ?? -1, dot: $0.write.dot) }
      try demand(Set(names), Set(expected.members.map(name)), "uncovered")
      try demand(names.count, expected.nonzeroBitCount, "uncovered twice")
    default: throw Mismatch(what: "life", expected: "\(fate)", actual: "\(state.life)")
    }
    for isFrozen in [false, true] {
      let conflicts = state.conflicts(
        policy: policy, isFrozen: { _ in isFrozen },
        textBase: { register, heads in
          model.place(record, register).flatMap { textBase(heads, $0, known.all) }
        })
      try demand(
        conflicts, model.conflicts(record, known, official: officials, isFrozen: isFrozen),
        "conflicts frozen \(isFrozen)")
      try demand(Set(conflicts.map(\.identity)).count, conflicts.count, "identities")
    }
  }

  /// What a schema says. It has no say about the engine's own registers.
  func policy(_ field: FieldNumber) -> Policy {
    if field < .firstOfSchema { return .latest }
    return registers.first { $0.0.field == field }?.1 ?? .review
  }

  /// The base as the product finds it in the history that a replica would load.
  private func textBase(_ heads: [Write], _ place: Int, _ known: Bits) -> String? {
    let history = (known & model.factsOfPlace[place]).members.map { model.facts[$0].write }
    return TextAncestry.base(of: heads.map(\.dot), in: history)
  }

  private struct Name: Hashable {
    let place: Int
    let dot: Dot
  }

  private struct Plain: Equatable {
    let dot: Dot
    let value: Value
    let mark: Mark
  }

  private func name(_ fact: Int) -> Name { Name(place: model.facts[fact].place, dot: model.facts[fact].write.dot) }
  private func dot(_ fact: Int?) -> Dot? { fact.map { model.facts[$0].write.dot } }

  private func writes(_ facts: [Int]) -> [Plain] { writes(facts.map { model.facts[$0].write }) }

  private func writes(_ writes: [Write]) -> [Plain] {
    writes.map { Plain(dot: $0.dot, value: $0.value, mark: $0.mark) }
  }
}
