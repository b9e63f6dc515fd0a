internal import CommitFormat
internal import Foundation
internal import GRDB
internal import Merge
internal import SyncServer

/// The accounts' tables within one transaction.
struct AccountTables {
  let db: Database
  let path: String

  func apply(_ change: AccountChange) throws {
    switch change {
    case .addMember(let workspace, let member):
      guard try role(of: member.user, in: workspace) == nil else { throw AccountProblem.userExists(member.user) }
      try db.execute(
        kept: "INSERT INTO member (workspace, user, role, since, audiences) VALUES (?, ?, ?, ?, ?)",
        arguments: [
          workspace.bits.bytes.data, member.user, member.role.rawValue, member.since, Self.text(member.audiences),
        ])
    case .setRole(let workspace, let user, let role):
      try keepAdministrator(in: workspace, without: user, role: role)
      try db.execute(
        kept: "UPDATE member SET role = ? WHERE workspace = ? AND user = ?",
        arguments: [role.rawValue, workspace.bits.bytes.data, user])
    case .setAudiences(let workspace, let user, let audiences):
      try db.execute(
        kept: "UPDATE member SET audiences = ? WHERE workspace = ? AND user = ?",
        arguments: [Self.text(audiences), workspace.bits.bytes.data, user])
      guard db.changesCount == 1 else { throw AccountProblem.unknownUser(user) }
    case .removeMember(let workspace, let user, let time):
      try keepAdministrator(in: workspace, without: user, role: nil)
      try db.execute(
        kept: "DELETE FROM member WHERE workspace = ? AND user = ?", arguments: [workspace.bits.bytes.data, user])
      try db.execute(
        kept: "UPDATE device SET revokedAt = ? WHERE workspace = ? AND user = ? AND revokedAt IS NULL",
        arguments: [time, workspace.bits.bytes.data, user])
      try endSessions(of: user, in: workspace)
      try setPassword(of: user, in: workspace, to: nil)
    case .addInvitation(let invitation):
      try db.execute(
        kept: """
          INSERT INTO invitation (code, workspace, user, purpose, createdAt, expiresAt, usedAt)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          invitation.code.bytes.data, invitation.workspace.bits.bytes.data, invitation.user,
          invitation.purpose.rawValue, invitation.createdAt, invitation.expiresAt, invitation.usedAt,
        ])
    case .useInvitation(let code, let time):
      guard let invitation = try invitation(code: code) else { throw AccountProblem.codeUnknown }
      guard invitation.usedAt == nil else { throw AccountProblem.codeUsed }
      try db.execute(
        kept: "UPDATE invitation SET usedAt = ? WHERE code = ?", arguments: [time, code.bytes.data])
    case .quarantine(let commit): try add(commit)
    case .decideQuarantined(let id, let decision): try decide(id, decision)
    case .removeQuarantined(let id): try db.execute(kept: "DELETE FROM quarantine WHERE id = ?", arguments: [id])
    case .addDevice(let device): try add(device)
    case .addReplica(let id, let replica):
      guard let device = try device(id) else { throw AccountProblem.unknownDevice }
      try add(replica, to: device, place: device.replicas.count)
    case .setToken(let id, let token):
      try db.execute(
        kept: "UPDATE device SET token = ? WHERE id = ?", arguments: [token.bytes.data, id.bits.bytes.data])
      try requireChange()
    case .revokeDevice(let id, let time):
      try db.execute(
        kept: "UPDATE device SET revokedAt = coalesce(revokedAt, ?) WHERE id = ?",
        arguments: [time, id.bits.bytes.data])
      try requireChange()
    case .report(let id, let report):
      try db.execute(
        kept: """
          UPDATE device SET seenAt = ?, pending = ?, appVersion = ?, schemaVersion = ?, clockAhead = ?, knows = ?
          WHERE id = ?
          """,
        arguments: [
          report.seenAt, Int64(clamping: report.pending), report.appVersion, Int64(report.schemaVersion),
          report.clockAhead, Int64(clamping: report.knows), id.bits.bytes.data,
        ])
      try requireChange()
    case .addSession, .seeSession, .keepForm, .endSession, .endSessions, .forgetSessions:
      try apply(session: change)
    case .setPassword(let workspace, let user, let password):
      guard try role(of: user, in: workspace) != nil else { throw AccountProblem.unknownUser(user) }
      try setPassword(of: user, in: workspace, to: password)
    case .audit(let record):
      try AuditChain.append(record, to: db)
    }
  }

  private func requireChange() throws {
    guard db.changesCount == 1 else { throw AccountProblem.unknownDevice }
  }

  private func keepAdministrator(in workspace: WorkspaceID, without user: String, role: Role?) throws {
    guard let former = try self.role(of: user, in: workspace) else { throw AccountProblem.unknownUser(user) }
    guard former == .administrator, role != .administrator else { return }
    let count = try Int.fetchOne(
      db, kept: "SELECT count(*) FROM member WHERE workspace = ? AND role = ?",
      arguments: [workspace.bits.bytes.data, Role.administrator.rawValue])
    guard let count, count > 1 else { throw AccountProblem.lastAdministrator }
  }

  private func add(_ device: Device) throws {
    try db.execute(
      kept: """
        INSERT INTO device (id, workspace, user, name, publicKey, token, createdAt, revokedAt)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        device.id.bits.bytes.data, device.workspace.bits.bytes.data, device.user, device.name, device.publicKey.data,
        device.token.bytes.data, device.createdAt, device.revokedAt,
      ])
    for (place, replica) in device.replicas.enumerated() { try add(replica, to: device, place: place) }
    if let report = device.report { try apply(.report(device.id, report)) }
  }

