public import CommitFormat
internal import Foundation
public import Merge
public import Replica
internal import Schema
internal import Synchronization
public import Words

/// The inbox of a workspace, kept in memory: asked again, it reads only what has changed since.
///
/// It may be asked from any thread; one asks at a time. Several programs may write the replica meanwhile.
public final class InboxIndex: Sendable {
  public let replica: Replica
  private let book = Mutex<InboxBook?>(nil)

  public init(_ replica: Replica) {
    self.replica = replica
  }

  /// Reads what is new, so that the next question is answered at once.
  ///
  /// - Complexity: the first time O(records in conflict), later O(ids of those and what new commits touched).
  public func warm() throws {
    try fresh { _ in }
  }

  /// A page of the inbox, with the counts of every filter.
  ///
  /// - Parameters:
  ///   - filter: which rows.
  ///   - order: in which order.
  ///   - offset: how many rows to leave out in front; 0 or more.
  ///   - limit: how many to give at the most.
  ///   - language: of the counts' labels.
  /// - Returns: the page as the replica is now.
  /// - Throws: `ReplicaProblem`, or what the store throws.
  /// - Complexity: as `warm`, and O(rows) when filter or rows are others than the last time.
  public func page(
    _ filter: InboxFilter = InboxFilter(), order: InboxOrder = .waiting, offset: Int = 0, limit: Int,
    language: Language
  ) throws -> InboxPage {
    let now = replica.clock.now()
    return try fresh { $0.page(filter, order: order, offset: offset, limit: limit, language: language, now: now) }
  }

  /// How many records are in conflict.
  ///
  /// - Complexity: as `warm`.
  public func count() throws -> Int {
    try fresh { $0.rows.count }
  }

  /// The line of a record; nil when it is not in conflict.
  public func row(of record: RecordID) throws -> InboxRow? {
    try fresh { $0.rows[record] }
  }

  /// The record that comes after `record` in a filtered list, or the first one where that is gone from it; nil when no
  /// other is left.
  public func next(after record: RecordID, _ filter: InboxFilter = InboxFilter(), order: InboxOrder = .waiting) throws
    -> RecordID?
  {
    let now = replica.clock.now()
    return try fresh { $0.next(after: record, filter, order: order, now: now) }
  }

  /// The open conflicts that a filter shows, in that order.
  public func conflicts(_ filter: InboxFilter = InboxFilter(), order: InboxOrder = .waiting) throws -> [ConflictPlace] {
    let now = replica.clock.now()
    return try fresh { $0.conflicts(filter, order: order, now: now) }
  }

  /// The open conflicts whose id begins with these hexadecimal digits.
  public func places(idPrefix: String) throws -> [ConflictPlace] {
    let letters = idPrefix.lowercased()
    return try fresh { book in
      if let id = ConflictID(letters) {
        return book.recordByConflict[id].map { [ConflictPlace(id: id, record: $0)] } ?? []
      }
      return book.recordByConflict.filter { $0.key.text.utf8.starts(with: letters.utf8) }
        .map { ConflictPlace(id: $0.key, record: $0.value) }.sorted { $0.id < $1.id }
    }
  }

  private func fresh<Result: Sendable>(_ body: (inout InboxBook) throws -> Result) throws -> Result {
    try book.withLock { book in
      // Taken out and put back: what nobody else holds is changed where it is, and not copied.
      var known = book.take()
      var current = try replica.store.read { try InboxBook.refreshed(&known, $0) }
      defer { book = current }
      return try body(&current)
    }
  }
}

/// The indexes of a server's workspaces.
public final class InboxShelf: Sendable {
  private struct Key: Hashable {
    let workspace: WorkspaceID
    let readable: Set<Audience>?
  }

  /// As many sets of audiences as are kept; an index that is asked for again is made anew.
  private static let indexesMax = 64
  private let indexes = Mutex<[Key: InboxIndex]>([:])

  public init() {}

  /// The index of a workspace as those see it who may read what `replica` shows; made at the first call, over the replica
  /// that is given then.
  public func index(of workspace: WorkspaceID, _ replica: Replica) -> InboxIndex {
    indexes.withLock { indexes in
      let key = Key(workspace: workspace, readable: replica.readable)
      if let index = indexes[key] { return index }
      let index = InboxIndex(replica)
      if indexes.count >= Self.indexesMax { indexes = indexes.filter { $0.key.readable == nil } }
      indexes[key] = index
      return index
    }
  }
}
