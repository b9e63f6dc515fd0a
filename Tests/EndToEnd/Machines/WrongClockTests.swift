import Foundation
import Glibc
import Schema
import Testing

/// Clocks that are ten years off, jump and run backwards, on either side.
@Suite(
  .serialized, .enabled(if: Installation.isThere, "the programs are not built"),
  .enabled(if: MovingClock.isPossible, "no C compiler for a library that moves the clock"))
struct WrongClockTests {
  /// A day's work of three people who disagree, with clocks as given; what all see at its end, without times.
  private func day(_ clocks: Clocks) throws -> (documents: [String], told: Bool) {
    let time = try MovingClock()
    let field = try Field([:])
    field.server.stop()
    field.server.environment = clocks.isRight ? [:] : time.environment
    try field.server.start()
    for (name, role) in [("Cecilia", "administrator"), ("Anna", "editor"), ("Bertil", "editor")] {
      try field.join(name, role: role)
    }
    let activity = try field.activity(by: "Cecilia", ["notes=ett"])
    var step = 0
    var told = false
    func run(_ name: String, _ arguments: [String], _ status: Int32 = 0) throws {
      step += 1
      time.set(clocks.server(step))
      field[name].environment = clocks.days(name, step).map { time.environment(days: $0) } ?? [:]
      let outcome = try field[name].run(arguments)
      guard outcome.status == status else {
        throw Trouble("\(clocks): \(name) \(arguments): exit \(outcome.status) \(outcome.errorText)")
      }
      if arguments == ["sync"], (outcome.text + outcome.errorText).lowercased().contains("clock") { told = true }
    }
    try run("Anna", ["edit", activity, "doneOn=2025-03-01", "rank=1.5"])
    try run("Bertil", ["edit", activity, "doneOn=2025-04-02", "rank=2.5"])
    try run("Bertil", ["sync"])
    try run("Anna", ["sync"], 2)
    try run("Bertil", ["edit", activity, "notes=två"])
    try run("Bertil", ["sync"], 2)
    try run("Anna", ["sync"], 2)
    try run("Anna", ["edit", activity, "notes=tre", "rank=3.5"])
    try run("Anna", ["sync"], 2)
    try run("Cecilia", ["sync"])
    let conflict =
      try field["Cecilia"].conflicts().isEmpty
      ? field["Cecilia"].json(["conflicts", "--all"]).list("conflicts").first : field["Cecilia"].conflicts().first
    try run("Cecilia", ["resolve", conflict?.text("id") ?? "?", "--take", "2"])
    try run("Cecilia", ["sync"])
    for name in ["Anna", "Bertil", "Cecilia"] { try run(name, ["sync"]) }
    // Codes run out by the server's clock: at its own time it takes one.
    time.set(0)
    let eva = try field.join("Eva", role: "reader")
    var documents: [String] = []
    for desk in [field["Anna"], field["Bertil"], field["Cecilia"], eva] {
      desk.environment = [:]
      try desk.sync()
      let fields = try desk.json(["show", activity])["fields"] ?? .null
      let conflicts = try desk.json(["conflicts", "--all"]).list("conflicts").map { $0["field"]?.string ?? "" }
      let history = try desk.commits().map { commit in
        "\(commit.text("author")) \(commit.list("writes").map { "\($0.text("field"))=\($0["to"]?.text(.canonical) ?? "")" })"
      }
      documents.append(
        ([FieldRun.plain(fields).text(.canonical)] + conflicts + history).joined(separator: "\n")
          .replacing(activity, with: "ACTIVITY"))
    }
    #expect(Set(documents).count == 1, "\(clocks): not everybody sees the same")
    let digests = try ["Anna", "Bertil", "Cecilia"].map { try field[$0].json(["status"]).text("digest") }
    #expect(Set(digests).count == 1)
    return (documents, told)
  }

  enum Clocks: Sendable, CaseIterable {
    case right, laptopsOff, laptopsJump, serverAhead, serverBehind, serverJumps

    var isRight: Bool { ![.serverAhead, .serverBehind, .serverJumps].contains(self) }

    /// How far the server's clock is off, at a step, in days.
    func server(_ step: Int) -> Int {
      switch self {
      case .serverAhead: 3650
      case .serverBehind: -3650
      case .serverJumps: [40, 400, -400, 3650, -3650, 1, -1][step % 7]
      default: 0
      }
    }

    /// The same for a laptop's; nil where it is right.
    func days(_ name: String, _ step: Int) -> Int? {
      switch self {
      case .laptopsOff: name == "Anna" ? 3650 : name == "Bertil" ? -3650 : nil
      // Backwards too: each command at another time than the one before it.
      case .laptopsJump: [3000, -3000, 10, -400, 4000][step % 5]
      default: nil
      }
    }
  }

