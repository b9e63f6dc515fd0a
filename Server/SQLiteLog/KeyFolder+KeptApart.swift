public import CommitFormat
internal import Foundation
internal import Glibc
internal import Merge
public import SyncServer

/// `kept` beside the key: a line per fact, each on the disk before it is relied on. Lines are only ever added, save that an
/// erasure is written over when a later one of the same part takes its place.
///
/// A line is a word that says what it is about, the workspace, and what there is to say, with spaces between. Lines of
/// another kind are passed over; half a line at the end is what a crash left, and says nothing.
extension KeyFolder: KeptApart {
  private var keptPath: String {
    URL(fileURLWithPath: path, isDirectory: true).appendingPathComponent("kept").path
  }

  /// 0 before the first.
  public func highestNumber(in workspace: WorkspaceID) throws -> UInt32 {
    try lines("number", workspace).compactMap { $0.first.flatMap { UInt32($0) } }.max() ?? 0
  }

  /// On the disk when this returns.
  public func note(number: UInt32, in workspace: WorkspaceID) throws {
    guard try highestNumber(in: workspace) < number else { return }
    try add("number", workspace, ["\(number)"])
  }

  /// Oldest first, each once.
  public func revocations(in workspace: WorkspaceID) throws -> [Revocation] {
    var seen: Set<DeviceID> = []
    return try lines("revoked", workspace).compactMap { words in
      guard words.count == 3, let device = DeviceID(text: words[0]), let key = Hex.bytes(words[1]),
        let time = Int64(words[2]), seen.insert(device).inserted
      else { return nil }
      return Revocation(workspace: workspace, device: device, publicKey: key, time: time)
    }
  }

  /// On the disk when this returns.
  public func note(_ revocation: Revocation) throws {
    guard try !revocations(in: revocation.workspace).contains(where: { $0.device == revocation.device }) else { return }
    try add(
      "revoked", revocation.workspace,
      [revocation.device.text, Hex.string(revocation.publicKey), "\(revocation.time)"])
  }

  /// Oldest first, of each part of a commit the last one.
  public func erasures(in workspace: WorkspaceID) throws -> [Erasure] {
    var result: [Erasure] = []
    for words in try lines(Self.erased, workspace) {
      guard words.count == 1, let bytes = Hex.bytes(words[0]) else { continue }
      var reader = ByteReader(bytes)
      guard let erasure = Erasure(&reader), reader.isAtEnd else { continue }
      result.removeAll { $0.isOfSamePart(as: erasure) }
      result.append(erasure)
    }
    return result
  }

  /// On the disk when this returns. A line whose part a later erasure is about again is written over, because it holds
  /// what that one takes away.
  public func note(_ erasure: Erasure, in workspace: WorkspaceID) throws {
    let known = try erasures(in: workspace)
    guard !known.contains(erasure) else { return }
    func text(_ erasure: Erasure) -> String {
      var bytes: [UInt8] = []
      erasure.append(to: &bytes)
      return Hex.string(bytes)
    }
    try add(Self.erased, workspace, [text(erasure)])
    for former in known where former.isOfSamePart(as: erasure) {
      try blank([Self.erased, Hex.string(workspace.bits.bytes), text(former)].joined(separator: " "))
    }
  }

  private static let erased = "erased"

  /// What the lines of one kind say about one workspace, oldest first.
  func lines(_ kind: String, _ workspace: WorkspaceID) throws -> [[String]] {
    guard FileManager.default.fileExists(atPath: keptPath) else { return [] }
    guard let data = FileManager.default.contents(atPath: keptPath) else { throw LogProblem.badKey(path: keptPath) }
    let start = [kind, Hex.string(workspace.bits.bytes)]
    // What ends without a line's end was never relied on.
    return data.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().compactMap { line in
      let words = String(decoding: line, as: UTF8.self).split(separator: " ").map(String.init)
      return words.starts(with: start) ? Array(words.dropFirst(2)) : nil
    }
  }

  /// Adds a line; on the disk when this returns.
  func add(_ kind: String, _ workspace: WorkspaceID, _ words: [String]) throws {
    func problem() -> LogProblem {
      errno == ENOSPC
        ? .full(path: keptPath) : .inputOutput(path: keptPath, detail: String(cString: strerror(errno)))
    }
    let isNew = !FileManager.default.fileExists(atPath: keptPath)
    let descriptor = Glibc.open(keptPath, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw problem() }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX) == 0 else { throw problem() }
    // A crash may have left half a line, which must not swallow this one.
    var last: UInt8 = 0x0A
    let size = lseek(descriptor, 0, SEEK_END)
    if size > 0 { _ = pread(descriptor, &last, 1, size - 1) }
    let line =
      (last == 0x0A ? [] : [0x0A])
      + Array(([kind, Hex.string(workspace.bits.bytes)] + words).joined(separator: " ").utf8) + [0x0A]
    guard write(descriptor, line, line.count) == line.count, fsync(descriptor) == 0 else { throw problem() }
    guard isNew else { return }
    let folder = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { throw problem() }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw problem() }
  }

  /// Writes spaces over every line that reads so; on the disk when this returns.
  private func blank(_ text: String) throws {
    let descriptor = Glibc.open(keptPath, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw LogProblem.badKey(path: keptPath) }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX) == 0, let data = FileManager.default.contents(atPath: keptPath) else {
      throw LogProblem.badKey(path: keptPath)
    }
    var start = data.startIndex
    for line in data.split(separator: 0x0A, omittingEmptySubsequences: false) {
      defer { start += line.count + 1 }
      guard line.elementsEqual(text.utf8) else { continue }
      let spaces = [UInt8](repeating: 0x20, count: line.count)
      guard pwrite(descriptor, spaces, spaces.count, off_t(start)) == spaces.count else {
        throw LogProblem.inputOutput(path: keptPath, detail: String(cString: strerror(errno)))
      }
    }
    guard fsync(descriptor) == 0 else {
      throw LogProblem.inputOutput(path: keptPath, detail: String(cString: strerror(errno)))
    }
  }
}

extension Erasure {
  fileprivate func isOfSamePart(as other: Erasure) -> Bool {
    commit.hash == other.commit.hash && audience == other.audience
  }
}
