/// The register that a write sets: a field or a group of a record, or one element of a set.
public struct RegisterID: Hashable, Comparable, Sendable {
  public let field: FieldNumber
  /// The key of the element, when the field is a set: the element itself, or a row of its key parts.
  public let element: Value?

  public init(_ field: FieldNumber, element: Value? = nil) {
    self.field = field
    self.element = element
  }

  public static let life = RegisterID(.life)
  public static let type = RegisterID(.type)
  public static let alias = RegisterID(.alias)
  /// Holds the number of the audience that the record was moved to; empty while it is where it was made.
  public static let audience = RegisterID(.audience)

  /// Whether it says something of the record as a whole, not of what is written in it: life, type, or where it is.
  public var isOfRecord: Bool {
    element == nil && (field == .life || field == .type || field == .audience)
  }

  public static func < (left: Self, right: Self) -> Bool {
    if left.field != right.field { return left.field < right.field }
    guard let leftElement = left.element else { return right.element != nil }
    guard let rightElement = right.element else { return false }
    return leftElement.bytes.lexicographicallyPrecedes(rightElement.bytes)
  }
}

/// What a write is, beside the value it sets.
public enum Mark: UInt8, Hashable, Sendable, CaseIterable {
  case plain = 0
  /// Written anew when a round was closed: while it stands, it is the official value, whatever stands beside it.
  case closing = 1
  /// The administrator's reopening of what a closing write froze.
  case reopening = 2
}

/// A write in its place: it sets one register and names the writes of it that it replaces.
public struct Write: Hashable, Sendable {
  public let dot: Dot
  public let value: Value
  public let mark: Mark
  /// Kept while the write has no position in the log; once it has one, everything named here is gone for good.
  public let replaces: Replaces
  /// The device's time, kept as long as `replaces`.
  public let stamp: Stamp
  /// For a tombstone, the writes of the record that its author saw; for a keep, the uncovered ones that it settles.
  public let covers: Replaces?

  public init(
    dot: Dot, value: Value, mark: Mark = .plain, replaces: Replaces = .nothing, stamp: Stamp = Stamp(milliseconds: 0),
    covers: Replaces? = nil
  ) {
    self.dot = dot
    self.value = value
    self.mark = mark
    self.replaces = replaces
    self.stamp = stamp
    self.covers = covers
  }

  public func replaces(_ other: Write) -> Bool { replaces.names(other.dot, author: dot.replica) }

  /// Whether this replaces `older` and, as far as the names alone can tell, everything that `older` replaces: then
  /// nothing is lost by forgetting `older`.
  ///
  /// What another replica's own ranges mean, the names alone do not tell.
  func supersedes(_ older: Write) -> Bool {
    guard replaces(older), older.replaces.named.allSatisfy({ replaces.names($0.dot, author: dot.replica) }) else {
      return false
    }
    guard older.replaces.inherited.allSatisfy({ old in replaces.inherited.contains { $0.contains(old) } }) else {
      return false
    }
    guard !older.replaces.own.isEmpty else { return true }
    return older.dot.replica == dot.replica
      && older.replaces.own.allSatisfy { range in
        replaces.own.contains { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound }
      }
  }

  public func covers(_ other: Dot) -> Bool { covers?.names(other, author: dot.replica) ?? false }

  /// The same write of another value: what is left of it when something was erased.
  public func with(value: Value) -> Write {
    Write(dot: dot, value: value, mark: mark, replaces: replaces, stamp: stamp, covers: covers)
  }

  /// The write as it stands in the log: what it replaced is settled, and its stamp decides nothing any more.
  var settled: Write {
    Write(dot: dot, value: value, mark: mark, covers: covers)
  }
}

extension Value {
  /// The value of a life register in which a tombstone stands.
  public static let tombstone = Value(.boolean(false))
  /// The value of a life register in which a keep stands.
  public static let keep = Value(.boolean(true))
}
