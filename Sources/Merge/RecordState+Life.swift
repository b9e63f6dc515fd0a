/// Whether a record lives.
public enum Life: Hashable, Sendable {
  case live
  /// A tombstone stands, and the standing tombstones cover every other standing write.
  case deleted
  /// A tombstone stands beside writes that its author did not see: the record stays visible, marked, until somebody
  /// deletes it again or writes *keep*.
  case contested(uncovered: [UncoveredWrite])

  public var isDeleted: Bool { self == .deleted }
}

/// A write that stands although a tombstone of its record does, unseen by whoever wrote that.
public struct UncoveredWrite: Hashable, Sendable {
  public let register: RegisterID
  public let write: Write

  public init(register: RegisterID, write: Write) {
    self.register = register
    self.write = write
  }
}

extension RecordState {
  /// The standing tombstones.
  public var tombstones: [Write] { self[.life].standing.filter { $0.value == .tombstone } }

  /// - Complexity: O(standing writes × standing tombstones).
  public var life: Life {
    guard !self[.life].isEmpty else { return .live }
    let tombstones = tombstones
    guard !tombstones.isEmpty else { return .live }
    var uncovered: [UncoveredWrite] = []
    for entry in entries {
      // Where a record is says nothing about it.
      for write in entry.register.standing
      where (write.value != .tombstone || entry.id != .life) && entry.id != .audience {
        if !tombstones.contains(where: { $0.covers(write.dot) }) {
          uncovered.append(UncoveredWrite(register: entry.id, write: write))
        }
      }
    }
    return uncovered.isEmpty ? .deleted : .contested(uncovered: uncovered)
  }

  /// What a tombstone of `author`, who sees this state, covers: every standing write, and beneath the unlogged ones
  /// everything that they replace.
  /// `foreign` is as in `Register.superseding`.
  public func covering(author: ReplicaID, foreign: (Write) -> [Replaces.Named]) -> Replaces {
    var result = Replaces.nothing
    for entry in entries where entry.id != .life && entry.id != .audience {
      result.formUnion(entry.register.superseding(entry.register.standing, author: author, foreign: foreign))
    }
    for write in self[.life].standing where write.value == .keep {
      result.formUnion(self[.life].superseding([write], author: author, foreign: foreign))
    }
    // The author has seen all its own writes of this record, so one range says it.
    result.joinOwn { _ in true }
    return result
  }
}
