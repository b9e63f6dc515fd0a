/// One register of one record: the writes of it that nothing known replaces.
///
/// The writes that the log has ordered are kept apart from those that it has not. So an unlogged commit can be refused
/// and leave no trace, and the digest speaks of the log alone.
public struct Register: Hashable, Sendable {
  /// The logged writes that no logged write replaces, in log order. One that an unlogged write replaces is still here.
  public private(set) var logged: [Write]
  /// The index in `logged` of the official write: the first in the log, or the one that replaced the official one.
  public private(set) var officialIndex: Int
  /// The unlogged writes, by stamp, then dot, without those that another of them replaces together with all that they
  /// name.
  ///
  /// Nearly always these are the ones that stand. But the author of one may have read more of the log than this replica:
  /// it names only the last of a chain whose first link is still standing in `logged` here. Then the links between
  /// have to stay too, until the log orders them.
  public private(set) var pending: [Write]

  public init() {
    logged = []
    officialIndex = 0
    pending = []
  }

  /// A register as it was stored. Nil when there is no such official write.
  public init?(logged: [Write], officialIndex: Int, pending: [Write]) {
    guard logged.isEmpty ? officialIndex == 0 : logged.indices.contains(officialIndex) else { return nil }
    self.logged = logged
    self.officialIndex = officialIndex
    self.pending = pending
  }

  /// The register that one logged write, and nothing else, stands in.
  public init(onlyLogged write: Write) {
    logged = [write]
    officialIndex = 0
    pending = []
  }

  public var isEmpty: Bool { logged.isEmpty && pending.isEmpty }

  /// The official write of the logged state, whatever unlogged writes replace.
  public var loggedOfficial: Write? { logged.isEmpty ? nil : logged[officialIndex] }

  /// Takes in a write at the next position of the log. Everything it names must have been logged before, or refused.
  ///
  /// - Complexity: O(standing writes).
  public mutating func log(_ write: Write) {
    pending.removeAll { $0.dot == write.dot }
    let official = loggedOfficial
    let succeeds = official.map { write.replaces($0) } ?? true
    logged.removeAll { write.replaces($0) }
    logged.append(write.settled)
    officialIndex = succeeds ? logged.count - 1 : logged.firstIndex { $0.dot == official?.dot } ?? 0
  }

  /// Takes in a write that the log does not hold yet. Everything it names must be known.
  public mutating func hold(_ write: Write) {
    pending.removeAll { write.supersedes($0) || $0.dot == write.dot }
    let place = pending.firstIndex { (write.stamp, write.dot) < ($0.stamp, $0.dot) } ?? pending.endIndex
    pending.insert(write, at: place)
  }

  /// Forgets all logged writes.
  mutating func dropLogged() {
    logged = []
    officialIndex = 0
  }

  /// Puts the logged writes of `other` in the place of those here.
  mutating func putLogged(_ other: Register) {
    logged = other.logged
    officialIndex = other.officialIndex
    pending.removeAll { write in logged.contains { $0.dot == write.dot } }
  }

  /// Forgets all unlogged writes, to be taken in anew without the one that was refused.
  public mutating func dropPending() {
    pending.removeAll()
  }

  /// The writes that nothing known replaces: logged ones in log order, then unlogged ones by stamp.
  ///
  /// - Returns: one write when the register is settled, several when people wrote without knowing of each other.
  public var standing: [Write] {
    guard let first = pending.first else { return logged }
    // Nearly every register holds one write, or one and the unlogged one that takes its place.
    if pending.count == 1, logged.isEmpty || logged.count == 1 && first.replaces(logged[0]) { return pending }
    return (logged + pending).filter { write in
      !pending.contains { $0.dot != write.dot && $0.replaces(write) }
    }
  }

  /// The write that stands alone; nil where none stands, or several do.
  public var only: Write? {
    if pending.isEmpty { return logged.count == 1 ? logged[0] : nil }
    let standing = standing
    return standing.count == 1 ? standing[0] : nil
  }

