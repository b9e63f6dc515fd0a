internal import CommitFormat
internal import Merge
internal import Replica
internal import Schema
internal import TestSupport

extension StoreLaw {
  static let joining: [StoreLaw] = [
    StoreLaw("records that turned out to be one read alike, in whatever order it came") { maker in
      for seed in 0..<24 as Range<UInt64> {
        var world = try JoinWorld(seed: seed)
        for _ in 0..<70 { try world.step() }
        try world.settle()
        let expected = try JoinWorld.everything(world.laptops[0].store)
        for laptop in world.laptops.dropFirst() {
          try expectEqual(try JoinWorld.everything(laptop.store), expected, "seed \(seed)")
        }
        for page in [1, 3, Int.max] {
          let store = page == 3 ? try maker.make(schema: .bundled) : MemoryStore()
          let reader = try world.reader(store, page: page)
          try expectEqual(try JoinWorld.everything(reader.store), expected, "seed \(seed), pages of \(page)")
          try expect(try reader.selfCheck().isSound, "seed \(seed)")
          try world.expectModel(reader, "seed \(seed), pages of \(page)")
        }
      }
    }
  ]
}

/// Four laptops, two of them administrators', over few records of which many turn out to be one, and the log that orders
/// their work.
struct JoinWorld {
  struct Clockwork: Clock {
    func now() -> Int64 { 1_700_000_000_000 }
  }

  static let workspace = WorkspaceID(bits: 0xB16D)
  var random: SeededGenerator
  var laptops: [Replica] = []
  var keys: [DeviceKey] = []
  var log: [LogEntry] = []
  var chains: [Hash] = [LogEntry.chainStart(of: JoinWorld.workspace)]
  var logged: [ReplicaID: SequenceNumber] = [:]
  let activity: RecordType
  let section: RecordType
  let activities = (1...4).map { RecordID.random(milliseconds: 1_700_000_000_000, bits: UInt128($0)) }
  let sections = (5...7).map { RecordID.random(milliseconds: 1_700_000_000_000, bits: UInt128($0)) }

  init(seed: UInt64) throws {
    random = SeededGenerator(seed: seed)
    guard let activity = Schema.bundled.type("activity"), let section = Schema.bundled.type("section") else {
      throw BrokenLaw(description: "the bundled schema has no activities")
    }
    (self.activity, self.section) = (activity, section)
    for number in 1...4 {
      let id = ReplicaID(bits: UInt128(number))
      let user = "user \(number)"
      let replica = Replica(store: MemoryStore(), clock: Clockwork())
      try replica.setUp(
        ReplicaHeader(
          replica: id, workspace: Self.workspace, workspaceName: "Plan", user: user, device: "laptop",
          role: number < 3 ? .administrator : .editor))
      let key = DeviceKey()
      append(
        .enrolled(
          Enrolment(number: UInt32(number), replica: id, user: user, device: "laptop", publicKey: key.publicKey)))
      laptops.append(replica)
      keys.append(key)
    }
    try settle()
  }

  private mutating func append(_ event: LogEntry.Event) {
    let entry = LogEntry(
      position: Position(log.count + 1), time: 1_700_000_000_000 + Int64(log.count), event: event)
    log.append(entry)
    chains.append(entry.chain(after: chains[log.count - 1]))
  }

  private mutating func pick<Element>(_ from: [Element]) -> Element {
    from[Int.random(in: 0..<from.count, using: &random)]
  }

  // What people do.

  mutating func step() throws {
    let place = Int.random(in: laptops.indices, using: &random)
    switch Int.random(in: 0..<12, using: &random) {
    case 0, 1: try sync(place)
    case 2:
      let runs = try laptops[place].outgoing(key: keys[place], commitsMax: 99, bytesMax: 1 << 20)
      _ = try pick(laptops).receive(runs)
    case 3: try undo(place)
    default: try work(place)
    }
  }

