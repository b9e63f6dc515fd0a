internal import CommitFormat
internal import Merge

/// The erasures of a workspace that hold, by what they are about: of each part of a commit the last one.
struct KnownErasures: Sendable {
  private struct ErasedPart: Hashable {
    let commit: Hash
    let audience: Audience
  }

  private var parts: [ErasedPart: Erasure] = [:]
  private var positions: [ErasedContent.Place: Position] = [:]
  private var decisions: [ErasedContent.Place: Int64] = [:]
  /// Those that a move made which this log has lost: they prove commits that come without what they took away, and are
  /// done to none.
  private var lost: [ErasedPart: Erasure] = [:]

  init() {}

  var isEmpty: Bool { parts.isEmpty }

  /// Of one commit, rising by audience.
  func erasures(of commit: Hash) -> [Erasure] {
    if parts.isEmpty { return [] }
    return parts.filter { $0.key.commit == commit }.map(\.value).sorted { $0.audience < $1.audience }
  }

  /// All of them, in an order that is the same each time.
  var all: [Erasure] {
    parts.values.sorted {
      ($0.commit.replica.bits, $0.commit.sequence, $0.audience) < (
        $1.commit.replica.bits, $1.commit.sequence, $1.audience
      )
    }
  }

  /// What was erased of a part before.
  func places(of commit: Hash, _ audience: Audience) -> [ErasedContent.Place] {
    parts[ErasedPart(commit: commit, audience: audience)]?.content?.places ?? []
  }

  func isKnown(_ erasure: Erasure) -> Bool {
    parts[ErasedPart(commit: erasure.commit.hash, audience: erasure.audience)] == erasure
  }

  mutating func note(_ erasure: Erasure) {
    guard let content = erasure.content else { return }
    let part = ErasedPart(commit: erasure.commit.hash, audience: erasure.audience)
    parts[part] = erasure
    lost[part] = nil
    for place in content.places { decisions[place] = max(decisions[place] ?? .min, content.decided) }
  }

  /// Erasures that this log has lost.
  mutating func remember(_ erasures: [Erasure]) {
    for erasure in erasures { lost[ErasedPart(commit: erasure.commit.hash, audience: erasure.audience)] = erasure }
  }

  /// Those that prove what a commit comes without, although the log has lost them.
  func lost(of commit: Commit) -> [Erasure] {
    guard !lost.isEmpty else { return [] }
    let hash = commit.hash
    return commit.parts.compactMap { part in
      let erasure = lost[ErasedPart(commit: hash, audience: part.audience)]
      return part.isErased && erasure?.content?.left == part.content ? erasure : nil
    }
  }

  mutating func note(_ entry: LogEntry) {
    guard case .erased(let erasure) = entry.event, let content = erasure.content else { return }
    note(erasure)
    for place in content.places { positions[place] = max(positions[place] ?? 0, entry.position) }
  }

  /// Where the log says last that something of a field was erased; nil when it never does.
  func position(of place: ErasedContent.Place) -> Position? { positions[place] }

  /// Every field of which something was erased.
  var places: Set<ErasedContent.Place> { Set(decisions.keys) }

  /// When something of a field was erased last; nil when it never was.
  func decision(about place: ErasedContent.Place) -> Int64? { decisions[place] }

  /// The commit without what was erased of it; nil when it lacks something that no erasure speaks of.
  func proved(_ commit: Commit) -> Commit? {
    let lost = lost(of: commit).map(\.audience)
    guard !parts.isEmpty || commit.parts.contains(where: \.isErased) else { return commit }
    var result = commit
    let hash = commit.hash
    for part in commit.parts {
      if let content = parts[ErasedPart(commit: hash, audience: part.audience)]?.content {
        result = result.erasing(part.audience, leaving: content.left) ?? result
      } else if part.isErased, !lost.contains(part.audience) {
        return nil
      }
    }
    return result
  }
}
