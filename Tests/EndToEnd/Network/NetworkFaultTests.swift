import CommitFormat
import Foundation
import Glibc
import HTTPTransport
import Merge
import Replica
import SyncClient
import SyncProtocol
import TestSupport
import Testing

/// A real server behind a network that cuts, holds, repeats, delays and lies: every sync ends, and the next one goes on;
/// what was sent is in the log exactly once.
///
/// `BYGD_NETWORK_BYTES=all` cuts at every byte; a number at every so many.
@Suite(.serialized, .enabled(if: Installation.isThere, "the programs are not built"))
struct NetworkFaultTests {
  private static let stride: Int = {
    let text = ProcessInfo.processInfo.environment["BYGD_NETWORK_BYTES"] ?? ""
    return text == "all" ? 1 : Int(text) ?? 23
  }()

  /// A server, the proxy before it, and two members; the log grows by one entry for each commit, so its length tells
  /// whether anything had an effect twice.
  private struct Place {
    let server: ServerProcess
    let proxy: FaultProxy
    let anna: Member
    let bertil: Member
    var expected: Position = 0
    var number = 0

    init() async throws {
      server = try ServerProcess()
      server.options = ["--requests-per-minute", "1000000", "--strangers-per-minute", "1000000"]
      try server.start()
      proxy = try await FaultProxy(to: server.port)
      anna = try await Member("Anna", server)
      bertil = try await Member("Bertil", server)
      expected = try await anna.sync().cursor
    }

    /// Both write, and Bertil has sent his: the next sync of Anna's has something for both ways.
    mutating func write() async throws {
      number += 1
      try anna.write("Anna \(number)")
      try bertil.write("Bertil \(number)")
      try await bertil.sync()
      expected += 2
    }

    /// Straight to the server: Anna goes on, and everything is there once.
    func settle(_ what: String) async throws {
      let report = try await anna.sync()
      #expect(report.level, "\(what): not level")
      #expect(report.cursor == expected, "\(what): the log is at \(report.cursor), not \(expected)")
      #expect(try anna.replica.unsynced().isEmpty, "\(what): something waits still")
    }

    func stop() async throws {
      let report = try await bertil.sync()
      #expect(report.level && report.cursor == expected)
      #expect(try anna.replica.header().digest == bertil.replica.header().digest)
      try await proxy.stop()
      server.stop()
      #expect(try server.command(["verify"]).status == 0)
    }
  }

  /// Whoever lies, lies at once: what is waited for is this machine.
  private static let patient = HTTPTransport.Settings(connectSeconds: 30, idleSeconds: 30, totalSeconds: 60)
  private static let impatient = HTTPTransport.Settings(connectSeconds: 10, idleSeconds: 0.4, totalSeconds: 20)

  enum Way: CaseIterable, Sendable {
    case cutRequest, cutAnswer, closeRequest, closeAnswer, holdRequest, holdAnswer

    func faults(_ byte: Int) -> FaultProxy.Faults {
      switch self {
      case .cutRequest: .init(toServer: .cut(afterBytes: byte))
      case .cutAnswer: .init(toClient: .cut(afterBytes: byte))
      case .closeRequest: .init(toServer: .halfClose(afterBytes: byte))
      case .closeAnswer: .init(toClient: .halfClose(afterBytes: byte))
      case .holdRequest: .init(toServer: .silence(afterBytes: byte))
      case .holdAnswer: .init(toClient: .silence(afterBytes: byte))
      }
    }

    var isRequest: Bool { [.cutRequest, .closeRequest, .holdRequest].contains(self) }
    /// Waiting for nothing takes its time each time.
    var strideFactor: Int { [.holdRequest, .holdAnswer].contains(self) ? 8 : 1 }
  }

