import CommitFormat
import Engine
import Foundation
import HTTPTransport
import Merge
import Replica
import Schema
import SyncClient
import SyncProtocol
import Workload

/// A device that has joined, and the requests that it will send: made before, as far as they do not depend on answers.
struct Hand {
  /// Commits of one sync, sealed.
  struct Push {
    let frame: [UInt8]
    let last: KnownCommit
    let count: UInt64
  }

  let key: DeviceKey
  let replica: ReplicaID
  let user: String
  let token: String
  var cursor: Cursor?
  var digest: StateDigest?
  private(set) var own: KnownCommit?
  private var pushes: ArraySlice<Push> = []
  private(set) var hello: Hello
  private let schemaVersion: UInt32
  private let workspace: WorkspaceID

  init(key: DeviceKey, replica: ReplicaID, answer: JoinAnswer, schemaVersion: UInt32) {
    self.key = key
    self.replica = replica
    user = answer.user
    token = answer.token
    workspace = answer.workspace
    self.schemaVersion = schemaVersion
    hello = Hello(schemaVersion: schemaVersion, replica: replica, deviceClock: 0)
    writer = Replica(store: MemoryStore())
  }

  /// What it writes with; its commits are those of this device, each after the other.
  private let writer: Replica
  private var record = RecordID(bits: 0)
  private var prepared: SequenceNumber = 0

  /// Writes commits for `syncs` syncs, each of one field of a record of its own, and seals what goes together. What is
  /// left of an earlier time counts.
  mutating func prepare(syncs wanted: Int, edits: Int) throws {
    let syncs = wanted - pushes.count
    guard syncs > 0 else { return }
    if prepared == 0 {
      try writer.setUp(
        ReplicaHeader(
          replica: replica, workspace: workspace, workspaceName: "bench", user: user, device: "laptop",
          role: .administrator), schema: BenchSchema.make())
      record = RecordID(bits: .random(in: .min ... .max))
    }
    for number in 0..<(syncs * edits) {
      let title = FieldChange.set(BenchSchema.field(.title), .text("edit \(prepared) \(number) of \(user)"))
      let isFirst = prepared == 0 && number == 0
      _ = try writer.edit(
        Draft([isFirst ? .create(BenchSchema.row, record, [title]) : .update(record, [title])]))
    }
    let runs = try writer.outgoing(
      key: key, commitsMax: .max, bytesMax: .max, skipping: Frontier([(replica, prepared)]))
    var commits = runs.flatMap(\.commits)[...]
    while !commits.isEmpty {
      let together = Array(commits.prefix(edits))
      commits = commits.dropFirst(edits)
      for sealed in try SealedCommits.sealing(together, by: key) {
        guard let last = sealed.commits.last else { continue }
        pushes.append(
          Push(
            frame: RequestFrame.commits(sealed).frame.bytes,
            last: KnownCommit(sequence: last.sequence, hash: last.hash), count: UInt64(sealed.commits.count)))
        prepared = last.sequence
      }
    }
  }

  /// The next request, with commits; nil when there are no more of those.
  mutating func push(port: Int) -> [UInt8]? {
    guard let next = pushes.popFirst() else { return nil }
    own = next.last
    return request(port: port, frames: next.frame, unsent: next.count)
  }

  /// A request that only asks.
  mutating func pull(port: Int) -> [UInt8] { request(port: port, frames: [], unsent: 0) }

  private mutating func request(port: Int, frames: [UInt8], unsent: UInt64) -> [UInt8] {
    hello = Hello(
      schemaVersion: schemaVersion, replica: replica, own: own, cursor: cursor, digest: digest, pageBytes: 1 << 20,
      unsentCount: unsent, appVersion: "0.1.0", deviceClock: Int64(Date().timeIntervalSince1970 * 1000))
    let (coding, body) = Compression.zstd.packed(RequestFrame.hello(hello).frame.bytes + frames)
    var head = """
      POST \(SyncHTTP.syncPath(workspace)) HTTP/1.1\r
      Host: 127.0.0.1:\(port)\r
      Content-Type: \(SyncHTTP.contentType)\r
      Accept: \(SyncHTTP.contentType), \(SyncHTTP.problemContentType)\r
      \(SyncHTTP.versionHeader): \(ProtocolVersion.current)\r
      Authorization: Bearer \(token)\r
      User-Agent: bygd/0.1.0\r
      Accept-Encoding: \(Compression.accepted)\r
      Content-Length: \(body.count)\r

      """
    if coding != .identity { head += "Content-Encoding: \(coding.rawValue)\r\n" }
    return Array(head.utf8) + Array("\r\n".utf8) + body
  }

