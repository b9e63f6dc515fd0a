internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
public import SyncClient
public import SyncProtocol
internal import Synchronization

/// The wire to one server: HTTP/1.1 or HTTP/2, TLS with the system's roots, bodies packed both ways.
///
/// Plain HTTP goes to this machine only, unless the user said otherwise. An answer that leads to another host is not
/// followed. Every wait is bounded. To be shut down after use.
public final class HTTPTransport: Transport {
  public struct Settings: Sendable {
    public var connectSeconds: Double
    /// The longest silence within an answer.
    public var idleSeconds: Double
    /// The longest silence of an event stream; its server says something more often than that.
    public var streamIdleSeconds: Double
    /// How long an exchange may take in all, and for how many bytes a second it may take longer.
    public var totalSeconds: Double
    public var slowestBytesPerSecond: Double
    public var allowsPlainHTTP: Bool
    /// Certificates in PEM to trust besides the system's.
    public var certificateFile: String?
    public var userAgent: String
    public var limits: ProtocolLimits

    public init(
      connectSeconds: Double = 10, idleSeconds: Double = 30, streamIdleSeconds: Double = 90, totalSeconds: Double = 300,
      slowestBytesPerSecond: Double = 512, allowsPlainHTTP: Bool = false, certificateFile: String? = nil,
      userAgent: String = "bygd", limits: ProtocolLimits = .standard
    ) {
      self.connectSeconds = connectSeconds
      self.idleSeconds = idleSeconds
      self.streamIdleSeconds = streamIdleSeconds
      self.totalSeconds = totalSeconds
      self.slowestBytesPerSecond = slowestBytesPerSecond
      self.allowsPlainHTTP = allowsPlainHTTP
      self.certificateFile = certificateFile
      self.userAgent = userAgent
      self.limits = limits
    }
  }

  public let address: ServerAddress
  let settings: Settings
  private let client: HTTPClient
  private let streamClient: HTTPClient
  private let isShutDown = Mutex(false)
  /// The best packing that the server has shown to take.
  private let packing = Mutex(Compression.gzip)

  private static let redirectsMax = 3

  public init(_ address: ServerAddress, settings: Settings = Settings()) {
    self.address = address
    self.settings = settings
    client = Self.client(settings, idleSeconds: settings.idleSeconds)
    streamClient = Self.client(settings, idleSeconds: settings.streamIdleSeconds)
  }

  deinit {
    guard !isShutDown.withLock({ $0 }) else { return }
    for client in [client, streamClient] { client.shutdown().whenComplete { _ in } }
  }

  /// Ends all connections; exchanges that run are cut.
  public func shutdown() async {
    let wasShutDown = isShutDown.withLock { state in
      defer { state = true }
      return state
    }
    guard !wasShutDown else { return }
    for client in [client, streamClient] {
      // A connection that would not close in order is closed all the same.
      try? await client.shutdown()
    }
  }