  @Test(arguments: Way.allCases) func `a sync that is cut at any byte goes on`(way: Way) async throws {
    var place = try await Place()
    try await place.write()
    try await place.anna.sync(place.proxy.port)
    let heard = place.proxy.heard
    let size = way.isRequest ? heard.toServer.count : heard.toClient.count
    #expect(size > 300)
    var failures: [String: Int] = [:]
    var done = 0
    // Sizes differ by a byte or two from sync to sync.
    for byte in Swift.stride(from: 0, through: size + 4, by: Self.stride * way.strideFactor) {
      try await place.write()
      place.proxy.set(way.faults(byte))
      do {
        let report = try await place.anna.sync(place.proxy.port, retry: .never, settings: Self.impatient)
        #expect(report.level, "\(way) at \(byte) of \(size): said to be done")
        failures["none", default: 0] += 1
      } catch {
        #expect(error.isTransient, "\(way) at \(byte) of \(size): \(error)")
        failures["\(error)".prefix { $0 != "(" }.description, default: 0] += 1
      }
      try await place.settle("\(way) at \(byte) of \(size)")
      done += 1
    }
    place.proxy.set(.init())
    try await place.stop()
    print(
      "\(way): \(done) of \(size + 5) bytes: \(failures.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" })")
  }

  /// The answer is lost each time but the last: the same request comes again, and has no second effect.
  @Test func `answers that are lost are asked for again`() async throws {
    var place = try await Place()
    for lost in 1...4 {
      for byte in [0, 40, 400] {
        try await place.write()
        place.proxy.queue(Array(repeating: .init(toClient: .cut(afterBytes: byte)), count: lost))
        let report = try await place.anna.sync(place.proxy.port)
        #expect(report.level && report.retries == lost, "\(lost) lost after \(byte) bytes: \(report.retries)")
        #expect(report.sent == 1 && report.accepted == 1 && report.cursor == place.expected)
      }
    }
    try await place.stop()
  }

  /// The same request again, at once, late, and several at a time.
  @Test func `a request that comes again has no second effect`() async throws {
    var place = try await Place()
    var requests: [[UInt8]] = []
    for _ in 0..<3 {
      try await place.write()
      try await place.anna.sync(place.proxy.port)
      requests.append(place.proxy.heard.toServer)
      let first = place.proxy.heard.toClient
      let again = try Replay.say(place.server.port, [requests[requests.count - 1]])
      #expect(String(decoding: again.prefix(12), as: UTF8.self) == String(decoding: first.prefix(12), as: UTF8.self))
    }
    // Late ones, doubled on one connection, and many at once.
    for request in requests { _ = try Replay.say(place.server.port, [request, request]) }
    let port = place.server.port
    try await withThrowingTaskGroup(of: Int.self) { group in
      for request in requests + requests {
        group.addTask { try await onThread { try Replay.say(port, [request]).count } }
      }
      for try await count in group { #expect(count > 0) }
    }
    try await place.settle("after repeated requests")
    try await place.stop()
  }

  /// A line of 50 kbit/s with 800 ms there and back.
  @Test func `a slow line is slow and no more`() async throws {
    var place = try await Place()
    try await place.write()
    let slow = FaultProxy.Fault.pace(bytesPerSecond: 6250, delayMilliseconds: 400)
    place.proxy.set(.init(toServer: slow, toClient: slow))
    let report = try await place.anna.sync(place.proxy.port)
    #expect(report.level && report.cursor == place.expected && report.retries == 0)
    try await place.stop()
  }

  /// Answers that no server of ours gives, and what a person is told of them.
  @Test(arguments: Lie.all) func `an answer of somebody else changes nothing`(lie: Lie) async throws {
    var place = try await Place()
    try await place.write()
    place.proxy.set(.init(toServer: .answer(lie.bytes)))
    do {
      _ = try await place.anna.sync(place.proxy.port, retry: .never, settings: Self.patient)
      Issue.record("\(lie) was taken for an answer")
    } catch {
      #expect(lie.isWhatItIs(error), "\(lie): \(error)")
    }
    #expect(try place.anna.replica.unsynced().count == 1)
    place.proxy.set(.init())
    try await place.settle("\(lie)")
    try await place.stop()
  }
}

/// Says requests again that were heard before.
enum Replay {
  /// - Returns: what came until the other side was silent for a while or closed.
  static func say(_ port: Int, _ requests: [[UInt8]]) throws -> [UInt8] {
    let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard connection >= 0 else { throw Trouble("socket: \(errno)") }
    defer { close(connection) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw Trouble("connect: \(errno)") }
    for request in requests {
      _ = request.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }
    shutdown(connection, Int32(SHUT_WR))
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return result }
      result += buffer[..<count]
    }
  }
}

