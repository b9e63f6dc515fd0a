/// One record of a workspace: the 128 bits of its UUID (version 5 for records with a natural key, else 7).
public struct RecordID: Hashable, Comparable, Sendable {
  public let bits: UInt128

  public init(bits: UInt128) {
    self.bits = bits
  }

  public static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }
}

/// One copy of a workspace on one device of one user: 128 random bits.
public struct ReplicaID: Hashable, Comparable, Sendable {
  public let bits: UInt128

  public init(bits: UInt128) {
    self.bits = bits
  }

  public static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }
}

/// The place of a commit among those of its replica: 1, 2, 3, … without gaps.
public typealias SequenceNumber = UInt64

/// An index in the server's log: 1 for the first entry. 0 stands for the empty log.
public typealias Position = UInt64

/// An audience of the workspace; `everyone` is number 0.
public struct Audience: Hashable, Comparable, Sendable {
  public let number: UInt32

  public init(_ number: UInt32) {
    self.number = number
  }

  public static let everyone = Audience(0)
  public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// A record type, by its number in the schema.
public struct TypeNumber: Hashable, Comparable, Sendable {
  public let number: UInt32

  public init(_ number: UInt32) {
    self.number = number
  }

  public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// A field, or a group of fields that are written together, by its number in the schema of the record's type.
///
/// Numbers below `firstOfSchema` belong to the engine and are the same for every type.
public struct FieldNumber: Hashable, Comparable, Sendable {
  public let number: UInt32

  public init(_ number: UInt32) {
    self.number = number
  }

  /// The record's own register: tombstones and keeps.
  public static let life = FieldNumber(0)
  /// The record's type, set at creation: every record has at least this write standing.
  public static let type = FieldNumber(1)
  /// The record that this one turned out to be; a `review` register.
  public static let alias = FieldNumber(2)
  /// The audience that the record was moved to; nothing stands in it while the record is where it was made.
  public static let audience = FieldNumber(3)
  /// The first number that a schema may give.
  public static let firstOfSchema = FieldNumber(8)

  public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// The name of one write: which operation of which commit made it.
///
/// The creation of a record sets several registers under one dot, so a dot names one write only together with a register.
public struct Dot: Hashable, Comparable, Sendable {
  public let replica: ReplicaID
  public let sequence: SequenceNumber
  /// The audience of the part that the write was made in; it stays when the record moves.
  public let audience: Audience
  /// The index of the operation within that part, from 0.
  public let index: UInt32

  public init(replica: ReplicaID, sequence: SequenceNumber, audience: Audience = .everyone, index: UInt32) {
    self.replica = replica
    self.sequence = sequence
    self.audience = audience
    self.index = index
  }

  /// By sequence before replica, so that a listing reads roughly in the order of work.
  public static func < (left: Self, right: Self) -> Bool {
    (left.sequence, left.replica, left.audience, left.index)
      < (right.sequence, right.replica, right.audience, right.index)
  }
}

/// What the writing device's clock said, made so that it never runs backwards on one replica.
///
/// Information for people. It decides nothing but the order of display among writes that no log has ordered yet.
public struct Stamp: Hashable, Comparable, Sendable {
  /// Milliseconds since 1970-01-01 00:00 UTC by the device's clock; may be wrong by years.
  public let milliseconds: Int64
  /// Tells apart the commits of one millisecond, and grows while the clock stands still or runs backwards.
  public let counter: UInt32

  public init(milliseconds: Int64, counter: UInt32 = 0) {
    self.milliseconds = milliseconds
    self.counter = counter
  }

  /// The stamp of the next commit of a replica whose last one was `self`, when its clock shows `milliseconds`.
  ///
  /// A clock that runs ahead of `self` is followed; one that stands still or has been set back only counts on.
  public func next(milliseconds now: Int64) -> Stamp {
    guard now <= milliseconds else { return Stamp(milliseconds: now) }
    guard counter < .max else {
      return milliseconds == .max ? self : Stamp(milliseconds: milliseconds + 1)
    }
    return Stamp(milliseconds: milliseconds, counter: counter + 1)
  }

  public static func < (left: Self, right: Self) -> Bool {
    (left.milliseconds, left.counter) < (right.milliseconds, right.counter)
  }
}
