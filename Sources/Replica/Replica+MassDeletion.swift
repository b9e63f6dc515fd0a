internal import CommitFormat
public import Merge

/// How many records something would take away, and of how many.
public struct MassDeletion: Hashable, Sendable {
  public let gone: Int
  /// Before that.
  public let live: Int

  /// Fewer than these never need a yes: people delete a chapter's worth on purpose.
  public static let countMax = 20

  public init(gone: Int, live: Int) {
    self.gone = gone
    self.live = live
  }

  /// Whether it is so much that a person should say yes: more than 20, and more than a quarter.
  public var isMass: Bool { gone > Self.countMax && gone * 4 > live }
}

extension Replica {
  /// What the commits that wait here would delete for everybody: records that live in the log.
  ///
  /// - Complexity: O(unsent commits).
  public func unsentDeletions() throws -> MassDeletion {
    try store.read { reading in
      var buried: Set<RecordID> = []
      for stored in try reading.unlogged() {
        for step in try reading.operations(ofStored: stored) {
          if case .tombstone(let record, _, _) = step.operation { buried.insert(record) }
        }
      }
      var gone = 0
      for record in buried {
        guard var state = try reading.record(record), state.life.isDeleted else { continue }
        state.dropPending()
        if !state.isUnknown, !state.life.isDeleted { gone += 1 }
      }
      return MassDeletion(gone: gone, live: try reading.recordCount() + gone)
    }
  }

  /// How many fewer records there would be after these drafts.
  ///
  /// - Throws: `EditProblem`, as carrying them out would.
  public func deletions(by drafts: [Draft]) throws -> MassDeletion {
    let before = try store.read { try $0.recordCount() }
    let after = try rehearse(drafts) { reading, _, _ in try reading.recordCount() }
    return MassDeletion(gone: max(0, before - after), live: before)
  }

  /// The records that somebody else deleted in the log after `position` and that are deleted still; rising.
  ///
  /// - Complexity: O(entries since).
  public func deleted(since position: Position) throws -> [RecordID] {
    try store.read { reading in
      let header = try reading.requiredHeader()
      guard let end = header.cursor?.position, position < end else { return [] }
      var gone: Set<RecordID> = []
      for place in (position + 1)...end {
        guard let stored = try reading.logged(at: place), stored.commit.replica != header.replica else { continue }
        for step in try reading.operations(ofStored: stored) {
          guard case .tombstone(let record, _, _) = step.operation else { continue }
          if try reading.view(record)?.isDeleted ?? false { gone.insert(record) }
        }
      }
      return gone.sorted()
    }
  }
}
