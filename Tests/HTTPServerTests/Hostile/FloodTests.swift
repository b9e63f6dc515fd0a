import Foundation
import SyncProtocol
import Testing

/// Bytes that mean harm, over real sockets to the real program. Each time: a clear refusal, bounded memory, and others
/// are served.
@Suite(.serialized) struct FloodTests {
  /// How much more memory the server may hold than it did before, whatever is sent to it.
  private static let growthMax = 160 << 20
  private let sync = [("Content-Type", SyncHTTP.contentType)]

  /// A server, one who means harm, and one who works.
  private struct Town {
    let server: ServerProgram
    let mallory: Laptop
    let kim: Laptop
    let memory: Int

    init(_ arguments: [String] = []) throws {
      server = try ServerProgram()
      try server.start(arguments + ["--strangers-per-minute", "100000"])
      mallory = try Laptop(server, "Mallory")
      kim = try Laptop(server, "Kim")
      try kim.actor("Teatern", phone: "1")
      try kim.sync()
      memory = try server.residentBytes()
    }

    /// Somebody works and is served, and the server has not grown.
    func isWell(_ what: String, growthMax: Int = FloodTests.growthMax) throws {
      try kim.actor("Kören", phone: what)
      let exchanged = try kim.sync()
      #expect(exchanged.done != nil, "nobody is served during: \(what)")
      let grown = try server.residentBytes() - memory
      #expect(grown < growthMax, "\(what): \(grown >> 20) MiB more")
      print("flood, \(what): \(grown >> 20) MiB more")
    }
  }

  private func bomb(_ compression: Compression, mebibytes: Int) -> [UInt8] {
    let compressor = Compressor(compression, level: compression == .zstd ? 19 : 9)
    var bytes: [UInt8] = []
    for _ in 0..<mebibytes { bytes += compressor.append([UInt8](repeating: 0, count: 1 << 20)) }
    return bytes + compressor.finish()
  }

  @Test func bombsAreRefusedBeforeTheyGrow() throws {
    let town = try Town()
    let mallory = town.mallory
    for compression in [Compression.gzip, .zstd] {
      let bytes = bomb(compression, mebibytes: 400)
      for _ in 0..<4 {
        let answer = try mallory.call(
          "POST", mallory.path("sync"), headers: sync + [("Content-Encoding", compression.rawValue)], body: bytes)
        // Zeros are no frames either.
        #expect([.tooLarge, .malformed].contains(answer.problem), "\(compression): \(answer.status)")
        let json = try mallory.call(
          "POST", mallory.path("records"),
          headers: [("Content-Type", "application/json"), ("Content-Encoding", compression.rawValue)], body: bytes)
        #expect(json.problem == .tooLarge, "\(compression): \(json.status)")
      }
      // One inside the other: codings come one at a time.
      let nested = compression.packed(bytes).1
      for coding in ["gzip, gzip", "zstd, gzip", "gzip, zstd", "identity, gzip"] {
        let answer = try mallory.call(
          "POST", mallory.path("sync"), headers: sync + [("Content-Encoding", coding)], body: nested)
        #expect(answer.problem == .unsupportedMediaType, "\(coding): \(answer.status)")
      }
      let inner = try mallory.call(
        "POST", mallory.path("sync"), headers: sync + [("Content-Encoding", compression.rawValue)], body: nested)
      #expect([.malformed, .tooLarge].contains(inner.problem))
    }
    try town.isWell("bombs")
  }

