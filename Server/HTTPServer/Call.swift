internal import CommitFormat
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import Schema
internal import SyncProtocol
internal import SyncServer
internal import Words

/// One request on its way through a route.
struct Call: Sendable {
  let request: Request
  /// The path's segments that the route's template names.
  let parameters: [String: String]
  let query: QueryItems
  /// The best coding that the other side takes.
  let accepted: Compression
  let language: Language
  let requestID: String
  /// Of the other end of the connection, without the port.
  let address: String
  let isLoopback: Bool
  let logger: Logger
  /// Milliseconds since 1970-01-01 00:00 UTC.
  let time: Int64

  var headers: HTTPFields { request.headers }

  /// Refuses a body of another kind.
  func require(contentType: String) throws {
    let type = headers[.contentType]?.split(separator: ";").first.map { $0.filter { $0 != " " }.lowercased() }
    guard type == contentType else {
      var answer = ProblemAnswer(.unsupportedMediaType, subject: contentType)
      answer.headers[.accept] = contentType
      answer.closes = true
      throw answer
    }
  }

  /// How the body is packed.
  func contentCoding() throws -> Compression {
    guard let coding = Compression(contentEncoding: headers[.contentEncoding]) else {
      var answer = ProblemAnswer(.unsupportedMediaType, subject: "content-encoding")
      answer.headers[.acceptEncoding] = Compression.accepted
      answer.closes = true
      throw answer
    }
    return coding
  }

  /// The whole body as a JSON document, unpacked.
  func json(bytesMax: Int, metrics: MetricsBook) async throws -> JSONValue {
    try require(contentType: "application/json")
    let limits = ProtocolLimits(
      frameBytesMax: bytesMax, bodyBytesMax: bytesMax, inflatedBytesMax: bytesMax, commitsPerRequestMax: 0)
    var body = try IncomingBody(self, limits: limits)
    var bytes: [UInt8] = []
    while let piece = try await body.next() { bytes += piece }
    metrics.count(bytesIn: body.wireBytes)
    do {
      return try JSONValue(parsing: bytes, limits: JSONLimits(bytesMax: bytesMax, depthMax: 32))
    } catch {
      throw ProblemAnswer(
        .malformed, subject: "json",
        details: [
          .init(key: "code", value: .string(error.code.rawValue)), .init(key: "line", value: .number(error.line)),
          .init(key: "column", value: .number(error.column)),
        ])
    }
  }
}

/// The items of a query string, in order.
struct QueryItems: Sendable {
  let items: [(name: String, value: String)]

  static let none = QueryItems(items: [])

  private init(items: [(name: String, value: String)]) {
    self.items = items
  }

  /// Nil when it is not a form's.
  init?(_ text: Substring?) {
    var items: [(String, String)] = []
    for item in (text ?? "").split(separator: "&") {
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = PercentCoding.decoded(parts[0], plusIsSpace: true),
        let value = PercentCoding.decoded(parts.count == 2 ? parts[1] : "", plusIsSpace: true)
      else { return nil }
      items.append((name, value))
    }
    self.items = items
  }

  subscript(name: String) -> String? { items.first { $0.name == name }?.value }

  func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

  /// - Throws: a problem when it is there and no whole number in the range.
  func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let text = self[name] else { return nil }
    guard let number = Int(text), range.contains(number) else { throw ProblemAnswer(.malformed, subject: name) }
    return number
  }
}

/// Percent-encoding (RFC 3986, section 2.1).
enum PercentCoding {
  /// Nil when a percent sign stands before anything but two digits, or the bytes are no UTF-8.
  static func decoded(_ text: Substring, plusIsSpace: Bool = false) -> String? {
    var out: [UInt8] = []
    var bytes = text.utf8.makeIterator()
    while let byte = bytes.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = bytes.next(), let low = bytes.next(),
          let pair = Hex.bytes(String(decoding: [high, low], as: UTF8.self))
        else { return nil }
        out += pair
      case UInt8(ascii: "+") where plusIsSpace: out.append(UInt8(ascii: " "))
      default: out.append(byte)
      }
    }
    return String(validating: out, as: UTF8.self)
  }
}

/// A body as it comes: counted, unpacked, bounded.
struct IncomingBody {
  private var iterator: RequestBody.AsyncIterator
  private let decompressor: Decompressor
  private let limits: ProtocolLimits
  private let announced: Int?
  private(set) var wireBytes = 0
  private var hasEnded = false

  init(_ call: Call, limits: ProtocolLimits) throws {
    self.limits = limits
    announced = call.headers[.contentLength].flatMap { Int($0) }
    if let announced, announced > limits.bodyBytesMax {
      throw ProblemAnswer(ProtocolProblem.bodyTooLarge(max: limits.bodyBytesMax))
    }
    decompressor = Decompressor(try call.contentCoding(), limits: limits)
    iterator = call.request.body.makeAsyncIterator()
  }

  /// Whether all that was announced has come, so that nothing has to be waited for.
  var isComplete: Bool { hasEnded || announced == wireBytes }

  /// The next bytes, unpacked; nil at the end.
  mutating func next() async throws -> [UInt8]? {
    guard !hasEnded else { return nil }
    while let buffer = try await iterator.next(isolation: #isolation) {
      wireBytes += buffer.readableBytes
      guard wireBytes <= limits.bodyBytesMax else {
        throw ProblemAnswer(ProtocolProblem.bodyTooLarge(max: limits.bodyBytesMax))
      }
      do throws(ProtocolProblem) {
        let plain = try decompressor.append(Array(buffer.readableBytesView))
        if !plain.isEmpty { return plain }
      } catch {
        throw ProblemAnswer(error)
      }
    }
    hasEnded = true
    if let announced, wireBytes < announced { throw ProblemAnswer(ProtocolProblem.cut) }
    // A body of no bytes is whole, however it was said to be packed.
    guard wireBytes > 0 else { return nil }
    do throws(ProtocolProblem) {
      try decompressor.finish()
    } catch {
      throw ProblemAnswer(error)
    }
    return nil
  }
}