  private static func client(_ settings: Settings, idleSeconds: Double) -> HTTPClient {
    var tls = TLSConfiguration.makeClientConfiguration()
    if let file = settings.certificateFile { tls.additionalTrustRoots = [.file(file)] }
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      timeout: HTTPClient.Configuration.Timeout(
        connect: .seconds(settings.connectSeconds), read: .seconds(idleSeconds), write: .seconds(idleSeconds)),
      decompression: .disabled)
    // How often to try is the session's affair.
    configuration.connectionPool.retryConnectionEstablishment = false
    return HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
  }

  public func exchange(_ request: TransportRequest, _ receive: (TransportEvent) throws -> Void) async throws {
    var address = address
    for _ in 0...Self.redirectsMax {
      guard address.scheme == .https || address.isLoopback || settings.allowsPlainHTTP else {
        throw TransportFailure.plainHTTPRefused(host: address.host)
      }
      guard let next = try await exchange(request, with: address, receive) else { return }
      address = next
    }
    throw TransportFailure.redirected(to: address.host)
  }

  /// - Returns: where the server sends us; nil when the answer was handed on.
  private func exchange(
    _ request: TransportRequest, with address: ServerAddress, _ receive: (TransportEvent) throws -> Void
  ) async throws -> ServerAddress? {
    let (wire, sentBytes) = wireRequest(request, address)
    let total = settings.totalSeconds + Double(sentBytes) / settings.slowestBytesPerSecond
    let deadline = request.isStream ? NIODeadline.distantFuture : .now() + .seconds(total)
    let response: HTTPClientResponse
    do {
      response = try await (request.isStream ? streamClient : client).execute(wire, deadline: deadline)
    } catch {
      throw try failure(error, request, total: total)
    }
    if let next = try redirection(response, request, from: address) { return next }
    learn(response.headers)
    try receive(.sent(wireBytes: sentBytes))
    try receive(.head(Self.head(response)))
    guard let compression = Compression(contentEncoding: response.headers.first(name: "content-encoding")) else {
      throw TransportFailure.garbage(detail: "content-encoding")
    }
    var limits = settings.limits
    if request.isStream { limits.inflatedBytesMax = .max }
    let decompressor = Decompressor(compression, limits: limits)
    var body = response.body.makeAsyncIterator()
    var received = 0
    while true {
      let piece: ByteBuffer?
      do {
        piece = try await body.next()
      } catch {
        throw try failure(error, request, total: total)
      }
      guard let buffer = piece else { break }
      received += buffer.readableBytes
      let plain: [UInt8]
      do {
        plain = try decompressor.append(Array(buffer.readableBytesView))
      } catch {
        throw Self.failure(error)
      }
      try receive(.body(plain, wireBytes: buffer.readableBytes))
      let grace = TimeAmount.seconds(Double(received) / settings.slowestBytesPerSecond)
      if !request.isStream, NIODeadline.now() > deadline + grace { throw TransportFailure.tooSlow(seconds: total) }
    }
    do {
      if received > 0 { try decompressor.finish() }
    } catch {
      throw Self.failure(error)
    }
    return nil
  }

  private func wireRequest(_ request: TransportRequest, _ address: ServerAddress) -> (HTTPClientRequest, Int) {
    var wire = HTTPClientRequest(url: address.url(request.path))
    wire.method = HTTPMethod(rawValue: request.method.rawValue)
    for header in request.headers { wire.headers.add(name: header.name, value: header.value) }
    wire.headers.replaceOrAdd(name: "User-Agent", value: settings.userAgent)
    if request.header("Range") == nil, !request.isStream {
      wire.headers.replaceOrAdd(name: "Accept-Encoding", value: Compression.accepted)
    }
    guard !request.body.isEmpty else { return (wire, 0) }
    let (compression, bytes) = packing.withLock { $0 }.packed(request.body, thoroughly: true)
    if compression != .identity { wire.headers.add(name: "Content-Encoding", value: compression.rawValue) }
    wire.body = .bytes(ByteBuffer(bytes: bytes))
    return (wire, bytes.count)
  }

  /// A server that packs in zstd, or says that it takes it (RFC 7694), gets it.
  private func learn(_ headers: HTTPHeaders) {
    let shown = headers.first(name: "content-encoding") ?? headers.first(name: "accept-encoding")
    if Compression.best(acceptEncoding: shown) == .zstd { packing.withLock { $0 = .zstd } }
  }

  private static func head(_ response: HTTPClientResponse) -> ResponseHead {
    var headers: [String: String] = [:]
    for (name, value) in response.headers where headers[name.lowercased()] == nil {
      headers[name.lowercased()] = value
    }
    return ResponseHead(status: Int(response.status.code), headers: headers)
  }

  /// Only within the same host, and never from TLS to plain HTTP.
  private func redirection(
    _ response: HTTPClientResponse, _ request: TransportRequest, from address: ServerAddress
  ) throws -> ServerAddress? {
    guard [301, 302, 303, 307, 308].contains(response.status.code) else { return nil }
    let location = response.headers.first(name: "location") ?? ""
    if location.hasPrefix("/"), !location.hasPrefix("//") {
      // Another place on the same server is no place of the protocol.
      throw TransportFailure.redirected(to: address.host)
    }
    let target = try? ServerAddress(String(location.prefix { $0 != "?" }))
    guard let target, response.status.code != 303, location.hasSuffix(request.path) else {
      throw TransportFailure.redirected(to: target?.host ?? "")
    }
    guard target.host == address.host, target.scheme == .https || address.scheme == .http,
      let next = try? ServerAddress(String(location.dropLast(request.path.count)))
    else { throw TransportFailure.redirected(to: target.host) }
    return next
  }
}

extension TimeAmount {
  fileprivate static func seconds(_ seconds: Double) -> TimeAmount {
    .nanoseconds(Int64(min(max(seconds, 0), 1e9) * 1e9))
  }
}