  private mutating func work(_ place: Int) throws {
    let isSection = random.oneIn(3)
    let records = isSection ? sections : activities
    let record = pick(records)
    let replica = laptops[place]
    var changes: [RecordChange]
    switch Int.random(in: 0..<14, using: &random) {
    case 0..<3: changes = [.join(record, into: pick(records))]
    case 3: changes = [.separate(record)]
    case 4: changes = [.delete(record)]
    case 5: changes = [random.oneIn(2) ? .restore(record) : .bury(record)]
    case 6, 7:
      guard let open = try replica.conflicts().randomElement(using: &random) else { return }
      changes = [.settle(open.view.id, open.conflict, settlement(of: open))]
    default: changes = [.update(record, edits(isSection: isSection))]
    }
    if try replica.view(record) == nil {
      changes = [
        .create(
          isSection ? section.number : activity.number, record,
          [.set(number("title", isSection ? section : activity), .text("Namn"))] + edits(isSection: isSection))
      ]
    }
    do {
      _ = try replica.edit(Draft(changes))
    } catch is EditProblem {
      // People try what can't be done.
    }
  }

  private mutating func settlement(of open: OpenConflict) -> Settlement {
    switch open.conflict.kind {
    case .delete: random.oneIn(2) ? .keep : .delete
    case .orphan: random.oneIn(2) ? .keep : .move(pick(sections))
    case .ring: .value(.cleared)
    default: .take(open.candidates[Int.random(in: 0..<open.candidates.count, using: &random)].write.dot)
    }
  }

