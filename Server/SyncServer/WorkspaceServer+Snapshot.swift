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

/// Keeps the newest snapshot.
final class SnapshotShelf: Sendable {
  private let folder: URL?
  private let newest = Mutex<(epoch: Epoch, file: SnapshotFile)?>(nil)
  let making = NSLock()

  init(folder: String?) {
    self.folder = folder.map { URL(fileURLWithPath: $0, isDirectory: true) }
  }

  func newest(in epoch: Epoch) -> SnapshotFile? {
    newest.withLock { $0?.epoch == epoch ? $0?.file : nil }
  }

  /// Takes in pieces until there are no more, then puts the snapshot in the place of the one before.
  ///
  /// - Parameters:
  ///   - epoch: the log's.
  ///   - position: the last one in it.
  ///   - next: the next bytes; nil at the end.
  /// - Returns: the snapshot.
  /// - Throws: `ServerProblem.snapshotFolder`, or what `next` throws.
  func put(epoch: Epoch, position: Position, next: () throws -> [UInt8]?) throws -> SnapshotFile {
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
      defer { newest = (epoch, file) }
      return newest?.file
    }
    // Whoever is reading the former one has it open, or asks again.
    if case .file(let path)? = former?.content, former != file { try? FileManager.default.removeItem(atPath: path) }
    return file
  }

  private func write(to folder: URL, position: Position, next: () throws -> [UInt8]?) throws -> SnapshotFile {
    let manager = FileManager.default
    let draft = folder.appendingPathComponent("snapshot.draft")
    do {
      try manager.createDirectory(at: folder, withIntermediateDirectories: true)
      // What a former run left behind is of no use to anybody.
      for name in try manager.contentsOfDirectory(atPath: folder.path) where name.hasPrefix("snapshot") {
        try manager.removeItem(at: folder.appendingPathComponent(name))
      }
    } catch {
      throw ServerProblem.snapshotFolder(path: folder.path)
    }
    guard manager.createFile(atPath: draft.path, contents: nil), let handle = FileHandle(forWritingAtPath: draft.path)
    else { throw ServerProblem.snapshotFolder(path: folder.path) }
    defer { try? handle.close() }
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
  /// - Complexity: O(log) when a new one is made, else O(1).
  public func snapshot() throws -> SnapshotFile {
    try snapshots.making.withLock {
      let (header, schema, records) = try replica.store.read { reading in
        (try reading.header(), try reading.currentSchema(), try reading.recordCount())
      }
      let head = try log.head()
      let point = header?.cursor ?? LogPoint(epoch: head.epoch, position: 0, chain: LogEntry.chainStart(of: workspace))
      if let newest = snapshots.newest(in: point.epoch), newest.position <= point.position,
        point.position - newest.position <= limits.snapshotLag
      {
        return newest
      }
      let cursor = seal.cursor(
        workspace: workspace, epoch: point.epoch, position: point.position, chain: point.chain)
      var writer = Snapshot.Writer(
        SnapshotHeader(
          workspace: workspace, epoch: point.epoch, position: point.position, chain: point.chain,
          digest: header?.digest ?? StateDigest(), entryCount: point.position, recordCount: UInt64(records),
          schemaVersion: UInt32(clamping: schema.version), cursor: cursor))
      var position: Position = 0
      var hasEnded = false
      return try snapshots.put(epoch: point.epoch, position: point.position) {
        guard position < point.position else {
          guard !hasEnded else { return nil }
          hasEnded = true
          return writer.finish()
        }
        let count = min(Int(point.position - position), ProtocolLimits.entriesPerPageMax)
        let entries = try log.entries(after: position, count: count, bytes: ProtocolLimits.frameBytesWished)
        guard let last = entries.last?.position else { throw LogProblem.broken(at: position + 1) }
        writer.append(try LogPage(entries, numbers: numbers(upTo: last)))
        position = last
        return writer.take()
      }
    }
  }
}
