import Foundation
import Schema

/// One laptop: a replica's folder and the program that works on it.
final class Desk {
  let folder: TemporaryFolder
  let user: String
  let device: String
  /// Put before every command, as `faketime` is.
  var environment: [String: String] = [:]
  /// How many times the program was run, and how long that took in all.
  private(set) var runs = 0
  private(set) var seconds = 0.0

  var replica: String { replicaFolder ?? folder.path + "/replica" }
  private let replicaFolder: String?

  /// With its replica in the desk's own folder, or where `replicaFolder` says.
  init(user: String, device: String = "laptop", replicaFolder: String? = nil) throws {
    folder = try TemporaryFolder()
    self.user = user
    self.device = device
    self.replicaFolder = replicaFolder
  }

  /// Runs `bygd` with these arguments on this laptop's replica.
  func run(_ arguments: [String], input: String = "", seconds: Double = 300, kill: Kill = .never) throws -> Outcome {
    let begun = ContinuousClock.now
    var environment = Program.environment(home: folder.path, self.environment)
    environment["BYGD_REPLICA"] = replica
    let outcome = try Program.bygd.run(
      arguments, input: Array(input.utf8), environment: environment, seconds: seconds, kill: kill)
    runs += 1
    self.seconds += (ContinuousClock.now - begun) / .seconds(1)
    return outcome
  }

  /// Runs a command that must end with `status`, and reads its document.
  @discardableResult
  func json(_ arguments: [String], input: String = "", status: Int32 = 0) throws -> JSONValue {
    let outcome = try run(arguments + ["--json"], input: input)
    guard outcome.status == status else {
      throw Trouble(
        "\(user): bygd \(arguments.joined(separator: " ")): exit \(outcome.status), not \(status): \(outcome.text) "
          + outcome.errorText)
    }
    return try outcome.json()
  }

  func join(_ server: ServerProcess, code: String) throws {
    let outcome = try run(["join", server.url, "--code", code, "--device", device])
    guard outcome.status == 0 else {
      throw Trouble(
        "\(user): join: exit \(outcome.status) \(outcome.text) \(outcome.errorText) \(server.errorLog.suffix(2000))")
    }
  }

  func records(deleted: Bool = false) throws -> [JSONValue] {
    try json(["list"] + (deleted ? ["--deleted"] : []))["records"]?.array ?? []
  }

  func conflicts() throws -> [JSONValue] { try json(["conflicts"])["conflicts"]?.array ?? [] }

  func commits() throws -> [JSONValue] { try json(["log"])["commits"]?.array ?? [] }
}

extension JSONValue {
  /// The member of that name as text, number or truth; a test that asks for what is not there has its answer.
  func text(_ key: String) -> String { self[key]?.string ?? "" }
  func number(_ key: String) -> Int { Int(self[key]?.integer ?? -1) }
  func flag(_ key: String) -> Bool { self[key]?.boolean ?? false }
  func list(_ key: String) -> [JSONValue] { self[key]?.array ?? [] }

  /// The document without some members, at any depth.
  func without(_ keys: Set<String>) -> JSONValue {
    switch self {
    case .object(let object):
      .object(
        JSONObject(
          object.members.filter { !keys.contains($0.key) }.map { .init(key: $0.key, value: $0.value.without(keys)) }))
    case .array(let array): .array(array.map { $0.without(keys) })
    default: self
    }
  }
}

/// Today, as the programs write it.
enum ISODay {
  static func today() -> String {
    let parts = Calendar(identifier: .gregorian).dateComponents(
      in: TimeZone(identifier: "UTC") ?? .gmt, from: Date())
    func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
    return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))"
  }
}
