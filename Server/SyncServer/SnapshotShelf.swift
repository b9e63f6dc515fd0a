public import CommitFormat
internal import Foundation
public import Merge
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
    case file(OpenSnapshot)
  }

  /// The bytes of a range; what lies past the end is left out.
  ///
  /// - Throws: `ServerProblem.snapshotFolder` when it can't be read, or may not be read any more.
  public func bytes(_ range: Range<Int>) throws -> [UInt8] {
    let range = range.clamped(to: 0..<byteCount)
    switch content {
    case .memory(let bytes): return Array(bytes[range])
    case .file(let file): return try file.bytes(range)
    }
  }
}

/// A snapshot's file, held open: whoever reads it goes on reading it when a newer one has taken its place.
private final class OpenSnapshot: Hashable, Sendable {
  let path: String
  private let descriptor: Int32
  private let drops: DropCount
  private let made: Int

  /// - Parameters:
  ///   - path: where it lies.
  ///   - drops: counts when nothing made before may be read any more.
  ///   - made: that count as it was before anything in the file was read.
  /// - Throws: `ServerProblem.snapshotFolder`.
  init(_ path: String, drops: DropCount, made: Int) throws {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ServerProblem.snapshotFolder(path: path) }
    self.path = path
    self.drops = drops
    self.made = made
  }

  deinit { close(descriptor) }

  func bytes(_ range: Range<Int>) throws -> [UInt8] {
    guard drops.value == made else { throw ServerProblem.snapshotFolder(path: path) }
    return try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      while count < range.count {
        let start = buffer.baseAddress.map { $0 + count }
        let read = pread(descriptor, start, range.count - count, range.lowerBound + count)
        guard read > 0 else { throw ServerProblem.snapshotFolder(path: path) }
        count += read
      }
    }
  }

  static func == (one: OpenSnapshot, other: OpenSnapshot) -> Bool { one.path == other.path }
  func hash(into hasher: inout Hasher) { hasher.combine(path) }
}

/// How often all snapshots were dropped: what was begun before is not handed out after.
private final class DropCount: Sendable {
  private let count = Mutex(0)

  var value: Int { count.withLock { $0 } }
  func add() { count.withLock { $0 += 1 } }
}

/// Keeps the newest snapshot of each set of audiences, as far as they were asked for last.
final class SnapshotShelf: Sendable {
  private let folder: URL?
  private let newest = Mutex<[Kept]>([])
  private let drops = DropCount()
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

  var dropCount: Int { drops.value }

  func newest(in epoch: Epoch, for audiences: [Audience]) -> SnapshotFile? {
    newest.withLock { $0.first { $0.epoch == epoch && $0.audiences == audiences }?.file }
  }

  /// Forgets all snapshots, those of former runs too.
  func drop() {
    drops.add()
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
        file = try write(to: folder, position: position, dropCount: dropCount, next: next)
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
      if case .file(let file) = file.content { try? FileManager.default.removeItem(atPath: file.path) }
      return nil
    }
    // Whoever is reading a former one has it open.
    for case .file(let file) in former.map(\.content) { try? FileManager.default.removeItem(atPath: file.path) }
    return file
  }

  private func write(
    to folder: URL, position: Position, dropCount: Int, next: () throws -> [UInt8]?
  ) throws -> SnapshotFile {
    let manager = FileManager.default
    let draft = folder.appendingPathComponent("snapshot.draft")
    do {
      try manager.createDirectory(at: folder, withIntermediateDirectories: true)
      // What a former run left behind is of no use to anybody.
      let kept = newest.withLock { kept in
        Set(
          kept.compactMap { kept -> String? in
            guard case .file(let file) = kept.file.content else { return nil }
            return URL(fileURLWithPath: file.path).lastPathComponent
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
    let file = try OpenSnapshot(path, drops: drops, made: dropCount)
    return SnapshotFile(position: position, hash: hash, byteCount: count, content: .file(file))
  }
}
