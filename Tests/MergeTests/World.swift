import Merge
import TestSupport

/// A workspace with a few replicas whose people work on the same few fields at the same time.
///
/// Every step follows from the seed. Stamps lie within two milliseconds of each device's own clock, and clocks are off.
struct World {
  static let fields: [(RegisterID, Policy)] = [
    (.alias, .review),
    (RegisterID(FieldNumber(8)), .review),
    (RegisterID(FieldNumber(9)), .latest),
    (RegisterID(FieldNumber(10), element: .text("a")), .union),
    (
      RegisterID(
        FieldNumber(10), element: Value(.row([RowPart(number: 1, value: .text("b")), RowPart(number: 2, value: .no)]))),
      .union
    ),
    (RegisterID(FieldNumber(11)), .text),
    (RegisterID(FieldNumber(12)), .once),
    (RegisterID(FieldNumber(13)), .review),
  ]

  /// How a world is made; the laws that are about one thing narrow it.
  struct Shape {
    var replicas = 2...4
    var records = 1...3
    var fields: [Int] = []
    var deletes = true
    var refusesOneIn: Int? = 6
    /// How often an author sees only some of what stands; nil for never.
    var overlooksOneIn: Int? = 4
  }

  /// Something a person has open: what was seen is fixed from here on.
  struct Form {
    let place: Int
    let operation: Action
    let names: Replaces
    let covers: Replaces
    let supersedes: Bits
    let covered: Bits
    let creations: Bits
  }

  enum Action { case set, tombstone, keep }

  var random: SeededGenerator
  let shape: Shape
  let registers: [(RegisterID, Policy)]
  var model: BruteForce
  var commits: [Commit] = []
  var log: [LogEntry] = []
  var copies: [Copy]
  var forms: [Form?]
  let clocks: [Int64]
  /// The creations of each record, as commits.
  var creations: [Bits]
  /// What the log has, accepted or refused, and what it refused.
  var ordered: Bits = 0
  var refused: Bits = 0

  init(seed: UInt64, shape: Shape = Shape()) {
    var random = SeededGenerator(seed: seed)
    self.shape = shape
    let fields =
      shape.fields.isEmpty
      ? Array(Self.fields.indices.shuffled(using: &random).prefix(Int.random(in: 2...3, using: &random))).sorted()
      : shape.fields
    registers = [(.life, .review), (.type, .review)] + fields.map { Self.fields[$0] }
    let records = (1...Int.random(in: shape.records, using: &random)).map { RecordID(bits: UInt128($0)) }
    model = BruteForce(records: records, registers: registers)
    let count = Int.random(in: shape.replicas, using: &random)
    copies = (0..<count).map { Copy(replica: $0, records: records) }
    forms = Array(repeating: nil, count: count)
    clocks = (0..<count).map { _ in [0, 0, 1, -1, 315_360_000_000, -315_360_000_000].randomElement(using: &random) ?? 0
    }
    creations = records.map { _ in 0 }
    self.random = random
  }

  /// Whether there is room for what one more commit may add.
  var hasRoom: Bool { model.facts.count < 112 && commits.count < 120 }

  // MARK: what people do

