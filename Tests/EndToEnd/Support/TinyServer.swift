import Foundation
import Glibc
import Synchronization

/// Something at an address that is no server of ours: it reads a request and answers always the same, or nothing.
final class TinyServer: Sendable {
  private let listener: Int32
  private let answer: [UInt8]?
  private let connections = Mutex<[Int32]>([])
  /// How many requests came.
  var count: Int { requests.withLock { $0 } }
  private let requests = Mutex(0)
  /// Signalled at each request.
  let asked = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  /// On a port of this machine; after `answer` the connection is closed, without one it is held in silence.
  init(port: Int, answer: [UInt8]?) throws {
    self.answer = answer
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard bound == 0, listen(listener, 16) == 0 else { throw Trouble("bind \(port): \(errno)") }
    Thread { [self] in serve() }.start()
  }

  private func serve() {
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { break }
      _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      var read: [UInt8] = []
      while read.firstRange(of: Array("\r\n\r\n".utf8)) == nil {
        let count = recv(connection, &buffer, buffer.count, 0)
        guard count > 0 else { break }
        read += buffer[..<count]
      }
      requests.withLock { $0 += 1 }
      asked.signal()
      guard let answer else {
        connections.withLock { $0.append(connection) }
        continue
      }
      _ = answer.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      shutdown(connection, Int32(SHUT_WR))
      while recv(connection, &buffer, buffer.count, 0) > 0 {}
      close(connection)
    }
    ended.signal()
  }

  /// Stops listening; the port is free when this returns.
  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    ended.wait()
    close(listener)
    connections.withLock { connections in
      for connection in connections { close(connection) }
      connections = []
    }
  }

  static func page(_ type: String, _ body: [UInt8], length: Int? = nil) -> [UInt8] {
    Array("HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nContent-Length: \(length ?? body.count)\r\n\r\n".utf8) + body
  }
}
