public import Replica

/// How often, and how long, an exchange that failed is tried again: exponential back-off with full jitter
/// (Brooker, "Exponential Backoff and Jitter", 2015), bounded in number and time.
public struct RetryPolicy: Hashable, Sendable {
  /// Tries after the first, since the last one that brought something.
  public var retriesMax: Int
  /// Tries after the first, when the server has not been reached at all.
  public var unreachableRetriesMax: Int
  public var firstSeconds: Double
  /// The longest wait between two tries, save where the server asks for more.
  public var capSeconds: Double
  /// All waits together, the ones that the server asked for too.
  public var totalSeconds: Double

  public init(
    retriesMax: Int = 5, unreachableRetriesMax: Int = 1, firstSeconds: Double = 0.25, capSeconds: Double = 10,
    totalSeconds: Double = 60
  ) {
    self.retriesMax = retriesMax
    self.unreachableRetriesMax = unreachableRetriesMax
    self.firstSeconds = firstSeconds
    self.capSeconds = capSeconds
    self.totalSeconds = totalSeconds
  }

  public static let standard = RetryPolicy()
  /// For simulations and tests that count tries.
  public static let never = RetryPolicy(retriesMax: 0, unreachableRetriesMax: 0)

  /// Seconds before try number `retry` (1 for the first), at random between 0 and the bound, which doubles.
  public func seconds(before retry: Int, random: any RandomSource) -> Double {
    let bound = min(
      capSeconds, firstSeconds * Double(sign: .plus, exponent: min(max(retry, 1) - 1, 30), significand: 1))
    let unit = Double(UInt64(truncatingIfNeeded: random.bits128()) >> 11) * 0x1p-53
    return bound * unit
  }
}