  @Test func `wrong clocks change no value and no conflict`() async throws {
    try await onThread {
      let right = try day(.right)
      #expect(!right.told, "told of a clock that is right")
      for clocks in Clocks.allCases where clocks != .right {
        let wrong = try day(clocks)
        #expect(right.documents == wrong.documents, "\(clocks)")
        #expect(wrong.told, "\(clocks): nobody was told")
      }
    }
  }

  @Test func `a code runs out by the server's clock, and says so`() async throws {
    try await onThread {
      let time = try MovingClock()
      let server = try ServerProcess()
      server.environment = time.environment
      let code = try server.addUser("Anna", role: "editor")
      time.set(3650)
      try server.start()
      let late = try Desk(user: "Anna")
      let refused = try late.run(["join", server.url, "--code", code])
      #expect(refused.status == 4 && refused.errorText.contains("expired"), "\(refused.errorText)")
      // Back at its own time the server takes it; a laptop's clock has no say.
      time.set(0)
      late.environment = time.environment(days: 3650)
      #expect(try late.run(["join", server.url, "--code", code]).status == 0)
      // Signed in stays signed in, whatever the clocks do afterwards.
      for days in [4000, -4000] {
        time.set(days)
        #expect(try late.sync().flag("level"))
      }
    }
  }

  @Test(.enabled(if: Certificate.isPossible, "openssl is not installed"))
  func `a certificate that is not valid by this clock is refused in words`() async throws {
    try await onThread {
      let certificate = try Certificate()
      let time = try MovingClock()
      let server = try ServerProcess()
      server.options = ["--tls-cert", certificate.path, "--tls-key", certificate.keyPath]
      try server.start()
      let code = try server.addUser("Anna", role: "editor")
      let anna = try Desk(user: "Anna")
      let arguments = ["join", server.url.replacing("127.0.0.1", with: "localhost"), "--code", code]
      let trusting = ["--certificate", certificate.path]
      for days in [8000, -8000] {
        anna.environment = time.environment(days: days)
        let outcome = try anna.run(arguments + trusting)
        #expect(outcome.status == 5, "\(outcome.text) \(outcome.errorText)")
        #expect(outcome.errorText.contains("clock"), "\(outcome.errorText)")
      }
      anna.environment = [:]
      let joined = try anna.run(arguments + trusting)
      #expect(joined.status == 0, "\(joined.errorText)")
      try anna.json(["add", "activity", "title=Bokstart"])
      anna.environment = time.environment(days: 8000)
      let refused = try anna.run(["sync"])
      #expect(refused.status == 5 && refused.errorText.contains("clock"), "\(refused.errorText)")
      #expect(refused.errorText.contains("1 "), "that the change is safe: \(refused.errorText)")
      anna.environment = [:]
      #expect(try anna.sync().flag("level"))
    }
  }
}

/// Moves the clock of the programs that `Tests/KillPoints/clock.c` is loaded into.
final class MovingClock {
  private static let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("KillPoints/clock.c").path

  static var isPossible: Bool { Compiler.isThere && FileManager.default.fileExists(atPath: source) }

  private let folder: TemporaryFolder
  private let library: String
  private let file: Int32

  init() throws {
    folder = try TemporaryFolder()
    library = try Compiler.library(Self.source, in: folder.path)
    file = open(folder.path + "/clock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Trouble("clock: \(errno)") }
    set(0)
  }

  deinit { close(file) }

  private static func seconds(_ days: Int) -> Int64 { Int64(days) * 86_400 }

  /// For a program whose clock is so many days off.
  func environment(days: Int) -> [String: String] {
    ["LD_PRELOAD": library, "SHIFTED_SECONDS": String(Self.seconds(days))]
  }

  /// For a program whose clock is moved while it runs.
  var environment: [String: String] { ["LD_PRELOAD": library, "CLOCK_FILE": folder.path + "/clock"] }

  /// From now on, for whoever runs already too.
  func set(_ days: Int) {
    var seconds = Self.seconds(days)
    _ = withUnsafeBytes(of: &seconds) { pwrite(file, $0.baseAddress, $0.count, 0) }
  }
}

/// A certificate for this machine that signs itself, made on the spot.
struct Certificate {
  private static let tool = "/usr/bin/openssl"
  static var isPossible: Bool { FileManager.default.isExecutableFile(atPath: tool) }

  private let folder: TemporaryFolder
  var path: String { folder.path + "/server.pem" }
  var keyPath: String { folder.path + "/server.key" }

  init() throws {
    folder = try TemporaryFolder()
    let made = try Program(path: Self.tool).run(
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", "-keyout",
        folder.path + "/server.key", "-out", folder.path + "/server.pem", "-subj", "/CN=localhost", "-addext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1",
      ], environment: ["PATH": "/usr/bin:/bin", "HOME": folder.path])
    guard made.status == 0 else { throw Trouble("openssl: \(made.errorText)") }
  }
}
