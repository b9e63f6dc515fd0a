import Foundation
import Glibc
import Schema
import Synchronization

/// What a program left behind.
struct Outcome: Sendable {
  var out: [UInt8] = []
  var errors: [UInt8] = []
  /// The exit status, or minus the signal that ended it.
  var status: Int32 = 0

  var text: String { String(decoding: out, as: UTF8.self) }
  var errorText: String { String(decoding: errors, as: UTF8.self) }
  var wasKilled: Bool { status == -SIGKILL }

  /// The document on standard output.
  func json() throws -> JSONValue {
    do {
      return try JSONValue(parsing: out)
    } catch {
      throw Trouble("no JSON (exit \(status)): \(text.prefix(400)) / \(errorText.prefix(800))")
    }
  }
}

/// What went wrong in a run, in words for whoever reads the test's output.
struct Trouble: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// When a program is ended from outside.
enum Kill: Sendable {
  case never
  /// So long after it was started.
  case after(microseconds: Int)
  /// Asked to end, as by Ctrl-C, when this is signalled.
  case interrupt(after: DispatchSemaphore)
  /// As soon as so many bytes have come on standard output and standard error together.
  case afterBytes(Int)
}

/// A program of ours, found beside the tests.
struct Program: Sendable {
  let path: String

  /// The folder that holds the programs: `BYGD_PROGRAMS`, else where the tests were built.
  static let folder: String = {
    if let given = ProcessInfo.processInfo.environment["BYGD_PROGRAMS"] { return given }
    var folder = URL(fileURLWithPath: CommandLine.arguments.first ?? ".").deletingLastPathComponent()
    // The bundle is an executable in the build folder, or is loaded by one elsewhere that is told its path.
    for argument in CommandLine.arguments where argument.hasSuffix(".xctest") {
      folder = URL(fileURLWithPath: argument).deletingLastPathComponent()
    }
    return folder.path
  }()

  static let bygd = Program(path: folder + "/bygd")
  static let server = Program(path: folder + "/bygd-server")

  /// What every program sees of the world: little, so that a developer's settings decide nothing.
  static func environment(home: String, _ more: [String: String] = [:]) -> [String: String] {
    var result = ["HOME": home, "PATH": "/usr/bin:/bin", "BYGD_LANG": "en", "NO_COLOR": "1", "TZ": "UTC"]
    for key in ["LD_LIBRARY_PATH", "LSAN_OPTIONS", "ASAN_OPTIONS"] {
      result[key] = ProcessInfo.processInfo.environment[key]
    }
    return result.merging(more) { $1 }
  }

  /// Runs the program to its end; blocks its thread.
  ///
  /// - Parameters:
  ///   - arguments: without the program's own name.
  ///   - input: standard input.
  ///   - environment: all of it.
  ///   - seconds: after which it is killed and the run has failed.
  ///   - kill: when to end it on purpose.
  /// - Returns: what it wrote and how it ended.
  /// - Throws: `Trouble` when it could not be started or did not end in time.
  func run(
    _ arguments: [String], input: [UInt8] = [], environment: [String: String], seconds: Double = 300,
    kill: Kill = .never
  ) throws -> Outcome {
    var child = try Child(path, arguments, environment: environment)
    return try child.finish(input: input, seconds: seconds, kill: kill)
  }
}

/// A started process with pipes to its standard streams.
struct Child: ~Copyable {
  let pid: pid_t
  private var input: Int32
  private(set) var output: Int32
  private(set) var errors: Int32
  private var isWaitedFor = false

  private static let starting = Mutex(())

  /// With `errorFile`, standard error goes there in place of a pipe.
  init(_ path: String, _ arguments: [String], environment: [String: String], errorFile: String? = nil) throws {
    // No other child may be started between making the pipes and marking them: it would inherit and hold them.
    let started = try Self.starting.withLock { _ in
      try Self.start(path, arguments, environment: environment, errorFile: errorFile)
    }
    (pid, input, output, errors) = started
    signal(SIGPIPE, SIG_IGN)
  }

  deinit {
    if !isWaitedFor {
      Glibc.kill(pid, SIGKILL)
      var status: Int32 = 0
      waitpid(pid, &status, 0)
    }
    for descriptor in [input, output, errors] where descriptor >= 0 { _ = Glibc.close(descriptor) }
  }

  private static func start(
    _ path: String, _ arguments: [String], environment: [String: String], errorFile: String?
  ) throws -> (pid_t, Int32, Int32, Int32) {
    var pipes: [[Int32]] = []
    for _ in 0..<3 {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { throw Trouble("pipe: \(errno)") }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      pipes.append(ends)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipes[0][0], 0)
    posix_spawn_file_actions_adddup2(&actions, pipes[1][1], 1)
    if let errorFile {
      posix_spawn_file_actions_addopen(&actions, 2, errorFile, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    } else {
      posix_spawn_file_actions_adddup2(&actions, pipes[2][1], 2)
    }
    // Whatever the test process blocks or ignores, the program begins as from a shell.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    var argv = ([path] + arguments).map { strdup($0) } + [nil]
    var envp = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, path, &actions, &attributes, &argv, &envp)
    for end in [pipes[0][0], pipes[1][1], pipes[2][1]] { _ = Glibc.close(end) }
    guard code == 0 else {
      for end in [pipes[0][1], pipes[1][0], pipes[2][0]] { _ = Glibc.close(end) }
      throw Trouble("\(path) could not be started: \(String(cString: strerror(code)))")
    }
    return (pid, pipes[0][1], pipes[1][0], pipes[2][0])
  }

