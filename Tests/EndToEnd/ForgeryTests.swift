import CommitFormat
import Foundation
import Merge
import Schema
import SyncProtocol
import Testing

/// Somebody with a device of their own who writes frames by hand.
@Suite(.enabled(if: Installation.isThere, "the programs are not built"))
struct ForgeryTests {
  @Test func `nobody writes under another's name, and a replayed request has no second effect`() async throws {
    try await onThread {
      let field = try Field(["Anna": "editor", "Bertil": "editor"])
      let activity = try field.activity(by: "Anna")
      try field["Anna"].json(["edit", activity, "doneOn=2025-03-01"])
      try field["Bertil"].json(["edit", activity, "rank=1.5"])
      let hers = try Self.bundle(of: field["Anna"])
      let his = try Self.bundle(of: field["Bertil"])
      let run = try #require(hers.commits.first)
      let last = try #require(run.commits.last)
      let secret = try #require(try Self.credentials(field["Bertil"])["deviceKey"]?.string.flatMap(Hex.bytes))
      let key = try #require(DeviceKey(secret: secret))
      let sender = try #require(his.commits.first?.commits.first?.replica)

      // The next commit of her replica, by him.
      let forged = Commit(
        replica: last.replica, sequence: last.sequence + 1, previous: last.hash,
        stamp: Stamp(milliseconds: last.stamp.milliseconds + 1), schemaVersion: last.schemaVersion, parts: last.parts)
      let sealed = try #require(try SealedCommits.sealing([forged], by: key).first)
      #expect(try Self.outcomes(of: [sealed], field, from: sender, in: hers.header.workspace) == [.damaged])

      // Her own commits may be carried by him, and are hers; a second time they are known.
      let first = try Self.outcomes(of: [run], field, from: sender, in: hers.header.workspace)
      guard case .accepted(let position, _)? = first.first else { throw Trouble("carried commits: \(first)") }
      let again = try Self.outcomes(of: [run], field, from: sender, in: hers.header.workspace)
      #expect(again == [.accepted(position, .known)])
      #expect(try Self.outcomes(of: [sealed], field, from: sender, in: hers.header.workspace) == [.damaged])

      // A conversation in her replica's name needs her device.
      #expect(throws: (any Error).self) {
        try Self.outcomes(of: [], field, from: last.replica, in: hers.header.workspace)
      }
      for name in ["Anna", "Bertil", "Anna"] { #expect(try field[name].sync().flag("level")) }
      let commits = try field["Bertil"].commits()
      #expect(commits.map { $0.text("author") }.sorted() == ["Anna", "Anna", "Bertil"])
      #expect(try field["Anna"].field(activity, "rank") == "1.5")
    }
  }

  private static func bundle(of desk: Desk) throws -> SyncProtocol.Bundle {
    let path = desk.folder.path + "/commits.bygd"
    try desk.json(["bundle", "create", path])
    return try SyncProtocol.Bundle(bytes: Array(try Data(contentsOf: URL(fileURLWithPath: path))))
  }

  private static func credentials(_ desk: Desk) throws -> JSONValue {
    try JSONValue(parsing: Array(try Data(contentsOf: URL(fileURLWithPath: desk.replica + "/credentials.json"))))
  }

  /// Sends commits with Bertil's token, as `replica`; what the server answers to each.
  private static func outcomes(
    of runs: [SealedCommits], _ field: Field, from replica: ReplicaID, in workspace: WorkspaceID
  ) throws -> [Receipt.Outcome] {
    let hello = Hello(schemaVersion: UInt32(Schema.bundled.version), replica: replica, deviceClock: 0)
    var body: [UInt8] = []
    RequestFrame.hello(hello).frame.append(to: &body)
    for run in runs { RequestFrame.commits(run).frame.append(to: &body) }
    let token = try credentials(field["Bertil"]).text("token")
    let answer = try Wire.exchange(
      host: "127.0.0.1", port: field.server.port,
      "POST \(SyncHTTP.syncPath(workspace)) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer \(token)\r\n"
        + "\(SyncHTTP.versionHeader): \(ProtocolVersion.current)\r\nContent-Type: \(SyncHTTP.contentType)\r\n"
        + "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n",
      body: body)
    guard answer.status == 200 else {
      throw Trouble("\(answer.status) \(String(decoding: answer.body.prefix(300), as: UTF8.self))")
    }
    var reader = ResponseReader(hello: hello)
    try reader.feed(answer.body)
    var outcomes: [Receipt.Outcome] = []
    while let frame = try reader.next() {
      switch frame {
      case .receipts(let receipts): outcomes += receipts.map(\.outcome)
      case .problem(let problem): throw problem
      default: break
      }
    }
    return outcomes
  }
}
