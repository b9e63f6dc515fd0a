import CommitFormat
import Merge
import Schema
import SyncProtocol
import SyncServer

/// A program of an administrator's over the JSON API, that says odd things.
final class OddDesk {
  private let server: PageServer
  private var token = ""

  init(_ server: PageServer) {
    self.server = server
  }

  func join() throws {
    let code = try server.accounts.addMember("Udda", role: .administrator, by: .console)
    let joined = try server.server.join(
      code: code.text, device: "dator", publicKey: DeviceKey().publicKey,
      replica: ReplicaID(bits: .random(in: 1 ... .max)))
    token = joined.token.text
  }

  func send(_ method: String, _ rest: String, _ body: JSONValue? = nil) async throws -> Wire.Answer {
    try await raw(rest, body?.bytes(), method: method)
  }

  func raw(_ rest: String, _ body: [UInt8]?, method: String = "POST") async throws -> Wire.Answer {
    var headers = [("Authorization", "Bearer \(token)")]
    if body != nil { headers.append(("Content-Type", "application/json")) }
    return try await AccessMatrix.send(
      server.port, method, "/v1/workspaces/\(server.server.workspace.text)/\(rest)", headers, body)
  }
}
