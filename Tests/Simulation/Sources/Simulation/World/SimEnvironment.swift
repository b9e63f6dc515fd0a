import Replica

/// The time as nobody in the simulation knows it.
final class TrueTime: @unchecked Sendable {
  var milliseconds: Int64 = 1_750_000_000_000
}

/// A device's clock: as far off as its plan has it, until somebody sets it.
final class SimClock: Clock, @unchecked Sendable {
  let time: TrueTime
  var offset: Int64

  init(_ time: TrueTime, offset: Int64) {
    self.time = time
    self.offset = offset
  }

  func now() -> Int64 { time.milliseconds &+ offset }
}

/// A device's random source.
final class SimRandom: RandomSource, @unchecked Sendable {
  private var dice: Dice

  init(_ dice: Dice) {
    self.dice = dice
  }

  func bits128() -> UInt128 { dice.bits128() }
}
