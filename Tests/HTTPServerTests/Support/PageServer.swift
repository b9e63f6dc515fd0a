import CommitFormat
import CryptoExtras
import Foundation
import HTTPServer
import Logging
import Replica
import SyncProtocol
import SyncServer
import Synchronization
import Testing

/// A clock that stands until it is moved.
final class HandClock: Clock {
  private let time = Mutex<Int64>(1_700_000_000_000)

  func now() -> Int64 { time.withLock { $0 } }
  func move(_ milliseconds: Int64) { time.withLock { $0 += milliseconds } }
}

/// The server's pages over real sockets, within this process, so that its clock can be moved.
final class PageServer: Sendable {
  let clock = HandClock()
  /// Holds the accounts of all workspaces.
  let log: MemoryLog
  let servers: [WorkspaceServer]
  let port: UInt16
  private let task: Task<Void, any Error>

  private struct Directory: WorkspaceDirectory {
    let servers: [WorkspaceServer]
    func workspaces() throws -> [WorkspaceServer] { servers }
  }

  init(
    workspaces: [String] = ["Kulturplan"], web: WebSettings = WebSettings(), strangers: Int = 100_000,
    requests: Int = 100_000
  ) async throws {
    let clock = clock
    let seal = try #require(CursorSeal(key: Array(repeating: 7, count: 32)))
    let logs = workspaces.map { name in
      MemoryLog(workspace: WorkspaceID(bits: .random(in: 1 ... .max)), name: name, epoch: Epoch(bits: 1))
    }
    let log = logs[0]
    self.log = log
    servers = try logs.map { one in
      try WorkspaceServer(
        replica: Replica(store: MemoryStore(), clock: clock, random: SystemRandom()), log: one, accounts: log,
        seal: seal)
    }
    var limits = HTTPLimits.standard
    limits.strangersPerMinute = strangers
    limits.requestsPerMinute = requests
    let (ready, told) = AsyncStream<String>.makeStream()
    let service = try HTTPService(
      directory: Directory(servers: servers), address: try #require(ListenAddress("127.0.0.1:0")), limits: limits,
      clock: clock, web: web, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) { told.yield($0) }
    task = Task { try await service.run() }
    var address = ""
    for await said in ready {
      address = said
      break
    }
    port = try #require(address.split(separator: ":").last.flatMap { UInt16($0) })
  }

  deinit { task.cancel() }

  var server: WorkspaceServer { servers[0] }
  var accounts: Accounts { server.accounts }
  var base: String { "/w/\(server.workspace.text)" }

  /// A member who has a password, and signed in with it nowhere. It is a cheap one: the parameters are stored with it.
  @discardableResult
  func member(_ user: String, _ role: Role, password: String = "fyra ord som sitter") throws -> String {
    _ = try accounts.addMember(user, role: role, by: .console)
    let salt: [UInt8] = [1, 2, 3]
    let key = try KDF.Scrypt.deriveKey(
      from: Array(password.utf8), salt: salt, outputByteCount: 32, rounds: 16, blockSize: 8, parallelism: 1)
    let hash = PasswordHash(
      salt: salt, hash: key.withUnsafeBytes { Array($0) }, rounds: 16, blockSize: 8, parallelism: 1)
    try log.change([.setPassword(server.workspace, user: user, hash)])
    return password
  }
}

/// What a browser does, as far as it matters here: it keeps cookies, and says where its forms come from.
final class TestBrowser {
  let port: UInt16
  var cookies: [String: String] = [:]
  /// What it sends as `Origin` with a form; nil for nothing.
  var origin: String? = "http://localhost"
  var headers: [(String, String)] = [("Accept", "text/html,application/xhtml+xml"), ("Accept-Language", "en")]

  init(_ server: PageServer) {
    port = server.port
  }

  func get(_ path: String, headers: [(String, String)] = []) async throws -> Wire.Answer {
    try await send("GET", path, headers: headers, body: nil)
  }

  func post(
    _ path: String, _ fields: [(String, String)], headers: [(String, String)] = []
  ) async throws -> Wire.Answer {
    let body = fields.map { Self.encoded($0.0) + "=" + Self.encoded($0.1) }.joined(separator: "&")
    var all = [("Content-Type", "application/x-www-form-urlencoded")] + headers
    if let origin { all.append(("Origin", origin)) }
    return try await send("POST", path, headers: all, body: Array(body.utf8))
  }

  func send(
    _ method: String, _ path: String, headers: [(String, String)], body: [UInt8]?
  ) async throws -> Wire.Answer {
    var all = self.headers + headers
    if !cookies.isEmpty {
      all.append(("Cookie", cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")))
    }
    let (port, sent) = (port, all)
    // Waiting must not hold a thread that the server in this process needs.
    let answer: Wire.Answer = try await withCheckedThrowingContinuation { continuation in
      Thread {
        continuation.resume(
          with: Result {
            let wire = try Wire(port)
            try wire.request(method, path, headers: sent, body: body)
            return try wire.answer(toHead: method == "HEAD")
          })
      }.start()
    }
    for line in answer.cookies {
      let pair = line.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(pair[0])
      cookies[name] = line.contains("Max-Age=0") ? nil : String(pair[1])
    }
    return answer
  }

  /// Opens the sign-in page, and signs in with name and password.
  func signIn(_ user: String, _ password: String, path: String = "", workspace: String? = nil) async throws
    -> Wire.Answer
  {
    let page = try await get("/sign-in?return=" + Self.encoded(path))
    var fields = [
      ("csrf", page.formToken), ("return", page.field("return")), ("name", user), ("password", password),
    ]
    fields.append(("workspace", workspace ?? page.field("workspace")))
    return try await post("/sign-in", fields)
  }

  static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      let letter = Character(Unicode.Scalar(byte))
      return letter.isASCII && (letter.isLetter || letter.isNumber)
        ? String(letter) : "%" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
  }
}

extension Wire.Answer {
  /// The value of the page's first hidden field of that name.
  func field(_ name: String) -> String {
    guard let place = text.range(of: "name=\"\(name)\" value=\"") else { return "" }
    return text[place.upperBound...].prefix { $0 != "\"" }.replacingOccurrences(of: "&amp;", with: "&")
  }

  var formToken: String { field("csrf") }
  var location: String { headers["location"] ?? "" }
  var isPage: Bool { headers["content-type"] == "text/html; charset=utf-8" && text.contains("<h1>") }
}
