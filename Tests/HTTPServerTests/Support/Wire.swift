import Foundation
import Schema
import SyncProtocol
import Testing

/// A plain socket to the server, and HTTP/1.1 as bytes on it.
final class Wire {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  fileprivate var pending: [UInt8] = []
  private let seconds: Double

  struct Cut: Error {}
  struct TooLate: Error {}

  struct Answer {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]
    /// The `Set-Cookie` lines.
    var cookies: [String] = []

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSONValue { get throws { try JSONValue(parsing: body) } }
    var problem: ProblemCode? {
      guard headers["content-type"] == SyncHTTP.problemContentType else { return nil }
      return (try? json)?["type"]?.string.flatMap { ProblemCode(type: $0) }
    }
  }

  init(_ port: UInt16, seconds: Double = 300) throws {
    self.seconds = seconds
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Cut() }
    var one: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
  }

  deinit { Glibc.close(descriptor) }

  func hangUp() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    let deadline = Deadline(seconds: seconds)
    var place = 0
    while place < bytes.count {
      guard deadline.wait(for: descriptor, events: Int16(POLLOUT)) else { throw TooLate() }
      let count = bytes[place...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Cut() }
      place += count
    }
  }

  func request(
    _ method: String, _ path: String, token: String? = nil, headers: [(String, String)] = [], body: [UInt8]? = nil
  ) throws {
    var text = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
    if let token { text += "Authorization: Bearer \(token)\r\n" }
    for (name, value) in headers { text += "\(name): \(value)\r\n" }
    if let body { text += "Content-Length: \(body.count)\r\n" }
    try send(Array((text + "\r\n").utf8) + (body ?? []))
  }

  private func fill() throws {
    guard Deadline(seconds: seconds).wait(for: descriptor, events: Int16(POLLIN)) else { throw TooLate() }
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    let count = piece.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { throw Cut() }
    buffer += piece.prefix(count)
  }

  /// A line without its end.
  func line() throws -> String {
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        var line = Array(buffer[..<end])
        if line.last == 0x0D { line.removeLast() }
        buffer.removeFirst(end + 1)
        return String(decoding: line, as: UTF8.self)
      }
      try fill()
    }
  }

  func bytes(_ count: Int) throws -> [UInt8] {
    while buffer.count < count { try fill() }
    defer { buffer.removeFirst(count) }
    return Array(buffer.prefix(count))
  }

  func head() throws -> Answer {
    let first = try line()
    guard first.hasPrefix("HTTP/1.1 "), let status = Int(first.dropFirst(9).prefix(3)) else { throw Cut() }
    var headers: [String: String] = [:]
    var cookies: [String] = []
    while true {
      let line = try line()
      if line.isEmpty { break }
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts[0].lowercased() == "set-cookie" { cookies.append(String(parts[1].drop { $0 == " " })) }
      headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
    }
    return Answer(status: status, headers: headers, body: [], cookies: cookies)
  }

  /// One piece of a chunked body; empty at its end.
  func chunk() throws -> [UInt8] {
    guard let count = Int(try line(), radix: 16) else { throw Cut() }
    let bytes = try bytes(count)
    _ = try line()
    return bytes
  }

  /// A whole answer, its body unpacked; of a stream that has begun the head alone.
  func answer(toHead: Bool = false, isStream: Bool = false) throws -> Answer {
    var answer = try head()
    if answer.status == 100 { answer = try head() }
    guard !toHead, answer.status != 304, answer.status != 204, !(isStream && answer.status == 200) else {
      return answer
    }
    if answer.headers["transfer-encoding"] == "chunked" {
      while case let piece = try chunk(), !piece.isEmpty { answer.body += piece }
    } else if let count = answer.headers["content-length"].flatMap({ Int($0) }) {
      answer.body = try bytes(count)
    }
    if let coding = Compression(contentEncoding: answer.headers["content-encoding"]), coding != .identity {
      answer.body = try coding.unpacked(answer.body)
    }
    return answer
  }

  /// Whether what is left of a chunked body comes to its end, and is not cut off.
  func ends() throws -> Bool {
    do {
      while !(try chunk().isEmpty) {}
      return true
    } catch is Cut {
      return false
    }
  }

  /// Whether the server closes in time.
  func isClosed() -> Bool {
    while true {
      do {
        try fill()
        buffer = []
      } catch is Cut {
        return true
      } catch {
        return false
      }
    }
  }
}

// Server-sent events.
extension Wire {
  /// The next event: its name and position; comments are passed over.
  func event() throws -> (name: String, id: String) {
    var name = ""
    var id = ""
    while true {
      for line in try eventLines() {
        if line.hasPrefix("event: ") { name = String(line.dropFirst(7)) }
        if line.hasPrefix("id: ") { id = String(line.dropFirst(4)) }
      }
      if !name.isEmpty { return (name, id) }
    }
  }

  /// The lines up to an empty one, over chunks.
  private func eventLines() throws -> [String] {
    while true {
      if let end = Self.emptyLine(in: pending) {
        let lines = String(decoding: pending[..<end], as: UTF8.self).split(separator: "\n").map(String.init)
        pending.removeFirst(end + 2)
        return lines
      }
      let piece = try chunk()
      guard !piece.isEmpty else { throw Cut() }
      pending += piece
    }
  }

  private static func emptyLine(in bytes: [UInt8]) -> Int? {
    guard bytes.count > 1 else { return nil }
    return (0..<bytes.count - 1).first { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A }
  }
}
