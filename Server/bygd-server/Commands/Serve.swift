import ArgumentParser
import Foundation
import HTTPServer
import Logging
import Schema
import ServiceLifecycle
import SyncProtocol
import UnixSignals
import Words

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: Spoken.text(Words.ServerProgram.serveHelp))

  @OptionGroup var provider: ProviderOptions
  @OptionGroup var folders: FolderOptions
  @Option(help: ArgumentHelp(Spoken.text(Words.ServerProgram.listenHelp), valueName: "HOST:PORT"))
  var listen = "127.0.0.1:8080"
  @Option(help: ArgumentHelp(Spoken.text(Words.ServerProgram.certificateHelp), valueName: "FILE")) var tlsCert: String?
  @Option(help: ArgumentHelp(Spoken.text(Words.ServerProgram.keyHelp), valueName: "FILE")) var tlsKey: String?
  @Flag(name: .customLong("allow-plain-http"), help: ArgumentHelp(Spoken.text(Words.ServerProgram.plainHelp)))
  var allowsPlainHTTP = false
  @Option(help: ArgumentHelp(Spoken.text(Words.SignInProgram.publicURLHelp), valueName: "URL")) var publicURL: String?
  @Option(help: ArgumentHelp(valueName: "text|json")) var logFormat = LogFormat.text
  @Option(help: ArgumentHelp(valueName: "debug|info|warning|error")) var logLevel = LogLevel.info
  @Option(help: ArgumentHelp(Spoken.text(Words.ServerProgram.bodyHelp), valueName: "BYTES")) var bodyMax: Int?
  @Option(help: ArgumentHelp(Spoken.text(Words.ServerProgram.connectionsHelp), valueName: "N")) var connectionsMax: Int?
  @Option(help: ArgumentHelp(Spoken.text(Words.ServerProgram.requestsHelp), valueName: "N")) var requestsPerMinute: Int?
  @Option(help: ArgumentHelp(Spoken.text(Words.ServerProgram.strangersHelp), valueName: "N"))
  var strangersPerMinute: Int?
  @Option(help: ArgumentHelp(Spoken.text(Words.ServerProgram.idleHelp), valueName: "SECONDS")) var idleSeconds: Int?
  @Option(help: ArgumentHelp(Spoken.text(Words.ServerProgram.paceHelp), valueName: "SECONDS")) var paceSeconds: Int?
  @Option(help: ArgumentHelp(Spoken.text(Words.ServerProgram.heartbeatHelp), valueName: "SECONDS"))
  var heartbeatSeconds: Int?

  func validate() throws {
    guard (tlsCert == nil) == (tlsKey == nil) else { throw ValidationError("--tls-cert + --tls-key") }
    let numbers = [
      bodyMax, connectionsMax, requestsPerMinute, strangersPerMinute, idleSeconds, paceSeconds, heartbeatSeconds,
    ]
    guard numbers.allSatisfy({ ($0 ?? 1) > 0 }) else { throw ValidationError("N > 0") }
  }

  func run() async throws {
    guard let address = ListenAddress(listen) else { throw ServerCommandProblem.badAddress(listen) }
    ServerLog.start(format: logFormat, level: logLevel.level)
    let logger = Logger(label: "bygd-server")
    let folder = folders.folder
    let directory = try HostedWorkspaces(folder, logger: logger)
    let lock = try ServingLock(folder)
    // Whatever is wrong with a workspace is said now and not at somebody's first request.
    _ = try directory.workspaces()
    FileLimit.raise()
    let tls = tlsCert.flatMap { certificate in tlsKey.map { TLSFiles(certificatePath: certificate, keyPath: $0) } }
    let service = try HTTPService(
      directory: directory, inboxes: directory.inboxes, address: address, tls: tls, allowsPlainHTTP: allowsPlainHTTP,
      limits: limits, web: WebSettings(publicURL: try PublicURL.origin(publicURL), oidc: try provider.settings()),
      logger: logger
    ) { Output.plainJSON(["listening": .string($0)]) }
    var configuration = ServiceGroupConfiguration(
      services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(limits.stopSeconds + 1)
    do {
      try await ServiceGroup(configuration: configuration).run()
    } catch let problem as HTTPServiceProblem {
      throw problem
    } catch is CancellationError {
      // The service has said whom it cut off.
    }
    // What is not in the file yet lies beside it, and nothing is lost.
    do { try directory.close() } catch { logger.warning("the log was left in two files") }
    logger.info("stopped")
    _ = consume lock
  }

  private var limits: HTTPLimits {
    var limits = HTTPLimits.standard
    if let bodyMax {
      limits.exchange.bodyBytesMax = bodyMax
      limits.jsonBytesMax = min(limits.jsonBytesMax, bodyMax)
    }
    if let connectionsMax { limits.connectionsMax = connectionsMax }
    if let requestsPerMinute { limits.requestsPerMinute = requestsPerMinute }
    if let strangersPerMinute { limits.strangersPerMinute = strangersPerMinute }
    if let idleSeconds { limits.idleSeconds = idleSeconds }
    if let paceSeconds { limits.paceSeconds = paceSeconds }
    if let heartbeatSeconds { limits.heartbeatSeconds = heartbeatSeconds }
    return limits
  }
}

/// As many open files as the system lets us have: each connection is one.
enum FileLimit {
  static func raise() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < limit.rlim_max else {
      return
    }
    limit.rlim_cur = limit.rlim_max
    // With what there is, the server still serves.
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
