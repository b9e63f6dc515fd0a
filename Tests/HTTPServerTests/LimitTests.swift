import CommitFormat
import Foundation
import Merge
import Replica
import Schema
import SyncProtocol
import Testing

@Suite(.serialized) struct LimitTests {
  private let sync = [("Content-Type", SyncHTTP.contentType)]

  @Test func hostileBodiesAreRefusedAndTheServerServesOn() throws {
    let server = try ServerProgram()
    try server.start("--body-max", "100000")
    let kim = try Laptop(server, "Kim")
    func post(_ body: [UInt8], _ more: [(String, String)] = []) throws -> Wire.Answer {
      try kim.call("POST", kim.path("sync"), headers: sync + more, body: body)
    }
    // A body over the limit, announced and not.
    let large = try post([UInt8](repeating: 1, count: 100_001))
    #expect(large.problem == .tooLarge)
    #expect(try large.json["limit"]?.integer == 100_000)
    let chunked = try Wire(server.port)
    try chunked.request(
      "POST", kim.path("sync"), token: kim.token, headers: sync + [("Transfer-Encoding", "chunked")])
    let hello = try kim.body().bytes
    try chunked.send("\(String(hello.count, radix: 16))\r\n")
    try chunked.send(hello + Array("\r\n".utf8))
    // A frame of an unknown kind that a reader skips, and that never ends.
    var endless: [UInt8] = []
    Varint.append(UInt64(10 << 20), to: &endless)
    endless.append(200)
    endless += [UInt8](repeating: 0, count: 50_000)
    for piece in [endless, endless, endless] {
      try? chunked.send("\(String(piece.count, radix: 16))\r\n")
      try? chunked.send(piece + Array("\r\n".utf8))
    }
    #expect(try chunked.answer().problem == .tooLarge)
    // A frame that claims 4 GB.
    var claim: [UInt8] = hello
    Varint.append(UInt64(4 << 30), to: &claim)
    claim.append(FrameType.commits.rawValue)
    #expect(try post(claim).problem == .tooLarge)
    // A bomb: the limit is on what it unpacks to, and on how fast it grows.
    let compressor = Compressor(.zstd, level: 19)
    var bomb: [UInt8] = []
    for _ in 0..<300 { bomb += compressor.append([UInt8](repeating: 0, count: 1 << 20)) }
    bomb += compressor.finish()
    #expect(bomb.count < 100_000)
    #expect(try post(bomb, [("Content-Encoding", "zstd")]).problem == .tooLarge)
    // Garbage, plain and packed, half a frame, nothing at all.
    #expect(try post(Array("<html>logga in</html>".utf8)).problem == .malformed)
    #expect(try post(Array("garbage".utf8), [("Content-Encoding", "gzip")]).problem == .malformed)
    #expect(try post(Array(hello.dropLast())).problem == .malformed)
    #expect(try post([]).problem == .malformed)
    #expect(try post(hello, [("Content-Encoding", "br")]).problem == .unsupportedMediaType)
    #expect(try kim.call("POST", kim.path("sync"), body: hello).problem == .unsupportedMediaType)
    // JSON: a key twice, too deep, no JSON.
    let resolve = kim.path("conflicts/0000000000000000/resolve")
    for text in [#"{"code":"a","code":"b"}"#, String(repeating: "[", count: 40), "nej", "\u{FEFF}{}"] {
      let answer = try kim.call(
        "POST", "/v1/join", headers: [("Content-Type", "application/json")], body: Array(text.utf8))
      #expect(answer.problem == .malformed)
    }
    #expect(try kim.call("POST", resolve, body: []).problem == .notAllowed)
    #expect(try kim.exchange().done != nil)
    // Nobody reads in a log who wrote what.
    let log = server.logText
    #expect(!log.contains("Kim") && !log.contains(kim.token) && !log.contains("127.0.0.1:5"))
    for line in log.split(separator: "\n") { _ = try JSONValue(parsing: String(line)) }
  }

  /// Whoever sends everything before reading gets to read why it was refused.
  @Test func aBodyFarTooLargeIsAnsweredAndNotReset() throws {
    let server = try ServerProgram()
    try server.start()
    let kim = try Laptop(server, "Kim")
    let body = [UInt8](repeating: 0x20, count: 10 << 20)
    for _ in 0..<6 {
      let answer = try kim.call(
        "POST", kim.path("records"), headers: [("Content-Type", "application/json")], body: body)
      #expect(answer.status == 413 && answer.problem == .tooLarge)
    }
    // In pieces whose sum nobody knows beforehand, too.
    let chunked = try Wire(server.port)
    try chunked.send(
      "POST /v1/join HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in 0..<10 { try chunked.send(Array("100000\r\n".utf8) + body.prefix(1 << 20) + Array("\r\n".utf8)) }
    try chunked.send("0\r\n\r\n")
    #expect(try chunked.answer().problem == .tooLarge)
    #expect(chunked.isClosed())
    #expect(try kim.exchange().done != nil)
  }

  @Test func aFloodOfHeadersIsRefused() throws {
    let server = try ServerProgram()
    try server.start()
    let wire = try Wire(server.port)
    var text = "GET /healthz HTTP/1.1\r\nHost: x\r\n"
    for number in 0..<500 { text += "X-\(number): \(String(repeating: "a", count: 100))\r\n" }
    try? wire.send(text + "\r\n")
    let answer = try wire.answer()
    #expect(answer.status == 431)
    #expect(answer.problem == .tooLarge)
    #expect(wire.isClosed())
    let nonsense = try Wire(server.port)
    try nonsense.send("\u{1}\u{2}\u{3}\r\n\r\n")
    #expect(try nonsense.answer().status == 400)
    #expect(try Laptop(server, "Kim").json("GET", "records").status == 200)
  }

  @Test func aSlowSenderIsToldSoAndCutOff() throws {
    let server = try ServerProgram()
    try server.start("--pace-seconds", "1", "--idle-seconds", "2")
    let kim = try Laptop(server, "Kim")
    let body = try kim.body().bytes
    let wire = try Wire(server.port)
    try wire.request(
      "POST", kim.path("sync"), token: kim.token, headers: sync + [("Content-Length", "\(body.count)")])
    try wire.send(Array(body.prefix(3)))
    #expect(try wire.answer().problem == .timedOut)
    #expect(wire.isClosed())
    // A head that never ends.
    let head = try Wire(server.port)
    try head.send("GET /healthz HTTP/1.1\r\nHost:")
    #expect(head.isClosed())
  }

  @Test func aHundredIdleConnectionsAreInNobodysWay() throws {
    let server = try ServerProgram()
    try server.start()
    let idle = try (0..<200).map { _ in try Wire(server.port) }
    let kim = try Laptop(server, "Kim")
    #expect(try kim.exchange().done != nil)
    #expect(idle.count == 200)
  }

  @Test func whoeverAsksTooOftenIsToldWhenToComeBack() throws {
    let server = try ServerProgram()
    try server.start("--requests-per-minute", "20", "--strangers-per-minute", "20")
    let kim = try Laptop(server, "Kim")
    var last = try kim.json("GET", "records")
    for _ in 0..<10 where last.status == 200 { last = try kim.json("GET", "records") }
    #expect(last.problem == .tooManyRequests)
    #expect(Int(last.headers["retry-after"] ?? "").map { $0 > 0 } == true)
    // Guessing codes.
    var guess = last
    for _ in 0..<10 { guess = try kim.join(code: "0000-0000-0000-0000") }
    #expect(guess.problem == .tooManyRequests)
  }
}
