internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import SyncClient
internal import SyncProtocol

extension HTTPTransport {
  /// What an error of the libraries means to a sync.
  ///
  /// - Throws: `CancellationError` when the task was cancelled.
  func failure(_ error: any Error, _ request: TransportRequest, total: Double) throws -> TransportFailure {
    switch error {
    case let error as HTTPClientError:
      if error == .cancelled || Task.isCancelled { throw CancellationError() }
      switch error {
      case .connectTimeout, .getConnectionFromPoolTimeout, .httpProxyHandshakeTimeout, .socksHandshakeTimeout,
        .tlsHandshakeTimeout:
        return .notReachable(.timedOut)
      case .readTimeout, .writeTimeout:
        return .tooSlow(seconds: request.isStream ? settings.streamIdleSeconds : settings.idleSeconds)
      case .deadlineExceeded: return .tooSlow(seconds: total)
      case .remoteConnectionClosed, .uncleanShutdown, .requestStreamCancelled: return .cut
      default: return .garbage(detail: error.shortDescription)
      }
    case is CancellationError: throw error
    case let error as NIOConnectionError: return .notReachable(Self.reason(error))
    case let error as IOError: return Self.failure(code: error.errnoCode)
    case let error as NIOSSLError: return .notSecure(detail: String(describing: error))
    case let error as NIOSSLExtraError: return .notSecure(detail: error.description)
    case let error as BoringSSLError: return .notSecure(detail: String(describing: error))
    case let error as HTTPParserError:
      return error == .invalidEOFState ? .cut : .garbage(detail: String(describing: error))
    case let error as ChannelError:
      switch error {
      case .connectTimeout: return .notReachable(.timedOut)
      default: return .cut
      }
    case let error as ProtocolProblem: return Self.failure(error)
    default: return .garbage(detail: String(describing: error))
    }
  }

  /// What could not be unpacked.
  static func failure(_ problem: ProtocolProblem) -> TransportFailure {
    switch problem {
    case .cut: .cut
    case .inflatedTooLarge(let max), .bodyTooLarge(let max): .tooLarge(bytesMax: max)
    default: .garbage(detail: "content-encoding")
    }
  }

  private static func reason(_ error: NIOConnectionError) -> NetworkReason {
    // With no address to try, it was the name.
    guard let last = error.connectionErrors.last?.error else { return .unknownHost }
    if let error = last as? IOError, case .notReachable(let reason) = failure(code: error.errnoCode) {
      return reason
    }
    if case .connectTimeout? = last as? ChannelError { return .timedOut }
    return .other(detail: String(describing: last))
  }

  private static func failure(code: Int32) -> TransportFailure {
    switch code {
    case ECONNREFUSED: .notReachable(.refused)
    case ETIMEDOUT: .notReachable(.timedOut)
    case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EHOSTDOWN, EADDRNOTAVAIL: .notReachable(.noRoute)
    default: .cut
    }
  }
}
