import CommitFormat
import FormatTestSupport
import Merge
import SyncProtocol
import TestSupport
import Testing

@Suite struct LogPageTests {
  @Test(arguments: 1...40)
  func pagesAreReadAsWritten(seed: Int) throws {
    var log = LogGenerator(seed: UInt64(seed))
    var reader = LogNamesInMemory()
    var chain = LogEntry.chainStart(of: WorkspaceID(bits: 1))
    var readChain = chain
    for _ in 0..<5 {
      let entries = try log.extend(by: log.make.int(1...60))
      let page = try LogPage(entries, numbers: log.names)
      #expect(page.span?.first == entries[0].position)
      #expect(page.span?.count == entries.count)
      let read = try page.entries(names: reader)
      #expect(read == entries.map(PulledEntry.init), "seed \(seed)")
      for entry in entries { chain = entry.chain(after: chain) }
      for entry in read.compactMap({ $0.entry { _ in nil } }) {
        readChain = entry.chain(after: readChain)
        reader.note(entry)
      }
      #expect(chain == readChain)
    }
  }

  @Test(arguments: 1...30)
  func ownCommitsTravelAsNumbers(seed: Int) throws {
    var log = LogGenerator(seed: UInt64(seed))
    let me = log.make.replicas[1]
    let entries = try log.extend(by: 200)
    let page = try LogPage(entries, own: (me, 1...20), numbers: log.names)
    var commits: [SequenceNumber: Commit] = [:]
    for case .accepted(let commit, _) in entries.map(\.event) where commit.replica == me {
      commits[commit.sequence] = commit
    }
    let read = try page.entries(receiver: me, names: OwnHashes(replica: me, commits: commits))
    #expect(read.compactMap { $0.entry { commits[$0] } } == entries, "seed \(seed)")
    #expect(read.contains { if case .own = $0.event { true } else { false } })
    #expect(throws: ProtocolProblem.malformed(frame: FrameType.entries.rawValue)) {
      try page.entries(receiver: log.make.replicas[0], names: LogNamesInMemory())
    }
  }

  /// The replica that pulls knows the hashes of its own commits.
  private struct OwnHashes: LogNames {
    let replica: ReplicaID
    let commits: [SequenceNumber: Commit]

    func replica(numbered number: UInt32) -> ReplicaID? { nil }
    func hash(of replica: ReplicaID, sequence: SequenceNumber) -> Hash? {
      replica == self.replica ? commits[sequence]?.hash : nil
    }
  }

  @Test func whatIsMissingBelowIsNamed() throws {
    var log = LogGenerator(seed: 3)
    _ = try log.extend(by: 60)
    let known = log.names
    let entries = try log.extend(by: 20).filter { if case .accepted = $0.event { true } else { false } }
    guard case .accepted(let commit, _) = entries[0].event else { return }
    let page = try LogPage([entries[0]], numbers: known)
    let number = try #require(known.number(of: commit.replica))
    #expect(throws: ProtocolProblem.unknownReplica(number: number)) { try page.entries(names: LogNamesInMemory()) }
    struct NumbersOnly: LogNames {
      let known: LogNamesInMemory
      func replica(numbered number: UInt32) -> ReplicaID? { known.replica(numbered: number) }
      func hash(of replica: ReplicaID, sequence: SequenceNumber) -> Hash? { nil }
    }
    #expect(throws: ProtocolProblem.unknownPrevious(replica: commit.replica, sequence: commit.sequence)) {
      try page.entries(names: NumbersOnly(known: known))
    }
    #expect(try page.entries(names: known) == [PulledEntry(entries[0])])
  }

  @Test(arguments: 1...40)
  func damagedPagesGiveAProblemOrAnotherChain(seed: Int) throws {
    var log = LogGenerator(seed: UInt64(seed))
    let entries = try log.extend(by: 40)
    let page = try LogPage(entries, own: (log.make.replicas[1], 1...5), numbers: log.names)
    for _ in 0..<200 {
      let damaged = log.make.damaged(page.bytes)
      do {
        let read = try LogPage(bytes: damaged).entries(receiver: log.make.replicas[1], names: LogNamesInMemory())
        #expect(!read.isEmpty)
      } catch is ProtocolProblem {}
    }
  }

  @Test func aPageThatClaimsBillionsIsRefused() {
    for claim: [UInt8] in [
      [1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [1, 0x80, 0x80, 4], [0, 1, 0, 0], [],
      [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 1, 7, 0, 1],
    ] {
      #expect(throws: ProtocolProblem.malformed(frame: FrameType.entries.rawValue)) {
        try LogPage(bytes: claim).entries(names: LogNamesInMemory())
      }
    }
  }
}
