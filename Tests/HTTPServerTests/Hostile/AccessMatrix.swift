import CommitFormat
import Foundation
import Merge
import Replica
import Schema
import SyncProtocol
import SyncServer
import Testing

/// A server of two workspaces, one of each kind of asker, and things that nobody else may read or change.
final class AccessMatrix {
  let pages: PageServer
  let standing: Thing
  private var tokens: [Asker: (token: String, replica: ReplicaID, user: String)] = [:]
  private var count = 0
  private static let users: [Asker: (String, Role)] = [
    .reader: ("Rut", .reader), .editor: ("Edit", .editor), .administrator: ("Adam", .administrator),
    .revoked: ("Rolf", .administrator), .removed: ("Bodil", .administrator),
    .readersBrowser: ("Rut", .reader), .editorsBrowser: ("Edit", .editor),
    .administratorsBrowser: ("Adam", .administrator), .expiredBrowser: ("Adam", .administrator),
    .signedOutBrowser: ("Adam", .administrator),
  ]
  /// What stands in records and names, and in no answer to whoever is refused.
  static let secrets = ["Hemligheten", "Offret", "hemligplats"]

  /// What a request may be about.
  struct Thing {
    let record: RecordID
    let conflict: ConflictID
    let commit: String
    var kept: Int64?
  }

  init() async throws {
    let pages = try await PageServer(workspaces: ["Kulturplan", "En annan"])
    self.pages = pages
    for (user, role): (String, Role) in [
      ("Rut", .reader), ("Edit", .editor), ("Adam", .administrator), ("Rolf", .administrator),
      ("Bodil", .administrator), ("Konrad", .administrator),
    ] {
      _ = try pages.accounts.addMember(user, role: role, by: .console)
    }
    standing = try Self.thing(on: pages, title: "Hemligheten", hasConflict: true)
    let other = pages.servers[1]
    _ = try other.accounts.addMember("Fia", role: .administrator, by: .console)
    for asker in [Asker.reader, .editor, .administrator, .revoked, .removed] {
      let user = try #require(Self.users[asker]?.0)
      tokens[asker] = try Self.device(user, at: pages.server)
    }
    // The accounts of both stand in one book, which a log in memory has for itself.
    let (token, replica) = (DeviceToken(random: SystemRandom()), ReplicaID(bits: 98))
    try other.accounts.store.change([
      .addDevice(
        Device(
          id: DeviceID(bits: 97), workspace: other.workspace, user: "Fia", name: "Fias dator",
          publicKey: DeviceKey().publicKey, token: token.hash, replicas: [replica], createdAt: 0))
    ])
    tokens[.foreigner] = (token.text, replica, "Fia")
    tokens[.guesser] = (String(repeating: "0", count: 64), ReplicaID(bits: 99), "Ingen")
    let revoked = try #require(try pages.accounts.devices().first { $0.user == "Rolf" })
    try pages.accounts.revokeDevice(revoked.id, by: .console)
    try pages.accounts.removeMember("Bodil", by: .console)
  }

  private static func device(
    _ user: String, at server: WorkspaceServer
  ) throws -> (token: String, replica: ReplicaID, user: String) {
    let code = try server.accounts.invite(user, by: .console)
    let id = ReplicaID(bits: .random(in: 1 ... .max))
    let joined = try server.join(
      code: code.text, device: "\(user)s dator", publicKey: DeviceKey().publicKey, replica: id)
    return (joined.token.text, id, user)
  }

  private static func thing(on pages: PageServer, title: String, hasConflict: Bool) throws -> Thing {
    let type = try #require(Schema.bundled.type("activity"))
    let titleField = try #require(type.field("title")).number
    let start = try #require(type.field("startYear")).number
    let record = RecordID.random(milliseconds: 1_700_000_000_000, bits: .random(in: .min ... .max))
    func edit(_ change: RecordChange, _ user: String, seen: SeenToken? = nil) throws -> StoredCommit {
      guard
        case .accepted(let stored) = try pages.server.edit(
          Draft([change], seen: seen), by: Actor(user: user, role: .administrator))
      else { throw Wire.Cut() }
      return stored
    }
    _ = try edit(.create(type.number, record, [.set(titleField, .text(title))]), "Adam")
    let seen = try pages.server.replica.seenNow()
    var last = try edit(.update(record, [.set(start, Value(.integer(2025)))]), "Adam", seen: seen)
    if hasConflict { last = try edit(.update(record, [.set(start, Value(.integer(2026)))]), "Konrad", seen: seen) }
    let open = try pages.server.replica.openConflicts(of: record)
    let nothing = try #require(ConflictID("0123456789abcdef"))
    return Thing(
      record: record, conflict: open.first.map { ConflictID($0.conflict) } ?? nothing,
      commit: "\(Hex.string(last.commit.replica.bytes).prefix(8))-\(last.commit.sequence)")
  }

