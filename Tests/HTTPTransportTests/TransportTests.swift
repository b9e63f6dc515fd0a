import HTTPTransport
import SyncClient
import SyncProtocol
import TestSupport
import Testing

@Suite struct TransportTests {
  private func answer(_ status: String, _ headers: [String], _ body: [UInt8] = []) -> [UInt8] {
    Array(
      "HTTP/1.1 \(status)\r\n\((headers + ["content-length: \(body.count)"]).joined(separator: "\r\n"))\r\n\r\n".utf8)
      + body
  }

  private struct Outcome {
    var head: ResponseHead?
    var body: [UInt8] = []
    var wireBytes = 0
    var sent = 0
    var error: (any Error)?
    var failure: TransportFailure? { error as? TransportFailure }
  }

  private func exchange(
    _ port: Int, _ request: TransportRequest = TransportRequest(.post, "/v1/x", body: [1, 2, 3]),
    host: String = "127.0.0.1", _ change: (inout HTTPTransport.Settings) -> Void = { _ in }
  ) async throws -> Outcome {
    var settings = HTTPTransport.Settings(connectSeconds: 300, idleSeconds: 300, totalSeconds: 600)
    change(&settings)
    let transport = HTTPTransport(try ServerAddress("http://\(host):\(port)"), settings: settings)
    let outcome = await run(transport, request)
    await transport.shutdown()
    return outcome
  }

  private func run(_ transport: HTTPTransport, _ request: TransportRequest) async -> Outcome {
    var outcome = Outcome()
    do {
      try await transport.exchange(request) { event in
        switch event {
        case .sent(let bytes): outcome.sent = bytes
        case .head(let head): outcome.head = head
        case .body(let bytes, let wireBytes):
          outcome.body += bytes
          outcome.wireBytes += wireBytes
        }
      }
    } catch {
      outcome.error = error
    }
    return outcome
  }

  @Test func anAnswerComesAsItWasSaid() async throws {
    let server = try await RawServer(says: [answer("200 OK", ["Content-Type: a/b; x=y", "X-Two: 1"], [7, 8, 9])])
    let outcome = try await exchange(
      server.port, TransportRequest(.post, "/v1/x", headers: [.init("Authorization", "Bearer t")], body: [1, 2, 3]))
    #expect(outcome.error == nil && outcome.body == [7, 8, 9] && outcome.wireBytes == 3 && outcome.sent == 3)
    #expect(outcome.head?.status == 200 && outcome.head?.mediaType == "a/b" && outcome.head?.headers["x-two"] == "1")
    let heard = server.heard.lowercased()
    #expect(heard.hasPrefix("post /v1/x http/1.1\r\n"))
    #expect(heard.contains("authorization: bearer t\r\n") && heard.contains("user-agent: bygd\r\n"))
    #expect(heard.contains("accept-encoding: zstd, gzip\r\n"))
    try await server.stop()
  }

  @Test(arguments: [Compression.gzip, .zstd]) func packedAnswersAreUnpacked(_ compression: Compression) async throws {
    let plain = [UInt8](repeating: 65, count: 5000)
    let packed = compression.packed(plain).1
    let server = try await RawServer(says: [
      answer("200 OK", ["Content-Encoding: \(compression.rawValue)"], packed)
    ])
    let outcome = try await exchange(server.port)
    #expect(outcome.body == plain && outcome.wireBytes == packed.count)
    // A bomb goes no further than the limit.
    let bomb = try await exchange(server.port) { $0.limits.inflatedBytesMax = 1000 }
    #expect(bomb.failure == .tooLarge(bytesMax: 1000) && bomb.body.count <= 1000)
    try await server.stop()
  }

  @Test func aLongRequestIsPackedAndZstdOnceTheServerTakesIt() async throws {
    let server = try await RawServer(says: [answer("200 OK", ["Accept-Encoding: zstd", "Connection: close"])])
    let transport = HTTPTransport(try ServerAddress("http://127.0.0.1:\(server.port)"))
    let request = TransportRequest(.post, "/", body: [UInt8](repeating: 66, count: 4000))
    let first = await run(transport, request)
    #expect(first.error == nil && first.sent < 200)
    #expect(server.heard.lowercased().contains("content-encoding: gzip"))
    let second = await run(transport, request)
    #expect(second.error == nil && server.heard.lowercased().contains("content-encoding: zstd"))
    await transport.shutdown()
    try await server.stop()
  }

