public import CommitFormat
public import Merge

/// Who may do what on this server, in all its workspaces. Never merged data: the server alone decides it.
public protocol AccountStore: Sendable {
  /// Makes the changes in one transaction, in order, or none of them.
  ///
  /// - Throws: `AccountProblem` when one does not apply; what the store throws.
  func change(_ changes: [AccountChange]) throws

  /// By name.
  func members(of workspace: WorkspaceID) throws -> [Member]
  func role(of user: String, in workspace: WorkspaceID) throws -> Role?
  /// Beside everyone, rising; none for somebody who is no member.
  func audiences(of user: String, in workspace: WorkspaceID) throws -> [Audience]
  func invitation(code: Hash) throws -> Invitation?
  /// Those that are neither used nor expired at `time`, oldest first.
  func openInvitations(in workspace: WorkspaceID, at time: Int64) throws -> [Invitation]
  func device(token: Hash) throws -> Device?
  func device(_ id: DeviceID) throws -> Device?
  /// The device that a replica was enrolled by.
  func device(of replica: ReplicaID, in workspace: WorkspaceID) throws -> Device?
  /// Oldest first, revoked ones too.
  func devices(in workspace: WorkspaceID) throws -> [Device]
  func session(token: Hash) throws -> WebSession?
  /// The one used last first, those that have ended by time too.
  func sessions(in workspace: WorkspaceID) throws -> [WebSession]
  func password(of user: String, in workspace: WorkspaceID) throws -> PasswordHash?
  /// Oldest first, decided ones too.
  func quarantined(in workspace: WorkspaceID) throws -> [QuarantinedCommit]
  /// Oldest first, at most `limit`, younger than the one `after` where it is given: those that somebody has decided, or
  /// those that wait.
  func quarantined(
    in workspace: WorkspaceID, decided: Bool, after: Int64?, limit: Int
  ) throws -> [QuarantinedCommit]
  func quarantined(_ id: Int64, in workspace: WorkspaceID) throws -> QuarantinedCommit?
  /// A replica's, in no order, decided ones too.
  func quarantined(of replica: ReplicaID, in workspace: WorkspaceID) throws -> [QuarantinedCommit]
  /// The names alone of what `quarantined(of:in:)` gives.
  func quarantinedNames(of replica: ReplicaID, in workspace: WorkspaceID) throws -> Set<CommitName>
  /// What waits: all of it, or what a device brought.
  func quarantineLoad(of device: DeviceID?, in workspace: WorkspaceID) throws -> QuarantineLoad
  /// Newest first, at most `limit`, older than the record `before` where it is given.
  func audit(of workspace: WorkspaceID, before: Int64?, limit: Int) throws -> [AuditRecord]
}

/// A member of a workspace.
public struct Member: Hashable, Sendable {
  /// Names the member within the workspace, and is what people read.
  public var user: String
  public var role: Role
  /// Milliseconds since 1970-01-01 00:00 UTC, as all times here.
  public var since: Int64
  /// Whose records the member reads and, as an editor, writes, beside those for everyone; rising.
  public var audiences: [Audience]

  public init(user: String, role: Role, since: Int64, audiences: [Audience] = []) {
    self.user = user
    self.role = role
    self.since = since
    self.audiences = audiences
  }
}

/// One device, by 128 random bits.
public struct DeviceID: Hashable, Comparable, Sendable {
  public let bits: UInt128

  public init(bits: UInt128) {
    self.bits = bits
  }

  public static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }

  /// 32 lower-case hexadecimal digits.
  public var text: String { Hex.string(bits.bytes) }

  /// Nil unless `text` is 32 hexadecimal digits.
  public init?(text: String) {
    guard let bytes = Hex.bytes(text), bytes.count == 16 else { return nil }
    bits = bytes.reduce(0) { $0 << 8 | UInt128($1) }
  }
}

/// A member's device in a workspace.
public struct Device: Hashable, Sendable {
  public var id: DeviceID
  public var workspace: WorkspaceID
  public var user: String
  /// As its owner gave it.
  public var name: String
  /// Ed25519, 32 bytes.
  public var publicKey: [UInt8]
  /// SHA-256 of the token; the token itself only the device has.
  public var token: Hash
  /// Those that it has enrolled, in order.
  public var replicas: [ReplicaID]
  public var createdAt: Int64
  /// Nil as long as it is welcome.
  public var revokedAt: Int64?
  /// What it told about itself last.
  public var report: DeviceReport?

  public init(
    id: DeviceID, workspace: WorkspaceID, user: String, name: String, publicKey: [UInt8], token: Hash,
    replicas: [ReplicaID], createdAt: Int64, revokedAt: Int64? = nil, report: DeviceReport? = nil
  ) {
    self.id = id
    self.workspace = workspace
    self.user = user
    self.name = name
    self.publicKey = publicKey
    self.token = token
    self.replicas = replicas
    self.createdAt = createdAt
    self.revokedAt = revokedAt
    self.report = report
  }
}

/// What a device says of itself when it syncs.
public struct DeviceReport: Hashable, Sendable {
  /// When, by the server's clock.
  public var seenAt: Int64
  /// Commits it holds that the log lacked after the sync.
  public var pending: UInt64
  public var appVersion: String
  public var schemaVersion: UInt32
  /// How far its clock runs ahead of the server's, milliseconds.
  public var clockAhead: Int64
  /// What it writes from then on, it writes knowing the log at least this far: its cursor when it last left nothing
  /// unsent. 0 before that.
  public var knows: Position

  public init(
    seenAt: Int64, pending: UInt64, appVersion: String, schemaVersion: UInt32, clockAhead: Int64, knows: Position = 0
  ) {
    self.seenAt = seenAt
    self.pending = pending
    self.appVersion = appVersion
    self.schemaVersion = schemaVersion
    self.clockAhead = clockAhead
    self.knows = knows
  }
}

