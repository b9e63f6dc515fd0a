import Foundation
import Synchronization

/// Runs work on threads of their own, all at once.
final class Crowd: Sendable {
  private struct State {
    var running = 0
    var problem: (any Error)?
  }

  private let state = Mutex(State())
  private let done = NSCondition()

  /// Returns when all are done.
  ///
  /// - Throws: what one of them threw.
  static func run(_ work: [@Sendable () throws -> Void]) throws {
    let crowd = Crowd()
    crowd.state.withLock { $0.running = work.count }
    for one in work { Thread { crowd.finish(Result(catching: one)) }.start() }
    crowd.done.lock()
    while crowd.state.withLock({ $0.running }) > 0 { crowd.done.wait() }
    crowd.done.unlock()
    if let problem = crowd.state.withLock({ $0.problem }) { throw problem }
  }

  private func finish(_ result: Result<Void, any Error>) {
    done.lock()
    state.withLock { state in
      state.running -= 1
      if case .failure(let error) = result { state.problem = error }
    }
    done.signal()
    done.unlock()
  }
}
