import CommitFormat
import Foundation
import Merge
import Replica
import SQLiteReplica
import Schema
import Synchronization

/// Fifty transactions on a replica: edits of its own, stretches of the log with others' commits and its own, and
/// checkpoints. Every run of a step writes the same bytes.
struct ReplicaScript {
  enum Step {
    case edit(Draft)
    case apply(LogStretch)
    case checkpoint
  }

  /// What can be seen of a replica after a step.
  struct Sight: Hashable {
    let digest: StateDigest
    let position: Position
    let unlogged: Int
    let records: Int
  }

  static let stepCount = 50
  private(set) var steps: [Step] = []
  private static let workspace = WorkspaceID(bits: 0xB16D)
  private static let epoch = Epoch(bits: 0xE90C)
  private static let own = ReplicaID(bits: 1)
  private static let other = ReplicaID(bits: 2)

  private struct StillClock: Clock {
    func now() -> Int64 { 1_700_000_000_000 }
  }

  /// Draws the same in each run of a step.
  final class StepRandom: RandomSource {
    private let state = Mutex<UInt64>(0)

    func begin(_ step: Int) { state.withLock { $0 = UInt64(step + 1) << 32 } }

    func bits128() -> UInt128 {
      state.withLock { state in
        state += 1
        return UInt128(state) &* 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835
      }
    }
  }

  static func replica(_ store: any ReplicaStore, _ random: StepRandom) -> Replica {
    Replica(store: store, clock: StillClock(), random: random)
  }

  private static func header(_ id: ReplicaID, _ user: String) -> ReplicaHeader {
    ReplicaHeader(
      replica: id, workspace: workspace, workspaceName: "Kulturplan", user: user, device: "dator", role: .editor)
  }

  static func setUp(_ store: any ReplicaStore) throws {
    try replica(store, StepRandom()).setUp(header(own, "Anna"))
  }

  init() throws {
    guard let section = Schema.bundled.type("section"), let title = section.field("title"),
      let number = section.field("number")
    else { throw EditProblem.unknownRecord(RecordID(bits: 0)) }
    func record(_ number: Int) -> RecordID { RecordID(bits: UInt128(number) << 64 | 7) }
    func making(_ id: Int, by user: String) -> Draft {
      Draft([
        .create(
          section.number, record(id),
          [
            .set(title.number, .text("\(user) \(id) " + String(repeating: "ord ", count: id * 7 % 90))),
            .set(number.number, .text("\(id)")),
          ])
      ])
    }
    // In memory: what the commits will be, so that the log can hold them.
    let random = (own: StepRandom(), other: StepRandom())
    let mine = Self.replica(MemoryStore(schema: .bundled), random.own)
    let theirs = Self.replica(MemoryStore(schema: .bundled), random.other)
    try mine.setUp(Self.header(Self.own, "Anna"))
    try theirs.setUp(Self.header(Self.other, "Bertil"))
    var log: [LogEntry] = []
    var chain = LogEntry.chainStart(of: Self.workspace)
    var waiting: [StoredCommit] = []
    func add(_ event: LogEntry.Event) -> LogEntry {
      let entry = LogEntry(position: Position(log.count + 1), time: 1_700_000_000_000, event: event)
      log.append(entry)
      chain = entry.chain(after: chain)
      return entry
    }
    for (index, replica) in [(1, Self.own), (2, Self.other)] {
      _ = add(
        .enrolled(
          Enrolment(
            number: UInt32(index), replica: replica, user: index == 1 ? "Anna" : "Bertil", device: "dator",
            publicKey: Array(repeating: 3, count: 32))))
    }
    for step in 0..<Self.stepCount {
      random.own.begin(step)
      switch step % 10 {
      case 9: steps.append(.checkpoint)
      case 3, 6:
        let first = step == 3 ? 0 : log.count
        var entries: [IncomingEntry] = log[first...].map { .entry($0) }
        for stored in waiting.dropLast() {
          let entry = add(.accepted(stored.commit, author: nil))
          entries.append(.own(stored.name, position: entry.position, time: entry.time, author: nil))
        }
        waiting = Array(waiting.suffix(1))
        for piece in 0..<3 {
          random.other.begin(step * 10 + piece)
          let stored = try theirs.edit(making(1000 + step * 10 + piece, by: "Bertil"))
          entries.append(.entry(add(.accepted(stored.commit, author: nil))))
        }
        let end = LogPoint(epoch: Self.epoch, position: Position(log.count), chain: chain)
        let stretch = LogStretch(entries: entries, end: end)
        _ = try mine.apply(stretch)
        steps.append(.apply(stretch))
      default:
        let draft =
          step % 10 == 5
          ? Draft([.update(record(step - 1), [.set(title.number, .text("Anna ändrade \(step)"))])])
          : making(step, by: "Anna")
        waiting.append(try mine.edit(draft))
        steps.append(.edit(draft))
      }
    }
  }

  /// Does one step.
  func run(_ step: Int, on store: SQLiteReplicaStore, _ random: StepRandom) throws {
    random.begin(step)
    let replica = Self.replica(store, random)
    switch steps[step] {
    case .edit(let draft): _ = try replica.edit(draft)
    case .apply(let stretch): _ = try replica.apply(stretch)
    case .checkpoint: try store.checkpoint()
    }
  }

  static func look(_ store: SQLiteReplicaStore) throws -> Sight {
    try store.read { reading in
      guard let header = try reading.header() else { throw ReplicaProblem.notSetUp }
      return Sight(
        digest: header.digest, position: header.cursor?.position ?? 0, unlogged: try reading.unlogged().count,
        records: try reading.recordCount())
    }
  }

  /// Opens what a fault has left with the system's own file system, and lets it prove itself.
  static func prove(_ folder: String) throws -> Sight {
    let store = try SQLiteReplicaStore(folder: folder, mode: .open)
    try store.verify()
    guard try replica(store, StepRandom()).selfCheck().isSound else { throw Unsound() }
    return try look(store)
  }

  struct Unsound: Error {}
}