  private func thing(_ about: AccessOracle.Row.About) throws -> Thing {
    switch about {
    case .standing: return standing
    case .fresh: return try Self.thing(on: pages, title: "Hemligheten \(count)", hasConflict: true)
    case .deleted:
      let made = try Self.thing(on: pages, title: "Hemligheten \(count)", hasConflict: false)
      _ = try pages.server.edit(Draft([.delete(made.record)]), by: Actor(user: "Adam", role: .administrator))
      return made
    case .kept:
      var made = standing
      made.kept = try keep("Hemligheten \(count)")
      return made
    }
  }

  /// Puts an edit into the quarantine, as it comes in a file from a device that was revoked; its number there.
  func keep(_ title: String) throws -> Int64 {
    let key = DeviceKey()
    let id = ReplicaID(bits: .random(in: 1 ... .max))
    let code = try pages.accounts.invite("Adam", by: .console)
    let joined = try pages.server.join(code: code.text, device: "Stulen", publicKey: key.publicKey, replica: id)
    try pages.accounts.revokeDevice(joined.device.id, by: .console)
    let laptop = Replica(store: MemoryStore())
    var header = ReplicaHeader(
      replica: id, workspace: pages.server.workspace, workspaceName: "", user: "Adam", device: "Stulen",
      role: .administrator)
    header.audiences = [.everyone]
    try laptop.setUp(header)
    let type = try #require(Schema.bundled.type("activity"))
    let field = try #require(type.field("title")).number
    let record = RecordID.random(milliseconds: 1_700_000_000_000, bits: .random(in: .min ... .max))
    _ = try laptop.edit(Draft([.create(type.number, record, [.set(field, .text(title))])]))
    let runs = try laptop.outgoing(key: key, commitsMax: 1, bytesMax: 1 << 20)
    try #require(try pages.server.handIn(runs, device: nil, user: "console").taken == 1)
    return try #require(try pages.accounts.store.quarantined(in: pages.server.workspace).last?.id)
  }

  /// All that a request could change.
  struct State: Hashable {
    let position: Position?
    let members: [Member]
    let devices: [Device]
    let invitations: [Invitation]
    let sessions: [Hash]
    let elsewhere: Position?
    let quarantine: [QuarantinedCommit]
  }

  func state() throws -> State {
    let accounts = pages.accounts
    return State(
      position: try pages.server.head()?.position, members: try accounts.members(),
      devices: try accounts.devices().map { device in
        var device = device
        device.report = nil
        return device
      }, invitations: try accounts.openInvitations(),
      sessions: try accounts.store.sessions(in: pages.server.workspace).map(\.token).sorted(),
      elsewhere: try pages.servers[1].head()?.position,
      quarantine: try accounts.store.quarantined(in: pages.server.workspace))
  }

