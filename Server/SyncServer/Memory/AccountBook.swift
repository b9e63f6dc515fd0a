public import CommitFormat
public import Merge

/// All accounts of a server as one value: what an account store means, without a database.
public struct AccountBook: Hashable, Sendable {
  private struct Key: Hashable {
    let workspace: WorkspaceID
    let user: String

    // Names are told apart by their bytes: two spellings of one letter are two names.
    static func == (left: Self, right: Self) -> Bool {
      left.workspace == right.workspace && left.user.utf8.elementsEqual(right.user.utf8)
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(workspace)
      for byte in user.utf8 { hasher.combine(byte) }
    }
  }

  private var members: [Key: Member] = [:]
  private var invitations: [Hash: Invitation] = [:]
  private var devices: [Device] = []
  private var records: [AuditRecord] = []
  private var sessions: [Hash: WebSession] = [:]
  private var passwords: [Key: PasswordHash] = [:]
  private var quarantine: [QuarantinedCommit] = []
  private var lastQuarantined: Int64 = 0

  public init() {}

  /// Oldest first.
  public func quarantined(in workspace: WorkspaceID) -> [QuarantinedCommit] {
    quarantine.filter { $0.workspace == workspace }
  }

  /// Oldest first: those that somebody has decided, or those that wait.
  public func quarantined(
    in workspace: WorkspaceID, decided: Bool, after: Int64?, limit: Int
  ) -> [QuarantinedCommit] {
    Array(
      quarantine.lazy
        .filter { $0.workspace == workspace && ($0.decision != nil) == decided && $0.id > after ?? 0 }
        .prefix(max(0, limit)))
  }

  /// Nil where none has that number.
  public func quarantined(_ id: Int64, in workspace: WorkspaceID) -> QuarantinedCommit? {
    quarantine.first { $0.id == id && $0.workspace == workspace }
  }

  /// A replica's, decided ones too.
  public func quarantined(of replica: ReplicaID, in workspace: WorkspaceID) -> [QuarantinedCommit] {
    quarantine.filter { $0.workspace == workspace && $0.entry.commitName?.replica == replica }
  }

  /// What waits: all of it, or what a device brought.
  public func quarantineLoad(of device: DeviceID?, in workspace: WorkspaceID) -> QuarantineLoad {
    let waiting = quarantine.filter {
      $0.workspace == workspace && $0.decision == nil && (device == nil || $0.carrier == device)
    }
    return QuarantineLoad(commits: waiting.count, bytes: waiting.reduce(0) { $0 + $1.bytes })
  }

  /// Makes one change, or throws and has changed nothing.
  public mutating func apply(_ change: AccountChange) throws(AccountProblem) {
    switch change {
    case .addMember(let workspace, let member):
      let key = Key(workspace: workspace, user: member.user)
      guard members[key] == nil else { throw .userExists(member.user) }
      members[key] = member
    case .setRole(let workspace, let user, let role):
      let key = Key(workspace: workspace, user: user)
      guard var member = members[key] else { throw .unknownUser(user) }
      if member.role == .administrator, role != .administrator { try keepAdministrator(in: workspace) }
      member.role = role
      members[key] = member
    case .setAudiences(let workspace, let user, let audiences):
      let key = Key(workspace: workspace, user: user)
      guard members[key] != nil else { throw .unknownUser(user) }
      members[key]?.audiences = audiences
    case .removeMember(let workspace, let user, let time):
      let key = Key(workspace: workspace, user: user)
      guard let member = members[key] else { throw .unknownUser(user) }
      if member.role == .administrator { try keepAdministrator(in: workspace) }
      members[key] = nil
      passwords[key] = nil
      endSessions(of: key)
      for index in devices.indices where Key(workspace: devices[index].workspace, user: devices[index].user) == key {
        devices[index].revokedAt = devices[index].revokedAt ?? time
      }
    case .quarantine(var commit):
      guard !quarantine.contains(where: { $0.isSame(as: commit) }) else { return }
      lastQuarantined += 1
      commit.id = lastQuarantined
      quarantine.append(commit)
    case .removeQuarantined(let id): quarantine.removeAll { $0.id == id }
    case .decideQuarantined(let id, let decision):
      guard let index = quarantine.firstIndex(where: { $0.id == id }) else { throw .unknownQuarantined }
      guard quarantine[index].decision == nil else { throw .alreadyDecided }
      quarantine[index].decision = decision
    case .addInvitation(let invitation): invitations[invitation.code] = invitation
    case .useInvitation(let code, let time):
      guard var invitation = invitations[code] else { throw .codeUnknown }
      guard invitation.usedAt == nil else { throw .codeUsed }
      invitation.usedAt = time
      invitations[code] = invitation
    case .addDevice(let device): devices.append(device)
    case .addReplica(let id, let replica): devices[try index(of: id)].replicas.append(replica)
    case .setToken(let id, let token): devices[try index(of: id)].token = token
    case .revokeDevice(let id, let time):
      let index = try index(of: id)
      devices[index].revokedAt = devices[index].revokedAt ?? time
    case .report(let id, let report): devices[try index(of: id)].report = report
    case .addSession, .seeSession, .keepForm, .endSession, .endSessions, .forgetSessions: apply(session: change)
    case .setPassword(let workspace, let user, let password):
      let key = Key(workspace: workspace, user: user)
      guard members[key] != nil else { throw .unknownUser(user) }
      passwords[key] = password
    case .audit(var record):
      record.id = Int64(records.count + 1)
      records.append(record)
    }
  }

