import Foundation
import Schema
import Testing

/// The real program over a folder of its own, which goes when the test does.
final class ServerProgram {
  let folder: URL
  private var process: Process?
  private var output: LineReader?
  private(set) var port: UInt16 = 0
  private(set) var url = ""

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Beside the tests, where the build puts it.
  static let path = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("bygd-server").path

  init(workspace: String = "Kulturplan") throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("bygd-http-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    _ = try admin("init", workspace)
  }

  deinit {
    if let process, process.isRunning { kill(process.processIdentifier, SIGKILL) }
    try? FileManager.default.removeItem(at: folder)
  }

  var data: String { folder.appendingPathComponent("data").path }

  /// Runs a command to its end.
  static func run(_ arguments: [String]) throws -> (status: Int32, out: [UInt8], error: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    environment["BYGD_LANG"] = "sv"
    process.environment = environment
    let out = Pipe()
    let error = Pipe()
    process.standardOutput = out
    process.standardError = error
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let bytes = Array(out.fileHandleForReading.readDataToEndOfFile())
    let text = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, bytes, text)
  }

  /// A command of the server's administrator, while the server runs or not; its JSON.
  @discardableResult
  func admin(_ arguments: String...) throws -> JSONValue {
    let (status, out, error) = try Self.run(arguments + ["--data", data, "--json"])
    guard status == 0 else { throw Failure(description: "\(arguments): \(status) \(error)") }
    return out.isEmpty ? .null : try JSONValue(parsing: out)
  }

  func status(_ arguments: String...) throws -> Int32 { try Self.run(arguments + ["--data", data]).status }

  /// A member and the code for the first device.
  func invite(_ name: String, _ role: String) throws -> String {
    try #require(try admin("user", "add", name, "--role", role)["code"]?.string)
  }

  /// Starts the server and waits until it says where it listens.
  func start(_ arguments: String...) throws { try start(arguments) }

  func start(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.path)
    process.arguments = ["serve", "--data", data, "--listen", "127.0.0.1:0", "--log-format", "json"] + arguments
    let out = Pipe()
    process.standardOutput = out
    let log = folder.appendingPathComponent("server.log")
    if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
    let handle = try FileHandle(forWritingTo: log)
    try handle.seekToEnd()
    process.standardError = handle
    process.standardInput = FileHandle.nullDevice
    try process.run()
    self.process = process
    let reader = LineReader(out.fileHandleForReading)
    output = reader
    guard let line = try reader.line(seconds: 300), let said = try JSONValue(parsing: line)["listening"]?.string,
      let number = said.split(separator: ":").last.flatMap({ UInt16($0) })
    else { throw Failure(description: "the server did not start: \(logText)") }
    url = said
    port = number
  }

  var logText: String {
    (try? String(contentsOf: folder.appendingPathComponent("server.log"), encoding: .utf8)) ?? ""
  }

  /// What of it is in memory.
  func residentBytes() throws -> Int {
    let process = try #require(process)
    let text = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
    return try #require(
      line.split(separator: " ").dropFirst().first.flatMap { Int($0.trimmingCharacters(in: .whitespaces)) }) << 10
  }

  /// Sends a signal and waits for the end.
  ///
  /// - Returns: the exit status, and after how many seconds.
  @discardableResult
  func stop(_ signal: Int32 = SIGTERM, seconds: Double = 120) throws -> (status: Int32, seconds: Double) {
    let process = try #require(process)
    let began = ContinuousClock.now
    kill(process.processIdentifier, signal)
    // The pipe ends when the program does.
    guard try output?.end(seconds: seconds) ?? true else {
      kill(process.processIdentifier, SIGKILL)
      throw Failure(description: "the server did not stop: \(logText)")
    }
    process.waitUntilExit()
    self.process = nil
    let (whole, parts) = (ContinuousClock.now - began).components
    return (process.terminationStatus, Double(whole) + Double(parts) / 1e18)
  }
}

/// Lines of a pipe, waited for with a deadline.
final class LineReader {
  private let handle: FileHandle
  private var buffer: [UInt8] = []

  init(_ handle: FileHandle) {
    self.handle = handle
  }

  func line(seconds: Double) throws -> String? {
    let deadline = Deadline(seconds: seconds)
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        let line = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeFirst(end + 1)
        return line
      }
      guard deadline.wait(for: handle.fileDescriptor, events: Int16(POLLIN)) else { return nil }
      let more = handle.availableData
      guard !more.isEmpty else { return nil }
      buffer += more
    }
  }

  /// Whether the other end was closed in time.
  func end(seconds: Double) throws -> Bool {
    let deadline = Deadline(seconds: seconds)
    while deadline.wait(for: handle.fileDescriptor, events: Int16(POLLIN)) {
      if handle.availableData.isEmpty { return true }
    }
    return false
  }
}

struct Deadline {
  private let end: ContinuousClock.Instant

  init(seconds: Double) {
    end = .now + .milliseconds(Int64(seconds * 1000))
  }

  /// Waits until the descriptor is ready; false when time is up first.
  func wait(for descriptor: Int32, events: Int16) -> Bool {
    while true {
      let (seconds, parts) = (end - .now).components
      let left = seconds * 1000 + parts / 1_000_000_000_000_000
      guard left > 0 else { return false }
      var item = pollfd(fd: descriptor, events: events, revents: 0)
      let ready = poll(&item, 1, Int32(clamping: left))
      if ready > 0 { return true }
      if ready < 0, errno != EINTR { return false }
    }
  }
}
