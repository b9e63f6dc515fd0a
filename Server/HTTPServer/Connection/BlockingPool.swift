internal import NIOPosix

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

  func stop() async throws {
    try await pool.shutdownGracefully()
  }
}