/// What may answer in a server's place.
struct Lie: Sendable, CustomTestStringConvertible, CustomStringConvertible {
  let description: String
  let bytes: [UInt8]
  let isWhatItIs: @Sendable (SyncProblem) -> Bool

  var testDescription: String { description }

  private init(_ description: String, _ text: String, _ isWhatItIs: @escaping @Sendable (SyncProblem) -> Bool) {
    self.init(description, Array(text.utf8), isWhatItIs)
  }

  private init(_ description: String, _ bytes: [UInt8], _ isWhatItIs: @escaping @Sendable (SyncProblem) -> Bool) {
    self.description = description
    self.bytes = bytes
    self.isWhatItIs = isWhatItIs
  }

  private static func answer(_ status: String, _ headers: [String], _ body: String) -> String {
    (["HTTP/1.1 \(status)"] + headers + ["Content-Length: \(body.utf8.count)", "", body]).joined(separator: "\r\n")
  }

  private static let ours = "Content-Type: \(SyncHTTP.contentType)"
  private static let page = "<!doctype html><html><head><title>Tåg-wifi</title></head><body>Logga in</body></html>"

  private static func isUnusable(_ problem: SyncProblem) -> Bool {
    switch problem {
    case .garbage, .cut: true
    default: false
    }
  }

  private static func isPortal(_ problem: SyncProblem) -> Bool {
    if case .captivePortal = problem { return true }
    return false
  }

  static let all: [Lie] = [
    Lie("a sign-in page", answer("200 OK", ["Content-Type: text/html; charset=utf-8"], page)) {
      $0 == .captivePortal(title: "Tåg-wifi")
    },
    Lie("a sign-in page with status 511", answer("511 X", ["Content-Type: text/html"], page), isPortal),
    Lie(
      "the way to a sign-in page", answer("302 Found", ["Location: http://portal.example/login"], ""), isPortal),
    Lie(
      "the way to another host", answer("307 X", ["Location: https://other.example/v1/sync"], ""), isPortal),
    Lie("a page of a proxy that finds no server", answer("502 Bad Gateway", ["Content-Type: text/html"], page)) {
      $0.isTransient || isPortal($0)
    },
    Lie("a proxy without time", answer("503 X", ["Content-Type: text/plain"], "later")) { $0.isTransient },
    Lie("no such place", answer("404 Not Found", ["Content-Type: text/plain"], "nothing here")) {
      $0 == .garbage(.status(404))
    },
    Lie("nothing, as if it were well", answer("204 No Content", [], ""), isUnusable),
    Lie("an empty answer of our kind", answer("200 OK", [ours], ""), isUnusable),
    Lie("garbage of our kind", answer("200 OK", [ours], String(repeating: "abc\u{1}", count: 400)), isUnusable),
    Lie("zeros", [UInt8](repeating: 0, count: 5000), isUnusable),
    Lie("another protocol", "220 mail.example ESMTP\r\n", isUnusable),
    Lie("nothing at all", "", isUnusable),
    Lie("half a head", "HTTP/1.1 200 OK\r\nContent-Ty", isUnusable),
    Lie("less than it promised", "HTTP/1.1 200 OK\r\n\(ours)\r\nContent-Length: 5000\r\n\r\nabc", isUnusable),
    Lie("half a piece", "HTTP/1.1 200 OK\r\n\(ours)\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc", isUnusable),
    Lie("a piece of no size", "HTTP/1.1 200 OK\r\n\(ours)\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc", isUnusable),
    Lie(
      "pieces without an end", "HTTP/1.1 200 OK\r\n\(ours)\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n", isUnusable),
    Lie("packed in an unknown way", answer("200 OK", [ours, "Content-Encoding: br"], "abc"), isUnusable),
    Lie("packed, and not so", answer("200 OK", [ours, "Content-Encoding: gzip"], "abcdefgh"), isUnusable),
    Lie(
      "two answers", answer("200 OK", [ours], "") + answer("200 OK", [ours], "abc"), isUnusable),
    Lie(
      "a head without end",
      "HTTP/1.1 200 OK\r\n" + (0..<4000).map { "X-\($0): \(String(repeating: "a", count: 40))\r\n" }.joined(),
      isUnusable),
    Lie("going on for ever", String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 200), isUnusable),
  ]
}