  /// One request, with what it was about and what it may have changed.
  func ask(
    _ row: AccessOracle.Row, as asker: Asker, about chosen: Thing? = nil
  ) async throws -> (answer: Wire.Answer, changed: Bool) {
    count += 1
    let thing = try chosen ?? thing(row.about)
    let victim = "Offret \(count)"
    _ = try pages.accounts.addMember(victim, role: .reader, by: .console)
    _ = try Self.device(victim, at: pages.server)
    let device = try #require(try pages.accounts.devices().last { $0.user == victim })
    var names = [
      "workspace": pages.server.workspace.text, "ref": thing.record.text, "conflict": thing.conflict.text,
      "id": thing.conflict.text, "commit": thing.commit, "type": "activity", "field": "schedule", "name": "style.css",
      "code": "ABCD-EFGH-JKMN-PQRS", "device": device.id.text, "random": "",
      "asker": tokens[asker]?.user ?? Self.users[asker]?.0 ?? "Ingen",
    ]
    if let kept = thing.kept { names["id"] = String(kept) }
    names["seen"] = try pages.server.replica.seenNow().text
    names["erasure"] = try pages.server.previewErasure(
      ErasureRequest(.records([thing.record], fields: ["title"]), reason: ""), by: .console
    ).token
    names["random"] = Hex.string(ReplicaID(bits: .random(in: .min ... .max)).bytes)
    func filled(_ text: String, encoded: Bool) -> String {
      var out = text.replacingOccurrences(of: "{user}", with: encoded ? TestBrowser.encoded(victim) : victim)
      for (name, value) in names { out = out.replacingOccurrences(of: "{\(name)}", with: value) }
      return out
    }
    let isPage =
      switch row.rule {
      case .openPage, .browser: true
      default: false
      }
    var headers = [("Accept", isPage ? "text/html" : "application/json")]
    let (more, formToken) = try await credentials(asker)
    headers += more
    var body: [UInt8]?
    switch row.body {
    case .none: break
    case .json(let text):
      headers.append(("Content-Type", "application/json"))
      body = Array(filled(text, encoded: false).utf8)
    case .form(let fields):
      headers += [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", "http://localhost")]
      let all = [("csrf", formToken)] + fields.map { ($0.0, filled($0.1, encoded: false)) }
      body = Array(all.map { "\($0.0)=\(TestBrowser.encoded($0.1))" }.joined(separator: "&").utf8)
    case .hello:
      headers.append(("Content-Type", SyncHTTP.contentType))
      let replica = tokens[asker]?.replica ?? ReplicaID(bits: 4)
      let hello = Hello(schemaVersion: 1, replica: replica, deviceClock: 0)
      body = RequestFrame.hello(hello).frame.bytes
    }
    let before = try state()
    let path = filled(row.route + row.query, encoded: true)
    let answer = try await Self.send(
      pages.port, row.method, path, headers, body, isStream: row.route.hasSuffix("/events"))
    return (answer, try state() != before)
  }

  /// Headers, and the token of a form that a page of the asker's would have.
  private func credentials(_ asker: Asker) async throws -> ([(String, String)], String) {
    let cookie = "bygd-" + pages.server.workspace.text
    func session(_ user: String, _ server: WorkspaceServer) throws -> SessionToken {
      try server.accounts.signIn(try server.accounts.signInCode(for: user, by: .console)).token
    }
    func shown(_ token: SessionToken) -> ([(String, String)], String) {
      ([("Cookie", "\(cookie)=\(token.text)")], token.formToken + ".1")
    }
    switch asker {
    case .nobody: return ([], "1.1")
    case .guesser:
      let token = String(repeating: "0", count: 64)
      return ([("Authorization", "Bearer \(token)"), ("Cookie", "\(cookie)=\(token)")], token + ".1")
    case .reader, .editor, .administrator, .revoked, .removed, .foreigner:
      return ([("Authorization", "Bearer \(tokens[asker]?.token ?? "")")], "1.1")
    case .readersBrowser, .editorsBrowser, .administratorsBrowser:
      return shown(try session(Self.users[asker]?.0 ?? "", pages.server))
    case .foreignBrowser:
      let token = try session("Fia", pages.servers[1])
      let (own, form) = shown(token)
      return (own.map { ($0.0, $0.1 + "; bygd-\(pages.servers[1].workspace.text)=\(token.text)") }, form)
    case .expiredBrowser:
      let token = try session("Adam", pages.server)
      pages.clock.move(WebSession.idleMilliseconds + 1)
      return shown(token)
    case .signedOutBrowser:
      let token = try session("Adam", pages.server)
      try pages.accounts.signOut(token)
      return shown(token)
    }
  }

  /// Waiting must not hold a thread that the server in this process needs.
  static func send(
    _ port: UInt16, _ method: String, _ path: String, _ headers: [(String, String)], _ body: [UInt8]?,
    isStream: Bool = false
  ) async throws -> Wire.Answer {
    try await withCheckedThrowingContinuation { continuation in
      Thread {
        continuation.resume(
          with: Result {
            let wire = try Wire(port)
            try wire.request(method, path, headers: headers, body: body ?? (method == "POST" ? [] : nil))
            return try wire.answer(isStream: isStream)
          })
      }.start()
    }
  }
}
