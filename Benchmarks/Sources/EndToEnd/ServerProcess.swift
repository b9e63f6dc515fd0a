import Foundation
import Glibc
import Schema

/// A real server in a folder: set up, started, killed and started again on the same data.
final class ServerProcess {
  let folder: TemporaryFolder
  let workspace: String
  private(set) var workspaceID = ""
  private var child: ChildBox?
  /// Put around the program, at its next start.
  var environment: [String: String] = [:]
  /// More words on the command line of `serve`.
  var options: [String] = []
  /// Where it listens, once it has been started; the same after each start.
  private(set) var url = ""
  private(set) var port: Int

  /// Of the process, while it runs.
  var pid: Int32? { child?.child.pid }

  var data: String { dataFolder ?? folder.path + "/data" }
  private let dataFolder: String?
  var keys: String { folder.path + "/keys" }

  /// Makes a workspace; the server is not started. Port 0 picks one at the first start.
  /// `schema` is the workspace's own, as JSON; `dataFolder` where its data lie, else in a folder of its own.
  init(
    workspace: String = "Kulturplan", port: Int = 0, schema: JSONValue? = nil, dataFolder: String? = nil
  ) throws {
    folder = try TemporaryFolder()
    self.dataFolder = dataFolder
    self.port = port
    self.workspace = workspace
    var arguments = ["init", workspace, "--json"]
    if let schema {
      let file = folder.path + "/schema.json"
      try Data(schema.bytes(.canonical)).write(to: URL(fileURLWithPath: file))
      arguments += ["--schema", file]
    }
    let made = try command(arguments)
    guard made.status == 0, let id = try made.json()["id"]?.string else {
      throw Trouble("init: exit \(made.status) \(made.text) \(made.errorText)")
    }
    workspaceID = id
  }

  /// One run of `bygd-server` over this server's data, or over another's.
  func command(_ arguments: [String], data: String? = nil, environment: [String: String] = [:]) throws -> Outcome {
    try Program.server.run(
      arguments + ["--data", data ?? self.data, "--keys", keys],
      environment: Program.environment(home: folder.path, environment))
  }

  /// Makes a member, and answers the code for a device.
  func addUser(_ name: String, role: String) throws -> String {
    try code(["user", "add", name, "--role", role, "--json"])
  }

  /// A code for one more device of a member.
  func invite(_ name: String) throws -> String {
    try code(["invite", name, "--json"])
  }

  /// Lets a member do less, or more, from now on.
  func setRole(_ name: String, _ role: String) throws {
    let outcome = try command(["user", "role", name, role])
    guard outcome.status == 0 else { throw Trouble("role: exit \(outcome.status) \(outcome.errorText)") }
  }

  private func code(_ arguments: [String]) throws -> String {
    let made = try command(arguments)
    guard made.status == 0, let code = try made.json()["code"]?.string else {
      throw Trouble("\(arguments): exit \(made.status) \(made.text) \(made.errorText)")
    }
    return code
  }

  /// Starts it and waits until it listens.
  func start() throws {
    let arguments = ["serve", "--listen", "127.0.0.1:\(port)", "--data", data, "--keys", keys] + options
    let box = ChildBox(
      try Child(
        Program.server.path, arguments, environment: Program.environment(home: folder.path, environment),
        errorFile: folder.path + "/server.log"))
    guard let line = try box.child.line(seconds: 300),
      let listening = try JSONValue(parsing: Array(line.utf8))["listening"]?.string
    else {
      throw Trouble("the server did not start: \(errorLog.suffix(2000))")
    }
    child = box
    url = listening
    port = Int(listening.split(separator: ":").last?.split(separator: "/").first ?? "") ?? 0
  }

  /// What it wrote on standard error, in all its starts.
  var errorLog: String { (try? String(contentsOfFile: folder.path + "/server.log", encoding: .utf8)) ?? "" }

  /// Ends it as a power cut would.
  func kill() {
    child?.child.send(SIGKILL)
    _ = child?.child.wait()
    child = nil
  }

  /// Ends it as an administrator would.
  ///
  /// - Returns: its exit status.
  @discardableResult
  func stop() -> Int32 {
    child?.child.send(SIGTERM)
    let status = child?.child.wait() ?? 0
    child = nil
    return status
  }

  /// Kills it after a while and starts it again at once, both from another thread.
  ///
  /// - Returns: what to call to wait for that; throws when it did not start again.
  func crash(afterMicroseconds delay: Int) -> () throws -> Void {
    let done = DispatchSemaphore(value: 0)
    let failure = Failure()
    let timer = DispatchSource.makeTimerSource(queue: .global())
    nonisolated(unsafe) let server = self
    timer.setEventHandler {
      server.kill()
      do {
        try server.start()
      } catch {
        failure.error = error
      }
      done.signal()
    }
    timer.schedule(deadline: .now() + .microseconds(delay))
    timer.activate()
    return {
      done.wait()
      timer.cancel()
      if let error = failure.error { throw error }
    }
  }

  private final class Failure: @unchecked Sendable {
    var error: (any Error)?
  }

  private final class ChildBox {
    var child: Child

    init(_ child: consuming Child) {
      self.child = child
    }
  }
}

/// A folder that goes when nobody holds it any more, unless `BYGD_KEEP` says that it shall stay.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("bygd-\(UUID().uuidString.prefix(13))")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit {
    if ProcessInfo.processInfo.environment["BYGD_KEEP"] == nil { try? FileManager.default.removeItem(atPath: path) }
  }
}
