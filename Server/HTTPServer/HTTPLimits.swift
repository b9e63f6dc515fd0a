public import SyncProtocol

/// Bounds on what one server takes from whoever connects. Each has its own answer, so that nobody has to guess.
public struct HTTPLimits: Hashable, Sendable {
  /// Of frames, bodies and what they unpack to.
  public var exchange: ProtocolLimits
  /// Bytes of a JSON body.
  public var jsonBytesMax: Int
  /// Bytes of a form; of one field of it; how many fields.
  public var formBytesMax = 1 << 20
  public var formFieldBytesMax = 512 << 10
  public var formFieldsMax = 5000
  /// How much of a body that is too large is read, and thrown away, so that its sender comes to read the answer.
  public var drainBytesMax = 32 << 20
  /// Bytes of all header fields together.
  public var headerBytesMax: Int
  public var headerCountMax: Int
  /// Open connections; further ones wait to be accepted until one closes.
  public var connectionsMax: Int
  /// How long a connection may be silent between requests, and how long a request's head may take.
  public var idleSeconds: Int
  /// A body must bring `paceBytesMin` in each stretch of so many seconds in which the server waits for it.
  public var paceSeconds: Int
  public var paceBytesMin: Int
  /// Of one device; a burst of a quarter of it is served at once.
  public var requestsPerMinute: Int
  /// Of one address: attempts to join, and requests with no valid token.
  public var strangersPerMinute: Int
  /// Open event streams of one device.
  public var streamsPerDevice: Int
  /// Between the lines that keep an event stream open.
  public var heartbeatSeconds: Int
  /// Between the looks at whether the devices with open streams are still welcome.
  public var revocationSeconds: Int
  /// How long running requests may go on after a stop is asked for.
  public var stopSeconds: Int

  public init(
    exchange: ProtocolLimits = .standard, jsonBytesMax: Int = 1 << 20, headerBytesMax: Int = 32 << 10,
    headerCountMax: Int = 100, connectionsMax: Int = 10_000, idleSeconds: Int = 60, paceSeconds: Int = 30,
    paceBytesMin: Int = 1024, requestsPerMinute: Int = 1200, strangersPerMinute: Int = 60, streamsPerDevice: Int = 8,
    heartbeatSeconds: Int = 15, revocationSeconds: Int = 2, stopSeconds: Int = 4
  ) {
    self.exchange = exchange
    self.jsonBytesMax = jsonBytesMax
    self.headerBytesMax = headerBytesMax
    self.headerCountMax = headerCountMax
    self.connectionsMax = connectionsMax
    self.idleSeconds = idleSeconds
    self.paceSeconds = paceSeconds
    self.paceBytesMin = paceBytesMin
    self.requestsPerMinute = requestsPerMinute
    self.strangersPerMinute = strangersPerMinute
    self.streamsPerDevice = streamsPerDevice
    self.heartbeatSeconds = heartbeatSeconds
    self.revocationSeconds = revocationSeconds
    self.stopSeconds = stopSeconds
  }

  public static let standard = HTTPLimits()
}
