import Foundation
import Glibc
import Schema

/// Asks a server's JSON routes as another program would, with a device's token, over a plain socket.
struct ServerReader {
  private let host: String
  private let port: Int
  private let token: String
  private let workspace: String

  init(_ server: ServerProcess, desk: Desk) throws {
    let parts = server.url.replacing("http://", with: "").split(separator: ":")
    host = parts.first.map(String.init) ?? ""
    port = parts.last.flatMap { Int($0) } ?? 0
    let path = desk.replica + "/credentials.json"
    guard let data = FileManager.default.contents(atPath: path) else { throw Trouble("no \(path)") }
    token = try JSONValue(parsing: Array(data)).text("token")
    workspace = server.workspaceID
  }

  /// `GET /v1/workspaces/{id}/…`
  func get(_ path: String) throws -> JSONValue {
    let answer = try Wire.exchange(
      host: host, port: port,
      "GET /v1/workspaces/\(workspace)/\(path) HTTP/1.1\r\nHost: \(host)\r\nAuthorization: Bearer \(token)\r\n"
        + "Accept: application/json\r\nConnection: close\r\n\r\n")
    guard answer.status == 200 else {
      throw Trouble("GET \(path): \(answer.status) \(String(decoding: answer.body.prefix(400), as: UTF8.self))")
    }
    return try JSONValue(parsing: answer.body)
  }

  /// `POST /v1/workspaces/{id}/…`; what is answered, also where it is refused.
  func post(_ path: String, _ body: JSONValue) throws -> (status: Int, json: JSONValue) {
    let bytes = body.bytes()
    let answer = try Wire.exchange(
      host: host, port: port,
      "POST /v1/workspaces/\(workspace)/\(path) HTTP/1.1\r\nHost: \(host)\r\nAuthorization: Bearer \(token)\r\n"
        + "Content-Type: application/json\r\nContent-Length: \(bytes.count)\r\nConnection: close\r\n\r\n",
      body: bytes)
    return (answer.status, try JSONValue(parsing: answer.body))
  }
}

/// HTTP/1.1 by hand: one request, one answer, the connection closed.
enum Wire {
  static func exchange(host: String, port: Int, _ head: String, body: [UInt8] = []) throws -> (
    status: Int, body: [UInt8]
  ) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Trouble("socket: \(errno)") }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    inet_pton(AF_INET, host, &address.sin_addr)
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw Trouble("connect \(host):\(port): \(errno)") }
    var time = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    var left = (Array(head.utf8) + body)[...]
    while !left.isEmpty {
      let count = left.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { throw Trouble("send: \(errno)") }
      left = left.dropFirst(count)
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count == 0 { break }
      guard count > 0 else { throw Trouble("recv: \(errno)") }
      bytes += buffer[..<count]
    }
    return try parse(bytes)
  }

  private static func parse(_ bytes: [UInt8]) throws -> (status: Int, body: [UInt8]) {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { throw Trouble("no HTTP answer") }
    let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
    let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    var rest = bytes[end.upperBound...]
    guard head.lowercased().contains("transfer-encoding: chunked") else { return (status, Array(rest)) }
    var body: [UInt8] = []
    while let line = rest.firstRange(of: Array("\r\n".utf8)) {
      let size = Int(String(decoding: rest[rest.startIndex..<line.lowerBound], as: UTF8.self), radix: 16) ?? 0
      rest = rest[line.upperBound...]
      guard size > 0, rest.count >= size else { break }
      body += rest.prefix(size)
      rest = rest.dropFirst(size + 2)
    }
    return (status, body)
  }
}
