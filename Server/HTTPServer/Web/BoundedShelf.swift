internal import Synchronization

/// Values that are kept in memory for a while, each to be taken once, and never more than so many bytes of them: the
/// oldest go first.
final class BoundedShelf<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct State {
    var items: [Key: (value: Value, bytes: Int, at: Int64, number: UInt64)] = [:]
    var order: [(key: Key, number: UInt64)] = []
    var bytes = 0
    var next: UInt64 = 0
  }

  private let state = Mutex(State())
  private let bytesMax: Int
  private let milliseconds: Int64

  init(bytesMax: Int, milliseconds: Int64) {
    self.bytesMax = bytesMax
    self.milliseconds = milliseconds
  }

  /// Puts a value there, which counts as so many bytes.
  func put(_ value: Value, as key: Key, bytes: Int, now: Int64) {
    state.withLock { state in
      Self.remove(key, from: &state)
      state.next += 1
      state.items[key] = (value, bytes, now, state.next)
      state.order.append((key, state.next))
      state.bytes += bytes
      while state.bytes > bytesMax, !state.order.isEmpty {
        let oldest = state.order.removeFirst()
        if state.items[oldest.key]?.number == oldest.number { Self.remove(oldest.key, from: &state) }
      }
      if state.order.count > 2 * state.items.count + 64 {
        let items = state.items
        state.order.removeAll { items[$0.key]?.number != $0.number }
      }
    }
  }

  /// What lies there, and leaves it there.
  func look(_ key: Key, now: Int64) -> Value? {
    state.withLock { state in
      guard let item = state.items[key], now - item.at < milliseconds else { return nil }
      return item.value
    }
  }

  func take(_ key: Key, now: Int64) -> Value? {
    state.withLock { state in
      guard let item = state.items[key] else { return nil }
      Self.remove(key, from: &state)
      return now - item.at < milliseconds ? item.value : nil
    }
  }

  private static func remove(_ key: Key, from state: inout State) {
    if let item = state.items.removeValue(forKey: key) { state.bytes -= item.bytes }
  }
}