  private mutating func edits(isSection: Bool) -> [FieldChange] {
    let value = Int64.random(in: 1...3, using: &random)
    guard !isSection else {
      return random.oneIn(2)
        ? [.set(number("parent", section), random.oneIn(5) ? .cleared : Value(.reference(pick(sections))))]
        : [.set(number("number", section), .text("\(value)"))]
    }
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return [.set(number("section", activity), Value(.reference(pick(sections))))]
    case 1: return [.add(number("partners", activity), .text("\(value)"))]
    case 2: return [.remove(number("partners", activity), .text("\(value)"))]
    case 3: return [.set(number("rank", activity), Value(.decimal(Decimal(mantissa: value, scale: 0))))]
    case 4: return [.set(number("notes", activity), .text(pick(["ett\ntvå\n", "ett, a\ntvå\n", "ett\ntvå, b\n"])))]
    default:
      let day = PartialDate(year: 2025, month: 1, day: Int(value))
      return [.set(number("doneOn", activity), day.map { Value(.date($0)) } ?? .cleared)]
    }
  }

  private mutating func undo(_ place: Int) throws {
    let replica = laptops[place]
    guard let item = try replica.history(limit: 6).randomElement(using: &random) else { return }
    do {
      _ = try replica.edit(try replica.undoing((item.commit.commit.replica, item.commit.commit.sequence)))
    } catch is EditProblem {}
  }

  private func number(_ key: String, _ type: RecordType) -> FieldNumber {
    type.field(key)?.number ?? FieldNumber(999)
  }

  // The log.

  private mutating func sync(_ place: Int) throws {
    for run in try laptops[place].outgoing(key: keys[place], commitsMax: 1000, bytesMax: 1 << 20) {
      for commit in run.commits where commit.sequence > logged[commit.replica] ?? 0 {
        // What it names must be there before it; until then it waits.
        guard try commit.sequence == (logged[commit.replica] ?? 0) + 1 && namesLogged(commit, at: place) else { break }
        logged[commit.replica] = commit.sequence
        append(.accepted(commit, author: nil))
      }
    }
    try pull(laptops[place], page: Int.random(in: 1...9, using: &random))
  }

  private func namesLogged(_ commit: Commit, at place: Int) throws -> Bool {
    try laptops[place].store.read { reading in
      try reading.operations(of: commit).allSatisfy { step in
        let (replaces, covers) = step.operation.names
        return (replaces.named + covers.named).allSatisfy { name in
          name.dot.replica == commit.replica || name.dot.sequence <= logged[name.dot.replica] ?? 0
        }
      }
    }
  }

  func pull(_ replica: Replica, page: Int) throws {
    var from = Int(try replica.header().cursor?.position ?? 0)
    let own = try replica.header().replica
    while from < log.count {
      let end = from + min(page, log.count - from)
      let entries: [IncomingEntry] = log[from..<end].map { entry in
        if case .accepted(let commit, let author) = entry.event, commit.replica == own {
          return .own(commit.name, position: entry.position, time: entry.time, author: author)
        }
        return .entry(entry)
      }
      let point = LogPoint(epoch: Epoch(bits: 1), position: Position(end), chain: chains[end])
      _ = try replica.apply(LogStretch(entries: entries, end: point))
      from = end
    }
  }

  mutating func settle() throws {
    for _ in 0..<3 {
      for place in laptops.indices { try sync(place) }
    }
    for laptop in laptops { try pull(laptop, page: .max) }
  }

  /// A new replica that reads the log in pages.
  func reader(_ store: any ReplicaStore, page: Int) throws -> Replica {
    let replica = Replica(store: store, clock: Clockwork())
    try replica.setUp(
      ReplicaHeader(
        replica: ReplicaID(bits: 99), workspace: Self.workspace, workspaceName: "Plan", user: "reader",
        device: "laptop", role: .reader))
    try pull(replica, page: page)
    return replica
  }

  // What is demanded.

  static func everything(_ store: any ReplicaStore) throws -> [RecordID: RecordView] {
    try store.read { reading in
      var result: [RecordID: RecordView] = [:]
      try reading.eachRecord { result[$0.id] = try reading.view($0.id) }
      return result
    }
  }

  /// Who is shown by whom, and what stands there, told anew from the writes alone.
  func expectModel(_ replica: Replica, _ what: String) throws {
    try replica.store.read { reading in
      var states: [RecordID: RecordState] = [:]
      try reading.eachRecord { states[$0.id] = $0 }
      var groups: [RecordID: [RecordID]] = [:]
      for id in states.keys.sorted() { groups[end(of: id, states), default: []].append(id) }
      var shown: [RecordID] = []
      for (end, members) in groups {
        let live = members.filter { states[$0]?.life.isDeleted == false }
        let first = live.contains(end) ? end : live.first
        if let first { shown.append(first) }
        for member in members {
          let view = try reading.view(member)
          let other = live.contains(member) && member != first ? first : nil
          try expectEqual(view?.joinedInto, other, "\(what): who shows \(member)")
          if other != nil { try expectEqual(view?.conflicts, [], "\(what): an alias has none") }
        }
        guard let first, let view = try reading.view(first) else { continue }
        try expectFields(of: view, live.compactMap { states[$0] }, what)
      }
      var query = RecordQuery()
      try expectEqual(try reading.list(query).records.map(\.id), shown.sorted(), what)
      try expectEqual(try reading.recordCount(), shown.count, what)
      query.inConflict = true
      try expectEqual(try reading.list(query).records.map(\.id), try reading.recordsInConflict(), what)
    }
  }

  private func end(of id: RecordID, _ states: [RecordID: RecordState]) -> RecordID {
    var path = [id]
    while let alias = states[path[path.count - 1]]?.alias, let other = states[alias],
      other.type == states[id]?.type
    {
      if let start = path.firstIndex(of: alias) { return path[start...].min() ?? alias }
      path.append(alias)
    }
    return path[path.count - 1]
  }

  private func expectFields(of view: RecordView, _ members: [RecordState], _ what: String) throws {
    let day = RegisterID(number(view.type == activity.number ? "doneOn" : "number", schemaType(view)))
    let writes = members.flatMap { $0[day].standing }
    let conflict = view.conflicts.first { $0.register == day }
    if Set(writes.map(\.value)).count > 1 {
      try expectEqual(conflict?.dots, writes.map(\.dot).sorted(), "\(what): the conflict of \(view.id)")
      try expectEqual(conflict?.record, view.id, what)
    } else {
      try expectEqual(conflict, nil, "\(what): no conflict of \(view.id)")
      try expectEqual(view.value(day.field) ?? .cleared, writes.first?.value ?? .cleared, what)
    }
    let partners = number("partners", activity)
    var present: Set<Value> = []
    for entry in members.flatMap({ $0.entries(of: partners) }) {
      if let key = entry.id.element, entry.register.standing.contains(where: { !$0.value.isCleared }) {
        present.insert(key)
      }
    }
    if view.type == activity.number { try expectEqual(Set(view.elements(partners)), present, "\(what): the set") }
  }

  private func schemaType(_ view: RecordView) -> RecordType { view.type == activity.number ? activity : section }
}
