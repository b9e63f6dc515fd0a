import CommitFormat
import Foundation
package import Merge
package import Replica
import SQLiteLog
package import SQLiteReplica
package import Schema
import SyncClient
import SyncProtocol
package import SyncServer
package import Workload

/// A server in this process: the real log, replica and judgement, on files.
package final class ServerSide {
  static let workspace = WorkspaceID(bits: 0xBE)
  package let server: WorkspaceServer
  private let file: LogFile

  /// - Parameters:
  ///   - folder: where its files go.
  ///   - schema: the workspace's.
  ///   - isNew: false to open what lies there.
  /// - Throws: what log, store and server throw.
  package init(folder: String, schema: Schema, isNew: Bool = true) throws {
    if isNew {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      file = try LogFile.create(in: folder)
      _ = try file.addWorkspace(Self.workspace, name: "bench", epoch: Epoch(bits: 1))
    } else {
      file = try LogFile.open(in: folder)
    }
    guard let seal = CursorSeal(key: Array(repeating: 7, count: 32)) else { throw LogProblem.badKey(path: "") }
    let store = try SQLiteReplicaStore(folder: folder + "/replica", schema: schema, mode: .create)
    var limits = ServerLimits.standard
    limits.snapshotSeconds = 3600
    server = try WorkspaceServer(
      replica: Replica(store: store), log: try file.log(of: Self.workspace), accounts: file, seal: seal,
      limits: limits, snapshotFolder: folder + "/snapshots",
      snapshotStore: { try SQLiteReplicaStore(folder: $0, schema: schema, mode: .create, durability: .normal) })
    if isNew { try server.change(schema: schema, by: .console) }
  }

  /// Lets everybody forget what was replaced before now. Devices that were not here lately are revoked: they would be
  /// waited for.
  ///
  /// - Returns: the position up to which is forgotten.
  /// - Throws: what log and store throw.
  package func compact() throws -> Position {
    for device in try server.compaction(keeping: 0).behind {
      try server.accounts.revokeDevice(device.id, by: .console)
    }
    return try server.compact(keeping: 0, by: .console).horizon
  }

  /// What the server answers to a request, as its HTTP side does.
  func answer(_ request: TransportRequest, token: DeviceToken) throws -> (head: ResponseHead, body: [UInt8]) {
    let (device, actor) = try server.accounts.authenticate(token)
    if request.path == SyncHTTP.snapshotPath(Self.workspace) {
      let file = try server.snapshot(for: actor.user)
      let headers = [
        "content-type": SyncHTTP.snapshotContentType, SyncHTTP.snapshotHashHeader.lowercased(): file.hash.hex,
        "content-length": String(file.byteCount), "etag": "\"\(file.hash.hex)\"",
      ]
      return (ResponseHead(status: 200, headers: headers), try file.bytes(0..<file.byteCount))
    }
    var reader = RequestReader()
    try reader.feed(request.body)
    var out: [UInt8] = []
    var running: SyncExchange?
    while let frame = try reader.next() {
      switch frame {
      case .hello(let hello):
        let opened = try server.open(hello, device: device, actor: actor)
        running = opened
        out += ResponseFrame.welcome(opened.welcome).bytes(answering: hello)
      case .commits(let commits):
        guard let hello = running?.hello, let receipts = try running?.push([commits]) else { continue }
        if !receipts.isEmpty { out += ResponseFrame.receipts(receipts).bytes(answering: hello) }
      }
    }
    try reader.finish()
    guard var exchange = running else { throw Problem(.malformed) }
    for frame in try exchange.pull() { out += frame.bytes(answering: exchange.hello) }
    return (ResponseHead(status: 200, headers: ["content-type": SyncHTTP.contentType]), out)
  }
}

/// What a sync took.
package struct SyncCost {
  package var serverSeconds = 0.0
  package var clientSeconds = 0.0
  package var roundTrips = 0
  package var sent: [UInt8] = []
  package var received: [UInt8] = []
}

/// A laptop in this process: the real replica on files, and the client's own session.
package final class LaptopSide {
  package let replica: Replica
  private let host: ServerSide
  private let key = DeviceKey()
  private let token: DeviceToken

  package init(
    _ host: ServerSide, user: String, folder: String, schema: Schema, durability: SQLiteReplicaStore.Durability = .full
  ) throws {
    self.host = host
    let code = try host.server.accounts.addMember(user, role: .administrator, by: .console)
    let id = ReplicaID(bits: SystemRandom().bits128())
    let joined = try host.server.join(code: code.text, device: "laptop", publicKey: key.publicKey, replica: id)
    token = joined.token
    let store = try SQLiteReplicaStore(folder: folder, schema: schema, mode: .create, durability: durability)
    replica = Replica(store: store)
    try replica.setUp(
      ReplicaHeader(
        replica: id, workspace: ServerSide.workspace, workspaceName: "bench", user: user, device: "laptop",
        role: joined.role), schema: schema)
  }

  /// Sends what is unsent and takes in what is new.
  package func sync(fromSnapshot: Bool = false) throws -> SyncCost {
    var cost = SyncCost()
    var settings = SyncSession.Settings(token: token.text, startsFromSnapshot: fromSnapshot)
    settings.appVersion = "bench"
    var session = SyncSession(replica: replica, key: key, settings: settings)
    var action: SyncSession.Action?
    func feed(_ event: SyncSession.Event) {
      cost.clientSeconds += seconds { if let next = session.handle(event) { action = next } }
    }
    feed(.started)
    while let next = action {
      action = nil
      switch next {
      case .send(let request):
        cost.roundTrips += 1
        cost.sent += request.body
        var answer: (head: ResponseHead, body: [UInt8])?
        cost.serverSeconds += try seconds { answer = try host.answer(request, token: token) }
        guard let answer else { break }
        cost.received += answer.body
        feed(.transport(.sent(wireBytes: request.body.count)))
        feed(.transport(.head(answer.head)))
        feed(.transport(.body(answer.body, wireBytes: answer.body.count)))
        if action == nil { feed(.ended) }
      case .wait: feed(.timer)
      case .finish: return cost
      case .fail(let problem): throw problem
      }
    }
    return cost
  }

  /// The server's part alone of a sync of one round trip, once more.
  func repeatAtServer(_ cost: SyncCost) throws {
    let request = TransportRequest(.post, SyncHTTP.syncPath(ServerSide.workspace), headers: [], body: cost.sent)
    _ = try host.answer(request, token: token)
  }

  /// One field, one commit, one transaction.
  package func write(_ edit: FieldEdit) throws { _ = try replica.edit(BenchSchema.draft(edit)) }

  /// All records in one transaction, in commits of as many as an import makes.
  package func insert(_ rows: [ActivityRow]) throws { _ = try replica.edit(BenchSchema.drafts(rows)) }
}
