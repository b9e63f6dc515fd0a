import CommitFormat
import Foundation
import Merge
import Replica
import Schema
import SyncProtocol
import Testing

/// A member's device: a replica in memory, a key, and the protocol spoken frame by frame.
final class Laptop {
  let server: ServerProgram
  let replica = Replica(store: MemoryStore())
  let id: ReplicaID
  let key = DeviceKey()
  private(set) var token = ""
  private(set) var workspace = WorkspaceID(bits: 0)
  let user: String

  /// What came of an exchange.
  struct Exchanged {
    var answer: Wire.Answer
    var welcome: Welcome?
    var receipts: [Receipt] = []
    var pages: [LogPage] = []
    var done: Done?
    var problem: Problem?
  }

  init(_ server: ServerProgram, _ user: String, _ role: String = "editor") throws {
    self.server = server
    self.user = user
    id = ReplicaID(bits: .random(in: .min ... .max))
    let answer = try join(code: try server.invite(user, role))
    try #require(answer.status == 201)
    let json = try answer.json
    token = try #require(json["token"]?.string)
    workspace = try #require(json["workspace"]?.string.flatMap { WorkspaceID(text: $0) })
    var header = ReplicaHeader(
      replica: id, workspace: workspace, workspaceName: "", user: user, device: "\(user)s dator",
      role: try #require(Role(rawValue: role)))
    header.number = json["number"]?.integer.flatMap { UInt32(exactly: $0) }
    try replica.setUp(header)
  }

  func join(code: String, extra: String = "") throws -> Wire.Answer {
    let body = """
      {"code":"\(code)","device":"\(user)s dator","publicKey":"\(Hex.string(key.publicKey))",\
      "replica":"\(Hex.string(id.bytes))"\(extra)}
      """
    return try call("POST", "/v1/join", headers: [("Content-Type", "application/json")], body: Array(body.utf8))
  }

  func path(_ rest: String) -> String { "\(SyncHTTP.workspacePath(workspace))/\(rest)" }

  func call(
    _ method: String, _ path: String, headers: [(String, String)] = [], body: [UInt8]? = nil
  ) throws -> Wire.Answer {
    let wire = try Wire(server.port)
    try wire.request(method, path, token: token.isEmpty ? nil : token, headers: headers, body: body)
    return try wire.answer(toHead: method == "HEAD")
  }

  func json(_ method: String, _ rest: String, _ body: JSONValue? = nil) throws -> Wire.Answer {
    try call(
      method, path(rest), headers: body == nil ? [] : [("Content-Type", "application/json")], body: body?.bytes())
  }

  /// Makes an actor, or writes another telephone number into one.
  @discardableResult
  func actor(_ name: String, phone: String, on record: RecordID? = nil) throws -> RecordID {
    let type = try #require(try replica.schema().type("actor"))
    let phoneField = try #require(type.field("phone"))
    if let record {
      _ = try replica.edit(Draft([.update(record, [.set(phoneField.number, .text(phone))])]))
      return record
    }
    let made = RecordID.random(milliseconds: 1_700_000_000_000, bits: .random(in: .min ... .max))
    let nameField = try #require(type.field("name"))
    _ = try replica.edit(
      Draft([
        .create(type.number, made, [.set(nameField.number, .text(name)), .set(phoneField.number, .text(phone))])
      ]))
    return made
  }

  func hello() throws -> Hello {
    let header = try replica.header()
    let (own, unsent) = try replica.store.read { reading in
      (
        try reading.head(of: id).map { KnownCommit(sequence: $0.sequence, hash: $0.hash) },
        try reading.unlogged().count
      )
    }
    return Hello(
      schemaVersion: UInt32(clamping: try replica.schema().version), replica: id, own: own,
      cursor: header.cursor.flatMap { Cursor(bytes: $0.token) }, unsentCount: UInt64(unsent), deviceClock: 0)
  }

  func frames() throws -> [SealedCommits] {
    try replica.outgoing(key: key, commitsMax: 10_000, bytesMax: 16 << 20).compactMap {
      SealedCommits(commits: $0.commits, seal: $0.seal)
    }
  }

  /// The body of a whole exchange.
  func body() throws -> (hello: Hello, bytes: [UInt8]) {
    let hello = try hello()
    var bytes: [UInt8] = []
    RequestFrame.hello(hello).frame.append(to: &bytes)
    for commits in try frames() { RequestFrame.commits(commits).frame.append(to: &bytes) }
    return (hello, bytes)
  }

  func exchange(packed: Compression = .identity) throws -> Exchanged {
    let (hello, bytes) = try body()
    var headers = [("Content-Type", SyncHTTP.contentType), ("Accept-Encoding", Compression.accepted)]
    var out = bytes
    if packed != .identity {
      let compressor = Compressor(packed)
      out = compressor.append(bytes) + compressor.finish()
      headers.append(("Content-Encoding", packed.rawValue))
    }
    return try read(try call("POST", path("sync"), headers: headers, body: out), hello: hello)
  }

  func read(_ answer: Wire.Answer, hello: Hello) throws -> Exchanged {
    var exchanged = Exchanged(answer: answer)
    guard answer.status == 200 else { return exchanged }
    var reader = ResponseReader(hello: hello)
    try reader.feed(answer.body)
    while let frame = try reader.next() {
      switch frame {
      case .welcome(let welcome): exchanged.welcome = welcome
      case .receipts(let receipts): exchanged.receipts += receipts
      case .entries(let page): exchanged.pages.append(page)
      case .done(let done): exchanged.done = done
      case .problem(let problem): exchanged.problem = problem
      }
    }
    try reader.finish()
    return exchanged
  }

  /// One exchange, taken in.
  @discardableResult
  func sync(packed: Compression = .identity) throws -> Exchanged {
    let exchanged = try exchange(packed: packed)
    try #require(exchanged.answer.status == 200)
    guard let cursor = exchanged.done?.cursor, !exchanged.pages.isEmpty else { return exchanged }
    for page in exchanged.pages {
      let pulled = try page.entries(receiver: id, names: Names(replica: replica))
      let entries = try pulled.map { entry -> IncomingEntry in
        switch entry.event {
        case .entry(let event):
          return .entry(LogEntry(position: entry.position, time: entry.time, event: event))
        case .own(let sequence, let author):
          let hash = try replica.store.read { try $0.hash(of: id, sequence: sequence) } ?? .zero
          let name = CommitName(replica: id, sequence: sequence, hash: hash)
          return .own(name, position: entry.position, time: entry.time, author: author)
        }
      }
      _ = try replica.apply(
        LogStretch(
          entries: entries,
          end: LogPoint(epoch: cursor.epoch, position: cursor.position, chain: cursor.chain, token: cursor.bytes)))
    }
    return exchanged
  }

  private struct Names: LogNames {
    let replica: Replica

    func replica(numbered number: UInt32) throws -> ReplicaID? {
      try replica.store.read { try $0.enrolment(number: number)?.replica }
    }

    func hash(of other: ReplicaID, sequence: SequenceNumber) throws -> Hash? {
      try replica.store.read { try $0.commit(other, sequence)?.hash }
    }
  }
}
