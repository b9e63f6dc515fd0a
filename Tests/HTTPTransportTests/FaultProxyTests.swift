import HTTPTransport
import SyncClient
import TestSupport
import Testing

/// The proxy that other tests rely on does what it says, and the transport says what it was.
@Suite struct FaultProxyTests {
  private static let answer = Array("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nabcd".utf8)

  // A silence is short only where it is what is looked at: a busy machine is silent too.
  private func through(
    _ faults: FaultProxy.Faults, idleSeconds: Double = 300
  ) async throws -> (body: [UInt8], failure: TransportFailure?) {
    let server = try await RawServer(says: [Self.answer])
    let proxy = try await FaultProxy(to: server.port)
    proxy.set(faults)
    let transport = HTTPTransport(
      try ServerAddress("http://127.0.0.1:\(proxy.port)"),
      settings: .init(connectSeconds: 300, idleSeconds: idleSeconds))
    var body: [UInt8] = []
    var failure: TransportFailure?
    do {
      try await transport.exchange(TransportRequest(.post, "/", body: Array(repeating: 1, count: 100))) { event in
        if case .body(let bytes, _) = event { body += bytes }
      }
    } catch let error as TransportFailure {
      failure = error
    }
    #expect(proxy.connectionCount == 1)
    await transport.shutdown()
    try await proxy.stop()
    try await server.stop()
    return (body, failure)
  }

  @Test func withoutFaultsAllGoesThrough() async throws {
    let outcome = try await through(.init())
    #expect(outcome.body == Array("abcd".utf8) && outcome.failure == nil)
    let late = try await through(.init(toServer: .delay(milliseconds: 20), toClient: .delay(milliseconds: 20)))
    #expect(late.body == Array("abcd".utf8) && late.failure == nil)
  }

  @Test func faultsAreWhatTheySay() async throws {
    #expect(try await through(.init(toClient: .cut(afterBytes: 39))).failure == .cut)
    #expect(try await through(.init(toClient: .halfClose(afterBytes: 30))).failure == .cut)
    #expect(try await through(.init(toServer: .cut(afterBytes: 10))).failure == .cut)
    for silence in [FaultProxy.Faults(toClient: .silence(afterBytes: 20)), .init(toServer: .silence(afterBytes: 0))] {
      #expect(try await through(silence, idleSeconds: 0.3).failure == .tooSlow(seconds: 0.3))
    }
    let slow = FaultProxy.Faults(
      toServer: .pace(bytesPerSecond: 1_000_000, delayMilliseconds: 1),
      toClient: .pace(bytesPerSecond: 1_000_000, delayMilliseconds: 1), connectMilliseconds: 5)
    #expect(try await through(slow).body == Array("abcd".utf8))
    var breaking = slow
    breaking.toClient = .pace(bytesPerSecond: 1_000_000, delayMilliseconds: 1, cutAfterBytes: 40)
    let broken = try await through(breaking)
    #expect(broken.failure == .cut && broken.body.count <= 2)
    let page = Array("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>".utf8)
    #expect(try await through(.init(toServer: .answer(page))).body == Array("<html>".utf8))
  }
}
