import Foundation
import Glibc

/// One request of W3C WebDriver over HTTP/1.1: JSON to chromedriver on this machine and JSON back.
struct DriverWire {
  let port: Int

  /// - Returns: the `value` of the answer.
  /// - Throws: `BrowserTrouble` with WebDriver's code when it answers with an error.
  func send<Answer: Decodable>(
    _ method: String, _ path: String, _ body: some Encodable, as type: Answer.Type, seconds: Int = 300
  ) throws -> Answer {
    let payload = method == "POST" ? try JSONEncoder().encode(body) : Data()
    let (status, bytes) = try exchange(method, path, Array(payload), seconds: seconds)
    guard status == 200 else {
      if let problem = try? JSONDecoder().decode(Reply<Problem>.self, from: Data(bytes)).value {
        let code = problem.isOfAPageLeft ? BrowserTrouble.stale : problem.error
        throw BrowserTrouble("\(method) \(path): \(problem.error): \(problem.message)", code: code)
      }
      throw BrowserTrouble("\(method) \(path): \(status) \(String(decoding: bytes.prefix(400), as: UTF8.self))")
    }
    do {
      return try JSONDecoder().decode(Reply<Answer>.self, from: Data(bytes)).value
    } catch {
      throw BrowserTrouble("\(method) \(path): \(error) in \(String(decoding: bytes.prefix(400), as: UTF8.self))")
    }
  }

  private struct Reply<Value: Decodable>: Decodable {
    let value: Value
  }

  private struct Problem: Decodable {
    let error: String
    let message: String

    /// Whether the page that was asked went while it was asked: chromedriver has several words for that.
    var isOfAPageLeft: Bool {
      guard ["unknown error", "javascript error", "no such element"].contains(error) else { return false }
      let words = [
        "does not belong to the document", "No node with given id", "Cannot find context with specified id",
        "Execution context was destroyed", "aborted by navigation", "uniqueContextId not found", "detached",
      ]
      return words.contains { message.contains($0) }
    }
  }

  private func exchange(_ method: String, _ path: String, _ body: [UInt8], seconds: Int) throws -> (Int, [UInt8]) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw BrowserTrouble("socket: \(errno)") }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw BrowserTrouble("chromedriver is gone: connect: \(errno)") }
    var time = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    let head =
      "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: application/json\r\n"
      + "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n"
    var left = (Array(head.utf8) + body)[...]
    while !left.isEmpty {
      let count = left.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { throw BrowserTrouble("send: \(errno)") }
      left = left.dropFirst(count)
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if let whole = Self.parse(bytes) { return whole }
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { throw BrowserTrouble("\(method) \(path): no whole answer (\(count), \(errno))") }
      bytes += buffer[..<count]
    }
  }

  /// Status and body once all of it is there.
  private static func parse(_ bytes: [UInt8]) -> (Int, [UInt8])? {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
    let status = lines.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) } ?? 0
    let length = lines.first { $0.lowercased().hasPrefix("content-length:") }
      .flatMap { Int($0.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "") }
    let body = bytes[end.upperBound...]
    guard let length, body.count >= length else { return nil }
    return (status, Array(body.prefix(length)))
  }
}