  private mutating func apply(session change: AccountChange) {
    switch change {
    case .addSession(let session): sessions[session.token] = session
    case .seeSession(let token, let time): sessions[token]?.seenAt = time
    case .keepForm(let token, let kept): sessions[token]?.kept = kept
    case .endSession(let token): sessions[token] = nil
    case .endSessions(let workspace, let user): endSessions(of: Key(workspace: workspace, user: user))
    case .forgetSessions(let time): sessions = sessions.filter { $0.value.isOpen(at: time) }
    default: break
    }
  }

  private mutating func endSessions(of key: Key) {
    sessions = sessions.filter { Key(workspace: $0.value.workspace, user: $0.value.user) != key }
  }

  private func index(of id: DeviceID) throws(AccountProblem) -> Int {
    guard let index = devices.firstIndex(where: { $0.id == id }) else { throw .unknownDevice }
    return index
  }

  private func keepAdministrator(in workspace: WorkspaceID) throws(AccountProblem) {
    let count = members.count { $0.key.workspace == workspace && $0.value.role == .administrator }
    guard count > 1 else { throw .lastAdministrator }
  }

  public func members(of workspace: WorkspaceID) -> [Member] {
    members.filter { $0.key.workspace == workspace }.map(\.value)
      .sorted { $0.user.utf8.lexicographicallyPrecedes($1.user.utf8) }
  }

  public func role(of user: String, in workspace: WorkspaceID) -> Role? {
    members[Key(workspace: workspace, user: user)]?.role
  }

  public func audiences(of user: String, in workspace: WorkspaceID) -> [Audience] {
    members[Key(workspace: workspace, user: user)]?.audiences ?? []
  }

  public func invitation(code: Hash) -> Invitation? { invitations[code] }

  public func openInvitations(in workspace: WorkspaceID, at time: Int64) -> [Invitation] {
    invitations.values.filter { $0.workspace == workspace && $0.usedAt == nil && $0.expiresAt > time }
      .sorted { ($0.createdAt, $0.code) < ($1.createdAt, $1.code) }
  }

  public func device(token: Hash) -> Device? { devices.first { $0.token == token } }
  public func device(_ id: DeviceID) -> Device? { devices.first { $0.id == id } }

  public func device(of replica: ReplicaID, in workspace: WorkspaceID) -> Device? {
    devices.first { $0.workspace == workspace && $0.replicas.contains(replica) }
  }

  public func devices(in workspace: WorkspaceID) -> [Device] {
    devices.filter { $0.workspace == workspace }.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
  }

  /// The session with the token of that hash, ended by time or not.
  public func session(token: Hash) -> WebSession? { sessions[token] }

  /// Of a workspace, the one used last first.
  public func sessions(in workspace: WorkspaceID) -> [WebSession] {
    sessions.values.filter { $0.workspace == workspace }.sorted { ($1.seenAt, $1.token) < ($0.seenAt, $0.token) }
  }

  /// Nil for whoever has none.
  public func password(of user: String, in workspace: WorkspaceID) -> PasswordHash? {
    passwords[Key(workspace: workspace, user: user)]
  }

  public func audit(of workspace: WorkspaceID, before: Int64?, limit: Int) -> [AuditRecord] {
    Array(records.reversed().filter { $0.workspace == workspace && $0.id < before ?? .max }.prefix(limit))
  }
}