  func send(_ signal: Int32) { Glibc.kill(pid, signal) }

  /// Waits for the process alone; its streams are left as they are.
  mutating func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    isWaitedFor = true
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
  }

  /// Feeds and reads the process until it closes its streams, and waits for it.
  mutating func finish(input bytes: [UInt8], seconds: Double, kill: Kill) throws -> Outcome {
    let begun = ContinuousClock.now
    var outcome = Outcome()
    var left = bytes[...]
    let killer = Killer(pid)
    defer { killer.rest() }
    switch kill {
    case .after(let microseconds): killer.strike(SIGKILL, afterMicroseconds: microseconds)
    case .interrupt(let moment):
      Thread {
        moment.wait()
        killer.strike(SIGINT)
      }.start()
    case .never, .afterBytes: break
    }
    _ = fcntl(input, F_SETFL, O_NONBLOCK)
    while output >= 0 || errors >= 0 {
      if left.isEmpty { Self.close(&input) }
      let limit = Int32(seconds * 1000) - Int32((ContinuousClock.now - begun) / .milliseconds(1))
      guard limit > 0 else {
        killer.strike()
        _ = wait()
        throw Trouble("no end within \(seconds) s: \(outcome.text.suffix(200)) / \(outcome.errorText.suffix(200))")
      }
      var polled = [
        pollfd(fd: output, events: Int16(POLLIN), revents: 0), pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
        pollfd(fd: input, events: Int16(POLLOUT), revents: 0),
      ]
      guard poll(&polled, 3, limit) > 0 else { continue }
      if polled[0].revents != 0 { Self.read(&output, into: &outcome.out) }
      if polled[1].revents != 0 { Self.read(&errors, into: &outcome.errors) }
      if polled[2].revents != 0 {
        let count = left.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
        if count > 0 { left = left.dropFirst(count) } else if errno != EAGAIN { left = [] }
      }
      if case .afterBytes(let count) = kill, outcome.out.count + outcome.errors.count >= count { killer.strike() }
    }
    killer.rest()
    outcome.status = wait()
    return outcome
  }

  /// Reads what comes until the first line ends; nil when the stream ends before.
  mutating func line(seconds: Double) throws -> String? {
    let begun = ContinuousClock.now
    var bytes: [UInt8] = []
    while !bytes.contains(0x0A) {
      let limit = Int32(seconds * 1000) - Int32((ContinuousClock.now - begun) / .milliseconds(1))
      guard limit > 0 else { throw Trouble("no line within \(seconds) s") }
      var polled = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      if poll(&polled, 1, limit) > 0 {
        Self.read(&output, into: &bytes)
        if output < 0 { return nil }
      }
    }
    return bytes.firstIndex(of: 0x0A).map { String(decoding: bytes[..<$0], as: UTF8.self) }
  }

  private static func read(_ descriptor: inout Int32, into bytes: inout [UInt8]) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
    if count > 0 {
      bytes += buffer[..<count]
    } else if count == 0 || errno != EINTR {
      close(&descriptor)
    }
  }

  private static func close(_ descriptor: inout Int32) {
    if descriptor >= 0 { _ = Glibc.close(descriptor) }
    descriptor = -1
  }
}

/// Ends a process once, by a timer or at once, and never after it was waited for: its number may be another's then.
private final class Killer: Sendable {
  private let pid: pid_t
  private let isDone = Mutex(false)

  init(_ pid: pid_t) {
    self.pid = pid
  }

  func strike(_ signal: Int32 = SIGKILL) {
    isDone.withLock { isDone in
      if !isDone { kill(pid, signal) }
      if signal == SIGKILL { isDone = true }
    }
  }

  func strike(_ signal: Int32, afterMicroseconds delay: Int) {
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.setEventHandler { [self] in
      strike(signal)
      timer.cancel()
    }
    timer.schedule(deadline: .now() + .microseconds(delay), leeway: .nanoseconds(0))
    timer.activate()
  }

  func rest() { isDone.withLock { $0 = true } }
}

/// Runs blocking work on a thread of its own, so that the tests' own threads go on.
///
/// It stays the caller's task: what is expected in it is reported for the test that it belongs to.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
  try await withTaskExecutorPreference(BlockingThreads.shared) { try body() }
}

/// Threads that may block, as many as there are jobs.
private final class BlockingThreads: TaskExecutor {
  static let shared = BlockingThreads()

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let thread = Thread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    thread.stackSize = 8 << 20
    thread.start()
  }
}
