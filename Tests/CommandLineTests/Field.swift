import Foundation
import Schema
import Testing

/// A folder of its own with a replica, and the real program to work on it.
final class Field {
  let folder: String
  var replica: String
  var environment: [String: String] = [:]

  struct Outcome {
    let status: Int32
    let output: [UInt8]
    let errors: String

    var text: String { String(decoding: output, as: UTF8.self) }
    /// Without the line end.
    var line: String { String(text.split(separator: "\n", omittingEmptySubsequences: false).first ?? "") }
    /// The document on standard output; it must be one line and nothing else.
    var json: JSONValue {
      get throws {
        try #require(output.last == 0x0A)
        return try JSONValue(parsing: output.dropLast().map { $0 })
      }
    }
  }

  init() throws {
    folder = NSTemporaryDirectory() + "bygd-cli-\(UUID().uuidString)"
    replica = folder + "/replica"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit {
    chmod(replica, 0o700)
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// The program as it was built, beside the tests.
  static let program: String = {
    let beside = Bundle.allBundles.map { ($0.bundlePath as NSString).deletingLastPathComponent }
    let own = (CommandLine.arguments.first.map { ($0 as NSString).deletingLastPathComponent }).map { [$0] } ?? []
    let built = FileManager.default.currentDirectoryPath + "/.build/debug"
    let folders = [ProcessInfo.processInfo.environment["BYGD_BIN"] ?? ""] + own + beside + [built]
    return folders.map { $0 + "/bygd" }.first { FileManager.default.isExecutableFile(atPath: $0) } ?? built + "/bygd"
  }()

  func path(_ name: String) -> String { folder + "/" + name }

  func write(_ text: String, to name: String) throws -> String { try write(Array(text.utf8), to: name) }

  func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }

  func process(_ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.program)
    process.arguments = arguments
    var variables = [
      "HOME": folder, "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "LANG": "sv_SE.UTF-8",
      "TZ": "UTC", "BYGD_REPLICA": replica, "SWIFT_BACKTRACE": "enable=no",
    ]
    for (name, value) in environment { variables[name] = value }
    process.environment = variables
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    return process
  }

  /// Runs the program to its end, with nothing to read.
  @discardableResult
  func bygd(_ arguments: String..., input: String = "") throws -> Outcome { try run(arguments, input: input) }

  func run(_ arguments: [String], input: String = "") throws -> Outcome {
    let process = process(arguments)
    let name = UUID().uuidString
    let files = try ["in", "out", "err"].map { try write($0 == "in" ? input : "", to: "\(name).\($0)") }
    let handles = [
      try #require(FileHandle(forReadingAtPath: files[0])), try #require(FileHandle(forWritingAtPath: files[1])),
      try #require(FileHandle(forWritingAtPath: files[2])),
    ]
    process.standardInput = handles[0]
    process.standardOutput = handles[1]
    process.standardError = handles[2]
    try process.run()
    process.waitUntilExit()
    let output = Array(try Data(contentsOf: URL(fileURLWithPath: files[1])))
    let errors = String(decoding: try Data(contentsOf: URL(fileURLWithPath: files[2])), as: UTF8.self)
    for file in files { unlink(file) }
    #expect(process.terminationReason == .exit, "\(arguments) ended by a signal: \(errors)")
    return Outcome(status: process.terminationStatus, output: output, errors: errors)
  }

  /// Runs the program, which must do what it is asked, and reads its document.
  func json(_ arguments: String...) throws -> JSONValue {
    let outcome = try run(arguments + ["--json"])
    try #require(outcome.status == 0, "\(arguments): \(outcome.errors)")
    return try outcome.json
  }

  /// A workspace with a plan, a section 4.1.3 and an activity in it.
  static func started() throws -> (field: Field, plan: String, section: String, activity: String) {
    let field = try Field()
    try #require(try field.bygd("init", "--name", "Länet", "--user", "Anna", "--device", "laptop").status == 0)
    let plan = try field.bygd("add", "plan", "title=Plan", "fromYear=2024", "toYear=2027").line
    let section = try field.bygd("add", "section", "plan=\(plan)", "number=4.1.3", "title=Läsning", "rank=1").line
    let activity = try field.bygd(
      "add", "activity", "section=\(section)", "title=Bokcirklar", "responsible=Kulturchef", "startYear=2025", "rank=1"
    ).line
    return (field, plan, section, activity)
  }
}

extension JSONValue {
  var keys: [String] { object?.members.map(\.key) ?? [] }
}
