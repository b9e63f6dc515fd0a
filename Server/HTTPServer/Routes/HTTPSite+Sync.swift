internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Merge
internal import NIOCore
internal import SyncProtocol
internal import SyncServer

extension HTTPSite {
  /// One exchange. What is short is answered whole; a long push has its receipts as its commits become durable.
  @Sendable func sync(_ call: Call, _ caller: Caller) async throws -> Response {
    try call.require(contentType: SyncHTTP.contentType)
    let running = try RunningExchange(site: self, call: call, caller: caller)
    guard try await running.begin() else {
      let bytes = try await running.finish()
      metrics.count(bytesIn: running.wireBytes, bytesOut: bytes.count)
      return .whole(bytes, type: SyncHTTP.contentType, call: call)
    }
    var headers: HTTPFields = [.contentType: SyncHTTP.contentType, .cacheControl: "no-store", .vary: "Accept-Encoding"]
    if running.coding != .identity { headers[.contentEncoding] = running.coding.rawValue }
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        try await running.stream(&writer)
        try await writer.finish(nil)
      })
  }
}

/// One exchange as it runs: the request is read, judged and answered piece by piece.
///
/// It is handed from the route to the body of its answer, and never used by both at once; so it is not guarded.
private final class RunningExchange: @unchecked Sendable {
  private let site: HTTPSite
  private let call: Call
  private let caller: Caller
  private var body: IncomingBody
  private var reader: RequestReader
  private var hello: Hello?
  private var exchange: SyncExchange?
  private var hasPulled = false
  private var out: [UInt8] = []
  private var bodyEnded = false

  init(site: HTTPSite, call: Call, caller: Caller) throws {
    self.site = site
    self.call = call
    self.caller = caller
    body = try IncomingBody(call, limits: site.limits.exchange)
    reader = RequestReader(limits: site.limits.exchange)
  }

  var wireBytes: Int { body.wireBytes }

  /// A push that is answered in pieces has more to come than its packing costs, when much waits to be fetched.
  private(set) var coding = Compression.identity

  /// Reads the hello and what came with it.
  ///
  /// - Returns: whether the answer is to be sent in pieces, because more commits are on their way.
  /// - Throws: what is answered in place of an exchange.
  func begin() async throws -> Bool {
    while hello == nil {
      guard let runs = try await nextRuns() else { throw ProblemAnswer(ProtocolProblem.cut) }
      // The hello comes first, or the reader has thrown.
      if hello != nil, !runs.isEmpty { try await push(runs) }
    }
    while !body.isComplete {
      if hasPushed {
        coding = call.accepted
        return true
      }
      guard let runs = try await nextRuns() else { break }
      if !runs.isEmpty { try await push(runs) }
    }
    return false
  }

  private var hasPushed = false

  /// The rest of an exchange whose body has come.
  func finish() async throws -> [UInt8] {
    try await drain()
    try await pull()
    return out
  }

  /// The rest of an exchange, sent as it becomes ready. Problems go into the answer, which has begun.
  @concurrent func stream(_ writer: inout any ResponseBodyWriter) async throws {
    let compressor = Compressor(coding)
    do {
      try await writer.write(ByteBuffer(bytes: flushed(compressor)))
      while let runs = try await nextRuns() {
        guard !runs.isEmpty else { continue }
        try await push(runs)
        try await writer.write(ByteBuffer(bytes: flushed(compressor)))
      }
      try await pull()
    } catch {
      guard let hello else { throw error }
      let (answer, isOurs) = ProblemAnswer.answer(to: error)
      if isOurs { call.logger.error("exchange failed", metadata: ["error": "\(ErrorLabel.text(error))"]) }
      out += ResponseFrame.problem(answer.problem).bytes(answering: hello)
    }
    site.metrics.count(bytesIn: body.wireBytes)
    let bytes = compressor.append(out) + compressor.finish()
    site.metrics.count(bytesOut: bytes.count)
    try await writer.write(ByteBuffer(bytes: bytes))
  }

  /// What has gathered, so that the other side can read all of it.
  private func flushed(_ compressor: Compressor) -> [UInt8] {
    let bytes = compressor.append(out, flush: true)
    out = []
    site.metrics.count(bytesOut: bytes.count)
    return bytes
  }

  private func drain() async throws {
    while let runs = try await nextRuns() {
      if !runs.isEmpty { try await push(runs) }
    }
  }

  /// The runs of commits that the next bytes complete; nil at the end of the body.
  private func nextRuns() async throws -> [SealedCommits]? {
    guard !bodyEnded else { return nil }
    do {
      guard let bytes = try await body.next() else {
        bodyEnded = true
        // What was cut off is no reason to forget what came whole: those frames have been answered.
        try reader.finish()
        return nil
      }
      try reader.feed(bytes)
      var runs: [SealedCommits] = []
      while let frame = try reader.next() {
        switch frame {
        case .hello(let hello): self.hello = hello
        case .commits(let commits): runs.append(commits)
        }
      }
      // Whoever sends nothing gets the whole answer at once.
      if exchange == nil, let hello { try await open(hello, pulling: runs.isEmpty && body.isComplete) }
      return runs
    } catch let problem as ProtocolProblem {
      throw ProblemAnswer(problem)
    }
  }

  private func open(_ hello: Hello, pulling: Bool) async throws {
    let caller = caller
    let (exchange, frames) = try await site.pool.runFromMemory {
      var exchange = try caller.server.open(hello, device: caller.device, actor: caller.actor)
      let frames = pulling ? try exchange.pull() : []
      return (exchange, frames)
    }
    self.exchange = exchange
    hasPulled = pulling
    out += ResponseFrame.welcome(exchange.welcome).bytes(answering: hello)
    for frame in frames { out += frame.bytes(answering: hello) }
  }

  private func push(_ runs: [SealedCommits]) async throws {
    guard var exchange, let hello else { return }
    let receipts = try await exchange.pushTogether(runs)
    self.exchange = exchange
    hasPushed = true
    if !receipts.isEmpty { out += ResponseFrame.receipts(receipts).bytes(answering: hello) }
  }

  private func pull() async throws {
    guard !hasPulled else { return }
    guard let exchange, let hello else { throw ProblemAnswer(ProtocolProblem.cut) }
    let frames = try await site.pool.run { [exchange] in
      var exchange = exchange
      return try exchange.pull()
    }
    for frame in frames { out += frame.bytes(answering: hello) }
  }
}
