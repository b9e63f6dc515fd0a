internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
public import Logging
internal import NIOCore
internal import NIOSSL
public import Plan
public import Replica
public import ServiceLifecycle
internal import SyncServer
internal import Synchronization

/// A certificate and its key, as PEM files.
public struct TLSFiles: Hashable, Sendable {
  /// The server's own certificate first, then those that lead up to its root.
  public let certificatePath: String
  public let keyPath: String

  public init(certificatePath: String, keyPath: String) {
    self.certificatePath = certificatePath
    self.keyPath = keyPath
  }
}

/// Why a server can't listen.
public enum HTTPServiceProblem: Error, Hashable, Sendable {
  /// Plain HTTP where others could listen in, and nobody said that this is wanted.
  case plainHTTPRefused(host: String)
  case unreadableCertificate(path: String)
  case unreadableKey(path: String)
  /// The certificate and the key do not go together, or are of a kind that is not safe.
  case unusableCertificate
  /// Somebody else listens there, or the address is not this machine's.
  case cannotListen(host: String, port: Int)
}

/// Serves workspaces over HTTP/1.1, with TLS where there is a certificate, until it is asked to stop.
public struct HTTPService: Service {
  private let address: ListenAddress
  private let tls: TLSConfiguration?
  private let site: HTTPSite
  private let logger: Logger
  private let ready: @Sendable (String) -> Void

  /// - Parameters:
  ///   - directory: the workspaces.
  ///   - inboxes: what is in conflict in each of them; whoever else looks there shares it.
  ///   - address: where to listen.
  ///   - tls: certificate and key; nil for plain HTTP.
  ///   - allowsPlainHTTP: whether plain HTTP may be served to other machines.
  ///   - limits: what whoever connects may ask for.
  ///   - clock: the server's.
  ///   - web: how people reach the pages, and how they sign in.
  ///   - threads: how many requests may wait for the disk at a time.
  ///   - logger: gets a line per request: route and status, no names and no addresses.
  ///   - ready: called once, with the address as clients write it, when connections are taken.
  /// - Throws: `HTTPServiceProblem`.
  public init(
    directory: any WorkspaceDirectory, inboxes: InboxShelf = InboxShelf(), address: ListenAddress, tls: TLSFiles? = nil,
    allowsPlainHTTP: Bool = false,
    limits: HTTPLimits = .standard, clock: any Clock = SystemClock(), web: WebSettings = WebSettings(),
    threads: Int = 8, logger: Logger,
    ready: @escaping @Sendable (String) -> Void
  ) throws {
    guard tls != nil || allowsPlainHTTP || address.isLoopback else {
      throw HTTPServiceProblem.plainHTTPRefused(host: address.host)
    }
    self.address = address
    self.tls = try tls.map(Self.configuration)
    self.logger = logger
    self.ready = ready
    site = HTTPSite(
      directory: directory, inboxes: inboxes, limits: limits, clock: clock, threads: threads,
      web: WebState(settings: web, hasTLS: tls != nil))
  }