  private func add(_ replica: ReplicaID, to device: Device, place: Int) throws {
    try db.execute(
      kept: "INSERT INTO deviceReplica (workspace, replica, device, place) VALUES (?, ?, ?, ?)",
      arguments: [device.workspace.bits.bytes.data, replica.bytes.data, device.id.bits.bytes.data, place])
  }

  // Reading.

  func role(of user: String, in workspace: WorkspaceID) throws -> Role? {
    let word = try String.fetchOne(
      db, kept: "SELECT role FROM member WHERE workspace = ? AND user = ?",
      arguments: [workspace.bits.bytes.data, user])
    return try word.map { word in
      guard let role = Role(rawValue: word) else { throw damaged("role") }
      return role
    }
  }

  func members(of workspace: WorkspaceID) throws -> [Member] {
    try Row.fetchAll(
      db, kept: "SELECT user, role, since, audiences FROM member WHERE workspace = ? ORDER BY user",
      arguments: [workspace.bits.bytes.data]
    ).map { row in
      guard let user = row[0] as String?, let role = (row[1] as String?).flatMap(Role.init(rawValue:)),
        let since = row[2] as Int64?, let audiences = (row[3] as String?).flatMap(Self.audiences)
      else { throw damaged("member") }
      return Member(user: user, role: role, since: since, audiences: audiences)
    }
  }

  func audiences(of user: String, in workspace: WorkspaceID) throws -> [Audience] {
    let text = try String.fetchOne(
      db, kept: "SELECT audiences FROM member WHERE workspace = ? AND user = ?",
      arguments: [workspace.bits.bytes.data, user])
    guard let text else { return [] }
    guard let audiences = Self.audiences(text) else { throw damaged("member") }
    return audiences
  }

  /// Audiences are kept as numbers with spaces between them.
  private static func text(_ audiences: [Audience]) -> String {
    audiences.map { String($0.number) }.joined(separator: " ")
  }

  private static func audiences(_ text: String) -> [Audience]? {
    let numbers = text.split(separator: " ").map { UInt32($0) }
    guard !numbers.contains(nil) else { return nil }
    return numbers.compactMap { $0.map(Audience.init) }
  }

  private static let invitationColumns = "code, workspace, user, purpose, createdAt, expiresAt, usedAt"

  func invitation(code: Hash) throws -> Invitation? {
    try Row.fetchOne(
      db, kept: "SELECT \(Self.invitationColumns) FROM invitation WHERE code = ?", arguments: [code.bytes.data]
    ).map(invitation)
  }

  func openInvitations(in workspace: WorkspaceID, at time: Int64) throws -> [Invitation] {
    try Row.fetchAll(
      db,
      kept: """
        SELECT \(Self.invitationColumns) FROM invitation
        WHERE workspace = ? AND usedAt IS NULL AND expiresAt > ? ORDER BY createdAt, code
        """,
      arguments: [workspace.bits.bytes.data, time]
    ).map(invitation)
  }

