public import CommitFormat
public import Merge

/// One time that a log lost its end: it was put back from a backup, or rolled back unnoticed.
public struct Restoration: Hashable, Sendable {
  /// The one that began with it.
  public var epoch: Epoch
  /// The ones that may have gone on beyond the point where the log ended then: of the backup, and of what it replaced.
  public var former: [Epoch]
  /// Where the log ended then.
  public var position: Position
  /// Milliseconds since 1970-01-01 00:00 UTC.
  public var time: Int64
  /// Whether what replicas give back is to be refused: the end of the log was dropped on purpose.
  public var discards: Bool
  /// The first number that an enrolment gets from here on: what was lost may have given the ones below, and commits name
  /// replicas by them.
  public var numbersFrom: UInt32
  /// When an administrator said that devices and rights are as they should be; nil until then, and nobody syncs.
  public var confirmedAt: Int64?

  public init(
    epoch: Epoch, former: [Epoch], position: Position, time: Int64, discards: Bool, numbersFrom: UInt32,
    confirmedAt: Int64?
  ) {
    self.epoch = epoch
    self.former = former
    self.position = position
    self.time = time
    self.discards = discards
    self.numbersFrom = numbersFrom
    self.confirmedAt = confirmedAt
  }

  /// Far enough above the numbers that a log has given that what it lost has none of them.
  public static func numbers(after highest: UInt32) -> UInt32 {
    let step: UInt32 = 4096
    return (highest / step &+ 1) &* step
  }
}
