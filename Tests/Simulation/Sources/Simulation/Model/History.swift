package import CommitFormat
import Merge
import Replica
import SyncServer

/// The server's log as the simulation has followed it: what it took and refused, in order.
package final class History {
  package struct Entry {
    let entry: LogEntry
    /// In the ledger; nil for what is no commit.
    let commit: Int?
    let isAccepted: Bool
  }

  private(set) var entries: [Entry] = []
  package private(set) var chains: [Hash]
  /// The accepted commits up to a position.
  private var accepted: [Bits] = [Bits()]
  private var refused: [Bits] = [Bits()]
  /// Where each commit is, by its place in the ledger.
  private(set) var positionOf: [Int: Int] = [:]
  /// The last sequence in the log, by replica.
  private(set) var lastSequence: [ReplicaID: SequenceNumber] = [:]
  private(set) var enrolments = 0
  private(set) var branches = 0
  /// Where the log says up to where the past is forgotten, rising.
  private(set) var horizons: [(entry: Int, horizon: Int)] = []
  private let start: Hash

  package init(workspace: WorkspaceID) {
    start = LogEntry.chainStart(of: workspace)
    chains = [start]
  }

  package var head: Int { entries.count }

  package func add(_ entry: LogEntry, commit: Int?) {
    var isAccepted = false
    if case .accepted = entry.event { isAccepted = true }
    entries.append(Entry(entry: entry, commit: commit, isAccepted: isAccepted))
    chains.append(entry.chain(after: chains[chains.count - 1]))
    var taken = accepted[accepted.count - 1]
    var left = refused[refused.count - 1]
    if let name = entry.commitName { lastSequence[name.replica] = name.sequence }
    if case .enrolled = entry.event { enrolments += 1 }
    if case .horizon(let horizon) = entry.event { horizons.append((entries.count, Int(horizon))) }
    if case .branched(let branch) = entry.event {
      branches += 1
      lastSequence[branch.id] = branch.first - 1
    }
    if let commit {
      positionOf[commit] = entries.count
      if isAccepted { taken.insert(commit) } else { left.insert(commit) }
    }
    accepted.append(taken)
    refused.append(left)
  }

  /// The same log up to a position, to go on otherwise from there.
  func copy(upTo position: Int, workspace: WorkspaceID) -> History {
    let copy = History(workspace: workspace)
    for entry in entries.prefix(position) { copy.add(entry.entry, commit: entry.commit) }
    return copy
  }

  /// Whether somebody who stood there has followed this log.
  func contains(_ point: LogPoint?) -> Bool {
    guard let point else { return true }
    return point.position <= UInt64(head) && chains[Int(point.position)] == point.chain
  }

  /// Whether this log goes on from that one.
  func begins(with other: History) -> Bool { other.head <= head && chains[other.head] == other.chains[other.head] }

  func accepted(upTo position: Int) -> Bits { accepted[min(position, accepted.count - 1)] }
  func refused(upTo position: Int) -> Bits { refused[min(position, refused.count - 1)] }
}
