internal import Foundation

/// The device's clock.
public struct SystemClock: Clock {
  public init() {}

  public func now() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
