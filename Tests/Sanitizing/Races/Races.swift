import CommitFormat
import Foundation
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import SyncServer
import Synchronization

/// What did not hold although nobody raced.
struct Wrong: Error {
  let what: String

  static func unless(_ holds: Bool, _ what: @autoclosure () -> String) throws {
    if !holds { throw Wrong(what: what()) }
  }
}

/// Counts on several threads.
final class Tally: Sendable {
  private let number = Mutex(0)

  func add() { number.withLock { $0 += 1 } }
  var count: Int { number.withLock { $0 } }
}

/// Everything at once, for a sanitizer to look at: laptops that edit and sync through one server, people who come and
/// go, listeners, snapshots, readers of the server's replica; then the parts that are shared by all connections.
///
/// `Races ROUNDS [tasks]`: by threads, with `tasks` also by tasks.
@main enum Races {
  static func main() async throws {
    let rounds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 3
    for round in 1...rounds {
      let office = try Office()
      try office.workByThreads()
      try parts()
      print("round \(round), threads: \(try office.summary())")
      guard CommandLine.arguments.contains("tasks") else { continue }
      let other = try Office()
      try await other.workByTasks()
      print("round \(round), tasks: \(try other.summary())")
    }
  }

  /// The shared parts of the HTTP server that need nothing of it.
  private static func parts() throws {
    let limiter = RateLimiter(perMinute: 600)
    let shelf = BoundedShelf<Int, String>(bytesMax: 1000, milliseconds: 1_000_000)
    let hub = EventHub()
    let workspace = WorkspaceID(bits: 5)
    let taken = Tally()
    try Crowd.run(
      (0..<8).map { number in
        {
          let device = DeviceID(bits: UInt128(number % 3))
          for step in 0..<300 {
            if limiter.take("device \(number % 2)", now: 0) == nil { taken.add() }
            shelf.put("value \(step)", as: step % 20, bytes: 90, now: Int64(step))
            _ = shelf.take((step + number) % 20, now: Int64(step))
            guard let (listener, _) = hub.open(workspace, device: device, max: 4) else { continue }
            hub.publish(Position(step), in: workspace)
            if step.isMultiple(of: 10) { hub.beat() }
            if step.isMultiple(of: 25) { hub.revoke([device]) }
            _ = hub.take(listener)
            hub.close(listener)
          }
        }
      })
    try Wrong.unless(taken.count == 300, "the limiter let through \(taken.count) of two bursts of 150")
    try Wrong.unless(hub.count == 0, "a stream is left")
  }
}