  /// One random step. Answers which replica it changed.
  mutating func step() -> Int {
    let replica = Int.random(in: copies.indices, using: &random)
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<5:
      if hasRoom { work(replica) }
    case 5, 6:
      copies[replica].absorb(copies[Int.random(in: copies.indices, using: &random)], commits)
    case 7:
      push(replica, upTo: Int.random(in: 0...copies[replica].held.count, using: &random))
    case 8:
      let end = Int.random(in: copies[replica].cursor...log.count, using: &random)
      copies[replica].pull(log, to: end, commits)
    default:
      push(replica, upTo: copies[replica].held.count)
      copies[replica].pull(log, to: log.count, commits)
    }
    return replica
  }

  /// Everybody sends and reads until nothing is left unsent.
  mutating func settle() {
    for replica in copies.indices { push(replica, upTo: copies[replica].held.count) }
    for replica in copies.indices { copies[replica].pull(log, to: log.count, commits) }
  }

  /// One commit of a person who has just looked, or who sends a form opened some time ago.
  mutating func work(_ replica: Int) {
    if let form = forms[replica], random.oneIn(2) {
      forms[replica] = nil
      commit(replica, [form])
      return
    }
    let record = Int.random(in: model.records.indices, using: &random)
    if copies[replica].states[record].isUnknown {
      create(replica, record)
      return
    }
    guard let form = open(replica, record) else { return }
    if forms[replica] == nil, random.oneIn(6) {
      forms[replica] = form
      return
    }
    var steps = [form]
    // A second step of the same commit, in another register; a deletion is always the last step.
    if form.operation == .set, random.oneIn(4), let more = open(replica, record), more.place != form.place {
      steps.append(more)
    }
    commit(replica, steps)
  }

  mutating func open(_ replica: Int, _ record: Int) -> Form? {
    let state = copies[replica].states[record]
    let isContested = state.life != .live
    if shape.deletes, random.oneIn(isContested ? 3 : 8) {
      return openLife(replica, record, random.oneIn(isContested ? 2 : 6) ? .keep : .tombstone)
    }
    let places = model.places(ofRecord: record).filter { ![.life, .type].contains(model.places[$0].register) }
    guard let place = places.randomElement(using: &random) else { return nil }
    var seen = model.standing(place, in: copies[replica].knowledge(log, commits).all)
    if let rarity = shape.overlooksOneIn, random.oneIn(rarity) {
      for fact in seen.members where random.oneIn(2) { seen &= ~.bit(fact) }
    }
    return open(replica, place, seen: seen)
  }

  /// A form for one register whose reader saw `seen` of what stands in it.
  func open(_ replica: Int, _ place: Int, seen: Bits) -> Form {
    let record = model.places[place].record
    let register = copies[replica].states[record][model.places[place].register]
    let writes = register.standing.filter { write in seen.members.contains { model.facts[$0].write.dot == write.dot } }
    return Form(
      place: place, operation: .set,
      names: register.superseding(writes, author: Copy.id(replica)) { foreignNames($0) },
      covers: .nothing, supersedes: model.closure(seen), covered: 0, creations: knownCreations(replica, record))
  }

  func openLife(_ replica: Int, _ record: Int, _ operation: Action) -> Form? {
    guard let place = model.place(record, .life) else { return nil }
    let state = copies[replica].states[record]
    let known = copies[replica].knowledge(log, commits).all
    var covers = Replaces.nothing
    if operation == .tombstone {
      covers = state.covering(author: Copy.id(replica)) { foreignNames($0) }
    } else if case .contested(let uncovered) = state.life {
      covers = Replaces(dots: uncovered.map(\.write.dot))
    }
    let life = state[.life]
    return Form(
      place: place, operation: operation,
      names: life.superseding(life.standing, author: Copy.id(replica)) { foreignNames($0) }, covers: covers,
      supersedes: model.closure(model.standing(place, in: known)),
      covered: operation == .tombstone ? known & model.facts(ofRecord: record) : 0,
      creations: knownCreations(replica, record))
  }

  /// What an unlogged write of another replica and its own ranges are called.
  func foreignNames(_ write: Write) -> [Replaces.Named] {
    var result: [Replaces.Named] = []
    for (index, fact) in model.facts.enumerated() where fact.write.dot.replica == write.dot.replica {
      let isMeant = model.facts.contains { newer in
        guard newer.write.dot == write.dot, newer.place == fact.place else { return false }
        return newer.write.dot == fact.write.dot
          || newer.write.replaces.own.contains { $0.contains(fact.write.dot.sequence) }
      }
      if isMeant {
        result.append(.init(dot: fact.write.dot, commitHashPrefix: UInt64(model.facts[index].commit)))
      }
    }
    return result
  }

  func knownCreations(_ replica: Int, _ record: Int) -> Bits { creations[record] & copies[replica].known }

  // MARK: commits

  mutating func create(_ replica: Int, _ record: Int) {
    var fields: [Operation.FieldWrite] = []
    for place in model.places(ofRecord: record) {
      let register = model.places[place].register
      if register == .life || register == .type || random.oneIn(3) { continue }
      fields.append(.init(register: register, value: value(place)))
    }
    creations[record] |= .bit(commits.count)
    append(replica, needs: 0, creations: []) { dot, model in
      let operation = Operation.create(model.records[record], TypeNumber(1), fields: fields)
      return [(record, operation, dot, nil)]
    }
  }

  mutating func commit(_ replica: Int, _ forms: [Form], value chosen: Value? = nil, mark: Mark = .plain) {
    var needs: Bits = 0
    for form in forms {
      for name in form.names.named + form.covers.named {
        for commit in commits where Copy.id(commit.replica) == name.dot.replica && commit.sequence == name.dot.sequence
        {
          needs |= .bit(commit.index)
        }
      }
    }
    let values = forms.map { chosen ?? value($0.place) }
    let marks = forms.map { _ in chosen == nil && random.oneIn(12) ? Mark.closing : mark }
    append(replica, needs: needs, creations: forms.map(\.creations)) { dot, model in
      forms.indices.map { index in
        let form = forms[index]
        let place = model.places[form.place]
        let record = model.records[place.record]
        let operation: Operation =
          switch form.operation {
          case .set:
            .set(record, place.register, values[index], replaces: form.names, mark: marks[index])
          case .tombstone: .tombstone(record, covers: form.covers, replaces: form.names)
          case .keep: .keep(record, covers: form.covers, replaces: form.names)
          }
        let stepDot = Dot(replica: dot.replica, sequence: dot.sequence, index: UInt32(index))
        return (place.record, operation, stepDot, form)
      }
    }
  }

  private mutating func append(
    _ replica: Int, needs: Bits, creations: [Bits],
    steps make: (Dot, BruteForce) -> [(Int, Operation, Dot, Form?)]
  ) {
    let id = Copy.id(replica)
    let sequence = copies[replica].frontier[id] + 1
    copies[replica].lastStamp = copies[replica].lastStamp.next(
      milliseconds: 1_700_000_000_000 + clocks[replica] + Int64.random(in: 0...1, using: &random))
    let stamp = copies[replica].lastStamp
    var commit = Commit(
      index: commits.count, replica: replica, sequence: sequence, stamp: stamp, steps: [], facts: [], needs: needs,
      creations: creations)
    for (record, operation, dot, form) in make(Dot(replica: id, sequence: sequence, index: 0), model) {
      commit.steps.append((record, operation, dot))
      for (register, write) in operation.writes(dot: dot, stamp: stamp) {
        guard let place = model.place(record, register) else { continue }
        commit.facts.append(model.facts.count)
        model.add(
          Fact(
            commit: commit.index, place: place, write: write, supersedes: form?.supersedes ?? 0,
            covers: form?.covered ?? 0))
      }
    }
    commits.append(commit)
    copies[replica].receive(commit)
  }

  // MARK: the log

  /// Sends the first `count` commits that a replica holds.
  mutating func push(_ replica: Int, upTo count: Int) {
    var waiting: Bits = 0
    for index in copies[replica].held.prefix(count) where !ordered.has(index) {
      let commit = commits[index]
      let isNext = commits.allSatisfy { other in
        other.replica != commit.replica || other.sequence >= commit.sequence || ordered.has(other.index)
      }
      let isMade = commit.creations.indices.allSatisfy { step in
        creations[commit.steps[step].record] & ordered & ~refused != 0 || commit.creations[step] & ~refused == 0
      }
      guard isNext, isMade, commit.needs & ~ordered == 0 else {
        waiting |= .bit(index)
        continue
      }
      let needsRefused = commit.creations.indices.contains { step in
        creations[commit.steps[step].record] & ordered & ~refused == 0
      }
      let isRefused = needsRefused || shape.refusesOneIn.map { random.oneIn($0) } ?? false
      ordered |= .bit(index)
      if isRefused { refused |= .bit(index) }
      log.append(LogEntry(commit: index, isAccepted: !isRefused))
    }
  }

  // MARK: values

  /// One of few, so that people often choose the same.
  mutating func value(_ place: Int) -> Value {
    let number = Int.random(in: 0...2, using: &random)
    if number == 0, random.oneIn(2) { return .cleared }
    switch model.places[place].register.field.number {
    case 2: return Value(.reference(RecordID(bits: UInt128(number))))
    case 10:
      return random.oneIn(2) ? .cleared : Value(.row([RowPart(number: 3, value: Value(.integer(Int64(number))))]))
    case 11: return .text(["A b c d", "A b x d", "A b c d\ne f"][number])
    case 13:
      return Value(
        .row([RowPart(number: 1, value: Value(.integer(Int64(number)))), RowPart(number: 2, value: .text("Hof"))]))
    default: return Value(.integer(Int64(number)))
    }
  }
}

extension Value {
  static let no = Value(.boolean(false))
}