  private func invitation(_ row: Row) throws -> Invitation {
    guard let code = (row[0] as Data?).flatMap({ Hash(bytes: $0) }),
      let workspace = (row[1] as Data?).flatMap({ UInt128(bytes: $0) }), let user = row[2] as String?,
      let purpose = (row[3] as String?).flatMap(Invitation.Purpose.init(rawValue:)),
      let createdAt = row[4] as Int64?, let expiresAt = row[5] as Int64?
    else { throw damaged("invitation") }
    return Invitation(
      code: code, workspace: WorkspaceID(bits: workspace), user: user, purpose: purpose, createdAt: createdAt,
      expiresAt: expiresAt, usedAt: row[6])
  }

  private static let deviceColumns = """
    id, workspace, user, name, publicKey, token, createdAt, revokedAt, seenAt, pending, appVersion, schemaVersion,
    clockAhead, knows
    """

  func device(token: Hash) throws -> Device? { try device(where: "token = ?", [token.bytes.data]) }
  func device(_ id: DeviceID) throws -> Device? { try device(where: "id = ?", [id.bits.bytes.data]) }

  func device(of replica: ReplicaID, in workspace: WorkspaceID) throws -> Device? {
    try device(
      where: "id = (SELECT device FROM deviceReplica WHERE workspace = ? AND replica = ?)",
      [workspace.bits.bytes.data, replica.bytes.data])
  }

  func devices(in workspace: WorkspaceID) throws -> [Device] {
    try Row.fetchAll(
      db, kept: "SELECT \(Self.deviceColumns) FROM device WHERE workspace = ? ORDER BY createdAt, id",
      arguments: [workspace.bits.bytes.data]
    ).map(device)
  }

  private func device(where condition: String, _ arguments: StatementArguments) throws -> Device? {
    try Row.fetchOne(
      db, kept: "SELECT \(Self.deviceColumns) FROM device WHERE \(condition)", arguments: arguments
    ).map(device)
  }

  private func device(_ row: Row) throws -> Device {
    guard let idBytes = row[0] as Data?, let id = UInt128(bytes: idBytes),
      let workspace = (row[1] as Data?).flatMap({ UInt128(bytes: $0) }), let user = row[2] as String?,
      let name = row[3] as String?, let key = row[4] as Data?,
      let token = (row[5] as Data?).flatMap({ Hash(bytes: $0) }),
      let createdAt = row[6] as Int64?
    else { throw damaged("device") }
    let replicas = try Data.fetchAll(
      db, kept: "SELECT replica FROM deviceReplica WHERE device = ? ORDER BY place", arguments: [idBytes]
    ).map { bytes in
      guard let bits = UInt128(bytes: bytes) else { throw damaged("replica") }
      return ReplicaID(bits: bits)
    }
    var report: DeviceReport?
    if let seenAt = row[8] as Int64? {
      guard let pending = row[9] as Int64?, pending >= 0, let appVersion = row[10] as String?,
        let schemaVersion = (row[11] as Int64?).flatMap({ UInt32(exactly: $0) }), let clockAhead = row[12] as Int64?
      else { throw damaged("report") }
      report = DeviceReport(
        seenAt: seenAt, pending: UInt64(pending), appVersion: appVersion, schemaVersion: schemaVersion,
        clockAhead: clockAhead, knows: (row[13] as Int64?).map { Position(max(0, $0)) } ?? 0)
    }
    return Device(
      id: DeviceID(bits: id), workspace: WorkspaceID(bits: workspace), user: user, name: name, publicKey: Array(key),
      token: token, replicas: replicas, createdAt: createdAt, revokedAt: row[7], report: report)
  }

  func audit(of workspace: WorkspaceID, before: Int64?, limit: Int) throws -> [AuditRecord] {
    try Row.fetchAll(
      db,
      kept: """
        SELECT id, time, actor, action, subject, detail FROM audit
        WHERE workspace = ? AND id < ? ORDER BY id DESC LIMIT ?
        """,
      arguments: [workspace.bits.bytes.data, before ?? .max, max(0, limit)]
    ).map { row in
      guard let id = row[0] as Int64?, let time = row[1] as Int64?, let actor = row[2] as String?,
        let action = (row[3] as String?).flatMap(AuditRecord.Action.init(rawValue:)), let subject = row[4] as String?,
        let detail = row[5] as String?
      else { throw damaged("audit") }
      return AuditRecord(
        id: id, time: time, workspace: workspace, actor: actor, action: action, subject: subject, detail: detail)
    }
  }

  func damaged(_ what: String) -> LogProblem { .damaged(path: path, detail: what) }
}
