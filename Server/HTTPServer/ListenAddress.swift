internal import NIOCore

/// Where a server listens: `127.0.0.1:8080`, `[::1]:0`, `localhost:8080`, `:8080` for all of the machine's addresses.
public struct ListenAddress: Hashable, Sendable {
  public let host: String
  /// 0 for whichever is free.
  public let port: Int

  /// Nil when `text` is no address with a port.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (0...65535).contains(port)
    else { return nil }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
    } else if host.contains(":") {
      return nil
    }
    self.host = host.isEmpty ? "0.0.0.0" : host
    self.port = port
  }

  /// Whether only programs of this machine can reach it.
  public var isLoopback: Bool {
    if host == "localhost" { return true }
    guard let address = try? SocketAddress(ipAddress: host, port: 0) else { return false }
    return Self.isLoopback(address)
  }

  static func isLoopback(_ address: SocketAddress) -> Bool {
    switch address {
    case .v4: address.ipAddress?.hasPrefix("127.") ?? false
    case .v6: address.ipAddress == "::1" || (address.ipAddress?.hasPrefix("::ffff:127.") ?? false)
    case .unixDomainSocket: true
    }
  }
}
