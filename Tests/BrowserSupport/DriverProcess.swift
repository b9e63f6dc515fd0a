import Foundation
import Glibc

/// A `chromedriver` of our own on a free port, in a process group of its own, with a folder that goes with it.
final class DriverProcess {
  let port: Int
  /// Where the browser keeps its profile, and whatever else belongs to this run.
  let folder: String
  private let pid: pid_t
  private let output: Int32
  private var isEnded = false

  static let programPath = ["/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver", "/usr/local/bin/chromedriver"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }
  static let browserPath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  init() throws {
    guard let program = Self.programPath else { throw BrowserTrouble("chromedriver is not installed") }
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "bygd-browser-\(UUID().uuidString.prefix(13))")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    folder = url.path
    do {
      (pid, output) = try Self.spawn(program, ["--port=0", "--log-path=\(folder)/driver.log"], home: folder)
    } catch {
      try? FileManager.default.removeItem(atPath: folder)
      throw error
    }
    // The streams are ours from here on, so that a failure below ends the process.
    var words = ""
    var found: Int?
    while found == nil, let more = Self.read(output, seconds: 180) {
      words += more
      let line = words.split(separator: "\n").first { $0.contains("started successfully on port ") }
      found = line.flatMap { $0.hasSuffix(".") ? Int($0.dropLast().split(separator: " ").last ?? "") : nil }
    }
    guard let found else {
      port = 0
      end()
      throw BrowserTrouble("chromedriver did not start: \(words)")
    }
    port = found
  }

  deinit { end() }

  private static func spawn(_ path: String, _ arguments: [String], home: String) throws -> (pid_t, Int32) {
    // A named pipe: no other program that is started meanwhile inherits an end of it.
    let pipe = home + "/driver.output"
    guard mkfifo(pipe, 0o600) == 0 else { throw BrowserTrouble("mkfifo: \(errno)") }
    let output = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard output >= 0 else { throw BrowserTrouble("\(pipe): \(errno)") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, pipe, O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, home + "/driver.errors", O_WRONLY | O_CREAT | O_APPEND, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    var argv = ([path] + arguments).map { strdup($0) } + [nil]
    // A profile's own folders stay within ours; a proxy of the environment would get between browser and server.
    let environment = ["HOME=\(home)", "PATH=/usr/bin:/bin", "TMPDIR=\(home)", "TZ=UTC", "LANG=C.UTF-8"]
    var envp = environment.map { strdup($0) } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, path, &actions, &attributes, &argv, &envp)
    guard code == 0 else {
      close(output)
      throw BrowserTrouble("\(path) could not be started: \(String(cString: strerror(code)))")
    }
    return (pid, output)
  }

  /// What comes next on a stream; nil at its end or when nothing came in time.
  private static func read(_ descriptor: Int32, seconds: Int32) -> String? {
    var polled = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
    guard poll(&polled, 1, seconds * 1000) > 0 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }

  /// Ends the driver and every process of its browser, and removes their folder.
  func end() {
    guard !isEnded else { return }
    isEnded = true
    kill(-pid, SIGKILL)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    close(output)
    // The browser leads a process group of its own; it is known by the folder that is ours alone.
    for process in Self.processes(naming: folder) { kill(process, SIGKILL) }
    try? FileManager.default.removeItem(atPath: folder)
  }

  private static func processes(naming text: String) -> [pid_t] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.compactMap { pid_t($0) }.filter { process in
      guard process != getpid(), let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else {
        return false
      }
      return String(decoding: line, as: UTF8.self).contains(text)
    }
  }
}

/// What went wrong between a test and its browser, for whoever reads the test's output.
public struct BrowserTrouble: Error, CustomStringConvertible {
  public let description: String
  /// The code of what was on a page that has been left.
  public static let stale = "stale element reference"

  /// WebDriver's own code, as `no such element`; empty when it came from elsewhere.
  public let code: String

  public init(_ description: String, code: String = "") {
    self.description = description
    self.code = code
  }
}
