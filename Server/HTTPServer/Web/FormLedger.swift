internal import CommitFormat
internal import Synchronization

/// The forms that were sent lately and led somewhere, so that one sent twice is done once: a double click, a reload.
///
/// In memory: whoever sends a form again after a restart meets the page's own checks.
final class FormLedger: Sendable {
  private enum Entry {
    case running([CheckedContinuation<LocalPath?, Never>])
    case done(LocalPath)
  }

  private struct State {
    var entries: [Hash: Entry] = [:]
    var order: [Hash] = []
  }

  private let state = Mutex(State())
  private static let entriesMax = 10_000

  /// Waits for the same form where it is being worked on.
  ///
  /// - Returns: where it led; nil when it is new, and the caller must call `end`.
  func begin(_ form: Hash) async -> LocalPath? {
    while true {
      enum Step {
        case new
        case done(LocalPath)
        case wait
      }
      let step = state.withLock { state -> Step in
        switch state.entries[form] {
        case nil:
          state.entries[form] = .running([])
          return .new
        case .done(let path): return .done(path)
        case .running: return .wait
        }
      }
      switch step {
      case .new: return nil
      case .done(let path): return path
      case .wait: if let path = await wait(for: form) { return path }
      }
    }
  }

  private func wait(for form: Hash) async -> LocalPath? {
    await withCheckedContinuation { continuation in
      let known: LocalPath?? = state.withLock { state in
        switch state.entries[form] {
        case nil: return .some(nil)
        case .done(let path): return .some(path)
        case .running(let waiting):
          state.entries[form] = .running(waiting + [continuation])
          return nil
        }
      }
      if let known { continuation.resume(returning: known) }
    }
  }

  /// Notes where a form led; nil when nothing came of it, and it may be sent again.
  func end(_ form: Hash, path: LocalPath?) {
    let waiting = state.withLock { state -> [CheckedContinuation<LocalPath?, Never>] in
      guard case .running(let waiting)? = state.entries[form] else { return [] }
      state.entries[form] = path.map(Entry.done)
      if path != nil {
        state.order.append(form)
        if state.order.count > Self.entriesMax { state.entries[state.order.removeFirst()] = nil }
      }
      return waiting
    }
    for continuation in waiting { continuation.resume(returning: path) }
  }
}