  /// The request of an event stream.
  func watching(port: Int) -> [UInt8] {
    Array(
      """
      GET \(SyncHTTP.eventsPath(workspace)) HTTP/1.1\r
      Host: 127.0.0.1:\(port)\r
      Accept: text/event-stream\r
      Authorization: Bearer \(token)\r
      \r

      """.utf8)
  }

  private static let zstdMark: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

  /// Takes in an answer as far as the next request needs it.
  ///
  /// - Returns: how many entries of the log it brought, and how many commits the server took.
  mutating func take(_ body: [UInt8]) throws -> (entries: UInt64, accepted: Int) {
    var reader = ResponseReader(hello: hello)
    try reader.feed(body.starts(with: Self.zstdMark) ? Compression.zstd.unpacked(body) : body)
    var accepted = 0
    let before = cursor?.position ?? 0
    while let frame = try reader.next() {
      switch frame {
      case .receipts(let receipts):
        for receipt in receipts {
          guard case .accepted = receipt.outcome else { throw Trouble("a commit was not taken: \(receipt.outcome)") }
          accepted += 1
        }
      case .done(let done):
        if let next = done.cursor { cursor = next }
        if let found = done.digest { digest = found }
      case .problem(let problem): throw Trouble("the server says \(problem.code) \(problem.subject)")
      case .welcome, .entries: break
      }
    }
    return ((cursor?.position ?? 0) - before, accepted)
  }
}

/// Lets many devices join a server, each of a member of its own.
struct Crew {
  private let administrator: Laptop

  init(_ administrator: Laptop) {
    self.administrator = administrator
  }

  /// - Returns: devices at the head of the log as the administrator's laptop has it.
  func join(_ count: Int, named prefix: String) async throws -> [Hand] {
    let wire = HTTPTransport(try ServerAddress("http://127.0.0.1:\(administrator.port)"))
    do {
      let hands = try await join(count, named: prefix, over: wire)
      await wire.shutdown()
      return hands
    } catch {
      await wire.shutdown()
      throw error
    }
  }

  private func join(_ count: Int, named prefix: String, over wire: HTTPTransport) async throws -> [Hand] {
    let header = try administrator.replica.header()
    let version = UInt32(try administrator.replica.schema().version)
    var hands: [Hand] = []
    for number in 0..<count {
      let request = TransportRequest(
        .post, SyncHTTP.workspacePath(header.workspace) + "/users",
        headers: [
          .init("Content-Type", "application/json"),
          .init("Authorization", "Bearer \(administrator.credentials.token ?? "")"),
        ],
        body: JSONValue.members(["user": .string("\(prefix) \(number)"), "role": .string("editor")]).bytes())
      var made: [UInt8] = []
      try await wire.exchange(request) { if case .body(let bytes, _) = $0 { made += bytes } }
      guard let code = try JSONValue(parsing: made)["code"]?.string else {
        throw Trouble("no member was made: \(String(decoding: made, as: UTF8.self))")
      }
      let key = DeviceKey()
      let replica = ReplicaID(bits: .random(in: .min ... .max))
      var reader = JoinReader()
      try await wire.exchange(
        Joining(code: code, device: "laptop", publicKey: key.publicKey, replica: replica).request
      ) { reader.take($0) }
      hands.append(Hand(key: key, replica: replica, answer: try reader.finish(), schemaVersion: version))
    }
    // Their joining is in the log too.
    _ = try await administrator.sync()
    return try level(hands)
  }

  /// The same devices, as if they had fetched all that the administrator's laptop has.
  func level(_ hands: [Hand]) throws -> [Hand] {
    let header = try administrator.replica.header()
    return hands.map { hand in
      var hand = hand
      hand.cursor = header.cursor.flatMap { Cursor(bytes: $0.token) }
      hand.digest = header.digest
      return hand
    }
  }
}