  @Test func nobodyListens() async throws {
    let port = try #require(ClosedPort())
    #expect(try await exchange(port.number).failure == .notReachable(.refused))
    let nowhere = try await exchange(80, host: "bygd.invalid") { $0.allowsPlainHTTP = true }
    #expect(nowhere.failure == .notReachable(.unknownHost))
  }

  @Test func plainHTTPGoesToThisMachineOnly() async throws {
    let outcome = try await exchange(80, host: "192.0.2.1")
    #expect(outcome.failure == .plainHTTPRefused(host: "192.0.2.1"))
  }

  @Test func anAnswerCutAtAnyByteIsCut() async throws {
    let whole = answer("200 OK", ["Content-Type: a/b"], [1, 2, 3, 4])
    for place in 0..<whole.count {
      let server = try await RawServer(says: [Array(whole.prefix(place))])
      let outcome = try await exchange(server.port)
      #expect(outcome.failure == .cut, "cut at \(place)")
      try await server.stop()
    }
  }

  @Test func aHalfOpenConnectionIsLeftInTime() async throws {
    for said in [[], Array("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345".utf8)] {
      let server = try await RawServer(says: [said], then: .silence)
      let outcome = try await exchange(server.port) { $0.idleSeconds = 0.2 }
      #expect(outcome.failure == .tooSlow(seconds: 0.2))
      try await server.stop()
    }
  }

  @Test func aServerThatNeverAnswersInAllIsLeftInTime() async throws {
    let server = try await RawServer(says: [], then: .silence)
    let outcome = try await exchange(server.port) {
      // The bound on silence must not be the one that ends it.
      $0.idleSeconds = 600
      $0.totalSeconds = 0.2
      $0.slowestBytesPerSecond = 1e9
    }
    guard case .tooSlow(let seconds) = outcome.failure else {
      Issue.record("\(String(describing: outcome.error))")
      return
    }
    #expect(seconds < 0.3)
    try await server.stop()
  }

  @Test func whatIsNoHTTPIsGarbage() async throws {
    let server = try await RawServer(says: [Array("SSH-2.0-OpenSSH_9.2\r\n\r\n".utf8)])
    guard case .garbage? = try await exchange(server.port).failure else {
      Issue.record("not garbage")
      return
    }
    try await server.stop()
  }

  @Test func anErrorStatusIsAnAnswer() async throws {
    let server = try await RawServer(says: [answer("503 Busy", ["Retry-After: 3"], Array("x".utf8))])
    let outcome = try await exchange(server.port)
    #expect(outcome.error == nil && outcome.head?.status == 503 && outcome.head?.headers["retry-after"] == "3")
    try await server.stop()
  }

  @Test func redirectsStayOnTheHost() async throws {
    let away = try await RawServer(says: [answer("302 Found", ["Location: http://portal.example/login?x=1"])])
    #expect(try await exchange(away.port).failure == .redirected(to: "portal.example"))
    try await away.stop()
    let goal = try await RawServer(says: [answer("200 OK", [], [5])])
    let moved = try await RawServer(says: [
      answer("308 Moved", ["Location: http://127.0.0.1:\(goal.port)/new/v1/x"])
    ])
    let outcome = try await exchange(moved.port)
    #expect(outcome.error == nil && outcome.body == [5])
    #expect(goal.heard.hasPrefix("POST /new/v1/x "))
    try await goal.stop()
    try await moved.stop()
  }

  @Test func givingUpAndCancellingEndAtOnce() async throws {
    struct Enough: Error {}
    let server = try await RawServer(
      says: [Array("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345".utf8)], then: .silence)
    let transport = HTTPTransport(try ServerAddress("http://127.0.0.1:\(server.port)"))
    await #expect(throws: Enough.self) {
      try await transport.exchange(TransportRequest(.get, "/")) { event in
        if case .body = event { throw Enough() }
      }
    }
    let task = Task {
      try await transport.exchange(TransportRequest(.get, "/")) { event in
        if case .body = event { withUnsafeCurrentTask { $0?.cancel() } }
      }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    await transport.shutdown()
    try await server.stop()
  }
}
