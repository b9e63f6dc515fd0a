public import CommitFormat
internal import Merge
public import Replica
public import Schema

/// Who acts.
public struct Actor: Hashable, Sendable {
  public var user: String
  public var role: Role

  public init(user: String, role: Role) {
    self.user = user
    self.role = role
  }

  /// Whoever can run the server's own program over its files.
  public static let console = Actor(user: "console", role: .administrator)
}

/// Members, invitations and devices of one workspace, and the rules about them. Each change leaves an audit record.
public struct Accounts: Sendable {
  public let store: any AccountStore
  public let workspace: WorkspaceID
  let clock: any Clock
  let random: any RandomSource
  let keptApart: (any KeptApart)?

  /// Revocations are noted in `keptApart` too; nil leaves them to the accounts.
  public init(
    store: any AccountStore, workspace: WorkspaceID, clock: any Clock = SystemClock(),
    random: any RandomSource = SystemRandom(), keptApart: (any KeptApart)? = nil
  ) {
    self.keptApart = keptApart
    self.store = store
    self.workspace = workspace
    self.clock = clock
    self.random = random
  }

  /// How long a device code is good: 7 days.
  public static let invitationMilliseconds: Int64 = 7 * 86_400_000
  /// How long a sign-in link is good: 15 minutes.
  public static let signInMilliseconds: Int64 = 15 * 60_000
  static let nameBytesMax = 200

  public func members() throws -> [Member] { try store.members(of: workspace) }
  public func devices() throws -> [Device] { try store.devices(in: workspace) }
  public func role(of user: String) throws -> Role? { try store.role(of: user, in: workspace) }

  public func openInvitations() throws -> [Invitation] {
    try store.openInvitations(in: workspace, at: clock.now())
  }

  public func audit(before: Int64? = nil, limit: Int = 100) throws -> [AuditRecord] {
    try store.audit(of: workspace, before: before, limit: limit)
  }

  /// What came of the last repair of each device, as far as the newest thousand records tell.
  public func lastRepairs() throws -> [DeviceID: AuditRecord] {
    var result: [DeviceID: AuditRecord] = [:]
    for record in try audit(limit: 1000)
    where record.action == .replicaRepaired || record.action == .replicaDiffers {
      if let id = DeviceID(text: record.subject), result[id] == nil { result[id] = record }
    }
    return result
  }

  /// Makes a member, and the code for the first device.
  public func addMember(_ user: String, role: Role, by actor: Actor) throws -> InvitationCode {
    try require(.administrator, of: actor)
    let user = try Self.name(user)
    let now = clock.now()
    let (code, invitation) = invitation(for: user, purpose: .device, now: now)
    try store.change([
      .addMember(workspace, Member(user: user, role: role, since: now)),
      .addInvitation(invitation),
      record(.memberAdded, by: actor, subject: user, detail: role.rawValue, now: now),
    ])
    return code
  }

  public func setRole(of user: String, to role: Role, by actor: Actor) throws {
    try require(.administrator, of: actor)
    try store.change([
      .setRole(workspace, user: user, role),
      record(.roleChanged, by: actor, subject: user, detail: role.rawValue, now: clock.now()),
    ])
  }

  /// Says which audiences a member belongs to, beside everyone. Devices follow at their next sync.
  ///
  /// - Parameters:
  ///   - user: the member.
  ///   - keys: as `schema` declares them; the workspace's of today.
  ///   - schema: that of the workspace.
  ///   - actor: an administrator.
  /// - Throws: `AccountProblem.unknownAudience`, `.unknownUser` or `.notAllowed`.
  public func setAudiences(of user: String, to keys: [String], schema: Schema, by actor: Actor) throws {
    try require(.administrator, of: actor)
    let audiences = try Set(keys).map { key in
      guard let declared = schema.audience(key) else { throw AccountProblem.unknownAudience(key) }
      return declared.audience
    }.sorted()
    let keys = audiences.compactMap { schema.audience($0)?.key }
    try store.change([
      .setAudiences(workspace, user: user, audiences),
      record(
        .audiencesChanged, by: actor, subject: user, detail: keys.joined(separator: " "), now: clock.now()),
    ])
  }

  /// Ends a membership and revokes the member's devices. What the member wrote stays.
  public func removeMember(_ user: String, by actor: Actor) throws {
    try require(.administrator, of: actor)
    let now = clock.now()
    try store.change([
      .removeMember(workspace, user: user, at: now), record(.memberRemoved, by: actor, subject: user, now: now),
    ])
    try reconcileRevocations()
  }

  /// A code for one more device: an administrator's for anybody, everybody's for oneself.
  public func invite(_ user: String, by actor: Actor) throws -> InvitationCode {
    if !actor.user.utf8.elementsEqual(user.utf8) { try require(.administrator, of: actor) }
    return try makeCode(for: user, purpose: .device, action: .invited, by: actor)
  }

