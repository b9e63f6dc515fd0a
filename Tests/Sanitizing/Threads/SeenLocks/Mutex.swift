internal import Glibc

/// The standard library's `Mutex` by a lock that the thread sanitizer sees: its own waits in the kernel behind the
/// sanitizer's back, and everything that it guards would look like a race.
public struct Mutex<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
  private let box: Box

  private final class Box {
    let value: UnsafeMutablePointer<Value>
    let lock: UnsafeMutablePointer<pthread_mutex_t>

    init(_ value: consuming Value) {
      self.value = .allocate(capacity: 1)
      self.value.initialize(to: value)
      lock = .allocate(capacity: 1)
      pthread_mutex_init(lock, nil)
    }

    deinit {
      value.deinitialize(count: 1)
      value.deallocate()
      pthread_mutex_destroy(lock)
      lock.deallocate()
    }
  }

  public init(_ value: consuming sending Value) {
    box = Box(value)
  }

  /// As the standard library's.
  public borrowing func withLock<Result: ~Copyable, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    pthread_mutex_lock(box.lock)
    defer { pthread_mutex_unlock(box.lock) }
    return try body(&box.value.pointee)
  }
}
