public import CommitFormat
internal import Dispatch
internal import Foundation
public import Merge
internal import Replica
internal import Schema
internal import SyncProtocol
internal import Synchronization

/// A snapshot as it is handed out: bytes that never change, by their position.
public struct SnapshotFile: Hashable, Sendable {
  /// The last position in it.
  public let position: Position
  /// SHA-256 of all its bytes.
  public let hash: Hash
  public let byteCount: Int
  fileprivate let content: Content

  fileprivate enum Content: Hashable, Sendable {
    case memory([UInt8])
    case file(path: String)
  }

  /// The bytes of a range; what lies past the end is left out.
  ///
  /// - Throws: `ServerProblem.snapshotFolder` when the file is gone.
  public func bytes(_ range: Range<Int>) throws -> [UInt8] {
    let range = range.clamped(to: 0..<byteCount)
    switch content {
    case .memory(let bytes): return Array(bytes[range])
    case .file(let path):
      guard let handle = FileHandle(forReadingAtPath: path) else { throw ServerProblem.snapshotFolder(path: path) }
      defer { try? handle.close() }
      try handle.seek(toOffset: UInt64(range.lowerBound))
      guard let data = try handle.read(upToCount: range.count), data.count == range.count || range.isEmpty else {
        if range.isEmpty { return [] }
        throw ServerProblem.snapshotFolder(path: path)
      }
      return Array(data)
    }
  }
}

/// Keeps the newest snapshot of each set of audiences, as far as they were asked for last.
final class SnapshotShelf: Sendable {
  private let folder: URL?
  private let newest = Mutex<[Kept]>([])
  /// How often all were dropped: what was begun before is not handed out after.
  private let drops = Mutex(0)
  /// What snapshots with state are made from; used behind `making`.
  let members: Mutex<SnapshotMembers?>

  private struct Kept {
    let epoch: Epoch
    let audiences: [Audience]
    let file: SnapshotFile
  }

  private static let keptMax = 8
  let making = NSLock()

  init(folder: String?, members: SnapshotMembers.Opening?) {
    self.folder = folder.map { URL(fileURLWithPath: $0, isDirectory: true) }
    self.members = Mutex(
      folder.flatMap { folder in members.map { SnapshotMembers(folder: folder, open: $0) } })
  }

  /// The sets of audiences whose member reads on by itself.
  let isFinishing = Mutex<Set<[Audience]>>([])

  /// Has the next who asks get a new one.
  func forget(_ audiences: [Audience]) {
    newest.withLock { $0.removeAll { $0.audiences == audiences } }
  }

  var dropCount: Int { drops.withLock { $0 } }

  func newest(in epoch: Epoch, for audiences: [Audience]) -> SnapshotFile? {
    newest.withLock { $0.first { $0.epoch == epoch && $0.audiences == audiences }?.file }
  }

  /// Forgets all snapshots, those of former runs too.
  func drop() {
    drops.withLock { $0 += 1 }
    newest.withLock { $0.removeAll() }
    guard let folder else { return }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix("snapshot") || name.hasPrefix(SnapshotMembers.prefix) {
      try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }
  }

  /// Takes in pieces until there are no more, then puts the snapshot in the place of the one before.
  ///
  /// - Parameters:
  ///   - epoch: the log's.
  ///   - audiences: whose parts are in it.
  ///   - position: the last one in it.
  ///   - dropCount: as it was before anything of it was read.
  ///   - next: the next bytes; nil at the end.
  /// - Returns: the snapshot; nil where all were dropped meanwhile, and this one with them.
  /// - Throws: `ServerProblem.snapshotFolder`, or what `next` throws.
  func put(
    epoch: Epoch, audiences: [Audience], position: Position, dropCount: Int, next: () throws -> [UInt8]?
  ) throws -> SnapshotFile? {
    let file: SnapshotFile
    if let folder {
      do {
        file = try write(to: folder, position: position, next: next)
      } catch {
        // What was dropped while it was written is gone, its draft too.
        guard self.dropCount == dropCount else { return nil }
        throw error
      }
    } else {
      var bytes: [UInt8] = []
      while let more = try next() { bytes += more }
      file = SnapshotFile(
        position: position, hash: Hash(of: bytes), byteCount: bytes.count, content: .memory(bytes))
    }
    let former = newest.withLock { newest -> [SnapshotFile]? in
      guard self.dropCount == dropCount else { return nil }
      let before = newest.map(\.file)
      newest.removeAll { $0.audiences == audiences || $0.epoch != epoch }
      newest.insert(Kept(epoch: epoch, audiences: audiences, file: file), at: 0)
      if newest.count > Self.keptMax { newest.removeLast(newest.count - Self.keptMax) }
      return before.filter { file in !newest.contains { $0.file == file } }
    }
    guard let former else {
      if case .file(let path) = file.content { try? FileManager.default.removeItem(atPath: path) }
      return nil
    }
    // Whoever is reading a former one has it open, or asks again.
    for case .file(let path) in former.map(\.content) { try? FileManager.default.removeItem(atPath: path) }
    return file
  }

  private func write(to folder: URL, position: Position, next: () throws -> [UInt8]?) throws -> SnapshotFile {
    let manager = FileManager.default
    let draft = folder.appendingPathComponent("snapshot.draft")
    do {
      try manager.createDirectory(at: folder, withIntermediateDirectories: true)
      // What a former run left behind is of no use to anybody.
      let kept = newest.withLock { kept in
        Set(
          kept.compactMap { kept -> String? in
            guard case .file(let path) = kept.file.content else { return nil }
            return URL(fileURLWithPath: path).lastPathComponent
          })
      }
      for name in try manager.contentsOfDirectory(atPath: folder.path)
      where name.hasPrefix("snapshot") && !kept.contains(name) {
        try manager.removeItem(at: folder.appendingPathComponent(name))
      }
    } catch {
      throw ServerProblem.snapshotFolder(path: folder.path)
    }
    guard manager.createFile(atPath: draft.path, contents: nil), let handle = FileHandle(forWritingAtPath: draft.path)
    else { throw ServerProblem.snapshotFolder(path: folder.path) }
    // Half of one would take room that others need; a whole one has another name by then.
    defer {
      try? handle.close()
      try? manager.removeItem(at: draft)
    }
    var hasher = RunningHash()
    var count = 0
    while let more = try next() {
      hasher.update(more)
      count += more.count
      do {
        try handle.write(contentsOf: more)
      } catch {
        throw ServerProblem.snapshotFolder(path: draft.path)
      }
    }
    let hash = hasher.finish()
    let path = folder.appendingPathComponent("snapshot-\(position)-\(hash.hex.prefix(16)).bygds").path
    do {
      try manager.moveItem(atPath: draft.path, toPath: path)
    } catch {
      throw ServerProblem.snapshotFolder(path: path)
    }
    return SnapshotFile(position: position, hash: hash, byteCount: count, content: .file(path: path))
  }
}

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