/// A code that opens one door once.
public struct Invitation: Hashable, Sendable {
  public enum Purpose: String, Hashable, Sendable, CaseIterable {
    /// Enrols a device.
    case device
    /// Signs a browser in.
    case signIn = "sign-in"
  }

  /// SHA-256 of the code.
  public var code: Hash
  public var workspace: WorkspaceID
  public var user: String
  public var purpose: Purpose
  public var createdAt: Int64
  public var expiresAt: Int64
  public var usedAt: Int64?

  public init(
    code: Hash, workspace: WorkspaceID, user: String, purpose: Purpose, createdAt: Int64, expiresAt: Int64,
    usedAt: Int64? = nil
  ) {
    self.code = code
    self.workspace = workspace
    self.user = user
    self.purpose = purpose
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.usedAt = usedAt
  }
}

/// Who did what about accounts, and when. Only ever added.
public struct AuditRecord: Hashable, Sendable {
  /// The words of the record are stable, for programs.
  public enum Action: String, Hashable, Sendable, CaseIterable {
    case memberAdded = "member-added"
    case roleChanged = "role-changed"
    case audiencesChanged = "audiences-changed"
    case memberRemoved = "member-removed"
    case invited
    case signInLinkMade = "sign-in-link-made"
    case signedIn = "signed-in"
    case signedOut = "signed-out"
    case signInFailed = "sign-in-failed"
    case sessionsEnded = "sessions-ended"
    case passwordSet = "password-set"
    case passwordReset = "password-reset"
    case deviceJoined = "device-joined"
    case replicaEnrolled = "replica-enrolled"
    /// Two copies of one replica were used: its name and the sequence from which on they differ.
    case replicaCopied = "replica-copied"
    case deviceRevoked = "device-revoked"
    case epochBegun = "epoch-begun"
    case backedUp = "backed-up"
    case verified
    case restored
    case restoreConfirmed = "restore-confirmed"
    case givenBack = "given-back"
    case schemaChanged = "schema-changed"
    case compacted
    /// Data of a person was erased by decision: the records, the fields, of how many commits, and why.
    case erased
    /// Records went to another audience: which, from where to where, and why.
    case moved
    case damagedPush = "damaged-push"
    case codeRejected = "code-rejected"
    /// A device differed from the server, fetched so many records again, and is level.
    case replicaRepaired = "replica-repaired"
    /// The same, and it differs still.
    case replicaDiffers = "replica-differs"
    /// Rows of the server itself differed from its log, and were made anew from it.
    case rowsRebuilt = "rows-rebuilt"
    /// A device brought commits of somebody who may not write them any more, which a log does not take.
    case handedIn = "handed-in"
    case quarantineAccepted = "quarantine-accepted"
    case quarantineRefused = "quarantine-refused"
    /// A commit that somebody may not make came in a push and was refused.
    case commitRefused = "commit-refused"
    /// Somebody known asked for what they may not do, or showed what this server has not given them.
    case requestRefused = "request-refused"
  }

  /// Rising; the store gives it when it is 0.
  public var id: Int64
  public var time: Int64
  public var workspace: WorkspaceID
  /// The user who did it, or `console`.
  public var actor: String
  public var action: Action
  /// Whom or what it is about.
  public var subject: String
  /// A word more, where there is one: the new role, the device's name.
  public var detail: String

  public init(
    id: Int64 = 0, time: Int64, workspace: WorkspaceID, actor: String, action: Action, subject: String,
    detail: String = ""
  ) {
    self.id = id
    self.time = time
    self.workspace = workspace
    self.actor = actor
    self.action = action
    self.subject = subject
    self.detail = detail
  }
}

/// One change of the accounts.
public enum AccountChange: Hashable, Sendable {
  /// Fails with `userExists` when there is one.
  case addMember(WorkspaceID, Member)
  /// Fails with `unknownUser`, and with `lastAdministrator` when none would be left.
  case setRole(WorkspaceID, user: String, Role)
  /// Fails with `unknownUser`.
  case setAudiences(WorkspaceID, user: String, [Audience])
  /// Revokes the member's devices, ends their sessions and forgets their password too. Fails as `setRole` does.
  case removeMember(WorkspaceID, user: String, at: Int64)
  case addInvitation(Invitation)
  /// Fails with `codeUsed` or `codeUnknown`: a code opens once, whoever comes first.
  case useInvitation(code: Hash, at: Int64)
  case addDevice(Device)
  case addReplica(DeviceID, ReplicaID)
  /// Gives a device another token; the former one opens nothing any more. Fails with `unknownDevice`.
  case setToken(DeviceID, Hash)
  /// Of one that is revoked already, changes nothing. Fails with `unknownDevice`.
  case revokeDevice(DeviceID, at: Int64)
  case report(DeviceID, DeviceReport)
  case addSession(WebSession)
  /// Notes a session's last use. Of one that has ended, changes nothing, as all that is about sessions.
  case seeSession(Hash, at: Int64)
  case keepForm(Hash, KeptForm?)
  case endSession(Hash)
  case endSessions(WorkspaceID, user: String)
  /// Forgets the sessions that have ended by time.
  case forgetSessions(at: Int64)
  /// Nil takes it away. Fails with `unknownUser`.
  case setPassword(WorkspaceID, user: String, PasswordHash?)
  /// Keeps a commit aside. Of one that is there already, changes nothing.
  case quarantine(QuarantinedCommit)
  case removeQuarantined(Int64)
  /// Fails with `alreadyDecided` where somebody was faster, and with `unknownQuarantined`.
  case decideQuarantined(Int64, QuarantinedCommit.Decision)
  case audit(AuditRecord)
}
