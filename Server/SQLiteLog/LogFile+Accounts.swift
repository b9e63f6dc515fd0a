public import CommitFormat
public import Merge
public import SyncServer

extension LogFile: AccountStore {
  public func change(_ changes: [AccountChange]) throws {
    try write { db in
      for change in changes { try AccountTables(db: db, path: path).apply(change) }
    }
  }

  private func know<Answer: Sendable>(
    _ question: LogMemory.Question, _ body: (AccountTables) throws -> Answer?
  ) throws -> Answer? {
    try remembered(question) { try body(AccountTables(db: $0, path: path)) }
  }

  private func look<Result>(_ body: (AccountTables) throws -> Result) throws -> Result {
    try read { try body(AccountTables(db: $0, path: path)) }
  }

  public func members(of workspace: WorkspaceID) throws -> [Member] { try look { try $0.members(of: workspace) } }

  public func role(of user: String, in workspace: WorkspaceID) throws -> Role? {
    try know(.role(user: Array(user.utf8), workspace)) { try $0.role(of: user, in: workspace) }
  }

  public func audiences(of user: String, in workspace: WorkspaceID) throws -> [Audience] {
    try know(.audiences(user: Array(user.utf8), workspace)) { try $0.audiences(of: user, in: workspace) } ?? []
  }

  public func invitation(code: Hash) throws -> Invitation? { try look { try $0.invitation(code: code) } }

  public func openInvitations(in workspace: WorkspaceID, at time: Int64) throws -> [Invitation] {
    try look { try $0.openInvitations(in: workspace, at: time) }
  }

  public func device(token: Hash) throws -> Device? {
    try know(.deviceWithToken(token)) { try $0.device(token: token) }
  }
  public func device(_ id: DeviceID) throws -> Device? { try know(.device(id)) { try $0.device(id) } }

  public func device(of replica: ReplicaID, in workspace: WorkspaceID) throws -> Device? {
    try know(.deviceOfReplica(replica, workspace)) { try $0.device(of: replica, in: workspace) }
  }

  public func devices(in workspace: WorkspaceID) throws -> [Device] { try look { try $0.devices(in: workspace) } }

  /// The session with the token of that hash, ended by time or not.
  public func session(token: Hash) throws -> WebSession? { try look { try $0.session(token: token) } }
  /// Of a workspace, the one used last first.
  public func sessions(in workspace: WorkspaceID) throws -> [WebSession] { try look { try $0.sessions(in: workspace) } }

  /// Nil for whoever has none.
  public func password(of user: String, in workspace: WorkspaceID) throws -> PasswordHash? {
    try look { try $0.password(of: user, in: workspace) }
  }

  /// Oldest first.
  public func quarantined(in workspace: WorkspaceID) throws -> [QuarantinedCommit] {
    try look { try $0.quarantined(in: workspace) }
  }

  /// Oldest first: those that somebody has decided, or those that wait.
  public func quarantined(
    in workspace: WorkspaceID, decided: Bool, after: Int64?, limit: Int
  ) throws -> [QuarantinedCommit] {
    try look { try $0.quarantined(in: workspace, decided: decided, after: after, limit: limit) }
  }

  /// Nil where none has that number.
  public func quarantined(_ id: Int64, in workspace: WorkspaceID) throws -> QuarantinedCommit? {
    try look { try $0.quarantined(id, in: workspace) }
  }

  /// A replica's, decided ones too.
  public func quarantined(of replica: ReplicaID, in workspace: WorkspaceID) throws -> [QuarantinedCommit] {
    try look { try $0.quarantined(of: replica, in: workspace) }
  }

  /// The names alone of what `quarantined(of:in:)` gives.
  public func quarantinedNames(of replica: ReplicaID, in workspace: WorkspaceID) throws -> Set<CommitName> {
    try look { try $0.quarantinedNames(of: replica, in: workspace) }
  }

  /// What waits: all of it, or what a device brought.
  public func quarantineLoad(of device: DeviceID?, in workspace: WorkspaceID) throws -> QuarantineLoad {
    try look { try $0.quarantineLoad(of: device, in: workspace) }
  }

  public func audit(of workspace: WorkspaceID, before: Int64?, limit: Int) throws -> [AuditRecord] {
    try look { try $0.audit(of: workspace, before: before, limit: limit) }
  }
}
