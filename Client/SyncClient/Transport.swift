/// The wire: one request, one streamed answer.
///
/// An implementation packs and unpacks bodies; what it hands on is plain.
public protocol Transport: Sendable {
  /// Sends `request` and hands on the answer piece by piece: `sent`, one `head`, any number of `body`.
  ///
  /// - Parameters:
  ///   - request: what to send.
  ///   - receive: is called in order, never twice at once. When it throws, the exchange is given up and the error is
  ///     thrown on.
  /// - Throws: `TransportFailure` when the answer did not come to its end, `CancellationError` when the task was
  ///   cancelled, or what `receive` throws. An answer with an error status is no failure.
  func exchange(_ request: TransportRequest, _ receive: (TransportEvent) throws -> Void) async throws
}

/// One request to the server.
public struct TransportRequest: Hashable, Sendable {
  public enum Method: String, Hashable, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
  }

  public var method: Method
  /// From the server's root, with the query if there is one.
  public var path: String
  public var headers: [Header]
  /// Plain; the transport packs it when that makes it smaller.
  public var body: [UInt8]
  /// An answer that may stay open with long silences, as an event stream does.
  public var isStream: Bool

  public struct Header: Hashable, Sendable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public init(
    _ method: Method, _ path: String, headers: [Header] = [], body: [UInt8] = [], isStream: Bool = false
  ) {
    self.method = method
    self.path = path
    self.headers = headers
    self.body = body
    self.isStream = isStream
  }

  /// The value of a header, by its name in any case.
  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// What comes of an exchange while it runs.
public enum TransportEvent: Hashable, Sendable {
  /// So many bytes of request body went over the line.
  case sent(wireBytes: Int)
  case head(ResponseHead)
  /// A piece of the body, unpacked, and how many bytes of it came over the line.
  case body([UInt8], wireBytes: Int)
}

/// Status and headers of an answer.
public struct ResponseHead: Hashable, Sendable {
  public var status: Int
  /// By lower-case name; of a header that comes several times, the first.
  public var headers: [String: String]

  public init(status: Int, headers: [String: String] = [:]) {
    self.status = status
    self.headers = headers
  }

  /// The media type alone, in lower case.
  public var mediaType: String? {
    headers["content-type"].flatMap { $0.split(separator: ";").first }.map { $0.filter { $0 != " " }.lowercased() }
  }
}

/// Why an exchange did not come to its end.
public enum TransportFailure: Error, Hashable, Sendable {
  /// No connection was made; the request has not been seen by the server.
  case notReachable(NetworkReason)
  /// The other side's certificate is not one to trust, or no secure connection could be agreed on.
  case notSecure(detail: String)
  /// The connection ended within the exchange.
  case cut
  /// Nothing came for longer than one waits, or the whole took longer than the line deserves.
  case tooSlow(seconds: Double)
  /// The answer is longer than the limit.
  case tooLarge(bytesMax: Int)
  /// The answer sends us to another host, as a captive portal does.
  case redirected(to: String)
  /// The address is plain HTTP on another machine, which was not allowed.
  case plainHTTPRefused(host: String)
  /// What came is no HTTP, or packed in a way that can't be unpacked.
  case garbage(detail: String)
}

/// Why there was no connection.
public enum NetworkReason: Hashable, Sendable {
  /// The machine is there and nobody listens.
  case refused
  case unknownHost
  /// No answer in time.
  case timedOut
  /// This device has no network, or no way to that address.
  case noRoute
  case other(detail: String)
}
