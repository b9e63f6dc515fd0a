internal import CommitFormat
internal import Merge
internal import SyncServer
internal import Synchronization

/// Tells open event streams of new positions, of the time that passes, and of the end.
final class EventHub: Sendable {
  enum Signal: Sendable {
    case position(Position)
    case heartbeat
    /// The device is not welcome any more.
    case revoked
  }

  struct Listener: Hashable, Sendable {
    let number: UInt64
  }

  private struct Stream {
    let workspace: WorkspaceID
    let device: DeviceID
    let signals: AsyncStream<Void>.Continuation
    var position: Position?
    var heartbeat = false
    var revoked = false
  }

  private struct State {
    var streams: [UInt64: Stream] = [:]
    var streamsByDevice: [DeviceID: Int] = [:]
    var next: UInt64 = 1
    var hasEnded = false
  }

  private let state = Mutex(State())

  /// Nil when the device has as many as it may.
  func open(
    _ workspace: WorkspaceID, device: DeviceID, max: Int
  ) -> (listener: Listener, signals: AsyncStream<Void>)? {
    // One waiting signal is enough: what it means is read when it comes.
    let (signals, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    return state.withLock { state in
      guard state.streamsByDevice[device, default: 0] < max else { return nil }
      state.streamsByDevice[device, default: 0] += 1
      let number = state.next
      state.next += 1
      state.streams[number] = Stream(workspace: workspace, device: device, signals: continuation)
      if state.hasEnded { continuation.finish() }
      return (Listener(number: number), signals)
    }
  }

  func close(_ listener: Listener) {
    state.withLock { state in
      guard let stream = state.streams.removeValue(forKey: listener.number) else { return }
      let left = (state.streamsByDevice[stream.device] ?? 1) - 1
      state.streamsByDevice[stream.device] = left == 0 ? nil : left
    }
  }

  /// What has happened since the last call, the end last.
  func take(_ listener: Listener) -> [Signal] {
    state.withLock { state in
      guard var stream = state.streams[listener.number] else { return [] }
      var signals: [Signal] = []
      if let position = stream.position { signals.append(.position(position)) }
      if stream.heartbeat, signals.isEmpty { signals.append(.heartbeat) }
      if stream.revoked { signals.append(.revoked) }
      stream.position = nil
      stream.heartbeat = false
      state.streams[listener.number] = stream
      return signals
    }
  }

  func publish(_ position: Position, in workspace: WorkspaceID) {
    ring { stream in
      guard stream.workspace == workspace else { return false }
      stream.position = max(stream.position ?? 0, position)
      return true
    }
  }

  func beat() {
    ring { stream in
      stream.heartbeat = true
      return true
    }
  }

  func revoke(_ devices: Set<DeviceID>) {
    ring { stream in
      guard devices.contains(stream.device) else { return false }
      stream.revoked = true
      return true
    }
  }

  /// Ends all streams, and those that are opened from now on: the server stops.
  func end() {
    let streams = state.withLock { state in
      state.hasEnded = true
      return state.streams.values.map(\.signals)
    }
    for signals in streams { signals.finish() }
  }

  var count: Int { state.withLock { $0.streams.count } }

  /// The devices that have streams open, by workspace.
  var devices: [WorkspaceID: Set<DeviceID>] {
    state.withLock { state in
      state.streams.values.reduce(into: [:]) { $0[$1.workspace, default: []].insert($1.device) }
    }
  }

  private func ring(_ change: (inout Stream) -> Bool) {
    let rung = state.withLock { state in
      var rung: [AsyncStream<Void>.Continuation] = []
      for number in state.streams.keys {
        guard var stream = state.streams[number], change(&stream) else { continue }
        state.streams[number] = stream
        rung.append(stream.signals)
      }
      return rung
    }
    for signals in rung { signals.yield() }
  }
}
