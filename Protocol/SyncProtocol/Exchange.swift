internal import CommitFormat
internal import Merge

/// What a replica sends, in order: one hello, then any number of sealed commits.
public enum RequestFrame: Hashable, Sendable {
  case hello(Hello)
  case commits(SealedCommits)

  public var frame: Frame {
    switch self {
    case .hello(let hello): hello.frame
    case .commits(let commits): commits.frame
    }
  }
}

/// Reads a request from bytes fed in pieces of any size.
public struct RequestReader {
  private var frames: FrameReader
  private let limits: ProtocolLimits
  private var commitCount = 0
  private var hasHello = false

  public init(limits: ProtocolLimits = .standard) {
    frames = FrameReader(opening: [.hello], limits: limits)
    self.limits = limits
  }

  public mutating func feed(_ bytes: some Collection<UInt8>) throws(ProtocolProblem) {
    try frames.feed(bytes)
  }

  /// The next part of the request; nil when more bytes are needed. The first is the hello.
  public mutating func next() throws(ProtocolProblem) -> RequestFrame? {
    guard let frame = try frames.next() else { return nil }
    switch FrameType(rawValue: frame.type) {
    case .hello where !hasHello:
      hasHello = true
      return .hello(try Hello(frame))
    case .commits where hasHello:
      let commits: SealedCommits
      do {
        commits = try SealedCommits(frame, commitsMax: limits.commitsPerRequestMax - commitCount)
      } catch .tooManyCommits {
        throw .tooManyCommits(max: limits.commitsPerRequestMax)
      }
      commitCount += commits.commits.count
      return .commits(commits)
    default: throw .unexpectedFrame(type: frame.type)
    }
  }

  /// To be called at the end of the body.
  public func finish() throws(ProtocolProblem) { try frames.finish() }
}

/// What a server sends, in order: a welcome, receipts, log pages, done. A problem may stand in place of the rest.
public enum ResponseFrame: Hashable, Sendable {
  case welcome(Welcome)
  case receipts([Receipt])
  case entries(LogPage)
  case done(Done)
  case problem(Problem)

  /// The frames, without what the hello said already.
  public func frames(answering hello: Hello) -> [Frame] {
    switch self {
    case .welcome(let welcome): [welcome.frame(answering: hello)]
    case .receipts(let receipts): Receipt.frames(receipts, answering: hello)
    case .entries(let page): [page.frame]
    case .done(let done): [done.frame(answering: hello)]
    case .problem(let problem): [problem.frame]
    }
  }

  /// The frames' bytes.
  public func bytes(answering hello: Hello) -> [UInt8] {
    var out: [UInt8] = []
    for frame in frames(answering: hello) { frame.append(to: &out) }
    return out
  }
}

/// Reads a response to `hello` from bytes fed in pieces of any size.
public struct ResponseReader {
  private enum Stage {
    case start, open, ended
  }

  private var frames: FrameReader
  private let hello: Hello
  private var stage = Stage.start

  /// - Parameters:
  ///   - hello: what was asked, as the answer leaves out what it said.
  ///   - limits: `bodyBytesMax` and `commitsPerRequestMax` are the server's affair and not kept here.
  public init(hello: Hello, limits: ProtocolLimits = .standard) {
    frames = FrameReader(opening: [.welcome, .problem], limits: limits)
    self.hello = hello
  }

  public mutating func feed(_ bytes: some Collection<UInt8>) throws(ProtocolProblem) {
    try frames.feed(bytes)
  }

  /// The next part of the response; nil when more bytes are needed. The first is a welcome or a problem, the last is
  /// done or a problem.
  public mutating func next() throws(ProtocolProblem) -> ResponseFrame? {
    guard let frame = try frames.next() else { return nil }
    switch (FrameType(rawValue: frame.type), stage) {
    case (.welcome, .start):
      stage = .open
      return .welcome(try Welcome(frame, answering: hello))
    case (.receipts, .open): return .receipts(try Receipt.read(frame, answering: hello))
    case (.entries, .open): return .entries(LogPage(bytes: frame.payload))
    case (.done, .open):
      stage = .ended
      return .done(try Done(frame, answering: hello))
    case (.problem, .start), (.problem, .open):
      stage = .ended
      return .problem(try Problem(frame))
    default: throw .unexpectedFrame(type: frame.type)
    }
  }

  /// To be called at the end of the body. Throws `cut` when neither done nor a problem came.
  public func finish() throws(ProtocolProblem) {
    try frames.finish()
    guard stage == .ended else { throw .cut }
  }
}