  private static func configuration(_ files: TLSFiles) throws -> TLSConfiguration {
    let certificates: [NIOSSLCertificate]
    do {
      certificates = try NIOSSLCertificate.fromPEMFile(files.certificatePath)
    } catch {
      throw HTTPServiceProblem.unreadableCertificate(path: files.certificatePath)
    }
    let key: NIOSSLPrivateKey
    do {
      key = try NIOSSLPrivateKey(file: files.keyPath, format: .pem)
    } catch {
      throw HTTPServiceProblem.unreadableKey(path: files.keyPath)
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key))
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    do {
      _ = try NIOSSLContext(configuration: configuration)
    } catch {
      throw HTTPServiceProblem.unusableCertificate
    }
    return configuration
  }

  /// Runs until a graceful shutdown is asked for, and no longer than `stopSeconds` after that.
  ///
  /// - Throws: `HTTPServiceProblem.cannotListen`.
  public func run() async throws {
    let limits = site.limits
    let clock = site.clock
    var channel = HTTP1Channel.Configuration(
      additionalChannelHandlers: [ConnectionGuard(limits: limits) { clock.now() }],
      idleTimeout: .seconds(Int64(limits.idleSeconds)))
    channel.httpDecoder = .init(
      maxHeaderFieldSize: limits.headerBytesMax, maxHeaderListSize: limits.headerBytesMax,
      maxHeaderFieldCount: limits.headerCountMax)
    let http = HTTPServerBuilder.http1(configuration: channel)
    let server = try tls.map { try HTTPServerBuilder.tls(http, tlsConfiguration: $0) } ?? http
    let scheme = tls == nil ? "http" : "https"
    let host = address.host.contains(":") ? "[\(address.host)]" : address.host
    let started = StartedFlag()
    let ready = ready
    let application = Application(
      responder: SiteResponder(site: site), server: server,
      configuration: ApplicationConfiguration(
        address: .hostname(address.host, port: address.port), backlog: 1024,
        availableConnectionsDelegate: MaximumAvailableConnections(limits.connectionsMax)),
      onServerRunning: { channel in
        started.set()
        ready("\(scheme)://\(host):\(channel.localAddress?.port ?? 0)")
      },
      logger: logger)
    do {
      try await serve(application)
    } catch {
      try? await site.stop()
      guard started.isSet || error is HTTPServiceProblem else {
        throw HTTPServiceProblem.cannotListen(host: address.host, port: address.port)
      }
      throw error
    }
    try await site.stop()
  }

  /// The routes for programs, as `GET /healthz`; those of pages are not among them.
  package static func routes() async throws -> [String] { try await routes { !$0.access.isPage } }

  /// The routes for people with browsers, as `POST /sign-in`.
  package static func pageRoutes() async throws -> [String] { try await routes { $0.access.isPage } }

  private static func routes(where isWanted: (Route) -> Bool) async throws -> [String] {
    struct Nothing: WorkspaceDirectory {
      func workspaces() throws -> [WorkspaceServer] { [] }
    }
    let site = HTTPSite(
      directory: Nothing(), inboxes: InboxShelf(), limits: .standard, clock: SystemClock(), threads: 1,
      web: WebState(settings: WebSettings(), hasTLS: false))
    let routes = site.routes.routes.filter(isWanted).map { "\($0.method.rawValue) \($0.template)" }
    try await site.stop()
    return routes
  }

  private func serve(_ application: some Service) async throws {
    defer { site.forgetAll() }
    // They are stopped from the last to the first: streams end, the application waits for its answers, notes are kept.
    var configuration = ServiceGroupConfiguration(
      services: [
        .init(service: Tending(site: site, logger: logger), successTerminationBehavior: .ignore),
        .init(service: application, successTerminationBehavior: .gracefullyShutdownGroup),
        .init(service: StreamEnd(hub: site.hub), successTerminationBehavior: .ignore),
      ], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(site.limits.stopSeconds)
    try await ServiceGroup(configuration: configuration).run()
  }
}

private struct Tending: Service {
  let site: HTTPSite
  let logger: Logger

  func run() async throws {
    try? await cancelWhenGracefulShutdown { try await site.tend() }
    // Asked to stop it is last, and is cancelled only where answers took longer than they may.
    if Task.isCancelled { logger.warning("requests were cut off by the stop") }
    await site.keepNotes()
  }
}

/// Ends the event streams at the stop: nobody else would, and the application waits for them.
private struct StreamEnd: Service {
  let hub: EventHub

  func run() async throws {
    try? await gracefulShutdown()
    hub.end()
  }
}

private final class StartedFlag: Sendable {
  private let value = Atomic(false)

  func set() { value.store(true, ordering: .releasing) }
  var isSet: Bool { value.load(ordering: .acquiring) }
}
