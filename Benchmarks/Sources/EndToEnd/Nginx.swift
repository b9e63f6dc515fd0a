import Foundation
import Glibc

/// nginx, where it is installed, answering everything with one body: the yardstick of a server.
final class Nginx {
  let port: Int
  private var child: Child
  private let folder: TemporaryFolder

  /// Nil where it is not installed.
  static let path: String? = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// One worker that answers with so many bytes.
  init(_ path: String, bodyBytes: Int) throws {
    folder = try TemporaryFolder()
    port = try Self.freePort()
    let settings = """
      worker_processes 1;
      daemon off;
      pid \(folder.path)/pid;
      error_log \(folder.path)/errors;
      events { worker_connections 4096; }
      http {
        access_log off;
        keepalive_requests 1000000000;
        client_body_temp_path \(folder.path)/body;
        proxy_temp_path \(folder.path)/proxy;
        fastcgi_temp_path \(folder.path)/fastcgi;
        uwsgi_temp_path \(folder.path)/uwsgi;
        scgi_temp_path \(folder.path)/scgi;
        server {
          listen 127.0.0.1:\(port) backlog=4096;
          location / { return 200 "\(String(repeating: "x", count: bodyBytes))"; }
        }
      }
      """
    let file = folder.path + "/nginx.conf"
    try Data(settings.utf8).write(to: URL(fileURLWithPath: file))
    child = try Child(
      path, ["-p", folder.path, "-e", folder.path + "/errors", "-c", file],
      environment: Program.environment(home: folder.path), errorFile: folder.path + "/start")
    // Its port is open when the first connection is taken.
    for _ in 0..<1000 {
      if let descriptor = try? Socket.connected(port: port) {
        close(descriptor)
        return
      }
      usleep(5000)
    }
    throw Trouble("nginx did not start")
  }

  deinit {
    child.send(SIGTERM)
    _ = child.wait()
  }

  private static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(descriptor, pointer, length) == 0 ? getsockname(descriptor, pointer, &length) : -1
      }
    }
    guard result == 0 else { throw Trouble("no free port: \(errno)") }
    return Int(in_port_t(bigEndian: address.sin_port))
  }
}
