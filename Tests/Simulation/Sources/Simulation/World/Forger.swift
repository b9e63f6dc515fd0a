import CommitFormat
import Merge
import Replica
import SyncClient
import SyncProtocol
import SyncServer

/// Somebody with a device of their own and a client that asks nobody what it may send.
final class Forger {
  static let user = "Mallory"

  private let key: DeviceKey
  private let token: DeviceToken
  private let device: DeviceID
  let replica: ReplicaID
  private var sequence: SequenceNumber = 0
  private var previous = Hash.zero
  private var sent: Commit?

  init(_ server: WorkspaceServer, _ dice: Dice) throws {
    var dice = dice
    guard let key = DeviceKey(secret: dice.secret()) else { throw Violation(.recovery, "32 bytes are no key") }
    self.key = key
    replica = ReplicaID(bits: dice.bits128())
    let code = try server.accounts.addMember(Self.user, role: .editor, by: .console)
    let joined = try server.join(
      code: code.text, device: "Mallory's", publicKey: key.publicKey, replica: replica)
    token = joined.token
    device = joined.device.id
  }

  /// Says that it has come as far as the log: what it says of itself is its own affair, and the server believes it.
  func claimToBeLevel(with server: WorkspaceServer, at time: Int64) throws {
    let position = try server.log.head().position
    let report = DeviceReport(
      seenAt: time, pending: 0, appVersion: "", schemaVersion: 1, clockAhead: 0, knows: position)
    try server.accounts.store.change([.report(device, report)])
  }

  /// A request that no client of ours would make; nil when there is nothing to make one of.
  func request(
    _ action: Action, _ ledger: Ledger, _ history: History, _ server: WorkspaceServer
  ) throws -> (TransportRequest, String)? {
    let known = history.accepted(upTo: history.head)
    guard let (operations, story) = operations(action, ledger, known) else { return nil }
    let content = PartContent(note: "", operations: operations)
    let bytes = try content.encoded(author: replica, names: NoNames())
    let commit = Commit(
      replica: replica, sequence: sequence + 1, previous: previous, stamp: Stamp(milliseconds: 1),
      schemaVersion: 1, parts: [.init(audience: .everyone, body: .readable(bytes, salt: nil))])
    guard var sealed = try SealedCommits.sealing([commit], by: key).first else { return nil }
    let isDamaged = action.b % 5 == 0
    if isDamaged {
      var signature = sealed.seal.signature
      signature[0] ^= 1
      let seal = Seal(
        replica: replica, sequence: sealed.seal.sequence, hash: sealed.seal.hash, signature: signature)
      guard let broken = SealedCommits(commits: [commit], seal: seal) else { return nil }
      sealed = broken
    } else {
      sent = commit
      let placed = operations.enumerated().map { index, operation in
        Ledger.Step(
          dot: Dot(replica: replica, sequence: commit.sequence, index: UInt32(index)), stamp: commit.stamp,
          operation: operation)
      }
      ledger.add(
        commit, placed,
        Ledger.Authoring(device: nil, user: Self.user, role: .editor, known: known, isForged: true))
    }
    let hello = Hello(
      schemaVersion: 1, replica: replica, own: nil, unsentCount: 1, appVersion: "forged", deviceClock: 0)
    var body: [UInt8] = []
    RequestFrame.hello(hello).frame.append(to: &body)
    RequestFrame.commits(sealed).frame.append(to: &body)
    let headers = [TransportRequest.Header("Authorization", "Bearer \(token.text)")]
    return (
      TransportRequest(.post, SyncHTTP.syncPath(World.workspace), headers: headers, body: body),
      story + (isDamaged ? ", with a seal that is none" : "")
    )
  }

  /// Goes on from what the log took of it.
  func note(_ history: History, _ ledger: Ledger) {
    guard let commit = sent, let place = ledger.commit(commit.name), history.positionOf[place] != nil else { return }
    sequence = commit.sequence
    previous = commit.hash
    sent = nil
  }

  private func operations(_ action: Action, _ ledger: Ledger, _ known: Bits) -> ([Operation], String)? {
    let things = ledger.records.filter { record in
      guard ledger.typeOf[record] == SimSchema.thing, let row = ledger.row(record, .type) else { return false }
      return !ledger.standing(row, known).isEmpty
    }
    guard !things.isEmpty else { return nil }
    let record = things[action.a % things.count]
    func names(_ register: RegisterID) -> Replaces {
      guard let row = ledger.row(record, register) else { return .nothing }
      return Replaces(dots: ledger.standing(row, known).map { ledger.writes[$0].dot })
    }
    let title = RegisterID(SimSchema.Thing.title)
    let born = RegisterID(SimSchema.Thing.born)
    switch action.c % 6 {
    case 0: return ([.set(record, title, .text("forged"), replaces: names(title), mark: .plain)], "replaces all")
    case 1:
      return (
        [.set(record, born, Value(.integer(1900)), replaces: names(born), mark: .plain)], "sets anew what is set once"
      )
    case 2:
      return ([.set(record, title, Value(.integer(3)), replaces: .nothing, mark: .plain)], "puts a number for a title")
    case 3: return ([.create(record, SimSchema.thing, fields: [])], "makes what exists")
    case 4:
      return ([.tombstone(record, covers: .nothing, replaces: names(.life))], "deletes what it has not looked at")
    default: return ([.keep(record, covers: names(title), replaces: names(.life))], "keeps what is not its own")
    }
  }

  private struct NoNames: NameWriter {
    func number(of replica: ReplicaID) -> UInt32? { nil }
    func creation(of record: RecordID) -> Dot? { nil }
  }
}
