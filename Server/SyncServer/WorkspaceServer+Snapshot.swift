public import CommitFormat
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

  private struct Kept {
    let epoch: Epoch
    let audiences: [Audience]
    let file: SnapshotFile
  }

  private static let keptMax = 8
  let making = NSLock()

  init(folder: String?) {
    self.folder = folder.map { URL(fileURLWithPath: $0, isDirectory: true) }
  }

  func newest(in epoch: Epoch, for audiences: [Audience]) -> SnapshotFile? {
    newest.withLock { $0.first { $0.epoch == epoch && $0.audiences == audiences }?.file }
  }

  /// Forgets all snapshots, those of former runs too.
  func drop() {
    newest.withLock { $0.removeAll() }
    guard let folder else { return }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix("snapshot") {
      try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }
  }

  /// Takes in pieces until there are no more, then puts the snapshot in the place of the one before.
  ///
  /// - Parameters:
  ///   - epoch: the log's.
  ///   - audiences: whose parts are in it.
  ///   - position: the last one in it.
  ///   - next: the next bytes; nil at the end.
  /// - Returns: the snapshot.
  /// - Throws: `ServerProblem.snapshotFolder`, or what `next` throws.
  func put(
    epoch: Epoch, audiences: [Audience], position: Position, next: () throws -> [UInt8]?
  ) throws -> SnapshotFile {
    let file: SnapshotFile
    if let folder {
      file = try write(to: folder, position: position, next: next)
    } else {
      var bytes: [UInt8] = []
      while let more = try next() { bytes += more }
      file = SnapshotFile(
        position: position, hash: Hash(of: bytes), byteCount: bytes.count, content: .memory(bytes))
    }
    let former = newest.withLock { newest in
      let before = newest.map(\.file)
      newest.removeAll { $0.audiences == audiences || $0.epoch != epoch }
      newest.insert(Kept(epoch: epoch, audiences: audiences, file: file), at: 0)
      if newest.count > Self.keptMax { newest.removeLast(newest.count - Self.keptMax) }
      return before.filter { file in !newest.contains { $0.file == file } }
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
      let cursor = seal.cursor(
        workspace: workspace, epoch: point.epoch, audiences: audiences, position: point.position, chain: point.chain)
      var writer = Snapshot.Writer(
        SnapshotHeader(
          workspace: workspace, epoch: point.epoch, position: point.position, chain: point.chain,
          digest: header?.digest(for: readable) ?? StateDigest(), entryCount: point.position,
          recordCount: UInt64(records), audiences: audiences, schemaVersion: UInt32(clamping: schema.version),
          cursor: cursor))
      var position: Position = 0
      var hasEnded = false
      return try snapshots.put(epoch: point.epoch, audiences: audiences, position: point.position) {
        guard position < point.position else {
          guard !hasEnded else { return nil }
          hasEnded = true
          return writer.finish()
        }
        let count = min(Int(point.position - position), ProtocolLimits.entriesPerPageMax)
        let entries = try log.entries(after: position, count: count, bytes: ProtocolLimits.frameBytesWished)
        guard let last = entries.last?.position else { throw LogProblem.broken(at: position + 1) }
        writer.append(
          try LogPage(entries.map { $0.withholding(except: readable) }, numbers: numbers(upTo: last)))
        position = last
        return writer.take()
      }
    }
  }
}
