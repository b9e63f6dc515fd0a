internal import NIOPosix
internal import SyncServer

/// Where work runs that waits for a disk, so that no event loop does.
struct BlockingPool: Sendable {
  private let pool: NIOThreadPool

  init(threads: Int) {
    pool = NIOThreadPool(numberOfThreads: threads)
    pool.start()
  }

  func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await pool.runIfActive(body)
  }

  /// Runs at once what memory can answer, and on a thread of its own what turns out to need a file.
  ///
  /// - Parameter body: changes nothing before it has all that it needs; it may be run twice.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws.
  func runFromMemory<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    do {
      return try Waiting.forbidden(body)
    } catch is Waiting.Needed {
      return try await run(body)
    }
  }

  func stop() async throws {
    try await pool.shutdownGracefully()
  }
}
