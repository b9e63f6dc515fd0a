import Glibc

/// A port of this machine on which nobody listens, kept from others for as long as this lives: a port that was merely
/// closed may be somebody else's a moment later.
public final class ClosedPort: Sendable {
  public let number: Int
  private let socket: Int32

  /// Nil when the system gives no port.
  public init?() {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { return nil }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(socket, address, size) == 0 && getsockname(socket, address, &size) == 0
      }
    }
    guard isBound else {
      close(socket)
      return nil
    }
    self.socket = socket
    number = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit {
    close(socket)
  }
}
