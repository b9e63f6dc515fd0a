internal import CommitFormat
internal import Merge
internal import Replica
internal import SyncProtocol

extension SyncSession {
  /// Takes in what the server made of the log, if this replica can and may: in one transaction, whatever its size.
  ///
  /// The log in it is held against its chain hash, the state against nothing but the file's hash and the digest's own
  /// words: `bygd verify` counts that anew.
  ///
  /// - Returns: false where the log is to be read instead, also because the state is not what it should be; nothing was
  ///   changed then.
  /// - Throws: `ProtocolProblem` for a file that is none; what the store throws.
  /// - Complexity: O(bytes).
  mutating func opened(
    _ bytes: [UInt8], header: ReplicaHeader, _ telling: (SyncProgress) -> Void
  ) throws -> Bool {
    guard !isRebuilding, header.cursor == nil, let store = replica.store as? any SnapshotStore else { return false }
    var reader = try Snapshot.Reader(bytes: bytes, limits: settings.limits)
    let top = reader.header
    guard top.workspace == header.workspace, case .state(let opening)? = try reader.nextPiece() else { return false }
    var now = progress
    now.toTake = top.position
    do {
      report.fetched += try store.taking { taking in
        try taking.open(opening)
        var log = OpenedLog(top)
        while let piece = try reader.nextPiece() {
          switch piece {
          case .page(let page): try log.read(page)
          case .state(let state):
            if let entries = log.taken() {
              try taking.take(entries, beside: state)
              now.taken = log.position
              telling(now)
            } else {
              try taking.take(rest: state)
            }
          }
        }
        guard log.taken() == nil else { throw ProtocolProblem.damagedFile }
        try taking.finish(
          at: try top.end(chain: log.chain, at: log.position), digest: top.digest, audiences: top.audiences)
        return log.commitCount
      }
    } catch is NotToBeOpened {
      return false
    } catch is ProtocolProblem {
      // Whoever reads the log finds out whether that is good.
      return false
    } catch StorageProblem.damaged {
      return false
    }
    report.isOpened = true
    progress = now
    progress.fetched = report.fetched
    return true
  }
}

/// The log of a snapshot as it is read, page by page.
private struct OpenedLog {
  private(set) var position: Position = 0
  private(set) var chain: Hash
  private(set) var commitCount = 0
  private var names = LogNamesInMemory()
  private var pending: [HashedEntry]?

  init(_ header: SnapshotHeader) {
    chain = LogEntry.chainStart(of: header.workspace)
  }

  /// Reads the page that follows.
  mutating func read(_ page: LogPage) throws {
    guard pending == nil else { throw ProtocolProblem.damagedFile }
    var entries: [HashedEntry] = []
    for pulled in try page.entries(names: names) {
      guard pulled.position == position + 1, case .entry(let event) = pulled.event else {
        throw ProtocolProblem.malformed(frame: FrameType.entries.rawValue)
      }
      let entry = LogEntry(position: pulled.position, time: pulled.time, event: event)
      var hash: Hash?
      if case .accepted(let commit, _) = event {
        hash = commit.hash
        commitCount += 1
      }
      names.note(entry, commit: hash)
      chain = entry.chain(after: chain, commit: hash)
      position = entry.position
      entries.append(HashedEntry(entry, hash: hash))
    }
    pending = entries
  }

  /// The entries of the page that was read last; nil when they were taken already.
  mutating func taken() -> [HashedEntry]? {
    defer { pending = nil }
    return pending
  }
}
