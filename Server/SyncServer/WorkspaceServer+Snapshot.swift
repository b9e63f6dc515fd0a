internal import CommitFormat
internal import Dispatch
internal import Foundation
public import Merge
internal import Replica
internal import Schema
internal import SyncProtocol
internal import Synchronization

extension WorkspaceServer {
  /// How a new replica starts: the workspace up to a position not far behind the head, in one file.
  ///
  /// - Parameters:
  ///   - user: whose device asks: parts that the member may not read are withheld. Nil for what everyone reads.
  ///   - floor: a position that the snapshot must reach, where the log does.
  /// - Returns: the newest one that will do.
  /// - Throws: `ServerProblem.snapshotFolder`; what log and store throw.
  /// - Complexity: O(log) when a new one is made, else O(1).
  public func snapshot(for user: String? = nil, reaching floor: Position = 0) throws -> SnapshotFile {
    let audiences = try readable(orEveryoneBy: user)
    let readable = Set(audiences)
    return try snapshots.making.withLock {
      while true {
        if let file = try snapshot(of: audiences, readable, reaching: floor) { return file }
      }
    }
  }

  /// - Returns: nil where something was erased meanwhile: what is in it must be read anew.
  private func snapshot(
    of audiences: [Audience], _ readable: Set<Audience>, reaching floor: Position
  ) throws -> SnapshotFile? {
    let dropCount = snapshots.dropCount
    let (header, schema) = try replica.store.read { reading in
      (try reading.header(), try reading.currentSchema())
    }
    let shown = isFiltered(readable, schema) ? replica.filtered(to: readable) : replica
    let records = try shown.store.read { try $0.recordCount() }
    let head = try log.head()
    let point = header?.cursor ?? LogPoint(epoch: head.epoch, position: 0, chain: LogEntry.chainStart(of: workspace))
    if let newest = snapshots.newest(in: point.epoch, for: audiences), newest.position <= point.position,
      newest.position >= min(floor, point.position), point.position - newest.position <= limits.snapshotLag
    {
      return newest
    }
    return try makeSnapshot(
      at: point, for: audiences, digest: header?.digest(for: readable) ?? StateDigest(), records: records,
      schema: schema, dropCount: dropCount)
  }

  private func makeSnapshot(
    at point: LogPoint, for audiences: [Audience], digest: StateDigest, records: Int, schema: Schema, dropCount: Int
  ) throws -> SnapshotFile? {
    let cursor = seal.cursor(
      workspace: workspace, epoch: point.epoch, audiences: audiences, position: point.position, chain: point.chain)
    let header = SnapshotHeader(
      workspace: workspace, epoch: point.epoch, position: point.position, chain: point.chain, digest: digest,
      entryCount: point.position, recordCount: UInt64(records), audiences: audiences,
      schemaVersion: UInt32(clamping: schema.version), cursor: cursor)
    func put(_ telling: (any StateTelling)?) throws -> SnapshotFile? {
      var making = SnapshotMaking(self, header, telling)
      return try snapshots.put(
        epoch: point.epoch, audiences: audiences, position: point.position, dropCount: dropCount
      ) { try making.next() }
    }
    // Without a state it is as good, and takes longer to take in.
    let member: any SnapshotStore
    switch findMember(at: point, for: audiences, seconds: limits.snapshotSeconds) {
    case .store(let found): member = found
    case .underway:
      finishMember(for: audiences)
      return try put(nil)
    case .nothing: return try put(nil)
    }
    do {
      return try member.telling { telling in
        let held = try telling.header()
        guard held?.cursor?.chain == point.chain, held?.digest == digest else { return try put(nil) }
        return try put(telling)
      }
    } catch {
      // Perhaps it takes the room that the snapshot needs; perhaps it is damaged.
      snapshots.members.withLock { $0?.forget(audiences) }
      return try put(nil)
    }
  }
}

extension WorkspaceServer {
  private func findMember(at point: LogPoint, for audiences: [Audience], seconds: Double) -> SnapshotMembers.Found {
    snapshots.members.withLock { $0?.store(at: point, for: audiences, log, seconds: seconds) } ?? .nothing
  }

  /// Nobody waits for a member that has much to read: it reads on while others are served, and the snapshot after the
  /// next has its state.
  private func finishMember(for audiences: [Audience]) {
    if snapshots.isFinishing.withLock({ $0.insert(audiences).inserted }) { readOn(for: audiences) }
  }

  /// A step now and then, so that whoever waits for a snapshot comes in between.
  private func readOn(for audiences: [Audience]) {
    DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + .milliseconds(50)) { [weak self] in
      guard let self else { return }
      let isUnderway = snapshots.making.withLock {
        guard let point = try? self.head() else { return false }
        if case .underway = self.findMember(at: point, for: audiences, seconds: 1) { return true }
        self.snapshots.forget(audiences)
        return false
      }
      if isUnderway { return readOn(for: audiences) }
      _ = snapshots.isFinishing.withLock { $0.remove(audiences) }
    }
  }
}

/// A snapshot on its way: the log as its readers may read it, and the state where there is one to tell.
private struct SnapshotMaking {
  private let server: WorkspaceServer
  private let header: SnapshotHeader
  private let telling: (any StateTelling)?
  private let readable: Set<Audience>
  private var writer: Snapshot.Writer
  private var position: Position = 0
  private var stage = Stage.opening

  private enum Stage {
    case opening
    case log
    case rest
    case over
  }

  init(_ server: WorkspaceServer, _ header: SnapshotHeader, _ telling: (any StateTelling)?) {
    self.server = server
    self.header = header
    self.telling = telling
    readable = Set(header.audiences)
    writer = Snapshot.Writer(header)
  }

  /// The next bytes; nil at the end.
  mutating func next() throws -> [UInt8]? {
    switch stage {
    case .opening:
      if let telling { writer.append(state: try telling.opening()) }
      stage = .log
    case .log:
      guard position < header.position else {
        stage = .rest
        return []
      }
      let count = min(Int(header.position - position), ProtocolLimits.entriesPerPageMax)
      let entries = try server.log.entries(after: position, count: count, bytes: ProtocolLimits.frameBytesWished)
        .map { $0.withholding(except: readable) }
      guard let last = entries.last?.position else { throw LogProblem.broken(at: position + 1) }
      writer.append(try LogPage(entries, numbers: server.numbers(upTo: last)))
      if let telling { writer.append(state: try telling.beside(entries)) }
      position = last
    case .rest:
      guard let state = try telling?.rest() else {
        stage = .over
        return writer.finish()
      }
      writer.append(state: state)
    case .over: return nil
    }
    return writer.take()
  }
}
