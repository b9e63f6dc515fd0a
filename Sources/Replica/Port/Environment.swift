/// What time it is, by this device's clock, which may be wrong.
public protocol Clock: Sendable {
  /// Milliseconds since 1970-01-01 00:00 UTC.
  func now() -> Int64
}

/// Where randomness comes from.
public protocol RandomSource: Sendable {
  func bits128() -> UInt128
}

/// The system's random source.
public struct SystemRandom: RandomSource {
  public init() {}

  public func bits128() -> UInt128 { .random(in: .min ... .max) }
}