  /// A code that signs one browser in as `user`.
  public func signInCode(for user: String, by actor: Actor) throws -> InvitationCode {
    if !actor.user.utf8.elementsEqual(user.utf8) { try require(.administrator, of: actor) }
    return try makeCode(for: user, purpose: .signIn, action: .signInLinkMade, by: actor)
  }

  /// An administrator's for any device, everybody's for one's own.
  public func revokeDevice(_ id: DeviceID, by actor: Actor) throws {
    guard let device = try store.device(id), device.workspace == workspace else { throw AccountProblem.unknownDevice }
    if !actor.user.utf8.elementsEqual(device.user.utf8) { try require(.administrator, of: actor) }
    let now = clock.now()
    try store.change([
      .revokeDevice(id, at: now),
      record(.deviceRevoked, by: actor, subject: id.text, detail: device.name, now: now),
    ])
    try reconcileRevocations()
  }

  /// The device that a token belongs to, with its member's role of today.
  ///
  /// - Throws: `AccountProblem.notSignedIn` or `.deviceRevoked`.
  public func authenticate(_ token: DeviceToken) throws -> (device: Device, actor: Actor) {
    guard let device = try store.device(token: token.hash), device.workspace == workspace else {
      throw AccountProblem.notSignedIn
    }
    guard device.revokedAt == nil, let role = try role(of: device.user) else { throw AccountProblem.deviceRevoked }
    return (device, Actor(user: device.user, role: role))
  }

  /// Asks again whether a device that was let in is welcome still.
  ///
  /// - Throws: `AccountProblem.deviceRevoked`.
  public func requireWelcome(_ id: DeviceID) throws {
    guard let device = try store.device(id), device.revokedAt == nil, try role(of: device.user) != nil else {
      throw AccountProblem.deviceRevoked
    }
  }

  /// The workspace that a code or a token belongs to, on a server of several.
  public static func workspace(of code: InvitationCode, in store: any AccountStore) throws -> WorkspaceID? {
    try store.invitation(code: code.hash)?.workspace
  }

  func usable(_ code: InvitationCode, purpose: Invitation.Purpose, now: Int64) throws -> Invitation {
    guard let invitation = try store.invitation(code: code.hash), invitation.workspace == workspace,
      invitation.purpose == purpose
    else { throw AccountProblem.codeUnknown }
    guard invitation.usedAt == nil else { throw AccountProblem.codeUsed }
    guard now < invitation.expiresAt else { throw AccountProblem.codeExpired }
    return invitation
  }

  /// Notes that somebody known was refused: nothing else tells an administrator of what was tried in vain.
  ///
  /// - Parameters:
  ///   - user: who asked.
  ///   - subject: the device or browser that asked.
  ///   - detail: the problem's code, and what was asked for.
  /// - Throws: what the store throws.
  public func noteRefusal(of user: String, subject: String, detail: String) throws {
    let actor = Actor(user: user, role: .reader)
    try store.change([record(.requestRefused, by: actor, subject: subject, detail: detail, now: clock.now())])
  }

  func record(
    _ action: AuditRecord.Action, by actor: Actor, subject: String, detail: String = "", now: Int64
  ) -> AccountChange {
    .audit(
      AuditRecord(
        time: now, workspace: workspace, actor: actor.user, action: action, subject: subject, detail: detail))
  }

  func require(_ role: Role, of actor: Actor) throws {
    guard actor.role >= role else { throw AccountProblem.notAllowed(needs: role) }
  }

  private func makeCode(
    for user: String, purpose: Invitation.Purpose, action: AuditRecord.Action, by actor: Actor
  ) throws -> InvitationCode {
    guard try role(of: user) != nil else { throw AccountProblem.unknownUser(user) }
    let now = clock.now()
    let (code, invitation) = invitation(for: user, purpose: purpose, now: now)
    try store.change([.addInvitation(invitation), record(action, by: actor, subject: user, now: now)])
    return code
  }

  func invitation(
    for user: String, purpose: Invitation.Purpose, now: Int64
  ) -> (InvitationCode, Invitation) {
    let code = InvitationCode(random: random)
    let span = purpose == .device ? Self.invitationMilliseconds : Self.signInMilliseconds
    let invitation = Invitation(
      code: code.hash, workspace: workspace, user: user, purpose: purpose, createdAt: now, expiresAt: now + span)
    return (code, invitation)
  }

  /// A name as it may stand in the log: not empty, of bounded length, without characters that can't be seen.
  static func name(_ name: String) throws -> String {
    let isVisible = name.unicodeScalars.allSatisfy { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator, .unassigned: false
      default: true
      }
    }
    guard isVisible, name.utf8.count <= nameBytesMax, name.contains(where: { !$0.isWhitespace }) else {
      throw AccountProblem.badName(name)
    }
    return name
  }
}
