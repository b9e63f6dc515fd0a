import Foundation
import Schema
import Testing

/// Whether a program is there to be run.
private func program(_ name: String) -> String? {
  ["/usr/bin/\(name)", "/usr/local/bin/\(name)", "/bin/\(name)"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
}

@Suite(.serialized) struct TLSTests {
  @Test(.enabled(if: program("openssl") != nil, "openssl is not installed")) func aCertificateMakesItSecure() throws {
    let openssl = try #require(program("openssl"))
    let server = try ServerProgram()
    let certificate = server.folder.appendingPathComponent("cert.pem").path
    let key = server.folder.appendingPathComponent("key.pem").path
    func run(_ arguments: [String], input: String = "") throws -> (status: Int32, out: String) {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: openssl)
      process.arguments = arguments
      let (given, out) = (Pipe(), Pipe())
      process.standardInput = given
      process.standardOutput = out
      process.standardError = FileHandle.nullDevice
      try process.run()
      try given.fileHandleForWriting.write(contentsOf: Data(input.utf8))
      let reader = out.fileHandleForReading
      var text = ""
      let deadline = Deadline(seconds: 20)
      while deadline.wait(for: reader.fileDescriptor, events: Int16(POLLIN)) {
        let more = reader.availableData
        if more.isEmpty { break }
        text += String(decoding: more, as: UTF8.self)
      }
      try given.fileHandleForWriting.close()
      process.waitUntilExit()
      return (process.terminationStatus, text)
    }
    let made = try run([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
      "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
    ])
    try #require(made.status == 0)
    try server.start("--tls-cert", certificate, "--tls-key", key)
    #expect(server.url.hasPrefix("https://127.0.0.1:"))
    let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    let connect = ["s_client", "-quiet", "-no_ign_eof", "-connect", "127.0.0.1:\(server.port)", "-verify_return_error"]
    let trusted = try run(
      connect.filter { $0 != "-no_ign_eof" } + ["-CAfile", certificate, "-verify_hostname", "localhost"], input: request
    )
    #expect(trusted.out.contains("HTTP/1.1 200 OK"))
    let untrusted = try run(connect + ["-verify_hostname", "localhost"], input: "")
    #expect(untrusted.status != 0)
    // Plain HTTP to the secure port gets no answer.
    let wire = try Wire(server.port)
    try wire.request("GET", "/healthz")
    #expect(wire.isClosed())
    let old = try run(connect + ["-CAfile", certificate, "-tls1_1"], input: "")
    #expect(old.status != 0)
  }
}
