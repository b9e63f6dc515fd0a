/// Where in the order of work a write took effect: in the log, or after all of it.
public enum WriteOrder: Hashable, Comparable, Sendable {
  case logged(Position, index: UInt32)
  case unlogged(Stamp, Dot)
}

/// A record's parent as its own register says, whatever that would close.
public struct ParentLink: Hashable, Sendable {
  public let parent: RecordID
  /// The official write of the parent register.
  public let write: Dot
  public let order: WriteOrder

  public init(parent: RecordID, write: Dot, order: WriteOrder) {
    self.parent = parent
    self.write = write
    self.order = order
  }
}

/// A circle of parents, made when people moved records below each other without knowing.
public struct Ring: Hashable, Sendable {
  /// Each is the child of the next, and the last of the first; the record whose parent is read as none comes first.
  public let members: [RecordID]
  /// The parent writes of the members, rising.
  public let dots: [Dot]

  /// The record whose parent write came last in the log, and therefore reads as none.
  public var broken: RecordID { members[0] }
}

public enum Ancestry {
  /// The ring that `record` is a member of, if it is.
  ///
  /// Parent writes take effect in the order of the log. Each record has one parent, so a ring is a simple circle, and
  /// the write that closed it is the last of them.
  ///
  /// - Complexity: O(depth) look-ups.
  public static func ring(through record: RecordID, parent: (RecordID) throws -> ParentLink?) rethrows -> Ring? {
    var path: [(record: RecordID, link: ParentLink)] = []
    var seen: Set<RecordID> = []
    var current = record
    while seen.insert(current).inserted {
      guard let link = try parent(current) else { return nil }
      path.append((current, link))
      current = link.parent
    }
    // The walk may have ended in a ring above, which `record` only hangs on.
    guard current == record, let last = path.indices.max(by: { path[$0].link.order < path[$1].link.order }) else {
      return nil
    }
    let turned = path[last...] + path[..<last]
    return Ring(members: turned.map(\.record), dots: path.map(\.link.write).sorted())
  }

  /// The record that `record` is read as, following aliases; the smallest of a ring.
  public static func representative(of record: RecordID, alias: (RecordID) throws -> RecordID?) rethrows -> RecordID {
    var path: [RecordID] = []
    var current = record
    while true {
      if let start = path.firstIndex(of: current) { return path[start...].min() ?? current }
      path.append(current)
      guard let next = try alias(current) else { return current }
      current = next
    }
  }
}
