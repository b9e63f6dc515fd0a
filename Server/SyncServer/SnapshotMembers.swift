internal import CommitFormat
internal import Foundation
internal import Merge
internal import Replica

/// A replica for each set of audiences that snapshots are made for: it has read the log as a new member's would have, by
/// the same code. What it holds is what a laptop gets that opens the snapshot.
///
/// Used by one thread at a time. All of it is derived and may be thrown away.
final class SnapshotMembers {
  /// Makes or opens the store in a folder.
  typealias Opening = @Sendable (_ folder: String) throws -> any SnapshotStore

  private let folder: URL
  private let open: Opening
  /// Of this run, the one that was asked for last at the end.
  private var used: [String] = []

  private static let keptMax = 8
  static let prefix = "member-"

  init(folder: String, open: @escaping Opening) {
    self.folder = URL(fileURLWithPath: folder, isDirectory: true)
    self.open = open
  }

  /// What came of asking for a member.
  enum Found {
    /// It has read all of it.
    case store(any SnapshotStore)
    /// It goes on from where it is at the next call.
    case underway
    /// It can't be kept: whoever asked goes without.
    case nothing
  }

  /// The store of a replica that has read the log up to a point.
  ///
  /// - Parameters:
  ///   - point: where to.
  ///   - audiences: whose parts it reads, rising.
  ///   - log: the workspace's.
  ///   - seconds: how long it may take, and one stretch of the log more.
  /// - Returns: it, or how it stands.
  /// - Complexity: O(entries since the last call); O(log) at the first one, and when something was erased in between.
  func store(at point: LogPoint, for audiences: [Audience], _ log: any CommitLog, seconds: Double) -> Found {
    let deadline = ContinuousClock.now + .seconds(seconds)
    let name = Self.name(audiences)
    for isAnew in [false, true] {
      if isAnew { forget(name) }
      do {
        used.removeAll { $0 == name }
        used.append(name)
        let store = try opened(name)
        switch try bring(store, to: point, for: audiences, log, until: deadline) {
        case true?: return .store(store)
        case false?: return .underway
        case nil: break
        }
      } catch {
        // Damaged, made under a newer program, or no room for it: it is made anew once, or not at all.
      }
    }
    forget(name)
    return .nothing
  }

  private func opened(_ name: String) throws -> any SnapshotStore {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // Those that nobody has asked for lately.
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix(Self.prefix) }
    for other in names where names.count > Self.keptMax && !used.suffix(Self.keptMax).contains(other) { forget(other) }
    return try open(folder.appendingPathComponent(name, isDirectory: true).path)
  }

  private static func name(_ audiences: [Audience]) -> String {
    prefix + Hash(of: audiences.flatMap { Array(String($0.number).utf8) + [0] }).hex.prefix(16)
  }

  /// Takes away what is kept for them.
  func forget(_ audiences: [Audience]) { forget(Self.name(audiences)) }

  private func forget(_ name: String) {
    used.removeAll { $0 == name }
    try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
  }

  /// - Returns: whether it has come there; nil where it has read something that the log says otherwise by now.
  private func bring(
    _ store: any SnapshotStore, to point: LogPoint, for audiences: [Audience], _ log: any CommitLog,
    until deadline: ContinuousClock.Instant
  ) throws -> Bool? {
    let replica = Replica(store: store)
    let workspace = try log.head().workspace
    var header =
      try store.read { try $0.header() }
      ?? ReplicaHeader(
        replica: ReplicaID(bits: .random(in: .min ... .max)), workspace: workspace, workspaceName: "", user: "",
        device: "", role: .reader)
    if header.cursor == nil {
      header.audiences = audiences
      try store.write { try $0.setHeader(header) }
    }
    var position = header.cursor?.position ?? 0
    var chain = header.cursor?.chain ?? LogEntry.chainStart(of: workspace)
    guard header.workspace == workspace, header.audiences == audiences, position <= point.position,
      header.cursor.map({ $0.epoch == point.epoch }) ?? true, try log.chain(at: position) == chain
    else { return nil }
    let readable = Set(audiences)
    let hasRead = position > 0
    while position < point.position {
      let room = min(4096, Int(point.position - position))
      let entries = try log.entries(after: position, count: room, bytes: 4 << 20)
      guard let last = entries.last?.position else { throw LogProblem.broken(at: position + 1) }
      // Then the log says otherwise what was read of it before: whoever reads it now never meets that.
      if hasRead, entries.contains(where: { if case .erased = $0.event { true } else { false } }) { return nil }
      for entry in entries { chain = entry.chain(after: chain) }
      position = last
      let end = LogPoint(epoch: point.epoch, position: position, chain: chain)
      _ = try replica.apply(
        LogStretch(entries: entries.map { .entry($0.withholding(except: readable)) }, end: end, audiences: audiences))
      if ContinuousClock.now > deadline, position < point.position { return false }
    }
    return chain == point.chain ? true : nil
  }
}
