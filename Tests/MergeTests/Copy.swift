import Merge

/// A commit as it travels.
struct Commit {
  let index: Int
  let replica: Int
  let sequence: SequenceNumber
  let stamp: Stamp
  /// With the number of the record that each changes.
  var steps: [(record: Int, operation: Operation, dot: Dot)]
  var facts: [Int]
  /// The commits that it names.
  let needs: Bits
  /// For each record it changes without making it: the creations that its author knew.
  let creations: [Bits]
}

struct LogEntry {
  let commit: Int
  let isAccepted: Bool
}

/// One replica, made of the product's values and used as they are meant to be.
struct Copy {
  let replica: Int
  var states: [RecordState]
  /// The unlogged commits it holds, in an order in which each comes after what it names.
  var held: [Int] = []
  /// How many entries of the log it has read.
  var cursor = 0
  var frontier = Frontier()
  /// Every commit it has or has read the refusal of.
  var known: Bits = 0
  var lastStamp = Stamp(milliseconds: 0)

  /// What the model was last compared with, per record.
  var checked: [Sight?]

  init(replica: Int, records: [RecordID]) {
    self.replica = replica
    states = records.map { RecordState(id: $0) }
    checked = records.map { _ in nil }
  }

  static func id(_ replica: Int) -> ReplicaID { ReplicaID(bits: UInt128(replica) + 1) }

  /// Takes in an unlogged commit. False when it is known or something before it is missing; nothing changes then.
  @discardableResult
  mutating func receive(_ commit: Commit) -> Bool {
    let id = Self.id(commit.replica)
    guard frontier[id] < commit.sequence, commit.needs & ~known == 0, frontier.advance(id, to: commit.sequence) else {
      return false
    }
    known |= .bit(commit.index)
    held.append(commit.index)
    hold(commit)
    return true
  }

  private mutating func hold(_ commit: Commit) {
    for step in commit.steps { states[step.record].hold(step.operation, dot: step.dot, stamp: commit.stamp) }
  }

  /// Reads the log up to `end`.
  mutating func pull(_ log: [LogEntry], to end: Int, _ commits: [Commit]) {
    while cursor < end {
      let entry = log[cursor]
      let commit = commits[entry.commit]
      cursor += 1
      _ = frontier.advance(Self.id(commit.replica), to: commit.sequence)
      known |= .bit(commit.index)
      let wasHeld = held.contains(commit.index)
      held.removeAll { $0 == commit.index }
      if entry.isAccepted {
        for step in commit.steps { states[step.record].log(step.operation, dot: step.dot, stamp: commit.stamp) }
      } else if wasHeld {
        for record in states.indices { states[record].dropPending() }
        for commit in held { hold(commits[commit]) }
      }
    }
  }

  /// Takes from another replica whatever it lacks and can take.
  mutating func absorb(_ other: Copy, _ commits: [Commit]) {
    for commit in other.held { receive(commits[commit]) }
  }

  func knowledge(_ log: [LogEntry], _ commits: [Commit]) -> Knowledge {
    var result = Knowledge()
    for entry in log[..<cursor] where entry.isAccepted { result.logged += commits[entry.commit].facts }
    for commit in held {
      for fact in commits[commit].facts { result.unlogged |= .bit(fact) }
    }
    return result
  }
}
