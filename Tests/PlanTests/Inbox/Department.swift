import CommitFormat
import Merge
import Plan
import Replica
import Schema
import Words

/// A department with its laptops, and the log between them in the simplest form that the rules allow.
final class Department {
  let workspace = WorkspaceID(bits: 0xB16D)
  let epoch = Epoch(bits: 0xE90C)
  let clock = StoryClock()
  private var log: [LogEntry] = []
  private var chains: [Hash]
  private var logged: [ReplicaID: SequenceNumber] = [:]

  init() {
    chains = [LogEntry.chainStart(of: workspace)]
  }

  func desk(_ user: String, device: String = "laptop", role: Role = .editor) throws -> StoryDesk {
    let number = log.filter { if case .enrolled = $0.event { true } else { false } }.count + 1
    let desk = try StoryDesk(user, device: device, role: role, number: number, department: self)
    append(
      .enrolled(
        Enrolment(
          number: UInt32(number), replica: desk.id, user: user, device: device, publicKey: desk.key.publicKey)))
    return desk
  }

  private func append(_ event: LogEntry.Event) {
    let entry = LogEntry(position: Position(log.count + 1), time: clock.now(), event: event)
    log.append(entry)
    chains.append(entry.chain(after: chains[log.count - 1]))
  }

  /// Takes in what a desk has, and gives it the rest of the log.
  func sync(_ desks: StoryDesk...) throws {
    for desk in desks {
      for run in try desk.replica.outgoing(key: desk.key, commitsMax: 1000, bytesMax: 1 << 20) {
        for commit in run.commits where commit.sequence > logged[commit.replica] ?? 0 {
          logged[commit.replica] = commit.sequence
          append(.accepted(commit, author: nil))
        }
      }
      let from = try desk.replica.header().cursor?.position ?? 0
      let entries: [IncomingEntry] = log[Int(from)...].map { entry in
        if case .accepted(let commit, let author) = entry.event, commit.replica == desk.id {
          return .own(commit.name, position: entry.position, time: entry.time, author: author)
        }
        return .entry(entry)
      }
      let end = LogPoint(epoch: epoch, position: Position(log.count), chain: chains[log.count])
      _ = try desk.replica.apply(LogStretch(entries: entries, end: end))
    }
  }
}

/// A clock that a story sets forward; each look is a millisecond later.
final class StoryClock: Clock {
  private nonisolated(unsafe) var time: Int64 = 1_750_000_000_000

  func now() -> Int64 {
    time += 1
    return time
  }

  func pass(days: Int64) { time += days * 86_400_000 }
}

/// A device of somebody, with its replica.
final class StoryDesk {
  let id: ReplicaID
  let key = DeviceKey()
  let replica: Replica

  init(_ user: String, device: String, role: Role, number: Int, department: Department) throws {
    id = ReplicaID(bits: UInt128(number))
    replica = Replica(store: MemoryStore(schema: .bundled), clock: department.clock, random: SystemRandom())
    try replica.setUp(
      ReplicaHeader(
        replica: id, workspace: department.workspace, workspaceName: "Kulturplan", user: user, device: device,
        role: role))
  }

  @discardableResult
  func edit(_ changes: RecordChange..., note: String = "") throws -> StoredCommit {
    try replica.edit(Draft(changes, note: note))
  }

  /// Sets fields as people type them.
  @discardableResult
  func set(_ record: RecordID, _ assignments: String..., note: String = "") throws -> StoredCommit {
    let draft = try replica.store.read { reading in
      try maker(reading).update(record, try RecordMaker.assignments(assignments), note: note)
    }
    return try replica.edit(draft)
  }

  /// Makes a record as people type it.
  func add(_ type: String, _ assignments: String...) throws -> RecordID {
    let (record, draft) = try replica.store.read { reading in
      try maker(reading).create(type, try RecordMaker.assignments(assignments))
    }
    _ = try replica.edit(draft)
    return record
  }

  func maker(_ reading: any ReplicaReading) throws -> RecordMaker {
    try RecordMaker(reading, clock: replica.clock, random: replica.random, readFile: { $0 })
  }

  func settle(_ settlings: [Settling], reason: String = "") throws {
    let draft = try replica.store.read { reading in
      try Draft.settling(settlings, reason: reason, reading: reading, maker: maker(reading))
    }
    _ = try replica.edit(draft)
  }

  /// The value of a field as people read it.
  func words(_ record: RecordID, _ key: String) throws -> String {
    try replica.store.read { reading in
      let text = ValueText(try Lookup(reading), .sv)
      guard let view = try reading.view(record), let field = text.lookup.schema.type(view.type)?.field(key) else {
        return "?"
      }
      return try text.lookup.value(of: field, in: view).map { try text.text($0, of: field) } ?? ""
    }
  }

  func sheet(_ record: RecordID) throws -> RecordSheet {
    let user = try replica.header().user
    let sheet = try replica.store.read { reading in
      try RecordSheet.make(of: record, text: ValueText(try Lookup(reading), .sv), reading: reading, viewer: user)
    }
    guard let sheet else { throw EditProblem.unknownRecord(record) }
    return sheet
  }

  func news(_ id: ConflictID, in record: RecordID? = nil) throws -> ConflictNews? {
    try replica.store.read { reading in
      try ConflictTrace(ValueText(try Lookup(reading), .sv), reading).news(of: id, in: record)
    }
  }
}
