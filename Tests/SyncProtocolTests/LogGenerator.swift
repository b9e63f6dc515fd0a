import CommitFormat
import FormatTestSupport
import Merge
import SyncProtocol
import TestSupport

/// A log of all kinds of entries, by four replicas of which each is enrolled first.
struct LogGenerator {
  var make: FormatGenerator
  private(set) var entries: [LogEntry] = []
  private(set) var names = LogNamesInMemory()
  private var last: [ReplicaID: KnownCommit] = [:]

  init(seed: UInt64) {
    make = FormatGenerator(seed: seed)
  }

  /// What the generator knows of the log so far; pages are written and read against it.
  mutating func extend(by count: Int) throws -> [LogEntry] {
    let start = entries.count
    for _ in 0..<count {
      let replica = make.replicas[make.int(0...3)]
      let event: LogEntry.Event
      if names.number(of: replica) == nil, !make.random.oneIn(10) {
        event = .enrolled(
          Enrolment(
            number: UInt32(entries.count) + 1, replica: replica, user: "Åsa", device: "dator \(entries.count)",
            publicKey: make.bytes(32)))
      } else {
        event = try self.event(of: replica)
      }
      let entry = LogEntry(
        position: Position(entries.count) + 1, time: 1_760_000_000_000 + Int64(make.int(-5...9_000)), event: event)
      entries.append(entry)
      names.note(entry)
    }
    return Array(entries[start...])
  }

  private mutating func event(of replica: ReplicaID) throws -> LogEntry.Event {
    switch make.int(0...12) {
    case 0: return .schema(version: UInt32(make.int(1...9)), json: make.bytes(make.int(0...40)))
    case 1: return .horizon(Position(make.int(0...50)))
    case 2:
      guard let known = last[replica] else { return .horizon(1) }
      let content = ErasedContent(
        decided: Int64(make.int(-9...9_000)),
        places: (0..<make.int(0...3)).map { _ in
          .init(record: RecordID(bits: UInt128(make.int(0...9))), field: FieldNumber(UInt32(make.int(0...300))))
        }, left: make.bytes(make.int(0...40)))
      let erasure = Erasure(
        commit: CommitName(replica: replica, sequence: known.sequence, hash: known.hash),
        part: Commit.Part(
          audience: Audience(UInt32(make.int(0...3))), body: .readable(content.bytes, salt: make.bytes(16))))
      return .erased(make.random.oneIn(4) ? erasure.withheld : erasure)
    default:
      let before = last[replica]
      let commit = try make.commit(
        replica: replica, sequence: (before?.sequence ?? 0) + 1, previous: before?.hash ?? .zero,
        stamp: Stamp(milliseconds: 1_759_000_000_000 + Int64(make.int(0...99_999)), counter: UInt32(make.int(0...2))))
      last[replica] = KnownCommit(sequence: commit.sequence, hash: commit.hash)
      if make.random.oneIn(8) {
        return .refused(
          commit.name,
          Refusal(
            code: RefusalCode.allCases[make.int(0...7)], field: make.random.oneIn(2) ? "title" : nil,
            reason: make.random.oneIn(2) ? "too-long" : ""))
      }
      return .accepted(commit, author: make.random.oneIn(6) ? ["Åsa", "Bo"][make.int(0...1)] : nil)
    }
  }
}