  /// The standing write that counts until a person decides: the first in the log, or what replaced that; before the
  /// log, the earliest stamp.
  ///
  /// Of several unlogged writes that replace the official one, each the first that its author made, the earliest stamp
  /// counts: what order they arrived in must not matter.
  public var official: Write? {
    guard let official = loggedOfficial else { return standing.first }
    guard pending.contains(where: { $0.replaces(official) }) else { return official }
    return standing.first { write in beneath(write).contains { $0.replaces(official) } } ?? official
  }

  /// An unlogged write, and the unlogged ones it replaces that had to stay.
  private func beneath(_ write: Write) -> [Write] {
    guard let place = pending.firstIndex(where: { $0.dot == write.dot }) else { return [] }
    var reached = [pending[place]]
    var next = 0
    while next < reached.count {
      let newer = reached[next]
      next += 1
      reached += pending.filter { older in newer.replaces(older) && !reached.contains { $0.dot == older.dot } }
    }
    return reached
  }

  /// The standing writes with the official one first, the others in the order of `standing`.
  public var candidates: [Write] {
    let standing = standing
    guard standing.count > 1, let official, let place = standing.firstIndex(where: { $0.dot == official.dot }) else {
      return standing
    }
    return [standing[place]] + standing[..<place] + standing[(place + 1)...]
  }

  /// Adds the logged writes that another replica's unlogged one replaces: its own ranges say which, and mean nothing in
  /// somebody else's commit.
  private func includeLogged(beneath write: Write, author: ReplicaID, in names: inout Replaces) {
    guard write.dot.replica != author else { return }
    for older in logged where write.replaces(older) { names.insert(Replaces.Named(dot: older.dot)) }
  }

  /// The names that a write of `author` has to carry to take the place of `seen`: each of those writes, and what the
  /// unlogged ones among them replaced in their turn.
  ///
  /// For an unlogged write of another replica, `foreign` gives its name with the hash of its commit, and the names of
  /// the writes that its own ranges mean. `replacedSince` are unlogged writes, with what they replace, that the author
  /// saw standing and that are not here any more, because somebody replaced them since.
  public func superseding(
    _ seen: [Write], replacedSince: [Write] = [], author: ReplicaID, foreign: (Write) -> [Replaces.Named]
  ) -> Replaces {
    var result = Replaces.nothing
    for write in replacedSince {
      result.include(write, author: author, foreign: foreign)
      includeLogged(beneath: write, author: author, in: &result)
    }
    for write in seen {
      let unlogged = beneath(write)
      for write in unlogged {
        result.include(write, author: author, foreign: foreign)
        includeLogged(beneath: write, author: author, in: &result)
      }
      if unlogged.isEmpty { result.insert(Replaces.Named(dot: write.dot)) }
    }
    // A gap may hold writes that the author did not see: some stand, some would again if an unlogged write that replaced
    // them were refused.
    let unseen = standing.filter { write in !seen.contains { $0.dot == write.dot } }
    result.joinOwn { gap in
      !unseen.contains { write in
        if write.dot.replica == author, gap.contains(write.dot.sequence) { return true }
        if write.replaces.named.contains(where: { $0.dot.replica == author && gap.contains($0.dot.sequence) }) {
          return true
        }
        if write.replaces.inherited.contains(where: { $0.replica == author && $0.sequences.overlaps(gap) }) {
          return true
        }
        return write.dot.replica == author && write.replaces.own.contains { $0.overlaps(gap) }
      }
    }
    return result
  }
}

extension Replaces {
  /// Adds an unlogged write and everything that it replaces.
  mutating func include(_ unlogged: Write, author: ReplicaID, foreign: (Write) -> [Named]) {
    if unlogged.dot.replica == author {
      insertOwn(unlogged.dot.sequence)
      formUnion(unlogged.replaces)
    } else {
      formUnion(Replaces(named: foreign(unlogged) + unlogged.replaces.named))
    }
  }
}
