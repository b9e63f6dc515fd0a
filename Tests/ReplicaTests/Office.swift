import CommitFormat
import Merge
import Replica
import Schema

/// A few laptops and the log that orders their commits, without any wire between them: what the server does, in the
/// simplest form that the rules allow. Every role and every refusal is the test's own choice.
final class Office {
  let workspace = WorkspaceID(bits: 0xB16D)
  let epoch = Epoch(bits: 0xE90C)
  private(set) var log: [LogEntry] = []
  private(set) var chains: [Hash]
  private var logged: [ReplicaID: SequenceNumber] = [:]

  init() {
    chains = [LogEntry.chainStart(of: workspace)]
  }

  func laptop(_ user: String, device: String = "laptop", role: Role = .editor, seed: UInt64 = 0) throws -> Laptop {
    let number = log.filter { if case .enrolled = $0.event { true } else { false } }.count + 1
    let laptop = try Laptop(user, device: device, role: role, number: number, office: self)
    append(
      .enrolled(
        Enrolment(
          number: UInt32(number), replica: laptop.id, user: user, device: device, publicKey: laptop.key.publicKey)))
    return laptop
  }

  func append(_ event: LogEntry.Event) {
    let position = Position(log.count + 1)
    let entry = LogEntry(position: position, time: 1_700_000_000_000 + Int64(position), event: event)
    log.append(entry)
    chains.append(entry.chain(after: chains[log.count - 1]))
  }

  /// Takes in what a laptop has, but for what `refuse` gives a refusal for, and gives it the rest of the log.
  @discardableResult
  func sync(_ laptop: Laptop, refuse: (Commit) -> Refusal? = { _ in nil }) throws -> ApplyReport {
    for run in try laptop.replica.outgoing(key: laptop.key, commitsMax: 1000, bytesMax: 1 << 20) {
      for commit in run.commits where commit.sequence > logged[commit.replica] ?? 0 {
        logged[commit.replica] = commit.sequence
        if let refusal = refuse(commit) {
          append(.refused(commit.name, refusal))
        } else {
          append(.accepted(commit, author: nil))
        }
      }
    }
    return try pull(laptop)
  }

  @discardableResult
  func pull(_ laptop: Laptop) throws -> ApplyReport {
    let from = try laptop.replica.header().cursor?.position ?? 0
    let entries: [IncomingEntry] = log[Int(from)...].map { entry in
      if case .accepted(let commit, let author) = entry.event, commit.replica == laptop.id {
        return .own(commit.name, position: entry.position, time: entry.time, author: author)
      }
      return .entry(entry)
    }
    let end = LogPoint(epoch: epoch, position: Position(log.count), chain: chains[log.count])
    return try laptop.replica.apply(LogStretch(entries: entries, end: end))
  }
}

/// A device with its replica.
final class Laptop {
  let id: ReplicaID
  let key = DeviceKey()
  let replica: Replica

  init(_ user: String, device: String, role: Role, number: Int, office: Office) throws {
    id = ReplicaID(bits: UInt128(number))
    replica = Replica(store: MemoryStore(schema: .bundled), clock: TestClock(), random: SystemRandom())
    try replica.setUp(
      ReplicaHeader(
        replica: id, workspace: office.workspace, workspaceName: "Kulturplan", user: user, device: device, role: role))
  }

  @discardableResult
  func edit(_ changes: RecordChange..., note: String = "", seen: SeenToken? = nil) throws -> StoredCommit {
    try replica.edit(Draft(changes, note: note, seen: seen))
  }

  func view(_ record: RecordID) throws -> RecordView {
    guard let view = try replica.view(record) else { throw EditProblem.unknownRecord(record) }
    return view
  }

  /// Everything that a person could see here, for comparisons of whole worlds.
  func world() throws -> [RecordView] {
    var query = RecordQuery()
    query.deleted = .with
    return try replica.list(query).records.sorted { $0.id < $1.id }
  }
}

struct TestClock: Clock {
  func now() -> Int64 { 1_700_000_000_000 }
}

/// The words of the culture plan that the tests speak in.
enum Words {
  static let activity = type("activity")
  static let section = type("section")
  static let visit = type("visit")

  static func type(_ key: String) -> RecordType {
    guard let type = Schema.bundled.type(key) else { preconditionFailure("the bundled schema has no type \(key)") }
    return type
  }

  static func number(_ key: String, _ type: RecordType) -> FieldNumber {
    guard let field = type.field(key) else { preconditionFailure("\(type.key) has no field \(key)") }
    return field.number
  }

  static func record(_ number: Int) -> RecordID {
    .random(milliseconds: 1_700_000_000_000, bits: UInt128(number))
  }
}
