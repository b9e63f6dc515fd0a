public import CommitFormat
internal import Foundation
public import Merge

/// Log and accounts in memory: what tests and the simulation run at speed.
public final class MemoryLog: CommitLog, AccountStore, @unchecked Sendable {
  private let lock = NSLock()
  private var end: LogHead
  private var entries: [LogEntry] = []
  private var chains: [Hash]
  private var places: [Name: Int] = [:]
  private var book = AccountBook()
  private var begun: [Restoration] = []

  private struct Name: Hashable {
    let replica: ReplicaID
    let sequence: SequenceNumber
  }

  /// An empty log.
  public init(workspace: WorkspaceID, name: String, epoch: Epoch) {
    let start = LogEntry.chainStart(of: workspace)
    end = LogHead(workspace: workspace, name: name, epoch: epoch, position: 0, chain: start)
    chains = [start]
  }

  public func head() -> LogHead { lock.withLock { end } }

  public func append(_ more: [LogEntry], with changes: [AccountChange]) throws -> LogHead {
    try lock.withLock {
      var head = end
      for entry in more {
        guard entry.position == head.position + 1 else {
          throw LogProblem.notNext(expected: head.position + 1, found: entry.position)
        }
        head.position = entry.position
        head.chain = entry.chain(after: head.chain)
      }
      var changed = book
      for change in changes { try changed.apply(change) }
      book = changed
      var chain = end.chain
      for entry in more {
        chain = entry.chain(after: chain)
        if let name = entry.commitName {
          places[Name(replica: name.replica, sequence: name.sequence)] = entries.count
        }
        if case .erased = entry.event { entries = entries.map { $0.erasing(entry) } }
        entries.append(entry)
        chains.append(chain)
      }
      end = head
      return head
    }
  }

  public func entries(after position: Position, count: Int, bytes: Int) -> [LogEntry] {
    lock.withLock {
      var result: [LogEntry] = []
      var room = bytes
      for entry in entries.dropFirst(Int(clamping: position)).prefix(max(0, count)) {
        let size = EntryRecord(entry).body.count
        guard result.isEmpty || size <= room else { break }
        room -= size
        result.append(entry)
      }
      return result
    }
  }

  public func entry(at position: Position) -> LogEntry? {
    lock.withLock { position >= 1 && position <= entries.count ? entries[Int(position) - 1] : nil }
  }

  public func entry(of replica: ReplicaID, sequence: SequenceNumber) -> LogEntry? {
    lock.withLock { places[Name(replica: replica, sequence: sequence)].map { entries[$0] } }
  }

  public func chain(at position: Position) -> Hash? {
    lock.withLock { position < chains.count ? chains[Int(position)] : nil }
  }

  public func enrolments() -> [LoggedEnrolment] {
    lock.withLock {
      entries.compactMap { entry in
        guard case .enrolled(let enrolment) = entry.event else { return nil }
        return LoggedEnrolment(position: entry.position, enrolment: enrolment)
      }
    }
  }

  /// Oldest first.
  public func erasures() -> [LogEntry] {
    lock.withLock {
      entries.filter { entry in
        if case .erased = entry.event { return true }
        return false
      }
    }
  }

  /// Memory that was given back holds nothing.
  public func scrub() {}

  /// A new epoch, and why.
  public func begin(_ restoration: Restoration) {
    lock.withLock {
      end.epoch = restoration.epoch
      begun.append(restoration)
    }
  }

  /// Oldest first.
  public func restorations() -> [Restoration] { lock.withLock { begun } }

  /// Of those that wait, all.
  public func confirmRestorations(at time: Int64) {
    lock.withLock {
      for index in begun.indices where begun[index].confirmedAt == nil { begun[index].confirmedAt = time }
    }
  }

  /// Log and accounts as they are now, to put another log back to: a backup.
  public func copy() -> MemoryLog {
    lock.withLock {
      let copy = MemoryLog(workspace: end.workspace, name: end.name, epoch: end.epoch)
      copy.end = end
      copy.entries = entries
      copy.chains = chains
      copy.places = places
      copy.book = book
      copy.begun = begun
      return copy
    }
  }