  @Test func jsonThatMeansHarmIsRefused() throws {
    let town = try Town()
    let mallory = town.mallory
    let name = String(repeating: "a", count: 900_000)
    let cases: [(String, String, ProblemCode)] = [
      ("deep arrays", String(repeating: "[", count: 500_000), .malformed),
      ("deep objects", String(repeating: #"{"a":"#, count: 150_000), .malformed),
      ("closed depth", String(repeating: "[", count: 40) + String(repeating: "]", count: 40), .malformed),
      ("a key twice", #"{"type":"actor","type":"actor"}"#, .malformed),
      ("a key twice within", #"{"type":"actor","fields":{"name":"a","name":"b"}}"#, .malformed),
      ("a key in two spellings", #"{"type":"actor","fields":{"name":"a","n\u0061me":"b"}}"#, .malformed),
      ("a key in two forms", #"{"type":"actor","fields":{"\u00e5":"a","a\u030a":"b"}}"#, .malformed),
      (
        "a long number", #"{"type":"visit","fields":{"date":"# + String(repeating: "9", count: 900_000) + "}}",
        .malformed
      ),
      ("a long key", #"{"type":"actor","fields":{"\#(name)":"a"}}"#, .refused),
      ("many keys", "{" + (0..<60_000).map { #""k\#($0)":0"# }.joined(separator: ",") + "}", .malformed),
      ("a lone surrogate", #"{"type":"actor","fields":{"name":"\ud800"}}"#, .malformed),
      ("a byte that is no UTF-8", "{\"type\":\"actor\",\"fields\":{\"name\":\"\u{1}\"}}", .malformed),
      ("too much", #"{"type":"actor","fields":{"name":"\#(name)\#(name)"}}"#, .tooLarge),
    ]
    for (what, text, problem) in cases {
      let answer = try mallory.call(
        "POST", mallory.path("records"), headers: [("Content-Type", "application/json")], body: Array(text.utf8))
      #expect(answer.problem == problem, "\(what): \(answer.status) \(answer.text.prefix(200))")
    }
    try town.isWell("JSON")
  }

  @Test func headsThatMeanHarmAreRefused() throws {
    let town = try Town()
    let port = town.server.port
    func status(_ text: String) throws -> Int {
      let wire = try Wire(port)
      try? wire.send(text)
      guard let answer = try? wire.head() else { return 0 }
      return answer.status
    }
    let long = String(repeating: "x", count: 60_000)
    #expect(try status("GET /healthz HTTP/1.1\r\nHost: x\r\nX: \(long)\r\n\r\n") == 431)
    #expect(try status("GET /healthz HTTP/1.1\r\nHost: x\r\n\(long): y\r\n\r\n") == 431)
    #expect(try [413, 414, 431, 400].contains(status("GET /\(long) HTTP/1.1\r\nHost: x\r\n\r\n")))
    let cookies = (0..<3000).map { "a\($0)=b" }.joined(separator: "; ")
    #expect(try status("GET /sign-in HTTP/1.1\r\nHost: x\r\nCookie: \(cookies)\r\n\r\n") == 200)
    #expect(
      try status("GET /sign-in HTTP/1.1\r\nHost: x\r\n\(String(repeating: "Cookie: a=b\r\n", count: 5000))\r\n") == 431)
    // A head that never ends: no line end at all.
    let endless = try Wire(port)
    try? endless.send("GET /healthz HTTP/1.1\r\nX: ")
    for _ in 0..<200 { try? endless.send(String(repeating: "y", count: 10_000)) }
    #expect(endless.isClosed())
    for text in [
      "\u{0}\u{0}\u{0}\u{0}\r\n\r\n", "GET\r\n\r\n", "GET /healthz\r\n\r\n", "GET /healthz HTTP/9.9\r\n\r\n",
      "G\u{0}T /healthz HTTP/1.1\r\n\r\n", "GET /healthz HTTP/1.1\r\nHost: a\r\n : b\r\n\r\n",
      "GET /healthz HTTP/1.1\r\nHost x\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{FC}\u{3}\u{3}\r\n\r\n",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
      let said = try status(text)
      #expect([0, 400, 405, 505].contains(said), "\(text.debugDescription): \(said)")
    }
    // An old client is answered, with a length, so that it need not wait for the end.
    let old = try Wire(port)
    try old.send("GET /healthz HTTP/1.0\r\n\r\n")
    let answered = try old.answer()
    #expect(answered.status == 200 && answered.headers["content-length"] != nil)
    try town.isWell("heads")
  }

  @Test func bodiesThatDoNotSayWhereTheyEndAreRefused() throws {
    let town = try Town()
    let mallory = town.mallory
    func tried(_ headers: String, _ body: String) throws -> (status: Int, more: Bool) {
      let wire = try Wire(town.server.port)
      try? wire.send(
        "POST \(mallory.path("sync")) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(mallory.token)\r\n"
          + "Content-Type: \(SyncHTTP.contentType)\r\n\(headers)\r\n\r\n\(body)GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
      )
      guard let first = try? wire.answer() else { return (0, false) }
      return (first.status, (try? wire.answer())?.status == 200)
    }
    for (headers, body) in [
      ("Transfer-Encoding: chunked", "ZZ\r\nabc\r\n0\r\n\r\n"), ("Transfer-Encoding: chunked", "-1\r\nabc\r\n"),
      ("Transfer-Encoding: chunked", "FFFFFFFFFFFFFFFFF\r\nabc\r\n"),
      ("Transfer-Encoding: chunked\r\nContent-Length: 3", "abc"), ("Content-Length: 3\r\nContent-Length: 5", "abcde"),
      ("Content-Length: -1", ""), ("Content-Length: 3, 5", "abcde"), ("Content-Length: 99999999999999999999", ""),
      ("Transfer-Encoding: gzip, chunked\r\nTransfer-Encoding: identity", "3\r\nabc\r\n0\r\n\r\n"),
      ("Transfer-Encoding: xchunked", "abc"),
    ] {
      let (status, more) = try tried(headers, body)
      #expect((400..<500).contains(status) || status == 0 || status == 501, "\(headers): \(status)")
      // What follows is not taken for a request of its own: nobody smuggles one past a proxy.
      #expect(!more, "\(headers): a second request was served")
    }
    try town.isWell("chunks")
  }

  @Test func requestsInOneGoAreAnsweredInOrder() throws {
    let town = try Town()
    let wire = try Wire(town.server.port)
    let count = 300
    var text = ""
    for number in 0..<count {
      text += "GET /\(number.isMultiple(of: 2) ? "healthz" : "nowhere") HTTP/1.1\r\nHost: x\r\n\r\n"
    }
    try wire.send(text)
    for number in 0..<count { #expect(try wire.answer().status == (number.isMultiple(of: 2) ? 200 : 404)) }
    try town.isWell("one go")
  }

  @Test func namesLeadNowhereElse() throws {
    let town = try Town()
    let mallory = town.mallory
    let own = String(mallory.path("records").dropFirst("/v1/workspaces/".count).prefix(32))
    let tricks = [
      "..", "%2e%2e", "%2E%2E%2F", "..%2f..%2fetc%2fpasswd", "%00", own + "%00", "%c0%ae%c0%ae", "%u002e", "%",
      "%2", own + "/..", own + "%2f..", own.uppercased() + "%20", "%20" + own, own + ".", own + ";x", "\\..\\..",
      "%5c..%5c", "....//", String(repeating: "a", count: 7000), "\u{202E}" + own, own.dropLast() + "%0a",
    ]
    for trick in tricks {
      for template in [
        "/v1/workspaces/\(trick)/records", "/v1/workspaces/\(own)/blobs/\(trick)", "/v1/workspaces/\(own)/\(trick)",
        "/v1/workspaces/\(own)/records/\(trick)", "/v1/workspaces/\(own)/commits/\(trick)", "/assets/\(trick)",
        "/w/\(trick)", "/w/\(own)/\(trick)", "/sign-in/\(trick)", "/\(trick)",
      ] {
        let answer = try mallory.call("GET", template)
        #expect((300..<500).contains(answer.status), "\(template): \(answer.status)")
        #expect(!answer.text.contains("root:") && !answer.text.contains("SQLite"), "\(template)")
        #expect(answer.location.isEmpty || answer.location.hasPrefix("/sign-in") || answer.location.hasPrefix("/w/"))
      }
    }
    try town.isWell("names")
  }

  @Test func slowOnesHoldNobodyUp() throws {
    let town = try Town(["--pace-seconds", "2", "--idle-seconds", "3"])
    let mallory = town.mallory
    // Heads and bodies that come a byte at a time, from many sides.
    let head = Array(
      "POST \(mallory.path("sync")) HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(mallory.token)\r\n".utf8)
    let wires = try (0..<300).map { number in
      let wire = try Wire(town.server.port)
      let body = "Content-Type: \(SyncHTTP.contentType)\r\nContent-Length: 100000\r\n\r\n"
      if number.isMultiple(of: 2) { try wire.send(head + Array(body.utf8)) }
      return wire
    }
    for place in 0..<20 {
      for (number, wire) in wires.enumerated() {
        try? wire.send([number.isMultiple(of: 2) ? 0 : head[place]])
      }
    }
    try town.isWell("slow senders")
    for wire in wires { #expect(wire.isClosed()) }
    // Readers that ask for much and take nothing.
    for number in 0..<60 {
      try town.kim.actor("Kör \(number)", phone: String(repeating: "1", count: 20))
    }
    try town.kim.sync()
    let idle = try (0..<200).map { _ in
      let wire = try Wire(town.server.port)
      for path in ["snapshot", "records?limit=200", "history?limit=100"] {
        try wire.request("GET", mallory.path(path), token: mallory.token)
      }
      return wire
    }
    try town.isWell("slow readers")
    #expect(idle.count == 200)
  }

  @Test func aFloodOfOneDeviceIsItsOwnAffair() throws {
    let town = try Town(["--requests-per-minute", "240"])
    var refused = 0
    var worst = Duration.zero
    for round in 0..<6 {
      let wire = try Wire(town.server.port)
      for _ in 0..<50 { try wire.request("GET", town.mallory.path("me"), token: town.mallory.token) }
      for _ in 0..<50 {
        let answer = try wire.answer()
        if answer.status == 429 {
          refused += 1
          #expect(answer.problem == .tooManyRequests && Int(answer.headers["retry-after"] ?? "").map { $0 > 0 } == true)
        }
      }
      let began = ContinuousClock.now
      try town.isWell("flood \(round)")
      worst = max(worst, .now - began)
    }
    print("flood: \(refused) of 300 refused; the slowest sync beside it took \(worst)")
    #expect(refused > 150)
  }

  @Test(.enabled(if: FileLimits.raised(to: 11_000), "the system lets this program open too few files"))
  func tenThousandIdleConnections() throws {
    let town = try Town(["--idle-seconds", "600"])
    var idle: [Wire] = []
    for number in 0..<9900 {
      // Half say nothing at all, half have asked for something once.
      let wire = try Wire(town.server.port)
      if number.isMultiple(of: 2) { try wire.request("GET", "/healthz") }
      idle.append(wire)
    }
    for wire in idle.enumerated().filter({ $0.offset.isMultiple(of: 500) }).map(\.element) {
      #expect(try wire.answer().status == 200)
    }
    // 32 KiB for each.
    try town.isWell("\(idle.count) idle connections", growthMax: idle.count << 15)
    #expect(idle.count == 9900)
  }
}

/// How many files this program, and those that it starts, may open.
enum FileLimits {
  static func raised(to count: UInt) -> Bool {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_max >= count else {
      return false
    }
    limit.rlim_cur = max(limit.rlim_cur, count)
    return setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
  }
}
