internal import Synchronization

/// Lets each key do so much per minute, with a burst of a quarter of that.
///
/// Buckets fill evenly; one that is full is as good as none, so those are forgotten first.
final class RateLimiter: Sendable {
  private struct Bucket {
    var tokens: Double
    var at: Int64
  }

  private let perMinute: Double
  private let burst: Double
  private let buckets = Mutex<[String: Bucket]>([:])
  private static let bucketsMax = 20_000

  init(perMinute: Int) {
    self.perMinute = Double(max(1, perMinute))
    burst = max(4, self.perMinute / 4)
  }

  /// Takes one; nil when there is one, else the seconds after which there will be. `now` is in milliseconds of a clock
  /// that does not run backwards.
  func take(_ key: String, now: Int64) -> UInt32? {
    buckets.withLock { buckets in
      var bucket = filled(buckets[key] ?? Bucket(tokens: burst, at: now), now: now)
      if buckets.count >= Self.bucketsMax, buckets[key] == nil {
        buckets = buckets.filter { filled($0.value, now: now).tokens < burst }
        // All of them busy: somebody plays with addresses, and strangers wait.
        if buckets.count >= Self.bucketsMax { return 60 }
      }
      guard bucket.tokens >= 1 else {
        buckets[key] = bucket
        return UInt32(max(1, ((1 - bucket.tokens) * 60 / perMinute).rounded(.up)))
      }
      bucket.tokens -= 1
      buckets[key] = bucket
      return nil
    }
  }

  /// Gives one back that should not have counted.
  func giveBack(_ key: String) {
    buckets.withLock { buckets in
      guard let bucket = buckets[key] else { return }
      buckets[key]?.tokens = min(burst, bucket.tokens + 1)
    }
  }

  /// Whether there would be one.
  func hasRoom(_ key: String, now: Int64) -> Bool {
    buckets.withLock { buckets in
      guard let bucket = buckets[key] else { return true }
      return filled(bucket, now: now).tokens >= 1
    }
  }

  private func filled(_ bucket: Bucket, now: Int64) -> Bucket {
    let gained = Double(max(0, now - bucket.at)) * perMinute / 60_000
    return Bucket(tokens: min(burst, bucket.tokens + gained), at: max(now, bucket.at))
  }
}
