public import CommitFormat
internal import Crypto
public import Merge
internal import Replica

/// What a device gets when it has joined.
public struct Joined: Hashable, Sendable {
  /// To be kept where only the user can read it; the server does not have it.
  public let token: DeviceToken
  public let device: Device
  public let enrolment: Enrolment
  public let role: Role
}

extension WorkspaceServer {
  /// Lets a device in: the code is used up, the device has a token and the log has its replica, or none of it.
  ///
  /// Asked again soon by the same device, because the answer was lost, it gives another token.
  ///
  /// - Parameters:
  ///   - code: as the person typed it.
  ///   - name: what its owner calls the device.
  ///   - publicKey: the device's Ed25519 key, 32 bytes.
  ///   - id: the id that its replica writes under.
  /// - Returns: the token, shown this once.
  /// - Throws: `AccountProblem`, or what log and store throw.
  public func join(
    code: String, device name: String, publicKey: [UInt8], replica id: ReplicaID
  ) throws -> Joined {
    guard let code = InvitationCode(code) else { throw AccountProblem.codeUnknown }
    let name = try Accounts.name(name)
    let now = clock.now()
    let invitation: Invitation
    do {
      invitation = try accounts.usable(code, purpose: .device, now: now)
    } catch AccountProblem.codeUsed {
      return try joinAgain(code, publicKey: publicKey, replica: id, now: now)
    }
    guard let role = try accounts.role(of: invitation.user) else { throw AccountProblem.codeUnknown }
    try check(publicKey)
    let token = DeviceToken(random: random)
    let device = Device(
      id: DeviceID(bits: random.bits128()), workspace: workspace, user: invitation.user, name: name,
      publicKey: publicKey, token: token.hash, replicas: [id], createdAt: now)
    let actor = Actor(user: invitation.user, role: role)
    let enrolment = try grow { growth in
      guard try growth.reading.enrolment(of: id) == nil, try growth.reading.branch(id) == nil else {
        throw AccountProblem.replicaTaken
      }
      try growth.enrol(id, user: invitation.user, device: name, publicKey: publicKey)
      growth.changes += [
        .useInvitation(code: code.hash, at: now), .addDevice(device),
        accounts.record(.deviceJoined, by: actor, subject: device.id.text, detail: name, now: now),
      ]
      return try growth.reading.enrolment(of: id)
    }
    guard let enrolment else { throw AccountProblem.replicaTaken }
    return Joined(token: token, device: device, enrolment: enrolment, role: role)
  }

  /// Gives a device another replica id: it has found a twin, or starts anew. Asking twice gives the same answer.
  ///
  /// - Returns: the enrolment, with the number that the log gave.
  /// - Throws: `AccountProblem.replicaTaken` when another device has it; what log and store throw.
  public func enrol(_ id: ReplicaID, device: Device) throws -> Enrolment {
    guard device.workspace == workspace, device.revokedAt == nil else { throw AccountProblem.deviceRevoked }
    let enrolment = try grow { growth -> Enrolment? in
      // A name that commits bear already is nobody's to take.
      guard try growth.reading.branch(id) == nil else { throw AccountProblem.replicaTaken }
      if let known = try growth.reading.enrolment(of: id) {
        guard try accounts.store.device(of: id, in: workspace)?.id == device.id else {
          throw AccountProblem.replicaTaken
        }
        return known
      }
      try growth.enrol(id, user: device.user, device: device.name, publicKey: device.publicKey)
      growth.changes += [
        .addReplica(device.id, id),
        accounts.record(
          .replicaEnrolled, by: Actor(user: device.user, role: .reader), subject: device.id.text,
          detail: Hex.string(id.bytes), now: growth.now),
      ]
      return try growth.reading.enrolment(of: id)
    }
    guard let enrolment else { throw AccountProblem.replicaTaken }
    return enrolment
  }

  /// How long after it was used a code may be asked for its answer once more.
  private static let repeatMilliseconds: Int64 = 10 * 60_000

  private func joinAgain(
    _ code: InvitationCode, publicKey: [UInt8], replica id: ReplicaID, now: Int64
  ) throws -> Joined {
    guard let invitation = try accounts.store.invitation(code: code.hash), let usedAt = invitation.usedAt,
      now - usedAt < Self.repeatMilliseconds,
      var device = try accounts.store.device(of: id, in: workspace),
      device.createdAt == usedAt, device.publicKey == publicKey, device.user == invitation.user,
      device.revokedAt == nil, let role = try accounts.role(of: device.user),
      let enrolment = try replica.store.read({ try $0.enrolment(of: id) })
    else { throw AccountProblem.codeUsed }
    let token = DeviceToken(random: random)
    try accounts.store.change([.setToken(device.id, token.hash)])
    device.token = token.hash
    return Joined(token: token, device: device, enrolment: enrolment, role: role)
  }

  private func check(_ publicKey: [UInt8]) throws {
    guard publicKey.count == 32, (try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)) != nil else {
      throw AccountProblem.badPublicKey
    }
  }
}