  public func change(_ changes: [AccountChange]) throws {
    try lock.withLock {
      var changed = book
      for change in changes { try changed.apply(change) }
      book = changed
    }
  }

  public func members(of workspace: WorkspaceID) -> [Member] { lock.withLock { book.members(of: workspace) } }

  public func role(of user: String, in workspace: WorkspaceID) -> Role? {
    lock.withLock { book.role(of: user, in: workspace) }
  }

  public func audiences(of user: String, in workspace: WorkspaceID) -> [Audience] {
    lock.withLock { book.audiences(of: user, in: workspace) }
  }

  public func invitation(code: Hash) -> Invitation? { lock.withLock { book.invitation(code: code) } }

  public func openInvitations(in workspace: WorkspaceID, at time: Int64) -> [Invitation] {
    lock.withLock { book.openInvitations(in: workspace, at: time) }
  }

  public func device(token: Hash) -> Device? { lock.withLock { book.device(token: token) } }
  public func device(_ id: DeviceID) -> Device? { lock.withLock { book.device(id) } }

  public func device(of replica: ReplicaID, in workspace: WorkspaceID) -> Device? {
    lock.withLock { book.device(of: replica, in: workspace) }
  }

  public func devices(in workspace: WorkspaceID) -> [Device] { lock.withLock { book.devices(in: workspace) } }

  /// The session with the token of that hash, ended by time or not.
  public func session(token: Hash) -> WebSession? { lock.withLock { book.session(token: token) } }
  /// Of a workspace, the one used last first.
  public func sessions(in workspace: WorkspaceID) -> [WebSession] { lock.withLock { book.sessions(in: workspace) } }

  /// Nil for whoever has none.
  public func password(of user: String, in workspace: WorkspaceID) -> PasswordHash? {
    lock.withLock { book.password(of: user, in: workspace) }
  }

  /// Oldest first.
  public func quarantined(in workspace: WorkspaceID) -> [QuarantinedCommit] {
    lock.withLock { book.quarantined(in: workspace) }
  }

  /// Oldest first: those that somebody has decided, or those that wait.
  public func quarantined(
    in workspace: WorkspaceID, decided: Bool, after: Int64?, limit: Int
  ) -> [QuarantinedCommit] {
    lock.withLock { book.quarantined(in: workspace, decided: decided, after: after, limit: limit) }
  }

  /// Nil where none has that number.
  public func quarantined(_ id: Int64, in workspace: WorkspaceID) -> QuarantinedCommit? {
    lock.withLock { book.quarantined(id, in: workspace) }
  }

  /// A replica's, decided ones too.
  public func quarantined(of replica: ReplicaID, in workspace: WorkspaceID) -> [QuarantinedCommit] {
    lock.withLock { book.quarantined(of: replica, in: workspace) }
  }

  /// The names alone of what `quarantined(of:in:)` gives.
  public func quarantinedNames(of replica: ReplicaID, in workspace: WorkspaceID) -> Set<CommitName> {
    Set(quarantined(of: replica, in: workspace).compactMap(\.entry.commitName))
  }

  /// What waits: all of it, or what a device brought.
  public func quarantineLoad(of device: DeviceID?, in workspace: WorkspaceID) -> QuarantineLoad {
    lock.withLock { book.quarantineLoad(of: device, in: workspace) }
  }

  public func audit(of workspace: WorkspaceID, before: Int64?, limit: Int) -> [AuditRecord] {
    lock.withLock { book.audit(of: workspace, before: before, limit: limit) }
  }
}

extension LogEntry {
  /// The commit that the entry accepts or refuses.
  public var commitName: CommitName? {
    switch event {
    case .accepted(let commit, _): commit.name
    case .refused(let name, _): name
    case .enrolled, .schema, .horizon, .branched, .erased: nil
    }
  }
}
