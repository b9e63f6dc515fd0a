/// A small random generator (SplitMix64, Steele, Lea and Flood 2014): its whole future follows from its seed.
public struct Dice: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(_ seed: UInt64) {
    state = seed
  }

  /// A generator of its own for one thing, so that what one thing draws does not move what another gets.
  public init(_ seed: UInt64, for purpose: UInt64) {
    var mixing = Dice(seed)
    state = mixing.next() ^ (purpose &* 0xD6E8_FEB8_6659_FD93)
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// 0 to `count` − 1; 0 when there is nothing to choose from.
  public mutating func below(_ count: Int) -> Int {
    count < 2 ? 0 : Int(truncatingIfNeeded: next() % UInt64(count))
  }

  public mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }

  public mutating func bits128() -> UInt128 { UInt128(next()) << 64 | UInt128(next()) }

  /// 32 bytes, for a key.
  public mutating func secret() -> [UInt8] {
    (0..<4).flatMap { _ in withUnsafeBytes(of: next().bigEndian, Array.init) }
  }
}
